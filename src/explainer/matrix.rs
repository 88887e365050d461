//! Who stands where: holders by issues, each with the current position.

use std::collections::BTreeMap;

use super::{Holder, Position, Records, Slug, positions_of};

/// The current position of each holder on each issue. A pair that is absent is *not stated*.
#[derive(Debug)]
pub struct Matrix {
    cells: BTreeMap<Holder, BTreeMap<Slug, Position>>,
    divisions: BTreeMap<Slug, Division>,
}

/// How the holders divide over one issue.
#[derive(Debug, Default)]
pub struct Division {
    /// By stance, in `site.yaml`'s order; only stances that somebody takes, each with its holders in the explainer's order.
    pub groups: Vec<(Slug, Vec<Holder>)>,
}

impl Matrix {
    pub(super) fn new(records: &Records, holders: &[Holder]) -> Self {
        let mut cells: BTreeMap<Holder, BTreeMap<Slug, Position>> = BTreeMap::new();
        for holder in holders {
            for position in positions_of(records, holder) {
                cells
                    .entry(holder.clone())
                    .or_default()
                    .insert(position.issue.clone(), position.clone());
            }
        }
        let divisions = records
            .issues
            .keys()
            .map(|issue| (issue.clone(), Division::new(issue, records, holders, &cells)))
            .collect();
        Self { cells, divisions }
    }

    /// The current position of `holder` on `issue`; nothing when it is not stated.
    pub fn cell(&self, holder: &Holder, issue: &Slug) -> Option<&Position> {
        self.cells.get(holder)?.get(issue)
    }

    /// How the holders divide over `issue`.
    pub fn division(&self, issue: &Slug) -> Option<&Division> {
        self.divisions.get(issue)
    }
}

impl Division {
    fn new(
        issue: &Slug,
        records: &Records,
        holders: &[Holder],
        cells: &BTreeMap<Holder, BTreeMap<Slug, Position>>,
    ) -> Self {
        let mut by_stance: BTreeMap<&Slug, Vec<Holder>> = BTreeMap::new();
        for holder in holders {
            if let Some(position) = cells.get(holder).and_then(|row| row.get(issue)) {
                by_stance.entry(&position.stance).or_default().push(holder.clone());
            }
        }
        let groups = records.site.stances.iter();
        Self {
            groups: groups
                .filter_map(|stance| Some((stance.id.clone(), by_stance.remove(&stance.id)?)))
                .collect(),
        }
    }

    /// How many holders have a position on the issue.
    pub fn len(&self) -> usize {
        self.groups.iter().map(|(_, holders)| holders.len()).sum()
    }

    /// Whether nobody has one.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}
