//! Connections: how many there may be at once, and how long one may take over what it sends and what it reads. A reader who is slow, or
//! who says nothing, keeps nobody waiting but itself.

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

/// How long the head of a request may take to come, the wait for it included.
const HEAD_WITHIN: Duration = Duration::from_secs(10);

/// How long a reader may take nothing of what it asked for.
const STALLED_FOR: Duration = Duration::from_secs(20);

/// The most bytes that the head of a request may have; browsers send two thousand, and long cookies of other sites on `localhost`.
const LARGEST_HEAD: usize = 64 * 1024;

/// The most connections at once; further ones wait until one of these ends.
const MOST: usize = 4096;

/// The most streams of events at once: more pages nobody has open.
const MOST_STREAMS: usize = 256;

/// Files that the rest of the process may have open meanwhile.
const KEPT_BACK: usize = 128;

/// Answers every connection, each as a task of its own, and never ends.
pub(super) async fn answer_all(listener: TcpListener, router: Router) {
    let places = Arc::new(Semaphore::new(places()));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN).max_header_size(LARGEST_HEAD);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let stream = accept(&listener).await;
        // An answer goes out as it is written: nothing follows that would be worth waiting for.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(STALLED_FOR));
        let service = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service);
        tokio::spawn(async move {
            // Whatever ends a connection, whoever sent the request is the only one to be told.
            let _ = connection.await;
            drop(place);
        });
    }
}

/// The next connection.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) if is_of_one_connection(&error) => {}
            // No file can be opened at the moment; a connection that ends gives one back.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Whether an error of `accept` says no more than that this one connection is gone again.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// How many of the connections may be streams of events, which do not end by themselves.
pub(super) fn streams() -> usize {
    (places() / 4).clamp(1, MOST_STREAMS)
}

/// How many connections there may be at once. Each is an open file, of which a process may have 1,024 on many systems unless it asks for more.
#[cfg(unix)]
fn places() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = (MOST + KEPT_BACK) as u64;
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < wanted) {
        let current = Some(limit.maximum.map_or(wanted, |maximum| maximum.min(wanted)));
        // Where it is not granted, there are fewer places.
        let _ = setrlimit(Resource::Nofile, Rlimit { current, ..limit });
    }
    let files = getrlimit(Resource::Nofile).current.unwrap_or(wanted).min(wanted);
    usize::try_from(files).map_or(MOST, |files| files.saturating_sub(KEPT_BACK).max(8))
}

#[cfg(not(unix))]
fn places() -> usize {
    MOST
}
