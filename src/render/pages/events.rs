//! The pages of events: of a single one, and the timeline.

use std::collections::BTreeSet;

use serde::Serialize;
use tera::Value;

use super::builder::Builder;
use super::page::PageView;
use crate::explainer::{Date, Entity, Event, Holder, Slug};
use crate::render::chart::{self, Happening, Label, Timeline};
use crate::render::strings::among;
use crate::render::views::{DateView, HolderView, Link, Shared};

/// The variables of `event.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct EventPage {
    /// The citations of the event itself, as HTML.
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    cites: String,
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    body: Value,
    event: EventView,
    people: Vec<Shared<HolderView>>,
    issues: Vec<Link>,
    page: PageView,
}

/// The variables of `timeline.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct TimelinePage {
    events: Vec<EventView>,
    /// The drawing of 3 to 60 events.
    chart: Option<Timeline>,
    /// The issues that events concern, for the filter.
    issues: Vec<ChoiceView>,
    /// The parties whose people took part in events, for the filter.
    parties: Vec<ChoiceView>,
    page: PageView,
}

/// An event in lists and references.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct EventView {
    link: Link,
    date: DateView,
    until: Option<DateView>,
    /// Both dates, formatted as a span. `<when when={event.when}/>` prints it.
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
        let view =
            |date: Date, text: &str| DateView { iso: date.to_string(), text: text.to_owned() };
        Self {
            from: view(event.date, &span.from),
            dash: span.dash,
            until: Some(view(until, &span.until)),
            text: span.text(),
        }
    }
}

/// A choice in a filter.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ChoiceView {
    /// The slug.
    id: String,
    title: String,
}

impl Builder<'_> {
    /// Returns the variables of an event's page. `None` if there is no such event.
    pub(in crate::render) fn event(mut self, slug: &Slug) -> Option<EventPage> {
        let event = self.explainer.records().events.get(slug)?;
        let entity = Entity::Event(slug.clone());
        let people = event.participants.iter().cloned().map(Holder::Participant);
        let issues = event.issues.iter().cloned().map(Entity::Issue);
        Some(EventPage {
            cites: self.notes.cite(&event.cite),
            body: self.html(&entity),
            event: self.event_view(slug, event),
            people: people.map(|holder| self.holder(&holder)).collect(),
            issues: issues.map(|issue| self.link(&issue)).collect(),
            page: self.finish(&entity),
        })
    }

    pub(in crate::render) fn timeline(self) -> TimelinePage {
        let explainer = self.explainer;
        let events = explainer.records().events.values();
        let concerned: BTreeSet<_> = events.clone().flat_map(|event| &event.issues).collect();
        let present: BTreeSet<_> = events.flat_map(|event| self.parties_at(event)).collect();
        let issues = explainer.issue_order().iter().filter(|it| concerned.contains(it));
        let parties = explainer.holder_order().iter().filter_map(|holder| match holder {
            Holder::Party(slug) => Some(slug).filter(|it| present.contains(it)),
            Holder::Participant(_) => None,
        });
        let choice = |entity: Entity| ChoiceView {
            id: entity.slug().map(ToString::to_string).unwrap_or_default(),
            title: explainer.title(&entity).to_owned(),
        };
        TimelinePage {
            events: self.events(|_| true),
            chart: self.chart(),
            issues: issues.map(|slug| choice(Entity::Issue(slug.clone()))).collect(),
            parties: parties.map(|slug| choice(Entity::Party(slug.clone()))).collect(),
            page: self.finish_list("timeline"),
        }
    }

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

    /// Returns the timeline of all events, in the order of the list. `None` if there are too few or too many to draw.
    fn chart(&self) -> Option<Timeline> {
        let explainer = self.explainer;
        let events = explainer.timeline().iter().filter_map(|slug| {
            let event = explainer.records().events.get(slug)?;
            Some(Happening {
                title: &event.title,
                begin: event.date,
                end: event.until,
                main: explainer.site().main_event.as_ref() == Some(slug),
            })
        });
        chart::timeline(&events.collect::<Vec<_>>(), &|label| self.label(label))
    }

    fn label(&self, label: Label) -> String {
        match label {
            Label::Year(year) => year.to_string(),
            Label::Month(month) => self.word(&format!("date.months_short.{month}")),
            Label::MonthOfYear(year, month) => {
                let month = self.word(&format!("date.months_short.{month}"));
                let year = year.to_string();
                let values = [("month", &*month), ("year", &*year)];
                self.renderer.theme.strings.get("date.month", None, among(&values)).unwrap_or(year)
            }
            Label::Day(day) => day.to_string(),
        }
    }
}
