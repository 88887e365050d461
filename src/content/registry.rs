//! What exists: every slug with what can be referred to within it, published or not. References are looked up here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Files;
use super::parsed::{Meta, Parsed};
use super::tree::{Folder, Tree};
use crate::explainer::{Route, Slug};

/// Everything that a reference can name.
#[derive(Debug, Default)]
pub(super) struct Registry {
    known: BTreeMap<Folder, BTreeMap<Slug, Known>>,
    /// Content paths of all Markdown files.
    paths: BTreeMap<String, Option<(Folder, Slug)>>,
    /// Nothing when the front page could not be read.
    home_anchors: Option<BTreeSet<String>>,
    left_out: BTreeMap<String, (Folder, Slug)>,
    /// The ids of the stances; nothing when they could not all be read.
    pub(super) stances: Option<Vec<String>>,
}

/// One thing that a reference can name.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Whether it is left out of the site.
    pub(super) draft: bool,
    /// The names under which a wiki-link finds it, in lower case.
    names: Vec<String>,
    /// What can be named within it (an issue's proposals, a source's passages); nothing when they could not all be read.
    pub(super) parts: Option<Vec<String>>,
    /// The anchors on its page; nothing when its file could not be read.
    pub(super) anchors: Option<BTreeSet<String>>,
}

impl Registry {
    pub(super) fn new(tree: &Tree, files: &Files, drafts: bool) -> Self {
        let mut registry = Self::default();
        for page in &tree.pages {
            registry
                .known
                .entry(page.folder)
                .or_default()
                .insert(page.slug.clone(), Known::default());
            let name = Some((page.folder, page.slug.clone()));
            registry.paths.extend(page.meant_path().into_iter().map(|meant| (meant, name.clone())));
            registry.paths.insert(page.path.to_string(), name);
        }
        for (folder, slug, path) in &tree.unread {
            registry.known.entry(*folder).or_default().entry(slug.clone()).or_default();
            registry.paths.insert(path.clone(), Some((*folder, slug.clone())));
        }
        if let Some((path, _)) = &tree.home {
            registry.paths.insert(path.to_string(), None);
        }
        registry.home_anchors = files.home.as_ref().map(|home| {
            home.meta.body.headings.iter().map(|heading| heading.anchor.clone()).collect()
        });
        let no_parts = Vec::new;
        registry.add(
            &files.participants,
            drafts,
            |it| names([&it.name], it.native_name.as_ref()),
            |_| no_parts(),
        );
        registry.add(
            &files.parties,
            drafts,
            |it| names([&it.name], it.native_name.as_ref()),
            |_| no_parts(),
        );
        registry.add(&files.events, drafts, |it| names([&it.title], None), |_| no_parts());
        registry.add(&files.pages, drafts, |it| names([&it.title], None), |_| no_parts());
        registry.add(&files.terms, drafts, |it| names([&it.title], &it.also), |_| no_parts());
        registry.add(
            &files.issues,
            drafts,
            |it| names([&it.title], None),
            |it| it.proposals.iter().map(|it| it.id.clone()).collect(),
        );
        registry.add(
            &files.sources,
            drafts,
            |it| names([&it.title], None),
            |it| it.passages.0.iter().map(|(id, _)| id.clone()).collect(),
        );
        registry.stances = files.site.as_ref().and_then(|(site, yaml)| {
            let stances: Vec<_> = site.stances.iter().map(|it| it.id.clone()).collect();
            yaml.lists_all(&stances).then_some(stances)
        });
        registry.left_out = registry.addresses_left_out();
        registry
    }

    fn add<T>(
        &mut self,
        files: &[Arc<Parsed<T>>],
        drafts: bool,
        names: impl Fn(&T) -> Vec<String>,
        parts: impl Fn(&T) -> Vec<String>,
    ) {
        for file in files {
            let Parsed { front, meta } = &**file;
            let Some((folder, slug)) = &meta.name else { continue };
            let parts = parts(front);
            let known = Known {
                draft: meta.common.draft && !drafts,
                names: names(front),
                anchors: Some(anchors(meta, *folder, &parts)),
                parts: meta.yaml.lists_all(&parts).then_some(parts),
            };
            self.known.entry(*folder).or_default().insert(slug.clone(), known);
        }
    }

    /// The thing of this kind with this slug.
    pub(super) fn get(&self, folder: Folder, slug: &str) -> Option<(&Slug, &Known)> {
        self.known.get(&folder)?.get_key_value(slug)
    }

    /// The addresses of what the site leaves out: drafts, and what could not be read.
    fn addresses_left_out(&self) -> BTreeMap<String, (Folder, Slug)> {
        let left_out = self.known.iter().flat_map(|(folder, known)| {
            let left_out = known.iter().filter(|(_, it)| it.draft || it.parts.is_none());
            left_out.map(|(slug, _)| (*folder, slug.clone()))
        });
        let with_page = left_out.filter(|(folder, _)| *folder != Folder::Glossary);
        with_page
            .map(|(folder, slug)| {
                let address = Route::from(&folder.entity(slug.clone())).address();
                (format!("/{address}"), (folder, slug))
            })
            .collect()
    }

    /// What would be at an address of the site if it were not a draft or could be read.
    pub(super) fn left_out_at(&self, address: &str) -> Option<&(Folder, Slug)> {
        self.left_out.get(address)
    }

    /// Every slug of one kind.
    pub(super) fn slugs(&self, folder: Folder) -> impl Iterator<Item = &str> {
        self.known.get(&folder).into_iter().flatten().map(|(slug, _)| slug.as_str())
    }

    /// What can be named within each thing of one kind; nothing for those where it could not all be read.
    pub(super) fn parts(&self, folder: Folder) -> impl Iterator<Item = (&Slug, Option<&[String]>)> {
        let known = self.known.get(&folder).into_iter().flatten();
        known.map(|(slug, known)| (slug, known.parts.as_deref()))
    }

    /// The slug of the thing of this kind that readers call `name`.
    pub(super) fn slug_of_name(&self, folder: Folder, name: &str) -> Option<&str> {
        let name = name.to_lowercase();
        self.known
            .get(&folder)?
            .iter()
            .find(|(_, known)| known.names.contains(&name))
            .map(|(slug, _)| slug.as_str())
    }

    /// Everything that a bare wiki-link can mean: by slug, or else by name.
    pub(super) fn wiki(&self, name: &str) -> Vec<(Folder, &Slug)> {
        let all = || {
            self.known.iter().flat_map(|(folder, known)| {
                known.iter().map(|(slug, known)| (*folder, slug, known))
            })
        };
        let by_slug: Vec<_> = all()
            .filter(|(_, slug, _)| slug.as_str() == name)
            .map(|(folder, slug, _)| (folder, slug))
            .collect();
        if !by_slug.is_empty() {
            return by_slug;
        }
        let name = name.to_lowercase();
        all()
            .filter(|(_, _, known)| known.names.contains(&name))
            .map(|(folder, slug, _)| (folder, slug))
            .collect()
    }

    /// Every slug there is, for suggestions.
    pub(super) fn all_slugs(&self) -> impl Iterator<Item = &str> {
        self.known.values().flat_map(|known| known.keys().map(Slug::as_str))
    }

    /// The Markdown file at a path under `content/`: its name, or nothing for the front page.
    #[expect(
        clippy::option_option,
        reason = "there may be no such file, or it may be the front page"
    )]
    pub(super) fn path(&self, path: &str) -> Option<Option<&(Folder, Slug)>> {
        self.paths.get(path).map(Option::as_ref)
    }

    /// Every Markdown file's path under `content/`.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().map(String::as_str)
    }

    /// The anchors of a page; nothing when its file could not be read.
    pub(super) fn anchors(&self, name: Option<&(Folder, Slug)>) -> Option<&BTreeSet<String>> {
        match name {
            None => self.home_anchors.as_ref(),
            Some((folder, slug)) => self.get(*folder, slug.as_str())?.1.anchors.as_ref(),
        }
    }
}

fn names<'a>(
    names: impl IntoIterator<Item = &'a String>,
    also: impl IntoIterator<Item = &'a String>,
) -> Vec<String> {
    names.into_iter().chain(also).map(|name| name.to_lowercase()).collect()
}

fn anchors(meta: &Meta, folder: Folder, parts: &[String]) -> BTreeSet<String> {
    let headings = meta.body.headings.iter().map(|heading| heading.anchor.clone());
    let passages = parts.iter().filter(|_| folder == Folder::Sources).cloned();
    headings.chain(passages).collect()
}
