//! The bytes of each output.

use std::sync::Arc;

use tera::Context;

use super::error::RenderError;
use super::pages::{self, Builder, Page};
use super::{Output, Renderer, data, feed};
use crate::explainer::{Asset, Contents, Route, Section};

impl Renderer {
    /// Returns the bytes of one route (empty for a file [on the disk](Self::on_disk)). Errs if the site has no such output, or if its template
    /// fails.
    pub fn render(&self, route: &Route) -> Result<Output, RenderError> {
        let missing = || RenderError::NoSuchOutput(route.clone());
        if !self.has(route) {
            return Err(missing());
        }
        let builder = Builder::new(self, route);
        let (whole, part) = route.whole();
        match whole {
            Route::Home
            | Route::Issue(_)
            | Route::Participant(_)
            | Route::Party(_)
            | Route::Event(_)
            | Route::Source(_)
            | Route::Page(_)
                if part > 1 =>
            {
                let entity = whole.entity().ok_or_else(missing)?;
                self.page(route, &builder.further(&entity))
            }
            Route::Home => self.page(route, &builder.home()),
            Route::Issue(slug) => self.page(route, &builder.issue(slug).ok_or_else(missing)?),
            Route::Participant(slug) => {
                self.page(route, &builder.participant(slug).ok_or_else(missing)?)
            }
            Route::Party(slug) => self.page(route, &builder.party(slug).ok_or_else(missing)?),
            Route::Event(slug) => self.page(route, &builder.event(slug).ok_or_else(missing)?),
            Route::Source(slug) => self.page(route, &builder.source(slug).ok_or_else(missing)?),
            Route::Passage(citation) => {
                self.page(route, &builder.passage_page(citation).ok_or_else(missing)?)
            }
            Route::Page(slug) => self.page(route, &builder.text(slug)),
            Route::Positions => self.page(route, &builder.positions()),
            Route::Section(section) => self.section(route, *section, builder),
            Route::Compare => self.page(route, &builder.compare()),
            Route::Updates => self.page(route, &builder.updates()),
            Route::DataPage => self.page(route, &builder.data()),
            Route::Search => self.page(route, &builder.search()),
            Route::NotFound => self.page(route, &builder.not_found()),
            Route::Offline => self.page(route, &builder.offline()),
            Route::Embed(slug) => self.page(route, &builder.embed(slug).ok_or_else(missing)?),
            Route::Redirect(_, entity) => self.page(route, &builder.redirect(entity)),
            Route::Sitemap => match builder.sitemap_index() {
                Some(index) => self.page(route, &index),
                None => self.page(route, &builder.sitemap(1)),
            },
            Route::SitemapPart(number) => self.page(route, &builder.sitemap(*number)),
            Route::Headers => self.page(route, &builder.headers()),
            Route::Worker => self.page(route, &builder.worker()),
            Route::Robots => Ok(self.robots().into_bytes().into()),
            Route::NoJekyll => Ok(Output::new()),
            Route::Cname => Ok(self.cname().into_bytes().into()),
            Route::Data(file) => Ok(data::file(self, *file).into()),
            Route::Piece(number) => Ok(data::piece(self, *number).into()),
            Route::Feed(issue) => Ok(feed::atom(self, issue.as_ref()).into_bytes().into()),
            Route::Card(page) => self.picture(route, &self.card(route, page)?),
            Route::Copy(_, of) => self.render(of),
            Route::Asset(name) => self.asset(name).ok_or_else(missing),
            // A part has no parts of its own.
            Route::Part(..) => Err(missing()),
        }
    }

    fn section(
        &self,
        route: &Route,
        section: Section,
        builder: Builder,
    ) -> Result<Output, RenderError> {
        match section {
            Section::Issues => self.page(route, &builder.issues()),
            Section::Participants => self.page(route, &builder.participants()),
            Section::Parties => self.page(route, &builder.parties()),
            Section::Timeline => self.page(route, &builder.timeline()),
            Section::Sources => self.page(route, &builder.sources()),
            Section::Glossary => self.page(route, &builder.glossary()),
        }
    }

    /// Returns `true` if `route` is an output of the site.
    pub(super) fn has(&self, route: &Route) -> bool {
        let of_explainer = self.explainer.route_at(&route.address());
        of_explainer.as_ref() == Some(route) || self.theme_routes.contains(route)
    }

    /// Returns the drawing of the card of `page`.
    pub(super) fn card(&self, route: &Route, page: &Route) -> Result<String, RenderError> {
        self.fill(route, &pages::card(self, page))
    }

    fn page<P: Page>(&self, route: &Route, page: &P) -> Result<Output, RenderError> {
        self.fill(route, page).map(|text| text.into_bytes().into())
    }

    /// Renders the template of a page.
    fn fill<P: Page>(&self, route: &Route, page: &P) -> Result<String, RenderError> {
        let filled = Context::from_serialize(page).and_then(|variables| {
            let mut context = self.frame.clone();
            context.extend(variables);
            self.theme.tera.render(P::TEMPLATE, &context)
        });
        let failure = |error| self.theme.failure(&error, &route.address());
        filled.map_err(|error| RenderError::Template(Box::new(failure(error))))
    }

    pub(super) fn linked_file(&self, name: &Arc<str>) -> Option<&Asset> {
        self.explainer.records().assets.values().find(|asset| asset.published_as == *name)
    }

    fn asset(&self, name: &Arc<str>) -> Option<Output> {
        match self.linked_file(name).map(|asset| &asset.contents) {
            Some(Contents::Bytes(bytes)) => Some(bytes.clone()),
            Some(Contents::Disk(_)) => Some(Output::new()),
            None => self.theme.assets.get(name).cloned(),
        }
    }

    /// Returns the content of `CNAME`: the site's own domain, on a line.
    fn cname(&self) -> String {
        let domain = self.explainer.site().custom_domain.iter();
        domain.map(|domain| format!("{domain}\n")).collect()
    }

    /// Returns `robots.txt`: everything may be crawled, with the address of the sitemap.
    fn robots(&self) -> String {
        format!(
            "User-agent: *\nAllow: /\n\nSitemap: {}\n",
            self.explainer.site().base_url.absolute(&Route::Sitemap)
        )
    }
}
