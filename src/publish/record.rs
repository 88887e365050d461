//! What this user's builds published into a folder, kept in the user's own state folder.
//!
//! A manifest or a mark in the output folder proves nothing: whoever wrote the repository may have put it there. What stands here was written by a
//! build on this machine. Where there is no record (a fresh machine, a folder from elsewhere), files are told by their bytes alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files::{Root, name_of};

/// The record of one output folder.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
struct Entry {
    /// Its path, by which records of folders that are gone are found. `None` if it is not Unicode.
    folder: Option<PathBuf>,
    /// SHA-256 of the manifests that may lie in it: the one of the last build, and the one before.
    manifests: Vec<String>,
    /// The files that are no build's and that the user wants kept, by [`name_of`] their paths.
    kept: BTreeSet<String>,
    /// The name of the staging folder that the last build made beside it.
    staging: Option<String>,
}

/// The record of one output folder, and where it is kept.
#[derive(Debug)]
pub(super) struct Record {
    /// `None` where nothing can be kept: a user without a home.
    store: Option<(Root, PathBuf)>,
    entry: Entry,
}

impl Record {
    /// Reads the record of `output` in the folder `state`. One that is not there or cannot be read is empty.
    pub(super) fn read(state: Option<&Path>, output: &Path) -> Self {
        let store = state.and_then(|state| {
            let folder = Root::create(state).ok()?.create_private("outputs").ok()?;
            Some((folder, PathBuf::from(format!("{}.json", name_of(output)))))
        });
        let read = |(folder, name): &(Root, PathBuf)| {
            serde_json::from_slice(&folder.read(name).ok()??).ok()
        };
        let entry = store.as_ref().and_then(read).unwrap_or_else(|| Entry {
            folder: output.to_str().map(PathBuf::from),
            ..Entry::default()
        });
        Self { store, entry }
    }

    /// Writes the record. That it cannot be kept costs the next build time, and nothing else.
    fn write(&self) {
        let Some((folder, name)) = &self.store else { return };
        let is_new = !folder.holds(name);
        let json = serde_json::to_vec_pretty(&self.entry);
        let _ = json.map(|json| folder.replace(name, &json));
        if is_new {
            forget_folders_that_are_gone(folder, name);
        }
    }

    /// Whether a manifest with this hash was written by a build of this user's into this folder.
    pub(super) fn proves(&self, manifest: &str) -> bool {
        self.entry.manifests.iter().any(|known| known == manifest)
    }

    /// Notes that a manifest with this hash is about to be published, in place of the one with the hash `last`.
    pub(super) fn publishes(&mut self, manifest: &str, last: Option<&str>) {
        let last = last.filter(|it| *it != manifest && self.proves(it)).map(str::to_owned);
        self.entry.manifests = std::iter::once(manifest.to_owned()).chain(last).collect();
        self.write();
    }

    /// Whether the user wants this file kept, which no build wrote.
    pub(super) fn keeps(&self, path: &Path) -> bool {
        self.entry.kept.contains(&name_of(path))
    }

    /// Notes the files, which no build wrote, that the user wants kept.
    pub(super) fn keep<'a>(&mut self, paths: impl Iterator<Item = &'a Path>) {
        self.entry.kept = paths.map(name_of).collect();
    }

    /// The name of the staging folder that the last build made.
    pub(super) fn staging(&self) -> Option<&str> {
        self.entry.staging.as_deref()
    }

    /// Notes the name of a staging folder that is about to be made.
    pub(super) fn stages(&mut self, name: &str) {
        self.entry.staging = Some(name.to_owned());
        self.write();
    }
}

/// Removes records of folders that are not there any more, but for the one called `name`.
fn forget_folders_that_are_gone(records: &Root, name: &Path) {
    let names = records.names().unwrap_or_default().into_iter().map(PathBuf::from);
    for other in names.filter(|it| it != name) {
        let bytes = records.read(&other).ok().flatten().unwrap_or_default();
        let entry: Option<Entry> = serde_json::from_slice(&bytes).ok();
        if entry.and_then(|it| it.folder).is_some_and(|folder| !folder.exists()) {
            let _ = records.remove(&other);
        }
    }
}
