//! Common mistakes in the lines of a text that is not valid YAML. Parsers stop where they are sure that something is wrong, which is seldom
//! where the mistake is.

use std::ops::Range;

use crate::diagnostic::{Fix, Help, name_of_unseen, unseen};

/// A mistake in a line, with its place and its help.
#[derive(Debug)]
pub(in crate::content) struct Flaw {
    /// The bytes to point at.
    pub(in crate::content) range: Range<usize>,
    /// The message.
    pub(in crate::content) message: String,
    /// The help. Its fix refers to bytes of the YAML.
    pub(in crate::content) help: Help,
}

/// A line of YAML.
struct Line<'a> {
    text: &'a str,
    /// The byte at which it begins.
    start: usize,
}

/// The number of lines that are checked before the one at which the parser stopped.
const BEFORE: usize = 3;

/// Returns the common mistake that explains why the parser stopped at byte `at` of `text` with the message `said`. `None` if none does.
pub(in crate::content) fn flaw(text: &str, at: usize, said: &str) -> Option<Flaw> {
    let may_be_open = ["flow", "node content", "end of stream"].iter().any(|it| said.contains(it));
    let lines = lines_up_to(text, at);
    let near = lines.iter().rev().take(BEFORE + 1);
    near.clone()
        .find_map(Line::unseen_character)
        .or_else(|| unclosed(text).filter(|_| may_be_open))
        .or_else(|| near.clone().find_map(Line::flaw))
        .or_else(|| indentation(&lines))
}

/// Returns the lines with content, up to the one with byte `at`.
fn lines_up_to(text: &str, at: usize) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        if !words.is_empty() && !words.starts_with('#') {
            lines.push(Line { text: line.trim_end(), start });
        }
        start += line.len();
        if start > at {
            break;
        }
    }
    lines
}

impl<'a> Line<'a> {
    /// Returns the number of spaces that it begins with.
    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// Returns the column at which its key or its text begins, after list marks.
    fn column(&self) -> usize {
        let mut rest = self.text.trim_start_matches(' ');
        while let Some(entry) = rest.strip_prefix("- ") {
            rest = entry.trim_start_matches(' ');
        }
        self.text.len() - rest.len()
    }

    /// Returns its text from that column on.
    fn content(&self) -> &'a str {
        &self.text[self.column()..]
    }

    /// Returns its key, if it begins with one.
    fn key(&self) -> Option<&'a str> {
        let (key, rest) = self.content().split_once(':')?;
        (is_key(key) && (rest.is_empty() || rest.starts_with(' '))).then_some(key)
    }

    /// Returns the value on it, after its key and list marks, and the byte of the line at which the value begins.
    fn value(&self) -> (&'a str, usize) {
        let content = self.content();
        let value = match content.split_once(':') {
            Some((key, value)) if is_key(key) => value,
            _ => content,
        };
        let value = value.trim_start();
        (value, self.text.len() - value.len())
    }

    fn at(&self, range: Range<usize>, message: String, help: Help) -> Flaw {
        Flaw { range: self.start + range.start..self.start + range.end, message, help }
    }

    /// Returns a fix that replaces `range`, a part of this line, by `text`.
    fn rewrite(&self, range: Range<usize>, text: &str) -> Fix {
        let range = self.start + range.start..self.start + range.end;
        let title = match text {
            "" => "Remove it".to_owned(),
            _ if text.trim().is_empty() => "Correct the space".to_owned(),
            _ => format!("Write `{}`", text.trim()),
        };
        Fix::Rewrite { range, text: text.to_owned(), title }
    }

    /// Finds a character that is invisible or looks like a space where YAML needs a space or a line break.
    fn unseen_character(&self) -> Option<Flaw> {
        let c = unseen(self.text)?;
        let at = self.text.find(c)?;
        let after_mark = self.text[..at].trim_end_matches(' ').ends_with([':', '-']);
        let is_break = matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}');
        if !(is_break || after_mark || self.text[..at].trim().is_empty()) {
            return None;
        }
        let range = at..at + c.len_utf8();
        let (message, instead) = if is_break {
            (format!("a character that breaks the line stands here, {}", name_of_unseen(c)), " ")
        } else if c.is_whitespace() {
            (format!("this space is none for YAML: it is {}", name_of_unseen(c)), " ")
        } else {
            (format!("a character that nobody sees stands here, {}", name_of_unseen(c)), "")
        };
        let help = if instead.is_empty() { "remove it" } else { "write a space in its place" };
        let help = Help::from(help).fix(self.rewrite(range.clone(), instead));
        Some(self.at(range, message, help))
    }

    /// Finds a mistake in this line alone.
    fn flaw(&self) -> Option<Flaw> {
        self.list_mark().or_else(|| self.missing_space()).or_else(|| self.first_character())
    }

    /// Finds a list mark that is not a hyphen, or has no space after it.
    fn list_mark(&self) -> Option<Flaw> {
        let content = self.content();
        let at = self.column();
        let first = content.chars().next()?;
        let rest = &content[first.len_utf8()..];
        if matches!(first, '–' | '—' | '−' | '•' | '‐' | '‑' | '·') {
            let range = at..at + first.len_utf8();
            let instead = if rest.starts_with(' ') { "-" } else { "- " };
            let message = format!("`{first}` is no hyphen, and begins no entry of a list");
            let help = Help::from("write `- `").fix(self.rewrite(range.clone(), instead));
            return Some(self.at(range, message, help));
        }
        let word = rest.split(':').next().unwrap_or_default();
        if first == '-' && rest.contains(':') && is_key(word) {
            let message = "a space is missing after the hyphen".to_owned();
            let help = Help::from(format!("write `- {word}`"));
            return Some(self.at(at..at + 1, message, help.fix(self.rewrite(at..at + 1, "- "))));
        }
        None
    }

    /// Finds a key without a space after its colon.
    fn missing_space(&self) -> Option<Flaw> {
        let content = self.content();
        let (key, value) = content.split_once(':')?;
        let is_value = value.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '/' | ':'));
        if !is_key(key) || !is_value || content.contains(": ") {
            return None;
        }
        let colon = self.column() + key.len();
        let message = "a space is missing after the colon".to_owned();
        let help = Help::from(format!("write `{key}: {value}`"));
        let fix = self.rewrite(colon..colon + 1, ": ");
        Some(self.at(self.column()..self.text.len(), message, help.fix(fix)))
    }

    /// Finds a value that begins with a character that has a meaning in YAML.
    fn first_character(&self) -> Option<Flaw> {
        let (value, at) = self.value();
        let first = value.chars().next()?;
        let whole = at..self.text.len();
        if matches!(first, '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '«' | '»')
            && value.contains(": ")
        {
            let message =
                format!("`{first}` is no quotation mark for YAML, and a second `: ` follows");
            let inner = super::within_quotes(value);
            let help = Help::from("write straight quotation marks: `\"…\"`");
            let fix = inner.map(|inner| self.rewrite(whole.clone(), &super::slips::quoted(inner)));
            let help = if let Some(fix) = fix { help.fix(fix) } else { help };
            return Some(self.at(whole, message, help));
        }
        // `*a` and `&a` have a meaning; `**a` does not.
        let is_name = value[first.len_utf8()..].starts_with(char::is_alphanumeric);
        if matches!(first, '%' | '@' | '`') || matches!(first, '*' | '&') && !is_name {
            let message = format!("a value cannot begin with `{first}`");
            let help = Help::from("put the value in quotation marks");
            let fix = self.rewrite(whole.clone(), &super::slips::quoted(value));
            return Some(self.at(whole, message, help.fix(fix)));
        }
        None
    }
}

/// Returns `true` if `word` can be a key of front matter.
fn is_key(word: &str) -> bool {
    !word.is_empty()
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b))
}

/// Finds a key on the last of `lines` that is indented less than the key before it, in a column in which no earlier key begins.
fn indentation(lines: &[Line]) -> Option<Flaw> {
    let (last, before) = lines.split_last()?;
    let key = last.key().filter(|_| last.column() == last.indent())?;
    let mut keys = before.iter().rev().filter_map(|line| Some((line.key()?, line.column())));
    let (than, there) = keys.clone().next()?;
    let here = last.indent();
    if here >= there || keys.any(|(_, column)| column == here) {
        return None;
    }
    let message = format!("`{key}` is indented less than `{than}` before it");
    let help = Help::from(format!("begin `{key}` in the column in which `{than}` begins"));
    let fix = last.rewrite(0..here, &" ".repeat(there));
    Some(last.at(here..here + key.len(), message, help.fix(fix)))
}

/// Finds a bracket or brace at the beginning of a value that is never closed.
fn unclosed(text: &str) -> Option<Flaw> {
    let lines = lines_up_to(text, text.len());
    for line in &lines {
        let (value, at) = line.value();
        if !value.starts_with(['[', '{']) {
            continue;
        }
        let start = line.start + at;
        let (open, comment) = open_at_end(&text[start..]);
        let Some(open) = open.map(|it| start + it) else { continue };
        let bracket = &text[open..=open];
        let closing = if bracket == "[" { ']' } else { '}' };
        let comment = comment.map(|at| start + at);
        let hidden =
            comment.filter(|at| text[*at..].lines().next().is_some_and(|it| it.contains(closing)));
        if let Some(at) = hidden {
            let end = at + text[at..].lines().next().unwrap_or_default().trim_end().len();
            let message = format!("`{bracket}` is not closed: what follows ` #` is a comment");
            let help = Help::from("put the value with the `#` in quotation marks");
            return Some(Flaw { range: at..end, message, help });
        }
        let end = open + text[open..].lines().next().unwrap_or_default().len();
        let kind = if bracket == "[" { "bracket" } else { "brace" };
        let message = format!("a {kind} `{bracket}` is not closed");
        let help =
            Help::from(format!("close it with `{closing}`, and separate what is in it by commas"));
        return Some(Flaw { range: open..end, message, help });
    }
    None
}

/// Returns the offset of the first bracket that is still open at the end of `text`, and that of the first comment in between.
fn open_at_end(text: &str) -> (Option<usize>, Option<usize>) {
    let mut open = Vec::new();
    let mut comment = None;
    let mut quote = None;
    let mut chars = text.char_indices().peekable();
    let mut last = ' ';
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (Some('"'), '\\') => {
                chars.next();
            }
            (Some(mark), c) => quote = quote.filter(|_| mark != c),
            (None, '"' | '\'') if matches!(last, ' ' | ',' | '[' | '{' | ':' | '\n') => {
                quote = Some(c);
            }
            (None, '#') if last.is_whitespace() => {
                comment.get_or_insert(at);
                while chars.peek().is_some_and(|(_, c)| *c != '\n') {
                    chars.next();
                }
            }
            (None, '[' | '{') => open.push(at),
            (None, ']' | '}') => {
                open.pop();
                if open.is_empty() {
                    return (None, comment);
                }
            }
            _ => {}
        }
        last = c;
    }
    (open.first().copied(), comment)
}
