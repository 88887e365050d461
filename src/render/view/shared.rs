//! Views that many pages show. Each is built once for an explainer, and its template value is shared.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer};
use tera::Value;

use super::{HolderView, LinkView, StanceView, entity_href};
use crate::explainer::{Attendance, Citation, Entity, Explainer, Holder, Slug};
use crate::markdown::escape;

/// A view with its template value. Cheap to clone.
#[derive(Debug)]
pub(in crate::render) struct Shared<T>(Arc<(T, Value)>);

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

/// A link: a name and an address.
pub(in crate::render) type Link = Shared<LinkView>;

impl Link {
    /// Creates a link to any address.
    pub(super) fn to(title: String, href: String, kind: &'static str) -> Self {
        Self::new(LinkView { title, href, kind })
    }
}

/// A cited passage.
#[derive(Debug)]
pub(in crate::render) struct Cited {
    /// The source.
    pub(in crate::render) source: Link,
    pub(in crate::render) publisher: String,
    /// The content of the passage, in the editors' words.
    pub(in crate::render) label: String,
    /// The address of the passage on the source's page.
    pub(in crate::render) href: String,
    /// The tooltip, as HTML: source, passage, label. Screen readers read it as well.
    pub(in crate::render) title: String,
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
pub(in crate::render) struct Views {
    /// The links, by entity number.
    links: Vec<OnceLock<Link>>,
    holders: Vec<OnceLock<Shared<HolderView>>>,
    stances: Vec<Shared<StanceView>>,
    /// The citations, by passage number.
    cited: Vec<OnceLock<Arc<Cited>>>,
    people: OnceLock<Vec<(Option<Attendance>, usize)>>,
}

impl Views {
    pub(in crate::render) fn new(explainer: &Explainer) -> Self {
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

    pub(in crate::render) fn link(&self, explainer: &Explainer, entity: &Entity) -> Link {
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

    pub(in crate::render) fn cited(
        &self,
        explainer: &Explainer,
        citation: &Citation,
    ) -> Arc<Cited> {
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
