//! Caches the results of earlier loads for each file. A file whose bytes have not changed is not parsed again, and not resolved again as
//! long as the things that can be referred to stay the same. Everything else is computed on each load.
//!
//! After a save, the whole explainer is loaded again. That is fast because each step keeps its result until one of its inputs changes:
//!
//! - Reading (`disk.rs`): as long as the file's metadata stay the same.
//! - Parsing: as long as the bytes stay the same.
//! - Resolving: as long as the parse and the [`Inventory`] stay the same. A file's meaning depends on nothing else, and most saves do not
//!   change what exists. If one does, all files are resolved again.
//! - Deriving (`explainer/derived.rs`): as long as the facts that it counts stay the same.
//!
//! A property test in `snapshot.rs` compares the results after random edits with those of a fresh load.

use std::sync::Arc;

use rayon::prelude::*;

use super::by_path::ByPath;
use super::corpus::Files;
use super::disk::Disk;
use super::files::{FurtherKinds, LinkedFile};
use super::front_matter::{
    EventFront, FrontMatter, HomeFront, IssueFront, PageFront, ParticipantFront, PartyFront,
    SourceFront, TermFront,
};
use super::names::Named;
use super::options::LoadOptions;
use super::parsed::{self, Known, Parsed};
use super::registry::{Inventory, Registry};
use super::resolution::Resolution;
use super::resolve::Resolver;
use super::scope::Scope;
use super::source_texts::SourceTexts;
use super::tree::{Folder, OnDisk, PageFile, Tree};
use crate::diagnostic::{Diagnostic, SourceFile, effort_of_a_file, with_effort};
use crate::explainer::{
    Entry, Event, Explainer, Home, Issue, Page, Participant, Party, RawHtml, Record, Slug, Source,
    Term,
};

/// The files of the last load: read, parsed and resolved. Empty at first. Each folder needs its own memo.
#[derive(Debug, Default)]
pub struct Memo {
    pub(super) texts: Disk<SourceFile>,
    /// The state of the disk at the last load.
    pub(super) on_disk: Option<OnDisk>,
    /// The files that bodies link to, with the kinds that were allowed when they were read.
    assets: (FurtherKinds, Disk<LinkedFile>),
    pub(super) home: Kept<HomeFront, Home>,
    pub(super) participants: Kept<ParticipantFront, Participant>,
    pub(super) parties: Kept<PartyFront, Party>,
    pub(super) issues: Kept<IssueFront, Issue>,
    pub(super) events: Kept<EventFront, Event>,
    pub(super) sources: Kept<SourceFront, Source>,
    pub(super) terms: Kept<TermFront, Term>,
    pub(super) pages: Kept<PageFront, Page>,
    /// The settings and unreadable files that names can depend on.
    settings: Option<Settings>,
    scope: Option<Arc<Scope>>,
    /// The explainer that was last derived.
    pub(super) explainer: Option<Explainer>,
}

/// `site.yaml`, the files that could not be read, and `true` if drafts count as published.
type Settings = (Option<SourceFile>, Vec<(Folder, Slug, String)>, bool);

/// The cached results for the files of one kind, by path.
#[derive(Debug)]
pub(super) struct Kept<T, R> {
    parsed: ByPath<Arc<Outcome<T>>>,
    /// `true` if the last parse found other names than the one before: other files, or other things in them that can be referred to.
    renamed: bool,
    resolved: ByPath<Made<T, R>>,
}

/// The result of parsing one file.
#[derive(Debug)]
struct Outcome<T> {
    file: SourceFile,
    parsed: Option<Arc<Parsed<T>>>,
    diagnostics: Vec<Diagnostic>,
}

/// A resolution with everything it depends on.
#[derive(Debug)]
struct Made<T, R> {
    parsed: Arc<Parsed<T>>,
    scope: Arc<Scope>,
    resolution: Resolution<R>,
}

impl Memo {
    /// Returns the scope in which references are looked up. It is the same `Arc` as for the last load if its content is the same.
    pub(super) fn scope(
        &mut self,
        tree: &mut Tree,
        files: &Files,
        options: &LoadOptions,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Arc<Scope> {
        let last = self.scope.take();
        let settings = (tree.site.clone(), tree.unread.clone(), options.drafts);
        let same_names = self.settings.as_ref() == Some(&settings) && !self.renamed();
        self.settings = Some(settings);
        let registry = match &last {
            Some(last) if same_names => last.registry.clone(),
            _ => Arc::new(Registry::new(Inventory::new(tree, files, options.drafts))),
        };
        let source_texts = SourceTexts::read(&options.source_texts, &registry, diagnostics);
        let others = std::mem::take(&mut tree.others);
        let site = files.site.as_ref().map(|site| &site.front);
        // As long as the setting is unknown, raw HTML is no problem.
        let raw_html = site.and_then(|it| it.raw_html.copied()).unwrap_or(RawHtml::Trusted);
        let kinds = site.and_then(|it| it.files.all(|kind| Some(kind.as_str())));
        let effort = effort_of_a_file(registry.paths().count());
        let scope = Scope {
            registry,
            effort,
            others,
            source_texts,
            drafts: options.drafts,
            raw_html,
            files: FurtherKinds::new(kinds.as_deref()),
        };
        let scope = last.filter(|last| last.is_like(&scope)).unwrap_or_else(|| Arc::new(scope));
        self.scope = Some(scope.clone());
        scope
    }

    /// Returns the linked files of the last load, or an empty cache if other kinds were allowed then.
    pub(super) fn linked_files(&mut self, kinds: &FurtherKinds) -> &mut Disk<LinkedFile> {
        if self.assets.0 != *kinds {
            self.assets = (kinds.clone(), Disk::default());
        }
        &mut self.assets.1
    }

    fn renamed(&self) -> bool {
        self.home.renamed
            || self.participants.renamed
            || self.parties.renamed
            || self.issues.renamed
            || self.events.renamed
            || self.sources.renamed
            || self.terms.renamed
            || self.pages.renamed
    }
}

impl<T> Outcome<T> {
    /// Returns the file's name and the things in it that other files can refer to. `None` if it could not be read.
    fn names(&self) -> Option<(Option<&(Folder, Slug)>, &Known)> {
        self.parsed.as_ref().map(|parsed| (parsed.meta.name.as_ref(), &*parsed.meta.known))
    }
}

impl<T, R> Default for Kept<T, R> {
    fn default() -> Self {
        Self { parsed: ByPath::default(), renamed: false, resolved: ByPath::default() }
    }
}

impl<T: FrontMatter + Named + Sync, R: Record + Send + Sync> Kept<T, R> {
    /// Returns the parsed files of one kind. A file is parsed only if its bytes differ from those of the last load. `pages` must be sorted
    /// by kind.
    pub(super) fn folder(
        &mut self,
        folder: Folder,
        pages: &[PageFile],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Arc<Parsed<T>>> {
        let start = pages.partition_point(|page| page.folder < folder);
        let end = pages.partition_point(|page| page.folder <= folder);
        let pages = &pages[start..end];
        let outcome = |page: &PageFile| {
            let name = || Some((folder, page.slug.clone()));
            self.outcome(name, &page.path, &page.file)
        };
        let outcomes: Vec<_> = pages.par_iter().with_min_len(64).map(outcome).collect();
        self.keep(pages.iter().map(|page| &page.path), outcomes, diagnostics)
    }

    /// Returns the parsed front page.
    pub(super) fn home(
        &mut self,
        home: Option<&(Arc<str>, SourceFile)>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Arc<Parsed<T>>> {
        let outcome = home.map(|(path, file)| self.outcome(|| None, path, file));
        let paths = home.iter().map(|(path, _)| path);
        self.keep(paths, outcome.into_iter().collect(), diagnostics).pop()
    }

    /// Returns the result of parsing `file`, and `true` if it was parsed now and does not come from the cache.
    fn outcome(
        &self,
        name: impl Fn() -> Option<(Folder, Slug)>,
        path: &Arc<str>,
        file: &SourceFile,
    ) -> (Arc<Outcome<T>>, bool) {
        if let Some(known) = self.parsed.get(path).filter(|known| known.file == *file) {
            return (known.clone(), false);
        }
        let mut diagnostics = Vec::new();
        let parsed = parsed::page(name(), path.clone(), file, &mut diagnostics).map(Arc::new);
        (Arc::new(Outcome { file: file.clone(), parsed, diagnostics }), true)
    }

    /// Caches these outcomes, removes all others, and adds their diagnostics. Returns the files that could be read.
    fn keep<'a>(
        &mut self,
        paths: impl ExactSizeIterator<Item = &'a Arc<str>> + Clone,
        outcomes: Vec<(Arc<Outcome<T>>, bool)>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Arc<Parsed<T>>> {
        let mut parsed = Vec::with_capacity(outcomes.len());
        for (outcome, _) in &outcomes {
            parsed.extend(outcome.parsed.clone());
            diagnostics.extend(outcome.diagnostics.iter().cloned());
        }
        let new = paths.clone().zip(outcomes).filter(|(_, (_, is_new))| *is_new);
        let new: Vec<_> = new.map(|(path, (outcome, _))| (path.clone(), outcome)).collect();
        let other_names = |(path, outcome): &(Arc<str>, Arc<Outcome<T>>)| {
            self.parsed.get(path).is_none_or(|before| before.names() != outcome.names())
        };
        self.renamed = new.iter().any(other_names);
        self.renamed |= self.parsed.renew(paths, new);
        parsed
    }

    /// Resolves these files and returns the results in their order. Only files that changed are resolved, or all of them if the scope
    /// changed.
    pub(super) fn resolve(
        &mut self,
        files: &[Arc<Parsed<T>>],
        scope: &Arc<Scope>,
        resolve: impl Fn(&mut Resolver, &T, Entry) -> R + Sync,
    ) -> Vec<Resolution<R>> {
        let known = |file: &Arc<Parsed<T>>| {
            let known = self.resolved.get(&file.meta.path)?;
            let same = Arc::ptr_eq(&known.parsed, file) && Arc::ptr_eq(&known.scope, scope);
            same.then(|| (known.resolution.clone(), false))
        };
        let resolution = |file: &Arc<Parsed<T>>| {
            known(file).unwrap_or_else(|| {
                let resolved = with_effort(scope.effort, || {
                    let mut resolver = Resolver::new(scope, &file.meta);
                    let entry = resolver.entry(&file.meta.common);
                    let record = resolve(&mut resolver, &file.front, entry);
                    Resolution::new(&file.meta.entity(), record, resolver)
                });
                (resolved, true)
            })
        };
        let resolutions: Vec<_> = files.par_iter().with_min_len(64).map(resolution).collect();
        let new = files.iter().zip(&resolutions).filter(|(_, (_, is_new))| *is_new);
        let new = new.map(|(file, (resolution, _))| {
            let (parsed, scope) = (file.clone(), scope.clone());
            (file.meta.path.clone(), Made { parsed, scope, resolution: resolution.clone() })
        });
        self.resolved.renew(files.iter().map(|file| &file.meta.path), new);
        resolutions.into_iter().map(|(resolution, _)| resolution).collect()
    }
}
