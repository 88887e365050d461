//! An explainer while somebody edits it, with or without errors: its entities, the references between them, and the problems.
//!
//! [`load`](super::load()) returns an explainer only if there is no error. An editor asks in the middle of a word, so [`survey`] returns
//! everything that could be understood. A file that cannot be read does not affect the others.

use std::ops::Range;
use std::sync::Arc;

use super::corpus::{Files, file_of};
use super::field::{List, text};
use super::front_matter::{PositionFront, StanceFront};
use super::load::{Read, ThemeSettings, read};
use super::located::Yaml;
use super::memo::Memo;
use super::names;
use super::options::LoadOptions;
use super::parsed::{Meta, Parsed};
use super::references::{Named, Reference, written};
use super::resolution::{Mentions, Told};
use super::scope::Scope;
use super::tree::Folder;
use super::yaml::Node;
use super::yaml::Step::{Index, Key};
use crate::diagnostic::{Diagnostic, SourceFile, Span};
use crate::explainer::{Entity, Explainer, Slug, Tone};
use crate::markdown::Link;

/// The result of [`survey`].
#[derive(Debug)]
pub struct Survey {
    /// The explainer of everything that could be read. If there is an error, it may be that of an earlier survey. `None` if there are no
    /// usable settings or no front page.
    pub explainer: Option<Explainer>,
    /// The settings that the theme depends on.
    pub theme: Option<ThemeSettings>,
    /// Every problem, as [`load`](super::load()) returns them.
    pub diagnostics: Vec<Diagnostic>,
    files: Files,
    mentions: Mentions,
    scope: Arc<Scope>,
}

/// An entity that has a file.
#[derive(Debug, Clone)]
pub struct Thing {
    /// The entity.
    pub entity: Entity,
    /// The path of its file under `content/`.
    pub path: Arc<str>,
    /// The name that readers see.
    pub name: String,
    /// More about it in one line: an office, a question, a date. Empty if there is none.
    pub detail: String,
    /// One sentence about it.
    pub summary: Option<String>,
    /// `true` if its file is marked as a draft.
    pub is_draft: bool,
}

/// A part of a file that others name by its id: a proposal, a passage, a stance.
#[derive(Debug, Clone)]
pub struct Part {
    /// The id.
    pub id: String,
    /// The label that readers see.
    pub label: String,
    /// The place of the id.
    pub place: Span,
}

/// A heading of a body.
#[derive(Debug, Clone)]
pub struct Heading {
    /// The level, 1 to 6.
    pub level: u8,
    /// Its text.
    pub text: String,
    /// Its anchor.
    pub anchor: String,
    /// The bytes of the heading in its file.
    pub range: Range<usize>,
}

/// An entry of a file's front matter, with the entries in it.
#[derive(Debug, Clone)]
pub struct Outline {
    /// The key. For an item of a list, a text that identifies it.
    pub name: String,
    /// The value under the key if it is a scalar, or an empty string.
    pub value: String,
    /// The bytes of the whole entry.
    pub range: Range<usize>,
    /// The bytes of the name.
    pub name_range: Range<usize>,
    /// The entries in it.
    pub children: Vec<Outline>,
}

/// Reads and resolves everything in `options.root`. Reuses the results of earlier loads from `memo`.
pub fn survey(options: &LoadOptions, memo: &mut Memo) -> Survey {
    let Read { explainer, theme, diagnostics, files, mentions, scope, .. } = read(options, memo);
    Survey { explainer, theme, diagnostics, files, mentions, scope }
}

impl Survey {
    /// Returns every entity that has a file, by kind and slug.
    pub fn things(&self) -> impl Iterator<Item = Thing> {
        self.fronts().map(|(meta, front)| thing(meta, front))
    }

    /// Returns one entity with the data of its file.
    pub fn thing(&self, entity: &Entity) -> Option<Thing> {
        self.front(entity).map(|(meta, front)| thing(meta, front))
    }

    /// Returns the place of an entity's name.
    pub fn place(&self, entity: &Entity) -> Option<Span> {
        self.meta(entity).map(Meta::title)
    }

    /// Returns the entity that the file at a path under `content/` is about.
    pub fn entity_at(&self, path: &str) -> Option<Entity> {
        self.meta_at(path).map(Meta::entity)
    }

    /// Returns the entity of this kind (`participant`, `issue` and so on) with this slug.
    pub fn named(&self, kind: &str, slug: &str) -> Option<Entity> {
        let folder = Folder::ALL.into_iter().find(|folder| folder.noun().0 == kind)?;
        let (slug, _) = self.scope.registry.get(folder, slug)?;
        Some(folder.entity(slug.clone()))
    }

    /// Returns the proposals of an issue or the passages of a source, in their order.
    pub fn parts(&self, entity: &Entity) -> Vec<Part> {
        let Some((meta, front)) = self.front(entity) else { return Vec::new() };
        let part = |part: names::PartFront| Part {
            id: part.id.to_owned(),
            label: part.label.to_owned(),
            place: match entity {
                Entity::Source(_) => meta.yaml.key_span(&[Key("passages")], part.id),
                _ => meta.yaml.span(&[Key("proposals"), Index(part.at), Key("id")]),
            },
        };
        front.parts().into_iter().map(part).collect()
    }

    /// Returns the stances in their order, each with its tone.
    pub fn stances(&self) -> Vec<(Part, Tone)> {
        let Some(site) = &self.files.site else { return Vec::new() };
        let stance = |(at, it): (usize, &StanceFront)| {
            let place = site.meta.yaml.span(&[Key("stances"), Index(at), Key("id")]);
            let id = it.id.as_str()?.to_owned();
            Some((Part { id, label: it.label.owned(), place }, it.tone.copied()?))
        };
        site.front.stances.iter().filter_map(stance).collect()
    }

    /// Returns the anchors on the page of `entity`.
    pub fn anchors(&self, entity: &Entity) -> Vec<String> {
        let known = self.meta(entity).and_then(|meta| meta.known.anchors.as_ref());
        known.into_iter().flatten().cloned().collect()
    }

    /// Returns the headings in the body of the file at a path.
    pub fn headings(&self, path: &str) -> Vec<Heading> {
        let Some(meta) = self.meta_at(path) else { return Vec::new() };
        let headings = meta.body.headings.iter().map(|heading| Heading {
            level: heading.level,
            text: heading.text.clone(),
            anchor: heading.anchor.clone(),
            range: meta.body_span(&heading.range).range,
        });
        headings.collect()
    }

    /// Returns the place that an anchor on the page of `entity` leads to: a heading, a proposal or a passage.
    pub fn anchored(&self, entity: &Entity, anchor: &str) -> Option<Span> {
        let meta = self.meta(entity)?;
        let heading = meta.body.headings.iter().find(|heading| heading.anchor == anchor);
        let part = || self.parts(entity).into_iter().find(|part| part.id == anchor);
        match heading {
            Some(heading) => Some(meta.body_span(&heading.range)),
            None => part().map(|part| part.place),
        }
    }

    /// Returns the file at a path, as it was read.
    pub fn file(&self, path: &str) -> Option<&SourceFile> {
        self.yaml_at(path).map(|yaml| &yaml.file)
    }

    fn yaml_at(&self, path: &str) -> Option<&Yaml> {
        let site = self.files.site.as_ref().filter(|site| &*site.meta.path == path);
        site.map(|site| &site.meta).or_else(|| self.meta_at(path)).map(|meta| &meta.yaml)
    }

    /// Returns the entries in the front matter of the file at a path. The whole settings file is front matter.
    pub fn outline(&self, path: &str) -> Vec<Outline> {
        let Some(yaml) = self.yaml_at(path) else { return Vec::new() };
        yaml.tree().map(|tree| outline(&tree, yaml.start())).unwrap_or_default()
    }

    /// Returns the links in the body of the file at a path, each with the bytes of its destination.
    pub fn links(&self, path: &str) -> impl Iterator<Item = (Range<usize>, &Link)> {
        let meta = self.meta_at(path).into_iter();
        meta.flat_map(|meta| {
            let links = meta.body.links.iter();
            links.map(|link| (meta.body_span(&written(link)).range, link))
        })
    }

    /// Returns the files that are not pages, by their paths under `content/`.
    pub fn other_files(&self) -> impl Iterator<Item = &str> {
        self.scope.others.keys().map(String::as_str)
    }

    /// Returns every place in the file at a path where an entity is named.
    pub fn references_in(&self, path: &str) -> Vec<Reference> {
        if path == "site.yaml" {
            return self.references_in_settings(|_| true);
        }
        let Some(meta) = self.meta_at(path) else { return Vec::new() };
        let told = self.told().filter(|(_, told)| *told.path == *path);
        told.flat_map(|(_, told)| references_of(meta, told, |_| true)).collect()
    }

    /// Returns every place where `entity` is named.
    pub fn references_to(&self, entity: &Entity) -> Vec<Reference> {
        let mut found = self.references_in_settings(|to| to == entity);
        for (of, told) in self.told() {
            if told.mentions.iter().any(|mention| mention.to == *entity)
                // Two files can have the same slug, which is an error.
                && let Some(meta) = self.meta(of).filter(|meta| meta.path == told.path)
            {
                found.extend(references_of(meta, told, |to| to == entity));
            }
        }
        found
    }

    /// Returns every place where a passage of a source is cited: the bytes of the passage's id.
    pub fn citations_of(&self, source: &Entity, passage: &str) -> Vec<Span> {
        let references = self.references_to(source).into_iter();
        references
            .filter_map(|reference| {
                let file = reference.span.file.clone();
                let (id, range) = passage_after(&file, reference.span.range.end)?;
                (id == passage).then(|| Span::new(file, range))
            })
            .collect()
    }

    /// Returns every place where a position takes a stance.
    pub fn positions_with_stance(&self, stance: &str) -> Vec<Span> {
        self.positions("stance", |position| position.stance.as_str() == Some(stance))
    }

    /// Returns every place where a position refers to a proposal of an issue.
    pub fn positions_on_proposal(&self, issue: &Slug, proposal: &str) -> Vec<Span> {
        self.positions("proposal", |position| {
            position.issue.as_str() == Some(issue.as_str())
                && text(position.proposal.as_ref()) == Some(proposal)
        })
    }

    /// Returns the places of the values under `key`, for the positions that are `wanted`.
    fn positions(&self, key: &'static str, wanted: impl Fn(&PositionFront) -> bool) -> Vec<Span> {
        let mut found = Vec::new();
        for (meta, front) in self.fronts() {
            let positions = front.positions().into_iter().flat_map(List::iter);
            let wanted = positions.filter(|(_, position)| wanted(position));
            found.extend(
                wanted.map(|(at, _)| meta.yaml.span(&[Key("positions"), Index(at), Key(key)])),
            );
        }
        found
    }

    fn references_in_settings(&self, wanted: impl Fn(&Entity) -> bool) -> Vec<Reference> {
        let Some(site) = &self.files.site else { return Vec::new() };
        let yaml = &site.meta.yaml;
        let file = Named { path: "site.yaml".into(), yaml, tree: yaml.tree().ok(), meta: None };
        let mentions = self.mentions.settings.iter().filter(|it| wanted(&it.to));
        mentions.flat_map(|mention| file.references(mention)).collect()
    }

    /// Returns the findings of resolving each file, drafts included.
    fn told(&self) -> impl Iterator<Item = &(Entity, Arc<Told>)> {
        self.mentions.files.iter().chain(&self.mentions.drafts)
    }

    fn meta_at(&self, path: &str) -> Option<&Meta> {
        self.files.metas().find(|meta| &*meta.path == path)
    }

    fn meta(&self, entity: &Entity) -> Option<&Meta> {
        self.files.meta(entity)
    }

    fn front(&self, entity: &Entity) -> Option<(&Meta, &dyn names::Named)> {
        let files = &self.files;
        match entity {
            Entity::Home => files.home.as_ref().map(front_of),
            Entity::Participant(slug) => file_of(&files.participants, slug).map(front_of),
            Entity::Party(slug) => file_of(&files.parties, slug).map(front_of),
            Entity::Issue(slug) => file_of(&files.issues, slug).map(front_of),
            Entity::Event(slug) => file_of(&files.events, slug).map(front_of),
            Entity::Source(slug) => file_of(&files.sources, slug).map(front_of),
            Entity::Term(slug) => file_of(&files.terms, slug).map(front_of),
            Entity::Page(slug) => file_of(&files.pages, slug).map(front_of),
        }
    }

    /// Returns every file with its front matter, of all kinds.
    fn fronts(&self) -> impl Iterator<Item = (&Meta, &dyn names::Named)> {
        let files = &self.files;
        let home = files.home.iter().map(front_of);
        home.chain(files.participants.iter().map(front_of))
            .chain(files.parties.iter().map(front_of))
            .chain(files.issues.iter().map(front_of))
            .chain(files.events.iter().map(front_of))
            .chain(files.sources.iter().map(front_of))
            .chain(files.terms.iter().map(front_of))
            .chain(files.pages.iter().map(front_of))
    }
}

fn front_of<T: names::Named>(file: &Arc<Parsed<T>>) -> (&Meta, &dyn names::Named) {
    (&file.meta, &file.front)
}

fn thing(meta: &Meta, front: &dyn names::Named) -> Thing {
    let entity = meta.entity();
    let name = front.names().first().copied();
    // Without a valid name, a file is called by its slug.
    let name = name.or(entity.slug().map(Slug::as_str)).unwrap_or("the front page").to_owned();
    Thing {
        name,
        detail: front.detail(),
        path: meta.path.clone(),
        summary: text(meta.common.summary.as_ref()).map(str::to_owned).or_else(|| {
            // The body of a term explains it.
            let text = meta.body.text().trim();
            let end = text.find("\n\n").or_else(|| text.find("\r\n\r\n")).unwrap_or(text.len());
            let first = text[..end].trim();
            (matches!(entity, Entity::Term(_)) && !first.is_empty()).then(|| first.to_owned())
        }),
        is_draft: meta.common.is_draft(),
        entity,
    }
}

/// Returns the places in one file where an entity that is `wanted` is named.
fn references_of(meta: &Meta, told: &Told, wanted: impl Fn(&Entity) -> bool) -> Vec<Reference> {
    let (path, yaml) = (meta.path.clone(), &meta.yaml);
    let file = Named { path, yaml, tree: yaml.tree().ok(), meta: Some(meta) };
    let mentions = told.mentions.iter().filter(|mention| wanted(&mention.to));
    mentions.flat_map(|mention| file.references(mention)).collect()
}

/// Returns the id of the passage after a source's slug that ends at `at`, with its range: after `#` in front matter, after a space in a
/// body. `None` if no id follows.
pub fn passage_after(file: &SourceFile, at: usize) -> Option<(&str, Range<usize>)> {
    let rest = &file.text()[at..];
    let id = rest.strip_prefix('#').unwrap_or_else(|| rest.trim_start_matches(' '));
    let start = file.text().len() - id.len();
    let is_id = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let length = id.find(|c| !is_id(c)).unwrap_or(id.len());
    (start > at && length > 0).then(|| (&id[..length], start..start + length))
}

fn outline(node: &Node, start: usize) -> Vec<Outline> {
    let shifted = |range: &Range<usize>| range.start + start..range.end + start;
    let named = node.entries().map(|(key, value)| Outline {
        name: key.text().unwrap_or_default().to_owned(),
        value: value.text().unwrap_or_default().to_owned(),
        range: shifted(&(key.range.start..value.range.end.max(key.range.end))),
        name_range: shifted(&key.range),
        children: outline(value, start),
    });
    let listed = node.items().unwrap_or_default().iter().map(|item| {
        let mut texts = item.entries().filter_map(|(_, value)| value.text());
        let name = item.text().or_else(|| texts.next()).unwrap_or_default();
        Outline {
            name: name.to_owned(),
            value: String::new(),
            range: shifted(&item.range),
            name_range: shifted(&item.range),
            children: outline(item, start),
        }
    });
    named.chain(listed).collect()
}
