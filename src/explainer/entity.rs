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

impl Entity {
    /// Returns the slug; `None` for the front page.
    pub fn slug(&self) -> Option<&Slug> {
        match self {
            Self::Home => None,
            Self::Issue(slug)
            | Self::Participant(slug)
            | Self::Party(slug)
            | Self::Event(slug)
            | Self::Source(slug)
            | Self::Term(slug)
            | Self::Page(slug) => Some(slug),
        }
    }

    /// Returns the entity of the same kind with this slug. The front page is returned unchanged.
    #[must_use]
    pub fn with_slug(&self, slug: Slug) -> Self {
        match self {
            Self::Home => Self::Home,
            Self::Issue(_) => Self::Issue(slug),
            Self::Participant(_) => Self::Participant(slug),
            Self::Party(_) => Self::Party(slug),
            Self::Event(_) => Self::Event(slug),
            Self::Source(_) => Self::Source(slug),
            Self::Term(_) => Self::Term(slug),
            Self::Page(_) => Self::Page(slug),
        }
    }

    /// Returns an `id` that is unique among all entities: `issue.ceasefire`.
    pub fn id(&self) -> String {
        match self.slug() {
            Some(slug) => format!("{}.{slug}", self.kind()),
            None => self.kind().to_owned(),
        }
    }

    /// Returns the word for its kind in the theme's strings and classes.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Issue(_) => "issue",
            Self::Participant(_) => "participant",
            Self::Party(_) => "party",
            Self::Event(_) => "event",
            Self::Source(_) => "source",
            Self::Term(_) => "term",
            Self::Page(_) => "page",
        }
    }
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
