//! `standpoint serve` under test: a child process on a free port of the loopback address, and a client that sees every byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::project::Project;

/// A server that runs until this is dropped.
pub(crate) struct Server {
    child: Child,
    /// `127.0.0.1:40123`.
    pub(crate) host: String,
    /// The path that the site lies under.
    pub(crate) base: String,
    said: Arc<Mutex<String>>,
}

/// An answer, as it came.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Server {
    /// Serves `project` with these arguments, on a free port unless they name one.
    pub(crate) fn start(project: &Project, arguments: &str) -> Self {
        Self::start_by(project, arguments, Command::new(env!("CARGO_BIN_EXE_standpoint")))
    }

    /// The same in a system that has no more than three watches to give.
    #[cfg(target_os = "linux")]
    pub(crate) fn start_with_few_watches(project: &Project) -> Self {
        let script = "echo 3 > /proc/sys/user/max_inotify_watches && exec \"$0\" \"$@\"";
        let mut apart = Command::new("unshare");
        apart.args(["--user", "--map-root-user", "sh", "-c", script]);
        apart.arg(env!("CARGO_BIN_EXE_standpoint"));
        Self::start_by(project, "--watch", apart)
    }

    fn start_by(project: &Project, arguments: &str, mut program: Command) -> Self {
        let port = if arguments.contains("--port") { "" } else { "--port 0" };
        let mut child = program
            .args(format!("serve {arguments} {port}").split_whitespace())
            .current_dir(project.path())
            .envs([project.state()])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut lines = BufReader::new(child.stderr.take().expect("its standard error"));
        let said = Arc::new(Mutex::new(String::new()));
        let address = loop {
            let mut line = String::new();
            let read = lines.read_line(&mut line).expect("it speaks UTF-8");
            assert!(read > 0, "it ended: {}", said.lock().expect("said"));
            said.lock().expect("said").push_str(&line);
            if let Some(address) = line.strip_prefix("serving http://") {
                break address.split(' ').next().unwrap_or_default().to_owned();
            }
        };
        let more = said.clone();
        thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                more.lock().expect("said").push_str(&format!("{line}\n"));
            }
        });
        let (host, base) = address.split_once('/').expect("an address with a path");
        Self { child, host: host.to_owned(), base: format!("/{base}"), said }
    }

    /// What it has printed so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().expect("said").clone()
    }

    /// Sends a signal, by its name.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|sent| sent.success()), "kill runs");
    }

    /// How much memory the process has by now, in kB.
    pub(crate) fn memory(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).expect("Linux tells");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = resident.and_then(|it| it.split_whitespace().next());
        number.and_then(|it| it.parse().ok()).expect("a number")
    }

    /// Asks for a path below the site's.
    pub(crate) fn get(&self, path: &str) -> Response {
        self.ask("GET", &format!("{}{path}", self.base), "")
    }

    /// Asks in any way: the path from the server's root, and more header lines.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str) -> Response {
        let host = if headers.contains("Host:") {
            String::new()
        } else {
            format!("Host: {}\r\n", self.host)
        };
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        write!(stream, "{method} {path} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n")
            .expect("it listens");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let end = answer.windows(4).position(|it| it == b"\r\n\r\n").expect("a head") + 4;
        let head = String::from_utf8(answer[..end].to_vec()).expect("the head is text");
        let status =
            head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Response { status, head, body: answer[end..].to_vec() }
    }

    /// Sends these very bytes and returns all that comes back until the connection is closed, or is silent for two seconds after an answer
    /// has begun.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        // The server may have refused and closed before it has read everything.
        let _ = stream.write_all(bytes);
        let mut answer = vec![0; 1];
        if stream.read_exact(&mut answer).is_err() {
            return Vec::new();
        }
        stream.set_read_timeout(Some(Duration::from_secs(2))).expect("a time limit");
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    /// Waits until the page at `path` shows `wanted` (or, with a `!` before it, no longer shows it).
    #[track_caller]
    pub(crate) fn wait_for(&self, path: &str, wanted: &str) {
        let (text, there) = wanted.strip_prefix('!').map_or((wanted, true), |text| (text, false));
        if comes(|| self.get(path).text().contains(text) == there) {
            return;
        }
        panic!(
            "`{path}` does not come to show `{wanted}`:\n{}\n{}",
            self.get(path).text(),
            self.said()
        );
    }

    /// Interrupts it as Ctrl-C does, and returns how it ended.
    #[cfg(unix)]
    #[track_caller]
    pub(crate) fn interrupt(mut self) -> std::process::ExitStatus {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-INT", &id]).status().expect("kill runs");
        let mut status = None;
        comes(|| {
            status = self.child.try_wait().expect("its state is known");
            status.is_some()
        });
        status.expect("it ends")
    }
}

/// The longest that a test waits for something that must come. Only a hang takes as long, on however slow a machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

/// Returns whether a condition comes true before [`PATIENCE`] is over.
pub(crate) fn comes(mut condition: impl FnMut() -> bool) -> bool {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if condition() {
            return true;
        }
        thread::sleep(Duration::from_millis(5));
    }
    false
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Response {
    /// The value of a header; empty when it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        });
        line.unwrap_or_default()
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
