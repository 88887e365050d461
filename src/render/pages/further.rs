//! The further parts of pages with long lists: only these lists.

use serde::Serialize;

use super::builder::Builder;
use super::page::PageView;
use super::positions::{ComparisonView, GroupView, PositionView};
use crate::explainer::{Entity, Holder};
use crate::render::views::{HolderView, Shared};

/// The variables of `part.html`. A list that the page does not have is empty.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct FurtherPage<'a> {
    /// The positions on an issue.
    groups: Vec<GroupView<'a>>,
    /// The positions of a holder.
    positions: Vec<PositionView<'a>>,
    comparisons: Vec<ComparisonView>,
    /// The people of a party.
    people: Vec<Shared<HolderView>>,
    page: PageView,
}

impl<'a> Builder<'a> {
    /// Returns the variables of a further part of the page of `entity`.
    pub(in crate::render) fn further(mut self, entity: &Entity) -> FurtherPage<'a> {
        let (issue, holder, party) = match entity {
            Entity::Issue(slug) => (Some(slug), None, None),
            Entity::Participant(slug) => (None, Some(Holder::Participant(slug.clone())), None),
            Entity::Party(slug) => (None, Some(Holder::Party(slug.clone())), Some(slug)),
            Entity::Home
            | Entity::Event(_)
            | Entity::Source(_)
            | Entity::Term(_)
            | Entity::Page(_) => (None, None, None),
        };
        let holder = holder.as_ref();
        FurtherPage {
            groups: issue.map_or_else(Vec::new, |slug| self.groups(slug)),
            positions: holder.map_or_else(Vec::new, |it| self.positions_of(it)),
            comparisons: holder.map_or_else(Vec::new, |it| self.comparisons(it)),
            people: party.map_or_else(Vec::new, |slug| self.people_on_this_part(slug)),
            page: self.finish(entity),
        }
    }
}
