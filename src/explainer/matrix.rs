//! The matrix: the holders' stances on each issue.

use std::collections::BTreeMap;

use super::ties::Stands;
use super::{Entity, Roster, Slug};

/// The holders grouped by stance, for each issue.
#[derive(Debug, Default)]
pub(super) struct Matrix {
    divisions: BTreeMap<Slug, Division>,
}

/// The holders grouped by stance on one issue.
#[derive(Debug, Default)]
pub struct Division {
    /// The stances that somebody takes, in `site.yaml`'s order, each with its holders as indices into
    /// [`holder_order`](super::Explainer::holder_order).
    pub groups: Vec<(Slug, Vec<usize>)>,
}

impl Matrix {
    /// Groups the holders. `stands` gives the current stances of each holder, in the explainer's order.
    pub(super) fn new(roster: &Roster, stands: &[&Stands]) -> Self {
        let mut by_issue: Vec<Vec<Vec<usize>>> = vec![Vec::new(); roster.len()];
        for (holder, stands) in stands.iter().enumerate() {
            for (issue, stance) in *stands {
                let groups = &mut by_issue[*issue as usize];
                if groups.is_empty() {
                    groups.resize(roster.stances().len(), Vec::new());
                }
                groups[*stance as usize].push(holder);
            }
        }
        let divided = by_issue.into_iter().zip(0..).filter(|(groups, _)| !groups.is_empty());
        let divisions = divided.filter_map(|(groups, number)| {
            let Entity::Issue(issue) = roster.entity(number) else { return None };
            let groups = roster.stances().iter().cloned().zip(groups);
            let taken = groups.filter(|(_, holders)| !holders.is_empty());
            Some((issue.clone(), Division { groups: taken.collect() }))
        });
        Self { divisions: divisions.collect() }
    }

    /// Returns the holders grouped by stance on `issue`. `None` if nobody has a position on it.
    pub(super) fn division(&self, issue: &Slug) -> Option<&Division> {
        self.divisions.get(issue)
    }
}

impl Division {
    /// Returns the number of holders with a position on the issue.
    pub fn len(&self) -> usize {
        self.groups.iter().map(|(_, holders)| holders.len()).sum()
    }

    /// Returns `true` if no holder has a position on the issue.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}
