//! Slugs: file names that are also used in addresses.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// The maximum length, in bytes, of a slug made from a name.
const LONGEST_FROM_NAME: usize = 80;

/// The name of a thing, unique within its kind: lower-case ASCII letters, digits and single hyphens. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

impl Slug {
    /// Parses `text` as a slug. Returns `None` if it is not a valid one.
    pub fn parse(text: &str) -> Option<Self> {
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        (text.len() <= 100 && text.split('-').all(word)).then(|| Self(text.into()))
    }

    /// Makes a slug from `name`: its words, transliterated to lower-case ASCII letters and digits, with hyphens between them. `None` if no valid
    /// slug results.
    pub fn from_name(name: &str) -> Option<Self> {
        let plain = any_ascii::any_ascii(name).to_ascii_lowercase().replace('\'', "");
        let words = plain.split(|c: char| !c.is_ascii_alphanumeric());
        let mut slug = String::new();
        for word in words.filter(|word| !word.is_empty()) {
            if slug.len() + word.len() > LONGEST_FROM_NAME {
                break;
            }
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(word);
        }
        Self::parse(&slug)
    }

    /// Returns the slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Slug;

    #[test]
    fn slugs_are_lower_case_words_with_single_hyphens() {
        for good in ["a", "paris-talks", "ap-2025-04-17", "p6"] {
            assert!(Slug::parse(good).is_some(), "{good}");
        }
        for bad in
            ["", "-", "a-", "-a", "a--b", "A", "é", "a b", "a/b", "..", "a.b", &"x".repeat(101)]
        {
            assert!(Slug::parse(bad).is_none(), "{bad}");
        }
    }
}
