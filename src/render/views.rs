//! Views that many pages show. Each is built once for an explainer, and its template value is shared.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer};
use tera::Value;

use crate::explainer::{
    Attendance, Citation, Entity, Explainer, Holder, NativeName, Route, Slug, Stance, Tone,
};
use crate::markdown::escape;

/// A view with its template value. Cheap to clone.
#[derive(Debug)]
pub(super) struct Shared<T>(Arc<(T, Value)>);

impl<T: Serialize> Shared<T> {
    pub(super) fn new(view: T) -> Self {
        let value = Value::from_serializable(&view);
        Self(Arc::new((view, value)))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.0
    }
}

impl<T> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.1.serialize(serializer)
    }
}

/// Returns the address, from the server's root, at which `entity` is shown.
pub(super) fn entity_href(explainer: &Explainer, entity: &Entity) -> String {
    let page = explainer.site().base_url.href(&Route::from(entity));
    if let Entity::Term(slug) = entity { format!("{page}#{slug}") } else { page }
}

/// Returns the `id` of a holder's position on an issue's page.
pub(super) fn position_id(holder: &Holder) -> String {
    Entity::from(holder).id()
}

/// A link: a name and an address.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Link"))]
pub(super) struct LinkView {
    pub(super) title: String,
    /// The address, from the server's root.
    pub(super) href: String,
    /// `home`, `issue`, `participant`, `party`, `event`, `source`, `term` or `page`; in `breadcrumbs` also a list's; its word is `kind.<kind>`.
    pub(super) kind: &'static str,
}

/// A date for `<time>`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct DateView {
    /// The date for `<time datetime>`.
    pub(super) iso: String,
    /// The date for readers.
    pub(super) text: String,
}

/// A name in its own script.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct NativeView {
    pub(super) text: String,
    /// The language, for `lang`.
    pub(super) lang: String,
}

impl From<&NativeName> for NativeView {
    fn from(name: &NativeName) -> Self {
        Self { text: name.text.clone(), lang: name.lang.clone() }
    }
}

/// A stance, for badges and legends.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct StanceView {
    pub(super) id: String,
    pub(super) label: String,
    /// `positive`, `mixed`, `neutral` or `negative`. Several stances may share one.
    pub(super) tone: &'static str,
    /// The index of the stance, counted from 0.
    at: usize,
    /// The number of stances.
    of: usize,
}

impl StanceView {
    pub(super) fn new(stance: &Stance, at: usize, of: usize) -> Self {
        let tone = stance.tone.as_str();
        Self { id: stance.id.to_string(), label: stance.label.clone(), tone, at, of }
    }

    /// Returns a placeholder for a stance that the settings do not define. `content` rejects positions with such a stance.
    fn unknown(id: &Slug) -> Self {
        let tone = Tone::Neutral.as_str();
        Self { id: id.to_string(), label: id.to_string(), tone, at: 0, of: 1 }
    }
}

/// A participant or party in lists and references.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct HolderView {
    pub(super) name: String,
    pub(super) href: String,
    /// `participant` or `party`.
    pub(super) kind: &'static str,
    /// The id, unique among all things: `party.france`.
    pub(super) id: Arc<str>,
    /// A participant's office.
    role: Option<String>,
    native: Option<NativeView>,
    /// A participant's party.
    pub(super) party: Option<Link>,
    /// `host`, `in-person`, `remote` or `absent`, if it is recorded; its word is `attendance.<attendance>`.
    attendance: Option<&'static str>,
    summary: Option<String>,
}

impl HolderView {
    pub(super) fn new(views: &Views, explainer: &Explainer, holder: &Holder) -> Self {
        let entity = Entity::from(holder);
        let records = explainer.records();
        let participant = if let Holder::Participant(slug) = holder {
            records.participants.get(slug)
        } else {
            None
        };
        let party = if let Holder::Party(slug) = holder { records.parties.get(slug) } else { None };
        let own_party = participant.and_then(|it| it.party.as_ref());
        Self {
            name: explainer.title(&entity).to_owned(),
            href: entity_href(explainer, &entity),
            kind: entity.kind(),
            id: position_id(holder).into(),
            role: participant.map(|it| it.role.clone()),
            native: participant
                .and_then(|it| it.native_name.as_ref())
                .or_else(|| party?.native_name.as_ref())
                .map(NativeView::from),
            party: own_party.map(|party| views.link(explainer, &Entity::Party(party.clone()))),
            attendance: participant.and_then(|it| it.attendance).map(Attendance::as_str),
            summary: explainer.entry(&entity).and_then(|entry| entry.summary.clone()),
        }
    }
}

/// A link: a name and an address.
pub(super) type Link = Shared<LinkView>;

impl Link {
    /// Creates a link to any address.
    pub(super) fn to(title: String, href: String, kind: &'static str) -> Self {
        Self::new(LinkView { title, href, kind })
    }
}

/// A cited passage.
#[derive(Debug)]
pub(super) struct Cited {
    /// The source.
    pub(super) source: Link,
    pub(super) publisher: String,
    /// The content of the passage, in the editors' words.
    pub(super) label: String,
    /// The address of the passage on the source's page.
    pub(super) href: String,
    /// The tooltip, as HTML: source, passage, label. Screen readers read it as well.
    pub(super) title: String,
}

impl Cited {
    fn new(views: &Views, explainer: &Explainer, citation: &Citation) -> Self {
        let source = views.link(explainer, &Entity::Source(citation.source.clone()));
        let record = explainer.records().sources.get(&citation.source);
        let label = record.map_or("", |record| citation.label(record));
        Self {
            publisher: record.map_or_else(String::new, |record| record.publisher.clone()),
            href: format!("{}#{}", source.href, citation.passage),
            title: escape(&format!("{}, {}: {label}", source.title, citation.passage)),
            label: label.to_owned(),
            source,
        }
    }
}

/// The shared views of one explainer, each built when it is first needed.
pub(super) struct Views {
    /// The links, by entity number.
    links: Vec<OnceLock<Link>>,
    holders: Vec<OnceLock<Shared<HolderView>>>,
    stances: Vec<Shared<StanceView>>,
    /// The citations, by passage number.
    cited: Vec<OnceLock<Arc<Cited>>>,
    people: OnceLock<Vec<(Option<Attendance>, usize)>>,
}

impl Views {
    pub(super) fn new(explainer: &Explainer) -> Self {
        let roster = &explainer.records().roster;
        let count = roster.len();
        let stances = &explainer.site().stances;
        let stance = |(at, it)| Shared::new(StanceView::new(it, at, stances.len()));
        Self {
            links: (0..count).map(|_| OnceLock::new()).collect(),
            holders: (0..count).map(|_| OnceLock::new()).collect(),
            cited: (0..roster.passages()).map(|_| OnceLock::new()).collect(),
            people: OnceLock::new(),
            stances: stances.iter().enumerate().map(stance).collect(),
        }
    }

    pub(super) fn link(&self, explainer: &Explainer, entity: &Entity) -> Link {
        shared(&self.links, explainer, entity, || LinkView {
            title: explainer.title(entity).to_owned(),
            href: entity_href(explainer, entity),
            kind: entity.kind(),
        })
    }

    pub(super) fn holder(&self, explainer: &Explainer, holder: &Holder) -> Shared<HolderView> {
        let entity = Entity::from(holder);
        shared(&self.holders, explainer, &entity, || HolderView::new(self, explainer, holder))
    }

    pub(super) fn cited(&self, explainer: &Explainer, citation: &Citation) -> Arc<Cited> {
        let number = explainer.records().roster.passage(citation);
        let place = number.and_then(|number| self.cited.get(number as usize));
        let make = || Arc::new(Cited::new(self, explainer, citation));
        place.map_or_else(make, |place| place.get_or_init(make).clone())
    }

    /// Returns the participants by attendance, each with its index in the explainer's order. Those without recorded attendance come last.
    pub(super) fn people(&self, explainer: &Explainer) -> &[(Option<Attendance>, usize)] {
        self.people.get_or_init(|| {
            let participants = &explainer.records().participants;
            let holders = explainer.holder_order().iter().zip(0..);
            let people = holders.filter_map(|(holder, at)| match holder {
                Holder::Participant(slug) => Some((participants.get(slug)?.attendance, at)),
                Holder::Party(_) => None,
            });
            let mut people: Vec<_> = people.collect();
            people.sort_by_key(|(attendance, _)| (attendance.is_none(), *attendance));
            people
        })
    }

    pub(super) fn stance(&self, id: &Slug) -> Shared<StanceView> {
        let known = self.stances.iter().find(|stance| stance.id == id.as_str());
        known.cloned().unwrap_or_else(|| Shared::new(StanceView::unknown(id)))
    }
}

/// Returns the shared view of `entity`. `make` builds it if there is none yet.
fn shared<T: Serialize>(
    views: &[OnceLock<Shared<T>>],
    explainer: &Explainer,
    entity: &Entity,
    make: impl Fn() -> T,
) -> Shared<T> {
    let number = explainer.records().roster.number(entity);
    let place = number.and_then(|number| views.get(number as usize));
    let make = || Shared::new(make());
    place.map_or_else(make, |place| place.get_or_init(make).clone())
}

#[cfg(test)]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Shared<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

/// The schema of a text that is HTML.
#[cfg(test)]
pub(super) struct Html;

#[cfg(test)]
impl schemars::JsonSchema for Html {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "HTML".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "html" })
    }
}
