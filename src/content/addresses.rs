//! Checks addresses in front matter: aliases, and the places of sources on the web.

use unicode_normalization::char::is_combining_mark;

use super::field::List;
use super::mistakes::unquoted;
use super::paths::decoded;
use super::resolve::Resolver;
use super::yaml::Step::{self, Index, Key};
use crate::diagnostic::{Code, Fix, Help, bad_name, is_printable, name_of_unseen, unseen, visible};

impl Resolver<'_> {
    /// Returns the valid aliases, decoded.
    pub(super) fn aliases(&mut self, aliases: &List<String>) -> Vec<String> {
        let mut kept = Vec::new();
        for (at, alias) in aliases.iter() {
            match bad_alias(alias) {
                None => kept.push(decoded(alias)),
                Some((code, message, help)) => {
                    let bad = self.at(&[Key("aliases"), Index(at)], code, message);
                    self.report(bad.help(help));
                }
            }
        }
        kept
    }

    /// Reports a `url` that is not a valid web address.
    pub(super) fn url(&mut self, path: &[Step], url: Option<&str>) {
        let Some(url) = url else { return };
        let web = ["https://", "http://"].iter().any(|scheme| {
            url.strip_prefix(scheme).is_some_and(|rest| {
                rest.starts_with(|c: char| c.is_alphanumeric() || c == '[')
                    && !rest.contains(|c: char| c.is_whitespace() || !is_printable(c))
                    && unseen(rest).is_none()
            })
        });
        if !web {
            let message = format!("`{}` is no address on the web", visible(url));
            self.report(self.at(path, Code::BadUrl, message).help(meant_url(url)));
        }
    }
}

/// Returns the help for an address that is not a valid web address.
fn meant_url(url: &str) -> Help {
    if let Some(help) = unquoted(url) {
        return help;
    }
    if let Some(c) = unseen(url) {
        let seen: String = url.chars().filter(|it| unseen(&it.to_string()).is_none()).collect();
        let help = format!("remove a character that nobody sees, {}", name_of_unseen(c));
        return Help::from(help).fix(Fix::Replace(seen));
    }
    if url.trim().contains(char::is_whitespace) {
        return "an address has no spaces in it: write `%20` for one, or remove it".into();
    }
    let host = url.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = host.contains('.')
        && !host.starts_with('.')
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':'));
    if is_host {
        let whole = format!("https://{url}");
        return Help::from(format!("write it in full: `{whole}`")).fix(Fix::Replace(whole));
    }
    "write it in full, beginning with `https://`".into()
}

/// The maximum length of an alias in bytes, so that the path of its file stays within the limits of systems.
const MAX_ALIAS: usize = 1000;

/// Returns `true` if `address` has the form of an alias.
pub fn can_be_alias(address: &str) -> bool {
    bad_alias(address).is_none()
}

/// Returns the code, the message and the help for an address that cannot be an alias. `None` if it can. Browsers show such addresses as
/// they are and send them with `%D0%BB`: both forms are accepted.
fn bad_alias(written: &str) -> Option<(Code, String, String)> {
    let decoded = decoded(written);
    let alias = decoded.as_str();
    let parts = alias.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let is_plain = |part: &str| {
        // Letters of any script, and the combining marks that some need.
        let allowed = |c: char| {
            c.is_alphanumeric()
                || is_combining_mark(c)
                || matches!(c, '-' | '_' | '.' | '~' | '\u{200c}' | '\u{200d}')
        };
        !matches!(part, "" | "." | "..") && part.chars().all(allowed)
    };
    let Some(parts) = parts.filter(|parts| parts.split('/').all(is_plain)) else {
        let message = format!("`{}` is no address within the site", visible(alias));
        let help = "write the old address from the site's root, with slashes at both ends: `/people/macron/`";
        return Some((Code::BadAlias, message, help.to_owned()));
    };
    if alias.len() > MAX_ALIAS {
        let message = format!("this address is longer than {MAX_ALIAS} bytes");
        return Some((Code::BadAlias, message, "remove it: no server takes it".to_owned()));
    }
    if parts.starts_with('.') && parts.split('/').next() != Some(".well-known") {
        let message = format!("`{alias}` begins with a hidden folder, which is not published");
        return Some((Code::BadAlias, message, "remove it".to_owned()));
    }
    let (part, why) = parts.split('/').find_map(|part| Some((part, bad_name(part)?)))?;
    let message = format!("not every system can hold a folder called `{part}`");
    Some((Code::BadFileName, message, format!("remove the alias: {why}")))
}
