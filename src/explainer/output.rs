//! The table of outputs: the properties of each route by which lists, search, the server and the check of links treat it.

use super::Route;

/// The form of a file, and with it its media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A page in HTML.
    Html,
    /// A feed in Atom (RFC 4287).
    Atom,
    /// Any other XML.
    Xml,
    /// Lines of text.
    Text,
    /// A script.
    Script,
    /// A picture, as PNG.
    Png,
    /// Data for programs, in this media type.
    Data(&'static str),
    /// No content.
    Empty,
    /// A file that somebody else wrote: its name tells its media type.
    Named,
}

impl Form {
    /// Returns the media type, without a charset. `None` if the file's name tells it.
    pub fn media_type(self) -> Option<&'static str> {
        Some(match self {
            Self::Html => "text/html",
            Self::Atom => "application/atom+xml",
            Self::Xml => "text/xml",
            Self::Text => "text/plain",
            Self::Script => "text/javascript",
            Self::Png => "image/png",
            Self::Data(media_type) => media_type,
            Self::Empty => "application/octet-stream",
            Self::Named => return None,
        })
    }
}

/// One row of the table.
#[expect(clippy::struct_excessive_bools, reason = "each is a column of the table")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Properties {
    /// The form of the file.
    pub form: Form,
    /// Set for a page that search engines are to find: it is in the sitemap and counts as a page of the site.
    pub in_sitemap: bool,
    /// Set for a page that the search of the site covers.
    pub is_searched: bool,
    /// Set for a page that a card is drawn for. Further parts of it use the same card.
    pub has_card: bool,
    /// Set for a page that readers open by itself: its links are checked, and `serve` updates it live.
    pub is_opened: bool,
}

impl Properties {
    /// A page of the site.
    const PAGE: Self = Self {
        form: Form::Html,
        in_sitemap: true,
        is_searched: true,
        has_card: true,
        is_opened: true,
    };

    /// A file that is no page.
    const fn file(form: Form) -> Self {
        Self { form, in_sitemap: false, is_searched: false, has_card: false, is_opened: false }
    }
}

impl Route {
    /// Returns the row of this output in the table. Every route is named, so that a new one cannot be forgotten.
    pub fn properties(&self) -> Properties {
        const PAGE: Properties = Properties::PAGE;
        /// A page that is there for a purpose and not to be found.
        const AUXILIARY: Properties =
            Properties { in_sitemap: false, is_searched: false, has_card: false, ..PAGE };
        match self {
            Self::Home
            | Self::Section(_)
            | Self::Issue(_)
            | Self::Participant(_)
            | Self::Party(_)
            | Self::Event(_)
            | Self::Source(_)
            | Self::Page(_)
            | Self::Positions
            | Self::Compare
            | Self::Updates
            | Self::DataPage => PAGE,
            Self::Passage(_) | Self::Part(..) => Properties { has_card: false, ..PAGE },
            Self::Search | Self::NotFound | Self::Offline => AUXILIARY,
            Self::Redirect(..) => Properties { is_opened: false, ..AUXILIARY },
            Self::Embed(_) => Properties::file(Form::Html),
            Self::Copy(_, of) => Properties { is_opened: false, ..of.properties() },
            Self::Sitemap | Self::SitemapPart(_) => Properties::file(Form::Xml),
            Self::Robots | Self::Headers | Self::Cname => Properties::file(Form::Text),
            Self::Feed(_) => Properties::file(Form::Atom),
            Self::Data(file) => Properties::file(Form::Data(file.media_type())),
            Self::Piece(_) => Properties::file(Form::Data("application/json")),
            Self::NoJekyll => Properties::file(Form::Empty),
            Self::Worker => Properties::file(Form::Script),
            Self::Card(_) => Properties::file(Form::Png),
            Self::Asset(_) => Properties::file(Form::Named),
        }
    }

    /// Returns `true` for a page that readers and search engines should find.
    pub fn is_page(&self) -> bool {
        self.properties().in_sitemap
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explainer::{Entity, Slug};

    #[test]
    fn a_copy_is_what_it_is_a_copy_of() {
        let slug = Slug::parse("quotas").expect("a slug");
        let copy = |of| Route::Copy("issues/old/feed.xml".to_owned(), Box::new(of)).properties();
        assert_eq!(copy(Route::Feed(Some(slug.clone()))).form, Form::Atom);
        let embed = copy(Route::Embed(slug.clone()));
        assert_eq!((embed.form, embed.is_opened), (Form::Html, false));
        let redirect = Route::Redirect("/issues/old/".to_owned(), Entity::Issue(slug));
        assert!(!redirect.is_page() && !redirect.properties().is_searched);
    }
}
