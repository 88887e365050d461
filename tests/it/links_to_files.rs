//! F7: files that texts link to, with names in any script and any form.

use crate::project::{Project, between, files_in};

/// The page `about` with a link to a file, and what the link's element says.
fn link(name: &str, written: &str) -> (Project, String) {
    let project = Project::new().file(&format!("content/pages/{name}"), "x").edit(
        "content/pages/about.md",
        "How this",
        &format!("Here [is a file](<{written}>).\n\nHow this"),
    );
    project.run("check --strict").exit(0);
    project.run("build").exit(0);
    let page = project.read("public/about/index.html");
    let before = page.split(">is a file</a>").next().expect("a link");
    (project, before.rsplit("<a ").next().expect("it begins").to_owned())
}

/// F7: the published name can be read, and a file that is saved has its true name.
#[test]
fn names_in_any_script_stay_readable() {
    for (name, published, saved) in [
        ("документ.docx", "dokument", true),
        ("Überblick 2024.ods", "Uberblick-2024", true),
        ("πίνακας.zip", "pinakas", true),
        ("budget.xlsx", "budget", true),
        // Browsers show these, unless told to save them.
        ("документ.pdf", "dokument", false),
        ("карта.PNG", "karta", false),
    ] {
        let (project, element) = link(name, name);
        let address = format!("href=\"/fish/assets/{published}.");
        assert!(element.starts_with(&address), "{name}: {element}");
        let download = format!(" download=\"{name}\"");
        assert_eq!(element.contains(&download), saved, "{name}: {element}");
        let path = between(&element, "href=\"/fish/", "\"");
        assert!(project.has(&format!("public/{path}")), "{path}");
    }
}

/// F7: macOS keeps `é` as two characters, keyboards write one. Either way round, it is the same file at the same address.
#[test]
fn a_file_is_found_under_any_form_of_its_name() {
    let (composed, decomposed) =
        ("Caf\u{e9}/r\u{e9}sum\u{e9}.zip", "Cafe\u{301}/re\u{301}sume\u{301}.zip");
    let mut elements = Vec::new();
    for (name, written) in [
        (composed, composed),
        (composed, decomposed),
        (decomposed, composed),
        (decomposed, decomposed),
        (decomposed, "Caf%C3%A9/r%C3%A9sum%C3%A9.zip"),
    ] {
        elements.push(link(name, written).1);
    }
    assert!(elements[0].contains("download=\"r\u{e9}sum\u{e9}.zip\""), "{elements:?}");
    assert!(elements.iter().all(|it| it == &elements[0]), "{elements:?}");
    let image = Project::new()
        .rename("content/pages/map.svg", "content/pages/Pla\u{301}n.svg")
        .edit("content/pages/about.md", "How this", "![A plan](Pl\u{e1}n.svg)\n\nHow this");
    image.run("build").exit(0);
    let names = files_in(&image.path().join("public/assets"));
    assert!(names.iter().any(|(name, _)| name.starts_with("Plan.")), "{names:?}");
}

/// F7: two files whose names look alike are told from each other by nobody.
#[test]
fn two_forms_of_one_name_clash() {
    let project = Project::new()
        .file("content/pages/Caf\u{e9}.zip", "x")
        .file("content/pages/Cafe\u{301}.zip", "y");
    let said = project.problems();
    assert!(said.contains("error[name-clash]"), "{said}");
}
