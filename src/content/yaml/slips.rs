//! Mistakes in texts that YAML accepts silently: a comment that cuts a text short, quotation marks that YAML does not recognize.

use std::collections::HashSet;
use std::ops::Range;

use super::{Node, Style};

/// A text that YAML probably reads differently from what was meant.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::content) enum Slip {
    /// A comment begins within the text.
    Comment {
        /// The comment.
        range: Range<usize>,
        /// The bytes to put in quotation marks, and the quoted text. `None` between brackets, where the end of the text is unknown.
        quoted: Option<(Range<usize>, String)>,
    },
    /// Typographic quotation marks are around the text and part of it.
    Quotes {
        /// The text with its quotation marks.
        range: Range<usize>,
        /// The text in straight quotation marks.
        quoted: String,
    },
    /// Markdown stands in the text, which is published as plain text.
    Markup {
        /// The first piece of it, or the whole text where it is written otherwise than it reads.
        range: Range<usize>,
        /// That piece.
        markup: String,
    },
}

/// The beginnings of what [`markup`] finds.
const MARKS: [&str; 4] = ["[@", "[[", "](", "**"];

/// Returns whether a text can hold slips, without parsing it: a `#` follows a space, a typographic quotation mark stands where a value may
/// begin, or Markdown may stand anywhere.
pub(in crate::content) fn may_have_slips(text: &str) -> bool {
    let is_blank = |at: usize| matches!(text.as_bytes()[at], b' ' | b'\t');
    let begins_value = |at: usize| text[..at].trim_end_matches([' ', '\t']).ends_with([':', '-']);
    MARKS.iter().any(|mark| text.contains(mark))
        || text.match_indices('#').any(|(at, _)| at > 0 && is_blank(at - 1))
        || !text.is_ascii()
            && text.char_indices().any(|(at, c)| closing(c).is_some() && begins_value(at))
}

/// Returns the slips in the values of `root`, the tree of `text`, whose ids are in `texts`.
pub(in crate::content) fn slips(root: &Node, texts: &HashSet<usize>, text: &str) -> Vec<Slip> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    root.each(None, &mut |key, node| {
        if texts.contains(&node.id) && seen.insert(node.written.start) {
            found.extend(comment(key, node, text).or_else(|| quotes(node, text)));
            found.extend(markup(node, text));
        }
    });
    found
}

impl Node {
    /// Calls `visit` with each value in it, and its key if it has one.
    fn each<'a>(
        &'a self,
        key: Option<&'a Node>,
        visit: &mut impl FnMut(Option<&'a Node>, &'a Node),
    ) {
        visit(key, self);
        for item in self.items().unwrap_or_default() {
            item.each(None, visit);
        }
        for (key, value) in self.entries() {
            value.each(Some(key), visit);
        }
    }
}

/// Finds the comment that cuts the text `node` short: on its line, or directly below it where the text would continue.
fn comment(key: Option<&Node>, node: &Node, text: &str) -> Option<Slip> {
    if node.style() != Some(Style::Plain) || node.range != node.written && !node.written.is_empty()
    {
        return None;
    }
    let end = node.written.end;
    let line = text[end..].lines().next().unwrap_or_default();
    let rest = line.trim_start();
    let at = end + line.len() - rest.len();
    if let Some(words) = rest.strip_prefix('#') {
        // After a key without a value, a comment that begins with a space is intended.
        let is_meant = node.written.is_empty() && words.starts_with([' ', '#']);
        return (!is_meant).then(|| cut(node, at, rest, text));
    }
    let newline = end + text[end..].find('\n').filter(|_| rest.is_empty())? + 1;
    let below = text[newline..].lines().next().unwrap_or_default();
    let words = below.trim_start();
    let goes_on = words.strip_prefix('#').is_some_and(|it| it.starts_with(char::is_alphanumeric));
    let indent = below.len() - words.len();
    let is_deeper = key.is_some_and(|key| indent > column(text, key.range.start));
    (!node.written.is_empty() && goes_on && is_deeper)
        .then(|| cut(node, newline + indent, words, text))
}

/// Returns the slip for the text `node`, which is cut short by the comment `rest` at byte `at`.
fn cut(node: &Node, at: usize, rest: &str, text: &str) -> Slip {
    let end = at + rest.trim_end().len();
    let start = if node.written.is_empty() { at } else { node.written.start };
    let whole = start..end;
    // Between brackets, more than the text may follow the mark.
    let quoted = (!node.in_flow).then(|| (whole.clone(), quoted(&text[whole])));
    Slip::Comment { range: at..end, quoted }
}

/// Finds typographic quotation marks around the text `node`.
fn quotes(node: &Node, text: &str) -> Option<Slip> {
    let value = node.text().filter(|_| node.style() == Some(Style::Plain))?;
    let inner = within_quotes(value)?;
    let is_whole = &text[node.written.clone()] == value;
    is_whole.then(|| Slip::Quotes { range: node.written.clone(), quoted: quoted(inner) })
}

/// The Markdown in the text `node`: a citation, a link or emphasis.
fn markup(node: &Node, text: &str) -> Option<Slip> {
    let value = node.text()?;
    let markup = MARKS.iter().find_map(|mark| piece(value, mark))?;
    let written = &text[node.written.clone()];
    let range = match written.find(markup) {
        Some(at) => node.written.start + at..node.written.start + at + markup.len(),
        None => node.range.clone(),
    };
    Some(Slip::Markup { range, markup: markup.to_owned() })
}

/// The first piece of Markdown in `text` that `mark` is part of.
fn piece<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let (before, after) = text.split_once(mark)?;
    let is_word = |it: &str| !it.is_empty() && it.trim() == it && !it.contains(['[', ']', '\n']);
    let (start, inner, close) = match mark {
        "](" => {
            let opening = before.rfind('[')?;
            let is_link = is_word(&before[opening + 1..]);
            (opening, after.split(')').next().filter(|_| is_link)?, ")")
        }
        "[@" => (before.len(), after.split(']').next()?, "]"),
        "[[" => (before.len(), after.split("]]").next()?, "]]"),
        _ => (before.len(), after.split("**").next()?, "**"),
    };
    let end = before.len() + mark.len() + inner.len();
    (is_word(inner) && text[end..].starts_with(close)).then(|| &text[start..end + close.len()])
}

/// Returns the text between the typographic quotation marks around all of `text`, if there are any.
pub(in crate::content) fn within_quotes(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    let inner = closing(first)?.iter().find_map(|close| rest.strip_suffix(*close))?;
    let is_mark =
        |c: char| closing(c).is_some() || closing(first).is_some_and(|it| it.contains(&c));
    (!inner.trim().is_empty() && !inner.contains(is_mark)).then_some(inner)
}

/// Returns the marks that close the quotation mark `opening` in some language. `None` for other characters.
fn closing(opening: char) -> Option<&'static [char]> {
    match opening {
        '“' | '‟' | '”' => Some(&['”']),
        '„' => Some(&['“', '”']),
        '‘' | '‚' => Some(&['’', '‘']),
        '«' => Some(&['»']),
        '»' => Some(&['«']),
        _ => None,
    }
}

/// Returns `text` in double quotation marks, as YAML reads them.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Returns the number of characters before `at` on its line.
fn column(text: &str, at: usize) -> usize {
    text[..at].rsplit('\n').next().unwrap_or_default().chars().count()
}
