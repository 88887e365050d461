//! Watching for changes on disk: any event triggers a load, a batch of events triggers one, and the latest state wins.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::Watcher as _;
use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Config, ErrorKind, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode};

use super::handle::SnapshotHandle;
use super::{Notice, Watching};

/// Time without events after which a batch that touched one file is complete.
const QUIET: Duration = Duration::from_millis(5);

/// Time without events after which a batch that touched several files is complete: the next file of a checkout can be slow to come.
const QUIET_AMONG_SEVERAL: Duration = Duration::from_millis(15);

/// Maximum duration of a batch.
const LONGEST: Duration = Duration::from_millis(500);

/// The folders that a site is made of.
const FOLDERS: [&str; 3] = ["content", "templates", "static"];

/// A watcher of an explainer's folder. It watches folders, never single files, so that every way of saving is detected.
pub(super) struct Watcher {
    root: PathBuf,
    how: Watching,
    backend: Result<Box<dyn notify::Watcher + Send>, notify::Error>,
    sender: Sender<Change>,
    events: Receiver<Change>,
    /// The error that made it fall back to polling, until it has been reported.
    fell_back: Option<String>,
}

/// A change on disk.
struct Change {
    /// The paths that changed; empty if they are not known.
    paths: Vec<PathBuf>,
    /// Set if there may be folders at the paths that are not watched yet.
    perhaps_new: bool,
}

/// Changes that are processed together.
struct Batch {
    /// The paths of possibly new folders. `None` if they are not known.
    new: Option<BTreeSet<PathBuf>>,
}

impl Watcher {
    /// Starts to watch.
    pub(super) fn new(root: &Path, how: Watching) -> Self {
        let root = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let (sender, events) = channel();
        let backend = backend(how, root.clone(), sender.clone());
        let mut watcher = Self { root, how, backend, sender, events, fell_back: None };
        watcher.watch_all();
        watcher
    }

    /// Watches all folders of the explainer that exist by now. Those that are watched already stay so.
    fn watch_all(&mut self) {
        let folders = FOLDERS.map(|folder| (self.root.join(folder), RecursiveMode::Recursive));
        let root = (self.root.clone(), RecursiveMode::NonRecursive);
        self.watch(std::iter::once(root).chain(folders));
    }

    /// Watches these folders. Falls back to polling if the system has no file watches left.
    fn watch(&mut self, folders: impl Iterator<Item = (PathBuf, RecursiveMode)>) {
        let refused = match &mut self.backend {
            // A missing folder is detected in its parent once it is created.
            Ok(backend) => folders
                .filter_map(|(folder, mode)| backend.watch(&folder, mode).err())
                .find(is_exhausted)
                .map(|error| error.to_string()),
            Err(error) => is_exhausted(error).then(|| error.to_string()),
        };
        if let (Some(why), Watching::Events) = (refused, self.how) {
            self.how = Watching::Polling;
            self.backend = backend(self.how, self.root.clone(), self.sender.clone());
            self.fell_back = Some(why);
            self.watch_all();
        }
    }

    /// Waits for the next batch of events to begin and end. `None` if no more events can come.
    fn wait(&self) -> Option<Batch> {
        let mut batch = Batch { new: Some(BTreeSet::new()) };
        let mut touched = BTreeSet::new();
        let mut add = |change: Change| {
            if change.paths.is_empty() {
                batch.new = None;
            } else if let (true, Some(new)) = (change.perhaps_new, &mut batch.new) {
                new.extend(change.paths.iter().cloned());
            }
            touched.extend(change.paths);
            if touched.len() > 1 { QUIET_AMONG_SEVERAL } else { QUIET }
        };
        let mut quiet = add(self.events.recv().ok()?);
        let began = Instant::now();
        while began.elapsed() < LONGEST {
            match self.events.recv_timeout(quiet) {
                Ok(change) => quiet = add(change),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        Some(batch)
    }

    /// Watches the folders that a batch has created, including those that a link leads to.
    fn watch_new(&mut self, batch: &Batch) {
        let Some(new) = &batch.new else { return self.watch_all() };
        let new = new.iter().filter(|path| path.is_dir()).cloned();
        self.watch(new.map(|path| (path, RecursiveMode::Recursive)));
    }
}

/// Returns `true` if the error means that the system has no more file watches, in total or for this user or process.
fn is_exhausted(error: &notify::Error) -> bool {
    /// `EMFILE`, for which the standard library has no kind.
    const TOO_MANY_OPEN: i32 = 24;
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => {
            error.kind() == std::io::ErrorKind::StorageFull
                || error.raw_os_error() == Some(TOO_MANY_OPEN)
        }
        _ => false,
    }
}

fn backend(
    how: Watching,
    root: PathBuf,
    sender: Sender<Change>,
) -> Result<Box<dyn notify::Watcher + Send>, notify::Error> {
    let seen = move |event: notify::Result<Event>| {
        // An error, such as lost events, can mean any change.
        let event = event.unwrap_or_else(|_| Event::new(EventKind::Any));
        if matters(&event, &root) {
            let perhaps_new = matches!(
                event.kind,
                EventKind::Any
                    | EventKind::Other
                    | EventKind::Create(_)
                    | EventKind::Modify(ModifyKind::Any | ModifyKind::Name(_))
            );
            // Fails only if the receiver is gone, and then no one needs the event.
            let _ = sender.send(Change { paths: event.paths, perhaps_new });
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

/// Returns `true` if an event may change the site: it is not a mere read, and not outside the site's folders.
fn matters(event: &Event, root: &Path) -> bool {
    let read = matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    let beside = |path: &PathBuf| {
        let inside = path.strip_prefix(root).ok().and_then(|path| path.iter().next());
        inside.is_some_and(|first| !FOLDERS.iter().any(|folder| first == *folder))
    };
    !read && (event.paths.is_empty() || !event.paths.iter().all(beside))
}

/// Calls `on_change` after every batch of changes in `root`, on a thread of its own, until it returns `false`. If watching is not possible,
/// it is never called.
pub(crate) fn watch(root: &Path, on_change: impl Fn() -> bool + Send + 'static) {
    let mut watcher = Watcher::new(root, Watching::Events);
    std::thread::spawn(move || {
        while let Some(batch) = watcher.wait() {
            watcher.watch_new(&batch);
            if !on_change() {
                return;
            }
        }
    });
}

/// Loads the folder again after every batch of changes, on a thread of its own.
pub(super) fn follow(mut watcher: Watcher, handle: Arc<SnapshotHandle>) {
    std::thread::spawn(move || {
        if let Err(error) = &watcher.backend {
            return handle.reporter.notice(Notice::Unwatched(error.to_string()));
        }
        let tell = |watcher: &mut Watcher| {
            if let Some(why) = watcher.fell_back.take() {
                handle.reporter.notice(Notice::Polling(why));
            }
        };
        tell(&mut watcher);
        while let Some(batch) = watcher.wait() {
            // New folders are watched before they are read, so that no change in between is missed.
            watcher.watch_new(&batch);
            tell(&mut watcher);
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

    /// A system without any file watch left.
    struct Exhausted;

    impl notify::Watcher for Exhausted {
        fn new<F: notify::EventHandler>(_: F, _: Config) -> notify::Result<Self> {
            Ok(Self)
        }

        fn watch(&mut self, _: &Path, _: RecursiveMode) -> notify::Result<()> {
            Err(notify::Error::new(ErrorKind::MaxFilesWatch))
        }

        fn unwatch(&mut self, _: &Path) -> notify::Result<()> {
            Ok(())
        }

        fn kind() -> notify::WatcherKind {
            notify::WatcherKind::NullWatcher
        }
    }

    #[test]
    fn without_a_watch_left_it_polls_and_still_sees_changes() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("content")).unwrap();
        let mut watcher = Watcher::new(folder.path(), Watching::Events);
        watcher.backend = Ok(Box::new(Exhausted));
        watcher.watch_all();
        assert_eq!(watcher.how, Watching::Polling);
        assert!(watcher.fell_back.as_ref().is_some_and(|why| why.contains("limit")));
        while watcher.events.try_recv().is_ok() {}
        std::fs::write(folder.path().join("content/a.md"), "a").unwrap();
        // Long enough for any machine: only a hang takes as long.
        let seen = watcher.events.recv_timeout(Duration::from_mins(2));
        assert!(seen.is_ok_and(|change| change.paths.iter().any(|it| it.ends_with("a.md"))));
    }
}
