//! Publishing: writes all routes into a folder, or none.
//!
//! [`publish`] renders every route into a folder beside the output folder and then swaps the two. Until then the published folder is not
//! touched, so a template that fails, a full disk or a killed process leaves it as it was. Only files that an earlier build wrote are ever
//! removed; they are known from the user's own records (`record`), or else by their bytes. A file whose bytes stay the same keeps its
//! modification time. If all files stay the same, the published folder is not touched at all.

mod compare;
mod compress;
mod contents;
mod limits;
mod lock;
mod manifest;
mod record;
mod search;
mod site;
mod staging;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::diagnostic::{self, Diagnostic};
use crate::explainer::{Route, sha256_hex};
use crate::render::search::Findable;
use crate::render::{RenderError, Renderer};
pub use compare::{Comparison, Earlier, compare};
use search::NewIndex;
use site::NewSite;
use staging::Staging;

/// Options of [`publish`].
#[derive(Debug, Clone)]
pub struct PublishOptions {
    /// The output folder, which is replaced.
    pub output: PathBuf,
    /// The explainer's folder, which the output folder must not contain.
    pub root: PathBuf,
    /// Set to keep files that no build wrote and publish them with the site. Otherwise such files are an error.
    pub force: bool,
    /// The user's state folder, where published manifests are recorded. `None` if there is none.
    pub state: Option<PathBuf>,
    /// Set to write compressed copies beside texts, for servers that send them.
    pub compress: bool,
}

/// The result of [`publish`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Time spent on rendering and writing.
    pub rendering_took: Duration,
    /// Time spent on the search index, after rendering.
    pub indexing_took: Duration,
    /// Time spent on putting the folder in place.
    pub swapping_took: Duration,
    /// Number of pages, without redirects and machine-readable lists.
    pub pages: usize,
    /// Number of all files.
    pub files: usize,
    /// Number of files that differ from those published before.
    pub written: usize,
    /// Messages about sizes that a host may reject.
    pub near_limits: Vec<String>,
    /// Messages about folders beside the output folder that look like a build's, but are not recorded as left by one of this user's builds.
    pub left_beside: Vec<String>,
}

/// The error of [`publish`]. Except for [`Leftover`](Self::Leftover), the site was not published and the output folder is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// Errors in templates.
    #[error("pages cannot be rendered: {}", diagnostic::listed(.0))]
    Render(Vec<Diagnostic>),
    /// The output folder may not be replaced: a message and a help text.
    #[error("{0}")]
    Refused(String, String),
    /// An I/O error: the operation that failed, and the error.
    #[error("{0} failed")]
    Io(String, #[source] std::io::Error),
    /// The site was published, but the old one could not be removed completely: a message and a help text.
    #[error("the site is published, but {0}")]
    Leftover(String, String),
}

impl PublishError {
    /// Converts an error that occurred after the site was published.
    fn after_the_swap(self) -> Self {
        match self {
            Self::Io(what, error) => {
                Self::Leftover(format!("{what}: {error}"), "the next build tries again".to_owned())
            }
            Self::Refused(message, help) => Self::Leftover(message, help),
            other => other,
        }
    }
}

/// The error of a single route.
enum Failure {
    Render(RenderError),
    Write(PublishError),
}

/// Renders every route without writing and returns template errors, one per template location, in route order. All pictures come from one
/// template and take long to draw, so only the first one is drawn.
pub fn rehearse(renderer: &Renderer) -> Vec<Diagnostic> {
    let routes = renderer.routes();
    let first = routes.iter().find(|route| matches!(route, Route::Card(_))).copied();
    let render = |route: &Route| match renderer.drawing(route) {
        Some(drawing) if Some(route) == first => renderer.check_drawing(route, &drawing?),
        Some(drawing) => drawing.map(drop),
        None => renderer.render(route).map(drop),
    };
    let failure = |route| match render(route) {
        Err(RenderError::Template(diagnostic)) => Some(*diagnostic),
        // The renderer lists only outputs that exist.
        Err(RenderError::NoSuchOutput(_)) | Ok(()) => None,
    };
    once_each(routes.into_par_iter().filter_map(failure).collect())
}

/// Merges diagnostics of the same template location. The message names the first page and counts the others.
fn once_each(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut once: Vec<(Diagnostic, usize)> = Vec::new();
    for diagnostic in diagnostics {
        let same = |(it, _): &&mut (Diagnostic, usize)| {
            (it.code, &it.span) == (diagnostic.code, &diagnostic.span)
        };
        match once.iter_mut().find(same) {
            Some((_, others)) => *others += 1,
            None => once.push((diagnostic, 0)),
        }
    }
    let counted = once.into_iter().map(|(mut diagnostic, others)| {
        let message = &diagnostic.message;
        match others {
            0 => {}
            1 => diagnostic.message = format!("{message} and 1 other page"),
            n => diagnostic.message = format!("{message} and {n} other pages"),
        }
        diagnostic
    });
    counted.collect()
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        Self::Write(error)
    }
}

/// Adds the file of one route to the site, and returns its content for search, if it has any. Pictures are drawn only if no up-to-date one
/// is published.
fn add(renderer: &Renderer, site: &NewSite, route: &Route) -> Result<Option<Findable>, Failure> {
    let path = route.file();
    if let Some(drawing) = renderer.drawing(route) {
        let drawing = drawing.map_err(Failure::Render)?;
        let from = format!("{} {}", env!("CARGO_PKG_VERSION"), sha256_hex(drawing.as_bytes()));
        let draw = || renderer.picture(route, &drawing).map_err(Failure::Render);
        site.make(&path, &from, draw)?;
        return Ok(None);
    }
    if let Some(file) = renderer.on_disk(route) {
        site.add_from_disk(&path, file)?;
        return Ok(None);
    }
    let bytes = renderer.render(route).map_err(Failure::Render)?;
    site.add(&path, &bytes)?;
    Ok(renderer.findable(route, &bytes))
}

/// Adds the files of all routes. Errs with the first I/O error, or if there is none with the template errors.
fn add_all(
    renderer: &Renderer,
    site: &NewSite,
    index: Option<&NewIndex>,
    progress: &(dyn Fn() + Sync),
) -> Result<(), PublishError> {
    let failed = |(number, route): (usize, &Route)| {
        progress();
        let added = add(renderer, site, route).map(|page| {
            if let (Some(index), Some(page)) = (index, page) {
                index.add(number, page);
            }
        });
        added.err().map(|failure| (number, failure))
    };
    // Slow routes go first, so that they are not waited for at the end.
    let routes = renderer.routes().into_iter().enumerate();
    let (slow, others): (Vec<_>, Vec<_>) = routes.partition(|(_, it)| renderer.takes_long(it));
    let routes = slow.into_iter().chain(others).par_bridge();
    let mut failures: Vec<_> = routes.filter_map(failed).collect();
    failures.sort_by_key(|(number, _)| *number);
    let mut diagnostics = Vec::new();
    for (_, failure) in failures {
        match failure {
            Failure::Render(RenderError::Template(diagnostic)) => diagnostics.push(*diagnostic),
            Failure::Render(error @ RenderError::NoSuchOutput(_)) => {
                return Err(PublishError::Io("render".to_owned(), std::io::Error::other(error)));
            }
            Failure::Write(error) => return Err(error),
        }
    }
    if diagnostics.is_empty() { Ok(()) } else { Err(PublishError::Render(once_each(diagnostics))) }
}

/// Publishes the whole site. `progress` is called once for each route, from any thread.
pub fn publish(
    renderer: &Renderer,
    options: &PublishOptions,
    progress: &(dyn Fn() + Sync),
) -> Result<Published, PublishError> {
    let started = Instant::now();
    let staging = Staging::prepare(options)?;
    let left_beside = staging.left_beside();
    let site = NewSite::new(staging, &options.output, options.compress);
    let settings = renderer.explainer().site();
    let index = settings.search.then(NewIndex::default);
    add_all(renderer, &site, index.as_ref(), progress)?;
    let rendering_took = started.elapsed();
    index.map_or(Ok(()), |it| it.publish(&site, &settings.language))?;
    let indexing_took = started.elapsed().saturating_sub(rendering_took);
    let (files, written, sizes) = site.publish()?;
    let swapping_took = started.elapsed().saturating_sub(rendering_took + indexing_took);
    let pages = renderer.routes().iter().filter(|route| route.is_page()).count();
    let near_limits = limits::near(&sizes);
    Ok(Published {
        rendering_took,
        indexing_took,
        swapping_took,
        pages,
        files,
        written,
        near_limits,
        left_beside,
    })
}

fn io(what: &str, path: &Path, error: std::io::Error) -> PublishError {
    PublishError::Io(format!("{what} `{}`", path.display()), error)
}
