//! A citation as BibTeX. The escapes are those that bibtex, biber, pandoc, Typst and Citation.js all understand.

use super::Citation;
use crate::explainer::Date;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Returns the entry. `@misc` is known to both BibTeX and BibLaTeX, unlike `@online`.
pub(super) fn entry(citation: &Citation) -> String {
    let mut fields = vec![("author", braced(citation.author)), ("title", braced(citation.title))];
    fields.extend(citation.site.map(|site| ("howpublished", braced(site))));
    fields.extend(citation.date.into_iter().flat_map(date));
    // Programs read the address verbatim, without escapes.
    fields.push(("url", format!("{{{}}}", citation.url)));
    let fields: String =
        fields.into_iter().map(|(name, value)| format!("  {name} = {value},\n")).collect();
    format!("@misc{{{},\n{fields}}}", citation.key)
}

/// Returns a date in BibLaTeX's format, which has days, and in BibTeX's, the only one that BibTeX styles know.
fn date(date: Date) -> impl Iterator<Item = (&'static str, String)> {
    let month = date.month().and_then(|month| MONTHS.get(usize::try_from(month).ok()? - 1));
    let whole = [("date", format!("{{{date}}}")), ("year", format!("{{{:04}}}", date.year()))];
    whole.into_iter().chain(month.map(|month| ("month", (*month).to_owned())))
}

/// Returns `text`, escaped and in two pairs of braces: programs do not split it as a name, and styles keep its capitals.
fn braced(text: &str) -> String {
    format!("{{{{{}}}}}", escaped(text))
}

/// Escapes `text` for TeX. Braces count even after a backslash, so only matching pairs are written as `\{` and `\}`. Pandoc understands no other
/// spelling, and leaves unmatched braces out.
fn escaped(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || matches!(c, ' ' | '\u{2028}' | '\u{2029}'));
    let text = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let unmatched = unmatched_braces(&text);
    let mut escaped = String::with_capacity(text.len());
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        if is_ligature(last, c) {
            escaped.push_str("{}");
        }
        match c {
            '{' if unmatched.contains(&at) => escaped.push_str("\\textbraceleft{}"),
            '}' if unmatched.contains(&at) => escaped.push_str("\\textbraceright{}"),
            '{' | '}' | '%' | '#' | '_' | '$' | '&' => escaped.extend(['\\', c]),
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            // The oldest TeX fonts have other characters at these codes.
            '<' => escaped.push_str("\\textless{}"),
            '>' => escaped.push_str("\\textgreater{}"),
            // In German texts, `"` turns the next letter into an umlaut unless a pair of braces follows.
            '"' => escaped.push_str("\"{}"),
            c => escaped.push(c),
        }
        last = c;
    }
    escaped
}

/// Returns `true` if TeX would print one glyph for these two characters.
fn is_ligature(first: char, second: char) -> bool {
    match first {
        '-' | '`' | '\'' | ',' => second == first,
        '?' | '!' => second == '`',
        _ => false,
    }
}

/// Returns the byte offsets of braces without a counterpart.
fn unmatched_braces(text: &str) -> Vec<usize> {
    let (mut open, mut unmatched) = (Vec::new(), Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => open.push(at),
            '}' if open.pop().is_none() => unmatched.push(at),
            _ => {}
        }
    }
    unmatched.append(&mut open);
    unmatched.sort_unstable();
    unmatched
}

#[cfg(test)]
mod tests {
    use biblatex::{Bibliography, ChunksExt};
    use proptest::prelude::*;

    use super::{braced, escaped};

    #[test]
    fn braces_balance_whatever_a_title_holds() {
        assert_eq!(escaped("a {b} c"), "a \\{b\\} c");
        assert_eq!(escaped("}{"), "\\textbraceright{}\\textbraceleft{}");
        assert_eq!(escaped("{{x}"), "\\textbraceleft{}\\{x\\}");
        assert_eq!(
            escaped("a\\b~^%#_$&"),
            "a\\textbackslash{}b\\textasciitilde{}\\textasciicircum{}\\%\\#\\_\\$\\&"
        );
        assert_eq!(escaped("a -- \"b\"\n c"), "a -{}- \"{}b\"{} c");
    }

    proptest! {
        /// F1: the crate with which Typst reads bibliographies reads the title back.
        #[test]
        fn typst_reads_every_title_as_it_was(title in r#"[a-zäї\\~^{}%#_$&"<>|@=,;:' -]{0,16}x"#) {
            let entry = format!("@misc{{k,\n  title = {},\n}}", braced(&title));
            let read = Bibliography::parse(&entry).expect("it is BibTeX");
            let read = read.get("k").and_then(|it| it.get("title")).expect("a title");
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(words(&read.format_verbatim()), words(&title));
        }
    }
}
