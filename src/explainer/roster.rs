//! Numbers for all that can be referred to. Relations among thousands of things are kept as numbers and derived by counting: that is
//! what lets an explainer be derived anew after every change.

use std::collections::HashMap;

use super::{Citation, Entity, Slug};

/// The number of a thing, or of a passage, within one roster. Things are numbered in their order.
pub type Number = u32;

/// Everything that a reference can lead to, numbered. Two explainers can share one as long as the same things exist.
#[derive(Debug, Default)]
pub struct Roster {
    entities: Vec<Entity>,
    entity_numbers: HashMap<Entity, Number>,
    passage_numbers: HashMap<Citation, Number>,
    stances: Vec<Slug>,
}

impl Roster {
    /// Numbers the front page and these things, passages and stances.
    pub fn new(
        entities: impl IntoIterator<Item = Entity>,
        passages: impl IntoIterator<Item = Citation>,
        stances: Vec<Slug>,
    ) -> Self {
        let mut entities: Vec<_> = entities.into_iter().chain([Entity::Home]).collect();
        entities.sort_unstable();
        entities.dedup();
        Self {
            entity_numbers: entities.iter().cloned().zip(0..).collect(),
            passage_numbers: passages.into_iter().zip(0..).collect(),
            entities,
            stances,
        }
    }

    /// The number of `entity`.
    pub fn number(&self, entity: &Entity) -> Option<Number> {
        self.entity_numbers.get(entity).copied()
    }

    /// What has this number.
    pub fn entity(&self, number: Number) -> &Entity {
        &self.entities[number as usize]
    }

    /// How many things there are.
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Whether there is nothing; there is always the front page.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// The number of a passage.
    pub fn passage(&self, citation: &Citation) -> Option<Number> {
        self.passage_numbers.get(citation).copied()
    }

    /// How many passages there are.
    pub fn passages(&self) -> usize {
        self.passage_numbers.len()
    }

    /// The stances, in `site.yaml`'s order.
    pub(super) fn stances(&self) -> &[Slug] {
        &self.stances
    }
}

/// For each of several things, the numbers of others: one list after another in one piece of memory.
#[derive(Debug, Default)]
pub(super) struct Lists<T> {
    ends: Vec<usize>,
    items: Vec<T>,
}

impl<T: Copy + Default> Lists<T> {
    /// `count` lists with `pairs` sorted into them: each goes to the end of the list that it names. `pairs` is walked twice.
    pub(super) fn new<I: Iterator<Item = (Number, T)>>(
        count: usize,
        pairs: impl Fn() -> I,
    ) -> Self {
        let mut ends = vec![0; count + 1];
        // Chained iterators are fast from within and slow from without.
        pairs().for_each(|(list, _)| ends[list as usize + 1] += 1);
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        let mut items = vec![T::default(); ends[count]];
        // Where each list begins becomes where it ends while it is filled.
        pairs().for_each(|(list, item)| {
            let end = &mut ends[list as usize];
            items[*end] = item;
            *end += 1;
        });
        ends.truncate(count);
        Self { ends, items }
    }

    /// The list with this number; empty when there is none.
    pub(super) fn get(&self, list: Number) -> &[T] {
        let list = list as usize;
        let Some(end) = self.ends.get(list) else { return &[] };
        let start = list.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start..*end]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_item_stands_in_its_list_in_order(
            pairs in proptest::collection::vec((0..5_u32, any::<u8>()), 0..40)
        ) {
            let lists = Lists::new(5, || pairs.iter().copied());
            for list in 0..6 {
                let own = pairs.iter().filter(|(it, _)| *it == list).map(|(_, item)| *item);
                prop_assert_eq!(lists.get(list), own.collect::<Vec<_>>());
            }
        }
    }
}
