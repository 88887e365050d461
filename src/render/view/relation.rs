//! What follows from other pages: related issues, what comes next, and where a party's people differ.

use std::collections::BTreeMap;

use serde::Serialize;

use super::entity::EventView;
use super::part::{MoreView, NamesView};
use super::shared::Shared;
use super::{Builder, Link, StanceView};
use crate::explainer::{Date, Entity, Event, Holder, Route, Slug, Target};

/// At most so many related issues are named, and so many events that come next.
const RELATED: usize = 4;
const NEXT: usize = 3;

/// At most so many issues are named on which a party's people differ.
const DIFFERENCES: usize = 12;

/// An issue that another has to do with, and why.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RelatedView {
    link: Link,
    /// Whether the text of one of them links to the other.
    linked: bool,
    /// The events that were about both.
    events: Vec<Link>,
}

/// On which issues a party's people differ.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DifferencesView {
    /// On how many issues several of them have a position.
    shared: usize,
    /// On how many of these they do not all take one stance.
    count: usize,
    /// The first of those.
    issues: Vec<DifferenceView>,
    /// The others, and the matrix, where they can be seen.
    more: Option<MoreView>,
}

/// An issue on which a party's people take different stances.
#[derive(Debug, Clone, Serialize)]
struct DifferenceView {
    issue: Link,
    sides: Vec<SideView>,
}

/// Those of a party's people who take one stance.
#[derive(Debug, Clone, Serialize)]
struct SideView {
    stance: Shared<StanceView>,
    people: NamesView,
}

/// Where the story stands: its main event, and what comes after that.
#[derive(Debug, Default, Serialize)]
pub(super) struct OutlookView {
    /// The main event (where there is none, the last of all), and what begins when it is over.
    events: Vec<EventView>,
    /// Whether anything does.
    ahead: bool,
}

/// Whether an event certainly begins after `end`.
fn is_after(event: &Event, end: Date) -> bool {
    event.date > end.latest()
}

impl Builder<'_> {
    /// Issues whose texts link to each other come first, then those that share most events. Others are not related.
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

    /// What comes next is told from the main event: no clock is read.
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

    /// On which of `issues` several of `people` have a position, and do not all take one stance.
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
