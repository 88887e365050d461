//! What holds for any text.

use proptest::prelude::*;
use standpoint::content::{self, LoadOptions};
use standpoint::explainer::{Date, Slug};

use crate::project::Project;

/// Pieces that front matter and Markdown are made of, so that chance finds the places where they meet.
const PIECES: [&str; 44] = [
    "---\n",
    "---",
    "\n",
    "\r\n",
    "\t",
    "  ",
    " ",
    "- ",
    ": ",
    "[",
    "]",
    "{",
    "}",
    "&a",
    "*a",
    "<<",
    "!!int ",
    "|\n",
    ">\n",
    "\"",
    "'",
    "# ",
    "? ",
    ",",
    "name",
    "title",
    "role",
    "positions",
    "cite",
    "passages",
    "date",
    "draft",
    "updates",
    "gazette#p1",
    "2024-02-30",
    "7",
    "true",
    "~",
    "é🐟",
    "[@gazette p1]",
    "[[quotas#x]]",
    "![](a.svg)",
    "<b>",
    "\u{feff}",
];

/// A text from those pieces and from anything else.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![8 => proptest::sample::select(&PIECES[..]).prop_map(str::to_owned), 1 => ".{0,4}"];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_of_a_file_makes_loading_fail(front in text(), body in text(), site in text(), bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let project = Project::new()
            .file("content/participants/ann.md", format!("---\n{front}\n---\n{body}"))
            .file("content/sources/gazette.md", format!("---\ntitle: Gazette\npassages: {front}\n---\n{body}"))
            .file("content/events/summit.md", &front)
            .file("content/parties/north.md", bytes)
            .file("content/site.yaml", format!("title: x\n{site}"));
        let loaded = content::load(&LoadOptions { root: project.path().into(), ..LoadOptions::default() }, &mut content::Memo::default());
        for diagnostic in &loaded.diagnostics {
            let (line, column) = diagnostic.span.line_column();
            prop_assert!(line >= 1 && column >= 1);
            prop_assert!(!diagnostic.message.is_empty() && !diagnostic.message.ends_with('.'), "{}", diagnostic.message);
        }
    }

    #[test]
    fn dates_are_printed_as_they_are_read(year in 0_i16..=9999, month in 1_u8..=12, day in 1_u8..=28, parts in 1_usize..=3) {
        let full = format!("{year:04}-{month:02}-{day:02}");
        let text = full.split('-').take(parts).collect::<Vec<_>>().join("-");
        prop_assert_eq!(Date::parse(&text).map(|date| date.to_string()), Some(text));
    }

    #[test]
    fn what_is_read_as_a_date_or_a_slug_is_printed_the_same(text in "[0-9a-z-]{0,12}") {
        if let Some(date) = Date::parse(&text) {
            prop_assert_eq!(date.to_string(), text.as_str());
        }
        if let Some(slug) = Slug::parse(&text) {
            prop_assert_eq!(slug.to_string(), text.as_str());
        }
    }
}
