//! Long lists: a page shows a part of them; the rest is under further addresses, or on a page with the whole list.

use serde::Serialize;

use super::builder::Builder;
use crate::explainer::{Entity, Holder, NAMES, Slug};
use crate::render::strings::among;
use crate::render::views::{Link, position_id};

/// The number of this part of a page, and the addresses of the others.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct MoreView {
    pub(super) count: usize,
    /// The address at which it is shown.
    pub(super) href: String,
}

/// A row of names: all of them, or the first few if there are many.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct NamesView {
    /// Up to 12 names; of more, the first 3.
    links: Vec<Link>,
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

    /// Returns the pages that mention `entity`, on this part.
    pub(super) fn mentions(&self, entity: &Entity) -> Vec<Link> {
        self.of_this_part(self.explainer.mentions(entity), NAMES).map(|it| self.link(it)).collect()
    }
}
