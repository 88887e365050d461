//! What helps a reader along: the published data, the comparison, reading without a network.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::project::{Project, between, files_in};
use crate::site::SITES;

/// A second holder beside the one that every project begins with.
fn with_two() -> Project {
    Project::new().edit(
        "content/participants/bob.md",
        "no_position: He only listened.",
        "positions:\n  - { issue: quotas, stance: against, summary: Old., as_of: 2023, cite: gazette#p1 }\n  - { issue: quotas, stance: for, summary: New., as_of: 2024-05, basis: stated, cite: [gazette#p1, gazette#p2] }",
    )
}

fn data(project: &Project) -> Value {
    serde_json::from_str(&project.read("public/data/positions.json")).expect("JSON")
}

#[test]
fn the_matrix_can_be_made_anew_from_the_data() {
    for site in SITES.iter() {
        let read = |path: &str| std::fs::read_to_string(site.folder().join(path)).expect(path);
        let page = read("positions/index.html");
        let shown = page.split("<tr data-kind=").skip(1).map(|row| {
            let href = between(row, "href=\"", "\"").to_owned();
            let cells = row.split("<td ").skip(1);
            let stances = cells.map(|cell| {
                between(cell.split('>').next().unwrap_or_default(), "data-stance=\"", "\"")
                    .to_owned()
            });
            (href, stances.collect::<Vec<_>>())
        });
        let data: Value = serde_json::from_str(&read("data/positions.json")).expect("JSON");
        let list = |key: &str| data[key].as_array().expect(key).clone();
        let current = list("positions").into_iter().filter(|it| it["current"] == true);
        let current: BTreeMap<(String, String), String> = current
            .map(|it| {
                let text = |key: &str| it[key].as_str().expect(key).to_owned();
                ((text("holder"), text("issue")), text("stance"))
            })
            .collect();
        let text = |value: &Value, key: &str| value[key].as_str().expect("a text").to_owned();
        let made = list("holders").into_iter().map(|holder| {
            let stance = |issue: &Value| {
                current.get(&(text(&holder, "id"), text(issue, "id"))).cloned().unwrap_or_default()
            };
            (text(&holder, "href"), list("issues").iter().map(stance).collect::<Vec<_>>())
        });
        let (shown, made): (Vec<_>, Vec<_>) = (shown.collect(), made.collect());
        assert!(shown.len() > 5, "{}", site.name);
        assert_eq!(shown, made, "{}", site.name);
    }
}

#[test]
fn the_data_hold_the_history_and_what_it_rests_on() {
    let project = with_two();
    project.run("build").exit(0);
    let data = data(&project);
    let of_bob = data["positions"].as_array().expect("a list").iter();
    let of_bob: Vec<_> = of_bob.filter(|it| it["holder"] == "participant.bob").collect();
    let [old, new] = of_bob[..] else { panic!("two positions: {of_bob:?}") };
    assert_eq!((&old["current"], &new["current"]), (&false.into(), &true.into()));
    assert_eq!((&old["basis"], &new["basis"]), (&"reported".into(), &"stated".into()));
    assert_eq!(new["as_of"], serde_json::json!({ "iso": "2024-05", "text": "May 2024" }));
    let cite = |passage| serde_json::json!({ "source": "gazette", "passage": passage });
    assert_eq!(new["cite"], serde_json::json!([cite("p1"), cite("p2")]));
    assert_eq!(data["sources"]["gazette"]["passages"]["p2"], "The summit");
    let holder = serde_json::json!({ "id": "participant.ann", "kind": "participant", "name": "Ann",
        "role": "Minister", "party": "north", "href": "/fish/participants/ann/" });
    assert_eq!(data["holders"][0], holder);
    assert_eq!(data["parties"]["north"]["name"], "North");
}

#[test]
fn comparing_takes_two() {
    let project = Project::new();
    project.run("build").exit(0);
    assert!(!project.has("public/compare") && project.has("public/data/positions.json"));
    assert!(!project.read("public/participants/ann/index.html").contains("compare/"));
    let project = with_two();
    project.run("build").exit(0);
    assert!(
        project
            .read("public/compare/index.html")
            .contains("data-pieces=\"/fish/data/positions/1.json\"")
    );
    let ann = project.read("public/participants/ann/index.html");
    assert!(ann.contains("href=\"/fish/compare/?a=participant.ann\""), "{ann}");
    let page = "---\ntitle: Compare\n---\n";
    let conflict = Project::new().file("content/pages/compare.md", page).problems();
    assert!(conflict.contains("route-conflict"), "{conflict}");
}

/// G4: a comparison begins with two that lead, and says whom there is to choose from.
#[test]
fn comparing_begins_with_the_parties_that_lead() {
    let party = |kind: &str, issue: &str| {
        let position =
            format!("  - {{ issue: {issue}, stance: for, summary: Agrees., cite: gazette#p1 }}\n");
        format!("---\nname: {kind}\nkind: country\npositions:\n{position}---\n")
    };
    let issue = |title: &str| format!("---\ntitle: {title}\nquestion: Which?\nstatus: open\n---\n");
    let mut project = with_two()
        .edit("content/site.yaml", "language: en", "language: en\nlead_issues: [quotas]")
        .file("content/parties/aland.md", party("Aland", "zebras"))
        .file("content/parties/borduria.md", party("Borduria", "quotas"))
        .file("content/parties/cascadia.md", party("Cascadia", "quotas"));
    for title in ["Apples", "Bread", "Zebras"] {
        project =
            project.file(&format!("content/issues/{}.md", title.to_lowercase()), issue(title));
    }
    project.run("build").exit(0);
    let page = project.read("public/compare/index.html");
    assert!(page.contains("data-start=\"party.borduria party.cascadia\""), "{page}");
    assert!(page.contains("5 participants and parties with positions on 2 issues"), "{page}");
    assert_eq!(page.matches("<option value=\"p").count(), 5);
    assert!(page.contains(
        "<optgroup label=\"North\"><option value=\"participant.ann\" data-piece=\"1\">Ann"
    ));
}

#[test]
fn what_is_kept_for_offline_exists_and_has_a_version_of_its_own() {
    let worker = |project: Project| {
        project.run("build").exit(0);
        let worker = project.read("public/sw.js");
        let files: Vec<String> =
            serde_json::from_str(&format!("[{}]", between(&worker, "new Set([", "]")))
                .expect("a list of addresses");
        assert!(files.iter().any(|it| it.contains("/site.") && it.ends_with(".css")), "{files:?}");
        for file in files {
            let path = file.strip_prefix("/fish/").expect("the site's path");
            assert!(project.has(&format!("public/{path}")), "{path}");
        }
        assert!(
            project
                .read("public/index.html")
                .contains("data-folder=\"/fish/\" data-worker=\"/fish/sw.js\"")
        );
        between(&worker, "}files ", "`").to_owned()
    };
    let version = worker(Project::new());
    assert_eq!(version.len(), 16);
    assert_eq!(
        version,
        worker(Project::new().edit("content/index.md", "The talks", "These talks"))
    );
    assert_ne!(version, worker(Project::new().file("static/css/mine.css", "a { color: red }")));
}

/// H9: without a network, a page of the site stands in for one that was not kept; the worker changes with it.
#[test]
fn a_page_stands_in_for_those_that_were_not_kept() {
    let worker = |project: &Project| {
        project.run("build").exit(0);
        assert!(project.read("public/sw.js").contains("new URL(\"/fish/offline.html\""));
        project.read("public/sw.js")
    };
    let project = Project::new();
    let before = worker(&project);
    let page = project.read("public/offline.html");
    assert!(page.contains("<body data-kind=\"offline\">") && page.contains("noindex"));
    assert!(page.contains("data-kept=\"standpoint /fish/ pages \""));
    assert!(!project.read("public/sitemap.xml").contains("offline"));
    let renamed = project.edit("content/site.yaml", "The fish talks", "Talks on fish");
    let after = worker(&renamed);
    assert_ne!(before, after, "a worker that is the same would not fetch it anew");
    assert_eq!(between(&before, "}files ", "`"), between(&after, "}files ", "`"));
}

#[test]
fn offline_can_be_switched_off() {
    let settings = "language: en";
    let project =
        Project::new().edit("content/site.yaml", settings, "language: en\noffline: false");
    project.run("build").exit(0);
    let files = files_in(&project.path().join("public"));
    assert!(
        files
            .iter()
            .all(|(path, _)| path != "sw.js" && path != "offline.html" && !path.contains("kept."))
    );
    let page = project.read("public/index.html");
    assert!(page.contains("data-folder=\"/fish/\"") && !page.contains("data-worker"));
}
