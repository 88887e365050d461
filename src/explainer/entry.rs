//! Fields that all content files have.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Citation, Date, Entity};
use crate::markdown::Document;

/// The fields that all kinds of content files share.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The file, relative to `content/`, with forward slashes: `issues/ceasefire.md`.
    pub path: Arc<str>,
    /// `true` for a draft, which is part of the site only if drafts are requested.
    pub is_draft: bool,
    /// A summary in one plain sentence.
    pub summary: Option<String>,
    /// Old addresses that redirect here: paths from the site's root, with slashes at both ends.
    pub aliases: Vec<String>,
    /// The date of the file's last substantial change.
    pub updated: Option<Date>,
    /// Dated updates and corrections, newest first.
    pub updates: Vec<Update>,
    /// The Markdown below the front matter.
    pub body: Body,
}

impl Entry {
    /// Returns the date of the last change that the file records: the later of `updated` and its newest update.
    pub fn changed(&self) -> Option<Date> {
        self.updated.max(self.updates.iter().map(|update| update.date).max())
    }
}

/// A dated note on a page that says what was added or corrected.
#[derive(Debug, Clone)]
pub struct Update {
    /// The `id` of the update on its page, unique there: `correction.2025-04-18.5feceb66`. It stays the same if other updates are added or
    /// removed.
    pub anchor: String,
    /// The `id` that earlier versions gave it, by its index among updates of the same kind and day: `correction.2025-04-18.1`.
    pub former_anchor: String,
    /// The day of the update.
    pub date: Date,
    /// The kind: update or correction.
    pub kind: UpdateKind,
    /// The note, in one or two sentences.
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
    /// Returns the word for it in front matter and in the theme's strings.
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
    /// The target of each link of the document, in document order.
    pub targets: Vec<Target>,
    /// The citations of each citation mark of the document, in document order.
    pub citations: Vec<Vec<Citation>>,
}

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page of this site, with the anchor on it, if any.
    Page(Entity, Option<String>),
    /// An anchor on the same page.
    Anchor(String),
    /// An address of this site that the author wrote in full (`/timeline/`), from the site's root.
    Site(String),
    /// A file under `content/` that is published unchanged, by its path there.
    Asset(Arc<str>),
    /// Another site.
    External(String),
    /// A draft that is not published; only the link's text is shown.
    Unpublished,
}
