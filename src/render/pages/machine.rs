//! Contexts for files that programs read: sitemaps, the service worker, headers, and the page about the data.

use std::collections::BTreeMap;

use serde::Serialize;

use super::builder::Builder;
use super::page::PageView;
use crate::explainer::{DataFile, Entry, Route, SITEMAP_LIMIT, sha256_hex};
use crate::render::policy::{content_security_policy, hash_source, prefetch_rules};

/// The page that the service worker shows without a network.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OfflineView {
    href: String,
    /// A hash of the page, so that a new service worker fetches it again if it changed.
    digest: String,
}

/// The folders of pages. Pages of `content/pages/` are at the root, and embeds in a folder of their own.
const SECTIONS: [&str; 12] = [
    "compare",
    "data",
    "events",
    "glossary",
    "issues",
    "participants",
    "parties",
    "positions",
    "search",
    "sources",
    "timeline",
    "updates",
];

/// The variables of `sw.js`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct Worker {
    offline: OfflineView,
    /// The addresses of the theme's files, as a JSON list.
    files: String,
    /// A hash of `files`.
    version: String,
}

/// The variables of `sitemap-index.xml`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct SitemapIndex {
    /// The full addresses of the parts.
    sitemaps: Vec<String>,
}

/// The variables of `sitemap.xml`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct Sitemap {
    places: Vec<PlaceView>,
}

/// A page in a sitemap.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PlaceView {
    /// The full address.
    address: String,
    /// The date of the last change, if it is known to the day.
    updated: Option<String>,
}

/// The variables of `_headers`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct Headers {
    /// The content security policy of pages and embeds.
    policy: String,
    /// The same for pages, which no other site may frame.
    page_policy: String,
    /// The paths of pages, from the server's root, with `*` and `:page` as hosts read them.
    framed_nowhere: Vec<String>,
}

/// The variables of `data.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct DataPage {
    files: Vec<FileView>,
    page: PageView,
}

/// A data file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FileView {
    /// The path in the folder `data/`.
    name: &'static str,
    /// The kind; its description is in the strings under `data.<kind>`.
    kind: String,
    href: String,
    /// The address of its JSON Schema.
    schema: Option<String>,
}

impl Builder<'_> {
    pub(in crate::render) fn worker(self) -> Worker {
        let base = &self.explainer.site().base_url;
        // An error in its template is reported for the page itself.
        let page = self.renderer.render(&Route::Offline).unwrap_or_default();
        let digest = sha256_hex(&page)[..16].to_owned();
        let routes = self.renderer.theme_routes.iter();
        let files: Vec<_> = routes.map(|route| base.href(route)).collect();
        let files = serde_json::to_string(&files).unwrap_or_default();
        Worker {
            offline: OfflineView { href: base.href(&Route::Offline), digest },
            version: sha256_hex(files.as_bytes())[..16].to_owned(),
            files,
        }
    }

    /// Returns the list of the parts of the sitemap. `None` if it has only one part.
    pub(in crate::render) fn sitemap_index(&self) -> Option<SitemapIndex> {
        let base = &self.explainer.site().base_url;
        let routes = self.explainer.routes().iter();
        let parts = routes.filter(|route| matches!(route, Route::SitemapPart(_)));
        let sitemaps: Vec<_> = parts.map(|route| base.absolute(route)).collect();
        (!sitemaps.is_empty()).then_some(SitemapIndex { sitemaps })
    }

    /// Returns a part of the sitemap, counted from 1.
    pub(in crate::render) fn sitemap(&self, number: usize) -> Sitemap {
        let base = &self.explainer.site().base_url;
        let entries: BTreeMap<Route, &Entry> = self
            .explainer
            .records()
            .entries()
            .map(|(entity, entry)| (Route::from(&entity), entry))
            .collect();
        let updated = |route: &Route| entries.get(route).and_then(|entry| entry.changed());
        // Drafts have `noindex`, so they are not listed.
        let is_draft =
            |route: &Route| entries.get(&route.pictured()).is_some_and(|entry| entry.is_draft);
        let pages = self.explainer.routes().iter().filter(|route| route.is_page());
        let pages = pages.skip((number - 1) * SITEMAP_LIMIT).take(SITEMAP_LIMIT);
        let place = |route| PlaceView {
            address: base.absolute(route),
            // The format has no months or years without a day.
            updated: updated(route).filter(|it| it.day().is_some()).map(|it| it.to_string()),
        };
        Sitemap { places: pages.filter(|route| !is_draft(route)).map(place).collect() }
    }

    /// Returns the headers. They are sent with every file, so their policy also allows the inline style of embeds. Pages get the
    /// policy once more with `frame-ancestors`, by rules that match no embed: if several rules match a path, some hosts send the policies of all
    /// of them, and others only that of the most specific one.
    pub(in crate::render) fn headers(&self) -> Headers {
        let site = self.explainer.site();
        let style = hash_source(&self.renderer.theme.embed_style);
        let own = content_security_policy(&prefetch_rules(&site.base_url));
        let policy = own.replace("style-src 'self'", &format!("style-src 'self' {style}"));
        let base = site.base_url.path();
        let deeper = SECTIONS.iter().map(|section| format!("{base}{section}/*"));
        let pages = [base.to_owned(), format!("{base}:page/")].into_iter().chain(deeper);
        Headers {
            page_policy: format!("{policy}; frame-ancestors 'none'"),
            policy,
            framed_nowhere: pages.collect(),
        }
    }

    pub(in crate::render) fn data(self) -> DataPage {
        let base = &self.explainer.site().base_url;
        let files = self.explainer.routes().iter().filter_map(|route| match route {
            Route::Data(file) if !file.is_schema() => Some(*file),
            _ => None,
        });
        let view = |file: DataFile| FileView {
            name: file.name(),
            kind: file.name().replace('.', "_"),
            href: base.href(&Route::Data(file)),
            schema: file.schema().map(|schema| base.href(&Route::Data(schema))),
        };
        DataPage { files: files.map(view).collect(), page: self.finish_list("data") }
    }
}
