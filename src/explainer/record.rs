//! The things an explainer is about: participants, parties, issues, events, sources, terms and pages.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Citation, Date, Entry, Position, Slug};

/// A person, or someone known by their office alone.
#[derive(Debug, Clone)]
pub struct Participant {
    /// The fields that all files share.
    pub entry: Entry,
    /// The name as the explainer writes it.
    pub name: String,
    /// The name in its own script.
    pub native_name: Option<NativeName>,
    /// The office, or the part in the talks.
    pub role: String,
    /// The party that they speak for.
    pub party: Option<Slug>,
    /// Their attendance at the main event. `None` if the editors make no statement about it.
    pub attendance: Option<Attendance>,
    /// Their positions: by issue, and within an issue oldest first.
    pub positions: Vec<Position>,
    /// The reason why they have no position, if the editors looked for one and found none.
    pub no_position: Option<String>,
    /// The people whom they met or called, as recorded in their own file.
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
    /// Returns the word for it in front matter and in the theme's strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::InPerson => "in-person",
            Self::Remote => "remote",
            Self::Absent => "absent",
        }
    }
}

/// A contact between two people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The other participant.
    pub with: Slug,
    /// The kind of contact.
    pub kind: ContactKind,
    /// The event at which they met or spoke.
    pub event: Option<Slug>,
    /// The passages that the contact rests on.
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
    /// Returns the word for it in front matter and in the theme's strings.
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
    /// The fields that all files share.
    pub entry: Entry,
    /// The name as the explainer writes it.
    pub name: String,
    /// The name in its own script.
    pub native_name: Option<NativeName>,
    /// The kind of party.
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
    /// Returns the word for it in front matter and in the theme's strings.
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
    /// The fields that all files share.
    pub entry: Entry,
    /// The name.
    pub title: String,
    /// The matter at issue, as one question.
    pub question: String,
    /// The state of the negotiation.
    pub status: IssueStatus,
    /// The proposals that have been put forward.
    pub proposals: Vec<Proposal>,
    /// The questions that are still open.
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
    /// Returns the word for it in front matter and in the theme's strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Agreed => "agreed",
            Self::SetAside => "set-aside",
        }
    }
}

/// A proposal that has been put forward on an issue.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The id within the issue.
    pub id: Slug,
    /// The name for readers.
    pub label: String,
}

/// Something that is not known.
#[derive(Debug, Clone)]
pub struct OpenQuestion {
    /// The question.
    pub question: String,
    /// The passages that show that it is open.
    pub cite: Vec<Citation>,
}

/// Something that happened or is to happen.
#[derive(Debug, Clone)]
pub struct Event {
    /// The fields that all files share.
    pub entry: Entry,
    /// The name.
    pub title: String,
    /// The date, or the first day of an event that lasted longer.
    pub date: Date,
    /// The last day, if the event lasted longer than a day.
    pub until: Option<Date>,
    /// The location.
    pub place: Option<String>,
    /// The participants who took part.
    pub participants: Vec<Slug>,
    /// The issues that it was about.
    pub issues: Vec<Slug>,
    /// The passages that the event rests on.
    pub cite: Vec<Citation>,
}

/// A text that claims rest on.
#[derive(Debug, Clone)]
pub struct Source {
    /// The fields that all files share.
    pub entry: Entry,
    /// The title.
    pub title: String,
    /// The name of the publisher.
    pub publisher: String,
    /// The name of the author.
    pub author: Option<String>,
    /// The date of publication.
    pub date: Date,
    /// The address at which it can be read.
    pub url: Option<String>,
    /// The date on which the editors last read it there.
    pub accessed: Option<Date>,
    /// The passages, in the order of the source's file.
    pub passages: Vec<Passage>,
}

/// A part of a source small enough to check a claim against.
#[derive(Debug, Clone)]
pub struct Passage {
    /// The id within the source.
    pub id: Slug,
    /// The content in a few words of the editors' own.
    pub label: String,
}

/// A word that the explainer explains; the definition is the body.
#[derive(Debug, Clone)]
pub struct Term {
    /// The fields that all files share.
    pub entry: Entry,
    /// The word.
    pub title: String,
    /// The other spellings.
    pub also: Vec<String>,
}

/// Any other page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The fields that all files share.
    pub entry: Entry,
    /// The title.
    pub title: String,
}

/// The front page's own file.
#[derive(Debug, Clone)]
pub struct Home {
    /// The fields that all files share; the body is the story in brief.
    pub entry: Entry,
    /// A title other than the site's, if the front page has one.
    pub title: Option<String>,
}
