//! Explainers with long lists: pages go on in parts, and every address still leads to what it names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use crate::project::{Project, files_in};

/// How many take part.
const PEOPLE: usize = 250;
/// How many issues there are beside the one that all take a stand on.
const ISSUES: usize = 30;

/// Many people: each has a position on the quotas and on one other issue, and a text that links to the quotas.
pub(crate) fn crowd() -> Project {
    let mut project = Project::new();
    for issue in 0..ISSUES {
        let text = format!("---\ntitle: Issue {issue}\nquestion: Which?\nstatus: open\n---\n");
        project = project.file(&format!("content/issues/issue-{issue}.md"), text);
    }
    for person in 0..PEOPLE {
        let mut text =
            format!("---\nname: Person {person}\nrole: Envoy\nparty: north\npositions:\n");
        for (issue, stance) in [
            ("quotas".to_owned(), if person % 3 == 0 { "for" } else { "against" }),
            (format!("issue-{}", person % ISSUES), "for"),
        ] {
            let _ = write!(
                text,
                "  - issue: {issue}\n    stance: {stance}\n    summary: Said so.\n    cite: gazette#p1\n"
            );
        }
        text.push_str("---\n\nOn [quotas](../issues/quotas.md) [@gazette p1].\n");
        project = project.file(&format!("content/participants/person-{person}.md"), text);
    }
    project
}

/// The pages of a published site, by their addresses from its root.
fn pages(project: &Project) -> BTreeMap<String, String> {
    let files = files_in(&project.path().join("public")).into_iter();
    let pages = files.filter(|(path, _)| path.ends_with(".html"));
    let text = |bytes| String::from_utf8(bytes).expect("a page is text");
    pages.map(|(path, bytes)| (path.replace("index.html", ""), text(bytes))).collect()
}

/// What stands in quotation marks after `attribute`, each time.
fn values<'a>(page: &'a str, attribute: &str) -> impl Iterator<Item = &'a str> {
    let start = format!(" {attribute}=\"");
    page.match_indices(&start)
        .filter_map(move |(at, start)| page[at + start.len()..].split('"').next())
        .collect::<Vec<_>>()
        .into_iter()
}

#[test]
fn long_lists_go_on_in_parts_and_nothing_is_lost() {
    let project = crowd();
    project.run("build").exit(0);
    let pages = pages(&project);
    let parts = |page: &str| {
        pages.keys().filter(|it| *it == page || it.starts_with(&format!("{page}page/"))).count()
    };
    // 251 positions, 252 participants, and 500 positions, 1 own and 251 texts of the passage.
    assert_eq!(parts("issues/quotas/"), 3);
    assert_eq!(parts("participants/"), 2);
    assert_eq!(parts("parties/north/"), 2);
    assert_eq!(parts("sources/gazette/p1/"), 4);
    assert!(parts("positions/") > 4);
    assert_eq!((parts("issues/issue-1/"), parts("sources/gazette/p2/")), (1, 0));

    let on = |prefix: &str, id: &str| {
        let id = format!("id=\"{id}\"");
        let pages = pages.iter().filter(|(address, _)| address.starts_with(prefix));
        pages.map(|(_, page)| page.matches(&id).count()).sum::<usize>()
    };
    for person in 0..PEOPLE {
        assert_eq!(on("issues/quotas/", &format!("participant.person-{person}")), 1, "{person}");
        let href = format!("href=\"/fish/participants/person-{person}/\"");
        for list in ["participants/page/", "parties/north/", "positions/"] {
            let is_there = |(address, page): (&String, &String)| {
                (address.starts_with(list) || address == "participants/") && page.contains(&href)
            };
            assert!(pages.iter().any(is_there), "{person} in {list}");
        }
    }
    // The whole matrix: each position once, each person's row wherever they have any.
    let cells = pages.iter().filter(|(address, _)| address.starts_with("positions/"));
    let cells: usize = cells.map(|(_, page)| page.matches("data-stance=\"").count()).sum();
    assert_eq!(cells, 2 * PEOPLE + 1);
}

#[test]
fn every_address_on_a_site_in_parts_leads_to_what_it_names() {
    let project = crowd();
    project.run("build").exit(0);
    check_addresses(&pages(&project));
}

/// Every address within the site leads to a page, and to a place on it.
fn check_addresses(pages: &BTreeMap<String, String>) {
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(address, page)| (&**address, values(page, "id").collect())).collect();
    for (address, page) in pages {
        for href in values(page, "href") {
            let (target, fragment) = href.split_once('#').unwrap_or((href, ""));
            let target = target.split('?').next().unwrap_or_default();
            let target = match target.strip_prefix("/fish/") {
                Some(target) => target,
                None if target.is_empty() => address,
                None => continue,
            };
            if !(target.is_empty() || target.ends_with('/')) {
                continue;
            }
            let known = ids.get(target);
            assert!(known.is_some(), "{address} leads to {href}");
            let is_there = fragment.is_empty() || known.is_some_and(|ids| ids.contains(fragment));
            assert!(is_there, "{address} leads to {href}");
        }
    }
}

/// G7: who holds positions on many issues has a page that goes on, as others with long lists do.
#[test]
fn a_holder_with_many_positions_goes_on_in_parts() {
    const HELD: usize = 230;
    for (file, page) in
        [("parties/north.md", "parties/north/"), ("participants/ann.md", "participants/ann/")]
    {
        let mut project = Project::new().edit("content/participants/ann.md", "  - issue: quotas\n    stance: for\n    summary: Wants quotas.\n    cite: gazette#p1\n", "  - { issue: quotas, stance: for, summary: Wants quotas., cite: gazette#p1 }\n");
        let mut positions = String::new();
        for issue in 0..HELD {
            let text = format!("---\ntitle: Issue {issue}\nquestion: Which?\nstatus: open\n---\n");
            project = project.file(&format!("content/issues/issue-{issue}.md"), text);
            let _ = writeln!(
                positions,
                "  - {{ issue: issue-{issue}, stance: for, summary: Said {issue}., cite: gazette#p1 }}"
            );
        }
        let path = format!("content/{file}");
        let project = if file.starts_with("parties") {
            project.edit(
                &path,
                "kind: country\n",
                &format!("kind: country\npositions:\n{positions}"),
            )
        } else {
            project.edit(&path, "positions:\n", &format!("positions:\n{positions}"))
        };
        project.run("build").exit(0);
        let pages = pages(&project);
        let parts: Vec<_> = pages.iter().filter(|(address, _)| address.starts_with(page)).collect();
        assert_eq!(parts.len(), 3, "{page}");
        for issue in 0..HELD {
            let id = format!("id=\"position.issue-{issue}\"");
            let count: usize = parts.iter().map(|(_, page)| page.matches(&id).count()).sum();
            assert_eq!(count, 1, "{page}: {issue}");
        }
        assert!(pages[&format!("{page}page/2/")].contains(" part 2 of 3 "));
        assert!(parts.iter().all(|(_, page)| page.len() < 200_000));
        check_addresses(&pages);
    }
}

/// G7: who compares two loads their positions and not all.
#[test]
fn the_data_for_comparing_come_in_pieces() {
    let project = crowd();
    project.run("build").exit(0);
    let read = |path: &str| -> Value { serde_json::from_str(&project.read(path)).expect("JSON") };
    let whole = read("public/data/positions.json");
    let compare = project.read("public/compare/index.html");
    let pieces: Vec<Value> = (1..1000)
        .map(|number| format!("public/data/positions/{number}.json"))
        .take_while(|path| project.has(path))
        .map(|path| read(&path))
        .collect();
    assert!(pieces.len() > 1);
    let list = |data: &Value, key: &str| data[key].as_array().expect(key).clone();
    let all = |key: &str| pieces.iter().flat_map(|piece| list(piece, key)).collect::<Vec<_>>();
    assert_eq!(all("positions"), list(&whole, "positions"));
    assert_eq!(all("holders"), list(&whole, "holders"));
    for (piece, number) in pieces.iter().zip(1..) {
        assert!(list(piece, "positions").len() <= 400);
        for holder in list(piece, "holders") {
            let id = holder["id"].as_str().expect("an id");
            let option = format!("<option value=\"{id}\" data-piece=\"{number}\">");
            assert!(compare.contains(&option), "{option}");
        }
        for position in list(piece, "positions") {
            let of_issue = |it: &Value| it["id"] == position["issue"];
            assert!(list(piece, "issues").iter().any(of_issue), "{position}");
            for cite in list(&position, "cite") {
                let (source, passage) = (cite["source"].as_str(), cite["passage"].as_str());
                let source = &piece["sources"][source.expect("a source")];
                assert!(source["passages"][passage.expect("a passage")].is_string(), "{cite}");
            }
        }
    }
}

#[test]
fn a_further_part_says_which_it_is_and_leads_on() {
    let project = crowd();
    project.run("build").exit(0);
    let page = project.read("public/issues/quotas/page/2/index.html");
    assert!(page.contains("<title>Quotas, part 2 of 3 · The fish talks</title>"));
    assert!(page.contains("<a href=\"/fish/issues/quotas/\" rel=\"prev\">"));
    assert!(page.contains("<a href=\"/fish/issues/quotas/page/3/\" rel=\"next\">"));
    assert!(!page.contains("Background"));
    let sitemap = project.read("public/sitemap.xml");
    assert!(sitemap.contains("https://example.org/fish/issues/quotas/page/2/"));
}

#[test]
fn no_alias_may_stand_where_a_page_could_go_on() {
    let project = Project::new()
        .edit(
            "content/participants/ann.md",
            "name: Ann\n",
            "name: Ann\naliases: [/issues/quotas/page/9/]\n",
        )
        .edit(
            "content/participants/bob.md",
            "name: Bob\n",
            "name: Bob\naliases: [/sources/gazette/p1/, /sources/gazette/p1/page/2/, /issues/page/2/]\n",
        );
    insta::assert_snapshot!(project.problems());
}
