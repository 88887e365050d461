//! The page of a participant.

use serde::Serialize;
use tera::Value;

use super::builder::Builder;
use super::events::EventView;
use super::page::PageView;
use super::positions::{ComparisonView, PositionView};
use crate::explainer::{Entity, Holder, Meeting, Slug};
use crate::render::chart::{self, Network};
use crate::render::views::{HolderView, Link, Shared};

/// The variables of `participant.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct ParticipantPage<'a> {
    holder: Shared<HolderView>,
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    body: Value,
    /// The positions on the first 100 issues; a further part has the next.
    positions: Vec<PositionView<'a>>,
    /// The reason why there are none.
    no_position: Option<&'a str>,
    meetings: Vec<MeetingView>,
    /// The drawing of 2 to 12 contacts.
    network: Option<Network>,
    comparisons: Vec<ComparisonView>,
    events: Vec<EventView>,
    /// The event that `holder.attendance` refers to.
    main_event: Option<Link>,
    page: PageView,
}

/// A contact from the point of view of one participant.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct MeetingView {
    with: Shared<HolderView>,
    /// `meeting`, `call` or `contact`.
    kind: &'static str,
    event: Option<Link>,
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    cites: String,
}

impl<'a> Builder<'a> {
    /// Returns the variables of a participant's page. `None` if there is no such participant.
    pub(in crate::render) fn participant(mut self, slug: &Slug) -> Option<ParticipantPage<'a>> {
        let explainer: &'a _ = self.explainer;
        let records = explainer.records();
        let participant = records.participants.get(slug)?;
        let (holder, entity) =
            (Holder::Participant(slug.clone()), Entity::Participant(slug.clone()));
        let meetings = explainer.meetings(slug);
        let events = explainer.events_of(slug);
        let events = events.filter_map(|slug| Some((slug, records.events.get(slug)?)));
        let main_event = explainer.site().main_event.clone().map(Entity::Event);
        Some(ParticipantPage {
            holder: self.holder(&holder),
            body: self.html(&entity),
            positions: self.positions_of(&holder),
            no_position: participant.no_position.as_deref(),
            meetings: meetings.iter().map(|meeting| self.meeting(meeting)).collect(),
            network: self.network(meetings),
            comparisons: self.comparisons(&holder),
            events: events.map(|(slug, event)| self.event_view(slug, event)).collect(),
            main_event: main_event.map(|event| self.link(&event)),
            page: self.finish(&entity),
        })
    }

    fn meeting(&mut self, meeting: &Meeting) -> MeetingView {
        MeetingView {
            with: self.holder(&Holder::Participant(meeting.with.clone())),
            kind: meeting.kind.as_str(),
            event: meeting.event.clone().map(|event| self.link(&Entity::Event(event))),
            cites: self.notes.cite(&meeting.cite),
        }
    }

    /// Returns the network of a participant's contacts. `None` if there are too few or too many to draw.
    fn network(&self, meetings: &[Meeting]) -> Option<Network> {
        let entities =
            meetings.iter().map(|it| (Entity::Participant(it.with.clone()), it.kind.as_str()));
        let entities: Vec<_> = entities.collect();
        let contacts = entities.iter().map(|(entity, kind)| (self.explainer.title(entity), *kind));
        chart::network(&contacts.collect::<Vec<_>>())
    }
}
