//! Filters and sanitizes raw HTML.
//!
//! The parser emits raw HTML in pieces (an inline tag at a time, a block up to a blank line), so a piece cannot be judged as a whole. Hence
//! two steps. [`filtered`] reads a piece tag by tag and rewrites only what the list below allows: no `id`, no `class`, no means by which an
//! author could imitate the HTML that this program writes. [`sound`] then parses a whole text as a browser would, with this program's own
//! HTML in it: elements left open are closed within the text, and anything that is not allowed in a text is removed.
//!
//! Anything that is not on the list is a warning. Texts without raw HTML, which are nearly all, skip both steps.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::{DEEPEST, Flaw, FlawKind, escape};

/// The elements that are allowed in raw HTML.
const ELEMENTS: [&str; 54] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Elements without an end tag.
const VOID: [&str; 4] = ["br", "col", "hr", "wbr"];

/// Elements whose end tag may be left out.
const ENDED_BY_OTHERS: [&str; 14] = [
    "caption", "colgroup", "dd", "dt", "li", "p", "rp", "rt", "tbody", "td", "tfoot", "th",
    "thead", "tr",
];

/// Elements that are removed with their content, which is not text for readers.
const GO_WITH_CONTENT: [&str; 14] = [
    "iframe", "math", "noembed", "noframes", "noscript", "object", "script", "select", "style",
    "svg", "template", "textarea", "title", "xmp",
];

const SPACE: [char; 5] = [' ', '\t', '\n', '\r', '\u{c}'];

/// The result of filtering a piece of raw HTML.
pub(super) struct Filtered {
    /// The part that is published.
    pub(super) html: String,
    /// The parts that are not.
    pub(super) flaws: Vec<Flaw>,
    /// Its tags, except those of elements that were removed with their content.
    pub(super) tags: Vec<Tag>,
}

/// An opening or closing tag.
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) opens: bool,
    pub(super) is_kept: bool,
    pub(super) range: Range<usize>,
}

/// Returns `true` if a piece of raw HTML consists only of comments, which are removed silently.
pub(super) fn is_comment(html: &str) -> bool {
    Pieces { html, at: 0 }.all(|(piece, _)| match piece {
        Piece::Comment => true,
        Piece::Text(text) => text.trim().is_empty(),
        _ => false,
    })
}

/// Filters a piece of raw HTML. Ranges are bytes of it.
pub(super) fn filtered(html: &str) -> Filtered {
    let mut filtered = Filtered { html: String::new(), flaws: Vec::new(), tags: Vec::new() };
    let mut pieces = Pieces { html, at: 0 };
    while let Some((piece, range)) = pieces.next() {
        match piece {
            Piece::Text(text) => filtered.html.push_str(&text.replace('<', "&lt;")),
            Piece::Comment => {}
            Piece::Declaration => filtered.flaw(FlawKind::Declaration, range),
            Piece::Incomplete => {
                // A comment is not for readers, even if it does not end.
                let shown = Some(&html[range.clone()]).filter(|it| !it.starts_with("<!--"));
                filtered.html.extend(shown.map(escape));
                filtered.flaw(FlawKind::Incomplete, range);
            }
            Piece::Open(name, attributes) => {
                let goes_whole = GO_WITH_CONTENT.contains(&&*name);
                if !goes_whole || !pieces.skip_past_end_of(&name) {
                    filtered.tag(name.clone(), true, range.clone());
                }
                filtered.open(name, attributes, range);
            }
            Piece::Close(name) => {
                if ELEMENTS.contains(&&*name) && !VOID.contains(&&*name) {
                    filtered.html.push_str(&format!("</{name}>"));
                }
                filtered.tag(name, false, range);
            }
        }
    }
    filtered
}

/// Returns the ranges of the texts in a piece of raw HTML.
pub(super) fn texts(html: &str) -> Vec<Range<usize>> {
    let pieces = Pieces { html, at: 0 };
    pieces.filter(|(piece, _)| matches!(piece, Piece::Text(_))).map(|(_, range)| range).collect()
}

/// Returns the comments that do not end, or only where another one ends: text that was meant for readers is lost in them.
pub(super) fn unclosed_comments(html: &str) -> Vec<Range<usize>> {
    let is_unclosed = |(piece, range): &(Piece, Range<usize>)| {
        let written = &html[range.clone()];
        let inner = written.strip_prefix("<!--");
        match piece {
            Piece::Comment => inner.is_some_and(|it| it.contains("<!--")),
            Piece::Incomplete => inner.is_some(),
            _ => false,
        }
    };
    let has_comment = html.contains("<!--");
    let pieces = Pieces { html, at: 0 }.filter(|it| has_comment && is_unclosed(it));
    pieces.map(|(_, range)| range).collect()
}

/// Returns the flaws of tags without a partner: opened and never closed, or closed and never opened. `tags` are those of a whole text.
pub(super) fn lone(tags: &[Tag]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut open: Vec<&Tag> = Vec::new();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let unclosed = |tag: &Tag| {
        let needs_end = tag.is_kept && !ENDED_BY_OTHERS.contains(&&*tag.name);
        let kind = FlawKind::Unclosed(tag.name.clone());
        needs_end.then(|| Flaw { kind, range: tag.range.clone() })
    };
    for tag in tags.iter().filter(|tag| !tag.opens || !VOID.contains(&&*tag.name)) {
        let count = counts.entry(&tag.name).or_default();
        if tag.opens {
            *count += 1;
            open.push(tag);
        } else if *count == 0 {
            let kind = FlawKind::Unopened(tag.name.clone());
            flaws.push(Flaw { kind, range: tag.range.clone() });
        } else {
            // Everything opened within the element ends with it.
            while let Some(inner) = open.pop() {
                if let Some(count) = counts.get_mut(&*inner.name) {
                    *count -= 1;
                }
                if inner.name == tag.name {
                    break;
                }
                flaws.extend(unclosed(inner));
            }
        }
    }
    flaws.extend(open.into_iter().filter_map(unclosed));
    flaws
}

/// Elements that a browser opens again in every block until they are closed (HTML, section 13.2.4.3).
const FORMATTING: [&str; 9] = ["a", "b", "code", "em", "i", "s", "small", "strong", "u"];

/// Elements of a table that may contain only parts of the table. Browsers move anything else before the table, one by one.
const TABLE_PARTS: [&str; 6] = ["table", "tbody", "tfoot", "thead", "tr", "colgroup"];

/// The maximum number of bytes of tags that may be opened again, in all blocks together.
const MOST_REOPENED: usize = 5_000_000;

/// The maximum number of things in a table outside of its cells. Finding the place before the table takes time proportional to the number
/// of things before it.
const MOST_MISPLACED: usize = 2_000;

/// The elements of raw HTML that are open while a text is read. Finds the input for which the sanitizer would take time proportional to the
/// square of its length, before the sanitizer reads it.
#[derive(Default)]
pub(super) struct OpenElements {
    /// The open elements, innermost last, without paragraphs, which end by themselves.
    open: Vec<String>,
    /// Formatting elements that have not been closed, with the lengths of their tags in bytes.
    formatting: Vec<(String, usize)>,
    formatting_bytes: usize,
    reopened: usize,
    misplaced: usize,
}

impl OpenElements {
    /// Processes a tag. Returns `true` if a limit is exceeded.
    pub(super) fn tag(&mut self, tag: &Tag) -> bool {
        if !tag.is_kept || VOID.contains(&&*tag.name) {
            return self.piece();
        }
        if FORMATTING.contains(&&*tag.name) {
            self.format(tag);
        } else {
            self.reopened += self.formatting_bytes;
        }
        if tag.opens {
            if !TABLE_PARTS.contains(&&*tag.name)
                && !["td", "th", "caption", "col"].contains(&&*tag.name)
            {
                self.piece();
            }
            while self.open.last().is_some_and(|last| ends_with(last, &tag.name)) {
                self.open.pop();
            }
            if tag.name != "p" {
                self.open.push(tag.name.clone());
            }
        } else if let Some(at) = self.open.iter().rposition(|open| *open == tag.name) {
            self.open.truncate(at);
        }
        self.is_too_much()
    }

    fn format(&mut self, tag: &Tag) {
        if tag.opens {
            self.formatting.push((tag.name.clone(), tag.range.len()));
            self.formatting_bytes += tag.range.len();
        } else if let Some(at) = self.formatting.iter().rposition(|(name, _)| *name == tag.name) {
            self.formatting_bytes -= self.formatting.remove(at).1;
        }
    }

    /// Processes a block of Markdown. Returns `true` if a limit is exceeded.
    pub(super) fn block(&mut self) -> bool {
        self.reopened += self.formatting_bytes;
        self.piece()
    }

    /// Processes a text or anything else that may be in a cell. Returns `true` if a limit is exceeded.
    pub(super) fn piece(&mut self) -> bool {
        let in_table = self.open.iter().rfind(|open| !FORMATTING.contains(&&***open));
        if in_table.is_some_and(|open| TABLE_PARTS.contains(&&**open)) {
            self.misplaced += 1;
        }
        self.is_too_much()
    }

    /// Returns `true` if no element is open. Only a tag can change that.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.formatting.is_empty()
    }

    fn is_too_much(&self) -> bool {
        self.open.len() > DEEPEST
            || self.formatting.len() > DEEPEST
            || self.reopened > MOST_REOPENED
            || self.misplaced > MOST_MISPLACED
    }
}

/// Returns `true` if the element `open` ends where an element named `next` begins.
fn ends_with(open: &str, next: &str) -> bool {
    match next {
        "li" => open == "li",
        "dd" | "dt" => matches!(open, "dd" | "dt"),
        "rp" | "rt" => matches!(open, "rp" | "rt"),
        "td" | "th" => matches!(open, "td" | "th"),
        "tr" => matches!(open, "td" | "th" | "tr" | "caption" | "colgroup"),
        "tbody" | "tfoot" | "thead" => {
            matches!(
                open,
                "td" | "th" | "tr" | "tbody" | "tfoot" | "thead" | "caption" | "colgroup"
            )
        }
        _ => false,
    }
}

/// Parses a text's HTML as a browser does and writes it again, so that every element ends within the text.
pub(super) fn sound(html: &str) -> String {
    SOUND.clean(html).to_string()
}

/// The sanitizer of [`sound`]. In addition to raw HTML's elements and attributes, it allows those that `html.rs` and its hooks write.
static SOUND: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let own = ["h1", "h2", "h3", "h4", "h5", "h6", "img", "input", "section"];
    let attributes: [(&str, &[&str]); 13] = [
        ("a", &["href", "rel"]),
        ("blockquote", &["cite"]),
        ("del", &["cite", "datetime"]),
        ("details", &["open"]),
        ("img", &["src", "alt", "loading", "width", "height"]),
        ("input", &["type", "disabled", "checked"]),
        ("ins", &["cite", "datetime"]),
        ("ol", &["start"]),
        ("q", &["cite"]),
        ("td", &["colspan", "rowspan"]),
        ("th", &["colspan", "rowspan", "scope"]),
        ("time", &["datetime"]),
        ("col", &["span"]),
    ];
    let set = |names: &[&'static str]| names.iter().copied().collect::<HashSet<_>>();
    let mut builder = Builder::default();
    builder
        .tags(ELEMENTS.into_iter().chain(own).collect())
        .clean_content_tags(set(&["script", "style"]))
        .tag_attributes(attributes.into_iter().map(|(name, it)| (name, set(it))).collect())
        .generic_attributes(set(&["class", "dir", "id", "lang", "role", "tabindex", "title"]))
        .generic_attribute_prefixes(set(&["aria-", "data-"]))
        .url_schemes(set(&["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
});

impl Filtered {
    fn flaw(&mut self, kind: FlawKind, range: Range<usize>) {
        self.flaws.push(Flaw { kind, range });
    }

    fn tag(&mut self, name: String, opens: bool, range: Range<usize>) {
        let is_kept = ELEMENTS.contains(&&*name);
        self.tags.push(Tag { name, opens, is_kept, range });
    }

    /// Writes the allowed part of an opening tag.
    fn open(&mut self, name: String, attributes: Vec<Attribute>, range: Range<usize>) {
        if !ELEMENTS.contains(&&*name) {
            self.flaw(FlawKind::Element(name), range);
            return;
        }
        self.html.push('<');
        self.html.push_str(&name);
        for attribute in attributes {
            let place = range.start + attribute.range.start..range.start + attribute.range.end;
            match allowed(&name, &attribute.name) {
                None => self.flaw(FlawKind::Attribute(attribute.name), place),
                Some(is_good) if !is_good(attribute.value) => {
                    self.flaw(FlawKind::Value(attribute.name), place);
                }
                Some(_) => {
                    // A written `&amp;` is not escaped again.
                    let value = attribute.value.replace('<', "&lt;").replace('"', "&quot;");
                    self.html.push_str(&format!(" {}=\"{value}\"", attribute.name));
                }
            }
        }
        self.html.push('>');
    }
}

/// Returns the check for the value of an attribute. `None` if the element may not have the attribute.
fn allowed(element: &str, attribute: &str) -> Option<fn(&str) -> bool> {
    let any: fn(&str) -> bool = |_| true;
    Some(match (element, attribute) {
        (_, "title") | ("del" | "ins" | "time", "datetime") | ("details", "open") => any,
        (_, "dir") => |value| matches!(value, "ltr" | "rtl" | "auto"),
        (_, "lang") => |value| value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
        ("a", "href") => is_followed,
        ("blockquote" | "del" | "ins" | "q", "cite") => {
            |value| is_followed(value) && value.to_ascii_lowercase().starts_with("https:")
        }
        ("ol", "start") => |value| is_number(value.strip_prefix('-').unwrap_or(value)),
        ("td" | "th", "colspan" | "rowspan") => is_number,
        ("th", "scope") => |value| matches!(value, "col" | "row" | "colgroup" | "rowgroup"),
        _ => return None,
    })
}

fn is_number(value: &str) -> bool {
    (1..=4).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit())
}

/// Returns `true` if readers may follow an address, as written. A browser reads the same beginning, whatever the entities after it stand
/// for.
fn is_followed(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let begins = |scheme: &str| {
        let rest = lower.strip_prefix(scheme)?;
        Some(rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '[' | '+')))
    };
    let begins = |scheme| begins(scheme).unwrap_or(false);
    ["https://", "http://", "mailto:", "tel:"].into_iter().any(begins)
        && !address.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// A piece of HTML.
enum Piece<'a> {
    Text(&'a str),
    /// The name in lower case.
    Open(String, Vec<Attribute<'a>>),
    Close(String),
    Comment,
    /// `<!…>`, `<?…?>` and the like.
    Declaration,
    /// A tag or comment that does not end.
    Incomplete,
}

struct Attribute<'a> {
    /// The name in lower case.
    name: String,
    /// The value as written.
    value: &'a str,
    /// The bytes within the tag.
    range: Range<usize>,
}

/// An iterator over the pieces of `html` from `at` on.
struct Pieces<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = (Piece<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = &self.html[start..];
        let (piece, length) = match rest.find('<') {
            _ if rest.is_empty() => return None,
            Some(0) => markup(rest),
            text => {
                let length = text.unwrap_or(rest.len());
                (Piece::Text(&rest[..length]), length)
            }
        };
        self.at += length;
        Some((piece, start..self.at))
    }
}

impl Pieces<'_> {
    /// Moves behind the end tag of `name`, or to the end if there is none. Returns `true` if there was one.
    fn skip_past_end_of(&mut self, name: &str) -> bool {
        let rest = &self.html[self.at..];
        let is_its = |at: usize| {
            let found = rest.as_bytes().get(at + 2..at + 2 + name.len());
            found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        };
        let end = rest.match_indices("</").map(|(at, _)| at).find(|at| is_its(*at));
        let end = end.and_then(|at| rest[at..].find('>').map(|length| at + length + 1));
        self.at += end.unwrap_or(rest.len());
        end.is_some()
    }
}

/// Returns the piece that begins with the first `<` of `html`, and its length.
fn markup(html: &str) -> (Piece<'_>, usize) {
    let rest = &html[1..];
    let is_name = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
    let up_to = |from: usize, end: &str| html[from..].find(end).map(|at| from + at + end.len());
    let found = if rest.starts_with("!--") {
        up_to(2, "-->").map(|end| (Piece::Comment, end))
    } else if rest.starts_with("![CDATA[") {
        up_to(0, "]]>").map(|end| (Piece::Declaration, end))
    } else if rest.starts_with('?') {
        up_to(0, "?>").map(|end| (Piece::Declaration, end))
    } else if rest.starts_with('!') {
        up_to(0, ">").map(|end| (Piece::Declaration, end))
    } else if let Some(name) = rest.strip_prefix('/').filter(|name| is_name(name)) {
        up_to(0, ">").map(|end| (Piece::Close(name_at(name)), end))
    } else if is_name(rest) {
        opening(html)
    } else {
        Some((Piece::Text("<"), 1))
    };
    found.unwrap_or((Piece::Incomplete, html.len()))
}

/// Returns the name of the element that `text` begins with, in lower case.
fn name_at(text: &str) -> String {
    let end = text.find(|c| SPACE.contains(&c) || matches!(c, '/' | '>')).unwrap_or(text.len());
    text[..end].to_ascii_lowercase()
}

/// Returns the opening tag that `html` begins with, and its length. `None` if it does not end.
fn opening(html: &str) -> Option<(Piece<'_>, usize)> {
    let name = name_at(&html[1..]);
    let mut at = 1 + name.len();
    let mut attributes = Vec::new();
    loop {
        let rest = html[at..].trim_start_matches(|c| SPACE.contains(&c) || c == '/');
        at = html.len() - rest.len();
        if rest.starts_with('>') {
            return Some((Piece::Open(name, attributes), at + 1));
        }
        // The first character belongs to the name even if it is `=`.
        let first = rest.chars().next()?.len_utf8();
        let is_end = |c| SPACE.contains(&c) || matches!(c, '/' | '>' | '=');
        let length = first + rest[first..].find(is_end)?;
        let (value, end) = value(html, at + length)?;
        let name = rest[..length].to_ascii_lowercase();
        attributes.push(Attribute { name, value, range: at..end });
        at = end;
    }
}

/// Returns the value of the attribute whose name ends at `at`, and the value's end. `None` if it does not end.
fn value(html: &str, at: usize) -> Option<(&str, usize)> {
    let Some(rest) = html[at..].trim_start_matches(SPACE).strip_prefix('=') else {
        return Some(("", at));
    };
    let rest = rest.trim_start_matches(SPACE);
    let start = html.len() - rest.len();
    if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
        let length = rest[1..].find(quote)?;
        return Some((&rest[1..=length], start + length + 2));
    }
    let length = rest.find(|c| SPACE.contains(&c) || c == '>')?;
    Some((&rest[..length], start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(html: &str) -> String {
        sound(&filtered(html).html)
    }

    #[test]
    fn what_explainers_need_is_kept() {
        for html in [
            "<abbr title=\"North &amp; South\">NS</abbr>",
            "<details open=\"\"><summary>More</summary><p>Text</p></details>",
            "<table><caption>Fish</caption><thead><tr><th scope=\"col\" colspan=\"2\">Cod</th></tr></thead></table>",
            "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
            "<a href=\"https://example.org/?a=1&amp;b=2\">x</a>",
            "<q cite=\"https://example.org/\" lang=\"fr\">Non</q>",
            "<time datetime=\"2025-04-17\">today</time>",
            "<ol start=\"-3\"><li>One</li></ol>",
        ] {
            let filtered = filtered(html);
            assert_eq!(filtered.flaws, [], "{html}");
            assert_eq!(sound(&filtered.html), html);
        }
    }

    #[test]
    fn nothing_that_runs_or_imitates_is_kept() {
        for (html, expected) in [
            ("<script>alert(1)</script>x", "x"),
            ("<SCRIPT SRC=//e.example/x.js></SCRIPT >x", "x"),
            ("<svg><script>alert(1)</script></svg>x", "x"),
            ("<b onclick=alert(1) CLASS='cite' id=\"note.1\" style=color:red>x</b>", "<b>x</b>"),
            ("<a href=\"javascript:alert(1)\">x</a>", "<a>x</a>"),
            ("<a href='java&#115;cript:alert(1)'>x</a>", "<a>x</a>"),
            ("<a href=\" https://example.org\">x</a>", "<a>x</a>"),
            ("<a href=\"//example.org\">x</a>", "<a>x</a>"),
            ("<a href=\"https:///example.org\">x</a>", "<a>x</a>"),
            ("<a/href=\"data:text/html,x\"/>x", "<a>x</a>"),
            ("<img src=x onerror=alert(1)>x", "x"),
            (
                "<b title='\"><script>alert(1)</script>'>x</b>",
                "<b title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">x</b>",
            ),
            ("<b title=\"", "&lt;b title=\""),
            ("<!-- <b> --!> --><i>x</i>", "<i>x</i>"),
            ("<!-- a --><i>x</i><!-- b", "<i>x</i>"),
            ("<?php echo 1 ?><!DOCTYPE html><![CDATA[<b>]]>x", "x"),
            ("<b>unclosed", "<b>unclosed</b>"),
            ("</div></b>x", "x"),
            ("1 < 2", "1 &lt; 2"),
            ("<template><b>x</b></template>y", "y"),
            ("<style>b { color: red }", ""),
        ] {
            let filtered = filtered(html);
            assert_eq!(sound(&filtered.html), expected, "{html}");
        }
    }

    #[test]
    fn what_is_taken_out_is_pointed_at() {
        let html = "<b id='x' onclick = y>a</b><IMG src=z><a href=foo:bar>";
        let flaws = filtered(html).flaws;
        let found: Vec<_> = flaws.iter().map(|it| &html[it.range.clone()]).collect();
        assert_eq!(found, ["id='x'", "onclick = y", "<IMG src=z>", "href=foo:bar"]);
    }

    #[test]
    fn tags_that_stand_alone_are_found() {
        let lone = |html: &str| {
            lone(&filtered(html).tags).into_iter().map(|it| it.kind).collect::<Vec<_>>()
        };
        assert_eq!(lone("<ul><li>a<li>b</ul><br><b>x</b><script>y</script>"), []);
        assert_eq!(lone("<b><i>x</b>"), [FlawKind::Unclosed("i".to_owned())]);
        assert_eq!(
            lone("x</i><div>"),
            [FlawKind::Unopened("i".to_owned()), FlawKind::Unclosed("div".to_owned())]
        );
    }

    /// A7: our own limits are checked before the sanitizer runs.
    #[test]
    fn what_the_sanitiser_would_take_long_over_is_found() {
        let read = |html: &str, blocks: usize| {
            let mut open = OpenElements::default();
            let tags = filtered(html).tags;
            tags.iter().any(|tag| open.tag(tag)) || (0..blocks).any(|_| open.block())
        };
        assert!(!read(&"<b>x</b><div>x</div><p>x<br>".repeat(10_000), 0));
        assert!(!read(&"<ul><li>a<li>b</ul>".repeat(1000), 0));
        assert!(!read(&format!("<table>{}</table>", "<tr><td>a<td>b".repeat(10_000)), 0));
        assert!(!read(&format!("<dl>{}</dl>", "<dt>a<dd>b".repeat(1000)), 0));
        assert!(read(&"<b>".repeat(DEEPEST + 1), 0) && !read(&"<b>".repeat(DEEPEST), 0));
        assert!(read(&"<div>".repeat(DEEPEST + 1), 0) && !read(&"<div>".repeat(DEEPEST), 0));
        let long = format!("<b title=\"{}\">", "x".repeat(1000));
        assert!(read(&long, MOST_REOPENED / 1000) && !read(&long, MOST_REOPENED / 2000));
        assert!(!read(&format!("{long}</b>"), MOST_REOPENED / 1000));
        let outside = |count: usize| format!("<table>{}", "<b>x</b>".repeat(count));
        assert!(read(&outside(MOST_MISPLACED + 1), 0) && !read(&outside(MOST_MISPLACED), 0));
        assert!(
            read("<table>", MOST_MISPLACED + 1) && !read("<table><tr><td>", MOST_MISPLACED + 1)
        );
    }

    #[test]
    fn what_is_sound_stays_as_it_is() {
        let own = "<h2 id=\"a\">A</h2>\n<p>See <a href=\"/fish/\" class=\"term\">this</a><sup class=\"cite\"><a id=\"cite.1.1\" href=\"#note.1\" \
                   role=\"doc-noteref\" title=\"T\">1</a></sup></p>\n<div class=\"alert\" data-kind=\"note\" role=\"note\"></div>\n\
                   <img src=\"/fish/assets/a.svg\" alt=\"A\" loading=\"lazy\">";
        assert_eq!(sound(own), own);
        assert_eq!(published(""), "");
    }
}
