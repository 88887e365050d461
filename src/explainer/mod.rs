//! The model: one explainer as an immutable value, everything in it resolved, and what follows from it derived once.
//!
//! [`Explainer::new`] takes [`Records`] whose references are all known to hold (that is `content`'s work) and derives the
//! matrix, the ledger, the contacts, the mentions and the routes. There are no setters: a change on disk means a new value.

mod asset;
mod collation;
mod date;
mod derived;
mod entity;
mod entry;
mod ledger;
mod matrix;
mod part;
mod position;
mod record;
mod relation;
mod roster;
mod route;
mod site;
mod slug;
mod ties;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use asset::{
    ASSETS, Asset, Contents, FileOnDisk, copy_hashed, extension, fingerprint, sha256_hex,
};
pub use collation::Collation;
pub use date::Date;
use derived::Derived;
pub use entity::{Entity, Holder};
pub use entry::{Body, Entry, Target, Update, UpdateKind};
pub use ledger::Claim;
pub use matrix::Division;
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

/// Everything that was read, resolved and published (drafts are left out). Input of [`Explainer::new`]. One explainer after another can
/// share what did not change.
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
    /// What each file ties to others, in the order of their numbers.
    pub ties: Vec<Arc<Ties>>,
}

/// One explainer. Immutable; a change on disk makes a new one. A copy shares everything.
#[derive(Debug, Clone)]
pub struct Explainer {
    records: Arc<Records>,
    derived: Arc<Derived>,
}

impl Explainer {
    /// Derives all that follows from `records`. It is what followed from those of `before` when nothing differs on which it rests.
    pub fn new(records: Records, before: Option<&Self>) -> Self {
        let records = Arc::new(records);
        if let Some(before) = before.filter(|it| derived::is_the_same(&it.records, &records)) {
            return Self { records, derived: before.derived.clone() };
        }
        let mut explainer = Self { derived: Arc::new(Derived::new(&records)), records };
        let routes = route::routes(&explainer);
        if let Some(derived) = Arc::get_mut(&mut explainer.derived) {
            derived.set_routes(routes);
        }
        explainer
    }

    /// All records, as they were resolved.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// The site's settings.
    pub fn site(&self) -> &Site {
        &self.records.site
    }

    /// All issues: those that lead, in `site.yaml`'s order, then the others by title.
    pub fn issue_order(&self) -> &[Slug] {
        &self.derived.issue_order
    }

    /// All holders: each party (countries, organisations, coalitions; by name), followed by its people, then people without a party.
    pub fn holder_order(&self) -> &[Holder] {
        &self.derived.holder_order
    }

    /// The people of a party, in that order.
    pub fn people_of(&self, party: &Slug) -> &[Holder] {
        self.derived
            .people
            .get(party)
            .map_or(&[], |range| &self.derived.holder_order[range.clone()])
    }

    /// All events, earliest first; on one day the main event comes first, then the others by slug.
    pub fn timeline(&self) -> &[Slug] {
        &self.derived.timeline
    }

    /// The events that a participant took part in, earliest first.
    pub fn events_of(&self, participant: &Slug) -> impl Iterator<Item = &Slug> {
        let attended = self.derived.attended.get(participant).into_iter().flatten();
        attended.map(|at| &self.derived.timeline[*at])
    }

    /// How the holders divide over `issue`; nothing when nobody has a position on it.
    pub fn division(&self, issue: &Slug) -> Option<&Division> {
        self.derived.matrix.division(issue)
    }

    /// The claims that rest on one passage, each once, in a fixed order; a page whose text cites it several times counts once.
    pub fn claims(&self, citation: &Citation) -> impl ExactSizeIterator<Item = Claim> + '_ {
        let roster = &*self.records.roster;
        // No passage has this number, and so no claims.
        let passage = roster.passage(citation).unwrap_or(Number::MAX);
        self.derived.ledger.claims(passage, roster)
    }

    /// Whom a participant met or spoke to, whoever's file records it.
    pub fn meetings(&self, participant: &Slug) -> &[Meeting] {
        self.derived.meetings.get(participant).map_or(&[], Vec::as_slice)
    }

    /// The pages whose text links to `entity`.
    pub fn mentions(&self, entity: &Entity) -> impl ExactSizeIterator<Item = &Entity> {
        let roster = &self.records.roster;
        let mentions =
            roster.number(entity).map_or(&[][..], |number| self.derived.mentions.get(number));
        mentions.iter().map(|from| roster.entity(*from))
    }

    /// Every output of the site, each once, but for the theme's own files.
    pub fn routes(&self) -> &[Route] {
        &self.derived.routes
    }

    /// The positions of a holder.
    pub fn positions(&self, holder: &Holder) -> Positions<'_> {
        let records = &self.records;
        let positions = match holder {
            Holder::Participant(slug) => records.participants.get(slug).map(|it| &*it.positions),
            Holder::Party(slug) => records.parties.get(slug).map(|it| &*it.positions),
        };
        Positions(positions.unwrap_or_default())
    }

    /// The route at `address`, which is given from the site's root without a first slash; the theme's own files are not among them.
    pub fn route_at(&self, address: &str) -> Option<Route> {
        let other = || self.derived.by_address.get(address).cloned();
        let card = || self.card_at(address);
        Route::of_thing_at(address, &self.records).or_else(other).or_else(card)
    }

    fn card_at(&self, address: &str) -> Option<Route> {
        let page = Route::page_of_card_at(address).filter(|_| self.site().cards)?;
        let page =
            self.route_at(&page).filter(|page| page.is_page() && page.pictured() == *page)?;
        Some(Route::Card(Box::new(page)))
    }

    /// A holder's positions on each issue, oldest first, in the explainer's order of the issues; never empty ones.
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

    /// A holder's current positions, in the explainer's order of the issues.
    pub fn stands(&self, holder: &Holder) -> impl Iterator<Item = &Position> {
        self.histories(holder).into_iter().filter_map(<[Position]>::last)
    }

    /// The party that a holder is, or that it belongs to.
    pub fn party_of<'a>(&'a self, holder: &'a Holder) -> Option<&'a Slug> {
        match holder {
            Holder::Party(slug) => Some(slug),
            Holder::Participant(slug) => self.records.participants.get(slug)?.party.as_ref(),
        }
    }

    /// What readers call `entity`.
    pub fn title(&self, entity: &Entity) -> &str {
        let records = &self.records;
        match entity {
            Entity::Home => records.home.title.as_deref().unwrap_or(&records.site.title),
            Entity::Participant(slug) => records.participants.get(slug).map_or("", |it| &it.name),
            Entity::Party(slug) => records.parties.get(slug).map_or("", |it| &it.name),
            Entity::Issue(slug) => records.issues.get(slug).map_or("", |it| &it.title),
            Entity::Event(slug) => records.events.get(slug).map_or("", |it| &it.title),
            Entity::Source(slug) => records.sources.get(slug).map_or("", |it| &it.title),
            Entity::Term(slug) => records.terms.get(slug).map_or("", |it| &it.title),
            Entity::Page(slug) => records.pages.get(slug).map_or("", |it| &it.title),
        }
    }

    /// The shared part of `entity`'s file.
    pub fn entry(&self, entity: &Entity) -> Option<&Entry> {
        self.records.entry(entity)
    }

    /// The day that the explainer is as of: its newest change, or else its newest source. No clock is read.
    pub fn as_of(&self) -> Option<Date> {
        self.derived.as_of
    }

    /// Every update and correction of the site, newest first.
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
    /// Every file with what it is about, in a fixed order.
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

    /// The newest change that any file tells of, or else the date of the newest source.
    fn as_of(&self) -> Option<Date> {
        let changes = self.entries().filter_map(|(_, entry)| entry.changed()).max();
        changes.or_else(|| self.sources.values().map(|source| source.date).max())
    }

    /// The shared part of `entity`'s file.
    pub fn entry(&self, entity: &Entity) -> Option<&Entry> {
        match entity {
            Entity::Home => Some(&self.home.entry),
            Entity::Participant(slug) => self.participants.get(slug).map(|it| &it.entry),
            Entity::Party(slug) => self.parties.get(slug).map(|it| &it.entry),
            Entity::Issue(slug) => self.issues.get(slug).map(|it| &it.entry),
            Entity::Event(slug) => self.events.get(slug).map(|it| &it.entry),
            Entity::Source(slug) => self.sources.get(slug).map(|it| &it.entry),
            Entity::Term(slug) => self.terms.get(slug).map(|it| &it.entry),
            Entity::Page(slug) => self.pages.get(slug).map(|it| &it.entry),
        }
    }
}
