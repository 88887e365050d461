//! YAML for the error path: a tree that knows where everything stands.
//!
//! Good front matter never comes here: `serde_yaml` reads it straight into its type. When that fails, or when something in it is to be
//! pointed at, [`Node::parse`] reads the same text into a tree, and [`recover`] reads the type from that.

mod recovery;

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};

pub(super) use recovery::{FILLER, Problem, ProblemKind, recover};

/// No front matter comes near this; alias bombs do.
const MAX_NODES: usize = 200_000;

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

/// One step into a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// The value under a key.
    Key(&'a str),
    /// An element of a list.
    Index(usize),
}

impl Node {
    /// Reads a document; nothing when it is not YAML, or absurdly large.
    pub(super) fn parse(text: &str) -> Option<Self> {
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

    /// Every key of this value, when it is a mapping.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let entries = if let Kind::Map(entries) = &self.kind { entries.as_slice() } else { &[] };
        entries.iter().filter_map(|(key, _)| key.text())
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

    fn text(&self) -> Option<&str> {
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
    nodes: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        let bytes = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        Self { parser: Parser::new_from_str(text), bytes, text, anchors: HashMap::new(), nodes: 0 }
    }

    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let (event, span) = self.parser.next_event()?.ok()?;
        let byte = |index: usize| self.bytes.get(index).copied().unwrap_or(self.text.len());
        Some((event, byte(span.start.index())..byte(span.end.index())))
    }

    fn document(mut self) -> Option<Node> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(_), _) => {}
                (Event::StreamEnd | Event::DocumentEnd, _) => return None,
                (event, range) => return self.node(event, range, 0),
            }
        }
    }

    fn node(&mut self, event: Event<'a>, range: Range<usize>, depth: usize) -> Option<Node> {
        self.nodes += 1;
        if self.nodes > MAX_NODES || depth > 100 {
            return None;
        }
        let id = self.nodes;
        let (anchor, node) = match event {
            Event::Scalar(text, style, anchor, _) => {
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
                let node = self.anchors.get(&anchor)?.clone();
                self.nodes += node.count();
                return Some(Node { id, range, ..node });
            }
            _ => return None,
        };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Some(node)
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
    fn count(&self) -> usize {
        1 + match &self.kind {
            Kind::Scalar { .. } => 0,
            Kind::List(items) => items.iter().map(Self::count).sum(),
            Kind::Map(entries) => {
                entries.iter().map(|(key, value)| key.count() + value.count()).sum()
            }
        }
    }
}
