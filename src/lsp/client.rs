//! The editor's capabilities: its position encoding, and the features that it supports.

use std::sync::Arc;

use lsp_types::request::{CodeLensRefresh, InlayHintRefreshRequest, Request as _};
use lsp_types::{
    ClientCapabilities, DocumentChangeOperation, DocumentChanges, OneOf, ResourceOperationKind,
    TextDocumentClientCapabilities as Documents, WorkspaceClientCapabilities as Workspace,
    WorkspaceEdit, WorkspaceEditClientCapabilities,
};

use super::text::Encoding;

/// The capabilities that an editor announced in `initialize`. Cheap to clone.
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

    /// Returns `true` if it supports dynamic registration of file watchers.
    pub(super) fn watches_files(&self) -> bool {
        let watched = |it: &Workspace| it.did_change_watched_files?.dynamic_registration;
        self.can.workspace.as_ref().and_then(watched).unwrap_or_default()
    }

    /// Returns `true` if it supports `textDocument/prepareRename`.
    pub(super) fn prepares_renames(&self) -> bool {
        self.with_documents(|it| it.rename.as_ref()?.prepare_support)
    }

    /// Returns `true` if it supports nested document symbols.
    pub(super) fn nests_symbols(&self) -> bool {
        self.with_documents(|it| it.document_symbol.as_ref()?.hierarchical_document_symbol_support)
    }

    /// Returns `true` if it shows the related locations of a diagnostic.
    pub(super) fn relates_problems(&self) -> bool {
        self.with_documents(|it| it.publish_diagnostics.as_ref()?.related_information)
    }

    fn with_documents(&self, can: fn(&Documents) -> Option<bool>) -> bool {
        self.can.text_document.as_ref().and_then(can).unwrap_or_default()
    }

    /// Returns `true` if it supports this file operation (such as create or rename) in workspace edits.
    pub(super) fn does(&self, operation: ResourceOperationKind) -> bool {
        let operations = self.edits().and_then(|it| it.resource_operations.as_ref());
        self.takes_operations() && operations.is_some_and(|it| it.contains(&operation))
    }

    /// Returns `true` if it supports `documentChanges`, the form of workspace edits that can contain file operations. Editors that announce
    /// operations but not this form (Neovim up to 0.12) support it too, since operations have no other form.
    fn takes_operations(&self) -> bool {
        let edits = self.edits();
        let is_said = edits.and_then(|it| it.document_changes).unwrap_or_default();
        let operations = edits.and_then(|it| it.resource_operations.as_ref());
        is_said || operations.is_some_and(|it| !it.is_empty())
    }

    /// Returns the refresh requests for code lenses and inlay hints that it supports.
    pub(super) fn refreshes(&self) -> Vec<&'static str> {
        let workspace = self.can.workspace.as_ref();
        let lenses = workspace.and_then(|it| it.code_lens.as_ref()?.refresh_support);
        let hints = workspace.and_then(|it| it.inlay_hint.as_ref()?.refresh_support);
        let wanted = [(lenses, CodeLensRefresh::METHOD), (hints, InlayHintRefreshRequest::METHOD)];
        let wanted = wanted.into_iter().filter(|(can, _)| can.unwrap_or_default());
        wanted.map(|(_, method)| method).collect()
    }

    fn edits(&self) -> Option<&WorkspaceEditClientCapabilities> {
        self.can.workspace.as_ref()?.workspace_edit.as_ref()
    }

    /// Returns a workspace edit with `operations` in this order, in the form that the editor supports. Operations that it does not
    /// [support](Self::does) must not be among them.
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
