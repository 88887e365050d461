//! The citations of one page: numbered in the order in which they are met, listed at its foot with the way back.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Renderer;
use super::view::Link;
use crate::explainer::{Citation, Entity, Slug};
use crate::markdown::{CITE_BETWEEN, CITE_END, CITE_START};

/// Collects a page's citations. The order in which [`cite`](Self::cite) is called is the order of the numbers, so views are built in
/// the order in which the page shows them.
pub(super) struct Notes<'a> {
    renderer: &'a Renderer,
    notes: Vec<(Citation, usize)>,
}

/// One number of a citation mark.
struct Mark {
    /// The number of the note.
    number: usize,
    /// The `id` of the mark, where the way back leads.
    id: String,
    /// The address of the note: `#note.3`.
    href: String,
    /// What is cited, for those who hover or listen: source, passage, label.
    title: String,
}

/// An entry at the foot of a page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Note {
    number: usize,
    /// Its `id`: `note.3`.
    id: String,
    /// The source.
    source: Link,
    publisher: String,
    /// The id of the passage.
    passage: String,
    /// What the passage says, in the editors' words.
    label: String,
    /// The address of the passage on the source's page.
    href: String,
    /// The addresses of the marks that cite it.
    backs: Vec<String>,
}

impl<'a> Notes<'a> {
    pub(super) fn new(renderer: &'a Renderer) -> Self {
        Self { renderer, notes: Vec::new() }
    }

    /// The HTML of the mark for `citations`: the numbers that stand in the text, each a link. Empty when there are none.
    pub(super) fn cite(&mut self, citations: &[Citation]) -> String {
        let links = self.links(citations);
        if links.is_empty() { links } else { format!("{CITE_START}{links}{CITE_END}") }
    }

    /// The links of such a mark.
    pub(super) fn links(&mut self, citations: &[Citation]) -> String {
        let links = citations.iter().map(|citation| self.mark(citation).html());
        links.collect::<Vec<_>>().join(CITE_BETWEEN)
    }

    fn mark(&mut self, citation: &Citation) -> Mark {
        let at = self.notes.iter().position(|(known, _)| known == citation).unwrap_or_else(|| {
            self.notes.push((citation.clone(), 0));
            self.notes.len() - 1
        });
        self.notes[at].1 += 1;
        let (number, use_) = (at + 1, self.notes[at].1);
        let source = self.renderer.explainer.records().sources.get(&citation.source);
        let label = source.map_or("", |source| citation.label(source));
        let title =
            format!("{}, {}: {label}", source.map_or("", |source| &source.title), citation.passage);
        Mark { number, id: format!("cite.{number}.{use_}"), href: format!("#note.{number}"), title }
    }

    /// The sources that are cited.
    pub(super) fn sources(&self) -> BTreeSet<Slug> {
        self.notes.iter().map(|(citation, _)| citation.source.clone()).collect()
    }

    /// The list for the foot of the page.
    pub(super) fn list(self) -> Vec<Note> {
        let Renderer { explainer, views, .. } = self.renderer;
        let note = |(at, (citation, uses)): (usize, (Citation, usize))| {
            let source = explainer.records().sources.get(&citation.source)?;
            let entity = Entity::Source(citation.source.clone());
            let number = at + 1;
            let link = views.link(explainer, &entity);
            Some(Note {
                number,
                id: format!("note.{number}"),
                publisher: source.publisher.clone(),
                passage: citation.passage.to_string(),
                label: citation.label(source).to_owned(),
                href: format!("{}#{}", link.href, citation.passage),
                source: link,
                backs: (1..=uses).map(|use_| format!("#cite.{number}.{use_}")).collect(),
            })
        };
        self.notes.into_iter().enumerate().filter_map(note).collect()
    }
}

impl Mark {
    fn html(&self) -> String {
        let escape = crate::markdown::escape;
        format!(
            "<a id=\"{}\" href=\"{}\" role=\"doc-noteref\" title=\"{}\">{}</a>",
            self.id,
            self.href,
            escape(&self.title),
            self.number
        )
    }
}
