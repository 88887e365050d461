//! Groups the forms of a word by a stem, and derives from them how forms are built.
//!
//! Browsers have no stemmer. For a word in the index they find its stem there; from any other word they remove an ending (in Arabic also a
//! beginning) that a word of the site has, and check if the rest is a known stem.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use pagefind_stem::{Algorithm, Stemmer};
use rayon::prelude::*;

/// Computes the stems of folded words of one language.
pub(super) struct Stems {
    stemmer: Option<Stemmer>,
    /// `true` if the stemmer is for Cyrillic. Otherwise Cyrillic words are stemmed as Ukrainian.
    is_cyrillic: bool,
    is_arabic: bool,
}

/// The difference between a form and its stem: the beginning and the ending to remove, and the ending to add instead.
type Affixes = (String, String, String);

/// The maximum number of affixes taken from the words of the site, the most frequent ones.
const MOST_AFFIXES: usize = 300;

/// The minimum length of a stem, in characters.
const SHORTEST: usize = 3;

impl Stems {
    /// Returns the stemmer of the language with this BCP 47 tag.
    pub(super) fn of(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let algorithm = algorithm(&primary);
        Self {
            stemmer: algorithm.map(Stemmer::create),
            is_cyrillic: matches!(primary.as_str(), "ru" | "sr"),
            is_arabic: primary == "ar",
        }
    }

    /// Returns the stem of a word.
    pub(super) fn stem(&self, word: &str) -> String {
        let stem = match &self.stemmer {
            _ if self.is_ukrainian(word) => ukrainian(word),
            None => return word.to_owned(),
            Some(_) if !word.chars().all(char::is_alphabetic) => return word.to_owned(),
            Some(stemmer) if self.is_arabic => stemmer.stem(&with_bare_article(word)).into_owned(),
            Some(stemmer) => stemmer.stem(word).into_owned(),
        };
        if stem.chars().count() < SHORTEST { word.to_owned() } else { stem }
    }

    fn is_ukrainian(&self, word: &str) -> bool {
        !self.is_cyrillic && word.chars().all(|c| matches!(c, '\u{0400}'..='\u{052F}'))
    }
}

/// Returns the Snowball algorithm for a language; `None` if there is none.
fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "ar" => Algorithm::Arabic,
        "hy" => Algorithm::Armenian,
        "eu" => Algorithm::Basque,
        "ca" => Algorithm::Catalan,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "eo" => Algorithm::Esperanto,
        "et" => Algorithm::Estonian,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "id" => Algorithm::Indonesian,
        "ga" => Algorithm::Irish,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "ne" => Algorithm::Nepali,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        "yi" => Algorithm::Yiddish,
        _ => return None,
    })
}

/// Endings of Ukrainian nouns, adjectives and verbs, the longest first.
const ENDINGS: [&str; 68] = [
    "ється",
    "яться",
    "ються",
    "уться",
    "ими",
    "іми",
    "ами",
    "ями",
    "ого",
    "ього",
    "ому",
    "ьому",
    "еві",
    "ові",
    "єві",
    "ова",
    "ову",
    "овим",
    "овом",
    "євом",
    "ає",
    "яє",
    "ати",
    "яти",
    "ити",
    "іти",
    "ють",
    "ять",
    "ать",
    "уть",
    "ала",
    "ало",
    "али",
    "ила",
    "ило",
    "или",
    "ім",
    "им",
    "ам",
    "ям",
    "ом",
    "ем",
    "єм",
    "ів",
    "їв",
    "ах",
    "ях",
    "их",
    "іх",
    "ий",
    "ій",
    "ої",
    "ою",
    "ею",
    "єю",
    "ьою",
    "ю",
    "а",
    "я",
    "и",
    "і",
    "ї",
    "у",
    "о",
    "е",
    "є",
    "ь",
    "й",
];

/// Endings of words like `Андрій` and `енергія`. The shortest of such words keep the `і`.
const ENDINGS_WITH_I: [&str; 9] = ["ієві", "іями", "ією", "ієм", "іям", "іях", "ія", "ії", "ію"];

/// Arabic words and letters that are written together with the next word: conjunctions, prepositions, the article.
const BEGINNINGS: [&str; 11] = ["ال", "وال", "بال", "كال", "فال", "لل", "و", "ف", "ب", "ك", "ل"];

/// Returns an Arabic word without prefixes before its article: Snowball removes `ال`, but not `وال` or `لل`.
fn with_bare_article(word: &str) -> Cow<'_, str> {
    let rest = ["وال", "فال", "بال", "كال", "لل"].iter().find_map(|it| word.strip_prefix(it));
    let rest = rest.filter(|it| it.chars().count() >= SHORTEST);
    rest.map_or(word.into(), |it| format!("ال{it}").into())
}

/// Returns the stem of a Ukrainian word, for which Snowball has no algorithm: without its longest ending, and with one form of consonants that
/// change before the ending (`рука`, `руці`).
fn ukrainian(word: &str) -> String {
    let fits = |ending: &str, shortest: usize| {
        word.strip_suffix(ending).is_some_and(|it| it.chars().count() >= shortest)
    };
    let with_i = ENDINGS_WITH_I.iter().filter(|it| fits(it, SHORTEST + 1));
    let all = ENDINGS.iter().filter(|it| fits(it, SHORTEST)).chain(with_i);
    let ending = all.max_by_key(|it| it.len()).map_or("", |it| *it);
    let mut stem: Vec<char> = word[..word.len() - ending.len()].chars().collect();
    if let [.., before, last] = stem.as_mut_slice() {
        match (*before, *last) {
            (_, 'ц') => *last = 'к',
            (_, 'з') => *last = 'г',
            // The vowel changes with the syllable: `Київ`, `Києва`.
            ('ї', 'в') => *before = 'є',
            // `питання`, `питань`
            (one, other) if one == other => {
                stem.pop();
            }
            _ => {}
        }
    }
    stem.into_iter().collect()
}

/// Returns how forms differ from their stems: first the affixes of the site's words, most frequent first, then others of the language. `words`
/// maps words that differ from their stems to their stems.
pub(super) fn affixes(words: &BTreeMap<&str, String>, stems: &Stems) -> Vec<Affixes> {
    let mut counts: BTreeMap<Affixes, usize> = BTreeMap::new();
    for (start, end, instead) in words.iter().filter_map(|(word, stem)| affixes_of(word, stem)) {
        if !start.is_empty() && !end.is_empty() {
            // Other words may have only the ending.
            *counts.entry((String::new(), end.clone(), instead.clone())).or_default() += 1;
        }
        *counts.entry((start, end, instead)).or_default() += 1;
    }
    let mut all: Vec<_> = counts.into_iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all.truncate(MOST_AFFIXES);
    let mut all: Vec<_> = all.into_iter().map(|(affixes, _)| affixes).collect();
    let known: BTreeSet<_> = all.iter().cloned().collect();
    all.extend(stems.tried(words).into_iter().filter(|it| !known.contains(it)));
    all
}

impl Stems {
    /// Returns further affixes of the language: Ukrainian endings and Arabic beginnings, if they apply, and the endings that the stemmer removes
    /// from a stem of the site.
    fn tried(&self, words: &BTreeMap<&str, String>) -> BTreeSet<Affixes> {
        let mut all = BTreeSet::new();
        if words.keys().any(|it| self.is_ukrainian(it)) {
            let ending =
                |it: &str, instead: &str| (String::new(), it.to_owned(), instead.to_owned());
            all.extend(ENDINGS.iter().chain(&ENDINGS_WITH_I).map(|it| ending(it, "")));
            all.extend([ending("ці", "к"), ending("зі", "г")]);
        }
        if let Some(root) = self.root(words) {
            all.extend(self.endings(root, &letters_like(root, words)));
        }
        if self.is_arabic {
            all.extend(BEGINNINGS.map(|it| (it.to_owned(), String::new(), String::new())));
        }
        all
    }

    /// Returns a stem on which endings can be tried: the one with the most forms that the stemmer leaves unchanged.
    fn root<'a>(&self, words: &'a BTreeMap<&str, String>) -> Option<&'a str> {
        const SHORTEST_ROOT: usize = 4;
        let mut forms: BTreeMap<&str, usize> = BTreeMap::new();
        for (word, stem) in words.iter().filter(|(word, stem)| word.starts_with(stem.as_str())) {
            *forms.entry(stem).or_default() += usize::from(!self.is_ukrainian(word));
        }
        let fits = |(stem, count): &(&str, usize)| {
            *count > 0 && stem.chars().count() >= SHORTEST_ROOT && self.stem(stem) == *stem
        };
        forms.into_iter().filter(fits).max_by_key(|(_, count)| *count).map(|(stem, _)| stem)
    }

    /// Returns the endings of up to three letters that the stemmer removes from this stem.
    fn endings(&self, root: &str, letters: &[char]) -> Vec<Affixes> {
        let try_one = |ending: &str| {
            let word = format!("{root}{ending}");
            let stem = self.stem(&word);
            let is_kept = stem.starts_with(root) && stem != word;
            affixes_of(&word, &stem).filter(|_| is_kept)
        };
        let with_first = |first: &char| {
            let mut endings = vec![first.to_string()];
            for second in letters {
                endings.push(format!("{first}{second}"));
                endings.extend(letters.iter().map(|third| format!("{first}{second}{third}")));
            }
            endings.iter().filter_map(|it| try_one(it)).collect::<Vec<_>>()
        };
        letters.par_iter().flat_map_iter(with_first).collect()
    }
}

/// Returns the letters of the script of `root`: all letters of the most frequent scripts, and of other scripts those that appear in the words.
fn letters_like(root: &str, words: &BTreeMap<&str, String>) -> Vec<char> {
    const MOST: usize = 40;
    let block = |c: char| u32::from(c) >> 8;
    match root.chars().next().map_or(0, block) {
        0x00 => ('a'..='z').collect(),
        0x04 => ('а'..='я').collect(),
        0x06 => ('\u{621}'..='\u{64A}').filter(|c| !matches!(c, '\u{63B}'..='\u{640}')).collect(),
        own => {
            let letters = words.keys().flat_map(|it| it.chars());
            let letters: BTreeSet<_> =
                letters.filter(|c| c.is_alphabetic() && block(*c) == own).collect();
            letters.into_iter().take(MOST).collect()
        }
    }
}

/// Returns the affixes of `word`, compared with `stem`. `None` if the two have little in common.
fn affixes_of(word: &str, stem: &str) -> Option<Affixes> {
    const LONGEST_BEGINNING: usize = 4;
    let common = |(start, _): (usize, char)| {
        let same = word[start..].chars().zip(stem.chars()).take_while(|(a, b)| a == b);
        (same.map(|(c, _)| c.len_utf8()).sum::<usize>(), std::cmp::Reverse(start))
    };
    let (same, std::cmp::Reverse(start)) =
        word.char_indices().take(LONGEST_BEGINNING + 1).map(common).max()?;
    let (core, rest) = (&stem[..same], &stem[same..]);
    // A doubled letter is specific to one word: the ending of `putting` (from `put`) fits no other word.
    let is_doubled = core.chars().next_back() == word[start + same..].chars().next();
    let is_alike = core.chars().count() >= 2 && rest.chars().count() <= 2 && !is_doubled;
    let affixes = (word[..start].to_owned(), word[start + same..].to_owned(), rest.to_owned());
    is_alike.then_some(affixes)
}

/// Returns, by stem, the forms that do not begin like their stem. A browser that looks for words with the same beginning would not find them.
pub(super) fn far<'a>(
    stems: impl Iterator<Item = (&'a str, &'a str)>,
) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut far: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (word, stem) in stems {
        if !stem.chars().take(SHORTEST).eq(word.chars().take(SHORTEST)) {
            far.entry(stem).or_default().push(word);
        }
    }
    far
}

#[cfg(test)]
mod tests {
    use super::{Stems, affixes_of};

    #[track_caller]
    fn alike(language: &str, groups: &[&str]) {
        let stems = Stems::of(language);
        for group in groups {
            let all: Vec<_> = group.split(' ').map(|it| stems.stem(it)).collect();
            assert!(all.iter().all(|it| *it == all[0]), "{group}: {all:?}");
        }
    }

    #[test]
    fn the_cases_of_ukrainian_words_share_a_stem() {
        alike(
            "uk",
            &[
                "мир миру миром мирі",
                "війна війни війну війною війні",
                "україна україни україну україною україні",
                "росія росії росію росією",
                "угода угоди угоду угодою угоді угод угодам угодами угодах",
                "переговори переговорів переговорам переговорах переговорами",
                "харків харкова харкову харковом харкові",
                "безпека безпеки безпеку безпеці",
                "питання питань питанням питаннями",
                "київ києва києву києвом",
                "андрій андрія андрію андрієм",
                "енергія енергії енергією",
                "сибіга сибіги сибізі сибігу сибігою",
            ],
        );
        alike("en", &["мир миру"]);
    }

    #[test]
    fn other_languages_have_their_stemmers() {
        alike("en", &["negotiate negotiates negotiated", "party parties"]);
        alike("de-AT", &["fangquote fangquoten"]);
        alike("ru", &["война войны войну войной"]);
        alike("ar", &["سلام السلام والسلام بالسلام للسلام"]);
        assert_eq!(Stems::of("zz").stem("parties"), "parties");
        assert_eq!(Stems::of("en").stem("g77s"), "g77s");
    }

    #[test]
    fn affixes_are_what_a_form_has_beside_its_stem() {
        let affixes = |word, stem| affixes_of(word, stem).map(|(a, b, c)| format!("{a}|{b}|{c}"));
        assert_eq!(affixes("parties", "parti").as_deref(), Some("|es|"));
        assert_eq!(affixes("party", "parti").as_deref(), Some("|y|i"));
        assert_eq!(affixes("بالاقتصاد", "اقتصاد").as_deref(), Some("بال||"));
        assert_eq!(affixes("went", "go"), None);
        assert_eq!(affixes("putting", "put"), None);
    }
}
