//! `data/events.ics`: the events as a calendar (RFC 5545).

use icalendar::{Calendar, Component, Event, EventLike, Property};

use crate::explainer::{Date, Route, Slug};
use crate::render::Renderer;

/// Returns the calendar of all events, each as an all-day event. An event known only to the month or year spans all of it, and its description
/// states the date. No event blocks time.
pub(super) fn calendar(renderer: &Renderer) -> String {
    let explainer = &renderer.explainer;
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Standpoint//Events//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    // The crate escapes only the properties of RFC 5545, and `NAME` is from RFC 7986.
    calendar.append_property(Property::new("NAME", escaped(&explainer.site().title)));
    calendar.append_property(Property::new("X-WR-CALNAME", &explainer.site().title));
    for slug in explainer.timeline() {
        if let Some(event) = event(renderer, slug) {
            calendar.push(event);
        }
    }
    calendar.to_string()
}

fn event(renderer: &Renderer, slug: &Slug) -> Option<Event> {
    let explainer = &renderer.explainer;
    let event = explainer.records().events.get(slug)?;
    let base = &explainer.site().base_url;
    let address = base.absolute(&Route::Event(slug.clone()));
    let end = event.until.unwrap_or(event.date);
    let strings = &renderer.theme.strings;
    let is_vague = event.date.day().is_none() || end.day().is_none();
    let dates = match event.until {
        Some(until) => strings.span(event.date, until).text(),
        None => strings.date(event.date),
    };
    let description: Vec<_> =
        event.entry.summary.iter().cloned().chain(is_vague.then_some(dates)).collect();
    // The current time is not used: the stamp is the date of the content.
    let stamp = event.entry.changed().or(explainer.as_of()).unwrap_or(event.date);
    let mut entry = Event::with_uid(&address);
    entry.append_property(Property::new("DTSTAMP", format!("{}T000000Z", first_day(stamp))));
    entry.append_property(day("DTSTART", first_day(event.date)));
    entry.append_property(day("DTEND", day_after(end)));
    entry.summary(&event.title);
    if !description.is_empty() {
        entry.description(&description.join("\n"));
    }
    if let Some(place) = &event.place {
        entry.location(place);
    }
    entry.url(&address);
    entry.append_property(Property::new("TRANSP", "TRANSPARENT"));
    Some(entry.done())
}

/// Escapes a text as RFC 5545 requires (section 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

fn day(key: &str, day: String) -> Property {
    Property::new(key, day).add_parameter("VALUE", "DATE").done()
}

/// Returns the first day that `date` can mean.
fn first_day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month().unwrap_or(1), date.day().unwrap_or(1))
}

/// Returns the day after the last one that `date` can mean. In iCalendar, an end is exclusive.
fn day_after(date: Date) -> String {
    first_day(date.next_day())
}
