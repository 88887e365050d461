//! The search index: a folder of files built from the bytes of the pages, which are given in the order of the routes. The same pages give the
//! same files.
//!
//! A page is indexed if its template marks the element that holds its text with `data-search-body`; elements in it with `data-search-ignore` are
//! skipped. `static/js/search-index.js` reads the files:
//!
//! - `entry.json` names the newest overview.
//! - An overview, `NAME.bin`, lists the pages, and for each file of words the first word in it.
//! - `words/NAME.bin` holds a range of words in order, each with its stem and the pages on which it appears.
//! - `text/NAME.bin` is the text of one page, for excerpts. Only here are words spelled as on the page.
//!
//! All but the first are JSON compressed with gzip, since not every host compresses, and their names are hashes of their content.
//!
//! The template also states the page's kind, parties and stances, in a `<template>` that is not displayed.
//!
//! `page` extracts this from each page when it is rendered, `words` splits it into words, `stem` groups their forms, and `postings` writes
//! the words in order into files of about 20 KB. Scripts without spaces are indexed as pairs of characters with their positions, so that a
//! search finds exactly the text that is typed. `publish/search.rs` builds the index when all pages are rendered, `serve/handle.rs` on the
//! first request for it.
//!
//! In the browser, a page loads only `open-search.js`. That imports `search.js` when search is opened, which imports `search-index.js` with
//! the first word. Queries are split as pages are. A word in a query matches itself, words that begin with it, and words with its stem; all
//! words must match. So a result always contains what was searched for: similar words are only offered in a message.

mod page;
mod postings;
mod stem;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::explainer::{Route, SEARCH_INDEX, sha256_hex};
use page::Page;
use postings::{Postings, Shard};
use stem::Stems;

/// The name and version of the program. Another version may build other files from the same pages.
pub const MADE_BY: &str = concat!("standpoint ", env!("CARGO_PKG_VERSION"));

/// The data that the index takes from one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findable {
    /// The page's address from the site's root, without a leading slash.
    address: String,
    page: Page,
}

impl Findable {
    /// Extracts the data of the page at `route`. `None` if its template marks no text as searchable.
    pub fn new(route: &Route, page: &[u8]) -> Option<Self> {
        let page = std::str::from_utf8(page).ok().filter(|_| route.properties().is_searched)?;
        Some(Self { address: route.address(), page: page::read(page)? })
    }

    /// Returns the hash of all data that the index takes from this page.
    pub fn fingerprint(&self) -> String {
        sha256_hex(self.text().to_string().as_bytes())
    }

    /// Returns the data with which a browser shows a result.
    fn text(&self) -> Value {
        let parts: Vec<_> =
            self.page.parts.iter().map(|it| json!([it.id, it.title, it.text])).collect();
        json!({ "address": self.address, "meta": self.page.meta, "filters": self.page.filters, "parts": parts })
    }
}

/// The files of an index, each with its path from the site's root, sorted by path.
pub type Files = Vec<(String, Bytes)>;

/// Builds the index of these pages, given in the order of the routes. `language` is the site's, as a BCP 47 tag.
pub fn index(pages: &[Findable], language: &str) -> Files {
    let texts: Vec<_> = pages.par_iter().map(|it| packed("text/", &it.text())).collect();
    let postings = Postings::of(pages.par_iter().map(|it| &it.page));
    let stemmer = Stems::of(language);
    let stems = postings.stems(&stemmer);
    let shards: Vec<_> = postings
        .shards(&stems)
        .into_par_iter()
        .map(|Shard { first, json }| (first, packed("words/", &json)))
        .collect();
    let name = |(path, _): &(String, Bytes)| path.rsplit(['/', '.']).nth(1).map(str::to_owned);
    let filters = Filters::of(pages);
    let overview = json!({
        "letters": words::FOLDED.iter().map(|(from, to)| (from.to_string(), json!(to))).collect::<serde_json::Map<_, _>>(),
        "affixes": stem::affixes(&stems, &stemmer),
        "shards": shards.iter().map(|(first, file)| json!([first, name(file)])).collect::<Vec<_>>(),
        "filters": filters.0,
        "pages": pages.iter().zip(&texts).zip(postings.lengths()).map(|((page, text), length)| {
            json!([name(text), length, filters.on(&page.page)])
        }).collect::<Vec<_>>(),
    });
    let overview = packed("", &overview);
    let entry = json!({ "overview": name(&overview) }).to_string();
    let mut files: Files =
        texts.into_iter().chain(shards.into_iter().map(|(_, file)| file)).collect();
    files.push(overview);
    files.push((format!("{SEARCH_INDEX}entry.json"), entry.into_bytes().into()));
    files.sort();
    files.dedup();
    files
}

/// Compresses a JSON value. Returns the path of the file, which contains a hash of its content, and its bytes.
fn packed(folder: &str, value: &Value) -> (String, Bytes) {
    const NAME: usize = 12;
    let json = value.to_string();
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into memory cannot fail.
    let _ = packed.write_all(json.as_bytes());
    let name = &sha256_hex(json.as_bytes())[..NAME];
    (format!("{SEARCH_INDEX}{folder}{name}.bin"), packed.finish().unwrap_or_default().into())
}

/// The values of each filter by which results can be narrowed, by the name of the filter.
struct Filters<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Filters<'a> {
    fn of(pages: &'a [Findable]) -> Self {
        let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (name, values) in pages.iter().flat_map(|it| &it.page.filters) {
            all.entry(name).or_default().extend(values.iter().map(String::as_str));
        }
        Self(all)
    }

    /// Returns, for each filter, the indices of the values that a page has.
    fn on(&self, page: &Page) -> Value {
        let numbers = |name: &str, values: &[String]| {
            let number = |value: &String| self.0[name].iter().position(|it| it == value);
            json!(values.iter().filter_map(number).collect::<Vec<_>>())
        };
        page.filters.iter().map(|(name, values)| (name.clone(), numbers(name, values))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Findable, index};
    use crate::explainer::Route;

    fn page(text: &str) -> Vec<Findable> {
        let html = format!(
            "<html lang=\"en\"><body><nav>Menu</nav><main data-search-body><h1>{text}</h1>\
             <ul data-search-ignore><li>Left out</li></ul></main></body></html>"
        );
        vec![Findable::new(&Route::Home, html.as_bytes()).unwrap()]
    }

    #[test]
    fn only_marked_pages_are_taken() {
        assert_eq!(Findable::new(&Route::Home, b"<main>Fish</main>"), None);
        let html = b"<main data-search-body>Fish</main>";
        assert_eq!(Findable::new(&Route::NotFound, html), None);
        assert!(Findable::new(&Route::Home, html).is_some());
    }

    #[test]
    fn the_files_follow_from_the_pages() {
        let files = index(&page("Fish"), "en");
        assert_eq!(files, index(&page("Fish"), "en"));
        let count = |wanted: &str| files.iter().filter(|(name, _)| name.contains(wanted)).count();
        assert_eq!(
            (count("entry.json"), count("/text/"), count("/words/"), files.len()),
            (1, 1, 1, 4)
        );
        assert_ne!(page("Fish")[0].fingerprint(), page("Quota")[0].fingerprint());
        assert_eq!(index(&[], "en").len(), 2);
    }
}
