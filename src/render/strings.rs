//! The theme's words in the site's language.

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

/// The content of a strings file: groups of words, nested to any depth.
#[derive(Debug)]
enum Group {
    Text(String),
    Group(BTreeMap<String, Group>),
}

/// Implemented by hand, so that a value that is neither is reported at its position.
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
    /// Parses a strings file in `language`. Returns an error if it is malformed.
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

    /// Adds the words of `fallback` that this file lacks. Returns their keys, sorted.
    pub(super) fn complete_from(&mut self, fallback: Self) -> Vec<String> {
        let missing: Vec<_> =
            fallback.words.into_iter().filter(|(key, _)| !self.words.contains_key(key)).collect();
        let mut keys: Vec<_> = missing.iter().map(|(key, _)| key.clone()).collect();
        keys.sort_unstable();
        self.words.extend(missing);
        keys
    }

    /// Returns every key, in order.
    pub(super) fn keys(&self) -> BTreeSet<&str> {
        self.words.keys().map(String::as_str).collect()
    }

    /// Returns the text under `key`. `None` if there is none or if it has plural forms.
    pub(super) fn plain(&self, key: &str) -> Option<&str> {
        if let Some(Word::Text(text)) = self.words.get(key) { Some(text) } else { None }
    }

    /// Returns the text under `key`, with `{name}` replaced by its value. `n` selects the plural form. `None` if there is no such key.
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

    /// Returns the text under `key`, or the key itself, so that a missing word is visible.
    pub(super) fn text(&self, key: &str) -> String {
        self.plain(key).unwrap_or(key).to_owned()
    }

    /// Formats a date in this language, as precisely as it is known.
    pub(super) fn date(&self, date: Date) -> String {
        let day = date.day().map(|day| day.to_string()).unwrap_or_default();
        let (month, year) = (self.month(date), date.year().to_string());
        let values = [("day", &*day), ("month", &*month), ("year", &*year)];
        let key = match (date.month(), date.day()) {
            (_, Some(1)) if self.words.contains_key("date.first") => "date.first",
            (_, Some(_)) => "date.day",
            (Some(_), None) => "date.month",
            (None, None) => "date.year",
        };
        self.get(key, None, among(&values)).unwrap_or_else(|| date.to_string())
    }

    /// Returns the name of a date's month; empty if only the year is known. In Slavic languages the name has another form beside a day.
    fn month(&self, date: Date) -> String {
        let Some(month) = date.month() else { return String::new() };
        let alone =
            self.plain(&format!("date.months_alone.{month}")).filter(|_| date.day().is_none());
        alone.map_or_else(|| self.text(&format!("date.months.{month}")), str::to_owned)
    }

    /// Formats a span of days or months, without repeating the parts that both ends share: `17–18 April 2025`, `20 February – 4 March 2023`.
    pub(super) fn span(&self, from: Date, until: Date) -> DateSpan {
        let same_year = from.year() == until.year();
        let key = match (from.day(), until.day()) {
            // The first of a month may have a special form, which the shortened patterns do not use.
            (Some(1), _) | (_, Some(1)) if self.words.contains_key("date.first") => "date.span.any",
            (Some(_), Some(_)) if same_year && from.month() == until.month() => "date.span.days",
            (Some(_), Some(_)) if same_year => "date.span.months",
            (None, None) if same_year && from.month().is_some() && until.month().is_some() => {
                "date.span.whole_months"
            }
            _ => "date.span.any",
        };
        let day = |date: Date| date.day().map(|day| day.to_string()).unwrap_or_default();
        let (whole, last_whole) = (self.date(from), self.date(until));
        let (first, last) = (day(from), day(until));
        let (month, last_month, year) =
            (self.month(from), self.month(until), until.year().to_string());
        let values = [
            ("from", &*whole),
            ("until", &*last_whole),
            ("day", &*first),
            ("last_day", &*last),
            ("month", &*month),
            ("last_month", &*last_month),
            ("year", &*year),
        ];
        let pattern = self.plain(key).unwrap_or("{from} {dash} {until}");
        let (before, after) = pattern.split_once("{dash}").unwrap_or((pattern, ""));
        DateSpan {
            from: filled_in(before.trim_end(), among(&values)),
            // No line break before the dash, and none within `17–18`.
            dash: if before.ends_with(' ') { "\u{a0}– " } else { "–\u{2060}" },
            until: filled_in(after.trim_start(), among(&values)),
        }
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

/// A formatted span of time, in three pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DateSpan {
    /// The beginning, without the parts that it shares with the end.
    pub(super) from: String,
    /// A dash, with the spaces around it.
    pub(super) dash: &'static str,
    /// The end.
    pub(super) until: String,
}

impl DateSpan {
    /// Returns the whole span as plain text, for programs.
    pub(super) fn text(&self) -> String {
        let dash = self.dash.replace('\u{a0}', " ").replace('\u{2060}', "");
        format!("{}{dash}{}", self.from, self.until)
    }
}

/// Returns a function that finds the value of a name in `values`.
pub(super) fn among<'v>(values: &'v [(&str, &str)]) -> impl Fn(&str) -> Option<Cow<'v, str>> {
    |name| values.iter().find(|(known, _)| *known == name).map(|(_, value)| Cow::Borrowed(*value))
}

/// Returns `text` with `{name}` replaced by its value. Other text in braces is kept.
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

/// Returns the language without its region: plural rules are stored by language.
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

    /// E5
    #[test]
    fn a_month_alone_may_have_a_form_of_its_own() {
        let yaml = "date: { day: '{day} {month} {year}', month: '{month} {year}', months: { '2': лютого }, months_alone: { '2': лютий } }\n";
        let strings = Strings::parse(yaml, "uk").unwrap();
        let date = |text| strings.date(Date::parse(text).unwrap());
        assert_eq!(
            (date("2024-02-09"), date("2024-02")),
            ("9 лютого 2024".into(), "лютий 2024".into())
        );
    }

    /// E5
    #[test]
    fn spans_say_once_what_both_ends_share() {
        let en = Strings::parse(include_str!("../../templates/strings/en.yaml"), "en").unwrap();
        let de = Strings::parse(include_str!("../../templates/strings/de.yaml"), "de").unwrap();
        for (from, until, english, german) in [
            ("2025-04-17", "2025-04-18", "17–18 April 2025", "17.–18. April 2025"),
            (
                "2023-02-20",
                "2023-03-04",
                "20 February – 4 March 2023",
                "20. Februar – 4. März 2023",
            ),
            (
                "2023-12-30",
                "2024-01-02",
                "30 December 2023 – 2 January 2024",
                "30. Dezember 2023 – 2. Januar 2024",
            ),
            ("2023-02", "2023-03", "February – March 2023", "Februar – März 2023"),
            ("2023-02", "2024-03", "February 2023 – March 2024", "Februar 2023 – März 2024"),
            ("2023", "2024", "2023 – 2024", "2023 – 2024"),
            (
                "2023-02-20",
                "2023-03",
                "20 February 2023 – March 2023",
                "20. Februar 2023 – März 2023",
            ),
        ] {
            let text = |strings: &Strings| {
                strings.span(Date::parse(from).unwrap(), Date::parse(until).unwrap()).text()
            };
            assert_eq!((text(&en).as_str(), text(&de).as_str()), (english, german));
        }
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
