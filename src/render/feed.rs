//! Feeds: updates and corrections for feed readers, as Atom (RFC 4287). Every address in them is a full one.

use atom_syndication::{
    Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text, WriteConfig,
};

use super::Renderer;
use super::view::entity_href;
use crate::explainer::{Date, Entity, Explainer, Holder, Route, Slug, Update};
use crate::markdown::escape;

/// How many of the newest updates a feed holds.
const NEWEST: usize = 50;

/// The feed of the site, or of one issue: its own updates, and those of the events that it was part of and of those who take a stand on
/// it.
pub(super) fn atom(renderer: &Renderer, issue: Option<&Slug>) -> String {
    let explainer = &renderer.explainer;
    let site = explainer.site();
    let entity = issue.map_or(Entity::Home, |slug| Entity::Issue(slug.clone()));
    let address = site.base_url.absolute(&Route::Feed(issue.cloned()));
    let concerns = |of: &Entity| issue.is_none_or(|issue| concerns(explainer, of, issue));
    let updates = explainer.updates().into_iter().filter(|(of, _)| concerns(of));
    let entries: Vec<_> =
        updates.take(NEWEST).map(|(of, update)| entry(renderer, &of, update)).collect();
    let changed = explainer.entry(&entity).and_then(crate::explainer::Entry::changed);
    let newest = entries.first().map(|entry| entry.updated);
    let otherwise = || changed.or(explainer.as_of()).map(time).unwrap_or_default();
    let title = match issue {
        Some(_) => format!("{} · {}", explainer.title(&entity), site.title),
        None => site.title.clone(),
    };
    let subtitle = issue.and_then(|slug| explainer.records().issues.get(slug));
    let subtitle = subtitle.map_or(&site.tagline, |issue| &issue.question);
    let feed = Feed {
        title: Text::plain(title),
        subtitle: Some(Text::plain(subtitle.clone())),
        id: address.clone(),
        updated: newest.unwrap_or_else(otherwise),
        authors: vec![Person { name: site.publisher().to_owned(), ..Person::default() }],
        generator: Some(Generator { value: "Standpoint".to_owned(), ..Generator::default() }),
        links: vec![
            link("self", &address, "application/atom+xml"),
            link("alternate", &page(explainer, &entity), "text/html"),
        ],
        lang: Some(site.language.clone()),
        entries,
        ..Feed::default()
    };
    let mut written = Vec::new();
    // Writing into memory cannot fail.
    let _ = feed.write_with_config(&mut written, WriteConfig::default());
    String::from_utf8_lossy(&written).into_owned()
}

/// Whether a page is that of the issue, of an event that it was part of, or of one who takes a stand on it.
fn concerns(explainer: &Explainer, of: &Entity, issue: &Slug) -> bool {
    let stands = |holder: Holder| explainer.positions(&holder).current(issue).is_some();
    match of {
        Entity::Issue(slug) => slug == issue,
        Entity::Event(slug) => {
            explainer.records().events.get(slug).is_some_and(|event| event.issues.contains(issue))
        }
        Entity::Participant(slug) => stands(Holder::Participant(slug.clone())),
        Entity::Party(slug) => stands(Holder::Party(slug.clone())),
        _ => false,
    }
}

fn entry(renderer: &Renderer, entity: &Entity, update: &Update) -> Entry {
    let explainer = &renderer.explainer;
    let title = explainer.title(entity);
    let address = page(explainer, entity);
    let kind = renderer.theme.strings.text(&format!("update.{}", update.kind.as_str()));
    let summary = explainer.entry(entity).and_then(|entry| entry.summary.as_deref());
    let summary = summary.map(|text| format!("<p>{}</p>\n", escape(text))).unwrap_or_default();
    let html = format!(
        "<p>{}</p>\n{summary}<p><a href=\"{}\">{}</a></p>",
        escape(&update.note),
        escape(&address),
        escape(title)
    );
    Entry {
        title: Text::plain(format!("{kind}: {title}")),
        id: place(explainer, entity, update),
        updated: time(update.date),
        links: vec![link("alternate", &place(explainer, entity, update), "text/html")],
        content: Some(Content {
            content_type: Some("html".to_owned()),
            value: Some(html),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

/// Where an update stands: on its own page, or among all updates where its page does not list its own.
fn place(explainer: &Explainer, entity: &Entity, update: &Update) -> String {
    match entity {
        Entity::Term(_) | Entity::Home => {
            let all = explainer.site().base_url.absolute(&Route::Updates);
            format!("{all}#{}.{}", entity.id(), update.anchor)
        }
        _ => format!("{}#{}", page(explainer, entity), update.anchor),
    }
}

/// The full address of an entity's page.
fn page(explainer: &Explainer, entity: &Entity) -> String {
    explainer.site().base_url.absolute_href(&entity_href(explainer, entity))
}

fn link(rel: &str, href: &str, media_type: &str) -> Link {
    Link {
        rel: rel.to_owned(),
        href: href.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

/// The first moment of a date, in UTC: Atom has no days.
fn time(date: Date) -> FixedDateTime {
    let (month, day) = (date.month().unwrap_or(1), date.day().unwrap_or(1));
    let text = format!("{:04}-{month:02}-{day:02}T00:00:00Z", date.year());
    text.parse().unwrap_or_default()
}
