//! A parsed file: its front matter in a type, its body as a document, and the place of every value in them.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::de::DeserializeOwned;

use super::front_matter::{Common, FrontMatter};
use super::malformed;
use super::registry::Known;
use super::tree::Folder;
use super::yaml::{self, FILLER, Node, Problem, ProblemKind, Recovered, Slip, Step, Unfit};
use crate::diagnostic::{
    Code, Diagnostic, Fix, Help, SourceFile, Span, did_you_mean, folded, is_printable, mean,
    megabytes, name_of_unseen, one_of, unseen, visible,
};
use crate::explainer::{Date, Entity, Slug};
use crate::markdown::Document;

/// The maximum size of YAML in bytes: of front matter, or of `site.yaml`. A party with a position on each of 2,300 issues takes about 1 MB.
const LARGEST: usize = 4_000_000;

/// A file whose front matter could be read at least in part.
#[derive(Debug)]
pub(super) struct Parsed<T> {
    pub(super) front: T,
    pub(super) meta: Meta,
}

/// The data of a file that do not depend on its kind.
#[derive(Debug)]
pub(super) struct Meta {
    /// The kind and the slug. `None` for the front page.
    pub(super) name: Option<(Folder, Slug)>,
    /// The path relative to `content/`.
    pub(super) path: Arc<str>,
    pub(super) common: Common,
    pub(super) body: Arc<Document>,
    pub(super) yaml: Yaml,
    /// Everything in it that other files can refer to.
    pub(super) known: Arc<Known>,
    body_start: usize,
}

/// A file's YAML, with the places of its values.
#[derive(Debug, Clone)]
pub(super) struct Yaml {
    pub(super) file: SourceFile,
    range: Range<usize>,
    /// `true` if some values were replaced by fillers, which must not be reported as mistakes.
    patched: bool,
    /// The tree with the places of all values, parsed on first use. `None` if the YAML cannot be parsed into a tree.
    places: Arc<OnceLock<Option<Node>>>,
}

impl Yaml {
    fn new(file: &SourceFile, range: Range<usize>) -> Self {
        Self { file: file.clone(), range, patched: false, places: Arc::default() }
    }

    /// Returns the span of the value at `path`, or of the nearest value above it that exists, or at worst of the whole. The span can only
    /// be replaced if it covers the value at `path`, and that value is on one line.
    pub(super) fn span(&self, path: &[Step]) -> Span {
        let found = self.places().and_then(|root| {
            let mut lengths = (0..=path.len()).rev();
            lengths.find_map(|length| Some((root.find(&path[..length])?, length)))
        });
        match found {
            Some((node, length)) => {
                self.line_of(&node.range, length == path.len() && node.is_replaceable())
            }
            None => self.span_of(None).excerpt(),
        }
    }

    /// Returns the span of the first line of `range`. It can be replaced if `replaceable` is set and the whole range is on that line.
    fn line_of(&self, range: &Range<usize>, replaceable: bool) -> Span {
        let line = first_line(self.text(), range);
        let is_whole = line == *range;
        let span = self.span_of(Some(line));
        if replaceable && is_whole { span } else { span.excerpt() }
    }

    /// Returns the span of the entry `text` in the list under `key`, or of the list if it has no such entry.
    pub(super) fn item_span(&self, key: &str, text: &str) -> Span {
        let list = self.places().and_then(|root| root.find(&[Step::Key(key)]));
        let items = list.and_then(Node::items).into_iter().flatten();
        let at = items.into_iter().position(|item| item.text() == Some(text));
        at.map_or_else(
            || self.span(&[Step::Key(key)]),
            |at| self.span(&[Step::Key(key), Step::Index(at)]),
        )
    }

    /// Returns the span of the key `key` in the mapping at `path`, or of the mapping if it has no such key.
    pub(super) fn key_span(&self, path: &[Step], key: &str) -> Span {
        match self.places().and_then(|root| root.find_key(path, key)) {
            Some(node) => self.span_of(Some(node.range.clone())),
            None => self.span(path),
        }
    }

    /// Returns `true` if the mapping at `path` has `key`, even with a value that was reported as wrong.
    pub(super) fn has_key(&self, path: &[Step], key: &str) -> bool {
        self.places().and_then(|root| root.find_key(path, key)).is_some()
    }

    /// Returns `true` if `value` is a filler for a value that was already reported.
    pub(super) fn is_filler(&self, value: &str) -> bool {
        self.patched && value == FILLER
    }

    /// Returns `true` if `ids` are all ids that the author wrote under `key`, as far as can be known: values that could not be read may
    /// have been more.
    pub(super) fn lists_all(&self, key: &str, ids: &[String]) -> bool {
        let written = || {
            let list = self.places().and_then(|root| root.find(&[Step::Key(key)]));
            list.map(|list| list.items().map_or_else(|| list.entries().count(), <[Node]>::len))
        };
        !self.patched
            || !ids.is_empty()
                && !ids.iter().any(|id| self.is_filler(id))
                && written() == Some(ids.len())
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

    /// Returns the byte of the file at which the YAML begins.
    pub(super) fn start(&self) -> usize {
        self.range.start
    }

    /// Returns the span of a range of the YAML, or of its start if `range` is `None`.
    pub(super) fn span_of(&self, range: Option<Range<usize>>) -> Span {
        let range = range.unwrap_or(0..0);
        Span::new(self.file.clone(), self.range.start + range.start..self.range.start + range.end)
    }
}

/// Returns the part of `range` on its first line, which is enough to show for a long value. The result is clamped to `text`.
fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = range.start.min(text.len());
    let rest = &text[start..range.end.clamp(start, text.len())];
    start..start + rest.lines().next().unwrap_or_default().len()
}

impl Meta {
    /// Returns the entity that the file is about.
    pub(super) fn entity(&self) -> Entity {
        let name = self.name.as_ref();
        name.map_or(Entity::Home, |(folder, slug)| folder.entity(slug.clone()))
    }

    /// Returns the span of a range of the body.
    pub(super) fn body_span(&self, range: &Range<usize>) -> Span {
        Span::new(
            self.yaml.file.clone(),
            self.body_start + range.start..self.body_start + range.end,
        )
    }

    /// Returns the span of the name or title, for problems with the entity instead of a single value. The start of the file if it has
    /// neither.
    pub(super) fn title(&self) -> Span {
        let key = ["name", "title"].into_iter().find(|key| self.yaml.has_key(&[], key));
        key.map_or_else(|| self.start(), |key| self.yaml.span(&[Step::Key(key)]))
    }

    /// Returns the start of the file, for problems with the file as a whole.
    pub(super) fn start(&self) -> Span {
        Span::start_of(self.yaml.file.clone())
    }
}

/// Parses a Markdown file with front matter of type `T`. Every mistake in its shape is added to `diagnostics`. `None` if the mistakes leave
/// no usable front matter.
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
    let is_source = matches!(name, Some((Folder::Sources, _)));
    let passages = is_source.then(|| parts.clone());
    let parts_key = if is_source { "passages" } else { "proposals" };
    let known = Arc::new(Known {
        draft: common.draft,
        names: front.names().into_iter().map(|name| folded(name).into_owned()).collect(),
        anchors: Some(headings.chain(passages.into_iter().flatten()).collect()),
        parts: yaml.lists_all(parts_key, &parts).then_some(parts),
        last_day: front.last_day(),
        labels: if matches!(name, Some((Folder::Issues, _))) {
            front.labels().into_iter().map(|(_, label)| label.to_owned()).collect()
        } else {
            Vec::new()
        },
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

/// Returns the front matter of a file. `None` if it has none.
pub(super) fn front_matter(file: &SourceFile) -> Option<Yaml> {
    let (range, _) = split(file).ok()?;
    Some(Yaml::new(file, range))
}

/// Returns the range of the front matter and the byte at which the body begins.
fn split(file: &SourceFile) -> Result<(Range<usize>, usize), Box<Diagnostic>> {
    let text = file.text();
    let is_fence = |line: &str| line.trim_end() == "---";
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next().unwrap_or_default();
    if !is_fence(opening) {
        if let Some(before) = before_fence(text) {
            return Err(Box::new(stands_before(file, before)));
        }
        let range = 0..opening.trim_end().len();
        let missing = Diagnostic::new(
            Code::MissingFrontMatter,
            Span::new(file.clone(), range),
            "this file does not begin with front matter",
        );
        let help = match opening.trim_end() {
            "+++" => {
                "front matter is YAML: write `---` in place of both lines `+++`, and `key: value` between them"
            }
            like if is_like_fence(like) => {
                "write three hyphens in this line, `---`, and nothing else"
            }
            _ => "begin it with a line `---`, then the YAML, then another line `---`",
        };
        return Err(Box::new(missing.help(help)));
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
    let like = text.lines().skip(1).position(|line| is_like_fence(line.trim()));
    let help = match like {
        Some(at) => format!("write three hyphens in line {}, `---`, and nothing else", at + 2),
        None => "put a line `---` after the YAML".to_owned(),
    };
    Err(Box::new(unclosed.label("opened here").help(help)))
}

/// Returns `true` if a line was probably meant as a fence: it consists only of hyphens or dashes, in another number or form.
fn is_like_fence(line: &str) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '−' | '‐' | '‑' | ' ');
    let length = line.chars().filter(|c| *c != ' ').count();
    (line.contains(['–', '—']) || length > 1) && line.chars().all(is_dash)
}

/// Returns the range before the first fence if it holds only white space and invisible characters. `None` otherwise.
fn before_fence(text: &str) -> Option<Range<usize>> {
    let is_nothing = |c: char| c.is_whitespace() || unseen(c.encode_utf8(&mut [0; 4])).is_some();
    let rest = text.trim_start_matches(is_nothing);
    let fence = rest.lines().next().is_some_and(|line| line.trim_end() == "---");
    fence.then(|| 0..text.len() - rest.len())
}

/// Returns the diagnostic for white space or an invisible character before the front matter.
fn stands_before(file: &SourceFile, before: Range<usize>) -> Diagnostic {
    let text = &file.text()[before.clone()];
    let what = match unseen(text) {
        Some(c) => {
            format!("a character that nobody sees stands before `---`: {}", name_of_unseen(c))
        }
        None if text.contains('\n') => "a blank line stands before `---`".to_owned(),
        None => "a space stands before `---`".to_owned(),
    };
    let fix = Fix::Rewrite {
        range: before.clone(),
        text: String::new(),
        title: "Remove what stands before `---`".to_owned(),
    };
    let help = Help::from("remove it: the front matter begins with the file").fix(fix);
    let fence = Span::new(file.clone(), before.end..before.end + 3);
    Diagnostic::new(Code::MissingFrontMatter, fence, what).help(help)
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
    // An empty document is read as an empty mapping, so that each missing key is reported.
    let text = if text.lines().all(is_blank) { "{}" } else { text };
    let error = match serde_yaml::from_str::<T>(text) {
        Ok(front) => {
            diagnostics.extend(yaml.control_characters());
            if yaml::may_have_slips(text)
                && let Ok(root) = Node::parse(text)
            {
                let texts = yaml::recover::<T>(&root).texts;
                diagnostics.extend(yaml.slips(&root, &texts));
            }
            return (Some(front), yaml);
        }
        Err(error) => error,
    };
    yaml.patched = true;
    let (front, problems) = match Node::parse(text) {
        Ok(root) => {
            let Recovered { value, problems, texts } = yaml::recover::<T>(&root);
            diagnostics.extend(yaml.slips(&root, &texts));
            (value, problems)
        }
        Err(Unfit::Malformed) => (None, Vec::new()),
        Err(unfit) => {
            diagnostics.push(yaml.unfit(unfit));
            return (None, yaml);
        }
    };
    if problems.is_empty() {
        // Reading into a type may fail at a type before it reaches the syntax error.
        let syntax = serde_yaml::from_str::<serde::de::IgnoredAny>(text).err();
        diagnostics.push(malformed::diagnostic(&yaml, &syntax.unwrap_or(error)));
        return (None, yaml);
    }
    diagnostics.extend(problems.into_iter().map(|problem| yaml.diagnostic(problem)));
    (front, yaml)
}

/// Returns `true` if a line of YAML is empty or holds only a comment.
fn is_blank(line: &str) -> bool {
    line.trim_start().is_empty() || line.trim_start().starts_with('#')
}

impl Yaml {
    /// Returns a diagnostic as the error if the YAML is too large or nested too deep to be parsed.
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

    /// Returns diagnostics for control characters. Only escapes (`"\0"`) can produce them, because a file with literal ones has been
    /// rejected already.
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

    /// Returns diagnostics for texts that YAML probably reads differently from what the author meant.
    fn slips(&self, root: &Node, texts: &HashSet<usize>) -> Vec<Diagnostic> {
        let slips = yaml::slips(root, texts, self.text()).into_iter();
        slips.map(|slip| self.slip(slip)).collect()
    }

    /// Converts the range of a fix from bytes of this YAML to bytes of the file.
    pub(super) fn in_file(&self, fix: Fix) -> Fix {
        match fix {
            Fix::Rewrite { range, text, title } => {
                let range = self.range.start + range.start..self.range.start + range.end;
                Fix::Rewrite { range, text, title }
            }
            other => other,
        }
    }

    fn slip(&self, slip: Slip) -> Diagnostic {
        match slip {
            Slip::Comment { range, quoted } => {
                let message = "the text ends here: what follows ` #` is a comment";
                let help = Help::from(
                    "put the whole value in quotation marks; a comment that is meant stands on a line of its own",
                );
                let help = match quoted {
                    Some((range, text)) => {
                        let title = "Put the value in quotation marks".to_owned();
                        help.fix(self.in_file(Fix::Rewrite { range, text, title }))
                    }
                    None => help,
                };
                Diagnostic::new(Code::CommentInText, self.span_of(Some(range)), message).help(help)
            }
            Slip::Markup { range, markup } => {
                let message =
                    format!("`{markup}` is published as it stands: this text is no Markdown");
                let help = if markup.starts_with("[@") {
                    "remove it; the passages that a claim rests on stand in its `cite`"
                } else {
                    "write plain text; links and emphasis belong in the text below the front matter"
                };
                let place = self.span_of(Some(first_line(self.text(), &range)));
                Diagnostic::new(Code::LooksLikeMarkup, place, message).help(help)
            }
            Slip::Quotes { range, quoted } => {
                let message = "these quotation marks are part of the text, and readers see them";
                let help = format!("write `{quoted}`; to show them, put straight ones around them");
                Diagnostic::new(Code::TypographicQuotes, self.line_of(&range, true), message)
                    .help(Help::from(help).fix(Fix::Replace(quoted)))
            }
        }
    }

    fn diagnostic(&self, problem: Problem) -> Diagnostic {
        let span = self.line_of(&problem.range, problem.is_replaceable);
        let new = |code, message: String| Diagnostic::new(code, span.clone(), message);
        match problem.kind {
            ProblemKind::WrongType { expected, found } => {
                let help = type_help(&expected, &found).map(str::to_owned);
                new(Code::WrongType, format!("expected {expected}, found {found}")).maybe_help(help)
            }
            ProblemKind::BadDate(text) => {
                let (message, help) = bad_date(&text);
                new(Code::BadDate, message).help(help)
            }
            ProblemKind::UnknownKey { key, known, present } => {
                let rest = &self.text()[problem.range.end.min(self.text().len())..];
                let has_value = rest.trim_start_matches(' ').starts_with(':');
                new(Code::UnknownKey, format!("unknown key `{}`", visible(&key)))
                    .help(known_key(&key, has_value, known, &present))
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
                let help = Help::from(format!("add `{key}:` here"));
                let can_add = self.begins_mapping(problem.range.start);
                let help = if can_add { help.fix(Fix::AddKey(key.to_owned())) } else { help };
                new(Code::MissingKey, format!("the key `{key}` is missing")).help(help)
            }
            ProblemKind::BadValue { value, known } => {
                let message = format!("`{}` is none of the values allowed here", visible(&value));
                let help = unquoted(&value).unwrap_or_else(|| one_of(&value, known));
                new(Code::BadValue, message).help(help)
            }
            ProblemKind::Other(message) => new(Code::WrongType, message),
        }
    }

    /// Returns `true` if a key can be inserted at byte `start`, where a mapping begins: after a brace, or on a line with only list marks
    /// before it.
    fn begins_mapping(&self, start: usize) -> bool {
        let text = self.text();
        let line = text[..start].rsplit('\n').next().unwrap_or_default();
        text[start..].starts_with('{') || line.bytes().all(|byte| matches!(byte, b' ' | b'-'))
    }
}

/// Returns the message and the help for a wrong date.
fn bad_date(text: &str) -> (String, Help) {
    let message = format!("`{}` is no date", visible(text));
    if let Some(help) = unquoted(text) {
        return (message, help);
    }
    if let Some(c) = unseen(text) {
        let help = format!("remove a character that nobody sees, {}", name_of_unseen(c));
        return (message, help.into());
    }
    match Date::why_not(text) {
        Some(why) => (format!("{message}: {why}"), "correct it, or leave out the day".into()),
        None => (message, "write year, month and day: 2025-04-17, or 2025-04, or 2025".into()),
    }
}

/// Returns the help for a value in typographic quotation marks, which YAML reads as part of it. `None` if it has none.
pub(super) fn unquoted(value: &str) -> Option<Help> {
    let inner = yaml::within_quotes(value)?;
    let help = format!("write `{inner}`: typographic quotation marks are part of the value");
    Some(Help::from(help).fix(Fix::Replace(inner.to_owned())))
}

/// Returns the help for an unknown key. `has_value` is `true` if a colon follows it. Keys that the mapping already has are not suggested.
fn known_key(key: &str, has_value: bool, known: &[&str], present: &[String]) -> Help {
    let is_free = |it: &&str| !present.iter().any(|other| other == it);
    let free: Vec<_> = known.iter().copied().filter(is_free).collect();
    if let Some(twin) = yaml::other_name_of(key).filter(|twin| free.contains(twin)) {
        return mean(twin);
    }
    // In braces, `key:value` is a key without a value.
    if let Some((word, value)) = key.split_once(':').filter(|(word, _)| free.contains(word)) {
        let whole = format!("{word}: {value}");
        let help = format!("a space is missing after the colon: write `{whole}`");
        return Help::from(help).fix(Fix::Replace(whole));
    }
    // In braces, `key value` is such a key as well. A fix for it must keep the value.
    if let Some((word, value)) = key.split_once(' ').filter(|_| !has_value) {
        if !free.contains(&word) {
            return format!("write `key: value`; the keys are {}", listed(&free)).into();
        }
        let whole = format!("{word}: {}", value.trim_start());
        let help = format!("a colon is missing after the key: write `{whole}`");
        return Help::from(help).fix(Fix::Replace(whole));
    }
    match did_you_mean(key, known.iter().copied()).filter(|near| !free.contains(near)) {
        Some(near) => format!("remove it, or correct it: `{near}` stands here as well").into(),
        None => one_of(key, &free),
    }
}

/// Returns the names as a list, each in backticks.
fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Returns `true` if `found` (`the text …`) is a key and its value without a space between them.
fn lacks_space(found: &str) -> bool {
    let text = found.strip_prefix("the text `").unwrap_or_default();
    let is_key = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    text.split_once(':').is_some_and(|(word, rest)| is_key(word) && !rest.starts_with('/'))
}

/// Returns the usual correction for a value of the wrong type. `None` if there is none.
fn type_help(expected: &str, found: &str) -> Option<&'static str> {
    match (expected, found) {
        _ if found.contains("<U+") => Some("remove the character that nobody sees"),
        ("text", "a list") => Some("write one value, without brackets and without `- `"),
        ("text", _) => Some("put it in quotation marks if it is meant as text"),
        ("a list", "a mapping") => Some("begin each entry with `- `"),
        ("a list", _) => {
            Some("put it in brackets, `[…]`, or write each entry on a line after `- `")
        }
        ("a mapping", found) if lacks_space(found) => {
            Some("write a space after the colon: `key: value`")
        }
        ("a mapping", "a list") => Some("write `key: value`, without `- `"),
        ("a mapping", _) => Some("write `key: value`, one a line"),
        _ if expected.starts_with("a citation") => Some("write `source#passage`"),
        _ if expected.starts_with("a date") => Some("write year, month and day, and nothing else"),
        _ => None,
    }
}
