//! What holds for whatever an author writes: links lead somewhere, names become slugs, and every format gives back the text that went in.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use atom_syndication::Feed;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;
use standpoint::content::{self, LoadOptions, Loaded, Memo};
use standpoint::diagnostic::{Severity, Span};
use standpoint::explainer::Slug;
use standpoint::markdown::{Anchor, Document, Hooks, Link, Word, escape};
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

/// Shapes of text, right and wrong, with words `W` and `V` in them.
const SHAPES: [&str; 62] = [
    " W ",
    "\n\nW",
    "\nW",
    "**W**",
    "** W **",
    "~~W~~",
    "`W`",
    "[W](../issues/quotas.md)",
    "[W](../issues/quotas.md \"V\")",
    "[W](my V.pdf)",
    "[W] (../issues/V.md)",
    "[W][V]",
    "[W",
    "W]",
    "[[quotas|W]]",
    "[[W]",
    "[[W|V]]",
    "![W](map.svg)",
    "![W](map.svg \"V\")",
    "![W [@gazette p1]](map.svg)",
    "![W [V](about.md)](map.svg)",
    "[W [@gazette p1]](https://example.org/V)",
    "[W[^1]](V.md)",
    "[@gazette p1]",
    "[@gazette W]",
    "[see @gazette p1, W]",
    "(@gazette W)",
    "[W][@gazette p1]",
    "![@gazette p1]",
    "[^1]",
    "[^W]",
    "\n\n[^1]: W\n\n",
    "\n\n[^W]: V\n\n",
    "\n\n[W]: V\n\n",
    "\n\n[W]: ../issues/quotas.md\n\n",
    "\n\n[@gazette p1]: W\n\n",
    "\n\n## W\n\n",
    "\n\n##\u{a0}W\n\n",
    "\n\n- W\n",
    "\n\n1. W\n   V\n",
    "\n\n> W\n> V\n",
    "\n\n> [!NOTE]\n> W\n",
    "\n\n> [!W]\n> V\n",
    "\n\n- [ ] W\n",
    "\n\n| a | b |\n|---|---|\n| W | V |\n\n",
    "\n\n| a | b |\n|---|---|\n| W | b | V |\n\n",
    "\n\n| a | b |\n|---|---|\n| [[W|V]] | b |\n\n",
    "\n\n| W | V |\n| a | b |\n\n",
    "\n\n```text\nW\n```\n\n",
    "\n\n```text\nW\n",
    "\n\n    W\n\n",
    "\n\n<div>\nW **V**\n</div>\n\n",
    "<b>W</b>",
    "<b title=\"W\" class=\"V\">b</b>",
    "\n\n<script>W</script>\n\n",
    "<!-- a -->",
    "\n\n<!-- W\n\nV\n\n",
    "https://example.org/W_V,",
    "<https://example.org/W>",
    "{#W}",
    "%%W%%",
    "\\W\\[V\\]&amp;",
];

/// The hooks of a body on a page that shows where its links lead.
struct Plain(Vec<Link>);

impl Hooks for Plain {
    fn link(&self, at: usize) -> Option<Anchor> {
        let attributes = format!("href=\"{}\"", escape(&self.0[at].destination));
        Some(Anchor { attributes, text: None })
    }

    fn image(&self, at: usize) -> String {
        format!("src=\"{}\"", escape(&self.0[at].destination))
    }

    fn citation(&mut self, _: usize) -> String {
        "1".to_owned()
    }

    fn code(&self, _: &str, code: &str) -> String {
        escape(code)
    }

    fn word(&self, _: Word) -> String {
        String::new()
    }

    fn scope(&self) -> &'static str {
        ""
    }

    fn trusts_raw_html(&self) -> bool {
        false
    }
}

/// The lines that a problem points at.
fn lines_of(span: &Span) -> String {
    let text = span.file.text();
    let start = text[..span.range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.range.end..].find('\n').map_or(text.len(), |at| span.range.end + at);
    format!("{}\n", &text[start..end])
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|it| it.starts_with("word"))
}

/// `text` without its comments, which are not published. The one that never ends is reported at its first line.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        let (comment, behind) = after.split_once("-->").unwrap_or((after, ""));
        kept.push_str(comment.lines().next().unwrap_or_default());
        rest = behind;
    }
    kept + rest
}

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

    /// B2 to B6: what was written and what was published.
    #[test]
    fn every_word_of_a_body_is_published_or_reported(pieces in proptest::collection::vec(select(&SHAPES[..]), 1..12)) {
        let mut body = String::new();
        for (at, shape) in pieces.iter().enumerate() {
            body.push_str(&shape.replace('W', &format!("word{at}a")).replace('V', &format!("word{at}b")));
        }
        let about = format!("---\ntitle: About\n---\n\n{body}\n");
        let files = [("pages/about.md", about.as_str())];
        let reported: String = load(&files).diagnostics.iter().map(|it| lines_of(&it.span)).collect();
        let document = Document::parse(&*body);
        let published = document.html(&mut Plain(document.links.clone()));
        let lost: Vec<_> = words_of(&without_comments(&body))
            .filter(|word| !published.contains(word) && !reported.contains(word))
            .map(str::to_owned)
            .collect();
        prop_assert!(lost.is_empty(), "{:?} of\n{}\nis neither on the page\n{}\nnor reported\n{}", lost, body, published, reported);
    }

    #[test]
    fn every_format_gives_back_the_text_that_went_in(text in text()) {
        // To YAML 1.1, U+2028 is the end of a line, and spaces before it are none of the text.
        let yaml = serde_json::to_string(&text).expect("a text").replace('\u{2028}', "\\u2028");
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
