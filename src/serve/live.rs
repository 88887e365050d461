//! Live updates of open pages: a script, added to pages after they are rendered, and the event stream that it listens to.
//!
//! The script fetches the page again and morphs the document into it. What a theme's script shows or hides (the attribute `hidden`) stays
//! as it is; everything else that a script added is gone until the page is reloaded.

use std::convert::Infallible;
use std::sync::Arc;

use axum::response::sse::{Event, KeepAlive, Sse};
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

use super::handle::{Shown, SnapshotHandle};
use crate::markdown::escape;

/// The path of the script. No route begins with a period and a word, so it cannot be a path of the site.
pub(super) const SCRIPT_PATH: &str = "/.standpoint/live.js";

/// The path of the event stream.
pub(super) const EVENTS_PATH: &str = "/.standpoint/events";

/// The script: a library that morphs one document into another, and the code that listens to events.
pub(super) const SCRIPT: &str =
    concat!(include_str!("live/idiomorph.min.js"), "\n", include_str!("live/live.js"));

/// Returns the page with the script added. All other bytes stay the same.
pub(super) fn with_script(page: &[u8]) -> Vec<u8> {
    // Not deferred, so that it sees the page before the theme's scripts change it.
    let tag = format!("<script src=\"{SCRIPT_PATH}\"></script>");
    let at = page.windows(7).rposition(|window| window == b"</body>").unwrap_or(page.len());
    [&page[..at], tag.as_bytes(), &page[at..]].concat()
}

/// Returns a page that contains only problems, for when there is no site to show.
pub(super) fn problems_page(problems: &str, live: bool) -> Vec<u8> {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Problems</title></head>\n<body><pre data-standpoint-problems>{}</pre></body></html>\n",
        escape(problems)
    );
    if live { with_script(page.as_bytes()) } else { page.into_bytes() }
}

/// The data of an event.
#[derive(Serialize)]
struct Message<'a> {
    /// The problems of the newest snapshot as text; empty if there are none.
    problems: &'a str,
}

fn event(shown: &Shown) -> Event {
    let message = Message { problems: &shown.problems };
    Event::default().data(serde_json::to_string(&message).unwrap_or_default())
}

/// Returns a stream with one event at once, and one for every change from then on. `place` is released when the client disconnects.
pub(super) fn events(
    handle: Arc<SnapshotHandle>,
    place: OwnedSemaphorePermit,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = WatchStream::new(handle.changes());
    let events = changes.map(move |_| {
        let _place = &place;
        Ok(event(&handle.newest()))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

#[cfg(test)]
mod tests {
    use super::with_script;

    #[test]
    fn the_script_comes_last_and_nothing_else_changes() {
        let page = with_script(b"<body>a</body></html>");
        let page = String::from_utf8(page).unwrap();
        assert_eq!(page, "<body>a<script src=\"/.standpoint/live.js\"></script></body></html>");
    }
}
