//! Data files: the content of the pages as JSON, CSV and iCalendar.
//!
//! They are written from the model, not from the views of pages. Each JSON Schema is derived from the types that are serialized. Long lists
//! are created during serialization (`lazily`). In `positions.csv`, no cell can be taken for a formula. Where a format requires a time, it
//! is that of the newest change in the content (`Explainer::as_of`), because no clock may be read; feeds, structured data and citations do
//! the same.

mod events;
mod explainer;
mod lazily;
mod participants;
mod positions;
mod table;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::Renderer;
use crate::explainer::{BaseUrl, DataFile, Explainer, Holder, Position, Proposal, Route};

/// Returns the bytes of one file.
pub(super) fn file(renderer: &Renderer, file: DataFile) -> Vec<u8> {
    let explainer = &renderer.explainer;
    let base = &explainer.site().base_url;
    match file {
        DataFile::Explainer => to_json_of(roughly_all(explainer), &explainer::export(explainer)),
        DataFile::Positions => to_json_of(roughly_all(explainer), &positions::published(renderer)),
        DataFile::PositionsTable => table::positions(explainer),
        DataFile::Participants => to_json(&participants::popolo(explainer)),
        DataFile::Events => events::calendar(renderer).into_bytes(),
        DataFile::ExplainerSchema => schema_of::<explainer::Export>(base, file),
        DataFile::PositionsSchema => schema_of::<positions::Published>(base, file),
    }
}

/// Returns the bytes of a piece of the data for comparing, counted from 1.
pub(super) fn piece(renderer: &Renderer, number: usize) -> Vec<u8> {
    let pieces = renderer.explainer.pieces();
    let holders = number.checked_sub(1).and_then(|at| pieces.get(at)).cloned();
    to_json(&positions::of_holders(renderer, holders.unwrap_or_default()))
}

/// Serializes `value` as JSON. This cannot fail for the records here, which consist of texts, numbers and lists.
fn to_json(value: &impl Serialize) -> Vec<u8> {
    to_json_of(0, value)
}

/// Serializes a value of about `size` bytes as JSON. Too large an estimate costs nothing, because memory that is never written to is not used.
fn to_json_of(size: usize, value: &impl Serialize) -> Vec<u8> {
    let mut json = Vec::with_capacity(size);
    match serde_json::to_writer(&mut json, value) {
        Ok(()) => json,
        Err(_) => Vec::new(),
    }
}

/// Estimates the size of all texts and positions, in bytes; rather too large than too small.
fn roughly_all(explainer: &Explainer) -> usize {
    let texts = explainer.records().entries().map(|(_, it)| 1024 + it.body.document.text().len());
    let positions = explainer.holder_order().iter().map(|it| explainer.positions(it).all().len());
    texts.sum::<usize>() * 5 / 4 + positions.sum::<usize>() * 768
}

/// Returns the JSON Schema of a file, with its own address as `$id`.
fn schema_of<T: JsonSchema>(base: &BaseUrl, file: DataFile) -> Vec<u8> {
    // Describes the data as written, not all data that could be read.
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = Value::from(settings.into_generator().into_root_schema_for::<T>());
    schema["$id"] = base.absolute(&Route::Data(file)).into();
    schema.sort_all_objects();
    to_json(&schema)
}

/// A position with its holder; `current` is `true` for the last one that is recorded on its issue.
struct Held<'a> {
    holder: &'a Holder,
    position: &'a Position,
    current: bool,
}

/// Returns every position, in the order of the matrix, and within one cell oldest first.
fn all_positions(explainer: &Explainer) -> impl Iterator<Item = Held<'_>> {
    positions_of(explainer, explainer.holder_order())
}

/// Returns every position of these holders, in the same order.
fn positions_of<'a>(
    explainer: &'a Explainer,
    holders: &'a [Holder],
) -> impl Iterator<Item = Held<'a>> {
    holders.iter().flat_map(|holder| {
        explainer.histories(holder).into_iter().flat_map(move |history| {
            let last = history.len().saturating_sub(1);
            let held = move |(at, position)| Held { holder, position, current: at == last };
            history.iter().enumerate().map(held)
        })
    })
}

/// Returns the proposal that a position is about.
fn proposal_of<'a>(explainer: &'a Explainer, position: &Position) -> Option<&'a Proposal> {
    let issue = explainer.records().issues.get(&position.issue)?;
    issue.proposals.iter().find(|it| Some(&it.id) == position.proposal.as_ref())
}
