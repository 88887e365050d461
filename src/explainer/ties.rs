//! The references of one file to others, as numbers. They are computed once for a file and stay valid as long as the same things exist.

use super::roster::Number;
use super::{
    Citation, Contact, Entity, Entry, Event, Home, Issue, OpenQuestion, Page, Participant, Party,
    Position, Roster, Source, Target, Term,
};

/// The current stances of a holder: the number of each issue, with the index of the stance in `site.yaml`.
pub(super) type Stands = [(Number, Number)];

/// The references of one file to others.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// The file's own number.
    pub(super) of: Number,
    /// The things that the body links to, each once.
    pub(super) links: Vec<Number>,
    /// The current stances of the file's holder, as in [`Stands`].
    pub(super) stands: Vec<(Number, Number)>,
    /// The passages that each position rests on, with the position's index.
    pub(super) positions: Vec<(Number, Number)>,
    /// The passages that contacts rest on, with the contact's index.
    pub(super) contacts: Vec<(Number, Number)>,
    /// The passages that open questions rest on, with the question's index.
    pub(super) questions: Vec<(Number, Number)>,
    /// The passages that the record as a whole rests on.
    pub(super) whole: Vec<Number>,
    /// The passages that the body cites, each once.
    pub(super) texts: Vec<Number>,
}

/// Access to the fields that all record types have or may have.
pub trait Record {
    /// Returns the fields that all files share.
    fn entry(&self) -> &Entry;

    /// Returns the name or title for readers. Empty for a front page without a title of its own.
    fn title(&self) -> &str;

    /// Returns the positions, by issue, and within an issue oldest first.
    fn positions(&self) -> &[Position] {
        &[]
    }

    /// Returns the contacts.
    fn contacts(&self) -> &[Contact] {
        &[]
    }

    /// Returns the open questions.
    fn open_questions(&self) -> &[OpenQuestion] {
        &[]
    }

    /// Returns the passages that the record as a whole rests on.
    fn cite(&self) -> &[Citation] {
        &[]
    }
}

impl Ties {
    /// Returns the number of the file they belong to.
    pub fn of(&self) -> Number {
        self.of
    }

    /// Collects the references of the file about `entity`. Everything it refers to must be in `roster`.
    pub fn new(entity: &Entity, record: &impl Record, roster: &Roster) -> Self {
        let of = roster.number(entity).unwrap_or_default();
        let body = &record.entry().body;
        let links = body.targets.iter().filter_map(|target| match target {
            Target::Page(to, _) => roster.number(to).filter(|to| *to != of),
            _ => None,
        });
        let passages = |cite: &[Citation]| -> Vec<Number> {
            cite.iter().filter_map(|citation| roster.passage(citation)).collect()
        };
        let placed = |place: usize, cite: &[Citation]| {
            let place = Number::try_from(place).unwrap_or(Number::MAX);
            each_once(passages(cite)).into_iter().map(move |passage| (passage, place))
        };
        let stands = record.positions().chunk_by(|a, b| a.issue == b.issue);
        let stands = stands.filter_map(|history| {
            let current = history.last()?;
            let stance = roster.stances().iter().zip(0..).find(|(id, _)| **id == current.stance)?;
            Some((roster.number(&Entity::Issue(current.issue.clone()))?, stance.1))
        });
        let positions = record.positions().iter().enumerate();
        let contacts = record.contacts().iter().enumerate();
        let questions = record.open_questions().iter().enumerate();
        Self {
            of,
            links: each_once(links.collect()),
            stands: stands.collect(),
            positions: positions.flat_map(|(at, it)| placed(at, &it.cite)).collect(),
            contacts: contacts.flat_map(|(at, it)| placed(at, &it.cite)).collect(),
            questions: questions.flat_map(|(at, it)| placed(at, &it.cite)).collect(),
            whole: each_once(passages(record.cite())),
            texts: each_once(body.citations.iter().flat_map(|it| passages(it)).collect()),
        }
    }
}

/// Sorts the numbers and removes duplicates.
fn each_once(mut numbers: Vec<Number>) -> Vec<Number> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Implements [`Record`] for each kind: the field with its name for readers, and the lists that it has.
macro_rules! records {
    ($($record:ident $title:ident { $($list:ident: $item:ident),* })*) => {$(
        impl Record for $record {
            fn entry(&self) -> &Entry {
                &self.entry
            }

            fn title(&self) -> &str {
                &self.$title
            }

            $(fn $list(&self) -> &[$item] {
                &self.$list
            })*
        }
    )*};
}

records! {
    Participant name { positions: Position, contacts: Contact }
    Party name { positions: Position }
    Issue title { open_questions: OpenQuestion }
    Event title { cite: Citation }
    Source title {}
    Term title {}
    Page title {}
}

impl Record for Home {
    fn entry(&self) -> &Entry {
        &self.entry
    }

    fn title(&self) -> &str {
        self.title.as_deref().unwrap_or_default()
    }
}
