//! One file, parsed: front matter in its type, the body as a document, and a way to point at any value of either.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::de::DeserializeOwned;

use super::front_matter::{Common, FrontMatter};
use super::malformed;
use super::registry::Known;
use super::tree::Folder;
use super::yaml::{self, FILLER, Node, Problem, ProblemKind, Step, Unfit};
use crate::diagnostic::{
    Code, Diagnostic, Fix, Help, SourceFile, Span, is_printable, megabytes, one_of,
};
use crate::explainer::{Entity, Slug};
use crate::markdown::Document;

/// The most bytes that YAML may have: front matter, or `site.yaml`. A party with a position on each of 2,300 issues takes about 1 MB.
const LARGEST: usize = 4_000_000;

/// A file whose front matter could be read at least in part.
#[derive(Debug)]
pub(super) struct Parsed<T> {
    pub(super) front: T,
    pub(super) meta: Meta,
}

/// What is known of a file whatever its kind.
#[derive(Debug)]
pub(super) struct Meta {
    /// Its kind and slug; nothing for the front page.
    pub(super) name: Option<(Folder, Slug)>,
    /// Relative to `content/`.
    pub(super) path: Arc<str>,
    pub(super) common: Common,
    pub(super) body: Arc<Document>,
    pub(super) yaml: Yaml,
    /// What other files can refer to.
    pub(super) known: Arc<Known>,
    body_start: usize,
}

/// A file's YAML, to point into.
#[derive(Debug, Clone)]
pub(super) struct Yaml {
    pub(super) file: SourceFile,
    range: Range<usize>,
    /// Whether some values were replaced by fillers, which are no mistakes of their own.
    patched: bool,
    /// Where everything stands, found when it is first asked for; nothing when that cannot be told.
    places: Arc<OnceLock<Option<Node>>>,
}

impl Yaml {
    fn new(file: &SourceFile, range: Range<usize>) -> Self {
        Self { file: file.clone(), range, patched: false, places: Arc::default() }
    }

    /// The value at `path`; the nearest one above it that exists; at worst the whole.
    pub(super) fn span(&self, path: &[Step]) -> Span {
        let found = self
            .places()
            .and_then(|root| (0..=path.len()).rev().find_map(|length| root.find(&path[..length])));
        self.span_of(found.map(|node| first_line(self.text(), &node.range)))
    }

    /// The key `key` of the mapping at `path`, or the mapping when it does not have it.
    pub(super) fn key_span(&self, path: &[Step], key: &str) -> Span {
        match self.places().and_then(|root| root.find_key(path, key)) {
            Some(node) => self.span_of(Some(node.range.clone())),
            None => self.span(path),
        }
    }

    /// Whether the mapping at `path` has `key`, if only with a value that was reported.
    pub(super) fn has_key(&self, path: &[Step], key: &str) -> bool {
        self.places().and_then(|root| root.find_key(path, key)).is_some()
    }

    /// Whether `value` only stands in for one that was reported already.
    pub(super) fn is_filler(&self, value: &str) -> bool {
        self.patched && value == FILLER
    }

    /// Whether `ids` are all that were meant, as far as one can know: what could not be read may have been more.
    pub(super) fn lists_all(&self, ids: &[String]) -> bool {
        !self.patched || !ids.is_empty() && !ids.iter().any(|id| self.is_filler(id))
    }

    pub(super) fn text(&self) -> &str {
        &self.file.text()[self.range.clone()]
    }

    pub(super) fn tree(&self) -> Result<Node, Unfit> {
        Node::parse(self.text())
    }

    fn places(&self) -> Option<&Node> {
        self.places.get_or_init(|| self.tree().ok()).as_ref()
    }

    /// The byte of the file at which it begins.
    pub(super) fn start(&self) -> usize {
        self.range.start
    }

    /// A stretch of its text; all there is to say of where when there is none.
    pub(super) fn span_of(&self, range: Option<Range<usize>>) -> Span {
        let range = range.unwrap_or(0..0);
        Span::new(self.file.clone(), self.range.start + range.start..self.range.start + range.end)
    }
}

/// The part of `range` on its first line: enough to show, whatever the value's length. Within `text`, whatever the range.
fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = range.start.min(text.len());
    let rest = &text[start..range.end.clamp(start, text.len())];
    start..start + rest.lines().next().unwrap_or_default().len()
}

impl Meta {
    /// What the file is about.
    pub(super) fn entity(&self) -> Entity {
        let name = self.name.as_ref();
        name.map_or(Entity::Home, |(folder, slug)| folder.entity(slug.clone()))
    }

    /// A stretch of the body.
    pub(super) fn body_span(&self, range: &Range<usize>) -> Span {
        Span::new(
            self.yaml.file.clone(),
            self.body_start + range.start..self.body_start + range.end,
        )
    }

    /// What it is called, for what is wrong with the thing rather than with a value.
    pub(super) fn title(&self) -> Span {
        let key = ["name", "title"].into_iter().find(|key| self.yaml.has_key(&[], key));
        key.map_or_else(|| self.start(), |key| self.yaml.span(&[Step::Key(key)]))
    }

    /// The file as a whole.
    pub(super) fn start(&self) -> Span {
        Span::start_of(self.yaml.file.clone())
    }
}

/// Parses a Markdown file with front matter of type `T`. Every mistake in its shape is noted; when they leave nothing of it, so is that.
pub(super) fn page<T: FrontMatter>(
    name: Option<(Folder, Slug)>,
    path: Arc<str>,
    file: &SourceFile,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Parsed<T>> {
    let (range, body_start) = match split(file) {
        Ok(split) => split,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            return None;
        }
    };
    let (front, yaml) = read::<T>(file, range, diagnostics);
    let mut front = front?;
    let common = front.take_common();
    let body = Arc::new(Document::parse(&file.text()[body_start..]));
    let headings = body.headings.iter().map(|heading| heading.anchor.clone());
    let parts: Vec<String> = front.parts().into_iter().map(str::to_owned).collect();
    let passages = matches!(name, Some((Folder::Sources, _))).then(|| parts.clone());
    let known = Arc::new(Known {
        draft: common.draft,
        names: front.names().into_iter().map(str::to_lowercase).collect(),
        anchors: Some(headings.chain(passages.into_iter().flatten()).collect()),
        parts: yaml.lists_all(&parts).then_some(parts),
    });
    Some(Parsed { front, meta: Meta { name, path, common, body, yaml, known, body_start } })
}

/// Parses a file that is YAML throughout.
pub(super) fn whole<T: DeserializeOwned>(
    file: &SourceFile,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<T>, Yaml) {
    read(file, 0..file.text().len(), diagnostics)
}

/// The front matter of a file that has one.
pub(super) fn front_matter(file: &SourceFile) -> Option<Yaml> {
    let (range, _) = split(file).ok()?;
    Some(Yaml::new(file, range))
}

/// Where the front matter stands, and where the body begins.
fn split(file: &SourceFile) -> Result<(Range<usize>, usize), Box<Diagnostic>> {
    let text = file.text();
    let is_fence = |line: &str| line.trim_end() == "---";
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next().unwrap_or_default();
    if !is_fence(opening) {
        let range = 0..opening.trim_end().len();
        let missing = Diagnostic::new(
            Code::MissingFrontMatter,
            Span::new(file.clone(), range),
            "this file does not begin with front matter",
        );
        return Err(Box::new(
            missing.help("begin it with a line `---`, then the YAML, then another line `---`"),
        ));
    }
    let start = opening.len();
    let mut at = start;
    for line in lines {
        if is_fence(line) {
            return Ok((start..at, at + line.len()));
        }
        at += line.len();
    }
    let unclosed = Diagnostic::new(
        Code::UnclosedFrontMatter,
        Span::new(file.clone(), 0..3),
        "the front matter has no closing fence",
    );
    Err(Box::new(unclosed.label("opened here").help("put a line `---` after the YAML")))
}

fn read<T: DeserializeOwned>(
    file: &SourceFile,
    range: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<T>, Yaml) {
    let text = &file.text()[range.clone()];
    let mut yaml = Yaml::new(file, range);
    if let Err(unfit) = yaml.check() {
        yaml.patched = true;
        diagnostics.push(*unfit);
        return (None, yaml);
    }
    // An empty document is an empty mapping: what it lacks is then named key by key.
    let text = if text.lines().all(is_blank) { "{}" } else { text };
    let error = match serde_yaml::from_str::<T>(text) {
        Ok(front) => {
            diagnostics.extend(yaml.control_characters());
            return (Some(front), yaml);
        }
        Err(error) => error,
    };
    yaml.patched = true;
    let (front, problems) = match Node::parse(text) {
        Ok(root) => yaml::recover::<T>(&root),
        Err(Unfit::Malformed) => (None, Vec::new()),
        Err(unfit) => {
            diagnostics.push(yaml.unfit(unfit));
            return (None, yaml);
        }
    };
    if problems.is_empty() {
        // Reading into a type may stop at a type before it comes to the mistake in the syntax.
        let syntax = serde_yaml::from_str::<serde::de::IgnoredAny>(text).err();
        diagnostics.push(malformed::diagnostic(&yaml, &syntax.unwrap_or(error)));
        return (None, yaml);
    }
    diagnostics.extend(problems.into_iter().map(|problem| yaml.diagnostic(problem)));
    (front, yaml)
}

/// Whether nothing but a comment stands in a line of YAML.
fn is_blank(line: &str) -> bool {
    line.trim_start().is_empty() || line.trim_start().starts_with('#')
}

impl Yaml {
    /// What keeps it from being read at all, if that can be seen before.
    fn check(&self) -> Result<(), Box<Diagnostic>> {
        let length = self.text().len();
        if length > LARGEST {
            let (length, most) = (megabytes(length as u64), megabytes(LARGEST as u64));
            let message = format!("this YAML has {length}, and no more than {most} are read");
            let large =
                Diagnostic::new(Code::FileTooLarge, Span::start_of(self.file.clone()), message);
            let help = "move text into the body, or divide it among several files";
            return Err(Box::new(large.help(help)));
        }
        yaml::check(self.text()).map_err(|unfit| Box::new(self.unfit(unfit)))
    }

    fn unfit(&self, unfit: Unfit) -> Diagnostic {
        match unfit {
            Unfit::TooDeep(range) => {
                let span = self.span_of(Some(first_line(self.text(), &range)));
                let message = format!("this stands within more than {} others", yaml::DEEPEST);
                Diagnostic::new(Code::TooDeep, span, message)
                    .help("put the value in quotation marks if its brackets are meant as text")
            }
            Unfit::TooMuch(range) => {
                let span = self.span_of(Some(first_line(self.text(), &range)));
                let message = format!(
                    "with its aliases written out, this has more than {} values",
                    yaml::MOST_VALUES
                );
                Diagnostic::new(Code::FileTooLarge, span, message)
                    .help("put a value that begins with `*` in quotation marks if it is meant as text; otherwise use fewer aliases")
            }
            Unfit::Malformed => {
                Diagnostic::new(Code::MalformedYaml, self.span_of(None), "the YAML cannot be read")
            }
        }
    }

    /// What is written as an escape (`"\0"`) and is no text. Without a backslash there is none, since a file holds none as it is.
    fn control_characters(&self) -> Vec<Diagnostic> {
        let tree = if self.text().contains('\\') { self.tree().ok() } else { None };
        let scalars = tree.iter().flat_map(Node::scalars);
        let bad = scalars.filter_map(|(text, range)| {
            let c = text.chars().find(|c| !is_printable(*c))?;
            let place = self.span_of(Some(first_line(self.text(), range)));
            Some(Diagnostic::control_character(place, c))
        });
        bad.collect()
    }

    fn diagnostic(&self, problem: Problem) -> Diagnostic {
        let span = self.span_of(Some(first_line(self.text(), &problem.range)));
        let new = |code, message: String| Diagnostic::new(code, span.clone(), message);
        match problem.kind {
            ProblemKind::WrongType { expected, found } => {
                let help = type_help(&expected, &found).map(str::to_owned);
                new(Code::WrongType, format!("expected {expected}, found {found}")).maybe_help(help)
            }
            ProblemKind::BadDate(text) => new(Code::BadDate, format!("`{text}` is no date"))
                .help("write year, month and day: 2025-04-17, or 2025-04, or 2025"),
            ProblemKind::UnknownKey { key, known } => {
                new(Code::UnknownKey, format!("unknown key `{key}`")).help(one_of(&key, known))
            }
            ProblemKind::DuplicateKey(key) => {
                new(Code::DuplicateKey, format!("`{key}` stands twice here"))
                    .help("keep one of the two")
            }
            ProblemKind::WrongKey(found) => {
                new(Code::WrongType, format!("expected a key, found {found}"))
                    .help("write `key: value`")
            }
            ProblemKind::MissingKey(key) => {
                new(Code::MissingKey, format!("the key `{key}` is missing")).help(
                    Help::from(format!("add `{key}:` here")).fix(Fix::AddKey(key.to_string())),
                )
            }
            ProblemKind::BadValue { value, known } => {
                new(Code::BadValue, format!("`{value}` is none of the values allowed here"))
                    .help(one_of(&value, known))
            }
            ProblemKind::Other(message) => new(Code::WrongType, message),
        }
    }
}

/// How a value of the wrong type is commonly mended.
fn type_help(expected: &str, found: &str) -> Option<&'static str> {
    match (expected, found) {
        ("text", "a list") => Some("write one value, without brackets and without `- `"),
        ("text", _) => Some("put it in quotation marks if it is meant as text"),
        ("a list", "a mapping") => Some("begin each entry with `- `"),
        ("a list", _) => {
            Some("put it in brackets, `[…]`, or write each entry on a line after `- `")
        }
        ("a mapping", "a list") => Some("write `key: value`, without `- `"),
        ("a mapping", _) => Some("write `key: value`, one a line"),
        _ if expected.starts_with("a citation") => Some("write `source#passage`"),
        _ if expected.starts_with("a date") => Some("write year, month and day, and nothing else"),
        _ => None,
    }
}
