//! Several files replaced together, or none of them.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What is to become of one file.
#[derive(Debug)]
pub(super) struct Replacement {
    /// Where it is.
    pub(super) old: PathBuf,
    /// Where it will be; the same place, or another in the same folder.
    pub(super) new: PathBuf,
    /// What it will hold.
    pub(super) bytes: Vec<u8>,
}

/// Carries out all of `replacements`. When one fails, those before it are taken back, and what went wrong is said.
pub(super) fn replace(replacements: &[Replacement]) -> Result<(), String> {
    let failed = |path: &Path, error: &io::Error| format!("`{}`: {error}", path.display());
    let mut staged = Vec::new();
    for replacement in replacements {
        staged.push(Staged::beside(replacement));
        let written = staged.last().map_or(Ok(()), Staged::write);
        written.map_err(|error| failed(&replacement.old, &error))?;
    }
    for at in 0..staged.len() {
        let Err(error) = staged[at].put_in_place() else { continue };
        let mut message = failed(&replacements[at].new, &error);
        for done in staged[..=at].iter_mut().rev() {
            message.extend(done.put_back());
        }
        return Err(message);
    }
    Ok(())
}

/// A replacement with its new bytes and its old ones in hidden files beside it. Dropped, those go.
struct Staged<'a> {
    replacement: &'a Replacement,
    next: PathBuf,
    undo: PathBuf,
    in_place: bool,
}

impl<'a> Staged<'a> {
    fn beside(replacement: &'a Replacement) -> Self {
        let name = replacement.old.file_name().unwrap_or_default().to_string_lossy();
        let hidden =
            |what: &str| replacement.old.with_file_name(format!(".{name}.standpoint-{what}"));
        Self { replacement, next: hidden("next"), undo: hidden("undo"), in_place: false }
    }

    fn write(&self) -> io::Result<()> {
        fs::copy(&self.replacement.old, &self.undo)?;
        fs::write(&self.next, &self.replacement.bytes)?;
        fs::set_permissions(&self.next, fs::metadata(&self.replacement.old)?.permissions())
    }

    fn moves(&self) -> bool {
        self.replacement.old != self.replacement.new
    }

    fn put_in_place(&mut self) -> io::Result<()> {
        if self.moves() && fs::symlink_metadata(&self.replacement.new).is_ok() {
            return Err(ErrorKind::AlreadyExists.into());
        }
        fs::rename(&self.next, &self.replacement.new)?;
        self.in_place = true;
        if self.moves() { fs::remove_file(&self.replacement.old) } else { Ok(()) }
    }

    /// Undoes what [`put_in_place`](Self::put_in_place) did; says what could not be undone, and then keeps the old bytes.
    fn put_back(&mut self) -> Option<String> {
        if !std::mem::take(&mut self.in_place) {
            return None;
        }
        let back = fs::rename(&self.undo, &self.replacement.old);
        let gone = if self.moves() { fs::remove_file(&self.replacement.new) } else { Ok(()) };
        let error = back.and(gone).err()?;
        let (old, undo) = (self.replacement.old.display(), self.undo.display());
        let message = format!("; `{old}` could not be put back ({error}), it is kept as `{undo}`");
        self.undo = PathBuf::new();
        Some(message)
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        // They may not be there any more, or not yet.
        let _ = fs::remove_file(&self.next);
        let _ = fs::remove_file(&self.undo);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every file in `folder`, hidden ones as well, with its text.
    fn files(folder: &Path) -> Vec<(String, String)> {
        let entries = fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry"));
        let mut files: Vec<_> = entries
            .filter(|it| it.path().is_file())
            .map(|it| {
                let text = fs::read_to_string(it.path()).expect("text");
                (it.file_name().to_string_lossy().into_owned(), text)
            })
            .collect();
        files.sort();
        files
    }

    #[test]
    fn all_are_replaced_or_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["a", "b", "c"] {
            fs::write(at(name), name).expect("written");
        }
        let change = |old: &str, new: &str| Replacement {
            old: at(old),
            new: at(new),
            bytes: b"changed".to_vec(),
        };
        let before = files(folder.path());
        fs::create_dir(at("taken")).expect("made");
        let message = replace(&[change("a", "a"), change("b", "d"), change("c", "taken")]);
        assert!(message.unwrap_err().contains("taken"));
        assert_eq!(files(folder.path()), before);
        replace(&[change("a", "a"), change("b", "d")]).expect("replaced");
        let text = |name: &str| fs::read_to_string(at(name)).ok();
        assert_eq!(text("a").as_deref(), Some("changed"));
        assert_eq!((text("b"), text("d").as_deref()), (None, Some("changed")));
        assert_eq!(files(folder.path()).len(), 3);
    }
}
