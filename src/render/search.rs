//! The search index: a folder of files that Pagefind makes from the bytes of the pages, in memory.
//!
//! A page is found when its template marks the part that holds its text with `data-pagefind-body`; what stands there under
//! `data-pagefind-ignore` is left out. Pages come in, in the order of the routes, and files go out. The same pages give the same files.
//! (Pagefind asks the system for the current folder, for files that it would read or write; here it does neither.)

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use lol_html::{RewriteStrSettings, element, rewrite_str};
use pagefind::api::PagefindIndex;

use super::Output;
use crate::explainer::{Route, SEARCH_INDEX, sha256_hex};

/// What makes the files of the same pages differ: the version of Pagefind.
pub const MADE_BY: &str = "pagefind 1.6.0";

/// The licence, published beside the files.
const LICENSE: &[u8] = include_bytes!("search/PAGEFIND-LICENSE");

/// What has no words to find, and what stands between words: the marks of citations and footnotes. Pagefind can pass it over as well, but
/// slowly, and a new stylesheet would seem to change every page.
const WORDLESS: &str = "head, body > header, [data-pagefind-ignore], nav, footer, svg, script, style, .cite, .footnote-mark";

/// What the index takes from one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findable {
    /// The page's address from the site's root, without a first slash.
    address: String,
    /// The page without what nobody searches for.
    html: String,
}

impl Findable {
    /// What the index takes from the page at `route`; nothing when its template marks nothing.
    pub fn new(route: &Route, page: &[u8]) -> Option<Self> {
        let page = std::str::from_utf8(page).ok().filter(|_| route.is_page())?;
        if !page.contains("data-pagefind-body") {
            return None;
        }
        let drop = element!(WORDLESS, |it| {
            it.remove();
            Ok(())
        });
        let settings =
            RewriteStrSettings::new().append_element_content_handler(drop).with_strict(false);
        // A page that is too odd to be made smaller is taken whole.
        let html = rewrite_str(page, settings).unwrap_or_else(|_| page.to_owned());
        let html = html.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Self { address: route.address(), html })
    }

    /// What the index has from this page depends on this alone.
    pub fn fingerprint(&self) -> String {
        sha256_hex(format!("{} {}", self.address, self.html).as_bytes())
    }
}

/// The files of an index, by their paths from the site's root and in their order.
pub type Files = Vec<(String, Output)>;

/// An index that is being made, on a thread of its own, while its pages come in.
pub struct Indexing {
    pages: Sender<Findable>,
    made: JoinHandle<Result<Files, String>>,
}

impl Indexing {
    /// Begins with no page.
    pub fn begin() -> Self {
        let (pages, coming) = channel();
        Self { pages, made: std::thread::spawn(move || made_of(coming)) }
    }

    /// Adds the next page, in the order of the routes.
    pub fn add(&self, page: Findable) {
        // Where Pagefind has failed, the end says so.
        let _ = self.pages.send(page);
    }

    /// The files of the index of all the pages; or what Pagefind says is wrong.
    pub fn finish(self) -> Result<Files, String> {
        drop(self.pages);
        self.made.join().unwrap_or_else(|_| Err("Pagefind failed".to_owned()))
    }
}

/// The files of the index of these pages, which are in the order of the routes; or what Pagefind says is wrong.
pub fn index(pages: Vec<Findable>) -> Result<Files, String> {
    let indexing = Indexing::begin();
    for page in pages {
        indexing.add(page);
    }
    indexing.finish()
}

fn made_of(pages: Receiver<Findable>) -> Result<Files, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let made = runtime.map_err(|error| error.to_string())?.block_on(pagefind_files(pages))?;
    let mut files: Files = made
        .into_iter()
        .map(|(name, bytes)| (format!("{SEARCH_INDEX}{name}"), bytes.into()))
        .chain([(format!("{SEARCH_INDEX}LICENSE"), LICENSE.into())])
        .collect();
    files.sort();
    Ok(files)
}

/// What Pagefind makes of the pages. Nothing else runs on this thread, so that it may wait for them.
async fn pagefind_files(pages: Receiver<Findable>) -> Result<Vec<(String, Vec<u8>)>, String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let mut index = PagefindIndex::new(None).map_err(|error| said(&error))?;
    for page in pages {
        let added = index.add_html_file(None, Some(page.address), page.html).await;
        added.map_err(|error| said(&error))?;
    }
    let files = index.get_files().await.map_err(|error| said(&error))?;
    let named = files
        .into_iter()
        .map(|file| (file.filename.to_string_lossy().replace('\\', "/"), file.contents));
    Ok(needed(named.collect()))
}

/// The files that the theme needs: not Pagefind's own user interfaces, nor the program that knows no language when there is one that does.
fn needed(files: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    const GENERIC: &str = "wasm.unknown.pagefind";
    let has_language = files.iter().any(|(name, _)| name.starts_with("wasm.") && name != GENERIC);
    let is_needed = |name: &str| {
        !name.contains("-ui.")
            && name != "pagefind-highlight.js"
            && (name != GENERIC || !has_language)
    };
    files.into_iter().filter(|(name, _)| is_needed(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Findable, MADE_BY, index};
    use crate::explainer::Route;

    fn page(text: &str) -> String {
        format!(
            "<html lang=\"en\"><body><nav>Menu</nav><main data-pagefind-body><h1>{text}</h1>\
             <ul data-pagefind-ignore><li>Left out</li></ul></main></body></html>"
        )
    }

    #[test]
    fn only_marked_pages_are_taken_and_without_what_is_not_searched() {
        let found = Findable::new(&Route::Home, page("Fish").as_bytes()).unwrap();
        assert_eq!(
            found.html,
            "<html lang=\"en\"><body><main data-pagefind-body><h1>Fish</h1></main></body></html>"
        );
        assert_eq!(Findable::new(&Route::Home, b"<main>Fish</main>"), None);
        assert_eq!(Findable::new(&Route::NotFound, page("Fish").as_bytes()), None);
    }

    #[test]
    fn the_files_follow_from_the_pages() {
        let pages = |text| vec![Findable::new(&Route::Home, page(text).as_bytes()).unwrap()];
        let files = index(pages("Fish")).unwrap();
        assert_eq!(files, index(pages("Fish")).unwrap());
        let names = |wanted: &str| files.iter().filter(|(name, _)| name.contains(wanted)).count();
        assert_eq!(names("pagefind/pagefind.js"), 1);
        assert_eq!(names("pagefind/LICENSE"), 1);
        assert_eq!(names(".pf_fragment"), 1);
        assert_eq!(names("-ui"), 0);
        assert_ne!(pages("Fish")[0].fingerprint(), pages("Quota")[0].fingerprint());
    }

    #[test]
    fn the_version_is_the_one_that_makes_the_files() {
        let pages = vec![Findable::new(&Route::Home, page("Fish").as_bytes()).unwrap()];
        let files = index(pages).unwrap();
        let entry = files.iter().find(|(name, _)| name.ends_with("pagefind-entry.json")).unwrap();
        let entry: serde_json::Value = serde_json::from_slice(&entry.1).unwrap();
        assert_eq!(MADE_BY, format!("pagefind {}", entry["version"].as_str().unwrap()));
    }

    #[test]
    fn no_pages_are_an_index_too() {
        assert!(index(Vec::new()).unwrap().iter().any(|(name, _)| name.ends_with("pagefind.js")));
    }
}
