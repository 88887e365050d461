//! The files of an output folder, divided into those that a build wrote and those that no build wrote.
//!
//! If the record proves the manifest, the files that it lists are a build's. Otherwise (in CI without the home folder of the last run, on a
//! second machine, in a folder from elsewhere) a file is a build's only if its bytes match the manifest, and files that are expensive to
//! make are made again. So such a folder can be updated as well, and the worst that a forged manifest can do is to remove files from the
//! output folder whose bytes its author knows. All other files are refused, or kept and published with `--force`.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::manifest::{self, Manifest};
use super::record::Record;
use crate::explainer::sha256_hex;

/// An output folder as it was before the build.
#[derive(Debug)]
pub(super) struct Contents {
    folder: PathBuf,
    manifest: Manifest,
    /// The SHA-256 of the manifest's bytes. `None` if there is no manifest.
    hash: Option<String>,
    /// Set if one of this user's builds wrote the manifest. Otherwise a file counts as a build's only if its bytes match the manifest.
    is_proven: bool,
}

/// The entries of an output folder, by path relative to it.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Files that no build wrote, and `.git` as a single entry.
    pub(super) foreign: Vec<PathBuf>,
    /// All folders.
    pub(super) folders: Vec<PathBuf>,
}

impl Contents {
    /// Reads the manifest of the folder, if it has one.
    pub(super) fn read(folder: &Path, record: &Record) -> Self {
        let bytes = manifest::bytes_in(folder);
        let hash = bytes.as_deref().map(sha256_hex);
        Self {
            folder: folder.to_owned(),
            manifest: bytes.as_deref().and_then(Manifest::parse).unwrap_or_default(),
            is_proven: hash.as_deref().is_some_and(|hash| record.proves(hash)),
            hash,
        }
    }

    /// Returns the manifest, which is empty if there is none.
    pub(super) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Returns the SHA-256 of the manifest's bytes. `None` if there is no manifest.
    pub(super) fn hash(&self) -> Option<&str> {
        self.hash.as_deref()
    }

    /// Returns `true` if one of this user's builds wrote the manifest.
    pub(super) fn is_proven(&self) -> bool {
        self.is_proven
    }

    /// Lists the entries of the folder. Symbolic links are not followed.
    pub(super) fn list(&self) -> Listing {
        let mut walk = WalkDir::new(&self.folder).min_depth(1).sort_by_file_name().into_iter();
        let mut listing = Listing::default();
        while let Some(entry) = walk.next() {
            let Ok(entry) = entry else { continue };
            let path = entry.path().strip_prefix(&self.folder).unwrap_or(entry.path());
            let kind = entry.file_type();
            if is_repository(path) {
                if kind.is_dir() {
                    walk.skip_current_dir();
                }
                listing.foreign.push(path.to_owned());
            } else if kind.is_dir() {
                listing.folders.push(path.to_owned());
            } else if !self.is_a_builds(path, kind) {
                listing.foreign.push(path.to_owned());
            }
        }
        listing
    }

    /// Returns `true` if a build wrote this file. If the manifest is not proven, the file's bytes must match it.
    fn is_a_builds(&self, path: &Path, kind: std::fs::FileType) -> bool {
        let Some(name) = path.to_str() else { return false };
        let name = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
        if name == manifest::NAME {
            return kind.is_file() && self.hash.is_some();
        }
        let Some(hash) = self.manifest.hash(&name) else { return false };
        self.is_proven
            || kind.is_file()
                && std::fs::read(self.folder.join(path)).is_ok_and(|it| sha256_hex(&it) == hash)
    }
}

/// Returns `true` if `path` is the folder or file `.git` of a working tree. A commit cannot contain one.
pub(super) fn is_repository(path: &Path) -> bool {
    path == Path::new(".git")
}
