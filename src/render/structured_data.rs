//! Structured data for search engines: JSON-LD in the vocabulary of schema.org, with one graph per page. A thing has the same `@id` on every
//! page: the address of its own page, with a word for its kind. A page describes its subject in full, and gives only name and address of
//! everything else, which is described on its own page.

mod node;

use std::collections::BTreeSet;

use node::{Node, name_once, thing};

use super::Renderer;
use super::views::{entity_href, position_id};
use crate::explainer::{
    BaseUrl, DataFile, Entity, Explainer, Holder, NativeName, POSITIONS, PartyKind, Position,
    Route, Section, Slug, Update, UpdateKind,
};

/// Data about a page.
pub(super) struct Facts<'a> {
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    /// The full address of the page.
    pub(super) canonical: &'a str,
    /// The names and addresses (from the server's root) of the pages above it.
    pub(super) above: Vec<(&'a str, &'a str)>,
    pub(super) sources: BTreeSet<&'a Slug>,
    /// The full address of the page's card.
    pub(super) image: Option<String>,
    /// The time of the page's first change.
    pub(super) published: Option<&'a str>,
    /// The time of the page's last change.
    pub(super) modified: Option<&'a str>,
}

/// Returns the graph of the page at `route`, as text for a `<script>`.
pub(super) fn graph(renderer: &Renderer, route: &Route, facts: &Facts) -> String {
    let explainer = &renderer.explainer;
    let graph = Graph { renderer, explainer, base: &explainer.site().base_url };
    let mut nodes = vec![graph.page(route, facts)];
    nodes.extend((*route == Route::Home).then(|| graph.website()));
    nodes.extend(graph.subject(route));
    nodes.extend(graph.quotations(route));
    name_once(&mut nodes);
    let graph = nodes.into_iter().collect();
    let text = thing([("@context", "https://schema.org".into()), ("@graph", graph)]);
    // Serialization cannot fail: the graph consists of texts, numbers and lists. `<` is escaped so that no text can end the `<script>`.
    serde_json::to_string(&text).unwrap_or_default().replace('<', "\\u003c")
}

/// Returns a reference to a node that is described elsewhere.
fn node<'a>(id: &str) -> Node<'a> {
    thing([("@id", id.to_owned().into())])
}

struct Graph<'a> {
    renderer: &'a Renderer,
    explainer: &'a Explainer,
    base: &'a BaseUrl,
}

impl<'a> Graph<'a> {
    /// Returns the `@id` of an entity: the address of its page, with a word for its kind.
    fn id(&self, entity: &Entity) -> String {
        let address = self.base.absolute_href(&entity_href(self.explainer, entity));
        match entity {
            Entity::Home | Entity::Page(_) | Entity::Term(_) => address,
            _ => format!("{address}#{}", entity.kind()),
        }
    }

    fn url(&self, entity: &Entity) -> String {
        self.base.absolute(&Route::from(entity))
    }

    /// Returns the short node of the site, for references.
    fn brief_website(&self) -> Node<'a> {
        let home = self.base.absolute(&Route::Home);
        thing([
            ("@type", "WebSite".into()),
            ("@id", format!("{home}#website").into()),
            ("url", home.into()),
            ("name", (&*self.explainer.site().title).into()),
        ])
    }

    fn website(&self) -> Node<'a> {
        let site = self.explainer.site();
        let mut node = self.brief_website();
        node.set("description", &site.tagline);
        node.set("inLanguage", &site.language);
        node.set("publisher", self.publisher());
        node
    }

    fn publisher(&self) -> Node<'a> {
        thing([
            ("@type", "Organization".into()),
            ("@id", format!("{}#publisher", self.base.absolute(&Route::Home)).into()),
            ("name", self.explainer.site().publisher().into()),
        ])
    }

    fn page<'f>(&self, route: &Route, facts: &Facts<'f>) -> Node<'f>
    where
        'a: 'f,
    {
        let article = match route {
            Route::Home | Route::Issue(_) => Some("BackgroundNewsArticle"),
            Route::Page(_) => Some("Article"),
            _ => None,
        };
        let page_type = match route {
            Route::Participant(_) | Route::Party(_) => "ProfilePage",
            Route::Section(Section::Glossary) | Route::Event(_) | Route::Source(_) => "ItemPage",
            Route::Section(_) | Route::Positions | Route::Updates => "CollectionPage",
            _ => "WebPage",
        };
        let entity = route.entity();
        let entry = entity.as_ref().and_then(|entity| self.explainer.entry(entity));
        let is_article = article.is_some();
        let about = self.subject_ids(route);
        let corrections = entry.map_or(&[][..], |entry| &entry.updates);
        let corrections = corrections.iter().filter(|it| it.kind == UpdateKind::Correction);
        thing([
            ("@type", [Some(page_type), article].into_iter().collect()),
            ("@id", facts.canonical.into()),
            ("url", facts.canonical.into()),
            ("name", facts.title.into()),
            ("headline", is_article.then_some(facts.title).into()),
            ("description", facts.description.into()),
            ("inLanguage", (&*self.explainer.site().language).into()),
            ("isPartOf", self.brief_website()),
            ("publisher", self.publisher()),
            ("author", is_article.then(|| self.publisher()).into()),
            // This must come before all other dates: readers that save pages take the first one of each name.
            ("datePublished", facts.published.into()),
            ("dateModified", facts.modified.into()),
            ("correction", corrections.map(correction).collect::<Node>()),
            ("breadcrumb", self.breadcrumbs(facts).into()),
            ("image", facts.image.clone().into()),
            ("about", about.iter().map(|id| node(id)).collect::<Node>()),
            ("mainEntity", about.first().filter(|_| !is_article).map(|id| node(id)).into()),
            ("citation", facts.sources.iter().map(|it| self.brief_source(it)).collect::<Node>()),
        ])
    }

    fn breadcrumbs<'f>(&self, facts: &Facts<'f>) -> Option<Node<'f>> {
        let above = facts.above.iter();
        let above = above.map(|(name, href)| ((*name).to_owned(), self.base.absolute_href(href)));
        let own = (facts.title.to_owned(), facts.canonical.to_owned());
        let item = |(at, (name, address)): (usize, (String, String))| {
            thing([
                ("@type", "ListItem".into()),
                ("position", (at + 1).into()),
                ("name", name.into()),
                ("item", address.into()),
            ])
        };
        let items: Node = above.chain([own]).enumerate().map(item).collect();
        (!facts.above.is_empty())
            .then(|| thing([("@type", "BreadcrumbList".into()), ("itemListElement", items)]))
    }

    /// Returns the `@id`s of the page's subjects.
    fn subject_ids(&self, route: &Route) -> Vec<String> {
        match route {
            Route::Home => {
                let main = self.explainer.site().main_event.clone().map(Entity::Event);
                let lead = self.explainer.site().lead_issues.iter().cloned().map(Entity::Issue);
                main.into_iter().chain(lead).map(|it| self.id(&it)).collect()
            }
            Route::Section(Section::Glossary) => vec![self.terms_id()],
            Route::DataPage => vec![self.dataset_id()],
            _ => route.entity().filter(is_thing).iter().map(|it| self.id(it)).collect(),
        }
    }

    /// Returns the nodes that describe the page's subjects.
    fn subject(&self, route: &Route) -> Vec<Node<'a>> {
        let records = self.explainer.records();
        match route {
            Route::Home => {
                let site = self.explainer.site();
                let main = site.main_event.as_ref().and_then(|slug| self.brief_event(slug));
                let lead = site.lead_issues.iter().map(|it| self.brief_issue(it));
                main.into_iter().chain(lead).collect()
            }
            Route::Issue(slug) => vec![self.issue(slug)],
            Route::Participant(slug) => self.person(slug).into_iter().collect(),
            Route::Party(slug) => self.party(slug).into_iter().collect(),
            Route::Event(slug) => self.event(slug).into_iter().collect(),
            Route::Source(slug) => self.source(slug).into_iter().collect(),
            Route::Section(Section::Glossary) => vec![self.terms()],
            Route::DataPage => vec![self.dataset()],
            Route::Section(Section::Participants) => {
                let people = records.participants.keys().cloned().map(Entity::Participant);
                vec![self.list(people)]
            }
            Route::Section(Section::Parties) => {
                vec![self.list(records.parties.keys().cloned().map(Entity::Party))]
            }
            Route::Section(Section::Issues) => {
                vec![self.list(self.explainer.issue_order().iter().cloned().map(Entity::Issue))]
            }
            Route::Section(Section::Timeline) => {
                vec![self.list(self.explainer.timeline().iter().cloned().map(Entity::Event))]
            }
            Route::Section(Section::Sources) => {
                vec![self.list(records.sources.keys().cloned().map(Entity::Source))]
            }
            _ => Vec::new(),
        }
    }

    /// The maximum number of entries of a list: search engines read the pages themselves.
    const LISTED: usize = 100;

    fn list(&self, entities: impl Iterator<Item = Entity>) -> Node<'a> {
        let item = |(at, entity): (usize, Entity)| {
            thing([
                ("@type", "ListItem".into()),
                ("position", (at + 1).into()),
                ("url", self.url(&entity).into()),
                ("name", self.explainer.title(&entity).into()),
            ])
        };
        let items: Node = entities.take(Self::LISTED).enumerate().map(item).collect();
        thing([("@type", "ItemList".into()), ("itemListElement", items)])
    }

    /// Returns the short node of an issue, for references.
    fn brief_issue(&self, slug: &Slug) -> Node<'a> {
        let entity = Entity::Issue(slug.clone());
        thing([
            ("@type", "Thing".into()),
            ("@id", self.id(&entity).into()),
            ("url", self.url(&entity).into()),
            ("name", self.explainer.title(&entity).into()),
        ])
    }

    fn issue(&self, slug: &Slug) -> Node<'a> {
        let mut node = self.brief_issue(slug);
        let issue = self.explainer.records().issues.get(slug);
        node.set("description", issue.map(|it| &it.question));
        node
    }

    /// Returns the short node of a person or party, for references.
    fn brief(&self, holder: &Holder) -> Node<'a> {
        let entity = Entity::from(holder);
        let kind = match holder {
            Holder::Participant(_) => "Person".into(),
            Holder::Party(slug) => self.party_type(slug),
        };
        thing([
            ("@type", kind),
            ("@id", self.id(&entity).into()),
            ("url", self.url(&entity).into()),
            ("name", self.explainer.title(&entity).into()),
        ])
    }

    fn party_type(&self, slug: &Slug) -> Node<'a> {
        match self.explainer.records().parties.get(slug).map(|it| it.kind) {
            // In this vocabulary a country is a place, but its people need an organization to belong to.
            Some(PartyKind::Country) => ["Country", "Organization"].into_iter().collect(),
            _ => "Organization".into(),
        }
    }

    fn person(&self, slug: &Slug) -> Option<Node<'a>> {
        let person = self.explainer.records().participants.get(slug)?;
        let party = person.party.clone().map(|party| self.brief(&Holder::Party(party)));
        let mut node = self.brief(&Holder::Participant(slug.clone()));
        node.set("alternateName", person.native_name.as_ref().map(native));
        node.set("jobTitle", &person.role);
        node.set("memberOf", party);
        node.set("description", person.entry.summary.as_ref());
        Some(node)
    }

    fn party(&self, slug: &Slug) -> Option<Node<'a>> {
        let records = self.explainer.records();
        let party = records.parties.get(slug)?;
        let people = self.explainer.people_of(slug).iter().cloned();
        let members = party.members.iter().cloned().map(Holder::Party).chain(people);
        let members = members.take(Self::LISTED);
        let mut node = self.brief(&Holder::Party(slug.clone()));
        node.set("alternateName", party.native_name.as_ref().map(native));
        node.set("description", party.entry.summary.as_ref());
        node.set("member", members.map(|it| self.brief(&it)).collect::<Node>());
        Some(node)
    }

    /// Returns the short node of an event, for references, with its dates and place.
    fn brief_event(&self, slug: &Slug) -> Option<Node<'a>> {
        let event = self.explainer.records().events.get(slug)?;
        let entity = Entity::Event(slug.clone());
        Some(thing([
            ("@type", "Event".into()),
            ("@id", self.id(&entity).into()),
            ("url", self.url(&entity).into()),
            ("name", (&*event.title).into()),
            ("startDate", event.date.to_string().into()),
            ("endDate", event.until.map(|date| date.to_string()).into()),
            (
                "location",
                event
                    .place
                    .as_ref()
                    .map(|it| thing([("@type", "Place".into()), ("name", it.into())]))
                    .into(),
            ),
        ]))
    }

    fn event(&self, slug: &Slug) -> Option<Node<'a>> {
        let event = self.explainer.records().events.get(slug)?;
        let people = event.participants.iter().cloned().map(Holder::Participant);
        let mut node = self.brief_event(slug)?;
        node.set("description", event.entry.summary.as_ref());
        node.set("attendee", people.map(|it| self.brief(&it)).collect::<Node>());
        node.set("about", event.issues.iter().map(|it| self.brief_issue(it)).collect::<Node>());
        Some(node)
    }

    fn brief_source(&self, slug: &Slug) -> Node<'a> {
        let entity = Entity::Source(slug.clone());
        let source = self.explainer.records().sources.get(slug);
        thing([
            ("@type", "CreativeWork".into()),
            ("@id", self.id(&entity).into()),
            ("name", source.map(|it| &it.title).into()),
            (
                "url",
                source.and_then(|it| it.url.clone()).unwrap_or_else(|| self.url(&entity)).into(),
            ),
        ])
    }

    fn source(&self, slug: &Slug) -> Option<Node<'a>> {
        let source = self.explainer.records().sources.get(slug)?;
        let mut node = self.brief_source(slug);
        node.set(
            "publisher",
            thing([("@type", "Organization".into()), ("name", (&*source.publisher).into())]),
        );
        node.set("creditText", source.author.as_ref());
        node.set("datePublished", source.date.to_string());
        node.set("description", source.entry.summary.as_ref());
        Some(node)
    }

    fn terms_id(&self) -> String {
        format!("{}#terms", self.base.absolute(&Route::Section(Section::Glossary)))
    }

    fn terms(&self) -> Node<'a> {
        let terms = self.explainer.records().terms.iter().map(|(slug, term)| {
            thing([
                ("@type", "DefinedTerm".into()),
                ("@id", self.id(&Entity::Term(slug.clone())).into()),
                ("name", (&*term.title).into()),
                ("alternateName", term.also.iter().collect()),
                ("description", term.entry.summary.as_ref().into()),
            ])
        });
        thing([
            ("@type", "DefinedTermSet".into()),
            ("@id", self.terms_id().into()),
            ("url", self.base.absolute(&Route::Section(Section::Glossary)).into()),
            ("name", self.word("section.glossary").into()),
            ("hasDefinedTerm", terms.collect::<Node>()),
        ])
    }

    fn dataset_id(&self) -> String {
        format!("{}#dataset", self.base.absolute(&Route::DataPage))
    }

    fn dataset(&self) -> Node<'a> {
        let site = self.explainer.site();
        let files = self.explainer.routes().iter().filter_map(|route| match route {
            Route::Data(file) if !file.is_schema() => Some(*file),
            _ => None,
        });
        let download = |file: DataFile| {
            thing([
                ("@type", "DataDownload".into()),
                ("name", file.name().into()),
                ("contentUrl", self.base.absolute(&Route::Data(file)).into()),
                ("encodingFormat", file.media_type().into()),
            ])
        };
        thing([
            ("@type", "Dataset".into()),
            ("@id", self.dataset_id().into()),
            ("url", self.base.absolute(&Route::DataPage).into()),
            ("name", format!("{}: {}", site.title, self.word("section.data")).into()),
            ("description", format!("{}. {}", site.tagline, self.word("description.data")).into()),
            ("inLanguage", (&*site.language).into()),
            ("isAccessibleForFree", true.into()),
            ("creator", self.publisher()),
            ("dateModified", self.explainer.as_of().map(|date| date.to_string()).into()),
            ("distribution", files.map(download).collect::<Node>()),
        ])
    }

    /// Returns the quotations on the page, each with its speaker.
    fn quotations(&self, route: &Route) -> Vec<Node<'a>> {
        let explainer = self.explainer;
        let of_holder = |holder: Holder| {
            let quotation = |position| self.quotation(&holder, position);
            explainer.stands(&holder).filter_map(quotation).collect()
        };
        let (page, part) = route.whole();
        match page {
            Route::Participant(slug) if part == 1 => of_holder(Holder::Participant(slug.clone())),
            Route::Party(slug) if part == 1 => of_holder(Holder::Party(slug.clone())),
            Route::Issue(slug) => {
                let groups = explainer.division(slug).map_or(&[][..], |it| &it.groups);
                let holders = groups.iter().flat_map(|(_, holders)| holders);
                let holders = holders.skip((part - 1) * POSITIONS).take(POSITIONS);
                let holders = holders.map(|at| &explainer.holder_order()[*at]);
                let quotation = |it| self.quotation(it, explainer.positions(it).current(slug)?);
                holders.filter_map(quotation).collect()
            }
            _ => Vec::new(),
        }
    }

    fn quotation(&self, holder: &Holder, position: &'a Position) -> Option<Node<'a>> {
        let quote = position.quote.as_ref()?;
        let speaker = position.quote_by.clone().map(Holder::Participant);
        let issue = Entity::Issue(position.issue.clone());
        let place = self.explainer.route_of_position(holder, &position.issue);
        let sources: BTreeSet<_> = position.cite.iter().map(|it| &it.source).collect();
        Some(thing([
            ("@type", "Quotation".into()),
            ("@id", format!("{}#{}", self.base.absolute(&place), position_id(holder)).into()),
            ("text", quote.into()),
            ("spokenByCharacter", self.brief(speaker.as_ref().unwrap_or(holder))),
            ("about", node(&self.id(&issue))),
            ("citation", sources.into_iter().map(|it| self.brief_source(it)).collect::<Node>()),
        ]))
    }

    fn word(&self, key: &str) -> String {
        self.renderer.theme.strings.text(key)
    }
}

fn native(name: &NativeName) -> Node<'_> {
    thing([("@language", (&name.lang).into()), ("@value", (&name.text).into())])
}

fn correction(update: &Update) -> Node<'_> {
    thing([
        ("@type", "CorrectionComment".into()),
        ("text", (&update.note).into()),
        ("datePublished", update.date.to_string().into()),
    ])
}

/// Returns `true` for a thing in the world, as opposed to a page.
fn is_thing(entity: &Entity) -> bool {
    !matches!(entity, Entity::Home | Entity::Page(_) | Entity::Term(_))
}
