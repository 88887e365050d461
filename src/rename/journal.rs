//! The journal of a rename: all that is needed to take it back, should it be killed half-way.
//!
//! It lies in the user's own state folder and never in the explainer's, where somebody else could have put one. Its file is named after the
//! stage that the rename is in; renaming that file is the step from one stage to the next.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::files::{Root, name_of, random_name};

/// How far a rename has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// New files are written under names of their own. Nobody sees anything yet.
    Staging,
    /// They take the places of the old ones.
    Swapping,
    /// All are in their places. The old ones are removed.
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
    /// The renamed file's path under `content/`, before and afterwards.
    pub(super) from: String,
    pub(super) to: String,
    pub(super) changes: Vec<Change>,
}

/// The change of one file. Paths lie below the explainer's folder and pass through no symbolic link.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Change {
    pub(super) path: PathBuf,
    /// The path that the file gets in the same folder, if it gets another.
    pub(super) moved: Option<PathBuf>,
    /// A hidden file beside it, which holds the new text until the two change places, and the old one from then on.
    pub(super) temp: PathBuf,
    /// The old text, with its byte order mark if it has one.
    pub(super) old: String,
    /// Ranges of bytes in `old`, in order, and the text that replaces each.
    pub(super) edits: Vec<Edit>,
}

/// The start and end of a range of bytes, and the text that replaces it.
pub(super) type Edit = (usize, usize, String);

impl Change {
    /// The new text.
    pub(super) fn new_text(&self) -> String {
        let mut text = self.old.clone();
        for (start, end, new) in self.edits.iter().rev() {
            text.replace_range(*start..*end, new);
        }
        text
    }

    /// `text`, which somebody saved, with every line that the rename wrote as it was before. What else was changed stays.
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

    /// The lines with edits in them, before and afterwards. Edits in the same line are taken together.
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

/// The journal's folder, locked: one rename at a time in one explainer.
pub(super) struct Store {
    folder: Root,
    /// Released by the system when the process ends, however it ends.
    _lock: File,
}

/// Why a journal cannot be kept.
pub(super) enum StoreError {
    /// Another rename is at work in the same explainer.
    Busy,
    /// The state folder cannot be used.
    Io(io::Error),
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The folder of the journal for the explainer in `root`.
fn place(state: &Path, root: &Root) -> PathBuf {
    state.join("renames").join(name_of(root.path()))
}

/// Whether a rename was begun in `root` that has not ended.
pub(super) fn is_pending(state: &Path, root: &Root) -> bool {
    let place = place(state, root);
    Stage::ALL.iter().any(|stage| place.join(stage.file()).exists())
}

impl Store {
    /// Opens the journal's folder for the explainer in `root`, and waits as long as `patience` until no other rename is at work there.
    pub(super) fn open(state: &Path, root: &Root, patience: Duration) -> Result<Self, StoreError> {
        let folder = Root::create(state)?.create_private("renames")?;
        let folder = folder.create_private(&name_of(root.path()))?;
        let lock = folder.open_lock(Path::new("lock"))?;
        let started = Instant::now();
        loop {
            match lock.try_lock() {
                // A file system without locks is no reason to refuse.
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

    /// Removes what a process that was killed while it wrote a journal left.
    fn clear_unfinished(&self) -> io::Result<()> {
        let known = |name: &Path| {
            name == Path::new("lock") || Stage::ALL.iter().any(|stage| stage.file() == name)
        };
        let names = self.folder.names()?.into_iter().map(PathBuf::from);
        names.filter(|name| !known(name)).try_for_each(|name| self.folder.remove(&name))
    }

    /// The path of the folder.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The rename that was begun and has not ended, and how far it has come.
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

    /// Takes the rename from one stage to the next.
    pub(super) fn advance(&self, from: Stage, to: Stage) -> io::Result<()> {
        self.folder.rename(from.file(), to.file())
    }

    /// Forgets the rename: nothing of it is left to do.
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
