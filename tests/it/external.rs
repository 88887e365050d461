//! `check --external`: a server that misbehaves in every way a link can, and what is said of each.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use insta::assert_snapshot;

use crate::project::{Project, Run};
use crate::server::PATIENCE;

/// A server on the loopback address. It serves until the tests end.
struct Host {
    address: String,
    seen: Arc<Mutex<Seen>>,
}

/// What was asked of it.
#[derive(Default)]
struct Seen {
    /// How often each path was.
    counts: BTreeMap<String, usize>,
    /// By whom.
    agents: Vec<String>,
    at_once: usize,
    most_at_once: usize,
}

impl Host {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let told = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let seen = told.clone();
                thread::spawn(move || serve(stream, &seen));
            }
        });
        Self { address, seen }
    }

    /// The address of a path.
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How often a path was asked for.
    fn count(&self, path: &str) -> usize {
        self.seen.lock().expect("seen").counts.get(path).copied().unwrap_or_default()
    }
}

fn serve(mut stream: TcpStream, seen: &Mutex<Seen>) {
    let mut lines = BufReader::new(stream.try_clone().expect("a second handle")).lines();
    let head = lines.by_ref().map_while(Result::ok).take_while(|line| !line.is_empty());
    let head: Vec<_> = head.collect();
    let Some(path) = head.first().and_then(|line| line.split(' ').nth(1)) else { return };
    let count = {
        let mut seen = seen.lock().expect("seen");
        let agent = head.iter().find_map(|line| line.strip_prefix("user-agent: "));
        seen.agents.push(agent.unwrap_or_default().to_owned());
        seen.at_once += 1;
        seen.most_at_once = seen.most_at_once.max(seen.at_once);
        let count = seen.counts.entry(path.to_owned()).or_default();
        *count += 1;
        *count
    };
    answer(&mut stream, path, count);
    seen.lock().expect("seen").at_once -= 1;
}

fn answer(stream: &mut TcpStream, path: &str, count: usize) {
    let answer = match (path.split('?').next().unwrap_or_default(), count) {
        ("/slow" | "/slower", _) => {
            // Until whoever asks gives up.
            stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
            let _ = stream.read(&mut [0]);
            return;
        }
        ("/gone", _) => "404 Not Found",
        ("/removed", _) => "410 Gone",
        ("/wall", _) => "403 Forbidden",
        ("/flaky", 1) => "500 Internal Server Error",
        ("/failing", _) => "503 Service Unavailable",
        ("/busy", 1) => "429 Too Many Requests\r\nRetry-After: 1",
        ("/closed-for-today", _) => "429 Too Many Requests\r\nRetry-After: 86400",
        ("/moved", _) => "301 Moved Permanently\r\nLocation: /ok",
        ("/moved-away", _) => "308 Permanent Redirect\r\nLocation: /gone",
        ("/elsewhere", _) => "302 Found\r\nLocation: /ok",
        ("/circle", _) => "302 Found\r\nLocation: /circle",
        _ => "200 OK",
    };
    let _ = write!(stream, "HTTP/1.1 {answer}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
}

/// A sound explainer whose method page links to these addresses, a line each.
fn linking_to(addresses: &[String]) -> Project {
    let links: String = addresses.iter().map(|it| format!("\n[x]({it})\n")).collect();
    Project::new().edit("content/pages/about.md", "How this", &format!("{links}\nHow this"))
}

/// Checks with a cache of the project's own. Every host here answers at once, so that nothing rests on the time limit.
fn check(project: &Project, arguments: &str) -> Run {
    check_within(120.0, project, arguments)
}

/// Checks with so many seconds for each answer, where a host is asked that never gives one.
fn check_within(seconds: f64, project: &Project, arguments: &str) -> Run {
    let cache = project.path().join("cache");
    let environment =
        [("XDG_CACHE_HOME", cache.to_str().expect("a path")), ("NO_PROXY", "127.0.0.1")];
    let command = format!("check --external --timeout {seconds} {arguments}");
    project.run_with(&command, &environment)
}

/// What was said, with a name in place of the address of `host`, which differs from run to run.
fn said(text: &str, host: &str) -> String {
    text.replace(host, "127.0.0.1:10000")
}

#[test]
fn dead_link() {
    let host = Host::start();
    let project = linking_to(&[
        host.url("/ok"),
        host.url("/gone#part"),
        host.url("/circle"),
        host.url("/moved-away"),
    ]);
    assert_snapshot!(said(&check(&project, "").exit(1).err, &host.address), @"
    4 addresses outside the site, 4 asked for now
    error[dead-link]: `http://127.0.0.1:10000/gone#part` answers 404 Not Found
     --> content/pages/about.md:8:5
      |
    8 | [x](http://127.0.0.1:10000/gone#part)
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: link to where it can be read now, or to a copy in an archive

    error[dead-link]: `http://127.0.0.1:10000/circle` redirects in a circle
      --> content/pages/about.md:10:5
       |
    10 | [x](http://127.0.0.1:10000/circle)
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: link to where it can be read now, or to a copy in an archive

    error[dead-link]: `http://127.0.0.1:10000/moved-away` redirects to `http://127.0.0.1:10000/gone`, which answers 404 Not Found
      --> content/pages/about.md:12:5
       |
    12 | [x](http://127.0.0.1:10000/moved-away)
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: link to where it can be read now, or to a copy in an archive

    3 errors: not all links lead where they should
    ");
}

#[test]
fn moved_link() {
    let host = Host::start();
    let project = linking_to(&[host.url("/elsewhere"), host.url("/moved#part")]);
    assert_snapshot!(said(&check(&project, "").exit(0).err, &host.address), @"
    2 addresses outside the site, 2 asked for now
    warning[moved-link]: `http://127.0.0.1:10000/moved#part` has moved for good
     --> content/pages/about.md:8:5
      |
    8 | [x](http://127.0.0.1:10000/moved#part)
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write `http://127.0.0.1:10000/ok#part`, if it shows the same

    16 pages checked: 1 warning
    ");
    assert!(check(&project, "--strict").exit(1).err.contains("error[moved-link]"));
}

#[test]
fn unproven_link() {
    let host = Host::start();
    let links = ["/wall", "/failing", "/flaky", "/busy"];
    let project = linking_to(&links.map(|path| host.url(path)));
    assert_snapshot!(said(&check(&project, "").exit(0).err, &host.address), @"
    4 addresses outside the site, 4 asked for now
    warning[unproven-link]: `http://127.0.0.1:10000/wall` answers 403 Forbidden
     --> content/pages/about.md:6:5
      |
    6 | [x](http://127.0.0.1:10000/wall)
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: open it in a browser: readers may be let in where programs are not

    warning[unproven-link]: `http://127.0.0.1:10000/failing` answers 503 Service Unavailable
     --> content/pages/about.md:8:5
      |
    8 | [x](http://127.0.0.1:10000/failing)
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: open it in a browser: readers may be let in where programs are not

    16 pages checked: 2 warnings
    ");
    let counts = links.map(|path| host.count(path));
    assert_eq!(counts, [1, 3, 2, 2], "how often each was asked for");
}

#[test]
fn a_host_that_asks_to_be_left_alone_is() {
    let host = Host::start();
    let links = ["/closed-for-today", "/ok", "/other"].map(|path| host.url(path));
    let run = check(&linking_to(&links), "").exit(0);
    assert!(run.err.contains("/closed-for-today` answers 429 Too Many Requests"), "{}", run.err);
    assert!(run.err.contains("asks to be left alone"), "{}", run.err);
    assert_eq!(host.count("/closed-for-today"), 1);
    assert!(host.count("/ok") + host.count("/other") < 2);
}

#[test]
fn hosts_that_do_not_answer() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address").to_string()
    };
    let host = Host::start();
    let project = linking_to(&[
        format!("http://{closed}/"),
        host.url("/slow"),
        "http://nobody.invalid/".to_owned(),
        "http://[/".to_owned(),
    ]);
    let run = check_within(0.4, &project, "--format json").exit(1);
    let line =
        |address: &str| run.out.lines().find(|line| line.contains(address)).unwrap_or_default();
    assert!(line(&closed).contains("leads to a host that refuses the connection"), "{}", run.out);
    assert!(line("/slow").contains("does not answer in time"), "{}", run.out);
    assert!(line("nobody.invalid").contains("names a host that"), "{}", run.out);
    assert!(line("http://[/").contains("is no address"), "{}", run.out);
    assert_eq!(host.count("/slow"), 3);
}

#[test]
fn each_address_is_asked_for_once() {
    let host = Host::start();
    let links = ["/a", "/a#b", "/c", "/c", "/d"].map(|path| host.url(path));
    let project = linking_to(&links).edit(
        "content/sources/gazette.md",
        "title: Gazette\n",
        &format!("title: Gazette\nurl: {}\n", host.url("/a")),
    );
    check(&project, "").exit(0);
    let seen = host.seen.lock().expect("seen");
    let paths: Vec<_> = seen.counts.iter().map(|(path, count)| (path.as_str(), *count)).collect();
    assert_eq!(paths, [("/a", 1), ("/c", 1), ("/d", 1)]);
    let version = env!("CARGO_PKG_VERSION");
    assert!(seen.agents.iter().all(|it| it.starts_with(&format!("standpoint/{version} "))));
}

#[test]
fn a_host_is_asked_for_two_things_at_once_at_most() {
    let host = Host::start();
    let links = ["/slow", "/slower", "/slow?2", "/slower?2"].map(|path| host.url(path));
    check_within(0.4, &linking_to(&links), "").exit(0);
    let seen = host.seen.lock().expect("seen");
    assert!(seen.counts.values().all(|count| *count == 3), "{:?}", seen.counts);
    // The server notices a moment later that a client gave up.
    assert!(seen.most_at_once <= 3, "{}", seen.most_at_once);
}

#[test]
fn good_links_are_not_asked_for_again_and_builds_ask_for_none() {
    let host = Host::start();
    let project = linking_to(&["/ok", "/elsewhere", "/gone"].map(|path| host.url(path)));
    let counts = || ["/elsewhere", "/gone"].map(|path| host.count(path));
    project.run("build").exit(0);
    project.run("check").exit(0);
    assert_eq!(counts(), [0, 0]);
    check(&project, "").exit(1);
    assert_eq!(counts(), [1, 1]);
    let again = check(&project, "").exit(1);
    assert!(again.err.contains("3 addresses outside the site, 1 asked for now\n"), "{}", again.err);
    assert_eq!(counts(), [1, 2]);
    check(&project, "--no-cache").exit(1);
    assert_eq!(counts(), [2, 3]);
}

#[test]
fn links_of_every_kind_and_place() {
    let host = Host::start();
    let project = linking_to(&[
        "https://example.org/fish/timeline/".to_owned(),
        "https://example.org/fish/nowhere/".to_owned(),
        "mailto:ann@example.org".to_owned(),
        host.url("/ok"),
    ])
    .edit(
        "content/sources/gazette.md",
        "title: Gazette\n",
        &format!("title: Gazette\nurl: {}\n", host.url("/removed?a=1&b=2")),
    )
    .file(
        "templates/page.html",
        format!(
            "{{% extends \"base.html\" %}}{{% block main %}}\n<a href=\"{}\">x</a>{{{{ body | safe }}}}\n{{% endblock %}}",
            host.url("/removed")
        ),
    )
    .edit(
        "content/glossary/quota.md",
        "A limit.",
        &format!("A <a href=\"{}\">limit</a>.", host.url("/gone?a=1&amp;b=2")),
    )
    .file(
        "content/pages/secret.md",
        format!("---\ntitle: S\ndraft: true\n---\n<{}>\n", host.url("/x")),
    );
    let run = check(&project, "--format github").exit(1);
    assert_snapshot!(said(&run.out, &host.address), @"
    ::error file=content/glossary/quota.md,line=5,col=12,title=dead-link::`http://127.0.0.1:10000/gone?a=1&b=2` answers 404 Not Found, on `/glossary/`%0Ahelp: link to where it can be read now, or to a copy in an archive
    ::error file=content/pages/about.md,line=8,col=5,title=dead-link::`https://example.org/fish/nowhere/` is no page of this site%0Ahelp: link to the page's file instead, relatively: every check looks after that
    ::error file=content/sources/gazette.md,line=3,col=6,title=dead-link::`http://127.0.0.1:10000/removed?a=1&b=2` answers 410 Gone%0Ahelp: link to where it can be read now, or to a copy in an archive
    ::error file=templates/page.html,line=2,col=10,title=dead-link::`http://127.0.0.1:10000/removed` answers 410 Gone, on `/about/`%0Ahelp: link to where it can be read now, or to a copy in an archive
    ");
    assert_eq!(["/x", "/removed", "/removed?a=1&b=2"].map(|path| host.count(path)), [0, 1, 1]);
}
