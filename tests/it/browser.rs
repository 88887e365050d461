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
fn pages_fit_every_screen_and_are_accessible() {
    look_with("browser.mjs", " pages looked at");
}

#[test]
fn readers_can_use_the_sites_by_keys_alone_and_without_a_network() {
    look_with("reader.mjs", " checks held");
}

#[test]
fn no_script_is_waited_for_and_the_front_page_is_there_after_one_round_trip() {
    look_with("paint.mjs", " files asked for by the front page");
}

#[test]
fn pages_link_every_style_sheet_that_says_anything_about_them() {
    look_with("styles.mjs", " style sheets");
    let project = crowd();
    project.run("build").exit(0);
    look_at(&project.path().join("public"), "/fish/", "styles.mjs", " style sheets");
}

#[test]
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
