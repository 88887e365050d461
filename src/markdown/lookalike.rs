//! Finds text that looks like markup and is published as text: an opening bracket that is never closed, a heading after a no-break space.
//!
//! The parser determines what is text. [`Scanner`] reassembles the text of a block, with a placeholder for each link, code span and escaped
//! character, and searches it for text that an author may have meant as markup. Blocks without a suspicious character, which are most, are
//! not reassembled.
//!
//! The result is a `Slip`, as for definitions that are not used (`definitions.rs`). `content/slips.rs` turns slips into diagnostics.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::events::is_citation;
use super::{Inner, Link, LinkKind, Markup, Outer, Setting, Slip, SlipKind};

/// The placeholder for an image, a code span, an inline tag, or a text that is not published as written.
const OTHER: char = '\u{fdd0}';
const CITATION: char = '\u{fdd1}';
const NOTE: char = '\u{fdd2}';
const LINK: char = '\u{fdd3}';
/// The placeholder for a bare address that became a link.
const ADDRESS: char = '\u{fdd4}';

/// Collects text that looks like markup, from the events of a text.
pub(super) struct Scanner<'t> {
    text: &'t str,
    pieces: Vec<Piece>,
    block: Block,
    /// The number of open links and images, whose text is not searched.
    open: usize,
    /// `true` in a code block whose citations were not meant as code.
    code: bool,
    is_suspicious: bool,
    /// The end of the last piece.
    end: usize,
    pub(super) slips: Vec<Slip>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Paragraph,
    Item,
    Heading,
    Cell,
    Code,
}

/// A piece of the published text of a block.
struct Piece {
    range: Range<usize>,
    kind: PieceKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    Text,
    /// Text whose first character has a backslash before it.
    Escaped,
    Break,
    Opaque(char),
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            pieces: Vec::new(),
            block: Block::Paragraph,
            open: 0,
            code: false,
            is_suspicious: false,
            end: 0,
            slips: Vec::new(),
        }
    }

    pub(super) fn event(&mut self, event: &Event, range: &Range<usize>) {
        match event {
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. })) => {
                if self.open == 0 {
                    self.push(range, PieceKind::Opaque(self.placeholder(tag, range)));
                }
                self.open += 1;
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.open -= 1,
            Event::Start(Tag::Emphasis | Tag::Strong) => self.emphasis(range),
            Event::Start(Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            Event::Start(tag) => self.begin(tag, range),
            Event::End(_) => {
                self.finish();
                self.block = Block::Paragraph;
            }
            _ if self.open > 0 => {}
            Event::Text(inner) => self.text(inner, range),
            Event::SoftBreak | Event::HardBreak => self.push(range, PieceKind::Break),
            Event::FootnoteReference(_) => self.push(range, PieceKind::Opaque(NOTE)),
            Event::Code(_) | Event::InlineHtml(_) | Event::TaskListMarker(_) => {
                self.push(range, PieceKind::Opaque(OTHER));
            }
            _ => {}
        }
    }

    fn placeholder(&self, tag: &Tag, range: &Range<usize>) -> char {
        match tag {
            tag if is_citation(tag) => CITATION,
            Tag::Link { link_type: LinkType::Autolink, .. }
                if !self.text[range.clone()].starts_with('<') =>
            {
                ADDRESS
            }
            Tag::Link { .. } => LINK,
            _ => OTHER,
        }
    }

    fn begin(&mut self, tag: &Tag, range: &Range<usize>) {
        self.finish();
        self.block = match tag {
            Tag::Item => Block::Item,
            Tag::Heading { .. } => Block::Heading,
            Tag::TableCell => Block::Cell,
            Tag::CodeBlock(_) | Tag::HtmlBlock => Block::Code,
            _ => Block::Paragraph,
        };
        if self.block == Block::Heading {
            self.heading(range);
        }
        if let Tag::CodeBlock(kind) = tag {
            let is_closed = is_closed(&self.text[range.clone()]);
            let is_fenced = matches!(kind, CodeBlockKind::Fenced(_));
            self.code = !is_fenced || !is_closed;
            if is_fenced && !is_closed {
                let line = self.text[range.clone()].lines().next().unwrap_or_default();
                let range = range.start..range.start + line.len();
                self.slips.push(Slip { kind: SlipKind::UnclosedCode, range });
            }
        }
    }

    /// Records emphasis whose mark is between two digits.
    fn emphasis(&mut self, range: &Range<usize>) {
        let bytes = self.text.as_bytes();
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        if bytes[range.start] == b'*'
            && range.start > 0
            && is_digit(range.start - 1)
            && is_digit(range.start + 1)
        {
            let kind = SlipKind::Markup(Markup::Product);
            self.slips.push(Slip { kind, range: range.clone() });
        }
    }

    /// Records a heading made by the line under it, if its text has several lines or is a sentence.
    fn heading(&mut self, range: &Range<usize>) {
        let source = self.text[range.clone()].trim_end();
        let Some((text, _)) = source.rsplit_once('\n') else { return };
        let text = text.trim_end();
        let is_sentence = text.ends_with(['.', '!', '?', '…', '。']) || text.contains('\n');
        if !source.starts_with('#') && is_sentence {
            let kind = SlipKind::Markup(Markup::Underlined);
            self.slips.push(Slip { kind, range: range.start..range.start + text.len() });
        }
    }

    fn push(&mut self, range: &Range<usize>, kind: PieceKind) {
        self.pieces.push(Piece { range: range.clone(), kind });
        self.end = range.end;
    }

    fn text(&mut self, inner: &str, range: &Range<usize>) {
        if self.block == Block::Code {
            if self.code && inner.contains('@') {
                let found = citations(inner).filter(|(it, _)| inner[..it.start].ends_with('['));
                self.slips.extend(found.map(|(it, kind)| Slip {
                    kind: kind.set_in(Setting::Code),
                    range: range.start + it.start..range.start + it.end,
                }));
            }
            return;
        }
        let before = &self.text[..range.start];
        let is_escaped = before.ends_with('\\') && self.end < range.start;
        let kind = match inner.len() == range.len() {
            true if is_escaped => PieceKind::Escaped,
            true => PieceKind::Text,
            false => PieceKind::Opaque(OTHER),
        };
        let starts_line = self.pieces.last().is_none_or(|it| it.kind == PieceKind::Break);
        self.is_suspicious |= inner.bytes().any(is_suspicious)
            || starts_line && inner.bytes().next().is_some_and(may_start_block);
        self.push(range, kind);
    }

    /// Searches the block that has ended.
    fn finish(&mut self) {
        if std::mem::take(&mut self.is_suspicious) {
            let plain = Plain::new(self.text, &self.pieces);
            self.slips.extend(plain.slips(self.block));
        }
        self.pieces.clear();
    }
}

/// Returns `false` if the code block `source` begins with a fence and does not end with one.
fn is_closed(source: &str) -> bool {
    let mut lines = source.trim_end().lines();
    let fence = |line: &str| {
        let line = line.trim_start_matches([' ', '\t', '>']).trim_end();
        let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = line.chars().take_while(|c| *c == mark).count();
        Some((mark, length, line.len() == length))
    };
    let Some((mark, length, _)) = lines.next().and_then(fence) else { return true };
    lines
        .next_back()
        .and_then(fence)
        .is_some_and(|(other, closing, is_bare)| other == mark && closing >= length && is_bare)
}

/// Returns `true` for a byte that occurs in text that looks like markup, apart from the beginnings of lines.
fn is_suspicious(byte: u8) -> bool {
    matches!(byte, b'[' | b']' | b'@' | b'{' | b'%' | b'=' | b'*' | b'~' | b'|' | b'<' | b'$')
}

/// Returns `true` for a byte with which a line may begin that looks like a heading, an item or another block.
fn may_start_block(byte: u8) -> bool {
    matches!(byte, b'#' | b'-' | b'+' | b'!' | b':' | b'0'..=b'9' | 0xc2 | 0xe2 | 0xe3 | 0xef)
}

/// The published text of a block, in one piece.
struct Plain<'t> {
    text: String,
    /// For each piece, the offset of its beginning in `text`.
    pieces: Vec<(usize, &'t Piece)>,
}

type Found = (Range<usize>, SlipKind);

/// The maximum number of findings of one sort in a block. A report holds fewer.
const MOST: usize = 1000;

/// The maximum distance in bytes between an opening mark and its closing one.
const FARTHEST: usize = 500;

/// Returns the beginning of `text`, as far as a closing mark is searched.
fn near(text: &str) -> &str {
    &text[..text.floor_char_boundary(FARTHEST)]
}

impl<'t> Plain<'t> {
    fn new(source: &str, pieces: &'t [Piece]) -> Self {
        let mut plain = Self { text: String::new(), pieces: Vec::with_capacity(pieces.len()) };
        for piece in pieces {
            plain.pieces.push((plain.text.len(), piece));
            let written = &source[piece.range.clone()];
            match piece.kind {
                PieceKind::Text => plain.text.push_str(written),
                PieceKind::Break => plain.text.push('\n'),
                PieceKind::Opaque(placeholder) => plain.text.push(placeholder),
                PieceKind::Escaped => {
                    // A placeholder of the same length keeps the offsets in the piece right.
                    let first = written.chars().next().map_or(0, char::len_utf8);
                    plain.text.extend(std::iter::repeat_n('\u{7f}', first));
                    plain.text.push_str(&written[first..]);
                }
            }
        }
        plain
    }

    /// Returns the bytes of the source for a range of the text.
    fn source(&self, range: &Range<usize>) -> Range<usize> {
        let piece = |at: usize| {
            let found = self.pieces.partition_point(|(start, _)| *start <= at);
            self.pieces[found.saturating_sub(1)]
        };
        let is_literal = |kind| matches!(kind, PieceKind::Text | PieceKind::Escaped);
        let (start, first) = piece(range.start);
        let from = if is_literal(first.kind) {
            first.range.start + (range.start - start)
        } else {
            first.range.start
        };
        let (start, last) = piece(range.end.saturating_sub(1).max(range.start));
        let to = if is_literal(last.kind) {
            (last.range.start + (range.end - start)).min(last.range.end)
        } else {
            last.range.end
        };
        from..to.max(from)
    }

    fn slips(&self, block: Block) -> Vec<Slip> {
        let text = self.text.as_str();
        let mut found: Vec<Found> = citations(text).collect();
        found.extend(brackets(text, block));
        found.extend(braces(text));
        found.extend(pairs(text));
        found.extend(tags(text));
        if matches!(block, Block::Paragraph | Block::Item) {
            found.extend(lines(text, block));
        }
        let placed = |(range, mut kind)| {
            // The range of the destination is relative to the block's text.
            if let SlipKind::Nested(_, Outer::Text(Some(link))) = &mut kind {
                link.range = self.source(&link.range);
            }
            Slip { range: self.source(&range), kind }
        };
        found.into_iter().map(placed).collect()
    }
}

fn markup(range: Range<usize>, kind: Markup) -> Found {
    (range, SlipKind::Markup(kind))
}

/// Finds `@source passage` anywhere in `text`.
pub(super) fn citations(text: &str) -> impl Iterator<Item = Found> {
    text.match_indices('@').filter_map(|(at, _)| {
        let within_word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '/' | '@');
        if text[..at].chars().next_back().is_some_and(within_word) {
            return None;
        }
        let is_slug = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let word = |from: usize| {
            let rest = &text[from..];
            from..from + rest.find(|c| !is_slug(c)).unwrap_or(rest.len())
        };
        let source = word(at + 1);
        if source.is_empty() {
            return None;
        }
        let rest = &text[source.end..];
        let between = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '#', ',', ':']).len();
        let passage = Some(word(source.end + between)).filter(|it| between > 0 && !it.is_empty());
        let end = passage.as_ref().map_or(source.end, |it| it.end);
        let kind = SlipKind::LooseCitation {
            source: text[source].to_owned(),
            passage: passage.map(|it| text[it].to_owned()),
            setting: if is_bracketed(text, at) { Setting::Brackets } else { Setting::Text },
        };
        Some((at..end, kind))
    })
}

/// Returns `true` if the byte `at` is within brackets or parentheses.
fn is_bracketed(text: &str, at: usize) -> bool {
    let mut closed = 0_usize;
    for byte in text[..at].bytes().rev().take(200) {
        match byte {
            b')' | b']' => closed += 1,
            b'(' | b'[' if closed == 0 => return true,
            b'(' | b'[' => closed -= 1,
            _ => {}
        }
    }
    false
}

/// Finds text that looks like a link, a wiki-link or a footnote.
fn brackets(text: &str, block: Block) -> Vec<Found> {
    let mut found = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut last_pair = None;
    for (at, byte) in text.bytes().enumerate() {
        if found.len() > MOST {
            return found;
        }
        match byte {
            b'[' => open.push(at),
            b']' => {
                if let Some(start) = open.pop() {
                    found.extend(pair(text, start, at));
                    last_pair = Some((start, at));
                } else {
                    let before = last_pair.filter(|(_, end)| end + 1 == at && block != Block::Cell);
                    found.extend(before.map(|(start, _)| markup(start..at + 1, Markup::WikiLink)));
                }
            }
            _ => {}
        }
    }
    // A bracket that is never closed, directly before another one.
    for start in open.iter().copied().filter(|at| text[at + 1..].starts_with('[')).take(MOST) {
        let rest = near(&text[start..]);
        let end = start + rest.find([']', '\n']).unwrap_or(rest.len());
        let end = if text[end..].starts_with(']') { end + 1 } else { end };
        found.push(markup(start..end, Markup::WikiLink));
    }
    found
}

/// Checks the brackets at `start` and `end`, by the text in and after them.
fn pair(text: &str, start: usize, end: usize) -> Option<Found> {
    let (inner, after) = (&text[start + 1..end], &text[end + 1..]);
    if let Some(label) = inner.strip_prefix('^') {
        let is_label = !label.is_empty() && !label.contains(char::is_whitespace);
        return is_label.then(|| (start..end + 1, SlipKind::UnknownFootnote));
    }
    if text[..start].ends_with('^') && inner.contains(char::is_alphabetic) {
        return Some(markup(start - 1..end + 1, Markup::InlineNote));
    }
    let from = if text[..start].ends_with('!') { start - 1 } else { start };
    if after.starts_with('(') {
        return Some(destination(text, from, end));
    }
    for (opening, closing) in [(" (", ')'), ("\n(", ')'), ("（", '）'), (" （", '）')] {
        if let Some(rest) = after.strip_prefix(opening)
            && let Some(length) = near(rest).find(closing)
            && is_address(&rest[..length])
        {
            let to = end + 1 + opening.len() + length + closing.len_utf8();
            return Some(markup(from..to, Markup::LinkApart));
        }
    }
    let within_word = text[..from].ends_with(char::is_alphanumeric);
    if let Some(rest) = after.strip_prefix('[')
        && let Some(length) = near(rest).find([']', '['])
        && rest[length..].starts_with(']')
        && !within_word
        && inner.contains(char::is_alphanumeric)
        && (length == 0 || rest[..length].contains(char::is_alphanumeric))
        && !rest.starts_with('^')
    {
        return Some(markup(from..end + 2 + length + 1, Markup::UndefinedLabel));
    }
    None
}

/// Classifies `[…](…)`, whose brackets end at `end`.
fn destination(text: &str, from: usize, end: usize) -> Found {
    let start = end + 2;
    let mut depth = 0_usize;
    let closing = near(&text[start..]).char_indices().find(|(_, c)| {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return true,
            ')' => depth -= 1,
            _ => {}
        }
        false
    });
    let Some((length, _)) = closing else {
        let rest = near(&text[end..]);
        let line = end + rest.find('\n').unwrap_or(rest.len());
        return markup(from..line, Markup::UnclosedDestination);
    };
    let inside = start..start + length;
    let written = &text[inside.clone()];
    if let Some((at, inner)) = nested(&text[from..end]) {
        let at = from + at;
        let is_plain = !written.is_empty()
            && !written.contains(|c: char| c.is_whitespace() || is_placeholder(c));
        let outer = is_plain.then(|| Link {
            kind: LinkKind::Link,
            destination: written.to_owned(),
            text: String::new(),
            title: String::new(),
            range: inside,
            definition: None,
        });
        return (
            at..at + OTHER.len_utf8(),
            SlipKind::Nested(inner, Outer::Text(outer.map(Box::new))),
        );
    }
    let kind = if written.contains(['“', '”', '„', '‘', '’', '«', '»']) {
        Markup::LinkTitle
    } else if written.contains(char::is_whitespace) {
        Markup::SpacedDestination
    } else {
        Markup::Brackets
    };
    markup(from..start + length + 1, kind)
}

/// Returns the first thing in the text of a link that may not be there, with its offset.
fn nested(text: &str) -> Option<(usize, Inner)> {
    text.char_indices().find_map(|(at, c)| {
        let inner = match c {
            CITATION => Inner::Citation,
            NOTE => Inner::Footnote,
            LINK | ADDRESS => Inner::Link,
            _ => return None,
        };
        Some((at, inner))
    })
}

fn is_placeholder(c: char) -> bool {
    matches!(c, OTHER..=ADDRESS)
}

/// Returns `true` if the text in parentheses can be the destination of a link.
fn is_address(text: &str) -> bool {
    if text.contains(char::is_whitespace) || text.is_empty() {
        return false;
    }
    let begins = ["http://", "https://", "mailto:", "www.", "./", "../"];
    let is_path = || {
        let (_, extension) = text.rsplit_once('.')?;
        let is_extension = (2..=5).contains(&extension.len())
            && extension.starts_with(|c: char| c.is_ascii_alphabetic())
            && extension.chars().all(|c| c.is_ascii_alphanumeric());
        Some(is_extension && (text.contains('/') || matches!(extension, "md" | "pdf" | "html")))
    };
    text.starts_with(ADDRESS)
        || begins.iter().any(|it| text.starts_with(it))
        || text.strip_prefix('#').is_some_and(|it| it.starts_with(char::is_alphabetic))
        || is_path().unwrap_or(false)
}

/// Finds attributes (`{#id}`) and the shortcodes of other generators (`{{ … }}`).
fn braces(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|it| at + it) {
        let rest = &text[start..];
        at = start + 1;
        for (opening, closing, kind) in [
            ("{{", "}}", Markup::Shortcode),
            ("{%", "%}", Markup::Shortcode),
            ("{#", "}", Markup::Attributes),
            ("{.", "}", Markup::Attributes),
            ("{:", "}", Markup::Attributes),
        ] {
            let Some(inner) = rest.strip_prefix(opening) else { continue };
            let inner = near(inner);
            let Some(length) = inner.find(closing).filter(|it| !inner[..*it].contains('\n')) else {
                continue;
            };
            let names = inner[..length].trim_start().trim_start_matches(['#', '.']);
            if kind == Markup::Shortcode || names.starts_with(char::is_alphabetic) {
                at = start + opening.len() + length + closing.len();
                found.push(markup(start..at, kind));
                break;
            }
        }
    }
    found
}

/// Finds text between two marks that are not Markdown, or were not read as such: `%%note%%`, `==word==`, `** word **`.
fn pairs(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for (mark, kind) in [
        ("%%", Markup::Comment),
        ("==", Markup::Highlight),
        ("**", Markup::Emphasis),
        ("~~", Markup::Emphasis),
    ] {
        let mut marks = runs(text, mark);
        let opens = |at: usize| {
            let before = &text[..at];
            match kind {
                Markup::Comment => !before.trim_end().ends_with(|c: char| c.is_ascii_digit()),
                Markup::Highlight => {
                    text[at + 2..].starts_with(char::is_alphanumeric)
                        && !before.ends_with(char::is_alphanumeric)
                }
                _ => !before.ends_with(|c: char| c.is_ascii_digit()),
            }
        };
        while let Some(start) = marks.next() {
            if !opens(start) {
                continue;
            }
            let end = marks.next();
            match end {
                Some(end) if end > start + 2 => found.push(markup(start..end + 2, kind)),
                None if text.trim() == mark && kind == Markup::Comment => {
                    found.push(markup(start..start + 2, kind));
                }
                _ => {}
            }
        }
    }
    let math = text.trim().strip_prefix("$$").and_then(|it| it.strip_suffix("$$"));
    let math = math.filter(|it| !it.trim().is_empty());
    found.extend(math.map(|_| markup(0..text.len(), Markup::Math)));
    found
}

/// Returns the offsets of `mark`, two equal characters, where it is not part of a longer run.
fn runs<'a>(text: &'a str, mark: &'static str) -> impl Iterator<Item = usize> + 'a {
    let character = &mark[..1];
    text.match_indices(mark).map(|(at, _)| at).filter(move |at| {
        !text[..*at].ends_with(character) && !text[at + 2..].starts_with(character)
    })
}

/// Finds tags and comments of HTML that do not end, and addresses in angle brackets that were not recognized.
fn tags(text: &str) -> Vec<Found> {
    let tag = |(start, _): (usize, &str)| {
        let rest = near(&text[start + 1..]);
        let line = || start + 1 + rest.find('\n').unwrap_or(rest.len());
        if rest.starts_with("!--") {
            return Some(markup(start..line(), Markup::HtmlComment));
        }
        if rest.starts_with(ADDRESS) {
            let end = rest.find('>').map_or_else(&line, |it| start + 1 + it + 1);
            return Some(markup(start..end, Markup::AngleAddress));
        }
        let name = rest.trim_start_matches('/');
        let length = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let attributes = &name[length..];
        let attribute = attributes.trim_start();
        let end = attribute.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(0);
        let has_attribute =
            attribute.len() < attributes.len() && end > 0 && attribute[end..].starts_with('=');
        let is_closing = name.len() < rest.len() && length > 0;
        (name.starts_with(|c: char| c.is_ascii_alphabetic()) && (has_attribute || is_closing))
            .then(|| markup(start..line(), Markup::Tag))
    };
    text.match_indices('<').filter_map(tag).take(MOST).collect()
}

/// Returns `true` for white space and zero-width characters that Markdown does not treat as a space.
fn is_odd_space(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{ad}' | '\u{2000}'
            ..='\u{200f}' | '\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{3000}' | '\u{feff}'
    )
}

/// Finds lines that look like the beginning of a heading, an item, a table or another block.
fn lines(text: &str, block: Block) -> Vec<Found> {
    let mut found = Vec::new();
    let mut counted = Counted::default();
    let mut start = 0;
    for line in text.split('\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        if let Some(kind) = line_start(line) {
            found.push(markup(range.clone(), kind));
        }
        counted.line(line, range);
    }
    found.extend(counted.found());
    found.extend(block_start(text, block));
    found
}

/// Classifies a whole block by its beginning.
fn block_start(text: &str, block: Block) -> Option<Found> {
    let first = text.lines().next().unwrap_or_default();
    let kind = if block == Block::Item
        && ["[]", "[ ]", "[x]", "[X]"].iter().any(|it| text.starts_with(it))
    {
        Markup::TaskBox
    } else if let Some(rest) = text.strip_prefix("[!")
        && rest.find(']').is_some_and(|end| rest[..end].chars().all(char::is_alphabetic))
    {
        Markup::Alert
    } else if text.starts_with(":::")
        || text.strip_prefix("!!! ").is_some_and(|it| it.starts_with(char::is_alphabetic))
    {
        Markup::Container
    } else if matches!(text.trim(), "[TOC]" | "[toc]") {
        Markup::Contents
    } else {
        return None;
    };
    Some(markup(0..first.len(), kind))
}

/// Classifies a line by its beginning.
fn line_start(line: &str) -> Option<Markup> {
    let rest = line.trim_start_matches(is_odd_space);
    let is_spaced = |rest: &str| rest.starts_with([' ', '\t']) || rest.starts_with(is_odd_space);
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let after = &rest[hashes..];
    if rest.len() < line.len() {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_item = rest.strip_prefix(['-', '*', '+']).is_some_and(is_spaced)
            || number.len() < rest.len() && number.strip_prefix(['.', ')']).is_some_and(is_spaced);
        let is_heading = (1..=6).contains(&hashes) && is_spaced(after);
        return (is_item || is_heading || rest.starts_with(['>', '|']) || rest.starts_with("```"))
            .then_some(Markup::OddSpace);
    }
    if (1..=6).contains(&hashes) && after.starts_with(is_odd_space)
        || rest.strip_prefix(['-', '*']).is_some_and(|it| it.starts_with(is_odd_space))
    {
        return Some(Markup::OddSpace);
    }
    if (2..=6).contains(&hashes) && after.starts_with(char::is_alphanumeric)
        || rest.starts_with('＃')
    {
        return Some(Markup::Heading);
    }
    let is_conflict = rest.starts_with("<<<<<<< ");
    is_conflict.then_some(Markup::Conflict)
}

/// Lines that have a meaning only together.
#[derive(Default)]
struct Counted {
    rows: Vec<Range<usize>>,
    has_rule: bool,
    items: Vec<Range<usize>>,
    bullets: Vec<Range<usize>>,
    numbers: Vec<Range<usize>>,
}

impl Counted {
    fn line(&mut self, line: &str, range: Range<usize>) {
        let trimmed = line.trim();
        let is_rule = trimmed.contains('|')
            && trimmed.contains("--")
            && trimmed.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
        self.has_rule |= is_rule;
        if is_rule || trimmed.starts_with('|') && trimmed.ends_with('|') && trimmed.len() > 2 {
            self.rows.push(range);
            return;
        }
        let number = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = trimmed.len() - number.len();
        if trimmed
            .strip_prefix(['-', '+', '*'])
            .is_some_and(|it| it.starts_with(char::is_alphabetic))
        {
            self.items.push(range);
        } else if trimmed.starts_with(['•', '‣', '◦', '▪', '●', '○', '■']) {
            self.bullets.push(range);
        } else if (1..=3).contains(&digits)
            && number
                .strip_prefix(['.', ')'])
                .is_some_and(|it| it.starts_with(' ') || it.starts_with(char::is_alphabetic))
        {
            self.numbers.push(range);
        }
    }

    fn found(self) -> Vec<Found> {
        let first = |lines: Vec<Range<usize>>, least: usize, kind| {
            let enough = lines.len() >= least;
            enough.then(|| lines.into_iter().next().map(|it| markup(it, kind))).flatten()
        };
        let least = if self.has_rule { 1 } else { 2 };
        [
            first(self.rows, least, Markup::Table),
            first(self.items, 2, Markup::Items),
            first(self.bullets, 1, Markup::Bullet),
            first(self.numbers, 2, Markup::Numbers),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
