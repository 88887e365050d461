//! Feeds: updates and corrections as Atom (RFC 4287). All addresses in them are full ones.

use std::collections::BTreeMap;

use atom_syndication::{
    Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text, WriteConfig,
};

use super::Renderer;
use super::views::entity_href;
use crate::explainer::{Date, Entity, Explainer, Holder, Route, Slug, Update};
use crate::markdown::escape;

/// The number of updates in a feed, the newest ones.
const NEWEST: usize = 50;

/// The maximum length, in characters, of a note in the title of its entry. The whole note is in the content.
const LONGEST: usize = 120;

/// Returns the feed of the site, or of one issue. The feed of an issue has its own updates, those of its events, and those of the holders with a
/// position on it.
pub(super) fn atom(renderer: &Renderer, issue: Option<&Slug>) -> String {
    let explainer = &renderer.explainer;
    let site = explainer.site();
    let entity = issue.map_or(Entity::Home, |slug| Entity::Issue(slug.clone()));
    let address = site.base_url.absolute(&Route::Feed(issue.cloned()));
    let id =
        issue.map_or(address.clone(), |_| format!("{}feed.xml", first_page(explainer, &entity)));
    let concerns = |of: &Entity| issue.is_none_or(|issue| concerns(explainer, of, issue));
    let updates = explainer.updates().into_iter().filter(|(of, _)| concerns(of));
    let mut entries: Vec<_> =
        updates.take(NEWEST).map(|(of, update)| entry(renderer, &of, update)).collect();
    number_ids(&mut entries);
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
        id,
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

/// Returns `true` if the page is that of the issue, of one of its events, or of a holder with a position on it.
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
        title: Text::plain(format!("{kind}: {title} – {}", shortened(&update.note))),
        id: id(explainer, entity, update),
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

/// Returns the address of an update: on its own page, or in the list of all updates if its page does not list its own.
fn place(explainer: &Explainer, entity: &Entity, update: &Update) -> String {
    match entity {
        Entity::Term(_) | Entity::Home => {
            let all = explainer.site().base_url.absolute(&Route::Updates);
            format!("{all}#{}.{}", entity.id(), update.anchor)
        }
        _ => format!("{}#{}", page(explainer, entity), update.anchor),
    }
}

/// Returns the permanent id of an update: the first address of its page, and its anchor. A term has no page to redirect from, so its name is left
/// out.
fn id(explainer: &Explainer, entity: &Entity, update: &Update) -> String {
    match entity {
        Entity::Term(_) => {
            let all = explainer.site().base_url.absolute(&Route::Updates);
            format!("{all}#term.{}", update.anchor)
        }
        Entity::Home => place(explainer, entity, update),
        _ => format!("{}#{}", first_page(explainer, entity), update.anchor),
    }
}

/// Makes equal ids distinct by a number: terms with the same update on one day have equal ids.
fn number_ids(entries: &mut [Entry]) {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    // The oldest come first, so that a new entry does not change existing ids.
    for entry in entries.iter_mut().rev() {
        let count = known.entry(entry.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            entry.id = format!("{}.{count}", entry.id);
        }
    }
}

/// Returns the full address that a page had at first: that of its first alias in the folder for its kind, which `mv` adds. Without such an alias,
/// the page has not moved.
fn first_page(explainer: &Explainer, entity: &Entity) -> String {
    let own = format!("/{}", Route::from(entity).address());
    let folder = |address: &str| {
        let path = address.trim_end_matches('/');
        path[..path.rfind('/').map_or(0, |slash| slash + 1)].to_owned()
    };
    let aliases = explainer.entry(entity).map_or(&[][..], |entry| &entry.aliases);
    let first = aliases.iter().find(|alias| folder(alias) == folder(&own));
    let base = &explainer.site().base_url;
    base.absolute_href(&base.href_of(first.unwrap_or(&own)))
}

/// Returns the beginning of a note, on one line.
fn shortened(note: &str) -> String {
    let note = note.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = note.char_indices().nth(LONGEST) else { return note };
    let end = note[..end].rfind(' ').unwrap_or(end);
    format!("{}…", note[..end].trim_end_matches([',', ';', ':', '.']))
}

/// Returns the full address of an entity's page.
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

/// Returns noon of a date, in UTC: Atom has no dates without a time.
fn time(date: Date) -> FixedDateTime {
    date.noon().parse().unwrap_or_default()
}
