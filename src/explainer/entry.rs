//! What every content file has, whatever it is about.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Citation, Date, Entity};
use crate::markdown::Document;

/// The parts that all kinds of files share.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The file, relative to `content/`, with forward slashes: `issues/ceasefire.md`.
    pub path: Arc<str>,
    /// Whether it is a draft, which is part of the site only when it is asked for.
    pub is_draft: bool,
    /// One plain sentence on it.
    pub summary: Option<String>,
    /// Old addresses that redirect here: paths from the site's root, with slashes at both ends.
    pub aliases: Vec<String>,
    /// When the file was last changed in substance.
    pub updated: Option<Date>,
    /// Dated updates and corrections, newest first.
    pub updates: Vec<Update>,
    /// The Markdown below the front matter.
    pub body: Body,
}

impl Entry {
    /// When it last changed, as far as it says.
    pub fn changed(&self) -> Option<Date> {
        self.updated.max(self.updates.iter().map(|update| update.date).max())
    }
}

/// A dated note on a page: what was added, or what was wrong.
#[derive(Debug, Clone)]
pub struct Update {
    /// Unique on its page, as an `id` there: `correction.2025-04-18.5feceb66`. It stays when other updates come and go.
    pub anchor: String,
    /// The `id` that earlier versions gave it, by its place among those of one kind and day: `correction.2025-04-18.1`.
    pub former_anchor: String,
    /// The day of it.
    pub date: Date,
    /// Update or correction.
    pub kind: UpdateKind,
    /// One or two sentences.
    pub note: String,
}

/// Why a page was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateKind {
    /// Something happened, or was added.
    Update,
    /// Something was wrong.
    Correction,
}

impl UpdateKind {
    /// The word for it in front matter and in the theme's strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Correction => "correction",
        }
    }
}

/// A Markdown body with every link and citation resolved.
#[derive(Debug, Clone)]
pub struct Body {
    /// The parsed text.
    pub document: Arc<Document>,
    /// Where each of the document's links leads, in the document's order.
    pub targets: Vec<Target>,
    /// What each of the document's citation marks cites, in the document's order.
    pub citations: Vec<Vec<Citation>>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page of this site, and perhaps an anchor on it.
    Page(Entity, Option<String>),
    /// A place on the same page.
    Anchor(String),
    /// An address of this site that the author wrote out (`/timeline/`), from the site's root.
    Site(String),
    /// A file under `content/` that is published as it is, by its path there.
    Asset(Arc<str>),
    /// Another site.
    External(String),
    /// A draft that is not published: the link's text stands alone.
    Unpublished,
}
