//! Contexts of templates: one typed view for each kind of page, built from the model. `templates/README.md` documents them.

mod card;
mod compare;
mod drawing;
mod embed;
mod entity;
mod list;
mod machine;
mod part;
mod position;
mod relation;
mod search;
mod shared;
pub(super) use card::{can_be_drawn, card};
pub(super) use position::position_id;
pub(super) use shared::{Cited, Link, Views};

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Value};
use unic_langid::LanguageIdentifier;

use super::cite::{CiteView, cite};
use super::notes::{Note, Notes};
use super::policy::{content_security_policy, prefetch_rules};
use super::structured_data::{Facts, graph};
use super::{Renderer, body};
use crate::explainer::{
    DataFile, Date, Entity, Entry, Explainer, Holder, NativeName, Route, Section, Slug, Stance,
    Tone, Update,
};
use card::CardLink;
use part::{MoreView, PartsView};
use search::FoundView;
use shared::Shared;

/// A link: a name and an address.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LinkView {
    title: String,
    href: String,
    kind: &'static str,
}

/// Returns the address, from the server's root, at which `entity` is shown.
pub(super) fn entity_href(explainer: &Explainer, entity: &Entity) -> String {
    let page = explainer.site().base_url.href(&Route::from(entity));
    if let Entity::Term(slug) = entity { format!("{page}#{slug}") } else { page }
}

/// A date for `<time>`.
#[derive(Debug, Clone, Serialize)]
struct DateView {
    iso: String,
    text: String,
}

/// A name in its own script.
#[derive(Debug, Clone, Serialize)]
struct NativeView {
    text: String,
    lang: String,
}

impl From<&NativeName> for NativeView {
    fn from(name: &NativeName) -> Self {
        Self { text: name.text.clone(), lang: name.lang.clone() }
    }
}

/// A stance, for badges and legends.
#[derive(Debug, Clone, Serialize)]
struct StanceView {
    id: String,
    label: String,
    tone: &'static str,
    /// The index of the stance, counted from 0.
    at: usize,
    /// The number of stances.
    of: usize,
}

impl StanceView {
    fn new(stance: &Stance, at: usize, of: usize) -> Self {
        let tone = stance.tone.as_str();
        Self { id: stance.id.to_string(), label: stance.label.clone(), tone, at, of }
    }

    /// Returns a placeholder for a stance that the settings do not define. `content` rejects positions with such a stance.
    fn unknown(id: &Slug) -> Self {
        let tone = Tone::Neutral.as_str();
        Self { id: id.to_string(), label: id.to_string(), tone, at: 0, of: 1 }
    }
}

/// A participant or party in lists and references.
#[derive(Debug, Clone, Serialize)]
struct HolderView {
    name: String,
    href: String,
    /// `participant` or `party`.
    kind: &'static str,
    /// The id, unique among all things: `party.france`.
    id: Arc<str>,
    role: Option<String>,
    native: Option<NativeView>,
    /// A participant's party.
    party: Option<Link>,
    /// `host`, `in-person`, `remote` or `absent`, if it is recorded.
    attendance: Option<&'static str>,
    summary: Option<String>,
}

impl HolderView {
    fn new(views: &Views, explainer: &Explainer, holder: &Holder) -> Self {
        let entity = Entity::from(holder);
        let records = explainer.records();
        let participant = if let Holder::Participant(slug) = holder {
            records.participants.get(slug)
        } else {
            None
        };
        let party = if let Holder::Party(slug) = holder { records.parties.get(slug) } else { None };
        let own_party = participant.and_then(|it| it.party.as_ref());
        Self {
            name: explainer.title(&entity).to_owned(),
            href: entity_href(explainer, &entity),
            kind: entity.kind(),
            id: position_id(holder).into(),
            role: participant.map(|it| it.role.clone()),
            native: participant
                .and_then(|it| it.native_name.as_ref())
                .or_else(|| party?.native_name.as_ref())
                .map(NativeView::from),
            party: own_party.map(|party| views.link(explainer, &Entity::Party(party.clone()))),
            attendance: participant
                .and_then(|it| it.attendance)
                .map(crate::explainer::Attendance::as_str),
            summary: explainer.entry(&entity).and_then(|entry| entry.summary.clone()),
        }
    }
}

/// An update or correction.
#[derive(Debug, Clone, Serialize)]
struct UpdateView {
    /// The `id` on its own page and in the list of all updates; `None` elsewhere.
    id: Option<String>,
    /// The `id` that earlier versions gave it, if there is one.
    former_id: Option<String>,
    date: DateView,
    kind: &'static str,
    note: String,
    page: Link,
}

/// Fields that all pages have.
#[derive(Debug, Clone, Serialize)]
struct PageView {
    /// The kind of page, for classes: `issue`, `participants`, `positions` …
    kind: &'static str,
    /// The kind of list that the page belongs to, for the menu.
    section: Option<&'static str>,
    title: String,
    /// `true` if the page is about a draft, which is part of the site only with `--drafts`.
    draft: bool,
    /// The description, in one sentence, for search engines and cards.
    description: String,
    /// The full address.
    canonical: String,
    /// The pages above this one, the front page first.
    breadcrumbs: Vec<Link>,
    updated: Option<DateView>,
    /// The time of the page's first recorded change (or else of the site's last one), for Open Graph. Without it, readers that save pages would
    /// take another date from the page.
    published: Option<String>,
    /// The time of the page's last change, or else of the site's.
    modified: Option<String>,
    updates: Vec<UpdateView>,
    /// The citations of the page.
    notes: Vec<Note>,
    /// The pages whose text links here.
    mentions: Vec<Link>,
    /// The data for the search index; `None` if the page is not searchable.
    found: Option<FoundView>,
    /// The citation of the page; `None` for further parts, and for outputs that are not pages of the site.
    cite: Option<CiteView>,
    /// The structured data about the page for search engines, as JSON-LD.
    structured: Option<Value>,
    /// The feed of the page's subject, besides the site's.
    feed: Option<String>,
    /// The card that represents it in previews elsewhere.
    card: Option<CardLink>,
    /// Its parts, if a list on it is too long for one page.
    parts: Option<PartsView>,
}

/// An entry of the menu.
#[derive(Debug, Clone, Serialize)]
struct MenuEntry {
    /// The kind of list; its name is in the strings under `section.`.
    kind: &'static str,
    href: String,
}

/// Returns `true` if a language, as a BCP 47 tag, is written from right to left: by the script in the tag, or else by the language's usual
/// script.
fn is_right_to_left(tag: &str) -> bool {
    const SCRIPTS: [&str; 7] = ["Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Syrc", "Thaa"];
    const LANGUAGES: [&str; 11] =
        ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"];
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or_default();
    match subtags
        .find(|subtag| subtag.len() == 4 && subtag.bytes().all(|b| b.is_ascii_alphabetic()))
    {
        Some(script) => SCRIPTS.iter().any(|it| it.eq_ignore_ascii_case(script)),
        None => LANGUAGES.iter().any(|it| it.eq_ignore_ascii_case(language)),
    }
}

/// Returns a language with its region in Open Graph's format: `de_AT`. `None` if the tag has no region.
fn locale(tag: &str) -> Option<String> {
    let tag: LanguageIdentifier = tag.parse().ok()?;
    Some(format!("{}_{}", tag.language, tag.region?))
}

/// The maximum number of pages of `content/pages/` linked in the footer. The front page's footer links to all of them. With all of them on every
/// page, the size of the site would grow with the square of their number.
const PAGES_IN_FOOTER: usize = 20;

/// Returns links to the first `most` pages of `content/pages/`, by slug.
pub(super) fn pages(explainer: &Explainer, views: &Views, most: usize) -> Vec<Link> {
    let slugs = explainer.records().pages.keys().take(most);
    slugs.map(|slug| views.link(explainer, &Entity::Page(slug.clone()))).collect()
}

/// Returns the context that all pages share: `site`, `links`, `menu`, `pages`, `more_pages`, `stances`, and an empty `body`.
pub(super) fn base(explainer: &Explainer, views: &Views) -> Context {
    let site = explainer.site();
    let base = &site.base_url;
    let has = |route: &Route| explainer.route_at(&route.address()).is_some();
    let entry = |kind, route: &Route| MenuEntry { kind, href: base.href(route) };
    let positions = has(&Route::Positions).then(|| entry("positions", &Route::Positions));
    let sections = Section::ALL.into_iter().map(|section| (section, Route::Section(section)));
    let sections = sections
        .filter(|(_, route)| has(route))
        .map(|(section, route)| entry(section.as_str(), &route));
    let mut menu: Vec<_> = sections.collect();
    menu.splice(1.min(menu.len())..1.min(menu.len()), positions);
    let mut links: BTreeMap<&str, String> = BTreeMap::from([("home", base.href(&Route::Home))]);
    for (key, route) in [
        ("positions", Route::Positions),
        ("compare", Route::Compare),
        ("data", Route::DataPage),
        ("positions_data", Route::Data(DataFile::Positions)),
        ("calendar", Route::Data(DataFile::Events)),
        ("feed", Route::Feed(None)),
        ("worker", Route::Worker),
        ("updates", Route::Updates),
        ("search", Route::Search),
        ("sources", Route::Section(Section::Sources)),
        ("timeline", Route::Section(Section::Timeline)),
    ] {
        if has(&route) {
            links.insert(key, base.href(&route));
        }
    }
    let pages = pages(explainer, views, PAGES_IN_FOOTER);
    let left_out = explainer.records().pages.len() - pages.len();
    let more_pages = (left_out > 0).then(|| MoreView {
        count: left_out,
        href: format!("{}#page.pages", base.href(&Route::Home)),
    });
    let mut context = Context::new();
    let prefetch = prefetch_rules(base);
    let policy = content_security_policy(&prefetch);
    let locale = locale(&site.language);
    let site_view: BTreeMap<&str, Option<&str>> = BTreeMap::from([
        ("policy", Some(policy.as_str())),
        ("prefetch", Some(prefetch.as_str())),
        ("publisher", Some(site.publisher())),
        ("base", Some(base.path())),
        ("title", Some(site.title.as_str())),
        ("tagline", Some(site.tagline.as_str())),
        ("language", Some(site.language.as_str())),
        ("direction", Some(if is_right_to_left(&site.language) { "rtl" } else { "ltr" })),
        ("locale", locale.as_deref()),
    ]);
    context.insert_value("body", Value::safe_string(""));
    context.insert("site", &site_view);
    context.insert("links", &links);
    context.insert("menu", &menu);
    context.insert("pages", &pages);
    context.insert("more_pages", &more_pages);
    let stances: Vec<_> = site.stances.iter().map(|it| views.stance(&it.id)).collect();
    context.insert("stances", &stances);
    context
}

/// Returns the template for a route, and its context. `None` for a route without a template, and for an entity that does not exist.
pub(super) fn page(renderer: &Renderer, route: &Route) -> Option<(&'static str, Context)> {
    let builder = Builder::new(renderer, route);
    Some(match route {
        Route::Home => ("home.html", builder.home()),
        Route::Issue(slug) => ("issue.html", builder.issue(slug)?),
        Route::Participant(slug) => ("participant.html", builder.participant(slug)?),
        Route::Party(slug) => ("party.html", builder.party(slug)?),
        Route::Event(slug) => ("event.html", builder.event(slug)?),
        Route::Source(slug) => ("source.html", builder.source(slug)?),
        Route::Passage(citation) => ("passage.html", builder.passage_page(citation)),
        Route::Part(page, _) => part(builder, page)?,
        Route::Page(slug) => ("page.html", builder.plain(slug)),
        Route::Positions => ("positions.html", builder.positions()),
        Route::Section(Section::Issues) => ("issues.html", builder.issues()),
        Route::Section(Section::Participants) => ("participants.html", builder.participants()),
        Route::Section(Section::Parties) => ("parties.html", builder.parties()),
        Route::Section(Section::Timeline) => ("timeline.html", builder.timeline()),
        Route::Section(Section::Sources) => ("sources.html", builder.sources()),
        Route::Section(Section::Glossary) => ("glossary.html", builder.glossary()),
        Route::Compare => ("compare.html", builder.compare()),
        Route::Updates => ("updates.html", builder.updates()),
        Route::DataPage => ("data.html", builder.data()),
        Route::Search => ("search.html", builder.search()),
        Route::Embed(slug) => ("embed.html", builder.embed(slug)),
        Route::Redirect(_, entity) => ("redirect.html", builder.redirect(entity)),
        Route::Sitemap => builder.sitemap(),
        Route::SitemapPart(number) => ("sitemap.xml", builder.sitemap_part(*number)),
        Route::Headers => ("_headers", builder.headers()),
        Route::Worker => ("sw.js", builder.worker()),
        Route::Offline => ("offline.html", builder.finish_list("offline")),
        Route::NotFound => ("404.html", builder.not_found()),
        Route::Robots
        | Route::NoJekyll
        | Route::Cname
        | Route::Data(_)
        | Route::Piece(_)
        | Route::Feed(_)
        | Route::Card(_)
        | Route::Copy(..)
        | Route::Asset(_) => return None,
    })
}

/// Returns the template for a further part of a page, and its context. `None` for a page that has only one part.
fn part(builder: Builder, page: &Route) -> Option<(&'static str, Context)> {
    Some(match page {
        Route::Positions => ("positions.html", builder.positions()),
        Route::Section(Section::Participants) => ("participants.html", builder.participants()),
        Route::Issue(slug) => ("part.html", builder.further_positions(slug)),
        Route::Party(slug) => ("part.html", builder.further_holder(&Holder::Party(slug.clone()))),
        Route::Participant(slug) => {
            ("part.html", builder.further_holder(&Holder::Participant(slug.clone())))
        }
        Route::Passage(citation) => ("passage.html", builder.passage_page(citation)),
        Route::Home | Route::Event(_) | Route::Source(_) | Route::Page(_) => {
            ("part.html", builder.further(page))
        }
        Route::Section(_)
        | Route::Part(..)
        | Route::Compare
        | Route::Updates
        | Route::Search
        | Route::NotFound
        | Route::Offline
        | Route::Sitemap
        | Route::SitemapPart(_)
        | Route::Robots
        | Route::Headers
        | Route::NoJekyll
        | Route::Cname
        | Route::Worker
        | Route::DataPage
        | Route::Data(_)
        | Route::Piece(_)
        | Route::Feed(_)
        | Route::Card(_)
        | Route::Embed(_)
        | Route::Redirect(..)
        | Route::Copy(..)
        | Route::Asset(_) => return None,
    })
}

/// Builds the context of one page. Citations are numbered in the order in which its parts are built, which must be their order on the page.
struct Builder<'a> {
    renderer: &'a Renderer,
    explainer: &'a Explainer,
    route: &'a Route,
    notes: Notes<'a>,
    context: Context,
}

impl<'a> Builder<'a> {
    fn new(renderer: &'a Renderer, route: &'a Route) -> Self {
        let explainer = &renderer.explainer;
        Self {
            renderer,
            explainer,
            route,
            notes: Notes::new(renderer),
            context: renderer.base.clone(),
        }
    }

    fn set(&mut self, key: &'static str, value: &(impl Serialize + ?Sized)) {
        self.context.insert(key, value);
    }

    fn word(&self, key: &str) -> String {
        self.renderer.theme.strings.text(key)
    }

    fn date(&self, date: Date) -> DateView {
        DateView { iso: date.to_string(), text: self.renderer.theme.strings.date(date) }
    }

    fn link(&self, entity: &Entity) -> Link {
        self.renderer.views.link(self.explainer, entity)
    }

    /// Returns the text of `entity`'s file as HTML.
    fn html(&mut self, entity: &Entity) -> Value {
        let body = self.explainer.entry(entity).map(|entry| &entry.body);
        let html = body.map(|body| body::html(self.renderer, entity, body, &mut self.notes));
        Value::safe_string(&html.unwrap_or_default())
    }

    /// Sets `body` to the text of `entity`'s file.
    fn set_body(&mut self, entity: &Entity) {
        let html = self.html(entity);
        self.context.insert_value("body", html);
    }

    fn holder(&self, holder: &Holder) -> Shared<HolderView> {
        self.renderer.views.holder(self.explainer, holder)
    }

    fn update(&self, entity: &Entity, update: &Update) -> UpdateView {
        let id = |anchor: &str| match self.route {
            Route::Updates => Some(format!("{}.{anchor}", entity.id())),
            // The front page shows the newest updates of all pages.
            Route::Home => None,
            route => (Route::from(entity) == *route).then(|| anchor.to_owned()),
        };
        UpdateView {
            id: id(&update.anchor),
            former_id: id(&update.former_anchor),
            date: self.date(update.date),
            kind: update.kind.as_str(),
            note: update.note.clone(),
            page: self.link(entity),
        }
    }

    /// Completes the page of an entity. All of its citations must be numbered by now.
    fn finish(self, entity: &Entity, section: Option<Section>) -> Context {
        let entry = self.explainer.entry(entity);
        let title = self.explainer.title(entity).to_owned();
        let summary = entry.and_then(|entry| entry.summary.clone());
        let is_first = self.part() == 1;
        let updates = entry.filter(|_| is_first).map_or(&[][..], |entry| &entry.updates);
        let updates = updates.iter().map(|update| self.update(entity, update)).collect();
        let updated = entry.and_then(|entry| entry.updated).map(|date| self.date(date));
        let mentions = self.mentions(entity);
        let description =
            summary.unwrap_or_else(|| format!("{title}: {}", self.explainer.site().title));
        let found = self.found(entity).filter(|_| is_first);
        self.complete(entity.kind(), title, description, section, |page| {
            page.found = found;
            page.updated = updated;
            page.updates = updates;
            page.mentions = mentions;
        })
    }

    /// Completes a page that does not belong to an entity.
    fn finish_list(self, kind: &'static str) -> Context {
        self.finish_list_with(kind, |_| {})
    }

    /// Completes such a page after `fill` has set further fields.
    fn finish_list_with(self, kind: &'static str, fill: impl FnOnce(&mut PageView)) -> Context {
        let (title, description) =
            (self.word(&format!("section.{kind}")), self.word(&format!("description.{kind}")));
        self.complete(kind, title, description, None, fill)
    }

    fn complete(
        mut self,
        kind: &'static str,
        title: String,
        description: String,
        section: Option<Section>,
        fill: impl FnOnce(&mut PageView),
    ) -> Context {
        let base = &self.explainer.site().base_url;
        let home = Link::to(self.word("section.home"), base.href(&Route::Home), "home");
        let above = section.map(|section| {
            let title = self.word(&format!("section.{}", section.as_str()));
            Link::to(title, base.href(&Route::Section(section)), section.as_str())
        });
        let mut breadcrumbs: Vec<_> = if *self.route == Route::Home {
            Vec::new()
        } else {
            std::iter::once(home).chain(above).collect()
        };
        let parts = self.parts();
        if parts.as_ref().is_some_and(PartsView::is_further) {
            breadcrumbs.push(self.way_to(self.route.whole().0, title.clone()));
        }
        let title = self.title_of_part(title);
        let canonical = base.absolute(self.route);
        let notes = std::mem::replace(&mut self.notes, Notes::new(self.renderer));
        let sources = notes.sources();
        let mut page = PageView {
            kind,
            section: section.map(Section::as_str),
            title,
            draft: self.is_draft(),
            description,
            canonical,
            breadcrumbs,
            updated: None,
            published: None,
            modified: None,
            updates: Vec::new(),
            notes: notes.list(),
            mentions: Vec::new(),
            found: None,
            cite: None,
            structured: None,
            feed: self.feed(),
            card: self.card_link(),
            parts,
        };
        fill(&mut page);
        if self.route.is_page() {
            let (first, last) = self.changes();
            page.published = first.map(Date::noon);
            page.modified = last.map(Date::noon);
            let facts = Facts {
                title: &page.title,
                description: &page.description,
                canonical: &page.canonical,
                above: page.breadcrumbs.iter().map(|it| (&*it.title, &*it.href)).collect(),
                sources: sources.iter().collect(),
                published: page.published.as_deref(),
                modified: page.modified.as_deref(),
                image: page.card.as_ref().map(|card| card.address.clone()),
            };
            page.structured = Some(Value::safe_string(&graph(self.renderer, self.route, &facts)));
            let is_first = self.part() == 1;
            page.cite = is_first.then(|| cite(self.renderer, self.route, &page.title));
        }
        self.set("page", &page);
        self.context
    }

    /// Returns `true` if the page, or the one that it is a part of, is about a draft.
    fn is_draft(&self) -> bool {
        let entity = self.route.pictured().entity();
        entity.and_then(|it| self.explainer.entry(&it)).is_some_and(|entry| entry.is_draft)
    }

    /// Returns the dates of the first and the last change of the page; if it records none, that of the site's last change.
    fn changes(&self) -> (Option<Date>, Option<Date>) {
        let entry = self.route.entity().and_then(|entity| self.explainer.entry(&entity));
        let first =
            |entry: &Entry| entry.updates.iter().map(|it| it.date).chain(entry.updated).min();
        let last = entry.and_then(Entry::changed).or(self.explainer.as_of());
        (entry.and_then(first).or(last), last)
    }

    /// Returns the feed of the issue that the page is about. `None` for other pages, and if the feed is not published.
    fn feed(&self) -> Option<String> {
        let Route::Issue(slug) = self.route else { return None };
        let feed = Route::Feed(Some(slug.clone()));
        let is_published = self.explainer.route_at(&feed.address()).is_some();
        is_published.then(|| self.explainer.site().base_url.href(&feed))
    }

    fn redirect(mut self, entity: &Entity) -> Context {
        let base = &self.explainer.site().base_url;
        let href = entity_href(self.explainer, entity);
        self.set("target", &base.absolute_href(&href));
        self.set("href", &href);
        let title = self.explainer.title(entity).to_owned();
        self.complete("redirect", title.clone(), title, None, |_| {})
    }

    fn not_found(self) -> Context {
        self.finish_list("not_found")
    }
}

#[cfg(test)]
mod tests {
    use super::{is_right_to_left, locale};

    #[test]
    fn a_locale_has_a_region() {
        assert_eq!(locale("de-AT").as_deref(), Some("de_AT"));
        assert_eq!(locale("zh-Hant-tw").as_deref(), Some("zh_TW"));
        assert_eq!(locale("en"), None);
        assert_eq!(locale("x y"), None);
    }

    #[test]
    fn the_script_decides_and_else_the_language() {
        for tag in ["ar", "he-IL", "az-Arab", "FA"] {
            assert!(is_right_to_left(tag), "{tag}");
        }
        for tag in ["en", "uk", "ur-Latn", "az", "de-1996"] {
            assert!(!is_right_to_left(tag), "{tag}");
        }
    }
}
