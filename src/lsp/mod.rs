//! The language server: answers an editor's requests about an explainer, from the content as it is in the editor.
//!
//! [`run`] speaks the [Language Server Protocol](https://microsoft.github.io/language-server-protocol/) (3.17) on standard input and
//! output. It calls `content` as `serve` does: open files overlay the files on disk, every change leads to a new
//! [`Survey`](crate::content::Survey), and each response is computed from a single one. Diagnostics come from the code that `check` runs.
//!
//! The message loop runs on one thread. It reads all messages that have arrived before it handles the first, so that a burst of edits is
//! computed once and cancelled requests are not computed at all. If the editor does not watch files, the server does, with the watcher of
//! `serve`.
//!
//! Surveys share a memo, as snapshots in `serve` do. Only the language server sets `disk_is_as_before`: after an edit, the open texts are
//! all that has changed. The disk is read again when a file is opened, saved or closed, and when a change on disk is reported.
//!
//! A survey returns whatever could be understood: the files, what exists, and who mentions what. The bytes of mentions are computed only
//! for the file or the entity that a request is about.

mod actions;
mod client;
mod completion;
mod context;
mod hover;
mod outline;
mod places;
mod text;
mod transport;
mod workspace;

use std::collections::VecDeque;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Exit, Notification as _, PublishDiagnostics, ShowMessage,
};
use lsp_types::request::{
    CodeActionRequest, CodeLensRequest, Completion, DocumentLinkRequest, DocumentSymbolRequest,
    FoldingRangeRequest, GotoDefinition, HoverRequest, InlayHintRequest, PrepareRenameRequest,
    References, RegisterCapability, Rename, Request as _, Shutdown, WillRenameFiles,
    WorkspaceSymbolRequest,
};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    CompletionOptions, DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions,
    DocumentLinkOptions, FileOperationFilter, FileOperationPattern,
    FileOperationRegistrationOptions, FileSystemWatcher, FoldingRangeProviderCapability,
    GlobPattern, HoverProviderCapability, InitializeParams, MessageType, OneOf, Registration,
    RegistrationParams, RenameOptions, ServerCapabilities, ShowMessageParams,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, Uri, WorkspaceFileOperationsServerCapabilities,
    WorkspaceServerCapabilities,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use crate::serve;
use client::Client;
use workspace::{Workspace, file_of};

/// The error message for a request that cannot be carried out.
type Refusal = String;

/// Runs the language server until the session ends. Returns `true` if `shutdown` was received before `exit`. `root` is the explainer's
/// folder; if it is `None`, the explainer is looked for in the folders and files that the editor has open.
pub fn run(root: Option<PathBuf>) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let (connection, transport) = transport::connect();
    let (id, parameters) = introduction(&connection)?;
    let folders = folders(&parameters);
    let client = Client::new(parameters.capabilities);
    let answer = serde_json::json!({
        "capabilities": capabilities(&client),
        "serverInfo": { "name": "standpoint", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, answer)?;
    if client.watches_files() {
        let watch = Request::new(
            RequestId::from("watch".to_owned()),
            RegisterCapability::METHOD.to_owned(),
            registration(),
        );
        connection.sender.send(watch.into())?;
    }
    let workspace = Workspace::new(root, folders, client);
    if let Some(folder) = workspace.unwatched() {
        let send = transport.sender();
        serve::watch(&folder, move || send(disk_changed()));
    }
    let mut server = Server::new(&connection, workspace);
    let has_shut_down = server.converse()?;
    drop(server);
    drop(connection);
    transport.finish()?;
    Ok(has_shut_down)
}

/// Returns the notification that an editor which watches files would send.
fn disk_changed() -> Message {
    let params = DidChangeWatchedFilesParams { changes: Vec::new() };
    Notification::new(DidChangeWatchedFiles::METHOD.to_owned(), params).into()
}

/// Receives the `initialize` request. A request with invalid parameters gets an error response, and another may follow.
fn introduction(
    connection: &Connection,
) -> Result<(RequestId, InitializeParams), Box<dyn Error + Send + Sync>> {
    loop {
        let (id, mut parameters) = connection.initialize_start()?;
        mend_addresses(&mut parameters);
        match serde_json::from_value(parameters) {
            Ok(parameters) => return Ok((id, parameters)),
            Err(error) => {
                let code = ErrorCode::InvalidParams as i32;
                connection.sender.send(Response::new_err(id, code, error.to_string()).into())?;
            }
        }
    }
}

/// Returns the folders that are open in the editor.
fn folders(parameters: &InitializeParams) -> Vec<PathBuf> {
    #[expect(deprecated, reason = "older editors name their folder in this way")]
    let folder = parameters.root_uri.as_ref();
    let folders = parameters.workspace_folders.iter().flatten().map(|it| &it.uri);
    folders.chain(folder).filter_map(file_of).collect()
}

/// Rewrites URIs that are not valid under RFC 3986 (`file:///tmp/Київ`) with percent-encoding.
fn mend_addresses(said: &mut Value) {
    match said {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(address) if key.ends_with("uri") || key.ends_with("Uri") => {
                        if let (Err(_), Ok(url)) = (address.parse::<Uri>(), Url::parse(address)) {
                            *address = url.into();
                        }
                    }
                    _ => mend_addresses(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mend_addresses),
        _ => {}
    }
}

fn capabilities(client: &Client) -> ServerCapabilities {
    let words = |words: &[&str]| Some(words.iter().map(|it| (*it).to_owned()).collect());
    ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
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
        rename_provider: Some(if client.prepares_renames() {
            OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: lsp_types::WorkDoneProgressOptions::default(),
            })
        } else {
            OneOf::Left(true)
        }),
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

/// A session with one editor.
struct Server<'a> {
    connection: &'a Connection,
    workspace: Workspace,
    /// Messages that were received and not processed yet.
    waiting: VecDeque<Message>,
    /// Number of requests sent to the editor, for their ids.
    asked: i32,
}

impl<'a> Server<'a> {
    fn new(connection: &'a Connection, workspace: Workspace) -> Self {
        Self { connection, workspace, waiting: VecDeque::new(), asked: 0 }
    }

    /// Runs the message loop until `exit` or end of input. Returns `true` if `shutdown` was received first (LSP 3.17).
    fn converse(&mut self) -> Result<bool, Box<dyn Error + Send + Sync>> {
        let mut has_shut_down = false;
        self.tell()?;
        while let Some(message) = self.next() {
            match message {
                Message::Notification(it) if it.method == Exit::METHOD => break,
                Message::Request(request) if has_shut_down => {
                    let why = "it was shut down".to_owned();
                    let code = ErrorCode::InvalidRequest as i32;
                    let refusal = Response::new_err(request.id, code, why);
                    self.connection.sender.send(refusal.into())?;
                }
                Message::Request(request) if request.method == Shutdown::METHOD => {
                    has_shut_down = true;
                    let answer = Response::new_ok(request.id, ());
                    self.connection.sender.send(answer.into())?;
                }
                _ if has_shut_down => {}
                Message::Request(request) => {
                    // Diagnostics are published first, so that they and the response describe the same state.
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
            // Changes that arrive in quick succession are processed together.
            self.listen();
            if self.waiting.is_empty() && !has_shut_down {
                self.tell()?;
            }
        }
        Ok(has_shut_down)
    }

    /// Returns the next message. All messages that have arrived are queued first, so that cancelled requests are not computed.
    fn next(&mut self) -> Option<Message> {
        self.listen();
        if self.waiting.is_empty() {
            self.waiting.push_back(mended(self.connection.receiver.recv().ok()?));
        }
        self.waiting.pop_front()
    }

    /// Queues the messages that have arrived.
    fn listen(&mut self) {
        self.waiting.extend(self.connection.receiver.try_iter().map(mended));
    }

    /// Returns `true` if a cancellation of this request is in the queue.
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

    /// Publishes the diagnostics that have changed, and sends refresh requests and messages for the user.
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
        for method in self.workspace.stale_requests() {
            self.asked += 1;
            let id = RequestId::from(format!("refresh {}", self.asked));
            let refresh = Request::new(id, method.to_owned(), Value::Null);
            self.connection.sender.send(refresh.into())?;
        }
        for message in self.workspace.remarks() {
            let remark = ShowMessageParams { typ: MessageType::WARNING, message };
            let remark = Notification::new(ShowMessage::METHOD.to_owned(), remark);
            self.connection.sender.send(remark.into())?;
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
            Rename::METHOD => with(request, |params| it.rename(&params).map(Some)),
            WillRenameFiles::METHOD => with(request, |params| Ok(it.will_rename(&params))),
            method => {
                let why = format!("`{method}` is not known here");
                Response::new_err(request.id, ErrorCode::MethodNotFound as i32, why)
            }
        }
    }
}

/// Returns a message with valid URIs.
fn mended(mut message: Message) -> Message {
    match &mut message {
        Message::Request(it) => mend_addresses(&mut it.params),
        Message::Notification(it) => mend_addresses(&mut it.params),
        Message::Response(_) => {}
    }
    message
}

/// Returns the response to a request: the result of `answer`, called with the parsed parameters, or an error.
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;

    /// Returns the messages that the server sends if all of these arrive at once.
    fn said(said: Vec<Message>) -> Vec<Message> {
        let (connection, editor) = Connection::memory();
        said.into_iter().try_for_each(|it| editor.sender.send(it)).expect("it listens");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).to_owned();
        let client = Client::new(lsp_types::ClientCapabilities::default());
        let workspace = Workspace::new(Some(root), Vec::new(), client);
        let mut server = Server::new(&connection, workspace);
        server.converse().expect("a conversation");
        editor.receiver.try_iter().collect()
    }

    fn request(id: i32) -> Message {
        let params = json!({ "query": "" });
        Request::new(id.into(), WorkspaceSymbolRequest::METHOD.to_owned(), params).into()
    }

    fn notification(method: &str, params: Value) -> Message {
        Notification::new(method.to_owned(), params).into()
    }

    #[test]
    fn what_is_taken_back_is_not_worked_out() {
        let taken_back = notification("$/cancelRequest", json!({ "id": 1 }));
        let answers =
            said(vec![request(1), request(2), taken_back, notification("exit", json!({}))]);
        let codes = answers.iter().filter_map(|it| match it {
            Message::Response(it) => Some(it.response_result.as_ref().err().map(|it| it.code)),
            _ => None,
        });
        let cancelled = ErrorCode::RequestCanceled as i32;
        assert_eq!(codes.collect::<Vec<_>>(), [Some(cancelled), None]);
    }

    #[test]
    fn what_is_typed_fast_is_looked_at_once() {
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/index.md");
        let uri = Url::from_file_path(place).expect("an absolute path").to_string();
        let document = |version: i32| json!({ "uri": uri, "languageId": "markdown", "version": version, "text": "" });
        let mut all =
            vec![notification(DidOpenTextDocument::METHOD, json!({ "textDocument": document(0) }))];
        all.extend((1..9).map(|version| {
            let changes = json!([{ "text": format!("---\nkey{version}: x\n---\n") }]);
            let changed = json!({ "textDocument": document(version), "contentChanges": changes });
            notification(DidChangeTextDocument::METHOD, changed)
        }));
        all.extend([request(1), notification("exit", json!({}))]);
        let told = said(all).into_iter().filter_map(|it| match it {
            Message::Notification(it) if it.params["uri"] == json!(uri) => Some(it.params),
            _ => None,
        });
        let told: Vec<_> = told.collect();
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(told["version"], 8);
        assert!(told["diagnostics"].to_string().contains("key8"), "{told}");
    }
}
