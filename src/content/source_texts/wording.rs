//! Folds texts so that quotes can be found in them, and finds the places at which a quote may begin and end.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// A text without typographic differences: composed letters (NFC), one form of quotation marks, apostrophes and dashes, single spaces.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::content) struct Wording {
    text: String,
    /// Byte offsets in `text` inside groups that folding no longer shows: digits across a no-break space (`110 000`), words across a hyphen
    /// (`non-negotiable`), a sign before a figure. A quote may not begin or end there.
    joints: BTreeSet<usize>,
}

/// The result of searching a text for a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::content) enum Found {
    /// The quote occurs between word boundaries.
    Whole,
    /// The quote occurs only within other words or figures. These are the first of them.
    Within(String),
    /// The quote does not occur.
    Nowhere,
}

impl Found {
    /// Returns the words or figures around the quote if it occurs only within them.
    pub(in crate::content) fn within(&self) -> Option<&str> {
        if let Self::Within(words) = self { Some(words) } else { None }
    }
}

impl Wording {
    /// Folds `text`.
    pub(in crate::content) fn new(text: &str) -> Self {
        let mut folded = Self::default();
        let mut chars = text.nfc().filter(|c| !is_invisible(*c)).peekable();
        while let Some(c) = chars.next() {
            folded.push(c, chars.peek().copied());
        }
        folded.text.truncate(folded.text.trim_end().len());
        folded
    }

    /// Folds the words of a quote, without quotation marks around them.
    pub(in crate::content) fn of_quote(quote: &str) -> String {
        Self::new(quote).text.trim_matches(['"', ' ']).to_owned()
    }

    /// Finds `wanted`, which [`of_quote`](Self::of_quote) has folded.
    pub(in crate::content) fn find(&self, wanted: &str) -> Found {
        let mut within = None;
        let mut bounds = None;
        let mut from = 0;
        while let Some(at) = self.text[from..].find(wanted).map(|at| from + at) {
            let range = at..at + wanted.len();
            let bounds = bounds.get_or_insert_with(|| self.bounds());
            if bounds.contains(&range.start) && bounds.contains(&range.end) {
                return Found::Whole;
            }
            within.get_or_insert_with(|| self.text[around(bounds, &range)].to_owned());
            // The next match may overlap this one.
            from = at + self.text[at..].chars().next().map_or(1, char::len_utf8);
            if from > self.text.len() {
                break;
            }
        }
        within.map_or(Found::Nowhere, Found::Within)
    }

    /// Appends one character; `next` is the one that follows it in the text.
    fn push(&mut self, c: char, next: Option<char>) {
        if let Some(letters) = ligature(c) {
            return self.text.push_str(letters);
        }
        let before = self.text.chars().next_back();
        let joins = |known: fn(char) -> bool| before.is_some_and(known) && next.is_some_and(known);
        let (folded, joint) = match c {
            '‘' | '’' | '‚' | '‛' | '′' | 'ʼ' | 'ʹ' | '＇' | '`' | '´' => {
                ('\'', false)
            }
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => ('"', false),
            '-' | '‐' | '‑' => ('-', joins(char::is_alphanumeric) || is_sign(before, next)),
            '−' => ('-', is_sign(before, next)),
            '‒' | '–' | '—' | '―' => ('-', false),
            '/' | ':' => (c, joins(char::is_numeric)),
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' => (' ', joins(char::is_numeric)),
            c if c.is_whitespace() => (' ', false),
            c => (c, false),
        };
        if folded == ' ' && before.is_none_or(|c| c == ' ') {
            return;
        }
        if joint {
            self.joints.extend([self.text.len(), self.text.len() + 1]);
        }
        self.text.push(folded);
    }

    /// Returns the offsets at which a quote may begin or end: word boundaries by Unicode's rules (UAX #29), which keep `2.5` and `can't`
    /// whole.
    fn bounds(&self) -> BTreeSet<usize> {
        let words = self.text.split_word_bound_indices().map(|(at, _)| at);
        let mut bounds: BTreeSet<_> = words.chain([self.text.len()]).collect();
        bounds.retain(|at| !self.joints.contains(at));
        // An elided article (`l'énergie`, `dell'Ucraina`) is a word of its own.
        bounds.extend(self.text.match_indices('\'').map(|(at, _)| at + 1));
        bounds
    }
}

/// Widens a range to the nearest bounds.
fn around(bounds: &BTreeSet<usize>, range: &Range<usize>) -> Range<usize> {
    let start = bounds.range(..=range.start).next_back().copied().unwrap_or(range.start);
    let end = bounds.range(range.end..).next().copied().unwrap_or(range.end);
    start..end
}

/// Returns `true` if a hyphen between these characters is the sign of a figure.
fn is_sign(before: Option<char>, next: Option<char>) -> bool {
    before.is_none_or(|c| !c.is_alphanumeric()) && next.is_some_and(char::is_numeric)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Returns the letters of a ligature, which texts extracted from PDF files contain, or the periods of an ellipsis. `None` for other
/// characters.
fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        '…' => "...",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str, quote: &str) -> Found {
        Wording::new(text).find(&Wording::of_quote(quote))
    }

    fn is_whole(text: &str, quote: &str) -> bool {
        find(text, quote) == Found::Whole
    }

    #[test]
    fn typesetting_does_not_count() {
        let text = "He said: “just  and\u{a0}lasting\npeace” – it’s near… the oﬃce";
        for quote in ["\"just and lasting peace\" - it's", "it`s near...", "office"] {
            assert!(is_whole(text, quote), "{quote}");
        }
        assert_eq!(find("a just peace", "a Just peace"), Found::Nowhere);
    }

    /// D2
    #[test]
    fn the_form_of_letters_and_apostrophes_does_not_count() {
        for (text, quote) in [
            ("the E\u{301}lyse\u{301}e Palace", "Élysée"),
            ("Андрій", "Андріи\u{306}"),
            ("Вʼячеслав", "В'ячеслав"),
            ("пам’ять", "памʼять"),
        ] {
            assert!(is_whole(text, quote) && is_whole(quote, quote), "{quote} in {text}");
        }
    }

    /// D1
    #[test]
    fn parts_of_words_and_figures_prove_nothing() {
        for (text, quote) in [
            ("We cannot open", "We can"),
            ("We can't open", "We can"),
            ("We can’t open", "We can"),
            ("It is non-negotiable.", "negotiable"),
            ("They are unwilling to", "willing to"),
            ("2.5 percent", "5 percent"),
            ("a cost of 110 dollars", "10 dollars"),
            ("1,200 ships", "200 ships"),
            ("110\u{a0}000 ships", "000 ships"),
            ("110\u{202f}000 ships", "000 ships"),
            ("fell by −5 percent", "5 percent"),
            ("fell by -5 percent", "5 percent"),
            ("on 17/4/2025", "4/2025"),
            ("nicht unwillig", "willig"),
            ("ми не можемонічого", "ми не можемо"),
        ] {
            let found = find(text, quote);
            assert!(matches!(found, Found::Within(_)), "{quote} in {text}: {found:?}");
        }
    }

    #[test]
    fn whole_words_and_figures_are_found() {
        for (text, quote) in [
            ("We cannot; but then we can.", "we can"),
            ("the war ended—armistice followed", "armistice followed"),
            ("l’énergie", "énergie"),
            ("It is non-negotiable.", "non-negotiable"),
            ("in 2024 300 people came", "300 people"),
            ("2.5 percent", "2.5 percent"),
            ("(willing)", "willing"),
            ("王毅部长在北京会见", "在北京会见"),
            ("110\u{a0}000 ships", "110 000 ships"),
            ("5%", "5%"),
        ] {
            assert!(is_whole(text, quote), "{quote} in {text}: {:?}", find(text, quote));
        }
    }

    #[test]
    fn the_words_around_a_part_are_named() {
        assert_eq!(find("We cannot open", "We can"), Found::Within("We cannot".to_owned()));
        assert_eq!(find("or 2.5 percent", "5 percent"), Found::Within("2.5 percent".to_owned()));
    }
}
