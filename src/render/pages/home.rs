//! The front page.

use serde::Serialize;
use tera::Value;

use super::builder::Builder;
use super::events::EventView;
use super::frame::pages;
use super::lists::IssueView;
use super::matrix::{ColumnView, Detail, RowView};
use super::page::{PageView, UpdateView};
use super::parts::MoreView;
use super::source::SourceView;
use crate::explainer::{Date, Entity, Event, Holder, Slug};
use crate::render::views::Link;

/// The number of issues in the matrix.
const FRONT_COLUMNS: usize = 3;
/// The maximum number of parties on the front page, so that the text below them is not too far down.
const FRONT_ROWS: usize = 8;

/// The maximum number of updates.
const FRONT_UPDATES: usize = 3;
/// The maximum number of upcoming events.
const NEXT: usize = 3;

/// The variables of `home.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct HomePage<'a> {
    /// All pages of `content/pages/`, by slug.
    pages: Vec<Link>,
    /// Always `None`, because `pages` is complete.
    more_pages: Option<MoreView>,
    #[cfg_attr(test, schemars(with = "crate::render::views::Html"))]
    body: Value,
    /// The first three issues.
    columns: Vec<ColumnView>,
    /// At most eight parties, those with a position on these issues before others.
    rows: Vec<RowView<'a>>,
    issues: Vec<IssueView<'a>>,
    /// The newest updates, at most three.
    latest: Vec<UpdateView>,
    main_event: Option<EventView>,
    outlook: OutlookView,
    sources: Vec<SourceView<'a>>,
    page: PageView,
}

/// The outlook: the main event, and the events after it.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OutlookView {
    /// The main event (or the last of all, if there is none), followed by at most three events that begin when it is over.
    events: Vec<EventView>,
    /// `true` if any event follows.
    ahead: bool,
}

/// Returns `true` if an event certainly begins after `end`.
fn is_after(event: &Event, end: Date) -> bool {
    event.date > end.latest()
}

impl<'a> Builder<'a> {
    pub(in crate::render) fn home(mut self) -> HomePage<'a> {
        let explainer: &'a _ = self.explainer;
        let order = explainer.issue_order();
        let lead = &order[..order.len().min(FRONT_COLUMNS)];
        let parties = self.lead_parties(lead, FRONT_ROWS);
        let updates = explainer.updates().into_iter().take(FRONT_UPDATES);
        HomePage {
            pages: pages(explainer, &self.renderer.views, usize::MAX),
            more_pages: None,
            body: self.html(&Entity::Home),
            columns: self.columns(lead),
            rows: self.rows(parties, lead, Detail::Brief),
            issues: self.issue_views(),
            latest: updates.map(|(entity, update)| self.update(&entity, update)).collect(),
            main_event: self.main_event(),
            outlook: self.outlook(),
            sources: self.source_views(),
            page: self.finish(&Entity::Home),
        }
    }

    fn main_event(&self) -> Option<EventView> {
        let slug = self.explainer.site().main_event.as_ref()?;
        let event = self.explainer.records().events.get(slug)?;
        Some(self.event_view(slug, event))
    }

    /// Returns at most `most` parties, in the explainer's order. If there are more, those without a position on any of `issues` are dropped
    /// first.
    fn lead_parties(&self, issues: &[Slug], most: usize) -> Vec<&'a Holder> {
        let explainer: &'a _ = self.explainer;
        let parties = explainer.holder_order().iter().enumerate();
        let mut parties: Vec<_> =
            parties.filter(|(_, holder)| matches!(holder, Holder::Party(_))).collect();
        if parties.len() > most {
            parties.sort_by_cached_key(|(_, party)| {
                let positions = explainer.positions(party);
                !issues.iter().any(|issue| positions.current(issue).is_some())
            });
            parties.truncate(most);
            parties.sort_by_key(|(place, _)| *place);
        }
        parties.into_iter().map(|(_, party)| party).collect()
    }

    /// Returns the main event, and the next events after it. The current date is not used.
    fn outlook(&self) -> OutlookView {
        let explainer = self.explainer;
        let events = &explainer.records().events;
        let main = explainer.site().main_event.as_ref();
        let Some(slug) = main.or(explainer.timeline().last()) else {
            return OutlookView::default();
        };
        let Some(latest) = events.get(slug) else { return OutlookView::default() };
        let end = latest.until.unwrap_or(latest.date);
        let next = self.events(|event| main.is_some() && is_after(event, end));
        let ahead = !next.is_empty();
        let events = std::iter::once(self.event_view(slug, latest)).chain(next).take(1 + NEXT);
        OutlookView { events: events.collect(), ahead }
    }
}
