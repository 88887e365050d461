//! Splits text into searchable words, and folds their spelling.
//!
//! `static/js/search-index.js` does the same with queries, and with the excerpts in which it marks matches. The two must agree:
//! `tests/tools/search.mjs` looks up every word of an index in the text of its pages.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A searchable piece of text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A word, folded.
    Word(String),
    /// A folded character of a script without spaces, with its marks. It directly follows the previous one unless `starts` is set.
    Character {
        /// The folded character.
        folded: String,
        /// `true` if a run of such characters starts here.
        starts: bool,
    },
}

/// The role of a character in words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    /// A letter of a script that puts no spaces between words.
    Unspaced,
    /// A mark that belongs to the previous character.
    Mark,
    /// Invisible within a word.
    Ignored,
    Apostrophe,
    Hyphen,
    /// Joins only digits (`1,200`) and single letters (`U.S.`).
    Point,
    Break,
}

/// The maximum length of a word, in characters.
const LONGEST: usize = 64;

/// The maximum length, in bytes, of a word that is also indexed without its joiners.
const LONGEST_JOINED: usize = 64;

/// The zeros of the non-ASCII decimal digits that are in use.
pub(super) const ZEROS: [u32; 12] = [
    0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50,
];

/// Letters that Unicode does not decompose, though readers type other letters for them.
const LETTERS: [(char, &str); 12] = [
    ('\u{0629}', "\u{0647}"), // teh marbuta: heh
    ('\u{0649}', "\u{064A}"), // alef maksura: yeh
    ('\u{0671}', "\u{0627}"), // alef wasla: alef
    ('\u{06A9}', "\u{0643}"), // keheh: kaf
    ('\u{06BE}', "\u{0647}"), // heh doachashmee: heh
    ('\u{06C1}', "\u{0647}"), // heh goal: heh
    ('\u{06CC}', "\u{064A}"), // Farsi yeh: yeh
    ('\u{0491}', "\u{0433}"), // ghe with upturn: ghe
    ('\u{03C2}', "\u{03C3}"), // final sigma: sigma
    ('\u{0450}', "\u{0435}"), // ie with grave: ie
    ('\u{045D}', "\u{0438}"), // i with grave: i
    ('\u{1E9E}', "ss"),
];

/// Every letter that is folded into others, sorted: `LETTERS`, and the Latin letters that Unicode does not decompose, such as `ł`.
pub(super) static FOLDED: LazyLock<Vec<(char, String)>> = LazyLock::new(|| {
    let undecomposed = ('\u{DF}'..='\u{24F}').filter(|c| c.is_lowercase() && c.nfkd().eq([*c]));
    let ascii = undecomposed.map(|c| (c, any_ascii::any_ascii_char(c).to_ascii_lowercase()));
    let latin =
        ascii.filter(|(_, to)| to.bytes().all(|it| it.is_ascii_lowercase()) && !to.is_empty());
    let mut all: Vec<_> = latin.chain(LETTERS.map(|(from, to)| (from, to.to_owned()))).collect();
    all.sort();
    all
});

fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E01..=0x0EDF | 0x1000..=0x109F | 0x1780..=0x17DF | 0x3005..=0x3007 | 0x3041..=0x30FF | 0x31F0..=0x31FF
            | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x323AF)
}

fn class(c: char) -> Class {
    match c {
        '-' | '\u{2010}' | '\u{2011}' => Class::Hyphen,
        '.' | ',' => Class::Point,
        '\''
        | '`'
        | '\u{B4}'
        | '\u{2B9}'..='\u{2BF}'
        | '\u{5F3}'
        | '\u{5F4}'
        | '\u{2018}'
        | '\u{2019}'
        | '\u{201B}'
        | '\u{2032}'
        | '\u{A78C}'
        | '\u{FF07}' => Class::Apostrophe,
        _ if c.is_ascii_alphanumeric() => Class::Letter,
        _ if c.is_ascii() => Class::Break,
        '\u{AD}'
        | '\u{61C}'
        | '\u{640}'
        | '\u{200C}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => Class::Ignored,
        '\u{FF9E}' | '\u{FF9F}' => Class::Mark,
        _ if is_combining_mark(c) => Class::Mark,
        _ if is_unspaced(c) && c.is_alphabetic() => Class::Unspaced,
        _ if c.is_alphanumeric() => Class::Letter,
        _ => Class::Break,
    }
}

/// Returns `true` if a mark only affects pronunciation, so that many readers leave it out. Vowel signs of other scripts are as important as
/// letters.
fn is_accent(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0487 | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06ED
            | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

/// Returns `true` if `mark` turns a Cyrillic letter into another letter (`й`, `ї`, `ў`).
fn makes_letter(letter: char, mark: char) -> bool {
    matches!((letter, mark), ('и' | 'у', '\u{306}') | ('і', '\u{308}'))
}

/// Folds a word: lower case, without accents, compatibility forms and ligatures, digits as ASCII. A very long word is cut to its first
/// [`LONGEST`] characters.
pub(super) fn folded(word: &str) -> String {
    let folded = if word.is_ascii() { word.to_ascii_lowercase() } else { folded_unicode(word) };
    match folded.char_indices().nth(LONGEST) {
        Some((end, _)) => folded[..end].to_owned(),
        None => folded,
    }
}

fn folded_unicode(word: &str) -> String {
    let lower = word.nfkd().collect::<String>().to_lowercase();
    let mut bare = String::with_capacity(lower.len());
    let mut last = ' ';
    for c in
        lower.chars().filter(|c| matches!(class(*c), Class::Letter | Class::Unspaced | Class::Mark))
    {
        if !is_accent(c) || makes_letter(last, c) {
            bare.push(c);
        }
        last = c;
    }
    let mut folded = String::with_capacity(bare.len());
    for c in bare.nfc() {
        match FOLDED.binary_search_by_key(&c, |(from, _)| *from) {
            Ok(at) => folded.push_str(&FOLDED[at].1),
            Err(_) => folded.push(ascii_digit(c)),
        }
    }
    folded
}

fn ascii_digit(c: char) -> char {
    let value = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|it| *it < 10));
    value.and_then(|it| char::from_digit(it, 10)).unwrap_or(c)
}

/// The pieces of a text without spaces that has joiners, such as `l’énergie`.
#[derive(Default)]
struct Compound {
    pieces: Vec<String>,
    /// The joiner after the last piece.
    joiner: Option<Class>,
    /// `true` if a point joins any of the pieces.
    has_point: bool,
}

impl Compound {
    fn push(&mut self, c: char) {
        let joiner = self.joiner.take();
        match self.pieces.last_mut() {
            Some(last) if joiner.is_none() => last.push(c),
            // Cyrillic words may contain apostrophes: `Вʼячеслав`.
            Some(last)
                if joiner == Some(Class::Apostrophe)
                    && is_cyrillic(c)
                    && last.ends_with(is_cyrillic) =>
            {
                last.push(c);
            }
            _ => self.pieces.push(c.into()),
        }
        self.has_point |= joiner == Some(Class::Point);
    }

    /// Returns `true` if a mark or a joiner can follow.
    fn is_open(&self) -> bool {
        !self.pieces.is_empty() && self.joiner.is_none()
    }

    /// Passes all words to `found`, and resets the compound.
    fn end(&mut self, found: &mut dyn FnMut(Found)) {
        if self.pieces.is_empty() {
            return;
        }
        let Self { pieces, has_point, .. } = std::mem::take(self);
        let pieces: Vec<_> =
            pieces.iter().map(|it| folded(it)).filter(|it| !it.is_empty()).collect();
        let joined = pieces.concat();
        let are_digits = || joined.bytes().all(|it| it.is_ascii_digit());
        let are_initials = || pieces.iter().all(|it| it.chars().count() == 1);
        let is_one = pieces.len() > 1
            && joined.len() <= LONGEST_JOINED
            && (!has_point || are_digits() || are_initials());
        pieces.into_iter().chain(is_one.then_some(joined)).for_each(|it| found(Found::Word(it)));
    }
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{0400}'..='\u{052F}')
}

/// A run of characters of a script without spaces.
#[derive(Default)]
struct Run {
    /// The last character with its marks.
    last: String,
    /// `true` if the last character is not the first of its run.
    goes_on: bool,
}

impl Run {
    fn end_character(&mut self, found: &mut dyn FnMut(Found)) {
        if !self.last.is_empty() {
            let starts = !std::mem::replace(&mut self.goes_on, true);
            found(Found::Character { folded: folded(&std::mem::take(&mut self.last)), starts });
        }
    }

    fn end(&mut self, found: &mut dyn FnMut(Found)) {
        self.end_character(found);
        self.goes_on = false;
    }
}

/// Passes every searchable piece of `text` to `found`, in order.
pub(super) fn find(text: &str, found: &mut dyn FnMut(Found)) {
    let (mut compound, mut run) = (Compound::default(), Run::default());
    for c in text.chars() {
        match class(c) {
            Class::Ignored => {}
            Class::Mark if !run.last.is_empty() => run.last.push(c),
            Class::Mark if compound.is_open() => compound.push(c),
            Class::Letter => {
                run.end(found);
                compound.push(c);
            }
            Class::Unspaced => {
                compound.end(found);
                run.end_character(found);
                run.last.push(c);
            }
            joiner @ (Class::Apostrophe | Class::Hyphen | Class::Point) if compound.is_open() => {
                compound.joiner = Some(joiner);
            }
            _ => {
                compound.end(found);
                run.end(found);
            }
        }
    }
    compound.end(found);
    run.end(found);
}

#[cfg(test)]
mod tests {
    use super::{FOLDED, Found, find, folded};

    fn words(text: &str) -> String {
        let mut all = Vec::new();
        find(text, &mut |found| {
            all.push(match found {
                Found::Word(word) => word,
                Found::Character { folded, starts } => {
                    format!("{}{folded}", if starts { "|" } else { "+" })
                }
            });
        });
        all.join(" ")
    }

    #[test]
    fn typographic_marks_part_words() {
        assert_eq!(words("Russia–Ukraine war, 2024–2025"), "russia ukraine war 2024 2025");
        assert_eq!(words("ended—armistice/truce"), "ended armistice truce");
        assert_eq!(words("Côte d’Ivoire"), "cote d ivoire divoire");
        assert_eq!(words("l'énergie"), "l energie lenergie");
        assert_eq!(
            words("cease-fire; G77 and G‑77 -x- "),
            "cease fire ceasefire g77 and g 77 g77 x"
        );
        assert_eq!(words("gov.ua, U.S. 1,200.5 no.Yes"), "gov ua u s us 1 200 5 12005 no yes");
        assert_eq!(words("a\u{AD}b c\u{200D}d"), "ab cd");
    }

    #[test]
    fn spelling_is_folded() {
        for (text, expected) in [
            ("Łódź", "lodz"),
            ("LØKKE", "lokke"),
            ("Støre", "store"),
            ("Groß GROẞ", "gross gross"),
            ("Đukanović", "dukanovic"),
            ("Þórdís", "thordis"),
            ("Œuvre ﬁn", "oeuvre fin"),
            ("İstanbul ıslak", "istanbul islak"),
            ("Вʼячеслав В'ячеслав В’ячеслав", "вячеслав вячеслав вячеслав"),
            ("Її Київ Йосип Ґалаґан всё за́мок", "її київ йосип галаган все замок"),
            ("أحمد إدارة مُحَمَّد على", "احمد اداره محمد علي"),
            ("العـــربية ٢٠٢٥", "العربيه 2025"),
            ("ΟΔΟΣ", "οδοσ"),
            ("हिन्दी", "हिन्दी"),
            ("Ｇ７７", "g77"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_parted_into_characters() {
        assert_eq!(words("在北京。EU和"), "|在 +北 +京 eu |和");
        assert_eq!(words("ｶﾞガ"), "|ガ +ガ");
        assert_eq!(words("กิน"), "|กิ +น");
    }

    #[test]
    fn of_a_very_long_word_the_beginning_is_kept() {
        assert_eq!(words(&"Ł".repeat(65)), "l".repeat(64));
        assert_eq!(words(&format!("{}-b", "a".repeat(64))), format!("{} b", "a".repeat(64)));
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for (from, to) in FOLDED.iter() {
            assert_eq!(folded(to), *to, "{from}");
            assert_eq!(folded(&from.to_string()), *to, "{from}");
        }
    }
}
