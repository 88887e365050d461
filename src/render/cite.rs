//! How to cite a page: in plain text, as BibTeX and as CSL-JSON.

use biblatex::{Chunk, EntryType, Spanned};
use serde::Serialize;
use serde_json::json;

use super::Renderer;
use crate::explainer::{Entry, Route};

/// A page's citation, in three forms.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CiteView {
    text: String,
    bibtex: String,
    csl: String,
}

/// How to cite the page with this title at `route`, with the day of its last change, or else that of the whole site.
pub(super) fn cite(renderer: &Renderer, route: &Route, title: &str) -> CiteView {
    let explainer = &renderer.explainer;
    let site = explainer.site();
    let entity = route.entity();
    let entry = entity.and_then(|entity| explainer.entry(&entity));
    let changed = entry.and_then(Entry::changed).or(explainer.as_of());
    let strings = &renderer.theme.strings;
    let url = site.base_url.absolute(route);
    let within = (title != site.title).then_some(site.title.as_str());
    let publisher = site.publisher.as_deref();
    let date = changed.map(|date| strings.date(date));
    let parts = [Some(title), within, publisher, date.as_deref(), Some(url.as_str())];
    let sentence = |part: &str| format!("{}.", part.trim_end_matches('.'));
    let key = key(route, &site.base_url.path().replace('/', " "));

    let mut bibtex = biblatex::Entry::new(key.clone(), EntryType::Misc);
    let text = |text: &str| vec![Spanned::detached(Chunk::Normal(text.to_owned()))];
    // In braces, so that no style changes its capitals.
    bibtex.set("title", vec![Spanned::detached(Chunk::Verbatim(title.to_owned()))]);
    for (field, value) in
        [("howpublished", within), ("publisher", publisher), ("language", Some(&*site.language))]
    {
        if let Some(value) = value {
            bibtex.set(field, text(value));
        }
    }
    if let Some(date) = changed {
        bibtex.set("date", text(&date.to_string()));
    }
    bibtex.set("url", text(&url));

    let mut csl = json!({
        "id": key,
        "type": "webpage",
        "title": title,
        "URL": url,
        "language": site.language,
    });
    for (field, value) in [("container-title", within), ("publisher", publisher)] {
        if let Some(value) = value {
            csl[field] = value.into();
        }
    }
    if let Some(date) = changed {
        let parts =
            [Some(i32::from(date.year())), date.month().map(i32::from), date.day().map(i32::from)];
        csl["issued"] = json!({ "date-parts": [parts.into_iter().flatten().collect::<Vec<_>>()] });
    }
    let mut text = parts.into_iter().flatten().map(sentence).collect::<Vec<_>>().join(" ");
    // An address ends without a period, which would be taken for a part of it.
    text.pop();
    CiteView {
        text,
        bibtex: bibtex.to_bibtex_string().unwrap_or_default(),
        csl: json!([csl]).to_string(),
    }
}

/// A key for bibliographies: the words of the address.
fn key(route: &Route, base: &str) -> String {
    let address = format!("{base} {}", route.address());
    let words = address.split(|c: char| !c.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    let key = words.collect::<Vec<_>>().join("-");
    if key.is_empty() { "home".to_owned() } else { key }
}
