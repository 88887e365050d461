//! `check --external`, if the feature was compiled in.

#[cfg(feature = "external")]
pub(super) use with_it::check;

/// The error message and help text if the feature was not compiled in, otherwise `None`.
pub(super) const LEFT_OUT: Option<(&str, &str)> = if cfg!(feature = "external") {
    None
} else {
    Some((
        "this `standpoint` was built without what asks for links",
        "build it with `cargo build --release --features external`",
    ))
};

#[cfg(not(feature = "external"))]
pub(super) fn check(
    _: &super::args::Check,
    _: &crate::render::Renderer,
) -> Vec<crate::diagnostic::Diagnostic> {
    Vec::new()
}

#[cfg(feature = "external")]
mod with_it {
    use crate::cli::args::{Check, Format};
    use crate::cli::progress::Progress;
    use crate::cli::{load_options, say};
    use crate::content;
    use crate::diagnostic::Diagnostic;
    use crate::external::{self, ExternalOptions, Outgoing};
    use crate::render::Renderer;

    /// Requests every outgoing link of a valid site, prints the number of addresses, and returns the problems found.
    pub(in crate::cli) fn check(check: &Check, renderer: &Renderer) -> Vec<Diagnostic> {
        let common = &check.common;
        let index = match content::index(&load_options(common, Vec::new())) {
            Ok(index) => index,
            // Someone is editing: the content was valid a moment ago.
            Err(diagnostics) => return diagnostics,
        };
        let options = ExternalOptions {
            timeout: check.timeout,
            known: external::known_links(),
            ask_again: check.no_cache,
        };
        let outgoing = Outgoing::of(&index, renderer, &common.root);
        let progress = Progress::new(outgoing.count(), common.quiet);
        let checked = external::check(&outgoing, &options, &|| progress.advance());
        progress.finish();
        if !common.quiet && common.format == Format::Human {
            let links = checked.asked + checked.known;
            let noun = if links == 1 { "address" } else { "addresses" };
            say(&format!("{links} {noun} outside the site, {} asked for now\n", checked.asked));
        }
        checked.diagnostics
    }
}
