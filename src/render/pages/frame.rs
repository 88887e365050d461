//! The variables that every template sees.

use serde::Serialize;
use tera::Value;
use unic_langid::LanguageIdentifier;

use super::parts::MoreView;
use crate::explainer::{DataFile, Entity, Explainer, Route, Section, Site};
use crate::render::policy::{content_security_policy, prefetch_rules};
use crate::render::views::{Link, Shared, StanceView, Views};

/// The variables of every template.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct Frame<'a> {
    site: SiteView<'a>,
    links: LinksView,
    /// The lists of the site.
    menu: Vec<MenuEntry>,
    /// The pages of `content/pages/`, by slug: the first of them, or on the front page all.
    pages: Vec<Link>,
    /// The number of pages that `pages` leaves out, and the address at which they are shown.
    more_pages: Option<MoreView>,
    /// All stances, in the order of `site.yaml`.
    stances: Vec<Shared<StanceView>>,
    /// The text of the page's file, sanitized as `raw_html` in `site.yaml` says; empty on pages without one.
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    body: Value,
}

/// The site as a whole.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SiteView<'a> {
    title: &'a str,
    tagline: &'a str,
    /// The language, as a BCP 47 tag.
    language: &'a str,
    /// `ltr` or `rtl`.
    direction: &'static str,
    /// The path under which the site is published.
    base: &'a str,
    /// The language with its region, as `de_AT`, if the tag has one.
    locale: Option<String>,
    publisher: &'a str,
    /// The content security policy of every page.
    policy: String,
    /// The rules for prefetching, as JSON. The policy allows them by their hash, so print them as they are.
    prefetch: String,
}

/// The addresses of pages and files that a site may have; absent for those that it does not have.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LinksView {
    home: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    positions: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compare: Option<String>,
    /// The page about the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<String>,
    /// `data/positions.json`.
    #[serde(skip_serializing_if = "Option::is_none")]
    positions_data: Option<String>,
    /// `data/events.ics`.
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar: Option<String>,
    /// The feed of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    feed: Option<String>,
    /// `sw.js`.
    #[serde(skip_serializing_if = "Option::is_none")]
    worker: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updates: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sources: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeline: Option<String>,
}

/// An entry of the menu.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct MenuEntry {
    /// The kind of list; its word is `section.<kind>`.
    kind: &'static str,
    href: String,
}

/// The maximum number of pages of `content/pages/` linked in the footer. The front page's footer links to all of them. With all of them on every
/// page, the size of the site would grow with the square of their number.
const PAGES_IN_FOOTER: usize = 20;

impl<'a> Frame<'a> {
    pub(in crate::render) fn new(explainer: &'a Explainer, views: &Views) -> Self {
        let site = explainer.site();
        let pages = pages(explainer, views, PAGES_IN_FOOTER);
        let left_out = explainer.records().pages.len() - pages.len();
        let more_pages = (left_out > 0).then(|| MoreView {
            count: left_out,
            href: format!("{}#page.pages", site.base_url.href(&Route::Home)),
        });
        Self {
            site: SiteView::new(site),
            links: LinksView::new(explainer),
            menu: menu(explainer),
            pages,
            more_pages,
            stances: site.stances.iter().map(|it| views.stance(&it.id)).collect(),
            body: Value::safe_string(""),
        }
    }
}

impl<'a> SiteView<'a> {
    fn new(site: &'a Site) -> Self {
        let prefetch = prefetch_rules(&site.base_url);
        Self {
            title: &site.title,
            tagline: &site.tagline,
            language: &site.language,
            direction: if is_right_to_left(&site.language) { "rtl" } else { "ltr" },
            base: site.base_url.path(),
            locale: locale(&site.language),
            publisher: site.publisher(),
            policy: content_security_policy(&prefetch),
            prefetch,
        }
    }
}

impl LinksView {
    fn new(explainer: &Explainer) -> Self {
        let link = |route: Route| published(explainer, &route);
        Self {
            home: explainer.site().base_url.href(&Route::Home),
            positions: link(Route::Positions),
            compare: link(Route::Compare),
            data: link(Route::DataPage),
            positions_data: link(Route::Data(DataFile::Positions)),
            calendar: link(Route::Data(DataFile::Events)),
            feed: link(Route::Feed(None)),
            worker: link(Route::Worker),
            updates: link(Route::Updates),
            search: link(Route::Search),
            sources: link(Route::Section(Section::Sources)),
            timeline: link(Route::Section(Section::Timeline)),
        }
    }
}

/// Returns the address of a route, from the server's root. `None` if the site does not have it.
fn published(explainer: &Explainer, route: &Route) -> Option<String> {
    let found = explainer.route_at(&route.address());
    found.map(|_| explainer.site().base_url.href(route))
}

/// Returns the menu: the sections, with the matrix after the first.
fn menu(explainer: &Explainer) -> Vec<MenuEntry> {
    let entry =
        |kind, route: &Route| published(explainer, route).map(|href| MenuEntry { kind, href });
    let section = |section: Section| entry(section.as_str(), &Route::Section(section));
    let mut menu: Vec<_> = Section::ALL.into_iter().filter_map(section).collect();
    let second = menu.len().min(1);
    menu.splice(second..second, entry("positions", &Route::Positions));
    menu
}

/// Returns links to the first `most` pages of `content/pages/`, by slug.
pub(super) fn pages(explainer: &Explainer, views: &Views, most: usize) -> Vec<Link> {
    let slugs = explainer.records().pages.keys().take(most);
    slugs.map(|slug| views.link(explainer, &Entity::Page(slug.clone()))).collect()
}

/// Returns `true` if a language, as a BCP 47 tag, is written from right to left: by the script in the tag, or else by the language's usual
/// script.
fn is_right_to_left(tag: &str) -> bool {
    const SCRIPTS: [&str; 7] = ["Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Syrc", "Thaa"];
    const LANGUAGES: [&str; 11] =
        ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"];
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or_default();
    match subtags
        .find(|subtag| subtag.len() == 4 && subtag.bytes().all(|b| b.is_ascii_alphabetic()))
    {
        Some(script) => SCRIPTS.iter().any(|it| it.eq_ignore_ascii_case(script)),
        None => LANGUAGES.iter().any(|it| it.eq_ignore_ascii_case(language)),
    }
}

/// Returns a language with its region in Open Graph's format: `de_AT`. `None` if the tag has no region.
fn locale(tag: &str) -> Option<String> {
    let tag: LanguageIdentifier = tag.parse().ok()?;
    Some(format!("{}_{}", tag.language, tag.region?))
}

#[cfg(test)]
mod tests {
    use super::{is_right_to_left, locale};

    #[test]
    fn a_locale_has_a_region() {
        assert_eq!(locale("de-AT").as_deref(), Some("de_AT"));
        assert_eq!(locale("zh-Hant-tw").as_deref(), Some("zh_TW"));
        assert_eq!(locale("en"), None);
        assert_eq!(locale("x y"), None);
    }

    #[test]
    fn the_script_decides_and_else_the_language() {
        for tag in ["ar", "he-IL", "az-Arab", "FA"] {
            assert!(is_right_to_left(tag), "{tag}");
        }
        for tag in ["en", "uk", "ur-Latn", "az", "de-1996"] {
            assert!(!is_right_to_left(tag), "{tag}");
        }
    }
}
