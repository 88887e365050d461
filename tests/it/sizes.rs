//! Inputs that are far too large, too deep or too many: each gets an error that says so, or a page, in bounded time and memory.
//!
//! What takes long is small here, unless it is asked for in full ([`full_size`]).

use std::fs::File;

use crate::project::{Project, Run, full_size};

/// The address space that the program may have, in kB, and the seconds of all cores. The suite runs a program that is not optimized.
const MEMORY: u64 = 4_000_000;
const SECONDS: u64 = 60;

/// `small` in the suite, `full` where there is time.
fn size(small: usize, full: usize) -> usize {
    if full_size() { full } else { small }
}

/// Runs `standpoint` with bounds on memory and time. Where it goes beyond one of them, a signal ends it, and there is no exit code.
fn bounded(project: &Project, command: &str) -> Run {
    let limits = format!("ulimit -v {MEMORY} && ulimit -t {SECONDS} && exec \"$0\" {command}");
    let output = project
        .command("sh")
        .args(["-c", &limits, env!("CARGO_BIN_EXE_standpoint")])
        .output()
        .expect("a shell runs");
    output.into()
}

/// The explainer is published.
#[track_caller]
fn is_published(what: &str, project: &Project) {
    let run = bounded(project, "build");
    assert_eq!(run.status, Some(0), "{what}: {}", beginning(&run.err));
}

/// The explainer is refused, with this code, and the report is short enough to be read.
#[track_caller]
fn is_refused(what: &str, code: &str, project: &Project) {
    let run = bounded(project, "check");
    assert_eq!(run.status, Some(1), "{what}: {}", beginning(&run.err));
    let named = run.err.contains(&format!("error[{code}]: ")) && run.err.contains("help: ");
    assert!(named && run.err.len() < 1_000_000, "{what}: {}", beginning(&run.err));
}

/// A sound explainer with these files added (their paths under `content/`) is refused: in each of them there is a problem with the code
/// beside its path, or it may be right where none stands there.
#[track_caller]
fn are_refused(files: &[(&str, &str, String)]) {
    let project = files.iter().fold(Project::new(), |project, (path, _, text)| {
        project.file(&format!("content/{path}"), text)
    });
    let run = bounded(&project, "check --format json");
    assert_eq!(run.status, Some(1), "{}", beginning(&run.err));
    let report = run.out + &run.err;
    for (path, code, _) in files.iter().filter(|(_, code, _)| !code.is_empty()) {
        let (file, code) = (format!("\"file\":\"content/{path}\""), format!("\"code\":\"{code}\""));
        let said = report.lines().any(|it| it.contains(&file) && it.contains(&code));
        assert!(said, "nothing of {code} in {path}: {}", beginning(&report));
    }
    assert!(report.len() < 2_000_000, "a report of {} bytes", report.len());
}

fn beginning(text: &str) -> String {
    text.chars().take(2000).collect()
}

/// A sound explainer with this text on one of its pages.
fn with_body(body: &str) -> Project {
    let start = "---\ntitle: About\n---\n\nMore on [the North](../parties/north.md).\n\n";
    Project::new().file("content/pages/about.md", format!("{start}{body}\n"))
}

/// A sound explainer with these keys in the front matter of a page.
fn with_keys(keys: &str) -> Project {
    let text =
        format!("---\ntitle: About\n{keys}\n---\n\nMore on [the North](../parties/north.md).\n");
    Project::new().file("content/pages/about.md", text)
}

/// A file of this length at `path`, without anything on the disk.
fn with_length(project: Project, path: &str, length: u64) -> Project {
    let project = project.file(path, "");
    let file = File::options().write(true).open(project.path().join(path)).expect("it is there");
    file.set_len(length).expect("a file system with sparse files");
    project
}

#[test]
fn aliases_that_stand_for_a_billion_values() {
    let levels = (1..=9).map(|level| {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        format!("  - &a{level} [{aliases}]\n")
    });
    let bomb = format!("aliases:\n  - &a0 [/a/, /b/]\n{}", levels.collect::<String>());
    is_refused("nested aliases", "file-too-large", &with_keys(&bomb));
    let settings = Project::new().file("content/site.yaml", &bomb);
    is_refused("nested aliases in the settings", "file-too-large", &settings);
}

#[test]
fn aliases_that_stand_for_gigabytes_of_text() {
    let long = "long ".repeat(size(4_000, 100_000));
    let aliases = ", *a".repeat(size(2_000, 100_000));
    let keys = format!("also: [&a '{long}'{aliases}]");
    let text = format!("---\ntitle: Quota\n{keys}\n---\n\nA limit.\n");
    let project = Project::new().file("content/glossary/quota.md", text);
    is_refused("one long text, again and again", "file-too-large", &project);
    let nested = (0..90).map(|at| format!("&n{at} [")).collect::<String>();
    let values = "x, ".repeat(size(5_000, 100_000));
    let keys = format!("aliases: {nested}{values}{}\nsummary: '*'", "]".repeat(90));
    is_refused("anchors within anchors", "file-too-large", &with_keys(&keys));
}

#[test]
fn text_files_of_a_hundred_megabytes() {
    for path in ["content/pages/about.md", "content/site.yaml", "templates/page.html"] {
        is_refused(path, "file-too-large", &with_length(Project::new(), path, 100_000_000));
    }
}

#[test]
fn a_value_of_a_hundred_megabytes() {
    let value = "word ".repeat(size(900_000, 1_900_000));
    is_refused("a long value", "file-too-large", &with_keys(&format!("summary: {value}")));
    let value = "word ".repeat(size(10_000, 190_000));
    is_published("a value within bounds", &with_keys(&format!("summary: {value}")));
}

#[test]
fn an_image_of_a_gigabyte() {
    let project = with_body("![A map](large.png)");
    is_refused(
        "an image",
        "file-too-large",
        &with_length(project, "content/pages/large.png", 1 << 30),
    );
    let project =
        with_length(with_body("![A map](large.png)"), "content/pages/large.png", 20_000_000);
    is_published("an image within bounds", &project);
    let unused = with_length(Project::new(), "content/pages/large.png", 1 << 30);
    is_published("an image that no page shows", &unused);
    let theme = with_length(Project::new(), "static/large.png", 1 << 30);
    is_refused("an image of the theme", "file-too-large", &theme);
}

#[test]
fn drawings_that_would_grow_or_nest_without_end() {
    let entities = (1..=9).map(|level| {
        let inner = format!("&a{};", level - 1).repeat(10);
        format!("<!ENTITY a{level} \"{inner}\">\n")
    });
    let laughs = format!(
        "<!DOCTYPE svg [<!ENTITY a0 \"ha\">\n{}]>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><text>&a9;</text></svg>\n",
        entities.collect::<String>()
    );
    let depth = 100_000;
    let deep = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\">{}{}</svg>\n",
        "<g>".repeat(depth),
        "</g>".repeat(depth)
    );
    let drawings =
        [("a billion laughs", "bad-drawing", laughs), ("100,000 groups", "file-too-large", deep)];
    for (what, code, drawing) in drawings {
        let project = with_body("![A map](odd.svg)").file("content/pages/odd.svg", &drawing);
        is_refused(what, code, &project);
        is_published(what, &Project::new().file("static/odd.svg", &drawing));
    }
}

#[test]
fn a_million_headings() {
    let headings = size(10_000, 1_000_000);
    is_published("headings that are all alike", &with_body(&"## a\n".repeat(headings)));
    let other = (0..size(5_000, 500_000)).map(|at| format!("## a {at}\n"));
    is_published("headings that all differ", &with_body(&other.collect::<String>()));
    let wrong = with_body(&"# a\n".repeat(headings));
    is_refused("headings of the first level", "body-heading-one", &wrong);
    let report = bounded(&wrong, "check").err;
    assert!(report.contains("more of this kind follow in this file"), "{}", beginning(&report));
}

#[test]
fn a_million_mistakes() {
    let many = size(4_000, 1_000_000);
    let body = |text: String| format!("---\ntitle: About\n---\n\n{text}\n");
    let anchors = format!("{}\n\n{}", "[a](#b) ".repeat(many / 2), "## c\n\n".repeat(many / 2));
    let event = |keys: &str| {
        format!("---\ntitle: Summit\ndate: 2024-05-01\ncite: gazette#p2\n{keys}\n---\n")
    };
    let values = "x, ".repeat(size(1_000, 300_000));
    let mappings = (0..size(1_000, 30_000)).map(|at| format!("{{ a{at}: 1 }}, "));
    let mappings: String = mappings.collect();
    let keys = (0..size(1_000, 60_000)).map(|at| format!("key{at}: 1\n"));
    are_refused(&[
        ("pages/links.md", "broken-link", body("[a](b)\n".repeat(many))),
        ("pages/wiki-links.md", "broken-wiki-link", body("[[ab]] ".repeat(many))),
        ("pages/citations.md", "bad-citation", body("[@a] ".repeat(many))),
        ("pages/raw-html.md", "raw-html", body("a <b>\n".repeat(many))),
        ("pages/anchors.md", "broken-anchor", body(anchors)),
        (
            "events/references.md",
            "unknown-participant",
            event(&format!("participants: [{values}]")),
        ),
        ("events/types.md", "wrong-type", event(&format!("participants: [{mappings}]"))),
        ("events/keys.md", "unknown-key", event(&keys.collect::<String>())),
    ]);
}

#[test]
fn markdown_that_nests_ten_thousand_levels_deep() {
    let depth = 10_000;
    let around = |start: &str, inner: &str, end: &str| {
        let (start, end) = (start.repeat(depth), end.repeat(depth));
        format!("---\ntitle: Deep\n---\n\n{start}{inner}{end}\n")
    };
    let too_deep = "too-deep";
    // Whether emphasis of several kinds nests at all is for CommonMark to say.
    are_refused(&[
        ("pages/lists.md", too_deep, around("- ", "a", "")),
        ("pages/numbered-lists.md", too_deep, around("1. ", "a", "")),
        ("pages/indented-lists.md", too_deep, around("", &indented(size(150, 2_000)), "")),
        ("pages/quotations.md", too_deep, around("> ", "a", "")),
        ("pages/close-quotations.md", too_deep, around(">", "a", "")),
        ("pages/lists-in-quotations.md", too_deep, around("> - ", "a", "")),
        ("pages/emphasis.md", too_deep, around("*", "a", "*")),
        ("pages/two-kinds.md", "", around("*_", "a", "_*")),
        ("pages/crossed-out.md", "", around("*~~", "a", "~~*")),
        ("pages/images.md", too_deep, around("![", "a", "](map.svg)")),
        ("pages/brackets.md", too_deep, around("[", "a", "]")),
        ("pages/links.md", too_deep, around("[", "a", "](../issues/quotas.md)")),
        ("pages/wiki-links.md", too_deep, around("[[", "a", "]]")),
        (
            "pages/footnotes.md",
            "",
            around("", &(0..depth).map(|it| format!("[^{it}]: ")).collect::<String>(), ""),
        ),
    ]);
    let within = format!("{}a\n\n{}a", "> ".repeat(90), "- ".repeat(90));
    is_published("lists and quotations within bounds", &with_body(&within));
}

/// A list in a list in a list, each indented by two more spaces.
fn indented(depth: usize) -> String {
    (0..depth).map(|level| format!("{}- a\n", "  ".repeat(level))).collect()
}

#[test]
fn markdown_that_opens_what_it_never_closes() {
    let many = size(10_000, 1_000_000);
    let page = |text: String| format!("---\ntitle: Open\n---\n\n{text}\n");
    let pieces =
        ["*", "_ ", "*a_", "`", "``` ", "<", "<!--", "\\", "|", "~~", "&", "[a](", "[a](<", "!["];
    let names = (0..pieces.len()).map(|at| format!("pages/open-{at}.md")).collect::<Vec<_>>();
    let mut cases: Vec<_> = names
        .iter()
        .zip(pieces)
        .map(|(name, piece)| (&**name, "", page(piece.repeat(many))))
        .collect();
    // Each blank line may end all of the lists.
    let lists = format!("{}a{}", "- ".repeat(many), "\n".repeat(many));
    cases.push(("pages/lists.md", "too-deep", page(lists)));
    are_refused(&cases);
}

#[test]
fn yaml_that_nests_ten_thousand_levels_deep() {
    let depth = 10_000;
    let around = |start: &str, depth: usize, end: &str| {
        let (start, end) = (start.repeat(depth), end.repeat(depth));
        format!("---\ntitle: Deep\naliases: {start}a{end}\n---\n")
    };
    let mappings = (0..300).map(|level| format!("{}a:\n", " ".repeat(level + 1)));
    let mappings: String = mappings.collect();
    let too_deep = "too-deep";
    are_refused(&[
        ("pages/flow-lists.md", too_deep, around("[", depth, "]")),
        ("pages/open-flow-lists.md", too_deep, around("[", size(depth, 900_000), "")),
        ("pages/flow-mappings.md", too_deep, around("{a: ", depth, "}")),
        ("pages/block-lists.md", too_deep, around(&format!("\n  {}", "- ".repeat(depth)), 1, "")),
        (
            "pages/block-mappings.md",
            too_deep,
            around(&format!("\n{mappings}{}", " ".repeat(301)), 1, ""),
        ),
        ("pages/two-hundred.md", too_deep, around("[", 200, "]")),
        ("pages/three-hundred.md", too_deep, around("[", 300, "]")),
        ("site.yaml", too_deep, format!("title: {}", "[".repeat(depth))),
    ]);
}

#[test]
fn a_table_of_a_hundred_thousand_columns() {
    let columns = size(20_000, 100_000);
    let row = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(columns));
    let table = format!("{}{}{}", row(" a "), row("-"), row(" b "));
    is_published("a wide table", &with_body(&table));
    let short = format!("{}{}{}", row(" a "), row("-"), "| b |\n".repeat(size(100, 10_000)));
    is_published("a wide table with short rows", &with_body(&short));
}

#[test]
fn code_that_is_too_long_to_be_colored() {
    let code = "let a = \"b\"; // c\n".repeat(size(20_000, 400_000));
    is_published("code", &with_body(&format!("```rust\n{code}```\n")));
    let line = "let a = \"b\"; ".repeat(size(20_000, 600_000));
    is_published("code on one line", &with_body(&format!("```rust\n{line}\n```\n")));
}

#[test]
fn a_hundred_thousand_footnotes() {
    let notes = (0..size(5_000, 200_000)).map(|at| format!("a[^{at}]\n\n[^{at}]: b\n\n"));
    is_published("footnotes", &with_body(&notes.collect::<String>()));
}

/// A7: links between folders lead round in more ways than could ever be walked.
#[test]
fn links_between_folders_that_lead_round() {
    let folders = size(8, 60);
    for (root, file) in [("content/pages", "a.txt"), ("static", "a.txt")] {
        let mut project = Project::new();
        for at in 0..folders {
            project = project.file(&format!("{root}/f{at}/{file}"), "text");
            for to in (0..folders).filter(|to| *to != at) {
                project = project.link(&format!("{root}/f{at}/l{to}"), &format!("../f{to}"));
            }
        }
        is_refused(root, "symlink-loop", &project);
    }
    let few = Project::new()
        .file("content/images/map.png", "x")
        .link("content/pages/images", "../images")
        .link("content/issues/images", "../images")
        .edit("content/pages/about.md", "How this", "![A map](images/map.png) How this");
    is_published("links to one folder", &few);
}

/// A7: each shape of raw HTML that the sanitiser takes long over, or that took long to place.
#[test]
fn raw_html_that_is_never_closed() {
    let many = size(20_000, 1_200_000);
    let tags = [
        ("one block of bold", format!("<div>\n{}", "<b>\n".repeat(many))),
        ("inline", "a <i>b\n".repeat(many / 2)),
        ("boxes", format!("<div>\n{}", "<span>".repeat(many))),
        ("beside a table", format!("<table>\n{}</table>\n", "<b>x</b>\n".repeat(many))),
        ("paragraphs in a table", format!("<table>\n\n{}", "a\n\n".repeat(many))),
        (
            "different ones, and paragraphs",
            format!(
                "{}a\n\n{}",
                (0..90)
                    .map(|it| format!("<b title=\"{it}{}\">", "x".repeat(100)))
                    .collect::<String>(),
                "b\n\n".repeat(many)
            ),
        ),
    ];
    for (what, body) in tags {
        is_refused(what, "too-deep", &with_body(&body));
    }
    let lines = format!("<div>\n{}{}</div>\n", "x\n".repeat(many), "<br>\n".repeat(many));
    is_published("a block of very many lines", &with_body(&lines));
    let closed = "<p>a <b>b</b></p>\n".repeat(many / 4);
    is_published("elements that end", &with_body(&closed));
    let unclosed = format!("<b>a\n\n{}", "b\n\n".repeat(many / 10));
    is_published("one that does not", &with_body(&unclosed));
}

/// A7: wrong names are compared with many others that are long.
#[test]
fn wrong_names_that_are_like_many_others() {
    let (wrong, right) = (size(300, 20_000), size(2_000, 100_000));
    let long = "a-long-heading-that-goes-on-for-a-while";
    let headings = (0..right).map(|at| format!("## {long} {at:06}\n"));
    let links = (0..wrong).map(|at| format!("[a](#{long}-{at:05}x)\n"));
    let anchors = format!("{}{}", headings.collect::<String>(), links.collect::<String>());
    is_refused("anchors", "broken-anchor", &with_body(&anchors));
    let page = |at: usize, links: String| {
        (
            format!("content/pages/{long}-{at:05}.md"),
            format!("---\ntitle: Page {at}\n---\n\n{links}\n"),
        )
    };
    let links = |at: usize| {
        (0..size(10, 100))
            .map(|to| format!("[a]({long}-{at:04}{to:03}y.md) [[{long}-{to}-{at}]]\n"))
            .collect()
    };
    let pages = (0..size(40, 1_000)).map(|at| page(at, links(at)));
    let project = pages.fold(Project::new(), |project, (path, text)| project.file(&path, text));
    is_refused("paths", "broken-link", &project);
}

/// A7: large files are read and written piece by piece, also several at once.
#[test]
fn several_linked_files_of_two_hundred_megabytes() {
    let count = size(3, 20);
    let length = if full_size() { 200_000_000 } else { 10_000_000 };
    let links: String = (0..count).map(|at| format!("[Film {at}](film-{at}.mp4)\n")).collect();
    let project = with_body(&links);
    let project = (0..count).fold(project, |project, at| {
        let path = format!("content/pages/film-{at}.mp4");
        let project = project.file(&path, format!("film {at}"));
        let file =
            File::options().write(true).open(project.path().join(&path)).expect("it is there");
        file.set_len(length).expect("a file system with sparse files");
        project
    });
    // At full size they have as many bytes together as the program may have.
    is_published("films", &project);
    let published = std::fs::read_dir(project.path().join("public/assets")).expect("assets");
    let films = published.filter(|it| {
        let it = it.as_ref().expect("an entry");
        it.file_name().to_string_lossy().starts_with("film-")
            && it.metadata().expect("it is there").len() == length
    });
    assert_eq!(films.count(), count);
}

/// A7: tables of ten megabytes.
#[test]
fn tables_of_ten_megabytes() {
    let length = size(200_000, 9_900_000);
    let rows = format!("| a | b |\n|---|---|\n{}", "| c | d |\n".repeat(length / 10));
    is_published("many rows", &with_body(&rows));
    let many = length / 12;
    let columns =
        format!("|{}\n|{}\n|{}\n", " a |".repeat(many), "---|".repeat(many), " b |".repeat(many));
    is_published("many columns", &with_body(&columns));
    is_published("one row without a rule", &with_body(&format!("| {}", "a | ".repeat(length / 4))));
}

/// A7: code that the highlighter would take long over is left plain. The lines are harmless: just over our own bound.
#[test]
fn code_that_would_take_long_to_color() {
    let line = format!("{}\n", "(".repeat(30));
    let block = format!("```ts\n{}```\n\n", line.repeat(100));
    is_published("brackets", &with_body(&block.repeat(size(2, 300))));
    let code = format!("```json\n{}```\n\n", "{\"a\": [1, 2, 3]}\n".repeat(1_000));
    let pages = (0..size(3, 100)).map(|at| {
        (format!("content/pages/p-{at}.md"), format!("---\ntitle: Page {at}\n---\n\n{code}"))
    });
    let project = pages.fold(Project::new(), |project, (path, text)| project.file(&path, text));
    is_published("much code on many pages", &project);
}
