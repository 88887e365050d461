//! Writes files for all commands.
//!
//! A [`Root`] is an open folder. Everything written through it stays below it: symbolic links are followed only while they stay below, a
//! new file never replaces an existing one, and a file is replaced by renaming a new one with a random name. An explainer has many
//! contributors, and a predictable name may be a link that one of them has put there.
//!
//! [`state_folder`] is the user's own folder for data that must not come from a repository: journals of renames, and records of what was
//! published where.

mod exchange;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};

pub use exchange::aside;

/// An open folder. Writes through it cannot leave it.
#[derive(Debug)]
pub struct Root {
    dir: Dir,
    /// Its path without symbolic links.
    path: PathBuf,
}

impl Root {
    /// Opens the folder at `path`, which the user has named: links on the way to it are followed.
    pub fn open(path: &Path) -> io::Result<Self> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let path = path.canonicalize()?;
        Ok(Self { dir: Dir::open_ambient_dir(&path, ambient_authority())?, path })
    }

    /// Creates the folder at `path` and those above it, and opens it.
    pub fn create(path: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(path)?;
        Self::open(path)
    }

    /// Creates a folder below this one that only the user can read, and opens it.
    pub fn create_private(&self, folder: &str) -> io::Result<Self> {
        #[cfg(unix)]
        {
            use cap_std::fs::{DirBuilder, DirBuilderExt};
            let mut builder = DirBuilder::new();
            builder.recursive(true).mode(0o700);
            self.dir.create_dir_with(folder, &builder)?;
        }
        #[cfg(not(unix))]
        self.dir.create_dir_all(folder)?;
        Ok(Self { dir: self.dir.open_dir(folder)?, path: self.path.join(folder) })
    }

    /// Returns the folder's path without symbolic links.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the path of `path` relative to this folder, without symbolic links. Its last part may not exist yet and is not followed.
    /// Returns an error if it lies outside of the folder.
    pub fn locate(&self, path: &Path) -> io::Result<PathBuf> {
        let place = self.path.join(path);
        let name = place.file_name().ok_or_else(outside)?.to_owned();
        let parent = place.parent().ok_or_else(outside)?;
        let existing = parent.ancestors().find_map(|it| Some((it, it.canonicalize().ok()?)));
        let (existing, real) = existing.ok_or_else(outside)?;
        let missing = parent.strip_prefix(existing).unwrap_or(Path::new(""));
        // Parts that do not exist must not climb out, and writing through a dangling link would create its target.
        let climbs = missing.components().any(|it| !matches!(it, Component::Normal(_)));
        let dangles = missing.components().next().is_some_and(|it| existing.join(it).is_symlink());
        if climbs || dangles {
            return Err(outside());
        }
        let below = real.strip_prefix(&self.path).map_err(|_| outside())?;
        Ok(below.join(missing).join(name))
    }

    /// Creates a file that must not exist yet, with the folders above it, and writes `bytes` to it.
    pub fn create_new(&self, path: &Path, bytes: &[u8]) -> io::Result<std::fs::File> {
        let path = self.locate(path)?;
        if let Some(parent) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
            self.dir.create_dir_all(parent).map_err(explained)?;
        }
        let new = OpenOptions::new().write(true).create_new(true).clone();
        let mut file = self.dir.open_with(&path, &new).map_err(explained)?.into_std();
        file.write_all(bytes)?;
        Ok(file)
    }

    /// Replaces a file, completely or not at all. A link in its place is replaced, and its target is not changed.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let path = self.locate(path)?;
        let new = path.with_file_name(random_name(".standpoint-"));
        let file = self.create_new(&new, bytes)?;
        let written = file.sync_all().and_then(|()| {
            drop(file);
            self.dir.rename(&new, &self.dir, &path).map_err(explained)
        });
        if written.is_err() {
            let _ = self.dir.remove_file(&new);
        }
        written
    }

    /// Returns the bytes of the file at `path`. `None` if it does not exist. Returns an error for a link, and for anything else that is not
    /// a file.
    pub fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        match self.dir.symlink_metadata(path) {
            Ok(found) if found.is_file() => self.dir.read(path).map(Some).map_err(explained),
            Ok(_) => Err(io::Error::new(ErrorKind::InvalidInput, "it is no file")),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(explained(error)),
        }
    }

    /// Returns the time of the last write to the file at `path`.
    pub fn modified(&self, path: &Path) -> io::Result<std::time::SystemTime> {
        let found = self.dir.symlink_metadata(path).map_err(explained)?;
        Ok(found.modified()?.into_std())
    }

    /// Opens the file at `path` for locking, and makes it if it is not there yet.
    pub fn open_lock(&self, path: &Path) -> io::Result<std::fs::File> {
        if self.dir.symlink_metadata(path).is_ok_and(|it| !it.is_file()) {
            return Err(io::Error::new(ErrorKind::InvalidInput, "it is no file"));
        }
        let options = OpenOptions::new().write(true).create(true).truncate(false).clone();
        Ok(self.dir.open_with(path, &options).map_err(explained)?.into_std())
    }

    /// Returns `true` if something exists at `path`, even if it is a dangling link.
    pub fn holds(&self, path: &Path) -> bool {
        self.dir.symlink_metadata(path).is_ok()
    }

    /// Returns `true` if a folder exists at `path`, and not a link to one.
    pub fn holds_folder(&self, path: &Path) -> bool {
        self.dir.symlink_metadata(path).is_ok_and(|it| it.is_dir())
    }

    /// Creates a folder that must not exist yet.
    pub fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.dir.create_dir(path).map_err(explained)
    }

    /// Returns the names of the entries directly in the folder.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        self.dir.entries()?.map(|entry| Ok(entry?.file_name())).collect()
    }

    /// Sets the permissions of a new file to those of the file at `path`.
    pub fn copy_permissions(&self, path: &Path, to: &std::fs::File) -> io::Result<()> {
        let from = self.dir.open(path).map_err(explained)?.into_std();
        to.set_permissions(from.metadata()?.permissions())
    }

    /// Removes the file at `path`.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        self.dir.remove_file(path).map_err(explained)
    }

    /// Renames `from` to `to`, and replaces a file there.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.dir.rename(from, &self.dir, to).map_err(explained)
    }
}

/// Returns the error for a path that leaves its folder.
fn outside() -> io::Error {
    io::Error::new(ErrorKind::PermissionDenied, "a symbolic link leads out of the folder")
}

/// Replaces `error` by [`outside`] if it was raised because a path leads out of the folder.
fn explained(error: io::Error) -> io::Error {
    let by_system = error.raw_os_error().is_some();
    if error.kind() == ErrorKind::PermissionDenied && !by_system { outside() } else { error }
}

/// Checks a folder that the user has named for output, and returns it. If its path lies in `root`, no link in it may lead out of there.
pub fn confined(root: &Path, folder: &Path) -> io::Result<PathBuf> {
    let plain = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (Ok(root), named) = (Root::open(root), (plain(root), plain(folder))) else {
        return Ok(folder.to_owned());
    };
    let below = named.1.strip_prefix(&named.0).or_else(|_| named.1.strip_prefix(root.path()));
    match below {
        // `..` is not checked: if it leads out of the root, the user has asked for it.
        Ok(below) if below.components().all(|it| matches!(it, Component::Normal(_))) => {
            // A further part makes `locate` follow the last one as well.
            root.locate(&below.join("x")).map(|_| folder.to_owned())
        }
        _ => Ok(folder.to_owned()),
    }
}

/// Returns an unpredictable name. Files with such a name are still created with `create_new`.
pub fn random_name(prefix: &str) -> String {
    // The keys of a new `RandomState` come from the system's random numbers.
    format!("{prefix}{:016x}", RandomState::new().build_hasher().finish())
}

/// Returns a name for `path` that is always the same and does not reveal the path.
pub fn name_of(path: &Path) -> String {
    sha256(path.as_os_str().as_encoded_bytes()).chars().take(32).collect()
}

/// Returns the SHA-256 of `bytes`, in hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Returns the user's own folder for data that is kept between runs (`~/.local/state/standpoint`, or below `XDG_STATE_HOME`;
/// `%LOCALAPPDATA%` on Windows). `None` if the user has no home.
pub fn state_folder() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.state_dir().unwrap_or_else(|| folders.cache_dir()).join("standpoint"))
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    /// Creates a folder with a root in it, and a file outside the root that must not be touched.
    fn house() -> (tempfile::TempDir, Root) {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("root")).expect("made");
        fs::create_dir(folder.path().join("outside")).expect("made");
        fs::write(folder.path().join("outside/kept"), "kept").expect("written");
        let root = Root::open(&folder.path().join("root")).expect("opened");
        (folder, root)
    }

    #[test]
    fn nothing_is_written_outside_by_way_of_any_link() {
        let (folder, root) = house();
        let at = |name: &str| folder.path().join("root").join(name);
        symlink("../outside", at("folder")).expect("linked");
        symlink("../outside/kept", at("file")).expect("linked");
        symlink("../outside/new", at("dangling")).expect("linked");
        symlink("../outside/new", at("gone")).expect("linked");
        symlink("folder", at("twice")).expect("linked");
        for path in ["folder/x", "twice/x", "gone/x", "folder/kept", "../outside/x", "a/../../x"] {
            assert!(root.create_new(Path::new(path), b"x").is_err(), "{path}");
            assert!(root.replace(Path::new(path), b"x").is_err(), "{path}");
        }
        for path in ["file", "dangling"] {
            assert!(root.create_new(Path::new(path), b"x").is_err(), "{path}");
            root.replace(Path::new(path), b"x").expect("the link goes");
            assert_eq!(fs::read(at(path)).expect("it is there"), b"x");
        }
        let outside = fs::read_dir(folder.path().join("outside")).expect("a folder");
        assert_eq!(outside.count(), 1);
        assert_eq!(fs::read(folder.path().join("outside/kept")).expect("it is there"), b"kept");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
    }

    #[test]
    fn links_within_the_folder_are_followed() {
        let (folder, root) = house();
        let at = |name: &str| folder.path().join("root").join(name);
        fs::create_dir(at("real")).expect("made");
        symlink("real", at("relative")).expect("linked");
        symlink(at("real"), at("absolute")).expect("linked");
        for path in ["relative/a", "absolute/b", "real/c/d"] {
            root.create_new(Path::new(path), b"x").expect(path);
        }
        assert!(at("real/a").exists() && at("real/b").exists() && at("real/c/d").exists());
    }

    #[test]
    fn what_is_replaced_is_whole_and_leaves_nothing_beside_it() {
        let (_folder, root) = house();
        for bytes in [&b"one"[..], b"two"] {
            root.replace(Path::new("a"), bytes).expect("written");
            assert_eq!(root.read(Path::new("a")).expect("read").as_deref(), Some(bytes));
        }
        assert_eq!(root.names().expect("listed"), ["a"]);
    }

    #[test]
    fn a_folder_is_confined_only_where_its_path_lies_in_the_root() {
        let (folder, root) = house();
        let at = |name: &str| folder.path().join("root").join(name);
        symlink("../outside", at("out")).expect("linked");
        let confined = |place: &Path| confined(root.path(), place).is_ok();
        assert!(confined(&at("public")) && confined(&folder.path().join("outside/public")));
        assert!(!confined(&at("out")) && !confined(&at("out/public")));
    }

    #[test]
    fn names_differ_from_one_another() {
        assert_ne!(random_name("a-"), random_name("a-"));
        assert_eq!(name_of(Path::new("/a")).len(), 32);
    }
}
