//! Long lists: a page shows a part of them; the rest is under further addresses, or on a page with the whole list.

use serde::Serialize;
use tera::Context;

use super::position::position_id;
use super::shared::Shared;
use super::{Builder, Link, StanceView};
use crate::explainer::{CLAIMS, Citation, Entity, Holder, NAMES, Route, Section, Slug};
use crate::render::strings::among;

/// The maximum number of names under a stance in a summary.
const IN_CAMP: usize = 24;

/// The number of this part of a page, and the addresses of the others.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PartsView {
    /// The number, counted from 1.
    number: usize,
    count: usize,
    first: String,
    previous: Option<String>,
    next: Option<String>,
    last: String,
}

/// The rest of a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MoreView {
    pub(super) count: usize,
    /// The address at which it is shown.
    pub(super) href: String,
}

/// A row of names: all of them, or the first few if there are many.
#[derive(Debug, Clone, Serialize)]
pub(super) struct NamesView {
    links: Vec<Link>,
    more: Option<MoreView>,
}

/// The holders that take one stance on an issue, in brief.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CampView {
    stance: Shared<StanceView>,
    /// The number of holders.
    count: usize,
    /// The first holders, each with a link to the position.
    holders: Vec<Link>,
    more: Option<MoreView>,
}

impl PartsView {
    /// Returns `true` if it is not the first part.
    pub(super) fn is_further(&self) -> bool {
        self.number > 1
    }
}

impl NamesView {
    /// The maximum number of names in a row.
    const ALL: usize = 12;
    /// The number of names in a row if there are more than [`ALL`](Self::ALL); the rest is counted.
    const FEW: usize = 3;

    /// Creates a row with the names of `count` holders; `href` returns the address of the page with all of them.
    pub(super) fn new<'h>(
        builder: &Builder,
        holders: impl Iterator<Item = &'h Holder>,
        count: usize,
        href: impl FnOnce() -> String,
    ) -> Self {
        let shown = if count > Self::ALL { Self::FEW } else { count };
        let links = holders.take(shown).map(|holder| builder.link(&Entity::from(holder)));
        let more = || MoreView { count: count - shown, href: href() };
        Self { links: links.collect(), more: (count > shown).then(more) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.links.is_empty()
    }
}

impl Builder<'_> {
    /// Returns the number of this part of the page, counted from 1.
    pub(super) fn part(&self) -> usize {
        self.route.whole().1
    }

    /// Returns the entries of a list that belong on this part.
    pub(super) fn of_this_part<T>(
        &self,
        list: impl Iterator<Item = T>,
        in_one: usize,
    ) -> impl Iterator<Item = T> {
        list.skip((self.part() - 1) * in_one).take(in_one)
    }

    /// Returns the parts of this page; `None` if there is only one.
    pub(super) fn parts(&self) -> Option<PartsView> {
        let (page, number) = self.route.whole();
        let count = self.explainer.parts(page);
        let href = |number: usize| self.explainer.site().base_url.href(&page.clone().part(number));
        (count > 1).then(|| PartsView {
            number,
            count,
            first: href(1),
            previous: (number > 1).then(|| href(number - 1)),
            next: (number < count).then(|| href(number + 1)),
            last: href(count),
        })
    }

    /// Returns a title, with the number of the part unless it is the first.
    pub(super) fn title_of_part(&self, title: String) -> String {
        let (page, number) = self.route.whole();
        if number == 1 {
            return title;
        }
        let count = self.explainer.parts(page);
        let (part, of) = (number.to_string(), count.to_string());
        let values = [("title", &*title), ("part", &*part), ("of", &*of)];
        self.renderer.theme.strings.get("parts.title", None, among(&values)).unwrap_or(title)
    }

    /// Returns the address, from the server's root, of a holder's position on an issue.
    pub(super) fn position_href(&self, holder: &Holder, issue: &Slug) -> String {
        let route = self.explainer.route_of_position(holder, issue);
        format!("{}#{}", self.explainer.site().base_url.href(&route), position_id(holder))
    }

    /// Returns the holders that take each stance on an issue, in brief.
    pub(super) fn camps_in_brief(&self, issue: &Slug) -> Vec<CampView> {
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

    /// Returns the rest of a passage's claims after the first `shown`. `None` if the passage has no page of its own.
    pub(super) fn more_of_passage(&self, citation: &Citation, shown: usize) -> Option<MoreView> {
        let explainer = self.explainer;
        let href = || explainer.site().base_url.href(&Route::Passage(citation.clone()));
        let count = explainer.claims(citation).len() - shown;
        explainer.has_page(citation).then(|| MoreView { count, href: href() })
    }

    /// Returns the pages that mention `entity`, on this part.
    pub(super) fn mentions(&self, entity: &Entity) -> Vec<Link> {
        self.of_this_part(self.explainer.mentions(entity), NAMES).map(|it| self.link(it)).collect()
    }

    /// Returns the context of a further part of a page of which only the list of mentions continues.
    pub(super) fn further(mut self, page: &Route) -> Context {
        let section = match page {
            Route::Event(_) => Some(Section::Timeline),
            Route::Source(_) => Some(Section::Sources),
            _ => None,
        };
        self.nothing_but_lists();
        self.finish(&page.entity().unwrap_or(Entity::Home), section)
    }

    /// Sets the variables of the template of further parts to empty lists, for those that a page does not set.
    pub(super) fn nothing_but_lists(&mut self) {
        self.set("groups", &[(); 0]);
        self.set("people", &[(); 0]);
        self.set("positions", &[(); 0]);
        self.set("comparisons", &[(); 0]);
    }

    /// Returns a link to the first part of a page, with its title, for the way back.
    pub(super) fn way_to(&self, page: &Route, title: String) -> Link {
        let kind = page.entity().map_or("page", |entity| entity.kind());
        Link::to(title, self.explainer.site().base_url.href(page), kind)
    }

    /// Returns the context of the page with all claims that rest on one passage.
    pub(super) fn passage_page(mut self, citation: &Citation) -> Context {
        let explainer = self.explainer;
        let source = Entity::Source(citation.source.clone());
        let record = explainer.records().sources.get(&citation.source);
        let label = record.map_or("", |source| citation.label(source)).to_owned();
        let title = format!("{}, {}", explainer.title(&source), citation.passage);
        let claims = self.of_this_part(explainer.claims(citation), CLAIMS);
        let claims: Vec<_> = claims.collect();
        let view = self.passage_view(citation, &label, &claims);
        self.set("passage", &view);
        let above = self.link(&source);
        let back = format!("{}#{}", above.href, citation.passage);
        self.set("source", &Link::to(above.title.clone(), back, above.kind));
        self.complete("passage", title, label, Some(Section::Sources), |page| {
            page.breadcrumbs.push(above);
        })
    }
}
