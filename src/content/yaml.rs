//! YAML for the error path: a tree that knows where everything stands.
//!
//! Good front matter never comes here: `serde_yaml` reads it straight into its type. When that fails, or when something in it is to be
//! pointed at, [`Node::parse`] reads the same text into a tree, and [`recover`] reads the type from that.

mod recovery;

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};

pub(super) use recovery::{FILLER, Problem, ProblemKind, recover};

/// How many values a document may hold once its aliases are written out. No front matter comes near this; alias bombs do.
pub(super) const MOST_VALUES: usize = 200_000;

/// How many bytes its values may have once its aliases are written out.
const LONGEST: usize = 10_000_000;

/// How many lists and mappings may stand within each other.
pub(super) const DEEPEST: usize = 100;

/// How many brackets may be open at once, whatever they are part of. Parsers keep a note of each, and look through all of them again and
/// again.
const MOST_BRACKETS: usize = 1000;

/// A value and the bytes it stands at.
#[derive(Debug, Clone)]
pub(super) struct Node {
    id: usize,
    /// Where it stands; for one that is named by an alias (`*a`), where the alias stands.
    pub(super) range: Range<usize>,
    /// Where it is written out; for one that is named by an alias, elsewhere.
    pub(super) written: Range<usize>,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Scalar { text: String, plain: bool },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// Why a text cannot be read into a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It is no YAML, or there is nothing in it.
    Malformed,
    /// Values stand more than [`DEEPEST`] levels deep; where.
    TooDeep(Range<usize>),
    /// Its aliases stand for more than [`MOST_VALUES`] values, or for too much text; where it became too much.
    TooMuch(Range<usize>),
}

/// Whether `text` can be given to a parser without harm, as far as can be seen before: whether no more brackets are open than a parser
/// can cope with, and what aliases stand for can be written out.
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

/// One step into a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// The value under a key.
    Key(&'a str),
    /// An element of a list.
    Index(usize),
}

impl Node {
    /// Reads a document.
    pub(super) fn parse(text: &str) -> Result<Self, Unfit> {
        Reader::new(text).document()
    }

    /// The value at `path`, or nothing when there is none.
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

    /// The key `key` of the mapping at `path`.
    pub(super) fn find_key(&self, path: &[Step], key: &str) -> Option<&Node> {
        match &self.find(path)?.kind {
            Kind::Map(entries) => entries.iter().map(|(k, _)| k).find(|k| k.is(key)),
            _ => None,
        }
    }

    /// The elements of this value, when it is a list.
    pub(super) fn items(&self) -> Option<&[Node]> {
        if let Kind::List(items) = &self.kind { Some(items) } else { None }
    }

    /// The keys of this value with what stands under them, when it is a mapping.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&Node, &Node)> {
        let entries = if let Kind::Map(entries) = &self.kind { entries.as_slice() } else { &[] };
        entries.iter().map(|(key, value)| (key, value))
    }

    /// Every key of this value, when it is a mapping.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries().filter_map(|(key, _)| key.text())
    }

    /// Every text in it, keys among them, and where it stands.
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

    /// Its text, when it is one.
    pub(super) fn text(&self) -> Option<&str> {
        if let Kind::Scalar { text, .. } = &self.kind { Some(text) } else { None }
    }

    fn describe(&self) -> String {
        match &self.kind {
            Kind::List(_) => "a list".to_owned(),
            Kind::Map(_) => "a mapping".to_owned(),
            Kind::Scalar { text, plain: false } => format!("the text `{text}`"),
            Kind::Scalar { text, .. } => match plain_value(text) {
                serde_yaml::Value::Null => "nothing".to_owned(),
                serde_yaml::Value::Bool(_) => format!("the truth value `{text}`"),
                serde_yaml::Value::Number(_) => format!("the number `{text}`"),
                _ => format!("the text `{text}`"),
            },
        }
    }
}

/// What an unquoted scalar means, by the rules of the parser that reads good documents.
fn plain_value(text: &str) -> serde_yaml::Value {
    if text.is_empty() {
        return serde_yaml::Value::Null;
    }
    match serde_yaml::from_str(text) {
        Ok(
            value @ (serde_yaml::Value::Null
            | serde_yaml::Value::Bool(_)
            | serde_yaml::Value::Number(_)),
        ) => value,
        _ => serde_yaml::Value::String(text.to_owned()),
    }
}

/// Builds the tree from the parser's events.
struct Reader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    /// The byte at which each character stands, and the end.
    bytes: Vec<usize>,
    text: &'a str,
    anchors: HashMap<usize, Node>,
    /// How many values there are so far, and how many bytes they have; copies of what has an anchor count as well.
    size: Size,
}

/// How many values there are, and how many bytes of text in them.
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
        let bytes = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        Self {
            parser: Parser::new_from_str(text),
            bytes,
            text,
            anchors: HashMap::new(),
            size: Size::default(),
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, Range<usize>), Unfit> {
        let byte = |index: usize| self.bytes.get(index).copied().unwrap_or(self.text.len());
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                Ok((event, byte(span.start.index())..byte(span.end.index())))
            }
            // What the parser says of more than 255 brackets within each other.
            Some(Err(error)) if error.info().starts_with("recursion limit") => {
                let at = byte(error.marker().index());
                Err(Unfit::TooDeep(at..at))
            }
            _ => Err(Unfit::Malformed),
        }
    }

    fn document(mut self) -> Result<Node, Unfit> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(_), _) => {}
                (Event::StreamEnd | Event::DocumentEnd, _) => return Err(Unfit::Malformed),
                (event, range) => return self.node(event, range, 0),
            }
        }
    }

    fn node(&mut self, event: Event<'a>, range: Range<usize>, depth: usize) -> Result<Node, Unfit> {
        self.add(Size { values: 1, bytes: 0 }, &range)?;
        if depth > DEEPEST {
            return Err(Unfit::TooDeep(range));
        }
        let id = self.size.values;
        let (anchor, node) = match event {
            Event::Scalar(text, style, anchor, _) => {
                self.add(Size { values: 0, bytes: text.len() }, &range)?;
                let plain = style == ScalarStyle::Plain;
                let kind = Kind::Scalar { text: text.into_owned(), plain };
                (anchor, self.made(id, range, kind))
            }
            Event::SequenceStart(anchor, _) => {
                let mut items = Vec::new();
                let end = loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => break end,
                        (event, range) => items.push(self.node(event, range, depth + 1)?),
                    }
                };
                (anchor, self.made(id, range.start..end.end, Kind::List(items)))
            }
            Event::MappingStart(anchor, _) => {
                let mut entries = Vec::new();
                let end = loop {
                    match self.next()? {
                        (Event::MappingEnd, end) => break end,
                        (event, range) => {
                            let key = self.node(event, range, depth + 1)?;
                            let (event, range) = self.next()?;
                            let mut value = self.node(event, range, depth + 1)?;
                            // Where there is no value, its key is what can be pointed at.
                            if value.range.is_empty() {
                                value.range = key.range.clone();
                            }
                            entries.push((key, value));
                        }
                    }
                };
                (anchor, self.made(id, range.start..end.end, Kind::Map(entries)))
            }
            Event::Alias(anchor) => {
                let size = self.anchors.get(&anchor).ok_or(Unfit::Malformed)?.size();
                self.add(size, &range)?;
                return Ok(Node { id, range, ..self.anchors[&anchor].clone() });
            }
            _ => return Err(Unfit::Malformed),
        };
        if anchor > 0 {
            self.add(node.size(), &node.range)?;
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    /// Counts what is about to be made.
    fn add(&mut self, size: Size, range: &Range<usize>) -> Result<(), Unfit> {
        self.size.add(size);
        if self.size.is_too_much() { Err(Unfit::TooMuch(range.clone())) } else { Ok(()) }
    }

    /// A node that stands where it is written.
    fn made(&self, id: usize, range: Range<usize>, kind: Kind) -> Node {
        let range = self.trimmed(range);
        Node { id, written: range.clone(), range, kind }
    }

    /// `range` without the white space at its end, which block values carry.
    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let end = range.end.max(range.start);
        range.start..range.start + self.text[range.start..end].trim_end().len()
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
