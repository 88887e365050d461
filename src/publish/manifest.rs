//! The list of what a build wrote: what the next one may remove, and what it need not make again.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The manifest's name in the output folder.
pub(super) const NAME: &str = ".standpoint-manifest.json";

/// Every file of a build and the SHA-256 of its bytes.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    files: BTreeMap<String, String>,
    /// What was costly to make: by file, or by folder with a slash at its end, the fingerprint of what it was made from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    made_from: BTreeMap<String, String>,
}

impl Manifest {
    /// The manifest of the build that made `folder`, if one did.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        Self::parse(&std::fs::read(folder.join(NAME)).ok()?)
    }

    /// What [`to_json`](Self::to_json) wrote.
    pub(super) fn parse(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok()
    }

    pub(super) fn insert(&mut self, path: &str, hash: &str) {
        self.files.insert(path.to_owned(), hash.to_owned());
    }

    /// Notes what `path` was made from.
    pub(super) fn insert_made(&mut self, path: &str, from: &str) {
        self.made_from.insert(path.to_owned(), from.to_owned());
    }

    /// The fingerprint of what `path` was made from.
    pub(super) fn made_from(&self, path: &str) -> Option<&str> {
        self.made_from.get(path).map(String::as_str)
    }

    /// The hash of a file of this build.
    pub(super) fn hash(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// The files of this build below `folder`.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        let from = self.files.range(folder.to_owned()..);
        from.map(|(path, _)| path.as_str()).take_while(move |path| path.starts_with(folder))
    }

    /// How many files this build wrote.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether this build wrote `path`.
    pub(super) fn lists(&self, path: &str) -> bool {
        path == NAME || self.files.contains_key(path)
    }

    /// The files of this build.
    pub(super) fn into_paths(self) -> Vec<String> {
        self.files.into_keys().collect()
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings can be written as JSON") + "\n"
    }
}
