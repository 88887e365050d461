//! One request, and what its answer says of a link.

use std::io;
use std::time::{Duration, SystemTime};

use ureq::http::{HeaderMap, StatusCode, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Error};
use url::Url;

/// Who asks.
const USER_AGENT: &str = concat!("standpoint/", env!("CARGO_PKG_VERSION"), " (checks links)");

/// How a link stands. What is said of it continues "the link …".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It leads somewhere.
    Good,
    /// It leads somewhere, by way of redirects that are there to stay.
    Moved(Url),
    /// It leads nowhere.
    Dead(String),
    /// Nobody but a reader can tell.
    Unproven(String),
}

/// What came of asking once.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// This is how it stands.
    Final(Verdict),
    /// The same must be asked of another address.
    Redirect {
        /// Which.
        to: Url,
        /// Whether the old address is given up.
        permanent: bool,
        /// Whether the server wants something remembered, which is not done here.
        cookie: bool,
    },
    /// This is how it stands unless asking again says otherwise.
    Again {
        /// How it stands.
        unless: Verdict,
        /// How long the server asks to be left alone.
        wait: Option<Duration>,
    },
}

/// A client that trusts whom the system trusts, follows no redirect, and waits no longer than `timeout` for an answer.
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

/// Asks for `address` once. What it holds is not read.
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
        // Too many requests, or trouble that may pass.
        408 | 425 | 429 | 500..=599 => {
            Answer::Again { unless: Verdict::Unproven(says), wait: retry_after(headers) }
        }
        // Whoever asks is not let in, or not in this way; readers may be.
        401 | 402 | 403 | 405 | 406 | 407 | 451 | 600.. => Answer::Final(Verdict::Unproven(says)),
        _ => Answer::Final(Verdict::Dead(says)),
    }
}

/// The header in which a server says when to ask again: in seconds, or from when on.
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
        // It comes wrapped; a browser may know better, for instance by completing the chain.
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

/// What a host is whose name cannot be looked up: unknown, or perhaps only for now.
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
