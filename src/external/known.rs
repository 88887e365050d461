//! A cache of links that were good within the last day, and are not requested again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::files::Root;

/// The time for which a good link is cached.
const A_DAY: Duration = Duration::from_hours(24);

/// Good links with the times of their requests, in seconds since 1970.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Known {
    good: BTreeMap<String, u64>,
}

/// Returns the path of the cache file in the user's cache folder. `None` if the user has no home folder.
pub fn known_links() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.cache_dir().join("standpoint/links.json"))
}

impl Known {
    /// Reads the cache at `path` and drops expired links. A file that cannot be read gives an empty cache.
    pub(super) fn read(path: &Path) -> Self {
        let kept: Option<Self> =
            fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let mut known = kept.unwrap_or_default();
        let now = now();
        known.good.retain(|_, then| now.saturating_sub(*then) < A_DAY.as_secs());
        known
    }

    pub(super) fn holds(&self, address: &str) -> bool {
        self.good.contains_key(address)
    }

    pub(super) fn insert(&mut self, address: String) {
        self.good.insert(address, now());
    }

    /// Writes the cache to `path`, completely or not at all. Errors are ignored: the links are then only requested again.
    pub(super) fn write(&self, path: &Path) {
        let json = serde_json::to_vec(self).expect("strings and numbers can be written as JSON");
        if let (Some(folder), Some(name)) = (path.parent(), path.file_name()) {
            let _ = Root::create(folder).and_then(|it| it.replace(Path::new(name), &json));
        }
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_secs())
}
