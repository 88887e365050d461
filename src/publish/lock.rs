//! A lock that allows one build at a time into one folder.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::{PublishError, io};
use crate::files::Root;

/// The exclusive right to publish into a folder, held until this is dropped. The system releases it when the process ends, however it ends,
/// so a leftover lock file does no harm.
pub(super) struct Lock {
    place: PathBuf,
    _held: File,
}

impl Lock {
    /// Takes the lock called `name` in `folder`. Errs if another build into `output` holds it, or if a symbolic link has that name.
    pub(super) fn take(folder: &Root, name: &OsStr, output: &Path) -> Result<Self, PublishError> {
        let place = folder.path().join(name);
        loop {
            let opened = folder.open_lock(Path::new(name));
            let file = opened.map_err(|error| io("creating", &place, error))?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => {
                    let message = format!("another build into `{}` is running", output.display());
                    let help = "wait until it has ended, or publish into another folder";
                    return Err(PublishError::Refused(message, help.to_owned()));
                }
                // On a file system without locks, the build goes on without one.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            // A build that ended in the meantime has removed its lock file: then try again.
            if is_at(&file, &place) {
                return Ok(Self { place, _held: file });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A lock file that cannot be removed does no harm.
        let _ = fs::remove_file(&self.place);
    }
}

/// Returns `true` if `place` is still the name of `file`.
#[cfg(unix)]
fn is_at(file: &File, place: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |data: fs::Metadata| (data.dev(), data.ino());
    match (file.metadata(), fs::metadata(place)) {
        (Ok(held), Ok(named)) => id(held) == id(named),
        _ => false,
    }
}

/// Returns `true`: on other systems, an open file cannot lose its name.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
