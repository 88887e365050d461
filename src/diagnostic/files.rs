//! Reads files for content and themes alike, with the problems that a file may have before its text is parsed.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{Code, Diagnostic, SourceFile, Span, is_printable};

/// The maximum size of a text file in bytes. A book has one million.
pub const LARGEST_TEXT: u64 = 10_000_000;

/// The maximum size of any other file in bytes, twice the limit of GitHub.
pub const LARGEST_FILE: u64 = 200_000_000;

/// Returns the bytes of the file at `place`. If it has more than `most`, returns an error of the kind `FileTooLarge` and does not read
/// further, even if the file has no end.
pub fn read(place: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = File::open(place)?;
    let length = file.metadata()?.len();
    if length > most {
        return Err(too_large(Some(length), most));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(too_large(None, most));
    }
    Ok(bytes)
}

/// Applies the limit of [`read`] to bytes that do not come from a file.
pub fn bounded(bytes: Vec<u8>, most: u64) -> io::Result<Vec<u8>> {
    if bytes.len() as u64 > most {
        return Err(too_large(Some(bytes.len() as u64), most));
    }
    Ok(bytes)
}

/// Returns the error for a file with more than `most` bytes. `length` is `None` if its end was not found.
pub fn too_large(length: Option<u64>, most: u64) -> io::Error {
    let found = length.map(|length| format!("it has {}", megabytes(length)));
    let found = found.unwrap_or_else(|| "it goes on and on".to_owned());
    let message = format!("{found}, and no more than {} are read", megabytes(most));
    io::Error::new(ErrorKind::FileTooLarge, message)
}

/// Formats a number of bytes in megabytes, rounded up.
pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

/// Returns a path below the explainer's folder as it is shown: in the form in which it can be opened from the working directory.
pub fn shown(root: &Path, relative: &str) -> String {
    let root = root.to_string_lossy().replace('\\', "/");
    let root = root.strip_prefix("./").unwrap_or(&root);
    match root.trim_end_matches('/') {
        "" if root.starts_with('/') => format!("/{relative}"),
        "" | "." => relative.to_owned(),
        root => format!("{root}/{relative}"),
    }
}

impl SourceFile {
    /// Creates the text file shown as `path` from `bytes`, without a byte order mark. Returns a diagnostic if they are not UTF-8, or
    /// contain a control character.
    pub fn from_bytes(path: &str, bytes: Vec<u8>) -> Result<Self, Box<Diagnostic>> {
        match String::from_utf8(bytes) {
            Ok(text) => {
                let file = Self::new(path, text.strip_prefix('\u{feff}').unwrap_or(&text));
                match unprintable(file.text()) {
                    None => Ok(file),
                    Some((at, c)) => {
                        let place = Span::new(file, at..at + c.len_utf8());
                        Err(Box::new(Diagnostic::control_character(place, c)))
                    }
                }
            }
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let file = Self::new(path, String::from_utf8_lossy(error.as_bytes()));
                let replaced = Span::new(file, good..good + '\u{fffd}'.len_utf8());
                let foreign = Diagnostic::new(Code::NotUtf8, replaced, "this file is not UTF-8");
                Err(Box::new(foreign.label("these bytes are not").help("save the file as UTF-8")))
            }
        }
    }
}

/// Returns the first character of `text` that is not printable, with its byte offset.
fn unprintable(text: &str) -> Option<(usize, char)> {
    // A fast path: most texts are cleared by one scan over their bytes, without a branch for each.
    let may_be = |b| matches!(b, 0..=8 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f | 0xc2 | 0xef);
    let suspicious = text.bytes().fold(false, |found, b| found | may_be(b));
    suspicious.then(|| text.char_indices().find(|(_, c)| !is_printable(*c))).flatten()
}

/// Returns `true` if the symbolic link at `place` leads out of the folder `root`. A dangling link does not.
pub fn leads_out(root: &Path, place: &Path) -> bool {
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    match (root.canonicalize(), place.canonicalize()) {
        (Ok(root), Ok(place)) => !place.starts_with(root),
        _ => false,
    }
}

/// The maximum number of links that may lead to one folder. Links that form a cycle give every folder within it endless names.
const MOST_LINKS: usize = 20;

/// The number of symbolic links that have led to each folder during a walk.
#[derive(Debug, Default)]
pub struct LinkedFolders(HashMap<PathBuf, usize>);

/// The action for a symbolic link to a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// Enter the folder.
    Yes,
    /// Report that too many links lead there.
    TooOften,
    /// Skip the link, because this has been reported.
    No,
}

impl LinkedFolders {
    /// Counts the link at `place` and returns the action for it.
    pub fn follow(&mut self, place: &Path) -> Follow {
        let Ok(folder) = place.canonicalize() else { return Follow::Yes };
        let count = self.0.entry(folder).or_default();
        *count += 1;
        match (*count).cmp(&(MOST_LINKS + 1)) {
            Ordering::Less => Follow::Yes,
            Ordering::Equal => Follow::TooOften,
            Ordering::Greater => Follow::No,
        }
    }
}

impl Diagnostic {
    /// Returns the diagnostic for a symbolic link, shown as `path`, that is one too many to its folder.
    pub fn linked_too_often(path: &str) -> Self {
        let span = Span::start_of(SourceFile::new(path, ""));
        let message = format!(
            "more than {MOST_LINKS} ways through symbolic links lead to the folder of `{path}`"
        );
        Self::new(Code::SymlinkLoop, span, message)
            .help("remove links between folders that lead round in a circle")
    }

    /// Returns the diagnostic for the control character `c` at `place`.
    pub fn control_character(place: Span, c: char) -> Self {
        let message = format!("U+{:04X} is a control character and no text", u32::from(c));
        Self::new(Code::ControlCharacter, place, message).help("remove it")
    }

    /// Returns the diagnostic for a symbolic link, shown as `path`, that leads out of the explainer's folder.
    pub fn outside(path: &str) -> Self {
        let span = Span::start_of(SourceFile::new(path, ""));
        let message =
            format!("`{path}` is a symbolic link that leads out of the explainer's folder");
        Self::new(Code::LinkOutside, span, message)
            .help("put a copy in its place: what is published must lie in the folder")
    }

    /// Returns the diagnostic for a file or folder, shown as `path`, that could not be read.
    pub fn unreadable(path: &str, error: &io::Error) -> Self {
        let (why, help) = match error.kind() {
            ErrorKind::NotFound => {
                ("nothing is there".to_owned(), "correct the path, or create it")
            }
            ErrorKind::PermissionDenied => {
                ("you may not read it".to_owned(), "give yourself the right to read it")
            }
            ErrorKind::FileTooLarge => return Self::too_large(path, error),
            ErrorKind::IsADirectory => ("it is a folder".to_owned(), "put a file in its place"),
            _ => (error.to_string(), "check that it exists and that you may read it"),
        };
        let span = Span::start_of(SourceFile::new(path, ""));
        let message = format!("`{path}` cannot be read: {why}");
        Self::new(Code::UnreadableFile, span, message).help(help)
    }

    /// Returns the diagnostic for a file, shown as `path`, that is too large. `error` gives the sizes.
    fn too_large(path: &str, error: &io::Error) -> Self {
        let span = Span::start_of(SourceFile::new(path, ""));
        let message = format!("`{path}` is too large: {error}");
        Self::new(Code::FileTooLarge, span, message)
            .help("make it smaller, or divide it among several files")
    }

    /// Returns the diagnostic for an error at `path`, as it is shown, while walking through folders.
    pub fn of_walk(path: &str, error: &walkdir::Error) -> Self {
        if error.loop_ancestor().is_some() {
            let span = Span::start_of(SourceFile::new(path, ""));
            let message = format!("`{path}` is a symbolic link to a folder it lies in");
            return Self::new(Code::SymlinkLoop, span, message)
                .help("remove the link, or point it elsewhere");
        }
        let dangling = error.path().is_some_and(Path::is_symlink);
        match error.io_error() {
            Some(error) if dangling && error.kind() == ErrorKind::NotFound => {
                let span = Span::start_of(SourceFile::new(path, ""));
                let message = format!("`{path}` is a symbolic link that leads nowhere");
                Self::new(Code::UnreadableFile, span, message)
                    .help("remove the link, or point it elsewhere")
            }
            Some(error) => Self::unreadable(path, error),
            None => Self::unreadable(path, &io::Error::other(error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_as_they_can_be_opened() {
        let shown = |root: &str| shown(Path::new(root), "content/a.md");
        assert_eq!(shown("."), "content/a.md");
        assert_eq!(shown("./"), "content/a.md");
        assert_eq!(shown(""), "content/a.md");
        assert_eq!(shown("fish/"), "fish/content/a.md");
        assert_eq!(shown("./fish"), "fish/content/a.md");
        assert_eq!(shown("../fish"), "../fish/content/a.md");
        assert_eq!(shown("/"), "/content/a.md");
        assert_eq!(shown("/srv/fish"), "/srv/fish/content/a.md");
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let file = SourceFile::from_bytes("a.md", b"\xef\xbb\xbf---\n".to_vec()).expect("UTF-8");
        assert_eq!(file.text(), "---\n");
    }

    #[test]
    fn no_more_is_read_than_may_be() {
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("LICENSE-MIT");
        let length = std::fs::metadata(&place).expect("it is there").len();
        assert_eq!(read(&place, length).expect("not too large").len() as u64, length);
        let error = read(&place, length - 1).unwrap_err();
        assert_eq!(error.to_string(), "it has 1 MB, and no more than 1 MB are read");
    }

    #[cfg(unix)]
    #[test]
    fn what_has_no_end_is_not_read_to_its_end() {
        let error = read(Path::new("/dev/zero"), 1_000_000).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FileTooLarge);
    }

    #[test]
    fn what_is_not_utf8_is_pointed_at() {
        let problem = SourceFile::from_bytes("a.md", b"one\nCaf\xe9!\n".to_vec()).unwrap_err();
        assert_eq!(problem.span.line_column(), (2, 4));
    }
}
