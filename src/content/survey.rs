//! An explainer as it is while somebody writes it, sound or not: what there is, what names what and where, and what is wrong.
//!
//! [`load`](super::load) gives an explainer only when there is no error. An editor asks in the middle of a word, so [`survey`] gives what
//! could be understood; a file that cannot be read takes none of the others with it.

use std::ops::Range;
use std::sync::Arc;

use super::front_matter::PositionFront;
use super::memo::{Memo, Told};
use super::parsed::{Meta, Parsed, Yaml};
use super::references::{Named, Reference, written};
use super::resolve::Scope;
use super::tree::Folder;
use super::yaml::Node;
use super::yaml::Step::{Index, Key};
use super::{Files, LoadOptions, Mentions, Read, ThemeSettings, file_of, front_matter, read};
use crate::diagnostic::{Diagnostic, SourceFile, Span};
use crate::explainer::{Entity, Explainer, Slug, Tone};
use crate::markdown::Link;

/// What was found.
#[derive(Debug)]
pub struct Survey {
    /// The explainer, of what could be read; where there is an error, that of an earlier survey may stand in for it. Missing when there is
    /// no site or no front page.
    pub explainer: Option<Explainer>,
    /// What the theme depends on.
    pub theme: Option<ThemeSettings>,
    /// Every problem, as [`load`](super::load) gives them.
    pub diagnostics: Vec<Diagnostic>,
    files: Files,
    mentions: Mentions,
    scope: Arc<Scope>,
}

/// Something that has a file.
#[derive(Debug, Clone)]
pub struct Thing {
    /// What it is.
    pub entity: Entity,
    /// The path of its file under `content/`.
    pub path: Arc<str>,
    /// What readers call it.
    pub name: String,
    /// What says more of it than its name, in one line: an office, a question, a date; empty where nothing does.
    pub detail: String,
    /// One sentence on it.
    pub summary: Option<String>,
    /// Whether it is left out of the site for now.
    pub is_draft: bool,
}

/// Something within a file that others name by its id: a proposal, a passage, a stance.
#[derive(Debug, Clone)]
pub struct Part {
    /// The id.
    pub id: String,
    /// What readers see.
    pub label: String,
    /// Where the id stands.
    pub place: Span,
}

/// A heading of a body.
#[derive(Debug, Clone)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text.
    pub text: String,
    /// Its anchor.
    pub anchor: String,
    /// The bytes of the heading in its file.
    pub range: Range<usize>,
}

/// A part of a file's front matter, with what is in it.
#[derive(Debug, Clone)]
pub struct Outline {
    /// The key; of an entry of a list, what tells it from the others.
    pub name: String,
    /// The value, where it is one.
    pub value: String,
    /// The bytes of the whole.
    pub range: Range<usize>,
    /// The bytes of the name.
    pub name_range: Range<usize>,
    /// What is in it.
    pub children: Vec<Outline>,
}

/// Reads and resolves everything in `options.root`. What `memo` knows from an earlier load is not made again.
pub fn survey(options: &LoadOptions, memo: &mut Memo) -> Survey {
    let Read { explainer, theme, diagnostics, files, mentions, scope, .. } = read(options, memo);
    Survey { explainer, theme, diagnostics, files, mentions, scope }
}

impl Survey {
    /// Everything that has a file, by kind and slug.
    pub fn things(&self) -> impl Iterator<Item = Thing> {
        self.fronts().map(|(meta, front)| thing(meta, front))
    }

    /// One thing.
    pub fn thing(&self, entity: &Entity) -> Option<Thing> {
        self.front(entity).map(|(meta, front)| thing(meta, front))
    }

    /// Where the name of a thing stands.
    pub fn place(&self, entity: &Entity) -> Option<Span> {
        self.meta(entity).map(Meta::title)
    }

    /// What the file at a path under `content/` is about.
    pub fn entity_at(&self, path: &str) -> Option<Entity> {
        self.meta_at(path).map(Meta::entity)
    }

    /// What has this slug in the folder of this name.
    pub fn named(&self, kind: &str, slug: &str) -> Option<Entity> {
        let folder = Folder::ALL.into_iter().find(|folder| folder.noun().0 == kind)?;
        let (slug, _) = self.scope.registry.get(folder, slug)?;
        Some(folder.entity(slug.clone()))
    }

    /// The proposals of an issue or the passages of a source, in their order.
    pub fn parts(&self, entity: &Entity) -> Vec<Part> {
        let Some((meta, front)) = self.front(entity) else { return Vec::new() };
        let labels = front.labels().into_iter().enumerate();
        let part = |(at, (id, label)): (usize, (&str, &str))| Part {
            id: id.to_owned(),
            label: label.to_owned(),
            place: match entity {
                Entity::Source(_) => meta.yaml.key_span(&[Key("passages")], id),
                _ => meta.yaml.span(&[Key("proposals"), Index(at), Key("id")]),
            },
        };
        labels.map(part).collect()
    }

    /// The stances, in their order, each with its tone.
    pub fn stances(&self) -> Vec<(Part, Tone)> {
        let Some((site, yaml)) = &self.files.site else { return Vec::new() };
        let stances = site.stances.iter().enumerate();
        let stance = |(at, it): (usize, &front_matter::StanceFront)| {
            let place = yaml.span(&[Key("stances"), Index(at), Key("id")]);
            (Part { id: it.id.clone(), label: it.label.clone(), place }, it.tone)
        };
        stances.map(stance).collect()
    }

    /// The anchors of the page of `entity`.
    pub fn anchors(&self, entity: &Entity) -> Vec<String> {
        let known = self.meta(entity).and_then(|meta| meta.known.anchors.as_ref());
        known.into_iter().flatten().cloned().collect()
    }

    /// The headings of the body of the file at a path.
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

    /// Where an anchor of the page of `entity` leads: its heading, proposal or passage.
    pub fn anchored(&self, entity: &Entity, anchor: &str) -> Option<Span> {
        let meta = self.meta(entity)?;
        let heading = meta.body.headings.iter().find(|heading| heading.anchor == anchor);
        let part = || self.parts(entity).into_iter().find(|part| part.id == anchor);
        match heading {
            Some(heading) => Some(meta.body_span(&heading.range)),
            None => part().map(|part| part.place),
        }
    }

    /// The file at a path, as it was read.
    pub fn file(&self, path: &str) -> Option<&SourceFile> {
        self.yaml_at(path).map(|yaml| &yaml.file)
    }

    fn yaml_at(&self, path: &str) -> Option<&Yaml> {
        let site = self.files.site.as_ref().filter(|_| path == "site.yaml").map(|(_, yaml)| yaml);
        site.or_else(|| self.meta_at(path).map(|meta| &meta.yaml))
    }

    /// What the front matter of the file at a path consists of; the settings are front matter throughout.
    pub fn outline(&self, path: &str) -> Vec<Outline> {
        let Some(yaml) = self.yaml_at(path) else { return Vec::new() };
        yaml.tree().map(|tree| outline(&tree, yaml.start())).unwrap_or_default()
    }

    /// The links of the body of the file at a path, each with the bytes of its destination.
    pub fn links(&self, path: &str) -> impl Iterator<Item = (Range<usize>, &Link)> {
        let meta = self.meta_at(path).into_iter();
        meta.flat_map(|meta| {
            let links = meta.body.links.iter();
            links.map(|link| (meta.body_span(&written(link)).range, link))
        })
    }

    /// Files that are no pages, by their paths under `content/`.
    pub fn other_files(&self) -> impl Iterator<Item = &str> {
        self.scope.others.keys().map(String::as_str)
    }

    /// Every place in the file at a path where something is named.
    pub fn references_in(&self, path: &str) -> Vec<Reference> {
        if path == "site.yaml" {
            return self.references_in_settings(|_| true);
        }
        let Some(meta) = self.meta_at(path) else { return Vec::new() };
        let told = self.told().filter(|(_, told)| *told.path == *path);
        told.flat_map(|(_, told)| references_of(meta, told, |_| true)).collect()
    }

    /// Every place where `entity` is named.
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

    /// Every place where a passage of a source is cited: the bytes of its id.
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

    /// Every place where a position takes a stance.
    pub fn positions_with_stance(&self, stance: &str) -> Vec<Span> {
        self.positions("stance", |position| position.stance == stance)
    }

    /// Every place where a position speaks of a proposal of an issue.
    pub fn positions_on_proposal(&self, issue: &Slug, proposal: &str) -> Vec<Span> {
        self.positions("proposal", |position| {
            position.issue == issue.as_str() && position.proposal.as_deref() == Some(proposal)
        })
    }

    /// The values under `key` of the positions that are `wanted`.
    fn positions(&self, key: &'static str, wanted: impl Fn(&PositionFront) -> bool) -> Vec<Span> {
        let mut found = Vec::new();
        for (meta, front) in self.fronts() {
            let positions = front.positions().iter().enumerate();
            let wanted = positions.filter(|(_, position)| wanted(position));
            found.extend(
                wanted.map(|(at, _)| meta.yaml.span(&[Key("positions"), Index(at), Key(key)])),
            );
        }
        found
    }

    fn references_in_settings(&self, wanted: impl Fn(&Entity) -> bool) -> Vec<Reference> {
        let Some((_, yaml)) = &self.files.site else { return Vec::new() };
        let file = Named { path: "site.yaml".into(), yaml, tree: yaml.tree().ok(), meta: None };
        let mentions = self.mentions.settings.iter().filter(|it| wanted(&it.to));
        mentions.flat_map(|mention| file.references(mention)).collect()
    }

    /// What resolving said of each file, drafts among them.
    fn told(&self) -> impl Iterator<Item = &(Entity, Arc<Told>)> {
        self.mentions.files.iter().chain(&self.mentions.drafts)
    }

    fn meta_at(&self, path: &str) -> Option<&Meta> {
        self.files.metas().find(|meta| &*meta.path == path)
    }

    fn meta(&self, entity: &Entity) -> Option<&Meta> {
        self.files.meta(entity)
    }

    fn front(&self, entity: &Entity) -> Option<(&Meta, &dyn front_matter::Named)> {
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

    /// Every file with its front matter, whatever its kind.
    fn fronts(&self) -> impl Iterator<Item = (&Meta, &dyn front_matter::Named)> {
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

fn front_of<T: front_matter::Named>(file: &Arc<Parsed<T>>) -> (&Meta, &dyn front_matter::Named) {
    (&file.meta, &file.front)
}

fn thing(meta: &Meta, front: &dyn front_matter::Named) -> Thing {
    let entity = meta.entity();
    let name = front.names().first().map(|name| (*name).to_owned());
    Thing {
        name: name.unwrap_or_else(|| "the front page".to_owned()),
        detail: front.detail(),
        path: meta.path.clone(),
        summary: meta.common.summary.clone().or_else(|| {
            // What a term means is its text.
            let text = meta.body.text().trim();
            let end = text.find("\n\n").or_else(|| text.find("\r\n\r\n")).unwrap_or(text.len());
            let first = text[..end].trim();
            (matches!(entity, Entity::Term(_)) && !first.is_empty()).then(|| first.to_owned())
        }),
        is_draft: meta.common.draft,
        entity,
    }
}

/// The places in one file where what is `wanted` is named.
fn references_of(meta: &Meta, told: &Told, wanted: impl Fn(&Entity) -> bool) -> Vec<Reference> {
    let (path, yaml) = (meta.path.clone(), &meta.yaml);
    let file = Named { path, yaml, tree: yaml.tree().ok(), meta: Some(meta) };
    let mentions = told.mentions.iter().filter(|mention| wanted(&mention.to));
    mentions.flat_map(|mention| file.references(mention)).collect()
}

/// The id of the passage that follows a source's slug which ends at `at`: after `#` in front matter, after a space in a body.
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
