//! Diagnostics: what is wrong, where, and how to correct it.
//!
//! Problems are data: every layer above returns them, and only `cli` prints them. A [`Diagnostic`] has a stable [`Code`], a file and a byte
//! range, one sentence on what is wrong, and one on what to do next.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

mod code;
mod files;
mod forms;
mod names;
mod suggest;

pub use code::{Code, reference};
pub use files::{
    Follow, LARGEST_FILE, LARGEST_TEXT, LinkedFolders, bounded, leads_out, megabytes, read, shown,
    too_large,
};
pub use forms::{folded, name_of_unseen, unseen, visible, without_end};
pub use names::{bad_name, clashes, printable, printable_line, steers};
pub use suggest::{did_you_mean, effort_of_a_file, mean, one_of, with_effort, without_unseen};

/// The severity of a problem. Errors stop a build. Warnings and notes do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The site cannot be built.
    Error,
    /// The site can be built, but has a flaw that affects readers or editors. `--strict` makes it an error.
    Warning,
    /// Unfinished work: no mistake, but something is missing. Reported and counted, and never an error.
    Note,
}

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// Returns the severity under `--strict`: a warning becomes an error, and a note stays a note.
    #[must_use]
    pub fn strict(self) -> Self {
        if self == Self::Warning { Self::Error } else { self }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// A file as it was read: its path as shown to the user, and its text. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    path: Arc<str>,
    text: Arc<str>,
}

impl SourceFile {
    /// Creates a file at `path` (relative to the explainer's folder, with forward slashes) with the content `text`.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Returns the path as shown to the user.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the line and the column of a byte of this file, both from 1. The column counts characters.
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let byte = self.floor_boundary(byte);
        let before = &self.text[..byte];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// Returns the byte at a line and a column, both from 1. The column counts characters. If the line or the file is shorter, its end.
    pub fn byte_at(&self, line: usize, column: usize) -> usize {
        let mut start = 0;
        for _ in 1..line {
            match self.text[start..].find('\n') {
                Some(newline) => start += newline + 1,
                None => return self.text.len(),
            }
        }
        let rest = &self.text[start..];
        let in_line =
            rest.char_indices().take_while(|(_, c)| *c != '\n').nth(column.saturating_sub(1));
        start + in_line.map_or_else(|| rest.find('\n').unwrap_or(rest.len()), |(at, _)| at)
    }

    /// Returns the nearest character boundary at or before `byte`, so that a span never splits a character.
    fn floor_boundary(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        (0..=byte).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }
}

/// A byte range in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The file.
    pub file: SourceFile,
    /// The bytes, within the file's text.
    pub range: Range<usize>,
    /// `true` if the range must not be replaced, because it is only a part of a value or stands for one that is missing.
    is_excerpt: bool,
}

impl Span {
    /// Creates the span of `range` in `file`, clamped to the file and to character boundaries.
    pub fn new(file: SourceFile, range: Range<usize>) -> Self {
        let start = file.floor_boundary(range.start);
        let end = file.floor_boundary(range.end).max(start);
        Self { file, range: start..end, is_excerpt: false }
    }

    /// Returns the start of `file`, for problems with the file as a whole.
    pub fn start_of(file: SourceFile) -> Self {
        Self { file, range: 0..0, is_excerpt: false }
    }

    /// Marks the span as a place to show and not to edit: a problem there has no [`Fix::Replace`].
    #[must_use]
    pub fn excerpt(self) -> Self {
        Self { is_excerpt: true, ..self }
    }

    /// Returns `true` if it stands for the file as a whole: the problem then has no place in the text.
    pub fn is_whole_file(&self) -> bool {
        self.range == (0..0)
    }

    /// Narrows the span to the first occurrence of `part`. If there is none, returns all of it as an excerpt.
    #[must_use]
    pub fn first(self, part: &str) -> Self {
        let found = self.text().find(part);
        self.narrowed(found, part.len())
    }

    /// Narrows the span to the last occurrence of `part`. If there is none, returns all of it as an excerpt.
    #[must_use]
    pub fn last(self, part: &str) -> Self {
        let found = self.text().rfind(part);
        self.narrowed(found, part.len())
    }

    /// Returns the text of the span.
    pub fn text(&self) -> &str {
        &self.file.text[self.range.clone()]
    }

    fn narrowed(self, at: Option<usize>, length: usize) -> Self {
        let Some(start) = at.filter(|_| length > 0).map(|at| self.range.start + at) else {
            return self.excerpt();
        };
        // The match is complete, even if the span around it is an excerpt.
        Self { range: start..start + length, is_excerpt: false, ..self }
    }

    /// Returns the line and the column of the first byte, both from 1.
    pub fn line_column(&self) -> (usize, usize) {
        self.file.line_column(self.range.start)
    }
}

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable name of this kind of problem.
    pub code: Code,
    /// What is wrong, in lower case and without a final period; names in backticks.
    pub message: String,
    /// The place of the problem.
    pub span: Span,
    /// A few words under the excerpt, if the message alone does not explain it.
    pub label: Option<String>,
    /// A second place that matters (the other of two that collide), with a few words about it.
    pub related: Option<(Span, String)>,
    /// The next thing to do.
    pub help: Option<String>,
    /// An edit that does it, if there is one.
    pub fix: Option<Fix>,
}

/// An edit that corrects a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// Replaces the problem's span by this text.
    Replace(String),
    /// Adds this key to the mapping at the beginning of the span.
    AddKey(String),
    /// Creates a file at this path under `content/`.
    Begin(String),
    /// Replaces other bytes of the file than those of the span.
    Rewrite {
        /// The bytes to replace.
        range: Range<usize>,
        /// The replacement text.
        text: String,
        /// The name of the edit.
        title: String,
    },
}

/// The advice on a problem: a text, and an edit if one can do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    text: String,
    fix: Option<Fix>,
}

impl Help {
    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds an edit that does what the text says.
    #[must_use]
    pub fn fix(self, fix: Fix) -> Self {
        Self { fix: Some(fix), ..self }
    }

    /// Replaces the edit by the result of `map`, which may be `None`.
    #[must_use]
    pub fn map_fix(self, map: impl FnOnce(Fix) -> Option<Fix>) -> Self {
        Self { fix: self.fix.and_then(map), ..self }
    }
}

impl<T: Into<String>> From<T> for Help {
    fn from(text: T) -> Self {
        Self { text: text.into(), fix: None }
    }
}

impl Diagnostic {
    /// Creates a problem of kind `code` at `span`.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span,
            label: None,
            related: None,
            help: None,
            fix: None,
        }
    }

    /// Adds the help. A [`Fix::Replace`] is dropped if the span is an excerpt.
    #[must_use]
    pub fn help(mut self, help: impl Into<Help>) -> Self {
        let Help { text, fix } = help.into();
        let is_safe = |fix: &Fix| !(self.span.is_excerpt && matches!(fix, Fix::Replace(_)));
        (self.help, self.fix) = (Some(text), fix.filter(is_safe));
        self
    }

    /// Adds a help text, if there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Adds a few words under the excerpt.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, span: Span, note: impl Into<String>) -> Self {
        self.related = Some((span, note.into()));
        self
    }

    /// Returns the severity, which depends on the code.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// One line for logs: `content/issues/fees.md:4:9: error[unknown-stance]: …`, and the help on another.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable_line(self.span.file.path()))?;
        if !self.span.is_whole_file() {
            let (line, column) = self.span.line_column();
            write!(f, ":{line}:{column}")?;
        }
        let message = printable_line(&self.message);
        write!(f, ": {}[{}]: {message}", self.severity(), self.code.name())?;
        let help = self.help.iter().map(|help| printable(help));
        help.into_iter().try_for_each(|help| write!(f, "\n  help: {help}"))
    }
}

/// Returns the first of `diagnostics` as text, and the number of the others.
pub(crate) fn listed(diagnostics: &[Diagnostic]) -> String {
    match diagnostics {
        [] => "none is known".to_owned(),
        [one] => one.to_string(),
        [first, others @ ..] => format!("{first}\n(and {} more)", others.len()),
    }
}

/// Returns `true` if a character may occur in a text: all but control characters (tabs and line ends are allowed) and two
/// noncharacters, which HTML and XML cannot represent.
pub fn is_printable(c: char) -> bool {
    (!c.is_control() || matches!(c, '\t' | '\n' | '\r')) && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// The maximum number of problems of one kind in one file that a report holds.
pub const MOST_ALIKE: usize = 100;

/// Sorts by file, place and code, so that the report does not depend on the order of threads, and removes duplicates. If a file has more
/// than [`MOST_ALIKE`] problems of one kind, the rest are replaced by one that says so.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| {
            (d.span.file.path.clone(), d.span.range.start, d.span.range.end, d.code.name())
        };
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    diagnostics.dedup();
    let mut alike: HashMap<(Arc<str>, Code), usize> = HashMap::new();
    for it in &*diagnostics {
        *alike.entry((it.span.file.path.clone(), it.code)).or_default() += 1;
    }
    // The replacement also counts when the diagnostics are sorted again.
    alike.retain(|_, count| *count > MOST_ALIKE + 1);
    if alike.is_empty() {
        return;
    }
    let mut seen: HashMap<(Arc<str>, Code), usize> = HashMap::new();
    diagnostics.retain_mut(|it| {
        let kind = (it.span.file.path.clone(), it.code);
        if !alike.contains_key(&kind) {
            return true;
        }
        let seen = seen.entry(kind).or_default();
        *seen += 1;
        if *seen == MOST_ALIKE + 1 {
            *it =
                Diagnostic::new(it.code, it.span.clone(), "more of this kind follow in this file")
                    .help("correct those above first; often they have one cause");
        }
        *seen <= MOST_ALIKE + 1
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let file = SourceFile::new("a.md", "один\nдва три");
        let byte = file.text().find("три").unwrap();
        assert_eq!(file.line_column(byte), (2, 5));
        assert_eq!(file.byte_at(2, 5), byte);
        assert_eq!(file.byte_at(9, 1), file.text().len());
    }

    #[test]
    fn of_many_problems_alike_a_hundred_are_kept_and_one_says_that_there_are_more() {
        let file = SourceFile::new("a.md", "x".repeat(1000));
        let at = |code, at| Diagnostic::new(code, Span::new(file.clone(), at..at + 1), "wrong");
        let mut many: Vec<_> = (0..500).map(|it| at(Code::RawHtml, it)).collect();
        many.extend((500..600).map(|it| at(Code::BrokenLink, it)));
        sort(&mut many);
        let of = |code| many.iter().filter(move |it| it.code == code);
        assert_eq!((of(Code::RawHtml).count(), of(Code::BrokenLink).count()), (101, 100));
        let last = of(Code::RawHtml).next_back().expect("some");
        assert_eq!(last.message, "more of this kind follow in this file");
        let once = many.clone();
        sort(&mut many);
        assert_eq!(many, once);
    }

    #[test]
    fn a_problem_is_shown_in_one_line_and_its_help_in_another() {
        let file = SourceFile::new("a.md", "one\ntwo\u{202e}");
        let there = Diagnostic::new(Code::BrokenLink, Span::new(file, 4..7), "wrong\u{202e} way");
        let shown = there.clone().help("go back").to_string();
        assert_eq!(shown, "a.md:2:1: error[broken-link]: wrong\\u{202e} way\n  help: go back");
        let whole = Diagnostic { span: Span::start_of(there.span.file.clone()), ..there };
        assert_eq!(whole.to_string(), "a.md: error[broken-link]: wrong\\u{202e} way");
        assert_eq!(listed(&[whole.clone(), whole]).lines().last(), Some("(and 1 more)"));
    }

    #[test]
    fn a_span_never_cuts_a_character() {
        let file = SourceFile::new("a.md", "é");
        assert_eq!(Span::new(file, 1..9).range, 0..2);
    }

    #[test]
    fn a_span_is_narrowed_to_a_part_of_it() {
        let span = || Span::new(SourceFile::new("a.md", "p1: [p1#p1]"), 5..10);
        assert_eq!(span().first("p1").range, 5..7);
        assert_eq!(span().last("p1").range, 8..10);
        assert_eq!(span().last("p2").range, 5..10);
        assert_eq!(span().first("").range, 5..10);
    }
}
