//! Fields that all content files have.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::export::{markdown, undescribed};
use super::words::words;
use super::{Citation, Date, Entity};
use crate::markdown::Document;

/// The fields that all kinds of content files share.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(transform = undescribed(&["updated"]))]
pub struct Entry {
    /// The file, relative to `content/`, with forward slashes: `issues/ceasefire.md`.
    #[serde(skip)]
    pub path: Arc<str>,
    /// `true` for a draft, which is part of the site only if drafts are requested.
    #[serde(skip)]
    pub is_draft: bool,
    /// One plain sentence on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Its text in Markdown: links lead to files of the explainer, and `[@source passage]` cites.
    #[serde(rename = "text", serialize_with = "markdown", skip_serializing_if = "Body::is_empty")]
    #[schemars(with = "String")]
    pub body: Body,
    /// Old addresses that redirect here: paths from the site's root, with slashes at both ends.
    #[serde(skip)]
    pub aliases: Vec<String>,
    /// The date of the file's last substantial change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<Date>,
    /// The newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub updates: Vec<Update>,
}

impl Entry {
    /// Returns the date of the last change that the file records: the later of `updated` and its newest update.
    pub fn changed(&self) -> Option<Date> {
        self.updated.max(self.updates.iter().map(|update| update.date).max())
    }
}

/// A dated note on a page that says what was added or corrected.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(description = "", transform = undescribed(&["date", "kind", "note"]))]
pub struct Update {
    /// The `id` of the update on its page, unique there: `correction.2025-04-18.5feceb66`. It stays the same if other updates are added or
    /// removed.
    #[serde(skip)]
    pub anchor: String,
    /// The `id` that earlier versions gave it, by its index among updates of the same kind and day: `correction.2025-04-18.1`.
    #[serde(skip)]
    pub former_anchor: String,
    /// The day of the update.
    pub date: Date,
    /// The kind: update or correction.
    pub kind: UpdateKind,
    /// The note, in one or two sentences.
    pub note: String,
}

words! {
    /// Why a page was changed.
    pub enum UpdateKind {
        /// Something happened, or was added.
        Update = "update",
        /// Something was wrong.
        Correction = "correction",
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

impl Body {
    /// Returns `true` if there is no text.
    pub fn is_empty(&self) -> bool {
        self.document.is_empty()
    }
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
