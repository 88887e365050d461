//! From a folder to something that can be rendered: the explainer and its theme, with every problem of both.

use std::time::{Duration, Instant};

use crate::content::{self, LoadOptions};
use crate::diagnostic::{self, Diagnostic};
use crate::render::{Renderer, Theme, ThemeMemo};

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

/// What earlier loads of one folder made, so that the next one makes anew only what changed. Begins empty.
#[derive(Default)]
pub struct Memo {
    content: content::Memo,
    theme: ThemeMemo,
}

/// Loads the explainer and the theme in `options.root`. What is wrong with the one does not hide what is wrong with the other.
pub fn load(options: &LoadOptions, memo: &mut Memo) -> Snapshot {
    let started = Instant::now();
    let content::Loaded { explainer, theme, mut diagnostics } =
        content::load(options, &mut memo.content);
    let content_took = started.elapsed();
    let theme = theme.and_then(|settings| {
        let (theme, found) = Theme::load(
            &options.root,
            &settings.language,
            &settings.language_place,
            &settings.base_url,
            &mut memo.theme,
        );
        diagnostics.extend(found);
        theme
    });
    let renderer = explainer.zip(theme).map(|(explainer, theme)| Renderer::new(explainer, theme));
    diagnostic::sort(&mut diagnostics);
    let theme_took = started.elapsed().saturating_sub(content_took);
    Snapshot { renderer, diagnostics, content_took, theme_took }
}
