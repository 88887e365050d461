//! Time from a save to the response that shows it: `cargo bench --bench serve -- DIR…`, each an explainer that `examples/synth` wrote.
//!
//! Each time, a file is saved and its page is requested over a new connection. `scripts/bench-serve` creates the explainers and runs this.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Number of saves before measuring begins. The variable `SAVES` sets the number of those measured.
const WARM_UP: usize = 10;

fn main() {
    // `cargo bench` adds `--bench`.
    let folders: Vec<_> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    if folders.is_empty() {
        eprintln!("name the folders of explainers; `scripts/bench-serve` does all of it");
    }
    let saves = std::env::var("SAVES").map_or(100, |it| it.parse().expect("SAVES is a number"));
    println!(
        "| pages | save → served, median | 90th percentile | memory after {WARM_UP} saves | memory after {} |",
        saves + WARM_UP
    );
    println!("|---|---|---|---|---|");
    for folder in &folders {
        measure(Path::new(folder), saves);
    }
}

fn measure(root: &Path, saves: usize) {
    let (mut server, host) = start(root);
    let pages = fs::read_dir(root.join("content/participants")).expect("participants").count();
    for n in 0..WARM_UP {
        save_to_served(root, &host, pages, n);
    }
    let before = memory(server.id());
    let numbers = WARM_UP..WARM_UP + saves;
    let mut times: Vec<_> = numbers.map(|n| save_to_served(root, &host, pages, n)).collect();
    times.sort();
    let milliseconds = |at: usize| times[at].as_secs_f64() * 1000.0;
    println!(
        "| {pages} participants | {:.1} ms | {:.1} ms | {} MB | {} MB |",
        milliseconds(times.len() / 2),
        milliseconds(times.len() * 9 / 10),
        before / 1024,
        memory(server.id()) / 1024,
    );
    server.kill().expect("it runs");
    server.wait().expect("it ends");
}

/// Serves `root`. Returns the process, and the host and port that it serves at.
fn start(root: &Path) -> (Child, String) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_standpoint"))
        .args(["serve", "--watch", "--port", "0", "--root"])
        .arg(root)
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let lines = BufReader::new(server.stderr.take().expect("its standard error")).lines();
    let mut lines = lines.map_while(Result::ok);
    let address = lines
        .find_map(|line| Some(line.strip_prefix("serving http://")?.split('/').next()?.to_owned()));
    std::thread::spawn(move || lines.for_each(drop));
    (server, address.expect("it serves"))
}

/// Saves a participant's page with a new word in it, and returns the time until a response contains the word. As a browser does, it waits
/// for the event that something has changed, and then requests the page.
fn save_to_served(root: &Path, host: &str, pages: usize, n: usize) -> Duration {
    let person = format!("person-{}", (n * 7919) % pages);
    let path = root.join(format!("content/participants/{person}.md"));
    let text = fs::read_to_string(&path).expect("a participant");
    let (kept, word) = (
        text.split("\nSaved ").next().unwrap_or_default(),
        format!("Saved {n}-{}.", std::process::id()),
    );
    let mut events = BufReader::new(ask(host, "/.standpoint/events")).lines();
    let mut told = || events.find(|line| line.as_ref().is_ok_and(|it| it.starts_with("data:")));
    told().expect("the state of things").expect("a line");
    let began = Instant::now();
    fs::write(&path, format!("{kept}\n{word}\n")).expect("saved");
    loop {
        told().expect("a change").expect("a line");
        let mut page = String::new();
        ask(host, &format!("/participants/{person}/")).read_to_string(&mut page).expect("a page");
        if page.contains(&word) {
            return began.elapsed();
        }
    }
}

/// Requests `path` over a new connection.
fn ask(host: &str, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(host).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
        .expect("it listens");
    stream
}

/// Returns the resident memory of a process in kilobytes, or 0 if the system has no `/proc`.
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
