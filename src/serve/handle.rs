//! The newest good snapshot, and what is wrong since. The one place in the house where something changes.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Instant;

use tokio::sync::watch;

use super::{Notice, Reporter};
use crate::content::LoadOptions;
use crate::diagnostic::Diagnostic;
use crate::render::Renderer;
use crate::snapshot;

/// What is shown at one moment. An answer comes wholly from one of these.
#[derive(Clone, Default)]
pub(super) struct Shown {
    /// The newest site without errors; none until the content was good once.
    pub(super) site: Option<Arc<Renderer>>,
    /// What is wrong with the newest snapshot, as text; empty when it is the one that is shown.
    pub(super) problems: Arc<str>,
}

/// Holds what is shown, and replaces it.
pub(super) struct SnapshotHandle {
    options: LoadOptions,
    pub(super) reporter: Arc<dyn Reporter>,
    memo: Mutex<snapshot::Memo>,
    shown: RwLock<Shown>,
    /// The problems last told, so that each is told once.
    told: Mutex<Vec<Diagnostic>>,
    changes: watch::Sender<u64>,
}

/// Locks, whatever became of the thread that had it last: each value is whole between two of its changes.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What tells one problem from another: the same one found again is not told again, though other lines of its file may have changed.
fn identity(diagnostic: &Diagnostic) -> (&str, usize, &str) {
    let (line, _) = diagnostic.span.line_column();
    (diagnostic.span.file.path(), line, &diagnostic.message)
}

impl Shown {
    /// The path under which the site lies; the root while there is none.
    pub(super) fn base_path(&self) -> &str {
        self.site.as_ref().map_or("/", |site| site.explainer().site().base_url.path())
    }
}

impl SnapshotHandle {
    /// Shows nothing yet.
    pub(super) fn new(options: LoadOptions, reporter: Arc<dyn Reporter>) -> Self {
        Self {
            options,
            reporter,
            memo: Mutex::default(),
            shown: RwLock::default(),
            told: Mutex::default(),
            changes: watch::Sender::new(0),
        }
    }

    /// What is shown now.
    pub(super) fn newest(&self) -> Shown {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Wakes whenever something else is shown.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Loads the folder. A snapshot with errors leaves the site as it is.
    pub(super) fn reload(&self) {
        let started = Instant::now();
        let loaded = snapshot::load(&self.options, &mut lock(&self.memo));
        let site = loaded.renderer.map(Arc::new);
        let stands = site.is_some();
        let problems = if stands { String::new() } else { self.reporter.text(&loaded.diagnostics) };
        let before = {
            let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
            shown.problems = problems.into();
            site.and_then(|site| shown.site.replace(site))
        };
        self.changes.send_modify(|version| *version += 1);
        // Taking a large site apart takes a while, which nobody should have to wait for.
        drop(before);
        let mut told = lock(&self.told);
        let took = started.elapsed();
        let known: HashSet<_> = told.iter().map(identity).collect();
        let new = loaded.diagnostics.iter().filter(|it| !known.contains(&identity(it)));
        let new: Vec<_> = new.cloned().collect();
        self.reporter.notice(Notice::Loaded { diagnostics: &new, stands, took });
        *told = loaded.diagnostics;
    }
}
