//! Exchanges two files of one folder, and renames a file without replacing another.

use std::io;
use std::path::Path;

use super::{Root, explained};

impl Root {
    /// Exchanges two files of one folder: atomically if the system can, otherwise in steps (`exchange_in_steps`).
    pub fn exchange(&self, a: &Path, b: &Path) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        match self.rename_with(a, b, rustix::fs::RenameFlags::EXCHANGE) {
            Err(error) if is_unsupported(&error) => {}
            done => return done,
        }
        self.exchange_in_steps(a, b)
    }

    /// Exchanges two files by way of a third name ([`aside`]). For a moment no file is at `b`, and a file that somebody creates there
    /// meanwhile is not replaced.
    pub(super) fn exchange_in_steps(&self, a: &Path, b: &Path) -> io::Result<()> {
        let aside = aside(a);
        self.rename(b, &aside)?;
        if let Err(error) = self.rename_new(a, b) {
            self.rename_new(&aside, b)?;
            return Err(error);
        }
        self.rename(&aside, a)
    }

    /// Renames the file at `from` to `to`, in the same folder. Returns an error if `to` exists.
    pub fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        match self.rename_with(from, to, rustix::fs::RenameFlags::NOREPLACE) {
            Err(error) if is_unsupported(&error) => {}
            done => return done,
        }
        // A hard link never replaces an existing file.
        self.dir.hard_link(from, &self.dir, to).map_err(explained)?;
        self.remove(from)
    }

    #[cfg(target_os = "linux")]
    fn rename_with(&self, a: &Path, b: &Path, how: rustix::fs::RenameFlags) -> io::Result<()> {
        let (folder, name) = (a.parent().unwrap_or(Path::new("")), a.file_name());
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let opened = self.dir.open_dir(folder).map_err(explained)?;
        let names = (name.unwrap_or_default(), b.file_name().unwrap_or_default());
        Ok(rustix::fs::renameat_with(&opened, names.0, &opened, names.1, how)?)
    }
}

/// Returns the temporary path of the file from the second path while the one at `a` takes its place.
pub fn aside(a: &Path) -> std::path::PathBuf {
    let mut name = a.file_name().unwrap_or_default().to_owned();
    name.push(".aside");
    a.with_file_name(name)
}

#[cfg(target_os = "linux")]
fn is_unsupported(error: &io::Error) -> bool {
    let unsupported = [rustix::io::Errno::INVAL, rustix::io::Errno::NOSYS];
    unsupported.iter().any(|it| error.raw_os_error() == Some(it.raw_os_error()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_change_places_and_nothing_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = Root::open(folder.path()).expect("opened");
        let text = |name: &str| root.read(Path::new(name)).expect("read");
        let [a, b] = ["a", "b"].map(|name| {
            root.create_new(Path::new(name), name.as_bytes()).expect("written");
            Path::new(name)
        });
        root.exchange(a, b).expect("exchanged");
        assert_eq!(
            (text("a").as_deref(), text("b").as_deref()),
            (Some(&b"b"[..]), Some(&b"a"[..]))
        );
        root.exchange_in_steps(a, b).expect("exchanged");
        assert_eq!(
            (text("a").as_deref(), text("b").as_deref()),
            (Some(&b"a"[..]), Some(&b"b"[..]))
        );
        assert!(root.rename_new(a, b).is_err());
        root.rename_new(a, Path::new("c")).expect("renamed");
        assert_eq!((text("a"), text("c").as_deref()), (None, Some(&b"a"[..])));
        assert_eq!(root.names().expect("listed").len(), 2);
    }
}
