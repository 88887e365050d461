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
}

impl Manifest {
    /// The manifest of the build that made `folder`, if one did.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(folder.join(NAME)).ok()?).ok()
    }

    pub(super) fn insert(&mut self, path: &str, hash: &str) {
        self.files.insert(path.to_owned(), hash.to_owned());
    }

    /// Whether this build wrote `path`.
    pub(super) fn lists(&self, path: &str) -> bool {
        path == NAME || self.files.contains_key(path)
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings can be written as JSON") + "\n"
    }
}
