//! Changes of several files, all or none, even if the process is killed, and without losing a text that somebody saves meanwhile.
//!
//! A new text is written to a hidden file. The two files are then swapped in one step, and only afterwards is the old file compared with
//! the text that the rename was planned with. So a save can never be overwritten unnoticed: the displaced file still exists, and is put
//! back. See [`Change::undo`] for each state in which a file may be found.

use std::io;
use std::path::{Path, PathBuf};

use super::journal::{Change, Journal, Stage, Store};
use crate::files::{Root, aside};

/// The reason why the changes were not carried out.
#[derive(Debug)]
pub(super) enum Stopped {
    /// Somebody saved this file meanwhile.
    Changed(PathBuf),
    /// An I/O error; the changes were taken back.
    Failed(String),
    /// The changes could neither be carried out nor be taken back completely: an error message.
    Stuck(String),
}

/// The content of a file, compared with the texts of a change.
#[derive(Debug, PartialEq, Eq)]
enum Content {
    Missing,
    /// The text that the rename was planned with.
    Old,
    /// The text that the rename writes.
    New,
    /// Any other text, which somebody saved. `None` if it is not text.
    Other(Option<String>),
}

/// Carries out all changes of `journal`, or none. Returns the paths of files that contain a text that somebody saved at the last moment.
pub(super) fn carry_out(
    root: &Root,
    store: &Store,
    journal: &Journal,
) -> Result<Vec<PathBuf>, Stopped> {
    store.begin(journal).map_err(|error| failed(store.path(), &error))?;
    let mut stage = Stage::Staging;
    let done = attempt(root, store, journal, &mut stage);
    let kept = settle(root, store, stage, journal).map_err(Stopped::Stuck)?;
    match (done, kept.first()) {
        (Err(_), Some(path)) => {
            let message = format!("`{}` holds what was saved meanwhile", path.display());
            Err(Stopped::Stuck(message))
        }
        (done, _) => done.map(|()| kept),
    }
}

/// Writes the new files and puts them in place. `stage` is set to the stage that was reached.
fn attempt(
    root: &Root,
    store: &Store,
    journal: &Journal,
    stage: &mut Stage,
) -> Result<(), Stopped> {
    let mut advance = |to| {
        store.advance(*stage, to).map_err(|error| failed(store.path(), &error))?;
        *stage = to;
        Ok(())
    };
    for change in &journal.changes {
        change.write(root).map_err(|error| failed(&change.path, &error))?;
    }
    advance(Stage::Swapping)?;
    for change in &journal.changes {
        if !change.swap(root).map_err(|error| failed(&change.path, &error))? {
            return Err(Stopped::Changed(change.path.clone()));
        }
    }
    for change in &journal.changes {
        if !change.is_in_place(root) {
            return Err(Stopped::Changed(change.path.clone()));
        }
    }
    advance(Stage::Committed)
}

/// Takes a rename back, or cleans up after it if it was committed. Returns the paths of files that contain a text that somebody saved and
/// that could not be put in place.
pub(super) fn settle(
    root: &Root,
    store: &Store,
    stage: Stage,
    journal: &Journal,
) -> Result<Vec<PathBuf>, String> {
    let mut kept = Vec::new();
    for change in journal.changes.iter().rev() {
        let settled = match stage {
            Stage::Staging => change.remove_temp(root).map(|()| None),
            Stage::Swapping => change.undo(root).map(|()| None),
            Stage::Committed => change.clear_up(root),
        };
        kept.extend(settled.map_err(|error| format!("`{}`: {error}", change.path.display()))?);
    }
    store.end(stage).map_err(|error| format!("`{}`: {error}", store.path().display()))?;
    Ok(kept)
}

fn failed(path: &Path, error: &io::Error) -> Stopped {
    Stopped::Failed(format!("`{}`: {error}", path.display()))
}

/// Maximum number of steps to undo one change. It takes three, and two more for each save that happens meanwhile.
const MOST_STEPS: usize = 20;

impl Change {
    /// Writes the new text to the hidden file, with the permissions of the old file.
    fn write(&self, root: &Root) -> io::Result<()> {
        let file = root.create_new(&self.temp, self.new_text().as_bytes())?;
        root.copy_permissions(&self.path, &file)
    }

    /// Swaps the old and the new file, and moves the new one if it gets another name. Returns `false` if the old file was not as expected.
    fn swap(&self, root: &Root) -> io::Result<bool> {
        root.exchange(&self.temp, &self.path)?;
        if self.content(root, &self.temp)? != Content::Old {
            return Ok(false);
        }
        match &self.moved {
            Some(moved) => root.rename_new(&self.path, moved).map(|()| true),
            None => Ok(true),
        }
    }

    /// Returns `true` if neither of the two files has changed since they were swapped.
    fn is_in_place(&self, root: &Root) -> bool {
        let content = |path: &Path| self.content(root, path).unwrap_or(Content::Other(None));
        let moved = self.moved.as_deref();
        content(&self.temp) == Content::Old
            && self.is_new(&content(moved.unwrap_or(&self.path)))
            && moved.is_none_or(|_| content(&self.path) == Content::Missing)
    }

    /// Returns `true` if it is the new text. That may equal the old one: a file may get another name and no other change.
    fn is_new(&self, content: &Content) -> bool {
        *content == Content::New || (*content == Content::Old && self.edits.is_empty())
    }

    fn remove_temp(&self, root: &Root) -> io::Result<()> {
        if root.holds(&self.temp) { root.remove(&self.temp) } else { Ok(()) }
    }

    /// Removes the old file. If somebody saved it at the last moment, it is kept and its path is returned.
    fn clear_up(&self, root: &Root) -> io::Result<Option<PathBuf>> {
        match self.content(root, &self.temp)? {
            Content::Missing => Ok(None),
            Content::Old => root.remove(&self.temp).map(|()| None),
            Content::New | Content::Other(_) => Ok(Some(self.temp.clone())),
        }
    }

    /// Restores the old file from any state in which a killed process may have left it, and keeps a text that was saved since.
    ///
    /// If somebody saved the file, it keeps that text, except for lines that the rename wrote, which are restored.
    fn undo(&self, root: &Root) -> io::Result<()> {
        self.finish_exchange(root)?;
        self.move_back(root)?;
        self.finish_merge(root)?;
        for _ in 0..MOST_STEPS {
            use Content::{Missing, New, Old, Other};
            match (self.content(root, &self.temp)?, self.content(root, &self.path)?) {
                (Missing, Old | Missing | Other(None)) => return Ok(()),
                (Missing, Other(Some(text))) => {
                    if self.merge(root, &text)? {
                        return Ok(());
                    }
                }
                (Missing, New) => {
                    if self.merge(root, &self.new_text())? {
                        return Ok(());
                    }
                }
                // The text at the path goes to the hidden file, where the next step finds it. A save into the displaced file is kept.
                (Old | Other(_), New) | (Other(_), Old) => {
                    root.exchange(&self.temp, &self.path)?;
                }
                (Old | Other(_), Missing) => root.rename_new(&self.temp, &self.path)?,
                (Old, Old | Other(_)) | (New, _) => root.remove(&self.temp)?,
                // Saved twice, and once into the file that was displaced, by an editor that had it open. Without the rename there would have
                // been one file, and the later save in it.
                (Other(_), Other(_)) => {
                    if root.modified(&self.temp)? > root.modified(&self.path)? {
                        root.exchange(&self.temp, &self.path)?;
                    }
                    root.remove(&self.temp)?;
                }
            }
        }
        Err(io::Error::other("it is being changed again and again"))
    }

    /// Completes an exchange in steps that was interrupted.
    fn finish_exchange(&self, root: &Root) -> io::Result<()> {
        let aside = aside(&self.temp);
        if !root.holds(&aside) {
            return Ok(());
        }
        if root.holds(&self.path) && root.holds(&self.temp) {
            // Somebody saved while there was no file at the path: that text is kept.
            return if self.content(root, &aside)? == Content::Old {
                root.remove(&aside)
            } else {
                Ok(())
            };
        }
        root.rename_new(&aside, if root.holds(&self.path) { &self.temp } else { &self.path })
    }

    /// Gives the file its old name back.
    fn move_back(&self, root: &Root) -> io::Result<()> {
        let Some(moved) = &self.moved else { return Ok(()) };
        match (self.content(root, &self.path)?, self.content(root, moved)?) {
            (_, Content::Missing) => Ok(()),
            (Content::Missing, _) => root.rename_new(moved, &self.path),
            // Somebody has saved under the old name since.
            (_, content) if self.is_new(&content) => root.remove(moved),
            // Another file: the new name was taken before our file could get it.
            _ => Ok(()),
        }
    }

    /// Returns the path of the hidden file for a saved text with the lines of the rename restored.
    fn merged(&self) -> PathBuf {
        let mut name = self.temp.file_name().unwrap_or_default().to_owned();
        name.push(".merged");
        self.temp.with_file_name(name)
    }

    /// Restores the lines of the rename in `text`, which somebody saved at the path. Returns `false` if the file has changed meanwhile.
    fn merge(&self, root: &Root, text: &str) -> io::Result<bool> {
        let taken_back = self.taken_back(text);
        if taken_back == text {
            return Ok(true);
        }
        let merged = self.merged();
        let file = root.create_new(&merged, taken_back.as_bytes())?;
        root.copy_permissions(&self.path, &file)?;
        drop(file);
        root.exchange(&merged, &self.path)?;
        let is_same = root.read(&merged)?.is_some_and(|it| it == text.as_bytes());
        if !is_same {
            root.exchange(&merged, &self.path)?;
        }
        root.remove(&merged)?;
        Ok(is_same)
    }

    /// Cleans up after [`merge`](Self::merge) was interrupted: one of the two files contains the text of the other with the lines of the
    /// rename restored.
    fn finish_merge(&self, root: &Root) -> io::Result<()> {
        let merged = self.merged();
        let exchanged = aside(&merged);
        if root.holds(&exchanged) {
            let to = if root.holds(&self.path) { &merged } else { &self.path };
            if !root.holds(to) {
                root.rename_new(&exchanged, to)?;
            }
        }
        let text = |path: &Path| {
            let bytes = root.read(path).ok()??;
            String::from_utf8(bytes).ok()
        };
        match (text(&merged), text(&self.path)) {
            (Some(hidden), Some(shown))
                if self.taken_back(&shown).starts_with(&hidden)
                    || self.taken_back(&hidden) == shown =>
            {
                root.remove(&merged)
            }
            (Some(_), None) if !root.holds(&self.path) => root.rename_new(&merged, &self.path),
            _ => Ok(()),
        }
    }

    fn content(&self, root: &Root, path: &Path) -> io::Result<Content> {
        let bytes = match root.read(path) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ok(Content::Missing),
            // A folder or a link that somebody put there.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                return Ok(Content::Other(None));
            }
            Err(error) => return Err(error),
        };
        if bytes == self.old.as_bytes() {
            Ok(Content::Old)
        } else if bytes == self.new_text().as_bytes() {
            Ok(Content::New)
        } else {
            Ok(Content::Other(String::from_utf8(bytes).ok()))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;

    /// Returns a change of a file of the explainer.
    fn change(name: &str, moved: Option<&str>) -> Change {
        Change {
            path: name.into(),
            moved: moved.map(Into::into),
            temp: format!(".{name}.temp").into(),
            old: format!("one\nold {name}\nthree\n"),
            edits: vec![(4, 7, "new".to_owned())],
        }
    }

    struct House {
        folder: tempfile::TempDir,
        state: tempfile::TempDir,
    }

    impl House {
        fn new(files: &[(&str, &str)]) -> Self {
            let [folder, state] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
            for (name, text) in files {
                std::fs::write(folder.path().join(name), text).expect("written");
            }
            Self { folder, state }
        }

        fn root(&self) -> Root {
            Root::open(self.folder.path()).expect("opened")
        }

        fn store(&self) -> Store {
            let store = Store::open(self.state.path(), &self.root(), Duration::ZERO);
            store.ok().expect("nobody has it")
        }

        /// Returns every file, hidden ones included, with its text.
        fn files(&self) -> BTreeMap<String, String> {
            let names = self.root().names().expect("listed");
            let text = |name: &std::ffi::OsString| {
                std::fs::read_to_string(self.folder.path().join(name)).expect("text")
            };
            names.iter().map(|it| (it.to_string_lossy().into_owned(), text(it))).collect()
        }
    }

    /// Files by name, with their texts.
    type Texts<'a> = &'a [(&'a str, &'a str)];

    fn files(files: Texts) -> BTreeMap<String, String> {
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    const OLD: &str = "one\nold a\nthree\n";
    const NEW: &str = "one\nnew a\nthree\n";

    #[test]
    fn all_are_changed_or_none() {
        let texts = [("a", OLD), ("b", "one\nold b\nthree\n"), ("taken", "taken")];
        let house = House::new(&texts);
        let journal = |moved| Journal {
            from: String::new(),
            to: String::new(),
            changes: vec![change("a", None), change("b", Some(moved))],
        };
        let refused = carry_out(&house.root(), &house.store(), &journal("taken"));
        assert!(matches!(refused, Err(Stopped::Failed(_))), "{refused:?}");
        assert_eq!(house.files(), files(&texts));
        carry_out(&house.root(), &house.store(), &journal("c")).expect("carried out");
        let after = [("a", NEW), ("c", "one\nnew b\nthree\n"), ("taken", "taken")];
        assert_eq!(house.files(), files(&after));
        assert!(house.store().pending().expect("read").is_none());
    }

    #[test]
    fn a_file_that_was_saved_since_stops_everything() {
        let texts = [("a", OLD), ("b", "saved")];
        let house = House::new(&texts);
        let changes = vec![change("a", None), change("b", None)];
        let journal = Journal { from: String::new(), to: String::new(), changes };
        let stopped = carry_out(&house.root(), &house.store(), &journal);
        assert!(matches!(stopped, Err(Stopped::Changed(path)) if path == Path::new("b")));
        assert_eq!(house.files(), files(&texts));
    }

    /// From every state in which the two files of a change may be found, `undo` leads to the old text or the saved one, and leaves no other
    /// file.
    #[test]
    fn every_state_is_undone() {
        const SAVED: &str = "zero\none\nold a\nthree\n";
        const SAVED_OVER_NEW: &str = "zero\none\nnew a\nthree\n";
        let (temp, aside, merged) = (".a.temp", ".a.temp.aside", ".a.temp.merged");
        let states: &[(Texts, &str)] = &[
            (&[("a", OLD)], OLD),
            (&[("a", OLD), (temp, NEW)], OLD),
            (&[("a", NEW), (temp, OLD)], OLD),
            (&[("a", NEW)], OLD),
            (&[("a", SAVED), (temp, NEW)], SAVED),
            (&[("a", SAVED), (temp, OLD)], SAVED),
            (&[("a", SAVED_OVER_NEW), (temp, OLD)], SAVED),
            (&[("a", SAVED_OVER_NEW)], SAVED),
            (&[("a", NEW), (temp, SAVED)], SAVED),
            (&[("a", OLD), (temp, SAVED_OVER_NEW)], SAVED),
            // An exchange in steps.
            (&[(aside, OLD), (temp, NEW)], OLD),
            (&[(aside, OLD), ("a", NEW)], OLD),
            (&[(aside, OLD), (temp, NEW), ("a", SAVED)], SAVED),
            // An interrupted merge.
            (&[("a", SAVED_OVER_NEW), (merged, "zero\none\no")], SAVED),
            (&[("a", SAVED_OVER_NEW), (merged, SAVED)], SAVED),
            (&[("a", SAVED), (merged, SAVED_OVER_NEW)], SAVED),
        ];
        for (state, expected) in states {
            let house = House::new(state);
            change("a", None).undo(&house.root()).expect("undone");
            assert_eq!(house.files(), files(&[("a", expected)]), "{state:?}");
        }
    }

    #[test]
    fn a_file_that_moved_is_moved_back_and_a_strangers_stays() {
        let temp = ".a.temp";
        let states: &[(Texts, Texts)] = &[
            (&[("a", OLD), (temp, NEW)], &[("a", OLD)]),
            (&[("a", NEW), (temp, OLD)], &[("a", OLD)]),
            (&[("b", NEW), (temp, OLD)], &[("a", OLD)]),
            (&[("b", NEW), (temp, OLD), ("a", "saved")], &[("a", "saved")]),
            (&[("b", "saved"), (temp, OLD)], &[("a", "saved")]),
            (&[("a", NEW), (temp, OLD), ("b", "saved")], &[("a", OLD), ("b", "saved")]),
        ];
        for (state, expected) in states {
            let house = House::new(state);
            change("a", Some("b")).undo(&house.root()).expect("undone");
            assert_eq!(house.files(), files(expected), "{state:?}");
        }
    }

    #[test]
    fn a_file_that_only_gets_another_name_does_so_and_back() {
        let house = House::new(&[("a", OLD)]);
        let change = Change { edits: Vec::new(), ..change("a", Some("b")) };
        let journal =
            Journal { from: String::new(), to: String::new(), changes: vec![change.clone()] };
        carry_out(&house.root(), &house.store(), &journal).expect("carried out");
        assert_eq!(house.files(), files(&[("b", OLD)]));
        let states: &[Texts] =
            &[&[("b", OLD), (".a.temp", OLD)], &[("a", OLD), (".a.temp", OLD)], &[("a", OLD)]];
        for state in states {
            let house = House::new(state);
            change.undo(&house.root()).expect("undone");
            assert_eq!(house.files(), files(&[("a", OLD)]), "{state:?}");
        }
    }

    /// A8: both saves would have gone into one file.
    #[test]
    fn of_two_saves_the_later_one_stays() {
        for [first, second] in [["a", ".a.temp"], [".a.temp", "a"]] {
            let house = House::new(&[(first, "saved")]);
            let place = house.folder.path().join(second);
            std::fs::write(&place, "saved later").expect("written");
            let later = std::time::SystemTime::now() + Duration::from_secs(1);
            let file = std::fs::File::options().write(true).open(place).expect("opened");
            file.set_modified(later).expect("set");
            change("a", None).undo(&house.root()).expect("undone");
            assert_eq!(house.files(), files(&[("a", "saved later")]), "{first}");
        }
    }
}
