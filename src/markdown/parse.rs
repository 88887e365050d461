//! What a text links to, cites and is divided into.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    BrokenLink, BrokenLinkCallback, CodeBlockKind, CowStr, Event, LinkType, OffsetIter, Options,
    Parser, RefDefs, Tag, TagEnd,
};

use super::raw::{self, Tag as RawTag, is_comment};
use super::{CitationMark, CitedPassage, DEEPEST, Document, Flaw, Heading, Link, LinkKind};
use crate::diagnostic::is_printable;

/// Marks the destination of a link that is a citation; no author can write it, because a control character ends a destination.
const CITATION: &str = "\u{1}cite";

/// The parser that both reading and writing use, so that they see the same events.
pub(super) fn events(text: &str) -> OffsetIter<'_, impl BrokenLinkCallback<'_>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS;
    let citation = |link: BrokenLink<'_>| {
        link.reference
            .starts_with('@')
            .then_some((CowStr::Borrowed(CITATION), CowStr::Borrowed("")))
    };
    Parser::new_with_broken_link_callback(text, options, Some(citation)).into_offset_iter()
}

/// Whether `tag` opens a citation mark.
pub(super) fn is_citation(tag: &Tag) -> bool {
    matches!(tag, Tag::Link { dest_url, .. } if &**dest_url == CITATION)
}

pub(super) fn parse(text: &Arc<str>) -> Document {
    let too_deep = opens_too_much(text);
    let mut document = Document { text: text.clone(), too_deep, ..Document::default() };
    if document.too_deep.is_some() {
        return document;
    }
    let mut anchors = Anchors::default();
    let mut depth = 0_usize;
    let mut open: Vec<Open> = Vec::new();
    let mut block: Option<Raw> = None;
    let mut tags = Vec::new();
    let has_entities = text.contains("&#");
    let mut events = events(text);
    while let Some((event, range)) = events.next() {
        match event {
            // A list is one level, not two.
            Event::Start(Tag::Item) | Event::End(TagEnd::Item) => {}
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth > DEEPEST {
            document.too_deep = Some(range);
            return document;
        }
        match event {
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::Heading { .. })) => {
                open.push(document.open(&tag, range, events.reference_definitions()));
                continue;
            }
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::Heading(_)) => {
                if let Some(closed) = open.pop() {
                    if let (Some(outer), false) =
                        (open.last_mut(), matches!(closed.thing, Thing::Citation))
                    {
                        outer.text.push_str(&closed.text);
                    }
                    document.close(closed, &mut anchors);
                }
            }
            Event::Text(inner) | Event::Code(inner) => {
                if has_entities && !inner.chars().all(is_printable) {
                    document.unprintable.push(range.clone());
                }
                if let Some(open) = open.last_mut() {
                    open.text.push_str(&inner);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(open) = open.last_mut() {
                    open.text.push(' ');
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                document.has_code |= !language.is_empty();
            }
            Event::Start(Tag::HtmlBlock) => block = Some(Raw::new(range.clone())),
            Event::Html(html) => {
                if let Some(block) = &mut block {
                    block.add(&html, range.clone());
                }
            }
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(block) = block.take() {
                    document.take_raw(block, &mut tags);
                }
            }
            Event::InlineHtml(html) => {
                let mut tag = Raw::new(range.clone());
                tag.add(&html, range.clone());
                document.take_raw(tag, &mut tags);
            }
            _ => {}
        }
        if let Some(open) = open.last_mut() {
            open.inner_end = open.inner_end.max(range.end);
        }
    }
    document.flaws.extend(raw::lone(&tags));
    document
}

/// How many brackets may be open at once within a paragraph, and how many lists and quotations a line may begin with. The parser looks
/// through all that are open again and again, so that their number counts squared.
const MOST_OPEN: usize = 2 * DEEPEST;

/// Where `text` opens more than [`MOST_OPEN`].
fn opens_too_much(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    let mut brackets = 0_usize;
    for line in text.split_inclusive('\n') {
        if line.trim_end().is_empty() {
            brackets = 0;
        }
        for (at, byte) in line.bytes().enumerate() {
            match byte {
                b'[' => brackets += 1,
                b']' => brackets = brackets.saturating_sub(1),
                _ => continue,
            }
            if brackets > MOST_OPEN {
                return Some(start + at..start + at + 1);
            }
        }
        if containers(line) > MOST_OPEN {
            return Some(start..start + line.len());
        }
        start += line.len();
    }
    None
}

/// How many lists and quotations `line` may begin with.
fn containers(line: &str) -> usize {
    let markers = line.bytes().take_while(|byte| {
        matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'.' | b')' | b'0'..=b'9')
    });
    markers
        .zip(line.bytes().skip(1))
        .filter(|(byte, next)| match byte {
            b'>' => true,
            b'-' | b'*' | b'+' | b'.' | b')' => matches!(next, b' ' | b'\t'),
            _ => false,
        })
        .count()
}

/// A piece of raw HTML while it is read, and where each line of it stands in the text.
struct Raw {
    html: String,
    lines: Vec<(usize, Range<usize>)>,
    range: Range<usize>,
}

impl Raw {
    fn new(range: Range<usize>) -> Self {
        Self { html: String::new(), lines: Vec::new(), range }
    }

    fn add(&mut self, html: &str, range: Range<usize>) {
        self.lines.push((self.html.len(), range));
        self.html.push_str(html);
    }

    /// The bytes of the text at which the first line of `part` stands; those of all of this where that cannot be told.
    fn place(&self, text: &str, part: &Range<usize>) -> Range<usize> {
        let written = self.html[part.clone()].lines().next().unwrap_or_default();
        let line = self.lines.iter().rfind(|(start, _)| *start <= part.start);
        let start =
            line.map_or(self.range.start, |(start, range)| range.start + part.start - start);
        let found = start..start + written.len();
        if text.get(found.clone()) == Some(written) { found } else { self.range.clone() }
    }
}

/// A link, image, citation or heading whose end has not come yet, and the text in it so far.
struct Open {
    thing: Thing,
    range: Range<usize>,
    text: String,
    /// Where the last thing within it ends, or where it begins itself.
    inner_end: usize,
}

enum Thing {
    /// By its place in the document's links.
    Link(usize),
    Citation,
    /// By its level.
    Heading(u8),
}

impl Document {
    /// Notes a piece of raw HTML and what is wrong with it.
    fn take_raw(&mut self, piece: Raw, tags: &mut Vec<RawTag>) {
        if is_comment(&piece.html) {
            return;
        }
        let raw::Filtered { flaws, tags: found, .. } = raw::filtered(&piece.html);
        let place = |range: &Range<usize>| piece.place(&self.text, range);
        let flaws = flaws.into_iter().map(|it| Flaw { range: place(&it.range), ..it });
        self.flaws.extend(flaws);
        tags.extend(found.into_iter().map(|it| RawTag { range: place(&it.range), ..it }));
        self.raw_html.push(piece.range);
    }

    /// Notes the beginning. Links take their place here, so that their order is the one in which they begin.
    fn open(&mut self, tag: &Tag, range: Range<usize>, definitions: &RefDefs) -> Open {
        let thing = match tag {
            _ if is_citation(tag) => Thing::Citation,
            Tag::Link { link_type, dest_url, id, .. }
            | Tag::Image { link_type, dest_url, id, .. } => {
                let kind = match (tag, link_type) {
                    (Tag::Image { .. }, _) => LinkKind::Image,
                    (_, LinkType::WikiLink { .. }) => LinkKind::Wiki,
                    (_, LinkType::Email) => LinkKind::Email,
                    _ => LinkKind::Link,
                };
                let by_name = matches!(
                    link_type,
                    LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
                );
                let definition = definitions.get(id).filter(|_| by_name);
                // Within a table the bar of a wiki-link is escaped, or else it would end the cell.
                let destination = match kind {
                    LinkKind::Wiki => dest_url.strip_suffix('\\').unwrap_or(dest_url),
                    _ => dest_url,
                };
                self.links.push(Link {
                    kind,
                    destination: destination.to_owned(),
                    text: String::new(),
                    range: range.clone(),
                    definition: definition.and_then(|it| defined(&self.text, &it.span, dest_url)),
                });
                Thing::Link(self.links.len() - 1)
            }
            Tag::Heading { level, .. } => Thing::Heading(*level as u8),
            _ => unreachable!("only links, images and headings are opened"),
        };
        Open { thing, inner_end: range.start, range, text: String::new() }
    }

    /// Takes in what is complete.
    fn close(&mut self, closed: Open, anchors: &mut Anchors) {
        let Open { thing, range, text, inner_end } = closed;
        match thing {
            Thing::Citation => self.citations.push(citation_mark(&self.text, range)),
            Thing::Link(at) => {
                let link = &mut self.links[at];
                link.text = text;
                if let Some(written) = destination_range(&self.text, link, inner_end) {
                    link.range = written;
                }
            }
            Thing::Heading(level) => {
                let anchor = anchors.unique(anchor(&text));
                self.headings.push(Heading { level, anchor, text, range });
            }
        }
    }
}

/// The bytes of the destination within `link`, whose range is all of it and whose text ends at `text_end`; nothing when it does not
/// stand there (a link by name), or is written in a way that this does not know.
fn destination_range(text: &str, link: &Link, text_end: usize) -> Option<Range<usize>> {
    let destination = link.destination.as_str();
    if destination.is_empty() {
        return None;
    }
    let source = &text[link.range.clone()];
    let at = |found: usize| link.range.start + found;
    let first = source.find(destination).map(|found| at(found)..at(found) + destination.len());
    if link.kind == LinkKind::Wiki || source.starts_with('<') {
        return first;
    }
    let opening = text[text_end..link.range.end].find("](")?;
    written(text, text_end + opening + "](".len(), destination)
}

/// The bytes of `destination` within the definition at `span`: `[name]: destination "title"`.
fn defined(text: &str, span: &Range<usize>, destination: &str) -> Option<Range<usize>> {
    let colon = text[span.clone()].match_indices("]:").map(|(at, _)| span.start + at);
    let mut colon = colon.filter(|at| !text[..*at].ends_with('\\'));
    written(text, colon.next()? + "]:".len(), destination)
}

/// The bytes of `destination` as it is written after `from`, escapes and all.
fn written(text: &str, from: usize, destination: &str) -> Option<Range<usize>> {
    let start = text.len() - text[from..].trim_start().len();
    let (start, length) = match text[start..].strip_prefix('<') {
        Some(rest) => (start + 1, unescaped(rest).find(|(_, c)| *c == '>')?.0),
        None => (start, bare_length(&text[start..])),
    };
    let raw = &text[start..start + length];
    (raw == destination || raw.contains(['\\', '&'])).then(|| start..start + length)
}

/// The length of the destination that `text` begins with: up to white space or a parenthesis that was not opened.
fn bare_length(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in unescaped(text) {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return at,
            ')' => depth -= 1,
            c if c.is_ascii_whitespace() || c.is_ascii_control() => return at,
            _ => {}
        }
    }
    text.len()
}

/// The characters of `text` that no backslash stands before, and where they stand.
fn unescaped(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut escaped = false;
    text.char_indices().filter(move |(_, c)| {
        let seen = !escaped;
        escaped = seen && *c == '\\';
        seen
    })
}

/// Reads `[@source passage; @source passage]`.
fn citation_mark(text: &str, range: Range<usize>) -> CitationMark {
    let inner = text[range.clone()].trim_start_matches('[').trim_end_matches(']');
    let mut at = range.start + 1;
    let mut passages = Vec::with_capacity(inner.matches(';').count() + 1);
    for part in inner.split(';') {
        let start = at + (part.len() - part.trim_start().len());
        let trimmed = part.trim();
        let mut words = trimmed.strip_prefix('@').unwrap_or_default().split_whitespace();
        let named = match (words.next(), words.next(), words.next()) {
            (Some(source), Some(passage), None) => Some((source.to_owned(), passage.to_owned())),
            _ => None,
        };
        passages.push(CitedPassage { named, range: start..start + trimmed.len() });
        at += part.len() + 1;
    }
    CitationMark { passages, range }
}

/// A heading's anchor as GitHub forms it: lower case, letters, digits, hyphens and underscores kept, spaces as hyphens.
fn anchor(heading: &str) -> String {
    let kept =
        heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The anchors that the headings so far have.
#[derive(Default)]
struct Anchors {
    taken: HashSet<String>,
    /// The number to try next, for what stood more than once: all before it are taken.
    next: HashMap<String, u32>,
}

impl Anchors {
    /// `anchor`, with `-1`, `-2` and so on when an earlier heading has it.
    fn unique(&mut self, anchor: String) -> String {
        if self.taken.insert(anchor.clone()) {
            return anchor;
        }
        let next = self.next.entry(anchor.clone()).or_insert(1);
        loop {
            let numbered = format!("{anchor}-{next}");
            *next += 1;
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Document {
        Document::parse(text)
    }

    #[test]
    fn links_point_at_their_destination() {
        let text = "See [the **ceasefire**](../issues/ceasefire.md#open), [[tariffs|duties]] and ![a map](map.svg).";
        let document = parsed(text);
        let seen: Vec<_> = document
            .links
            .iter()
            .map(|link| (link.kind, link.text.as_str(), &text[link.range.clone()]))
            .collect();
        assert_eq!(
            seen,
            [
                (LinkKind::Link, "the ceasefire", "../issues/ceasefire.md#open"),
                (LinkKind::Wiki, "duties", "tariffs"),
                (LinkKind::Image, "a map", "map.svg"),
            ]
        );
    }

    #[test]
    fn a_wiki_link_in_a_table_escapes_its_bar() {
        let text = "| a | b |\n|---|---|\n| [[quota\\|the limit]] | [[north]] |\n";
        let links = parsed(text).links;
        let seen: Vec<_> = links
            .iter()
            .map(|link| (link.destination.as_str(), link.text.as_str(), &text[link.range.clone()]))
            .collect();
        assert_eq!(seen, [("quota", "the limit", "quota"), ("north", "north", "north")]);
    }

    #[test]
    fn destinations_are_found_as_they_are_written() {
        let seen = |text: &str| {
            let links = parsed(text).links;
            links
                .iter()
                .map(|link| {
                    text[link.definition.as_ref().unwrap_or(&link.range).clone()].to_owned()
                })
                .collect::<Vec<_>>()
        };
        for (text, expected) in [
            ("[a.md](a.md \"a.md\")", "a.md"),
            ("[*a.md*](<a b.md> 'a b.md')", "a b.md"),
            ("[`](`](a\\_b.md)", "a\\_b.md"),
            ("[x](a(b).md)", "a(b).md"),
            ("[x](\n  a.md)", "a.md"),
            ("[x][y]\n\n[y]:\n  <a.md> 'a.md'", "a.md"),
            ("[a\\]: b][]\n\n[a\\]: b]: a.md", "a.md"),
            ("[Y]\n\n> [y]: a.md", "a.md"),
        ] {
            assert_eq!(seen(text), [expected], "{text}");
        }
        assert_eq!(seen("[![a](b.svg)](c.md)"), ["c.md", "b.svg"]);
    }

    #[test]
    fn citations_are_found_outside_code() {
        let text = "Said so [@ap p1; @b  p2]. `[@code p1]` and [@ap] and [not one].";
        let document = parsed(text);
        let seen: Vec<_> = document
            .citations
            .iter()
            .flat_map(|mark| &mark.passages)
            .map(|passage| {
                (
                    passage.named.as_ref().map(|(s, p)| (s.as_str(), p.as_str())),
                    &text[passage.range.clone()],
                )
            })
            .collect();
        assert_eq!(
            seen,
            [(Some(("ap", "p1")), "@ap p1"), (Some(("b", "p2")), "@b  p2"), (None, "@ap")]
        );
        assert!(document.links.is_empty());
    }

    #[test]
    fn headings_get_githubs_anchors() {
        let document = parsed(
            "## What's at issue?\n## Élysée & Kyiv\n## What's at issue?\n## `code` [@a p1] x\n",
        );
        let anchors: Vec<_> =
            document.headings.iter().map(|heading| heading.anchor.as_str()).collect();
        assert_eq!(anchors, ["whats-at-issue", "élysée--kyiv", "whats-at-issue-1", "code--x"]);
    }

    #[test]
    fn raw_html_is_seen_and_comments_are_not() {
        let document =
            parsed("<!-- note -->\n\na <b>word</b> <!-- x -->\n\n<div>\nblock\n</div>\n");
        assert_eq!(document.raw_html.len(), 3);
        assert_eq!(document.flaws, []);
    }

    #[test]
    fn what_is_wrong_with_raw_html_is_pointed_at() {
        for (text, expected) in [
            ("a <b id=x>word</b>", vec!["id=x"]),
            ("> <div\n> onclick=y>\n> block\n> </div>", vec!["onclick=y"]),
            ("- <div>\n  <video src=z>\n  </div>", vec!["<video src=z>"]),
            ("a <i>word\n\n</u>", vec!["</u>", "<i>"]),
            ("\t<b>\n\n<p>\r\n<b>\r\n", vec!["<b>"]),
        ] {
            let document = parsed(text);
            let found: Vec<_> = document.flaws.iter().map(|it| &text[it.range.clone()]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
