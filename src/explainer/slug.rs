//! Slugs: the file names that are also addresses.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// The name of a thing, unique within its kind: lower-case ASCII letters, digits and single hyphens. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

impl Slug {
    /// `text` as a slug, or nothing when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        (text.len() <= 100 && text.split('-').all(word)).then(|| Self(text.into()))
    }

    /// The slug as text.
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
