//! What a page is about, for search engines: JSON-LD in the vocabulary of schema.org. One graph a page; what it names has the same `@id`
//! on every page, and that is the address of its own page with a word for what it is. A page says in full what it is about, and of
//! everything else the name and the address: the rest stands there.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Value, json};

use super::Renderer;
use super::view::{entity_href, position_id};
use crate::explainer::{
    BaseUrl, DataFile, Entity, Explainer, Holder, NativeName, POSITIONS, PartyKind, Position,
    Route, Section, Slug, Update, UpdateKind,
};

/// What a page says of itself.
pub(super) struct Facts<'a> {
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    /// The full address.
    pub(super) canonical: &'a str,
    /// Names and addresses (from the server's root) of the pages above it.
    pub(super) above: Vec<(&'a str, &'a str)>,
    pub(super) sources: BTreeSet<&'a Slug>,
    /// The full address of its picture.
    pub(super) image: Option<String>,
}

/// The graph of the page at `route`, as text for a `<script>`.
pub(super) fn graph(renderer: &Renderer, route: &Route, facts: &Facts) -> String {
    let explainer = &renderer.explainer;
    let graph = Graph { renderer, explainer, base: &explainer.site().base_url };
    let mut nodes = vec![graph.page(route, facts)];
    nodes.extend((*route == Route::Home).then(|| graph.website()));
    nodes.extend(graph.subject(route));
    nodes.extend(graph.quotations(route));
    name_once(&mut nodes);
    let mut value = json!({ "@context": "https://schema.org", "@graph": nodes });
    drop_empty(&mut value);
    // Nothing in it may end the element that it stands in.
    value.to_string().replace('<', "\\u003c")
}

/// Takes out what is not known.
fn drop_empty(value: &mut Value) {
    let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(drop_empty);
            fields.retain(|_, value| !is_empty(value));
        }
        Value::Array(items) => {
            items.iter_mut().for_each(drop_empty);
            items.retain(|value| !is_empty(value));
        }
        _ => {}
    }
}

/// Describes each thing once: a node of the graph itself, or else the first to be met within one, and refers to it wherever else it is named.
fn name_once(nodes: &mut [Value]) {
    let id = |node: &Value| node.get("@id").and_then(Value::as_str).map(str::to_owned);
    let mut described: HashSet<String> = nodes.iter().filter_map(id).collect();
    for fields in nodes.iter_mut().filter_map(Value::as_object_mut) {
        fields.values_mut().for_each(|value| refer(value, &mut described));
    }
}

/// Turns what is within `value` and described already into references.
fn refer(value: &mut Value, described: &mut HashSet<String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| refer(item, described)),
        Value::Object(fields) => {
            let id = fields.get("@id").and_then(Value::as_str).map(str::to_owned);
            match id {
                Some(id) if fields.len() == 1 || described.contains(&id) => *value = node(&id),
                id => {
                    described.extend(id);
                    fields.values_mut().for_each(|value| refer(value, described));
                }
            }
        }
        _ => {}
    }
}

/// A reference to a node that is described elsewhere.
fn node(id: &str) -> Value {
    json!({ "@id": id })
}

struct Graph<'a> {
    renderer: &'a Renderer,
    explainer: &'a Explainer,
    base: &'a BaseUrl,
}

impl Graph<'_> {
    /// What tells a thing from all others: the address of its page, and what it is there.
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

    /// The site, wherever it is only named.
    fn brief_website(&self) -> Value {
        let home = self.base.absolute(&Route::Home);
        json!({
            "@type": "WebSite",
            "@id": format!("{home}#website"),
            "url": home,
            "name": self.explainer.site().title,
        })
    }

    fn website(&self) -> Value {
        let site = self.explainer.site();
        let mut node = self.brief_website();
        node["description"] = json!(site.tagline);
        node["inLanguage"] = json!(site.language);
        node["publisher"] = self.publisher();
        node
    }

    fn publisher(&self) -> Value {
        json!({
            "@type": "Organization",
            "@id": format!("{}#publisher", self.base.absolute(&Route::Home)),
            "name": self.explainer.site().publisher(),
        })
    }

    fn page(&self, route: &Route, facts: &Facts) -> Value {
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
        json!({
            "@type": [Some(page_type), article],
            "@id": facts.canonical,
            "url": facts.canonical,
            "name": facts.title,
            "headline": is_article.then_some(facts.title),
            "description": facts.description,
            "inLanguage": self.explainer.site().language,
            "isPartOf": self.brief_website(),
            "publisher": self.publisher(),
            "author": is_article.then(|| self.publisher()),
            "dateModified": entry.and_then(|it| it.updated).map(|date| date.to_string()),
            "correction": corrections.map(correction).collect::<Vec<_>>(),
            "breadcrumb": self.breadcrumbs(facts),
            "image": facts.image,
            "about": about.iter().map(|id| node(id)).collect::<Vec<_>>(),
            "mainEntity": about.first().filter(|_| !is_article).map(|id| node(id)),
            "citation": facts.sources.iter().map(|it| self.brief_source(it)).collect::<Vec<_>>(),
        })
    }

    fn breadcrumbs(&self, facts: &Facts) -> Option<Value> {
        let above = facts.above.iter();
        let above = above.map(|(name, href)| ((*name).to_owned(), self.base.absolute_href(href)));
        let own = (facts.title.to_owned(), facts.canonical.to_owned());
        let item = |(at, (name, address)): (usize, (String, String))| json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": address });
        let items: Vec<_> = above.chain([own]).enumerate().map(item).collect();
        (!facts.above.is_empty()).then(|| {
            json!({
                "@type": "BreadcrumbList",
                "itemListElement": items,
            })
        })
    }

    /// What the page is about, by its `@id`s.
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

    /// What the page is about, described.
    fn subject(&self, route: &Route) -> Vec<Value> {
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

    /// At most so many entries of a list are named: search engines read the pages themselves.
    const LISTED: usize = 100;

    fn list(&self, entities: impl Iterator<Item = Entity>) -> Value {
        let item = |(at, entity): (usize, Entity)| {
            json!({
                "@type": "ListItem",
                "position": at + 1,
                "url": self.url(&entity),
                "name": self.explainer.title(&entity),
            })
        };
        let items: Vec<_> = entities.take(Self::LISTED).enumerate().map(item).collect();
        json!({ "@type": "ItemList", "itemListElement": items })
    }

    /// An issue wherever it is only named.
    fn brief_issue(&self, slug: &Slug) -> Value {
        let entity = Entity::Issue(slug.clone());
        json!({
            "@type": "Thing",
            "@id": self.id(&entity),
            "url": self.url(&entity),
            "name": self.explainer.title(&entity),
        })
    }

    fn issue(&self, slug: &Slug) -> Value {
        let mut node = self.brief_issue(slug);
        let issue = self.explainer.records().issues.get(slug);
        node["description"] = json!(issue.map(|it| &it.question));
        node
    }

    /// A person or party wherever it is only named.
    fn brief(&self, holder: &Holder) -> Value {
        let entity = Entity::from(holder);
        let kind = match holder {
            Holder::Participant(_) => json!("Person"),
            Holder::Party(slug) => self.party_type(slug),
        };
        json!({
            "@type": kind,
            "@id": self.id(&entity),
            "url": self.url(&entity),
            "name": self.explainer.title(&entity),
        })
    }

    fn party_type(&self, slug: &Slug) -> Value {
        match self.explainer.records().parties.get(slug).map(|it| it.kind) {
            // A country is a place in this vocabulary; who speaks for it belongs to an organization.
            Some(PartyKind::Country) => json!(["Country", "Organization"]),
            _ => json!("Organization"),
        }
    }

    fn person(&self, slug: &Slug) -> Option<Value> {
        let person = self.explainer.records().participants.get(slug)?;
        let party = person.party.clone().map(|party| self.brief(&Holder::Party(party)));
        let mut node = self.brief(&Holder::Participant(slug.clone()));
        node["alternateName"] = json!(person.native_name.as_ref().map(native));
        node["jobTitle"] = json!(person.role);
        node["memberOf"] = json!(party);
        node["description"] = json!(person.entry.summary);
        Some(node)
    }

    fn party(&self, slug: &Slug) -> Option<Value> {
        let records = self.explainer.records();
        let party = records.parties.get(slug)?;
        let people = self.explainer.people_of(slug).iter().cloned();
        let members = party.members.iter().cloned().map(Holder::Party).chain(people);
        let members = members.take(Self::LISTED);
        let mut node = self.brief(&Holder::Party(slug.clone()));
        node["alternateName"] = json!(party.native_name.as_ref().map(native));
        node["description"] = json!(party.entry.summary);
        node["member"] = members.map(|it| self.brief(&it)).collect();
        Some(node)
    }

    /// An event wherever it is only named: when it was, and where.
    fn brief_event(&self, slug: &Slug) -> Option<Value> {
        let event = self.explainer.records().events.get(slug)?;
        let entity = Entity::Event(slug.clone());
        Some(json!({
            "@type": "Event",
            "@id": self.id(&entity),
            "url": self.url(&entity),
            "name": event.title,
            "startDate": event.date.to_string(),
            "endDate": event.until.map(|date| date.to_string()),
            "location": event.place.as_ref().map(|it| json!({ "@type": "Place", "name": it })),
        }))
    }

    fn event(&self, slug: &Slug) -> Option<Value> {
        let event = self.explainer.records().events.get(slug)?;
        let people = event.participants.iter().cloned().map(Holder::Participant);
        let mut node = self.brief_event(slug)?;
        node["description"] = json!(event.entry.summary);
        node["attendee"] = people.map(|it| self.brief(&it)).collect();
        node["about"] = event.issues.iter().map(|it| self.brief_issue(it)).collect();
        Some(node)
    }

    fn brief_source(&self, slug: &Slug) -> Value {
        let entity = Entity::Source(slug.clone());
        let source = self.explainer.records().sources.get(slug);
        json!({
            "@type": "CreativeWork",
            "@id": self.id(&entity),
            "name": source.map(|it| &it.title),
            "url": source.and_then(|it| it.url.clone()).unwrap_or_else(|| self.url(&entity)),
        })
    }

    fn source(&self, slug: &Slug) -> Option<Value> {
        let source = self.explainer.records().sources.get(slug)?;
        let mut node = self.brief_source(slug);
        node["publisher"] = json!({ "@type": "Organization", "name": source.publisher });
        node["creditText"] = json!(source.author);
        node["datePublished"] = json!(source.date.to_string());
        node["description"] = json!(source.entry.summary);
        Some(node)
    }

    fn terms_id(&self) -> String {
        format!("{}#terms", self.base.absolute(&Route::Section(Section::Glossary)))
    }

    fn terms(&self) -> Value {
        let terms = self.explainer.records().terms.iter().map(|(slug, term)| {
            json!({
                "@type": "DefinedTerm",
                "@id": self.id(&Entity::Term(slug.clone())),
                "name": term.title,
                "alternateName": term.also,
                "description": term.entry.summary,
            })
        });
        json!({
            "@type": "DefinedTermSet",
            "@id": self.terms_id(),
            "url": self.base.absolute(&Route::Section(Section::Glossary)),
            "name": self.word("section.glossary"),
            "hasDefinedTerm": terms.collect::<Vec<_>>(),
        })
    }

    fn dataset_id(&self) -> String {
        format!("{}#dataset", self.base.absolute(&Route::DataPage))
    }

    fn dataset(&self) -> Value {
        let site = self.explainer.site();
        let files = self.explainer.routes().iter().filter_map(|route| match route {
            Route::Data(file) if !file.is_schema() => Some(*file),
            _ => None,
        });
        let download = |file: DataFile| {
            json!({
                "@type": "DataDownload",
                "name": file.name(),
                "contentUrl": self.base.absolute(&Route::Data(file)),
                "encodingFormat": file.media_type(),
            })
        };
        json!({
            "@type": "Dataset",
            "@id": self.dataset_id(),
            "url": self.base.absolute(&Route::DataPage),
            "name": format!("{}: {}", site.title, self.word("section.data")),
            "description": format!("{}. {}", site.tagline, self.word("description.data")),
            "inLanguage": site.language,
            "isAccessibleForFree": true,
            "creator": self.publisher(),
            "dateModified": self.explainer.as_of().map(|date| date.to_string()),
            "distribution": files.map(download).collect::<Vec<_>>(),
        })
    }

    /// The words that the page quotes, each with who said them.
    fn quotations(&self, route: &Route) -> Vec<Value> {
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

    fn quotation(&self, holder: &Holder, position: &Position) -> Option<Value> {
        let quote = position.quote.as_ref()?;
        let speaker = position.quote_by.clone().map(Holder::Participant);
        let issue = Entity::Issue(position.issue.clone());
        let place = self.explainer.route_of_position(holder, &position.issue);
        let sources: BTreeSet<_> = position.cite.iter().map(|it| &it.source).collect();
        Some(json!({
            "@type": "Quotation",
            "@id": format!("{}#{}", self.base.absolute(&place), position_id(holder)),
            "text": quote,
            "spokenByCharacter": self.brief(speaker.as_ref().unwrap_or(holder)),
            "about": node(&self.id(&issue)),
            "citation": sources.into_iter().map(|it| self.brief_source(it)).collect::<Vec<_>>(),
        }))
    }

    fn word(&self, key: &str) -> String {
        self.renderer.theme.strings.text(key)
    }
}

fn native(name: &NativeName) -> Value {
    json!({ "@language": name.lang, "@value": name.text })
}

fn correction(update: &Update) -> Value {
    json!({
        "@type": "CorrectionComment",
        "text": update.note,
        "datePublished": update.date.to_string(),
    })
}

/// Whether it is something in the world, and not a page.
fn is_thing(entity: &Entity) -> bool {
    !matches!(entity, Entity::Home | Entity::Page(_) | Entity::Term(_))
}
