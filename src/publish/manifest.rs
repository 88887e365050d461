//! The manifest: the list of files that a build wrote. It tells the next build which files it may remove and which it can reuse.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

/// The manifest's file name in the output folder.
pub(super) const NAME: &str = ".standpoint-manifest.json";

/// Every file of a build, with the SHA-256 of its bytes.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    files: BTreeMap<String, String>,
    /// Input fingerprints of files that are expensive to make, by path. The path of a folder ends with a slash.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    made_from: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads the manifest of the build that made `folder`. `None` if there is none, or it is not valid.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        Self::parse(&bytes_in(folder)?)
    }

    /// Parses the output of [`to_json`](Self::to_json). `None` if it is not valid, or if a path in it leads out of its folder.
    pub(super) fn parse(json: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(json).ok()?;
        let mut paths = manifest.files.keys().chain(manifest.made_from.keys());
        paths.all(|path| is_plain(path)).then_some(manifest)
    }

    pub(super) fn insert(&mut self, path: &str, hash: &str) {
        self.files.insert(path.to_owned(), hash.to_owned());
    }

    /// Records the input fingerprint of `path`.
    pub(super) fn insert_made(&mut self, path: &str, from: &str) {
        self.made_from.insert(path.to_owned(), from.to_owned());
    }

    /// Returns the input fingerprint of `path`.
    pub(super) fn made_from(&self, path: &str) -> Option<&str> {
        self.made_from.get(path).map(String::as_str)
    }

    /// Returns the SHA-256 of a file of this build.
    pub(super) fn hash(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Returns the files of this build whose paths begin with `folder`.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        let from = self.files.range(folder.to_owned()..);
        from.map(|(path, _)| path.as_str()).take_while(move |path| path.starts_with(folder))
    }

    /// Returns the number of files that this build wrote.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns the paths of all files of this build.
    pub(super) fn into_paths(self) -> Vec<String> {
        self.files.into_keys().collect()
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings can be written as JSON") + "\n"
    }
}

/// Returns the bytes of the manifest in `folder`. `None` if there is none, or a link in its place.
pub(super) fn bytes_in(folder: &Path) -> Option<Vec<u8>> {
    let place = folder.join(NAME);
    let is_file = std::fs::symlink_metadata(&place).ok()?.is_file();
    is_file.then(|| std::fs::read(place).ok())?
}

/// Returns `true` if `path` is valid on every system and leads to a file below its folder, or to a folder if it ends with a slash.
fn is_plain(path: &str) -> bool {
    let name = path.strip_suffix('/').unwrap_or(path);
    let parts = || name.split('/');
    let is_name =
        |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0']);
    parts().all(is_name)
        && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::{Manifest, is_plain};

    /// A manifest with a path that leads out of its folder is not valid.
    #[test]
    fn paths_lead_down() {
        for good in ["index.html", "a/b.c", "search-index/", ".nojekyll", "a..b/c", "é"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in
            ["", "/", "/a", "a//b", "..", "a/../../x", "./a", "a/.", "C:/a", "a\\..\\b", "a/b//"]
        {
            assert!(!is_plain(bad), "{bad}");
            let json = serde_json::json!({ "files": { bad: "0" } });
            assert_eq!(Manifest::parse(json.to_string().as_bytes()), None, "{bad}");
        }
    }
}
