//! The model: one explainer as an immutable value, everything in it resolved, and what follows from it derived once.
//!
//! [`Explainer::new`] takes [`Records`] whose references are all known to hold (that is `content`'s work) and derives the
//! matrix, the ledger, the contacts, the mentions and the routes. There are no setters: a change on disk means a new value.

mod asset;
mod date;
mod entity;
mod entry;
mod ledger;
mod matrix;
mod position;
mod record;
mod relation;
mod route;
mod site;
mod slug;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use asset::{Asset, fingerprint, sha256_hex};
pub use date::Date;
pub use entity::{Entity, Holder};
pub use entry::{Body, Entry, Target, Update, UpdateKind};
pub use ledger::{Claim, Ledger};
pub use matrix::{Division, Matrix};
pub use position::{Basis, Citation, Position, Stance, Tone};
pub use record::{
    Attendance, Contact, ContactKind, Event, Home, Issue, IssueStatus, NativeName, OpenQuestion,
    Page, Participant, Party, PartyKind, Passage, Proposal, Source, Term,
};
pub use relation::Meeting;
pub use route::{Route, SEARCH_INDEX, Section};
pub use site::{BaseUrl, Site};
pub use slug::Slug;

/// Everything that was read, resolved and published (drafts are left out). Input of [`Explainer::new`].
#[derive(Debug, Clone)]
pub struct Records {
    /// The site's settings.
    pub site: Site,
    /// The front page's text.
    pub home: Home,
    /// All participants.
    pub participants: BTreeMap<Slug, Participant>,
    /// All parties.
    pub parties: BTreeMap<Slug, Party>,
    /// All issues.
    pub issues: BTreeMap<Slug, Issue>,
    /// All events.
    pub events: BTreeMap<Slug, Event>,
    /// All sources.
    pub sources: BTreeMap<Slug, Source>,
    /// All glossary terms.
    pub terms: BTreeMap<Slug, Term>,
    /// All other pages.
    pub pages: BTreeMap<Slug, Page>,
    /// The files that bodies link to, by their path under `content/`.
    pub assets: BTreeMap<Arc<str>, Asset>,
}

/// One explainer. Immutable; a change on disk makes a new one.
#[derive(Debug)]
pub struct Explainer {
    records: Records,
    issue_order: Vec<Slug>,
    holder_order: Vec<Holder>,
    timeline: Vec<Slug>,
    matrix: Matrix,
    ledger: Ledger,
    meetings: BTreeMap<Slug, Vec<Meeting>>,
    mentions: BTreeMap<Entity, BTreeSet<Entity>>,
    routes: Vec<Route>,
}

impl Explainer {
    /// Derives all that follows from `records`.
    pub fn new(records: Records) -> Self {
        let issue_order = issue_order(&records);
        let holder_order = holder_order(&records);
        let matrix = Matrix::new(&records, &holder_order);
        Self {
            timeline: timeline(&records),
            ledger: Ledger::new(&records),
            meetings: relation::meetings(&records),
            mentions: mentions(&records),
            routes: route::routes(&records),
            matrix,
            issue_order,
            holder_order,
            records,
        }
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
        &self.issue_order
    }

    /// All holders: each party (countries, organisations, coalitions; by name), followed by its people, then people without a party.
    pub fn holder_order(&self) -> &[Holder] {
        &self.holder_order
    }

    /// All events, earliest first; on one day the main event comes first, then the others by slug.
    pub fn timeline(&self) -> &[Slug] {
        &self.timeline
    }

    /// Who stands where: the current position of each holder on each issue.
    pub fn matrix(&self) -> &Matrix {
        &self.matrix
    }

    /// Which claims rest on which passage.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Whom a participant met or spoke to, whoever's file records it.
    pub fn meetings(&self, participant: &Slug) -> &[Meeting] {
        self.meetings.get(participant).map_or(&[], Vec::as_slice)
    }

    /// The pages whose text links to `entity`.
    pub fn mentions(&self, entity: &Entity) -> impl Iterator<Item = &Entity> {
        self.mentions.get(entity).into_iter().flatten()
    }

    /// Every output of the site, each once, but for the theme's own files.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The positions that a holder has, by issue and oldest first.
    pub fn positions(&self, holder: &Holder) -> &[Position] {
        positions_of(&self.records, holder)
    }

    /// What readers call `entity`.
    pub fn title<'a>(&'a self, entity: &'a Entity) -> &'a str {
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

/// The positions that a holder has, by issue and oldest first.
fn positions_of<'a>(records: &'a Records, holder: &Holder) -> &'a [Position] {
    match holder {
        Holder::Participant(slug) => {
            records.participants.get(slug).map_or(&[], |it| it.positions.as_slice())
        }
        Holder::Party(slug) => records.parties.get(slug).map_or(&[], |it| it.positions.as_slice()),
    }
}

fn issue_order(records: &Records) -> Vec<Slug> {
    let lead = &records.site.lead_issues;
    let mut order: Vec<Slug> = records.issues.keys().cloned().collect();
    order.sort_by_cached_key(|slug| {
        let rank = lead.iter().position(|it| it == slug).unwrap_or(lead.len());
        (rank, records.issues[slug].title.to_lowercase())
    });
    order
}

fn holder_order(records: &Records) -> Vec<Holder> {
    let mut people: BTreeMap<Option<Slug>, Vec<(&str, &Slug)>> = BTreeMap::new();
    for (slug, participant) in &records.participants {
        people.entry(participant.party.clone()).or_default().push((&participant.name, slug));
    }
    let mut of_party = |party: Option<&Slug>| {
        let mut people = people.remove(&party.cloned()).unwrap_or_default();
        people.sort_unstable();
        people.into_iter().map(|(_, slug)| Holder::Participant(slug.clone())).collect::<Vec<_>>()
    };
    let mut parties: Vec<_> = records
        .parties
        .iter()
        .map(|(slug, party)| (party.kind, party.name.as_str(), slug))
        .collect();
    parties.sort_unstable();
    let mut order = Vec::new();
    for (_, _, slug) in parties {
        order.push(Holder::Party(slug.clone()));
        order.extend(of_party(Some(slug)));
    }
    order.extend(of_party(None));
    order
}

fn timeline(records: &Records) -> Vec<Slug> {
    let mut order: Vec<Slug> = records.events.keys().cloned().collect();
    order.sort_by_key(|slug| {
        let event = &records.events[slug];
        let aside = records.site.main_event.as_ref() != Some(slug);
        (event.date, event.until, aside)
    });
    order
}

fn mentions(records: &Records) -> BTreeMap<Entity, BTreeSet<Entity>> {
    let mut mentions: BTreeMap<Entity, BTreeSet<Entity>> = BTreeMap::new();
    for (from, entry) in records.entries() {
        for target in &entry.body.targets {
            if let Target::Page(to, _) = target
                && *to != from
            {
                mentions.entry(to.clone()).or_default().insert(from.clone());
            }
        }
    }
    mentions
}
