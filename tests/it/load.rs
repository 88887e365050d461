//! Many readers of `serve` at once while an editor writes, and readers who take their time: nobody waits for anybody else, and each answer is
//! wholly of one edition.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::project::{Project, files_in, full_size};
use crate::server::{PATIENCE, Server, comes};

/// What readers ask for, in turn.
const PATHS: [&str; 6] =
    ["", "issues/quotas/", "participants/ann/", "positions/", "sources/gazette/", "feed.xml"];

/// How many readers there are at once.
const READERS: u64 = 1000;

/// The numbers after each `edition ` in a page.
fn editions(page: &str) -> BTreeSet<u64> {
    let numbers = page.split("edition ").skip(1);
    numbers.map(|it| it[..it.find('.').expect("a period")].parse().expect("a number")).collect()
}

/// Asks for page after page on one connection until `stop`, and returns how many answers there were. Counts itself in `begun` with the first.
async fn read_on(
    host: &str,
    first: u64,
    begun: &AtomicU64,
    stop: &AtomicBool,
) -> Result<u64, String> {
    let mut stream = tokio::net::TcpStream::connect(host).await.map_err(|e| e.to_string())?;
    let (mut answers, mut newest) = (0, 0);
    while !stop.load(Ordering::Relaxed) {
        let path = PATHS[usize::try_from(first + answers).expect("it fits") % PATHS.len()];
        let request = format!("GET /fish/{path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.map_err(|e| format!("{path}: {e}"))?;
        let page = answer(&mut stream).await.map_err(|e| format!("{path}: {e}"))?;
        let editions = editions(&page);
        let edition = editions.first().copied().ok_or_else(|| format!("{path}: {page}"))?;
        if editions.len() != 1 || edition < newest {
            return Err(format!("{path}: {editions:?} after {newest}"));
        }
        newest = edition;
        answers += 1;
        if answers == 1 {
            begun.fetch_add(1, Ordering::Relaxed);
        }
    }
    Ok(answers)
}

/// The body of one answer, exactly as long as its head says.
async fn answer(stream: &mut tokio::net::TcpStream) -> Result<String, String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.map_err(|error| error.to_string())?);
    }
    let head = String::from_utf8(head).map_err(|error| error.to_string())?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.and_then(|it| it.parse().ok()).ok_or_else(|| head.clone())?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.map_err(|error| error.to_string())?;
    let body = String::from_utf8(body).map_err(|error| error.to_string())?;
    let whole = body.trim_end().ends_with("</html>") || body.trim_end().ends_with("</feed>");
    if head.starts_with("HTTP/1.1 200 ") && whole { Ok(body) } else { Err(head + &body) }
}

/// Lets this process have as many files open as it may: each reader is one.
fn open_many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).expect("it may");
}

#[test]
fn a_thousand_readers_get_whole_pages_while_an_editor_writes() {
    open_many_files();
    let project = Project::new().edit("content/site.yaml", "fish talks", "fish talks, edition 0.");
    let settings = project.read("content/site.yaml");
    let server = Server::start(&project, "--watch");
    let lasts = Duration::from_secs(if full_size() { 60 } else { 5 });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (stop, begun) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let edited = AtomicU64::new(0);
    let mut memory = Vec::new();
    let answers = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(100));
                let edition = edited.fetch_add(1, Ordering::Relaxed) + 1;
                let settings = settings.replace("edition 0.", &format!("edition {edition}."));
                fs::write(project.path().join("content/site.yaml"), settings).expect("written");
            }
        });
        // The time counts from when every reader has been answered once, however long that takes.
        scope.spawn(|| {
            comes(|| begun.load(Ordering::Relaxed) == READERS);
            for _ in 0..10 {
                std::thread::sleep(lasts / 10);
                memory.push(server.memory());
            }
            stop.store(true, Ordering::Relaxed);
        });
        runtime.expect("a runtime").block_on(async {
            let readers = (0..READERS).map(|it| {
                let (host, begun, stop) = (server.host.clone(), begun.clone(), stop.clone());
                tokio::spawn(async move { read_on(&host, it, &begun, &stop).await })
            });
            let mut answers = Vec::new();
            for reader in readers.collect::<Vec<_>>() {
                answers.push(reader.await.expect("it ends"));
            }
            answers
        })
    });
    let failed: Vec<_> = answers.iter().filter_map(|it| it.as_ref().err()).take(5).collect();
    assert!(failed.is_empty(), "{failed:?}\n{}", server.said());
    let answers: Vec<_> = answers.into_iter().flatten().collect();
    let (all, fewest) = (answers.iter().sum::<u64>(), answers.iter().min());
    let edited = edited.into_inner();
    println!("{all} answers, {fewest:?} to the slowest; {edited} edits; memory in kB: {memory:?}");
    assert!(fewest.is_some_and(|fewest| *fewest > 0), "nobody waited for ever");
    server.wait_for("", &format!("edition {edited}."));
    // Pages that wait to be made are not all in the making: that took ten times as much.
    assert!(memory.iter().all(|it| *it < 3 * memory[2]), "{memory:?}");
    // What a thousand connections take comes with the first of them; what is held for answers and editions goes again, once those are over.
    let most = memory[2] + memory[2] / 4 + 16 * 1024;
    let given_back = comes(|| {
        server.wait_for("", &format!("edition {edited}."));
        server.memory() <= most
    });
    assert!(given_back, "{} kB are held after {memory:?}", server.memory());
}

/// A connection on which this was said and no more.
fn said(server: &Server, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&server.host).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    stream.write_all(text.as_bytes()).expect("it is sent");
    stream
}

/// Whether the server closes the connection, after this text if any.
fn closed_after(mut stream: &TcpStream) -> String {
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("it stays open: {error}"),
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// A11: streams of events do not end, so there are fewer of them than connections: pages still come.
#[test]
fn streams_of_events_leave_room_for_pages() {
    open_many_files();
    let project = Project::new();
    let server = Server::start(&project, "--watch");
    let request = format!("GET /.standpoint/events HTTP/1.1\r\nHost: {}\r\n\r\n", server.host);
    let status = |mut stream: &TcpStream| {
        let mut head = [0; 12];
        stream.read_exact(&mut head).expect("an answer");
        String::from_utf8_lossy(&head[9..]).into_owned()
    };
    let streams: Vec<_> = (0..300).map(|_| said(&server, &request)).collect();
    let statuses: Vec<_> = streams.iter().map(status).collect();
    let open = statuses.iter().filter(|it| *it == "200").count();
    assert!((100..=256).contains(&open), "{open}");
    let refused = statuses.iter().filter(|it| *it == "503").count();
    assert_eq!(open + refused, 300, "{statuses:?}");
    assert_eq!(server.get("").status, 200);
    drop(streams);
    assert!(comes(|| status(&said(&server, &request)) == "200"), "a place is given back");
}

#[test]
fn readers_who_take_their_time_keep_nobody_waiting() {
    open_many_files();
    let project = Project::new().file("static/large.bin", vec![b'x'; 16 * 1024 * 1024]);
    project.run("build").exit(0);
    let published = files_in(&project.path().join("public"));
    let mut published = published.iter().map(|(path, _)| path);
    let large = published.find(|path| path.ends_with(".bin")).expect("it is published");
    let server = Server::start(&project, "--watch");
    let host = &server.host;
    let page = server.get("").text();
    let follower =
        said(&server, &format!("GET /.standpoint/events HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    let began = Instant::now();
    let silent: Vec<_> = (0..200).map(|_| said(&server, "")).collect();
    let halves =
        ["G", "GET /fish/ HTTP/1.1\r\n", &format!("GET /fish/ HTTP/1.1\r\nHost: {host}\r\nA: ")];
    let halves: Vec<_> = halves.iter().cycle().take(300).map(|it| said(&server, it)).collect();
    let request = format!("GET /fish/{large} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let slow: Vec<_> = (0..100).map(|_| said(&server, &request)).collect();
    let body =
        format!("POST /fish/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99999999999\r\n\r\na");
    let bodies: Vec<_> = (0..50).map(|_| said(&server, &body)).collect();
    assert!(bodies.iter().all(|it| closed_after(it).starts_with("HTTP/1.1 405 ")));
    for _ in 0..50 {
        assert_eq!(server.get("").text(), page);
    }
    // Whoever does not ask for anything in time is let go; whoever waits for news is not.
    assert!(silent.iter().chain(&halves).all(|it| closed_after(it).is_empty()));
    assert!(began.elapsed() > Duration::from_secs(9), "they had time: {:?}", began.elapsed());
    if full_size() {
        std::thread::sleep(Duration::from_secs(30).saturating_sub(began.elapsed()));
        assert!(slow.iter().all(|it| closed_after(it).len() < 16 * 1024 * 1024));
    }
    let _project = project.edit("content/site.yaml", "fish talks", "whale talks");
    server.wait_for("", "whale talks");
    follower.set_read_timeout(Some(Duration::from_secs(1))).expect("a time limit");
    let mut news = Vec::new();
    let _ = (&follower).read_to_end(&mut news);
    let news = String::from_utf8_lossy(&news);
    assert!(news.matches("data: ").count() >= 2, "{news}");
}
