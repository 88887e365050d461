//! Notices changes on disk: any event means "look again", a batch of them is one load, and the latest state wins.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::Watcher as _;
use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode};

use super::handle::SnapshotHandle;
use super::{Notice, Watching};

/// How long it must be quiet before a batch counts as over.
const QUIET: Duration = Duration::from_millis(10);

/// How long a batch can last before it is looked at all the same.
const LONGEST: Duration = Duration::from_millis(500);

/// The folders that a site is made of.
const FOLDERS: [&str; 3] = ["content", "templates", "static"];

/// Watches an explainer's folder. Folders are watched, never single files, so that every way of saving is seen.
pub(super) struct Watcher {
    root: PathBuf,
    backend: Result<Box<dyn notify::Watcher + Send>, notify::Error>,
    events: Receiver<()>,
}

impl Watcher {
    /// Begins to watch.
    pub(super) fn new(root: &Path, how: Watching) -> Self {
        let root = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let (sender, events) = channel();
        let backend = backend(how, root.clone(), sender);
        let mut watcher = Self { root, backend, events };
        watcher.watch_all();
        watcher
    }

    /// Watches everything there is to watch by now; what is watched already stays so.
    fn watch_all(&mut self) {
        let Ok(backend) = &mut self.backend else { return };
        // A folder that is not there, or not yet, is seen in its parent once it comes.
        let _ = backend.watch(&self.root, RecursiveMode::NonRecursive);
        for folder in FOLDERS {
            let _ = backend.watch(&self.root.join(folder), RecursiveMode::Recursive);
        }
    }

    /// Waits for the next batch of events to begin and end; false when there can be none any more.
    fn wait(&self) -> bool {
        if self.events.recv().is_err() {
            return false;
        }
        let began = Instant::now();
        while began.elapsed() < LONGEST {
            match self.events.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        true
    }
}

fn backend(
    how: Watching,
    root: PathBuf,
    sender: Sender<()>,
) -> Result<Box<dyn notify::Watcher + Send>, notify::Error> {
    let seen = move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| matters(&event, &root)) {
            // Nobody listens only when the process is about to end.
            let _ = sender.send(());
        }
    };
    Ok(match how {
        Watching::Events => Box::new(RecommendedWatcher::new(seen, Config::default())?),
        Watching::Polling => {
            let config = Config::default()
                .with_poll_interval(Duration::from_millis(500))
                .with_compare_contents(true);
            Box::new(PollWatcher::new(seen, config)?)
        }
    })
}

/// Whether an event can mean another site: not that a file was merely read, and not what lies beside the site's folders.
fn matters(event: &Event, root: &Path) -> bool {
    let read = matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    let beside = |path: &PathBuf| {
        let inside = path.strip_prefix(root).ok().and_then(|path| path.iter().next());
        inside.is_some_and(|first| !FOLDERS.iter().any(|folder| first == *folder))
    };
    !read && (event.paths.is_empty() || !event.paths.iter().all(beside))
}

/// Reloads after every batch of changes, on a thread of its own.
pub(super) fn follow(mut watcher: Watcher, handle: Arc<SnapshotHandle>) {
    std::thread::spawn(move || {
        if let Err(error) = &watcher.backend {
            handle.reporter.notice(Notice::Unwatched(error.to_string()));
        }
        while watcher.wait() {
            // New folders are watched before they are read, so that nothing falls between.
            watcher.watch_all();
            handle.reload();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_beside_the_site_and_reading_do_not_matter() {
        let root = Path::new("/site");
        let event = |kind, path: &str| Event::new(kind).add_path(root.join(path));
        let created = EventKind::Create(notify::event::CreateKind::Any);
        assert!(matters(&event(created, "content/a.md"), root));
        assert!(matters(&event(created, "static"), root));
        assert!(!matters(&event(created, "public/index.html"), root));
        let read = EventKind::Access(AccessKind::Open(AccessMode::Any));
        assert!(!matters(&event(read, "content/a.md"), root));
        let saved = EventKind::Access(AccessKind::Close(AccessMode::Write));
        assert!(matters(&event(saved, "content/a.md"), root));
    }
}
