//! The route that a browser asks for, rendered from the newest good snapshot by the function that `build` uses.
//!
//! [`serve`] answers over HTTP as GitHub Pages would; with `watch`, a change on disk makes a new snapshot and browsers are told. Nothing
//! is written to disk, and nothing is printed: what happens is handed to a [`Reporter`].

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

/// The port that is tried first when none is asked for.
const DEFAULT_PORT: u16 = 3000;

/// How many ports from there on are tried.
const PORTS: u16 = 20;

/// What to serve, and where.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// What to load.
    pub load: LoadOptions,
    /// The address to bind to.
    pub host: IpAddr,
    /// The port to bind to; the first free one from 3000 on when none is given.
    pub port: Option<u16>,
    /// Whether to watch the folder.
    pub watch: Option<Watching>,
}

/// How changes on disk are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watching {
    /// By the system's events.
    Events,
    /// By looking twice a second, where events do not come (some mounts and containers).
    Polling,
}

/// Something that happened, for whoever wants to tell the user.
pub enum Notice<'a> {
    /// The server answers at this address.
    Serving(&'a str),
    /// A snapshot was loaded.
    Loaded {
        /// Every problem found.
        all: &'a [Diagnostic],
        /// Those that the snapshot before did not have.
        new: &'a [Diagnostic],
        /// Those that it had as well.
        old: &'a [&'a Diagnostic],
        /// What browsers are shown now.
        showing: Showing,
        /// How long it took.
        took: std::time::Duration,
    },
    /// The site lies at another address from now on.
    Moved(&'a str),
    /// A page could not be rendered.
    Failed(&'a Diagnostic),
    /// The system has no more watches to give, so changes are looked for by polling; what it says.
    Polling(String),
    /// Watching failed.
    Unwatched(String),
}

/// The site that browsers are shown after a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// The one just loaded, the first of all.
    First,
    /// The one just loaded, as the one before.
    Newest,
    /// The one just loaded, after one or more that could not be shown.
    Mended,
    /// The last one without errors, since the one just loaded has some.
    LastGood,
    /// None: no snapshot was without errors so far.
    Nothing,
}

/// Tells the user what happens. Called from any thread.
pub trait Reporter: Send + Sync {
    /// Something happened.
    fn notice(&self, notice: Notice);
    /// Problems as text, as the terminal shows them but without color; browsers show it.
    fn text(&self, diagnostics: &[Diagnostic]) -> String;
}

/// Why nothing is served.
#[derive(Debug)]
pub enum ServeError {
    /// The port is taken.
    Busy(SocketAddr),
    /// The address cannot be bound.
    Bind(SocketAddr, io::Error),
    /// The system refused something else.
    Io(io::Error),
}

/// Serves until the process is interrupted.
pub fn serve(options: &ServeOptions, reporter: &Arc<dyn Reporter>) -> Result<(), ServeError> {
    let listener = bind(options)?;
    let address = listener.local_addr().map_err(ServeError::Io)?;
    let host =
        if address.ip().is_unspecified() { IpAddr::from([127, 0, 0, 1]) } else { address.ip() };
    let origin = format!("http://{}", SocketAddr::new(host, address.port()));
    let handle = Arc::new(SnapshotHandle::new(options.load.clone(), reporter.clone(), origin));
    // Watching begins before the first load, so that no change falls between the two.
    let watcher = options.watch.map(|how| watch::Watcher::new(&options.load.root, how));
    handle.reload();
    if let Some(watcher) = watcher {
        watch::follow(watcher, handle.clone());
    }
    handle.announce();
    let (live, makers) = (options.watch.is_some(), http::makers());
    http::run(listener, http::Service { handle, address, live, makers }).map_err(ServeError::Io)
}

/// The port that was asked for, or the first free one from the default on.
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
