//! What follows from other pages: related issues, what comes next, and where a party's people differ.

use std::collections::BTreeMap;

use serde::Serialize;

use super::entity::EventView;
use super::{Builder, Link, StanceView};
use crate::explainer::{Date, Entity, Event, Holder, Slug, Target};

/// At most so many related issues are named, and so many events that come next.
const RELATED: usize = 4;
const NEXT: usize = 3;

/// An issue that another has to do with, and why.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RelatedView {
    link: Link,
    /// Whether the text of one of them links to the other.
    linked: bool,
    /// The events that were about both.
    events: Vec<Link>,
}

/// An issue on which a party's people take different stances.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DifferenceView {
    issue: Link,
    sides: Vec<SideView>,
}

/// Those of a party's people who take one stance.
#[derive(Debug, Clone, Serialize)]
struct SideView {
    stance: StanceView,
    people: Vec<Link>,
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

    /// The issues on which several of `people` have a position: how many there are, and those on which they do not all take one stance.
    pub(super) fn differences(
        &self,
        people: &[&Holder],
        issues: &[Slug],
    ) -> (usize, Vec<DifferenceView>) {
        let mut shared = 0;
        let mut differences = Vec::new();
        for issue in issues {
            let mut sides: BTreeMap<usize, (StanceView, Vec<Link>)> = BTreeMap::new();
            let mut count = 0;
            for person in people {
                let Some(position) = self.explainer.current(person, issue) else { continue };
                let stances = &self.explainer.site().stances;
                let place = stances.iter().position(|it| it.id == position.stance);
                let side = sides.entry(place.unwrap_or(stances.len()));
                let side = side.or_insert_with(|| (self.stance(&position.stance), Vec::new()));
                side.1.push(self.link(&Entity::from(*person)));
                count += 1;
            }
            shared += usize::from(count > 1);
            if sides.len() > 1 {
                let sides = sides.into_values().map(|(stance, people)| SideView { stance, people });
                let issue = self.link(&Entity::Issue(issue.clone()));
                differences.push(DifferenceView { issue, sides: sides.collect() });
            }
        }
        (shared, differences)
    }
}
