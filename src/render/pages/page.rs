//! The fields that all pages have.

use std::collections::BTreeSet;

use serde::Serialize;
use tera::Value;

use super::builder::Builder;
use super::card::CardLink;
use super::found::FoundView;
use super::parts::PartsView;
use super::styles::styles;
use crate::explainer::{Date, Entity, Entry, Route, Section, Slug, Update};
use crate::render::cite::{CiteView, cite};
use crate::render::notes::Note;
use crate::render::structured_data::{Facts, graph};
use crate::render::views::{DateView, Link};

/// An update or correction.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct UpdateView {
    /// The `id` on its own page and in the list of all updates; null elsewhere.
    id: Option<String>,
    /// The `id` that earlier versions gave it: write it too, for old links.
    former_id: Option<String>,
    date: DateView,
    /// `update` or `correction`.
    kind: &'static str,
    note: String,
    page: Link,
}

/// Fields that all pages have.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PageView {
    /// The kind of page, from the table above.
    kind: &'static str,
    /// The kind of list that the page belongs to; null on lists, on the front page and on pages of `content/pages/`.
    section: Option<&'static str>,
    title: String,
    /// `true` if the page is about a draft, which is part of the site only with `--drafts`. The page then says `noindex`.
    draft: bool,
    /// The file's `summary`, or else the page's and the site's title; on lists a word of the theme.
    description: String,
    /// The full address.
    canonical: String,
    /// The pages above this one, the front page first.
    breadcrumbs: Vec<Link>,
    /// The date of the last change in substance.
    updated: Option<DateView>,
    /// The time of the page's first recorded change (or else of the site's last one), for readers that save pages.
    published: Option<String>,
    /// The time of the page's last change, or else of the site's.
    modified: Option<String>,
    /// Its updates and corrections, newest first.
    updates: Vec<UpdateView>,
    /// The style sheets of the page beside the site's, by their paths in `static/`.
    styles: Vec<&'static str>,
    /// The citations of the page.
    notes: Vec<Note>,
    /// The pages whose text links here.
    mentions: Vec<Link>,
    /// The data for the search index; null if the page is not searchable.
    pub(super) found: Option<FoundView>,
    /// The citation of the page; null on further parts, and on what is no page of the site.
    cite: Option<CiteView>,
    /// The structured data about the page in schema.org's words, as JSON-LD. Print it as it is, in `<script type="application/ld+json">`.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    structured: Option<Value>,
    /// The feed of the issue that the page is about; the site's is `links.feed`.
    feed: Option<String>,
    /// The card that represents it in previews elsewhere; null with `cards: false`.
    card: Option<CardLink>,
    /// Its parts, if a list on it is too long for one page. On a further part, `title` says which it is, and `updates`, `cite` and `found` are
    /// empty.
    parts: Option<PartsView>,
}

/// The part of a page's head that differs by kind of page.
pub(super) struct Heading {
    /// The kind of page.
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) description: String,
    /// The list that the page belongs to.
    pub(super) section: Option<Section>,
    /// The last page above this one, if it is neither the front page nor a list.
    pub(super) above: Option<Link>,
}

impl Heading {
    /// Creates the heading of a page that belongs to no list.
    pub(super) fn new(kind: &'static str, title: String, description: String) -> Self {
        Self { kind, title, description, section: None, above: None }
    }
}

/// Returns the list that the page of `entity` belongs to.
fn section_of(entity: &Entity) -> Option<Section> {
    match entity {
        Entity::Issue(_) => Some(Section::Issues),
        Entity::Participant(_) => Some(Section::Participants),
        Entity::Party(_) => Some(Section::Parties),
        Entity::Event(_) => Some(Section::Timeline),
        Entity::Source(_) => Some(Section::Sources),
        Entity::Home | Entity::Term(_) | Entity::Page(_) => None,
    }
}

impl Builder<'_> {
    pub(super) fn update(&self, entity: &Entity, update: &Update) -> UpdateView {
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

    /// Returns the common fields of the page of an entity. All of its citations must be numbered by now.
    pub(super) fn finish(self, entity: &Entity) -> PageView {
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
        let heading = Heading::new(entity.kind(), title, description);
        let heading = Heading { section: section_of(entity), ..heading };
        PageView { updated, updates, mentions, found, ..self.complete(heading) }
    }

    /// Returns the common fields of a page that does not belong to an entity.
    pub(super) fn finish_list(self, kind: &'static str) -> PageView {
        let title = self.word(&format!("section.{kind}"));
        let description = self.word(&format!("description.{kind}"));
        self.complete(Heading::new(kind, title, description))
    }

    /// Returns the common fields of a page with this heading.
    pub(super) fn complete(self, heading: Heading) -> PageView {
        let parts = self.parts();
        let breadcrumbs = self.breadcrumbs(&heading, parts.as_ref());
        let sources = self.notes.sources();
        let page = PageView {
            kind: heading.kind,
            section: heading.section.map(Section::as_str),
            title: self.title_of_part(heading.title),
            draft: self.is_draft(),
            description: heading.description,
            canonical: self.explainer.site().base_url.absolute(self.route),
            breadcrumbs,
            updated: None,
            published: None,
            modified: None,
            updates: Vec::new(),
            styles: styles(heading.kind, self.has_rich_text),
            notes: Vec::new(),
            mentions: Vec::new(),
            found: None,
            cite: None,
            structured: None,
            feed: self.feed(),
            card: self.card_link(),
            parts,
        };
        let page = if self.route.is_page() { self.described(page, &sources) } else { page };
        PageView { notes: self.notes.list(), ..page }
    }

    /// Returns the pages above this one, the front page first.
    fn breadcrumbs(&self, heading: &Heading, parts: Option<&PartsView>) -> Vec<Link> {
        let base = &self.explainer.site().base_url;
        let home = Link::to(self.word("section.home"), base.href(&Route::Home), "home");
        let list = heading.section.map(|section| {
            let title = self.word(&format!("section.{}", section.as_str()));
            Link::to(title, base.href(&Route::Section(section)), section.as_str())
        });
        let first_part = parts.filter(|parts| parts.is_further()).map(|_| {
            let page = self.route.whole().0;
            let kind = page.entity().map_or("page", |entity| entity.kind());
            Link::to(heading.title.clone(), base.href(page), kind)
        });
        let above_home = (*self.route != Route::Home).then_some(home);
        above_home.into_iter().chain(list).chain(first_part).chain(heading.above.clone()).collect()
    }

    /// Adds what search engines and those who cite the page need.
    fn described(&self, page: PageView, sources: &BTreeSet<Slug>) -> PageView {
        let (first, last) = self.changes();
        let (published, modified) = (first.map(Date::noon), last.map(Date::noon));
        let facts = Facts {
            title: &page.title,
            description: &page.description,
            canonical: &page.canonical,
            above: page.breadcrumbs.iter().map(|it| (&*it.title, &*it.href)).collect(),
            sources: sources.iter().collect(),
            published: published.as_deref(),
            modified: modified.as_deref(),
            image: page.card.as_ref().map(|card| card.address.clone()),
        };
        let structured = Value::safe_string(&graph(self.renderer, self.route, &facts));
        let is_first = self.part() == 1;
        let cite = is_first.then(|| cite(self.renderer, self.route, &page.title));
        PageView { published, modified, structured: Some(structured), cite, ..page }
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
}
