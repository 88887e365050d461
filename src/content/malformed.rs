//! Explains YAML syntax errors in the words of an author instead of those of the parser.

use std::ops::Range;

use super::located::Yaml;
use super::yaml;
use crate::diagnostic::{Code, Diagnostic};

/// A key that is indented as part of the value above it. The parser does not distinguish it from other mistakes.
const DEEPER: &str = "deeper";
/// Text after a complete value, which the parser does not distinguish either.
const AFTER_VALUE: &str = "after a value";

/// The help where nothing better is known.
pub(super) const LOOK_AROUND: &str =
    "look at this line and the one before: indentation, colons, quotation marks";

/// Parser messages (their beginnings), each with a plain message and a help.
const WORDS: [(&str, &str, &str); 14] = [
    (
        DEEPER,
        "this line goes on with the value before it, and has a `: ` of its own",
        "give its key the same indentation as the keys beside it, or put the value in quotation marks",
    ),
    (
        AFTER_VALUE,
        "a value ends before this",
        "put the whole value in quotation marks; one within it is written `\\\"`",
    ),
    (
        "mapping values are not allowed",
        "a second `: ` stands in this line",
        "put the value in quotation marks, or begin a new line",
    ),
    (
        "could not find expected ':'",
        "a key without its colon stands before this",
        "write `key: value`; a value that goes on in the next line is indented there",
    ),
    (
        "did not find expected key",
        "this does not belong to the lines before it",
        "give it the same indentation as the keys beside it, and close quotation marks and brackets",
    ),
    (
        "did not find expected ',' or ']'",
        "a bracket `[` is not closed",
        "close it with `]`, and separate what is in it by commas",
    ),
    (
        "did not find expected ',' or '}'",
        "a brace `{` is not closed",
        "close it with `}`, and separate what is in it by commas",
    ),
    (
        "found unexpected end of stream",
        "a quotation mark is not closed",
        "close it; a quotation mark within quoted text is written `\\\"`",
    ),
    (
        "found unknown escape character",
        "a backslash in double quotation marks begins an escape, and there is none like this",
        "write two backslashes, or put the value in single quotation marks",
    ),
    (
        "did not find expected '-' indicator",
        "this belongs neither to the entry before it nor to the list",
        "give it the same indentation as the keys beside it",
    ),
    ("found a tab", "a tab stands where only spaces may", "indent with spaces"),
    (
        "found character that cannot start any token",
        "no value begins with this character",
        "put the value in quotation marks",
    ),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here",
        "begin it on a line of its own, each entry after `- `",
    ),
    (
        "unknown anchor",
        "this refers to an anchor that does not exist",
        "put the value in quotation marks if it is meant as text that begins with `*`",
    ),
];

/// Returns the diagnostic for the parser's `error`, at the place where it can be corrected.
pub(super) fn diagnostic(yaml: &Yaml, error: &serde_yaml::Error) -> Diagnostic {
    let said = error.to_string();
    let range = place(yaml.text(), error, &said);
    if let Some(flaw) = yaml::flaw(yaml.text(), range.start, &said) {
        let message = format!("the YAML cannot be read: {}", flaw.message);
        let help = flaw.help.map_fix(|fix| Some(yaml.in_file(fix)));
        return Diagnostic::new(Code::MalformedYaml, yaml.span_of(Some(flaw.range)), message)
            .help(help);
    }
    let said = said.split(" at line ").next().unwrap_or_default();
    let said = told_apart(said, yaml.text(), range.start);
    let known = WORDS.iter().find(|(begins, _, _)| said.starts_with(begins));
    let (message, help) = known.map_or((said, LOOK_AROUND), |(_, message, help)| (*message, *help));
    let message = format!("the YAML cannot be read: {message}");
    Diagnostic::new(Code::MalformedYaml, yaml.span_of(Some(range)), message).help(help)
}

/// Returns a more specific message than the parser's `said` if the line of `byte` shows which mistake it is.
fn told_apart<'a>(said: &'a str, text: &str, byte: usize) -> &'a str {
    let start = text[..byte].rfind('\n').map_or(0, |newline| newline + 1);
    let indentation = text[start..].trim_start_matches(' ');
    let before = text[start..byte].trim_start();
    if indentation.starts_with('\t') {
        "found a tab"
    } else if said.starts_with("mapping values") && !before.contains(':') {
        DEEPER
    } else if said.starts_with("did not find expected key") && !before.is_empty() {
        AFTER_VALUE
    } else {
        said
    }
}

/// Returns the range to show. For something that was left open, it begins at the opening, and not where the parser noticed the mistake.
fn place(text: &str, error: &serde_yaml::Error, said: &str) -> Range<usize> {
    let location = error.location();
    let byte = location.map_or(0, |place| byte_at(text, place.line(), place.column()));
    let left_open = said.contains("expected ',' or") || byte >= text.trim_end().len();
    let byte = if left_open { opened(text, said).unwrap_or(byte) } else { byte };
    byte..byte + text[byte..].lines().next().unwrap_or_default().len()
}

/// Returns the byte at which the parser says that the unfinished part began: `…, while parsing a flow sequence at line 3 column 7`.
fn opened(text: &str, said: &str) -> Option<usize> {
    let (_, place) = said.split_once(", ")?.1.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    Some(byte_at(text, line.parse().ok()?, column.parse().ok()?))
}

/// Returns the byte at a line and a column, both from 1. The column counts characters.
fn byte_at(text: &str, line: usize, column: usize) -> usize {
    let lines = text.split_inclusive('\n');
    let start: usize = lines.take(line.saturating_sub(1)).map(str::len).sum();
    let mut characters = text[start..].char_indices();
    characters.nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| start + at)
}
