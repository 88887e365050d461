//! Pages of single things.

use std::collections::BTreeSet;

use serde::Serialize;

use super::part::MoreView;
use super::position::Detail;
use super::shared::Shared;
use super::{Builder, DateView, HolderView, Link, NativeView};
use crate::explainer::{
    CELLS, Citation, Claim, Contact, Division, Entity, Event, Holder, NAMES, PASSAGE, Route,
    Section, Slug,
};

/// An event in lists and references.
#[derive(Debug, Clone, Serialize)]
pub(super) struct EventView {
    link: Link,
    date: DateView,
    until: Option<DateView>,
    /// Both dates, formatted as a span.
    when: WhenView,
    place: Option<String>,
    summary: Option<String>,
    /// The slugs of the issues that it concerns.
    issues: Vec<String>,
    /// The slugs of the parties whose people took part.
    parties: Vec<String>,
}

/// The date of an event, or its first and last without repeating the parts that both share.
#[derive(Debug, Clone, Serialize)]
pub(super) struct WhenView {
    from: DateView,
    /// A dash, with the spaces around it; empty if there is no `until`.
    dash: &'static str,
    until: Option<DateView>,
    /// The whole span, as plain text.
    text: String,
}

impl WhenView {
    fn new(builder: &Builder, event: &Event) -> Self {
        let Some(until) = event.until.filter(|until| *until != event.date) else {
            let from = builder.date(event.date);
            return Self { text: from.text.clone(), from, dash: "", until: None };
        };
        let span = builder.renderer.theme.strings.span(event.date, until);
        let view = |date: crate::explainer::Date, text: &str| DateView {
            iso: date.to_string(),
            text: text.to_owned(),
        };
        Self {
            from: view(event.date, &span.from),
            dash: span.dash,
            until: Some(view(until, &span.until)),
            text: span.text(),
        }
    }
}

/// An open question.
#[derive(Debug, Clone, Serialize)]
struct QuestionView {
    question: String,
    cites: String,
}

/// A contact from the point of view of one participant.
#[derive(Debug, Clone, Serialize)]
struct MeetingView {
    with: Shared<HolderView>,
    kind: &'static str,
    event: Option<Link>,
    cites: String,
}

/// A passage of a source, with the claims that rest on it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PassageView<'a> {
    id: String,
    label: &'a str,
    /// The claims other than sentences in a page's text.
    claims: Vec<ClaimView<'a>>,
    /// The pages whose text cites it.
    texts: Vec<Link>,
    /// The number of claims that are left out here, and the address at which they are shown.
    more: Option<MoreView>,
}

/// A claim that rests on a passage.
#[derive(Debug, Clone, Serialize)]
struct ClaimView<'a> {
    /// The kind; its name is in the strings under `claim.`.
    kind: &'static str,
    /// The page with the claim.
    page: Link,
    /// The address of the claim on a page.
    href: String,
    /// The text of the claim, if it has one of its own.
    text: Option<&'a str>,
    /// The issue of a position.
    issue: Option<Link>,
}

impl<'a> Builder<'a> {
    pub(super) fn event_view(&self, slug: &Slug, event: &Event) -> EventView {
        EventView {
            issues: event.issues.iter().map(ToString::to_string).collect(),
            parties: self.parties_at(event).iter().map(ToString::to_string).collect(),
            link: self.link(&Entity::Event(slug.clone())),
            date: self.date(event.date),
            until: event.until.map(|date| self.date(date)),
            when: WhenView::new(self, event),
            place: event.place.clone(),
            summary: event.entry.summary.clone(),
        }
    }

    /// Returns the parties whose people took part in an event.
    pub(super) fn parties_at(&self, event: &Event) -> BTreeSet<&Slug> {
        let people = event.participants.iter();
        let people = people.filter_map(|slug| self.explainer.records().participants.get(slug));
        people.filter_map(|person| person.party.as_ref()).collect()
    }

    /// Returns the events for which `wanted` is `true`, earliest first.
    pub(super) fn events(&self, wanted: impl Fn(&Event) -> bool) -> Vec<EventView> {
        let events = self
            .explainer
            .timeline()
            .iter()
            .filter_map(|slug| Some((slug, self.explainer.records().events.get(slug)?)));
        events
            .filter(|(_, event)| wanted(event))
            .map(|(slug, event)| self.event_view(slug, event))
            .collect()
    }

    pub(super) fn issue(mut self, slug: &Slug) -> Option<tera::Context> {
        let explainer: &'a _ = self.explainer;
        let issue = explainer.records().issues.get(slug)?;
        self.set_body(&Entity::Issue(slug.clone()));
        let groups = self.groups(slug);
        self.set("groups", &groups);
        self.set("camps", &self.camps_in_brief(slug));
        let shares = self.shares(slug);
        self.set("shares", &shares);
        self.set("count", &explainer.division(slug).map_or(0, Division::len));
        let questions: Vec<_> = issue
            .open_questions
            .iter()
            .map(|it| QuestionView {
                question: it.question.clone(),
                cites: self.notes.cite(&it.cite),
            })
            .collect();
        self.set("open_questions", &questions);
        self.set("question", &issue.question);
        self.set("status", issue.status.as_str());
        self.set(
            "proposals",
            &issue.proposals.iter().map(|it| it.label.as_str()).collect::<Vec<_>>(),
        );
        let events = self.events(|event| event.issues.contains(slug));
        self.set("events", &events);
        let related = self.related(slug);
        self.set("related", &related);
        let snippet = self.embed_snippet(slug);
        self.set("embed", &snippet);
        Some(self.finish(&Entity::Issue(slug.clone()), Some(Section::Issues)))
    }

    /// Returns the context of a further part of an issue's page.
    pub(super) fn further_positions(mut self, slug: &Slug) -> tera::Context {
        self.nothing_but_lists();
        let groups = self.groups(slug);
        self.set("groups", &groups);
        self.finish(&Entity::Issue(slug.clone()), Some(Section::Issues))
    }

    pub(super) fn participant(mut self, slug: &Slug) -> Option<tera::Context> {
        let explainer: &'a _ = self.explainer;
        let participant = explainer.records().participants.get(slug)?;
        let holder = Holder::Participant(slug.clone());
        self.set_body(&Entity::Participant(slug.clone()));
        let view = self.holder(&holder);
        self.set("holder", &view);
        let positions = self.positions_of(&holder);
        self.set("positions", &positions);
        self.set("no_position", &participant.no_position);
        let mut meetings = Vec::new();
        for meeting in explainer.meetings(slug) {
            meetings.push(MeetingView {
                with: self.holder(&Holder::Participant(meeting.with.clone())),
                kind: meeting.kind.as_str(),
                event: meeting.event.clone().map(|event| self.link(&Entity::Event(event))),
                cites: self.notes.cite(&meeting.cite),
            });
        }
        self.set("meetings", &meetings);
        let network = self.network(explainer.meetings(slug));
        self.set("network", &network);
        let comparisons = self.comparisons(&holder);
        self.set("comparisons", &comparisons);
        let events = explainer.events_of(slug);
        let events = events.filter_map(|it| Some((it, explainer.records().events.get(it)?)));
        let events: Vec<_> = events.map(|(slug, event)| self.event_view(slug, event)).collect();
        self.set("events", &events);
        let main =
            explainer.site().main_event.clone().map(|event| self.link(&Entity::Event(event)));
        self.set("main_event", &main);
        Some(self.finish(&Entity::Participant(slug.clone()), Some(Section::Participants)))
    }

    pub(super) fn party(mut self, slug: &Slug) -> Option<tera::Context> {
        let explainer: &'a _ = self.explainer;
        let records = explainer.records();
        let party = records.parties.get(slug)?;
        let holder = Holder::Party(slug.clone());
        self.set_body(&Entity::Party(slug.clone()));
        let positions = self.positions_of(&holder);
        self.set("positions", &positions);
        let people = explainer.people_of(slug);
        self.set("people", &self.people_on_this_part(slug));
        let stands: Vec<_> = people.iter().map(|person| explainer.positions(person)).collect();
        let stated = |issue: &&Slug| stands.iter().any(|it| it.current(issue).is_some());
        let issues: Vec<_> = explainer.issue_order().iter().filter(stated).cloned().collect();
        let differences = self.differences(people, &issues);
        self.set("differences", &differences);
        let fits = people.len() * issues.len() <= CELLS;
        let rows = self.rows(people.iter().filter(|_| fits), &issues, Detail::Brief);
        self.set("rows", &rows);
        let part = explainer.shard_with(slug).filter(|_| !fits);
        let part = part.map(|part| Route::Positions.part(part));
        let base = &explainer.site().base_url;
        self.set("elsewhere", &part.map(|part| base.href(&part)));
        self.set("columns", &self.columns(&issues));
        let comparisons = self.comparisons(&holder);
        self.set("comparisons", &comparisons);
        let link = |slug: &Slug| self.link(&Entity::Party(slug.clone()));
        let members: Vec<_> = party.members.iter().map(link).collect();
        let member_of: Vec<_> = records
            .parties
            .iter()
            .filter(|(_, it)| it.members.contains(slug))
            .map(|(slug, _)| link(slug))
            .collect();
        self.set("members", &members);
        self.set("member_of", &member_of);
        self.set("party_kind", party.kind.as_str());
        self.set("native", &party.native_name.as_ref().map(NativeView::from));
        Some(self.finish(&Entity::Party(slug.clone()), Some(Section::Parties)))
    }

    /// Returns the context of a further part of a holder's page.
    pub(super) fn further_holder(mut self, holder: &Holder) -> tera::Context {
        self.nothing_but_lists();
        let positions = self.positions_of(holder);
        self.set("positions", &positions);
        let comparisons = self.comparisons(holder);
        self.set("comparisons", &comparisons);
        let section = match holder {
            Holder::Party(slug) => {
                self.set("people", &self.people_on_this_part(slug));
                Section::Parties
            }
            Holder::Participant(_) => Section::Participants,
        };
        self.finish(&Entity::from(holder), Some(section))
    }

    fn people_on_this_part(&self, party: &Slug) -> Vec<Shared<HolderView>> {
        let people = self.of_this_part(self.explainer.people_of(party).iter(), NAMES);
        people.map(|holder| self.holder(holder)).collect()
    }

    pub(super) fn event(mut self, slug: &Slug) -> Option<tera::Context> {
        let explainer: &'a _ = self.explainer;
        let event = explainer.records().events.get(slug)?;
        let cites = self.notes.cite(&event.cite);
        self.set("cites", &cites);
        self.set_body(&Entity::Event(slug.clone()));
        let view = self.event_view(slug, event);
        self.set("event", &view);
        let people: Vec<_> = event
            .participants
            .iter()
            .map(|slug| self.holder(&Holder::Participant(slug.clone())))
            .collect();
        self.set("people", &people);
        let issues: Vec<_> =
            event.issues.iter().map(|slug| self.link(&Entity::Issue(slug.clone()))).collect();
        self.set("issues", &issues);
        Some(self.finish(&Entity::Event(slug.clone()), Some(Section::Timeline)))
    }

    pub(super) fn source(mut self, slug: &Slug) -> Option<tera::Context> {
        let explainer: &'a _ = self.explainer;
        let source = explainer.records().sources.get(slug)?;
        self.set_body(&Entity::Source(slug.clone()));
        let passages = source.passages.iter().map(|passage| {
            let citation = Citation { source: slug.clone(), passage: passage.id.clone() };
            self.passage(&citation, &passage.label)
        });
        let passages: Vec<_> = passages.collect();
        self.set("passages", &passages);
        self.set("publisher", &source.publisher);
        self.set("author", &source.author);
        self.set("date", &self.date(source.date));
        self.set("url", &source.url);
        let accessed = source.accessed.map(|date| self.date(date));
        self.set("accessed", &accessed);
        Some(self.finish(&Entity::Source(slug.clone()), Some(Section::Sources)))
    }

    /// Returns a passage for its source's page. If there are many claims, only the first are included, and the rest is on a page of its own.
    fn passage(&self, citation: &Citation, label: &'a str) -> PassageView<'a> {
        let claims = self.explainer.claims(citation);
        let claims: Vec<_> = claims.take(PASSAGE).collect();
        let view = self.passage_view(citation, label, &claims);
        PassageView { more: self.more_of_passage(citation, claims.len()), ..view }
    }

    /// Returns a passage with these of its claims.
    pub(super) fn passage_view(
        &self,
        citation: &Citation,
        label: &'a str,
        claims: &[Claim],
    ) -> PassageView<'a> {
        let text = |claim: &Claim| match claim {
            Claim::Text(entity) => Some(self.link(entity)),
            _ => None,
        };
        PassageView {
            id: citation.passage.to_string(),
            label,
            claims: claims.iter().filter_map(|claim| self.claim(claim)).collect(),
            texts: claims.iter().filter_map(text).collect(),
            more: None,
        }
    }

    /// Returns the view of a claim. `None` for a sentence in a page's text.
    fn claim(&self, claim: &Claim) -> Option<ClaimView<'a>> {
        let records = self.explainer.records();
        let view = |kind, entity: &Entity, anchor: &str, text: Option<&'a str>| {
            let page = self.link(entity);
            let href = format!("{}{anchor}", page.href);
            ClaimView { kind, page, href, text, issue: None }
        };
        Some(match claim {
            Claim::Position(holder, at) => {
                let position = self.explainer.positions(holder).all().get(*at)?;
                let issue = self.link(&Entity::Issue(position.issue.clone()));
                let href = self.position_href(holder, &position.issue);
                let text = Some(position.summary.as_str());
                let view = view("position", &Entity::from(holder), "", text);
                ClaimView { issue: Some(issue), href, ..view }
            }
            Claim::Contact(slug, at) => {
                let contact: &Contact = records.participants.get(slug)?.contacts.get(*at)?;
                let other = Entity::Participant(contact.with.clone());
                let text = Some(self.explainer.title(&other));
                view("contact", &Entity::Participant(slug.clone()), "#holder.meetings", text)
            }
            Claim::OpenQuestion(slug, at) => {
                let question = records.issues.get(slug)?.open_questions.get(*at)?;
                let text = Some(question.question.as_str());
                view("question", &Entity::Issue(slug.clone()), "#issue.questions", text)
            }
            Claim::Event(slug) => view("event", &Entity::Event(slug.clone()), "", None),
            Claim::Text(_) => return None,
        })
    }

    pub(super) fn plain(mut self, slug: &Slug) -> tera::Context {
        self.set_body(&Entity::Page(slug.clone()));
        self.finish(&Entity::Page(slug.clone()), None)
    }
}
