//! The events of a text in its order: those of the parser, with bare addresses turned into links.
//!
//! Parsing and writing both use [`Events`], so that they see the same links and citations.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{
    BrokenLink, CowStr, Event, LinkType, OffsetIter, Options, Parser, RefDefs, Tag, TagEnd,
};

/// The destination that marks a link as a citation. No author can write it, because a control character ends a destination.
const CITATION: &str = "\u{1}cite";

/// Returns `true` if `tag` opens a citation mark: `[@source passage]`, even if a definition gives that label a destination, and after an
/// exclamation mark.
pub(super) fn is_citation(tag: &Tag) -> bool {
    let (Tag::Link { link_type, dest_url, id, .. } | Tag::Image { link_type, dest_url, id, .. }) =
        tag
    else {
        return false;
    };
    let by_label =
        matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
    &**dest_url == CITATION || by_label && id.starts_with('@')
}

/// Resolves a label without a definition for the parser: a citation gets the destination [`CITATION`].
#[expect(clippy::needless_pass_by_value, reason = "the parser hands it over")]
fn citation(link: BrokenLink<'_>) -> Option<(CowStr<'_>, CowStr<'_>)> {
    let is_citation = link.reference.starts_with('@');
    is_citation.then_some((CowStr::Borrowed(CITATION), CowStr::Borrowed("")))
}

type Callback<'a> = fn(BrokenLink<'a>) -> Option<(CowStr<'a>, CowStr<'a>)>;

/// An event and its byte range in the text.
type Placed<'a> = (Event<'a>, Range<usize>);

/// The events of a text.
pub(super) struct Events<'a> {
    parser: OffsetIter<'a, Callback<'a>>,
    text: &'a str,
    /// `true` if there may be a bare address. Most texts have none.
    may_have_addresses: bool,
    /// `true` if line ends may be those of Windows.
    has_carriage_returns: bool,
    /// Events that come before those of the parser. They have already been searched for addresses.
    ready: VecDeque<Placed<'a>>,
    /// The rest of a text event, which is still to be searched for addresses.
    rest: Option<Placed<'a>>,
    /// The number of open links, images and code blocks, in which no address becomes a link.
    closed: usize,
    /// The number of open `<a …>` of raw HTML.
    raw_links: usize,
}

impl<'a> Events<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_GFM
            | Options::ENABLE_WIKILINKS;
        let callback: Callback<'a> = citation;
        Self {
            parser: Parser::new_with_broken_link_callback(text, options, Some(callback))
                .into_offset_iter(),
            text,
            may_have_addresses: text.contains("://"),
            has_carriage_returns: text.contains('\r'),
            ready: VecDeque::new(),
            rest: None,
            closed: 0,
            raw_links: 0,
        }
    }

    /// Returns the definitions of links: `[label]: destination`.
    pub(super) fn definitions(&self) -> &RefDefs<'_> {
        self.parser.reference_definitions()
    }

    /// Returns `true` if the last event is within `<a …>` of raw HTML.
    pub(super) fn is_in_raw_link(&self) -> bool {
        self.raw_links > 0
    }

    /// Updates the counts of what is open.
    fn track(&mut self, event: &Event) {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => {
                self.closed += 1;
            }
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => self.closed -= 1,
            Event::Html(html) | Event::InlineHtml(html) => {
                let html = html.to_ascii_lowercase();
                let opened = html.matches("<a ").count() + html.matches("<a\n").count();
                let open = self.raw_links + opened;
                self.raw_links = open.saturating_sub(html.matches("</a").count());
            }
            _ => {}
        }
    }

    /// Splits a text event at the first address in it. The address is found in the text itself, because the parser splits it wherever a
    /// character might be markup.
    fn link_address(&mut self, inner: CowStr<'a>, range: Range<usize>) -> Placed<'a> {
        let is_as_written = inner.len() == range.len();
        let found = if is_as_written { find_address(self.text, &range) } else { None };
        let Some(start) = found else { return (Event::Text(inner), range) };
        let end = start + address_length(&self.text[start..]);
        let mut taken = Taken { end: range.end, events: Vec::new(), next: None };
        while taken.end < end && taken.next.is_none() {
            self.take(&mut taken, end);
        }
        let end = end.min(taken.end);
        let end = start + trimmed_length(&self.text[start..end]);
        if !has_host(&self.text[start..end]) {
            self.ready.extend(taken.events.into_iter().chain(taken.next));
            return (Event::Text(inner), range);
        }
        self.queue_link(start..end);
        let behind = end..taken.end;
        let rest = (Event::Text(unescaped(&self.text[behind.clone()]).into()), behind.clone());
        match taken.next {
            // Only punctuation is between them.
            Some(next) => {
                self.ready.extend((!behind.is_empty()).then_some(rest).into_iter().chain([next]));
            }
            None => self.rest = (!behind.is_empty()).then_some(rest),
        }
        let before = range.start..start;
        let before = (!before.is_empty())
            .then(|| (Event::Text(self.text[before.clone()].into()), before.clone()));
        before.or_else(|| self.ready.pop_front()).expect("a link was queued")
    }

    /// Takes one more event for the address that ends at `end`, or keeps it in `taken.next` if it is not part of the address.
    fn take(&mut self, taken: &mut Taken<'a>, end: usize) {
        match self.parser.next() {
            Some((Event::Text(more), at))
                if at.start <= end && (more.len() == at.len() || &*more == "&") =>
            {
                taken.end = at.end;
                taken.events.push((Event::Text(more), at));
            }
            Some((Event::Start(tag), at)) if is_emphasis(&tag) && at.end <= end => {
                taken.end = at.end;
                taken.events.push((Event::Start(tag), at));
                self.take_emphasis(&mut taken.events);
            }
            other => {
                if let Some((event, _)) = &other {
                    self.track(event);
                }
                taken.next = other.or(Some((Event::Text("".into()), taken.end..taken.end)));
            }
        }
    }

    /// Takes the events up to the end of an emphasis.
    fn take_emphasis(&mut self, events: &mut Vec<Placed<'a>>) {
        let mut depth = 1;
        while depth > 0 {
            let Some((event, at)) = self.parser.next() else { return };
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            events.push((event, at));
        }
    }

    /// Queues the link for an address.
    fn queue_link(&mut self, at: Range<usize>) {
        let destination = CowStr::from(unescaped(&self.text[at.clone()]));
        let link = Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: destination.clone(),
            title: "".into(),
            id: "".into(),
        };
        self.ready.push_back((Event::Start(link), at.clone()));
        self.ready.push_back((Event::Text(destination), at.clone()));
        self.ready.push_back((Event::End(TagEnd::Link), at));
    }
}

/// The events that were taken for an address.
struct Taken<'a> {
    /// The byte at which the last of them ends.
    end: usize,
    events: Vec<Placed<'a>>,
    /// The event after them, if it has been read. It is not part of the address.
    next: Option<Placed<'a>>,
}

impl<'a> Iterator for Events<'a> {
    type Item = Placed<'a>;

    fn next(&mut self) -> Option<Placed<'a>> {
        if let Some(ready) = self.ready.pop_front() {
            return Some(ready);
        }
        let (event, range) = match self.rest.take() {
            Some(rest) => rest,
            None => self.parser.next()?,
        };
        let event = match event {
            Event::Code(code) if self.has_carriage_returns => {
                Event::Code(without_carriage_returns(&self.text[range.clone()], code))
            }
            event => event,
        };
        if !self.may_have_addresses {
            if let Event::Html(_) | Event::InlineHtml(_) = event {
                self.track(&event);
            }
            return Some((event, range));
        }
        self.track(&event);
        Some(match event {
            Event::Text(inner) if self.closed == 0 && self.raw_links == 0 => {
                self.link_address(inner, range)
            }
            event => (event, range),
        })
    }
}

/// Returns the code span written as `source` with one space for each line end, because the parser makes two of `\r\n`.
fn without_carriage_returns<'a>(source: &str, code: CowStr<'a>) -> CowStr<'a> {
    let lines: Vec<_> = source.split("\r\n").collect();
    let mut rest = &*code;
    let mut kept = String::new();
    for line in &lines[..lines.len() - 1] {
        let line = line.trim_start_matches(['`', ' ', '\t', '>']);
        let Some(end) = rest.find(line).map(|at| at + line.len()) else { return code };
        kept.push_str(&rest[..end]);
        rest = &rest[end..];
        rest = if rest.starts_with("  ") { &rest[1..] } else { rest };
    }
    if kept.is_empty() { code } else { (kept + rest).into() }
}

fn is_emphasis(tag: &Tag) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
}

/// Returns the byte at which an address begins within `range`: at its scheme, and not within a word.
fn find_address(text: &str, range: &Range<usize>) -> Option<usize> {
    let mut colons = text[range.clone()].match_indices("://").map(|(at, _)| range.start + at);
    colons.find_map(|colon| {
        let before = &text[range.start..colon];
        let letters = before.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
        let start = colon - letters;
        let scheme = &text[start..colon];
        let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
        let within_word = text[..start]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '.' | '/'));
        let is_address = || {
            let address = &text[start..start + address_length(&text[start..])];
            has_host(&address[..trimmed_length(address)])
        };
        (is_web && !within_word && is_address()).then_some(start)
    })
}

/// The maximum length in bytes of an address that becomes a link.
const LONGEST: usize = 2000;

/// Returns the length of the address that `text` begins with, including punctuation that may follow it.
fn address_length(text: &str) -> usize {
    let ends = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '`' | '\u{200b}' | '\u{feff}')
            // Quotation marks, the stops of Chinese and Japanese, and an ellipsis are never part of an address.
            || matches!(c, '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '…')
            || matches!(c, '\u{3001}' | '\u{3002}' | '\u{3008}'..='\u{3011}')
            || matches!(c, '\u{ff01}' | '\u{ff08}'..='\u{ff0c}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}')
    };
    let mut characters = text.char_indices().take_while(|(at, _)| *at <= LONGEST);
    let end = characters.find(|(at, c)| ends(*c) || *at == LONGEST).map(|(at, _)| at);
    end.unwrap_or_else(|| text.len().min(text.floor_char_boundary(LONGEST)))
}

/// Returns the length of `address` without the punctuation after it (GitHub Flavored Markdown, section 6.9): stops, a closing parenthesis
/// without an opening one, and text that looks like an entity.
fn trimmed_length(address: &str) -> usize {
    let count = |c: char| address.matches(c).count();
    let (mut rounds, mut squares) = (count(')'), count(']'));
    let (opened_rounds, opened_squares) = (count('('), count('['));
    let mut rest = address;
    while let Some(last) = rest.chars().next_back() {
        let shorter = &rest[..rest.len() - last.len_utf8()];
        rest = match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '’' | '‘' | '|' | '\\' => {
                shorter
            }
            ')' if rounds > opened_rounds => {
                rounds -= 1;
                shorter
            }
            ']' if squares > opened_squares => {
                squares -= 1;
                shorter
            }
            ';' => {
                let name = shorter.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
                if name.len() < shorter.len() {
                    name.strip_suffix('&').unwrap_or(shorter)
                } else {
                    shorter
                }
            }
            _ => break,
        };
    }
    rest.len()
}

/// Returns `true` if an address names a host with a period in it.
fn has_host(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#', ':', '\\']).next().unwrap_or_default();
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    host.contains('.') && host.split('.').all(is_label)
}

/// Returns `address` without Markdown's backslash escapes, and with `&amp;` decoded.
fn unescaped(address: &str) -> String {
    let mut plain = String::with_capacity(address.len());
    let mut characters = address.chars().peekable();
    while let Some(c) = characters.next() {
        let escapes = c == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation);
        plain.extend((!escapes).then_some(c));
        if escapes {
            plain.extend(characters.next());
        }
    }
    if plain.contains('&') { plain.replace("&amp;", "&") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the addresses that become links, as written.
    fn addresses(text: &str) -> Vec<&str> {
        let is_link = |event: &Event| matches!(event, Event::Start(Tag::Link { .. }));
        Events::new(text).filter(|(event, _)| is_link(event)).map(|(_, at)| &text[at]).collect()
    }

    #[test]
    fn bare_addresses_become_links_and_punctuation_after_them_does_not() {
        for (text, expected) in [
            ("See https://example.org/a.", "https://example.org/a"),
            ("(https://example.org/a_(b))", "https://example.org/a_(b)"),
            ("(see https://example.org/a)", "https://example.org/a"),
            ("https://example.org/?a=1&b=2&copy;", "https://example.org/?a=1&b=2"),
            ("https://example.org/?a[0]=1, and", "https://example.org/?a[0]=1"),
            ("**https://example.org/a**", "https://example.org/a"),
            ("https://example.org/_a_b_/*c*", "https://example.org/_a_b_/*c"),
            ("«https://example.org/ä»", "https://example.org/ä"),
            ("见https://example.org/。然后", "https://example.org/"),
            ("HTTP://EXAMPLE.ORG/?", "HTTP://EXAMPLE.ORG/"),
            ("| a |\n|---|\n| https://example.org/a |", "https://example.org/a"),
            ("- https://example.org/a\n", "https://example.org/a"),
            ("“https://example.org/a”", "https://example.org/a"),
        ] {
            assert_eq!(addresses(text), [expected], "{text}");
        }
        let two = "https://a.example/x, *https://b.example/y* https://c.example\n";
        assert_eq!(
            addresses(two),
            ["https://a.example/x", "https://b.example/y", "https://c.example"]
        );
    }

    #[test]
    fn a_line_end_of_windows_is_one_space_in_code() {
        let code = |text: &str| {
            let mut events = Events::new(text);
            events.find_map(|(event, _)| match event {
                Event::Code(code) => Some(code.into_string()),
                _ => None,
            })
        };
        for text in ["`a\nb`", "> `a b\n> c  d`", "`` a `\nb ``", "x `a`\ny"] {
            assert_eq!(code(text), code(&text.replace('\n', "\r\n")), "{text}");
        }
    }

    #[test]
    fn no_link_is_made_within_links_code_and_words() {
        for text in [
            "`https://example.org/`",
            "    https://example.org/",
            "![https://example.org/](a.svg)",
            "<a href=\"https://example.org/\">https://example.org/</a>",
            "xhttps://example.org/",
            "ftp://example.org/",
            "https://example",
            "https://",
            "a://b and https:// c",
            "\\https\\://example.org/",
        ] {
            assert!(!addresses(text).iter().any(|it| it.starts_with("http")), "{text}");
        }
        assert_eq!(addresses("[https://example.org/](https://example.org/)").len(), 1);
        assert_eq!(addresses("<https://example.org/>").len(), 1);
    }

    #[test]
    fn nothing_of_the_text_around_an_address_is_lost() {
        for (text, expected) in [
            ("a https://b.example/c, d *e*", "a https://b.example/c, d e"),
            ("a https://b.example/_c_! *d*", "a https://b.example/_c_! d"),
            ("*a https://b.example/c*d", "a https://b.example/cd"),
            ("https://b.example/c`d`", "https://b.example/cd"),
            ("https://b.example/c&amp;d", "https://b.example/c&d"),
            ("https://b/_c_", "https://b/c"),
        ] {
            let shown = Events::new(text).filter_map(|(event, _)| match event {
                Event::Text(text) | Event::Code(text) => Some(text.into_string()),
                _ => None,
            });
            assert_eq!(shown.collect::<String>(), expected, "{text}");
        }
    }
}
