//! Resolves a file of each kind to its record.

use super::field::{Field, text};
use super::front_matter::{
    EventFront, HomeFront, IssueFront, PageFront, ParticipantFront, PartyFront, SourceFront,
    TermFront,
};
use super::resolve::Resolver;
use super::tree::Folder;
use super::values::date;
use super::yaml::Step::Key;
use crate::diagnostic::{Code, Diagnostic, bad_name};
use crate::explainer::{
    Date, Entry, Event, Home, Issue, IssueStatus, Page, Participant, Party, PartyKind, Passage,
    Slug, Source, Term,
};

pub(super) fn home(resolver: &mut Resolver, front: &HomeFront, entry: Entry) -> Home {
    let title = text(front.title.as_ref());
    resolver.not_empty(&[Key("title")], title);
    Home { entry, title: title.map(str::to_owned) }
}

pub(super) fn participant(
    resolver: &mut Resolver,
    front: &ParticipantFront,
    entry: Entry,
) -> Participant {
    resolver.not_empty(&[Key("name")], front.name.as_str());
    resolver.not_empty(&[Key("role")], front.role.as_str());
    resolver.no_position(front.no_position.as_ref(), &front.positions);
    Participant {
        entry,
        name: front.name.owned(),
        native_name: resolver.native_name(front.native_name.as_ref(), front.native_lang.as_ref()),
        role: front.role.owned(),
        party: resolver.reference(Folder::Parties, &[Key("party")], text(front.party.as_ref())),
        attendance: front.attendance.as_ref().and_then(Field::copied),
        positions: resolver.positions(&front.positions),
        no_position: text(front.no_position.as_ref()).map(str::to_owned),
        contacts: resolver.contacts(&front.contacts),
    }
}

pub(super) fn party(resolver: &mut Resolver, front: &PartyFront, entry: Entry) -> Party {
    resolver.not_empty(&[Key("name")], front.name.as_str());
    Party {
        entry,
        name: front.name.owned(),
        native_name: resolver.native_name(front.native_name.as_ref(), front.native_lang.as_ref()),
        // A record of a file with mistakes is never published.
        kind: front.kind.copied().unwrap_or(PartyKind::Country),
        members: resolver.members(&front.members),
        positions: resolver.positions(&front.positions),
    }
}

pub(super) fn issue(resolver: &mut Resolver, front: &IssueFront, entry: Entry) -> Issue {
    resolver.not_empty(&[Key("title")], front.title.as_str());
    resolver.not_empty(&[Key("question")], front.question.as_str());
    Issue {
        entry,
        title: front.title.owned(),
        question: front.question.owned(),
        status: front.status.copied().unwrap_or(IssueStatus::Open),
        proposals: resolver.proposals(&front.proposals),
        open_questions: resolver.open_questions(&front.open_questions),
    }
}

pub(super) fn event(resolver: &mut Resolver, front: &EventFront, entry: Entry) -> Event {
    resolver.not_empty(&[Key("title")], front.title.as_str());
    let (began, until) = (date(Some(&front.date)), date(front.until.as_ref()));
    resolver.not_far(&[Key("date")], began);
    resolver.not_far(&[Key("until")], until);
    if let Some((began, until)) = began.zip(until).filter(|(began, until)| until.latest() < *began)
    {
        let before = resolver.at(
            &[Key("until")],
            Code::UntilBeforeDate,
            format!("this ends ({until}) before it begins ({began})"),
        );
        resolver.report(before.help("swap `date` and `until`, or correct one of them"));
    }
    Event {
        entry,
        title: front.title.owned(),
        date: began.unwrap_or(Date::EARLIEST),
        until,
        place: text(front.place.as_ref()).map(str::to_owned),
        participants: resolver.references(
            Folder::Participants,
            "participants",
            &front.participants,
        ),
        issues: resolver.references(Folder::Issues, "issues", &front.issues),
        cite: resolver.required_citations("event", &[Key("cite")], &front.cite),
    }
}

pub(super) fn source(resolver: &mut Resolver, front: &SourceFront, entry: Entry) -> Source {
    resolver.not_empty(&[Key("title")], front.title.as_str());
    resolver.not_empty(&[Key("publisher")], front.publisher.as_str());
    let (url, published) = (text(front.url.as_ref()), date(Some(&front.date)));
    resolver.url(&[Key("url")], url);
    resolver.not_far(&[Key("date")], published);
    let written = front.passages.get().map_or(&[][..], |it| it.0.as_slice());
    resolver.headings_apart_from_passages(written);
    let mut passages = Vec::new();
    for (id, label) in written {
        resolver.not_empty(&[Key("passages"), Key(id)], label.as_str());
        if let Some(why) = bad_name(id).filter(|_| Slug::parse(id).is_some()) {
            // A passage may have a page of its own, in a folder of this name.
            let span = resolver.meta.yaml.key_span(&[Key("passages")], id);
            let message = format!("not every system can hold a folder called `{id}`");
            let bad = Diagnostic::new(Code::BadFileName, span, message);
            resolver.report(bad.help(format!("rename the passage: {why}")));
        }
        if let Some(slug) = Slug::parse(id) {
            passages.push(Passage { id: slug, label: label.owned() });
        } else {
            let span = resolver.meta.yaml.key_span(&[Key("passages")], id);
            let bad = Diagnostic::new(Code::BadSlug, span, format!("`{id}` is no slug"));
            resolver.report(bad.help("use lower-case letters a to z, digits and single hyphens"));
        }
    }
    Source {
        entry,
        title: front.title.owned(),
        publisher: front.publisher.owned(),
        author: text(front.author.as_ref()).map(str::to_owned),
        date: published.unwrap_or(Date::EARLIEST),
        url: url.map(str::to_owned),
        accessed: date(front.accessed.as_ref()),
        passages,
    }
}

pub(super) fn term(resolver: &mut Resolver, front: &TermFront, entry: Entry) -> Term {
    resolver.not_empty(&[Key("title")], front.title.as_str());
    let also = front.also.values().map(|it| it.as_ref().to_owned()).collect();
    Term { entry, title: front.title.owned(), also }
}

pub(super) fn page(resolver: &mut Resolver, front: &PageFront, entry: Entry) -> Page {
    resolver.not_empty(&[Key("title")], front.title.as_str());
    Page { entry, title: front.title.owned() }
}
