//! Citations of a page: in plain text, as BibTeX and as CSL-JSON.

mod bibtex;

use serde::Serialize;
use serde_json::json;

use super::Renderer;
use crate::explainer::{Date, Entry, Route};

/// A page's citation, in three forms.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct CiteView {
    text: String,
    bibtex: String,
    /// The citation as CSL-JSON.
    csl: String,
}

/// The parts of a citation that BibTeX and CSL share.
struct Citation<'a> {
    /// The key, unique across sites and kinds of pages.
    key: String,
    /// The publisher of the site. Without an author, most styles print the title twice or leave the site out.
    author: &'a str,
    title: &'a str,
    /// The name of the site, unless it is the title or the author.
    site: Option<&'a str>,
    /// The date of the page's last change, or else of the site's.
    date: Option<Date>,
    url: String,
    language: &'a str,
}

/// Returns the citation of the page with this title at `route`, in all three forms.
pub(super) fn cite(renderer: &Renderer, route: &Route, title: &str) -> CiteView {
    let explainer = &renderer.explainer;
    let site = explainer.site();
    let entity = route.entity();
    let entry = entity.and_then(|entity| explainer.entry(&entity));
    let url = site.base_url.absolute(route);
    let is_other = |name: &&str| *name != title;
    let site_title = Some(site.title.as_str()).filter(is_other);
    let author = site.publisher.as_deref().or(site_title).unwrap_or(site.base_url.host());
    let citation = Citation {
        key: key(&url),
        author,
        title,
        site: site_title.filter(|name| *name != author),
        date: entry.and_then(Entry::changed).or(explainer.as_of()),
        url,
        language: &site.language,
    };
    let date = citation.date.map(|date| renderer.theme.strings.date(date));
    let publisher = site.publisher.as_deref();
    let parts = [Some(title), site_title, publisher, date.as_deref(), Some(citation.url.as_str())];
    CiteView {
        text: sentences(parts.into_iter().flatten()),
        bibtex: bibtex::entry(&citation),
        csl: csl(&citation),
    }
}

/// Joins `parts` into sentences. The last part is an address and gets no period, which would be taken for a part of it.
fn sentences<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let sentences = parts.map(|part| format!("{}.", part.trim_end_matches('.')));
    let mut text = sentences.collect::<Vec<_>>().join(" ");
    text.pop();
    text
}

/// Returns the key for bibliographies: the page's address without its scheme, and with colons instead of slashes, since no slug contains one.
fn key(url: &str) -> String {
    let address = url.split_once("://").map_or(url, |(_, address)| address).trim_end_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':');
    let character = |c| match c {
        '/' => ':',
        c if plain(c) => c,
        _ => '_',
    };
    address.chars().map(character).collect()
}

fn csl(citation: &Citation) -> String {
    let mut csl = json!({
        "id": citation.key,
        "type": "webpage",
        "author": [{ "literal": without_markup(citation.author) }],
        "title": without_markup(citation.title),
        "URL": citation.url,
        "language": citation.language,
    });
    if let Some(site) = citation.site {
        csl["container-title"] = without_markup(site).into();
    }
    if let Some(date) = citation.date {
        let parts =
            [Some(i32::from(date.year())), date.month().map(i32::from), date.day().map(i32::from)];
        csl["issued"] = json!({ "date-parts": [parts.into_iter().flatten().collect::<Vec<_>>()] });
    }
    json!([csl]).to_string()
}

/// Returns `text`, changed so that CSL processors do not read `<b>` and the like as markup. The format has no escapes, and entities are printed
/// as they are. An opening tag counts only together with its closing tag, so an invisible word joiner in each closing tag is enough.
fn without_markup(text: &str) -> String {
    text.replace("</", "<\u{2060}/")
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn keys_name_the_site_and_the_kind() {
        assert_eq!(key("https://example.org/"), "example.org");
        assert_eq!(key("https://example.org/fish/events/day/"), "example.org:fish:events:day");
        assert_eq!(key("https://example.org/fish/events-day/"), "example.org:fish:events-day");
        assert_eq!(key("http://[::1]:80/~a%20b/"), "_::1_:80:_a_20b");
    }
}
