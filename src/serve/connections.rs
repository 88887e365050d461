//! Connections: their maximum number, and timeouts for sending and reading. A client that is slow or silent delays only itself.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

/// Timeout for receiving the head of a request, including the wait for it.
const HEAD_WITHIN: Duration = Duration::from_secs(10);

/// Timeout for a client that does not read its response.
const STALLED_FOR: Duration = Duration::from_secs(20);

/// Maximum size of the head of a request in bytes. Browsers send about 2,000, and also long cookies of other sites on `localhost`.
const LARGEST_HEAD: usize = 64 * 1024;

/// Maximum number of connections. Further ones wait until one of these ends.
const MOST: usize = 4096;

/// Maximum number of event streams. Each open page has one.
const MOST_STREAMS: usize = 256;

/// Number of open files reserved for the rest of the process.
const KEPT_BACK: usize = 128;

/// Serves every connection in a task of its own. Never returns.
pub(super) async fn answer_all(listener: TcpListener, router: Router) {
    let places = Arc::new(Semaphore::new(places()));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN).max_header_size(LARGEST_HEAD);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let stream = accept(&listener).await;
        // Responses are sent as they are written: waiting to fill packets (Nagle) would only delay them.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(STALLED_FOR));
        let service = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service);
        tokio::spawn(async move {
            // An error ends only this connection, and only its client needs to know.
            let _ = connection.await;
            drop(place);
        });
    }
}

/// Returns the next connection.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) if is_of_one_connection(&error) => {}
            // No more files can be opened at the moment; a connection that ends frees one.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Returns `true` if an error of `accept` means only that this one connection is gone again.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Returns the maximum number of event streams, which do not end by themselves.
pub(super) fn streams() -> usize {
    (places() / 4).clamp(1, MOST_STREAMS)
}

/// Returns the maximum number of connections. Each is an open file; many systems allow a process 1,024 of them unless it raises the limit.
#[cfg(unix)]
fn places() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = (MOST + KEPT_BACK) as u64;
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < wanted) {
        let current = Some(limit.maximum.map_or(wanted, |maximum| maximum.min(wanted)));
        // If the limit cannot be raised, fewer connections are allowed.
        let _ = setrlimit(Resource::Nofile, Rlimit { current, ..limit });
    }
    let files = getrlimit(Resource::Nofile).current.unwrap_or(wanted).min(wanted);
    usize::try_from(files).map_or(MOST, |files| files.saturating_sub(KEPT_BACK).max(8))
}

#[cfg(not(unix))]
fn places() -> usize {
    MOST
}
