//! Subjects of pages and references.

use super::Slug;

/// A thing that has a content file, and therefore a place on the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// The front page.
    Home,
    /// An issue.
    Issue(Slug),
    /// A participant.
    Participant(Slug),
    /// A party.
    Party(Slug),
    /// An event.
    Event(Slug),
    /// A source.
    Source(Slug),
    /// A glossary term.
    Term(Slug),
    /// Any other page.
    Page(Slug),
}

/// A party or participant, which can hold positions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// A party.
    Party(Slug),
    /// A participant.
    Participant(Slug),
}

impl Holder {
    /// Returns the slug.
    pub fn slug(&self) -> &Slug {
        match self {
            Self::Party(slug) | Self::Participant(slug) => slug,
        }
    }
}

impl From<&Holder> for Entity {
    fn from(holder: &Holder) -> Self {
        match holder {
            Holder::Party(slug) => Self::Party(slug.clone()),
            Holder::Participant(slug) => Self::Participant(slug.clone()),
        }
    }
}
