//! `data/positions.json`: one record a position, with the things that positions refer to, by id; and its pieces for the page that compares.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use super::lazily::Lazily;
use super::{Held, all_positions, positions_of, proposal_of};
use crate::explainer::{Basis, Citation, Date, Entity, Explainer, Holder, Slug, Stance};
use crate::render::Renderer;
use crate::render::views::{entity_href, position_id};

/// All positions of an explainer, or those of some holders, and what they name by id. Addresses (`href`) begin at the server's root.
#[derive(Serialize, JsonSchema)]
pub(super) struct Published<'a> {
    /// In the order of the matrix and of legends.
    stances: &'a [Stance],
    /// In the order of the matrix.
    issues: Vec<Issue<'a>>,
    /// Those who have a position, in the order of the matrix.
    holders: Vec<HolderRecord<'a>>,
    /// By slug.
    parties: BTreeMap<&'a Slug, Party<'a>>,
    sources: BTreeMap<&'a Slug, Source<'a>>,
    /// By holder in the order of the matrix, then by issue in its order, then the oldest first.
    positions: Lazily<'a, PositionRecord<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Issue<'a> {
    id: &'a Slug,
    /// Its place in the order of the matrix, from 0.
    place: usize,
    title: &'a str,
    question: &'a str,
    href: String,
}

#[derive(Serialize, JsonSchema)]
struct HolderRecord<'a> {
    /// The kind and the slug: `party.france`.
    id: String,
    /// `participant` or `party`.
    kind: &'static str,
    name: &'a str,
    role: Option<&'a str>,
    /// The slug of the party that it is or belongs to.
    party: Option<&'a Slug>,
    href: String,
}

#[derive(Serialize, JsonSchema)]
struct Party<'a> {
    name: &'a str,
    href: String,
}

#[derive(Serialize, JsonSchema)]
struct Source<'a> {
    title: &'a str,
    publisher: &'a str,
    href: String,
    /// What each passage says, by its id.
    passages: BTreeMap<&'a Slug, &'a str>,
}

#[derive(Serialize, JsonSchema)]
struct PositionRecord<'a> {
    /// The id of who holds it.
    holder: String,
    /// The slug of the party that holds it, or that its holder belongs to.
    party: Option<&'a Slug>,
    /// The id of the issue.
    issue: &'a Slug,
    /// Whether no later one on the same issue is recorded.
    current: bool,
    /// The id of the stance.
    stance: &'a Slug,
    /// The label of the proposal that it speaks of.
    proposal: Option<&'a str>,
    /// What it is, in the editors' words.
    summary: &'a str,
    /// Words that the sources quote, verbatim.
    quote: Option<&'a str>,
    /// The name of who said it, where it is not the holder.
    quote_by: Option<&'a str>,
    /// Whose word it is recorded on.
    basis: Basis,
    /// Why it was inferred, where it was.
    reason: Option<&'a str>,
    /// Since when, or as of when.
    as_of: Option<Day>,
    /// The passages that it rests on.
    cite: Vec<Cite<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Day {
    /// As precise as it is known: 2025-04-17, 2025-04 or 2025.
    iso: Date,
    /// In the site's language.
    text: String,
}

#[derive(Serialize, JsonSchema)]
struct Cite<'a> {
    source: &'a Slug,
    passage: &'a Slug,
}

/// Returns the content of the file.
pub(super) fn published(renderer: &Renderer) -> Published<'_> {
    let explainer = &renderer.explainer;
    let holds = |holder: &&Holder| !explainer.positions(holder).all().is_empty();
    let holders = explainer.holder_order().iter().filter(holds);
    Published {
        stances: &explainer.site().stances,
        issues: issues(explainer, |_| true),
        parties: parties(explainer, |_| true),
        sources: sources(explainer, |_, _| true),
        positions: Lazily::new(|| all_positions(explainer).map(|it| record(renderer, &it))),
        holders: holders.map(|it| holder_record(explainer, it)).collect(),
    }
}

/// Returns the same data for the holders at these indices only, with only the things that their positions refer to.
pub(super) fn of_holders(renderer: &Renderer, places: Range<usize>) -> Published<'_> {
    let explainer = &renderer.explainer;
    let holders = explainer.holder_order().get(places).unwrap_or_default();
    let positions = || positions_of(explainer, holders).map(|it| it.position);
    let named: BTreeSet<&Slug> = positions().map(|it| &it.issue).collect();
    let belonged: BTreeSet<&Slug> =
        holders.iter().filter_map(|it| explainer.party_of(it)).collect();
    let cited: BTreeSet<(&Slug, &Slug)> = positions()
        .flat_map(|it| it.cite.iter().map(|cite| (&cite.source, &cite.passage)))
        .collect();
    let holds = |holder: &&Holder| !explainer.positions(holder).all().is_empty();
    Published {
        stances: &explainer.site().stances,
        issues: issues(explainer, |slug| named.contains(slug)),
        parties: parties(explainer, |slug| belonged.contains(slug)),
        sources: sources(explainer, |source, passage| cited.contains(&(source, passage))),
        holders: holders.iter().filter(holds).map(|it| holder_record(explainer, it)).collect(),
        positions: Lazily::new(move || {
            positions_of(explainer, holders).map(move |it| record(renderer, &it))
        }),
    }
}

fn issues(explainer: &Explainer, wanted: impl Fn(&Slug) -> bool) -> Vec<Issue<'_>> {
    let order = explainer.issue_order().iter().zip(0..).filter(|(slug, _)| wanted(slug));
    order.filter_map(|(slug, place)| issue(explainer, slug, place)).collect()
}

fn issue<'a>(explainer: &'a Explainer, slug: &'a Slug, place: usize) -> Option<Issue<'a>> {
    let issue = explainer.records().issues.get(slug)?;
    let href = entity_href(explainer, &Entity::Issue(slug.clone()));
    Some(Issue { id: slug, place, title: &issue.title, question: &issue.question, href })
}

fn holder_record<'a>(explainer: &'a Explainer, holder: &'a Holder) -> HolderRecord<'a> {
    let entity = Entity::from(holder);
    let records = explainer.records();
    let (name, role) = match holder {
        Holder::Party(slug) => (records.parties.get(slug).map_or("", |it| &it.name), None),
        Holder::Participant(slug) => {
            let person = records.participants.get(slug);
            (person.map_or("", |it| &it.name), person.map(|it| it.role.as_str()))
        }
    };
    HolderRecord {
        id: position_id(holder),
        kind: entity.kind(),
        name,
        role,
        party: explainer.party_of(holder),
        href: entity_href(explainer, &entity),
    }
}

fn parties(explainer: &Explainer, wanted: impl Fn(&Slug) -> bool) -> BTreeMap<&Slug, Party<'_>> {
    let parties = explainer.records().parties.iter().filter(|(slug, _)| wanted(slug));
    let record = parties.map(|(slug, party)| {
        let href = entity_href(explainer, &Entity::Party(slug.clone()));
        (slug, Party { name: &party.name, href })
    });
    record.collect()
}

/// Returns the sources with their `wanted` passages. A source of whose passages none is wanted is left out.
fn sources(
    explainer: &Explainer,
    wanted: impl Fn(&Slug, &Slug) -> bool,
) -> BTreeMap<&Slug, Source<'_>> {
    let sources = explainer.records().sources.iter();
    let record = sources.filter_map(|(slug, source)| {
        let passages = source.passages.iter().filter(|it| wanted(slug, &it.id));
        let passages = passages.map(|it| (&it.id, it.label.as_str()));
        let passages: BTreeMap<_, _> = passages.collect();
        if passages.is_empty() && !source.passages.is_empty() {
            return None;
        }
        let source = Source {
            title: &source.title,
            publisher: &source.publisher,
            href: entity_href(explainer, &Entity::Source(slug.clone())),
            passages,
        };
        Some((slug, source))
    });
    record.collect()
}

fn record<'a>(renderer: &'a Renderer, held: &Held<'a>) -> PositionRecord<'a> {
    let Held { holder, position, current } = *held;
    let explainer = &renderer.explainer;
    let people = &explainer.records().participants;
    let quote_by = position.quote_by.as_ref().and_then(|it| people.get(it));
    PositionRecord {
        holder: position_id(holder),
        party: explainer.party_of(holder),
        issue: &position.issue,
        current,
        stance: &position.stance,
        proposal: proposal_of(explainer, position).map(|it| it.label.as_str()),
        summary: &position.summary,
        quote: position.quote.as_deref(),
        quote_by: quote_by.map(|it| it.name.as_str()),
        basis: position.basis,
        reason: position.reason.as_deref(),
        as_of: position
            .as_of
            .map(|date| Day { iso: date, text: renderer.theme.strings.date(date) }),
        cite: position.cite.iter().map(cite).collect(),
    }
}

fn cite(citation: &Citation) -> Cite<'_> {
    Cite { source: &citation.source, passage: &citation.passage }
}
