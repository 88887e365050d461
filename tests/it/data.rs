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
        assert!(csv.starts_with("\u{feff}holder_id,"), "F5: Excel knows UTF-8 by its mark");
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
    let of_ann = json!({ "person_id": "ann", "organization_id": "north", "role": "Minister" });
    // F5: who belongs to no party has a role all the same.
    assert_eq!(people["memberships"], json!([of_ann, { "person_id": "bob", "role": "Envoy" }]));
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
    // F2: titles say what is new, and noon is the same day nearly everywhere.
    let of_quotas = [
        "Correction: Quotas – It was &lt;less&gt; &amp; later.",
        "Correction: Quotas – And a second one.",
    ];
    assert_eq!(
        titles(&feed),
        ["Update: North – On the North.", of_quotas[0], of_quotas[1], "Update: Ann – On Ann."]
    );
    assert!(feed.contains("<updated>2024-07-01T12:00:00+00:00</updated>"), "{feed}");
    assert!(feed.contains("It was &amp;lt;less&amp;gt; &amp;amp; later."), "{feed}");
    let issue = project.read("public/issues/quotas/feed.xml");
    assert_eq!(titles(&issue), [of_quotas[0], of_quotas[1], "Update: Ann – On Ann."]);
    let page = project.read("public/issues/quotas/index.html");
    let ids = ids(&issue);
    assert_eq!(ids.len(), 3);
    for (n, id) in ids[..2].iter().enumerate() {
        let anchor = id.strip_prefix("https://example.org/fish/issues/quotas/#").expect("its page");
        let former = format!("correction.2024-06-01.{}", n + 1);
        let item = format!("<li id=\"{anchor}\" data-kind=\"correction\"><span id=\"{former}\">");
        assert!(page.contains(&item), "{item}\n{page}");
        assert!(feed.contains(&format!("<id>{id}</id>")), "{feed}");
    }
    let feeds = |page: &str| page.matches("type=\"application/atom+xml\" href=\"/fish/").count();
    assert_eq!((feeds(&page), feeds(&project.read("public/about/index.html"))), (2, 1));
}

/// The ids of a feed's entries.
fn ids(feed: &str) -> Vec<String> {
    let entries = feed.split("<entry>").skip(1);
    entries.map(|it| between(it, "<id>", "</id>").to_owned()).collect()
}

/// The site whose page `about` has these updates, built: the ids of the feed's entries, by their notes' first words.
fn ids_with(notes: &[&str]) -> BTreeMap<String, String> {
    let updates: String = notes
        .iter()
        .map(|note| format!("  - {{ date: 2030-05-16, kind: correction, note: {note:?} }}\n"))
        .collect();
    let page = format!("---\ntitle: About\nupdates:\n{updates}---\n");
    let project = Project::new().file("content/pages/about.md", page);
    project.run("build").exit(0);
    let feed = project.read("public/feed.xml");
    let page = project.read("public/about/index.html");
    let all = project.read("public/updates/index.html");
    let ids = ids(&feed);
    for id in &ids {
        let anchor = id.rsplit('#').next().expect("an anchor");
        assert!(page.contains(&format!("<li id=\"{anchor}\"")), "{id}\n{page}");
        assert!(all.contains(&format!("<li id=\"page.about.{anchor}\"")), "{id}\n{all}");
    }
    let titles = feed.split("<entry>").skip(1).map(|it| between(it, " – ", "</title>"));
    titles.map(|it| it.chars().take(12).collect()).zip(ids).collect()
}

/// F2: what is written above, below or after an update leaves its id and its address on the page as they are.
#[test]
fn an_update_keeps_its_id_whatever_comes_beside_it() {
    let first = "The first one: the date of the meeting was OFF by one day.";
    let alone = ids_with(&[first])["The first on"].clone();
    for notes in [
        &["A second one.", first][..],
        &[first, "A second one."],
        &["A second one.", first, "A third one."],
        // Its end, its case and its punctuation may be edited.
        &["The first one – the date of the meeting was off by one; readers told us."],
    ] {
        let ids = ids_with(notes);
        assert_eq!(ids.len(), notes.len());
        assert_eq!(ids["The first on"], alone, "{notes:?}");
    }
    let japanese = ids_with(&["会議の日付を訂正しました。", "会議の場所を訂正しました。"]);
    assert_eq!(japanese.values().collect::<std::collections::BTreeSet<_>>().len(), 2);
}

/// F2: of two that begin alike, the lower is the older one and keeps its id when another is written on top.
#[test]
fn of_updates_that_say_the_same_the_lowest_keeps_its_id() {
    let of = |count: usize| {
        let page = "  - { date: 2030-05-16, kind: update, note: Positions added. }\n".repeat(count);
        let page = format!("---\ntitle: About\nupdates:\n{page}---\n");
        let project = Project::new().file("content/pages/about.md", page);
        project.run("build").exit(0);
        ids(&project.read("public/feed.xml"))
    };
    let (one, three) = (of(1), of(3));
    assert_eq!(three, [format!("{}.3", one[0]), format!("{}.2", one[0]), one[0].clone()]);
}

/// F2: `mv` gives no entry and no feed a new id, however often; subscribers of the kept feed see nothing twice.
#[test]
fn a_feed_keeps_its_ids_when_its_issue_is_renamed() {
    let project = with_updates();
    project.run("build").exit(0);
    let before = project.read("public/issues/quotas/feed.xml");
    for (from, to) in [("quotas", "catch-limits"), ("catch-limits", "limits")] {
        project.run(&format!("mv content/issues/{from}.md {to}")).exit(0);
        project.run("build").exit(0);
        let kept = project.read("public/issues/quotas/feed.xml");
        assert_eq!(kept, project.read(&format!("public/issues/{to}/feed.xml")));
        assert_eq!(ids(&kept), ids(&before));
        assert_eq!(between(&kept, "<id>", "</id>"), between(&before, "<id>", "</id>"));
        let page = project.read(&format!("public/issues/{to}/index.html"));
        let address = format!("https://example.org/fish/issues/{to}/#");
        assert!(kept.contains(&format!("<link href=\"{address}")), "{kept}");
        let anchor = ids(&kept)[0].rsplit('#').next().expect("an anchor").to_owned();
        assert!(page.contains(&format!("id=\"{anchor}\"")), "{page}");
    }
}

/// F2: aliases that are no former address of the page's own kind change no id.
#[test]
fn other_aliases_change_no_id() {
    let before = with_updates();
    before.run("build").exit(0);
    let after = with_updates().edit(
        "content/issues/quotas.md",
        "status:",
        "aliases: [/q/, /about/quotas/]\nstatus:",
    );
    after.run("build").exit(0);
    assert_eq!(ids(&before.read("public/feed.xml")), ids(&after.read("public/feed.xml")));
}

/// F2: terms have no page of their own; their names stand in no id, and two that say the same are told apart.
#[test]
fn a_terms_updates_keep_their_ids_when_it_is_renamed() {
    let term = |title: &str| {
        format!(
            "---\ntitle: {title}\nupdates:\n  - {{ date: 2030-05-16, kind: update, note: Shorter. }}\n---\n\nA limit.\n"
        )
    };
    let project = Project::new()
        .file("content/glossary/quota.md", term("Quota"))
        .file("content/glossary/tac.md", term("TAC"));
    project.run("build").exit(0);
    let before = ids(&project.read("public/feed.xml"));
    assert!(before.len() == 2 && before[0] != before[1], "{before:?}");
    project.run("mv content/glossary/quota.md catch-quota").exit(0);
    project.run("build").exit(0);
    assert_eq!(ids(&project.read("public/feed.xml")), before);
}

/// A long note is cut in the title and whole in the entry.
#[test]
fn a_long_note_is_shortened_in_its_title() {
    let note = "word, ".repeat(60);
    let project = Project::new().edit(
        "content/pages/about.md",
        "title: About",
        &format!(
            "title: About\nupdates:\n  - {{ date: 2030-05-16, kind: update, note: {note:?} }}"
        ),
    );
    project.run("build").exit(0);
    let feed = project.read("public/feed.xml");
    let title = between(feed.split("<entry>").nth(1).expect("an entry"), "<title>", "</title>");
    let start = format!("Update: About – {}", "word, ".repeat(19));
    assert_eq!(title, format!("{start}word…"));
    assert!(feed.contains(&note.trim_end().to_owned()), "{feed}");
}

/// F3: the calendar's name is a text as any other (RFC 5545, section 3.3.11).
#[test]
fn the_name_of_the_calendar_is_escaped() {
    let title = r#"title: "Fish, quotas; more\\less""#;
    let project = Project::new().edit("content/site.yaml", "title: The fish talks", title);
    project.run("build").exit(0);
    let calendar = project.read("public/data/events.ics");
    for name in ["NAME", "X-WR-CALNAME"] {
        let line = format!("\r\n{name}:Fish\\, quotas\\; more\\\\less\r\n");
        assert!(calendar.contains(&line), "{line}\n{calendar}");
    }
}

/// F4: readers that save pages take the day of its last change, and no other date on the page. A page that says none has the site's.
#[test]
fn pages_say_when_they_changed() {
    let project = with_updates().edit(
        "content/pages/about.md",
        "title: About",
        "title: About\nupdated: 2023-09",
    );
    project.run("build").exit(0);
    let times = |path: &str| {
        let page = project.read(&format!("public/{path}index.html"));
        let time = |name: &str| {
            between(&page, &format!("<meta property=\"article:{name}_time\" content=\""), "\"")
                .to_owned()
        };
        [time("published"), time("modified")]
    };
    let noon = |day: &str| format!("{day}T12:00:00Z");
    assert_eq!(times("issues/quotas/"), [noon("2024-06-01"), noon("2024-06-01")]);
    assert_eq!(times("events/summit/"), [noon("2024-07-01"), noon("2024-07-01")]);
    assert_eq!(times("about/"), [noon("2023-09-01"), noon("2023-09-01")]);
    let project = project.edit(
        "content/parties/north.md",
        "kind: country",
        "kind: country\nupdated: 2024-08-09",
    );
    project.run("build").exit(0);
    let page = project.read("public/parties/north/index.html");
    assert!(page.contains("article:published_time\" content=\"2024-07-01T12:00:00Z"), "{page}");
    assert!(page.contains("article:modified_time\" content=\"2024-08-09T12:00:00Z"), "{page}");
}

/// F4: as trafilatura sees it. It believes no date that is yet to come, as all of the second explainer are, and a date in an address before any other.
#[test]
#[ignore = "needs scripts/test"]
fn trafilatura_dates_pages_by_their_last_change() {
    let tools = crate::project::repository().join("tests/tools");
    let python = tools.join(".venv/bin/python");
    assert!(python.exists(), "trafilatura is missing: run `scripts/test`, which installs it");
    let made_up = Project::new().edit(
        "content/issues/quotas.md",
        "status: open",
        "status: open\nupdates:\n  - { date: 2024-06-01, kind: update, note: More. }",
    );
    made_up.run("build").exit(0);
    for (folder, least) in [(SITES[0].folder(), 40), (made_up.path().join("public"), 15)] {
        let pages = crate::project::files_in(&folder);
        let has_date = |path: &str| path.contains("2025-04-17");
        let readable = pages.iter().filter(|(path, _)| path.ends_with(".html") && !has_date(path));
        let dated: BTreeMap<_, _> = readable
            .filter_map(|(path, page)| {
                let page = String::from_utf8_lossy(page);
                let day = between(&page, "article:published_time\" content=\"", "T").to_owned();
                (!day.is_empty()).then(|| (folder.join(path).display().to_string(), day))
            })
            .collect();
        assert!(dated.len() >= least, "{} pages of {}", dated.len(), folder.display());
        let mut command = std::process::Command::new(&python);
        let output =
            command.arg(tools.join("dates.py")).args(dated.keys()).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read: BTreeMap<String, Option<String>> =
            serde_json::from_slice(&output.stdout).expect("JSON");
        let dated: BTreeMap<_, _> =
            dated.into_iter().map(|(path, day)| (path, Some(day))).collect();
        assert_eq!(read, dated);
    }
}

#[test]
fn a_feed_without_news_is_as_of_its_newest_source() {
    let project = Project::new();
    project.run("build").exit(0);
    let feed = project.read("public/issues/quotas/feed.xml");
    assert!(feed.contains("<updated>2024-05-02T12:00:00+00:00</updated>"), "{feed}");
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
    assert!(
        cite.contains("@misc{example.org:fish:about,") && cite.contains("date = {2024-06}"),
        "{cite}"
    );
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

/// A11: where headers can be set, no other site may frame a page; embeds are made for it.
#[test]
fn pages_cannot_be_framed_and_embeds_can() {
    let project = Project::new();
    project.run("build").exit(0);
    let headers = project.read("public/_headers");
    let rules: Vec<_> = headers
        .split("\n/")
        .map(|rule| rule.split_once('\n').expect("a path and its headers"))
        .collect();
    let matches = |pattern: &str, path: &str| {
        let pattern = pattern.trim_start_matches('/');
        let parts = pattern.split('/').zip(path.split('/'));
        let same = parts
            .take_while(|(part, _)| *part != "*")
            .all(|(part, name)| part == name || part.starts_with(':') && !name.is_empty());
        let (count, of) = (pattern.split('/').count(), path.split('/').count());
        same && (pattern.ends_with('*') && of >= count || of == count)
    };
    let policies = |path: &str| -> String {
        rules
            .iter()
            .filter(|(pattern, _)| matches(pattern, path))
            .map(|(_, headers)| *headers)
            .collect()
    };
    for page in
        ["fish/", "fish/about/", "fish/issues/", "fish/issues/quotas/", "fish/sources/gazette/p1/"]
    {
        assert!(policies(page).contains("; frame-ancestors 'none'"), "{page}: {headers}");
    }
    let embed = policies("fish/embed/quotas.html");
    assert!(embed.contains("Content-Security-Policy: default-src 'none'; "), "{headers}");
    assert!(!embed.contains("frame-ancestors"), "{embed}");
    assert!(project.has("public/embed/quotas.html"));
}

/// A11: what every page lists does not grow with the number of pages; the front page leads to all of them.
#[test]
fn footers_do_not_list_every_page() {
    let many = |count: usize| {
        let pages = (0..count).map(|at| {
            (format!("content/pages/p-{at:03}.md"), format!("---\ntitle: Page {at}\n---\n"))
        });
        pages.fold(Project::new(), |project, (path, text)| project.file(&path, text))
    };
    let links = |page: &str| between(page, "<footer", "</footer>").matches("/fish/p-").count();
    let few = many(10);
    few.run("build").exit(0);
    assert_eq!(links(&few.read("public/about/index.html")), 10);
    let project = many(150);
    project.run("build").exit(0);
    let page = project.read("public/about/index.html");
    assert_eq!(links(&page), 19);
    assert!(
        page.contains("<a class=\"more-of-it\" href=\"/fish/#page.pages\">and 131 more</a>"),
        "{page}"
    );
    let home = project.read("public/index.html");
    assert_eq!(links(&home), 150);
    assert!(home.contains("id=\"page.pages\""), "{home}");
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
