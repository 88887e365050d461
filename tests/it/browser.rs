//! What a reader's browser makes of the sites: `tests/tools/browser.mjs` opens every kind of page in Chromium.

use std::process::Command;

use crate::project::{Project, repository};
use crate::site::SITES;

#[test]
fn pages_fit_every_screen_and_are_accessible() {
    let tools = repository().join("tests/tools");
    assert!(
        tools.join("node_modules").exists(),
        "the browser's driver is missing: run `scripts/test`, which installs it"
    );
    for site in SITES.iter() {
        let mut command = Command::new("node");
        command.arg(tools.join("browser.mjs")).arg(site.folder()).arg(site.base);
        let output = command.output().expect("node runs; `scripts/test` installs it");
        let (out, err) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{}\n{out}\n{err}", site.name);
        assert!(out.contains(" pages looked at"), "{out}");
    }
}

#[test]
fn readers_can_use_the_sites_by_keys_alone_and_without_a_network() {
    for site in SITES.iter() {
        let mut command = Command::new("node");
        command.arg(repository().join("tests/tools/reader.mjs")).arg(site.folder()).arg(site.base);
        let output = command.output().expect("node runs; `scripts/test` installs it");
        let (out, err) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{}\n{out}\n{err}", site.name);
        assert!(out.contains(" checks held"), "{out}");
    }
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
