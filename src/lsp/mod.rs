//! The language server: what an editor asks while somebody writes an explainer, answered from the content as it is in the editor.
//!
//! [`run`] speaks the [Language Server Protocol](https://microsoft.github.io/language-server-protocol/) (3.17) on standard input and
//! output. It is one more caller of `content`, as `serve` is: open files are laid over the disk, every change makes a new
//! [`Survey`](crate::content::Survey), and each answer comes wholly from one of them. What is wrong is found by the code that `check` runs.

mod actions;
mod completion;
mod context;
mod hover;
mod outline;
mod places;
mod text;
mod workspace;

use std::collections::VecDeque;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Notification as _, PublishDiagnostics,
};
use lsp_types::request::{
    CodeActionRequest, CodeLensRequest, Completion, DocumentLinkRequest, DocumentSymbolRequest,
    FoldingRangeRequest, GotoDefinition, HoverRequest, InlayHintRequest, PrepareRenameRequest,
    References, RegisterCapability, Rename, Request as _, WillRenameFiles, WorkspaceSymbolRequest,
};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    CompletionOptions, DidChangeWatchedFilesRegistrationOptions, DocumentLinkOptions,
    FileOperationFilter, FileOperationPattern, FileOperationRegistrationOptions, FileSystemWatcher,
    FoldingRangeProviderCapability, GlobPattern, HoverProviderCapability, InitializeParams, OneOf,
    Registration, RegistrationParams, RenameOptions, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WorkspaceFileOperationsServerCapabilities,
    WorkspaceServerCapabilities,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use text::Encoding;
use workspace::Workspace;

/// What a server was asked for and cannot do.
type Refusal = String;

/// Speaks with an editor until it ends the conversation. `root` is the explainer's folder; without one it is looked for in what the
/// editor has open.
pub fn run(root: Option<PathBuf>) -> Result<(), Box<dyn Error + Send + Sync>> {
    let (connection, threads) = Connection::stdio();
    let (id, parameters) = connection.initialize_start()?;
    let parameters: InitializeParams = serde_json::from_value(parameters)?;
    let general = parameters.capabilities.general.as_ref();
    let offered = general.and_then(|it| it.position_encodings.as_deref()).unwrap_or_default();
    let encoding = Encoding::of(offered);
    let answer = serde_json::json!({
        "capabilities": capabilities(encoding),
        "serverInfo": { "name": "standpoint", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, answer)?;
    if watches_for_us(&parameters) {
        let watch = Request::new(
            RequestId::from("watch".to_owned()),
            RegisterCapability::METHOD.to_owned(),
            registration(),
        );
        connection.sender.send(watch.into())?;
    }
    let workspace = Workspace::new(root, &parameters, encoding);
    let mut server = Server { connection: &connection, workspace, waiting: VecDeque::new() };
    server.converse()?;
    drop(server);
    drop(connection);
    threads.join()?;
    Ok(())
}

fn capabilities(encoding: Encoding) -> ServerCapabilities {
    let words = |words: &[&str]| Some(words.iter().map(|it| (*it).to_owned()).collect());
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            ..TextDocumentSyncOptions::default()
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: words(&["[", "@", "(", "/", "#", " ", "-"]),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        })),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: lsp_types::WorkDoneProgressOptions::default(),
        })),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: lsp_types::WorkDoneProgressOptions::default(),
        }),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        inlay_hint_provider: Some(OneOf::Left(true)),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: None,
            file_operations: Some(WorkspaceFileOperationsServerCapabilities {
                will_rename: Some(FileOperationRegistrationOptions {
                    filters: vec![FileOperationFilter {
                        scheme: Some("file".to_owned()),
                        pattern: FileOperationPattern {
                            glob: "**/content/**/*.md".to_owned(),
                            ..FileOperationPattern::default()
                        },
                    }],
                }),
                ..WorkspaceFileOperationsServerCapabilities::default()
            }),
        }),
        ..ServerCapabilities::default()
    }
}

/// Whether the editor tells of changes on disk when it is asked to.
fn watches_for_us(parameters: &InitializeParams) -> bool {
    let workspace = parameters.capabilities.workspace.as_ref();
    let watched = workspace.and_then(|it| it.did_change_watched_files.as_ref());
    watched.and_then(|it| it.dynamic_registration).unwrap_or_default()
}

fn registration() -> RegistrationParams {
    let watcher = |glob: &str| FileSystemWatcher {
        glob_pattern: GlobPattern::String(glob.to_owned()),
        kind: None,
    };
    let watchers = ["**/content/**", "**/templates/**", "**/static/**"].map(watcher).to_vec();
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    RegistrationParams {
        registrations: vec![Registration {
            id: "files".to_owned(),
            method: DidChangeWatchedFiles::METHOD.to_owned(),
            register_options: serde_json::to_value(options).ok(),
        }],
    }
}

/// A conversation with one editor.
struct Server<'a> {
    connection: &'a Connection,
    workspace: Workspace,
    /// What the editor has said and was not looked at yet.
    waiting: VecDeque<Message>,
}

impl Server<'_> {
    /// Listens and answers until the editor says goodbye.
    fn converse(&mut self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.tell()?;
        while let Some(message) = self.next() {
            match message {
                Message::Request(request) if self.connection.handle_shutdown(&request)? => {
                    return Ok(());
                }
                Message::Request(request) => {
                    // What is answered and what is told are of one state.
                    self.tell()?;
                    let id = request.id.clone();
                    let answered = catch_unwind(AssertUnwindSafe(|| self.answer(request)));
                    let response = answered.unwrap_or_else(|_| {
                        self.workspace.forget();
                        let why = "Standpoint has a bug; its output says where".to_owned();
                        Response::new_err(id, ErrorCode::InternalError as i32, why)
                    });
                    self.connection.sender.send(response.into())?;
                }
                Message::Notification(notification) => self.hear(notification),
                Message::Response(_) => {}
            }
            // What is typed fast is looked at once.
            if self.waiting.is_empty() && self.connection.receiver.is_empty() {
                self.tell()?;
            }
        }
        Ok(())
    }

    /// The next message. All that has come by then is at hand, so that what was taken back meanwhile is not worked out.
    fn next(&mut self) -> Option<Message> {
        if self.waiting.is_empty() {
            self.waiting.push_back(self.connection.receiver.recv().ok()?);
        }
        self.waiting.extend(self.connection.receiver.try_iter());
        self.waiting.pop_front()
    }

    /// Whether the editor does not want to know any more.
    fn is_cancelled(&self, id: &RequestId) -> bool {
        let wanted = serde_json::to_value(id).unwrap_or_default();
        self.waiting.iter().any(|message| match message {
            Message::Notification(it) if it.method == "$/cancelRequest" => {
                it.params.get("id") == Some(&wanted)
            }
            _ => false,
        })
    }

    fn hear(&mut self, notification: Notification) {
        fn read<N: lsp_types::notification::Notification>(it: Notification) -> Option<N::Params> {
            serde_json::from_value(it.params).ok()
        }
        let workspace = &mut self.workspace;
        match notification.method.as_str() {
            DidOpenTextDocument::METHOD => {
                let opened = read::<DidOpenTextDocument>(notification);
                if let Some(it) = opened {
                    workspace.open(it.text_document);
                }
            }
            DidChangeTextDocument::METHOD => {
                let changed = read::<DidChangeTextDocument>(notification);
                if let Some(it) = changed {
                    workspace.change(&it);
                }
            }
            DidCloseTextDocument::METHOD => {
                let closed = read::<DidCloseTextDocument>(notification);
                if let Some(it) = closed {
                    workspace.close(&it.text_document.uri);
                }
            }
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => {
                workspace.disk_changed();
            }
            _ => {}
        }
    }

    /// Tells the editor what is wrong by now, where that is not what it was told last.
    fn tell(&mut self) -> Result<(), Box<dyn Error + Send + Sync>> {
        let workspace = &mut self.workspace;
        let news = catch_unwind(AssertUnwindSafe(|| workspace.news())).unwrap_or_else(|_| {
            workspace.forget();
            Vec::new()
        });
        for published in news {
            let news = Notification::new(PublishDiagnostics::METHOD.to_owned(), published);
            self.connection.sender.send(news.into())?;
        }
        Ok(())
    }

    fn answer(&mut self, request: Request) -> Response {
        if self.is_cancelled(&request.id) {
            let why = "it was taken back".to_owned();
            return Response::new_err(request.id, ErrorCode::RequestCanceled as i32, why);
        }
        let it = &mut self.workspace;
        match request.method.as_str() {
            Completion::METHOD => with(request, |params| Ok(it.now().completion(&params))),
            HoverRequest::METHOD => with(request, |params| Ok(it.now().hover(&params))),
            GotoDefinition::METHOD => with(request, |params| Ok(it.now().definition(&params))),
            References::METHOD => with(request, |params| Ok(it.now().references(&params))),
            DocumentSymbolRequest::METHOD => with(request, |params| Ok(it.now().symbols(&params))),
            WorkspaceSymbolRequest::METHOD => {
                with(request, |params| Ok(it.now().workspace_symbols(&params)))
            }
            DocumentLinkRequest::METHOD => with(request, |params| Ok(it.now().links(&params))),
            FoldingRangeRequest::METHOD => with(request, |params| Ok(it.now().folding(&params))),
            InlayHintRequest::METHOD => with(request, |params| Ok(it.now().hints(&params))),
            CodeLensRequest::METHOD => with(request, |params| Ok(it.now().lenses(&params))),
            CodeActionRequest::METHOD => with(request, |params| Ok(it.now().fixes(&params))),
            PrepareRenameRequest::METHOD => with(request, |params| it.now().renamable(&params)),
            Rename::METHOD => with(request, |params| it.now().rename(&params).map(Some)),
            WillRenameFiles::METHOD => with(request, |params| it.now().will_rename(&params)),
            method => {
                let why = format!("`{method}` is not known here");
                Response::new_err(request.id, ErrorCode::MethodNotFound as i32, why)
            }
        }
    }
}

/// The answer to a request whose parameters are of the type that `answer` takes.
fn with<P: DeserializeOwned, R: Serialize>(
    request: Request,
    answer: impl FnOnce(P) -> Result<R, Refusal>,
) -> Response {
    match serde_json::from_value(request.params) {
        Err(error) => {
            Response::new_err(request.id, ErrorCode::InvalidParams as i32, error.to_string())
        }
        Ok(params) => match answer(params) {
            Ok(answer) => Response::new_ok(request.id, answer),
            Err(why) => Response::new_err(request.id, ErrorCode::RequestFailed as i32, why),
        },
    }
}
