//! Positions: who stands where on what, on whose word.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Date, Slug, Source};

/// The positions of one holder: by issue, and oldest first within one.
#[derive(Debug, Clone, Copy)]
pub struct Positions<'a>(pub(super) &'a [Position]);

impl<'a> Positions<'a> {
    /// All of them.
    pub fn all(self) -> &'a [Position] {
        self.0
    }

    /// Those on one issue, oldest first.
    pub fn on(self, issue: &Slug) -> &'a [Position] {
        let start = self.0.partition_point(|it| it.issue < *issue);
        let length = self.0[start..].partition_point(|it| it.issue == *issue);
        &self.0[start..start + length]
    }

    /// The current one on an issue; nothing when it is not stated.
    pub fn current(self, issue: &Slug) -> Option<&'a Position> {
        self.on(issue).last()
    }
}

/// One position of one holder on one issue, at one time.
#[derive(Debug, Clone)]
pub struct Position {
    /// The issue.
    pub issue: Slug,
    /// The proposal of that issue that it speaks of, by id.
    pub proposal: Option<Slug>,
    /// The stance, by its id in `site.yaml`.
    pub stance: Slug,
    /// One or two sentences of the editors' own.
    pub summary: String,
    /// Words that the sources quote, verbatim.
    pub quote: Option<String>,
    /// The participant who said them, where it is not the holder.
    pub quote_by: Option<Slug>,
    /// Who says so.
    pub basis: Basis,
    /// Why it was inferred, where it was.
    pub reason: Option<String>,
    /// Since when, or as of when.
    pub as_of: Option<Date>,
    /// The passages it rests on; never empty.
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
    /// The word for it in front matter and in the theme's strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Reported => "reported",
            Self::Inferred => "inferred",
        }
    }
}

/// A passage of a source. Both are known to exist.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    /// The source.
    pub source: Slug,
    /// The id of the passage.
    pub passage: Slug,
}

impl Citation {
    /// The label of the passage, in the editors' words.
    pub fn label<'a>(&self, source: &'a Source) -> &'a str {
        source
            .passages
            .iter()
            .find(|passage| passage.id == self.passage)
            .map_or("", |passage| &passage.label)
    }
}

/// A stance that this explainer tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stance {
    /// Its id.
    pub id: Slug,
    /// Its name for readers.
    pub label: String,
    /// What it amounts to, for color and shape.
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
    /// The word for it in `site.yaml` and in the theme's classes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Mixed => "mixed",
            Self::Neutral => "neutral",
            Self::Negative => "negative",
        }
    }
}
