//! Parses a text: its links, citations, headings, and the problems in it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, RefDefs, Tag, TagEnd};
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::definitions::{Definitions, Footnotes};
use super::events::{Events, is_citation};
use super::lookalike::{Scanner, citations};
use super::raw::{self, Tag as RawTag, is_comment};
use super::{
    CitationMark, CitedPassage, DEEPEST, Document, Flaw, FlawKind, Heading, Inner, Link, LinkKind,
    Markup, Outer, Setting, Slip, SlipKind,
};
use crate::diagnostic::is_printable;

use super::bounds::opens_too_much;

pub(super) fn parse(text: &Arc<str>) -> Document {
    let too_deep = opens_too_much(text);
    let document = Document { text: text.clone(), too_deep, ..Document::default() };
    if document.too_deep.is_some() {
        return document;
    }
    let mut reader = Reader::new(document, text);
    let mut events = Events::new(text);
    let mut depth = 0_usize;
    while let Some((event, range)) = events.next() {
        match event {
            // A list and its item are one level, not two.
            Event::Start(Tag::Item) | Event::End(TagEnd::Item) => {}
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth > DEEPEST {
            // Such a text is not published, so its slips do not matter.
            return Document { too_deep: Some(range), slips: Vec::new(), ..reader.document };
        }
        reader.event(&event, range, &events);
    }
    reader.finish(&events)
}

/// Everything found in a text so far, and what is open.
struct Reader<'t> {
    document: Document,
    anchors: Anchors,
    open: Vec<Open>,
    block: Option<Raw>,
    tags: Vec<RawTag>,
    has_entities: bool,
    scanner: Scanner<'t>,
    footnotes: Footnotes,
    definitions: Definitions<'t>,
    row: Row,
}

/// The table row that is being read.
#[derive(Default)]
struct Row {
    columns: usize,
    cells: usize,
    start: usize,
    /// The end of the last published cell.
    end: usize,
}

impl<'t> Reader<'t> {
    fn new(document: Document, text: &'t str) -> Self {
        Self {
            document,
            anchors: Anchors::default(),
            open: Vec::new(),
            block: None,
            tags: Vec::new(),
            has_entities: text.contains("&#"),
            scanner: Scanner::new(text),
            footnotes: Footnotes::default(),
            definitions: Definitions::new(text),
            row: Row::default(),
        }
    }

    fn event(&mut self, event: &Event, range: Range<usize>, events: &Events) {
        self.scanner.event(event, &range);
        self.definitions.event(event, &range, events.definitions());
        match event {
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::Heading { .. })) => {
                self.nest(tag, &range, events.is_in_raw_link());
                let opened = self.document.open(tag, range, events.definitions());
                self.open.push(opened);
                return;
            }
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::Heading(_)) => self.close(),
            Event::Text(inner) | Event::Code(inner) => {
                if self.has_entities && !inner.chars().all(is_printable) {
                    self.document.unprintable.push(range.clone());
                }
                if let Some(open) = self.open.last_mut() {
                    open.text.push_str(inner);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(open) = self.open.last_mut() {
                    open.text.push(' ');
                }
            }
            Event::FootnoteReference(label) => {
                self.footnotes.mark(label);
                if self.is_in_link() || events.is_in_raw_link() {
                    self.slip(SlipKind::Nested(Inner::Footnote, Outer::Link), range.clone());
                }
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                self.footnotes.begin(label, label_range(&self.document.text, &range));
            }
            Event::End(TagEnd::FootnoteDefinition) => self.footnotes.end(),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                self.document.has_code |= !language.is_empty();
                self.document.code_bytes += if language.is_empty() { 0 } else { range.len() };
            }
            _ => {
                self.html(event, &range);
                self.table(event, &range);
            }
        }
        if let Some(open) = self.open.last_mut() {
            open.inner_end = open.inner_end.max(range.end);
        }
    }

    fn close(&mut self) {
        let Some(closed) = self.open.pop() else { return };
        if let (Some(outer), false) =
            (self.open.last_mut(), matches!(closed.thing, Thing::Citation))
        {
            outer.text.push_str(&closed.text);
        }
        self.document.close(closed, &mut self.anchors);
    }

    /// Processes raw HTML.
    fn html(&mut self, event: &Event, range: &Range<usize>) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.block = Some(Raw::new(range.clone())),
            Event::Html(html) => {
                if let Some(block) = &mut self.block {
                    block.add(html, range.clone());
                }
            }
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(block) = self.block.take() {
                    self.scanner.slips.extend(block.slips(&self.document.text));
                    self.document.take_raw(block, &mut self.tags);
                }
            }
            Event::InlineHtml(html) => {
                let mut tag = Raw::new(range.clone());
                tag.add(html, range.clone());
                self.document.take_raw(tag, &mut self.tags);
            }
            _ => {}
        }
    }

    /// Processes the rows of tables. The parser drops cells without a column.
    fn table(&mut self, event: &Event, range: &Range<usize>) {
        match event {
            Event::Start(Tag::Table(alignments)) => self.row.columns = alignments.len(),
            Event::Start(Tag::TableRow) => {
                self.row = Row { cells: 0, start: range.start, end: range.start, ..self.row };
            }
            Event::End(TagEnd::TableCell) => {
                self.row.cells += 1;
                self.row.end = range.end;
            }
            Event::End(TagEnd::TableRow) => self.end_row(range),
            _ => {}
        }
    }

    fn end_row(&mut self, range: &Range<usize>) {
        let Row { columns, start, end, .. } = self.row;
        let text = self.document.text.clone();
        let end = end.clamp(start, range.end);
        let rest = &text[end..range.end];
        let is_filling = |c: char| c == '|' || c.is_whitespace();
        let lost = rest.trim_matches(is_filling);
        if !lost.is_empty() {
            // Text that looks like markup in such a row is a consequence.
            let in_row =
                |slip: &Slip| slip.range.start >= start && matches!(slip.kind, SlipKind::Markup(_));
            self.scanner.slips.retain(|slip| !in_row(slip));
            let from = end + (rest.len() - rest.trim_start_matches(is_filling).len());
            self.slip(SlipKind::LostCells, from..from + lost.len());
        } else if columns > 1 && !text[start..range.end].contains('|') {
            let row = text[start..range.end].trim_end();
            self.slip(SlipKind::Markup(Markup::TextInTable), start..start + row.len());
        }
    }

    /// Records a link or a citation that begins within another link.
    fn nest(&mut self, tag: &Tag, range: &Range<usize>, is_in_raw_link: bool) {
        let within_image = || self.open.iter().any(|it| matches!(it.thing, Thing::Link(_, true)));
        let inner = match tag {
            tag if is_citation(tag) && (self.is_in_link() || is_in_raw_link) => Inner::Citation,
            tag if is_citation(tag) => return,
            Tag::Link { .. } if self.is_in_link() || is_in_raw_link => Inner::Link,
            Tag::Image { .. } if within_image() => Inner::Link,
            _ => return,
        };
        self.slip(SlipKind::Nested(inner, Outer::Link), range.clone());
    }

    fn is_in_link(&self) -> bool {
        self.open.iter().any(|it| matches!(it.thing, Thing::Link(..)))
    }

    fn slip(&mut self, kind: SlipKind, range: Range<usize>) {
        self.scanner.slips.push(Slip { kind, range });
    }

    fn finish(mut self, events: &Events) -> Document {
        self.document.flaws.extend(raw::lone(&self.tags));
        self.document.slips = self.scanner.slips;
        self.document.slips.extend(self.footnotes.slips());
        self.document.slips.extend(self.definitions.slips(events.definitions()));
        self.document
    }
}

/// Returns the range of `[^label]:`, with which the definition at `range` begins.
fn label_range(text: &str, range: &Range<usize>) -> Range<usize> {
    let length = text[range.clone()].find("]:").map_or(range.len(), |at| at + "]:".len());
    range.start..range.start + length
}

/// A piece of raw HTML while it is read, with the range of each of its lines in the text.
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

    /// Returns the range in the text of the first line of `part`, or of the whole piece if it cannot be located.
    fn place(&self, text: &str, part: &Range<usize>) -> Range<usize> {
        let written = self.html[part.clone()].lines().next().unwrap_or_default();
        // A binary search, because a block may have very many lines, and as many tags.
        let lines = self.lines.partition_point(|(start, _)| *start <= part.start);
        let line = self.lines[..lines].last();
        let start =
            line.map_or(self.range.start, |(start, range)| range.start + part.start - start);
        let found = start..start + written.len();
        if text.get(found.clone()) == Some(written) { found } else { self.range.clone() }
    }
}

impl Raw {
    /// Returns the slips in a block of HTML: unclosed comments, and Markdown, which is not parsed in it.
    fn slips(&self, text: &str) -> Vec<Slip> {
        let place = |range: &Range<usize>| self.place(text, range);
        let unclosed = raw::unclosed_comments(&self.html).into_iter();
        let mut slips: Vec<_> = unclosed
            .map(|range| Slip { kind: SlipKind::UnclosedComment, range: place(&range) })
            .collect();
        if !self.html.contains(['[', '*'])
            || self.html.contains("<pre")
            || self.html.contains("<code")
        {
            return slips;
        }
        let mut found_markup = false;
        for at in raw::texts(&self.html) {
            let shown = &self.html[at.clone()];
            let cites = citations(shown).filter(|(it, _)| shown[..it.start].ends_with('['));
            let cites: Vec<_> = cites.collect();
            let first = ["](", "[[", "**"].iter().filter_map(|it| shown.find(it)).min();
            if let (true, false, Some(found)) = (cites.is_empty(), found_markup, first) {
                found_markup = true;
                let line = shown[..found].rfind('\n').map_or(0, |it| it + 1);
                let range = place(&(at.start + line..at.end));
                slips.push(Slip { kind: SlipKind::Markup(Markup::InHtml), range });
            }
            slips.extend(cites.into_iter().map(|(it, kind)| Slip {
                kind: kind.set_in(Setting::Html),
                range: place(&(at.start + it.start..at.start + it.end)),
            }));
        }
        slips
    }
}

/// A link, image, citation or heading that has not ended yet, with its text so far.
struct Open {
    thing: Thing,
    range: Range<usize>,
    text: String,
    /// The end of the last thing within it, or its own beginning.
    inner_end: usize,
}

enum Thing {
    /// Its index in the document's links, and `true` for an image.
    Link(usize, bool),
    Citation,
    /// Its level.
    Heading(u8),
}

impl Document {
    /// Records a piece of raw HTML and its flaws.
    fn take_raw(&mut self, piece: Raw, tags: &mut Vec<RawTag>) {
        if is_comment(&piece.html) {
            return;
        }
        let raw::Filtered { flaws, tags: found, .. } = raw::filtered(&piece.html);
        let place = |range: &Range<usize>| piece.place(&self.text, range);
        // A comment that does not end is not a flaw of a tag.
        let is_flaw = |it: &Flaw| {
            it.kind != FlawKind::Incomplete || !piece.html[it.range.clone()].starts_with("<!--")
        };
        let flaws = flaws.into_iter().filter(is_flaw);
        self.flaws.extend(flaws.map(|it| Flaw { range: place(&it.range), ..it }));
        tags.extend(found.into_iter().map(|it| RawTag { range: place(&it.range), ..it }));
        self.raw_html.push(piece.range);
    }

    /// Records the beginning of a link, image, citation or heading. Links are added here, so that they are in the order of their
    /// beginnings.
    fn open(&mut self, tag: &Tag, range: Range<usize>, definitions: &RefDefs) -> Open {
        let thing = match tag {
            _ if is_citation(tag) => Thing::Citation,
            Tag::Link { link_type, dest_url, id, title }
            | Tag::Image { link_type, dest_url, id, title } => {
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
                // Within a table, the bar of a wiki-link is escaped, because it would otherwise end the cell.
                let destination = match kind {
                    LinkKind::Wiki => dest_url.strip_suffix('\\').unwrap_or(dest_url),
                    _ => dest_url,
                };
                self.links.push(Link {
                    kind,
                    destination: destination.to_owned(),
                    text: String::new(),
                    title: title.to_string(),
                    range: range.clone(),
                    definition: definition.and_then(|it| defined(&self.text, &it.span, dest_url)),
                });
                Thing::Link(self.links.len() - 1, kind == LinkKind::Image)
            }
            Tag::Heading { level, .. } => Thing::Heading(*level as u8),
            _ => unreachable!("only links, images and headings are opened"),
        };
        Open { thing, inner_end: range.start, range, text: String::new() }
    }

    /// Adds a link, image, citation or heading that is complete.
    fn close(&mut self, closed: Open, anchors: &mut Anchors) {
        let Open { thing, range, text, inner_end } = closed;
        match thing {
            Thing::Citation => self.citations.push(citation_mark(&self.text, range)),
            Thing::Link(at, _) => {
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

/// Returns the range of the destination within `link`, whose range is all of it and whose text ends at `text_end`. `None` if the
/// destination is elsewhere (a link by label), or is written in a form that is not recognized.
fn destination_range(text: &str, link: &Link, text_end: usize) -> Option<Range<usize>> {
    let destination = link.destination.as_str();
    if destination.is_empty() {
        return None;
    }
    let source = &text[link.range.clone()];
    let at = |found: usize| link.range.start + found;
    let first = source.find(destination).map(|found| at(found)..at(found) + destination.len());
    let is_wiki = source.trim_start_matches('!').starts_with("[[");
    if is_wiki || source.starts_with('<') || source.starts_with(destination) {
        return first;
    }
    let opening = text[text_end..link.range.end].find("](")?;
    written(text, text_end + opening + "](".len(), destination)
}

/// Returns the range of `destination` within the definition at `span`: `[name]: destination "title"`.
fn defined(text: &str, span: &Range<usize>, destination: &str) -> Option<Range<usize>> {
    let colon = text[span.clone()].match_indices("]:").map(|(at, _)| span.start + at);
    let mut colon = colon.filter(|at| !text[..*at].ends_with('\\'));
    written(text, colon.next()? + "]:".len(), destination)
}

/// Returns the range of `destination` as written after `from`, including escapes.
fn written(text: &str, from: usize, destination: &str) -> Option<Range<usize>> {
    let start = text.len() - text[from..].trim_start().len();
    let (start, length) = match text[start..].strip_prefix('<') {
        Some(rest) => (start + 1, unescaped(rest).find(|(_, c)| *c == '>')?.0),
        None => (start, bare_length(&text[start..])),
    };
    let raw = &text[start..start + length];
    (raw == destination || raw.contains(['\\', '&'])).then(|| start..start + length)
}

/// Returns the length of the destination that `text` begins with: up to white space or a parenthesis that was not opened.
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

/// Returns the characters of `text` without a backslash before them, with their offsets.
fn unescaped(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut escaped = false;
    text.char_indices().filter(move |(_, c)| {
        let seen = !escaped;
        escaped = seen && *c == '\\';
        seen
    })
}

/// Parses `[@source passage; @source passage]`, and `[@source passage][@source passage]`.
fn citation_mark(text: &str, range: Range<usize>) -> CitationMark {
    let mark = &text[range.clone()];
    let mut passages = Vec::new();
    let mut at = mark.find('[').map_or(0, |it| it + 1);
    loop {
        let length = mark[at..].find("][");
        let inner = at..length.map_or(mark.trim_end_matches(']').len().max(at), |it| at + it);
        read_passages(text, range.start + inner.start..range.start + inner.end, &mut passages);
        let Some(length) = length else { break };
        at += length + "][".len();
        // The second pair of `[@source passage][]` is empty.
        if mark[at..].starts_with(']') {
            break;
        }
    }
    CitationMark { passages, range }
}

/// Parses the text in a pair of brackets, at `inner`, and adds its passages.
fn read_passages(text: &str, inner: Range<usize>, passages: &mut Vec<CitedPassage>) {
    let mut start = inner.start;
    for part in text[inner].split(';') {
        let words: Vec<_> = words(part).collect();
        let range = match (words.first(), words.last()) {
            (Some((first, _)), Some((last, word))) => start + first..start + last + word.len(),
            _ => start..start + part.len(),
        };
        let named = match words.as_slice() {
            [(_, source), (_, passage)] => source.strip_prefix('@').map(|it| (it, *passage)),
            [(_, "@"), (_, source), (_, passage)] => Some((*source, *passage)),
            _ => None,
        };
        let is_name = |word: &str| !word.is_empty() && !word.contains([',', ':', '#', '@']);
        let named = named.filter(|(source, passage)| is_name(source) && is_name(passage));
        let named = named.map(|(source, passage)| (source.to_owned(), passage.to_owned()));
        passages.push(CitedPassage { named, range });
        start += part.len() + 1;
    }
}

/// Returns the words of `text` with their offsets, without the `>` at the beginning of a quoted line.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split('\n').enumerate().flat_map(move |(number, line)| {
        let from = start;
        start += line.len() + 1;
        let marker = if number == 0 {
            0
        } else {
            line.len() - line.trim_start_matches([' ', '\t', '>']).len()
        };
        let rest = &line[marker..];
        let place =
            move |word: &str| from + marker + (word.as_ptr() as usize - rest.as_ptr() as usize);
        rest.split_whitespace().map(move |word| (place(word), word))
    })
}

/// Returns a heading's anchor as GitHub forms it: in lower case, with hyphens for spaces, and without characters other than letters, marks,
/// digits, hyphens and connecting punctuation such as the underscore. Accents are composed.
pub fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| belongs_in_anchor(*c));
    let lower = kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c });
    let anchor: String = lower.collect();
    if is_nfc(&anchor) { anchor } else { anchor.nfc().collect() }
}

fn belongs_in_anchor(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_');
    }
    // Numbers that are not decimal digits: superscripts, fractions, digits in circles.
    let is_other_number = matches!(c, '²' | '³' | '¹' | '¼'..='¾' | '\u{2070}'..='\u{2089}')
        || matches!(c, '\u{2150}'..='\u{215f}' | '\u{2460}'..='\u{249b}' | '\u{24ea}'..='\u{24ff}');
    let connects = matches!(c, '\u{203f}' | '\u{2040}' | '\u{2054}' | '\u{fe33}' | '\u{fe34}')
        || matches!(c, '\u{fe4d}'..='\u{fe4f}' | '\u{ff3f}');
    c.is_alphanumeric() && !is_other_number || is_combining_mark(c) || connects
}

/// The anchors of the headings so far.
#[derive(Default)]
struct Anchors {
    taken: HashSet<String>,
    /// The next number to try for an anchor that occurs more than once. All smaller ones are taken.
    next: HashMap<String, u32>,
}

impl Anchors {
    /// Returns `anchor`, with `-1`, `-2` and so on if an earlier heading has it.
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
