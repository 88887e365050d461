//! Every link that leads out of the site, with its place in the content or in the theme.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lol_html::{RewriteStrSettings, element, rewrite_str};
use rayon::prelude::*;
use url::Url;
use walkdir::WalkDir;

use crate::content::Index;
use crate::diagnostic::{SourceFile, Span};
use crate::explainer::Route;
use crate::render::Renderer;

/// The links of a site.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The places of each address that must be requested, without its fragment.
    pub(super) asked: BTreeMap<Url, Vec<Place>>,
    /// Links that are known to be wrong without a request.
    pub(super) wrong: Vec<(Place, Wrong)>,
}

/// The reason why a link is wrong without a request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wrong {
    /// It is not a valid address.
    NoAddress,
    /// It leads to an address of this site that has no page.
    NoPage,
}

/// A place with a link.
#[derive(Debug)]
pub(super) struct Place {
    /// The address as it is written.
    pub(super) written: String,
    pub(super) span: Span,
    /// The pages that show it, as `, on …`. Empty for a link in the content.
    pub(super) on: String,
}

/// Collects all links of the explainer and theme of `renderer`. `index` has the places of those in the content.
pub(super) fn gather(index: &Index, renderer: &Renderer, root: &Path) -> Links {
    let mut links = Links::default();
    for link in &index.outgoing {
        let place =
            Place { written: link.address.clone(), span: link.span.clone(), on: String::new() };
        links.add(place, renderer);
    }
    let in_content: BTreeSet<_> = index.outgoing.iter().map(|it| it.address.as_str()).collect();
    // An address on a page that is no Markdown link comes from raw HTML or from the theme.
    let texts = LazyCell::new(|| texts(root));
    for (address, pages) in in_pages(renderer) {
        if !in_content.contains(address.as_str()) {
            let span = place_in(&texts, &address);
            links.add(Place { span, on: on(&pages), written: address }, renderer);
        }
    }
    links
}

impl Links {
    fn add(&mut self, place: Place, renderer: &Renderer) {
        let Ok(mut address) = Url::parse(&place.written) else {
            return self.wrong.push((place, Wrong::NoAddress));
        };
        if !matches!(address.scheme(), "http" | "https") {
            return;
        }
        address.set_fragment(None);
        let site = renderer.explainer().site().base_url.absolute(&Route::Home);
        match address.as_str().strip_prefix(&site) {
            None => self.asked.entry(address).or_default().push(place),
            Some(own) => {
                let own = own.split('?').next().unwrap_or_default();
                let there =
                    [own, &format!("{own}/")].iter().any(|it| renderer.route_at(it).is_some());
                if !there {
                    self.wrong.push((place, Wrong::NoPage));
                }
            }
        }
    }
}

/// Returns the addresses with a scheme in the rendered pages, each with the pages that contain it.
fn in_pages(renderer: &Renderer) -> BTreeMap<String, Vec<String>> {
    let pages = renderer.routes().into_par_iter().filter(|route| route.properties().is_opened);
    let found: Vec<_> = pages
        .filter_map(|route| Some((route.address(), named(&renderer.render(route).ok()?))))
        .collect();
    let mut addresses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (page, named) in found {
        for address in named {
            addresses.entry(address).or_default().push(format!("/{page}"));
        }
    }
    addresses
}

/// Returns the addresses in the `href`, `src` and `action` attributes of a page.
fn named(page: &[u8]) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    let collect = element!("[href], [src], [action]", |element| {
        let values = ["href", "src", "action"].iter().filter_map(|it| element.get_attribute(it));
        let values = values.map(|value| unescaped(&value));
        named.extend(values.filter(|it| it.starts_with("https://") || it.starts_with("http://")));
        Ok(())
    });
    let settings =
        RewriteStrSettings::new().append_element_content_handler(collect).with_strict(false);
    // If a page cannot be parsed to its end, the addresses found so far are returned.
    let _ = rewrite_str(&String::from_utf8_lossy(page), settings);
    named
}

/// Undoes the escaping that templates apply to an attribute.
fn unescaped(value: &str) -> String {
    let escapes =
        [("&#x2F;", "/"), ("&#x27;", "'"), ("&#39;", "'"), ("&quot;", "\""), ("&amp;", "&")];
    escapes.iter().fold(value.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Reads the content and the explainer's own templates. The paths are relative to `root`.
fn texts(root: &Path) -> Vec<SourceFile> {
    let files = ["content", "templates"].into_iter().flat_map(|folder| {
        WalkDir::new(root.join(folder)).sort_by_file_name().into_iter().filter_map(Result::ok)
    });
    let text = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/");
        Some(SourceFile::new(path, std::fs::read_to_string(entry.path()).ok()?))
    };
    files.filter_map(text).collect()
}

/// Returns the first place of `address` in `texts`. If there is none, a template builds the address, and the span is the folder of
/// templates.
fn place_in(texts: &[SourceFile], address: &str) -> Span {
    let forms = [address.to_owned(), address.replace('&', "&amp;")];
    let places = texts.iter().flat_map(|file| {
        let within = forms.iter().flat_map(move |form| file.text().match_indices(&**form));
        within.map(move |(at, form)| (file, at..at + form.len()))
    });
    // An address must end here, or it is the beginning of a longer one.
    let ends = |file: &SourceFile, at| {
        file.text()[at..].starts_with(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '>'))
    };
    let found = places.into_iter().find(|(file, range)| ends(file, range.end));
    let found = found.map(|(file, range)| Span::new(file.clone(), range));
    found.unwrap_or_else(|| Span::start_of(SourceFile::new("templates", "")))
}

fn on(pages: &[String]) -> String {
    match pages {
        [] => String::new(),
        [page] => format!(", on `{page}`"),
        [page, _] => format!(", on `{page}` and 1 other page"),
        [page, others @ ..] => format!(", on `{page}` and {} other pages", others.len()),
    }
}
