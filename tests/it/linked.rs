//! Files that pages link to: which kinds are published, what is published of them, and that none of them runs a script on the site's address (A5).

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::project::{Project, between, files_in, repository};

/// Returns the extensions in those rows of the table in `docs/reference.md` that contain `what`.
fn kinds(what: &str) -> BTreeSet<String> {
    let path = "docs/reference.md";
    let reference = fs::read_to_string(repository().join(path)).expect(path);
    let table = between(&reference, "| what becomes of it |", "\n\n");
    let rows = table.lines().filter(|row| row.contains(what));
    rows.flat_map(|row| row.split(" | ").next().expect("a cell").split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

/// A sound explainer that links to these files from a page.
fn linking(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Project {
    let mut project = Project::new();
    let mut links = String::new();
    for (name, bytes) in files {
        links.push_str(&format!("[{name}]({name})\n"));
        project = project.file(&format!("content/pages/{name}"), bytes);
    }
    project.edit("content/pages/about.md", "How this", &format!("{links}\nHow this"))
}

/// The published names below `assets/` that begin with `stem`.
fn published(project: &Project, stem: &str) -> Vec<(String, Vec<u8>)> {
    let files = files_in(&project.path().join("public/assets")).into_iter();
    files.filter(|(name, _)| name.starts_with(stem)).collect()
}

const SCRIPT: &str = "<script>new Image().src = \"/ran?NAME\"</script>";

/// How files of some kinds begin, for a browser that looks at more than the name.
fn beginnings(kind: &str) -> Vec<Vec<u8>> {
    let text = |it: &str| it.as_bytes().to_vec();
    let own = match kind {
        "apng" | "png" => b"\x89PNG\r\n\x1a\n".to_vec(),
        "avif" | "heic" | "m4a" | "m4v" | "mov" | "mp4" => text("\0\0\0\u{18}ftypavif"),
        "bmp" => text("BM"),
        "gif" => text("GIF89a"),
        "jpeg" | "jpg" => b"\xff\xd8\xff\xe0".to_vec(),
        "webp" => text("RIFF\u{24}\0\0\0WEBPVP8 "),
        "wav" => text("RIFF\u{24}\0\0\0WAVEfmt "),
        "oga" | "ogg" | "ogv" | "opus" => text("OggS\0"),
        "mp3" => text("ID3"),
        "weba" | "webm" => b"\x1a\x45\xdf\xa3".to_vec(),
        "pdf" => text("%PDF-1.7\n"),
        "docx" | "epub" | "odp" | "ods" | "odt" | "pptx" | "xlsx" | "zip" => text("PK\u{3}\u{4}"),
        _ => text("\u{feff}x "),
    };
    vec![own, text("a,b\n"), text("\0"), text("{\"a\": \"")]
}

/// A drawing in which everything tries to run.
const DRAWING: &str = r#"<?xml version="1.0"?>
<?xml-stylesheet type="text/xsl" href="data:text/xml,x"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:h="http://www.w3.org/1999/xhtml" viewBox="0 0 100 100" width="100" height="100" onload="RUN">
<script>RUN</script><h:script>RUN</h:script><script xlink:href="data:text/javascript,RUN"/>
<a xlink:href="javascript:RUN"><rect width="100" height="100" onclick="RUN"/></a>
<a><animate attributeName="href" values="javascript:RUN" begin="0s"/><rect width="100" height="100" fill="none" pointer-events="all"/></a>
<image href="x" onerror="RUN"/><set attributeName="onmouseover" to="RUN"/>
<animate onbegin="RUN" attributeName="x" dur="1s"/>
<foreignObject width="100" height="100"><h:body onload="RUN"><h:img src="x" onerror="RUN"/><h:iframe srcdoc="&lt;script>RUN&lt;/script>"/></h:body></foreignObject>
<use href="data:image/svg+xml,&lt;svg id='a' xmlns='http://www.w3.org/2000/svg' onload='RUN'/>#a"/>
<text y="50">A map</text>
</svg>
"#;

/// Opens every linked file in Chromium; returns what ran.
fn what_ran(project: &Project) -> String {
    let tools = repository().join("tests/tools");
    assert!(
        tools.join("node_modules").exists(),
        "the browser's driver is missing: run `scripts/test`, which installs it"
    );
    let mut command = Command::new("node");
    command.arg(tools.join("kinds.mjs")).arg(project.path().join("public")).arg("/fish/");
    let output = command.output().expect("node runs; `scripts/test` installs it");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{out}\n{}", String::from_utf8_lossy(&output.stderr));
    out
}

/// A5: no file that is published by default runs a script, however it is served.
#[test]
#[ignore = "needs scripts/test"]
fn no_linked_file_runs_a_script() {
    let mut files = Vec::new();
    for kind in kinds("published as it is") {
        for (at, beginning) in beginnings(&kind).into_iter().enumerate() {
            let name = format!("try-{at}.{kind}");
            let page = format!("<!doctype html><html>{}", SCRIPT.replace("NAME", &name));
            files.push((name, [beginning, page.into_bytes()].concat()));
        }
    }
    let run = "new Image().src=&quot;/ran?try.svg&quot;";
    files.push(("try-it.svg".to_owned(), DRAWING.replace("RUN", run).into_bytes()));
    assert!(files.len() > 100, "{}", files.len());
    let project = linking(files);
    project.run("build").exit(0);
    let out = what_ran(&project);
    assert!(out.starts_with("ran: nothing\n"), "{out}");
    let expected = published(&project, "try-").len() * 3;
    assert!(out.ends_with(&format!("{expected} files opened\n")) && expected > 300, "{out}");
}

/// A5: the check before this one would notice; and what a publisher allows is published as it is written.
#[test]
#[ignore = "needs scripts/test"]
fn allowed_kinds_are_published_as_they_are_and_may_run() {
    let page = format!("<!doctype html><html>{}", SCRIPT.replace("NAME", "a page"));
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>new Image().src = \"/ran?a drawing\"</script></svg>";
    let files =
        [("try-page.html", &*page), ("try-drawing.svg", drawing), ("try-table.csv", &*page)];
    let files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let settings = "files: [html, .SVG, csv]\nsearch: false";
    let project = linking(files).edit("content/site.yaml", "search: false", settings);
    project.run("build").exit(0);
    assert_eq!(published(&project, "try-drawing")[0].1, drawing.as_bytes());
    let out = what_ran(&project);
    for ran in ["a page, with a type", "a page, without a type", "a drawing, with a type"] {
        assert!(out.contains(ran), "{out}");
    }
    assert!(!out.contains("with _headers"), "the policy stops what is allowed as well: {out}");
}

/// A5: each kind that a browser or a server runs is refused at the link, and so is a kind that nobody knows.
#[test]
fn active_and_unknown_kinds_are_refused() {
    let active = kinds("refused");
    assert!(active.len() > 30, "{active:?}");
    let names =
        active.iter().flat_map(|kind| [format!("a.{kind}"), format!("b.{}", kind.to_uppercase())]);
    let odd = ["a.xyz", "a", "a.png.js", "a.ht-ml", "a.pdf.exe"].map(str::to_owned);
    let names: Vec<_> = names.chain(odd).collect();
    for some in names.chunks(50) {
        let project = linking(some.iter().map(|name| (name.clone(), b"text".to_vec())));
        let run = project.run("check --format json").exit(1);
        let refused = run.out.lines().filter(|line| line.contains("\"file-kind\"")).count();
        assert_eq!(refused, some.len(), "{}", run.out);
    }
}

/// A5: a file that begins like a page is refused under every name: a server may not say what it is.
#[test]
fn a_page_under_another_name_is_refused() {
    let kinds = kinds("published as it is");
    let begins = ["<!DOCTYPE html>", " \n<script>", "\u{feff}<html>", "<?xml version=\"1.0\"?>"];
    let files = kinds.iter().zip(begins.iter().cycle());
    let files = files.map(|(kind, begin)| (format!("a.{kind}"), begin.as_bytes().to_vec()));
    let run = linking(files).run("check --format json").exit(1);
    let refused = run.out.lines().filter(|line| line.contains("\"file-kind\"")).count();
    assert_eq!(refused, kinds.len(), "{}", run.out);
}

/// A5: a linked drawing is published without what runs, and looks as before.
#[test]
fn a_drawing_is_published_sanitised() {
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"><!-- note --><script>y()</script><style>.a { fill: red }</style><path class=\"a\" d=\"M0 0h9\"/></svg>";
    let project = linking([("map-2.svg".to_owned(), drawing.as_bytes().to_vec())]);
    let run = project.run("build").exit(0);
    assert!(run.err.contains("warning[drawing-content]"), "{}", run.err);
    let files = published(&project, "map-2");
    let expected = "<svg xmlns=\"http://www.w3.org/2000/svg\"><style>.a { fill: red }</style><path class=\"a\" d=\"M0 0h9\"/></svg>\n";
    assert_eq!(String::from_utf8_lossy(&files[0].1), expected);
}

/// A7: linked files are copied as they are, and one that changes while it is published stops the build.
#[test]
fn large_files_are_copied_byte_for_byte() {
    let bytes: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
    let project = linking([("large.mp4".to_owned(), bytes.clone())]);
    project.run("build").exit(0);
    assert_eq!(published(&project, "large")[0].1, bytes);
    // The second build keeps it.
    let place = project.path().join("public/assets").join(&published(&project, "large")[0].0);
    let before = fs::metadata(&place).expect("it is there").modified().expect("a time");
    let project = project.edit("content/pages/about.md", "How this", "How that");
    project.run("build").exit(0);
    assert_eq!(fs::metadata(&place).expect("still there").modified().expect("a time"), before);
}
