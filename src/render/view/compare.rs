//! The page that compares two or three holders: the choices, and the holders that it begins with.

use serde::Serialize;
use tera::Context;

use super::Builder;
use super::position::position_id;
use crate::explainer::{Entity, Holder, Route, Slug};

/// A party and its people, if they have positions; or one person without a party.
#[derive(Debug, Serialize)]
struct ChoicesView {
    /// The party's name.
    title: Option<String>,
    holders: Vec<ChoiceView>,
}

/// A holder that can be compared.
#[derive(Debug, Serialize)]
struct ChoiceView {
    /// `party.france`.
    id: String,
    name: String,
    /// The number of the piece of the data that has its positions.
    piece: usize,
}

/// The minimum number of lead issues, as many as on the front page.
const LEADING: usize = 3;

impl<'a> Builder<'a> {
    pub(super) fn compare(mut self) -> Context {
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
        let choices: Vec<_> = choices.map(|group| self.choices(group)).collect();
        self.set("choices", &choices);
        self.set("holders", &holders.len());
        let is_disputed = |issue: &&Slug| explainer.division(issue).is_some();
        self.set("issues", &explainer.issue_order().iter().filter(is_disputed).count());
        self.set("start", &self.beginning());
        let base = &explainer.site().base_url;
        self.set("pieces", &base.href(&Route::Piece(1)));
        self.finish_list("compare")
    }

    fn choices(&self, group: &[(&Holder, usize)]) -> ChoicesView {
        let title = |entity: &Entity| self.explainer.title(entity).to_owned();
        let party = group.first().and_then(|(holder, _)| self.explainer.party_of(holder));
        let choice = |(holder, piece): &(&Holder, usize)| ChoiceView {
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
