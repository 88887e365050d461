//! `data/positions.csv`: one row a position, for spreadsheets.

use super::{Held, all_positions, proposal_of};
use crate::explainer::{Citation, Entity, Explainer, Holder, Slug};
use crate::render::view::position_id;

/// The columns. What has an id has a column for it beside the one for readers; where a position rests on several passages, `source` and
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

/// Every position, in the order of the matrix; within one cell the oldest first. RFC 4180, in UTF-8.
pub(super) fn positions(explainer: &Explainer) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing into memory cannot fail, and all rows have as many cells.
    let _ = writer.write_record(COLUMNS);
    for held in all_positions(explainer) {
        let _ = writer.write_record(row(explainer, &held).iter().map(|cell| guarded(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

fn row(explainer: &Explainer, held: &Held) -> [String; COLUMNS.len()] {
    let Held { holder, position, current } = held;
    let title = |entity: Entity| explainer.title(&entity).to_owned();
    let party = explainer.party_of(holder);
    let proposal = proposal_of(explainer, position);
    let stance = explainer.site().stance(&position.stance);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let cites = |part: fn(&Citation) -> &Slug| {
        position.cite.iter().map(|it| part(it).as_str()).collect::<Vec<_>>().join("; ")
    };
    let kind = if matches!(holder, Holder::Party(_)) { "party" } else { "participant" };
    let page = explainer.route_of_position(holder, &position.issue);
    let url = explainer.site().base_url.absolute(&page);
    [
        holder.slug().to_string(),
        title(Entity::from(*holder)),
        kind.to_owned(),
        party.map(Slug::to_string).unwrap_or_default(),
        party.map(|slug| title(Entity::Party(slug.clone()))).unwrap_or_default(),
        position.issue.to_string(),
        title(Entity::Issue(position.issue.clone())),
        position.proposal.as_ref().map(Slug::to_string).unwrap_or_default(),
        proposal.map(|it| it.label.clone()).unwrap_or_default(),
        position.stance.to_string(),
        stance.map(|it| it.label.clone()).unwrap_or_default(),
        current.to_string(),
        position.summary.clone(),
        text(&position.quote),
        position.quote_by.clone().map(|by| title(Entity::Participant(by))).unwrap_or_default(),
        position.basis.as_str().to_owned(),
        text(&position.reason),
        position.as_of.map(|date| date.to_string()).unwrap_or_default(),
        cites(|it| &it.source),
        cites(|it| &it.passage),
        format!("{url}#{}", position_id(holder)),
    ]
}

/// A cell that no spreadsheet takes for a formula: what begins as one gets an apostrophe before it, and so does what begins with an
/// apostrophe, so that taking one away gives the text again (OWASP, "CSV Injection").
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
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
