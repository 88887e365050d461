//! Everything that the meaning of a file depends on beside the file itself.

use std::sync::Arc;

use super::files::FurtherKinds;
use super::registry::Registry;
use super::source_texts::SourceTexts;
use super::tree::Others;
use crate::explainer::RawHtml;

/// Everything that a file's meaning depends on beside the file itself. References are looked up in it.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) registry: Arc<Registry>,
    /// The amount of work that suggestions for one file may take.
    pub(super) effort: u64,
    pub(super) others: Others,
    pub(super) source_texts: SourceTexts,
    /// `true` if drafts count as published.
    pub(super) drafts: bool,
    pub(super) raw_html: RawHtml,
    /// The kinds of linked files that are published in addition to the built-in list.
    pub(super) files: FurtherKinds,
}

impl Scope {
    /// Returns `true` if every file means the same in `other`.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.registry, &other.registry)
            && self.others == other.others
            && self.source_texts == other.source_texts
            && self.drafts == other.drafts
            && self.raw_html == other.raw_html
            && self.files == other.files
    }
}
