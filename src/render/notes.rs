//! The citations of one page: numbered in order of appearance, and listed at its foot with links back.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::Renderer;
use super::views::{Cited, Link};
use crate::explainer::{Citation, Slug};
use crate::markdown::{CITE_BETWEEN, CITE_END, CITE_START};

/// Collects a page's citations. They are numbered in the order in which [`cite`](Self::cite) is called, so views must be built in the order in
/// which the page shows them.
pub(super) struct Notes<'a> {
    renderer: &'a Renderer,
    notes: Vec<(Citation, Arc<Cited>, usize)>,
}

/// An entry at the foot of a page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Note {
    number: usize,
    /// The `id`: `note.3`.
    id: String,
    /// The source.
    source: Link,
    publisher: String,
    /// The id of the passage.
    passage: String,
    /// The content of the passage, in the editors' words.
    label: String,
    /// The address of the passage on the source's page.
    href: String,
    /// The addresses of the citation marks: `#cite.3.1`, ….
    backs: Vec<String>,
}

impl<'a> Notes<'a> {
    pub(super) fn new(renderer: &'a Renderer) -> Self {
        Self { renderer, notes: Vec::new() }
    }

    /// Returns the HTML of the mark for `citations`: their numbers, each a link. Empty if there are none.
    pub(super) fn cite(&mut self, citations: &[Citation]) -> String {
        let links = self.links(citations);
        if links.is_empty() { links } else { format!("{CITE_START}{links}{CITE_END}") }
    }

    /// Returns the links of a mark.
    pub(super) fn links(&mut self, citations: &[Citation]) -> String {
        let marks = citations.iter().map(|citation| self.mark(citation));
        marks.collect::<Vec<_>>().join(CITE_BETWEEN)
    }

    /// Returns one number of a mark: a link to its note, with an `id` for the link back.
    fn mark(&mut self, citation: &Citation) -> String {
        let known = self.notes.iter().position(|(known, ..)| known == citation);
        let at = known.unwrap_or_else(|| {
            let Renderer { explainer, views, .. } = self.renderer;
            self.notes.push((citation.clone(), views.cited(explainer, citation), 0));
            self.notes.len() - 1
        });
        let (_, cited, uses) = &mut self.notes[at];
        *uses += 1;
        let number = at + 1;
        format!(
            "<a id=\"cite.{number}.{uses}\" href=\"#note.{number}\" role=\"doc-noteref\" title=\"{}\">{number}</a>",
            cited.title
        )
    }

    /// Returns the sources that are cited.
    pub(super) fn sources(&self) -> BTreeSet<Slug> {
        self.notes.iter().map(|(citation, ..)| citation.source.clone()).collect()
    }

    /// Returns the notes for the foot of the page.
    pub(super) fn list(self) -> Vec<Note> {
        let note =
            |(number, (citation, cited, uses)): (usize, (Citation, Arc<Cited>, usize))| Note {
                number,
                id: format!("note.{number}"),
                source: cited.source.clone(),
                publisher: cited.publisher.clone(),
                passage: citation.passage.to_string(),
                label: cited.label.clone(),
                href: cited.href.clone(),
                backs: (1..=uses).map(|use_| format!("#cite.{number}.{use_}")).collect(),
            };
        (1..).zip(self.notes).map(note).collect()
    }
}
