//! The response to a path, as GitHub Pages would give it, from one snapshot.

use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::handle::{Shown, Site};
use crate::diagnostic::Diagnostic;
use crate::explainer::{FileOnDisk, Form, Properties, Route, sha256_hex};
use crate::render::Output;

/// The characters that are escaped in a path. Browsers treat a backslash as a slash, so that two of them would name a host.
const PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'\\');

/// A response, before it is converted to HTTP.
pub(super) enum Answer {
    /// A file of the site. `name` is set if no other bytes can have that name, so that it can be cached. `follows` is set if it is a page
    /// that can be updated live; an embed cannot, as it allows no script.
    File { status: u16, media_type: String, body: Output, name: Option<String>, follows: bool },
    /// A file that is sent from the disk, and its name.
    OnDisk { media_type: String, file: Arc<FileOnDisk>, name: String },
    /// A permanent redirect from a folder without its trailing slash.
    Moved(String),
    /// A temporary redirect: from the root to the site, or from a path under an earlier `base_url`.
    ForNow(String),
    /// An error in the template of this page.
    Failed(Box<Diagnostic>),
    /// There is no site yet.
    Nothing,
}

/// Returns the response to a request for `path`, which begins with a slash.
pub(super) fn answer(shown: &Shown, path: &str) -> Answer {
    let Some(site) = &shown.site else { return Answer::Nothing };
    let base_path = shown.base_path();
    let path = percent_decode_str(path).decode_utf8_lossy();
    let Some(relative) = path.strip_prefix(base_path) else {
        let folder = format!("{path}/");
        return if folder == base_path {
            Answer::Moved(folder)
        } else if path == "/" {
            Answer::ForNow(encoded(base_path))
        } else {
            moved_since(shown, &path).unwrap_or_else(|| not_found(site))
        };
    };
    if let Some(route) = site.renderer.route_at(relative) {
        return file(site, &route, 200);
    }
    match site.search_file(relative) {
        Ok(Some(body)) => {
            let media_type = media_type(relative);
            return Answer::File { status: 200, media_type, body, name: None, follows: false };
        }
        Ok(None) => {}
        Err(diagnostic) => return Answer::Failed(diagnostic),
    }
    let folder = format!("{relative}/");
    if site.renderer.route_at(&folder).is_some() {
        return Answer::Moved(format!("{base_path}{folder}"));
    }
    moved_since(shown, &path).unwrap_or_else(|| not_found(site))
}

/// Returns a redirect from a path under an earlier `base_url` to its current address. `None` for any other path.
fn moved_since(shown: &Shown, path: &str) -> Option<Answer> {
    let below = |base: &String| {
        path.strip_prefix(&**base).or_else(|| (format!("{path}/") == *base).then_some(""))
    };
    // The longest base path that matches is the most specific one.
    let earlier = shown.earlier_paths.iter().filter_map(below);
    let rest = earlier.min_by_key(|rest| rest.len())?;
    // Two slashes at the beginning would name another host.
    let address = format!("{}{}", shown.base_path(), rest.trim_start_matches('/'));
    Some(Answer::ForNow(encoded(&address)))
}

/// Escapes a path for use in a header.
fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

fn not_found(site: &Site) -> Answer {
    file(site, &Route::NotFound, 404)
}

fn file(site: &Site, route: &Route, status: u16) -> Answer {
    if let Some(file) = site.renderer.on_disk(route) {
        let (name, file) = (route.file(), file.clone());
        return Answer::OnDisk { media_type: media_type(&name), file, name };
    }
    match site.render(route) {
        // The page for missing ones exists on every site.
        Ok(None) => not_found(site),
        Ok(Some(body)) => {
            let Properties { form, is_opened: follows, .. } = route.properties();
            let media_type =
                form.media_type().map_or_else(|| media_type(&route.file()), with_charset);
            let name = (form == Form::Named).then(|| route.file());
            Answer::File { status, media_type, body, name, follows }
        }
        Err(diagnostic) => Answer::Failed(diagnostic),
    }
}

/// Returns the media type for a file name, with `charset=utf-8` for texts.
fn media_type(file: &str) -> String {
    with_charset(mime_guess::from_path(file).first_or_octet_stream().essence_str())
}

/// Returns a media type with `charset=utf-8` if it is one of texts.
fn with_charset(media_type: &str) -> String {
    let (kind, subtype) = media_type.split_once('/').unwrap_or_default();
    let is_text = kind == "text" || matches!(subtype, "json" | "javascript" | "xml");
    if is_text { format!("{media_type}; charset=utf-8") } else { media_type.to_owned() }
}

/// Returns a strong validator for these bytes (RFC 9110, section 8.8.3).
pub(super) fn etag(body: &[u8]) -> String {
    format!("\"{}\"", &sha256_hex(body)[..16])
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn media_types_follow_the_name() {
        assert_eq!(media_type("issues/a/index.html"), "text/html; charset=utf-8");
        assert_eq!(media_type("assets/site.1.css"), "text/css; charset=utf-8");
        assert_eq!(media_type("assets/a.png"), "image/png");
        assert_eq!(media_type(".nojekyll"), "application/octet-stream");
    }
}
