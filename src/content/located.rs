//! The YAML of a file, with the place of every value in it.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::yaml::{Node, Step, Unfit};
use crate::diagnostic::{Fix, SourceFile, Span};

/// A file's YAML, with the places of its values.
#[derive(Debug, Clone)]
pub(super) struct Yaml {
    pub(super) file: SourceFile,
    range: Range<usize>,
    /// The tree with the places of all values, parsed on first use. `None` if the YAML cannot be parsed into a tree.
    places: Arc<OnceLock<Option<Node>>>,
}

impl Yaml {
    pub(super) fn new(file: &SourceFile, range: Range<usize>) -> Self {
        Self { file: file.clone(), range, places: Arc::default() }
    }

    /// Returns the span of the value at `path`, or of the nearest value above it that exists, or at worst of the whole. The span can only
    /// be replaced if it covers the value at `path`, and that value is on one line.
    pub(super) fn span(&self, path: &[Step]) -> Span {
        let found = self.places().and_then(|root| {
            let mut lengths = (0..=path.len()).rev();
            lengths.find_map(|length| Some((root.find(&path[..length])?, length)))
        });
        match found {
            Some((node, length)) => {
                self.line_of(&node.range, length == path.len() && node.is_replaceable())
            }
            None => self.span_of(None).excerpt(),
        }
    }

    /// Returns the span of the first line of `range`. It can be replaced if `replaceable` is set and the whole range is on that line.
    pub(super) fn line_of(&self, range: &Range<usize>, replaceable: bool) -> Span {
        let line = first_line(self.text(), range);
        let is_whole = line == *range;
        let span = self.span_of(Some(line));
        if replaceable && is_whole { span } else { span.excerpt() }
    }

    /// Returns the span of the entry `text` in the list under `key`, or of the list if it has no such entry.
    pub(super) fn item_span(&self, key: &str, text: &str) -> Span {
        let list = self.places().and_then(|root| root.find(&[Step::Key(key)]));
        let items = list.and_then(Node::items).into_iter().flatten();
        let at = items.into_iter().position(|item| item.text() == Some(text));
        at.map_or_else(
            || self.span(&[Step::Key(key)]),
            |at| self.span(&[Step::Key(key), Step::Index(at)]),
        )
    }

    /// Returns the span of the key `key` in the mapping at `path`, or of the mapping if it has no such key.
    pub(super) fn key_span(&self, path: &[Step], key: &str) -> Span {
        match self.places().and_then(|root| root.find_key(path, key)) {
            Some(node) => self.span_of(Some(node.range.clone())),
            None => self.span(path),
        }
    }

    /// Returns `true` if the mapping at `path` has `key`, even with a value that was reported as wrong.
    pub(super) fn has_key(&self, path: &[Step], key: &str) -> bool {
        self.places().and_then(|root| root.find_key(path, key)).is_some()
    }

    pub(super) fn text(&self) -> &str {
        &self.file.text()[self.range.clone()]
    }

    pub(super) fn tree(&self) -> Result<Node, Unfit> {
        Node::parse(self.text())
    }

    fn places(&self) -> Option<&Node> {
        self.places.get_or_init(|| self.tree().ok()).as_ref()
    }

    /// Returns the byte of the file at which the YAML begins.
    pub(super) fn start(&self) -> usize {
        self.range.start
    }

    /// Converts the range of a fix from bytes of this YAML to bytes of the file.
    pub(super) fn in_file(&self, fix: Fix) -> Fix {
        match fix {
            Fix::Rewrite { range, text, title } => {
                let range = self.range.start + range.start..self.range.start + range.end;
                Fix::Rewrite { range, text, title }
            }
            other => other,
        }
    }

    /// Returns the span of a range of the YAML, or of its start if `range` is `None`.
    pub(super) fn span_of(&self, range: Option<Range<usize>>) -> Span {
        let range = range.unwrap_or(0..0);
        Span::new(self.file.clone(), self.range.start + range.start..self.range.start + range.end)
    }
}

/// Returns the part of `range` on its first line, which is enough to show for a long value. The result is clamped to `text`.
pub(super) fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = range.start.min(text.len());
    let rest = &text[start..range.end.clamp(start, text.len())];
    start..start + rest.lines().next().unwrap_or_default().len()
}
