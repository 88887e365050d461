//! The things an explainer is about: participants, parties, issues, events, sources, terms and pages.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::export::{labels, undescribed};
use super::words::words;
use super::{Citation, Date, Entry, Position, Slug};

/// A person, or someone known by their office alone.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(transform = undescribed(&["name", "native_name", "role", "positions"]))]
pub struct Participant {
    /// The fields that all files share.
    #[serde(skip)]
    pub entry: Entry,
    /// The name as the explainer writes it.
    pub name: String,
    /// The name in its own script.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native_name: Option<NativeName>,
    /// The office, or the part in the talks.
    pub role: String,
    /// For whom they speak.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<Slug>,
    /// How they took part in the main event; nothing is claimed when it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attendance: Option<Attendance>,
    /// Their positions: by issue, and within an issue oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<Position>,
    /// Why they have none, where the editors looked and found none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_position: Option<String>,
    /// Whom they met or called, as their own file records it; a contact is recorded with one of the two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
}

/// A name in its own script.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Native", transform = undescribed(&["text"]))]
pub struct NativeName {
    /// The name.
    pub text: String,
    /// A BCP 47 tag.
    pub lang: String,
}

words! {
    /// How someone took part in the main event.
    pub enum Attendance {
        /// They received the others.
        Host = "host",
        /// In the room.
        InPerson = "in-person",
        /// By telephone or video.
        Remote = "remote",
        /// Not there.
        Absent = "absent",
    }
}

/// A contact between two people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(description = "", transform = undescribed(&["with", "kind", "event", "cite"]))]
pub struct Contact {
    /// The other participant.
    pub with: Slug,
    /// The kind of contact.
    pub kind: ContactKind,
    /// The event at which they met or spoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Slug>,
    /// The passages that the contact rests on.
    pub cite: Vec<Citation>,
}

words! {
    /// How two people were in contact.
    pub enum ContactKind {
        /// Face to face.
        Meeting = "meeting",
        /// By telephone or video.
        Call = "call",
        /// The source does not say by what means.
        Contact = "contact",
    }
}

/// A country, an organisation or a coalition.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(transform = undescribed(&["name", "native_name", "kind", "positions"]))]
pub struct Party {
    /// The fields that all files share.
    #[serde(skip)]
    pub entry: Entry,
    /// The name as the explainer writes it.
    pub name: String,
    /// The name in its own script.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native_name: Option<NativeName>,
    /// The kind of party.
    pub kind: PartyKind,
    /// The parties that belong to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Slug>,
    /// Its positions: by issue, and within an issue oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<Position>,
}

words! {
    /// What a party is.
    pub enum PartyKind {
        /// A state.
        Country = "country",
        /// An organisation.
        Organisation = "organisation",
        /// Several parties that act together.
        Coalition = "coalition",
    }
}

/// Something the parties negotiate over.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(transform = undescribed(&["title", "status", "open_questions"]))]
pub struct Issue {
    /// The fields that all files share.
    #[serde(skip)]
    pub entry: Entry,
    /// The name.
    pub title: String,
    /// What is at issue, as one question.
    pub question: String,
    /// The state of the negotiation.
    pub status: IssueStatus,
    /// What has been put forward: labels by id.
    #[serde(serialize_with = "labels", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "BTreeMap<String, String>")]
    pub proposals: Vec<Proposal>,
    /// The questions that are still open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open_questions: Vec<OpenQuestion>,
}

words! {
    /// Where an issue stands.
    pub enum IssueStatus {
        /// Under negotiation.
        Open = "open",
        /// Settled.
        Agreed = "agreed",
        /// Left out of the talks.
        SetAside = "set-aside",
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
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(description = "", transform = undescribed(&["question", "cite"]))]
pub struct OpenQuestion {
    /// The question.
    pub question: String,
    /// The passages that show that it is open.
    pub cite: Vec<Citation>,
}

/// Something that happened or is to happen.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(transform = undescribed(&["title", "place", "participants", "issues", "cite"]))]
pub struct Event {
    /// The fields that all files share.
    #[serde(skip)]
    pub entry: Entry,
    /// The name.
    pub title: String,
    /// When it was, or when it began.
    pub date: Date,
    /// When it ended, where it lasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The location.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The participants who took part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<Slug>,
    /// The issues that it was about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<Slug>,
    /// The passages that the event rests on.
    pub cite: Vec<Citation>,
}

/// A text that claims rest on.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(transform = undescribed(&["title", "publisher", "author", "date"]))]
pub struct Source {
    /// The fields that all files share.
    #[serde(skip)]
    pub entry: Entry,
    /// The title.
    pub title: String,
    /// The name of the publisher.
    pub publisher: String,
    /// The name of the author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// The date of publication.
    pub date: Date,
    /// Where it can be read.
    #[serde(rename = "original", skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was last read there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accessed: Option<Date>,
    /// In its own order.
    pub passages: Vec<Passage>,
}

/// A part of a source small enough to check a claim against.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(description = "", transform = undescribed(&["id"]))]
pub struct Passage {
    /// The id within the source.
    pub id: Slug,
    /// What it says, in a few words of the editors' own.
    pub label: String,
}

/// A word that the explainer explains; the definition is the body.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(transform = undescribed(&["title"]))]
pub struct Term {
    /// The fields that all files share.
    #[serde(skip)]
    pub entry: Entry,
    /// The word.
    pub title: String,
    /// Other spellings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// Any other page.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(transform = undescribed(&["title"]))]
pub struct Page {
    /// The fields that all files share.
    #[serde(skip)]
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
