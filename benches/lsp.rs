//! Time from a keystroke to its diagnostics: `cargo bench --bench lsp -- DIR…`, each an explainer that `examples/synth` wrote.
//!
//! The language server is started and driven as an editor does it. One letter is typed into a participant's summary, and the time is
//! measured until a request that follows is answered, which is after the change was processed. Another one breaks a stance, or repairs it,
//! and the time is measured until the diagnostics are published. `scripts/bench-lsp` creates the explainers and runs this.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Number of keystrokes before measuring begins, and number of those measured.
const WARM_UP: usize = 10;
const KEYSTROKES: usize = 100;

fn main() {
    // `cargo bench` adds `--bench`.
    let folders: Vec<_> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    if folders.is_empty() {
        eprintln!("name the folders of explainers; `scripts/bench-lsp` does all of it");
    }
    println!(
        "| | opened | keystroke → looked at, median | 90th percentile | keystroke → diagnostics, median | 90th percentile | completion | memory |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for folder in &folders {
        measure(&fs::canonicalize(folder).expect("a folder"));
    }
}

fn measure(root: &Path) {
    let pages = fs::read_dir(root.join("content/participants")).expect("participants").count();
    let mut server = Command::new(env!("CARGO_BIN_EXE_standpoint"))
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let began = Instant::now();
    let mut editor = Editor {
        to: server.stdin.take().expect("its input"),
        from: BufReader::new(server.stdout.take().expect("its output")),
        asked: 0,
    };
    editor.ask(
        "initialize",
        &json!({ "capabilities": {}, "workspaceFolders": [{ "uri": uri(root), "name": "it" }] }),
    );
    editor.tell("initialized", &json!({}));
    let path = root.join("content/participants/person-7.md");
    let text = fs::read_to_string(&path).expect("a participant");
    let mut document =
        json!({ "uri": uri(&path), "languageId": "markdown", "version": 1, "text": text });
    editor.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    editor.settle();
    let opened = began.elapsed();
    document.as_object_mut().expect("an object").remove("text");
    let place = |word: &str, after: usize| {
        let at = text.find(word).expect("it stands there") + after;
        let line = text[..at].matches('\n').count();
        json!({ "line": line, "character": at - text[..at].rfind('\n').map_or(0, |it| it + 1) })
    };
    let (summary, stance) = (place("summary: ", 9), place("stance: ", 8));
    let mut type_at = |editor: &mut Editor, start: &Value, length: usize, new: &str| {
        let mut end = start.clone();
        end["character"] = (start["character"].as_u64().expect("a number") + length as u64).into();
        let change = json!({ "range": { "start": start, "end": end }, "text": new });
        document["version"] = (document["version"].as_u64().expect("a number") + 1).into();
        editor.tell(
            "textDocument/didChange",
            &json!({ "textDocument": document, "contentChanges": [change] }),
        );
    };
    let (mut looked_at, mut diagnosed) = (Vec::new(), Vec::new());
    for turn in 0..WARM_UP + KEYSTROKES {
        let began = Instant::now();
        type_at(&mut editor, &summary, 0, "x");
        editor.settle();
        looked_at.push(began.elapsed());
        std::thread::sleep(Duration::from_millis(30));
        let began = Instant::now();
        let (length, new) = if turn % 2 == 0 { (0, "x") } else { (1, "") };
        type_at(&mut editor, &stance, length, new);
        while editor.read()["method"] != "textDocument/publishDiagnostics" {}
        diagnosed.push(began.elapsed());
        editor.settle();
        // A pause between keystrokes, as when somebody types.
        std::thread::sleep(Duration::from_millis(30));
    }
    let began = Instant::now();
    let asked = json!({ "textDocument": { "uri": uri(&path) }, "position": place("party: ", 7) });
    editor.ask("textDocument/completion", &asked);
    let completed = began.elapsed();
    let figures = |times: &mut Vec<Duration>| {
        times.drain(..WARM_UP);
        times.sort();
        let at = |at: usize| times[at].as_secs_f64() * 1000.0;
        format!("{:.1} ms | {:.1} ms", at(times.len() / 2), at(times.len() * 9 / 10))
    };
    println!(
        "| {pages} participants | {:.0} ms | {} | {} | {:.1} ms | {} MB |",
        opened.as_secs_f64() * 1000.0,
        figures(&mut looked_at),
        figures(&mut diagnosed),
        completed.as_secs_f64() * 1000.0,
        memory(server.id()) / 1024,
    );
    editor.ask("shutdown", &Value::Null);
    editor.tell("exit", &Value::Null);
    server.wait().expect("it ends");
}

fn uri(path: &Path) -> String {
    url::Url::from_file_path(path).expect("an absolute path").into()
}

/// The editor's end of the connection.
struct Editor {
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    asked: u64,
}

impl Editor {
    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it listens");
        self.to.flush().expect("it listens");
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and returns its response.
    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.read();
            if message["id"] == id {
                return message;
            }
        }
    }

    /// Waits until everything that was sent has been processed.
    fn settle(&mut self) {
        self.ask("standpoint/none", &Value::Null);
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.from.read_line(&mut line).expect("it speaks");
            match line.trim_end().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().expect("a length"),
                None if line.trim_end().is_empty() => break,
                None => {}
            }
        }
        let mut message = vec![0; length];
        std::io::Read::read_exact(&mut self.from, &mut message).expect("it speaks");
        serde_json::from_slice(&message).expect("JSON")
    }
}

/// Returns the resident memory of a process in kilobytes, or 0 if the system has no `/proc`.
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
