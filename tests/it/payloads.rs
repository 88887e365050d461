//! Hostile strings: one explainer with each of them in every field that takes text, and in bodies, built once; every output is read as
//! its readers would read it, and gives the string back as text. `tests/tools/payloads.mjs` reads the pages and feeds, and opens them in a browser.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::{Value, json};
use standpoint::content::LoadOptions;
use standpoint::diagnostic::unseen;
use standpoint::explainer::Route;
use standpoint::snapshot;

use crate::project::{Project, files_in, repository};

/// What a field may hold and no output may take for anything but text. Scripts among them set `pwned`.
fn payloads() -> Vec<String> {
    let long_word = "x".repeat(5_000);
    let long_text = "many words ".repeat(500);
    let accents = format!("Z{}a", "\u{335}".repeat(300));
    let texts = [
        // HTML
        "<script>pwned=1</script>",
        "</title><script>pwned=1</script>",
        "</textarea><img src=x onerror=pwned=1>",
        "</template><svg onload=pwned=1>",
        "</script><script>pwned=1</script>",
        "<!--<script>pwned=1</script>",
        "--><script>pwned=1</script>",
        "<![CDATA[<script>pwned=1</script>]]>",
        "<img src=https://evil.example/x.png>",
        "<svg><script>pwned=1</script></svg>",
        "<svg/onload=pwned=1>",
        "<iframe srcdoc=\"<script>parent.pwned=1</script>\"></iframe>",
        "<math><mi//xlink:href=\"data:x,<script>pwned=1</script>\">",
        "<style>@import 'https://evil.example/x.css';</style>",
        "<base href=https://evil.example/>",
        "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
        "<a href=javascript:pwned=1>x</a>",
        "<form action=https://evil.example/><input name=pwned></form>",
        "<b id=pwned>clobbered</b>",
        "&lt;script&gt;pwned=1&lt;/script&gt;",
        "&#60;script&#62;pwned=1&#60;/script&#62;",
        "&amp;amp; &nbsp &copy &notit;",
        "<plaintext>",
        "<x y=\"</x>",
        // Attributes
        "\" onmouseover=\"pwned=1",
        "' onfocus='pwned=1' autofocus='",
        "\"><script>pwned=1</script><a title=\"",
        "` onclick=`pwned=1",
        "x\" style=\"background:url(https://evil.example/x)",
        "\\\" onclick=pwned=1 \\",
        "/ onclick=pwned=1 /",
        // Scripts, JSON
        "\\u003cscript\\u003epwned=1\\u003c/script\\u003e",
        "\"}</script><script>pwned=1</script>{\"",
        "';pwned=1;//",
        "\";pwned=1;//",
        "${pwned=1}",
        "\\\";pwned=1;//\\",
        "{\"@id\":\"https://evil.example/\"}",
        "\u{2028}pwned=1\u{2029}",
        "__proto__",
        "constructor",
        // XML, SVG
        "]]><script>pwned=1</script>",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
        "&e;",
        "<?php echo 1 ?>",
        "</text></svg><svg onload=pwned=1>",
        // Tables, calendars
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1)",
        "\t=1+1",
        "=HYPERLINK(\"https://evil.example/\",\"x\")",
        "a,b;c:d\\e\"f",
        "two\nlines, and \"quotes\"",
        "x\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:pwned",
        "ATTENDEE:mailto:x@evil.example",
        // Templates, formats of words
        "{{ 7 * 7 }}",
        "{% include \"../../etc/passwd\" %}",
        "{# comment #}",
        "{title} {n} {count} {0}",
        "%s %n %d {} $1 $& \\1",
        // Citations
        "} title = {pwned",
        "{{{",
        "}}}",
        "\\input{/etc/passwd} \\% # $ _ ^ ~ &",
        "@misc{x,}",
        // Scripts of the world
        "\u{202e}dlrow olleh",
        "\u{2066}left\u{2067}right",
        "שלום \u{200f}(עולם)",
        "مرحبا بالعالم",
        "漢字かな交じり文",
        "👩‍👩‍👧‍👦🏳️‍🌈🇺🇦",
        "\u{feff}zero\u{200b}width\u{200d}",
        "I\u{307}İıſß ﬁ",
        // YAML, names, paths
        "yes",
        "null",
        "1e3",
        "- a: [b, {c: d}] # e",
        "*alias &anchor !tag |",
        "---",
        "../../etc/passwd",
        "C:\\con\\nul.txt",
        "file:///etc/passwd",
        "a/b?c=d#e&f=g%00%2e%2e",
        // Markdown
        "[x](javascript:pwned=1) ![y](data:x)",
        "**a** _b_ `c` ~~d~~ [[e]] [@f g] <https://evil.example/>",
        "| a | b |",
        "'; DROP TABLE positions; --",
    ];
    texts.into_iter().map(str::to_owned).chain([long_word, long_text, accents]).collect()
}

/// A string in YAML, on one line.
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).expect("JSON");
    // YAML takes these for ends of lines, or for none of its characters.
    json.replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
        .replace('\u{feff}', "\\ufeff")
}

/// A string as Markdown that means nothing but the string, as far as Markdown can: line ends become spaces.
fn in_markdown(text: &str) -> String {
    let escaped = |c: char| match c {
        '\n' | '\t' => " ".to_owned(),
        c if c.is_ascii_punctuation() => format!("\\{c}"),
        c => c.to_string(),
    };
    text.chars().map(escaped).collect()
}

/// How many of them share a field where each of its own would only make more pages.
const TOGETHER: usize = 6;

/// The same, several at a time.
fn groups() -> Vec<String> {
    payloads().chunks(TOGETHER).map(|some| some.join(" ")).collect()
}

/// The explainer: a participant for each string, a thing of every other kind for each group of them, and the site itself with the worst.
fn explainer() -> Project {
    let (payloads, groups) = (payloads(), groups());
    let mut project = Project::empty();
    for (n, payload) in payloads.iter().enumerate() {
        let (text, group, next) = (quoted(payload), n / TOGETHER, (n + 1) % payloads.len());
        let silent = format!("no_position: {text}\n");
        let positions = format!(
            "positions:\n  - {{ issue: g{group}, proposal: one, stance: s{group}, summary: {text}, quote: {text}, quote_by: p{next}, \
             basis: inferred, reason: {text}, cite: g{group}#a }}\n"
        );
        let front = format!(
            "name: {text}\nrole: {text}\nnative_name: {text}\nnative_lang: uk\nsummary: {text}\nparty: g{group}\naliases: [/old/p{n}/]\n\
             updates: [{{ date: 2024-05-03, kind: update, note: {text} }}]\n\
             contacts: [{{ with: p{next}, kind: meeting, event: g{group}, cite: g{group}#a }}]\n"
        );
        let file = |stand: &str| format!("---\n{front}{stand}---\n{}", body(payload, group));
        // Who has no position says why; every other one does.
        let stand = if n % 2 == 0 { &positions } else { &silent };
        project = project.file(&format!("content/participants/p{n}.md"), file(stand));
    }
    let worst = quoted("\"'><script>pwned=1</script>]]>{{ 7 * 7 }}&lt;=");
    let mut site = format!(
        "title: {worst}\ntagline: {worst}\npublisher: {worst}\nbase_url: https://example.org/fish/\nlanguage: en\n\
         main_event: g0\nlead_issues: [g1]\ncards: false\nstances:\n"
    );
    for (n, group) in groups.iter().enumerate() {
        let text = quoted(group);
        let tone = ["positive", "mixed", "neutral", "negative"][n % 4];
        site.push_str(&format!("  - {{ id: s{n}, label: {text}, tone: {tone} }}\n"));
        // An address with a character that nobody sees is refused.
        let is_seen = |c: &char| !c.is_whitespace() && unseen(&c.to_string()).is_none();
        let address: String = group.chars().filter(is_seen).take(500).collect();
        let url = quoted(&format!("https://example.org/?q={address}"));
        let files = [
            (
                "parties",
                format!("name: {text}\nkind: country\nnative_name: {text}\nnative_lang: uk\n"),
            ),
            (
                "issues",
                format!(
                    "title: {text}\nquestion: {text}\nstatus: open\nproposals: [{{ id: one, label: {text} }}]\nopen_questions: [{{ question: {text}, cite: g{n}#a }}]\n"
                ),
            ),
            (
                "events",
                format!(
                    "title: {text}\ndate: 2024-05\nplace: {text}\nparticipants: [p{n}]\nissues: [g{n}]\ncite: g{n}#a\n"
                ),
            ),
            (
                "sources",
                format!(
                    "title: {text}\npublisher: {text}\nauthor: {text}\ndate: 2024-05-02\nurl: {url}\npassages: {{ a: {text} }}\n"
                ),
            ),
            ("glossary", format!("title: {text}\nalso: [{text}]\n")),
            ("pages", format!("title: {text}\n")),
        ];
        for (folder, front) in files {
            let file = format!("---\n{front}summary: {text}\n---\n{}", body(group, n));
            project = project.file(&format!("content/{folder}/g{n}.md"), file);
        }
    }
    let front = format!("---\ntitle: {worst}\nsummary: {worst}\n---\n\nSee [[pages/raw]].\n");
    project
        .file("content/site.yaml", site)
        .file("content/index.md", front)
        .file("content/pages/raw.md", raw_page(&payloads))
}

/// A body that says `text` as words, as a heading and as code.
fn body(text: &str, group: usize) -> String {
    let words = in_markdown(text);
    format!(
        "\nBody: {words}\n\n## {words}\n\n````\n{text}\n````\n\nSee [[glossary/g{group}]] and [[pages/g{group}]] [@g{group} a].\n"
    )
}

/// A page on which the strings stand as they are, so that what of them is HTML is raw HTML: each within a line, and those that begin
/// with a tag as blocks too. Those that would be links or citations are left out: they are errors.
fn raw_page(payloads: &[String]) -> String {
    let mut page = "---\ntitle: Raw\n---\n".to_owned();
    let is_markdown =
        |text: &str| text.contains("](") || text.contains("[[") || text.contains("[@");
    for payload in payloads.iter().filter(|it| !is_markdown(it)) {
        page.push_str(&format!("\n- Raw: {}\n\n*After.*\n", payload.replace('\n', " ")));
        if payload.starts_with('<') {
            page.push_str(&format!("\n{}\n\n*After.*\n", payload.replace('\n', " ")));
        }
    }
    page
}

/// The explainer, published.
static PUBLISHED: LazyLock<Project> = LazyLock::new(|| {
    let project = explainer();
    project.run("build").exit(0);
    project
});

fn json_at(path: &str) -> Value {
    serde_json::from_str(&PUBLISHED.read(&format!("public/data/{path}"))).expect("JSON")
}

/// Asserts that these texts are all of `known`, some of them perhaps more than once.
#[track_caller]
fn assert_all<'a>(texts: impl Iterator<Item = &'a str>, known: &[String], what: &str) {
    let texts: BTreeSet<&str> = texts.collect();
    assert_eq!(texts, known.iter().map(String::as_str).collect(), "{what}");
}

/// The strings of those who have a position.
fn stated() -> Vec<String> {
    payloads().into_iter().step_by(2).collect()
}

#[test]
fn there_are_enough_of_them_and_each_is_another() {
    let payloads = payloads();
    assert!(payloads.len() >= 60, "{}", payloads.len());
    assert_eq!(payloads.iter().collect::<BTreeSet<_>>().len(), payloads.len());
}

#[test]
fn json_gives_every_string_back() {
    let explainer = json_at("explainer.json");
    let things = |list: &str| explainer[list].as_array().expect("a list").clone();
    for (list, fields) in [
        ("participants", &["name", "role", "summary"][..]),
        ("parties", &["name", "summary"]),
        ("issues", &["title", "question", "summary"]),
        ("events", &["title", "place", "summary"]),
        ("sources", &["title", "publisher", "author", "summary"]),
        ("glossary", &["title", "summary"]),
        ("stances", &["label"]),
    ] {
        let known = if list == "participants" { payloads() } else { groups() };
        for field in fields {
            let things = things(list);
            let texts = things.iter().map(|thing| thing[field].as_str().expect(field));
            assert_all(texts, &known, &format!("{list}: {field}"));
        }
    }
    let people = things("participants");
    for field in ["summary", "quote", "reason"] {
        let texts = people.iter().filter_map(|it| it["positions"][0][field].as_str());
        assert_all(texts, &stated(), field);
    }
    let people = json_at("participants.json");
    let names = people["persons"].as_array().expect("a list").iter();
    assert_all(names.map(|it| it["name"].as_str().expect("a name")), &payloads(), "persons");
    let matrix = json_at("positions.json").to_string();
    for payload in stated() {
        let written = serde_json::to_string(&payload).expect("JSON");
        assert!(matrix.contains(&written), "{payload}");
    }
}

#[test]
fn the_table_gives_every_string_back_and_holds_no_formula() {
    let table = PUBLISHED.read("public/data/positions.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let columns = reader.headers().expect("columns").clone();
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    for (column, known) in [
        ("holder", stated()),
        ("summary", stated()),
        ("quote", stated()),
        ("reason", stated()),
        ("issue", groups()),
        ("proposal", groups()),
        ("stance", groups()),
        ("party", groups()),
    ] {
        let at = columns.iter().position(|it| it == column).expect(column);
        let plain = rows.iter().map(|row| row[at].strip_prefix('\'').unwrap_or(&row[at]));
        assert_all(plain, &known, column);
    }
    let formula = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    assert!(!rows.iter().flatten().any(formula));
}

#[test]
fn the_calendar_gives_every_string_back() {
    let calendar = PUBLISHED.read("public/data/events.ics");
    assert!(calendar.lines().all(|line| line.len() <= 75), "a line is too long");
    let unfolded = calendar.replace("\r\n ", "").replace("\r\n\t", "");
    let unescaped = |text: &str| {
        let mut chars = text.chars();
        let mut plain = String::new();
        while let Some(c) = chars.next() {
            match (c, chars.clone().next()) {
                ('\\', Some('n' | 'N')) => plain.extend(chars.next().map(|_| '\n')),
                ('\\', Some(_)) => plain.extend(chars.next()),
                _ => plain.push(c),
            }
        }
        plain
    };
    for property in ["SUMMARY:", "LOCATION:"] {
        let values = unfolded.split("\r\n").filter_map(|line| line.strip_prefix(property));
        let values: Vec<_> = values.map(unescaped).collect();
        assert_eq!(values.len(), groups().len(), "{property}");
        assert_all(values.iter().map(String::as_str), &groups(), property);
    }
}

/// Runs the tool on the published folder; what it is told stands in a file.
fn look(arguments: &[&str], told: &Value, folder: &Path) -> String {
    let file = folder.join("told.json");
    fs::write(&file, told.to_string()).expect("it is written");
    let tool = repository().join("tests/tools/payloads.mjs");
    let output = Command::new("node").arg(tool).arg(&file).args(arguments).output();
    let output = output.expect("node runs; `scripts/test` installs it");
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    out.into_owned()
}

#[test]
#[ignore = "needs scripts/test"]
fn pages_feeds_and_drawings_give_every_string_back_as_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let published = PUBLISHED.path().join("public");
    let drawings = drawings(folder.path());
    assert!(drawings > payloads().len(), "{drawings} drawings");
    let bibtex = folder.path().join("bibtex.json");
    let told = json!({
        "payloads": payloads(),
        "groups": groups(),
        "folder": published,
        "base": "/fish/",
        "drawings": folder.path().join("drawings"),
        "bibtex": bibtex,
    });
    let out = look(&["read"], &told, folder.path());
    assert!(out.contains(" pages read"), "{out}");
    let entries: Vec<String> =
        serde_json::from_slice(&fs::read(bibtex).expect("citations")).expect("JSON");
    assert!(entries.len() > payloads().len());
    for entry in entries {
        let parsed = biblatex::Bibliography::parse(&entry);
        let parsed = parsed.unwrap_or_else(|error| panic!("{error}: {entry}"));
        assert_eq!(parsed.len(), 1, "{entry}");
    }
}

/// Writes the drawing of each card, as text; how many there are.
fn drawings(folder: &Path) -> usize {
    let with_cards = explainer().edit("content/site.yaml", "cards: false", "cards: true");
    let options = LoadOptions { root: with_cards.path().to_owned(), ..LoadOptions::default() };
    let loaded = snapshot::load(&options, &mut snapshot::Memo::default());
    let renderer = loaded.renderer.expect("it is sound");
    let cards = renderer.routes().into_iter().filter(|route| matches!(route, Route::Card(_)));
    let cards: Vec<_> = cards.collect();
    fs::create_dir(folder.join("drawings")).expect("made");
    for (n, card) in cards.iter().enumerate() {
        let drawing = renderer.drawing(card).expect("a card").expect("it is drawn");
        fs::write(folder.join(format!("drawings/{n}.svg")), drawing).expect("it is written");
        if n % 25 == 0 {
            renderer.render(card).expect("a picture is made of it");
        }
    }
    cards.len()
}

#[test]
#[ignore = "needs scripts/test"]
fn no_browser_takes_any_of_them_for_more_than_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = json!({
        "payloads": payloads(),
        "groups": groups(),
        "folder": PUBLISHED.path().join("public"),
        "base": "/fish/",
    });
    let out = look(&["open"], &told, folder.path());
    assert!(out.contains(" pages opened"), "{out}");
}

#[test]
fn every_field_for_text_was_filled() {
    // Whoever adds a field to front matter adds it above as well, where it takes any text.
    let schemas: Value =
        serde_json::from_str(&Project::empty().run("schema").exit(0).out).expect("JSON");
    let mut fields = BTreeSet::new();
    free_texts(&schemas, "", &mut fields);
    let filled = [
        "also",
        "author",
        "label",
        "name",
        "native_lang",
        "native_name",
        "no_position",
        "note",
        "passages",
        "place",
        "publisher",
        "question",
        "quote",
        "reason",
        "role",
        "summary",
        "tagline",
        "title",
    ];
    // Addresses, slugs of other things, and kinds of files.
    let others = [
        "aliases",
        "custom_domain",
        "event",
        "files",
        "issue",
        "issues",
        "language",
        "lead_issues",
        "main_event",
        "members",
        "participants",
        "party",
        "proposal",
        "quote_by",
        "stance",
        "with",
    ];
    let known: BTreeSet<_> = filled.into_iter().chain(others).map(str::to_owned).collect();
    let unknown: Vec<_> = fields.difference(&known).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    assert!(fields.contains("note") && fields.contains("title"), "{fields:?}");
}

/// The names of properties that take any text: strings without a pattern, a list of values or something that they must refer to.
fn free_texts(schema: &Value, name: &str, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            let is_text = fields.get("type").is_some_and(|it| {
                it == "string" || it.as_array().is_some_and(|it| it.contains(&json!("string")))
            });
            let is_bound = ["pattern", "enum", "const", "format", "x-standpoint"]
                .iter()
                .any(|key| fields.contains_key(*key));
            if is_text && !is_bound && !name.is_empty() {
                found.insert(name.to_owned());
            }
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        for (name, schema) in properties {
                            free_texts(schema, name, found);
                        }
                    }
                    ("$defs", Value::Object(definitions)) => {
                        for schema in definitions.values() {
                            free_texts(schema, "", found);
                        }
                    }
                    _ => free_texts(value, if is_bound { "" } else { name }, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| free_texts(item, name, found)),
        _ => {}
    }
}

#[test]
fn raw_html_in_a_body_is_published_as_far_as_it_is_harmless() {
    let page = PUBLISHED.read("public/raw/index.html");
    let text = page.split("<section class=\"prose\">").nth(1).expect("a text");
    assert!(text.matches("<em>After.</em>").count() > 60);
    for hostile in
        ["<script>pwned", "<img", "<iframe", "onerror=\"", "<style", "<form", "id=\"pwned\""]
    {
        assert!(!text.split("</main>").next().expect("it ends").contains(hostile), "{hostile}");
    }
    assert!(files_in(&PUBLISHED.path().join("public")).len() > 300);
}
