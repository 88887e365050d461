//! The style sheets of a page: what not every page needs has one of its own.

/// The style sheets by their paths in `static/`, in the order in which a page loads them, each with the kinds of page that need it.
const STYLES: [(&str, &[&str]); 6] = [
    ("css/positions.css", &["issue", "participant", "party", "positions", "compare"]),
    ("css/holders.css", &["home", "participant", "party", "positions"]),
    ("css/contacts.css", &["participant"]),
    ("css/tools.css", &["positions", "timeline", "compare"]),
    (
        "css/lists.css",
        &[
            "home",
            "issues",
            "participants",
            "parties",
            "event",
            "sources",
            "source",
            "passage",
            "glossary",
            "updates",
            "data",
        ],
    ),
    (RICH_TEXT, &["glossary"]),
];

/// The style sheet of elements that few texts have.
const RICH_TEXT: &str = "css/text.css";

/// The beginnings of these elements.
const RICH: [&str; 6] =
    ["<table", "class=\"alert\"", "<input", "<pre", "<figcaption", "class=\"caption"];

/// Returns `true` if a text has an element with a style sheet of its own.
pub(super) fn has_rich_text(html: &str) -> bool {
    RICH.iter().any(|it| html.contains(it))
}

/// Returns the style sheets of a page of this kind.
pub(super) fn styles(kind: &str, has_rich_text: bool) -> Vec<&'static str> {
    let is_needed =
        |style: &str, kinds: &[&str]| kinds.contains(&kind) || style == RICH_TEXT && has_rich_text;
    let needed = STYLES.into_iter().filter(|(style, kinds)| is_needed(style, kinds));
    needed.map(|(style, _)| style).collect()
}
