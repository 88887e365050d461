//! The theme's own words, in the site's language.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use unic_langid::LanguageIdentifier;

use crate::explainer::Date;

/// The words of one strings file: keys such as `nav.issues`, each with a text or with texts by plural category.
pub(super) struct Strings {
    words: HashMap<String, Word>,
    plurals: Option<PluralRules>,
}

/// A word of the theme.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Text(String),
    /// By the category's name in CLDR: `one`, `few`, `many`, `other` and so on.
    Plural(BTreeMap<String, String>),
}

/// A strings file as it is written: groups of words, nested as deep as it likes.
#[derive(Debug)]
enum Group {
    Text(String),
    Group(BTreeMap<String, Group>),
}

/// By hand, so that what is neither is reported where it stands.
impl<'de> Deserialize<'de> for Group {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct GroupVisitor;

        impl<'de> Visitor<'de> for GroupVisitor {
            type Value = Group;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text or a group of keys")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Group, E> {
                Ok(Group::Text(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Group, A::Error> {
                BTreeMap::deserialize(MapAccessDeserializer::new(entries)).map(Group::Group)
            }
        }

        deserializer.deserialize_any(GroupVisitor)
    }
}

const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl Strings {
    /// Reads a strings file in `language`; the error says what is wrong with the file.
    pub(super) fn parse(yaml: &str, language: &str) -> Result<Self, serde_yaml::Error> {
        let groups: BTreeMap<String, Group> = serde_yaml::from_str(yaml)?;
        let mut words = HashMap::new();
        for (key, group) in groups {
            flatten(key, group, &mut words);
        }
        let plurals = language.parse::<LanguageIdentifier>().ok();
        let plurals =
            plurals.and_then(|id| PluralRules::create(bare(&id), PluralRuleType::CARDINAL).ok());
        Ok(Self { words, plurals })
    }

    /// The words of `fallback` that this file lacks are taken from there; their keys are returned.
    pub(super) fn complete_from(&mut self, fallback: Self) -> Vec<String> {
        let missing: Vec<_> =
            fallback.words.into_iter().filter(|(key, _)| !self.words.contains_key(key)).collect();
        let mut keys: Vec<_> = missing.iter().map(|(key, _)| key.clone()).collect();
        keys.sort_unstable();
        self.words.extend(missing);
        keys
    }

    /// Every key, in order.
    pub(super) fn keys(&self) -> BTreeSet<&str> {
        self.words.keys().map(String::as_str).collect()
    }

    /// The text under `key` that stands as it is: one without plural forms.
    pub(super) fn plain(&self, key: &str) -> Option<&str> {
        if let Some(Word::Text(text)) = self.words.get(key) { Some(text) } else { None }
    }

    /// The text under `key`, with `{name}` replaced by its value; `n` chooses among plural forms. Nothing when there is no such key.
    pub(super) fn get<'v>(
        &self,
        key: &str,
        n: Option<i64>,
        value: impl Fn(&str) -> Option<Cow<'v, str>>,
    ) -> Option<String> {
        let text = match self.words.get(key)? {
            Word::Text(text) => text,
            Word::Plural(forms) => {
                forms.get(self.category(n.unwrap_or_default())).or_else(|| forms.get("other"))?
            }
        };
        Some(filled_in(text, value))
    }

    /// The text under `key`, or the key itself, so that a gap is seen and not hidden.
    pub(super) fn text(&self, key: &str) -> String {
        self.plain(key).unwrap_or(key).to_owned()
    }

    /// A date as readers of this language write it, as precisely as it is known.
    pub(super) fn date(&self, date: Date) -> String {
        let month = date.month().map(|month| self.text(&format!("date.months.{month}")));
        let day = date.day().map(|day| day.to_string());
        let (month, day) = (month.unwrap_or_default(), day.unwrap_or_default());
        let year = date.year().to_string();
        let values = [("day", &*day), ("month", &*month), ("year", &*year)];
        let key = match (date.month(), date.day()) {
            (_, Some(1)) if self.words.contains_key("date.first") => "date.first",
            (_, Some(_)) => "date.day",
            (Some(_), None) => "date.month",
            (None, None) => "date.year",
        };
        self.get(key, None, among(&values)).unwrap_or_else(|| date.to_string())
    }

    fn category(&self, n: i64) -> &'static str {
        match self.plurals.as_ref().and_then(|rules| rules.select(n).ok()) {
            Some(PluralCategory::ZERO) => "zero",
            Some(PluralCategory::ONE) => "one",
            Some(PluralCategory::TWO) => "two",
            Some(PluralCategory::FEW) => "few",
            Some(PluralCategory::MANY) => "many",
            _ => "other",
        }
    }
}

/// The value of a name among `values`.
pub(super) fn among<'v>(values: &'v [(&str, &str)]) -> impl Fn(&str) -> Option<Cow<'v, str>> {
    |name| values.iter().find(|(known, _)| *known == name).map(|(_, value)| Cow::Borrowed(*value))
}

/// `text` with `{name}` replaced by its value; what else stands in braces stays as it is.
fn filled_in<'v>(text: &str, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> String {
    let mut pieces = text.split('{');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let found = piece.split_once('}').and_then(|(name, rest)| Some((value(name)?, rest)));
        let (value, rest) = found.unwrap_or((Cow::Borrowed("{"), piece));
        filled.push_str(&value);
        filled.push_str(rest);
    }
    filled
}

/// The language alone: plural rules are kept by language, not by region.
fn bare(id: &LanguageIdentifier) -> LanguageIdentifier {
    LanguageIdentifier::from_parts(id.language, None, None, &[])
}

fn flatten(key: String, group: Group, words: &mut HashMap<String, Word>) {
    match group {
        Group::Text(text) => {
            words.insert(key, Word::Text(text));
        }
        Group::Group(inner) if inner.keys().all(|key| CATEGORIES.contains(&key.as_str())) => {
            let forms = inner.into_iter().filter_map(|(category, form)| match form {
                Group::Text(text) => Some((category, text)),
                Group::Group(_) => None,
            });
            words.insert(key, Word::Plural(forms.collect()));
        }
        Group::Group(inner) => {
            for (name, group) in inner {
                flatten(format!("{key}.{name}"), group, words);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings() -> Strings {
        let yaml = "claims: { one: '{n} claim', other: '{n} claims' }\ndate: { day: '{day} {month} {year}', month: '{month} {year}', year: '{year}', months: { '4': April } }\n";
        Strings::parse(yaml, "en").unwrap()
    }

    #[test]
    fn plurals_follow_the_language() {
        let count =
            |n: i64| strings().get("claims", Some(n), among(&[("n", &n.to_string())])).unwrap();
        assert_eq!((count(1), count(2)), ("1 claim".to_owned(), "2 claims".to_owned()));
    }

    #[test]
    fn values_are_filled_in_once_and_braces_of_ones_own_stay() {
        let values = [("a", "{b}"), ("b", "2")];
        assert_eq!(filled_in("{a}, {b}, {c}, { {b", among(&values)), "{b}, 2, {c}, { {b");
    }

    #[test]
    fn dates_are_as_precise_as_they_are_known() {
        let date = |text| strings().date(Date::parse(text).unwrap());
        assert_eq!(date("2025-04-17"), "17 April 2025");
        assert_eq!(date("2025-04"), "April 2025");
        assert_eq!(date("2025"), "2025");
    }

    #[test]
    fn what_a_file_lacks_comes_from_the_fallback_and_is_named() {
        let mut strings = strings();
        assert_eq!(
            strings
                .complete_from(Strings::parse("claims: x\nnav: { issues: Issues }", "en").unwrap()),
            ["nav.issues"]
        );
        assert_eq!(strings.text("nav.issues"), "Issues");
    }
}
