//! The staging folder beside the output folder, and the swap of the two.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::contents::{Contents, Listing, is_repository};
use super::lock::Lock;
use super::record::Record;
use super::{PublishError, PublishOptions, io};
use crate::explainer::FileOnDisk;
use crate::files::{Root, aside, confined, random_name};

/// Marks a folder that contains no file worth keeping: a staging folder until it is complete, and a swapped-out output folder once the
/// files that no build wrote are out of it. A staging folder without the mark is an output folder that was just swapped out.
const UNFINISHED: &str = ".standpoint-unfinished";

/// A folder that becomes the output folder once it is complete. If it is dropped before that, it is removed.
///
/// Its name is random and known to the next build from the user's own [`Record`]. No other folder is ever removed.
pub(super) struct Staging {
    folder: PathBuf,
    output: PathBuf,
    /// Set while the folder contains only this build's files.
    ours: bool,
    published: Contents,
    /// The entries of the output folder when the build began.
    listing: Listing,
    record: std::sync::Mutex<Record>,
    /// Released last, when no file of this build is left beside the output folder.
    _lock: Lock,
}

impl Staging {
    /// Checks that the output folder may be replaced, cleans up after a build that was killed, and creates an empty folder beside it.
    pub(super) fn prepare(options: &PublishOptions) -> Result<Self, PublishError> {
        let PublishOptions { output, root, force, state, .. } = options;
        let output = std::path::absolute(output).map_err(|error| io("resolving", output, error))?;
        may_replace(&output, root)?;
        let parent = output.parent().unwrap_or(Path::new("/")).to_owned();
        fs::create_dir_all(&parent).map_err(|error| io("creating", &parent, error))?;
        let parent = Root::open(&parent).map_err(|error| io("opening", &parent, error))?;
        let output = parent.path().join(output.file_name().unwrap_or_default());
        let lock = Lock::take(&parent, &beside(&output, "lock"), &output)?;
        let mut record = Record::read(state.as_deref(), &output);
        if let Some(left) = record.staging().map(|name| parent.path().join(name)) {
            clear_up_after_a_killed_build(&left, &output, &record)?;
        }
        let published = Contents::read(&output, &record);
        let listing = published.list();
        refuse_foreign_files(&listing.foreign, &output, &mut record, *force)?;
        let name = random_name(&beside(&output, "").to_string_lossy());
        record.stages(&name);
        let folder = parent.path().join(&name);
        parent.create_dir(Path::new(&name)).map_err(|error| io("creating", &folder, error))?;
        let record = record.into();
        let staging = Self { folder, output, ours: true, published, listing, record, _lock: lock };
        modes::begin_as(&staging.output, &staging.folder);
        staging.write(UNFINISHED, &[])?;
        Ok(staging)
    }

    /// Returns the output folder as it was before the build.
    pub(super) fn published(&self) -> &Contents {
        &self.published
    }

    /// Returns messages about folders beside the output folder that have names like a build's. Their owner is not known, so they are left
    /// alone.
    pub(super) fn left_beside(&self) -> Vec<String> {
        let (prefix, lock) = (beside(&self.output, ""), beside(&self.output, "lock"));
        let parent = self.output.parent().unwrap_or(Path::new("/"));
        let names = fs::read_dir(parent).into_iter().flatten().flatten().map(|it| it.file_name());
        let names = names.filter(|name| {
            name.as_encoded_bytes().starts_with(prefix.as_encoded_bytes())
                && *name != lock
                && Some(name.as_os_str()) != self.folder.file_name()
        });
        let message = |name: OsString| {
            let place = parent.join(name);
            format!(
                "`{}` is no folder of this build's: remove it if nothing needs it",
                place.display()
            )
        };
        let mut messages: Vec<_> = names.map(message).collect();
        messages.sort();
        messages
    }

    /// Records that the manifest with this hash is in the output folder, or is about to be.
    pub(super) fn record(&self, manifest: &str) {
        let mut record = self.record.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        record.publishes(manifest, self.published.hash());
    }

    /// Gives a file of this build the mode of the published file that it replaces.
    pub(super) fn copy_mode(&self, path: &str) {
        modes::copy(&self.output.join(path), &self.folder.join(path));
    }

    /// Writes one file.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let place = self.folder.join(path);
        if let Some(folder) = place.parent().filter(|_| path.ends_with("/index.html")) {
            // The folder does not exist yet, unless a page below it was written first. An error shows when the file is written.
            let _ = fs::create_dir(folder);
        }
        in_its_folder(&place, || fs::write(&place, bytes))
    }

    /// Copies a content file in chunks. Errs if it has changed since it was hashed.
    pub(super) fn copy_in(&self, path: &str, file: &FileOnDisk) -> Result<(), PublishError> {
        let place = self.folder.join(path);
        in_its_folder(&place, || {
            let copy = fs::File::create(&place)?;
            file.copy(&copy)
        })
    }

    /// Takes over one file from the output folder: as a hard link if the system supports it, otherwise as a copy with the same modification
    /// time.
    pub(super) fn take_over(&self, path: &str) -> Result<(), PublishError> {
        let (from, to) = (self.output.join(path), self.folder.join(path));
        in_its_folder(&to, || match fs::hard_link(&from, &to) {
            Err(error) if error.kind() != ErrorKind::NotFound => copy(&from, &to),
            done => done,
        })
    }

    /// Returns `true` if this build has a file or folder at `path`, or a file in place of a folder above it.
    fn stands_in(&self, path: &Path) -> bool {
        let place = self.folder.join(path);
        let mut above = place.ancestors().skip(1).take_while(|above| *above != self.folder);
        place.exists() || above.any(Path::is_file)
    }

    /// Swaps this folder with the output folder, and moves files that no build wrote (`.git`, for example) into it. `manifest` is the hash
    /// of its manifest.
    pub(super) fn swap(mut self, manifest: &str) -> Result<(), PublishError> {
        if let Some(foreign) = self.listing.foreign.iter().find(|path| self.stands_in(path)) {
            let (output, foreign) = (self.output.display(), foreign.display());
            let message = format!(
                "`{output}` holds `{foreign}`, which no build wrote and this one would replace"
            );
            return Err(PublishError::Refused(message, "move that file away".to_owned()));
        }
        self.record(manifest);
        let publishing = |error| io("publishing to", &self.output, error);
        fs::remove_file(self.folder.join(UNFINISHED)).map_err(publishing)?;
        if !self.output.exists() {
            return fs::rename(&self.folder, &self.output).map_err(publishing);
        }
        for folder in &self.listing.folders {
            modes::copy_of_folder(&self.output.join(folder), &self.folder.join(folder));
        }
        modes::copy_of_folder(&self.output, &self.folder);
        exchange(&self.folder, &self.output).map_err(|error| match error.kind() {
            ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => is_mounted(&self.output),
            _ => publishing(error),
        })?;
        self.ours = false;
        let record = self.record.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        retire(&self.folder, &self.output, &record).map_err(PublishError::after_the_swap)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.ours {
            // Errors are ignored: the next build removes the folder. If the swap failed, the mark has to be restored first.
            let _ = fs::write(self.folder.join(UNFINISHED), []);
            let _ = remove(&self.folder);
        }
    }
}

/// Returns the error for an output folder that is the root of a file system (a container's volume, for example) and cannot be replaced.
fn is_mounted(output: &Path) -> PublishError {
    let output = output.display();
    PublishError::Refused(
        format!("`{output}` is a mount point, which cannot be replaced as a whole"),
        format!("name a folder in it with `--output`, such as `{output}/site`"),
    )
}

/// Calls `make`, which creates the file at `place`. If the folders above it are missing, creates them and calls `make` again.
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

/// Returns the name of a file or folder beside the output folder.
fn beside(output: &Path, what: &str) -> OsString {
    let mut name = OsString::from(".");
    name.push(output.file_name().unwrap_or_default());
    name.push(".standpoint-");
    name.push(what);
    name
}

/// Removes the staging folder of a build that was killed, or puts it in place if that was all that was left to do.
fn clear_up_after_a_killed_build(
    folder: &Path,
    output: &Path,
    record: &Record,
) -> Result<(), PublishError> {
    let aside = aside(folder);
    if is_folder(&aside) {
        // Killed during a swap in steps.
        let to = if output.exists() { folder } else { output };
        fs::rename(&aside, to).map_err(|error| io("restoring", to, error))?;
    }
    if is_folder(folder) { retire(folder, output, record) } else { Ok(()) }
}

/// Returns `true` if `place` is a folder, and not a link to one.
fn is_folder(place: &Path) -> bool {
    fs::symlink_metadata(place).is_ok_and(|it| it.is_dir())
}

/// Removes a staging folder. If it is a swapped-out output folder, moves the files that no build wrote to the new one first.
fn retire(folder: &Path, output: &Path, record: &Record) -> Result<(), PublishError> {
    let mark = folder.join(UNFINISHED);
    if !mark.exists() {
        for path in Contents::read(folder, record).list().foreign {
            keep(&path, folder, output)?;
        }
        fs::write(&mark, []).map_err(|error| io("writing", &mark, error))?;
    }
    remove(folder).map_err(|error| io("removing", folder, error))
}

/// Removes a marked folder: its entries in parallel, and the mark last, so that a half removed folder is still recognised.
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

/// Moves one file that no build wrote into the output folder.
fn keep(path: &Path, folder: &Path, output: &Path) -> Result<(), PublishError> {
    let (from, to) = (folder.join(path), output.join(path));
    if fs::symlink_metadata(&to).is_ok() {
        let message =
            format!("`{}` is no build's, and `{}` stands in its way", from.display(), to.display());
        return Err(PublishError::Refused(message, "move one of the two away".to_owned()));
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(|error| io("creating", parent, error))?;
    }
    fs::rename(&from, &to).map_err(|error| io("keeping", &from, error))
}

/// Refuses to publish files that no build wrote, unless `force` is set or the user has kept them before.
fn refuse_foreign_files(
    foreign: &[PathBuf],
    output: &Path,
    record: &mut Record,
    force: bool,
) -> Result<(), PublishError> {
    let foreign: Vec<_> = foreign.iter().filter(|path| !is_repository(path)).collect();
    if force {
        record.keep(foreign.into_iter().map(PathBuf::as_path));
        return Ok(());
    }
    let mut unknown = foreign.into_iter().filter(|path| !record.keeps(path));
    let Some(first) = unknown.next() else { return Ok(()) };
    let more = match unknown.count() {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    Err(PublishError::Refused(
        format!(
            "`{}` holds files that no build of Standpoint wrote: `{}`{more}",
            output.display(),
            first.display()
        ),
        "remove them, name another folder with `--output`, or give `--force`: they are then kept and published, now and by later builds"
            .to_owned(),
    ))
}

/// Resolves symbolic links in the part of the path that exists.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = path.ancestors().find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
    match found {
        Some((above, real)) => real.join(path.strip_prefix(above).unwrap_or(Path::new(""))),
        None => path,
    }
}

/// Refuses an output folder that overlaps the sources, is not a folder, leads through a missing folder, or is outside the explainer's
/// folder by way of a link.
fn may_replace(output: &Path, root: &Path) -> Result<(), PublishError> {
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
    if let Err(error) = confined(root, output) {
        return refused(
            &format!("cannot be published into: {error}"),
            "name another folder with `--output`",
        );
    }
    Ok(())
}

/// Swaps two folders in one step, if the system supports it.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => exchange_in_steps(a, b),
        Err(error) => Err(error.into()),
    }
}

/// Swaps two folders in steps.
#[cfg(not(target_os = "linux"))]
fn exchange(a: &Path, b: &Path) -> std::io::Result<()> {
    exchange_in_steps(a, b)
}

/// Swaps two folders by way of a third name. For a moment, `b` does not exist.
fn exchange_in_steps(a: &Path, b: &Path) -> std::io::Result<()> {
    let aside = aside(a);
    fs::rename(b, &aside)?;
    if let Err(error) = fs::rename(a, b) {
        fs::rename(&aside, b)?;
        return Err(error);
    }
    fs::rename(&aside, a)
}

/// Modes of files and folders, on systems that have them.
#[cfg(unix)]
mod modes {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::path::Path;

    /// The mode bits that are copied: permissions, and for folders also the set-group-ID and sticky bits.
    const FILES: u32 = 0o777;
    const FOLDERS: u32 = 0o3777;

    /// Gives the new folder the group of the published one, and its mode with full permissions for the owner, so that the build can write
    /// into it.
    pub(super) fn begin_as(published: &Path, new: &Path) {
        let Ok(old) = fs::metadata(published) else { return };
        // Not every user may assign every group.
        let _ = chown(new, None, Some(old.gid()));
        let _ = fs::set_permissions(new, Permissions::from_mode(old.mode() & FOLDERS | 0o700));
    }

    /// Gives a new file the permissions of the published one.
    pub(super) fn copy(published: &Path, new: &Path) {
        copy_bits(published, new, FILES);
    }

    /// Gives a new folder the mode of the published one, except for the owner's permissions: without those, a later build could not remove
    /// it.
    pub(super) fn copy_of_folder(published: &Path, new: &Path) {
        copy_bits(published, new, FOLDERS & !0o700);
    }

    fn copy_bits(published: &Path, new: &Path, bits: u32) {
        let (Ok(old), Ok(now)) = (fs::symlink_metadata(published), fs::symlink_metadata(new))
        else {
            return;
        };
        if old.file_type() == now.file_type() && old.mode() & bits != now.mode() & bits {
            let mode = now.mode() & !bits | old.mode() & bits;
            let _ = fs::set_permissions(new, Permissions::from_mode(mode & 0o7777));
        }
    }
}

/// Stubs for systems without modes.
#[cfg(not(unix))]
mod modes {
    use std::path::Path;

    pub(super) fn begin_as(_: &Path, _: &Path) {}

    pub(super) fn copy(_: &Path, _: &Path) {}

    pub(super) fn copy_of_folder(_: &Path, _: &Path) {}
}
