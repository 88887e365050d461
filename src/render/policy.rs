//! The content security policy: the files that pages may load.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::explainer::BaseUrl;

/// Returns the policy of every page (<https://www.w3.org/TR/CSP3/>): only files of this site may be loaded. Inline scripts and styles are
/// forbidden, except for the prefetch rules, which count as a script.
pub(super) fn content_security_policy(prefetch_rules: &str) -> String {
    let rules = hash_source(prefetch_rules);
    format!(
        "default-src 'none'; script-src 'self' {rules}; style-src 'self'; img-src 'self'; \
         font-src 'self'; media-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; \
         base-uri 'none'"
    )
}

/// Returns the rules for prefetching: a browser fetches a page of the site at `base` when a reader points at a link to it, but not the search
/// page (<https://wicg.github.io/nav-speculation/speculation-rules.html>).
pub(super) fn prefetch_rules(base: &BaseUrl) -> String {
    let pages = json!({ "href_matches": format!("{}*", base.path()) });
    let search = json!({ "selector_matches": "[data-search-module]" });
    let rule = json!({ "where": { "and": [pages, { "not": search }] }, "eagerness": "moderate" });
    json!({ "prefetch": [rule] }).to_string()
}

/// Returns the policy of an embed, which has its style inline and loads no files.
pub(super) fn embed_policy(style: &str) -> String {
    format!(
        "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'",
        hash_source(style)
    )
}

/// Returns the hash with which a policy allows an inline script or style. The text must be the same byte for byte.
pub(super) fn hash_source(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}
