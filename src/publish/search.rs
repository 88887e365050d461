//! The search index: made beside the rendering, from the pages as they come in, or kept from the last build when it was made from the same.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::PublishError;
use super::site::NewSite;
use crate::explainer::{Route, SEARCH_INDEX, sha256_hex};
use crate::render::search::{Findable, Indexing, MADE_BY, index};

/// The index of a site that is being made. Pages can be added from any thread, in any order.
pub(super) struct NewIndex<'a> {
    site: &'a NewSite,
    so_far: Mutex<SoFar>,
}

struct SoFar {
    /// The number of the route whose page is next in the index.
    next: usize,
    /// What came early, by the number of its route: a page, or that there is nothing to find.
    early: BTreeMap<usize, Option<Findable>>,
    /// The fingerprints of all pages before the next one.
    fingerprints: String,
    pages: Pages,
}

/// What becomes of the pages.
enum Pages {
    /// The index is being made from them.
    Indexed(Indexing),
    /// None differs from what the last index was made from; they wait.
    Unchanged(Vec<Findable>),
}

impl<'a> NewIndex<'a> {
    /// Begins with no page.
    pub(super) fn new(site: &'a NewSite) -> Self {
        let last = site.last_made_from(SEARCH_INDEX);
        let pages = if last.is_some_and(|it| it.starts_with(MADE_BY)) {
            Pages::Unchanged(Vec::new())
        } else {
            Pages::Indexed(Indexing::begin())
        };
        let so_far = SoFar { next: 0, early: BTreeMap::new(), fingerprints: String::new(), pages };
        Self { site, so_far: Mutex::new(so_far) }
    }

    fn so_far(&self) -> MutexGuard<'_, SoFar> {
        self.so_far.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds what is found on the page of a route, which has this number among all routes; each of them is added once. `is_kept` tells
    /// that the published page has the same bytes.
    pub(super) fn add(&self, number: usize, route: &Route, page: Option<Findable>, is_kept: bool) {
        let may_be_kept = is_kept || matches!(self.so_far().pages, Pages::Indexed(_));
        let is_changed = !may_be_kept && page != self.published(route);
        let mut so_far = self.so_far();
        if is_changed {
            so_far.begin();
        }
        so_far.early.insert(number, page);
        loop {
            let next = so_far.next;
            let Some(page) = so_far.early.remove(&next) else { break };
            so_far.next += 1;
            if let Some(page) = page {
                so_far.push(page);
            }
        }
    }

    /// What was found on the published page.
    fn published(&self, route: &Route) -> Option<Findable> {
        Findable::new(route, &self.site.published_bytes(&route.file())?)
    }

    /// Adds the files of the index to the site, when the pages of all routes are there.
    pub(super) fn publish(self) -> Result<(), PublishError> {
        let SoFar { fingerprints, pages, .. } =
            self.so_far.into_inner().unwrap_or_else(PoisonError::into_inner);
        let made_from = format!("{MADE_BY} {}", sha256_hex(fingerprints.as_bytes()));
        self.site.make_folder(SEARCH_INDEX, &made_from, || {
            let files = match pages {
                Pages::Indexed(indexing) => indexing.finish(),
                Pages::Unchanged(pages) => index(pages),
            };
            files.map_err(|why| {
                PublishError::Io("making the search index".to_owned(), std::io::Error::other(why))
            })
        })
    }
}

impl SoFar {
    /// Makes the index, from the pages that have waited and all that come.
    fn begin(&mut self) {
        if let Pages::Unchanged(pages) = &mut self.pages {
            let indexing = Indexing::begin();
            for page in pages.drain(..) {
                indexing.add(page);
            }
            self.pages = Pages::Indexed(indexing);
        }
    }

    fn push(&mut self, page: Findable) {
        self.fingerprints.extend([page.fingerprint(), "\n".to_owned()]);
        match &mut self.pages {
            Pages::Indexed(indexing) => indexing.add(page),
            Pages::Unchanged(pages) => pages.push(page),
        }
    }
}
