//! What is drawn on pages, and the small marks in texts: that drawings say what the lists beside them say, and need no style of their own.

use std::fs;

use crate::project::Project;
use crate::site::{SITES, Site};

fn page(site: &Site, path: &str) -> String {
    let file = site.folder().join(path).join("index.html");
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// What stands between `start` and the first `end` after it.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = page.split_once(start).unwrap_or_else(|| panic!("no `{start}`"));
    rest.split_once(end).unwrap_or_else(|| panic!("no `{end}`")).0
}

/// The addresses of the links in a piece of a page.
fn links(piece: &str) -> Vec<&str> {
    piece.split(" href=\"").skip(1).filter_map(|after| after.split('"').next()).collect()
}

#[test]
fn the_drawing_of_time_holds_the_events_of_the_list_in_its_order() {
    for (site, events) in SITES.iter().zip([10, 3]) {
        let page = page(site, "timeline");
        let drawing = between(&page, "<figure class=\"chart\"", "</figure>");
        let list = between(&page, "<ol class=\"timeline\">", "</ol>");
        assert_eq!(links(drawing).len(), events, "{}", site.name);
        assert_eq!(links(drawing), links(list), "{}", site.name);
        assert!(drawing.contains("role=\"group\" aria-labelledby=\"timeline.drawing\""));
        assert!(!drawing.contains("NaN") && !drawing.contains("inf"));
    }
}

#[test]
fn days_that_are_not_known_are_not_drawn_as_known() {
    let event =
        |page: &str, slug: &str| between(page, &format!("events/{slug}/\">"), "</a>").to_owned();
    let paris = page(&SITES[0], "timeline");
    assert!(event(&paris, "saudi-talks").contains("chart-unsure"));
    assert!(!event(&paris, "paris-talks").contains("chart-unsure"));
    assert!(event(&paris, "paris-talks").contains("chart-ring"), "it is the main event");
    assert!(paris.contains("class=\"chart-cut\"") && paris.contains("time left out"));
    let trade = page(&SITES[1], "timeline");
    assert!(event(&trade, "unterzeichnung").contains("chart-unsure"), "only the year is known");
    assert!(!event(&trade, "runde-graufurt").contains("chart-unsure"));
    assert!(trade.contains("März") && !trade.contains("class=\"chart-cut\""));
}

/// H1: `WebKit` before 2.52 takes `rem` in an attribute of a drawing for nothing.
#[test]
fn no_attribute_of_a_drawing_is_in_rem() {
    let mut drawn = 0;
    for site in SITES.iter() {
        for (path, bytes) in crate::project::files_in(&site.folder()) {
            let text = String::from_utf8_lossy(&bytes);
            if path.ends_with(".html") {
                let mut values = text.split('"').skip(1).step_by(2);
                let is_in_rem = |value: &&str| {
                    let length = value.strip_suffix("rem").unwrap_or_default();
                    length.parse::<f64>().is_ok()
                };
                assert_eq!(values.find(is_in_rem), None, "{path}");
                drawn += text.matches("em\" r=\"").count() + text.matches("em\" y2=\"").count();
            }
        }
    }
    assert!(drawn > 30, "only {drawn} lengths in em");
}

/// G1: the numbers of the list are its own, and stay when it is filtered.
#[test]
fn events_have_the_numbers_of_the_drawing() {
    for site in SITES.iter() {
        let page = page(site, "timeline");
        let list = between(&page, "<ol class=\"timeline\">", "</ol>");
        let listed: Vec<_> =
            list.split("<li value=\"").skip(1).map(|it| it.split('"').next()).collect();
        let drawing = between(&page, "<figure class=\"chart\"", "</figure>");
        let drawn: Vec<_> = drawing
            .split("class=\"chart-number\">")
            .skip(1)
            .map(|it| it.split('<').next())
            .collect();
        assert!(listed.len() > 2, "{}", site.name);
        assert_eq!(listed, drawn, "{}", site.name);
    }
}

#[test]
fn a_list_of_two_events_is_not_drawn() {
    let project = Project::new();
    project.run("build").exit(0);
    let timeline = project.read("public/timeline/index.html");
    assert!(!timeline.contains("class=\"chart\"") && !timeline.contains("keyed"));
}

#[test]
fn whom_somebody_met_is_drawn_where_there_are_two() {
    let drawn = page(&SITES[0], "participants/steve-witkoff");
    let said = between(&drawn, "<desc id=\"holder.network-text\">", "</desc>");
    assert_eq!(said, "Met Andrii Sybiha; Met Rustem Umerov; Met Vladimir Putin");
    assert_eq!(between(&drawn, "<svg class=\"network\"", "</svg>").matches("<line ").count(), 3);
    let list = between(&drawn, "<ul class=\"meetings\">", "</ul>");
    assert!(
        ["Andrii Sybiha", "Rustem Umerov", "Vladimir Putin"].iter().all(|it| list.contains(it))
    );
    assert!(!page(&SITES[0], "participants/marco-rubio").contains("class=\"network\""));
    let german = page(&SITES[1], "participants/handelsministerin-nordland");
    assert!(german.contains("data-kind=\"call\"") && german.contains("data-kind=\"meeting\""));
}

#[test]
fn related_issues_are_few_and_say_why() {
    for site in SITES.iter() {
        let folder = fs::read_dir(site.folder().join("issues")).expect("issues");
        let slugs =
            folder.map(|it| it.expect("an entry").file_name().into_string().expect("UTF-8"));
        let mut found = 0;
        for slug in slugs.filter(|slug| slug != "index.html") {
            let page = page(site, &format!("issues/{slug}"));
            let Some((_, related)) = page.split_once("<h2 id=\"issue.related\">") else { continue };
            let related = related.split("</section>").next().unwrap_or_default();
            let entries: Vec<_> = related.split("<li>").skip(1).collect();
            assert!((1..=4).contains(&entries.len()), "{slug}");
            assert!(entries.iter().all(|it| !it.contains("related-why\"></span>")), "{slug}");
            assert!(!related.contains(&format!("/issues/{slug}/")), "{slug} names itself");
            found += 1;
        }
        assert!(found > 0, "{}", site.name);
    }
}

#[test]
fn the_front_page_says_what_comes_next_by_the_main_event() {
    let next = |page: &str| between(page, "<h2 id=\"home.outlook\">", "</section>").to_owned();
    let paris = next(&page(&SITES[0], ""));
    assert!(paris.starts_with("Latest and next"));
    let events: Vec<_> = links(&paris).into_iter().filter(|it| it.contains("/events/")).collect();
    assert_eq!(
        events,
        ["/paris-talks/events/paris-talks/", "/paris-talks/events/london-follow-up/"]
    );
    assert!(next(&page(&SITES[1], "")).contains("events/unterzeichnung/"));
    let project = Project::new();
    project.run("build").exit(0);
    let alone = next(&project.read("public/index.html"));
    assert!(alone.starts_with("The latest event") && alone.contains("events/summit/"));
}

#[test]
fn a_changed_position_shows_its_course() {
    for path in ["parties/suedland", "issues/getreidezoelle"] {
        let page = page(&SITES[1], path);
        let course = between(&page, "<ol class=\"course\"", "</ol>");
        let places: Vec<_> = ["Dagegen", "Noch nicht festgelegt", "Nur im Tausch"]
            .iter()
            .map(|stance| course.find(stance).expect(stance))
            .collect();
        assert!(places.is_sorted(), "{path}: the oldest comes first");
        assert_eq!(course.matches("<time ").count(), 3, "{path}");
    }
}

#[test]
fn a_party_says_in_words_whether_its_people_differ() {
    let agree = page(&SITES[0], "parties/united-states");
    assert!(agree.contains("they take the same stance."));
    let project = Project::new().file(
        "content/participants/cleo.md",
        "---\nname: Cleo\nrole: Deputy\nparty: north\npositions:\n  - { issue: quotas, stance: against, summary: Wants none., cite: gazette#p1 }\n---\n",
    );
    project.run("build").exit(0);
    let differ = project.read("public/parties/north/index.html");
    assert!(differ.contains("They differ among themselves on one issue."));
    let sides = between(&differ, "<dl class=\"comparisons differences\">", "</dl>");
    assert!(sides.find("In favour").expect("one side") < sides.find("Against").expect("the other"));
}

#[test]
fn a_glance_leads_to_the_position_below_it() {
    let page = page(&SITES[1], "parties/suedland");
    let glance = between(&page, "<ul class=\"places\">", "</ul>");
    let places: Vec<_> =
        links(glance).into_iter().filter(|it| !it.starts_with("#place.")).collect();
    assert_eq!(places, ["#position.getreidezoelle", "#position.ausgleichsabgabe"]);
    assert!(page.contains("<article class=\"position\" id=\"position.getreidezoelle\""));
}

#[test]
fn no_page_holds_a_style_but_for_those_made_for_frames() {
    for site in SITES.iter() {
        for (path, bytes) in crate::project::files_in(&site.folder()) {
            if path.ends_with(".html") {
                let text = String::from_utf8(bytes).expect("UTF-8");
                assert!(!text.contains(" style=\""), "{path}");
                assert_eq!(text.contains("<style"), path.starts_with("embed/"), "{path}");
            }
        }
    }
    let table = page(&SITES[1], "ueber");
    assert!(table.contains(
        "<th scope=\"col\">Fisch</th><th scope=\"col\" data-align=\"end\">Nordland</th>"
    ));
    assert!(table.contains("<td data-align=\"end\">1200</td>"));
    assert!(table.contains(">↩\u{fe0e}</a>"), "an arrow and not a picture of one");
}

#[test]
fn citations_that_touch_are_one_mark() {
    let project = Project::new().edit(
        "content/index.md",
        "[@gazette p1].",
        "[@gazette p1; @gazette p2] [@gazette p1]. Apart [@gazette p2], and not.\n\n| a | b |\n|:-:|---|\n| [[participants/ann\\|her]] | [@gazette p1] [@gazette p2] |",
    );
    project.run("build").exit(0);
    let home = project.read("public/index.html");
    let body = between(&home, "<section class=\"prose brief-story\">", "</table>");
    let plain = |mark: &str| {
        mark.split('<')
            .filter_map(|it| it.split_once('>'))
            .map(|(_, text)| text)
            .collect::<String>()
    };
    let marks: Vec<_> = body
        .split("<sup class=\"cite\">")
        .skip(1)
        .map(|it| plain(it.split("</sup>").next().unwrap_or_default()))
        .collect();
    assert_eq!(marks.len(), 3, "{body}");
    assert_eq!(body.matches("role=\"doc-noteref\"").count(), 6);
    for id in ["cite.1.1", "cite.1.2", "cite.1.3", "cite.2.1", "cite.2.2", "cite.2.3"] {
        assert!(
            home.contains(&format!("id=\"{id}\"")) && home.contains(&format!("href=\"#{id}\"")),
            "{id}"
        );
    }
    assert!(body.contains("</a>,\u{2009}<a id=\"cite.2.1\""));
    assert!(body.contains("<th scope=\"col\" data-align=\"center\">a</th>"));
    assert!(body.contains(">her</a>"), "the bar of a wiki-link is escaped in a table");
}
