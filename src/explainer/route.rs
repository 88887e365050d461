//! Routes: all outputs of the site and their addresses.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Citation, Entity, Explainer, Records, Slug};

/// The folder of the search index, from the site's root. Its files are not routes, because they are known only after all pages are rendered.
pub const SEARCH_INDEX: &str = "search-index/";

/// The largest number of pages that one sitemap may list (<https://www.sitemaps.org/protocol.html#index>).
pub const SITEMAP_LIMIT: usize = 50_000;
/// The folder of the cards, from the site's root.
const CARDS: &str = "cards/";
/// The folder, within a page's own, of its further parts.
const PARTS: &str = "page";

/// One output. Links lead to its [address](Self::address); its bytes are written to its [file](Self::file).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// The front page.
    Home,
    /// The list of all things of one kind.
    Section(Section),
    /// An issue's page.
    Issue(Slug),
    /// A participant's page.
    Participant(Slug),
    /// A party's page.
    Party(Slug),
    /// An event's page.
    Event(Slug),
    /// A source's page.
    Source(Slug),
    /// The page with all claims that rest on one passage, if they are too many for the source's page.
    Passage(Citation),
    /// Any other page.
    Page(Slug),
    /// A further part of a page with a long list, counted from 2.
    Part(Box<Route>, usize),
    /// The page with the whole matrix.
    Positions,
    /// The page that shows two or three holders side by side.
    Compare,
    /// The page with all updates and corrections.
    Updates,
    /// The search page.
    Search,
    /// The page for addresses that do not exist.
    NotFound,
    /// The page that the service worker shows without a network instead of a page that is not cached.
    Offline,
    /// The list of pages for search engines.
    Sitemap,
    /// A part of that list, counted from 1, if it is too long for one file.
    SitemapPart(usize),
    /// The rules for crawlers.
    Robots,
    /// The `_headers` file, from which some servers take the HTTP headers of the other files.
    Headers,
    /// The file that stops GitHub Pages from running Jekyll on the site.
    NoJekyll,
    /// The file that gives GitHub Pages the site's own domain.
    Cname,
    /// The service worker, with which a browser caches the site for reading offline.
    Worker,
    /// The page about the data files.
    DataPage,
    /// A data file.
    Data(DataFile),
    /// A piece of the data for comparing, counted from 1.
    Piece(usize),
    /// A feed of changes: for the whole site, or for one issue.
    Feed(Option<Slug>),
    /// The card: the picture that represents a page in previews elsewhere.
    Card(Box<Route>),
    /// The stances on an issue, to be embedded as a frame in another site's page.
    Embed(Slug),
    /// A redirect from an old address, given from the site's root with slashes at both ends, to a page.
    Redirect(String, Entity),
    /// A copy of another route's file, at the address that it had when its page had another address.
    Copy(String, Box<Route>),
    /// A file that is published unchanged, by its published name.
    Asset(Arc<str>),
}

/// A file for programs, published in the folder `data/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataFile {
    /// All records.
    Explainer,
    /// All positions, with the things that they name.
    Positions,
    /// All positions as a table.
    PositionsTable,
    /// All participants and parties.
    Participants,
    /// The events as a calendar.
    Events,
    /// The JSON Schema of [`Explainer`](Self::Explainer).
    ExplainerSchema,
    /// The JSON Schema of [`Positions`](Self::Positions).
    PositionsSchema,
}

impl DataFile {
    /// All data files, in the order in which they are listed.
    pub const ALL: [Self; 7] = [
        Self::PositionsTable,
        Self::Positions,
        Self::Participants,
        Self::Events,
        Self::Explainer,
        Self::ExplainerSchema,
        Self::PositionsSchema,
    ];

    /// Returns the file's path in the folder `data/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Explainer => "explainer.json",
            Self::Positions => "positions.json",
            Self::PositionsTable => "positions.csv",
            Self::Participants => "participants.json",
            Self::Events => "events.ics",
            Self::ExplainerSchema => "schema/explainer.json",
            Self::PositionsSchema => "schema/positions.json",
        }
    }

    /// Returns the media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Explainer | Self::Positions | Self::Participants => "application/json",
            Self::PositionsTable => "text/csv",
            Self::Events => "text/calendar",
            Self::ExplainerSchema | Self::PositionsSchema => "application/schema+json",
        }
    }

    /// Returns the file with the JSON Schema of this one; `None` if it has none.
    pub fn schema(self) -> Option<Self> {
        match self {
            Self::Explainer => Some(Self::ExplainerSchema),
            Self::Positions => Some(Self::PositionsSchema),
            _ => None,
        }
    }

    /// Returns `true` for a file that is the schema of another.
    pub fn is_schema(self) -> bool {
        matches!(self, Self::ExplainerSchema | Self::PositionsSchema)
    }

    /// Returns `true` if the explainer has any entries for this file.
    fn has_entries(self, records: &Records) -> bool {
        match self {
            Self::Explainer | Self::ExplainerSchema => true,
            Self::Positions | Self::PositionsTable | Self::PositionsSchema => {
                have_positions(records, 1)
            }
            Self::Participants => !records.participants.is_empty() || !records.parties.is_empty(),
            Self::Events => !records.events.is_empty(),
        }
    }
}

/// The kinds of things that are listed on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Issues.
    Issues,
    /// Participants.
    Participants,
    /// Parties.
    Parties,
    /// Events, as a timeline.
    Timeline,
    /// Sources.
    Sources,
    /// Glossary terms, which have no pages of their own.
    Glossary,
}

impl Section {
    /// All sections, in the order of the menu.
    pub const ALL: [Self; 6] = [
        Self::Issues,
        Self::Participants,
        Self::Parties,
        Self::Timeline,
        Self::Sources,
        Self::Glossary,
    ];

    /// Returns the name in its address and in the theme's strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Issues => "issues",
            Self::Participants => "participants",
            Self::Parties => "parties",
            Self::Timeline => "timeline",
            Self::Sources => "sources",
            Self::Glossary => "glossary",
        }
    }

    /// Returns `true` if the explainer has any entries for this section. A section without entries is not published.
    fn has_entries(self, records: &Records) -> bool {
        match self {
            Self::Issues => !records.issues.is_empty(),
            Self::Participants => !records.participants.is_empty(),
            Self::Parties => !records.parties.is_empty(),
            Self::Timeline => !records.events.is_empty(),
            Self::Sources => !records.sources.is_empty(),
            Self::Glossary => !records.terms.is_empty(),
        }
    }
}

impl Route {
    /// Returns the address from the site's root, without a leading slash: `issues/ceasefire/`.
    pub fn address(&self) -> String {
        match self {
            Self::Home => String::new(),
            Self::Section(section) => format!("{}/", section.as_str()),
            Self::Issue(slug) => format!("issues/{slug}/"),
            Self::Participant(slug) => format!("participants/{slug}/"),
            Self::Party(slug) => format!("parties/{slug}/"),
            Self::Event(slug) => format!("events/{slug}/"),
            Self::Source(slug) => format!("sources/{slug}/"),
            Self::Passage(Citation { source, passage }) => format!("sources/{source}/{passage}/"),
            Self::Page(slug) => format!("{slug}/"),
            Self::Part(page, number) => format!("{}{PARTS}/{number}/", page.address()),
            Self::Positions => "positions/".to_owned(),
            Self::Compare => "compare/".to_owned(),
            Self::Updates => "updates/".to_owned(),
            Self::Search => "search/".to_owned(),
            Self::NotFound => "404.html".to_owned(),
            Self::Offline => "offline.html".to_owned(),
            Self::Sitemap => "sitemap.xml".to_owned(),
            Self::SitemapPart(number) => format!("sitemap-{number}.xml"),
            Self::Robots => "robots.txt".to_owned(),
            Self::Headers => "_headers".to_owned(),
            Self::NoJekyll => ".nojekyll".to_owned(),
            Self::Cname => "CNAME".to_owned(),
            Self::Worker => "sw.js".to_owned(),
            Self::DataPage => "data/".to_owned(),
            Self::Data(file) => format!("data/{}", file.name()),
            Self::Piece(number) => format!("data/positions/{number}.json"),
            Self::Feed(None) => "feed.xml".to_owned(),
            Self::Feed(Some(issue)) => format!("issues/{issue}/feed.xml"),
            Self::Embed(slug) => format!("embed/{slug}.html"),
            Self::Card(page) => {
                let page = page.address();
                let name = page.strip_suffix('/').unwrap_or("index");
                format!("{CARDS}{name}.png")
            }
            Self::Redirect(from, _) => from.trim_start_matches('/').to_owned(),
            Self::Copy(address, _) => address.clone(),
            Self::Asset(name) => name.to_string(),
        }
    }

    /// Returns the path of the file that is written, from the output folder: `issues/ceasefire/index.html`.
    pub fn file(&self) -> String {
        let address = self.address();
        if address.is_empty() || address.ends_with('/') {
            format!("{address}index.html")
        } else {
            address
        }
    }

    /// Returns a part of this page, counted from 1. The first part is the page itself.
    #[must_use]
    pub fn part(self, number: usize) -> Self {
        if number > 1 { Self::Part(Box::new(self), number) } else { self }
    }

    /// Returns the page that this is a part of, and the number of the part, counted from 1.
    pub fn whole(&self) -> (&Self, usize) {
        if let Self::Part(page, number) = self { (page, *number) } else { (self, 1) }
    }

    /// Returns the page whose card represents this one elsewhere: the page itself, the page that it is a part of, or the source of a passage.
    #[must_use]
    pub fn pictured(&self) -> Self {
        match self.whole().0 {
            Self::Passage(citation) => Self::Source(citation.source.clone()),
            page => page.clone(),
        }
    }

    /// Returns the entity that this is the page of. `None` for outputs that are not the page of one entity.
    pub fn entity(&self) -> Option<Entity> {
        Some(match self {
            Self::Home => Entity::Home,
            Self::Issue(slug) => Entity::Issue(slug.clone()),
            Self::Participant(slug) => Entity::Participant(slug.clone()),
            Self::Party(slug) => Entity::Party(slug.clone()),
            Self::Event(slug) => Entity::Event(slug.clone()),
            Self::Source(slug) => Entity::Source(slug.clone()),
            Self::Page(slug) => Entity::Page(slug.clone()),
            _ => return None,
        })
    }

    /// Returns the slug of a thing whose page is in the folder for its kind. `None` for other outputs.
    pub(super) fn thing(&self) -> Option<&Slug> {
        match self {
            Self::Issue(slug)
            | Self::Participant(slug)
            | Self::Party(slug)
            | Self::Event(slug)
            | Self::Source(slug) => Some(slug),
            _ => None,
        }
    }

    /// Returns the address of the page that would have a part at `address`, and the number of that part. `None` if it is not the address of a
    /// part.
    pub fn page_of_part_at(address: &str) -> Option<(&str, usize)> {
        let (folder, number) = address.strip_suffix('/')?.rsplit_once('/')?;
        let page = folder.strip_suffix(PARTS).filter(|it| it.ends_with('/'))?;
        let is_written_so = |it: &usize| *it > 1 && it.to_string() == number;
        Some((page, number.parse().ok().filter(is_written_so)?))
    }

    /// Returns the address of the page whose card would be at `address`. `None` if it is not the address of a card.
    pub(super) fn page_of_card_at(address: &str) -> Option<String> {
        let name = address.strip_prefix(CARDS)?.strip_suffix(".png")?;
        Some(if name == "index" { String::new() } else { format!("{name}/") })
    }

    /// Returns the page at `address`, if it is the page of a [thing](Self::thing) in `records`.
    pub(super) fn of_thing_at(address: &str, records: &Records) -> Option<Self> {
        fn known<T>(slug: &str, things: &BTreeMap<Slug, T>) -> Option<Slug> {
            things.get_key_value(slug).map(|(slug, _)| slug.clone())
        }
        let (folder, slug) = address.strip_suffix('/')?.split_once('/')?;
        match folder {
            "issues" => known(slug, &records.issues).map(Self::Issue),
            "participants" => known(slug, &records.participants).map(Self::Participant),
            "parties" => known(slug, &records.parties).map(Self::Party),
            "events" => known(slug, &records.events).map(Self::Event),
            "sources" => known(slug, &records.sources).map(Self::Source),
            _ => None,
        }
    }
}

/// Returns the page on which `entity` is shown. The page of a term is the glossary.
impl From<&Entity> for Route {
    fn from(entity: &Entity) -> Self {
        match entity {
            Entity::Home => Self::Home,
            Entity::Issue(slug) => Self::Issue(slug.clone()),
            Entity::Participant(slug) => Self::Participant(slug.clone()),
            Entity::Party(slug) => Self::Party(slug.clone()),
            Entity::Event(slug) => Self::Event(slug.clone()),
            Entity::Source(slug) => Self::Source(slug.clone()),
            Entity::Term(_) => Self::Section(Section::Glossary),
            Entity::Page(slug) => Self::Page(slug.clone()),
        }
    }
}

/// Returns every route of the site, in a fixed order. There are feeds only if anything has a date. Conflicts are not checked here: `content`
/// rejects two routes with the same file.
pub(super) fn routes(explainer: &Explainer) -> Vec<Route> {
    let records = explainer.records();
    let mut routes = vec![Route::Home];
    routes.extend(
        Section::ALL.into_iter().filter(|section| section.has_entries(records)).map(Route::Section),
    );
    if !records.issues.is_empty() {
        routes.push(Route::Positions);
    }
    if have_positions(records, 2) {
        routes.push(Route::Compare);
        routes.extend((1..=explainer.pieces().len()).map(Route::Piece));
    }
    let has_entries = |file: &DataFile| file.has_entries(records);
    routes.push(Route::DataPage);
    routes.extend(DataFile::ALL.into_iter().filter(has_entries).map(Route::Data));
    if explainer.as_of().is_some() {
        routes.push(Route::Feed(None));
        routes.extend(records.issues.keys().cloned().map(|issue| Route::Feed(Some(issue))));
    }
    if records.entries().any(|(_, entry)| !entry.updates.is_empty()) {
        routes.push(Route::Updates);
    }
    if records.site.search {
        routes.push(Route::Search);
    }
    // Other pages come first because they may contain code, whose first highlighting is slow; slow work is best started early.
    routes.extend(records.pages.keys().cloned().map(Route::Page));
    routes.extend(records.issues.keys().cloned().map(Route::Issue));
    routes.extend(records.participants.keys().cloned().map(Route::Participant));
    routes.extend(records.parties.keys().cloned().map(Route::Party));
    routes.extend(records.events.keys().cloned().map(Route::Event));
    routes.extend(records.sources.keys().cloned().map(Route::Source));
    let cards = routes.iter().filter(|route| records.site.cards && route.properties().has_card);
    let cards: Vec<_> = cards.map(|page| Route::Card(Box::new(page.clone()))).collect();
    routes.extend(explainer.passages_with_pages().map(Route::Passage));
    let parts: Vec<_> = routes.iter().flat_map(|page| explainer.further_parts(page)).collect();
    routes.extend(parts);
    let divided = records.issues.keys().filter(|issue| explainer.division(issue).is_some());
    routes.extend(divided.cloned().map(Route::Embed));
    routes.extend(cards);
    for (entity, entry) in records.entries() {
        for alias in &entry.aliases {
            let copies = copies(&entity, alias, &routes);
            routes.push(Route::Redirect(alias.clone(), entity.clone()));
            routes.extend(copies);
        }
    }
    let assets: std::collections::BTreeSet<_> =
        records.assets.values().map(|asset| asset.published_as.clone()).collect();
    routes.extend(assets.into_iter().map(Route::Asset));
    let pages = routes.iter().filter(|route| route.is_page()).count();
    if pages > SITEMAP_LIMIT {
        routes.extend((1..=pages.div_ceil(SITEMAP_LIMIT)).map(Route::SitemapPart));
    }
    routes.extend([
        Route::NotFound,
        Route::Sitemap,
        Route::Robots,
        Route::Headers,
        Route::NoJekyll,
    ]);
    routes.extend(records.site.custom_domain.is_some().then_some(Route::Cname));
    if records.site.offline {
        routes.extend([Route::Worker, Route::Offline]);
    }
    routes
}

/// Returns copies of the feed and the frame of an issue, at their addresses from when the issue's page was at `alias`. These files cannot
/// redirect. Empty for other entities.
fn copies(entity: &Entity, alias: &str, routes: &[Route]) -> Vec<Route> {
    let Entity::Issue(slug) = entity else { return Vec::new() };
    let alias = alias.trim_start_matches('/');
    let feed = (format!("{alias}feed.xml"), Route::Feed(Some(slug.clone())));
    let old_slug = alias.strip_prefix("issues/").and_then(|it| it.strip_suffix('/'));
    let embed = old_slug.map(|it| (format!("embed/{it}.html"), Route::Embed(slug.clone())));
    let copies = [feed].into_iter().chain(embed).filter(|(_, of)| routes.contains(of));
    copies.map(|(address, of)| Route::Copy(address, Box::new(of))).collect()
}

/// Returns `true` if at least `least` holders have positions.
fn have_positions(records: &Records, least: usize) -> bool {
    let people = records.participants.values().map(|it| it.positions.is_empty());
    let parties = records.parties.values().map(|it| it.positions.is_empty());
    people.chain(parties).filter(|holds_none| !holds_none).take(least).count() == least
}
