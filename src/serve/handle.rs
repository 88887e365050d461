//! The newest good snapshot and the problems found since: the state that all requests share.
//!
//! It is the only state of the server that changes. Each response is computed from one value of it. The search index is built once for a
//! site, on the first request for it; only requests for the index wait for that.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::Instant;

use rayon::prelude::*;
use tokio::sync::watch;

use super::{Notice, Reporter, Showing};
use crate::content::LoadOptions;
use crate::diagnostic::Diagnostic;
use crate::explainer::{Route, SEARCH_INDEX};
use crate::render::search::index;
use crate::render::{Output, RenderError, Renderer};
use crate::snapshot;

/// A site that can be shown.
pub(super) struct Site {
    pub(super) renderer: Renderer,
    /// The search index, made on the first request for it.
    search: OnceLock<Result<HashMap<String, Output>, Box<Diagnostic>>>,
}

/// The state at one moment. Each response is computed from a single one.
#[derive(Clone, Default)]
pub(super) struct Shown {
    /// The newest site without errors. `None` until a load succeeds.
    pub(super) site: Option<Arc<Site>>,
    /// The problems of the newest snapshot as text; empty if that snapshot is shown.
    pub(super) problems: Arc<str>,
    /// The base paths that the site had before `base_url` changed.
    pub(super) earlier_paths: Vec<String>,
}

/// Holds the current state, and replaces it when the folder is loaded again.
pub(super) struct SnapshotHandle {
    options: LoadOptions,
    pub(super) reporter: Arc<dyn Reporter>,
    memo: Mutex<snapshot::Memo>,
    shown: RwLock<Shown>,
    /// The problems reported last, so that each is reported as new only once.
    told: Mutex<Vec<Diagnostic>>,
    changes: watch::Sender<u64>,
    /// The server's address without a path.
    origin: String,
    /// The site's address as last reported to the user. `None` before the first report.
    announced: Mutex<Option<String>>,
}

/// Locks a mutex, also after a panic in another thread: each value is consistent between two of its changes.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the identity of a problem: a problem with the same path, line and message is not reported again, even if the rest of its file
/// has changed.
fn identity(diagnostic: &Diagnostic) -> (&str, usize, &str) {
    let (line, _) = diagnostic.span.line_column();
    (diagnostic.span.file.path(), line, &diagnostic.message)
}

impl Site {
    fn new(renderer: Renderer) -> Self {
        Self { renderer, search: OnceLock::new() }
    }

    fn base_path(&self) -> &str {
        self.renderer.explainer().site().base_url.path()
    }

    /// Renders a route; `None` if the site has no such output.
    pub(super) fn render(&self, route: &Route) -> Result<Option<Output>, Box<Diagnostic>> {
        match self.renderer.render(route) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(RenderError::NoSuchOutput(_)) => Ok(None),
            Err(RenderError::Template(diagnostic)) => Err(diagnostic),
        }
    }

    /// Returns a file of the search index, or `None` if there is no such file. The first caller makes the index, the others wait for it.
    pub(super) fn search_file(&self, path: &str) -> Result<Option<Output>, Box<Diagnostic>> {
        if !self.renderer.explainer().site().search || !path.starts_with(SEARCH_INDEX) {
            return Ok(None);
        }
        match self.search.get_or_init(|| self.index()) {
            Ok(files) => Ok(files.get(path).cloned()),
            Err(error) => Err(error.clone()),
        }
    }

    fn index(&self) -> Result<HashMap<String, Output>, Box<Diagnostic>> {
        let findable = |route: &Route| {
            let page = self.render(route)?;
            Ok(page.and_then(|page| self.renderer.findable(route, &page)))
        };
        let pages = self.renderer.routes().into_par_iter().filter(|route| route.is_page());
        let pages = pages.map(findable).collect::<Result<Vec<_>, Box<Diagnostic>>>()?;
        let pages: Vec<_> = pages.into_iter().flatten().collect();
        let language = &self.renderer.explainer().site().language;
        Ok(index(&pages, language).into_iter().collect())
    }
}

impl Shown {
    /// Shows `site`, or keeps the current one if it is `None`. Returns the site that was replaced.
    fn replace(&mut self, site: Option<Arc<Site>>, problems: String) -> Option<Arc<Site>> {
        self.problems = problems.into();
        let before = self.site.replace(site?)?;
        let (old, new) = (before.base_path(), self.base_path().to_owned());
        if old != new && !self.earlier_paths.iter().any(|it| it == old) {
            self.earlier_paths.push(old.to_owned());
        }
        self.earlier_paths.retain(|it| *it != new);
        Some(before)
    }

    /// Returns the path of the site's address; `/` while there is no site.
    pub(super) fn base_path(&self) -> &str {
        self.site.as_ref().map_or("/", |site| site.base_path())
    }
}

impl SnapshotHandle {
    /// Creates a handle without a site.
    pub(super) fn new(options: LoadOptions, reporter: Arc<dyn Reporter>, origin: String) -> Self {
        Self {
            options,
            reporter,
            memo: Mutex::default(),
            shown: RwLock::default(),
            told: Mutex::default(),
            changes: watch::Sender::new(0),
            origin,
            announced: Mutex::default(),
        }
    }

    /// Returns the current state.
    pub(super) fn newest(&self) -> Shown {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns a receiver that is notified of every change of the state.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Loads the folder. If the snapshot has errors, the site stays as it is.
    pub(super) fn reload(&self) {
        let started = Instant::now();
        let loaded = snapshot::load(&self.options, &mut lock(&self.memo));
        let site = loaded.renderer.map(|renderer| Arc::new(Site::new(renderer)));
        let stands = site.is_some();
        let problems = if stands { String::new() } else { self.reporter.text(&loaded.diagnostics) };
        let (before, had_problems) = {
            let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
            let had_problems = !shown.problems.is_empty();
            (shown.replace(site, problems), had_problems)
        };
        self.changes.send_modify(|version| *version += 1);
        let showing = match (stands, had_problems) {
            (true, true) => Showing::Mended,
            (true, false) if before.is_none() => Showing::First,
            (true, false) => Showing::Newest,
            (false, _) if self.newest().site.is_none() => Showing::Nothing,
            (false, _) => Showing::LastGood,
        };
        // Dropping a large site takes a while, so it happens after the new one is shown.
        drop(before);
        let mut told = lock(&self.told);
        let took = started.elapsed();
        let known: HashSet<_> = told.iter().map(identity).collect();
        let is_new = |it: &&Diagnostic| !known.contains(&identity(it));
        let (new, old): (Vec<_>, Vec<_>) = loaded.diagnostics.iter().partition(is_new);
        let new: Vec<_> = new.into_iter().cloned().collect();
        let all = &loaded.diagnostics;
        self.reporter.notice(Notice::Loaded { all, new: &new, old: &old, showing, took });
        *told = loaded.diagnostics;
        self.tell_move();
    }

    /// Reports the site's address for the first time.
    pub(super) fn announce(&self) {
        let address = self.address();
        self.reporter.notice(Notice::Serving(&address));
        *lock(&self.announced) = Some(address);
    }

    /// Reports the site's address if it is not the one reported last.
    fn tell_move(&self) {
        let mut announced = lock(&self.announced);
        let address = self.address();
        if announced.as_ref().is_some_and(|known| *known != address) {
            self.reporter.notice(Notice::Moved(&address));
            *announced = Some(address);
        }
    }

    fn address(&self) -> String {
        format!("{}{}", self.origin, self.newest().base_path())
    }
}
