//! The sort order of names and titles in the site's language.

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;

/// Sorts texts as readers of one language expect: Ärzte beside Apfel, Є after Е, de Gaulle under G whether or not it is capitalised.
///
/// The rules are CLDR's (UTS #35, part 5), as in browsers. If the language has no rules of its own, CLDR's root order applies.
#[derive(Debug)]
pub struct Collation(Option<CollatorBorrowed<'static>>);

impl Collation {
    /// Returns the sort order of `language`, a BCP 47 tag. A tag may choose among several orders, as `de-u-co-phonebk` does.
    pub fn new(language: &str) -> Self {
        let locale = language.parse::<Locale>().unwrap_or(Locale::UNKNOWN);
        // Never fails: the data of all languages are compiled in.
        Self(Collator::try_new(locale.into(), CollatorOptions::default()).ok())
    }

    /// Returns a sort key for `text`. Keys sort as their texts do, and only equal texts have equal keys.
    pub fn key(&self, text: &str) -> (Vec<u8>, String) {
        let mut key = Vec::new();
        if let Some(collator) = &self.0 {
            // Writing into memory cannot fail.
            let _ = collator.write_sort_key_to(text, &mut key);
        }
        (key, text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: &str, texts: &str) -> String {
        let collation = Collation::new(language);
        let mut texts: Vec<_> = texts.split(", ").collect();
        texts.reverse();
        texts.sort_by_cached_key(|text| collation.key(text));
        texts.join(", ")
    }

    /// E4
    #[test]
    fn names_are_in_the_order_of_their_language() {
        for (language, names) in [
            ("en", "Adam, Ángel Ruiz, de Gaulle, Łukasz B, Zoe Adams"),
            ("de", "Apfel, Ärzte, Berth, éclair, Österreich, Zoll"),
            ("sv", "Adam, Zoll, Ångström, Ärla, Öst"),
            ("da", "Adam, Zoll, Ærø, Øst, Aasen"),
            ("cs", "Cena, Čas, Hradec, Cheb, Zoll"),
            ("uk", "Гаага, Ґданськ, Європа, Єнот, Ірпінь, Їжак, Яма"),
            ("ru", "Ёж, Ель, Жук"),
            ("tr", "Irak, İzmir, Jale"),
            ("xx", "Adam, Ängel, Zoll"),
            ("not a tag", "Adam, Ängel, Zoll"),
        ] {
            assert_eq!(sorted(language, names), names, "{language}");
        }
    }

    #[test]
    fn texts_that_sort_alike_are_told_apart() {
        assert_eq!(sorted("en", "a\u{ad}b, ab"), sorted("en", "ab, a\u{ad}b"));
    }
}
