//! File names that some systems cannot hold or tell apart. Content and themes share these checks.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::{Code, Diagnostic, SourceFile, Span, is_printable};

/// The maximum length of a file name in bytes.
const MAX_NAME: usize = 255;

/// Names that Windows reserves for devices, with any extension (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>).
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Returns the reason why some system cannot hold a file or folder of this name. `None` if all can.
pub fn bad_name(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³');
    let is_port = port.is_some_and(|it| it.chars().count() == 1 && it.chars().all(is_digit));
    if DEVICES.contains(&&*stem) || is_port {
        Some("Windows keeps that name for a device")
    } else if name.ends_with(['.', ' ']) {
        Some("Windows drops a period or a space at the end of a name")
    } else if name.contains(['<', '>', ':', '"', '|', '?', '*', '\\']) {
        Some("Windows has no place for that character in a name")
    } else if !name.chars().all(is_printable) || name.contains(['\n', '\r', '\t', '\u{fffd}']) {
        Some("a character in it is no text")
    } else if name.len() > MAX_NAME {
        Some("it is longer than 255 bytes")
    } else {
        None
    }
}

/// Escapes `text` for printing: a character that controls a terminal or changes the direction of text becomes an escape such as `\u{1b}`,
/// because file names may come from strangers. Line ends and tabs stay; see [`printable_line`].
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |c| !matches!(c, '\n' | '\t') && steers(c))
}

/// Works like [`printable`], but also escapes line ends and tabs, so that the text stays on one line.
pub fn printable_line(text: &str) -> Cow<'_, str> {
    escaped(text, steers)
}

fn escaped(text: &str, is_bad: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_bad) {
        return Cow::Borrowed(text);
    }
    let escape = |c: char| {
        if is_bad(c) { format!("\\u{{{:x}}}", u32::from(c)) } else { c.to_string() }
    };
    text.chars().map(escape).collect()
}

/// Returns `true` if it is a control character, one that changes the direction of text, or a Unicode line end.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl Diagnostic {
    /// Returns the diagnostic if a file at `path`, or a folder above it, has a name that some system cannot hold. `shown` is the path as
    /// shown to the user.
    pub fn of_name(path: &str, shown: &str) -> Option<Self> {
        let (name, why) = path.split('/').find_map(|it| Some((it, bad_name(it)?)))?;
        let span = Span::start_of(SourceFile::new(shown, ""));
        let message = format!("not every system can hold a file called `{name}`");
        Some(Self::new(Code::BadFileName, span, message).help(format!("rename it: {why}")))
    }
}

/// Reports each of `paths` that differs from an earlier one only in letter case or the form of its accents, because many file systems treat
/// the two as the same. `shown` returns a path as shown to the user.
pub fn clashes<'a>(
    paths: impl Iterator<Item = &'a str>,
    shown: impl Fn(&str) -> String,
) -> Vec<Diagnostic> {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    let mut clashes = Vec::new();
    for path in paths {
        let Some(first) = known.insert(form(path), path) else { continue };
        let span = Span::start_of(SourceFile::new(shown(path), ""));
        let message =
            format!("`{path}` and `{first}` differ in nothing but letter case or accents");
        let clash = Diagnostic::new(Code::NameClash, span, message);
        clashes.push(clash.help("rename one of them; to many systems they are the same file"));
    }
    clashes
}

/// Returns a form that is equal for all names that some file system treats as the same.
fn form(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfc().flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A10: printed text cannot control a terminal, nor look like another line.
    #[test]
    fn names_are_printed_without_what_steers_a_terminal() {
        let check = |text: &str, expected: &str| assert_eq!(printable_line(text), expected);
        check("a\u{1b}[31mb.md", "a\\u{1b}[31mb.md");
        check("a\nerror: b", "a\\u{a}error: b");
        check("a\u{9b}2Jb\u{7f}", "a\\u{9b}2Jb\\u{7f}");
        check("a\u{202e}dm.b", "a\\u{202e}dm.b");
        check("é карта 地図.svg", "é карта 地図.svg");
        assert_eq!(printable("a\tb\nc\u{7}"), "a\tb\nc\\u{7}");
    }

    #[test]
    fn names_that_windows_cannot_hold_are_found() {
        for bad in [
            "con",
            "CON",
            "nul.png",
            "Aux .txt",
            "com1",
            "lpt9.tar.gz",
            "COM¹",
            "a.",
            "a ",
            "a:b",
            "a?",
            "a\\b",
            "a\tb",
            "a\u{7}",
            "a\u{fffd}",
            &"x".repeat(256),
        ] {
            assert!(bad_name(bad).is_some(), "{bad}");
        }
        for good in ["console", "com", "com10", "a.con", "Über uns.pdf", "a b.svg", "карта.svg"]
        {
            assert_eq!(bad_name(good), None, "{good}");
        }
    }

    #[test]
    fn forms_of_one_name_are_the_same() {
        assert_eq!(form("Cafe\u{301}.svg"), form("CAF\u{c9}.SVG"));
        assert_ne!(form("cafe.svg"), form("caf\u{e9}.svg"));
    }
}
