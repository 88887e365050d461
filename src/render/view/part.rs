//! What a page shows of a list that is long: a part of it here, the rest under addresses of its own, or on the page where all of it stands.

use serde::Serialize;
use tera::Context;

use super::position::position_id;
use super::shared::Shared;
use super::{Builder, Link, StanceView};
use crate::explainer::{CLAIMS, Citation, Entity, Holder, NAMES, Route, Section, Slug};
use crate::render::strings::among;

/// How many names stand under a stance in a summary.
const IN_CAMP: usize = 24;

/// Which part of a page this is, and the way to the others.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PartsView {
    /// Counted from 1.
    number: usize,
    count: usize,
    first: String,
    previous: Option<String>,
    next: Option<String>,
    last: String,
}

/// What is left out of a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MoreView {
    pub(super) count: usize,
    /// Where it is.
    pub(super) href: String,
}

/// Names in a row: all of them, or the first few where they are many.
#[derive(Debug, Clone, Serialize)]
pub(super) struct NamesView {
    links: Vec<Link>,
    more: Option<MoreView>,
}

/// Those who take one stance on an issue, in brief.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CampView {
    stance: Shared<StanceView>,
    /// How many they are.
    count: usize,
    /// The first of them; each leads to the position.
    holders: Vec<Link>,
    more: Option<MoreView>,
}

impl PartsView {
    /// Whether it is another than the first.
    pub(super) fn is_further(&self) -> bool {
        self.number > 1
    }
}

impl NamesView {
    /// At most so many names stand in a row. Of more than that only the first few do: the rest would be noise, and is counted.
    const ALL: usize = 12;
    const FEW: usize = 3;

    /// The names of `count` holders; all of them stand at `href`.
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
    /// Which part of its page this is.
    pub(super) fn part(&self) -> usize {
        self.route.whole().1
    }

    /// The entries of a list that belong on this part.
    pub(super) fn of_this_part<T>(
        &self,
        list: impl Iterator<Item = T>,
        in_one: usize,
    ) -> impl Iterator<Item = T> {
        list.skip((self.part() - 1) * in_one).take(in_one)
    }

    /// The parts of this page, where there are several.
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

    /// A title, with the number of the part where it is not the first.
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

    /// The address of a holder's position on an issue, from where this page stands.
    pub(super) fn position_href(&self, holder: &Holder, issue: &Slug) -> String {
        let route = self.explainer.route_of_position(holder, issue);
        format!("{}#{}", self.explainer.site().base_url.href(&route), position_id(holder))
    }

    /// Those who take each stance on an issue, in brief.
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

    /// What is left of a passage's claims when so many are shown.
    pub(super) fn more_of_passage(&self, citation: &Citation, shown: usize) -> Option<MoreView> {
        let explainer = self.explainer;
        let href = || explainer.site().base_url.href(&Route::Passage(citation.clone()));
        let count = explainer.claims(citation).len() - shown;
        explainer.has_page(citation).then(|| MoreView { count, href: href() })
    }

    /// The pages that mention `entity`, on this part.
    pub(super) fn mentions(&self, entity: &Entity) -> Vec<Link> {
        self.of_this_part(self.explainer.mentions(entity), NAMES).map(|it| self.link(it)).collect()
    }

    /// A further part of a page that has nothing but mentions to go on with.
    pub(super) fn further(mut self, page: &Route) -> Context {
        let section = match page {
            Route::Event(_) => Some(Section::Timeline),
            Route::Source(_) => Some(Section::Sources),
            _ => None,
        };
        self.nothing_but_lists();
        self.finish(&page.entity().unwrap_or(Entity::Home), section)
    }

    /// What the template of further parts sees when a page does not set it.
    pub(super) fn nothing_but_lists(&mut self) {
        self.set("groups", &[(); 0]);
        self.set("people", &[(); 0]);
        self.set("positions", &[(); 0]);
        self.set("comparisons", &[(); 0]);
    }

    /// The address of a page's first part, and its title, for the way back.
    pub(super) fn way_to(&self, page: &Route, title: String) -> Link {
        let kind = page.entity().map_or("page", |entity| entity.kind());
        Link::to(title, self.explainer.site().base_url.href(page), kind)
    }

    /// All that rests on one passage.
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
