//! A YAML tree with the place of every value, for reporting errors.
//!
//! Valid front matter is not read here: `serde_yaml` reads it directly into its type. If that fails, or if a place in it is needed,
//! [`Node::parse`] parses the same text into a tree, and [`walk()`] reads the type from the tree. Both parsers are ports of libyaml and
//! accept the same texts: a text that one of them rejected would have values without a place.

mod lines;
mod problem;
mod slips;
mod walk;

use std::collections::HashMap;
use std::io::{Chain, Read};
use std::ops::Range;

use libyaml_safer::{Encoding, EventData, MappingStyle, Mark, Parser, ScalarStyle, SequenceStyle};
use serde::de::IgnoredAny;

use crate::diagnostic::visible;

pub(super) use lines::flaw;
pub(super) use problem::{Problem, ProblemKind, other_name_of};
pub(super) use slips::{Slip, may_have_slips, slips, within_quotes};
pub(super) use walk::{Walked, walk};

/// The maximum number of values in a document with its aliases expanded. No front matter comes near it, but alias bombs exceed it.
pub(super) const MOST_VALUES: usize = 200_000;

/// The maximum size in bytes of all values, with aliases expanded.
const LONGEST: usize = 10_000_000;

/// The maximum nesting depth of lists and mappings.
pub(super) const DEEPEST: usize = 100;

/// The maximum number of brackets that may be open at once, wherever they are. Parsers keep a record of each and search all of them
/// repeatedly.
const MOST_BRACKETS: usize = 1000;

/// YAML's white space. (Other spaces are text like any letter.)
const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

/// A value with its byte range.
#[derive(Debug, Clone)]
pub(super) struct Node {
    id: usize,
    /// Its range, without its anchor and tag. For an alias (`*a`), the range of the alias.
    pub(super) range: Range<usize>,
    /// The range in which it is written out, which is elsewhere for an alias.
    pub(super) written: Range<usize>,
    /// `true` between brackets or braces, where a comma or a bracket ends a value.
    in_flow: bool,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Scalar { text: String, style: Style },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// The form of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Without quotation marks.
    Plain,
    /// Between single or double quotation marks.
    Quoted,
    /// After `>` or `|`.
    Block,
}

/// The reason why a text cannot be parsed into a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It is not YAML, or is empty, or has more than one document.
    Malformed,
    /// Values are nested more than [`DEEPEST`] levels deep, or too many brackets are open, at this range.
    TooDeep(Range<usize>),
    /// Its aliases expand to more than [`MOST_VALUES`] values, or to too much text, at this range.
    TooMuch(Range<usize>),
}

/// Checks that a parser can read `text` safely: that not too many brackets are open at once, and that its aliases do not expand to too
/// much.
pub(super) fn check(text: &str) -> Result<(), Unfit> {
    let mut open = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > MOST_BRACKETS {
            return Err(Unfit::TooDeep(at..at + 1));
        }
    }
    let has_aliases = text.contains('&') && text.contains('*');
    match has_aliases.then(|| Node::parse(text)) {
        Some(Err(unfit @ Unfit::TooMuch(_))) => Err(unfit),
        _ => Ok(()),
    }
}

/// One step of a path into a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// The value under a key.
    Key(&'a str),
    /// An element of a list.
    Index(usize),
}

impl Node {
    /// Parses a document.
    pub(super) fn parse(text: &str) -> Result<Self, Unfit> {
        // The parser below panics on some texts that are not YAML, so they are rejected here.
        if serde_yaml::from_str::<IgnoredAny>(text).is_err() {
            return Err(Unfit::Malformed);
        }
        Reader::new(text).document()
    }

    /// Returns the value at `path`. `None` if there is none.
    pub(super) fn find(&self, path: &[Step]) -> Option<&Node> {
        let Some((step, rest)) = path.split_first() else { return Some(self) };
        match (step, &self.kind) {
            (Step::Key(key), Kind::Map(entries)) => {
                entries.iter().find(|(k, _)| k.is(key))?.1.find(rest)
            }
            (Step::Index(at), Kind::List(items)) => items.get(*at)?.find(rest),
            // A list of one may be written without its brackets.
            (Step::Index(0), Kind::Scalar { .. }) => self.find(rest),
            _ => None,
        }
    }

    /// Returns the key `key` of the mapping at `path`.
    pub(super) fn find_key(&self, path: &[Step], key: &str) -> Option<&Node> {
        match &self.find(path)?.kind {
            Kind::Map(entries) => entries.iter().map(|(k, _)| k).find(|k| k.is(key)),
            _ => None,
        }
    }

    /// Returns the items if this is a list.
    pub(super) fn items(&self) -> Option<&[Node]> {
        if let Kind::List(items) = &self.kind { Some(items) } else { None }
    }

    /// Returns the keys with their values if this is a mapping. Otherwise, an empty iterator.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&Node, &Node)> {
        let entries = if let Kind::Map(entries) = &self.kind { entries.as_slice() } else { &[] };
        entries.iter().map(|(key, value)| (key, value))
    }

    /// Returns the keys if this is a mapping. Otherwise, an empty iterator.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries().filter_map(|(key, _)| key.text())
    }

    /// Returns every scalar in it, keys included, with its range.
    pub(super) fn scalars(&self) -> Vec<(&str, &Range<usize>)> {
        match &self.kind {
            Kind::Scalar { text, .. } => vec![(text, &self.range)],
            Kind::List(items) => items.iter().flat_map(Self::scalars).collect(),
            Kind::Map(entries) => entries
                .iter()
                .flat_map(|(key, value)| [key, value])
                .flat_map(Self::scalars)
                .collect(),
        }
    }

    fn is(&self, key: &str) -> bool {
        self.text() == Some(key)
    }

    /// Returns its text if it is a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        if let Kind::Scalar { text, .. } = &self.kind { Some(text) } else { None }
    }

    /// Returns its style if it is a scalar.
    pub(super) fn style(&self) -> Option<Style> {
        if let Kind::Scalar { style, .. } = &self.kind { Some(*style) } else { None }
    }

    /// Returns `true` if another scalar can be written in its place: it is a scalar itself, is not a block and is not empty.
    pub(super) fn is_replaceable(&self) -> bool {
        let is_block = self.style().is_none_or(|style| style == Style::Block);
        !is_block && !self.written.is_empty()
    }

    /// Returns `true` if it is a plain `null`, `~` or empty scalar.
    fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, style: Style::Plain } if plain_value(text).is_null())
    }

    fn describe(&self) -> String {
        match &self.kind {
            Kind::List(_) => "a list".to_owned(),
            Kind::Map(_) => "a mapping".to_owned(),
            Kind::Scalar { text, style } if *style != Style::Plain => {
                format!("the text `{}`", visible(text))
            }
            Kind::Scalar { text, .. } => match plain_value(text) {
                serde_yaml::Value::Null => "nothing".to_owned(),
                serde_yaml::Value::Bool(_) => format!("the truth value `{text}`"),
                serde_yaml::Value::Number(_) => format!("the number `{text}`"),
                _ => format!("the text `{}`", visible(text)),
            },
        }
    }
}

/// Returns the value of an unquoted scalar, by the rules of `serde_yaml`.
fn plain_value(text: &str) -> serde_yaml::Value {
    if matches!(text, "" | "~" | "null" | "Null" | "NULL") {
        return serde_yaml::Value::Null;
    }
    match serde_yaml::from_str(text) {
        Ok(value @ (serde_yaml::Value::Bool(_) | serde_yaml::Value::Number(_))) => value,
        _ => serde_yaml::Value::String(text.to_owned()),
    }
}

/// Builds the tree from the parser's events.
struct Reader<'a> {
    parser: Parser<Chain<&'a [u8], &'static [u8]>>,
    text: &'a str,
    anchors: HashMap<String, Node>,
    /// The size of the values so far, including the copies of anchored values.
    size: Size,
    /// The number of open brackets and braces.
    flow: usize,
}

/// The number of values, and of bytes of text in them.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    values: usize,
    bytes: usize,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.values += other.values;
        self.bytes += other.bytes;
    }

    fn is_too_much(self) -> bool {
        self.values > MOST_VALUES || self.bytes > LONGEST
    }
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        let mut parser = Parser::new();
        parser.set_encoding(Encoding::Utf8);
        // A block scalar on a last line without a line break makes the parser panic.
        let end: &[u8] = if text.ends_with('\n') { b"" } else { b"\n" };
        parser.set_input(text.as_bytes().chain(end));
        Self { parser, text, anchors: HashMap::new(), size: Size::default(), flow: 0 }
    }

    fn next(&mut self) -> Result<(EventData, Range<usize>), Unfit> {
        let event = self.parser.parse().map_err(|_| Unfit::Malformed)?;
        Ok((event.data, self.byte(event.start_mark)..self.byte(event.end_mark)))
    }

    /// Returns the byte at a mark.
    fn byte(&self, mark: Mark) -> usize {
        let index = usize::try_from(mark.index).unwrap_or(usize::MAX);
        self.text.floor_char_boundary(index)
    }

    fn document(mut self) -> Result<Node, Unfit> {
        loop {
            match self.next()? {
                (EventData::StreamStart { .. } | EventData::DocumentStart { .. }, _) => {}
                (EventData::StreamEnd | EventData::DocumentEnd { .. }, _) => {
                    return Err(Unfit::Malformed);
                }
                (event, range) => return self.node(event, range, 0),
            }
        }
    }

    fn node(&mut self, event: EventData, range: Range<usize>, depth: usize) -> Result<Node, Unfit> {
        self.add(Size { values: 1, bytes: 0 }, &range)?;
        if depth > DEEPEST {
            return Err(Unfit::TooDeep(range));
        }
        let id = self.size.values;
        let (anchor, node) = match event {
            EventData::Scalar { anchor, tag, value, style, .. } => {
                self.add(Size { values: 0, bytes: value.len() }, &range)?;
                let kind = Kind::Scalar { text: value, style: style_of(style) };
                let range = self.without_properties(range, anchor.is_some() || tag.is_some());
                (anchor, self.made(id, range, kind))
            }
            EventData::SequenceStart { anchor, tag, style, .. } => {
                let range = self.without_properties(range, anchor.is_some() || tag.is_some());
                let closed = style == SequenceStyle::Flow;
                (anchor, self.list(id, range.start, closed, depth)?)
            }
            EventData::MappingStart { anchor, tag, style, .. } => {
                let range = self.without_properties(range, anchor.is_some() || tag.is_some());
                let closed = style == MappingStyle::Flow;
                (anchor, self.map(id, range.start, closed, depth)?)
            }
            EventData::Alias { anchor } => {
                let size = self.anchors.get(&anchor).ok_or(Unfit::Malformed)?.size();
                self.add(size, &range)?;
                return Ok(Node { id, range, ..self.anchors[&anchor].clone() });
            }
            _ => return Err(Unfit::Malformed),
        };
        if let Some(anchor) = anchor {
            self.add(node.size(), &node.range)?;
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    /// Reads the rest of a list that begins at byte `start`. `closed` is `true` if a bracket ends it. (The parser ends a block list where
    /// the next value begins, after the comments between them.)
    fn list(&mut self, id: usize, start: usize, closed: bool, depth: usize) -> Result<Node, Unfit> {
        let mut items = Vec::new();
        self.flow += usize::from(closed);
        let end = loop {
            match self.next()? {
                (EventData::SequenceEnd, end) => break end,
                (event, range) => items.push(self.node(event, range, depth + 1)?),
            }
        };
        let last = items.last().map_or(start, |item| item.range.end);
        self.flow -= usize::from(closed);
        let end = if closed { end.end } else { last };
        Ok(self.made(id, start..end, Kind::List(items)))
    }

    /// Reads the rest of a mapping, like [`list`](Self::list).
    fn map(&mut self, id: usize, start: usize, closed: bool, depth: usize) -> Result<Node, Unfit> {
        let mut entries: Vec<(Node, Node)> = Vec::new();
        self.flow += usize::from(closed);
        let end = loop {
            match self.next()? {
                (EventData::MappingEnd, end) => break end,
                (event, range) => {
                    let key = self.node(event, range, depth + 1)?;
                    let (event, range) = self.next()?;
                    let mut value = self.node(event, range, depth + 1)?;
                    // A missing value gets the range of its key, so that it can be pointed at.
                    if value.range.is_empty() {
                        value.range = key.range.clone();
                    }
                    entries.push((key, value));
                }
            }
        };
        let last = entries.last().map_or(start, |(_, value)| value.range.end);
        self.flow -= usize::from(closed);
        let end = if closed { end.end } else { last };
        Ok(self.made(id, start..end, Kind::Map(entries)))
    }

    /// Returns `range` without the anchor and the tag at its beginning, and without the space and comments between them and the value.
    fn without_properties(&self, range: Range<usize>, has_any: bool) -> Range<usize> {
        let end = range.end.max(range.start);
        let mut rest = &self.text[range.start..end];
        let is_white = |c: char| c == ' ' || c == '\t' || is_break(c);
        while let Some(first @ ('&' | '!' | '#')) = rest.chars().next().filter(|_| has_any) {
            let length = rest.find(|c| if first == '#' { is_break(c) } else { is_white(c) });
            rest = rest[length.unwrap_or(rest.len())..].trim_start_matches(is_white);
        }
        end - rest.len()..end
    }

    /// Adds to the size of the values. Returns an error at `range` if it is too large.
    fn add(&mut self, size: Size, range: &Range<usize>) -> Result<(), Unfit> {
        self.size.add(size);
        if self.size.is_too_much() { Err(Unfit::TooMuch(range.clone())) } else { Ok(()) }
    }

    /// Creates a node that is written out at `range`.
    fn made(&self, id: usize, range: Range<usize>, kind: Kind) -> Node {
        let range = self.trimmed(range);
        Node { id, written: range.clone(), range, in_flow: self.flow > 0, kind }
    }

    /// Returns `range` without trailing white space, which block values have.
    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let end = range.end.max(range.start);
        range.start..range.start + self.text[range.start..end].trim_end_matches(WHITE).len()
    }
}

/// Returns `true` if `c` ends a line for libyaml.
fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        _ => Style::Plain,
    }
}

impl Node {
    fn size(&self) -> Size {
        let mut size = Size { values: 1, bytes: 0 };
        match &self.kind {
            Kind::Scalar { text, .. } => size.bytes = text.len(),
            Kind::List(items) => items.iter().for_each(|item| size.add(item.size())),
            Kind::Map(entries) => entries.iter().for_each(|(key, value)| {
                size.add(key.size());
                size.add(value.size());
            }),
        }
        size
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// Returns the value that `serde_yaml` would read. `None` if it contains tags or keys that are not text.
    fn value(node: &Node) -> Option<serde_yaml::Value> {
        Some(match &node.kind {
            Kind::Scalar { text, style: Style::Plain } => trimmed(plain_value(text)),
            // A line break may have been added at the end.
            Kind::Scalar { text, .. } => text.trim_end().into(),
            Kind::List(items) => items.iter().map(value).collect::<Option<Vec<_>>>()?.into(),
            Kind::Map(entries) => {
                let mut map = serde_yaml::Mapping::new();
                for (key, it) in entries {
                    map.insert(value(key)?, value(it)?);
                }
                map.into()
            }
        })
    }

    /// Returns the same value without white space at the end of any text.
    fn trimmed(value: serde_yaml::Value) -> serde_yaml::Value {
        match value {
            serde_yaml::Value::String(text) => text.trim_end().into(),
            serde_yaml::Value::Sequence(items) => {
                items.into_iter().map(trimmed).collect::<Vec<_>>().into()
            }
            serde_yaml::Value::Mapping(map) => {
                let map = map.into_iter().map(|(key, it)| (trimmed(key), trimmed(it)));
                map.collect::<serde_yaml::Mapping>().into()
            }
            other => other,
        }
    }

    /// Generates texts of characters with a meaning in YAML. Most are not valid YAML, and parsers read many of them differently.
    fn texts() -> impl Strategy<Value = String> {
        let part = select(
            &[
                "a", "b:", "c: ", "d:\t", "e: x", "- ", "-\t", "-", "\n", "\n  ", "\n    ", "\n\t",
                "\n", "\r\n", "[", "]", "{", "}", ", ", ",", "\"", "\"x\"", "'", "'y'", "|\n",
                ">\n", "|-\n ", "&a ", "*a", "# c", " # c", "? ", ": ", "é", "“z”", "\u{feff}",
                "\u{a0}", "\u{2028}", "\u{85}", "%", "@", "!t ", "~", "7", "<<: ", "/x/", "x y",
                "\\", "---", "...", " ",
            ][..],
        );
        proptest::collection::vec(part, 0..14).prop_map(|parts| parts.concat())
    }

    proptest! {
        /// C1: every value of a text that can be read has a place, and the tree has the same values.
        #[test]
        fn all_that_can_be_read_has_places(text in texts()) {
            let read = serde_yaml::from_str::<serde_yaml::Value>(&text);
            let tree = Node::parse(&text);
            let syntax = serde_yaml::from_str::<IgnoredAny>(&text);
            if syntax.is_ok() && !matches!(read, Ok(serde_yaml::Value::Null)) {
                prop_assert!(tree.is_ok(), "{text:?}: {tree:?}");
            }
            let Ok(tree) = tree else { return Ok(()) };
            for (scalar, range) in tree.scalars() {
                prop_assert!(text.get(range.clone()).is_some(), "{text:?}: {range:?}");
                let written = &text[range.clone()];
                let plain = written.starts_with(scalar) || written.contains(['\n', '"', '\'', '*', '\u{85}', '\u{2028}']);
                prop_assert!(plain || scalar.is_empty() || written.starts_with(['|', '>']), "{text:?}: {scalar:?} at {written:?}");
            }
            if let (Ok(read), Some(own), false) = (read, value(&tree), text.contains(['!', '<'])) {
                prop_assert_eq!(trimmed(read), own, "{:?}", text);
            }
        }
    }

    /// Generates documents of a few keys with texts that comments may cut short or that are in quotation marks of any kind.
    fn documents() -> impl Strategy<Value = String> {
        let value = select(
            &[
                "Item #1",
                "Item #2 is\n  not it",
                "a\n  b #3",
                "#4 of us",
                "# none",
                "“all”",
                "„all“ #5",
                "«tous»",
                "“a” and “b”",
                "C:\\d #6 \"x\"",
                "'q' # c",
                "\"q\" #c",
                ">\n  t #7",
                "[a, b #8\n  ]",
                "{ z: t #9\n  }",
                "x\n  #10 of them",
                "\n  - y #11\n  - “z”",
                "*r",
                "&s s #12",
                "é #ü",
                "t # ",
                "",
            ][..],
        );
        proptest::collection::vec(value, 1..5).prop_map(|values| {
            let keys = values.iter().enumerate();
            let anchor = "first: &r one\n".to_owned();
            keys.fold(anchor, |text, (at, value)| format!("{text}k{at}: {value}\n"))
        })
    }

    proptest! {
        /// B1, B7: a quick fix restores the text that was cut, and changes no other value.
        #[test]
        fn fixes_of_slips_touch_nothing_else(text in documents()) {
            let Ok(tree) = Node::parse(&text) else { return Ok(()) };
            let before = value(&tree).expect("plain values");
            let all = (0..=tree.size().values).collect();
            for slip in slips(&tree, &all, &text) {
                let (range, new) = match slip {
                    Slip::Comment { quoted: Some(quoted), .. } => quoted,
                    Slip::Comment { quoted: None, .. } | Slip::Markup { .. } => continue,
                    Slip::Quotes { range, quoted } => (range, quoted),
                };
                let fixed = format!("{}{new}{}", &text[..range.start], &text[range.end..]);
                let tree = Node::parse(&fixed);
                prop_assert!(tree.is_ok(), "{text}\n{fixed}");
                let after = value(&tree.expect("YAML")).expect("plain values");
                let (before, after) = (before.as_mapping(), after.as_mapping());
                let (before, after) = (before.expect("keys"), after.expect("keys"));
                prop_assert_eq!(before.len(), after.len(), "{}\n{}", text, fixed);
                let changed = before.iter().filter(|(key, value)| after.get(key) != Some(value));
                prop_assert_eq!(changed.count(), 1, "{}\n{}", text, fixed);
            }
        }

        /// C3: every diagnostic for a text that is not YAML points into the text.
        #[test]
        fn flaws_stand_in_the_text(text in texts(), at in 0_usize..60) {
            if let Some(flaw) = flaw(&text, at.min(text.len()), "while parsing a flow node") {
                prop_assert!(text.get(flaw.range.clone()).is_some(), "{text:?}: {flaw:?}");
            }
        }
    }

    /// C1: anchors, tags and the comments after a block are not part of a value.
    #[test]
    fn a_value_stands_where_it_is_written() {
        let text = "a: &x one\nb: !t two\nc:\n  - d: 1 # e\n  # f\ng: *x\nh: &y\n  - [i, j]\n";
        let tree = Node::parse(text).expect("YAML");
        let at = |path: &[Step]| &text[tree.find(path).expect("there").range.clone()];
        assert_eq!(at(&[Step::Key("a")]), "one");
        assert_eq!(at(&[Step::Key("b")]), "two");
        assert_eq!(at(&[Step::Key("c")]), "- d: 1");
        assert_eq!(at(&[Step::Key("g")]), "*x");
        assert_eq!(at(&[Step::Key("h")]), "- [i, j]");
    }
}
