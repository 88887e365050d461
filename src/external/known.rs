//! Which links were good within the last day: those are not asked for again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::files::Root;

/// How long what was good is taken to be good.
const A_DAY: Duration = Duration::from_hours(24);

/// Good links and when they were asked for, in seconds since 1970.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Known {
    good: BTreeMap<String, u64>,
}

/// Where it is kept: in the user's own folder for what can be made again. Nothing when the user has none.
pub fn known_links() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.cache_dir().join("standpoint/links.json"))
}

impl Known {
    /// What is kept at `path` and is not too old. A file that cannot be read holds nothing.
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

    /// Writes it to `path`, whole or not at all. That it cannot be kept costs time, and nothing else.
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
