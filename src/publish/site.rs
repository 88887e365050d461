//! The site that is being built: files that differ from the published site are written, the others are taken over from it.
//!
//! A file with the same bytes as in the last build is taken over as a hard link, so its modification time stays. Files that are expensive
//! to make (cards, the search index, compressed copies) are made only if their inputs have changed; the manifest has a fingerprint of
//! these.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::PublishError;
use super::compress::{self, ENCODINGS};
use super::manifest::{self, Manifest};
use super::staging::Staging;
use crate::explainer::{FileOnDisk, copy_hashed, sha256_hex};
use crate::render::Output;

/// A new site beside the published one. Files can be added from any thread.
pub(super) struct NewSite {
    staging: Staging,
    published: PathBuf,
    /// The manifest of the published folder, which is empty if no build made it.
    last: Manifest,
    /// Set if one of this user's builds wrote that manifest. Otherwise files that are expensive to make are made again, because only their
    /// bytes can be compared.
    is_proven: bool,
    compress: bool,
    so_far: Mutex<SoFar>,
}

#[derive(Default)]
struct SoFar {
    manifest: Manifest,
    /// Files that are unchanged in the published folder.
    kept: Vec<String>,
    sizes: Sizes,
}

/// The sizes of the site in bytes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Sizes {
    pub(super) total: u64,
    /// The size and path of the largest file.
    pub(super) largest: (u64, String),
}

impl NewSite {
    pub(super) fn new(staging: Staging, published: &Path, compress: bool) -> Self {
        let contents = staging.published();
        let (last, is_proven) = (contents.manifest().clone(), contents.is_proven());
        let (published, so_far) = (published.to_owned(), Mutex::default());
        Self { staging, published, last, is_proven, compress, so_far }
    }

    fn so_far(&self) -> MutexGuard<'_, SoFar> {
        self.so_far.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a file, and its compressed copies if they are wanted.
    pub(super) fn add(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let hash = sha256_hex(bytes);
        self.add_one(path, bytes, &hash)?;
        if !self.compress || !compress::is_worthwhile(path, bytes.len() as u64) {
            return Ok(());
        }
        for encoding in ENCODINGS {
            let sibling = format!("{path}.{}", encoding.extension);
            let from = format!("{} {hash}", encoding.version);
            self.make(&sibling, &from, || {
                Ok::<_, PublishError>((encoding.compress)(bytes).into())
            })?;
        }
        Ok(())
    }

    /// Adds a file from the disk. It is copied in chunks, unless compressed copies are wanted as well.
    pub(super) fn add_from_disk(&self, path: &str, file: &FileOnDisk) -> Result<(), PublishError> {
        if self.compress && compress::is_worthwhile(path, file.length) {
            let mut bytes = Vec::new();
            file.copy(&mut bytes).map_err(|error| super::io("reading", &file.place, error))?;
            return self.add(path, &bytes);
        }
        let same = self.last.hash(path) == Some(&file.hash)
            && self.published_hash(path).as_ref() == Some(&file.hash);
        if !same {
            self.staging.copy_in(path, file)?;
            if self.last.hash(path).is_some() {
                self.staging.copy_mode(path);
            }
        }
        self.note(path, &file.hash, file.length, same);
        Ok(())
    }

    /// Adds a file that is expensive to make. `make` is called only if the published file is not intact or its input fingerprint is not
    /// `from`.
    pub(super) fn make<E: From<PublishError>>(
        &self,
        path: &str,
        from: &str,
        make: impl FnOnce() -> Result<Output, E>,
    ) -> Result<(), E> {
        if !(self.last_made_from(path) == Some(from) && self.keep(path)) {
            let bytes = make()?;
            self.add_one(path, &bytes, &sha256_hex(&bytes))?;
        }
        self.note_made(path, from);
        Ok(())
    }

    /// Adds a folder that is expensive to make, as [`make`](Self::make) does for a file.
    pub(super) fn make_folder(
        &self,
        folder: &str,
        from: &str,
        make: impl FnOnce() -> Result<Vec<(String, Output)>, PublishError>,
    ) -> Result<(), PublishError> {
        let from = if self.compress { format!("{from} compressed") } else { from.to_owned() };
        let files: Vec<_> = self.last.below(folder).collect();
        let is_whole = || files.par_iter().all(|path| self.intact(path).is_some());
        if self.last_made_from(folder) == Some(&from) && !files.is_empty() && is_whole() {
            for path in files {
                self.keep(path);
            }
        } else {
            make()?.par_iter().try_for_each(|(path, bytes)| self.add(path, bytes))?;
        }
        self.note_made(folder, &from);
        Ok(())
    }

    /// Returns the input fingerprint of a published file or folder. `None` if it is not known or the manifest is not proven.
    fn last_made_from(&self, path: &str) -> Option<&str> {
        self.last.made_from(path).filter(|_| self.is_proven)
    }

    fn note_made(&self, path: &str, from: &str) {
        self.so_far().manifest.insert_made(path, from);
    }

    fn add_one(&self, path: &str, bytes: &[u8], hash: &str) -> Result<(), PublishError> {
        let same = self.last.hash(path) == Some(hash)
            && self.published_bytes(path).is_some_and(|it| it == bytes);
        if !same {
            self.staging.write(path, bytes)?;
            if self.last.hash(path).is_some() {
                self.staging.copy_mode(path);
            }
        }
        self.note(path, hash, bytes.len() as u64, same);
        Ok(())
    }

    /// Keeps a published file. Returns `false` if it is not as the last build wrote it.
    fn keep(&self, path: &str) -> bool {
        let Some((hash, length)) = self.intact(path) else { return false };
        self.note(path, hash, length, true);
        if let Some(from) = self.last_made_from(path) {
            self.note_made(path, from);
        }
        true
    }

    fn note(&self, path: &str, hash: &str, length: u64, kept: bool) {
        let mut so_far = self.so_far();
        so_far.manifest.insert(path, hash);
        so_far.sizes.total += length;
        if length > so_far.sizes.largest.0 {
            so_far.sizes.largest = (length, path.to_owned());
        }
        if kept {
            so_far.kept.push(path.to_owned());
        }
    }

    /// Returns the hash and length of a published file. `None` if it is not as the last build wrote it.
    fn intact(&self, path: &str) -> Option<(&str, u64)> {
        let hash = self.last.hash(path)?;
        let bytes = self.published_bytes(path)?;
        (sha256_hex(&bytes) == hash).then_some((hash, bytes.len() as u64))
    }

    /// Returns the SHA-256 of a published file, read in chunks. `None` if it is not a regular file.
    fn published_hash(&self, path: &str) -> Option<String> {
        let place = self.published.join(path);
        std::fs::symlink_metadata(&place).ok()?.is_file().then_some(())?;
        Some(copy_hashed(std::fs::File::open(place).ok()?, std::io::sink()).ok()?.1)
    }

    /// Returns the bytes of a published file. `None` if it is not a regular file.
    fn published_bytes(&self, path: &str) -> Option<Vec<u8>> {
        let place = self.published.join(path);
        // A build writes no links: somebody else put it there.
        std::fs::symlink_metadata(&place).ok()?.is_file().then(|| std::fs::read(place).ok())?
    }

    /// Puts the site in place of the published one. If the two are the same, the published folder is not touched. Returns the number of
    /// files, the number of those that were written, and the sizes.
    pub(super) fn publish(self) -> Result<(usize, usize, Sizes), PublishError> {
        let SoFar { manifest, kept, sizes } =
            self.so_far.into_inner().unwrap_or_else(PoisonError::into_inner);
        let files = manifest.len();
        let json = manifest.to_json();
        let hash = sha256_hex(json.as_bytes());
        if kept.len() < files || self.staging.published().hash() != Some(&hash) {
            kept.par_iter().try_for_each(|path| self.staging.take_over(path))?;
            self.staging.write(manifest::NAME, json.as_bytes())?;
            self.staging.swap(&hash)?;
        } else if !self.is_proven {
            // All files were made again and are the same.
            self.staging.record(&hash);
        }
        Ok((files, files - kept.len(), sizes))
    }
}
