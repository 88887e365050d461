//! Positions: the stances that holders take on issues, with their sources.

use schemars::JsonSchema;
use serde::Deserialize;

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
#[derive(Debug, Clone)]
pub struct Position {
    /// The issue.
    pub issue: Slug,
    /// The proposal of that issue that the position is about, by id.
    pub proposal: Option<Slug>,
    /// The stance, by its id in `site.yaml`.
    pub stance: Slug,
    /// A summary in one or two sentences, in the editors' own words.
    pub summary: String,
    /// The words that the sources quote, verbatim.
    pub quote: Option<String>,
    /// The participant who said the quoted words, if not the holder.
    pub quote_by: Option<Slug>,
    /// The kind of evidence: stated, reported or inferred.
    pub basis: Basis,
    /// The reason for the inference, if the position was inferred.
    pub reason: Option<String>,
    /// The date since which, or as of which, the position is held.
    pub as_of: Option<Date>,
    /// The passages that the position rests on; never empty.
    pub cite: Vec<Citation>,
}

/// On whose word a position is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Their own words.
    Stated,
    /// Someone else says so.
    Reported,
    /// The editors conclude it, and say why.
    Inferred,
}

impl Basis {
    /// Returns the word for it in front matter and in the theme's strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Reported => "reported",
            Self::Inferred => "inferred",
        }
    }
}

/// A reference to a passage of a source. Both are known to exist.
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

/// A stance that this explainer distinguishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stance {
    /// The id.
    pub id: Slug,
    /// The name for readers.
    pub label: String,
    /// The tone, which determines color and shape.
    pub tone: Tone,
}

/// What a stance amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// For it.
    Positive,
    /// For it, with conditions or in part.
    Mixed,
    /// Neither.
    Neutral,
    /// Against it.
    Negative,
}

impl Tone {
    /// Returns the word for it in `site.yaml` and in the theme's classes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Mixed => "mixed",
            Self::Neutral => "neutral",
            Self::Negative => "negative",
        }
    }
}
