//! The folder beside the output folder, and the swap.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::lock::Lock;
use super::manifest::Manifest;
use super::{PublishError, io};

/// Stands in a folder that holds nothing worth keeping: a staging folder until it is whole, and one that was swapped out once all that no
/// build wrote is out of it. Without it, the folder is an output folder that was just swapped out.
const UNFINISHED: &str = ".standpoint-unfinished";

/// A folder that becomes the output folder once it is whole. Dropped before that, it goes without a trace.
pub(super) struct Staging {
    folder: PathBuf,
    output: PathBuf,
    /// Whether the folder still holds nothing but this build's files.
    ours: bool,
    /// Given up last, when nothing of this build lies beside the output folder any more.
    _lock: Lock,
}

impl Staging {
    /// Checks that `output` may be replaced, clears up after a build that was killed, and makes an empty folder beside it.
    pub(super) fn prepare(output: &Path, root: &Path, force: bool) -> Result<Self, PublishError> {
        let output = std::path::absolute(output).map_err(|error| io("resolving", output, error))?;
        may_replace(&output, root, force)?;
        let name = output.file_name().map(|name| name.to_string_lossy().into_owned());
        let parent = output.parent().unwrap_or(Path::new("/")).to_owned();
        let beside = |what| {
            parent.join(format!(".{}.standpoint-{what}", name.as_deref().unwrap_or_default()))
        };
        let folder = beside("staging");
        fs::create_dir_all(&parent).map_err(|error| io("creating", &parent, error))?;
        let lock = Lock::take(beside("lock"), &output)?;
        retire(&folder, &output)?;
        fs::create_dir(&folder).map_err(|error| io("creating", &folder, error))?;
        let staging = Self { folder, output, ours: true, _lock: lock };
        staging.write(UNFINISHED, &[])?;
        Ok(staging)
    }

    /// Writes one file.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let place = self.folder.join(path);
        if let Some(folder) = place.parent().filter(|_| path.ends_with("/index.html")) {
            // Not there yet, unless a page below it came first. What goes wrong shows when the file is written.
            let _ = fs::create_dir(folder);
        }
        in_its_folder(&place, || fs::write(&place, bytes))
    }

    /// Takes one file over from the output folder: the very file where the system can share it, or else a copy with the same time.
    pub(super) fn take_over(&self, path: &str) -> Result<(), PublishError> {
        let (from, to) = (self.output.join(path), self.folder.join(path));
        in_its_folder(&to, || match fs::hard_link(&from, &to) {
            Err(error) if error.kind() != ErrorKind::NotFound => copy(&from, &to),
            done => done,
        })
    }

    /// Whether something of this build lies where `path` would: the same path, or a file where it needs a folder.
    fn stands_in(&self, path: &str) -> bool {
        let place = self.folder.join(path);
        let mut above = place.ancestors().skip(1).take_while(|above| *above != self.folder);
        place.exists() || above.any(Path::is_file)
    }

    /// Puts this folder in the output folder's place, and moves over what no build wrote (`.git`, say).
    pub(super) fn swap(mut self) -> Result<(), PublishError> {
        let foreign = if self.output.exists() { foreign_files(&self.output) } else { Vec::new() };
        if let Some(foreign) = foreign.into_iter().find(|path| self.stands_in(path)) {
            let output = self.output.display();
            let message = format!(
                "`{output}` holds `{foreign}`, which no build wrote and this one would replace"
            );
            return Err(PublishError::Refused(message, "move that file away".to_owned()));
        }
        let publishing = |error| io("publishing to", &self.output, error);
        fs::remove_file(self.folder.join(UNFINISHED)).map_err(publishing)?;
        if !self.output.exists() {
            return fs::rename(&self.folder, &self.output).map_err(publishing);
        }
        exchange(&self.folder, &self.output).map_err(|error| match error.kind() {
            ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => is_mounted(&self.output),
            _ => publishing(error),
        })?;
        self.ours = false;
        retire(&self.folder, &self.output).map_err(PublishError::after_the_swap)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.ours {
            // That it cannot be removed is nobody's concern: the next build does. Where the swap failed, the mark has to come back first.
            let _ = fs::write(self.folder.join(UNFINISHED), []);
            let _ = remove(&self.folder);
        }
    }
}

/// Why a folder that is the root of a file system of its own (a volume of a container, say) cannot be replaced as a whole.
fn is_mounted(output: &Path) -> PublishError {
    let output = output.display();
    PublishError::Refused(
        format!("`{output}` is a mount point, which cannot be replaced as a whole"),
        format!("name a folder in it with `--output`, such as `{output}/site`"),
    )
}

/// Does what makes the file at `place`, and makes the folders above it when they are not there yet.
fn in_its_folder(place: &Path, make: impl Fn() -> std::io::Result<()>) -> Result<(), PublishError> {
    let made = match (make(), place.parent()) {
        (Err(error), Some(parent)) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(parent).map_err(|error| io("creating", parent, error))?;
            make()
        }
        (made, _) => made,
    };
    made.map_err(|error| io("writing", place, error))
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let changed = fs::metadata(from)?.modified()?;
    fs::copy(from, to)?;
    fs::File::options().write(true).open(to)?.set_modified(changed)
}

/// Removes the folder beside the output folder. If it was an output folder once, what no build wrote in it goes to the new one.
fn retire(folder: &Path, output: &Path) -> Result<(), PublishError> {
    if !folder.exists() {
        return Ok(());
    }
    let mark = folder.join(UNFINISHED);
    if !mark.exists() {
        for path in foreign_files(folder) {
            keep(&path, folder, output)?;
        }
        fs::write(&mark, []).map_err(|error| io("writing", &mark, error))?;
    }
    remove(folder).map_err(|error| io("removing", folder, error))
}

/// Removes a marked folder and all that is in it, what lies directly in it in parallel and the mark last: a half removed folder is still
/// known for what it is.
fn remove(folder: &Path) -> std::io::Result<()> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let entries = entries.par_iter().filter(|entry| entry.file_name() != UNFINISHED);
    entries.try_for_each(|entry| {
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())
        } else {
            fs::remove_file(entry.path())
        }
    })?;
    fs::remove_file(folder.join(UNFINISHED))?;
    fs::remove_dir(folder)
}

/// Moves one file that no build wrote.
fn keep(path: &str, folder: &Path, output: &Path) -> Result<(), PublishError> {
    let (from, to) = (folder.join(path), output.join(path));
    if to.exists() {
        let message =
            format!("`{}` is no build's, and `{}` stands in its way", from.display(), to.display());
        return Err(PublishError::Refused(message, "move one of the two away".to_owned()));
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(|error| io("creating", parent, error))?;
    }
    fs::rename(&from, &to).map_err(|error| io("keeping", &from, error))
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

/// The path without symbolic links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = path.ancestors().find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
    match found {
        Some((above, real)) => real.join(path.strip_prefix(above).unwrap_or(Path::new(""))),
        None => path,
    }
}

/// Refuses a folder that holds the sources, and one that no build made.
fn may_replace(output: &Path, root: &Path, force: bool) -> Result<(), PublishError> {
    let refused = |why: &str, help: &str| {
        Err(PublishError::Refused(format!("`{}` {why}", output.display()), help.to_owned()))
    };
    let sources = ["content", "templates", "static"].map(|folder| real(&root.join(folder)));
    let output_real = real(output);
    if sources
        .iter()
        .any(|source| source.starts_with(&output_real) || output_real.starts_with(source))
    {
        return refused("holds the explainer's own files", "name another folder with `--output`");
    }
    if output_real.components().any(|part| part == Component::ParentDir) {
        let help = "write `--output` without `..` after a folder that is not there";
        return refused("leads through a folder that does not exist", help);
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
