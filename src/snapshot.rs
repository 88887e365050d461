//! From a folder to something that can be rendered: the explainer and its theme, with every problem of both.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::content::{self, LoadOptions};
use crate::diagnostic::{self, Diagnostic};
use crate::explainer::Explainer;
use crate::render::{Renderer, Theme};

/// What came of loading an explainer's folder.
pub struct Snapshot {
    /// The explainer with its theme; missing when there is an error in either.
    pub renderer: Option<Renderer>,
    /// Every problem found, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// How long reading and checking the content took.
    pub content_took: Duration,
    /// How long reading the theme took.
    pub theme_took: Duration,
}

/// Loads the explainer and the theme in `options.root`.
pub fn load(options: &LoadOptions) -> Snapshot {
    let started = Instant::now();
    let content::Loaded { explainer, mut diagnostics } = content::load(options);
    let content_took = started.elapsed();
    let renderer =
        explainer.and_then(|explainer| with_theme(&options.root, explainer, &mut diagnostics));
    diagnostic::sort(&mut diagnostics);
    let theme_took = started.elapsed().saturating_sub(content_took);
    Snapshot { renderer, diagnostics, content_took, theme_took }
}

fn with_theme(
    root: &Path,
    explainer: Explainer,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Renderer> {
    let site = explainer.site();
    let (theme, found) = Theme::load(root, &site.language, &site.base_url);
    diagnostics.extend(found);
    Some(Renderer::new(explainer, theme?))
}
