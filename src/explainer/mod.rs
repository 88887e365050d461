//! The model: one explainer as an immutable value, with all references resolved and all derived values computed once.
//!
//! [`Explainer::new`] takes [`Records`] whose references have been checked by `content`, and derives the matrix, the ledger, the contacts, the
//! mentions and the routes. There are no setters: after a change on disk, a new value is built.

mod asset;
mod collation;
mod date;
mod derived;
mod entity;
mod entry;
mod export;
mod kind;
mod ledger;
mod matrix;
mod output;
mod part;
mod position;
mod record;
mod relation;
mod roster;
mod route;
mod site;
mod slug;
mod ties;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use asset::{
    ASSETS, Asset, Contents, FileOnDisk, copy_hashed, extension, fingerprint, sha256_hex,
};
pub use collation::Collation;
pub use date::Date;
use derived::{Derived, Routing};
pub use entity::{Entity, Holder};
pub use entry::{Body, Entry, Target, Update, UpdateKind};
pub use kind::Kind;
pub use ledger::Claim;
pub use matrix::Division;
pub use output::{Form, Properties};
pub use part::{CELLS, CLAIMS, NAMES, PASSAGE, POSITIONS, Shard};
pub use position::{Basis, Citation, Position, Positions, Stance, Tone};
pub use record::{
    Attendance, Contact, ContactKind, Event, Home, Issue, IssueStatus, NativeName, OpenQuestion,
    Page, Participant, Party, PartyKind, Passage, Proposal, Source, Term,
};
pub use relation::Meeting;
pub use roster::{Number, Roster};
pub use route::{DataFile, Route, SEARCH_INDEX, SITEMAP_LIMIT, Section};
pub use site::{BaseUrl, RawHtml, Site};
pub use slug::Slug;
pub use ties::{Record, Ties};

/// All records that are published, with their references resolved. Input of [`Explainer::new`]. Successive explainers can share the records that
/// did not change.
#[derive(Debug, Clone)]
pub struct Records {
    /// The site's settings.
    pub site: Site,
    /// The front page's text.
    pub home: Arc<Home>,
    /// All participants.
    pub participants: BTreeMap<Slug, Arc<Participant>>,
    /// All parties.
    pub parties: BTreeMap<Slug, Arc<Party>>,
    /// All issues.
    pub issues: BTreeMap<Slug, Arc<Issue>>,
    /// All events.
    pub events: BTreeMap<Slug, Arc<Event>>,
    /// All sources.
    pub sources: BTreeMap<Slug, Arc<Source>>,
    /// All glossary terms.
    pub terms: BTreeMap<Slug, Arc<Term>>,
    /// All other pages.
    pub pages: BTreeMap<Slug, Arc<Page>>,
    /// The files that bodies link to, by their path under `content/`.
    pub assets: BTreeMap<Arc<str>, Asset>,
    /// Everything that the files refer to, numbered.
    pub roster: Arc<Roster>,
    /// The references of each file to others, in the order of their numbers.
    pub ties: Vec<Arc<Ties>>,
}

/// One explainer. Immutable: a change on disk results in a new one. Cloning is cheap, because clones share all data.
#[derive(Debug, Clone)]
pub struct Explainer {
    records: Arc<Records>,
    derived: Arc<Derived>,
    routing: Arc<Routing>,
}

impl Explainer {
    /// Derives everything that depends on `records`. Reuses the values derived for `before` if none of the records that they depend on changed.
    pub fn new(records: Records, before: Option<&Self>) -> Self {
        let records = Arc::new(records);
        if let Some(before) = before.filter(|it| derived::is_the_same(&it.records, &records)) {
            let (derived, routing) = (before.derived.clone(), before.routing.clone());
            return Self { records, derived, routing };
        }
        let derived = Arc::new(Derived::new(&records));
        // Routes follow from everything else, so that a value without routes suffices to list them. Nobody else gets it.
        let unrouted = Self { records, derived, routing: Arc::default() };
        let routing = Arc::new(Routing::new(route::routes(&unrouted)));
        Self { routing, ..unrouted }
    }

    /// Returns all records.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// Returns the site's settings.
    pub fn site(&self) -> &Site {
        &self.records.site
    }

    /// Returns all issues: the lead issues in `site.yaml`'s order, then the others by title.
    pub fn issue_order(&self) -> &[Slug] {
        &self.derived.issue_order
    }

    /// Returns all holders: each party (countries, organisations, coalitions; by name) followed by its people, then people without a party.
    pub fn holder_order(&self) -> &[Holder] {
        &self.derived.holder_order
    }

    /// Returns the people of a party, in the order of [`holder_order`](Self::holder_order).
    pub fn people_of(&self, party: &Slug) -> &[Holder] {
        self.derived
            .people
            .get(party)
            .map_or(&[], |range| &self.derived.holder_order[range.clone()])
    }

    /// Returns all events, earliest first. Of events with the same dates the main event comes first, then the others by slug.
    pub fn timeline(&self) -> &[Slug] {
        &self.derived.timeline
    }

    /// Returns the events that a participant took part in, earliest first.
    pub fn events_of(&self, participant: &Slug) -> impl Iterator<Item = &Slug> {
        let attended = self.derived.attended.get(participant).into_iter().flatten();
        attended.map(|at| &self.derived.timeline[*at])
    }

    /// Returns the holders grouped by stance on `issue`. `None` if nobody has a position on it.
    pub fn division(&self, issue: &Slug) -> Option<&Division> {
        self.derived.matrix.division(issue)
    }

    /// Returns the claims that rest on one passage, each once, in a fixed order. A page whose text cites it several times counts once.
    pub fn claims(&self, citation: &Citation) -> impl ExactSizeIterator<Item = Claim> + '_ {
        let roster = &*self.records.roster;
        // No passage has this number, so it has no claims.
        let passage = roster.passage(citation).unwrap_or(Number::MAX);
        self.derived.ledger.claims(passage, roster)
    }

    /// Returns the people whom a participant met or spoke to, no matter which of the two files records it.
    pub fn meetings(&self, participant: &Slug) -> &[Meeting] {
        self.derived.meetings.get(participant).map_or(&[], Vec::as_slice)
    }

    /// Returns the pages whose text links to `entity`.
    pub fn mentions(&self, entity: &Entity) -> impl ExactSizeIterator<Item = &Entity> {
        let roster = &self.records.roster;
        let mentions =
            roster.number(entity).map_or(&[][..], |number| self.derived.mentions.get(number));
        mentions.iter().map(|from| roster.entity(*from))
    }

    /// Returns every output of the site, each once, except the theme's own files.
    pub fn routes(&self) -> &[Route] {
        &self.routing.routes
    }

    /// Returns the positions of a holder.
    pub fn positions(&self, holder: &Holder) -> Positions<'_> {
        let records = &self.records;
        let positions = match holder {
            Holder::Participant(slug) => records.participants.get(slug).map(|it| &*it.positions),
            Holder::Party(slug) => records.parties.get(slug).map(|it| &*it.positions),
        };
        Positions(positions.unwrap_or_default())
    }

    /// Returns the route at `address`, given from the site's root without a leading slash. The theme's own files have no routes.
    pub fn route_at(&self, address: &str) -> Option<Route> {
        let other = || self.routing.by_address.get(address).cloned();
        let card = || self.card_at(address);
        Route::of_thing_at(address, &self.records).or_else(other).or_else(card)
    }

    fn card_at(&self, address: &str) -> Option<Route> {
        let page = Route::page_of_card_at(address).filter(|_| self.site().cards)?;
        let page = self.route_at(&page).filter(|page| page.properties().has_card)?;
        Some(Route::Card(Box::new(page)))
    }

    /// Returns a holder's positions on each issue, oldest first, with the issues in the explainer's order. No history is empty.
    pub fn histories(&self, holder: &Holder) -> Vec<&[Position]> {
        let place = |history: &&[Position]| {
            let issue = Entity::Issue(history[0].issue.clone());
            self.records.roster.number(&issue).map(|number| self.derived.places[number as usize])
        };
        let histories = self.positions(holder).all().chunk_by(|a, b| a.issue == b.issue);
        let mut histories: Vec<_> = histories.collect();
        histories.sort_by_cached_key(place);
        histories
    }

    /// Returns a holder's current positions, with the issues in the explainer's order.
    pub fn stands(&self, holder: &Holder) -> impl Iterator<Item = &Position> {
        self.histories(holder).into_iter().filter_map(<[Position]>::last)
    }

    /// Returns the party that a holder is or belongs to.
    pub fn party_of<'a>(&'a self, holder: &'a Holder) -> Option<&'a Slug> {
        match holder {
            Holder::Party(slug) => Some(slug),
            Holder::Participant(slug) => self.records.participants.get(slug)?.party.as_ref(),
        }
    }

    /// Returns the title of `entity` for readers.
    pub fn title(&self, entity: &Entity) -> &str {
        if *entity == Entity::Home && self.records.home.title.is_none() {
            return &self.records.site.title;
        }
        self.records.record(entity).map_or("", Record::title)
    }

    /// Returns the fields of `entity`'s file that all files share.
    pub fn entry(&self, entity: &Entity) -> Option<&Entry> {
        self.records.entry(entity)
    }

    /// Returns the date of the explainer: that of its newest change, or else of its newest source. Does not depend on the current date.
    pub fn as_of(&self) -> Option<Date> {
        self.derived.as_of
    }

    /// Returns every update and correction of the site, newest first.
    pub fn updates(&self) -> Vec<(Entity, &Update)> {
        let mut updates: Vec<_> = self
            .records
            .entries()
            .flat_map(|(entity, entry)| {
                entry.updates.iter().map(move |update| (entity.clone(), update))
            })
            .collect();
        updates
            .sort_by(|(a, first), (b, second)| second.date.cmp(&first.date).then_with(|| a.cmp(b)));
        updates
    }
}

impl Records {
    /// Returns the shared fields of every file with its entity, in a fixed order.
    pub fn entries(&self) -> impl Iterator<Item = (Entity, &Entry)> {
        std::iter::once((Entity::Home, &self.home.entry))
            .chain(self.issues.iter().map(|(slug, it)| (Entity::Issue(slug.clone()), &it.entry)))
            .chain(
                self.participants
                    .iter()
                    .map(|(slug, it)| (Entity::Participant(slug.clone()), &it.entry)),
            )
            .chain(self.parties.iter().map(|(slug, it)| (Entity::Party(slug.clone()), &it.entry)))
            .chain(self.events.iter().map(|(slug, it)| (Entity::Event(slug.clone()), &it.entry)))
            .chain(self.sources.iter().map(|(slug, it)| (Entity::Source(slug.clone()), &it.entry)))
            .chain(self.terms.iter().map(|(slug, it)| (Entity::Term(slug.clone()), &it.entry)))
            .chain(self.pages.iter().map(|(slug, it)| (Entity::Page(slug.clone()), &it.entry)))
    }

    /// Returns the date of the newest change that any file records, or else the date of the newest source.
    fn as_of(&self) -> Option<Date> {
        let changes = self.entries().filter_map(|(_, entry)| entry.changed()).max();
        changes.or_else(|| self.sources.values().map(|source| source.date).max())
    }

    /// Returns the fields of `entity`'s file that all files share.
    pub fn entry(&self, entity: &Entity) -> Option<&Entry> {
        self.record(entity).map(Record::entry)
    }

    /// Returns the record of `entity`.
    fn record(&self, entity: &Entity) -> Option<&dyn Record> {
        fn of<'a, T: Record>(
            records: &'a BTreeMap<Slug, Arc<T>>,
            slug: &Slug,
        ) -> Option<&'a dyn Record> {
            records.get(slug).map(|it| &**it as &dyn Record)
        }
        match entity {
            Entity::Home => Some(&*self.home),
            Entity::Participant(slug) => of(&self.participants, slug),
            Entity::Party(slug) => of(&self.parties, slug),
            Entity::Issue(slug) => of(&self.issues, slug),
            Entity::Event(slug) => of(&self.events, slug),
            Entity::Source(slug) => of(&self.sources, slug),
            Entity::Term(slug) => of(&self.terms, slug),
            Entity::Page(slug) => of(&self.pages, slug),
        }
    }
}
