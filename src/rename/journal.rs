//! The journal of a rename: the data that is needed to take it back if it is killed half-way.
//!
//! It is kept in the user's own state folder and never in the explainer's, where somebody else could have put one. Its file is named after
//! the current stage of the rename; renaming that file is the step from one stage to the next.
//!
//! A journal in the explainer's folder could come from a stranger's pull request, and would say what to write where; a token to prove that
//! it is genuine would have to be in the state folder as well. The price is that a rename that was killed by another user, or in a
//! container whose home folder is gone, cannot be taken back by the program. Version control can.
//!
//! A lock beside the journal allows one rename at a time in an explainer.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::files::{Root, name_of, random_name};

/// The stage that a rename has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The new files are being written under hidden names. The old files are unchanged.
    Staging,
    /// The new files are replacing the old ones.
    Swapping,
    /// All new files are in place. The old ones are being removed.
    Committed,
}

impl Stage {
    const ALL: [Self; 3] = [Self::Staging, Self::Swapping, Self::Committed];

    fn file(self) -> &'static Path {
        Path::new(match self {
            Self::Staging => "staging",
            Self::Swapping => "swapping",
            Self::Committed => "committed",
        })
    }
}

/// A rename that was begun.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Journal {
    /// The path of the renamed file under `content/`, before and afterwards.
    pub(super) from: String,
    pub(super) to: String,
    pub(super) changes: Vec<Change>,
}

/// The change of one file. Paths are relative to the explainer's folder and contain no symbolic link.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Change {
    pub(super) path: PathBuf,
    /// The new path, in the same folder. `None` if the file keeps its name.
    pub(super) moved: Option<PathBuf>,
    /// A hidden file beside it. It contains the new text until the two files are swapped, and the old text from then on.
    pub(super) temp: PathBuf,
    /// The old text, with its byte order mark if it has one.
    pub(super) old: String,
    /// The replacements for byte ranges in `old`, in order.
    pub(super) edits: Vec<Edit>,
}

/// The start and end of a byte range, and the text that replaces it.
pub(super) type Edit = (usize, usize, String);

impl Change {
    /// Returns the new text.
    pub(super) fn new_text(&self) -> String {
        let mut text = self.old.clone();
        for (start, end, new) in self.edits.iter().rev() {
            text.replace_range(*start..*end, new);
        }
        text
    }

    /// Returns `text`, which somebody saved, after restoring every line that the rename wrote. Other changes are kept.
    pub(super) fn taken_back(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (old, new) in self.lines() {
            let starts_line = |at: &usize| *at == 0 || text.as_bytes()[at - 1] == b'\n';
            let found = text.match_indices(&new).map(|(at, _)| at).find(starts_line);
            if let Some(at) = found {
                text.replace_range(at..at + new.len(), &old);
            }
        }
        text
    }

    /// Returns the lines that contain edits, before and afterwards. Edits in the same line are merged.
    fn lines(&self) -> Vec<(String, String)> {
        let mut groups: Vec<(usize, usize, Vec<&Edit>)> = Vec::new();
        for edit in &self.edits {
            let start = self.old[..edit.0].rfind('\n').map_or(0, |at| at + 1);
            let end = self.old[edit.1..].find('\n').map_or(self.old.len(), |at| edit.1 + at + 1);
            match groups.last_mut().filter(|group| group.1 > start) {
                Some(group) => {
                    group.1 = group.1.max(end);
                    group.2.push(edit);
                }
                None => groups.push((start, end, vec![edit])),
            }
        }
        let lines = groups.into_iter().map(|(start, end, edits)| {
            let old = self.old[start..end].to_owned();
            let mut new = old.clone();
            for (from, to, text) in edits.into_iter().rev() {
                new.replace_range(from - start..to - start, text);
            }
            (old, new)
        });
        lines.filter(|(old, new)| old != new).collect()
    }
}

/// The locked folder of the journal: only one rename at a time can hold it.
pub(super) struct Store {
    folder: Root,
    /// Released by the system when the process ends, however it ends.
    _lock: File,
}

/// The error of [`Store::open`].
pub(super) enum StoreError {
    /// Another rename is running in the same explainer.
    Busy,
    /// The state folder cannot be used.
    Io(io::Error),
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Returns the folder of the journal for the explainer in `root`.
fn place(state: &Path, root: &Root) -> PathBuf {
    state.join("renames").join(name_of(root.path()))
}

/// Returns `true` if a rename was begun in `root` and has not ended.
pub(super) fn is_pending(state: &Path, root: &Root) -> bool {
    let place = place(state, root);
    Stage::ALL.iter().any(|stage| place.join(stage.file()).exists())
}

impl Store {
    /// Opens the journal's folder for the explainer in `root`. Waits at most `patience` for another rename to end.
    pub(super) fn open(state: &Path, root: &Root, patience: Duration) -> Result<Self, StoreError> {
        let folder = Root::create(state)?.create_private("renames")?;
        let folder = folder.create_private(&name_of(root.path()))?;
        let lock = folder.open_lock(Path::new("lock"))?;
        let started = Instant::now();
        loop {
            match lock.try_lock() {
                // On a file system without locks, the rename goes on without one.
                Ok(()) | Err(TryLockError::Error(_)) => break,
                Err(TryLockError::WouldBlock) if started.elapsed() >= patience => {
                    return Err(StoreError::Busy);
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(20)),
            }
        }
        let store = Self { folder, _lock: lock };
        store.clear_unfinished()?;
        Ok(store)
    }

    /// Removes files of a process that was killed while it wrote a journal.
    fn clear_unfinished(&self) -> io::Result<()> {
        let known = |name: &Path| {
            name == Path::new("lock") || Stage::ALL.iter().any(|stage| stage.file() == name)
        };
        let names = self.folder.names()?.into_iter().map(PathBuf::from);
        names.filter(|name| !known(name)).try_for_each(|name| self.folder.remove(&name))
    }

    /// Returns the path of the folder.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the rename that was begun and has not ended, with its stage. `None` if there is none.
    pub(super) fn pending(&self) -> io::Result<Option<(Stage, Journal)>> {
        for stage in Stage::ALL {
            if let Some(bytes) = self.folder.read(stage.file())? {
                return Ok(Some((stage, serde_json::from_slice(&bytes)?)));
            }
        }
        Ok(None)
    }

    /// Writes the journal of a rename that begins now.
    pub(super) fn begin(&self, journal: &Journal) -> io::Result<()> {
        let unfinished = PathBuf::from(random_name("unfinished-"));
        let file = self.folder.create_new(&unfinished, &serde_json::to_vec(journal)?)?;
        file.sync_data()?;
        self.folder.rename(&unfinished, Stage::Staging.file())
    }

    /// Moves the rename from one stage to the next.
    pub(super) fn advance(&self, from: Stage, to: Stage) -> io::Result<()> {
        self.folder.rename(from.file(), to.file())
    }

    /// Removes the journal. Called when the rename has ended.
    pub(super) fn end(&self, stage: Stage) -> io::Result<()> {
        self.folder.remove(stage.file())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(old: &str, edits: &[(&str, &str)]) -> Change {
        let edits = edits.iter().map(|(from, to)| {
            let at = old.find(from).expect("it stands there");
            (at, at + from.len(), (*to).to_owned())
        });
        let [path, temp] = ["a.md", ".t"].map(PathBuf::from);
        Change { path, moved: None, temp, old: old.to_owned(), edits: edits.collect() }
    }

    #[test]
    fn lines_of_the_rename_are_taken_back_and_what_was_saved_stays() {
        let old = "---\nparty: bob\n---\n\nOf [bob](bob.md) and é.\nMore.\n";
        let change = change(old, &[("bob\n", "rob\n"), ("bob.md", "rob.md"), ("More", "More rob")]);
        let new = change.new_text();
        assert_eq!(new, "---\nparty: rob\n---\n\nOf [bob](rob.md) and é.\nMore rob.\n");
        assert_eq!(change.taken_back(&new), old);
        let saved = |text: &str| format!("Above é.\n{text}Below.\n");
        assert_eq!(change.taken_back(&saved(&new)), saved(old));
        assert_eq!(change.taken_back(&saved(old)), saved(old), "saved before the rename wrote");
        assert_eq!(change.taken_back("rob.md"), "rob.md", "no line of the rename");
    }

    #[test]
    fn a_line_that_was_added_goes() {
        let old = "---\nname: Bob\n---\n";
        let at = old.len() - 4;
        let mut change = change(old, &[]);
        change.edits.push((at, at, "aliases: [/bob/]\n".to_owned()));
        let new = change.new_text();
        assert_eq!(new, "---\nname: Bob\naliases: [/bob/]\n---\n");
        assert_eq!(change.taken_back(&format!("{new}Saved.\n")), format!("{old}Saved.\n"));
    }
}
