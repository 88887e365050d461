//! The data of a page for search results.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::builder::Builder;
use crate::explainer::{Entity, Holder, Kind, Slug, Stance};
use crate::render::views::{Shared, StanceView};

/// The data about a page for search results.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct FoundView {
    /// The group of results: `issue`, `participant`, `party`, `event`, `term`, `source` or `page`; its word is `search.kinds.<kind>`.
    kind: &'static str,
    /// The parties by which the page can be found.
    parties: Vec<String>,
    /// The stances that are taken on the page, each with a count.
    stances: Vec<TallyView>,
}

/// A stance with the number of times that it is taken.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TallyView {
    stance: Shared<StanceView>,
    count: usize,
}

impl Builder<'_> {
    /// Returns the search data of the page of `entity`. `None` on a site without search.
    pub(super) fn found(&self, entity: &Entity) -> Option<FoundView> {
        if !self.explainer.site().search {
            return None;
        }
        let holder = |holder: Holder| (self.stances_of(&holder), vec![holder]);
        let (stances, holders) = match entity {
            Entity::Participant(slug) => holder(Holder::Participant(slug.clone())),
            Entity::Party(slug) => holder(Holder::Party(slug.clone())),
            Entity::Issue(slug) => self.division(slug),
            Entity::Event(slug) => (BTreeMap::new(), self.participants_of(slug)),
            _ => (BTreeMap::new(), Vec::new()),
        };
        let kind = if *entity == Entity::Home { "page" } else { entity.kind() };
        self.found_as(kind, &stances, &holders)
    }

    /// Returns the search data of the glossary. `None` on a site without search.
    pub(super) fn found_glossary(&self) -> Option<FoundView> {
        self.found_as(Kind::Term.as_str(), &BTreeMap::new(), &[])
    }

    fn found_as(
        &self,
        kind: &'static str,
        stances: &BTreeMap<&Slug, usize>,
        holders: &[Holder],
    ) -> Option<FoundView> {
        let site = self.explainer.site();
        let parties: BTreeSet<_> =
            holders.iter().filter_map(|it| self.explainer.party_of(it)).collect();
        let title = |slug: &Slug| self.explainer.title(&Entity::Party(slug.clone())).to_owned();
        let tally = |stance: &Stance| {
            let count = *stances.get(&stance.id)?;
            Some(TallyView { stance: self.stance(&stance.id), count })
        };
        site.search.then(|| FoundView {
            kind,
            parties: parties.into_iter().map(title).collect(),
            stances: site.stances.iter().filter_map(tally).collect(),
        })
    }

    /// Returns the number of issues on which a holder currently takes each stance.
    fn stances_of(&self, holder: &Holder) -> BTreeMap<&Slug, usize> {
        let mut stances = BTreeMap::new();
        for position in self.explainer.stands(holder) {
            *stances.entry(&position.stance).or_default() += 1;
        }
        stances
    }

    /// Returns the number of holders by stance on an issue, and all these holders.
    fn division(&self, issue: &Slug) -> (BTreeMap<&Slug, usize>, Vec<Holder>) {
        let groups = self.explainer.division(issue).map_or(&[][..], |it| &it.groups);
        let stances = groups.iter().map(|(stance, holders)| (stance, holders.len())).collect();
        let holders = groups.iter().flat_map(|(_, holders)| holders);
        (stances, holders.map(|at| self.explainer.holder_order()[*at].clone()).collect())
    }

    fn participants_of(&self, event: &Slug) -> Vec<Holder> {
        let event = self.explainer.records().events.get(event);
        let people = event.map_or(&[][..], |event| &event.participants);
        people.iter().cloned().map(Holder::Participant).collect()
    }
}
