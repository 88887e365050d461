//! Contexts for files that programs read: sitemaps, the service worker, headers, and the page about the data.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Context;

use super::Builder;
use crate::explainer::{Entry, Route, SITEMAP_LIMIT, sha256_hex};
use crate::render::policy::{content_security_policy, hash_source, prefetch_rules};

/// The page that the service worker shows without a network.
#[derive(Serialize)]
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

impl Builder<'_> {
    pub(super) fn worker(mut self) -> Context {
        let base = &self.explainer.site().base_url;
        // An error in its template is reported for the page itself.
        let page = self.renderer.render(&Route::Offline).unwrap_or_default();
        let digest = sha256_hex(&page)[..16].to_owned();
        self.set("offline", &OfflineView { href: base.href(&Route::Offline), digest });
        let routes = self.renderer.theme_routes.iter();
        let files: Vec<_> = routes.map(|route| base.href(route)).collect();
        let files = serde_json::to_string(&files).unwrap_or_default();
        self.set("version", &sha256_hex(files.as_bytes())[..16]);
        self.set("files", &files);
        self.context
    }

    /// Returns the template and context of the sitemap, or of the list of its parts.
    pub(super) fn sitemap(mut self) -> (&'static str, Context) {
        let base = &self.explainer.site().base_url;
        let routes = self.explainer.routes().iter();
        let parts = routes.filter(|route| matches!(route, Route::SitemapPart(_)));
        let parts: Vec<_> = parts.map(|route| base.absolute(route)).collect();
        if parts.is_empty() {
            ("sitemap.xml", self.sitemap_part(1))
        } else {
            self.set("sitemaps", &parts);
            ("sitemap-index.xml", self.context)
        }
    }

    pub(super) fn sitemap_part(mut self, number: usize) -> Context {
        #[derive(Serialize)]
        struct Place {
            address: String,
            updated: Option<String>,
        }
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
        let places: Vec<_> = pages
            .filter(|route| !is_draft(route))
            .map(|route| Place {
                address: base.absolute(route),
                // The format has no months or years without a day.
                updated: updated(route).filter(|it| it.day().is_some()).map(|it| it.to_string()),
            })
            .collect();
        self.set("places", &places);
        self.context
    }

    /// Returns the context of the headers. They are sent with every file, so their policy also allows the inline style of embeds. Pages get the
    /// policy once more with `frame-ancestors`, by rules that match no embed: if several rules match a path, some hosts send the policies of all
    /// of them, and others only that of the most specific one.
    pub(super) fn headers(mut self) -> Context {
        let site = self.explainer.site();
        let style = hash_source(&self.renderer.theme.embed_style);
        let own = content_security_policy(&prefetch_rules(&site.base_url));
        let policy = own.replace("style-src 'self'", &format!("style-src 'self' {style}"));
        self.set("policy", &policy);
        self.set("page_policy", &format!("{policy}; frame-ancestors 'none'"));
        let base = site.base_url.path();
        let deeper = SECTIONS.iter().map(|section| format!("{base}{section}/*"));
        let pages = [base.to_owned(), format!("{base}:page/")].into_iter().chain(deeper);
        self.set("framed_nowhere", &pages.collect::<Vec<_>>());
        self.context
    }

    pub(super) fn data(mut self) -> Context {
        #[derive(Serialize)]
        struct File {
            /// The path in the folder `data/`.
            name: &'static str,
            /// The kind; its description is in the strings under `data.<kind>`.
            kind: String,
            href: String,
            schema: Option<String>,
        }
        let base = &self.explainer.site().base_url;
        let files = self.explainer.routes().iter().filter_map(|route| match route {
            Route::Data(file) if !file.is_schema() => Some(*file),
            _ => None,
        });
        let files: Vec<_> = files
            .map(|file| File {
                name: file.name(),
                kind: file.name().replace('.', "_"),
                href: base.href(&Route::Data(file)),
                schema: file.schema().map(|schema| base.href(&Route::Data(schema))),
            })
            .collect();
        self.set("files", &files);
        self.finish_list("data")
    }
}
