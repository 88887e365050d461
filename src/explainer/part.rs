//! Parts: what would make a page too long to read or to load goes on under addresses of its own, `…/page/2/` and so on.

use std::ops::Range;

use super::ties::Stands;
use super::{Citation, Entity, Explainer, Holder, Route, Section, Slug};

/// How many positions stand on one part of an issue's page, and issues on one part of a holder's.
pub const POSITIONS: usize = 100;
/// How many names stand in one part of a list of people, or of the pages that mention something.
pub const NAMES: usize = 200;
/// How many claims stand on one part of a passage's page.
pub const CLAIMS: usize = 200;
/// A passage on which more than this rests has a page of its own; its source's page shows the first of them.
pub const PASSAGE: usize = 20;
/// How many cells the matrix may have to stand on one page, and one party's part of it to stand on the party's.
pub const CELLS: usize = 6_000;
/// How many issues and how many holders one part of a larger matrix has.
const COLUMNS: usize = 10;
const ROWS: usize = 100;
/// About how many positions one piece of the data for comparing has. A reader loads the pieces of those compared, and no others.
const PIECE: usize = 400;

/// How many parts a list of so many entries has; an empty one has one.
pub(super) fn parts_of(entries: usize, in_one: usize) -> usize {
    entries.div_ceil(in_one).max(1)
}

/// A matrix that is too large for one page, by its issues.
#[derive(Debug, Default)]
pub(super) struct Shards {
    /// For each block of issues, the holders with a position on any, by their place in the explainer's order.
    blocks: Vec<Vec<usize>>,
    /// For each part, which block of issues it shows and which of its holders; all in order.
    parts: Vec<(usize, Range<usize>)>,
}

/// One part of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard<'a> {
    /// The columns.
    pub issues: &'a [Slug],
    /// The rows, by their place in the explainer's order.
    pub holders: &'a [usize],
    /// Which of the parts with these columns it is, counted from 1, and how many there are.
    pub place: (usize, usize),
}

impl Shards {
    /// `stands` says where each holder stands, in the explainer's order; `places` gives the place of an issue by its number. Empty when the
    /// matrix is small.
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

/// The pieces of the data for comparing: each with the positions of some holders that follow each other, by their places. A holder's are never
/// in two pieces. `counts` says how many positions each holder has.
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
    /// How many parts a page has: one, unless a list on it is too long.
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

    /// Returns how many parts a holder's positions take, each with the history of as many issues.
    fn parts_of_positions(&self, holder: &Holder) -> usize {
        let positions = self.positions(holder).all();
        // Most hold so few that their issues need not be counted.
        if positions.len() <= POSITIONS {
            return 1;
        }
        parts_of(positions.chunk_by(|a, b| a.issue == b.issue).count(), POSITIONS)
    }

    /// The pieces of the data for comparing, each with the holders whose positions it has, by their places; none where there are not two to compare.
    pub fn pieces(&self) -> &[Range<usize>] {
        &self.derived.pieces
    }

    /// The part of an issue's page on which a holder's position stands.
    pub fn route_of_position(&self, holder: &Holder, issue: &Slug) -> Route {
        let place = self.place_of_position(holder, issue).unwrap_or_default();
        Route::Issue(issue.clone()).part(place / POSITIONS + 1)
    }

    /// The place of a holder's position among all on an issue; nothing where it does not matter, because all are on one page.
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

    /// The place of a holder in [`holder_order`](Self::holder_order).
    pub fn place_of(&self, holder: &Holder) -> Option<usize> {
        let number = self.records.roster.number(&Entity::from(holder))?;
        self.derived.places.get(number as usize).copied()
    }

    /// A part of the matrix, counted from 1; nothing when the whole matrix stands on one page.
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

    /// The first part of the matrix for each block of issues, with these; nothing when the whole matrix stands on one page.
    pub fn shard_blocks(&self) -> impl Iterator<Item = (usize, &[Slug])> {
        let parts = self.derived.shards.parts.iter().zip(1..);
        let firsts = parts.filter(|((_, rows), _)| rows.start == 0);
        firsts.filter_map(|((block, _), part)| {
            Some((part, self.derived.issue_order.chunks(COLUMNS).nth(*block)?))
        })
    }

    /// The first part of the matrix on which people of `party` stand; nothing where there is none, or where the matrix has one part.
    pub fn shard_with(&self, party: &Slug) -> Option<usize> {
        let people = self.derived.people.get(party)?;
        let Shards { blocks, parts } = &self.derived.shards;
        let part = parts.iter().zip(1..).find(|((block, rows), _)| {
            blocks[*block][rows.clone()].iter().any(|it| people.contains(it))
        });
        part.map(|(_, part)| part)
    }

    /// Whether so much rests on a passage that it has a page of its own.
    pub fn has_page(&self, passage: &Citation) -> bool {
        self.claims(passage).len() > PASSAGE
    }

    /// The passages with a page of their own.
    pub(super) fn passages_with_pages(&self) -> impl Iterator<Item = Citation> {
        let sources = self.records.sources.iter();
        let passages = sources.flat_map(|(slug, source)| {
            let of_source = |id: &Slug| Citation { source: slug.clone(), passage: id.clone() };
            source.passages.iter().map(move |it| of_source(&it.id))
        });
        passages.filter(|passage| self.has_page(passage))
    }

    /// The further parts of a page, without the first.
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
            // Numbers of issues need not be in the order of the columns.
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
