//! The page of an issue.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Value;

use super::builder::Builder;
use super::events::EventView;
use super::page::PageView;
use super::parts::MoreView;
use super::positions::{GroupView, ShareView};
use crate::explainer::{Division, Entity, Holder, OpenQuestion, Slug, Target};
use crate::render::views::{Link, Shared, StanceView, position_id};

/// The maximum number of names under a stance in a summary.
const IN_CAMP: usize = 24;
/// The maximum number of related issues.
const RELATED: usize = 4;

/// The variables of `issue.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct IssuePage<'a> {
    question: &'a str,
    /// `open`, `agreed` or `set-aside`.
    status: &'static str,
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    body: Value,
    /// The positions that belong on this part of the page.
    groups: Vec<GroupView<'a>>,
    /// All holders with a position, in brief.
    camps: Vec<CampView>,
    shares: Vec<ShareView>,
    /// The number of holders with a position.
    count: usize,
    open_questions: Vec<QuestionView<'a>>,
    /// The labels of the proposals.
    proposals: Vec<&'a str>,
    events: Vec<EventView>,
    /// At most four.
    related: Vec<RelatedView>,
    /// The HTML with which another page embeds the stances.
    embed: Option<String>,
    page: PageView,
}

/// An open question.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct QuestionView<'a> {
    question: &'a str,
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    cites: String,
}

/// The holders that take one stance on an issue, in brief.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CampView {
    stance: Shared<StanceView>,
    /// The number of holders.
    count: usize,
    /// The first holders, each with a link to the position.
    holders: Vec<Link>,
    more: Option<MoreView>,
}

/// A related issue, with the reasons for the relation.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RelatedView {
    link: Link,
    /// `true` if the text of one of them links to the other.
    linked: bool,
    /// The events that were about both issues.
    events: Vec<Link>,
}

impl<'a> Builder<'a> {
    /// Returns the variables of an issue's page. `None` if there is no such issue.
    pub(in crate::render) fn issue(mut self, slug: &Slug) -> Option<IssuePage<'a>> {
        let explainer: &'a _ = self.explainer;
        let issue = explainer.records().issues.get(slug)?;
        let entity = Entity::Issue(slug.clone());
        Some(IssuePage {
            question: &issue.question,
            status: issue.status.as_str(),
            body: self.html(&entity),
            groups: self.groups(slug),
            camps: self.camps_in_brief(slug),
            shares: self.shares(slug),
            count: explainer.division(slug).map_or(0, Division::len),
            open_questions: issue.open_questions.iter().map(|it| self.question(it)).collect(),
            proposals: issue.proposals.iter().map(|it| it.label.as_str()).collect(),
            events: self.events(|event| event.issues.contains(slug)),
            related: self.related(slug),
            embed: self.embed_snippet(slug),
            page: self.finish(&entity),
        })
    }

    fn question(&mut self, question: &'a OpenQuestion) -> QuestionView<'a> {
        QuestionView { question: &question.question, cites: self.notes.cite(&question.cite) }
    }

    /// Returns the holders that take each stance on an issue, in brief.
    fn camps_in_brief(&self, issue: &Slug) -> Vec<CampView> {
        let explainer = self.explainer;
        let groups = explainer.division(issue).map_or(&[][..], |division| &division.groups);
        let order = explainer.holder_order();
        let link = |holder: &Holder| {
            let entity = Entity::from(holder);
            let here = explainer.route_of_position(holder, issue) == *self.route;
            let href = if here {
                format!("#{}", position_id(holder))
            } else {
                self.position_href(holder, issue)
            };
            Link::to(explainer.title(&entity).to_owned(), href, entity.kind())
        };
        let camp = |(stance, holders): &(Slug, Vec<usize>)| CampView {
            stance: self.stance(stance),
            count: holders.len(),
            holders: holders.iter().take(IN_CAMP).map(|at| link(&order[*at])).collect(),
            more: holders.get(IN_CAMP).map(|next| MoreView {
                count: holders.len() - IN_CAMP,
                href: link(&order[*next]).href.clone(),
            }),
        };
        groups.iter().map(camp).collect()
    }

    /// Returns the related issues: first those whose texts link to each other, then those with the most events in common.
    fn related(&self, slug: &Slug) -> Vec<RelatedView> {
        let explainer = self.explainer;
        let records = explainer.records();
        let mut related: BTreeMap<&Slug, (bool, Vec<&Slug>)> = BTreeMap::new();
        let own = Entity::Issue(slug.clone());
        let targets = explainer.entry(&own).map_or(&[][..], |entry| &entry.body.targets);
        let to = targets.iter().filter_map(|target| match target {
            Target::Page(to, _) => Some(to),
            _ => None,
        });
        for entity in to.chain(explainer.mentions(&own)) {
            if let Entity::Issue(other) = entity {
                related.entry(other).or_default().0 = true;
            }
        }
        for at in explainer.timeline() {
            let issues = records.events.get(at).map_or(&[][..], |event| &event.issues);
            for other in issues.iter().filter(|_| issues.contains(slug)) {
                related.entry(other).or_default().1.push(at);
            }
        }
        let order = explainer.issue_order().iter().filter(|it| *it != slug);
        let mut order: Vec<_> = order.filter_map(|it| Some((it, related.get(it)?))).collect();
        order.sort_by_key(|(_, (linked, events))| (!linked, std::cmp::Reverse(events.len())));
        let view = |(other, (linked, events)): (&Slug, &(bool, Vec<&Slug>))| RelatedView {
            link: self.link(&Entity::Issue(other.clone())),
            linked: *linked,
            events: events.iter().map(|it| self.link(&Entity::Event((*it).clone()))).collect(),
        };
        order.into_iter().take(RELATED).map(view).collect()
    }
}
