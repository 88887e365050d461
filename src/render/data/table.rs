//! `data/positions.csv`: one row a position, for spreadsheets.

use std::borrow::Cow;

use super::{Held, all_positions, proposal_of};
use crate::explainer::{Citation, Entity, Explainer, Holder, Slug};
use crate::render::views::position_id;

/// The columns. A thing with an id has a column for it beside the one for readers. If a position rests on several passages, `source` and
/// `passage` hold one entry for each, in the same order, separated by semicolons.
const COLUMNS: [&str; 21] = [
    "holder_id",
    "holder",
    "kind",
    "party_id",
    "party",
    "issue_id",
    "issue",
    "proposal_id",
    "proposal",
    "stance_id",
    "stance",
    "current",
    "summary",
    "quote",
    "quote_by",
    "basis",
    "reason",
    "date",
    "source",
    "passage",
    "url",
];

/// Returns every position, in the order of the matrix, and within one cell oldest first. RFC 4180, in UTF-8 with a byte order mark: without it,
/// Excel would read the file in the system's code page.
pub(super) fn positions(explainer: &Explainer) -> Vec<u8> {
    let table = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(table);
    // Writing into memory cannot fail, and all rows have the same number of cells.
    let _ = writer.write_record(COLUMNS);
    for held in all_positions(explainer) {
        let cells = row(explainer, &held);
        for cell in &cells {
            let _ = writer.write_field(guarded(cell).as_bytes());
        }
        let _ = writer.write_record(None::<&[u8]>);
    }
    writer.into_inner().unwrap_or_default()
}

fn row<'a>(explainer: &'a Explainer, held: &Held<'a>) -> [Cow<'a, str>; COLUMNS.len()] {
    let Held { holder, position, current } = *held;
    let title = |entity: Entity| explainer.title(&entity);
    let party = explainer.party_of(holder);
    let proposal = proposal_of(explainer, position);
    let stance = explainer.site().stance(&position.stance);
    let cites = |part: fn(&Citation) -> &Slug| {
        position.cite.iter().map(|it| part(it).as_str()).collect::<Vec<_>>().join("; ")
    };
    let kind = if matches!(holder, Holder::Party(_)) { "party" } else { "participant" };
    let page = explainer.route_of_position(holder, &position.issue);
    let url = explainer.site().base_url.absolute(&page);
    [
        holder.slug().as_str().into(),
        title(Entity::from(holder)).into(),
        kind.into(),
        party.map_or("", Slug::as_str).into(),
        party.map_or("", |slug| title(Entity::Party(slug.clone()))).into(),
        position.issue.as_str().into(),
        title(Entity::Issue(position.issue.clone())).into(),
        position.proposal.as_ref().map_or("", Slug::as_str).into(),
        proposal.map_or("", |it| &it.label).into(),
        position.stance.as_str().into(),
        stance.map_or("", |it| &it.label).into(),
        if current { "true" } else { "false" }.into(),
        position.summary.as_str().into(),
        position.quote.as_deref().unwrap_or_default().into(),
        position.quote_by.clone().map_or("", |by| title(Entity::Participant(by))).into(),
        position.basis.as_str().into(),
        position.reason.as_deref().unwrap_or_default().into(),
        position.as_of.map(|date| date.to_string()).unwrap_or_default().into(),
        cites(|it| &it.source).into(),
        cites(|it| &it.passage).into(),
        format!("{url}#{}", position_id(holder)).into(),
    ]
}

/// Returns a cell that spreadsheets do not read as a formula: an apostrophe is put before text that begins like one. Text that begins with an
/// apostrophe gets another, so that removing one always gives the original text (OWASP, "CSV Injection").
fn guarded(cell: &str) -> Cow<'_, str> {
    let is_formula =
        cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::guarded;

    proptest! {
        #[test]
        fn taking_the_guard_away_gives_the_text_again(text in "[=+@'\t-]{0,3}.{0,8}") {
            let cell = guarded(&text);
            prop_assert_eq!(cell.strip_prefix('\'').unwrap_or(&cell), &text);
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
