//! The things an explainer is about: participants, parties, issues, events, sources, terms and pages.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Citation, Date, Entry, Position, Slug};

/// A person, or someone known by their office alone.
#[derive(Debug, Clone)]
pub struct Participant {
    /// What all files share.
    pub entry: Entry,
    /// The name as the explainer writes it.
    pub name: String,
    /// The name in its own script.
    pub native_name: Option<NativeName>,
    /// Their office or part in the talks.
    pub role: String,
    /// For whom they speak.
    pub party: Option<Slug>,
    /// Whether they were at the main event; nothing is claimed when it is left out.
    pub attendance: Option<Attendance>,
    /// Their positions: by issue, and within an issue oldest first.
    pub positions: Vec<Position>,
    /// Why they have none, where the editors looked and found none.
    pub no_position: Option<String>,
    /// Whom they met or called, as their own file records it.
    pub contacts: Vec<Contact>,
}

/// A name in its own script.
#[derive(Debug, Clone)]
pub struct NativeName {
    /// The name.
    pub text: String,
    /// Its language, as a BCP 47 tag, for `lang`.
    pub lang: String,
}

/// How someone took part in the main event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Attendance {
    /// They received the others.
    Host,
    /// In the room.
    InPerson,
    /// By telephone or video.
    Remote,
    /// Not there.
    Absent,
}

impl Attendance {
    /// The word for it in front matter and in the theme's strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::InPerson => "in-person",
            Self::Remote => "remote",
            Self::Absent => "absent",
        }
    }
}

/// That two people met or spoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The other one.
    pub with: Slug,
    /// How.
    pub kind: ContactKind,
    /// On what occasion.
    pub event: Option<Slug>,
    /// Who says so.
    pub cite: Vec<Citation>,
}

/// How two people were in contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ContactKind {
    /// Face to face.
    Meeting,
    /// By telephone or video.
    Call,
    /// The source does not say by what means.
    Contact,
}

impl ContactKind {
    /// The word for it in front matter and in the theme's strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Call => "call",
            Self::Contact => "contact",
        }
    }
}

/// A country, an organisation or a coalition.
#[derive(Debug, Clone)]
pub struct Party {
    /// What all files share.
    pub entry: Entry,
    /// The name as the explainer writes it.
    pub name: String,
    /// The name in its own script.
    pub native_name: Option<NativeName>,
    /// What it is.
    pub kind: PartyKind,
    /// The parties that belong to it.
    pub members: Vec<Slug>,
    /// Its positions: by issue, and within an issue oldest first.
    pub positions: Vec<Position>,
}

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// A state.
    Country,
    /// An organisation.
    Organisation,
    /// Several parties that act together.
    Coalition,
}

impl PartyKind {
    /// The word for it in front matter and in the theme's strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Organisation => "organisation",
            Self::Coalition => "coalition",
        }
    }
}

/// Something the parties negotiate over.
#[derive(Debug, Clone)]
pub struct Issue {
    /// What all files share.
    pub entry: Entry,
    /// Its name.
    pub title: String,
    /// What is at issue, as one question.
    pub question: String,
    /// Where it stands.
    pub status: IssueStatus,
    /// What has been put forward.
    pub proposals: Vec<Proposal>,
    /// What is not known.
    pub open_questions: Vec<OpenQuestion>,
}

/// Where an issue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IssueStatus {
    /// Under negotiation.
    Open,
    /// Settled.
    Agreed,
    /// Left out of the talks.
    SetAside,
}

impl IssueStatus {
    /// The word for it in front matter and in the theme's strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Agreed => "agreed",
            Self::SetAside => "set-aside",
        }
    }
}

/// Something put forward on an issue.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Its id within the issue.
    pub id: Slug,
    /// Its name for readers.
    pub label: String,
}

/// Something that is not known.
#[derive(Debug, Clone)]
pub struct OpenQuestion {
    /// The question.
    pub question: String,
    /// What shows that it is open.
    pub cite: Vec<Citation>,
}

/// Something that happened or is to happen.
#[derive(Debug, Clone)]
pub struct Event {
    /// What all files share.
    pub entry: Entry,
    /// Its name.
    pub title: String,
    /// When it was, or when it began.
    pub date: Date,
    /// When it ended, where it lasted.
    pub until: Option<Date>,
    /// Where.
    pub place: Option<String>,
    /// Who took part.
    pub participants: Vec<Slug>,
    /// What it was about.
    pub issues: Vec<Slug>,
    /// Who says so.
    pub cite: Vec<Citation>,
}

/// A text that claims rest on.
#[derive(Debug, Clone)]
pub struct Source {
    /// What all files share.
    pub entry: Entry,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published.
    pub date: Date,
    /// Where it can be read.
    pub url: Option<String>,
    /// When it was last read there.
    pub accessed: Option<Date>,
    /// Its passages, in its own order.
    pub passages: Vec<Passage>,
}

/// A part of a source small enough to check a claim against.
#[derive(Debug, Clone)]
pub struct Passage {
    /// Its id within the source.
    pub id: Slug,
    /// What it says, in a few words of the editors' own.
    pub label: String,
}

/// A word that the explainer explains; the definition is the body.
#[derive(Debug, Clone)]
pub struct Term {
    /// What all files share.
    pub entry: Entry,
    /// The word.
    pub title: String,
    /// Other spellings.
    pub also: Vec<String>,
}

/// Any other page.
#[derive(Debug, Clone)]
pub struct Page {
    /// What all files share.
    pub entry: Entry,
    /// Its title.
    pub title: String,
}

/// The front page's own file.
#[derive(Debug, Clone)]
pub struct Home {
    /// What all files share; the body is the story in brief.
    pub entry: Entry,
    /// A title other than the site's.
    pub title: Option<String>,
}
