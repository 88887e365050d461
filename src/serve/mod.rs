//! The development server: renders the requested route from the newest good snapshot, with the function that `build` uses.
//!
//! [`serve`] responds over HTTP as GitHub Pages would. With `watch`, a change on disk leads to a new snapshot, and browsers are notified.
//! It writes no files and prints no text; events are passed to a [`Reporter`].

mod answer;
mod connections;
mod handle;
mod http;
mod live;
mod watch;

pub(crate) use watch::watch;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use crate::content::LoadOptions;
use crate::diagnostic::Diagnostic;
use handle::SnapshotHandle;

/// The port that is tried first if none is given.
const DEFAULT_PORT: u16 = 3000;

/// Number of further ports that are tried after it.
const PORTS: u16 = 20;

/// Options of [`serve`].
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// The explainer to load.
    pub load: LoadOptions,
    /// The address to bind to.
    pub host: IpAddr,
    /// The port to bind to. If it is `None`, the first free one from 3000 on is used.
    pub port: Option<u16>,
    /// The way to watch the folder. `None` if it is not watched.
    pub watch: Option<Watching>,
}

/// The way in which changes on disk are detected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watching {
    /// By events of the system.
    Events,
    /// By polling twice a second, for file systems without events (some mounts and containers).
    Polling,
}

/// An event to report to the user.
pub enum Notice<'a> {
    /// The server responds at this address.
    Serving(&'a str),
    /// A snapshot was loaded.
    Loaded {
        /// Every problem found.
        all: &'a [Diagnostic],
        /// Those that the previous snapshot did not have.
        new: &'a [Diagnostic],
        /// Those that it had as well.
        old: &'a [&'a Diagnostic],
        /// The site that browsers are shown now.
        showing: Showing,
        /// Time spent on loading.
        took: std::time::Duration,
    },
    /// The site has another address from now on.
    Moved(&'a str),
    /// A page could not be rendered.
    Failed(&'a Diagnostic),
    /// The system has no more file watches, so changes are detected by polling; the system's message.
    Polling(String),
    /// Watching failed; the error message.
    Unwatched(String),
}

/// The site that browsers are shown after a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// The newest one, which is the first of all.
    First,
    /// The newest one, as after the previous load.
    Newest,
    /// The newest one, after one or more loads with errors.
    Mended,
    /// The last one without errors, since the newest has some.
    LastGood,
    /// None: no load has succeeded yet.
    Nothing,
}

/// Reports events to the user. Called from any thread.
pub trait Reporter: Send + Sync {
    /// Reports an event.
    fn notice(&self, notice: Notice);
    /// Returns problems as text, as on the terminal but without color, for browsers to show.
    fn text(&self, diagnostics: &[Diagnostic]) -> String;
}

/// The error of [`serve`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The port is in use.
    #[error("port {} is in use", .0.port())]
    Busy(SocketAddr),
    /// The address cannot be bound.
    #[error("cannot listen on {0}")]
    Bind(SocketAddr, #[source] io::Error),
    /// Another I/O error.
    #[error("cannot serve")]
    Io(#[source] io::Error),
}

/// Serves until the process is interrupted.
pub fn serve(options: &ServeOptions, reporter: &Arc<dyn Reporter>) -> Result<(), ServeError> {
    let listener = bind(options)?;
    let address = listener.local_addr().map_err(ServeError::Io)?;
    let host =
        if address.ip().is_unspecified() { IpAddr::from([127, 0, 0, 1]) } else { address.ip() };
    let origin = format!("http://{}", SocketAddr::new(host, address.port()));
    let handle = Arc::new(SnapshotHandle::new(options.load.clone(), reporter.clone(), origin));
    // Watching begins before the first load, so that no change in between is missed.
    let watcher = options.watch.map(|how| watch::Watcher::new(&options.load.root, how));
    handle.reload();
    if let Some(watcher) = watcher {
        watch::follow(watcher, handle.clone());
    }
    handle.announce();
    let (live, makers) = (options.watch.is_some(), http::makers());
    http::run(listener, http::Service { handle, address, live, makers }).map_err(ServeError::Io)
}

/// Binds the given port, or the first free one from the default on.
fn bind(options: &ServeOptions) -> Result<TcpListener, ServeError> {
    let ports = match options.port {
        Some(port) => port..=port,
        None => DEFAULT_PORT..=DEFAULT_PORT + PORTS,
    };
    let mut last = None;
    for port in ports {
        let address = SocketAddr::new(options.host, port);
        match TcpListener::bind(address) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                last = Some(ServeError::Busy(address));
            }
            Err(error) => return Err(ServeError::Bind(address, error)),
        }
    }
    Err(last.unwrap_or_else(|| ServeError::Io(io::ErrorKind::AddrInUse.into())))
}
