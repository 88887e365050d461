//! A terminal: the binary runs in it as if a person sat before it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::thread;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::server::comes;

/// A program in a terminal, until this is dropped.
pub(crate) struct Terminal {
    child: Child,
    /// The end at which a person types and reads.
    person: File,
    seen: Arc<Mutex<Vec<u8>>>,
    /// How often each question was answered.
    answered: BTreeMap<String, usize>,
}

/// Holds that a person saw these texts one after the other.
#[track_caller]
pub(crate) fn in_order(seen: &str, texts: &[&str]) {
    let mut rest = seen;
    for text in texts {
        let (_, after) =
            rest.split_once(text).unwrap_or_else(|| panic!("`{text}` is not seen then:\n{seen}"));
        rest = after;
    }
}

impl Terminal {
    /// Runs the binary with these words in `folder`.
    pub(crate) fn start(folder: &Path, words: &[&str]) -> Self {
        let person = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&person).and_then(|()| unlockpt(&person)).expect("a terminal");
        let name = ptsname(&person, Vec::new()).expect("a terminal").into_string().expect("UTF-8");
        let program = File::options().read(true).write(true).open(name).expect("a terminal");
        let end = || program.try_clone().expect("a file").into();
        let mut command = Command::new(env!("CARGO_BIN_EXE_standpoint"));
        command.args(words).current_dir(folder);
        let stdio: [std::process::Stdio; 3] = [end(), end(), end()];
        let [stdin, stdout, stderr] = stdio;
        let child = command.stdin(stdin).stdout(stdout).stderr(stderr).spawn().expect("it runs");
        let person = File::from(person);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (mut screen, shown) = (person.try_clone().expect("a file"), seen.clone());
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // Reading ends with an error when the program has ended.
            while let Ok(length @ 1..) = screen.read(&mut bytes) {
                shown.lock().expect("seen").extend_from_slice(&bytes[..length]);
            }
        });
        Self { child, person, seen, answered: BTreeMap::new() }
    }

    /// All that a person has seen so far: what was printed and what was typed, without colors.
    pub(crate) fn seen(&self) -> String {
        let bytes = self.seen.lock().expect("seen").clone();
        let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        anstream::adapter::strip_str(&text).to_string()
    }

    /// Waits until `text` has been seen `times`.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str, times: usize) {
        let seen = || self.seen().matches(text).count() >= times;
        assert!(comes(seen), "`{text}` is not seen {times} times:\n{}", self.seen());
    }

    /// Waits for a question and types an answer.
    #[track_caller]
    pub(crate) fn answer(&mut self, question: &str, answer: &str) {
        let answered = self.answered.entry(question.to_owned()).or_default();
        *answered += 1;
        let times = *answered;
        self.wait_for(&format!("{question}: "), times);
        writeln!(self.person, "{answer}").expect("typed");
    }

    /// Types the end of input (Ctrl-D) after a question.
    #[track_caller]
    pub(crate) fn end_input(&mut self, question: &str) {
        self.wait_for(question, 1);
        self.person.write_all(&[4]).expect("typed");
    }

    /// Waits for the end, and returns the exit code with all that was seen.
    #[track_caller]
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let mut status = None;
        let ended = comes(|| {
            status = self.child.try_wait().expect("its state is known");
            status.is_some()
        });
        assert!(ended, "it does not end:\n{}", self.seen());
        // What was printed last may still be on its way.
        let whole = || thread::sleep(std::time::Duration::from_millis(50));
        let mut before = self.seen();
        loop {
            whole();
            let now = self.seen();
            if now == before {
                return (status.and_then(|it| it.code()), now);
            }
            before = now;
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
