//! References between entities: the bytes of each, for commands that list or rewrite them.
//!
//! Resolving notes each reference as a [`Mention`], which has to be cheap because every load does it. [`Index`] finds the bytes, which only
//! few commands need.
//!
//! The bytes are exactly those that name the entity: the slug within a value, a path, an address, a wiki-link or a citation.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::corpus::Files;
use super::located::Yaml;
use super::mention::{Mention, Place};
use super::parsed::Meta;
use super::paths::decoded;
use super::resolution::Mentions;
use super::yaml::{Node, Step};
use crate::diagnostic::{Diagnostic, SourceFile, Span};
use crate::explainer::{Entity, Explainer, Route, Section, Slug, Target};
use crate::markdown::{Link, LinkKind};

/// An explainer with every reference in its files.
#[derive(Debug)]
pub struct Index {
    /// The explainer.
    pub explainer: Explainer,
    /// The problems that were found.
    pub diagnostics: Vec<Diagnostic>,
    /// Every text file, by its path under `content/`.
    pub files: BTreeMap<Arc<str>, SourceFile>,
    /// Every reference. References of one kind are in text order within a file.
    pub references: Vec<Reference>,
    /// Every link that leads out of the site.
    pub outgoing: Vec<Outgoing>,
}

/// A link that leads out of the site.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The address, with its scheme.
    pub address: String,
    /// The bytes of the address.
    pub span: Span,
}

/// A place where a file names an entity.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The path of the file under `content/`.
    pub from: Arc<str>,
    /// The entity that is named.
    pub to: Entity,
    /// The bytes that name it: exactly the slug, if [`form`](Self::form) says that there is one.
    pub span: Span,
    /// The form of the name.
    pub form: Form,
}

/// The form in which an entity is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// The slug, where only one kind of entity can be meant: in front matter, a citation, a path or an address.
    Slug,
    /// The slug in a wiki-link.
    WikiSlug {
        /// `true` if the folder is named as well: `[[issues/ceasefire]]`.
        qualified: bool,
        /// The link's text, if it differs from the destination.
        label: Option<String>,
    },
    /// The title or another name in a wiki-link.
    WikiName,
    /// A form without a slug: the front page's path, or an alias of any entity.
    Fixed,
    /// The slug, written so that its bytes cannot be located: with an escape sequence, for instance.
    Obscured,
}

impl Index {
    pub(super) fn new(
        explainer: Explainer,
        diagnostics: Vec<Diagnostic>,
        files: &Files,
        mentions: &Mentions,
    ) -> Self {
        let mut index = Self {
            explainer,
            diagnostics,
            files: BTreeMap::new(),
            references: Vec::new(),
            outgoing: Vec::new(),
        };
        if let Some(site) = &files.site {
            let yaml = &site.meta.yaml;
            let settings =
                Named { path: "site.yaml".into(), yaml, tree: yaml.tree().ok(), meta: None };
            index.add(&settings, &mentions.settings);
        }
        let in_files: BTreeMap<_, _> = mentions.files.iter().map(|(it, of)| (it, of)).collect();
        for meta in files.metas() {
            let entity = meta.entity();
            let (path, yaml) = (meta.path.clone(), &meta.yaml);
            let file = Named { path, yaml, tree: yaml.tree().ok(), meta: Some(meta) };
            index.add(&file, in_files.get(&entity).map_or(&[][..], |told| &told.mentions));
            index.add_addresses(&entity, &file);
            index.add_outgoing(&entity, meta);
        }
        index
    }

    fn add(&mut self, file: &Named, mentions: &[Mention]) {
        self.files.insert(file.path.clone(), file.yaml.file.clone());
        self.references.extend(mentions.iter().flat_map(|mention| file.references(mention)));
    }

    /// Adds the links of a body that give an address of this site.
    fn add_addresses(&mut self, entity: &Entity, file: &Named) {
        let records = self.explainer.records();
        let entry = records.entries().find(|(it, _)| it == entity).map(|(_, entry)| entry);
        let Some((entry, meta)) = entry.zip(file.meta) else { return };
        let links = entry.body.document.links.iter().zip(&entry.body.targets);
        let found: Vec<_> = links
            .filter(|(_, target)| matches!(target, Target::Site(_)))
            .filter_map(|(link, _)| {
                let (to, range, form) = self.address(meta, link)?;
                Some(Reference { from: file.path.clone(), to, span: meta.body_span(&range), form })
            })
            .collect();
        self.references.extend(found);
    }

    /// Adds the links of a published file that lead out of the site.
    fn add_outgoing(&mut self, entity: &Entity, meta: &Meta) {
        let records = self.explainer.records();
        let Some(entry) = records.entry(entity) else { return };
        let url = entity.slug().filter(|_| matches!(entity, Entity::Source(_)));
        let url = url.and_then(|slug| records.sources.get(slug)?.url.clone());
        let url =
            url.map(|address| Outgoing { address, span: meta.yaml.span(&[Step::Key("url")]) });
        let links = entry.body.document.links.iter().zip(&entry.body.targets);
        let links = links.filter_map(|(link, target)| match target {
            Target::External(address) => {
                Some(Outgoing { address: address.clone(), span: meta.body_span(&written(link)) })
            }
            _ => None,
        });
        self.outgoing.extend(url.into_iter().chain(links));
    }

    /// Returns the entity that the address in `link` names, with its range and form. `None` for an address without a file (`/timeline/`).
    fn address(&self, meta: &Meta, link: &Link) -> Option<(Entity, Range<usize>, Form)> {
        let range = written(link);
        let raw = &meta.body.text()[range.clone()];
        let page = link.destination.split(['#', '?']).next().unwrap_or_default();
        if page == format!("/{}", Route::Section(Section::Glossary).address()) {
            return self.term(raw, range);
        }
        let records = self.explainer.records();
        let leads_here = |route: Route| format!("/{}", route.address()) == page;
        for (entity, entry) in records.entries() {
            if entry.aliases.iter().any(|alias| alias == page) {
                return Some((entity, range, Form::Fixed));
            }
            if !matches!(entity, Entity::Term(_)) && leads_here(Route::from(&entity)) {
                let path_end = raw.find(['#', '?']).unwrap_or(raw.len());
                let (range, form) = in_path(&raw[..path_end], range, entity.slug());
                return Some((entity, range, form));
            }
        }
        None
    }

    /// Returns the term that an address on the glossary page names by its anchor, alone or before a heading's anchor.
    fn term(&self, raw: &str, range: Range<usize>) -> Option<(Entity, Range<usize>, Form)> {
        let (page, anchor) = raw.split_once('#')?;
        let slug = anchor.split("..").next().unwrap_or_default();
        let (slug, _) = self.explainer.records().terms.get_key_value(slug)?;
        let start = range.start + page.len() + 1;
        Some((Entity::Term(slug.clone()), start..start + slug.as_str().len(), Form::Slug))
    }
}

/// A file whose references are being located.
pub(super) struct Named<'a> {
    pub(super) path: Arc<str>,
    pub(super) yaml: &'a Yaml,
    pub(super) tree: Option<Node>,
    /// `None` for the settings.
    pub(super) meta: Option<&'a Meta>,
}

impl Named<'_> {
    /// Returns the places of `mention`: one, or two if a wiki-link's text repeats its destination.
    pub(super) fn references(&self, mention: &Mention) -> Vec<Reference> {
        let slug = mention.to.slug();
        let places = match (&mention.place, self.meta) {
            (Place::Value(path), _) => vec![self.value(path, slug)],
            (Place::Passage(range), Some(meta)) => vec![passage(meta, range, slug)],
            (Place::Link(at), Some(meta)) => link(meta, &meta.body.links[*at], slug),
            (_, None) => Vec::new(),
        };
        let reference = |(span, form)| Reference {
            from: self.path.clone(),
            to: mention.to.clone(),
            span,
            form,
        };
        places.into_iter().map(reference).collect()
    }

    /// Returns the span of the slug in the value at `path`, which may be quoted and followed by a passage. The form is [`Form::Obscured`]
    /// if the slug cannot be located.
    fn value(&self, path: &[Step], slug: Option<&Slug>) -> (Span, Form) {
        let node = self.tree.as_ref().and_then(|tree| tree.find(path));
        let found = node.zip(slug).and_then(|(node, slug)| {
            let range = word(&self.yaml.text()[node.written.clone()], slug.as_str())?;
            Some(shifted(range, node.written.start))
        });
        match found {
            Some(range) => (self.yaml.span_of(Some(range)), Form::Slug),
            None => (self.yaml.span(path), Form::Obscured),
        }
    }
}

/// Returns the span of the slug in `@source passage`.
fn passage(meta: &Meta, range: &Range<usize>, slug: Option<&Slug>) -> (Span, Form) {
    let text = &meta.body.text()[range.clone()];
    match slug.and_then(|slug| word(text, slug.as_str())) {
        Some(found) => (meta.body_span(&shifted(found, range.start)), Form::Slug),
        None => (meta.body_span(range), Form::Obscured),
    }
}

fn link(meta: &Meta, link: &Link, slug: Option<&Slug>) -> Vec<(Span, Form)> {
    let range = written(link);
    let raw = &meta.body.text()[range.clone()];
    if link.kind != LinkKind::Wiki {
        let path_end = raw.find('#').unwrap_or(raw.len());
        let (range, form) = in_path(&raw[..path_end], range, slug);
        return vec![(meta.body_span(&range), form)];
    }
    let label = (link.text != link.destination).then(|| link.text.clone());
    let place = |range| {
        let (range, form) = in_wiki_link(raw, range, slug, label.clone());
        (meta.body_span(&range), form)
    };
    // If the text repeats the destination, readers see the title. To keep it so, both have to change together.
    let twin = format!("{raw}|{raw}]]");
    let after = range.end + 1;
    let twice = meta.body.text()[range.start..].starts_with(&twin);
    let label = twice.then(|| place(after..after + raw.len()));
    std::iter::once(place(range)).chain(label).collect()
}

/// Returns the range in which a link's destination is written: its definition, if it has one.
pub(super) fn written(link: &Link) -> Range<usize> {
    link.definition.clone().unwrap_or_else(|| link.range.clone())
}

/// Returns the range and the form of the name in a wiki-link's destination `raw`, which is at `range`.
fn in_wiki_link(
    raw: &str,
    range: Range<usize>,
    slug: Option<&Slug>,
    label: Option<String>,
) -> (Range<usize>, Form) {
    let name = raw.split('#').next().unwrap_or_default();
    let folder_end = name.rfind('/').map_or(0, |slash| slash + 1);
    let qualified = folder_end > 0;
    let own = &name[folder_end..];
    match slug.filter(|slug| slug.as_str() == own.trim()) {
        Some(slug) => {
            let start = range.start + folder_end + (own.len() - own.trim_start().len());
            (start..start + slug.as_str().len(), Form::WikiSlug { qualified, label })
        }
        None => (trimmed(name, range.start), Form::WikiName),
    }
}

/// Returns the range and the form of the slug in `path`, with which a link's destination at `range` begins. The slug is the beginning of
/// the last part of the path.
fn in_path(path: &str, range: Range<usize>, slug: Option<&Slug>) -> (Range<usize>, Form) {
    let Some(slug) = slug else { return (range, Form::Fixed) };
    let mut at = 0;
    let mut last = None;
    for part in path.split('/') {
        if !matches!(part, "" | ".") {
            last = Some((at, part));
        }
        at += part.len() + 1;
    }
    let found = last.and_then(|(at, part)| {
        let ends = part.char_indices().map(|(end, c)| end + c.len_utf8());
        let is_slug = |end: &usize| decoded(&part[..*end].replace('\\', "")) == slug.as_str();
        Some((at, ends.rev().find(is_slug)?))
    });
    match found {
        Some((at, length)) => (shifted(at..at + length, range.start), Form::Slug),
        None => (range, Form::Obscured),
    }
}

/// Returns the first occurrence of `word` in `text` that is not part of a longer slug.
fn word(text: &str, word: &str) -> Option<Range<usize>> {
    let apart = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
    let mut found = text.match_indices(word).map(|(at, _)| at..at + word.len());
    found.find(|it| {
        apart(text[..it.start].chars().next_back()) && apart(text[it.end..].chars().next())
    })
}

/// Returns the range of `text`, which begins at byte `start`, without white space at its ends.
fn trimmed(text: &str, start: usize) -> Range<usize> {
    let start = start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

fn shifted(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_no_part_of_a_longer_one() {
        assert_eq!(word("'france'", "france"), Some(1..7));
        assert_eq!(word("@france-2 france", "france"), Some(10..16));
        assert_eq!(word("old#old", "old"), Some(0..3));
        assert_eq!(word("\"\\x6fld\"", "old"), None);
    }

    #[test]
    fn a_path_names_a_slug_by_the_beginning_of_its_last_part() {
        let slug = Slug::parse("old-x").expect("a slug");
        for (path, expected) in [
            ("../old-x/old-x.md", "old-x"),
            ("./%6Fld%2dx.md", "%6Fld%2dx"),
            ("old\\-x.MD", "old\\-x"),
            ("/people/old-x/", "old-x"),
            ("old-x.md/.", "old-x"),
        ] {
            let (range, form) = in_path(path, 0..path.len(), Some(&slug));
            assert_eq!((&path[range], form), (expected, Form::Slug));
        }
        assert_eq!(in_path("old&#45;x.md", 0..12, Some(&slug)).1, Form::Obscured);
    }
}
