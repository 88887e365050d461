//! Turns files into an [`Explainer`]: parses everything, resolves every reference, collects every problem.
//!
//! [`load`] reads the files under `content/`, each on its own and in parallel, registers what exists, resolves every reference, and derives
//! the model. A [`Memo`] caches what did not change. Loading prints no output and does not stop at a problem: problems are part of the
//! result. [`index`] also returns the place of every reference, and [`schemas`] returns the JSON Schemas of files for editors.
//!
//! No file can use up memory or time, because every step limits its input:
//!
//! - Files (`diagnostic/files.rs`): 10 MB for text, 200 MB for any other file, and 20 symbolic links to one folder.
//! - YAML (`mistakes.rs`): 4 MB. The largest data set that was tried, a party with positions on 2,300 issues, needs a quarter of that, so no
//!   file has to be split for its size. `yaml.rs` counts aliases and open brackets before a parser expands or compares them.
//! - Markdown (`markdown/bounds.rs`): 100 levels. Deeper nesting is an error and is not written as HTML.
//! - Problems (`diagnostic::sort`): 100 of a kind in a file. Beyond that, the rest of the file's references are not looked up.
//! - Suggestions (`diagnostic/suggest.rs`) and colored code (`render/highlight.rs`): limits on their cost.

mod aliases;
mod by_path;
mod check;
mod disk;
mod field;
mod files;
mod front_matter;
mod geotags;
mod links;
mod located;
mod malformed;
mod memo;
mod mistakes;
mod names;
mod parsed;
mod quotes;
mod references;
mod registry;
mod resolve;
mod schema;
mod settings;
mod slips;
mod survey;
mod svg;
mod tree;
mod updates;
mod values;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use aliases::{AliasEdit, alias_edit};
pub use check::coverage;
use disk::Disk;
use field::{Field, text};
use files::LinkedFile;
use front_matter::{
    EventFront, HomeFront, IssueFront, PageFront, ParticipantFront, PartyFront, SiteFront,
    SourceFront, TermFront,
};
pub use links::{joined, relative_path};
pub use memo::Memo;
use memo::{Resolution, Told};
use parsed::{Meta, Parsed};
use references::Mention;
pub use references::{Form, Index, Outgoing, Reference};
pub use resolve::can_be_alias;
use resolve::{Resolver, Scope, date};
pub use schema::{Shape, schema_names, schemas};
pub use survey::{Heading, Outline, Part, Survey, Thing, passage_after, survey};
pub use tree::Overlay;
use tree::{Folder, OnDisk, Tree};
use yaml::Step::Key;

use crate::diagnostic::{self, Code, Diagnostic, Severity, Span, bad_name, with_effort};
use crate::explainer::{
    Asset, BaseUrl, Date, Entity, Entry, Event, Explainer, Home, Issue, IssueStatus, Page,
    Participant, Party, PartyKind, Passage, Records, Slug, Source, Term,
};

/// The options of a load.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// The explainer's folder, which contains `content/`.
    pub root: PathBuf,
    /// `true` if drafts are part of the site.
    pub drafts: bool,
    /// The address at which the site is published, instead of the one in `site.yaml`.
    pub base_url: Option<BaseUrl>,
    /// Texts of sources to check quotes against: the source's slug and the text file.
    pub source_texts: Vec<(String, PathBuf)>,
    /// File contents that replace those on disk: changes that are on trial, or not saved yet.
    pub overlay: Overlay,
    /// `true` if the disk has not changed since the last load with this memo, so that only the overlay has to be read.
    pub disk_is_as_before: bool,
}

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

/// Every file, parsed.
#[derive(Debug, Default)]
struct Files {
    site: Option<Parsed<SiteFront>>,
    home: Option<Arc<Parsed<HomeFront>>>,
    participants: Vec<Arc<Parsed<ParticipantFront>>>,
    parties: Vec<Arc<Parsed<PartyFront>>>,
    issues: Vec<Arc<Parsed<IssueFront>>>,
    events: Vec<Arc<Parsed<EventFront>>>,
    sources: Vec<Arc<Parsed<SourceFront>>>,
    terms: Vec<Arc<Parsed<TermFront>>>,
    pages: Vec<Arc<Parsed<PageFront>>>,
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
struct Read {
    /// The explainer of everything that could be read. `None` if there are no settings or no front page.
    explainer: Option<Explainer>,
    /// `true` if there is no error anywhere.
    is_sound: bool,
    theme: Option<ThemeSettings>,
    diagnostics: Vec<Diagnostic>,
    files: Files,
    mentions: Mentions,
    scope: Arc<Scope>,
}

/// Reads and resolves everything.
fn read(options: &LoadOptions, memo: &mut Memo) -> Read {
    let on_disk = match memo.on_disk.take() {
        Some(known) if options.disk_is_as_before => known,
        _ => OnDisk::read(&options.root, &mut memo.texts),
    };
    let mut tree = tree::read(&options.root, &on_disk, &options.overlay);
    memo.on_disk = Some(on_disk);
    let mut diagnostics = std::mem::take(&mut tree.diagnostics);
    let files = Files::parse(&tree, memo, &mut diagnostics);
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

impl Files {
    fn parse(tree: &Tree, memo: &mut Memo, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let site = tree.site.as_ref().and_then(|file| parsed::settings(file, diagnostics));
        Self {
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
}

/// Everything that resolving collects except the records.
#[derive(Default)]
struct Resolved {
    diagnostics: Vec<Diagnostic>,
    mentions: Mentions,
    theme: Option<ThemeSettings>,
}

/// The mentions of entities, by the file that contains them.
#[derive(Debug, Default)]
struct Mentions {
    settings: Vec<Mention>,
    files: Vec<(Entity, Arc<Told>)>,
    /// Mentions in files that are left out of the site.
    drafts: Vec<(Entity, Arc<Told>)>,
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
        let home = memo.home.resolve(files.home.as_slice(), scope, home);
        let home = home.first().map(|home| self.take(Entity::Home, home));
        let participants = self.folder(
            &files.participants,
            memo.participants.resolve(&files.participants, scope, participant),
            scope,
        );
        let parties =
            self.folder(&files.parties, memo.parties.resolve(&files.parties, scope, party), scope);
        let issues =
            self.folder(&files.issues, memo.issues.resolve(&files.issues, scope, issue), scope);
        let events =
            self.folder(&files.events, memo.events.resolve(&files.events, scope, event), scope);
        let sources =
            self.folder(&files.sources, memo.sources.resolve(&files.sources, scope, source), scope);
        let terms = self.folder(&files.terms, memo.terms.resolve(&files.terms, scope, term), scope);
        let pages = self.folder(&files.pages, memo.pages.resolve(&files.pages, scope, page), scope);
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
        let stray = tree::passed_over(&options.root, &scope.others, is_linked, is_page);
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

impl Files {
    /// Returns the file about `entity`.
    fn meta(&self, entity: &Entity) -> Option<&Meta> {
        match entity {
            Entity::Home => self.home.as_ref().map(|it| &it.meta),
            Entity::Participant(slug) => meta_of(&self.participants, slug),
            Entity::Party(slug) => meta_of(&self.parties, slug),
            Entity::Issue(slug) => meta_of(&self.issues, slug),
            Entity::Event(slug) => meta_of(&self.events, slug),
            Entity::Source(slug) => meta_of(&self.sources, slug),
            Entity::Term(slug) => meta_of(&self.terms, slug),
            Entity::Page(slug) => meta_of(&self.pages, slug),
        }
    }

    /// Returns every file, of all kinds.
    fn metas(&self) -> impl Iterator<Item = &Meta> {
        let home = self.home.iter().map(|it| &it.meta);
        home.chain(self.participants.iter().map(|it| &it.meta))
            .chain(self.parties.iter().map(|it| &it.meta))
            .chain(self.issues.iter().map(|it| &it.meta))
            .chain(self.events.iter().map(|it| &it.meta))
            .chain(self.sources.iter().map(|it| &it.meta))
            .chain(self.terms.iter().map(|it| &it.meta))
            .chain(self.pages.iter().map(|it| &it.meta))
    }
}

/// Returns the last of `files`, which must be sorted by slug, that has this slug.
fn file_of<'a, T>(files: &'a [Arc<Parsed<T>>], slug: &Slug) -> Option<&'a Arc<Parsed<T>>> {
    let slug_of = |file: &Arc<Parsed<T>>| file.meta.name.as_ref().map(|(_, slug)| slug.clone());
    let end = files.partition_point(|file| slug_of(file).is_none_or(|it| it <= *slug));
    let file = files[..end].last()?;
    file.meta.name.as_ref().is_some_and(|(_, it)| it == slug).then_some(file)
}

fn meta_of<'a, T>(files: &'a [Arc<Parsed<T>>], slug: &Slug) -> Option<&'a Meta> {
    file_of(files, slug).map(|file| &file.meta)
}

fn home(resolver: &mut Resolver, front: &HomeFront, entry: Entry) -> Home {
    let title = text(front.title.as_ref());
    resolver.not_empty(&[Key("title")], title);
    Home { entry, title: title.map(str::to_owned) }
}

fn participant(resolver: &mut Resolver, front: &ParticipantFront, entry: Entry) -> Participant {
    resolver.not_empty(&[Key("name")], front.name.as_str());
    resolver.not_empty(&[Key("role")], front.role.as_str());
    resolver.no_position(front.no_position.as_ref(), &front.positions);
    Participant {
        entry,
        name: front.name.owned(),
        native_name: resolver.native_name(front.native_name.as_ref(), front.native_lang.as_ref()),
        role: front.role.owned(),
        party: resolver.reference(Folder::Parties, &[Key("party")], text(front.party.as_ref())),
        attendance: front.attendance.as_ref().and_then(Field::copied),
        positions: resolver.positions(&front.positions),
        no_position: text(front.no_position.as_ref()).map(str::to_owned),
        contacts: resolver.contacts(&front.contacts),
    }
}

fn party(resolver: &mut Resolver, front: &PartyFront, entry: Entry) -> Party {
    resolver.not_empty(&[Key("name")], front.name.as_str());
    Party {
        entry,
        name: front.name.owned(),
        native_name: resolver.native_name(front.native_name.as_ref(), front.native_lang.as_ref()),
        // A record of a file with mistakes is never published.
        kind: front.kind.copied().unwrap_or(PartyKind::Country),
        members: resolver.members(&front.members),
        positions: resolver.positions(&front.positions),
    }
}

fn issue(resolver: &mut Resolver, front: &IssueFront, entry: Entry) -> Issue {
    resolver.not_empty(&[Key("title")], front.title.as_str());
    resolver.not_empty(&[Key("question")], front.question.as_str());
    Issue {
        entry,
        title: front.title.owned(),
        question: front.question.owned(),
        status: front.status.copied().unwrap_or(IssueStatus::Open),
        proposals: resolver.proposals(&front.proposals),
        open_questions: resolver.open_questions(&front.open_questions),
    }
}

fn event(resolver: &mut Resolver, front: &EventFront, entry: Entry) -> Event {
    resolver.not_empty(&[Key("title")], front.title.as_str());
    let (began, until) = (date(Some(&front.date)), date(front.until.as_ref()));
    resolver.not_far(&[Key("date")], began);
    resolver.not_far(&[Key("until")], until);
    if let Some((began, until)) = began.zip(until).filter(|(began, until)| until.latest() < *began)
    {
        let before = resolver.at(
            &[Key("until")],
            Code::UntilBeforeDate,
            format!("this ends ({until}) before it begins ({began})"),
        );
        resolver.report(before.help("swap `date` and `until`, or correct one of them"));
    }
    Event {
        entry,
        title: front.title.owned(),
        date: began.unwrap_or(Date::EARLIEST),
        until,
        place: text(front.place.as_ref()).map(str::to_owned),
        participants: resolver.references(
            Folder::Participants,
            "participants",
            &front.participants,
        ),
        issues: resolver.references(Folder::Issues, "issues", &front.issues),
        cite: resolver.required_citations("event", &[Key("cite")], &front.cite),
    }
}

fn source(resolver: &mut Resolver, front: &SourceFront, entry: Entry) -> Source {
    resolver.not_empty(&[Key("title")], front.title.as_str());
    resolver.not_empty(&[Key("publisher")], front.publisher.as_str());
    let (url, published) = (text(front.url.as_ref()), date(Some(&front.date)));
    resolver.url(&[Key("url")], url);
    resolver.not_far(&[Key("date")], published);
    let written = front.passages.get().map_or(&[][..], |it| it.0.as_slice());
    resolver.headings_apart_from_passages(written);
    let mut passages = Vec::new();
    for (id, label) in written {
        resolver.not_empty(&[Key("passages"), Key(id)], label.as_str());
        if let Some(why) = bad_name(id).filter(|_| Slug::parse(id).is_some()) {
            // A passage may have a page of its own, in a folder of this name.
            let span = resolver.meta.yaml.key_span(&[Key("passages")], id);
            let message = format!("not every system can hold a folder called `{id}`");
            let bad = Diagnostic::new(Code::BadFileName, span, message);
            resolver.report(bad.help(format!("rename the passage: {why}")));
        }
        if let Some(slug) = Slug::parse(id) {
            passages.push(Passage { id: slug, label: label.owned() });
        } else {
            let span = resolver.meta.yaml.key_span(&[Key("passages")], id);
            let bad = Diagnostic::new(Code::BadSlug, span, format!("`{id}` is no slug"));
            resolver.report(bad.help("use lower-case letters a to z, digits and single hyphens"));
        }
    }
    Source {
        entry,
        title: front.title.owned(),
        publisher: front.publisher.owned(),
        author: text(front.author.as_ref()).map(str::to_owned),
        date: published.unwrap_or(Date::EARLIEST),
        url: url.map(str::to_owned),
        accessed: date(front.accessed.as_ref()),
        passages,
    }
}

fn term(resolver: &mut Resolver, front: &TermFront, entry: Entry) -> Term {
    resolver.not_empty(&[Key("title")], front.title.as_str());
    let also = front.also.values().map(|it| it.as_ref().to_owned()).collect();
    Term { entry, title: front.title.owned(), also }
}

fn page(resolver: &mut Resolver, front: &PageFront, entry: Entry) -> Page {
    resolver.not_empty(&[Key("title")], front.title.as_str());
    Page { entry, title: front.title.owned() }
}
