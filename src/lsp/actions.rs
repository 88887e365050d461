//! Quick fixes: code actions with the edits that fix a problem.
//!
//! The edits come with the diagnostics (`diagnostic::Fix`), and are made where the help text is written.

use std::ops::Range;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CreateFile,
    DocumentChangeOperation, OneOf, OptionalVersionedTextDocumentIdentifier, ResourceOp,
    ResourceOperationKind, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use super::text::Lines;
use super::workspace::Current;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::scaffold;

impl Current {
    pub(super) fn fixes(&self, asked: &CodeActionParams) -> Option<Vec<CodeActionOrCommand>> {
        let wanted = asked.context.only.as_ref();
        if wanted.is_some_and(|kinds| !kinds.iter().any(includes_quick_fixes)) {
            return None;
        }
        let (path, text) = self.file(&asked.text_document.uri)?;
        let uri = self.uri_at(&path)?;
        let lines = Lines::new(&text, self.client.encoding);
        let (start, end) = (lines.byte(asked.range.start), lines.byte(asked.range.end));
        let here = self.diagnostics.iter().filter(|it| {
            let range = &it.span.range;
            range.start <= end
                && start <= range.end
                && self.uri(&it.span.file).as_ref() == Some(&uri)
        });
        let actions = here.filter_map(|it| {
            let (title, edit) = self.fix(it, it.fix.as_ref()?, &uri)?;
            Some(CodeActionOrCommand::CodeAction(CodeAction {
                title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![self.diagnostic(it)]),
                edit: Some(edit),
                // A warning may be intended, so only fixes of errors are preferred.
                is_preferred: Some(it.severity() == Severity::Error),
                ..CodeAction::default()
            }))
        });
        Some(actions.collect())
    }

    /// Returns the title of a fix and its edit. `None` if the fix cannot be offered, because the editor cannot create files for example.
    fn fix(&self, it: &Diagnostic, fix: &Fix, uri: &Uri) -> Option<(String, WorkspaceEdit)> {
        match fix {
            Fix::Replace(text) => {
                let title = format!("Write `{text}`");
                Some((title, self.edit(it, uri, &it.span.range, text.clone())))
            }
            Fix::Rewrite { range, text, title } => {
                Some((title.clone(), self.edit(it, uri, range, text.clone())))
            }
            Fix::AddKey(key) => {
                let (at, text) = added(it.span.file.text(), it.span.range.start, key);
                Some((format!("Add `{key}:`"), self.edit(it, uri, &(at..at), text)))
            }
            Fix::Begin(_) if !self.client.does(ResourceOperationKind::Create) => None,
            Fix::Begin(path) => {
                let uri = self.uri_at(path)?;
                let text = scaffold::beginning(path, &self.survey)?;
                let begun = CreateFile { uri: uri.clone(), options: None, annotation_id: None };
                let insert = TextEdit::new(lsp_types::Range::default(), text);
                let operations = vec![
                    DocumentChangeOperation::Op(ResourceOp::Create(begun)),
                    self.edited(uri, [insert]),
                ];
                Some((format!("Begin `content/{path}`"), self.client.changes(operations)))
            }
        }
    }

    fn edit(
        &self,
        it: &Diagnostic,
        uri: &Uri,
        range: &Range<usize>,
        text: String,
    ) -> WorkspaceEdit {
        let lines = Lines::new(it.span.file.text(), self.client.encoding);
        let edit = TextEdit::new(lines.range(range), text);
        self.client.changes(vec![self.edited(uri.clone(), [edit])])
    }

    /// Returns the edits of one file. If the file is open, they refer to the version that the editor has.
    pub(super) fn edited(
        &self,
        uri: Uri,
        edits: impl IntoIterator<Item = TextEdit>,
    ) -> DocumentChangeOperation {
        let version = self.version(&uri);
        DocumentChangeOperation::Edit(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
            edits: edits.into_iter().map(OneOf::Left).collect(),
        })
    }
}

/// Returns `true` if a requested kind includes quick fixes: it is `quickfix`, or a kind above it, such as the empty kind.
fn includes_quick_fixes(kind: &CodeActionKind) -> bool {
    let own = CodeActionKind::QUICKFIX;
    let rest = own.as_str().strip_prefix(kind.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || kind.as_str().is_empty())
}

/// Returns the byte at which to insert a key into the mapping that begins at byte `at`, and the text to insert.
fn added(text: &str, at: usize, key: &str) -> (usize, String) {
    if text[at..].starts_with('{') {
        let separator = if text[at + 1..].trim_start().starts_with('}') { "" } else { "," };
        return (at + 1, format!(" {key}: {separator}"));
    }
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    (at, format!("{key}: \n{}", " ".repeat(text[line..at].chars().count())))
}

#[cfg(test)]
mod tests {
    use super::added;

    #[test]
    fn keys_are_added_where_their_mapping_begins() {
        let add = |text: &str, at| {
            let (at, key) = added(text, at, "b");
            format!("{}{key}{}", &text[..at], &text[at..])
        };
        assert_eq!(add("---\na: 1\n---\n", 4), "---\nb: \na: 1\n---\n");
        assert_eq!(add("x:\n  - a: 1\n", 7), "x:\n  - b: \n    a: 1\n");
        assert_eq!(add("x:\n  - { a: 1 }\n", 7), "x:\n  - { b: , a: 1 }\n");
        assert_eq!(add("x: {}", 3), "x: { b: }");
    }
}
