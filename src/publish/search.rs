//! The search index: made from the pages that were just rendered, or kept from the last build when it was made from the same.

use super::PublishError;
use super::site::NewSite;
use crate::explainer::SEARCH_INDEX;
use crate::render::search::{Findable, fingerprint, index};

/// Adds the files of the index to the new site.
pub(super) fn publish(pages: Vec<Findable>, site: &NewSite) -> Result<(), PublishError> {
    let fingerprint = fingerprint(&pages);
    site.make_folder(SEARCH_INDEX, &fingerprint, || {
        index(pages).map_err(|why| {
            PublishError::Io("making the search index".to_owned(), std::io::Error::other(why))
        })
    })
}
