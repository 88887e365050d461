//! Measures text in the fonts of the cards and breaks it into lines.
//!
//! Kerning is ignored. It makes nearly every line narrower, so text that fits here also fits in the picture.

use std::ops::Range;
use std::sync::LazyLock;

use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The fonts: `Heading` in weights 700 and 500, and `Text`. `scripts/fonts` makes them.
pub(super) const FONTS: [&[u8]; 3] =
    [include_bytes!("sans-700.ttf"), include_bytes!("sans-500.ttf"), include_bytes!("text.ttf")];

/// The ending of a text that is cut short.
const ELLIPSIS: &str = "…";

/// One of the fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// `Heading` in weight 700.
    Bold,
    /// `Heading` in weight 500.
    Medium,
    /// `Text`.
    Text,
}

/// The metrics of one font.
struct Ruler {
    glyphs: Charmap<'static>,
    widths: GlyphMetrics<'static>,
    units_per_em: f64,
    /// The widths of the characters below [`FIRST`], which most texts consist of.
    first: Vec<Option<f64>>,
}

/// The end of Unicode's Latin, Greek and Cyrillic letters.
const FIRST: u32 = 0x530;

static RULERS: LazyLock<[Ruler; 3]> = LazyLock::new(|| FONTS.map(Ruler::new));

impl Ruler {
    fn new(font: &'static [u8]) -> Self {
        let font = FontRef::new(font).expect("it is part of the program");
        let (size, place) = (Size::unscaled(), LocationRef::default());
        let units_per_em = f64::from(font.metrics(size, place).units_per_em);
        let (glyphs, widths) = (font.charmap(), font.glyph_metrics(size, place));
        let mut ruler = Self { glyphs, widths, units_per_em, first: Vec::new() };
        let first = (0..FIRST).map(|it| ruler.look_up(char::from_u32(it)?));
        ruler.first = first.collect();
        ruler
    }

    /// Returns the width of a letter in em. `None` if the font lacks it.
    fn letter(&self, letter: char) -> Option<f64> {
        let known = self.first.get(letter as usize).copied();
        known.unwrap_or_else(|| self.look_up(letter))
    }

    fn look_up(&self, letter: char) -> Option<f64> {
        let width = self.widths.advance_width(self.glyphs.map(letter)?)?;
        Some(f64::from(width) / self.units_per_em)
    }
}

/// Returns `true` if the fonts have every letter, digit and mark of `text`. Without some of them the picture would say something else.
pub(super) fn has_letters_of(text: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || canonical_combining_class(c) != 0;
    composed(text).filter(|c| is_letter(*c)).all(is_known)
}

/// Returns `true` if every font has this letter.
fn is_known(letter: char) -> bool {
    RULERS.iter().all(|it| it.letter(letter).is_some())
}

/// Returns the characters of `text` in composed form, which the fonts have, and with the apostrophe that they have.
fn composed(text: &str) -> impl Iterator<Item = char> {
    text.nfc().map(|c| if c == 'ʼ' { '’' } else { c })
}

/// Returns `text` without the characters that the fonts lack, and with all white space as single spaces.
pub(super) fn settable(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() && c != '\u{a0}');
    let words = words.map(|word| composed(word).filter(|c| is_known(*c)).collect::<String>());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Returns the width of `text` at `size`, in px.
pub(super) fn width(text: &str, face: Face, size: f64) -> f64 {
    let ruler = &RULERS[face as usize];
    text.chars().map(|letter| ruler.letter(letter).unwrap_or(1.0)).sum::<f64>() * size
}

/// Returns `text`, or if it is wider than `room`, as much of it as fits, with an ellipsis.
pub(super) fn shortened(text: &str, face: Face, size: f64, room: f64) -> String {
    if width(text, face, size) <= room { text.to_owned() } else { ended(text, face, size, room) }
}

/// Returns as much of `text` as fits, always with an ellipsis.
fn ended(text: &str, face: Face, size: f64, room: f64) -> String {
    let mut rest = text;
    loop {
        rest = rest.trim_end_matches([' ', ',', ';', ':', '.', '–', '-']);
        let short = format!("{rest}{ELLIPSIS}");
        if rest.is_empty() || width(&short, face, size) <= room {
            return short;
        }
        rest = rest.split_at(rest.floor_char_boundary(rest.len() - 1)).0;
    }
}

/// A text to be broken into lines.
#[derive(Clone)]
pub(super) struct Text {
    face: Face,
    parts: Vec<Part>,
    /// The width of a space, in em.
    space: f64,
}

/// A part of a text without line breaks: a word, or a piece of a word with hyphens.
#[derive(Clone)]
struct Part {
    text: String,
    /// `true` if a space precedes it, except at the beginning of a line.
    spaced: bool,
    /// The width, in em.
    width: f64,
}

impl Text {
    pub(super) fn new(text: &str, face: Face) -> Self {
        let part = |text: &str, spaced| Part {
            text: text.to_owned(),
            spaced,
            width: width(text, face, 1.0),
        };
        let words = text.split(' ').filter(|word| !word.is_empty());
        let parts = words.flat_map(|word| {
            let parts = word.split_inclusive(['-', '–', '—', '/']);
            parts.enumerate().map(|(at, text)| part(text, at == 0))
        });
        Self { face, parts: parts.collect(), space: width(" ", face, 1.0) }
    }

    /// Returns the same text, with words that are wider than `room` px at `size` broken into pieces with hyphens.
    pub(super) fn in_pieces(&self, size: f64, room: f64) -> Self {
        let words = self.parts.iter().map(|part| {
            let letters: Vec<char> = part.text.chars().collect();
            let pieces = (1..=letters.len()).find(|pieces| {
                let mut each = letters.chunks(letters.len().div_ceil(*pieces));
                let hyphen = if *pieces == 1 { "" } else { "-" };
                let fits = |it: String| width(&(it + hyphen), self.face, size) <= room;
                each.all(|it| fits(it.iter().collect()))
            });
            let length = letters.len().div_ceil(pieces.unwrap_or(1));
            let space = if part.spaced { " " } else { "" };
            let pieces: Vec<String> =
                letters.chunks(length).map(|it| it.iter().collect()).collect();
            format!("{space}{}", pieces.join("-"))
        });
        Self::new(&words.collect::<String>(), self.face)
    }

    /// Breaks the whole text into lines at `size`, of about the same length, and none wider than `room` px. `None` if that takes more than `most`
    /// lines, if a word is too wide, or if there is no text.
    pub(super) fn whole(&self, size: f64, room: f64, most: usize) -> Option<Vec<String>> {
        let lines = self.balanced(room / size).filter(|lines| lines.len() <= most)?;
        lines.iter().all(|line| self.width(line) * size <= room).then(|| self.texts(&lines))
    }

    /// Breaks as much of the text as fits into at most `most` lines. Text that is cut short ends with an ellipsis.
    pub(super) fn cut(&self, size: f64, room: f64, most: usize) -> Vec<String> {
        let lines = self.lines(room / size);
        let texts = self.texts(&lines).into_iter().take(most).enumerate();
        let texts = texts.map(|(at, text)| {
            let is_last = at + 1 == most && lines.len() > most;
            let fit = if is_last { ended } else { shortened };
            fit(&text, self.face, size, room)
        });
        texts.collect()
    }

    /// Returns the width, in px, of the narrowest column in which the text has at most `most` lines.
    pub(super) fn narrowest(&self, size: f64, most: usize) -> f64 {
        let lines = |room| self.lines(room).len();
        let widest = self.parts.iter().map(|it| it.width).fold(0.0, f64::max);
        let one_line = self.width(&(0..self.parts.len()));
        if lines(widest) <= most {
            return self.widest_line(&self.lines(widest)) * size;
        }
        let room = narrowed(widest, one_line, |room| lines(room) <= most);
        self.widest_line(&self.lines(room)) * size
    }

    /// Breaks the text into as few and as even lines as possible, no wider than `room` em unless a word is. `None` if there is no text.
    fn balanced(&self, room: f64) -> Option<Vec<Range<usize>>> {
        let lines = self.lines(room);
        let count = lines.len();
        if count == 0 {
            return None;
        }
        let room = narrowed(0.0, room, |room| {
            let lines = self.lines(room);
            lines.len() == count && self.widest_line(&lines) <= room
        });
        Some(self.lines(room))
    }

    /// Breaks the text into lines, with as many words on each as fit into `room` em, and at least one.
    fn lines(&self, room: f64) -> Vec<Range<usize>> {
        let mut lines: Vec<Range<usize>> = Vec::new();
        for at in 0..self.parts.len() {
            match lines.last_mut() {
                Some(line) if self.width(&(line.start..at + 1)) <= room => line.end = at + 1,
                _ => lines.push(at..at + 1),
            }
        }
        lines
    }

    fn widest_line(&self, lines: &[Range<usize>]) -> f64 {
        lines.iter().map(|line| self.width(line)).fold(0.0, f64::max)
    }

    /// Returns the width of a line, in em.
    fn width(&self, line: &Range<usize>) -> f64 {
        let parts = &self.parts[line.clone()];
        let spaces = parts.iter().skip(1).filter(|it| it.spaced).map(|_| self.space).sum::<f64>();
        parts.iter().map(|it| it.width).sum::<f64>() + spaces
    }

    fn texts(&self, lines: &[Range<usize>]) -> Vec<String> {
        let line = |line: &Range<usize>| {
            let mut text = String::new();
            for part in &self.parts[line.clone()] {
                if part.spaced && !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&part.text);
            }
            text
        };
        lines.iter().map(line).collect()
    }
}

/// Returns approximately the smallest number for which `good` is `true`, by bisection. It must be `true` for `most`.
fn narrowed(mut least: f64, mut most: f64, good: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..10 {
        let middle = f64::midpoint(least, most);
        if good(middle) { most = middle } else { least = middle }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_even_and_break_at_words_and_hyphens() {
        let text = Text::new("Who may fish in the waters of the north-east?", Face::Bold);
        let lines = text.whole(60.0, 900.0, 2).unwrap();
        assert_eq!(lines, ["Who may fish in the", "waters of the north-east?"]);
        assert_eq!(text.whole(60.0, 900.0, 1), None);
        let narrow = text.whole(60.0, 280.0, 9).unwrap();
        assert!(narrow.contains(&"east?".to_owned()), "{narrow:?}");
    }

    #[test]
    fn what_does_not_fit_ends_with_an_ellipsis() {
        let text = Text::new("Donaudampfschifffahrtsgesellschaft und mehr", Face::Text);
        assert_eq!(text.whole(100.0, 500.0, 5), None);
        for line in text.cut(100.0, 500.0, 2) {
            assert!(width(&line, Face::Text, 100.0) <= 500.0, "{line}");
        }
        assert_eq!(text.cut(100.0, 5000.0, 2).len(), 1);
        let lines = text.in_pieces(100.0, 900.0).whole(100.0, 900.0, 4).unwrap();
        assert_eq!(lines.concat(), "Donaudampfsc-hifffahrtsge-sellschaft und mehr");
        let cut = Text::new("One two three four five", Face::Medium).cut(50.0, 200.0, 2);
        assert_eq!((cut.len(), cut[1].ends_with('…')), (2, true), "{cut:?}");
    }

    #[test]
    fn what_the_fonts_lack_is_left_out() {
        assert_eq!(settable("Переговори\n у Парижі, 北京 Łódź"), "Переговори у Парижі, Łódź");
        assert_eq!(settable("北京"), "");
        assert_eq!(settable("Вʼячеслав Ele\u{301}na"), "В’ячеслав Eléna");
        assert!(has_letters_of("Łódź, Київ – “2025” 🎉") && has_letters_of("e\u{301}"));
        assert!(!["王", "רובי", "Κ", "محمد", "A 王"].into_iter().any(has_letters_of));
        assert!(Text::new("", Face::Bold).whole(10.0, 10.0, 3).is_none());
        assert!(Text::new("", Face::Bold).cut(10.0, 10.0, 3).is_empty());
    }
}
