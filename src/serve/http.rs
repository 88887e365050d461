//! The HTTP server.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::num::NonZero;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::io::AsyncReadExt;
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use super::Notice;
use super::answer::{Answer, answer, etag};
use super::connections;
use super::handle::SnapshotHandle;
use super::live;
use crate::explainer::{FileOnDisk, SEARCH_INDEX};

/// The state that all request handlers share.
#[derive(Clone)]
pub(super) struct Service {
    pub(super) handle: Arc<SnapshotHandle>,
    /// The bound address.
    pub(super) address: SocketAddr,
    /// Set if open pages are updated live.
    pub(super) live: bool,
    /// Permits to render a page. More at once than there are cores would use more memory, and none would be ready sooner.
    pub(super) makers: Arc<Semaphore>,
}

/// Returns the permits to render: a few more than there are cores.
pub(super) fn makers() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(2, NonZero::get) + 2))
}

/// Serves until the process is interrupted, and then drops open connections.
pub(super) fn run(listener: TcpListener, service: Service) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::select! {
            () = connections::answer_all(listener, router(service)) => Ok(()),
            interrupted = tokio::signal::ctrl_c() => interrupted,
        }
    });
    runtime.shutdown_background();
    ended
}

fn router(service: Service) -> Router {
    let mut router = Router::new();
    if service.live {
        let handle = service.handle.clone();
        let streams = Arc::new(Semaphore::new(connections::streams()));
        router = router
            .route(live::SCRIPT_PATH, get(|| async { script() }))
            .route(live::EVENTS_PATH, get(move || async move { events(handle, &streams) }));
    }
    let guard = axum::middleware::from_fn_with_state(service.clone(), guard);
    router.fallback(respond).with_state(service).layer(guard)
}

/// Returns an event stream, or an error if there are too many: streams do not end, and some connections have to remain for pages.
fn events(handle: Arc<SnapshotHandle>, streams: &Arc<Semaphore>) -> Response {
    if let Ok(place) = streams.clone().try_acquire_owned() {
        return live::events(handle, place).into_response();
    }
    let why = "too many pages are open: this one does not follow what is written\n";
    (StatusCode::SERVICE_UNAVAILABLE, why).into_response()
}

fn script() -> Response {
    (
        [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        live::SCRIPT,
    )
        .into_response()
}

/// Rejects requests meant for another host, such as a page elsewhere whose name was made to point here (DNS rebinding).
async fn guard(
    State(service): State<Service>,
    request: Request,
    next: axum::middleware::Next,
) -> Response {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return (StatusCode::BAD_REQUEST, "a request names one host\n").into_response();
    };
    let named = request.uri().authority().map(axum::http::uri::Authority::as_str);
    let own = |name: &str| is_own(name, service.address);
    if host.to_str().is_ok_and(own) && named.is_none_or(own) {
        return next.run(request).await;
    }
    let why = "this server answers only to the address it is bound to, and to localhost\n";
    (StatusCode::FORBIDDEN, why).into_response()
}

/// Returns `true` if `host`, as given in a request, is the bound address or a loopback name. If every address is bound, any IP address is
/// accepted.
fn is_own(host: &str, bound: SocketAddr) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !name.ends_with(':') && port.bytes().all(|b| b.is_ascii_digit()) => {
            (name, port.parse().ok())
        }
        _ => (host, Some(80)),
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    let known = match name.parse::<IpAddr>() {
        Ok(ip) => ip.is_loopback() || ip == bound.ip() || bound.ip().is_unspecified(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    };
    known && port == Some(bound.port())
}

async fn respond(State(service): State<Service>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if parts.method != Method::GET && parts.method != Method::HEAD {
        let allowed = [(header::ALLOW, "GET, HEAD")];
        return (StatusCode::METHOD_NOT_ALLOWED, allowed).into_response();
    }
    if parts.uri.path().contains(SEARCH_INDEX) {
        // The first request makes the index. Others wait for it here, before they take a permit, so that pages can still be rendered.
        let shown = service.handle.newest();
        let index = move || shown.site.map(|site| site.search_file(SEARCH_INDEX).is_ok());
        let _ = tokio::task::spawn_blocking(index).await;
    }
    let right = service.makers.clone().acquire_owned().await.ok();
    in_background(move || {
        let _right = right;
        let shown = service.handle.newest();
        let answer = answer(&shown, parts.uri.path());
        respond_with(&service, answer, &shown.problems, parts.uri.query(), &parts.headers)
    })
    .await
}

/// Runs `work` on a blocking thread. If it panics, returns an error response, so that other pages are not affected.
async fn in_background(work: impl FnOnce() -> Response + Send + 'static) -> Response {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        let why = "this page could not be made: Standpoint has a bug; the terminal says where\n";
        (StatusCode::INTERNAL_SERVER_ERROR, why).into_response()
    })
}

fn respond_with(
    service: &Service,
    answer: Answer,
    problems: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Response {
    match answer {
        Answer::Moved(path) => redirect(StatusCode::MOVED_PERMANENTLY, path, query),
        Answer::ForNow(path) => redirect(StatusCode::TEMPORARY_REDIRECT, path, query),
        Answer::Nothing => problems_page(service, problems),
        Answer::Failed(diagnostic) => {
            let text = service.handle.reporter.text(std::slice::from_ref(&diagnostic));
            service.handle.reporter.notice(Notice::Failed(&diagnostic));
            problems_page(service, &text)
        }
        Answer::OnDisk { media_type, file, name } => on_disk(&media_type, &file, &name, headers),
        Answer::File { status, media_type, body, name, follows } => {
            let body = if service.live && follows {
                Bytes::from(live::with_script(&body))
            } else {
                Bytes::from_owner(body)
            };
            file(status, &media_type, body, name.as_deref(), headers)
        }
    }
}

fn redirect(status: StatusCode, path: String, query: Option<&str>) -> Response {
    let location = match query {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())];
    (status, headers).into_response()
}

fn problems_page(service: &Service, problems: &str) -> Response {
    let page = live::problems_page(problems, service.live);
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::INTERNAL_SERVER_ERROR, headers, page).into_response()
}

/// Returns the file, or 304 if the browser has these bytes. The browser may cache a file with a `name`. The server omits the body for
/// `HEAD`.
fn file(
    status: u16,
    media_type: &str,
    body: Bytes,
    name: Option<&str>,
    headers: &HeaderMap,
) -> Response {
    let tag = name.map_or_else(|| etag(&body), |name| format!("\"{name}\""));
    let unchanged = status == 200 && knows(headers, &tag);
    let (status, body) = if unchanged { (304, Body::empty()) } else { (status, Body::from(body)) };
    with_body(status, media_type, &tag, name.is_some(), None, body)
}

/// Returns a file that is sent in chunks as the client reads it, or 304. A file that has changed since it was loaded is not found until the
/// next load.
fn on_disk(media_type: &str, file: &FileOnDisk, name: &str, headers: &HeaderMap) -> Response {
    let tag = format!("\"{name}\"");
    if knows(headers, &tag) {
        return with_body(304, media_type, &tag, true, None, Body::empty());
    }
    let Ok(open) = file.open() else {
        let why = "this file changed since it was read, and is shown again when all is read anew\n";
        return (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")], why).into_response();
    };
    let (sender, pieces) = mpsc::channel(1);
    tokio::spawn(send(tokio::fs::File::from_std(open), sender));
    let body = Body::from_stream(ReceiverStream::new(pieces));
    with_body(200, media_type, &tag, true, Some(file.length), body)
}

/// Sends a file in chunks, until its end or until the receiver is gone.
async fn send(mut file: tokio::fs::File, to: mpsc::Sender<io::Result<Bytes>>) {
    loop {
        let mut piece = vec![0; 1 << 16];
        let read = match file.read(&mut piece).await {
            Ok(0) => return,
            Ok(count) => {
                piece.truncate(count);
                Ok(Bytes::from(piece))
            }
            Err(error) => Err(error),
        };
        let is_last = read.is_err();
        if to.send(read).await.is_err() || is_last {
            return;
        }
    }
}

/// Returns `true` if the browser has the bytes with this tag.
fn knows(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    known.is_some_and(|known| {
        known
            .split(',')
            .any(|it| matches!(it.trim().trim_start_matches("W/"), it if it == tag || it == "*"))
    })
}

fn with_body(
    status: u16,
    media_type: &str,
    tag: &str,
    has_name: bool,
    length: Option<u64>,
    body: Body,
) -> Response {
    let caching = if has_name { "max-age=31536000, immutable" } else { "no-store" };
    let mut response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, media_type)
        .header(header::CACHE_CONTROL, caching)
        .header(header::ETAG, tag)
        .header("x-content-type-options", "nosniff");
    if let Some(length) = length {
        response = response.header(header::CONTENT_LENGTH, length);
    }
    response.body(body).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

#[cfg(test)]
mod tests {
    use super::{in_background, is_own};

    #[test]
    fn a_panic_is_an_answer() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let answer = runtime.block_on(in_background(|| panic!("a bug")));
        assert_eq!(answer.status(), 500);
        let body = runtime.block_on(axum::body::to_bytes(answer.into_body(), 1024)).unwrap();
        assert!(body.starts_with(b"this page could not be made"));
    }

    #[test]
    fn only_its_own_names_are_answered() {
        let bound = "127.0.0.1:3000".parse().unwrap();
        for own in ["127.0.0.1:3000", "localhost:3000", "LOCALHOST:3000", "[::1]:3000"] {
            assert!(is_own(own, bound), "{own}");
        }
        for foreign in [
            "example.org:3000",
            "127.0.0.1:3001",
            "localhost",
            "192.168.1.7:3000",
            "localhost.example.org:3000",
            "",
        ] {
            assert!(!is_own(foreign, bound), "{foreign}");
        }
        let everywhere = "0.0.0.0:3000".parse().unwrap();
        assert!(is_own("192.168.1.7:3000", everywhere) && !is_own("example.org:3000", everywhere));
        let standard = "127.0.0.1:80".parse().unwrap();
        assert!(is_own("localhost", standard));
    }
}
