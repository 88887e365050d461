//! What a reader's browser makes of the sites: `tests/tools/browser.mjs` opens every kind of page in Chromium.

use std::path::Path;
use std::process::Command;

use crate::parts::crowd;
use crate::project::{Project, repository};
use crate::site::SITES;

/// Runs one of the tools on a published folder; it ends well and prints `done`.
fn look_at(folder: &Path, base: &str, tool: &str, done: &str) {
    let tools = repository().join("tests/tools");
    assert!(
        tools.join("node_modules").exists(),
        "the browser's driver is missing: run `scripts/test`, which installs it"
    );
    let mut command = Command::new("node");
    command.arg(tools.join(tool)).arg(folder).arg(base);
    let output = command.output().expect("node runs; `scripts/test` installs it");
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{base}\n{out}\n{err}");
    assert!(out.contains(done), "{out}");
}

/// Runs one of the tools on every site.
fn look_with(tool: &str, done: &str) {
    for site in SITES.iter() {
        look_at(&site.folder(), site.base, tool, done);
    }
}

#[test]
#[ignore = "needs scripts/test"]
fn pages_fit_every_screen_and_are_accessible() {
    look_with("browser.mjs", " pages looked at");
}

#[test]
#[ignore = "needs scripts/test"]
fn readers_can_use_the_sites_by_keys_alone_and_without_a_network() {
    look_with("reader.mjs", " checks held");
}

/// G6, H9, A5: the worker.
#[test]
#[ignore = "needs scripts/test"]
fn the_worker_brings_the_newest_and_keeps_only_what_is_the_sites_own() {
    let site = &SITES[0];
    look_at(&site.folder(), site.base, "worker.mjs", " checks held");
}

/// H6, F4: Firefox's reader view shows each text from its beginning, and every position with its issue, however short.
#[test]
#[ignore = "needs scripts/test"]
fn reader_views_drop_no_text() {
    look_with("readability.mjs", " are shown by a reader view");
}

/// G1, G2, H8: phones, forced colors, a filtered timeline.
#[test]
#[ignore = "needs scripts/test"]
fn pages_look_right_on_phones_in_forced_colors_and_filtered() {
    look_with("looks.mjs", " checks held");
}

/// G2: however many parties there are, the story is in reach.
#[test]
#[ignore = "needs scripts/test"]
fn the_front_page_shows_some_of_many_parties() {
    let mut project = Project::new();
    for number in 10..40 {
        let position =
            "positions:\n  - { issue: quotas, stance: for, summary: Agrees., cite: gazette#p1 }\n";
        let position = if number % 3 == 0 { position } else { "" };
        let party = format!("---\nname: Party {number}\nkind: country\n{position}---\n");
        project = project.file(&format!("content/parties/party-{number}.md"), party);
    }
    project.run("build").exit(0);
    let home = project.read("public/index.html");
    let rows: Vec<_> = home.split("<tr data-kind=\"party\">").skip(1).collect();
    assert_eq!(rows.len(), 8);
    assert!(rows.iter().any(|row| row.contains("Party 33")), "those with a position come first");
    look_at(&project.path().join("public"), "/fish/", "looks.mjs", " checks held");
}

/// H7, B10: code, citations to copy and numbers keep their direction in a text from right to left, and a list has its language's comma.
#[test]
#[ignore = "needs scripts/test"]
fn what_is_written_from_left_to_right_stays_so() {
    let words = std::fs::read_to_string(repository().join("templates/strings/en.yaml"))
        .expect("the theme has English")
        .replace("comma: ', '", "comma: '، '");
    let mut project = Project::new()
        .edit("content/site.yaml", "language: en", "language: ar")
        .file("templates/strings/ar.yaml", words)
        .edit(
            "content/pages/about.md",
            "How this",
            "اكتب `standpoint build --root .` الآن.\n\n```js\nlet x = f(a, b);\n```\n\nHow this",
        )
        .edit(
            "content/participants/bob.md",
            "no_position: He only listened.",
            "positions:\n  - { issue: quotas, stance: for, summary: Agrees., cite: gazette#p1 }",
        );
    for month in 6..9 {
        let event = format!(
            "---\ntitle: لقاء رقم {month} في المدينة\ndate: 2024-0{month}-11\nissues: [quotas]\ncite: gazette#p2\n---\n"
        );
        project = project.file(&format!("content/events/talk-{month}.md"), event);
    }
    project.run("build").exit(0);
    let issue = project.read("public/issues/quotas/index.html");
    assert!(issue.contains("<span class=\"comma\">، </span>"), "{issue}");
    look_at(&project.path().join("public"), "/fish/", "looks.mjs", " checks held");
}

/// B10: no text, however long its words, makes a page wider than the screen.
#[test]
#[ignore = "needs scripts/test"]
fn one_long_word_widens_no_page() {
    let word = "Grenzüberschreitungs".repeat(8);
    let body = format!(
        "\n{word} `{word}` [{word}](https://example.org/{word})\n\n## {word}\n\n- {word}\n\n> {word}\n\n| a | {word} |\n|---|---|\n| {word} | b |\n"
    );
    let mut project = Project::new();
    for (path, keys) in [
        ("site.yaml", &["title: ", "tagline: ", "label: "][..]),
        ("participants/ann.md", &["name: ", "role: ", "summary: "]),
        ("participants/bob.md", &["name: ", "no_position: "]),
        ("parties/north.md", &["name: "]),
        ("issues/quotas.md", &["title: ", "question: "]),
        ("events/summit.md", &["title: "]),
        ("sources/gazette.md", &["title: ", "publisher: ", "p1: "]),
        ("glossary/quota.md", &["title: "]),
        ("pages/about.md", &["title: "]),
    ] {
        let path = format!("content/{path}");
        for key in keys {
            project = project.edit(&path, key, &format!("{key}{word} "));
        }
        if path.ends_with(".md") {
            let text = project.read(&path) + &body;
            project = project.file(&path, text);
        }
    }
    let note =
        format!("updates:\n  - {{ date: 2024-05-02, kind: correction, note: {word} }}\ntitle: ");
    let project = project
        .edit("content/issues/quotas.md", "[[glossary/quota|quota]]", "[[glossary/quota|a quota]]")
        .edit("content/participants/ann.md", "    cite:", &format!("    quote: {word}\n    cite:"))
        .edit("content/events/summit.md", "date: ", &format!("place: {word}\ndate: "))
        .edit("content/pages/about.md", "title: ", &note);
    project.run("build").exit(0);
    look_at(&project.path().join("public"), "/fish/", "widths.mjs", " pages fit");
}

#[test]
#[ignore = "needs scripts/test"]
fn no_script_is_waited_for_and_the_front_page_is_there_after_one_round_trip() {
    look_with("paint.mjs", " files asked for by the front page");
}

#[test]
#[ignore = "needs scripts/test"]
fn pages_link_every_style_sheet_that_says_anything_about_them() {
    look_with("styles.mjs", " style sheets");
    let project = crowd();
    project.run("build").exit(0);
    look_at(&project.path().join("public"), "/fish/", "styles.mjs", " style sheets");
}

#[test]
#[ignore = "needs scripts/test"]
fn an_open_page_follows_what_is_written() {
    let template = "{% extends \"base.html\" %}{% block main %}<details><summary>More</summary>Text</details>\
                    <label>Search <input></label>{{ body | safe }}{% endblock %}";
    let filler = "Words.\n\n".repeat(100);
    let project = Project::new()
        .file("templates/page.html", template)
        .file("static/css/site.css", "body { min-height: 4000px }")
        .edit(
            "content/pages/about.md",
            "How this",
            &format!("The first version.\n\n{filler}How this"),
        );
    let mut command = Command::new("node");
    command
        .arg(repository().join("tests/tools/live.mjs"))
        .arg(env!("CARGO_BIN_EXE_standpoint"))
        .arg(project.path());
    let output = command.output().expect("node runs; `scripts/test` installs it");
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.contains(" checks held"), "{out}\n{err}");
}
