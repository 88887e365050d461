//! The explainer that an editor has open: its folder, its open files, and the diagnostics published for them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DidChangeTextDocumentParams,
    DocumentChangeOperation, DocumentChanges, FileRename, Location, NumberOrString,
    PublishDiagnosticsParams, RenameFilesParams, RenameParams, ResourceOp, TextDocumentItem, Uri,
    WorkspaceEdit,
};
use url::Url;

use super::client::Client;
use super::text::{Lines, change};
use crate::content::{LoadOptions, Overlay, Survey};
use crate::diagnostic::{self, Severity, SourceFile, Span};
use crate::files::state_folder;
use crate::rename::{self, RenameError};
use crate::snapshot::{self, Memo};

/// The state of a session.
pub(super) struct Workspace {
    /// The explainer's folder. `None` until one is found.
    root: Option<PathBuf>,
    /// The folders open in the editor, in which an explainer may be created later.
    folders: Vec<PathBuf>,
    client: Client,
    memo: Memo,
    open: HashMap<String, Buffer>,
    /// The newest snapshot. `None` if something has changed since.
    current: Option<Arc<Current>>,
    /// Older snapshots. Dropping them takes a while, so it is done on another thread.
    outdated: Vec<Arc<Current>>,
    /// Set if only open files have changed since the disk was last read.
    disk_is_as_before: bool,
    /// The diagnostics last published for each file, by URI.
    told: BTreeMap<String, Vec<Diagnostic>>,
    /// Set if those are the diagnostics of `current`.
    is_told: bool,
    /// Other explainers of which a file was opened.
    others: BTreeSet<PathBuf>,
    /// Messages to be shown to the user.
    remarks: Vec<String>,
    /// Set once an interrupted rename has been looked for.
    has_recovered: bool,
    /// The old and new URI of the file that the last response to a rename tells the editor to rename.
    given_out: Option<(String, String)>,
    /// The open files that were edited since the last refresh requests were sent. `None` after a change on disk.
    typed_in: Option<BTreeSet<String>>,
}

/// A file that is open in the editor.
struct Buffer {
    /// The URI as the editor writes it.
    uri: Uri,
    /// The path on disk, which may not exist yet. `None` if the URI names no file.
    place: Option<PathBuf>,
    /// The path under `content/`. `None` if the file lies elsewhere.
    path: Option<String>,
    text: String,
    version: i32,
}

/// One state of the explainer. Each response is computed from a single one.
pub(super) struct Current {
    pub(super) root: PathBuf,
    pub(super) client: Client,
    pub(super) survey: Survey,
    pub(super) diagnostics: Vec<diagnostic::Diagnostic>,
    /// The texts of open files, by path under `content/`.
    pub(super) open: Overlay,
    /// The URIs of open files as the editor writes them, and their versions.
    addresses: HashMap<String, (Uri, i32)>,
}

/// Recovers from a rename that `mv` was killed in, and returns the message for the user. Does not wait for one that is still running.
fn recovered(root: &Path) -> Option<String> {
    match rename::recover(root, &state_folder()?, Duration::ZERO) {
        Ok(recovered) => recovered.map(|it| it.to_string()),
        Err(RenameError::Refused(message, help)) => Some(format!("{message}: {help}")),
        Err(RenameError::Content(_)) => None,
    }
}

impl Workspace {
    /// Creates the workspace. `root` is the explainer's folder, if it is given; `folders` are those open in the editor.
    pub(super) fn new(root: Option<PathBuf>, folders: Vec<PathBuf>, client: Client) -> Self {
        let root = root.map(|root| std::path::absolute(&root).unwrap_or(root));
        let mut workspace = Self {
            root,
            folders,
            client,
            memo: Memo::default(),
            open: HashMap::new(),
            current: None,
            outdated: Vec::new(),
            disk_is_as_before: false,
            told: BTreeMap::new(),
            is_told: false,
            others: BTreeSet::new(),
            remarks: Vec::new(),
            has_recovered: false,
            given_out: None,
            typed_in: Some(BTreeSet::new()),
        };
        workspace.settle();
        workspace
    }

    /// Finds the explainer if there is none yet, and the paths of open files under its `content/`.
    fn settle(&mut self) {
        if self.root.is_none() {
            let open = self.open.values().filter_map(|it| it.place.as_deref());
            let mut places = self.folders.iter().map(PathBuf::as_path).chain(open);
            self.root = places.find_map(explainer_of);
        }
        let Some(root) = &self.root else { return };
        if !std::mem::replace(&mut self.has_recovered, true) {
            self.remarks.extend(recovered(root));
        }
        for buffer in self.open.values_mut().filter(|it| it.path.is_none()) {
            let Some(place) = &buffer.place else { continue };
            buffer.path = path_below(root, place);
            let other = if buffer.path.is_none() { explainer_of(place) } else { None };
            if let Some(other) = other.filter(|it| self.others.insert(it.clone())) {
                let (other, root) = (other.display(), root.display());
                self.remarks.push(format!(
                    "Standpoint looks after one explainer at a time: `{root}`. To work on `{other}`, open that folder by itself."
                ));
            }
        }
    }

    /// Removes and returns the messages to be shown to the user.
    pub(super) fn remarks(&mut self) -> Vec<String> {
        std::mem::take(&mut self.remarks)
    }

    /// Returns the folder to watch: the explainer's, or the first open folder, in which one may be created. `None` if the editor watches
    /// files.
    pub(super) fn unwatched(&self) -> Option<PathBuf> {
        let folder = self.root.as_ref().or_else(|| self.folders.first());
        folder.filter(|_| !self.client.watches_files()).cloned()
    }

    /// Plans a rename, and remembers the file that the editor is told to rename.
    pub(super) fn rename(&mut self, asked: &RenameParams) -> Result<WorkspaceEdit, String> {
        let edit = self.now().rename(asked)?;
        let operations = match &edit.document_changes {
            Some(DocumentChanges::Operations(operations)) => operations.as_slice(),
            _ => &[],
        };
        self.given_out = operations.iter().find_map(|it| match it {
            DocumentChangeOperation::Op(ResourceOp::Rename(it)) => {
                Some((it.old_uri.as_str().to_owned(), it.new_uri.as_str().to_owned()))
            }
            _ => None,
        });
        Ok(edit)
    }

    /// Plans the other changes when the editor renames a file. If that is not possible, it queues a message for the user: editors do not
    /// show the error of this request, and they rename the file anyway.
    pub(super) fn will_rename(&mut self, asked: &RenameFilesParams) -> Option<WorkspaceEdit> {
        // Some editors send this request while they apply our own response to a rename, when half of it is done (lsp-mode 9).
        let given_out = self.given_out.take();
        let is_own = |it: &FileRename| {
            given_out.as_ref().is_some_and(|(old, new)| *old == it.old_uri && *new == it.new_uri)
        };
        if asked.files.iter().any(is_own) {
            return None;
        }
        self.now().will_rename(asked).unwrap_or_else(|why| {
            self.remarks.push(why);
            None
        })
    }

    /// Returns the refresh requests to send, if files other than those edited since the last call may show outdated hints or lenses.
    pub(super) fn stale_requests(&mut self) -> Vec<&'static str> {
        let typed_in = self.typed_in.replace(BTreeSet::new());
        let is_stale = match typed_in {
            None => !self.open.is_empty(),
            Some(typed_in) => {
                !typed_in.is_empty() && self.open.keys().any(|it| !typed_in.contains(it))
            }
        };
        if is_stale { self.client.refreshes() } else { Vec::new() }
    }

    /// Opens a file. From now on, the editor's text of it is used.
    pub(super) fn open(&mut self, document: TextDocumentItem) {
        let TextDocumentItem { uri, text, version, .. } = document;
        let buffer = Buffer { place: file_of(&uri), path: None, text, version, uri };
        self.open.insert(buffer.uri.as_str().to_owned(), buffer);
        self.disk_changed();
    }

    /// Applies the changes that were made in an open file.
    pub(super) fn change(&mut self, changed: &DidChangeTextDocumentParams) {
        let Some(buffer) = self.open.get_mut(changed.text_document.uri.as_str()) else { return };
        for part in &changed.content_changes {
            change(&mut buffer.text, part, self.client.encoding);
        }
        buffer.version = changed.text_document.version;
        if let Some(typed_in) = &mut self.typed_in {
            typed_in.insert(changed.text_document.uri.as_str().to_owned());
        }
        self.outdate();
    }

    /// Closes a file. From now on, its text on disk is used.
    pub(super) fn close(&mut self, uri: &Uri) {
        self.open.remove(uri.as_str());
        self.disk_changed();
    }

    /// Records that files on disk may have changed.
    pub(super) fn disk_changed(&mut self) {
        self.settle();
        self.outdate();
        self.disk_is_as_before = false;
        self.typed_in = None;
    }

    /// Discards the current snapshot.
    fn outdate(&mut self) {
        self.outdated.extend(self.current.take());
    }

    /// Drops everything cached. Called after a panic, when it may be inconsistent.
    pub(super) fn forget(&mut self) {
        self.memo = Memo::default();
        self.disk_changed();
    }

    /// Returns the current snapshot, and computes it if something has changed.
    pub(super) fn now(&mut self) -> Arc<Current> {
        if let Some(current) = &self.current {
            return current.clone();
        }
        let current = Arc::new(self.look());
        self.current = Some(current.clone());
        self.is_told = false;
        current
    }

    fn look(&mut self) -> Current {
        let buffers = self.open.values().filter_map(|it| Some((it.path.clone()?, it)));
        let texts = buffers.clone().map(|(path, it)| (path, Some(Arc::from(it.text.as_str()))));
        let open: Overlay = texts.collect();
        let addresses = buffers.map(|(path, it)| (path, (it.uri.clone(), it.version))).collect();
        let root = self.root.clone().unwrap_or_default();
        let options = LoadOptions {
            root: root.clone(),
            overlay: open.clone(),
            disk_is_as_before: std::mem::replace(&mut self.disk_is_as_before, true),
            ..LoadOptions::default()
        };
        let (survey, diagnostics) = snapshot::survey(&options, &mut self.memo);
        // Without an explainer, there are no diagnostics.
        let diagnostics = if self.root.is_some() { diagnostics } else { Vec::new() };
        Current { root, client: self.client.clone(), survey, diagnostics, open, addresses }
    }

    /// Returns the diagnostics of each file whose diagnostics have changed since they were last published.
    pub(super) fn news(&mut self) -> Vec<PublishDiagnosticsParams> {
        let now = self.now();
        if std::mem::replace(&mut self.is_told, true) {
            return Vec::new();
        }
        let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        for it in &now.diagnostics {
            if let Some(uri) = now.uri(&it.span.file) {
                found.entry(uri.as_str().to_owned()).or_default().push(now.diagnostic(it));
            }
        }
        let gone = self.told.keys().filter(|uri| !found.contains_key(*uri));
        let gone: Vec<_> = gone.map(|uri| (uri.clone(), Vec::new())).collect();
        let all = found.iter().map(|(uri, it)| (uri.clone(), it.clone())).chain(gone);
        let news = all.filter(|(uri, it)| self.told.get(uri) != Some(it));
        let published = news.filter_map(|(uri, diagnostics)| {
            let version = self.open.get(&uri).map(|buffer| buffer.version);
            Some(PublishDiagnosticsParams { uri: Uri::from_str(&uri).ok()?, diagnostics, version })
        });
        let published = published.collect();
        self.told = found;
        let outdated = std::mem::take(&mut self.outdated);
        if !outdated.is_empty() {
            std::thread::spawn(move || drop(outdated));
        }
        published
    }
}

impl Current {
    /// Returns the URI of a file that a diagnostic or a reference names.
    pub(super) fn uri(&self, file: &SourceFile) -> Option<Uri> {
        self.uri_of(Path::new(file.path()))
    }

    /// Returns the URI of a file, given by an absolute path or one relative to the explainer's folder. For an open file it is as the editor
    /// writes it.
    pub(super) fn uri_of(&self, path: &Path) -> Option<Uri> {
        let place = self.root.join(path);
        let open = below(&place, &self.root.join("content"));
        if let Some((uri, _)) = open.and_then(|it| self.addresses.get(&it)) {
            return Some(uri.clone());
        }
        Uri::from_str(Url::from_file_path(place).ok()?.as_str()).ok()
    }

    /// Returns the editor's version of an open file. `None` if the file is not open.
    pub(super) fn version(&self, uri: &Uri) -> Option<i32> {
        self.addresses.values().find(|(it, _)| it == uri).map(|(_, version)| *version)
    }

    /// Returns the URI of the file at a path under `content/`.
    pub(super) fn uri_at(&self, path: &str) -> Option<Uri> {
        self.uri_of(&Path::new("content").join(path))
    }

    /// Returns the path under `content/` of the file that a URI names. `None` if the file lies elsewhere.
    pub(super) fn path(&self, uri: &Uri) -> Option<String> {
        path_below(&self.root, &file_of(uri)?)
    }

    /// Returns the path under `content/` and the text of the file that a URI names.
    pub(super) fn file(&self, uri: &Uri) -> Option<(String, Arc<str>)> {
        let path = self.path(uri)?;
        let text = self.text(&path)?;
        Some((path, text))
    }

    /// Returns the text of the file at a path under `content/`: the editor's if it is open, otherwise the one that the snapshot was
    /// computed from.
    fn text(&self, path: &str) -> Option<Arc<str>> {
        match self.open.get(path) {
            Some(text) => text.clone(),
            None => self.survey.file(path).map(|file| Arc::from(file.text())),
        }
    }

    /// Returns the location of a span.
    pub(super) fn location(&self, span: &Span) -> Option<Location> {
        let lines = Lines::new(span.file.text(), self.client.encoding);
        Some(Location::new(self.uri(&span.file)?, lines.range(&span.range)))
    }

    /// Converts a diagnostic for the editor.
    pub(super) fn diagnostic(&self, it: &diagnostic::Diagnostic) -> Diagnostic {
        let lines = Lines::new(it.span.file.text(), self.client.encoding);
        let help = it.help.iter().map(|help| format!("\nhelp: {help}"));
        let related = it.related.iter().filter_map(|(span, note)| {
            let location = self.location(span)?;
            Some(DiagnosticRelatedInformation { location, message: note.clone() })
        });
        let related: Vec<_> = related.filter(|_| self.client.relates_problems()).collect();
        Diagnostic {
            range: lines.range(&it.span.range),
            severity: Some(match it.severity() {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Note => DiagnosticSeverity::INFORMATION,
            }),
            code: Some(NumberOrString::String(it.code.name().to_owned())),
            source: Some("standpoint".to_owned()),
            message: it.message.clone() + &help.collect::<String>(),
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        }
    }
}

/// Returns the path under `content/` of a file on disk, with forward slashes. Resolves symbolic links if necessary.
fn path_below(root: &Path, place: &Path) -> Option<String> {
    let content = root.join("content");
    below(place, &content).or_else(|| {
        let folder = std::fs::canonicalize(place.parent()?).ok()?;
        below(&folder.join(place.file_name()?), &std::fs::canonicalize(content).ok()?)
    })
}

/// Returns the path relative to `folder`, with forward slashes. `None` if the file is not below it.
fn below(place: &Path, folder: &Path) -> Option<String> {
    Some(place.strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/"))
}

/// Returns the path of the file that a URI names. `None` if it is not a `file:` URI.
pub(super) fn file_of(uri: &Uri) -> Option<PathBuf> {
    Url::parse(uri.as_str()).ok()?.to_file_path().ok()
}

/// Returns the explainer that a folder or file belongs to: the nearest folder, itself or above it, that contains `content/site.yaml`.
fn explainer_of(place: &Path) -> Option<PathBuf> {
    place.ancestors().find(|it| it.join("content/site.yaml").is_file()).map(Path::to_owned)
}
