//! Turns mistakes in the shape of front matter into diagnostics, with the right way to write it.

use std::collections::HashSet;

use super::located::{Yaml, first_line};
use super::yaml::{self, Node, Problem, ProblemKind, Slip, Unfit};
use crate::diagnostic::{
    Code, Diagnostic, Fix, Help, Span, did_you_mean, is_printable, mean, megabytes, name_of_unseen,
    one_of, unseen, visible,
};
use crate::explainer::Date;

/// The maximum size of YAML in bytes: of front matter, or of `site.yaml`. A party with a position on each of 2,300 issues takes about 1 MB.
const LARGEST: usize = 4_000_000;

impl Yaml {
    /// Returns a diagnostic as the error if the YAML is too large or nested too deep to be parsed.
    pub(super) fn check(&self) -> Result<(), Box<Diagnostic>> {
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

    pub(super) fn unfit(&self, unfit: Unfit) -> Diagnostic {
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
    pub(super) fn control_characters(&self) -> Vec<Diagnostic> {
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
    pub(super) fn slips(&self, root: &Node, texts: &HashSet<usize>) -> Vec<Diagnostic> {
        let slips = yaml::slips(root, texts, self.text()).into_iter();
        slips.map(|slip| self.slip(slip)).collect()
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

    pub(super) fn diagnostic(&self, problem: Problem) -> Diagnostic {
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
