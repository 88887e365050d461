//! Parts: a page that would be too long to read or load is continued under addresses of its own, `…/page/2/` and so on.
//!
//! The size of the whole site must grow with its content and not with the square of it, so no page contains a list that grows with the
//! explainer. The matrix is divided by blocks of issues, and a passage with many claims has a page of its own. To compare holders, a
//! browser would need all positions. So they are published once more in pieces, each with the positions of consecutive holders and
//! everything that they name. A file for each holder would have a stable address, but would be one more file for each of a thousand people
//! with five positions.
//!
//! The address of a position must be looked up (`Explainer::route_of_position`), because it may be on any part. An alias may not claim an
//! address at which a page could be continued.

use std::ops::Range;

use super::ties::Stands;
use super::{Citation, Entity, Explainer, Holder, Route, Section, Slug};

/// The number of positions on one part of an issue's page, and of issues on one part of a holder's page.
pub const POSITIONS: usize = 100;
/// The number of names in one part of a list of people, or of a list of pages that mention something.
pub const NAMES: usize = 200;
/// The number of claims on one part of a passage's page.
pub const CLAIMS: usize = 200;
/// The number of claims on a passage that are shown on its source's page. A passage with more of them has a page of its own.
pub const PASSAGE: usize = 20;
/// The largest number of cells with which the matrix fits on one page. The same limit applies to one party's part of the matrix on that party's
/// page.
pub const CELLS: usize = 6_000;
/// The number of issues (columns) in one part of a larger matrix.
const COLUMNS: usize = 10;
/// The number of holders (rows) in one part of a larger matrix.
const ROWS: usize = 100;
/// The approximate number of positions in one piece of the data for comparing. A reader loads only the pieces of the holders that are compared.
const PIECE: usize = 400;

/// Returns the number of parts that a list of `entries` needs with `in_one` entries in a part; at least 1.
pub(super) fn parts_of(entries: usize, in_one: usize) -> usize {
    entries.div_ceil(in_one).max(1)
}

/// The division of a matrix that is too large for one page, by blocks of issues.
#[derive(Debug, Default)]
pub(super) struct Shards {
    /// For each block of issues, the holders with a position on any of them, as indices into `holder_order`.
    blocks: Vec<Vec<usize>>,
    /// For each part, the block of issues that it shows and the range of that block's holders; all in order.
    parts: Vec<(usize, Range<usize>)>,
}

/// One part of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard<'a> {
    /// The columns.
    pub issues: &'a [Slug],
    /// The rows, as indices into `holder_order`.
    pub holders: &'a [usize],
    /// The number of this part among those with the same columns, counted from 1, and how many those are.
    pub place: (usize, usize),
}

impl Shards {
    /// Divides the matrix. `stands` gives the current stances of each holder, in the explainer's order; `places` gives the index of an issue by
    /// its number. Empty if the matrix fits on one page.
    pub(super) fn new(stands: &[&Stands], issues: usize, places: &[usize]) -> Self {
        let rows = stands.iter().filter(|stands| !stands.is_empty()).count();
        if rows * issues <= CELLS {
            return Self::default();
        }
        let mut blocks = vec![Vec::new(); issues.div_ceil(COLUMNS)];
        for (holder, stands) in stands.iter().enumerate() {
            for (issue, _) in *stands {
                let block: &mut Vec<usize> = &mut blocks[places[*issue as usize] / COLUMNS];
                if block.last() != Some(&holder) {
                    block.push(holder);
                }
            }
        }
        let parts = blocks.iter().enumerate().flat_map(|(block, holders)| {
            let starts = (0..holders.len()).step_by(ROWS);
            starts.map(move |start| (block, start..(start + ROWS).min(holders.len())))
        });
        Self { parts: parts.collect(), blocks }
    }

    fn len(&self) -> usize {
        self.parts.len().max(1)
    }
}

/// Returns the pieces of the data for comparing, each as a range of consecutive holders. A holder's positions are never split between pieces.
/// `counts` gives the number of positions of each holder.
pub(super) fn pieces(counts: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut held = 0;
    for (place, count) in counts.enumerate().filter(|(_, count)| *count > 0) {
        match pieces.last_mut() {
            Some(piece) if held + count <= PIECE => piece.end = place + 1,
            _ => {
                pieces.push(place..place + 1);
                held = 0;
            }
        }
        held += count;
    }
    pieces
}

impl Explainer {
    /// Returns the number of parts of a page: 1, unless a list on it is too long.
    pub fn parts(&self, route: &Route) -> usize {
        let mentions = || {
            let entity = route.entity();
            parts_of(entity.map_or(0, |entity| self.mentions(&entity).len()), NAMES)
        };
        match route {
            Route::Positions => self.derived.shards.len(),
            Route::Section(Section::Participants) => {
                parts_of(self.records().participants.len(), NAMES)
            }
            Route::Issue(slug) => {
                let positions = self.division(slug).map_or(0, super::Division::len);
                parts_of(positions, POSITIONS).max(mentions())
            }
            Route::Party(slug) => parts_of(self.people_of(slug).len(), NAMES)
                .max(self.parts_of_positions(&Holder::Party(slug.clone())))
                .max(mentions()),
            Route::Participant(slug) => {
                self.parts_of_positions(&Holder::Participant(slug.clone())).max(mentions())
            }
            Route::Passage(citation) => parts_of(self.claims(citation).len(), CLAIMS),
            Route::Event(_) | Route::Source(_) | Route::Page(_) => mentions(),
            _ => 1,
        }
    }

    /// Returns the number of parts that a holder's positions take; a part has the histories of up to [`POSITIONS`] issues.
    fn parts_of_positions(&self, holder: &Holder) -> usize {
        let positions = self.positions(holder).all();
        // Most holders have so few positions that their issues need not be counted.
        if positions.len() <= POSITIONS {
            return 1;
        }
        parts_of(positions.chunk_by(|a, b| a.issue == b.issue).count(), POSITIONS)
    }

    /// Returns the pieces of the data for comparing, each as a range of indices into [`holder_order`](Self::holder_order).
    pub fn pieces(&self) -> &[Range<usize>] {
        &self.derived.pieces
    }

    /// Returns the part of an issue's page that shows a holder's position.
    pub fn route_of_position(&self, holder: &Holder, issue: &Slug) -> Route {
        let place = self.place_of_position(holder, issue).unwrap_or_default();
        Route::Issue(issue.clone()).part(place / POSITIONS + 1)
    }

    /// Returns the index of a holder's position among all positions on an issue. `None` if the holder has none, or if all fit on one page and the
    /// index is therefore not needed.
    fn place_of_position(&self, holder: &Holder, issue: &Slug) -> Option<usize> {
        let division = self.division(issue).filter(|division| division.len() > POSITIONS)?;
        let place = self.place_of(holder)?;
        let mut before = 0;
        for (_, holders) in &division.groups {
            if let Ok(at) = holders.binary_search(&place) {
                return Some(before + at);
            }
            before += holders.len();
        }
        None
    }

    /// Returns the index of a holder in [`holder_order`](Self::holder_order).
    pub fn place_of(&self, holder: &Holder) -> Option<usize> {
        let number = self.records.roster.number(&Entity::from(holder))?;
        self.derived.places.get(number as usize).copied()
    }

    /// Returns a part of the matrix, counted from 1. `None` if the whole matrix fits on one page or there is no such part.
    pub fn shard(&self, part: usize) -> Option<Shard<'_>> {
        let Shards { blocks, parts } = &self.derived.shards;
        let (block, rows) = parts.get(part.checked_sub(1)?)?;
        let holders = &blocks[*block];
        Some(Shard {
            issues: self.derived.issue_order.chunks(COLUMNS).nth(*block)?,
            place: (rows.start / ROWS + 1, holders.len().div_ceil(ROWS)),
            holders: holders.get(rows.clone())?,
        })
    }

    /// Returns, for each block of issues, the number of its first part of the matrix, and the issues. Empty if the whole matrix fits on one page.
    pub fn shard_blocks(&self) -> impl Iterator<Item = (usize, &[Slug])> {
        let parts = self.derived.shards.parts.iter().zip(1..);
        let firsts = parts.filter(|((_, rows), _)| rows.start == 0);
        firsts.filter_map(|((block, _), part)| {
            Some((part, self.derived.issue_order.chunks(COLUMNS).nth(*block)?))
        })
    }

    /// Returns the number of the first part of the matrix that shows people of `party`. `None` if there is none, or if the matrix fits on one
    /// page.
    pub fn shard_with(&self, party: &Slug) -> Option<usize> {
        let people = self.derived.people.get(party)?;
        let Shards { blocks, parts } = &self.derived.shards;
        let part = parts.iter().zip(1..).find(|((block, rows), _)| {
            blocks[*block][rows.clone()].iter().any(|it| people.contains(it))
        });
        part.map(|(_, part)| part)
    }

    /// Returns `true` if so many claims rest on a passage that it has a page of its own.
    pub fn has_page(&self, passage: &Citation) -> bool {
        self.claims(passage).len() > PASSAGE
    }

    /// Returns the passages with a page of their own.
    pub(super) fn passages_with_pages(&self) -> impl Iterator<Item = Citation> {
        let sources = self.records.sources.iter();
        let passages = sources.flat_map(|(slug, source)| {
            let of_source = |id: &Slug| Citation { source: slug.clone(), passage: id.clone() };
            source.passages.iter().map(move |it| of_source(&it.id))
        });
        passages.filter(|passage| self.has_page(passage))
    }

    /// Returns the parts of a page after the first.
    pub(super) fn further_parts(&self, route: &Route) -> impl Iterator<Item = Route> {
        (2..=self.parts(route)).map(|number| route.clone().part(number))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pieces_hold_every_holder_with_positions_once_and_are_not_large(
            counts in proptest::collection::vec(0..300_usize, 0..60)
        ) {
            let pieces = pieces(counts.iter().copied());
            let held: Vec<usize> =
                pieces.iter().flat_map(Clone::clone).filter(|at| counts[*at] > 0).collect();
            let all: Vec<usize> = (0..counts.len()).filter(|at| counts[*at] > 0).collect();
            prop_assert_eq!(held, all);
            for piece in &pieces {
                prop_assert!(counts[piece.start] > 0 && counts[piece.end - 1] > 0);
                prop_assert!(counts[piece.clone()].iter().sum::<usize>() <= PIECE);
            }
            for two in pieces.windows(2) {
                prop_assert!(counts[two[0].start..=two[1].start].iter().sum::<usize>() > PIECE);
            }
        }

        #[test]
        fn the_parts_of_a_matrix_hold_every_position_once(
            stands in proptest::collection::vec(
                proptest::collection::btree_set(0..40_u32, 0..6), 160..400)
        ) {
            let stands: Vec<Vec<(u32, u32)>> =
                stands.iter().map(|it| it.iter().map(|issue| (*issue, 0)).collect()).collect();
            let all: Vec<&Stands> = stands.iter().map(Vec::as_slice).collect();
            // The numbers of issues need not be in the order of the columns.
            let columns: Vec<usize> = (0..40).rev().collect();
            let shards = Shards::new(&all, 40, &columns);
            let mut found = 0;
            let mut last = None;
            for (block, rows) in &shards.parts {
                prop_assert!(rows.len() <= ROWS && !rows.is_empty());
                prop_assert!(last < Some((*block, rows.start)));
                last = Some((*block, rows.start));
                for holder in &shards.blocks[*block][rows.clone()] {
                    let here = stands[*holder].iter().filter(|(it, _)| columns[*it as usize] / COLUMNS == *block);
                    let here = here.count();
                    prop_assert!(here > 0);
                    found += here;
                }
            }
            let with_any = stands.iter().filter(|it| !it.is_empty()).count();
            if with_any * 40 <= CELLS {
                prop_assert_eq!((shards.len(), found), (1, 0));
            } else {
                prop_assert_eq!(found, stands.iter().map(Vec::len).sum::<usize>());
            }
        }
    }
}
