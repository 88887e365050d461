//! Files for programs: what the pages say, as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Renderer;
use super::view::{entity_href, position_id};
use crate::explainer::{Citation, Entity, Explainer, Holder, Position, Slug};

/// All positions, and what they name by id.
#[derive(Serialize)]
struct Published<'a> {
    stances: Vec<Stance<'a>>,
    /// In the order of the matrix.
    issues: Vec<Issue<'a>>,
    /// Those who have a position, in the order of the matrix.
    holders: Vec<HolderRecord<'a>>,
    /// By slug.
    parties: BTreeMap<&'a str, Party<'a>>,
    sources: BTreeMap<&'a str, Source<'a>>,
    positions: Vec<PositionRecord<'a>>,
}

#[derive(Serialize)]
struct Stance<'a> {
    id: &'a str,
    label: &'a str,
    tone: &'static str,
}

#[derive(Serialize)]
struct Issue<'a> {
    id: &'a str,
    title: &'a str,
    question: &'a str,
    href: String,
}

#[derive(Serialize)]
struct HolderRecord<'a> {
    /// `party.france`
    id: String,
    kind: &'static str,
    name: &'a str,
    role: Option<&'a str>,
    /// The slug of the party that it is or belongs to.
    party: Option<&'a str>,
    href: String,
}

#[derive(Serialize)]
struct Party<'a> {
    name: &'a str,
    href: String,
}

#[derive(Serialize)]
struct Source<'a> {
    title: &'a str,
    publisher: &'a str,
    href: String,
    /// What each passage says, by its id.
    passages: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct PositionRecord<'a> {
    holder: String,
    issue: &'a str,
    /// Whether no later one on the same issue is recorded.
    current: bool,
    stance: &'a str,
    proposal: Option<&'a str>,
    summary: &'a str,
    quote: Option<&'a str>,
    /// The name of who said it, where it is not the holder.
    quote_by: Option<&'a str>,
    basis: &'static str,
    reason: Option<&'a str>,
    as_of: Option<Day>,
    cite: Vec<Cite<'a>>,
}

#[derive(Serialize)]
struct Day {
    iso: String,
    text: String,
}

#[derive(Serialize)]
struct Cite<'a> {
    source: &'a str,
    passage: &'a str,
}

/// `data/positions.json`.
pub(super) fn positions(renderer: &Renderer) -> Vec<u8> {
    let explainer = &renderer.explainer;
    let holds = |holder: &&Holder| !explainer.positions(holder).is_empty();
    let holders: Vec<_> = explainer.holder_order().iter().filter(holds).collect();
    let stances = explainer.site().stances.iter().map(|it| Stance {
        id: it.id.as_str(),
        label: &it.label,
        tone: it.tone.as_str(),
    });
    let data = Published {
        stances: stances.collect(),
        issues: explainer.issue_order().iter().filter_map(|it| issue(explainer, it)).collect(),
        parties: parties(explainer),
        sources: sources(explainer),
        positions: holders.iter().flat_map(|it| positions_of(renderer, it)).collect(),
        holders: holders.iter().map(|it| holder_record(explainer, it)).collect(),
    };
    serde_json::to_vec(&data).unwrap_or_default()
}

fn issue<'a>(explainer: &'a Explainer, slug: &'a Slug) -> Option<Issue<'a>> {
    let issue = explainer.records().issues.get(slug)?;
    let href = entity_href(explainer, &Entity::Issue(slug.clone()));
    Some(Issue { id: slug.as_str(), title: &issue.title, question: &issue.question, href })
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
        party: explainer.party_of(holder).map(Slug::as_str),
        href: entity_href(explainer, &entity),
    }
}

fn parties(explainer: &Explainer) -> BTreeMap<&str, Party<'_>> {
    let parties = explainer.records().parties.iter();
    let record = parties.map(|(slug, party)| {
        let href = entity_href(explainer, &Entity::Party(slug.clone()));
        (slug.as_str(), Party { name: &party.name, href })
    });
    record.collect()
}

fn sources(explainer: &Explainer) -> BTreeMap<&str, Source<'_>> {
    let sources = explainer.records().sources.iter();
    let record = sources.map(|(slug, source)| {
        let passages = source.passages.iter().map(|it| (it.id.as_str(), it.label.as_str()));
        let source = Source {
            title: &source.title,
            publisher: &source.publisher,
            href: entity_href(explainer, &Entity::Source(slug.clone())),
            passages: passages.collect(),
        };
        (slug.as_str(), source)
    });
    record.collect()
}

fn positions_of<'a>(
    renderer: &'a Renderer,
    holder: &'a Holder,
) -> impl Iterator<Item = PositionRecord<'a>> {
    let positions = renderer.explainer.positions(holder);
    positions.iter().enumerate().map(move |(at, position)| {
        let current = positions.get(at + 1).is_none_or(|next| next.issue != position.issue);
        record(renderer, holder, position, current)
    })
}

fn record<'a>(
    renderer: &'a Renderer,
    holder: &Holder,
    position: &'a Position,
    current: bool,
) -> PositionRecord<'a> {
    let records = renderer.explainer.records();
    let proposals = records.issues.get(&position.issue).map_or(&[][..], |it| &it.proposals);
    let proposal = proposals.iter().find(|it| Some(&it.id) == position.proposal.as_ref());
    let quote_by = position.quote_by.as_ref().and_then(|it| records.participants.get(it));
    PositionRecord {
        holder: position_id(holder),
        issue: position.issue.as_str(),
        current,
        stance: position.stance.as_str(),
        proposal: proposal.map(|it| it.label.as_str()),
        summary: &position.summary,
        quote: position.quote.as_deref(),
        quote_by: quote_by.map(|it| it.name.as_str()),
        basis: position.basis.as_str(),
        reason: position.reason.as_deref(),
        as_of: position
            .as_of
            .map(|date| Day { iso: date.to_string(), text: renderer.theme.strings.date(date) }),
        cite: position.cite.iter().map(cite).collect(),
    }
}

fn cite(citation: &Citation) -> Cite<'_> {
    Cite { source: citation.source.as_str(), passage: citation.passage.as_str() }
}
