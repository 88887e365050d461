//! The options of a load.

use std::path::PathBuf;

use super::tree::Overlay;
use crate::explainer::BaseUrl;

/// The options of a load.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// The explainer's folder, which contains `content/`.
    pub root: PathBuf,
    /// `true` if drafts are part of the site.
    pub drafts: bool,
    /// The address at which the site is published, instead of the one in `site.yaml`.
    pub base_url: Option<BaseUrl>,
    /// Texts of sources to check quotes against: the source's slug and the text file.
    pub source_texts: Vec<(String, PathBuf)>,
    /// File contents that replace those on disk: changes that are on trial, or not saved yet.
    pub overlay: Overlay,
    /// `true` if the disk has not changed since the last load with this memo, so that only the overlay has to be read.
    pub disk_is_as_before: bool,
}
