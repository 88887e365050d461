//! Pages with lists of things, and pages with a text alone.

use serde::Serialize;
use tera::Value;

use super::builder::Builder;
use super::page::{Heading, PageView, UpdateView};
use super::positions::ShareView;
use crate::explainer::{Attendance, Division, Entity, Holder, NAMES, Slug};
use crate::render::views::{HolderView, Link, Shared, entity_href};

/// The variables of `issues.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct IssuesPage<'a> {
    issues: Vec<IssueView<'a>>,
    page: PageView,
}

/// The variables of `participants.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct ParticipantsPage {
    groups: Vec<AttendanceGroup>,
    page: PageView,
}

/// The variables of `parties.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct PartiesPage {
    groups: Vec<PartyGroup>,
    page: PageView,
}

/// The variables of `glossary.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct GlossaryPage<'a> {
    terms: Vec<TermView<'a>>,
    page: PageView,
}

/// The variables of `updates.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct UpdatesPage {
    /// All updates, newest first.
    updates: Vec<UpdateView>,
    page: PageView,
}

/// The variables of `page.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct TextPage {
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    body: Value,
    page: PageView,
}

/// The variables of `404.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct NotFoundPage {
    page: PageView,
}

/// The variables of `offline.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct OfflinePage {
    page: PageView,
}

/// The variables of `redirect.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct RedirectPage {
    /// The new address, with the anchor.
    href: String,
    /// The full new address.
    target: String,
    page: PageView,
}

/// An issue in lists.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct IssueView<'a> {
    link: Link,
    question: &'a str,
    /// `open`, `agreed` or `set-aside`.
    status: &'static str,
    summary: Option<&'a str>,
    shares: Vec<ShareView>,
    /// The number of holders with a position on it.
    count: usize,
    /// `true` for those in `lead_issues`.
    leads: bool,
}

/// A term of the glossary.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TermView<'a> {
    /// The slug.
    id: String,
    title: &'a str,
    /// `true` if it is a draft.
    draft: bool,
    also: &'a [String],
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    definition: Value,
    /// The pages whose text links to it, other terms aside.
    mentions: Vec<Link>,
}

/// Participants with the same attendance.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct AttendanceGroup {
    /// `host`, `in-person`, `remote`, `absent`, or `unknown` if it is not recorded.
    attendance: &'static str,
    people: Vec<Shared<HolderView>>,
}

/// Parties of one kind.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PartyGroup {
    /// `country`, `organisation` or `coalition`; its word is `party_kinds.<kind>`.
    kind: &'static str,
    parties: Vec<PartyItem>,
}

/// A party with the number of participants who speak for it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PartyItem {
    holder: Shared<HolderView>,
    /// The number of participants who speak for it.
    people: usize,
}

impl<'a> Builder<'a> {
    pub(in crate::render) fn issues(self) -> IssuesPage<'a> {
        IssuesPage { issues: self.issue_views(), page: self.finish_list("issues") }
    }

    /// Returns all issues, in the explainer's order.
    pub(super) fn issue_views(&self) -> Vec<IssueView<'a>> {
        let explainer: &'a _ = self.explainer;
        let records = explainer.records();
        let view = |slug: &Slug| {
            let issue = records.issues.get(slug)?;
            Some(IssueView {
                link: self.link(&Entity::Issue(slug.clone())),
                question: &issue.question,
                status: issue.status.as_str(),
                summary: issue.entry.summary.as_deref(),
                shares: self.shares(slug),
                count: explainer.division(slug).map_or(0, Division::len),
                leads: records.site.lead_issues.contains(slug),
            })
        };
        explainer.issue_order().iter().filter_map(view).collect()
    }

    pub(in crate::render) fn participants(self) -> ParticipantsPage {
        let order = self.explainer.holder_order();
        let people = self.renderer.views.people(self.explainer).iter();
        let people: Vec<_> = self.of_this_part(people, NAMES).collect();
        let groups = people.chunk_by(|(a, _), (b, _)| a == b).map(|people| AttendanceGroup {
            attendance: people[0].0.map_or("unknown", Attendance::as_str),
            people: people.iter().map(|(_, at)| self.holder(&order[*at])).collect(),
        });
        ParticipantsPage { groups: groups.collect(), page: self.finish_list("participants") }
    }

    pub(in crate::render) fn parties(self) -> PartiesPage {
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
        PartiesPage { groups, page: self.finish_list("parties") }
    }

    pub(in crate::render) fn glossary(mut self) -> GlossaryPage<'a> {
        let explainer: &'a _ = self.explainer;
        let mut order: Vec<_> = explainer.records().terms.iter().collect();
        let collation = explainer.site().collation();
        order.sort_by_cached_key(|(_, term)| collation.key(&term.title));
        let terms = order.into_iter().map(|(slug, term)| {
            let entity = Entity::Term(slug.clone());
            let mentions = explainer.mentions(&entity);
            let mentions = mentions.filter(|from| !matches!(from, Entity::Term(_)));
            TermView {
                id: slug.to_string(),
                title: &term.title,
                draft: term.entry.is_draft,
                also: &term.also,
                definition: self.html(&entity),
                mentions: mentions.map(|from| self.link(from)).collect(),
            }
        });
        let terms = terms.collect();
        let found = self.found_glossary();
        let mut page = self.finish_list("glossary");
        page.found = found;
        GlossaryPage { terms, page }
    }

    pub(in crate::render) fn updates(self) -> UpdatesPage {
        let updates = self.explainer.updates().into_iter();
        UpdatesPage {
            updates: updates.map(|(entity, update)| self.update(&entity, update)).collect(),
            page: self.finish_list("updates"),
        }
    }

    pub(in crate::render) fn text(mut self, slug: &Slug) -> TextPage {
        let entity = Entity::Page(slug.clone());
        TextPage { body: self.html(&entity), page: self.finish(&entity) }
    }

    pub(in crate::render) fn not_found(self) -> NotFoundPage {
        NotFoundPage { page: self.finish_list("not_found") }
    }

    pub(in crate::render) fn offline(self) -> OfflinePage {
        OfflinePage { page: self.finish_list("offline") }
    }

    pub(in crate::render) fn redirect(self, entity: &Entity) -> RedirectPage {
        let href = entity_href(self.explainer, entity);
        let title = self.explainer.title(entity).to_owned();
        RedirectPage {
            target: self.explainer.site().base_url.absolute_href(&href),
            href,
            page: self.complete(Heading::new("redirect", title.clone(), title)),
        }
    }
}
