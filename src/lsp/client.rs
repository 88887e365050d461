//! The editor at the other end: how it counts columns, and what it can be asked to do.

use std::sync::Arc;

use lsp_types::{
    ClientCapabilities, DocumentChangeOperation, DocumentChanges, OneOf, ResourceOperationKind,
    WorkspaceEdit,
};

use super::text::Encoding;

/// What an editor said of itself when it began. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    can: Arc<ClientCapabilities>,
}

impl Client {
    pub(super) fn new(can: ClientCapabilities) -> Self {
        let general = can.general.as_ref();
        let offered = general.and_then(|it| it.position_encodings.as_deref()).unwrap_or_default();
        Self { encoding: Encoding::of(offered), can: Arc::new(can) }
    }

    /// Whether it tells of changes on disk when it is asked to.
    pub(super) fn watches_files(&self) -> bool {
        let workspace = self.can.workspace.as_ref();
        let watched = workspace.and_then(|it| it.did_change_watched_files.as_ref());
        watched.and_then(|it| it.dynamic_registration).unwrap_or_default()
    }

    /// Whether it asks what a rename would be of before it asks for a name.
    pub(super) fn prepares_renames(&self) -> bool {
        let document = self.can.text_document.as_ref();
        let rename = document.and_then(|it| it.rename.as_ref());
        rename.and_then(|it| it.prepare_support).unwrap_or_default()
    }

    /// Whether it shows a file's symbols within each other.
    pub(super) fn nests_symbols(&self) -> bool {
        let document = self.can.text_document.as_ref();
        let symbols = document.and_then(|it| it.document_symbol.as_ref());
        symbols.and_then(|it| it.hierarchical_document_symbol_support).unwrap_or_default()
    }

    /// Whether it shows the other places that a problem has to do with.
    pub(super) fn relates_problems(&self) -> bool {
        let document = self.can.text_document.as_ref();
        let problems = document.and_then(|it| it.publish_diagnostics.as_ref());
        problems.and_then(|it| it.related_information).unwrap_or_default()
    }

    /// Whether it begins or renames files among other changes.
    pub(super) fn does(&self, operation: ResourceOperationKind) -> bool {
        let workspace = self.can.workspace.as_ref();
        let edits = workspace.and_then(|it| it.workspace_edit.as_ref());
        let operations = edits.and_then(|it| it.resource_operations.as_ref());
        self.takes_operations() && operations.is_some_and(|it| it.contains(&operation))
    }

    fn takes_operations(&self) -> bool {
        let workspace = self.can.workspace.as_ref();
        let edits = workspace.and_then(|it| it.workspace_edit.as_ref());
        edits.and_then(|it| it.document_changes).unwrap_or_default()
    }

    /// What it is to carry out, in this order and in the form that it takes. What it cannot [do](Self::does) must not be among it.
    pub(super) fn changes(&self, operations: Vec<DocumentChangeOperation>) -> WorkspaceEdit {
        if self.takes_operations() {
            let operations = Some(DocumentChanges::Operations(operations));
            return WorkspaceEdit { document_changes: operations, ..WorkspaceEdit::default() };
        }
        let edits = operations.into_iter().filter_map(|it| match it {
            DocumentChangeOperation::Edit(it) => {
                let edits = it.edits.into_iter().map(|edit| match edit {
                    OneOf::Left(edit) => edit,
                    OneOf::Right(annotated) => annotated.text_edit,
                });
                Some((it.text_document.uri, edits.collect()))
            }
            DocumentChangeOperation::Op(_) => None,
        });
        WorkspaceEdit::new(edits.collect())
    }
}
