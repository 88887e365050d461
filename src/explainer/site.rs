//! The site's settings and its address.

use super::words::words;
use super::{Collation, Route, Slug, Stance};

/// The settings from `site.yaml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The site's title.
    pub title: String,
    /// One line, shown below the title.
    pub tagline: String,
    /// The publisher, if it is not the site's title.
    pub publisher: Option<String>,
    /// The address at which the site is published.
    pub base_url: BaseUrl,
    /// The site's own domain, for the host that publishes it.
    pub custom_domain: Option<String>,
    /// The language of the site's texts and of the theme's words, as a BCP 47 tag.
    pub language: String,
    /// The issues that come first in every list, in this order.
    pub lead_issues: Vec<Slug>,
    /// The event to which `attendance` refers.
    pub main_event: Option<Slug>,
    /// `true` if readers can search the site.
    pub search: bool,
    /// `true` if pages have pictures for previews elsewhere.
    pub cards: bool,
    /// `true` if the site can be read without a network.
    pub offline: bool,
    /// The treatment of raw HTML in texts.
    pub raw_html: RawHtml,
    /// The stances, in the order of the matrix and of legends.
    pub stances: Vec<Stance>,
}

words! {
    /// What becomes of raw HTML in texts.
    #[derive(Default)]
    pub enum RawHtml {
        /// Harmless elements are published, all else is taken out with a warning.
        #[default]
        Sanitized = "sanitized",
        /// It is an error.
        Refused = "refused",
        /// It is published as it is written.
        Trusted = "trusted",
    }
}

impl Site {
    /// Returns the name of the publisher, for readers.
    pub fn publisher(&self) -> &str {
        self.publisher.as_deref().unwrap_or(&self.title)
    }

    /// Returns the sort order of names and titles in the site's language.
    pub fn collation(&self) -> Collation {
        Collation::new(&self.language)
    }

    /// Returns the stance with this id, if there is one.
    pub fn stance(&self, id: &Slug) -> Option<&Stance> {
        self.stances.iter().find(|stance| stance.id == *id)
    }
}

/// The address at which the site is published: an origin, and a path that begins and ends with a slash.
///
/// Every address in the output is built from it, so a site under `/repository/` works as well as one at the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    origin: String,
    path: String,
}

impl BaseUrl {
    /// Parses `https://example.org/path/` (the last slash may be missing). Returns `None` if it is not an HTTP(S) address, has no host, or has a
    /// query or fragment.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let plain = |text: &str, also: &str| {
            text.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c))
        };
        let good = matches!(scheme, "http" | "https")
            && !host.is_empty()
            && plain(host, ".-:[]")
            && plain(path, "-._~/%")
            && !path.split('/').any(|part| part == "..");
        let path = path.trim_matches('/');
        let path = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
        good.then(|| Self { origin: format!("{scheme}://{host}"), path })
    }

    /// Returns the scheme and the host, with its port if it has one: `https://example.org`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the host, with its port if it has one.
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }

    /// Returns the path of the site's root on the server, with slashes at both ends.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the address of a route from the server's root: `/repository/issues/ceasefire/`.
    pub fn href(&self, route: &Route) -> String {
        self.href_of(&route.address())
    }

    /// Returns the address, from the server's root, of a path given from the site's root with or without its leading slash.
    pub fn href_of(&self, path: &str) -> String {
        format!("{}{}", self.path, path.trim_start_matches('/'))
    }

    /// Returns the full address of a route, for canonical links, feeds and the like.
    pub fn absolute(&self, route: &Route) -> String {
        format!("{}{}", self.origin, self.href(route))
    }

    /// Returns the full address of an address given from the server's root.
    pub fn absolute_href(&self, href: &str) -> String {
        format!("{}{href}", self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;
    use crate::explainer::Route;

    #[test]
    fn addresses_keep_the_path_of_the_site() {
        for text in
            ["https://example.github.io/paris-talks/", "https://example.github.io/paris-talks"]
        {
            let base = BaseUrl::parse(text).unwrap();
            assert_eq!(base.href(&Route::Positions), "/paris-talks/positions/");
            assert_eq!(base.absolute(&Route::Home), "https://example.github.io/paris-talks/");
            assert_eq!(base.href_of("/timeline/"), "/paris-talks/timeline/");
            assert_eq!((base.host(), base.path()), ("example.github.io", "/paris-talks/"));
        }
        assert_eq!(BaseUrl::parse("http://localhost:8000").unwrap().href(&Route::Home), "/");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "example.org",
            "ftp://example.org",
            "https://",
            "https:///x",
            "https://e x/",
            "https://e/?q",
            "https://e/../x",
            "//e",
        ] {
            assert_eq!(BaseUrl::parse(bad), None, "{bad}");
        }
    }
}
