//! The keys that a new file of each kind needs.

use crate::explainer::Kind;

/// A key of a new file, besides its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The key in the front matter, and the option's name.
    pub key: &'static str,
    /// The need for a value.
    pub need: Need,
    /// The question to ask on a terminal; empty if it is not asked.
    pub question: &'static str,
}

/// The need for a key's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A text that the editors have to write. A file without it is a draft.
    Text,
    /// A fact without which a file cannot be created.
    Fact,
    /// Optional. Without a value, the file gets this default; if that is empty, the file does not get the key.
    Optional(&'static str),
}

/// Returns a field for a text that has to be written.
const fn text(key: &'static str, question: &'static str) -> Field {
    Field { key, need: Need::Text, question }
}

/// Returns a field for a fact that has to be given.
const fn fact(key: &'static str, question: &'static str) -> Field {
    Field { key, need: Need::Fact, question }
}

/// Returns a field for a key that can be left out.
const fn optional(key: &'static str, default: &'static str, question: &'static str) -> Field {
    Field { key, need: Need::Optional(default), question }
}

impl Kind {
    /// Returns the keys of a new file of this kind, besides its name.
    pub fn fields(self) -> &'static [Field] {
        const PARTICIPANT: &[Field] = &[
            text("role", "their office or part in the talks"),
            optional("party", "", "the party they speak for, by its slug (Enter for none)"),
        ];
        const PARTY: &[Field] = &[optional(
            "kind",
            "country",
            "country, organisation or coalition (Enter for country)",
        )];
        const ISSUE: &[Field] = &[
            text("question", "what is at issue, as one question"),
            optional("status", "open", "open, agreed or set-aside (Enter for open)"),
        ];
        const EVENT: &[Field] = &[
            fact("date", "when it was, as 2025-04-17, 2025-04 or 2025"),
            optional("place", "", "where it was (Enter to leave it out)"),
            fact("cite", "the passage that reports it, as source#passage"),
        ];
        const SOURCE: &[Field] = &[
            text("publisher", "who published it"),
            fact("date", "when it was published, as 2025-04-17"),
            optional("url", "", "where it can be read (Enter to leave it out)"),
        ];
        match self {
            Self::Participant => PARTICIPANT,
            Self::Party => PARTY,
            Self::Issue => ISSUE,
            Self::Event => EVENT,
            Self::Source => SOURCE,
            Self::Term | Self::Page => &[],
        }
    }

    /// Returns the key of its name.
    pub(super) fn name_key(self) -> &'static str {
        if matches!(self, Self::Participant | Self::Party) { "name" } else { "title" }
    }

    /// Returns a description of the text below the front matter. `None` if a file of this kind does not need one.
    pub(super) fn body(self) -> Option<&'static str> {
        match self {
            Self::Term => Some("the definition"),
            Self::Page => Some("the text"),
            _ => None,
        }
    }
}
