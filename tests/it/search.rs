//! Search: what is indexed, that the same pages give the same index, that `serve` has it too, and what a reader's browser makes of it.

use std::process::Command;

use crate::project::{Project, files_in, repository};
use crate::server::Server;
use crate::site::SITES;

const INDEX: &str = "public/pagefind/";

/// The names of the index's files that change with what is indexed.
fn index_of(project: &Project) -> Vec<String> {
    let files = files_in(&project.path().join(INDEX)).into_iter().map(|(path, _)| path);
    files.filter(|path| path.contains(".pf_")).collect()
}

#[test]
fn the_index_lies_beside_the_site_and_pages_lead_to_it() {
    let project = Project::new().searched();
    project.run("build").exit(0);
    for file in ["pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "LICENSE"] {
        assert!(project.has(&format!("{INDEX}{file}")), "{file}");
    }
    // Home, issue, two participants, party, event, source, page, and the glossary; no list, for its entries are found by themselves.
    let fragments = index_of(&project).iter().filter(|it| it.ends_with(".pf_fragment")).count();
    assert_eq!(fragments, 9);
    let (page, search) =
        (project.read("public/issues/quotas/index.html"), project.read("public/search/index.html"));
    assert!(page.contains("<a class=\"search-link\" href=\"/fish/search/\""), "{page}");
    assert!(page.contains("<i data-pagefind-meta=\"stances:for=1 \">"), "{page}");
    assert!(page.contains("<i data-pagefind-filter=\"party:North\">"), "{page}");
    assert!(search.contains("data-engine=\"/fish/pagefind/pagefind.js\""), "{search}");
    assert!(search.contains("<meta name=\"robots\" content=\"noindex\">"), "{search}");
    assert!(!project.read("public/sitemap.xml").contains("search"));
}

#[test]
fn without_search_there_is_none_of_it() {
    let project = Project::new();
    project.run("build").exit(0);
    for (path, bytes) in files_in(&project.path().join("public")) {
        assert!(!path.contains("pagefind") && !path.contains("search"), "{path}");
        let text = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            for trace in ["open-search", "search-link", "data-pagefind-body", "/search/"] {
                assert!(!text.contains(trace), "{path} holds {trace}");
            }
        }
    }
    let server = Server::start(&project, "");
    assert_eq!(server.get("pagefind/pagefind.js").status, 404);
    assert_eq!(server.get("search/").status, 404);
}

#[test]
fn a_build_takes_over_the_index_of_the_last_one_when_nothing_changed() {
    let project = Project::new().searched();
    project.run("build").exit(0);
    let (manifest, licence) = ("public/.standpoint-manifest.json", "public/pagefind/LICENSE");
    let original = project.read(licence);
    let hash = |text: &str| {
        let listed = text.split("\"pagefind/LICENSE\": \"").nth(1).expect("it is listed");
        listed.split('"').next().expect("a hash").to_owned()
    };

    // A file that is not what the manifest says was touched: the index is made anew.
    let project = project.file(licence, "Touched.");
    project.run("build").exit(0);
    assert_eq!(project.read(licence), original);

    // One that is what the manifest says is taken over; so nothing was made.
    let old = hash(&project.read(manifest));
    let kept = standpoint::explainer::sha256_hex(b"Kept.");
    let project = project.edit(manifest, &old, &kept).file(licence, "Kept.");
    project.run("build").exit(0);
    assert_eq!(project.read(licence), "Kept.");

    // A word that is indexed makes another index, and what is not indexed does not.
    let before = index_of(&project);
    let project =
        project.edit("content/pages/about.md", "title: About", "title: About\nupdated: 2024-06-01");
    project.run("build").exit(0);
    assert_eq!((project.read(licence).as_str(), index_of(&project)), ("Kept.", before.clone()));
    let project = project.edit("content/pages/about.md", "How this is made", "How this was made");
    project.run("build").exit(0);
    assert_eq!(project.read(licence), original);
    assert_ne!(index_of(&project), before);
}

#[test]
fn serve_makes_it_when_it_is_asked_for_and_anew_after_an_edit() {
    let project = Project::new().searched();
    let server = Server::start(&project, "--watch");
    assert_eq!(server.get("pagefind/nothing.js").status, 404);
    let script = server.get("pagefind/pagefind.js");
    assert_eq!(
        (script.status, script.header("content-type")),
        (200, "text/javascript; charset=utf-8")
    );
    assert_eq!(script.header("cache-control"), "no-store");
    let entry = "pagefind/pagefind-entry.json";
    let before = server.get(entry).text();
    let project = project.edit("content/pages/about.md", "How this is made", "How this was made");
    server.wait_for(entry, &format!("!{before}"));
    project.run("build").exit(0);
    assert_eq!(server.get(entry).text(), project.read(&format!("public/{entry}")));
}

#[test]
fn a_page_that_fails_keeps_the_index_from_being_served_and_says_so() {
    let project = Project::new().searched().file(
        "templates/event.html",
        "{% extends \"base.html\" %}{% block main %}{{ nothing.here }}{% endblock %}",
    );
    let server = Server::start(&project, "");
    let answer = server.get("pagefind/pagefind-entry.json");
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("while rendering `/events/summit/`"), "{}", answer.text());
    assert_eq!(server.get("search/").status, 200);
}

#[test]
fn the_addresses_of_search_are_its_own() {
    let project = Project::new()
        .file("content/pages/search.md", "---\ntitle: Search\n---\n\nNot so.\n")
        .edit("content/pages/about.md", "title: About", "title: About\naliases: [/pagefind/old/]");
    let problems = project.problems();
    assert!(
        problems.contains("the address `/search/` belongs to a page that every site has"),
        "{problems}"
    );
    assert!(problems.contains("the alias `/pagefind/old/` is the address"), "{problems}");
}

#[test]
fn readers_find_what_they_look_for() {
    // What is typed, what comes first, in which group: names in two scripts, with and without diacritics, misspelt at the end, inflected.
    let paris = r#"[["Zelensky", "Volodymyr Zelenskyy", "Participants"], ["Sybiha", "Andrii Sybiha", "Participants"],
        ["Сибіга", "Andrii Sybiha", "Participants"], ["Elysee", "Élysée Palace", "Glossary"], ["Élysée", "Élysée Palace", "Glossary"],
        ["territorial", "Territorial integrity", "Issues"]]"#;
    let handel = r#"[["Knurrhahn", "Ottokar Knurrhahn", "Beteiligte"], ["zolle", "Zölle auf Getreide", "Themen"],
        ["Südland", "Südland", "Parteien"], ["Fangquoten", "Fangquote", "Glossar"]]"#;
    for (site, queries) in SITES.iter().zip([paris, handel]) {
        let mut command = Command::new("node");
        command.arg(repository().join("tests/tools/search.mjs"));
        command.arg(site.folder()).args([site.base, queries]);
        let output = command.output().expect("node runs; `scripts/test` installs it");
        let (out, err) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(
            output.status.success() && out.contains(" checks held"),
            "{}\n{out}\n{err}",
            site.name
        );
    }
}
