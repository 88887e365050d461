//! Mistakes in the shape of a document, and the error type with which serde reports them.

use std::fmt;
use std::ops::Range;

use serde::de::{self, Expected, Unexpected};

use super::Node;
use crate::content::values::A_DATE;
use crate::diagnostic::did_you_mean;

/// A mistake in the shape of a document.
#[derive(Debug, Clone)]
pub(in crate::content) struct Problem {
    pub(in crate::content) kind: ProblemKind,
    pub(in crate::content) range: Range<usize>,
    /// `true` if another scalar can be written in its place.
    pub(in crate::content) is_replaceable: bool,
}

#[derive(Debug, Clone)]
pub(in crate::content) enum ProblemKind {
    WrongType {
        expected: String,
        found: String,
    },
    BadDate(String),
    UnknownKey {
        key: String,
        known: &'static [&'static str],
        /// The other keys of the mapping.
        present: Vec<String>,
    },
    DuplicateKey(String),
    /// A key that is not text, with a description of it.
    WrongKey(String),
    MissingKey(&'static str),
    BadValue {
        value: String,
        known: &'static [&'static str],
    },
    Other(String),
}

/// Serde's error, with its problem as soon as the place is known.
#[derive(Debug)]
pub(super) enum Fault {
    Unplaced(ProblemKind),
    Placed(Problem),
}

impl Fault {
    /// Returns the problem, at `node` unless its place is already known.
    pub(super) fn at(self, node: &Node) -> Problem {
        match self {
            Self::Placed(problem) => problem,
            Self::Unplaced(ProblemKind::WrongType { expected, .. }) => {
                let found = node.describe();
                Problem::new(ProblemKind::WrongType { expected, found }, node)
            }
            Self::Unplaced(kind) => Problem::new(kind, node),
        }
    }
}

impl Problem {
    pub(super) fn new(kind: ProblemKind, node: &Node) -> Self {
        Self { kind, range: node.range.clone(), is_replaceable: node.is_replaceable() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Unplaced(ProblemKind::Other(message.to_string()))
    }

    fn invalid_type(found: Unexpected, expected: &dyn Expected) -> Self {
        let expected = match expected.to_string() {
            it if it == "a string" => "text".to_owned(),
            it if it == "a sequence" => "a list".to_owned(),
            it if it == "a boolean" => "`true` or `false`".to_owned(),
            it if it.starts_with("struct ") || it == "a map" => "a mapping".to_owned(),
            it => it,
        };
        Self::Unplaced(ProblemKind::WrongType { expected, found: found.to_string() })
    }

    fn invalid_value(found: Unexpected, expected: &dyn Expected) -> Self {
        match found {
            Unexpected::Str(text) if expected.to_string() == A_DATE => {
                Self::Unplaced(ProblemKind::BadDate(text.to_owned()))
            }
            _ => Self::invalid_type(found, expected),
        }
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        Self::Unplaced(ProblemKind::BadValue { value: variant.to_owned(), known })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Unplaced(ProblemKind::MissingKey(field))
    }
}

/// Returns `true` if the unknown key `wrong` was meant for `key`: misspelt, by another name, or in braces without a space after its colon.
pub(super) fn is_meant_for(wrong: &str, key: &str) -> bool {
    did_you_mean(wrong, [key]).is_some()
        || other_name_of(wrong) == Some(key)
        || wrong.split_once(':').is_some_and(|(word, _)| word == key)
}

/// Returns the key for which `key` is a common wrong name.
pub(in crate::content) fn other_name_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "title" => "name",
        "name" => "title",
        "description" | "text" => "summary",
        "source" | "sources" | "citation" => "cite",
        _ => return None,
    })
}
