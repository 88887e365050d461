//! An editor, as far as the protocol goes: it opens files, types, asks, and carries out what it is told to change.

#![allow(clippy::needless_pass_by_value, reason = "what is sent is mostly written on the spot")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use serde_json::{Value, json};

use crate::server::{PATIENCE, comes};

/// An editor with an explainer open.
pub(crate) struct Editor {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    root: PathBuf,
    asked: u64,
    version: u64,
    /// The texts of open files, by their paths under `content/`.
    open: BTreeMap<String, String>,
    /// What is wrong with each file, by its address.
    pub(crate) wrong: BTreeMap<String, Vec<Value>>,
    /// What it was told to show.
    pub(crate) remarks: Vec<String>,
    /// The methods of the server's requests.
    pub(crate) asked_for: Vec<String>,
    /// What the server says that it can do.
    pub(crate) server: Value,
    has_left: bool,
}

/// What an editor can do that can do all.
pub(crate) fn capabilities(encoding: &str) -> Value {
    json!({
        "general": { "positionEncodings": [encoding] },
        "workspace": {
            "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename", "delete"] },
        },
        "textDocument": {
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "publishDiagnostics": { "relatedInformation": true },
            "rename": { "prepareSupport": true },
        },
    })
}

impl Editor {
    /// Opens an explainer's folder.
    pub(crate) fn start(root: &Path) -> Self {
        Self::start_with(root, "utf-16")
    }

    /// The same in an editor that counts columns in another way.
    pub(crate) fn start_with(root: &Path, encoding: &str) -> Self {
        let editor = Self::start_as(root, &capabilities(encoding));
        assert_eq!(editor.server["positionEncoding"], encoding);
        editor
    }

    /// The same in an editor that can do this.
    pub(crate) fn start_as(root: &Path, capabilities: &Value) -> Self {
        let mut editor = Self::connect(root);
        let folder = json!({ "uri": editor.uri(&editor.root), "name": "explainer" });
        editor.begin(&json!({ "workspaceFolders": [folder], "capabilities": capabilities }));
        editor
    }

    /// Starts the program, and says nothing yet.
    pub(crate) fn connect(root: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_standpoint"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let to = child.stdin.take().expect("its input");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, from) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let root = root.to_owned();
        Self {
            child,
            to,
            from,
            root,
            asked: 0,
            version: 0,
            open: BTreeMap::new(),
            wrong: BTreeMap::new(),
            remarks: Vec::new(),
            asked_for: Vec::new(),
            server: Value::Null,
            has_left: false,
        }
    }

    /// Introduces itself with these parameters.
    pub(crate) fn begin(&mut self, parameters: &Value) {
        let mut all = json!({ "processId": null, "rootUri": null });
        for (key, value) in parameters.as_object().expect("parameters") {
            all[key] = value.clone();
        }
        self.server = self.ask("initialize", all)["capabilities"].clone();
        self.tell("initialized", json!({}));
    }

    /// Says several things in one breath: methods with an id are requests.
    pub(crate) fn say_at_once(&mut self, said: &[(Option<u64>, &str, Value)]) {
        let mut all = String::new();
        for (id, method, params) in said {
            let mut message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
            if let Some(id) = id {
                message["id"] = (*id).into();
            }
            let text = message.to_string();
            all.push_str(&format!("Content-Length: {}\r\n\r\n{text}", text.len()));
        }
        self.to.write_all(all.as_bytes()).and_then(|()| self.to.flush()).expect("it listens");
    }

    /// The answer to a request that was made before, with its `id`.
    pub(crate) fn hear(&mut self, id: u64) -> Value {
        loop {
            let message = self.from.recv_timeout(PATIENCE).expect("it answers");
            self.take_in(&message);
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    fn take_in(&mut self, message: &Value) {
        let params = &message["params"];
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let uri = params["uri"].as_str().expect("an address").to_owned();
                let wrong = params["diagnostics"].as_array().expect("a list").clone();
                self.wrong.insert(uri, wrong);
            }
            // A request of the server's.
            Some(method) if message.get("id").is_some() => self.asked_for.push(method.to_owned()),
            Some("window/showMessage") => {
                self.remarks.push(params["message"].as_str().expect("a text").to_owned());
            }
            _ => {}
        }
    }

    /// How the program ended, after `exit`, or whatever else ends it, was said.
    pub(crate) fn ended(mut self) -> Option<i32> {
        self.has_left = true;
        self.child.wait().expect("it ends").code()
    }

    pub(crate) fn uri(&self, path: &Path) -> String {
        let path = self.root.join(path);
        url::Url::from_file_path(path).expect("an absolute path").into()
    }

    /// The file at a path under `content/`, as requests name it.
    pub(crate) fn document(&self, path: &str) -> Value {
        json!({ "uri": self.uri(&Path::new("content").join(path)) })
    }

    fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string());
    }

    /// Sends a message as it is written.
    pub(crate) fn send_text(&mut self, text: &str) {
        write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it listens");
        self.to.flush().expect("it listens");
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// What comes of a request: its result, or an error.
    pub(crate) fn answer(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        let message = self.hear(id);
        match message.get("error") {
            Some(error) => {
                assert_ne!(error["code"], -32603, "a bug: {error}");
                Err(error.clone())
            }
            None => Ok(message["result"].clone()),
        }
    }

    /// The result of a request.
    #[track_caller]
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        self.answer(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Why a request is refused.
    #[track_caller]
    pub(crate) fn refused(&mut self, method: &str, params: Value) -> String {
        let error = self.answer(method, params).expect_err("it is refused");
        error["message"].as_str().unwrap_or_default().to_owned()
    }

    /// Opens a file, or types over all of it; gives the place of the `|` in it, which is not typed, or of its beginning.
    pub(crate) fn write(&mut self, path: &str, text: &str) -> Value {
        // A wiki-link has a bar of its own, after the cursor's.
        let at = text.find('|');
        let text = at.map_or_else(|| text.to_owned(), |_| text.replacen('|', "", 1));
        self.open_as(path, &text);
        self.place(path, position(&text, at.unwrap_or_default()))
    }

    fn open_as(&mut self, path: &str, text: &str) {
        self.version += 1;
        let mut document = self.document(path);
        document["version"] = self.version.into();
        if self.open.insert(path.to_owned(), text.to_owned()).is_some() {
            let changes = json!([{ "text": text }]);
            self.tell(
                "textDocument/didChange",
                json!({ "textDocument": document, "contentChanges": changes }),
            );
        } else {
            document["languageId"] = "markdown".into();
            document["text"] = text.into();
            self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        }
    }

    /// The text of a file: what is typed, or else what is on disk.
    pub(crate) fn text(&self, path: &str) -> String {
        let on_disk = || fs::read_to_string(self.root.join("content").join(path));
        self.open.get(path).cloned().unwrap_or_else(|| on_disk().expect("it is there"))
    }

    /// Types `new` over these bytes of a file.
    pub(crate) fn type_in(&mut self, path: &str, range: Range<usize>, new: &str) {
        let mut text = self.text(path);
        if !self.open.contains_key(path) {
            self.open_as(path, &text.clone());
        }
        let span =
            json!({ "start": position(&text, range.start), "end": position(&text, range.end) });
        self.version += 1;
        let mut document = self.document(path);
        document["version"] = self.version.into();
        let changes = json!([{ "range": span, "text": new }]);
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": changes }),
        );
        text.replace_range(range, new);
        self.open.insert(path.to_owned(), text);
    }

    /// Opens a file as it is on disk.
    pub(crate) fn open(&mut self, path: &str) {
        self.open_as(path, &self.text(path));
    }

    /// Types `new` over `old`, which must stand in a file.
    #[track_caller]
    pub(crate) fn type_over(&mut self, path: &str, old: &str, new: &str) {
        let text = self.text(path);
        let at = text.find(old).unwrap_or_else(|| panic!("{old}: {text}"));
        self.type_in(path, at..at + old.len(), new);
    }

    /// The titles of the quick fixes that are offered in a file.
    pub(crate) fn fixes(&mut self, path: &str) -> Vec<String> {
        let end = json!({ "line": 9999, "character": 0 });
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": end });
        let asked = json!({ "textDocument": self.document(path), "range": range, "context": { "diagnostics": [] } });
        let actions = self.ask("textDocument/codeAction", asked);
        let titles = actions.as_array().into_iter().flatten().filter_map(|it| it["title"].as_str());
        titles.map(str::to_owned).collect()
    }

    /// Waits until a condition holds of what the editor was told.
    #[track_caller]
    pub(crate) fn wait(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let came = comes(|| {
            self.settle();
            condition(self)
        });
        assert!(came, "{what}: {:?}", self.wrong);
    }

    /// Closes a file without saving it.
    pub(crate) fn close(&mut self, path: &str) {
        self.open.remove(path);
        let document = self.document(path);
        self.tell("textDocument/didClose", json!({ "textDocument": document }));
    }

    /// The files that are open, by their paths under `content/`.
    pub(crate) fn open_files(&self) -> Vec<String> {
        self.open.keys().cloned().collect()
    }

    /// The files that something is wrong with, by their paths under `content/`.
    pub(crate) fn wrong_files(&self) -> Vec<String> {
        let root = self.uri(Path::new("content"));
        let wrong = self.wrong.iter().filter(|(_, wrong)| !wrong.is_empty());
        wrong
            .filter_map(|(uri, _)| Some(uri.strip_prefix(&format!("{root}/"))?.to_owned()))
            .collect()
    }

    /// Saves every open file.
    pub(crate) fn save_all(&mut self) {
        for (path, text) in self.open.clone() {
            fs::write(self.root.join("content").join(&path), text).expect("it is written");
            let document = self.document(&path);
            self.tell("textDocument/didSave", json!({ "textDocument": document }));
        }
    }

    /// Gives a file another path.
    pub(crate) fn rename_file(&mut self, from: &str, to: &str) {
        let text = self.text(from);
        if self.open.contains_key(from) {
            self.close(from);
        }
        let content = self.root.join("content");
        fs::rename(content.join(from), content.join(to)).expect("it is moved");
        self.open_as(to, &text);
    }

    /// The place of the `|` within a text that stands in a file.
    #[track_caller]
    pub(crate) fn find(&self, path: &str, wanted: &str) -> Value {
        let (before, after) = wanted.split_once('|').expect("a cursor");
        let text = self.text(path);
        let at =
            text.find(&format!("{before}{after}")).unwrap_or_else(|| panic!("{wanted}: {text}"));
        self.place(path, position(&text, at + before.len()))
    }

    /// A place in a file, as requests name it.
    pub(crate) fn place(&self, path: &str, position: Value) -> Value {
        json!({ "textDocument": self.document(path), "position": position })
    }

    /// A location as `file:line:column`, from 1, in halves of surrogate pairs.
    pub(crate) fn place_of(&self, location: &Value) -> String {
        let uri = location["uri"].as_str().unwrap_or_default();
        let file = uri.strip_prefix(&format!("{}/", self.uri(&self.root).trim_end_matches('/')));
        let start = &location["range"]["start"];
        let number = |key: &str| start[key].as_u64().map_or(0, |it| it + 1);
        format!("{}:{}:{}", file.unwrap_or(uri), number("line"), number("character"))
    }

    /// Waits until everything that was said so far has been looked at.
    pub(crate) fn settle(&mut self) {
        assert!(self.answer("standpoint/none", json!({})).is_err(), "there is no such request");
    }

    /// What the editor was told of one file.
    pub(crate) fn told_of(&mut self, path: &str) -> Vec<Value> {
        self.settle();
        let uri = self.uri(&Path::new("content").join(path));
        self.wrong.get(&uri).cloned().unwrap_or_default()
    }

    /// Every problem, as `file:line:column code`.
    pub(crate) fn problems(&mut self) -> Vec<String> {
        self.settle();
        let wrong =
            self.wrong.iter().flat_map(|(uri, wrong)| wrong.iter().map(move |it| (uri, it)));
        let line = |(uri, it): (&String, &Value)| {
            let place = self.place_of(&json!({ "uri": uri, "range": it["range"] }));
            format!("{place} {}", it["code"].as_str().unwrap_or_default())
        };
        wrong.map(line).collect()
    }

    /// What every problem says.
    pub(crate) fn messages(&mut self) -> Vec<String> {
        self.settle();
        let wrong = self.wrong.values().flatten();
        wrong.map(|it| it["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Every problem as `check` says it, with columns that count characters.
    pub(crate) fn told(&mut self) -> BTreeSet<String> {
        self.settle();
        let mut told = BTreeSet::new();
        for (uri, wrong) in &self.wrong {
            let root = self.uri(&self.root);
            let file = uri
                .strip_prefix(root.trim_end_matches('/'))
                .map_or(&**uri, |it| it.trim_start_matches('/'));
            let text = file.strip_prefix("content/").map(|path| {
                self.open
                    .get(path)
                    .cloned()
                    .or_else(|| fs::read_to_string(self.root.join(file)).ok())
            });
            let text = text.flatten().unwrap_or_default();
            for it in wrong {
                let start = &it["range"]["start"];
                let number = |key: &str| {
                    usize::try_from(start[key].as_u64().unwrap_or_default()).expect("it fits")
                };
                let line = text.split('\n').nth(number("line")).unwrap_or_default();
                let units: Vec<_> = line.encode_utf16().take(number("character")).collect();
                let column = String::from_utf16_lossy(&units).chars().count() + 1;
                let (code, message) = (
                    it["code"].as_str().unwrap_or_default(),
                    it["message"].as_str().unwrap_or_default(),
                );
                told.insert(format!("{file}:{}:{column} {code} {message}", number("line") + 1));
            }
        }
        told
    }

    /// Changes what it is told to change. Files that are not open are opened.
    pub(crate) fn carry_out(&mut self, edit: &Value) {
        let path_of = |uri: &Value| {
            let root = self.uri(Path::new("content"));
            let uri = uri.as_str().expect("an address");
            uri.strip_prefix(&format!("{root}/")).expect("in content").to_owned()
        };
        let changes = edit["documentChanges"].as_array().expect("changes").iter();
        let changes: Vec<_> = changes
            .map(|change| match change["kind"].as_str() {
                Some("create") => (path_of(&change["uri"]), None, change),
                Some("rename") => {
                    (path_of(&change["oldUri"]), Some(path_of(&change["newUri"])), change)
                }
                _ => (path_of(&change["textDocument"]["uri"]), None, change),
            })
            .collect();
        for (path, to, change) in changes {
            match (change["kind"].as_str(), to) {
                (Some("create"), _) => {
                    fs::write(self.root.join("content").join(&path), "").expect("it is begun");
                }
                (_, Some(to)) => self.rename_file(&path, &to),
                _ => {
                    let mut edits = change["edits"].as_array().expect("edits").clone();
                    let start = |it: &Value| {
                        (
                            it["range"]["start"]["line"].as_u64(),
                            it["range"]["start"]["character"].as_u64(),
                        )
                    };
                    edits.sort_by_key(|it| std::cmp::Reverse(start(it)));
                    for edit in edits {
                        let text = self.text(&path);
                        let byte = |key: &str| byte_at(&text, &edit["range"][key]);
                        let new = edit["newText"].as_str().expect("a text");
                        self.type_in(&path, byte("start")..byte("end"), new);
                    }
                }
            }
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        if self.has_left {
            return;
        }
        if std::thread::panicking() {
            let _ = self.child.kill();
            let _ = self.child.wait();
            return;
        }
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        assert!(self.child.wait().expect("it ends").success(), "it ends well");
    }
}

fn read(from: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => {
                if let Some(number) = line.strip_prefix("Content-Length: ") {
                    length = number.parse().ok()?;
                }
            }
        }
    }
    let mut message = vec![0; length];
    from.read_exact(&mut message).ok()?;
    serde_json::from_slice(&message).ok()
}

/// The position of a byte, in halves of surrogate pairs.
pub(crate) fn position(text: &str, at: usize) -> Value {
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    json!({ "line": line, "character": text[start..at].encode_utf16().count() })
}

/// The byte at a position.
fn byte_at(text: &str, position: &Value) -> usize {
    let number =
        |key: &str| usize::try_from(position[key].as_u64().unwrap_or_default()).expect("it fits");
    let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
    let units: Vec<_> = text[start..].encode_utf16().take(number("character")).collect();
    start + String::from_utf16(&units).expect("no half of a pair").len()
}
