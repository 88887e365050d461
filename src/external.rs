//! A check of the links that lead out of the site.
//!
//! [`check`] requests every address once, however often it occurs on the site. It limits its rate (`external/queue.rs`), and a good address
//! is not requested again for a day (`external/known.rs`). It is never part of a build: changes of other sites are no errors in the
//! content.

mod ask;
mod known;
mod links;
mod queue;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

pub use known::known_links;

use crate::content::Index;
use crate::diagnostic::{self, Code, Diagnostic};
use crate::render::Renderer;
use ask::Verdict;
use known::Known;
use links::{Links, Place, Wrong};

/// Options of [`check`].
#[derive(Debug, Clone)]
pub struct ExternalOptions {
    /// Timeout for a response.
    pub timeout: Duration,
    /// The file in which good links are cached. `None` to cache none.
    pub known: Option<PathBuf>,
    /// Set to request cached links as well.
    pub ask_again: bool,
}

/// The links of a site that can be checked.
#[derive(Debug)]
pub struct Outgoing(Links);

/// The result of [`check`].
#[derive(Debug)]
pub struct Checked {
    /// One problem for each place with a link that does not work as written, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Number of addresses that were requested.
    pub asked: usize,
    /// Number of addresses that the cache holds as good.
    pub known: usize,
}

impl Outgoing {
    /// Collects every link that leads out of the site: those in the content, whose places are in `index`, and those of the theme. `root` is
    /// the explainer's folder, which may contain templates of its own.
    pub fn of(index: &Index, renderer: &Renderer, root: &Path) -> Self {
        Self(links::gather(index, renderer, root))
    }

    /// Returns the number of addresses to check.
    pub fn count(&self) -> usize {
        self.0.asked.len()
    }
}

/// Checks every address of `outgoing`. `progress` is called once for each, from any thread.
pub fn check(
    outgoing: &Outgoing,
    options: &ExternalOptions,
    progress: &(dyn Fn() + Sync),
) -> Checked {
    let Outgoing(links) = outgoing;
    let known = options.known.as_deref().map(Known::read).unwrap_or_default();
    let is_known = |address: &&url::Url| !options.ask_again && known.holds(address.as_str());
    let (good, ask): (Vec<_>, Vec<_>) = links.asked.keys().partition(is_known);
    for _ in &good {
        progress();
    }
    let (good, asked) = (good.len(), ask.len());
    let found = Mutex::new((known, Vec::new()));
    let agent = ask::agent(options.timeout);
    queue::ask_all(
        ask.into_iter().cloned().collect(),
        |address| ask::ask(&agent, address),
        |address, verdict| {
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            if verdict == Verdict::Good {
                found.0.insert(address.to_string());
            }
            let places = links.asked.get(address).into_iter().flatten();
            found.1.extend(places.filter_map(|place| problem(place, &verdict)));
            progress();
        },
    );
    let (known, mut diagnostics) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(path) = &options.known {
        known.write(path);
    }
    diagnostics.extend(links.wrong.iter().map(|(place, wrong)| wrong_in_itself(place, *wrong)));
    diagnostic::sort(&mut diagnostics);
    Checked { diagnostics, asked, known: good }
}

/// Returns the problem of a link. `None` if the link is good.
fn problem(place: &Place, verdict: &Verdict) -> Option<Diagnostic> {
    let Place { written, span, on } = place;
    match verdict {
        Verdict::Good => None,
        Verdict::Dead(what) => {
            let help = "link to where it can be read now, or to a copy in an archive";
            Some(dead(place, what).help(help))
        }
        Verdict::Moved(to) => {
            let mut to = to.clone();
            if let (None, Some((_, fragment))) = (to.fragment(), written.split_once('#')) {
                to.set_fragment(Some(fragment));
            }
            let message = format!("`{written}` has moved for good{on}");
            let moved = Diagnostic::new(Code::MovedLink, span.clone(), message);
            Some(moved.help(format!("write `{to}`, if it shows the same")))
        }
        Verdict::Unproven(what) => {
            let message = format!("`{written}` {what}{on}");
            let unproven = Diagnostic::new(Code::UnprovenLink, span.clone(), message);
            Some(
                unproven.help("open it in a browser: readers may be let in where programs are not"),
            )
        }
    }
}

fn dead(place: &Place, what: &str) -> Diagnostic {
    let Place { written, span, on } = place;
    Diagnostic::new(Code::DeadLink, span.clone(), format!("`{written}` {what}{on}"))
}

fn wrong_in_itself(place: &Place, wrong: Wrong) -> Diagnostic {
    match wrong {
        Wrong::NoAddress => dead(place, "is no address").help("correct it"),
        Wrong::NoPage => dead(place, "is no page of this site")
            .help("link to the page's file instead, relatively: every check looks after that"),
    }
}
