//! Texts that look the same and are written differently: accents in two forms, apostrophes, spaces, invisible characters.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Characters that are invisible or look like an ordinary space, with their names.
const UNSEEN: [(char, &str); 33] = [
    ('\u{85}', "next line"),
    ('\u{a0}', "no-break space"),
    ('\u{ad}', "soft hyphen"),
    ('\u{34f}', "combining grapheme joiner"),
    ('\u{61c}', "Arabic letter mark"),
    ('\u{2000}', "en quad"),
    ('\u{2001}', "em quad"),
    ('\u{2002}', "en space"),
    ('\u{2003}', "em space"),
    ('\u{2007}', "figure space"),
    ('\u{2008}', "punctuation space"),
    ('\u{2009}', "thin space"),
    ('\u{200a}', "hair space"),
    ('\u{200b}', "zero width space"),
    ('\u{200c}', "zero width non-joiner"),
    ('\u{200d}', "zero width joiner"),
    ('\u{200e}', "left-to-right mark"),
    ('\u{200f}', "right-to-left mark"),
    ('\u{2028}', "line separator"),
    ('\u{2029}', "paragraph separator"),
    ('\u{202a}', "left-to-right embedding"),
    ('\u{202b}', "right-to-left embedding"),
    ('\u{202c}', "pop directional formatting"),
    ('\u{202d}', "left-to-right override"),
    ('\u{202e}', "right-to-left override"),
    ('\u{202f}', "narrow no-break space"),
    ('\u{2060}', "word joiner"),
    ('\u{2066}', "left-to-right isolate"),
    ('\u{2067}', "right-to-left isolate"),
    ('\u{2068}', "first strong isolate"),
    ('\u{2069}', "pop directional isolate"),
    ('\u{3000}', "ideographic space"),
    ('\u{feff}', "zero width no-break space (byte order mark)"),
];

/// Returns the first character of `text` that is invisible or looks like an ordinary space.
pub fn unseen(text: &str) -> Option<char> {
    if text.is_ascii() {
        return None;
    }
    text.chars().find(|c| UNSEEN.iter().any(|(it, _)| it == c))
}

/// Returns the name of a character that [`unseen`] found: `U+200B zero width space`.
pub fn name_of_unseen(c: char) -> String {
    let name = UNSEEN.iter().find(|(it, _)| *it == c).map_or("", |(_, name)| name);
    format!("U+{:04X} {name}", u32::from(c)).trim_end().to_owned()
}

/// Replaces each character that [`unseen`] finds by its code point: `east<U+200B>port`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if unseen(text).is_none() {
        return text.into();
    }
    let mut shown = String::new();
    for c in text.chars() {
        if UNSEEN.iter().any(|(it, _)| *it == c) {
            shown.push_str(&format!("<U+{:04X}>", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown.into()
}

/// Folds `text` for comparing what readers see: lower case, composed accents, plain apostrophes, hyphens and spaces, without invisible
/// characters.
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        return if is_lower { text.into() } else { text.to_ascii_lowercase().into() };
    }
    let plain = text.nfc().filter_map(|c| match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{ff07}' => Some('\''),
        '\u{2010}' | '\u{2011}' => Some('-'),
        c if c.is_whitespace() => Some(' '),
        c if UNSEEN.iter().any(|(it, _)| *it == c) => None,
        c => Some(c),
    });
    plain.flat_map(char::to_lowercase).nfc().collect::<String>().into()
}

/// Removes the line breaks at the end of `text`, which a YAML block after `>` or `|` leaves there, and the white space before them.
pub fn without_end(mut text: String) -> String {
    if text.ends_with('\n') {
        text.truncate(text.trim_end().len());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{UNSEEN, folded, name_of_unseen, unseen, visible, without_end};

    /// B9: texts that look the same are equal.
    #[test]
    fn forms_that_look_alike_are_folded_into_one() {
        for (text, expected) in [
            ("Eastport", "eastport"),
            ("Cote d\u{2019}Ivoire", "cote d'ivoire"),
            ("Co\u{302}te", "c\u{f4}te"),
            ("\u{1e9b}\u{323}", "\u{1e9b}\u{323}"),
            ("cease\u{ad}fire", "ceasefire"),
            ("a\u{a0}b", "a b"),
            ("\u{feff}a\u{200b}", "a"),
            ("A\u{2011}B", "a-b"),
        ] {
            assert_eq!(folded(text), expected, "{text:?}");
        }
    }

    #[test]
    fn unseen_characters_are_named() {
        assert_eq!(unseen("plain"), None);
        assert_eq!(unseen("\u{2014}"), None);
        assert_eq!(unseen("a\u{200b}b").map(name_of_unseen).unwrap(), "U+200B zero width space");
        assert_eq!(visible("a\u{a0}b"), "a<U+00A0>b");
        assert!(UNSEEN.is_sorted());
    }

    /// B7: a block after `>` or `|` ends with a line break.
    #[test]
    fn the_end_of_a_block_is_no_part_of_its_text() {
        for (text, expected) in [
            ("Harbour fees\n", "Harbour fees"),
            ("Harbour fees \n\n", "Harbour fees"),
            (" a\nb ", " a\nb "),
            ("\n", ""),
        ] {
            assert_eq!(without_end(text.to_owned()), expected);
        }
    }
}
