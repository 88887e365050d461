//! The search index: made from the pages that were just rendered, or taken over from the last build when it was made from the same.

use std::path::Path;

use rayon::prelude::*;

use super::PublishError;
use super::manifest::Manifest;
use crate::explainer::{SEARCH_INDEX, sha256_hex};
use crate::render::Output;
use crate::render::search::{Findable, fingerprint, index};

/// Hands the files of the index to `write`, and returns the fingerprint of what they were made from. `published` is the folder of the
/// last build.
pub(super) fn publish(
    pages: Vec<Findable>,
    published: &Path,
    write: impl Fn(&str, &[u8]) -> Result<(), PublishError> + Sync,
) -> Result<String, PublishError> {
    let fingerprint = fingerprint(&pages);
    let files = match last_build(published, &fingerprint) {
        Some(files) => files,
        None => index(pages).map_err(|why| {
            PublishError::Io("making the search index".to_owned(), std::io::Error::other(why))
        })?,
    };
    files.par_iter().try_for_each(|(path, bytes)| write(path, bytes))?;
    Ok(fingerprint)
}

/// The files of the last build, if they were made from the same pages and nobody has touched them since.
fn last_build(published: &Path, fingerprint: &str) -> Option<Vec<(String, Output)>> {
    let manifest = Manifest::read(published)?;
    if manifest.search.as_deref() != Some(fingerprint) {
        return None;
    }
    let files = manifest.below(SEARCH_INDEX).into_par_iter().map(|(path, hash)| {
        let bytes = std::fs::read(published.join(path)).ok()?;
        (sha256_hex(&bytes) == *hash).then(|| (path.clone(), bytes.into()))
    });
    files.collect()
}
