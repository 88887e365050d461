//! The page that compares two or three holders: the choices, and the holders that it begins with.

use serde::Serialize;

use super::builder::Builder;
use super::page::PageView;
use crate::explainer::{Entity, Holder, Route, Slug};
use crate::render::views::position_id;

/// The variables of `compare.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct ComparePage {
    choices: Vec<ChoicesView>,
    /// The number of holders that can be compared.
    holders: usize,
    /// The number of issues on which they can be compared.
    issues: usize,
    /// The ids of the two holders to begin with.
    start: Vec<String>,
    /// The address of the first piece of the data; the others have its number.
    pieces: String,
    page: PageView,
}

/// A party and its people, if they have positions; or one person without a party.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ChoicesView {
    /// The party's name.
    title: Option<String>,
    holders: Vec<ComparedView>,
}

/// A holder that can be compared.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ComparedView {
    /// `party.france`.
    id: String,
    name: String,
    /// The number of the piece of the data that has its positions.
    piece: usize,
}

/// The minimum number of lead issues, as many as on the front page.
const LEADING: usize = 3;

impl<'a> Builder<'a> {
    pub(in crate::render) fn compare(self) -> ComparePage {
        let explainer: &'a _ = self.explainer;
        let order = explainer.holder_order();
        let pieces = explainer.pieces().iter().zip(1..);
        let holders = pieces.flat_map(|(piece, number)| {
            order[piece.clone()].iter().map(move |holder| (holder, number))
        });
        let holders = holders.filter(|(it, _)| !explainer.positions(it).all().is_empty());
        let holders: Vec<_> = holders.collect();
        let choices = holders.chunk_by(|(a, _), (b, _)| {
            let party = explainer.party_of(a);
            party.is_some() && party == explainer.party_of(b)
        });
        let is_disputed = |issue: &&Slug| explainer.division(issue).is_some();
        ComparePage {
            choices: choices.map(|group| self.choices(group)).collect(),
            holders: holders.len(),
            issues: explainer.issue_order().iter().filter(is_disputed).count(),
            start: self.beginning(),
            pieces: explainer.site().base_url.href(&Route::Piece(1)),
            page: self.finish_list("compare"),
        }
    }

    fn choices(&self, group: &[(&Holder, usize)]) -> ChoicesView {
        let title = |entity: &Entity| self.explainer.title(entity).to_owned();
        let party = group.first().and_then(|(holder, _)| self.explainer.party_of(holder));
        let choice = |(holder, piece): &(&Holder, usize)| ComparedView {
            id: position_id(holder),
            name: title(&Entity::from(*holder)),
            piece: *piece,
        };
        ChoicesView {
            title: party.map(|slug| title(&Entity::Party(slug.clone()))),
            holders: group.iter().map(choice).collect(),
        }
    }

    /// Returns the two holders that the comparison begins with: parties before people, and then those with positions on more of the lead issues.
    fn beginning(&self) -> Vec<String> {
        let explainer = self.explainer;
        let leading = explainer.site().lead_issues.len().max(LEADING);
        let leading = &explainer.issue_order()[..leading.min(explainer.issue_order().len())];
        let holders = explainer.holder_order().iter();
        let holders = holders.filter(|it| !explainer.positions(it).all().is_empty());
        let mut holders: Vec<_> = holders.collect();
        holders.sort_by_cached_key(|holder| {
            let positions = explainer.positions(holder);
            let count = leading.iter().filter(|it| positions.current(it).is_some()).count();
            (matches!(holder, Holder::Participant(_)), std::cmp::Reverse(count))
        });
        holders.truncate(2);
        holders.sort_by_key(|holder| explainer.place_of(holder));
        holders.into_iter().map(position_id).collect()
    }
}
