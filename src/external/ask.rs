//! A single request, and the verdict that its response gives on a link.

use std::io;
use std::time::{Duration, SystemTime};

use ureq::http::{HeaderMap, StatusCode, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Error};
use url::Url;

/// The `User-Agent` header.
const USER_AGENT: &str = concat!("standpoint/", env!("CARGO_PKG_VERSION"), " (checks links)");

/// The state of a link. The texts continue a sentence that begins with "the link".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The link works.
    Good,
    /// The link works, but redirects permanently to this address.
    Moved(Url),
    /// The link is broken.
    Dead(String),
    /// A program cannot tell if the link works.
    Unproven(String),
}

/// The result of one request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The final verdict.
    Final(Verdict),
    /// A redirect: another address has to be requested.
    Redirect {
        /// The other address.
        to: Url,
        /// Set if the redirect is permanent.
        permanent: bool,
        /// Set if the server sets a cookie. Cookies are not kept here.
        cookie: bool,
    },
    /// A failure that may pass: the request should be repeated.
    Again {
        /// The verdict if repeating it does not help.
        unless: Verdict,
        /// The delay that the server asks for. `None` if it asks for none.
        wait: Option<Duration>,
    },
}

/// Creates a client that trusts the system's root certificates, follows no redirects, and waits at most `timeout` for a response.
pub(super) fn agent(timeout: Duration) -> Agent {
    let config = Agent::config_builder()
        .user_agent(USER_AGENT)
        .accept("text/html,application/xhtml+xml,*/*;q=0.8")
        .http_status_as_error(false)
        .max_redirects(0)
        .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
        .timeout_global(Some(timeout));
    config.build().new_agent()
}

/// Requests `address` once. The body is not read.
pub(super) fn ask(agent: &Agent, address: &Url) -> Answer {
    match agent.get(address.as_str()).call() {
        Ok(response) => answered(address, response.status(), response.headers()),
        Err(error) => failed(&error),
    }
}

fn answered(address: &Url, status: StatusCode, headers: &HeaderMap) -> Answer {
    let reason = status.canonical_reason().map(|it| format!(" {it}")).unwrap_or_default();
    let says = format!("answers {}{reason}", status.as_u16());
    match status.as_u16() {
        code @ (301 | 302 | 303 | 307 | 308) => {
            let to = headers.get(header::LOCATION).and_then(|it| it.to_str().ok());
            let to = to.and_then(|to| address.join(to).ok());
            match to.filter(|to| matches!(to.scheme(), "http" | "https")) {
                None => Answer::Final(Verdict::Dead(format!("{says}, but not where to"))),
                Some(to) => Answer::Redirect {
                    to,
                    permanent: matches!(code, 301 | 308),
                    cookie: headers.contains_key(header::SET_COOKIE),
                },
            }
        }
        200..=399 => Answer::Final(Verdict::Good),
        // Too many requests, or an error that may pass.
        408 | 425 | 429 | 500..=599 => {
            Answer::Again { unless: Verdict::Unproven(says), wait: retry_after(headers) }
        }
        // This client or this kind of request is rejected; a browser may not be.
        401 | 402 | 403 | 405 | 406 | 407 | 451 | 600.. => Answer::Final(Verdict::Unproven(says)),
        _ => Answer::Final(Verdict::Dead(says)),
    }
}

/// Returns the delay in the `Retry-After` header, which is given in seconds or as a date. `None` if it is missing, not valid or in the past.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = text.parse().ok().map(Duration::from_secs);
    let until = || httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::now()).ok();
    seconds.or_else(until)
}

fn failed(error: &Error) -> Answer {
    let again = |unless| Answer::Again { unless, wait: None };
    match error {
        Error::Timeout(_) => again(Verdict::Unproven("does not answer in time".to_owned())),
        Error::HostNotFound => again(Verdict::Dead("names a host that nobody knows".to_owned())),
        Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            again(Verdict::Dead("leads to a host that refuses the connection".to_owned()))
        }
        Error::Io(error) if error.to_string().contains("lookup address") => again(unknown(error)),
        // The error is wrapped. A browser may accept the certificate, for instance because it completes the chain.
        Error::Io(error) if error.to_string().contains("certificate") => not_safe(error),
        Error::Tls(_) | Error::Rustls(_) => not_safe(error),
        Error::BadUri(_) | Error::Http(_) => {
            Answer::Final(Verdict::Dead("is no address".to_owned()))
        }
        other => again(Verdict::Unproven(format!("breaks off: {other}"))),
    }
}

fn not_safe(error: &dyn std::error::Error) -> Answer {
    Answer::Final(Verdict::Unproven(format!("has no safe connection: {error}")))
}

/// Returns the verdict on a host whose name cannot be resolved: broken, or not certain if the failure may be temporary.
fn unknown(error: &io::Error) -> Verdict {
    if error.to_string().to_lowercase().contains("temporary") {
        Verdict::Unproven("names a host that cannot be looked up now".to_owned())
    } else {
        Verdict::Dead("names a host that nobody knows".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(header::HeaderName, &str)]) -> Answer {
        let headers =
            headers.iter().map(|(name, value)| (name.clone(), value.parse().expect("a value")));
        let address = Url::parse("https://example.org/a/b").expect("an address");
        answered(&address, StatusCode::from_u16(status).expect("a status"), &headers.collect())
    }

    #[test]
    fn what_a_status_says_of_a_link() {
        let dead = |says: &str| Answer::Final(Verdict::Dead(says.to_owned()));
        let unproven = |says: &str| Answer::Final(Verdict::Unproven(says.to_owned()));
        assert_eq!(answer(200, &[]), Answer::Final(Verdict::Good));
        assert_eq!(answer(404, &[]), dead("answers 404 Not Found"));
        assert_eq!(answer(410, &[]), dead("answers 410 Gone"));
        assert_eq!(answer(403, &[]), unproven("answers 403 Forbidden"));
        assert_eq!(answer(999, &[]), unproven("answers 999"));
        assert_eq!(answer(301, &[]), dead("answers 301 Moved Permanently, but not where to"));
    }

    #[test]
    fn a_server_says_when_to_ask_again() {
        let wait = |value: &str| match answer(429, &[(header::RETRY_AFTER, value)]) {
            Answer::Again { wait, .. } => wait,
            other => panic!("{other:?}"),
        };
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("Fri, 31 Dec 1999 23:59:59 GMT"), None);
        assert!(wait("Thu, 31 Dec 2099 23:59:59 GMT") > Some(Duration::from_hours(1)));
        assert_eq!(wait("soon"), None);
    }

    #[test]
    fn a_redirect_may_be_relative() {
        let to = |location| match answer(308, &[(header::LOCATION, location)]) {
            Answer::Redirect { to, permanent: true, cookie: false } => to.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(to("../c"), "https://example.org/c");
        assert_eq!(to("//example.net"), "https://example.net/");
    }
}
