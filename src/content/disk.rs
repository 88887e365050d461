//! Caches the files of the previous load, so that a file that did not change on disk is not read again.
//!
//! A file is read again if its metadata have changed, or if its last change is too recent: another change could leave the same time. Git's
//! index works in the same way.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use super::by_path::ByPath;

/// The age at which a change counts as settled: a later change is then sure to have another modification time. File systems store times in
/// steps, the coarsest (FAT) of two seconds, and two changes within one step have the same time.
const SETTLED: Duration =
    if cfg!(test) { Duration::from_millis(20) } else { Duration::from_secs(3) };

/// A file's metadata. As long as they stay the same, the file's bytes do too.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    /// The time of the last change, since 1970.
    changed: Duration,
    /// All values that can tell two states of a file apart.
    marks: [i128; 7],
}

/// Values made from files, each with the metadata of its file.
#[derive(Debug)]
pub(super) struct Disk<T>(ByPath<(Option<Stamp>, T)>);

impl<T> Default for Disk<T> {
    fn default() -> Self {
        Self(ByPath::default())
    }
}

impl<T: Clone + Send + Sync> Disk<T> {
    /// Calls `make` for each file (its path and its location on disk), in parallel, and returns the results in order. A file whose metadata
    /// have not changed since the last call is not read again; its cached value is returned.
    pub(super) fn read<E: Send>(
        &mut self,
        files: &[(Arc<str>, &Path)],
        make: impl Fn(&str, &Path) -> Result<T, E> + Sync,
    ) -> Vec<Result<T, E>> {
        let now = SystemTime::now();
        let folders = Folders::open(files.iter().map(|(_, place)| *place));
        let one = |(at, (path, place)): (usize, &(Arc<str>, &Path))| {
            // Read before the bytes, so that a write in between shows as a change the next time.
            let stamp = folders.stamp(at, place).filter(|stamp| stamp.has_settled(now));
            let known = self.0.get(path).filter(|(known, _)| stamp.is_some() && *known == stamp);
            match known {
                Some((_, made)) => (Ok(made.clone()), None),
                None => (make(path, place), Some(stamp)),
            }
        };
        let made: Vec<_> = files.par_iter().enumerate().with_min_len(64).map(one).collect();
        let new = files.iter().zip(&made).filter_map(|((path, _), (made, stamp))| {
            Some((path.clone(), (stamp.clone()?, made.as_ref().ok()?.clone())))
        });
        self.0.renew(files.iter().map(|(path, _)| path), new);
        made.into_iter().map(|(made, _)| made).collect()
    }
}

/// Open descriptors of the folders of several files. Looking up a file from its folder is faster than by its full path.
#[cfg(unix)]
struct Folders {
    open: Vec<Option<std::os::fd::OwnedFd>>,
    /// For each file, the index of its folder in `open`.
    of_file: Vec<usize>,
}

#[cfg(unix)]
impl Folders {
    /// Opens the folders. Files of the same folder should be adjacent: each run of them opens the folder once.
    fn open<'a>(places: impl Iterator<Item = &'a Path>) -> Self {
        use rustix::fs::{Mode, OFlags, open};
        let mut folders = Self { open: Vec::new(), of_file: Vec::new() };
        let mut last = None;
        for place in places {
            let folder = place.parent().unwrap_or(place);
            if last != Some(folder.as_os_str()) {
                let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
                folders.open.push(open(folder, flags, Mode::empty()).ok());
                last = Some(folder.as_os_str());
            }
            folders.of_file.push(folders.open.len() - 1);
        }
        folders
    }

    /// Returns the stamp of the file at `place`, which has the index `at`. It includes values that programs cannot set back: the file's
    /// identity, and the time at which its metadata changed.
    fn stamp(&self, at: usize, place: &Path) -> Option<Stamp> {
        use rustix::fs::{AtFlags, statat};
        let folder = self.open[self.of_file[at]].as_ref()?;
        let stat = statat(folder, place.file_name()?, AtFlags::empty()).ok()?;
        let marks = [
            stat.st_dev.into(),
            stat.st_ino.into(),
            stat.st_size.into(),
            stat.st_mtime.into(),
            stat.st_mtime_nsec.into(),
            stat.st_ctime.into(),
            stat.st_ctime_nsec.into(),
        ];
        let time = |seconds: i128, nanoseconds: i128| {
            Some(Duration::new(seconds.try_into().ok()?, nanoseconds.try_into().ok()?))
        };
        let changed = time(marks[3], marks[4])?.max(time(marks[5], marks[6])?);
        Some(Stamp { changed, marks })
    }
}

#[cfg(not(unix))]
struct Folders;

#[cfg(not(unix))]
impl Folders {
    fn open<'a>(_: impl Iterator<Item = &'a Path>) -> Self {
        Self
    }

    fn stamp(&self, _: usize, place: &Path) -> Option<Stamp> {
        let metadata = std::fs::metadata(place).ok()?;
        let modified = metadata.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let marks = [
            metadata.len().into(),
            modified.as_secs().into(),
            modified.subsec_nanos().into(),
            0,
            0,
            0,
            0,
        ];
        Some(Stamp { changed: modified, marks })
    }
}

impl Stamp {
    /// Returns `true` if the last change is old enough that another one would change the stamp.
    fn has_settled(&self, now: SystemTime) -> bool {
        let changed = SystemTime::UNIX_EPOCH.checked_add(self.changed);
        changed.and_then(|at| now.duration_since(at).ok()).is_some_and(|age| age > SETTLED)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_what_changed_is_made_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("a.md");
        let age = |seconds| {
            let file = fs::File::options().append(true).open(&place).expect("it is there");
            file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).expect("a time");
        };
        let mut disk = Disk::<Arc<Vec<u8>>>::default();
        let mut read = || {
            let files = [(Arc::from("a.md"), place.as_path())];
            let mut read = disk.read(&files, |_, place| fs::read(place).map(Arc::new));
            read.pop().expect("one").expect("it can be read")
        };
        fs::write(&place, "one").expect("written");
        age(60);
        let first = read();
        assert_eq!(**first, *b"one");
        std::thread::sleep(SETTLED * 2);
        let settled = read();
        assert!(Arc::ptr_eq(&settled, &read()));
        fs::write(&place, "two").expect("written");
        age(60);
        assert_eq!(**read(), *b"two", "same length, same age");
    }

    #[test]
    fn what_has_settled_is_kept() {
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("LICENSE-MIT");
        let stamp = || Folders::open([place.as_path()].into_iter()).stamp(0, &place);
        let old = stamp().expect("it has times");
        assert_eq!(stamp(), Some(old.clone()));
        assert!(old.has_settled(SystemTime::now() + Duration::from_mins(1)));
        let then = SystemTime::UNIX_EPOCH + old.changed;
        assert!(!old.has_settled(then) && !old.has_settled(then - Duration::from_mins(1)));
    }
}
