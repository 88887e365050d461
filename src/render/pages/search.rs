//! The search page.

use serde::Serialize;

use super::builder::Builder;
use super::page::PageView;
use crate::explainer::{Entity, Kind, Route, SEARCH_INDEX};

/// The variables of `search.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct SearchPage {
    /// The kinds of page that there are.
    kinds: Vec<&'static str>,
    /// The names of all parties.
    parties: Vec<String>,
    /// The address of the search index.
    index: String,
    page: PageView,
}

/// The groups of results, in display order.
const KINDS: [Kind; 7] = [
    Kind::Issue,
    Kind::Participant,
    Kind::Party,
    Kind::Event,
    Kind::Term,
    Kind::Source,
    Kind::Page,
];

impl Builder<'_> {
    pub(in crate::render) fn search(self) -> SearchPage {
        let base = &self.explainer.site().base_url;
        SearchPage {
            kinds: KINDS.into_iter().filter(|kind| self.has(*kind)).map(Kind::as_str).collect(),
            parties: self.party_names(),
            index: base.href_of(&format!("{SEARCH_INDEX}entry.json")),
            page: self.finish_list("search"),
        }
    }

    /// Returns `true` if the site has a list of this kind, or if the kind has no list.
    fn has(&self, kind: Kind) -> bool {
        let has = |section| self.explainer.routes().contains(&Route::Section(section));
        kind.section().is_none_or(has)
    }

    fn party_names(&self) -> Vec<String> {
        let slugs = self.explainer.records().parties.keys();
        let titles = slugs.map(|slug| self.explainer.title(&Entity::Party(slug.clone())));
        let mut titles: Vec<_> = titles.map(str::to_owned).collect();
        let collation = self.explainer.site().collation();
        titles.sort_by_cached_key(|title: &String| collation.key(title));
        titles
    }
}
