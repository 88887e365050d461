//! The files of an output folder: which of them a build wrote, and which are somebody else's.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::manifest::{self, Manifest};
use super::record::Record;
use crate::explainer::sha256_hex;

/// An output folder as it was found.
#[derive(Debug)]
pub(super) struct Contents {
    folder: PathBuf,
    manifest: Manifest,
    /// The hash of the manifest's bytes.
    hash: Option<String>,
    /// Whether the manifest was written by a build of this user's. If not, it only says what to compare files with.
    is_proven: bool,
}

/// What lies in an output folder, by paths in it.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Files that no build wrote, and `.git` as a whole.
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

    /// The manifest.
    pub(super) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The hash of the manifest's bytes, if there is one.
    pub(super) fn hash(&self) -> Option<&str> {
        self.hash.as_deref()
    }

    /// Whether the manifest was written by a build of this user's.
    pub(super) fn is_proven(&self) -> bool {
        self.is_proven
    }

    /// Lists what lies in the folder. Nothing is looked for behind symbolic links.
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

    /// Whether a build wrote this file. An unproven manifest must have its very bytes.
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

/// Whether it is the folder or file with which git knows a working tree. No commit can bring one along.
pub(super) fn is_repository(path: &Path) -> bool {
    path == Path::new(".git")
}
