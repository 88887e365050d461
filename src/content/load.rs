//! Loads an explainer: parses every file, resolves it, and derives the whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::check;
use super::corpus::Files;
use super::disk::Disk;
use super::files::LinkedFile;
use super::memo::Memo;
use super::options::LoadOptions;
use super::parsed::{self, Parsed};
use super::records;
use super::references::Index;
use super::resolution::{Mentions, Resolution};
use super::resolve::Resolver;
use super::scope::Scope;
use super::settings;
use super::tree::{self, Folder, OnDisk, Tree, passed_over};
use super::yaml::Step::Key;
use crate::diagnostic::{self, Diagnostic, Severity, Span, with_effort};
use crate::explainer::{Asset, BaseUrl, Entity, Explainer, Records, Slug};

/// The result of a load.
#[derive(Debug)]
pub struct Loaded {
    /// The explainer. `None` if there is an error.
    pub explainer: Option<Explainer>,
    /// The settings that the theme depends on. `None` if `site.yaml` lacks them.
    pub theme: Option<ThemeSettings>,
    /// Every problem found, sorted by place. Notes on unfinished work (uncited sources, unlinked terms) are only given if there is no
    /// error, because a file that cannot be read would make them false.
    pub diagnostics: Vec<Diagnostic>,
}

/// The settings in `site.yaml` that the theme depends on. They are available despite errors elsewhere in the content.
#[derive(Debug)]
pub struct ThemeSettings {
    /// The language of the theme's words.
    pub language: String,
    /// The place at which it is set.
    pub language_place: Span,
    /// The address at which the site is published.
    pub base_url: BaseUrl,
}

/// Loads the explainer in `options.root`. Reuses the results of earlier loads from `memo`.
pub fn load(options: &LoadOptions, memo: &mut Memo) -> Loaded {
    let Read { explainer, is_sound, theme, diagnostics, .. } = read(options, memo);
    Loaded { explainer: explainer.filter(|_| is_sound), theme, diagnostics }
}

/// Loads the explainer in `options.root` with the place of every reference. Returns only the problems if there is an error, because places
/// would be missing.
pub fn index(options: &LoadOptions) -> Result<Index, Vec<Diagnostic>> {
    let Read { explainer, is_sound, diagnostics, files, mentions, .. } =
        read(options, &mut Memo::default());
    match explainer.filter(|_| is_sound) {
        Some(explainer) => Ok(Index::new(explainer, diagnostics, &files, &mentions)),
        None => Err(diagnostics),
    }
}

/// Works like [`index`], but despite errors: the index covers everything that could be read, and its diagnostics name the files in which
/// places may be missing. Returns the problems if the settings or the front page are missing.
pub fn index_despite_errors(options: &LoadOptions) -> Result<Index, Vec<Diagnostic>> {
    let Read { explainer, diagnostics, files, mentions, .. } = read(options, &mut Memo::default());
    match explainer {
        Some(explainer) => Ok(Index::new(explainer, diagnostics, &files, &mentions)),
        None => Err(diagnostics),
    }
}

/// Everything that reading yields.
pub(super) struct Read {
    /// The explainer of everything that could be read. `None` if there are no settings or no front page.
    pub(super) explainer: Option<Explainer>,
    /// `true` if there is no error anywhere.
    pub(super) is_sound: bool,
    pub(super) theme: Option<ThemeSettings>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) files: Files,
    pub(super) mentions: Mentions,
    pub(super) scope: Arc<Scope>,
}

/// Reads and resolves everything.
pub(super) fn read(options: &LoadOptions, memo: &mut Memo) -> Read {
    let on_disk = match memo.on_disk.take() {
        Some(known) if options.disk_is_as_before => known,
        _ => OnDisk::read(&options.root, &mut memo.texts),
    };
    let mut tree = tree::read(&options.root, &on_disk, &options.overlay);
    memo.on_disk = Some(on_disk);
    let mut diagnostics = std::mem::take(&mut tree.diagnostics);
    let files = parse(&tree, memo, &mut diagnostics);
    let scope = memo.scope(&mut tree, &files, options, &mut diagnostics);
    let mut resolved = Resolved { diagnostics, ..Resolved::default() };
    let records = resolved.records(&files, &scope, options, memo);
    resolved.passed_over(&files, &scope, &tree, options);
    let (explainer, is_sound) = match records.map(|records| resolved.derive(records, &files, memo))
    {
        Some((explainer, is_sound)) => (Some(explainer), is_sound),
        None => (None, false),
    };
    let Resolved { mut diagnostics, theme, mentions, .. } = resolved;
    diagnostic::sort(&mut diagnostics);
    Read { explainer, is_sound, theme, diagnostics, files, mentions, scope }
}

/// Parses every file.
pub(super) fn parse(tree: &Tree, memo: &mut Memo, diagnostics: &mut Vec<Diagnostic>) -> Files {
    let site = tree.site.as_ref().and_then(|file| parsed::settings(file, diagnostics));
    Files {
        site,
        home: memo.home.home(tree.home.as_ref(), diagnostics),
        participants: memo.participants.folder(Folder::Participants, &tree.pages, diagnostics),
        parties: memo.parties.folder(Folder::Parties, &tree.pages, diagnostics),
        issues: memo.issues.folder(Folder::Issues, &tree.pages, diagnostics),
        events: memo.events.folder(Folder::Events, &tree.pages, diagnostics),
        sources: memo.sources.folder(Folder::Sources, &tree.pages, diagnostics),
        terms: memo.terms.folder(Folder::Glossary, &tree.pages, diagnostics),
        pages: memo.pages.folder(Folder::Pages, &tree.pages, diagnostics),
    }
}

/// Everything that resolving collects except the records.
#[derive(Default)]
struct Resolved {
    diagnostics: Vec<Diagnostic>,
    mentions: Mentions,
    theme: Option<ThemeSettings>,
}

impl Resolved {
    /// Resolves every file. `None` only if the front page is missing, or the settings are missing or have no usable address.
    fn records(
        &mut self,
        files: &Files,
        scope: &Arc<Scope>,
        options: &LoadOptions,
        memo: &mut Memo,
    ) -> Option<Records> {
        let site = files.site.as_ref().and_then(|settings| {
            let mut resolver = Resolver::new(scope, &settings.meta);
            let site = with_effort(scope.effort, || {
                settings::resolve(&mut resolver, settings, options.base_url.as_ref())
            });
            self.diagnostics.extend(resolver.diagnostics);
            self.mentions.settings = resolver.mentions;
            site
        });
        self.theme = site.as_ref().zip(files.site.as_ref()).and_then(|(site, settings)| {
            (!site.language.trim().is_empty()).then(|| ThemeSettings {
                language: site.language.clone(),
                language_place: settings.meta.yaml.span(&[Key("language")]),
                base_url: site.base_url.clone(),
            })
        });
        let home = memo.home.resolve(files.home.as_slice(), scope, records::home);
        let home = home.first().map(|home| self.take(Entity::Home, home));
        let participants = self.folder(
            &files.participants,
            memo.participants.resolve(&files.participants, scope, records::participant),
            scope,
        );
        let parties = self.folder(
            &files.parties,
            memo.parties.resolve(&files.parties, scope, records::party),
            scope,
        );
        let issues = self.folder(
            &files.issues,
            memo.issues.resolve(&files.issues, scope, records::issue),
            scope,
        );
        let events = self.folder(
            &files.events,
            memo.events.resolve(&files.events, scope, records::event),
            scope,
        );
        let sources = self.folder(
            &files.sources,
            memo.sources.resolve(&files.sources, scope, records::source),
            scope,
        );
        let terms = self.folder(
            &files.terms,
            memo.terms.resolve(&files.terms, scope, records::term),
            scope,
        );
        let pages = self.folder(
            &files.pages,
            memo.pages.resolve(&files.pages, scope, records::page),
            scope,
        );
        let mut records = Records {
            site: site?,
            home: home?,
            participants,
            parties,
            issues,
            events,
            sources,
            terms,
            pages,
            assets: self.assets(&options.root, scope, memo.linked_files(&scope.files)),
            roster: scope.registry.roster().clone(),
            ties: self.mentions.files.iter().map(|(_, told)| told.ties.clone()).collect(),
        };
        records.ties.sort_unstable_by_key(|ties| ties.of());
        Some(records)
    }

    /// Returns the records of one kind. Drafts that are not published are resolved for their diagnostics and then left out.
    fn folder<T, R>(
        &mut self,
        files: &[Arc<Parsed<T>>],
        resolutions: Vec<Resolution<R>>,
        scope: &Scope,
    ) -> BTreeMap<Slug, Arc<R>> {
        let mut records = Vec::with_capacity(files.len());
        for (file, resolution) in files.iter().zip(resolutions) {
            let Some((folder, slug)) = &file.meta.name else { continue };
            if file.meta.common.is_draft() && !scope.drafts {
                self.diagnostics.extend(resolution.told.diagnostics.iter().cloned());
                let draft = folder.entity(slug.clone());
                self.mentions.drafts.push((draft, resolution.told.clone()));
            } else {
                let record = self.take(folder.entity(slug.clone()), &resolution);
                records.push((slug.clone(), record));
            }
        }
        records.into_iter().collect()
    }

    /// Collects the diagnostics and mentions of a published file and returns its record.
    fn take<R>(&mut self, entity: Entity, resolution: &Resolution<R>) -> Arc<R> {
        self.diagnostics.extend(resolution.told.diagnostics.iter().cloned());
        self.mentions.files.push((entity, resolution.told.clone()));
        resolution.record.clone()
    }

    /// Reports files that look like content and are not read as such. Skipped if any file could not be read, because that file may link to
    /// them.
    fn passed_over(&mut self, files: &Files, scope: &Scope, tree: &Tree, options: &LoadOptions) {
        if files.metas().count() < tree.pages.len() + 1 {
            return;
        }
        let all = || self.mentions.files.iter().chain(&self.mentions.drafts);
        let is_linked =
            |path: &str| all().any(|(_, told)| told.assets.iter().any(|it| **it == *path));
        let is_page = |path: &str| scope.registry.path(path).is_some();
        let stray = passed_over(&options.root, &scope.others, is_linked, is_page);
        self.diagnostics.extend(stray);
    }

    /// Reads the files that bodies link to.
    fn assets(
        &mut self,
        root: &Path,
        scope: &Scope,
        known: &mut Disk<LinkedFile>,
    ) -> BTreeMap<Arc<str>, Asset> {
        let wanted = self.mentions.files.iter().flat_map(|(_, told)| &told.assets);
        let wanted: BTreeSet<&Arc<str>> = wanted.collect();
        let places = wanted
            .into_iter()
            .filter_map(|path| Some((path.clone(), scope.others.get(&**path)?.as_path())));
        let places: Vec<_> = places.collect();
        let read = known.read(&places, |path, place| scope.files.read(root, path, place));
        let mut assets = BTreeMap::new();
        for ((path, _), file) in places.into_iter().zip(read) {
            match file {
                Ok(LinkedFile { asset, warnings }) => {
                    self.diagnostics.extend(warnings);
                    assets.insert(path, asset);
                }
                Err(diagnostic) => self.diagnostics.push(*diagnostic),
            }
        }
        assets
    }

    /// Derives the explainer, checks it as a whole, and also returns `true` if there is no error anywhere. If there is an error and no link
    /// to an address of this site, returns the previous explainer instead, which only editors are shown.
    fn derive(&mut self, records: Records, files: &Files, memo: &mut Memo) -> (Explainer, bool) {
        self.diagnostics.extend(check::routes(&records, files));
        self.diagnostics.extend(check::circles(&records, files));
        let has_addresses = self.mentions.files.iter().any(|(_, told)| told.has_addresses);
        if !has_addresses
            && self.has_errors()
            && let Some(last) = &memo.explainer
        {
            return (last.clone(), false);
        }
        let explainer = Explainer::new(records, memo.explainer.as_ref());
        memo.explainer = Some(explainer.clone());
        self.diagnostics.extend(check::addresses(&explainer, files, &self.mentions.files));
        let is_sound = !self.has_errors();
        if is_sound {
            self.diagnostics.extend(check::warnings(&explainer, files, &self.mentions.files));
        }
        (explainer, is_sound)
    }

    fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|it| it.severity() == Severity::Error)
    }
}
