//! The page of a party.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Value;

use super::builder::Builder;
use super::matrix::{ColumnView, Detail, RowView};
use super::page::PageView;
use super::parts::{MoreView, NamesView};
use super::positions::{ComparisonView, PositionView};
use crate::explainer::{CELLS, Entity, Holder, NAMES, Route, Slug};
use crate::render::views::{HolderView, Link, NativeView, Shared, StanceView};

/// The maximum number of issues listed on which a party's people differ.
const DIFFERENCES: usize = 12;

/// The variables of `party.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct PartyPage<'a> {
    /// `country`, `organisation` or `coalition`.
    party_kind: &'static str,
    native: Option<NativeView>,
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    body: Value,
    /// The positions that belong on this part of the page.
    positions: Vec<PositionView<'a>>,
    /// The people who belong on this part of the page.
    people: Vec<Shared<HolderView>>,
    differences: DifferencesView,
    /// The issues on which its people have a position.
    columns: Vec<ColumnView>,
    /// The current stances of its people; empty if the matrix is too large.
    rows: Vec<RowView<'a>>,
    /// The address of the whole matrix, if this one is too large.
    elsewhere: Option<String>,
    comparisons: Vec<ComparisonView>,
    members: Vec<Link>,
    member_of: Vec<Link>,
    page: PageView,
}

/// The issues on which a party's people differ.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DifferencesView {
    /// The number of issues on which several of them have a position.
    shared: usize,
    /// The number of issues on which they take different stances.
    count: usize,
    /// The first 12 of these issues.
    issues: Vec<DifferenceView>,
    /// The number of further issues, with the address of the matrix.
    more: Option<MoreView>,
}

/// An issue on which a party's people take different stances.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DifferenceView {
    issue: Link,
    sides: Vec<SideView>,
}

/// The people of a party who take one stance.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SideView {
    stance: Shared<StanceView>,
    people: NamesView,
}

impl<'a> Builder<'a> {
    /// Returns the variables of a party's page. `None` if there is no such party.
    pub(in crate::render) fn party(mut self, slug: &Slug) -> Option<PartyPage<'a>> {
        let explainer: &'a _ = self.explainer;
        let party = explainer.records().parties.get(slug)?;
        let (holder, entity) = (Holder::Party(slug.clone()), Entity::Party(slug.clone()));
        let people = explainer.people_of(slug);
        let issues = self.issues_of(people);
        let fits = people.len() * issues.len() <= CELLS;
        let matrix = explainer.shard_with(slug).filter(|_| !fits);
        let matrix = matrix.map(|part| Route::Positions.part(part));
        Some(PartyPage {
            party_kind: party.kind.as_str(),
            native: party.native_name.as_ref().map(NativeView::from),
            body: self.html(&entity),
            positions: self.positions_of(&holder),
            people: self.people_on_this_part(slug),
            differences: self.differences(people, &issues),
            columns: self.columns(&issues),
            rows: self.rows(people.iter().filter(|_| fits), &issues, Detail::Brief),
            elsewhere: matrix.map(|part| explainer.site().base_url.href(&part)),
            comparisons: self.comparisons(&holder),
            members: party.members.iter().map(|it| self.link(&Entity::Party(it.clone()))).collect(),
            member_of: self.coalitions_of(slug),
            page: self.finish(&entity),
        })
    }

    /// Returns the issues on which any of `people` has a position.
    fn issues_of(&self, people: &[Holder]) -> Vec<Slug> {
        let positions = people.iter().map(|person| self.explainer.positions(person));
        let positions: Vec<_> = positions.collect();
        let is_stated = |issue: &&Slug| positions.iter().any(|it| it.current(issue).is_some());
        self.explainer.issue_order().iter().filter(is_stated).cloned().collect()
    }

    /// Returns the parties of which `party` is a member.
    fn coalitions_of(&self, party: &Slug) -> Vec<Link> {
        let parties = self.explainer.records().parties.iter();
        let parties = parties.filter(|(_, it)| it.members.contains(party));
        parties.map(|(slug, _)| self.link(&Entity::Party(slug.clone()))).collect()
    }

    pub(super) fn people_on_this_part(&self, party: &Slug) -> Vec<Shared<HolderView>> {
        let people = self.of_this_part(self.explainer.people_of(party).iter(), NAMES);
        people.map(|holder| self.holder(holder)).collect()
    }

    /// Returns the issues on which several of `people` have a position, and do not all take the same stance.
    fn differences(&self, people: &[Holder], issues: &[Slug]) -> DifferencesView {
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
