//! The error of rendering a route.

use crate::diagnostic::Diagnostic;
use crate::explainer::Route;

/// The error of [`Renderer::render`](super::Renderer::render).
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The site has no such output: the explainer lacks the entity, or does not publish a file of this kind.
    #[error("the site has no `/{}`", .0.address())]
    NoSuchOutput(Route),
    /// A template failed.
    #[error("{0}")]
    Template(Box<Diagnostic>),
}
