//! The front page, and pages with lists.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Value};

use super::part::MoreView;
use super::position::{Detail, ShareView};
use super::shared::Shared;
use super::{Builder, DateView, HolderView, Link, pages};
use crate::explainer::{Attendance, Entity, Holder, NAMES, Route, Slug};

/// An issue in lists.
#[derive(Debug, Clone, Serialize)]
struct IssueView {
    link: Link,
    question: String,
    status: &'static str,
    summary: Option<String>,
    shares: Vec<ShareView>,
    /// The number of holders with a position on it.
    count: usize,
    /// `true` for a lead issue.
    leads: bool,
}

/// A choice in a filter.
#[derive(Debug, Clone, Serialize)]
struct ChoiceView {
    /// The slug.
    id: String,
    title: String,
}

/// A source in lists.
#[derive(Debug, Clone, Serialize)]
struct SourceView {
    link: Link,
    publisher: String,
    date: DateView,
    summary: Option<String>,
    passages: usize,
}

/// A term of the glossary.
#[derive(Debug, Clone, Serialize)]
struct TermView {
    id: String,
    title: String,
    /// `true` if it is a draft.
    draft: bool,
    also: Vec<String>,
    definition: Value,
    /// The pages whose text links to it, other terms aside.
    mentions: Vec<Link>,
}

/// Participants with the same attendance.
#[derive(Debug, Clone, Serialize)]
struct AttendanceGroup {
    attendance: &'static str,
    people: Vec<Shared<HolderView>>,
}

/// Parties of one kind.
#[derive(Debug, Clone, Serialize)]
struct PartyGroup {
    kind: &'static str,
    parties: Vec<PartyItem>,
}

/// A party with the number of participants who speak for it.
#[derive(Debug, Clone, Serialize)]
struct PartyItem {
    holder: Shared<HolderView>,
    people: usize,
}

/// A block of columns of a matrix that is too large for one page.
#[derive(Debug, Clone, Serialize)]
struct BlockView {
    href: String,
    /// The title of the first issue.
    first: String,
    /// The title of the last issue.
    last: String,
    /// `true` if it is on this page.
    is_shown: bool,
}

/// The maximum number of parties on the front page, so that the text below them is not too far down.
const FRONT_ROWS: usize = 8;

impl<'a> Builder<'a> {
    /// Returns at most `most` parties, in the explainer's order. If there are more, those without a position on any of `issues` are dropped
    /// first.
    fn lead_parties(&self, issues: &[Slug], most: usize) -> Vec<&'a Holder> {
        let explainer: &'a _ = self.explainer;
        let parties = explainer.holder_order().iter().enumerate();
        let mut parties: Vec<_> =
            parties.filter(|(_, holder)| matches!(holder, Holder::Party(_))).collect();
        if parties.len() > most {
            parties.sort_by_cached_key(|(_, party)| {
                let positions = explainer.positions(party);
                !issues.iter().any(|issue| positions.current(issue).is_some())
            });
            parties.truncate(most);
            parties.sort_by_key(|(place, _)| *place);
        }
        parties.into_iter().map(|(_, party)| party).collect()
    }

    fn issue_views(&self) -> Vec<IssueView> {
        let records = self.explainer.records();
        let view = |slug: &Slug| {
            let issue = records.issues.get(slug)?;
            Some(IssueView {
                link: self.link(&Entity::Issue(slug.clone())),
                question: issue.question.clone(),
                status: issue.status.as_str(),
                summary: issue.entry.summary.clone(),
                shares: self.shares(slug),
                count: self.explainer.division(slug).map_or(0, crate::explainer::Division::len),
                leads: records.site.lead_issues.contains(slug),
            })
        };
        self.explainer.issue_order().iter().filter_map(view).collect()
    }

    pub(super) fn home(mut self) -> Context {
        let explainer: &'a _ = self.explainer;
        let pages = pages(explainer, &self.renderer.views, usize::MAX);
        self.set("pages", &pages);
        self.set("more_pages", &None::<MoreView>);
        self.set_body(&Entity::Home);
        let lead: Vec<Slug> = explainer.issue_order().iter().take(3).cloned().collect();
        let parties = self.lead_parties(&lead, FRONT_ROWS);
        let rows = self.rows(parties, &lead, Detail::Brief);
        self.set("rows", &rows);
        self.set("columns", &self.columns(&lead));
        let issues = self.issue_views();
        self.set("issues", &issues);
        let updates: Vec<_> = explainer
            .updates()
            .into_iter()
            .take(3)
            .map(|(entity, update)| self.update(&entity, update))
            .collect();
        self.set("latest", &updates);
        let main = explainer
            .site()
            .main_event
            .as_ref()
            .and_then(|slug| Some((slug, explainer.records().events.get(slug)?)));
        let main = main.map(|(slug, event)| self.event_view(slug, event));
        self.set("main_event", &main);
        let outlook = self.outlook();
        self.set("outlook", &outlook);
        let sources = self.source_views();
        self.set("sources", &sources);
        self.finish(&Entity::Home, None)
    }

    pub(super) fn issues(mut self) -> Context {
        let issues = self.issue_views();
        self.set("issues", &issues);
        self.finish_list("issues")
    }

    pub(super) fn participants(mut self) -> Context {
        let order = self.explainer.holder_order();
        let people = self.renderer.views.people(self.explainer).iter();
        let people: Vec<_> = self.of_this_part(people, NAMES).collect();
        let groups = people.chunk_by(|(a, _), (b, _)| a == b).map(|people| AttendanceGroup {
            attendance: people[0].0.map_or("unknown", Attendance::as_str),
            people: people.iter().map(|(_, at)| self.holder(&order[*at])).collect(),
        });
        let groups: Vec<_> = groups.collect();
        self.set("groups", &groups);
        self.finish_list("participants")
    }

    pub(super) fn parties(mut self) -> Context {
        let records = self.explainer.records();
        let mut groups: Vec<PartyGroup> = Vec::new();
        for holder in self.explainer.holder_order() {
            let Holder::Party(slug) = holder else { continue };
            let Some(party) = records.parties.get(slug) else { continue };
            let kind = party.kind.as_str();
            let item = PartyItem {
                holder: self.holder(holder),
                people: self.explainer.people_of(slug).len(),
            };
            match groups.last_mut() {
                Some(group) if group.kind == kind => group.parties.push(item),
                _ => groups.push(PartyGroup { kind, parties: vec![item] }),
            }
        }
        self.set("groups", &groups);
        self.finish_list("parties")
    }

    /// Returns the context of the matrix, or of this part of it.
    pub(super) fn positions(mut self) -> Context {
        let explainer: &'a _ = self.explainer;
        let order = explainer.holder_order();
        let shard = explainer.shard(self.part());
        let (rows, issues) = if let Some(shard) = &shard {
            let holders = shard.holders.iter().map(|at| &order[*at]);
            (self.rows(holders, shard.issues, Detail::Brief), shard.issues)
        } else {
            let issues = explainer.issue_order();
            (self.rows(order, issues, Detail::Full), issues)
        };
        self.set("rows", &rows);
        self.set("columns", &self.columns(issues));
        self.set("blocks", &self.blocks(shard.as_ref().map_or(&[], |it| it.issues)));
        self.finish_list("positions")
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

    pub(super) fn timeline(mut self) -> Context {
        let events = self.events(|_| true);
        self.set("events", &events);
        let chart = self.chart();
        self.set("chart", &chart);
        let explainer: &'a _ = self.explainer;
        let events = explainer.records().events.values();
        let concerned: BTreeSet<_> = events.clone().flat_map(|event| &event.issues).collect();
        let present: BTreeSet<_> = events.flat_map(|event| self.parties_at(event)).collect();
        let issues = explainer.issue_order().iter().filter(|it| concerned.contains(it));
        let parties = explainer.holder_order().iter().filter_map(|holder| match holder {
            Holder::Party(slug) => Some(slug).filter(|it| present.contains(it)),
            Holder::Participant(_) => None,
        });
        let choice = |entity: Entity| ChoiceView {
            id: entity.slug().map(ToString::to_string).unwrap_or_default(),
            title: explainer.title(&entity).to_owned(),
        };
        let issues: Vec<_> = issues.map(|slug| choice(Entity::Issue(slug.clone()))).collect();
        let parties: Vec<_> = parties.map(|slug| choice(Entity::Party(slug.clone()))).collect();
        self.set("issues", &issues);
        self.set("parties", &parties);
        self.finish_list("timeline")
    }

    fn source_views(&self) -> Vec<SourceView> {
        let mut sources: Vec<_> = self.explainer.records().sources.iter().collect();
        let collation = self.explainer.site().collation();
        sources.sort_by_cached_key(|(_, source)| collation.key(&source.title));
        let view = |(slug, source): (&Slug, &Arc<crate::explainer::Source>)| SourceView {
            link: self.link(&Entity::Source(slug.clone())),
            publisher: source.publisher.clone(),
            date: self.date(source.date),
            summary: source.entry.summary.clone(),
            passages: source.passages.len(),
        };
        sources.into_iter().map(view).collect()
    }

    pub(super) fn sources(mut self) -> Context {
        let sources = self.source_views();
        self.set("sources", &sources);
        self.finish_list("sources")
    }

    pub(super) fn glossary(mut self) -> Context {
        let explainer: &'a _ = self.explainer;
        let mut order: Vec<_> = explainer.records().terms.iter().collect();
        let collation = explainer.site().collation();
        order.sort_by_cached_key(|(_, term)| collation.key(&term.title));
        let mut terms = Vec::new();
        for (slug, term) in order {
            let entity = Entity::Term(slug.clone());
            terms.push(TermView {
                id: slug.to_string(),
                title: term.title.clone(),
                draft: term.entry.is_draft,
                also: term.also.clone(),
                definition: self.html(&entity),
                mentions: explainer
                    .mentions(&entity)
                    .filter(|from| !matches!(from, Entity::Term(_)))
                    .map(|from| self.link(from))
                    .collect(),
            });
        }
        self.set("terms", &terms);
        let found = self.found_glossary();
        self.finish_list_with("glossary", |page| page.found = found)
    }

    pub(super) fn updates(mut self) -> Context {
        let updates: Vec<_> = self
            .explainer
            .updates()
            .into_iter()
            .map(|(entity, update)| self.update(&entity, update))
            .collect();
        self.set("updates", &updates);
        self.finish_list("updates")
    }
}
