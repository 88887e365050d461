//! Positions on pages: alone, grouped by stance, and compared.

use std::sync::Arc;

use serde::Serialize;

use super::builder::Builder;
use super::parts::NamesView;
use crate::explainer::{Basis, Entity, Holder, POSITIONS, Position, Route, Slug};
use crate::render::views::{DateView, HolderView, Link, Shared, StanceView};

/// One position with all its details.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PositionView<'a> {
    /// The `id` of the current position on the issue's page: `party.france`.
    id: Arc<str>,
    /// The address of this holder's position on the issue's page.
    href: String,
    /// The `id` of the current position on its holder's page: `position.ceasefire`.
    holder_id: String,
    holder: Shared<HolderView>,
    issue: Link,
    /// The label of the proposal that it is about.
    proposal: Option<&'a str>,
    stance: Shared<StanceView>,
    summary: &'a str,
    /// The quote, without quotation marks; `t(key="position.quote", words=…)` adds the language's own.
    quote: Option<&'a str>,
    /// The speaker, if not the holder.
    quote_by: Option<Link>,
    /// The full address of the passage that holds the quote.
    quoted_from: Option<String>,
    /// `stated`, `reported` or `inferred`; its word is `basis.<basis>`.
    basis: &'static str,
    /// The reason for which it was inferred.
    reason: Option<&'a str>,
    as_of: Option<DateView>,
    /// The citation marks; empty in a matrix that cites nothing.
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    cites: String,
    /// The positions before this one, newest first; empty in a matrix.
    earlier: Vec<PositionView<'a>>,
}

/// The holders that take one stance on an issue.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct GroupView<'a> {
    stance: Shared<StanceView>,
    positions: Vec<PositionView<'a>>,
}

/// A stance's share of the holders, for the bar.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ShareView {
    stance: Shared<StanceView>,
    count: usize,
    /// The beginning of its part of the bar, in ten-thousandths of the whole.
    start: usize,
    /// The width of its part of the bar, in ten-thousandths of the whole.
    width: usize,
}

/// The holders that agree or differ with a holder on one issue.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ComparisonView {
    issue: Link,
    /// The holder's own stance.
    stance: Shared<StanceView>,
    agree: NamesView,
    differ: NamesView,
}

impl<'a> Builder<'a> {
    pub(super) fn position(&mut self, holder: &Holder, position: &'a Position) -> PositionView<'a> {
        let issues = &self.explainer.records().issues;
        let label = |id: &Slug| {
            let proposals = &issues.get(&position.issue)?.proposals;
            proposals.iter().find(|it| it.id == *id).map(|it| it.label.as_str())
        };
        let view = self.holder(holder);
        PositionView {
            href: self.position_href(holder, &position.issue),
            id: view.id.clone(),
            holder_id: format!("position.{}", position.issue),
            holder: view,
            issue: self.link(&Entity::Issue(position.issue.clone())),
            proposal: position.proposal.as_ref().and_then(label),
            stance: self.stance(&position.stance),
            summary: &position.summary,
            quote: position.quote.as_deref(),
            quote_by: self.quote_by(position),
            quoted_from: self.quoted_from(position),
            basis: position.basis.as_str(),
            reason: position.reason.as_deref().filter(|_| position.basis == Basis::Inferred),
            as_of: position.as_of.map(|date| self.date(date)),
            cites: self.notes.cite(&position.cite),
            earlier: Vec::new(),
        }
    }

    /// Returns the current position of `holder` in `history`, with the earlier ones. `None` if `history` is empty.
    fn with_history(
        &mut self,
        holder: &Holder,
        history: &'a [Position],
    ) -> Option<PositionView<'a>> {
        let mut history = history.iter().rev();
        let mut view = self.position(holder, history.next()?);
        view.earlier = history.map(|position| self.position(holder, position)).collect();
        Some(view)
    }

    fn quote_by(&self, position: &Position) -> Option<Link> {
        position.quote_by.clone().map(|by| self.link(&Entity::Participant(by)))
    }

    fn quoted_from(&self, position: &Position) -> Option<String> {
        let citation = position.quote.as_ref().and(position.cite.first())?;
        let source = Route::Source(citation.source.clone());
        Some(format!("{}#{}", self.explainer.site().base_url.absolute(&source), citation.passage))
    }

    /// Returns a holder's current positions on this part of its page, in the explainer's order of the issues, each with the earlier ones.
    pub(super) fn positions_of(&mut self, holder: &Holder) -> Vec<PositionView<'a>> {
        let histories = self.explainer.histories(holder).into_iter();
        let histories: Vec<_> = self.of_this_part(histories, POSITIONS).collect();
        histories.into_iter().filter_map(|history| self.with_history(holder, history)).collect()
    }

    /// Returns the positions on an issue that belong on this part of its page, grouped by stance.
    pub(super) fn groups(&mut self, issue: &Slug) -> Vec<GroupView<'a>> {
        let explainer = self.explainer;
        let Some(division) = explainer.division(issue) else { return Vec::new() };
        let mut before = (self.part() - 1) * POSITIONS;
        let mut room = POSITIONS;
        let mut groups = Vec::new();
        for (stance, holders) in &division.groups {
            let skipped = before.min(holders.len());
            let shown = &holders[skipped..];
            let shown = &shown[..shown.len().min(room)];
            (before, room) = (before - skipped, room - shown.len());
            let positions = shown.iter().map(|at| &explainer.holder_order()[*at]);
            let positions = positions.filter_map(|holder| {
                let history = explainer.positions(holder).on(issue);
                self.with_history(holder, history)
            });
            let positions: Vec<_> = positions.collect();
            if !positions.is_empty() {
                groups.push(GroupView { stance: self.stance(stance), positions });
            }
        }
        groups
    }

    /// Returns each stance's share of the holders with a position on an issue.
    pub(super) fn shares(&self, issue: &Slug) -> Vec<ShareView> {
        let Some(division) = self.explainer.division(issue) else { return Vec::new() };
        let total = division.len().max(1);
        let mut before = 0;
        let mut shares = Vec::new();
        for (stance, holders) in &division.groups {
            let (start, end) = (before * 10_000 / total, (before + holders.len()) * 10_000 / total);
            shares.push(ShareView {
                stance: self.stance(stance),
                count: holders.len(),
                start,
                width: end - start,
            });
            before += holders.len();
        }
        shares
    }

    /// Returns, for each issue on this part of its page on which a holder has a position, the holders with the same stance and those with
    /// another.
    pub(super) fn comparisons(&self, holder: &Holder) -> Vec<ComparisonView> {
        let explainer = self.explainer;
        let own_place = explainer.place_of(holder);
        let compare = |history: &[Position]| {
            let own = history.last()?;
            let issue = &own.issue;
            let groups = &explainer.division(issue)?.groups;
            let is_own = |stance: &Slug| *stance == own.stance;
            let names = |agree: bool| {
                let groups = groups.iter().filter(|(stance, _)| is_own(stance) == agree);
                let groups = groups.map(|(_, holders)| holders);
                let count = groups.clone().map(Vec::len).sum::<usize>() - usize::from(agree);
                let others = groups.flatten().filter(|at| Some(**at) != own_place);
                let others = others.map(|at| &explainer.holder_order()[*at]);
                let all = || self.link(&Entity::Issue(issue.clone())).href.clone();
                NamesView::new(self, others, count, all)
            };
            let (agree, differ) = (names(true), names(false));
            (!agree.is_empty() || !differ.is_empty()).then(|| ComparisonView {
                issue: self.link(&Entity::Issue(issue.clone())),
                stance: self.stance(&own.stance),
                agree,
                differ,
            })
        };
        let histories = explainer.histories(holder).into_iter();
        self.of_this_part(histories, POSITIONS).filter_map(compare).collect()
    }
}
