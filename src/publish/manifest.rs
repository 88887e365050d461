//! The list of what a build wrote: what the next one may remove.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The manifest's name in the output folder.
pub(super) const NAME: &str = ".standpoint-manifest.json";

/// Every file of a build and the SHA-256 of its bytes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Manifest {
    files: BTreeMap<String, String>,
    /// The fingerprint of what the search index was made from, on a site with search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) search: Option<String>,
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

    /// The files of this build below `folder`, each with its hash.
    pub(super) fn below(&self, folder: &str) -> Vec<(&String, &String)> {
        self.files.iter().filter(|(path, _)| path.starts_with(folder)).collect()
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
