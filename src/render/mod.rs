//! Rendering: [`Renderer::render`] is a pure function from one route to the bytes of its file.
//!
//! It does not read the disk, the clock, the environment or global state. Its only input beside the [`Explainer`] is the [`Theme`], loaded once;
//! the same two give the same bytes on any machine. There is no build mode and no serve mode.

mod asset;
mod blocked;
mod body;
mod card;
mod chart;
mod cite;
mod data;
mod error;
mod feed;
mod grouping;
mod highlight;
mod notes;
mod outputs;
mod pages;
mod policy;
pub mod search;
mod strings;
mod structured_data;
mod template_error;
mod theme;
mod views;

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use rayon::prelude::*;
use tera::Context;

use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::explainer::{Contents, Entity, Explainer, FileOnDisk, Route};
pub use error::RenderError;
use pages::{Frame, Page};
use search::Findable;
pub use theme::{Theme, ThemeMemo, built_in_theme};
use views::Views;

/// The template for cards.
const CARD_TEMPLATE: &str = pages::CardPage::TEMPLATE;

/// An explainer and its theme, which together determine the bytes of the site.
pub struct Renderer {
    explainer: Explainer,
    theme: Arc<Theme>,
    /// The variables that all templates see.
    frame: Context,
    views: Views,
    /// The routes of the theme's own files.
    theme_routes: Vec<Route>,
    /// The pages for which no card can be drawn; computed when first needed.
    undrawable: OnceLock<HashSet<Route>>,
    /// `true` if code is colored.
    colors: bool,
    /// The entities whose code is left plain, because the site has more code than is colored in one site.
    plain: BTreeSet<Entity>,
}

/// The bytes of one file.
pub type Output = Bytes;

impl Renderer {
    /// Combines an explainer and a theme. Data that all pages share is prepared here, once.
    pub fn new(explainer: Explainer, theme: Arc<Theme>) -> Self {
        let views = Views::new(&explainer);
        // A frame consists of texts, numbers, lists and maps, so it can always be converted.
        let frame = Context::from_serialize(&Frame::new(&explainer, &views)).unwrap_or_default();
        let site = explainer.site();
        let published = theme.published(site.search, site.offline);
        let theme_routes = published.filter(|name| explainer.route_at(name).is_none());
        let theme_routes = theme_routes.map(Route::Asset).collect();
        let plain = left_plain(&explainer);
        Self {
            explainer,
            theme,
            frame,
            views,
            theme_routes,
            undrawable: OnceLock::new(),
            colors: true,
            plain,
        }
    }

    /// Returns the same renderer with code left plain, for pages that are only checked: coloring cannot fail, and its syntaxes are slow to load.
    #[must_use]
    pub fn without_colors(self) -> Self {
        Self { colors: false, ..self }
    }

    /// Returns `true` if the page has colored code, and therefore takes much longer to render than most.
    pub fn takes_long(&self, route: &Route) -> bool {
        let Some(entity) = route.entity() else { return false };
        let entry = self.explainer.entry(&entity);
        self.colors_code_of(&entity) && entry.is_some_and(|it| it.body.document.has_code)
    }

    /// Returns `true` if the code in the text of `entity` is colored.
    fn colors_code_of(&self, entity: &Entity) -> bool {
        self.colors && !self.plain.contains(entity)
    }

    /// Returns the explainer.
    pub fn explainer(&self) -> &Explainer {
        &self.explainer
    }

    /// Returns every output of the site, each once: the explainer's routes and the theme's own files.
    pub fn routes(&self) -> Vec<&Route> {
        let undrawable = self.pages_without_card();
        let is_drawn =
            |route: &&Route| !matches!(route, Route::Card(page) if undrawable.contains(&**page));
        let routes = self.explainer.routes().iter().filter(is_drawn);
        routes.chain(&self.theme_routes).collect()
    }

    /// Returns the pages without a card, because the fonts of cards lack letters of their text.
    fn pages_without_card(&self) -> &HashSet<Route> {
        self.undrawable.get_or_init(|| {
            let routes = self.explainer.routes().par_iter();
            let pages = routes.filter_map(|route| match route {
                Route::Card(page) => Some(&**page),
                _ => None,
            });
            pages.filter(|page| !pages::can_be_drawn(self, page)).cloned().collect()
        })
    }

    /// Returns a diagnostic if some pages have no card, at the file of the first of them.
    pub fn check_cards(&self) -> Option<Diagnostic> {
        let missing = self.pages_without_card();
        let has_file = |route: &&Route| matches!(route.entity(), Some(it) if it != Entity::Home);
        let pages = || self.explainer.routes().iter().filter(|route| missing.contains(route));
        let first = pages().find(has_file).or_else(|| pages().next())?;
        let entity = first.entity().unwrap_or(Entity::Home);
        let entry = self.explainer.entry(&entity)?;
        let place = Span::start_of(SourceFile::new(format!("content/{}", entry.path), ""));
        let pages = match missing.len() {
            1 => "a page has".to_owned(),
            n => format!("each of {n} pages has"),
        };
        let title = self.explainer.title(&entity);
        let message =
            format!("{pages} no card of its own: the fonts of cards lack letters of `{title}`");
        let help = "elsewhere the front page's card stands for them; `cards: false` in `content/site.yaml` does without cards";
        Some(Diagnostic::new(Code::PageWithoutCard, place, message).help(help))
    }

    /// Returns the route at a path from the site's root, without a leading slash. The path is an address or the name of a file.
    pub fn route_at(&self, path: &str) -> Option<Route> {
        let folder = path.strip_suffix("index.html");
        let address = folder.filter(|it| it.is_empty() || it.ends_with('/')).unwrap_or(path);
        let of_theme =
            || self.theme_routes.iter().find(|route| route.address() == address).cloned();
        // An issue may have the slug `index`; its embed is then a file of that name.
        let as_it_is = || self.explainer.route_at(path);
        let found = self.explainer.route_at(address).or_else(as_it_is).or_else(of_theme);
        found
            .filter(|route| !matches!(route, Route::Card(page) if !pages::can_be_drawn(self, page)))
    }

    /// Returns the drawing of a card, as SVG; `None` for any other route. It determines all bytes of the [picture](Self::picture).
    pub fn drawing(&self, route: &Route) -> Option<Result<String, RenderError>> {
        let Route::Card(page) = route else { return None };
        Some(if self.has(route) {
            self.card(route, page)
        } else {
            Err(RenderError::NoSuchOutput(route.clone()))
        })
    }

    /// Checks that a picture can be made of the drawing of the card at `route`. Returns a diagnostic if not.
    pub fn check_drawing(&self, route: &Route, drawing: &str) -> Result<(), RenderError> {
        card::check(drawing).map_err(|why| self.bad_drawing(&why, route))
    }

    /// Renders the drawing of the card at `route` as PNG, or returns a diagnostic if that is not possible. It takes far longer than the drawing.
    pub fn picture(&self, route: &Route, drawing: &str) -> Result<Output, RenderError> {
        let picture = card::png(drawing).map(Output::from);
        picture.map_err(|why| self.bad_drawing(&why, route))
    }

    fn bad_drawing(&self, why: &str, route: &Route) -> RenderError {
        RenderError::Template(Box::new(self.theme.bad_drawing(why, &route.address())))
    }

    /// Extracts the searchable content of the page at `route` with these bytes. `None` on a site without search, or if there is no such content.
    pub fn findable(&self, route: &Route, page: &[u8]) -> Option<Findable> {
        if self.explainer.site().search { Findable::new(route, page) } else { None }
    }

    /// Returns the file on the disk with the bytes of `route`, to be copied from there; [`render`](Self::render) returns no bytes for it.
    pub fn on_disk(&self, route: &Route) -> Option<&Arc<FileOnDisk>> {
        let Route::Asset(name) = route else { return None };
        match &self.linked_file(name)?.contents {
            Contents::Disk(file) => Some(file),
            Contents::Bytes(_) => None,
        }
    }
}

/// Returns the entities whose code is not colored: those with code beyond the limit for one site.
fn left_plain(explainer: &Explainer) -> BTreeSet<Entity> {
    let mut bytes = 0;
    let with_code = explainer.records().entries().filter(|(_, it)| it.body.document.has_code);
    let beyond = with_code.filter(|(_, entry)| {
        bytes += entry.body.document.code_bytes;
        bytes > highlight::MOST_OF_A_SITE
    });
    beyond.map(|(entity, _)| entity).collect()
}
