//! The matrix of positions: all of it on a page of its own, and extracts on others.

use std::collections::HashMap;

use serde::Serialize;

use super::builder::Builder;
use super::page::PageView;
use super::positions::PositionView;
use crate::explainer::{Entity, Holder, Position, Route, Slug};
use crate::render::views::{HolderView, Shared, StanceView};

/// The variables of `positions.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct PositionsPage<'a> {
    /// The issues of the matrix, or of this part of it.
    columns: Vec<ColumnView>,
    /// The holders with a position on any of these issues.
    rows: Vec<RowView<'a>>,
    /// The blocks of columns, if the matrix is too large for one page.
    blocks: Vec<BlockView>,
    page: PageView,
}

/// A column of the matrix.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ColumnView {
    /// The issue's slug.
    id: String,
    title: String,
    href: String,
}

/// One row of the matrix.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RowView<'a> {
    holder: Shared<HolderView>,
    /// The slug of the party that the holder is or belongs to.
    party: Option<&'a str>,
    /// One cell an issue, in the order of the columns; null is *not stated*. Where nothing is cited (on the front page, a party's page and a part
    /// of a large matrix), a cell has `href` and `stance` alone.
    cells: Vec<Option<CellView<'a>>>,
}

/// A cell of the matrix: the whole position, or in brief its address and stance.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum CellView<'a> {
    Full(Box<PositionView<'a>>),
    Brief { href: String, stance: Shared<StanceView> },
}

/// The amount of detail in a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// The position, which readers can open.
    Full,
    /// The stance only, with a link to the position.
    Brief,
}

/// A block of columns of a matrix that is too large for one page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct BlockView {
    href: String,
    /// The title of the first issue.
    first: String,
    /// The title of the last issue.
    last: String,
    /// `true` if it is on this page.
    is_shown: bool,
}

impl<'a> Builder<'a> {
    /// Returns the variables of the matrix, or of this part of it.
    pub(in crate::render) fn positions(mut self) -> PositionsPage<'a> {
        let explainer: &'a _ = self.explainer;
        let order = explainer.holder_order();
        let tile = explainer.shard(self.part());
        let (rows, issues, shown) = if let Some(tile) = &tile {
            let holders = tile.holders.iter().map(|at| &order[*at]);
            (self.rows(holders, tile.issues, Detail::Brief), tile.issues, tile.issues)
        } else {
            let issues = explainer.issue_order();
            (self.rows(order, issues, Detail::Full), issues, &[][..])
        };
        PositionsPage {
            columns: self.columns(issues),
            rows,
            blocks: self.blocks(shown),
            page: self.finish_list("positions"),
        }
    }

    /// Returns the blocks of a matrix that is too large for one page, each with its first and last issue.
    fn blocks(&self, shown: &[Slug]) -> Vec<BlockView> {
        let explainer = self.explainer;
        let title = |issue: Option<&Slug>| {
            let issue = issue.map(|it| Entity::Issue(it.clone()));
            issue.map_or_else(String::new, |it| explainer.title(&it).to_owned())
        };
        let block = |(part, issues): (usize, &[Slug])| BlockView {
            href: explainer.site().base_url.href(&Route::Positions.part(part)),
            first: title(issues.first()),
            last: title(issues.last()),
            is_shown: issues == shown,
        };
        explainer.shard_blocks().map(block).collect()
    }

    /// Returns the columns of a matrix.
    pub(super) fn columns(&self, issues: &[Slug]) -> Vec<ColumnView> {
        let column = |issue: &Slug| {
            let link = self.link(&Entity::Issue(issue.clone()));
            ColumnView { id: issue.to_string(), title: link.title.clone(), href: link.href.clone() }
        };
        issues.iter().map(column).collect()
    }

    /// Returns the rows of the matrix for these holders and issues. Holders without a position on any of the issues are left out.
    pub(super) fn rows(
        &mut self,
        holders: impl IntoIterator<Item = &'a Holder>,
        issues: &[Slug],
        detail: Detail,
    ) -> Vec<RowView<'a>> {
        let explainer = self.explainer;
        let columns: HashMap<_, _> = issues.iter().zip(0..).collect();
        let mut rows = Vec::new();
        for holder in holders {
            let mut cells = vec![None; issues.len()];
            // Of several positions on one issue, the last is the current one.
            for position in explainer.positions(holder).all() {
                if let Some(column) = columns.get(&position.issue) {
                    cells[*column] = Some(position);
                }
            }
            if cells.iter().any(Option::is_some) {
                let cells = cells.into_iter().map(|it| Some(self.cell(holder, it?, detail)));
                let cells = cells.collect();
                let party = explainer.party_of(holder).map(Slug::as_str);
                rows.push(RowView { holder: self.holder(holder), party, cells });
            }
        }
        rows
    }

    fn cell(&mut self, holder: &Holder, position: &'a Position, detail: Detail) -> CellView<'a> {
        match detail {
            Detail::Full => CellView::Full(Box::new(self.position(holder, position))),
            Detail::Brief => CellView::Brief {
                href: self.position_href(holder, &position.issue),
                stance: self.stance(&position.stance),
            },
        }
    }
}
