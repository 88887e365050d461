//! A parsed file: its front matter in a type, its body as a document, and the place of every value in them.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::front_matter::{Common, FrontMatter, SiteFront};
use super::located::Yaml;
use super::malformed;
use super::names::Named;
use super::tree::Folder;
use super::yaml::{self, Node, Step, Unfit, Walked};
use crate::diagnostic::{
    Code, Diagnostic, Fix, Help, SourceFile, Span, folded, name_of_unseen, unseen,
};
use crate::explainer::{Date, Entity, Slug};
use crate::markdown::Document;

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

/// An entity that a reference can name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// `true` if it is left out of the site.
    pub(super) draft: bool,
    /// The names by which a wiki-link finds it, folded with [`folded`].
    pub(super) names: Vec<String>,
    /// The ids that can be named within it (an issue's proposals, a source's passages). `None` if some of them could not be read.
    pub(super) parts: Option<Vec<String>>,
    /// The last day on which a source can have stated its content: the day it was published, or read on the web. `None` for anything else.
    pub(super) last_day: Option<Date>,
    /// The names for readers of an issue's proposals, in the order of `parts`. Empty for anything else.
    pub(super) labels: Vec<String>,
    /// The anchors on its page. `None` if its file could not be read.
    pub(super) anchors: Option<BTreeSet<String>>,
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
pub(super) fn page<T: FrontMatter + Named>(
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
    let known = Arc::new(known(&front, name.as_ref(), &common, &body));
    Some(Parsed { front, meta: Meta { name, path, common, body, yaml, known, body_start } })
}

/// Returns everything in a file that other files can refer to.
fn known(
    front: &impl Named,
    name: Option<&(Folder, Slug)>,
    common: &Common,
    body: &Document,
) -> Known {
    let is_in = |folder| name.is_some_and(|(it, _)| *it == folder);
    let headings = body.headings.iter().map(|heading| heading.anchor.clone());
    let parts = front.parts();
    let ids: Vec<String> = parts.iter().map(|it| it.id.to_owned()).collect();
    let passages = ids.iter().filter(|_| is_in(Folder::Sources)).cloned();
    let labels = parts.iter().filter(|_| is_in(Folder::Issues)).map(|it| it.label.to_owned());
    Known {
        draft: common.is_draft(),
        names: front.names().into_iter().map(|name| folded(name).into_owned()).collect(),
        anchors: Some(headings.chain(passages).collect()),
        labels: labels.collect(),
        parts: front.has_all_parts().then_some(ids),
        last_day: front.last_day(),
    }
}

/// Parses `site.yaml`, which is YAML throughout. Every mistake in its shape is added to `diagnostics`. `None` if the mistakes leave no
/// usable settings.
pub(super) fn settings(
    file: &SourceFile,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Parsed<SiteFront>> {
    let (front, yaml) = read(file, 0..file.text().len(), diagnostics);
    let meta = Meta {
        name: None,
        path: "site.yaml".into(),
        common: Common::default(),
        body: Arc::new(Document::parse("")),
        yaml,
        known: Arc::default(),
        body_start: file.text().len(),
    };
    Some(Parsed { front: front?, meta })
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
    let yaml = Yaml::new(file, range);
    if let Err(unfit) = yaml.check() {
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
                let texts = yaml::walk::<T>(&root).texts;
                diagnostics.extend(yaml.slips(&root, &texts));
            }
            return (Some(front), yaml);
        }
        Err(error) => error,
    };
    let (front, problems) = match Node::parse(text) {
        Ok(root) => {
            let Walked { value, problems, texts } = yaml::walk::<T>(&root);
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
        let malformed = malformed::diagnostic(&yaml, &syntax.unwrap_or(error));
        diagnostics.push(with_tried_fix::<T>(&yaml, malformed));
        return (None, yaml);
    }
    diagnostics.extend(problems.into_iter().map(|problem| yaml.diagnostic(problem)));
    (front, yaml)
}

/// Removes the fix of `malformed`, with the help that describes it, if the line would have another problem afterwards: it was meant otherwise.
fn with_tried_fix<T: DeserializeOwned>(yaml: &Yaml, malformed: Diagnostic) -> Diagnostic {
    let (range, text) = match &malformed.fix {
        Some(Fix::Rewrite { range, text, .. }) => (range.clone(), text),
        Some(Fix::Replace(text)) => (malformed.span.range.clone(), text),
        Some(Fix::AddKey(_) | Fix::Begin(_)) | None => return malformed,
    };
    let own = yaml.text();
    let place = range.start.checked_sub(yaml.start()).zip(range.end.checked_sub(yaml.start()));
    let Some((start, end)) = place.filter(|(_, end)| *end <= own.len()) else { return malformed };
    let fixed = format!("{}{text}{}", &own[..start], &own[end..]);
    let line_of = |byte: usize| fixed[..byte].matches('\n').count();
    let line = line_of(start);
    let has_problem = if let Ok(root) = Node::parse(&fixed) {
        let problems = yaml::walk::<T>(&root).problems;
        problems.iter().any(|it| line_of(it.range.start.min(fixed.len())) == line)
    } else {
        let error = serde_yaml::from_str::<serde::de::IgnoredAny>(&fixed).err();
        let found = error.and_then(|error| Some(error.location()?.line() - 1));
        // A value that does not belong here is noticed on the next line at the latest.
        found.is_none_or(|found| found == line || found == line + 1)
    };
    if !has_problem {
        return malformed;
    }
    Diagnostic { fix: None, ..malformed }.help(malformed::LOOK_AROUND)
}

/// Returns `true` if a line of YAML is empty or holds only a comment.
fn is_blank(line: &str) -> bool {
    line.trim_start().is_empty() || line.trim_start().starts_with('#')
}
