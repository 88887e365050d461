//! `data/explainer.json`: the whole content of the explainer.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::lazily::Lazily;
use super::{Stance, cite, stances};
use crate::explainer::{
    Attendance, Basis, Citation, ContactKind, DataFile, Date, Entity, Entry, Explainer,
    IssueStatus, NativeName, PartyKind, Position, Route, Slug, UpdateKind,
};
use crate::render::view::entity_href;

/// Everything that an explainer says. Things refer to each other by `id`, and to a passage of a source as `source#passage`. Dates are as
/// precise as they are known: 2025-04-17, 2025-04 or 2025. What is not known is left out, and a position that is not listed is not stated.
#[derive(Serialize, JsonSchema)]
pub(super) struct Export<'a> {
    /// The address of this schema.
    #[serde(rename = "$schema")]
    schema: String,
    title: &'a str,
    tagline: &'a str,
    publisher: &'a str,
    /// The address of the front page.
    url: String,
    /// Of all texts, as a BCP 47 tag.
    language: &'a str,
    /// The newest change, or else the date of the newest source.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// The event that `attendance` speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    main_event: Option<&'a str>,
    /// The story in brief.
    home: Common<'a>,
    /// From the first to the last, as legends show them.
    stances: Vec<Stance<'a>>,
    /// Those that lead come first, then the others by title.
    issues: Vec<Issue<'a>>,
    parties: Vec<Party<'a>>,
    participants: Lazily<'a, Participant<'a>>,
    /// The earliest first.
    events: Vec<Event<'a>>,
    sources: Vec<Source<'a>>,
    glossary: Vec<Term<'a>>,
    pages: Vec<Page<'a>>,
}

/// What all things have.
#[derive(Serialize, JsonSchema)]
struct Common<'a> {
    /// The address of its page.
    url: String,
    /// One plain sentence on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    /// Its text in Markdown: links lead to files of the explainer, and `[@source passage]` cites.
    #[serde(skip_serializing_if = "str::is_empty")]
    text: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    /// The newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    updates: Vec<Update<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Update<'a> {
    date: String,
    #[schemars(with = "UpdateKind")]
    kind: &'static str,
    note: &'a str,
}

/// A name in its own script.
#[derive(Serialize, JsonSchema)]
struct Native<'a> {
    text: &'a str,
    /// A BCP 47 tag.
    lang: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Issue<'a> {
    id: &'a str,
    title: &'a str,
    /// What is at issue, as one question.
    question: &'a str,
    #[schemars(with = "IssueStatus")]
    status: &'static str,
    /// What has been put forward: labels by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    proposals: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    open_questions: Vec<OpenQuestion<'a>>,
    #[serde(flatten)]
    common: Common<'a>,
}

#[derive(Serialize, JsonSchema)]
struct OpenQuestion<'a> {
    question: &'a str,
    cite: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
struct Party<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    native_name: Option<Native<'a>>,
    #[schemars(with = "PartyKind")]
    kind: &'static str,
    /// The parties that belong to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    members: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    positions: Vec<PositionRecord<'a>>,
    #[serde(flatten)]
    common: Common<'a>,
}

#[derive(Serialize, JsonSchema)]
struct Participant<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    native_name: Option<Native<'a>>,
    role: &'a str,
    /// For whom they speak.
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<&'a str>,
    /// How they took part in the main event; nothing is claimed when it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Attendance>")]
    attendance: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    positions: Vec<PositionRecord<'a>>,
    /// Why they have none, where the editors looked and found none.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_position: Option<&'a str>,
    /// Whom they met or called, as their own file records it; a contact is recorded with one of the two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contacts: Vec<Contact<'a>>,
    #[serde(flatten)]
    common: Common<'a>,
}

/// By issue, and within an issue the oldest first: the last one is current.
#[derive(Serialize, JsonSchema)]
struct PositionRecord<'a> {
    issue: &'a str,
    /// The proposal of that issue that it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    proposal: Option<&'a str>,
    stance: &'a str,
    /// What it is, in the editors' words.
    summary: &'a str,
    /// Words that the sources quote, verbatim.
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<&'a str>,
    /// The participant who said them, where it is not the holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_by: Option<&'a str>,
    /// On whose word it is recorded.
    #[schemars(with = "Basis")]
    basis: &'static str,
    /// Why it was inferred, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// Since when, or as of when.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// The passages it rests on; never empty.
    cite: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
struct Contact<'a> {
    with: &'a str,
    #[schemars(with = "ContactKind")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a str>,
    cite: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
struct Event<'a> {
    id: &'a str,
    title: &'a str,
    /// When it was, or when it began.
    date: String,
    /// When it ended, where it lasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    participants: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    issues: Vec<&'a str>,
    cite: Vec<String>,
    #[serde(flatten)]
    common: Common<'a>,
}

#[derive(Serialize, JsonSchema)]
struct Source<'a> {
    id: &'a str,
    title: &'a str,
    publisher: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    date: String,
    /// Where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<&'a str>,
    /// When it was last read there.
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<String>,
    /// In its own order.
    passages: Vec<Passage<'a>>,
    #[serde(flatten)]
    common: Common<'a>,
}

#[derive(Serialize, JsonSchema)]
struct Passage<'a> {
    id: &'a str,
    /// What it says, in a few words of the editors' own.
    label: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Term<'a> {
    id: &'a str,
    title: &'a str,
    /// Other spellings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<&'a str>,
    #[serde(flatten)]
    common: Common<'a>,
}

#[derive(Serialize, JsonSchema)]
struct Page<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(flatten)]
    common: Common<'a>,
}

/// Returns the content of the file.
pub(super) fn export(explainer: &Explainer) -> Export<'_> {
    let site = explainer.site();
    let records = explainer.records();
    Export {
        schema: site.base_url.absolute(&Route::Data(DataFile::ExplainerSchema)),
        title: &site.title,
        tagline: &site.tagline,
        publisher: site.publisher(),
        url: site.base_url.absolute(&Route::Home),
        language: &site.language,
        as_of: day(explainer.as_of()),
        main_event: site.main_event.as_ref().map(Slug::as_str),
        home: common(explainer, &Entity::Home, &records.home.entry),
        stances: stances(explainer),
        issues: explainer.issue_order().iter().filter_map(|slug| issue(explainer, slug)).collect(),
        parties: parties(explainer),
        participants: Lazily::new(|| participants(explainer)),
        events: explainer.timeline().iter().filter_map(|slug| event(explainer, slug)).collect(),
        sources: sources(explainer),
        glossary: glossary(explainer),
        pages: pages(explainer),
    }
}

fn common<'a>(explainer: &Explainer, entity: &Entity, entry: &'a Entry) -> Common<'a> {
    let update = |it: &'a crate::explainer::Update| Update {
        date: it.date.to_string(),
        kind: it.kind.as_str(),
        note: &it.note,
    };
    let base = &explainer.site().base_url;
    Common {
        url: base.absolute_href(&entity_href(explainer, entity)),
        summary: entry.summary.as_deref(),
        text: unix_lines(entry.body.document.text().trim()),
        updated: day(entry.updated),
        updates: entry.updates.iter().map(update).collect(),
    }
}

/// Returns `text` with `\n` as line ends.
fn unix_lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() }
}

fn day(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

fn cites(citations: &[Citation]) -> Vec<String> {
    citations.iter().map(cite).collect()
}

fn ids(slugs: &[Slug]) -> Vec<&str> {
    slugs.iter().map(Slug::as_str).collect()
}

fn native(name: &NativeName) -> Native<'_> {
    Native { text: &name.text, lang: &name.lang }
}

fn issue<'a>(explainer: &'a Explainer, slug: &'a Slug) -> Option<Issue<'a>> {
    let issue = explainer.records().issues.get(slug)?;
    let questions = issue.open_questions.iter();
    Some(Issue {
        id: slug.as_str(),
        title: &issue.title,
        question: &issue.question,
        status: issue.status.as_str(),
        proposals: issue.proposals.iter().map(|it| (it.id.as_str(), it.label.as_str())).collect(),
        open_questions: questions
            .map(|it| OpenQuestion { question: &it.question, cite: cites(&it.cite) })
            .collect(),
        common: common(explainer, &Entity::Issue(slug.clone()), &issue.entry),
    })
}

fn parties(explainer: &Explainer) -> Vec<Party<'_>> {
    let parties = explainer.records().parties.iter().map(|(slug, it)| Party {
        id: slug.as_str(),
        name: &it.name,
        native_name: it.native_name.as_ref().map(native),
        kind: it.kind.as_str(),
        members: ids(&it.members),
        positions: it.positions.iter().map(position).collect(),
        common: common(explainer, &Entity::Party(slug.clone()), &it.entry),
    });
    parties.collect()
}

fn participants(explainer: &Explainer) -> impl Iterator<Item = Participant<'_>> {
    explainer.records().participants.iter().map(|(slug, it)| Participant {
        id: slug.as_str(),
        name: &it.name,
        native_name: it.native_name.as_ref().map(native),
        role: &it.role,
        party: it.party.as_ref().map(Slug::as_str),
        attendance: it.attendance.map(Attendance::as_str),
        positions: it.positions.iter().map(position).collect(),
        no_position: it.no_position.as_deref(),
        contacts: it.contacts.iter().map(contact).collect(),
        common: common(explainer, &Entity::Participant(slug.clone()), &it.entry),
    })
}

fn position(position: &Position) -> PositionRecord<'_> {
    PositionRecord {
        issue: position.issue.as_str(),
        proposal: position.proposal.as_ref().map(Slug::as_str),
        stance: position.stance.as_str(),
        summary: &position.summary,
        quote: position.quote.as_deref(),
        quote_by: position.quote_by.as_ref().map(Slug::as_str),
        basis: position.basis.as_str(),
        reason: position.reason.as_deref(),
        as_of: day(position.as_of),
        cite: cites(&position.cite),
    }
}

fn contact(contact: &crate::explainer::Contact) -> Contact<'_> {
    Contact {
        with: contact.with.as_str(),
        kind: contact.kind.as_str(),
        event: contact.event.as_ref().map(Slug::as_str),
        cite: cites(&contact.cite),
    }
}

fn event<'a>(explainer: &'a Explainer, slug: &'a Slug) -> Option<Event<'a>> {
    let event = explainer.records().events.get(slug)?;
    Some(Event {
        id: slug.as_str(),
        title: &event.title,
        date: event.date.to_string(),
        until: day(event.until),
        place: event.place.as_deref(),
        participants: ids(&event.participants),
        issues: ids(&event.issues),
        cite: cites(&event.cite),
        common: common(explainer, &Entity::Event(slug.clone()), &event.entry),
    })
}

fn sources(explainer: &Explainer) -> Vec<Source<'_>> {
    let sources = explainer.records().sources.iter().map(|(slug, it)| {
        let passages =
            it.passages.iter().map(|it| Passage { id: it.id.as_str(), label: &it.label });
        Source {
            id: slug.as_str(),
            title: &it.title,
            publisher: &it.publisher,
            author: it.author.as_deref(),
            date: it.date.to_string(),
            original: it.url.as_deref(),
            accessed: day(it.accessed),
            passages: passages.collect(),
            common: common(explainer, &Entity::Source(slug.clone()), &it.entry),
        }
    });
    sources.collect()
}

fn glossary(explainer: &Explainer) -> Vec<Term<'_>> {
    let terms = explainer.records().terms.iter().map(|(slug, it)| Term {
        id: slug.as_str(),
        title: &it.title,
        also: it.also.iter().map(String::as_str).collect(),
        common: common(explainer, &Entity::Term(slug.clone()), &it.entry),
    });
    terms.collect()
}

fn pages(explainer: &Explainer) -> Vec<Page<'_>> {
    let pages = explainer.records().pages.iter().map(|(slug, it)| Page {
        id: slug.as_str(),
        title: &it.title,
        common: common(explainer, &Entity::Page(slug.clone()), &it.entry),
    });
    pages.collect()
}
