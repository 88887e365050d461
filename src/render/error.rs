//! The error of rendering a route.

use std::fmt;

use crate::diagnostic::Diagnostic;
use crate::explainer::Route;

/// The error of [`Renderer::render`](super::Renderer::render).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum RenderError {
    /// The site has no such output: the explainer lacks the entity, or does not publish a file of this kind.
    NoSuchOutput(Route),
    /// A template failed.
    Template(Box<Diagnostic>),
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NoSuchOutput(route) => write!(f, "the site has no `/{}`", route.address()),
            Self::Template(diagnostic) => f.write_str(&diagnostic.message),
        }
    }
}

impl std::error::Error for RenderError {}
