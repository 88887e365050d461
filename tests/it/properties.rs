//! What holds for whatever an author writes: links lead somewhere, names become slugs, and every format gives back the text that went in.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use atom_syndication::Feed;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;
use standpoint::content::{self, LoadOptions, Loaded, Memo};
use standpoint::diagnostic::Severity;
use standpoint::explainer::Slug;
use standpoint::markdown::escape;
use standpoint::render::{Renderer, Theme, ThemeMemo};
use standpoint::scaffold::slug_of;

use crate::project::{Project, between};

static PROJECT: LazyLock<Project> = LazyLock::new(Project::new);

/// The theme, which is made once: no test here changes the settings that it depends on.
static THEME: LazyLock<Arc<Theme>> = LazyLock::new(|| {
    let settings = load(&[]).theme.expect("settings");
    let (language, place) = (&settings.language, &settings.language_place);
    let memo = &mut ThemeMemo::default();
    Theme::load(PROJECT.path(), language, place, &settings.base_url, memo).0.expect("a theme")
});

thread_local! {
    static MEMO: RefCell<Memo> = RefCell::default();
}

/// The sound explainer, loaded with these files (paths under `content/`) in place of its own.
fn load(files: &[(&str, &str)]) -> Loaded {
    let overlay = files.iter().map(|(path, text)| ((*path).to_owned(), Some(Arc::from(*text))));
    let root = PROJECT.path().to_owned();
    let options = LoadOptions { root, overlay: overlay.collect(), ..LoadOptions::default() };
    MEMO.with_borrow_mut(|memo| content::load(&options, memo))
}

/// Every file of the site but for cards, by its path; nothing when there is an error.
fn site(files: &[(&str, &str)]) -> Option<BTreeMap<String, String>> {
    let renderer = Renderer::new(load(files).explainer?, THEME.clone());
    let files = renderer.routes().into_iter().filter(|route| renderer.drawing(route).is_none());
    let files = files.map(|route| {
        let bytes = renderer.render(route).expect("it renders");
        (route.file(), String::from_utf8_lossy(&bytes).into_owned())
    });
    Some(files.collect())
}

/// Pieces of bodies: links of all kinds, right and wrong, and what may stand around them.
const PIECES: [&str; 30] = [
    "[a](../issues/quotas.md)",
    "[a](../issues/quotas.md#background)",
    "[a](../issues/quotas.md#background-1)",
    "[a](../glossary/quota.md#more)",
    "[a](../glossary/quota.md)",
    "[a](../sources/gazette.md#p1)",
    "[a](../index.md)",
    "[a](#more)",
    "[a](#more-1)",
    "[a](map.svg)",
    "![a](map.svg)",
    "[a](/fish/issues/)",
    "[a](/issues/quotas/)",
    "[[quotas]]",
    "[[glossary/quota#more|b]]",
    "[[ann]]",
    "[[bob|c]]",
    "[a]",
    "[@gazette p1]",
    "[@gazette p1; @gazette p2]",
    "[^1]",
    "\n\n[^1]: b\n\n",
    "\n\n[a]: ../parties/north.md\n\n",
    "\n\n## More\n\n",
    "\n\n### More\n\n",
    "\n\n- ",
    "\n\n> ",
    "\n\n| a | b |\n|---|---|\n| c | d |\n\n",
    " *b* ",
    "`c`",
];

fn body() -> impl Strategy<Value = String> {
    // Most anchors exist, so that many bodies are sound.
    proptest::collection::vec(select(&PIECES[..]), 0..8)
        .prop_map(|pieces| format!("{}\n\n## More\n", pieces.concat()))
}

/// The values of an attribute.
fn attribute<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    page.split(start.as_str()).skip(1).filter_map(|after| after.split('"').next()).collect()
}

/// What every page of the site links to within the site, and does not exist.
fn dead_links(site: &BTreeMap<String, String>) -> Vec<String> {
    let ids = |page: &str| attribute(page, "id").into_iter().map(str::to_owned).collect();
    let ids: BTreeMap<&String, BTreeSet<String>> =
        site.iter().map(|(path, page)| (path, ids(page))).collect();
    let mut dead = Vec::new();
    for (path, page) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        for href in attribute(page, "href").into_iter().chain(attribute(page, "src")) {
            let (address, anchor) = href.split_once('#').unwrap_or((href, ""));
            let address = address.split('?').next().unwrap_or_default();
            let file = match address.strip_prefix("/fish/") {
                _ if address.is_empty() => path.clone(),
                Some(rest) if rest.is_empty() || rest.ends_with('/') => format!("{rest}index.html"),
                Some(rest) => rest.to_owned(),
                None => continue,
            };
            let there = ids.get(&file).is_some_and(|ids| anchor.is_empty() || ids.contains(anchor));
            if !there {
                dead.push(format!("{path}: {href}"));
            }
        }
    }
    dead
}

/// Text as people write it, and as they do not.
fn text() -> impl Strategy<Value = String> {
    let odd = [
        "<",
        ">",
        "&",
        "\"",
        "'",
        "&amp;",
        "&#60;",
        "</script>",
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[",
        "\\",
        "\\n",
        ",",
        ";",
        ":",
        "=",
        "+",
        "@",
        "-",
        "\n",
        "\t",
        "{{ x }}",
        "{% x %}",
        "%",
        "\u{2028}",
        "é",
        "🐟",
        "ש",
        "a\u{301}",
        " ",
    ];
    let piece = prop_oneof![
        2 => select(odd.to_vec()).prop_map(str::to_owned),
        1 => "[ -~]{0,6}",
        1 => "[а-яü€]{0,40}",
    ];
    proptest::collection::vec(piece, 0..10).prop_map(|pieces| format!("a{}z", pieces.concat()))
}

/// What a browser reads where `html` is written.
fn unescaped(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, after) = after.split_once(';').expect("every ampersand begins a reference");
        text.push_str(before);
        text.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            name => {
                let number = name.strip_prefix('#').expect("a number");
                let number = match number.strip_prefix(['x', 'X']) {
                    Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                    None => number.parse(),
                };
                number.ok().and_then(char::from_u32).expect("a character")
            }
        });
        rest = after;
    }
    text + rest
}

/// Every text in a JSON value.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// The text of a property of a calendar (RFC 5545, sections 3.1 and 3.3.11).
fn property(calendar: &str, name: &str) -> String {
    let unfolded = calendar.replace("\r\n ", "").replace("\r\n\t", "");
    let mut lines = unfolded.split("\r\n");
    let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let mut text = String::new();
    let mut characters = value.expect("it has this property").chars();
    while let Some(c) = characters.next() {
        text.push(match c {
            '\\' => match characters.next().expect("what is escaped") {
                'n' | 'N' => '\n',
                escaped => escaped,
            },
            c => c,
        });
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn links_that_resolve_lead_to_a_page_and_a_place_on_it(about in body(), term in body(), issue in body()) {
        let about = format!("---\ntitle: About\n---\n\n{about}\n");
        let term = format!("---\ntitle: Quota\n---\n\n{term}\n");
        let issue = format!("---\ntitle: Quotas\nquestion: Who?\nstatus: open\n---\n\n## Background\n\n{issue}\n");
        let files = [
            ("pages/about.md", about.as_str()),
            ("glossary/quota.md", &term),
            ("issues/quotas.md", &issue),
        ];
        match site(&files) {
            Some(site) => prop_assert_eq!(dead_links(&site), Vec::<String>::new()),
            None => prop_assert!(load(&files).diagnostics.iter().any(|it| it.severity() == Severity::Error)),
        }
    }

    #[test]
    fn every_format_gives_back_the_text_that_went_in(text in text()) {
        let yaml = serde_json::to_string(&text).expect("a text");
        let event = format!("---\ntitle: {yaml}\ndate: 2024-05-01\nplace: {yaml}\nsummary: {yaml}\ncite: gazette#p2\nupdates:\n  - {{ date: 2024-05-02, kind: update, note: {yaml} }}\n---\n");
        let ann = format!("---\nname: {yaml}\nrole: Minister\nparty: north\npositions:\n  - issue: quotas\n    stance: for\n    summary: {yaml}\n    cite: gazette#p1\n---\n");
        let files = [("events/summit.md", event.as_str()), ("participants/ann.md", &ann)];
        let site = site(&files);
        prop_assert!(site.is_some(), "{:#?}", load(&files).diagnostics);
        let site = site.unwrap_or_default();

        let page = &site["events/summit/index.html"];
        let heading = between(page, "<h1", "</h1>").split_once('>').map_or("", |it| it.1);
        prop_assert_eq!(unescaped(heading.trim()), text.trim());
        let described = attribute(page, "content").into_iter().map(unescaped).any(|it| it == text);
        prop_assert!(described, "no attribute of {}", page);

        let graph = between(page, "<script type=\"application/ld+json\">", "</script>");
        let graph: Value = serde_json::from_str(graph).expect("it is JSON");
        prop_assert!(strings(&graph).contains(&text.as_str()), "{}", graph);
        let data: Value = serde_json::from_str(&site["data/explainer.json"]).expect("it is JSON");
        prop_assert!(strings(&data).contains(&text.as_str()));

        let mut table = csv::Reader::from_reader(site["data/positions.csv"].as_bytes());
        let row = table.records().next().expect("a row").expect("it is a table");
        prop_assert!(row.iter().filter(|cell| *cell == text).count() >= 2, "{:?}", row);

        let calendar = &site["data/events.ics"];
        prop_assert_eq!(property(calendar, "SUMMARY"), text.as_str());
        prop_assert_eq!(property(calendar, "LOCATION"), text.as_str());

        let feed = Feed::read_from(site["feed.xml"].as_bytes()).expect("it is Atom");
        let entry = feed.entries.first().expect("an entry");
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = entry.title.value.split_once(": ").expect("a kind").1;
        prop_assert!(title.starts_with(&format!("{text} – ")), "{}", title);
        let note = &title[text.len() + " – ".len()..];
        prop_assert!(words.starts_with(note.trim_end_matches('…')), "{}", title);
        let content = entry.content.as_ref().and_then(|it| it.value.as_deref()).unwrap_or_default();
        prop_assert_eq!(unescaped(between(content, "<p>", "</p>")), text.as_str());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn escaped_text_is_read_as_it_was(text in any::<String>()) {
        let escaped = escape(&text);
        prop_assert!(!escaped.contains(['<', '>', '"']), "{}", escaped);
        prop_assert_eq!(unescaped(&escaped), text);
    }

    #[test]
    fn a_slug_made_from_a_name_is_one_and_stays_the_same(name in any::<String>()) {
        let made = slug_of(&name);
        prop_assert!(made.is_empty() || Slug::parse(&made).is_some(), "{}", made);
        prop_assert_eq!(slug_of(&made), made);
    }

    #[test]
    fn a_slug_is_what_it_was_read_from(words in proptest::collection::vec("[a-z0-9]{1,12}", 1..8)) {
        let text = words.join("-");
        let slug = Slug::parse(&text);
        prop_assert_eq!(slug.as_ref().map(ToString::to_string), Some(text.clone()));
        prop_assert_eq!(slug.and_then(|it| Slug::parse(it.as_str())), Slug::parse(&text));
    }
}
