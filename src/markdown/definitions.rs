//! The definitions of footnotes (`[^1]: …`) and of links (`[label]: address`). They are published only if something refers to them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, RefDefs, Tag};
use unicase::UniCase;

use super::{Slip, SlipKind};

/// A footnote's label. Letter case is ignored.
pub(super) type Label = UniCase<String>;

/// The footnotes of a text, and the marks that refer to them.
#[derive(Default)]
pub(super) struct Footnotes {
    definitions: Vec<Footnote>,
    /// The indices of the definitions that are open.
    open: Vec<usize>,
    /// The marks in the text outside all definitions.
    marks: Vec<Label>,
}

struct Footnote {
    label: Label,
    range: Range<usize>,
    marks: Vec<Label>,
}

impl Footnotes {
    pub(super) fn mark(&mut self, label: &str) {
        let marks = match self.open.last() {
            Some(at) => &mut self.definitions[*at].marks,
            None => &mut self.marks,
        };
        marks.push(UniCase::new(label.to_owned()));
    }

    pub(super) fn begin(&mut self, label: &str, range: Range<usize>) {
        self.open.push(self.definitions.len());
        let label = UniCase::new(label.to_owned());
        self.definitions.push(Footnote { label, range, marks: Vec::new() });
    }

    pub(super) fn end(&mut self) {
        self.open.pop();
    }

    /// Returns the definitions that are not published: all but the first of one label, and those that no published text refers to.
    pub(super) fn slips(self) -> Vec<Slip> {
        let mut first: HashMap<&Label, usize> = HashMap::new();
        let mut slips = Vec::new();
        for (at, it) in self.definitions.iter().enumerate() {
            let earlier = *first.entry(&it.label).or_insert(at);
            if earlier != at {
                let other = self.definitions[earlier].range.clone();
                let kind = SlipKind::DuplicateFootnote(other);
                slips.push(Slip { kind, range: it.range.clone() });
            }
        }
        let mut published = HashSet::new();
        let mut marks: Vec<&Label> = self.marks.iter().collect();
        while let Some(label) = marks.pop() {
            if let Some(at) = first.get(label).filter(|at| published.insert(**at)) {
                marks.extend(&self.definitions[*at].marks);
            }
        }
        let unused = first.values().filter(|at| !published.contains(*at));
        slips.extend(unused.map(|at| {
            let range = self.definitions[*at].range.clone();
            Slip { kind: SlipKind::UnusedFootnote, range }
        }));
        slips
    }
}

/// The definitions of links in a text. The parser has no event for them, so they are found where no event is.
pub(super) struct Definitions<'t> {
    /// The text, if it may contain definitions.
    text: Option<&'t str>,
    /// The bytes that events cover, in order.
    covered: Vec<Range<usize>>,
    /// The offsets of the definitions that links refer to.
    used: HashSet<usize>,
}

impl<'t> Definitions<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let text = Some(text).filter(|it| it.contains("]:"));
        Self { text, covered: Vec::new(), used: HashSet::new() }
    }

    pub(super) fn event(&mut self, event: &Event, range: &Range<usize>, known: &RefDefs) {
        if self.text.is_none() {
            return;
        }
        match event {
            Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) => {
                let by_label = matches!(
                    link_type,
                    LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
                );
                let definition = known.get(id).filter(|_| by_label);
                self.used.extend(definition.map(|it| it.span.start));
            }
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock)
            | Event::Text(_)
            | Event::Code(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_) => {}
            _ => return,
        }
        match self.covered.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => self.covered.push(range.clone()),
        }
    }

    /// Returns the definitions that no link refers to or that are not used: all but the first of one label, and those of a citation.
    pub(super) fn slips(self, known: &RefDefs) -> Vec<Slip> {
        let Some(text) = self.text else { return Vec::new() };
        let is_covered = |at: usize| {
            let next = self.covered.partition_point(|it| it.start <= at);
            next.checked_sub(1).is_some_and(|it| at < self.covered[it].end)
        };
        let colons = text.match_indices("]:").map(|(at, _)| at);
        let slips = colons.filter(|at| !is_covered(at + 1)).filter_map(|at| {
            let start = text[..at].rfind('[')?;
            let label = text[start + 1..at].split_whitespace().collect::<Vec<_>>().join(" ");
            let definition = known.get(&label).filter(|_| !label.starts_with('^'))?;
            // `[//]: # (…)` is a comment.
            let is_comment = matches!(&*definition.dest, "#" | "") || label == "//";
            let kind = if label.starts_with('@') {
                SlipKind::CitationDefinition
            } else if !definition.span.contains(&start) {
                SlipKind::DuplicateDefinition
            } else if !self.used.contains(&definition.span.start) {
                SlipKind::UnusedDefinition
            } else {
                return None;
            };
            let line = text[at..].find('\n').map_or(text.len(), |it| at + it);
            let range = start..start + text[start..line].trim_end().len();
            (label.starts_with('@') || !is_comment).then_some(Slip { kind, range })
        });
        slips.collect()
    }
}
