//! The addresses of an earlier build that this one would not publish: readers and other sites have kept them.

use std::collections::BTreeMap;
use std::path::Path;

use walkdir::WalkDir;

use super::manifest::Manifest;
use crate::content;
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span, did_you_mean};
use crate::explainer::{Entry, Records, Route, SEARCH_INDEX, Section};
use crate::render::Renderer;

/// The addresses that an earlier build published.
#[derive(Debug)]
pub struct Earlier {
    /// The folder or manifest, as the user named it.
    place: String,
    addresses: Vec<String>,
}

/// The result of [`compare`].
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// One problem for each address that would be gone.
    pub lost: Vec<Diagnostic>,
    /// Each address that now redirects, with its destination.
    pub moved: Vec<(String, String)>,
}

impl Earlier {
    /// Reads the addresses that the build at `path` published: a folder with its manifest, a manifest by itself, or a folder that another
    /// program made, of which only HTML pages count. Errs with a message if it is none of these.
    pub fn read(path: &Path) -> Result<Self, String> {
        let place = path.display().to_string();
        let files = if path.is_dir() {
            let listed = Manifest::read(path).map(Manifest::into_paths);
            listed.unwrap_or_else(|| pages_in(path))
        } else {
            let bytes = std::fs::read(path)
                .map_err(|error| format!("`{place}` cannot be read: {error}"))?;
            let manifest = Manifest::parse(&bytes);
            manifest.ok_or_else(|| format!("`{place}` is no manifest of a build"))?.into_paths()
        };
        let addresses: Vec<_> = files.iter().filter_map(|file| address(file)).collect();
        if addresses.is_empty() {
            Err(format!("`{place}` holds no page"))
        } else {
            Ok(Self { place, addresses })
        }
    }
}

/// Looks up every address of `earlier` among the routes of the new site.
pub fn compare(earlier: &Earlier, renderer: &Renderer) -> Comparison {
    let routes = renderer.routes().into_iter();
    let routes: BTreeMap<_, _> = routes.map(|it| (format!("/{}", it.address()), it)).collect();
    let mut comparison = Comparison::default();
    for address in &earlier.addresses {
        // Hosts redirect from `/about.html` to the folder of that name.
        match routes.get(address).or_else(|| routes.get(&format!("{address}/"))) {
            Some(Route::Redirect(_, entity)) => {
                let to = format!("/{}", Route::from(entity).address());
                comparison.moved.push((address.clone(), to));
            }
            Some(_) => {}
            None => {
                let records = renderer.explainer().records();
                comparison.lost.push(lost(address, earlier, records));
            }
        }
    }
    comparison
}

/// Returns the paths of the HTML files below `folder`, relative to it.
fn pages_in(folder: &Path) -> Vec<String> {
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = walk.filter(|entry| entry.file_type().is_file());
    let below = files.filter_map(|entry| Some(entry.path().strip_prefix(folder).ok()?.to_owned()));
    let names = below.map(|path| path.to_string_lossy().replace('\\', "/"));
    names.filter(|name| is_page(name)).collect()
}

fn is_page(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|it| it.eq_ignore_ascii_case("html"))
}

/// Returns the address of `file`, from the site's root. `None` for files that only pages, browsers and hosts request.
fn address(file: &str) -> Option<String> {
    let hidden = file.split('/').any(|part| part.starts_with('.'));
    let named_by_pages = ["assets/", "cards/", SEARCH_INDEX].iter().any(|it| file.starts_with(it));
    let packed = [".gz", ".br", ".zst"].iter().any(|it| file.ends_with(it));
    if hidden
        || named_by_pages
        || packed
        || [Route::Worker, Route::Cname].iter().any(|it| file == it.file())
    {
        return None;
    }
    let folder = file.strip_suffix("index.html").filter(|it| it.is_empty() || it.ends_with('/'));
    Some(format!("/{}", folder.unwrap_or(file)))
}

fn lost(address: &str, earlier: &Earlier, records: &Records) -> Diagnostic {
    let lost = |path: String, help: String| {
        let span = Span::start_of(SourceFile::new(path, ""));
        let message = format!("`{address}` was published, and would be gone");
        Diagnostic::new(Code::LostAddress, span, message).help(help)
    };
    if !can_redirect(address) {
        let help = "no alias can stand in for it: bring back what it was made from, or build once without `--compare`";
        return lost(earlier.place.clone(), help.to_owned());
    }
    let alias = format!("{}/", address.trim_end_matches('/'));
    let Some(entry) = successor(address, records) else {
        let help = format!("add `aliases: [{alias}]` to the file of the page that took its place");
        return lost(earlier.place.clone(), help);
    };
    let file = format!("content/{}", entry.path);
    let key = if entry.aliases.is_empty() {
        format!("`aliases: [{alias}]` to {file}")
    } else {
        format!("`{alias}` to `aliases` in {file}")
    };
    lost(file, format!("add {key}, if that page took its place"))
}

/// Returns `true` if an alias can redirect from `address`: it is a page, and not one that every site may have.
fn can_redirect(address: &str) -> bool {
    let lists = Section::ALL.into_iter().map(Route::Section);
    let mut fixed = lists.chain([Route::Positions, Route::Compare, Route::Updates, Route::Search]);
    let alias = format!("{}/", address.trim_end_matches('/'));
    (address.ends_with('/') || is_page(address))
        && content::can_be_alias(&alias)
        && !fixed.any(|route| address.strip_prefix('/') == Some(&route.address()))
}

/// Returns the entry whose slug is most similar to the last part of `address`, preferably in the same folder. `None` if none is similar.
fn successor<'a>(address: &str, records: &'a Records) -> Option<&'a Entry> {
    let path = address.trim_matches('/').trim_end_matches(".html");
    let (folder, name) = path.rsplit_once('/').unwrap_or(("pages", path));
    let named = |(_, entry): (_, &'a Entry)| {
        let (folder, slug) = entry.path.strip_suffix(".md")?.split_once('/')?;
        Some((folder, slug, entry))
    };
    let all: Vec<_> = records.entries().filter_map(named).collect();
    let here: Vec<_> = all.iter().filter(|it| it.0 == folder).copied().collect();
    let near = |files: &[(&'a str, &'a str, &'a Entry)]| {
        let slug = did_you_mean(name, files.iter().map(|it| it.1))?;
        files.iter().find(|it| it.1 == slug).map(|it| it.2)
    };
    near(&here)
        .or_else(|| near(&all))
        .or_else(|| with_a_word_of(name, &here))
        .or_else(|| with_a_word_of(name, &all))
}

/// Returns the first entry of those whose slugs share the most words with `name`. `None` if none shares a word.
fn with_a_word_of<'a>(name: &str, files: &[(&'a str, &'a str, &'a Entry)]) -> Option<&'a Entry> {
    let words: Vec<_> = name.split('-').filter(|word| word.len() > 2).collect();
    let shared = |slug: &str| slug.split('-').filter(|word| words.contains(word)).count();
    let likely = files.iter().rev().filter(|it| shared(it.1) > 0);
    likely.max_by_key(|it| shared(it.1)).map(|it| it.2)
}

#[cfg(test)]
mod tests {
    use super::{address, can_redirect};

    #[test]
    fn files_are_known_by_their_addresses() {
        let check = |file, expected: Option<&str>| assert_eq!(address(file).as_deref(), expected);
        check("index.html", Some("/"));
        check("people/macron/index.html", Some("/people/macron/"));
        check("about.html", Some("/about.html"));
        check("the-index.html", Some("/the-index.html"));
        check("data/positions.json", Some("/data/positions.json"));
        check("feed.xml", Some("/feed.xml"));
    }

    #[test]
    fn what_only_pages_and_browsers_ask_for_is_left_aside() {
        for file in [
            "assets/site.0123456789abcdef.css",
            "cards/ann.png",
            "search-index/entry.json",
            ".nojekyll",
            ".well-known/x/index.html",
            "sw.js",
            "CNAME",
            "index.html.gz",
            "data/positions.json.br",
        ] {
            assert_eq!(address(file), None, "{file}");
        }
    }

    #[test]
    fn an_alias_stands_for_pages_that_are_not_the_sites_own() {
        // No alias is suggested that `check` would reject.
        assert!(can_redirect("/люди/макрон/") && !can_redirect("/a b/") && !can_redirect("/con/"));
        assert!(can_redirect("/people/macron/") && can_redirect("/about.html"));
        assert!(!can_redirect("/feed.xml") && !can_redirect("/glossary/"));
    }
}
