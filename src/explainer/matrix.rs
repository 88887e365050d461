//! Who stands where: how the holders divide over each issue.

use std::collections::BTreeMap;

use super::ties::Stands;
use super::{Entity, Roster, Slug};

/// How the holders divide, issue by issue.
#[derive(Debug, Default)]
pub(super) struct Matrix {
    divisions: BTreeMap<Slug, Division>,
}

/// How the holders divide over one issue.
#[derive(Debug, Default)]
pub struct Division {
    /// By stance, in `site.yaml`'s order; only stances that somebody takes, each with its holders by their place in
    /// [`holder_order`](super::Explainer::holder_order).
    pub groups: Vec<(Slug, Vec<usize>)>,
}

impl Matrix {
    /// `stands` says where each holder stands, in the explainer's order.
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

    /// How the holders divide over `issue`; nothing when nobody has a position on it.
    pub(super) fn division(&self, issue: &Slug) -> Option<&Division> {
        self.divisions.get(issue)
    }
}

impl Division {
    /// How many holders have a position on the issue.
    pub fn len(&self) -> usize {
        self.groups.iter().map(|(_, holders)| holders.len()).sum()
    }

    /// Whether nobody has one.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}
