//! Positions: the stances that holders take on issues, with their sources.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::export::undescribed;
use super::words::words;
use super::{Date, Slug, Source};

/// The positions of one holder, by issue, and oldest first within an issue.
#[derive(Debug, Clone, Copy)]
pub struct Positions<'a>(pub(super) &'a [Position]);

impl<'a> Positions<'a> {
    /// Returns all positions.
    pub fn all(self) -> &'a [Position] {
        self.0
    }

    /// Returns the positions on one issue, oldest first.
    pub fn on(self, issue: &Slug) -> &'a [Position] {
        let start = self.0.partition_point(|it| it.issue < *issue);
        let length = self.0[start..].partition_point(|it| it.issue == *issue);
        &self.0[start..start + length]
    }

    /// Returns the current position on an issue. `None` if the holder has none.
    pub fn current(self, issue: &Slug) -> Option<&'a Position> {
        self.on(issue).last()
    }
}

/// A position of one holder on one issue at one time.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(
    rename = "PositionRecord",
    description = "By issue, and within an issue the oldest first: the last one is current.",
    transform = undescribed(&["issue", "stance"])
)]
pub struct Position {
    /// The issue.
    pub issue: Slug,
    /// The proposal of that issue that it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Slug>,
    /// The stance, by its id in `site.yaml`.
    pub stance: Slug,
    /// What it is, in the editors' words.
    pub summary: String,
    /// Words that the sources quote, verbatim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// The participant who said them, where it is not the holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote_by: Option<Slug>,
    /// On whose word it is recorded.
    pub basis: Basis,
    /// Why it was inferred, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Since when, or as of when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// The passages it rests on; never empty.
    pub cite: Vec<Citation>,
}

words! {
    /// On whose word a position is recorded.
    pub enum Basis {
        /// Their own words.
        Stated = "stated",
        /// Someone else says so.
        Reported = "reported",
        /// The editors conclude it, and say why.
        Inferred = "inferred",
    }
}

/// A reference to a passage of a source, displayed as in front matter: `ap-2025-04-17#p6`. Both are known to exist.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    /// The source.
    pub source: Slug,
    /// The id of the passage.
    pub passage: Slug,
}

impl Citation {
    /// Returns the label of the passage in `source`, in the editors' words. Empty if `source` has no such passage.
    pub fn label<'a>(&self, source: &'a Source) -> &'a str {
        source
            .passages
            .iter()
            .find(|passage| passage.id == self.passage)
            .map_or("", |passage| &passage.label)
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.source, self.passage)
    }
}

/// A stance that this explainer distinguishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(
    description = "A stance, as the data tell it.",
    transform = undescribed(&["id", "label"])
)]
pub struct Stance {
    /// The id.
    pub id: Slug,
    /// The name for readers.
    pub label: String,
    /// What it amounts to.
    pub tone: Tone,
}

words! {
    /// What a stance amounts to.
    pub enum Tone {
        /// For it.
        Positive = "positive",
        /// For it, with conditions or in part.
        Mixed = "mixed",
        /// Neither.
        Neutral = "neutral",
        /// Against it.
        Negative = "negative",
    }
}
