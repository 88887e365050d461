//! What is published for programs, feed readers and search engines.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use standpoint::content::LoadOptions;
use standpoint::snapshot;

use crate::project::{Project, between};
use crate::site::SITES;

type Row = BTreeMap<String, String>;

/// The rows of a table, by the names of its columns, as a program reads them that takes the apostrophe before a would-be formula away.
fn rows(csv: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let plain = |cell: String| cell.strip_prefix('\'').map_or(cell.clone(), str::to_owned);
    let rows = reader.deserialize::<Row>().map(|row| row.expect("a row"));
    rows.map(|row| row.into_iter().map(|(name, cell)| (name, plain(cell))).collect()).collect()
}

/// What a published file says.
fn json_at(project: &Project, path: &str) -> Value {
    serde_json::from_str(&project.read(&format!("public/{path}"))).expect("JSON")
}

/// Holders in the order of the matrix, each with the stances that it takes, by issue.
type Matrix = Vec<(String, BTreeMap<String, String>)>;

fn shown(page: &str) -> Matrix {
    let head = between(page, "<thead>", "</thead>");
    let issues: Vec<_> = head.split("/issues/").skip(1).map(|it| it.split('/').next()).collect();
    let row = |row: &str| {
        let holder = between(row, "href=\"", "\"").rsplit('/').nth(1).expect("a slug").to_owned();
        let stance = |cell: &str| {
            let tag = cell.split('>').next().unwrap_or_default();
            between(tag, "data-stance=\"", "\"").to_owned()
        };
        let cells = row.split("<td ").skip(1).map(stance);
        let cells = issues.iter().map(|it| it.expect("a slug").to_owned()).zip(cells);
        (holder, cells.filter(|(_, stance)| !stance.is_empty()).collect())
    };
    page.split("<tr data-kind=").skip(1).map(row).collect()
}

#[test]
fn the_matrix_can_be_made_anew_from_the_table_alone() {
    for site in SITES.iter() {
        let read = |path: &str| std::fs::read_to_string(site.folder().join(path)).expect(path);
        let mut made: Matrix = Vec::new();
        for row in rows(&read("data/positions.csv")).iter().filter(|row| row["current"] == "true") {
            if made.last().is_none_or(|(holder, _)| *holder != row["holder_id"]) {
                made.push((row["holder_id"].clone(), BTreeMap::new()));
            }
            let (_, stances) = made.last_mut().expect("it was just put there");
            stances.insert(row["issue_id"].clone(), row["stance_id"].clone());
        }
        assert!(made.len() > 5, "{}", site.name);
        assert_eq!(made, shown(&read("positions/index.html")), "{}", site.name);
    }
}

#[test]
fn the_table_gives_back_every_text_and_no_formula() {
    let nasty = [
        "=HYPERLINK(\"https://example.org\")",
        "+1, -1; @home",
        "'tis \"quoted\"",
        "two\nlines",
        "-5",
    ];
    for text in nasty {
        let quoted = serde_json::to_string(text).expect("a string");
        let project = Project::new().edit("content/participants/ann.md", "Wants quotas.", &quoted);
        project.run("build").exit(0);
        let csv = project.read("public/data/positions.csv");
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let formula = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        assert!(reader.records().all(|row| !row.expect("a row").iter().any(formula)), "{csv}");
        let data = json_at(&project, "data/explainer.json");
        let position = &data["participants"][0]["positions"][0];
        let rows = rows(&csv);
        assert_eq!(rows[0]["summary"], text);
        assert_eq!(position["summary"], text);
    }
}

#[test]
fn everything_is_exported_and_refers_by_id() {
    let project = Project::new().edit(
        "content/participants/ann.md",
        "    cite: gazette#p1\n",
        "    quote: We want them.\n    cite: [gazette#p1, gazette#p2]\ncontacts:\n  - { with: bob, kind: call, event: summit, cite: gazette#p2 }\n",
    );
    project.run("build").exit(0);
    let data = json_at(&project, "data/explainer.json");
    let ann = json!({
        "id": "ann", "name": "Ann", "role": "Minister", "party": "north",
        "url": "https://example.org/fish/participants/ann/",
        "positions": [{ "issue": "quotas", "stance": "for", "summary": "Wants quotas.", "quote": "We want them.",
            "basis": "reported", "cite": ["gazette#p1", "gazette#p2"] }],
        "contacts": [{ "with": "bob", "kind": "call", "event": "summit", "cite": ["gazette#p2"] }],
    });
    assert_eq!(data["participants"][0], ann);
    assert_eq!(data["$schema"], "https://example.org/fish/data/schema/explainer.json");
    assert_eq!(data["as_of"], "2024-05-02");
    for (list, length) in [
        ("issues", 1),
        ("parties", 1),
        ("participants", 2),
        ("events", 1),
        ("sources", 1),
        ("glossary", 1),
        ("pages", 1),
        ("stances", 2),
    ] {
        assert_eq!(data[list].as_array().map(Vec::len), Some(length), "{list}");
    }
    let text = data["issues"][0]["text"].as_str().expect("a text");
    assert!(
        text.starts_with("## Background") && text.contains("(../participants/ann.md)"),
        "{text}"
    );
    let people = json_at(&project, "data/participants.json");
    let membership = json!({ "person_id": "ann", "organization_id": "north", "role": "Minister" });
    assert_eq!(people["memberships"], json!([membership]));
}

#[test]
fn an_event_known_to_the_month_spans_it_and_says_so() {
    let project =
        Project::new().edit("content/events/summit.md", "date: 2024-05-01", "date: 2024-02");
    project.run("build").exit(0);
    let calendar = project.read("public/data/events.ics");
    for line in [
        "DTSTART;VALUE=DATE:20240201\r\n",
        "DTEND;VALUE=DATE:20240301\r\n",
        "DESCRIPTION:February 2024\r\n",
        "DTSTAMP:20240502T000000Z\r\n",
        "UID:https://example.org/fish/events/summit/\r\n",
    ] {
        assert!(calendar.contains(line), "{line}: {calendar}");
    }
}

/// An explainer with updates on three pages.
fn with_updates() -> Project {
    let updates = |updates: &str| format!("updates:\n{updates}---\n");
    Project::new()
        .edit(
            "content/issues/quotas.md",
            "  - { id: equal, label: Equal shares }\n---\n",
            &format!(
                "  - {{ id: equal, label: Equal shares }}\n{}",
                updates("  - { date: 2024-06-01, kind: correction, note: It was <less> & later. }\n  - { date: 2024-06-01, kind: correction, note: And a second one. }\n")
            ),
        )
        .edit(
            "content/parties/north.md",
            "kind: country\n---\n",
            &format!("kind: country\n{}", updates("  - { date: 2024-07-01, kind: update, note: On the North. }\n")),
        )
        .edit(
            "content/participants/ann.md",
            "    cite: gazette#p1\n---\n",
            &format!(
                "    cite: gazette#p1\n{}",
                updates("  - { date: 2024-05-20, kind: update, note: On Ann. }\n")
            ),
        )
}

#[test]
fn feeds_tell_what_is_new_on_the_site_and_on_an_issue() {
    let project = with_updates();
    project.run("build").exit(0);
    let titles = |feed: &str| -> Vec<String> {
        feed.split("<entry>")
            .skip(1)
            .map(|it| between(it, "<title>", "</title>").to_owned())
            .collect()
    };
    let feed = project.read("public/feed.xml");
    assert_eq!(
        titles(&feed),
        ["Update: North", "Correction: Quotas", "Correction: Quotas", "Update: Ann"]
    );
    assert!(feed.contains("<updated>2024-07-01T00:00:00+00:00</updated>"), "{feed}");
    assert!(feed.contains("It was &amp;lt;less&amp;gt; &amp;amp; later."), "{feed}");
    let issue = project.read("public/issues/quotas/feed.xml");
    assert_eq!(titles(&issue), ["Correction: Quotas", "Correction: Quotas", "Update: Ann"]);
    let page = project.read("public/issues/quotas/index.html");
    for number in [1, 2] {
        let id = format!("correction.2024-06-01.{number}");
        assert!(page.contains(&format!("<li id=\"{id}\"")), "{page}");
        let address = format!("https://example.org/fish/issues/quotas/#{id}");
        assert_eq!(feed.matches(&format!("<id>{address}</id>")).count(), 1, "{feed}");
    }
    let feeds = |page: &str| page.matches("type=\"application/atom+xml\" href=\"/fish/").count();
    assert_eq!((feeds(&page), feeds(&project.read("public/about/index.html"))), (2, 1));
}

#[test]
fn a_feed_without_news_is_as_of_its_newest_source() {
    let project = Project::new();
    project.run("build").exit(0);
    let feed = project.read("public/issues/quotas/feed.xml");
    assert!(feed.contains("<updated>2024-05-02T00:00:00+00:00</updated>"), "{feed}");
    assert!(!feed.contains("<entry>"), "{feed}");
}

#[test]
fn nothing_that_is_written_ends_the_structured_data() {
    let project = Project::new().edit(
        "content/issues/quotas.md",
        "Who may catch how much?",
        "'</script><script>alert(1)</script><!--'",
    );
    project.run("build").exit(0);
    let page = project.read("public/issues/quotas/index.html");
    let data = between(&page, "<script type=\"application/ld+json\">", "</script>");
    let data: Value = serde_json::from_str(data).expect("JSON");
    let issue = "https://example.org/fish/issues/quotas/#issue";
    let nodes = data["@graph"].as_array().expect("a graph").iter();
    let named: Vec<_> = nodes.filter(|node| node["@id"] == issue).collect();
    assert_eq!(named[0]["description"], "</script><script>alert(1)</script><!--");
}

#[test]
fn a_page_says_how_to_cite_it_and_who_publishes_it() {
    let project = Project::new()
        .edit("content/site.yaml", "language: en", "publisher: The Herring\nlanguage: en")
        .edit(
            "content/pages/about.md",
            "title: About",
            "title: About 100% & more\nupdated: 2024-06",
        );
    project.run("build").exit(0);
    let page = project.read("public/about/index.html");
    let cite = between(&page, "<details class=\"how-to-cite\"", "</details>");
    let text = "<p>About 100% &amp; more. The fish talks. The Herring. June 2024. https://example.org/fish/about/</p>";
    assert!(cite.contains(text), "{cite}");
    assert!(cite.contains("@misc{fish-about,") && cite.contains("year = {2024}"), "{cite}");
    assert!(cite.contains("&quot;date-parts&quot;:[[2024,6]]"), "{cite}");
    let publisher = "\"@id\":\"https://example.org/fish/#publisher\",\"name\":\"The Herring\"";
    assert!(page.contains(publisher), "{page}");
    assert!(project.read("public/feed.xml").contains("<author><name>The Herring</name></author>"));
}

#[test]
fn servers_that_read_headers_are_told_what_pages_may_load() {
    let project = Project::new();
    project.run("build").exit(0);
    let page = project.read("public/index.html");
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    let embed = project.read("public/embed/quotas.html");
    let style = between(&embed, "style-src ", ";");
    assert!(style.starts_with("'sha256-"), "{embed}");
    let policy = policy.replace("style-src 'self'", &format!("style-src 'self' {style}"));
    let headers = project.read("public/_headers");
    assert!(
        headers.contains(&format!("/fish/*\n  Content-Security-Policy: {policy}\n")),
        "{headers}"
    );
    assert!(
        headers.contains("/fish/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n")
    );
}

#[test]
fn a_list_of_more_pages_than_one_sitemap_may_hold_is_split() {
    let project = Project::new();
    let page = |number: u32| {
        let text = format!("---\ntitle: Page {number}\n---\n");
        (format!("pages/p-{number}.md"), Some(text.into()))
    };
    let options = LoadOptions {
        root: project.path().to_owned(),
        overlay: (1..=50_000).map(page).collect(),
        ..LoadOptions::default()
    };
    let renderer = snapshot::load(&options, &mut snapshot::Memo::default()).renderer;
    let renderer = renderer.expect("a sound explainer");
    let read = |path: &str| {
        let route = renderer.route_at(path).unwrap_or_else(|| panic!("{path}"));
        String::from_utf8(renderer.render(&route).expect("it renders").to_vec()).expect("UTF-8")
    };
    let index = read("sitemap.xml");
    let parts: Vec<_> = index.split("<loc>https://example.org/fish/").skip(1).collect();
    let parts: Vec<_> = parts.iter().map(|it| it.split('<').next().expect("a path")).collect();
    assert_eq!(parts, ["sitemap-1.xml", "sitemap-2.xml"]);
    let (first, second) = (read(parts[0]), read(parts[1]));
    assert_eq!(first.matches("<url>").count(), 50_000);
    assert!(first.len() < 50 * 1024 * 1024);
    let pages = renderer.routes().into_iter().filter(|route| route.is_page()).count();
    assert_eq!(second.matches("<url>").count(), pages - 50_000);
    assert!(renderer.route_at("sitemap-3.xml").is_none());
}

#[test]
fn nothing_else_may_lie_where_the_data_and_the_feed_do() {
    let page = "---\ntitle: Data\n---\n";
    let conflict = Project::new().file("content/pages/data.md", page).problems();
    assert!(conflict.contains("error[route-conflict]"), "{conflict}");
    let alias =
        Project::new().edit("content/participants/ann.md", "role:", "aliases: [/feed.xml/]\nrole:");
    let conflict = alias.problems();
    assert!(conflict.contains("error[alias-hides-page]"), "{conflict}");
}
