//! Data from other pages: related issues, upcoming events, and differences among a party's people.

use std::collections::BTreeMap;

use serde::Serialize;

use super::entity::EventView;
use super::part::{MoreView, NamesView};
use super::shared::Shared;
use super::{Builder, Link, StanceView};
use crate::explainer::{Date, Entity, Event, Holder, Route, Slug, Target};

/// The maximum number of related issues.
const RELATED: usize = 4;
/// The maximum number of upcoming events.
const NEXT: usize = 3;

/// The maximum number of issues listed on which a party's people differ.
const DIFFERENCES: usize = 12;

/// A related issue, with the reasons for the relation.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RelatedView {
    link: Link,
    /// `true` if the text of one of them links to the other.
    linked: bool,
    /// The events that were about both issues.
    events: Vec<Link>,
}

/// The issues on which a party's people differ.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DifferencesView {
    /// The number of issues on which several of them have a position.
    shared: usize,
    /// The number of issues on which they take different stances.
    count: usize,
    /// The first of these issues.
    issues: Vec<DifferenceView>,
    /// The number of further issues, with the address of the matrix.
    more: Option<MoreView>,
}

/// An issue on which a party's people take different stances.
#[derive(Debug, Clone, Serialize)]
struct DifferenceView {
    issue: Link,
    sides: Vec<SideView>,
}

/// The people of a party who take one stance.
#[derive(Debug, Clone, Serialize)]
struct SideView {
    stance: Shared<StanceView>,
    people: NamesView,
}

/// The outlook: the main event, and the events after it.
#[derive(Debug, Default, Serialize)]
pub(super) struct OutlookView {
    /// The main event (or the last of all, if there is none), followed by the events that begin when it is over.
    events: Vec<EventView>,
    /// `true` if any event follows.
    ahead: bool,
}

/// Returns `true` if an event certainly begins after `end`.
fn is_after(event: &Event, end: Date) -> bool {
    event.date > end.latest()
}

impl Builder<'_> {
    /// Returns the related issues: first those whose texts link to each other, then those with the most events in common.
    pub(super) fn related(&self, slug: &Slug) -> Vec<RelatedView> {
        let explainer = self.explainer;
        let records = explainer.records();
        let mut related: BTreeMap<&Slug, (bool, Vec<&Slug>)> = BTreeMap::new();
        let own = Entity::Issue(slug.clone());
        let targets = explainer.entry(&own).map_or(&[][..], |entry| &entry.body.targets);
        let to = targets.iter().filter_map(|target| match target {
            Target::Page(to, _) => Some(to),
            _ => None,
        });
        for entity in to.chain(explainer.mentions(&own)) {
            if let Entity::Issue(other) = entity {
                related.entry(other).or_default().0 = true;
            }
        }
        for at in explainer.timeline() {
            let issues = records.events.get(at).map_or(&[][..], |event| &event.issues);
            for other in issues.iter().filter(|_| issues.contains(slug)) {
                related.entry(other).or_default().1.push(at);
            }
        }
        let order = explainer.issue_order().iter().filter(|it| *it != slug);
        let mut order: Vec<_> = order.filter_map(|it| Some((it, related.get(it)?))).collect();
        order.sort_by_key(|(_, (linked, events))| (!linked, std::cmp::Reverse(events.len())));
        let view = |(other, (linked, events)): (&Slug, &(bool, Vec<&Slug>))| RelatedView {
            link: self.link(&Entity::Issue(other.clone())),
            linked: *linked,
            events: events.iter().map(|it| self.link(&Entity::Event((*it).clone()))).collect(),
        };
        order.into_iter().take(RELATED).map(view).collect()
    }

    /// Returns the main event, and the next events after it. The current date is not used.
    pub(super) fn outlook(&self) -> OutlookView {
        let explainer = self.explainer;
        let events = &explainer.records().events;
        let main = explainer.site().main_event.as_ref();
        let Some(slug) = main.or(explainer.timeline().last()) else {
            return OutlookView::default();
        };
        let Some(latest) = events.get(slug) else { return OutlookView::default() };
        let end = latest.until.unwrap_or(latest.date);
        let next = self.events(|event| main.is_some() && is_after(event, end));
        let ahead = !next.is_empty();
        let events = std::iter::once(self.event_view(slug, latest)).chain(next).take(1 + NEXT);
        OutlookView { events: events.collect(), ahead }
    }

    /// Returns the issues on which several of `people` have a position, and do not all take the same stance.
    pub(super) fn differences(&self, people: &[Holder], issues: &[Slug]) -> DifferencesView {
        let explainer = self.explainer;
        let stances = &explainer.site().stances;
        let people = people.iter().map(|person| (person, explainer.positions(person)));
        let people: Vec<_> = people.collect();
        let mut shared = 0;
        let mut differences = Vec::new();
        for issue in issues {
            let mut sides: BTreeMap<usize, (&Slug, Vec<&Holder>)> = BTreeMap::new();
            for (person, positions) in &people {
                let Some(position) = positions.current(issue) else { continue };
                let place = stances.iter().position(|it| it.id == position.stance);
                let side = sides.entry(place.unwrap_or(stances.len()));
                side.or_insert_with(|| (&position.stance, Vec::new())).1.push(person);
            }
            shared +=
                usize::from(sides.values().map(|(_, people)| people.len()).sum::<usize>() > 1);
            if sides.len() > 1 {
                differences.push((issue, sides));
            }
        }
        let count = differences.len();
        let view = |(issue, sides): (&Slug, BTreeMap<usize, (&Slug, Vec<&Holder>)>)| {
            let issue = self.link(&Entity::Issue(issue.clone()));
            let side = |(stance, people): (&Slug, Vec<&Holder>)| {
                let count = people.len();
                let people = NamesView::new(self, people.into_iter(), count, || issue.href.clone());
                SideView { stance: self.stance(stance), people }
            };
            let sides = sides.into_values().map(side).collect();
            DifferenceView { issue, sides }
        };
        DifferencesView {
            shared,
            count,
            issues: differences.into_iter().take(DIFFERENCES).map(view).collect(),
            more: (count > DIFFERENCES).then(|| MoreView {
                count: count - DIFFERENCES,
                href: explainer.site().base_url.href(&Route::Positions),
            }),
        }
    }
}
