//! How to cite a page, read by the programs that people paste it into: bibtex, biber, pandoc and citeproc-py.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::project::{Project, between, repository};

/// Titles with every character that TeX, BibTeX, Markdown or CSL gives a meaning. Pandoc reads those of the first list as they are.
const TITLES: [&str; 12] = [
    "About 100% & more",
    "\\Back\\slash \\textbf{x} \\\\",
    "~tilde ^hat under_score #hash $dollar$",
    "{braces} {and {more}}",
    "a \"quoted\" word, and 'another'",
    "<b>bold</b> & <i>x</i>",
    "<span class=\"nocase\">span</span>",
    "a -- b --- c ,, d ?` e",
    "@misc{x, title = {y}}",
    "Київ 北京 שלום Łódź é",
    "A Title with Capitals, SMALL and mIxEd: Another",
    "a | b = c; d, and e",
];

/// Titles with braces that do not balance, which pandoc reads in no spelling but those of balanced ones.
const UNBALANCED: [&str; 4] = ["one } brace", "one { brace", "}{", "{{a}"];

/// Runs a program of the full lane.
fn run(program: &str, arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}: run `scripts/test`"));
    let said = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (said(&output.stdout), said(&output.stderr));
    assert!(output.status.success(), "{program}: {out}\n{err}");
    for bad in ["Warning", "WARN", "ERROR", "error"] {
        assert!(!out.contains(bad) && !err.contains(bad), "{program}: {out}\n{err}");
    }
    out
}

/// A site with a page for each title, named `p0`, `p1` and so on.
fn site(titles: &[&str]) -> Project {
    let project = Project::new().edit(
        "content/site.yaml",
        "language: en",
        "publisher: Smith, Jones and Sons & Co\nlanguage: en",
    );
    let project = titles.iter().enumerate().fold(project, |project, (n, title)| {
        let title = serde_json::to_string(title).expect("a text");
        let page = format!("---\ntitle: {title}\nupdated: 2024-06-0{}\n---\n", n % 9 + 1);
        project.file(&format!("content/pages/p{n}.md"), page)
    });
    project.run("build").exit(0);
    project
}

/// A page's citation in one format.
fn citation(project: &Project, page: &str, format: &str) -> String {
    let html = project.read(&format!("public/{page}index.html"));
    let start = format!("<pre data-format=\"{format}\">");
    let text = between(&html, &start, "</pre>");
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'")];
    marks
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
        .replace("&amp;", "&")
}

/// Writes all citations of pages `p0`, `p1` … into `all.bib`.
fn bibliography(project: &Project, count: usize) {
    let entries = (0..count).map(|n| citation(project, &format!("p{n}/"), "bibtex"));
    let all = entries.collect::<Vec<_>>().join("\n\n");
    std::fs::write(project.path().join("all.bib"), all + "\n").expect("written");
}

/// The items of a bibliography as pandoc reads it.
fn read_by_pandoc(project: &Project, file: &str) -> Vec<Value> {
    let json = run("pandoc", &["-f", "biblatex", "-t", "csljson", file], project.path());
    serde_json::from_str(&json).expect("JSON")
}

/// A text with the marks that TeX sets for a typewriter's.
fn set(text: &str) -> String {
    text.replace('\'', "’").replace('`', "‘")
}

/// A text with quotation marks of one form: pandoc sets those of the language.
fn straight(text: &str) -> String {
    text.replace(['“', '”', '‘', '’', '\''], "\"")
}

/// The text of CSL as pandoc writes it, without what it takes to be markup there.
fn plain(value: &Value) -> String {
    let text = value.as_str().expect("a text");
    let text = text.replace("<span class=\"nocase\">", "").replace("</span>", "");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// F1: a title with any character is read as it was, and so are the day and the publisher.
#[test]
#[ignore = "needs scripts/test"]
fn pandoc_reads_bibtex_as_it_was_meant() {
    let project = site(&TITLES);
    bibliography(&project, TITLES.len());
    let items = read_by_pandoc(&project, "all.bib");
    assert_eq!(items.len(), TITLES.len());
    for (n, title) in TITLES.iter().enumerate() {
        let id = format!("example.org:fish:p{n}");
        let item = items.iter().find(|it| it["id"] == id.as_str()).expect("its key");
        let wanted = if title.starts_with("<span") {
            title.replace("</span>", "").replace("<span class=\"nocase\">", "")
        } else {
            (*title).to_owned()
        };
        assert_eq!(set(&plain(&item["title"])), set(&wanted));
        assert_eq!(item["author"][0]["literal"], "Smith, Jones and Sons & Co");
        assert_eq!(item["issued"]["date-parts"][0], serde_json::json!([2024, 6, n % 9 + 1]));
        assert_eq!(item["publisher"], "The fish talks");
        assert_eq!(item["URL"], format!("https://example.org/fish/p{n}/"));
        assert_eq!(item.get("language"), None, "it would be printed: {item}");
    }
}

/// F1: biber, which BibLaTeX uses, reads all entries without a warning and keeps titles as they are.
#[test]
#[ignore = "needs scripts/test"]
fn biber_reads_bibtex_as_it_was_meant() {
    let titles = [&TITLES[..], &UNBALANCED].concat();
    let project = site(&titles);
    bibliography(&project, titles.len());
    let arguments =
        ["--tool", "--quiet", "--output-format=bibtex", "--output-file=out.bib", "all.bib"];
    run("biber", &arguments, project.path());
    let items = read_by_pandoc(&project, "out.bib");
    let before = read_by_pandoc(&project, "all.bib");
    assert_eq!(items.len(), titles.len());
    for item in before {
        assert!(items.iter().any(|it| it == &item), "{item}\n{items:#?}");
    }
}

/// F1: BibTeX, which has counted braces since before there were escapes, prints all entries; pandoc reads what it prints.
#[test]
#[ignore = "needs scripts/test"]
fn bibtex_prints_each_title_as_it_was_meant() {
    let titles = [&TITLES[..], &UNBALANCED].concat();
    let project = site(&titles);
    bibliography(&project, titles.len());
    let all = "\\relax\n\\citation{*}\n\\bibstyle{plain}\n\\bibdata{all}\n";
    let project = project.file("all.aux", all);
    run("bibtex", &["all"], project.path());
    // To pandoc, `\newblock` takes what follows it in braces.
    let printed = project.read("all.bbl").replace("\\newblock", "");
    let project = project.file("all.tex", printed);
    let arguments = ["-f", "latex", "-t", "plain", "--wrap=none", "all.tex"];
    let printed = run("pandoc", &arguments, project.path());
    for title in TITLES {
        let title = set(title).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(set(&printed).contains(&title), "{title}\n{printed}");
    }
    assert!(
        printed.contains("Smith, Jones and Sons & Co.") && printed.contains("June 2024"),
        "{printed}"
    );
    let bbl = project.read("all.bbl");
    assert!(bbl.contains("{one \\textbraceright{} brace}"), "{bbl}");
    assert!(bbl.contains("{\\textbraceleft{}\\{a\\}}"), "{bbl}");
}

/// F1, F6: CSL processors print every text as it is, no title twice, and the site.
#[test]
#[ignore = "needs scripts/test"]
fn csl_processors_print_each_title_once_and_without_markup() {
    let titles = [&TITLES[..], &UNBALANCED].concat();
    let project = site(&titles);
    let items: Vec<Value> = (0..titles.len()).map(|n| csl(&project, &format!("p{n}/"))).collect();
    let all = serde_json::to_string(&items).expect("JSON");
    let project = project.file("all.json", all);
    for (n, printed) in printed_by_citeproc(&project).iter().enumerate() {
        assert_once(titles[n], printed);
        assert!(printed.contains("Smith, Jones and Sons & Co (2024)"), "{printed}");
        assert!(printed.contains("The fish talks"), "{printed}");
    }
    let read = run("pandoc", &["-f", "csljson", "-t", "csljson", "all.json"], project.path());
    let read: Vec<Value> = serde_json::from_str(&read).expect("JSON");
    for (n, item) in read.iter().enumerate() {
        let title = plain(&item["title"]).replace('\u{2060}', "").replace('\u{202f}', " ");
        assert_eq!(straight(&title), straight(titles[n]));
    }
}

/// F6: a site without a publisher is its own author, and its front page, whose title that would be again, is by its host.
#[test]
#[ignore = "needs scripts/test"]
fn a_site_without_a_publisher_is_named_once() {
    let project = Project::new();
    project.run("build").exit(0);
    let items = [csl(&project, ""), csl(&project, "about/")];
    let project = project.file("all.json", serde_json::to_string(&items).expect("JSON"));
    let printed = printed_by_citeproc(&project);
    for name in ["The fish talks", "example.org ("] {
        assert_once(name, &printed[0]);
    }
    assert_once("The fish talks (", &printed[1]);
    assert_once("About", &printed[1]);
}

/// F1: keys tell sites and kinds of pages apart.
#[test]
fn keys_are_unique_across_sites_and_kinds() {
    let page = "---\ntitle: Day\n---\n";
    let project = Project::new().file("content/pages/events-summit.md", page);
    let keys = |base: &str| -> Vec<String> {
        project.run(&format!("build --base-url {base}")).exit(0);
        let pages = ["", "events-summit/", "events/summit/", "about/"];
        let key =
            |page: &&str| between(&citation(&project, page, "bibtex"), "@misc{", ",").to_owned();
        pages.iter().map(key).collect()
    };
    let mut all = [
        keys("https://example.org/fish/"),
        keys("https://example.org/"),
        keys("https://other.example/"),
    ]
    .concat();
    assert_eq!(
        all[..3],
        ["example.org:fish", "example.org:fish:events-summit", "example.org:fish:events:summit"]
    );
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}

fn csl(project: &Project, page: &str) -> Value {
    let mut items: Vec<Value> =
        serde_json::from_str(&citation(project, page, "csl")).expect("JSON");
    items.remove(0)
}

/// What citeproc-py prints of `all.json`, in Harvard style, one line for each item.
fn printed_by_citeproc(project: &Project) -> Vec<String> {
    let tools = repository().join("tests/tools");
    let python = tools.join(".venv/bin/python");
    assert!(python.exists(), "citeproc-py is missing: run `scripts/test`, which installs it");
    let script = tools.join("csl.py").display().to_string();
    let printed = run(&python.display().to_string(), &[&script, "all.json"], project.path());
    serde_json::from_str(&printed).expect("JSON")
}

#[track_caller]
fn assert_once(what: &str, printed: &str) {
    assert_eq!(printed.replace('\u{2060}', "").matches(what).count(), 1, "{what}\n{printed}");
}
