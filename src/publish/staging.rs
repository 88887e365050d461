//! The folder beside the output folder, and the swap.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::manifest::Manifest;
use super::{PublishError, io};

/// A folder that becomes the output folder once it is whole. Dropped before that, it goes without a trace.
pub(super) struct Staging {
    folder: PathBuf,
    output: PathBuf,
}

impl Staging {
    /// Checks that `output` may be replaced, clears up after a build that was killed, and makes an empty folder beside it.
    pub(super) fn prepare(output: &Path, root: &Path, force: bool) -> Result<Self, PublishError> {
        let output = std::path::absolute(output).map_err(|error| io("resolving", output, error))?;
        let name =
            output.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let parent = output.parent().unwrap_or(Path::new("/")).to_owned();
        let folder = parent.join(format!(".{name}.standpoint-staging"));
        may_replace(&output, root, force)?;
        fs::create_dir_all(&parent).map_err(|error| io("creating", &parent, error))?;
        let staging = Self { folder, output };
        staging.retire()?;
        fs::create_dir(&staging.folder).map_err(|error| io("creating", &staging.folder, error))?;
        Ok(staging)
    }

    /// Writes one file.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let place = self.folder.join(path);
        if let Some(parent) = place.parent().filter(|parent| *parent != self.folder) {
            fs::create_dir_all(parent).map_err(|error| io("creating", parent, error))?;
        }
        fs::write(&place, bytes).map_err(|error| io("writing", &place, error))
    }

    /// Puts this folder in the output folder's place, and moves over what no build wrote (`.git`, say).
    pub(super) fn swap(self, manifest: &Manifest) -> Result<(), PublishError> {
        if !self.output.exists() {
            return fs::rename(&self.folder, &self.output)
                .map_err(|error| io("publishing to", &self.output, error));
        }
        if let Some(foreign) =
            foreign_files(&self.output).into_iter().find(|path| manifest.lists(path))
        {
            let message = format!(
                "`{}` holds `{foreign}`, which no build wrote and this one would replace",
                self.output.display()
            );
            return Err(PublishError::Refused(message, "move that file away".to_owned()));
        }
        exchange(&self.folder, &self.output)
            .map_err(|error| io("publishing to", &self.output, error))?;
        self.retire()
    }

    /// Clears the folder beside the output folder: files that a build listed are removed, everything else goes to the output folder.
    fn retire(&self) -> Result<(), PublishError> {
        if !self.folder.exists() {
            return Ok(());
        }
        let manifest = Manifest::read(&self.folder);
        if manifest.is_some() && self.output.exists() {
            for path in foreign_files(&self.folder) {
                let (from, to) = (self.folder.join(&path), self.output.join(&path));
                if let Some(parent) = to.parent() {
                    fs::create_dir_all(parent).map_err(|error| io("creating", parent, error))?;
                }
                if !to.exists() {
                    fs::rename(&from, &to).map_err(|error| io("keeping", &from, error))?;
                }
            }
        }
        fs::remove_dir_all(&self.folder).map_err(|error| io("removing", &self.folder, error))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // A folder that was swapped in is no longer there; one that was not holds nothing but this build's files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What lies in `folder` that its manifest does not list: files, and `.git` as a whole.
fn foreign_files(folder: &Path) -> Vec<String> {
    let manifest = Manifest::read(folder).unwrap_or_default();
    let mut walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    let mut foreign = Vec::new();
    while let Some(entry) = walk.next() {
        let Ok(entry) = entry else { continue };
        let path = entry
            .path()
            .strip_prefix(folder)
            .unwrap_or(entry.path())
            .to_string_lossy()
            .replace('\\', "/");
        if entry.depth() == 1 && entry.file_type().is_dir() && path.starts_with('.') {
            walk.skip_current_dir();
            foreign.push(path);
        } else if !entry.file_type().is_dir() && !manifest.lists(&path) {
            foreign.push(path);
        }
    }
    foreign
}

/// Refuses a folder that holds the sources, and one that no build made.
fn may_replace(output: &Path, root: &Path, force: bool) -> Result<(), PublishError> {
    let refused = |why: &str, help: &str| {
        Err(PublishError::Refused(format!("`{}` {why}", output.display()), help.to_owned()))
    };
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let sources = ["content", "templates", "static"].map(|folder| real(&root.join(folder)));
    let output_real = real(output);
    if sources
        .iter()
        .any(|source| source.starts_with(&output_real) || output_real.starts_with(source))
    {
        return refused("holds the explainer's own files", "name another folder with `--output`");
    }
    if output.is_symlink() || output.is_file() {
        return refused("is not a folder", "name another with `--output`");
    }
    let is_empty = fs::read_dir(output).map_or(true, |mut entries| entries.next().is_none());
    if !is_empty && Manifest::read(output).is_none() && !force {
        return refused(
            "holds files that no build of Standpoint wrote",
            "name another folder with `--output`, or give `--force`: those files are then kept",
        );
    }
    Ok(())
}

/// Swaps two folders in one step, where the system can.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => exchange_in_steps(a, b),
        Err(error) => Err(error.into()),
    }
}

/// Swaps two folders in one step, where the system can.
#[cfg(not(target_os = "linux"))]
fn exchange(a: &Path, b: &Path) -> std::io::Result<()> {
    exchange_in_steps(a, b)
}

/// Swaps two folders by way of a third name; for a moment there is no `b`.
fn exchange_in_steps(a: &Path, b: &Path) -> std::io::Result<()> {
    let aside = a.with_extension("old");
    fs::rename(b, &aside)?;
    if let Err(error) = fs::rename(a, b) {
        fs::rename(&aside, b)?;
        return Err(error);
    }
    fs::rename(&aside, a)
}
