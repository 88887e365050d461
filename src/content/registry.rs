//! The registry of everything that exists: every slug with the things in it that can be referred to, published or not. References are
//! looked up in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::corpus::Files;
use super::parsed::{Known, Parsed};
use super::tree::{Folder, PageFile, Tree};
use crate::diagnostic::{Fix, Help, folded, unseen};
use crate::explainer::{Citation, Roster, Route, Slug};

/// Everything that a reference can name, with the tables for looking it up.
#[derive(Debug)]
pub(super) struct Registry {
    inventory: Inventory,
    by_name: HashMap<String, Vec<(Folder, Slug)>>,
    left_out: BTreeMap<String, (Folder, Slug)>,
    roster: Arc<Roster>,
}

/// Everything that a reference can name. References resolve to the same entities as long as it stays the same.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    known: BTreeMap<Folder, BTreeMap<Slug, Arc<Known>>>,
    /// The paths under `content/` of all Markdown files, with their names. The name of the front page is `None`.
    paths: BTreeMap<Arc<str>, Option<(Folder, Slug)>>,
    /// The front page. `None` if it could not be read.
    home: Option<Arc<Known>>,
    /// The stances. `None` if some of them could not be read.
    stances: Option<Stances>,
}

/// The stances of an explainer.
#[derive(Debug, Default, PartialEq, Eq)]
struct Stances {
    ids: Vec<String>,
    /// The names for readers, in the same order.
    labels: Vec<String>,
}

impl Inventory {
    pub(super) fn new(tree: &Tree, files: &Files, drafts: bool) -> Self {
        let known = [
            Self::folder(Folder::Participants, tree, &files.participants, drafts),
            Self::folder(Folder::Parties, tree, &files.parties, drafts),
            Self::folder(Folder::Issues, tree, &files.issues, drafts),
            Self::folder(Folder::Events, tree, &files.events, drafts),
            Self::folder(Folder::Sources, tree, &files.sources, drafts),
            Self::folder(Folder::Glossary, tree, &files.terms, drafts),
            Self::folder(Folder::Pages, tree, &files.pages, drafts),
        ];
        let name = |page: &PageFile| Some((page.folder, page.slug.clone()));
        let pages = tree.pages.iter();
        let meant = pages.clone().filter_map(|it| Some((it.meant_path()?.into(), name(it))));
        let unread = tree.unread.iter();
        let paths =
            meant
                .chain(pages.map(|it| (it.path.clone(), name(it))))
                .chain(unread.map(|(folder, slug, path)| {
                    (path.as_str().into(), Some((*folder, slug.clone())))
                }))
                .chain(tree.home.iter().map(|(path, _)| (path.clone(), None)));
        Self {
            known: known.into(),
            paths: paths.collect(),
            home: files.home.as_ref().map(|home| home.meta.known.clone()),
            stances: files.site.as_ref().and_then(|site| {
                let stances = &site.front.stances;
                let ids = stances.all(|it| it.id.as_str().map(str::to_owned))?;
                let labels = stances.values().map(|it| it.label.owned()).collect();
                Some(Stances { ids, labels })
            }),
        }
    }

    /// Returns the entities of one kind. Those whose files could not be read have default data.
    fn folder<T>(
        folder: Folder,
        tree: &Tree,
        files: &[Arc<Parsed<T>>],
        drafts: bool,
    ) -> (Folder, BTreeMap<Slug, Arc<Known>>) {
        let unread = Arc::<Known>::default();
        let listed = tree.pages.iter().filter(|page| page.folder == folder).map(|it| &it.slug);
        let listed = listed.chain(
            tree.unread.iter().filter(|(other, ..)| *other == folder).map(|(_, slug, _)| slug),
        );
        let read = files.iter().filter_map(|file| {
            let known = &file.meta.known;
            let shown = drafts && known.draft;
            let known = if shown {
                Arc::new(Known { draft: false, ..Known::clone(known) })
            } else {
                known.clone()
            };
            Some((file.meta.name.as_ref()?.1.clone(), known))
        });
        (folder, listed.map(|slug| (slug.clone(), unread.clone())).chain(read).collect())
    }

    fn roster(&self) -> Roster {
        let things = self
            .known
            .iter()
            .flat_map(|(folder, known)| known.keys().map(|slug| folder.entity(slug.clone())));
        let sources = self.known.get(&Folder::Sources).into_iter().flatten();
        let passages = sources.flat_map(|(source, known)| {
            let ids = known.parts.iter().flatten().filter_map(|id| Slug::parse(id));
            ids.map(|passage| Citation { source: source.clone(), passage })
        });
        let stances = self.stances.iter().flat_map(|it| &it.ids);
        let stances = stances.filter_map(|id| Slug::parse(id));
        Roster::new(things, passages, stances.collect())
    }

    /// Returns the addresses of entities that the site leaves out: drafts, and files that could not be read.
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
}

impl Registry {
    pub(super) fn new(inventory: Inventory) -> Self {
        let mut by_name: HashMap<String, Vec<(Folder, Slug)>> = HashMap::new();
        for (folder, known) in &inventory.known {
            for (slug, known) in known {
                let names: BTreeSet<_> = known.names.iter().collect();
                for name in names {
                    by_name.entry(name.clone()).or_default().push((*folder, slug.clone()));
                }
            }
        }
        let left_out = inventory.addresses_left_out();
        let roster = Arc::new(inventory.roster());
        Self { inventory, by_name, left_out, roster }
    }

    /// Returns the numbering of everything that can be referred to.
    pub(super) fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// Returns the ids of the stances. `None` if some of them could not be read.
    pub(super) fn stances(&self) -> Option<&[String]> {
        self.inventory.stances.as_ref().map(|it| it.ids.as_slice())
    }

    /// Returns the stances' names for readers, in the order of the ids.
    pub(super) fn stance_labels(&self) -> &[String] {
        self.inventory.stances.as_ref().map_or(&[], |it| it.labels.as_slice())
    }

    fn known(&self, folder: Folder) -> impl Iterator<Item = (&Slug, &Arc<Known>)> {
        self.inventory.known.get(&folder).into_iter().flatten()
    }

    /// Returns the entity of this kind with this slug.
    pub(super) fn get(&self, folder: Folder, slug: &str) -> Option<(&Slug, &Known)> {
        let (slug, known) = self.inventory.known.get(&folder)?.get_key_value(slug)?;
        Some((slug, known))
    }

    /// Returns the entity that would be at an address of the site if it were published and could be read.
    pub(super) fn left_out_at(&self, address: &str) -> Option<&(Folder, Slug)> {
        self.left_out.get(address)
    }

    /// Returns every slug of one kind.
    pub(super) fn slugs(&self, folder: Folder) -> impl Iterator<Item = &str> {
        self.known(folder).map(|(slug, _)| slug.as_str())
    }

    /// Returns the slugs of one kind, each with the ids that can be named within it. The ids are `None` if some of them could not be read.
    pub(super) fn parts(&self, folder: Folder) -> impl Iterator<Item = (&Slug, Option<&[String]>)> {
        self.known(folder).map(|(slug, known)| (slug, known.parts.as_deref()))
    }

    /// Returns the slug of the entity of this kind that readers call `name`.
    pub(super) fn slug_of_name(&self, folder: Folder, name: &str) -> Option<&str> {
        let named = self.named(name).iter().find(|(other, _)| *other == folder);
        named.map(|(_, slug)| slug.as_str())
    }

    /// Returns the names for readers of the entities of this kind, each with the slug.
    pub(super) fn names(&self, folder: Folder) -> impl Iterator<Item = (&str, &str)> {
        self.known(folder).flat_map(|(slug, known)| {
            known.names.iter().map(move |name| (name.as_str(), slug.as_str()))
        })
    }

    /// Returns the first entity of any kind that has the slug or the name `text`.
    pub(super) fn elsewhere(&self, text: &str) -> Option<(Folder, &Slug)> {
        self.wiki(text).into_iter().next()
    }

    /// Returns every entity that readers call `name`.
    fn named(&self, name: &str) -> &[(Folder, Slug)] {
        self.by_name.get(&*folded(name.trim())).map_or(&[], Vec::as_slice)
    }

    /// Returns every entity that an unqualified wiki-link can mean: by slug, or else by name, or else by slug without its invisible
    /// characters.
    pub(super) fn wiki(&self, name: &str) -> Vec<(Folder, &Slug)> {
        let by_slug = self.with_slug(name);
        if !by_slug.is_empty() {
            return by_slug;
        }
        let named = self.named(name);
        if named.is_empty() && unseen(name).is_some() {
            return self.with_slug(folded(name).trim());
        }
        named.iter().map(|(folder, slug)| (*folder, slug)).collect()
    }

    /// Returns every entity that has this slug.
    fn with_slug(&self, slug: &str) -> Vec<(Folder, &Slug)> {
        let in_folder = |folder| Some((folder, self.get(folder, slug)?.0));
        Folder::ALL.into_iter().filter_map(in_folder).collect()
    }

    /// Returns every slug of all kinds, for suggestions.
    pub(super) fn all_slugs(&self) -> impl Iterator<Item = &str> {
        Folder::ALL.into_iter().flat_map(|folder| self.slugs(folder))
    }

    /// Returns the name of the Markdown file at a path under `content/`. `None` if there is no such file, `Some(None)` for the front page.
    #[expect(
        clippy::option_option,
        reason = "there may be no such file, or it may be the front page"
    )]
    pub(super) fn path(&self, path: &str) -> Option<Option<&(Folder, Slug)>> {
        self.inventory.paths.get(path).map(Option::as_ref)
    }

    /// Returns the path of every Markdown file under `content/`.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.inventory.paths.keys().map(|path| &**path)
    }

    /// Returns the anchors of a page. `None` if its file could not be read.
    pub(super) fn anchors(&self, name: Option<&(Folder, Slug)>) -> Option<&BTreeSet<String>> {
        match name {
            None => self.inventory.home.as_ref()?.anchors.as_ref(),
            Some((folder, slug)) => self.get(*folder, slug.as_str())?.1.anchors.as_ref(),
        }
    }
}

/// Returns the help for an unknown slug without a near match: it suggests adding the file, with a fix if `slug` is a valid slug.
pub(super) fn offer_new_file(folder: Folder, slug: &str) -> Help {
    let folder = folder.name();
    let help = Help::from(format!("add `content/{folder}/{slug}.md`, or correct the slug"));
    match Slug::parse(slug) {
        Some(slug) => help.fix(Fix::Begin(format!("{folder}/{slug}.md"))),
        None => help,
    }
}
