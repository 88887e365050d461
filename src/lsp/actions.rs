//! Quick fixes: the edits that mend a problem.

use std::ops::Range;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CreateFile,
    DocumentChangeOperation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use super::text::Lines;
use super::workspace::Current;
use crate::diagnostic::{Diagnostic, Fix};
use crate::scaffold;

impl Current {
    pub(super) fn fixes(&self, asked: &CodeActionParams) -> Option<Vec<CodeActionOrCommand>> {
        let (path, text) = self.file(&asked.text_document.uri)?;
        let uri = self.uri_at(&path)?;
        let lines = Lines::new(&text, self.encoding);
        let (start, end) = (lines.byte(asked.range.start), lines.byte(asked.range.end));
        let here = self.diagnostics.iter().filter(|it| {
            let range = &it.span.range;
            range.start <= end
                && start <= range.end
                && self.uri(&it.span.file).as_ref() == Some(&uri)
        });
        let actions = here.filter_map(|it| {
            let (title, edit) = self.fix(it, it.fix.as_ref()?, &asked.text_document.uri)?;
            Some(CodeActionOrCommand::CodeAction(CodeAction {
                title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![self.diagnostic(it)]),
                edit: Some(edit),
                is_preferred: Some(true),
                ..CodeAction::default()
            }))
        });
        Some(actions.collect())
    }

    /// What an edit is called, and what it changes.
    fn fix(&self, it: &Diagnostic, fix: &Fix, uri: &Uri) -> Option<(String, WorkspaceEdit)> {
        match fix {
            Fix::Replace(text) => {
                let title = format!("Write `{text}`");
                Some((title, self.edit(it, uri, &it.span.range, text.clone())))
            }
            Fix::AddKey(key) => {
                let (at, text) = added(it.span.file.text(), it.span.range.start, key);
                Some((format!("Add `{key}:`"), self.edit(it, uri, &(at..at), text)))
            }
            Fix::Begin(path) => {
                let uri = self.uri_at(path)?;
                let text = scaffold::beginning(path)?;
                let begun = CreateFile { uri: uri.clone(), options: None, annotation_id: None };
                let insert = TextEdit::new(lsp_types::Range::default(), text);
                let operations = vec![
                    DocumentChangeOperation::Op(ResourceOp::Create(begun)),
                    edited(uri, [insert]),
                ];
                Some((format!("Begin `content/{path}`"), changes(operations)))
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
        let lines = Lines::new(it.span.file.text(), self.encoding);
        let edit = TextEdit::new(lines.range(range), text);
        changes(vec![edited(uri.clone(), [edit])])
    }
}

/// Edits of one file.
pub(super) fn edited(
    uri: Uri,
    edits: impl IntoIterator<Item = TextEdit>,
) -> DocumentChangeOperation {
    DocumentChangeOperation::Edit(TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    })
}

/// What an editor is to carry out, in this order.
pub(super) fn changes(operations: Vec<DocumentChangeOperation>) -> WorkspaceEdit {
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Operations(operations)),
        ..WorkspaceEdit::default()
    }
}

/// Where a key is added to the mapping that begins at byte `at`, and the text that is.
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
