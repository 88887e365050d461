//! Requests that no browser sends: each gets the status that HTTP wants, and nothing that is not of the site.

use std::io::Write;

use crate::project::Project;
use crate::server::Server;

/// Stands in files beside and above the explainer; no answer may hold it.
const SECRET: &str = "the-secret-that-nobody-may-read";

/// Targets of well-formed requests, each with the status of its answer. `UP` stands for the name of a file above the explainer.
const TARGETS: &[(&str, u16)] = &[
    ("/fish/", 200),
    ("/fish/about/", 200),
    ("/fish/about/index.html", 200),
    ("/fish/%61bout/", 200),
    ("/fish/about/?a=../../secret.txt", 200),
    ("/fish/?", 200),
    ("/fish", 301),
    ("/fish/about", 301),
    ("/fish/about?x=%0d%0aSet-Cookie:a=b", 301),
    // To the path under which the site lies.
    ("/", 307),
    ("/secret.txt", 404),
    ("/fish/secret.txt", 404),
    ("/fish/../secret.txt", 404),
    ("/fish/../secret.txt/", 404),
    ("/fish/../../UP", 404),
    ("/fish/../../UP/", 404),
    ("/../UP", 404),
    ("/../../../../../../../../etc/passwd", 404),
    ("/fish/../../../../../../../../etc/passwd", 404),
    ("/fish/./../secret.txt", 404),
    ("/fish/about/../../secret.txt", 404),
    ("/fish/about/../../../UP", 404),
    ("/fish/%2e%2e/secret.txt", 404),
    ("/fish/%2E%2E/secret.txt", 404),
    ("/fish/%2e./secret.txt", 404),
    ("/fish/.%2e/secret.txt", 404),
    ("/fish/%2e%2e%2fsecret.txt", 404),
    ("/fish/%2e%2e%2Fsecret.txt/", 404),
    ("/fish/..%2fsecret.txt", 404),
    ("/fish/..%2f..%2fUP", 404),
    ("/fish/%2e%2e/%2e%2e/UP", 404),
    ("/%2e%2e/UP", 404),
    ("/fish/%252e%252e/secret.txt", 404),
    ("/fish/%252e%252e%252fsecret.txt", 404),
    ("/fish/%25252e%25252e/secret.txt", 404),
    ("/fish/%c0%ae%c0%ae/secret.txt", 404),
    ("/fish/%c0%ae%c0%ae%c0%afsecret.txt", 404),
    ("/fish/..%c0%afsecret.txt", 404),
    ("/fish/..%c1%9csecret.txt", 404),
    ("/fish/%e0%80%ae%e0%80%ae/secret.txt", 404),
    ("/fish/%f0%80%80%ae/secret.txt", 404),
    ("/fish/%uff0e%uff0e/secret.txt", 404),
    ("/fish/%u002e%u002e/secret.txt", 404),
    ("/fish/%ef%bc%8e%ef%bc%8e/secret.txt", 404),
    ("/fish/..\\secret.txt", 404),
    ("/fish/..\\..\\UP", 404),
    ("/fish/..%5csecret.txt", 404),
    ("/fish/%2e%2e%5csecret.txt", 404),
    ("/fish/..%255csecret.txt", 404),
    ("/fish/..\\/secret.txt", 404),
    ("/fish/..;/secret.txt", 404),
    ("/fish/....//secret.txt", 404),
    ("/fish/..../secret.txt", 404),
    ("/fish//../secret.txt", 404),
    ("/fish//etc/passwd", 404),
    ("//etc/passwd", 404),
    ("/fish/file:///etc/passwd", 404),
    ("/fish/C:/windows/win.ini", 404),
    ("/fish/about/%00", 404),
    ("/fish/%00", 404),
    ("/fish/../secret.txt%00", 404),
    ("/fish/../secret.txt%00.html", 404),
    ("/fish/about%00/../../secret.txt", 404),
    ("/fish/about/%0d%0aSet-Cookie:a=b", 404),
    ("/fish/about//", 404),
    ("/fish//about/", 404),
    ("//fish/about/", 404),
    ("/FISH/about/", 404),
    ("/fish/About/", 404),
    ("/fish/content/site.yaml", 404),
    ("/fish/../content/site.yaml", 404),
    ("/content/site.yaml", 404),
    ("/fish/content/pages/about.md", 404),
    ("/fish/.git/config", 404),
    ("/fish/.standpoint-manifest.json", 404),
    ("/fish/.standpoint/live.js", 404),
    ("/.standpoint/../secret.txt", 404),
    ("/.standpoint/", 404),
    ("/fish/search-index/../../secret.txt", 404),
    ("/fish/assets/../../secret.txt", 404),
    ("/fish/assets/%2e%2e/%2e%2e/secret.txt", 404),
    ("/fish/cards/../../secret.txt", 404),
    ("/fish/%", 404),
    ("/fish/%2", 404),
    ("/fish/%zz", 404),
    ("/fish/%2g", 404),
    ("/fish/about%", 404),
    ("/fish/%ff%fe", 404),
    ("/fish/%80", 404),
    ("/fish/%ed%a0%80", 404),
    ("/fish/about/~", 404),
    ("/fish/about/index.html/", 404),
    ("/fish/about/index.html/../../../secret.txt", 404),
    ("/fish/con", 404),
    ("/fish/about.html::$DATA", 404),
];

/// Whole requests, each with the status of its answer. `HOST` stands for the server's own address, `PORT` for its port.
const REQUESTS: &[(&str, &str, u16)] = &[
    ("absolute form", "GET http://HOST/fish/ HTTP/1.1\r\nHost: HOST\r\n", 200),
    ("absolute form, another host", "GET http://example.org/fish/ HTTP/1.1\r\nHost: HOST\r\n", 403),
    (
        "absolute form, own, another Host",
        "GET http://HOST/fish/ HTTP/1.1\r\nHost: example.org\r\n",
        403,
    ),
    (
        "absolute form, user and host",
        "GET http://HOST@example.org/fish/ HTTP/1.1\r\nHost: HOST\r\n",
        403,
    ),
    ("absolute form, file", "GET file:///etc/passwd HTTP/1.1\r\nHost: HOST\r\n", 400),
    ("authority form", "GET example.org:80 HTTP/1.1\r\nHost: HOST\r\n", 403),
    ("connect", "CONNECT example.org:443 HTTP/1.1\r\nHost: HOST\r\n", 403),
    ("asterisk form", "OPTIONS * HTTP/1.1\r\nHost: HOST\r\n", 405),
    ("asterisk with GET", "GET * HTTP/1.1\r\nHost: HOST\r\n", 404),
    ("no slash", "GET fish/ HTTP/1.1\r\nHost: HOST\r\n", 400),
    ("lower-case method", "get /fish/ HTTP/1.1\r\nHost: HOST\r\n", 405),
    ("unknown method", "BREW /fish/ HTTP/1.1\r\nHost: HOST\r\n", 405),
    ("post", "POST /fish/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n", 405),
    ("delete", "DELETE /fish/ HTTP/1.1\r\nHost: HOST\r\n", 405),
    ("trace", "TRACE /fish/ HTTP/1.1\r\nHost: HOST\r\n", 405),
    ("method with a bracket", "G(T /fish/ HTTP/1.1\r\nHost: HOST\r\n", 400),
    ("no method", " /fish/ HTTP/1.1\r\nHost: HOST\r\n", 400),
    ("head", "HEAD /fish/ HTTP/1.1\r\nHost: HOST\r\n", 200),
    ("no Host", "GET /fish/ HTTP/1.1\r\n", 400),
    ("no Host, HTTP/1.0", "GET /fish/ HTTP/1.0\r\n", 400),
    ("empty Host", "GET /fish/ HTTP/1.1\r\nHost:\r\n", 403),
    (
        "two Hosts, the second foreign",
        "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nHost: example.org\r\n",
        400,
    ),
    ("two Hosts alike", "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n", 400),
    ("foreign Host", "GET /fish/ HTTP/1.1\r\nHost: example.org\r\n", 403),
    ("localhost", "GET /fish/ HTTP/1.1\r\nHost: localhost:PORT\r\n", 200),
    ("another port", "GET /fish/ HTTP/1.1\r\nHost: localhost:1\r\n", 403),
    ("a port too large", "GET /fish/ HTTP/1.1\r\nHost: localhost:99999\r\n", 403),
    ("a port of letters", "GET /fish/ HTTP/1.1\r\nHost: localhost:http\r\n", 403),
    ("a negative port", "GET /fish/ HTTP/1.1\r\nHost: localhost:-1\r\n", 403),
    ("foreign Origin", "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nOrigin: http://example.org\r\n", 200),
    ("folded header", "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nA: b\r\n c\r\n", 400),
    ("space before the colon", "GET /fish/ HTTP/1.1\r\nHost : HOST\r\n", 400),
    ("header without a colon", "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nnothing\r\n", 400),
    ("bare CR", "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nA: b\rC: d\r\n", 400),
    ("null in a header", "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nA: b\0\r\n", 400),
    ("null in the target", "GET /fish/\0 HTTP/1.1\r\nHost: HOST\r\n", 400),
    ("space in the target", "GET /fish/ a HTTP/1.1\r\nHost: HOST\r\n", 400),
    (
        "two different lengths",
        "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        400,
    ),
    ("negative length", "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1\r\n", 400),
    ("unknown coding", "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: odd\r\n", 400),
    ("HTTP/0.9", "GET /fish/\r\n", 400),
    ("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n", 400),
    ("HTTP/3.0", "GET /fish/ HTTP/3.0\r\nHost: HOST\r\n", 400),
    ("no HTTP", "\x16\x03\x01\x02\r\n", 400),
    (
        "range out of bounds",
        "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nRange: bytes=999999999-\r\n",
        200,
    ),
    ("range backwards", "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nRange: bytes=9-1\r\n", 200),
    ("range of nonsense", "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nRange: lines=all\r\n", 200),
];

/// Connections on which all this is said, and the statuses of all that is answered, in order. What comes after a request, and pretends to
/// be part of it, is at most an honest request of its own.
const CONNECTIONS: &[(&str, &str, &[u16])] = &[
    (
        "a body on GET, and the next request",
        "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\n\r\nhelloGET /fish/about/ HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
        &[200, 200],
    ),
    (
        "a request as a body",
        "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 42\r\nConnection: close\r\n\r\nGET /fish/about/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
        &[200],
    ),
    (
        "length and coding: the coding counts",
        "POST /fish/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /fish/about/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
        &[405],
    ),
    (
        "coding and length",
        "POST /fish/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\nConnection: close\r\n\r\n0\r\n\r\nGET /fish/about/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
        &[405],
    ),
    (
        "two codings",
        "POST /fish/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        &[400],
    ),
    (
        "a coding that is none",
        "POST /fish/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\nGET /fish/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
        &[400],
    ),
    (
        "coding in HTTP/1.0",
        "POST /fish/ HTTP/1.0\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        &[400],
    ),
    (
        "a length with a sign",
        "POST /fish/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: +5\r\n\r\nhello",
        &[400],
    ),
    (
        "a length beyond all numbers",
        "POST /fish/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        &[400],
    ),
    (
        "chunks beyond all numbers",
        "POST /fish/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        &[405],
    ),
    (
        "chunks of nonsense",
        "POST /fish/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        &[405],
    ),
    ("lines that end in LF", "GET /fish/ HTTP/1.1\nHost: HOST\nConnection: close\n\n", &[200]),
    (
        "another protocol",
        "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
        &[200],
    ),
    (
        "an expectation",
        "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
        &[200],
    ),
    (
        "three at once",
        "GET /fish/ HTTP/1.1\r\nHost: HOST\r\n\r\nGET /fish/../secret.txt HTTP/1.1\r\nHost: HOST\r\n\r\nGET /fish/ HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n",
        &[200, 404, 403],
    ),
];

/// Heads that are far too large, made by their part that repeats, and the status.
const LARGE: &[(&str, &str, &str, usize, u16)] = &[
    ("a long target", "GET /fish/", "a", 100_000, 431),
    ("a long query", "GET /fish/?", "a=b&", 100_000, 431),
    ("a long header", "GET /fish/ HTTP/1.1\r\nHost: HOST\r\nCookie: ", "a=b; ", 50_000, 431),
    ("many headers", "GET /fish/ HTTP/1.1\r\nHost: HOST\r\n", "A: b\r\n", 1_000, 431),
    ("a method without an end", "", "G", 100_000, 431),
];

/// The statuses of all answers on a connection. None may hold what is not of the site.
#[track_caller]
fn statuses(name: &str, answer: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(answer);
    assert!(!text.contains(SECRET) && !text.contains("root:x:0"), "{name}: {text}");
    assert!(!text.to_lowercase().contains("access-control-allow"), "{name}: {text}");
    assert!(!text.to_lowercase().contains("\r\nset-cookie"), "{name}: {text}");
    let answers = text.split("HTTP/1.").skip(1);
    answers.filter_map(|it| it.split(' ').nth(1)?.parse().ok()).collect()
}

/// The status of the one answer; nothing when there is none.
#[track_caller]
fn status(name: &str, answer: &[u8]) -> Option<u16> {
    let statuses = statuses(name, answer);
    assert!(statuses.len() <= 1, "{name}: {statuses:?}");
    statuses.first().copied()
}

#[test]
fn hostile_requests_get_the_right_status_and_nothing_else() {
    let mut above = tempfile::Builder::new().prefix("above").tempfile().expect("a file above");
    above.write_all(SECRET.as_bytes()).expect("it is written");
    let above = above.path().file_name().expect("a name").to_string_lossy().into_owned();
    let project = Project::new().file("secret.txt", SECRET);
    let server = Server::start(&project, "");
    let port = server.host.rsplit_once(':').expect("a port").1;
    let mut wrong = Vec::new();
    for (target, expected) in TARGETS {
        let target = target.replace("UP", &above);
        let head = format!("GET {target} HTTP/1.1\r\nHost: {}\r\n", server.host);
        let answer = server.raw(format!("{head}Connection: close\r\n\r\n").as_bytes());
        let status = status(&target, &answer);
        if status != Some(*expected) {
            wrong.push(format!("{target}: {status:?}, not {expected}"));
        }
    }
    for (name, head, expected) in REQUESTS {
        let head = head.replace("HOST", &server.host).replace("PORT", port);
        let answer = server.raw(format!("{head}Connection: close\r\n\r\n").as_bytes());
        let status = status(name, &answer);
        if status != Some(*expected) {
            wrong.push(format!("{name}: {status:?}"));
        }
    }
    for (name, said, expected) in CONNECTIONS {
        let said = said.replace("HOST", &server.host);
        let statuses = statuses(name, &server.raw(said.as_bytes()));
        if statuses != *expected {
            wrong.push(format!("{name}: {statuses:?}"));
        }
    }
    for (name, start, part, times, expected) in LARGE {
        let said = format!("{}{}", start.replace("HOST", &server.host), part.repeat(*times));
        let statuses = statuses(name, &server.raw(said.as_bytes()));
        if statuses != [*expected] {
            wrong.push(format!("{name}: {statuses:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(server.get("").status, 200, "it still answers");
}
