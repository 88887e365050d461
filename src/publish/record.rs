//! Records of the manifests that this user's builds published into a folder, kept in the user's own state folder.
//!
//! A manifest or a mark in the output folder proves no build of this user's: the author of the repository may have put it there. A record
//! was written by one of the user's builds. Without a record (a new machine, a folder from elsewhere), only the bytes of files show which
//! ones a build wrote.
//!
//! A record has the hashes of the manifests, the other files that the user wants to keep, and the name of the last build's staging folder,
//! written before the folder is created. That name is random, and only a folder with it is ever removed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files::{Root, name_of};

/// The record of one output folder, as it is stored.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
struct Entry {
    /// The folder's path, for finding records of folders that are gone. `None` if it is not Unicode.
    folder: Option<PathBuf>,
    /// SHA-256 of the manifests that may be in the folder: that of the last build and that of the one before.
    manifests: Vec<String>,
    /// Files that no build wrote and that the user wants to keep, as the [`name_of`] their paths.
    kept: BTreeSet<String>,
    /// The name of the last build's staging folder, beside the output folder.
    staging: Option<String>,
}

/// The record of one output folder, and its place in the state folder.
#[derive(Debug)]
pub(super) struct Record {
    /// The folder of records and the file name in it. `None` if there is no state folder, for a user without a home.
    store: Option<(Root, PathBuf)>,
    entry: Entry,
}

impl Record {
    /// Reads the record of `output` in the folder `state`. A record that is missing or cannot be read is empty.
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

    /// Writes the record. Errors are ignored: without a record, the next build only takes longer.
    fn write(&self) {
        let Some((folder, name)) = &self.store else { return };
        let is_new = !folder.holds(name);
        let json = serde_json::to_vec_pretty(&self.entry);
        let _ = json.map(|json| folder.replace(name, &json));
        if is_new {
            forget_folders_that_are_gone(folder, name);
        }
    }

    /// Returns `true` if one of this user's builds published a manifest with this hash into the folder.
    pub(super) fn proves(&self, manifest: &str) -> bool {
        self.entry.manifests.iter().any(|known| known == manifest)
    }

    /// Records that a manifest with this hash is about to replace the one with the hash `last`.
    pub(super) fn publishes(&mut self, manifest: &str, last: Option<&str>) {
        let last = last.filter(|it| *it != manifest && self.proves(it)).map(str::to_owned);
        self.entry.manifests = std::iter::once(manifest.to_owned()).chain(last).collect();
        self.write();
    }

    /// Returns `true` if the user wants to keep this file, which no build wrote.
    pub(super) fn keeps(&self, path: &Path) -> bool {
        self.entry.kept.contains(&name_of(path))
    }

    /// Records the files to keep, which no build wrote.
    pub(super) fn keep<'a>(&mut self, paths: impl Iterator<Item = &'a Path>) {
        self.entry.kept = paths.map(name_of).collect();
    }

    /// Returns the name of the last build's staging folder.
    pub(super) fn staging(&self) -> Option<&str> {
        self.entry.staging.as_deref()
    }

    /// Records the name of a staging folder that is about to be created.
    pub(super) fn stages(&mut self, name: &str) {
        self.entry.staging = Some(name.to_owned());
        self.write();
    }
}

/// Removes records of folders that no longer exist, except the record called `name`.
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
