//! `data/explainer.json`: the whole content of the explainer.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::lazily::Lazily;
use crate::explainer::{
    DataFile, Date, Entity, Entry, Event, Explainer, Issue, Page, Participant, Party, Record,
    Route, Slug, Source, Stance, Term,
};
use crate::render::views::entity_href;

/// Everything that an explainer says. Things refer to each other by `id`, and to a passage of a source as `source#passage`. Dates are as
/// precise as they are known: 2025-04-17, 2025-04 or 2025. What is not known is left out, and a position that is not listed is not stated.
#[derive(Serialize, JsonSchema)]
pub(super) struct Export<'a> {
    /// The address of this schema.
    #[serde(rename = "$schema")]
    schema: String,
    title: &'a str,
    tagline: &'a str,
    publisher: &'a str,
    /// The address of the front page.
    url: String,
    /// Of all texts, as a BCP 47 tag.
    language: &'a str,
    /// The newest change, or else the date of the newest source.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Date>,
    /// The event that `attendance` speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    main_event: Option<&'a Slug>,
    /// The story in brief.
    home: Common<'a>,
    /// From the first to the last, as legends show them.
    stances: &'a [Stance],
    /// Those that lead come first, then the others by title.
    issues: Lazily<'a, Exported<'a, Issue>>,
    parties: Lazily<'a, Exported<'a, Party>>,
    participants: Lazily<'a, Exported<'a, Participant>>,
    /// The earliest first.
    events: Lazily<'a, Exported<'a, Event>>,
    sources: Lazily<'a, Exported<'a, Source>>,
    glossary: Lazily<'a, Exported<'a, Term>>,
    pages: Lazily<'a, Exported<'a, Page>>,
}

/// A record of the model with its id, and with what all things have.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{T}", description = "What all things have.")]
struct Exported<'a, T> {
    id: &'a Slug,
    #[serde(flatten)]
    record: &'a T,
    #[serde(flatten)]
    common: Common<'a>,
}

/// What all things have.
#[derive(Serialize, JsonSchema)]
struct Common<'a> {
    /// The address of its page.
    url: String,
    #[serde(flatten)]
    entry: &'a Entry,
}

/// Returns the content of the file.
pub(super) fn export(explainer: &Explainer) -> Export<'_> {
    let site = explainer.site();
    let records = explainer.records();
    Export {
        schema: site.base_url.absolute(&Route::Data(DataFile::ExplainerSchema)),
        title: &site.title,
        tagline: &site.tagline,
        publisher: site.publisher(),
        url: site.base_url.absolute(&Route::Home),
        language: &site.language,
        as_of: explainer.as_of(),
        main_event: site.main_event.as_ref(),
        home: common(explainer, &Entity::Home, &records.home.entry),
        stances: &site.stances,
        issues: listed(explainer, &records.issues, Entity::Issue, explainer.issue_order()),
        parties: all(explainer, &records.parties, Entity::Party),
        participants: all(explainer, &records.participants, Entity::Participant),
        events: listed(explainer, &records.events, Entity::Event, explainer.timeline()),
        sources: all(explainer, &records.sources, Entity::Source),
        glossary: all(explainer, &records.terms, Entity::Term),
        pages: all(explainer, &records.pages, Entity::Page),
    }
}

/// Returns all records of one kind, by slug.
fn all<'a, T: Record>(
    explainer: &'a Explainer,
    records: &'a BTreeMap<Slug, Arc<T>>,
    kind: fn(Slug) -> Entity,
) -> Lazily<'a, Exported<'a, T>> {
    Lazily::new(move || {
        records.iter().map(move |(slug, record)| exported(explainer, slug, &**record, kind))
    })
}

/// Returns the records of one kind in this order.
fn listed<'a, T: Record>(
    explainer: &'a Explainer,
    records: &'a BTreeMap<Slug, Arc<T>>,
    kind: fn(Slug) -> Entity,
    order: &'a [Slug],
) -> Lazily<'a, Exported<'a, T>> {
    Lazily::new(move || {
        let known = order.iter().filter_map(move |slug| records.get_key_value(slug));
        known.map(move |(slug, record)| exported(explainer, slug, &**record, kind))
    })
}

fn exported<'a, T: Record>(
    explainer: &Explainer,
    id: &'a Slug,
    record: &'a T,
    kind: fn(Slug) -> Entity,
) -> Exported<'a, T> {
    Exported { id, record, common: common(explainer, &kind(id.clone()), record.entry()) }
}

fn common<'a>(explainer: &Explainer, entity: &Entity, entry: &'a Entry) -> Common<'a> {
    let base = &explainer.site().base_url;
    Common { url: base.absolute_href(&entity_href(explainer, entity)), entry }
}
