//! Numbers for everything that can be referred to. Relations among thousands of things are stored as numbers and derived by counting. This makes
//! it fast enough to derive an explainer again after every change.

use std::collections::HashMap;

use super::{Citation, Entity, Slug};

/// The number of a thing or passage within one roster. Things are numbered in sort order.
pub type Number = u32;

/// Everything that references can point to, numbered. Two explainers can share a roster as long as the same things exist.
#[derive(Debug, Default)]
pub struct Roster {
    entities: Vec<Entity>,
    entity_numbers: HashMap<Entity, Number>,
    passage_numbers: HashMap<Citation, Number>,
    stances: Vec<Slug>,
}

impl Roster {
    /// Numbers the front page and the given things, passages and stances.
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

    /// Returns the number of `entity`, if it exists.
    pub fn number(&self, entity: &Entity) -> Option<Number> {
        self.entity_numbers.get(entity).copied()
    }

    /// Returns the entity with this number.
    pub fn entity(&self, number: Number) -> &Entity {
        &self.entities[number as usize]
    }

    /// Returns the number of things.
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Returns `true` if there are no things. After [`new`](Self::new) there is always the front page.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// Returns the number of a passage, if it exists.
    pub fn passage(&self, citation: &Citation) -> Option<Number> {
        self.passage_numbers.get(citation).copied()
    }

    /// Returns how many passages there are.
    pub fn passages(&self) -> usize {
        self.passage_numbers.len()
    }

    /// Returns the stances, in `site.yaml`'s order.
    pub(super) fn stances(&self) -> &[Slug] {
        &self.stances
    }
}

/// Several lists, stored one after another in one allocation.
#[derive(Debug, Default)]
pub(super) struct Lists<T> {
    ends: Vec<usize>,
    items: Vec<T>,
}

impl<T: Copy + Default> Lists<T> {
    /// Creates `count` lists and appends each item of `pairs` to the list with the given number. Iterates over `pairs` twice.
    pub(super) fn new<I: Iterator<Item = (Number, T)>>(
        count: usize,
        pairs: impl Fn() -> I,
    ) -> Self {
        let mut ends = vec![0; count + 1];
        // `for_each` (internal iteration) is faster than `for` over `Chain`.
        pairs().for_each(|(list, _)| ends[list as usize + 1] += 1);
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        let mut items = vec![T::default(); ends[count]];
        // Each entry of `ends` starts as the beginning of its list and is the end once the list is filled.
        pairs().for_each(|(list, item)| {
            let end = &mut ends[list as usize];
            items[*end] = item;
            *end += 1;
        });
        ends.truncate(count);
        Self { ends, items }
    }

    /// Returns the list with this number; empty if there is none.
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
