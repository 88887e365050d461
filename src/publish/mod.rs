//! All routes into a folder, all at once or not at all.
//!
//! [`publish`] renders every route into a folder beside the output folder and then swaps the two. Until then the published folder is
//! not touched; a template that fails, a full disk or a killed process leaves it as it was. Only files that an earlier build wrote are ever
//! removed; which those are is known from the user's own records (`record`), or else from their bytes. A file whose bytes stay the same is taken over as it is, with the time of its last change; when all do,
//! the published folder is not touched at all.

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

use crate::diagnostic::Diagnostic;
use crate::explainer::{Route, sha256_hex};
use crate::render::Renderer;
use crate::render::search::Findable;
pub use compare::{Comparison, Earlier, compare};
use search::NewIndex;
use site::NewSite;
use staging::Staging;

/// Where and how to publish.
#[derive(Debug, Clone)]
pub struct PublishOptions {
    /// The folder that is replaced.
    pub output: PathBuf,
    /// The explainer's folder, which the output folder must not hold.
    pub root: PathBuf,
    /// Whether files that no build wrote are kept and published with the site. Otherwise the folder is refused.
    pub force: bool,
    /// The user's own folder for what is remembered from run to run; what was published where is noted there. `None` if there is none.
    pub state: Option<PathBuf>,
    /// Whether compressed siblings are written beside texts, for servers that send them.
    pub compress: bool,
}

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// How long rendering and writing took.
    pub rendering_took: Duration,
    /// How long making the search index took, after the pages it was made beside.
    pub indexing_took: Duration,
    /// How long putting the folder in place took.
    pub swapping_took: Duration,
    /// How many pages, redirects and lists for machines aside.
    pub pages: usize,
    /// How many files in all.
    pub files: usize,
    /// How many of them differ from what was published before.
    pub written: usize,
    /// What of it a host may refuse; each a message.
    pub near_limits: Vec<String>,
    /// Folders beside the output folder that look like a build's and that no build of this user's left; each a message.
    pub left_beside: Vec<String>,
}

/// Why publishing failed. But for [`Leftover`](Self::Leftover), nothing was published and the output folder is as it was.
#[derive(Debug)]
pub enum PublishError {
    /// Templates failed.
    Render(Vec<Diagnostic>),
    /// The output folder is not one that may be replaced; a message and what to do.
    Refused(String, String),
    /// The disk did not do what was asked; what was tried, and the error.
    Io(String, std::io::Error),
    /// The site was published, but the old one could not be cleared away wholly; a message and what to do.
    Leftover(String, String),
}

impl PublishError {
    /// The same, when it happened after the site was published.
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

/// Why one route did not get into the folder.
enum Failure {
    Render(Box<Diagnostic>),
    Write(PublishError),
}

/// Renders every route and writes nothing: what is wrong with the templates, in the order of the routes; what fails on many pages in
/// one place of a template is one problem. All pictures come from one template and take long: the first drawing stands for them.
pub fn rehearse(renderer: &Renderer) -> Vec<Diagnostic> {
    let routes = renderer.routes();
    let first = routes.iter().find(|route| matches!(route, Route::Card(_))).copied();
    let render = |route: &Route| match renderer.drawing(route) {
        Some(drawing) if Some(route) == first => renderer.check_drawing(route, &drawing?),
        Some(drawing) => drawing.map(drop),
        None => renderer.render(route).map(drop),
    };
    let failure = |route| render(route).err().map(|diagnostic| *diagnostic);
    once_each(routes.into_par_iter().filter_map(failure).collect())
}

/// One for each place in a template, with the first page that it fails on and the number of the others.
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

/// Adds the file of one route to the site; returns what search finds there. Pictures are drawn only when they are not there yet.
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

/// Adds the files of all routes.
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
    // Those first that would be waited for at the end.
    let routes = renderer.routes().into_iter().enumerate();
    let (slow, others): (Vec<_>, Vec<_>) = routes.partition(|(_, it)| renderer.takes_long(it));
    let routes = slow.into_iter().chain(others).par_bridge();
    let mut failures: Vec<_> = routes.filter_map(failed).collect();
    failures.sort_by_key(|(number, _)| *number);
    let mut diagnostics = Vec::new();
    for (_, failure) in failures {
        match failure {
            Failure::Render(diagnostic) => diagnostics.push(*diagnostic),
            Failure::Write(error) => return Err(error),
        }
    }
    if diagnostics.is_empty() { Ok(()) } else { Err(PublishError::Render(once_each(diagnostics))) }
}

/// Publishes the whole site. `progress` is called once for each file, from any thread.
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
