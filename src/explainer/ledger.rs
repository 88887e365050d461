//! The ledger: for each passage of each source, every claim that rests on it.

use std::sync::Arc;

use super::roster::{Lists, Number};
use super::{Entity, Holder, Roster, Slug, Ties};

/// The claims that cite each passage, complete.
#[derive(Debug, Default)]
pub(super) struct Ledger(Lists<Noted>);

/// Something that the explainer states and that rests on a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// A position, by its index among its holder's.
    Position(Holder, usize),
    /// A contact, by its index in the participant's file.
    Contact(Slug, usize),
    /// An open question, by its index in the issue's file.
    OpenQuestion(Slug, usize),
    /// The record that an event took place.
    Event(Slug),
    /// A sentence in the text of a page.
    Text(Entity),
}

/// A claim in numbers: its kind, the entity number of its file, and its index there.
#[derive(Debug, Clone, Copy, Default)]
struct Noted {
    kind: Kind,
    of: Number,
    place: Number,
}

#[derive(Debug, Clone, Copy, Default)]
enum Kind {
    #[default]
    Position,
    Contact,
    OpenQuestion,
    Event,
    Text,
}

impl Ledger {
    /// Collects the claims of these files, given in the order of their numbers. The claims on each passage are sorted by kind (the parties'
    /// positions first), and within a kind by file.
    pub(super) fn new(ties: &[Arc<Ties>], roster: &Roster) -> Self {
        let is_party = |ties: &&Arc<Ties>| matches!(roster.entity(ties.of), Entity::Party(_));
        let (parties, others): (Vec<_>, Vec<_>) = ties.iter().partition(is_party);
        let is_rare = |it: &&Arc<Ties>| {
            !(it.contacts.is_empty() && it.questions.is_empty() && it.whole.is_empty())
        };
        let rare: Vec<_> = ties.iter().filter(is_rare).collect();
        Self(Lists::new(roster.passages(), || {
            let holders = parties.iter().chain(&others);
            let positions = holders.flat_map(|it| noted(it.of, Kind::Position, &it.positions));
            let contacts = rare.iter().flat_map(|it| noted(it.of, Kind::Contact, &it.contacts));
            let questions =
                rare.iter().flat_map(|it| noted(it.of, Kind::OpenQuestion, &it.questions));
            let events = rare.iter().flat_map(|it| whole(it.of, Kind::Event, &it.whole));
            let texts = ties.iter().flat_map(|it| whole(it.of, Kind::Text, &it.texts));
            positions.chain(contacts).chain(questions).chain(events).chain(texts)
        }))
    }

    /// Returns the claims that rest on one passage, each once, in a fixed order. A page whose text cites it several times counts once.
    pub(super) fn claims<'a>(
        &'a self,
        passage: Number,
        roster: &'a Roster,
    ) -> impl ExactSizeIterator<Item = Claim> + 'a {
        self.0.get(passage).iter().map(|noted| noted.claim(roster))
    }
}

fn noted(
    of: Number,
    kind: Kind,
    claims: &[(Number, Number)],
) -> impl Iterator<Item = (Number, Noted)> {
    claims.iter().map(move |(passage, place)| (*passage, Noted { kind, of, place: *place }))
}

fn whole(of: Number, kind: Kind, passages: &[Number]) -> impl Iterator<Item = (Number, Noted)> {
    passages.iter().map(move |passage| (*passage, Noted { kind, of, place: 0 }))
}

impl Noted {
    fn claim(self, roster: &Roster) -> Claim {
        let entity = roster.entity(self.of);
        let place = self.place as usize;
        match (self.kind, entity) {
            (Kind::Position, Entity::Party(slug)) => {
                Claim::Position(Holder::Party(slug.clone()), place)
            }
            (Kind::Position, Entity::Participant(slug)) => {
                Claim::Position(Holder::Participant(slug.clone()), place)
            }
            (Kind::Contact, Entity::Participant(slug)) => Claim::Contact(slug.clone(), place),
            (Kind::OpenQuestion, Entity::Issue(slug)) => Claim::OpenQuestion(slug.clone(), place),
            (Kind::Event, Entity::Event(slug)) => Claim::Event(slug.clone()),
            _ => Claim::Text(entity.clone()),
        }
    }
}
