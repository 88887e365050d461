//! The pages of sources: of a single one, of one of its passages, and the list.

use std::sync::Arc;

use serde::Serialize;
use tera::Value;

use super::builder::Builder;
use super::page::{Heading, PageView};
use super::parts::MoreView;
use crate::explainer::{
    CLAIMS, Citation, Claim, Contact, Entity, PASSAGE, Route, Section, Slug, Source,
};
use crate::render::views::{DateView, Link};

/// The variables of `source.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct SourcePage<'a> {
    publisher: &'a str,
    author: Option<&'a str>,
    date: DateView,
    url: Option<&'a str>,
    accessed: Option<DateView>,
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    body: Value,
    passages: Vec<PassageView<'a>>,
    page: PageView,
}

/// The variables of `passage.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct PassagePage<'a> {
    /// The passage, with the claims that belong on this part of the page.
    passage: PassageView<'a>,
    /// A link to the passage on its source's page.
    source: Link,
    page: PageView,
}

/// The variables of `sources.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct SourcesPage<'a> {
    sources: Vec<SourceView<'a>>,
    page: PageView,
}

/// A passage of a source, with the claims that rest on it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PassageView<'a> {
    id: String,
    label: &'a str,
    /// The claims other than sentences in a page's text.
    claims: Vec<ClaimView<'a>>,
    /// The pages whose text cites it.
    texts: Vec<Link>,
    /// The number of claims that are left out here, and the address at which they are shown.
    more: Option<MoreView>,
}

/// A claim that rests on a passage.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ClaimView<'a> {
    /// `position`, `contact`, `question` or `event`; its word is `claim.<kind>`.
    kind: &'static str,
    /// The page with the claim.
    page: Link,
    /// The address of the claim on a page.
    href: String,
    /// The text of the claim, if it has one of its own: a position's summary, the question, or the other person's name.
    text: Option<&'a str>,
    /// The issue of a position.
    issue: Option<Link>,
}

/// A source in lists.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SourceView<'a> {
    link: Link,
    publisher: &'a str,
    date: DateView,
    summary: Option<&'a str>,
    /// The number of its passages.
    passages: usize,
}

impl<'a> Builder<'a> {
    /// Returns the variables of a source's page. `None` if there is no such source.
    pub(in crate::render) fn source(mut self, slug: &Slug) -> Option<SourcePage<'a>> {
        let explainer: &'a _ = self.explainer;
        let source = explainer.records().sources.get(slug)?;
        let entity = Entity::Source(slug.clone());
        let passages = source.passages.iter().map(|passage| {
            (Citation { source: slug.clone(), passage: passage.id.clone() }, &*passage.label)
        });
        Some(SourcePage {
            publisher: &source.publisher,
            author: source.author.as_deref(),
            date: self.date(source.date),
            url: source.url.as_deref(),
            accessed: source.accessed.map(|date| self.date(date)),
            body: self.html(&entity),
            passages: passages.map(|(citation, label)| self.passage(&citation, label)).collect(),
            page: self.finish(&entity),
        })
    }

    /// Returns the variables of the page with all claims that rest on one passage. `None` if there is no such source.
    pub(in crate::render) fn passage_page(self, citation: &Citation) -> Option<PassagePage<'a>> {
        let explainer: &'a _ = self.explainer;
        let record = explainer.records().sources.get(&citation.source)?;
        let label = citation.label(record);
        let claims: Vec<_> = self.of_this_part(explainer.claims(citation), CLAIMS).collect();
        let source = self.link(&Entity::Source(citation.source.clone()));
        let back = format!("{}#{}", source.href, citation.passage);
        let title = format!("{}, {}", source.title, citation.passage);
        Some(PassagePage {
            passage: self.passage_view(citation, label, &claims),
            source: Link::to(source.title.clone(), back, source.kind),
            page: self.complete(Heading {
                section: Some(Section::Sources),
                above: Some(source),
                ..Heading::new("passage", title, label.to_owned())
            }),
        })
    }

    pub(in crate::render) fn sources(self) -> SourcesPage<'a> {
        SourcesPage { sources: self.source_views(), page: self.finish_list("sources") }
    }

    /// Returns all sources, by title.
    pub(super) fn source_views(&self) -> Vec<SourceView<'a>> {
        let explainer: &'a _ = self.explainer;
        let mut sources: Vec<_> = explainer.records().sources.iter().collect();
        let collation = explainer.site().collation();
        sources.sort_by_cached_key(|(_, source)| collation.key(&source.title));
        let view = |(slug, source): (&Slug, &'a Arc<Source>)| SourceView {
            link: self.link(&Entity::Source(slug.clone())),
            publisher: &source.publisher,
            date: self.date(source.date),
            summary: source.entry.summary.as_deref(),
            passages: source.passages.len(),
        };
        sources.into_iter().map(view).collect()
    }

    /// Returns a passage for its source's page. If there are many claims, only the first are included, and the rest is on a page of its own.
    fn passage(&self, citation: &Citation, label: &'a str) -> PassageView<'a> {
        let claims = self.explainer.claims(citation);
        let claims: Vec<_> = claims.take(PASSAGE).collect();
        let view = self.passage_view(citation, label, &claims);
        PassageView { more: self.more_of_passage(citation, claims.len()), ..view }
    }

    /// Returns a passage with these of its claims.
    fn passage_view(
        &self,
        citation: &Citation,
        label: &'a str,
        claims: &[Claim],
    ) -> PassageView<'a> {
        let text = |claim: &Claim| match claim {
            Claim::Text(entity) => Some(self.link(entity)),
            _ => None,
        };
        PassageView {
            id: citation.passage.to_string(),
            label,
            claims: claims.iter().filter_map(|claim| self.claim(claim)).collect(),
            texts: claims.iter().filter_map(text).collect(),
            more: None,
        }
    }

    /// Returns the view of a claim. `None` for a sentence in a page's text.
    fn claim(&self, claim: &Claim) -> Option<ClaimView<'a>> {
        let records = self.explainer.records();
        let view = |kind, entity: &Entity, anchor: &str, text: Option<&'a str>| {
            let page = self.link(entity);
            let href = format!("{}{anchor}", page.href);
            ClaimView { kind, page, href, text, issue: None }
        };
        Some(match claim {
            Claim::Position(holder, at) => {
                let position = self.explainer.positions(holder).all().get(*at)?;
                let issue = self.link(&Entity::Issue(position.issue.clone()));
                let href = self.position_href(holder, &position.issue);
                let text = Some(position.summary.as_str());
                let view = view("position", &Entity::from(holder), "", text);
                ClaimView { issue: Some(issue), href, ..view }
            }
            Claim::Contact(slug, at) => {
                let contact: &Contact = records.participants.get(slug)?.contacts.get(*at)?;
                let other = Entity::Participant(contact.with.clone());
                let text = Some(self.explainer.title(&other));
                view("contact", &Entity::Participant(slug.clone()), "#holder.meetings", text)
            }
            Claim::OpenQuestion(slug, at) => {
                let question = records.issues.get(slug)?.open_questions.get(*at)?;
                let text = Some(question.question.as_str());
                view("question", &Entity::Issue(slug.clone()), "#issue.questions", text)
            }
            Claim::Event(slug) => view("event", &Entity::Event(slug.clone()), "", None),
            Claim::Text(_) => return None,
        })
    }

    /// Returns the rest of a passage's claims after the first `shown`. `None` if the passage has no page of its own.
    fn more_of_passage(&self, citation: &Citation, shown: usize) -> Option<MoreView> {
        let explainer = self.explainer;
        let href = || explainer.site().base_url.href(&Route::Passage(citation.clone()));
        let count = explainer.claims(citation).len() - shown;
        explainer.has_page(citation).then(|| MoreView { count, href: href() })
    }
}
