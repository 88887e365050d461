//! Search: what is indexed, that the same pages give the same index, that `serve` has it too, and what a reader's browser makes of it.

use std::process::Command;

use serde_json::json;

use crate::project::{Project, files_in, repository};
use crate::server::Server;
use crate::site::SITES;

const INDEX: &str = "public/search-index/";

/// The names of the index's files that change with what is indexed.
fn index_of(project: &Project) -> Vec<String> {
    let files = files_in(&project.path().join(INDEX)).into_iter().map(|(path, _)| path);
    files.filter(|path| path.ends_with(".bin")).collect()
}

/// Runs a script of `tests/tools` in node, with these arguments.
fn node(script: &str, arguments: &[&str]) -> String {
    let mut command = Command::new("node");
    command.arg(repository().join("tests/tools").join(script)).args(arguments);
    let output = command.output().expect("node runs; `scripts/test` installs it");
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.contains(" held"), "{arguments:?}\n{out}\n{err}");
    out.into_owned()
}

#[test]
fn the_index_lies_beside_the_site_and_pages_lead_to_it() {
    let project = Project::new().searched();
    project.run("build").exit(0);
    assert!(project.has(&format!("{INDEX}entry.json")));
    // Home, issue, two participants, party, event, source, page, and the glossary; no list, for its entries are found by themselves.
    let texts = index_of(&project).iter().filter(|it| it.starts_with("text/")).count();
    assert_eq!(texts, 9);
    let (page, search) =
        (project.read("public/issues/quotas/index.html"), project.read("public/search/index.html"));
    assert!(page.contains("<a class=\"search-link\" href=\"/fish/search/\""), "{page}");
    assert!(page.contains("<i data-search-meta=\"stances:for=1 \">"), "{page}");
    assert!(page.contains("<i data-search-filter=\"party:North\">"), "{page}");
    assert!(search.contains("data-index=\"/fish/search-index/entry.json\""), "{search}");
    assert!(search.contains("<meta name=\"robots\" content=\"noindex\">"), "{search}");
    assert!(!project.read("public/sitemap.xml").contains("search"));
}

#[test]
fn without_search_there_is_none_of_it() {
    let project = Project::new();
    project.run("build").exit(0);
    for (path, bytes) in files_in(&project.path().join("public")) {
        assert!(!path.contains("search"), "{path}");
        let text = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            for trace in ["open-search", "search-link", "data-search-body", "/search/"] {
                assert!(!text.contains(trace), "{path} holds {trace}");
            }
        }
    }
    let server = Server::start(&project, "");
    assert_eq!(server.get("search-index/entry.json").status, 404);
    assert_eq!(server.get("search/").status, 404);
}

#[test]
fn a_build_makes_another_index_only_when_what_is_indexed_changed() {
    let project = Project::new().searched();
    project.run("build").exit(0);
    let entry = "public/search-index/entry.json";
    let (original, before) = (project.read(entry), index_of(&project));

    // A file that is not what the last build wrote is made anew.
    let project = project.file(entry, "Touched.");
    project.run("build").exit(0);
    assert_eq!((project.read(entry), index_of(&project)), (original.clone(), before.clone()));

    // A word that is indexed makes another index, and what is not indexed does not.
    let project =
        project.edit("content/pages/about.md", "title: About", "title: About\nupdated: 2024-06-01");
    project.run("build").exit(0);
    assert_eq!((project.read(entry), index_of(&project)), (original.clone(), before.clone()));
    let project = project.edit("content/pages/about.md", "How this is made", "How this was made");
    project.run("build").exit(0);
    assert_ne!(project.read(entry), original);
    assert_ne!(index_of(&project), before);
}

#[test]
fn serve_makes_it_when_it_is_asked_for_and_anew_after_an_edit() {
    let project = Project::new().searched();
    let server = Server::start(&project, "--watch");
    assert_eq!(server.get("search-index/nothing.bin").status, 404);
    let entry = "search-index/entry.json";
    let answer = server.get(entry);
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, "application/json; charset=utf-8")
    );
    assert_eq!(answer.header("cache-control"), "no-store");
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
    let answer = server.get("search-index/entry.json");
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("while rendering `/events/summit/`"), "{}", answer.text());
    assert_eq!(server.get("search/").status, 200);
}

#[test]
fn the_addresses_of_search_are_its_own() {
    let project = Project::new()
        .file("content/pages/search.md", "---\ntitle: Search\n---\n\nNot so.\n")
        .edit(
            "content/pages/about.md",
            "title: About",
            "title: About\naliases: [/search-index/old/]",
        );
    let problems = project.problems();
    assert!(
        problems.contains("the address `/search/` belongs to a page that every site has"),
        "{problems}"
    );
    assert!(problems.contains("the alias `/search-index/old/` is the address"), "{problems}");
}

#[test]
#[ignore = "needs scripts/test"]
fn readers_find_what_they_look_for() {
    // What is typed, what comes first, in which group: names in two scripts, with and without diacritics, misspelt at the end, inflected.
    let paris = r#"[["Zelensky", "Volodymyr Zelenskyy", "Participants"], ["Sybiha", "Andrii Sybiha", "Participants"],
        ["Сибіга", "Andrii Sybiha", "Participants"], ["Elysee", "Élysée Palace", "Glossary"], ["Élysée", "Élysée Palace", "Glossary"],
        ["territorial", "Territorial integrity", "Issues"]]"#;
    let handel = r#"[["Knurrhahn", "Ottokar Knurrhahn", "Beteiligte"], ["zolle", "Zölle auf Getreide", "Themen"],
        ["Südland", "Südland", "Parteien"], ["Fangquoten", "Fangquote", "Glossar"]]"#;
    for (site, queries) in SITES.iter().zip([paris, handel]) {
        node("search.mjs", &[&site.folder().to_string_lossy(), site.base, queries]);
    }
}

/// E1: a word that stands nowhere finds nothing, alone or beside one that does.
#[test]
#[ignore = "needs scripts/test"]
fn words_that_stand_nowhere_find_nothing() {
    let site = &SITES[0];
    let text: String = site.pages().into_values().collect();
    let absent = ["Austria", "Italy", "India", "Orban", "Zeppelin"];
    for word in absent {
        assert!(!text.to_lowercase().contains(&word.to_lowercase()), "{word} stands on a page");
    }
    let queries: Vec<_> = absent
        .into_iter()
        .chain(["Sybiha zzzz", "zzzz Ukraine"])
        .map(|it| json!([it, [], null]))
        .collect();
    let queries = json!(queries).to_string();
    node("search-words.mjs", &[&site.folder().to_string_lossy(), site.base, &queries]);
}

/// The queries of a file in `tests/search`, as JSON, and the pages that they search.
fn language(name: &str) -> (Project, String) {
    let file = repository().join(format!("tests/search/{name}.txt"));
    let text = std::fs::read_to_string(file).expect("the queries");
    let mut project = Project::new().searched().edit(
        "content/site.yaml",
        "language: en",
        &format!("language: {name}"),
    );
    if !["en", "de"].contains(&name) {
        let english = std::fs::read(repository().join("templates/strings/en.yaml")).expect("words");
        project = project.file(&format!("templates/strings/{name}.yaml"), english);
    }
    let mut queries = Vec::new();
    for line in text.lines() {
        let Some(query) = line.strip_prefix("= ") else {
            let (title, text) = line.split_once(' ').expect("a title and a text");
            let page = format!("---\ntitle: {title}\n---\n\n{text}\n");
            project = project.file(&format!("content/pages/{}.md", title.to_lowercase()), page);
            continue;
        };
        let (query, found) = query.rsplit_once(':').expect("a query and titles");
        let mut titles: Vec<_> = found.split_whitespace().collect();
        let like =
            (titles.first() == Some(&"near")).then(|| titles.drain(..2).next_back()).flatten();
        queries.push(json!([query, titles, like]));
    }
    assert!(queries.len() >= 40, "{name} has {} queries", queries.len());
    (project, json!(queries).to_string())
}

/// E1, E2, E3: typographic marks part words, letters are found as readers type them, words in their other forms and in scripts without
/// spaces; and nothing else is found.
#[test]
#[ignore = "needs scripts/test"]
fn words_are_found_in_eight_languages() {
    // All in one browser, which takes longer to start than to search.
    let sites = ["en", "de", "fr", "uk", "ru", "ar", "zh", "ja"].map(|name| {
        let (project, queries) = language(name);
        project.run("build").exit(0);
        let public = project.path().join("public").to_string_lossy().into_owned();
        (project, [public, "/fish/".to_owned(), queries])
    });
    let arguments: Vec<_> = sites.iter().flat_map(|(_, it)| it).map(String::as_str).collect();
    node("search-words.mjs", &arguments);
}

/// E3: a passage is found by its id, and by the words that the id abbreviates.
#[test]
#[ignore = "needs scripts/test"]
fn passages_are_found_by_their_ids() {
    let project = Project::new().searched().edit(
        "content/sources/gazette.md",
        "p1: Ann on quotas",
        "p1: Ann on quotas\n  art23: Shares",
    );
    project.run("build").exit(0);
    let queries = r#"[["art23", ["Gazette"], null], ["article 23", ["Gazette"], null], ["article 24", [], null]]"#;
    let public = project.path().join("public");
    node("search-words.mjs", &[&public.to_string_lossy(), "/fish/", queries]);
}
