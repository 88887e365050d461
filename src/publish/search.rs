//! The search index: made from all pages at the end, or kept from the last build if its inputs are the same.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::PublishError;
use super::site::NewSite;
use crate::explainer::{SEARCH_INDEX, sha256_hex};
use crate::render::search::{Findable, MADE_BY, index};

/// The index of a site that is being built. Pages can be added from any thread, in any order.
#[derive(Default)]
pub(super) struct NewIndex {
    /// The content of pages for search, by route number.
    pages: Mutex<BTreeMap<usize, Findable>>,
}

impl NewIndex {
    /// Adds the content of the page with this route number.
    pub(super) fn add(&self, number: usize, page: Findable) {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).insert(number, page);
    }

    /// Adds the files of the index to the site. All pages must have been added before. `language` is the site's.
    pub(super) fn publish(self, site: &NewSite, language: &str) -> Result<(), PublishError> {
        let pages = self.pages.into_inner().unwrap_or_else(PoisonError::into_inner);
        let pages: Vec<_> = pages.into_values().collect();
        let fingerprints: String = pages.iter().map(Findable::fingerprint).collect();
        let made_from = format!("{MADE_BY} {language} {}", sha256_hex(fingerprints.as_bytes()));
        site.make_folder(SEARCH_INDEX, &made_from, || Ok(index(&pages, language)))
    }
}
