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
    let value = "word ".repeat(size(300_000, 1_900_000));
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
    for (what, drawing) in [("a billion laughs", laughs), ("100,000 groups", deep)] {
        let project = with_body("![A map](odd.svg)").file("content/pages/odd.svg", &drawing);
        is_published(what, &project.file("static/odd.svg", &drawing));
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
        ("pages/block-mappings.md", too_deep, around(&format!("\n{mappings}"), 1, "")),
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
