//! What pages may load: a content security policy.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::explainer::BaseUrl;

/// The policy of every page (<https://www.w3.org/TR/CSP3/>): files of this site and nothing of anybody else's; no script and no style in
/// the page itself, but for these rules on what to fetch ahead, which count as a script.
pub(super) fn content_security_policy(prefetch_rules: &str) -> String {
    let rules = hash_source(prefetch_rules);
    format!(
        "default-src 'none'; script-src 'self' {rules}; style-src 'self'; img-src 'self'; \
         font-src 'self'; media-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; \
         base-uri 'none'"
    )
}

/// What a page of the site at `base` fetches ahead, as a reader points at a link to it; search only when it is used
/// (<https://wicg.github.io/nav-speculation/speculation-rules.html>).
pub(super) fn prefetch_rules(base: &BaseUrl) -> String {
    let pages = json!({ "href_matches": format!("{}*", base.path()) });
    let search = json!({ "selector_matches": "[data-search-module]" });
    let rule = json!({ "where": { "and": [pages, { "not": search }] }, "eagerness": "moderate" });
    json!({ "prefetch": [rule] }).to_string()
}

/// The policy of an embed, which holds its style itself and loads nothing at all.
pub(super) fn embed_policy(style: &str) -> String {
    format!(
        "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'",
        hash_source(style)
    )
}

/// What a policy calls a script or style that stands in a page, byte for byte.
pub(super) fn hash_source(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}
