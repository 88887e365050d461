//! Drawings: events on a time scale, and a person's contacts.

use super::Builder;
use crate::explainer::{Entity, Meeting};
use crate::render::chart::{self, Happening, Label, Network, Timeline};
use crate::render::strings::among;

impl Builder<'_> {
    /// Returns the timeline of all events, in the order of the list. `None` if there are too few or too many to draw.
    pub(super) fn chart(&self) -> Option<Timeline> {
        let explainer = self.explainer;
        let events = explainer.timeline().iter().filter_map(|slug| {
            let event = explainer.records().events.get(slug)?;
            Some(Happening {
                title: &event.title,
                begin: event.date,
                end: event.until,
                main: explainer.site().main_event.as_ref() == Some(slug),
            })
        });
        chart::timeline(&events.collect::<Vec<_>>(), &|label| self.label(label))
    }

    fn label(&self, label: Label) -> String {
        match label {
            Label::Year(year) => year.to_string(),
            Label::Month(month) => self.word(&format!("date.months_short.{month}")),
            Label::MonthOfYear(year, month) => {
                let month = self.word(&format!("date.months_short.{month}"));
                let year = year.to_string();
                let values = [("month", &*month), ("year", &*year)];
                self.renderer.theme.strings.get("date.month", None, among(&values)).unwrap_or(year)
            }
            Label::Day(day) => day.to_string(),
        }
    }

    /// Returns the network of a participant's contacts. `None` if there are too few or too many to draw.
    pub(super) fn network(&self, meetings: &[Meeting]) -> Option<Network> {
        let entities =
            meetings.iter().map(|it| (Entity::Participant(it.with.clone()), it.kind.as_str()));
        let entities: Vec<_> = entities.collect();
        let contacts = entities.iter().map(|(entity, kind)| (self.explainer.title(entity), *kind));
        chart::network(&contacts.collect::<Vec<_>>())
    }
}
