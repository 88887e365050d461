//! Completion of the text at the cursor.

use std::collections::HashMap;
use std::ops::Range;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionResponse,
    CompletionTextEdit, Documentation, MarkupContent, MarkupKind, TextEdit,
};

use super::context::{Context, Place};
use super::places::Spot;
use super::text::Lines;
use super::workspace::Current;
use crate::content::{Shape, Thing, relative_path};
use crate::explainer::{Entity, Slug};

/// Maximum number of items in a response. A longer list is marked as incomplete, so that the editor asks again as the user types.
const MOST: usize = 200;

/// A completion candidate.
struct Offer {
    /// The text to insert.
    text: String,
    kind: CompletionItemKind,
    /// A short text shown beside it.
    detail: String,
    /// Longer documentation, as Markdown.
    more: String,
    /// The first sort key: lower ranks come first.
    rank: u8,
}

impl Offer {
    fn new(text: impl Into<String>, kind: CompletionItemKind, detail: impl Into<String>) -> Self {
        Self { text: text.into(), kind, detail: detail.into(), more: String::new(), rank: 1 }
    }

    fn more(self, more: impl Into<String>) -> Self {
        Self { more: more.into(), ..self }
    }

    /// Returns `true` if the text or the detail contains `written`, ignoring case. `written` must be in lower case.
    fn fits(&self, written: &str) -> bool {
        let has = |text: &str| text.to_lowercase().contains(written);
        written.is_empty() || has(&self.text) || has(&self.detail)
    }
}

impl Current {
    pub(super) fn completion(&self, asked: &CompletionParams) -> Option<CompletionResponse> {
        let spot = self.spot(&asked.text_document_position)?;
        let context = spot.context();
        let (range, offers) = self.offers(&spot, &context)?;
        let written = spot.text[range.start..spot.at.max(range.start)].to_lowercase();
        let mut offers: Vec<_> = offers.into_iter().filter(|it| it.fits(&written)).collect();
        // Within a rank, an exact match comes first, then prefixes, then other matches.
        offers.sort_by_key(|it| {
            let text = it.text.to_lowercase();
            (it.rank, text != written, !text.starts_with(&written))
        });
        let is_incomplete = offers.len() > MOST;
        offers.truncate(MOST);
        let lines = Lines::new(&spot.text, self.client.encoding);
        // A value is separated from its key by a space; a key that already has a colon keeps it.
        let (before, after) = (&spot.text[..range.start], &spot.text[range.end..]);
        let is_value = matches!(context, Context::Value(_));
        let space = if is_value && before.ends_with(':') { " " } else { "" };
        let has_colon = after.trim_start_matches(' ').starts_with(':');
        let is_key = matches!(context, Context::Key(_));
        let range = lines.range(&range);
        let inserted = |text: &str| match text.trim_end_matches([':', ' ']) {
            key if is_key && has_colon => key.to_owned(),
            _ => format!("{space}{text}"),
        };
        let item = |(at, it): (usize, Offer)| CompletionItem {
            label: it.text.trim_end_matches([':', ' ']).to_owned(),
            kind: Some(it.kind),
            // Editors filter by this text. It includes the detail, so that an item is found by its name as well.
            filter_text: Some(format!("{} {}", it.text, it.detail)),
            detail: (!it.detail.is_empty()).then_some(it.detail),
            documentation: (!it.more.is_empty()).then_some(Documentation::MarkupContent(
                MarkupContent { kind: MarkupKind::Markdown, value: it.more },
            )),
            sort_text: Some(format!("{at:04}")),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, inserted(&it.text)))),
            ..CompletionItem::default()
        };
        let items = offers.into_iter().enumerate().map(item).collect();
        Some(CompletionResponse::List(CompletionList { is_incomplete, items }))
    }

    /// Returns the candidates at a place, and the byte range that they replace.
    fn offers(&self, spot: &Spot, context: &Context) -> Option<(Range<usize>, Vec<Offer>)> {
        Some(match context {
            Context::Key(place) => {
                let (_, around) = spot.shape(place)?;
                let is_entry = place.path.len() > 1 && place.path[place.path.len() - 2].is_none();
                if around.keys().next().is_none() && is_entry {
                    // A list of words: YAML reads each word as the beginning of a key.
                    (place.range.clone(), self.values(place, around))
                } else {
                    (place.range.clone(), keys(place, around))
                }
            }
            Context::Value(place) => {
                let (shape, _) = spot.shape(place)?;
                (place.range.clone(), self.values(place, shape))
            }
            Context::Source(range) => (range.clone(), self.of_kind("source")),
            Context::Passage(source, range) => {
                let source = self.survey.named("source", source)?;
                let parts = self.survey.parts(&source).into_iter();
                let offer = |it: crate::content::Part| {
                    Offer::new(it.id, CompletionItemKind::REFERENCE, it.label)
                };
                (range.clone(), parts.map(offer).collect())
            }
            Context::Wiki(range) => (range.clone(), self.wiki()),
            Context::Link(range) => (range.clone(), self.files(&spot.path)),
            Context::Anchor(to, range) => {
                let entity = self.leads_to(&spot.path, to)?;
                let anchors = self.survey.anchors(&entity).into_iter();
                let offer = |it| Offer::new(it, CompletionItemKind::REFERENCE, "");
                (range.clone(), anchors.map(offer).collect())
            }
            Context::Text => return None,
        })
    }

    /// Returns the values that a key, or an entry of its list, can have.
    fn values(&self, place: &Place, shape: Shape) -> Vec<Offer> {
        // Before its `[` is written, a list offers the values of its entries.
        let shape = shape.item().filter(|it| it.keys().next().is_none()).unwrap_or(shape);
        match shape.names() {
            Some("stance") => {
                let stances = self.survey.stances().into_iter();
                let offer = |(it, tone): (crate::content::Part, crate::explainer::Tone)| {
                    let kind = CompletionItemKind::ENUM_MEMBER;
                    Offer::new(it.id, kind, it.label).more(tone.as_str())
                };
                stances.map(offer).collect()
            }
            Some("proposal") => {
                let issue = place.beside.iter().find(|(key, _)| key == "issue");
                let issue = issue.and_then(|(_, issue)| self.survey.named("issue", issue));
                let parts = issue.map(|issue| self.survey.parts(&issue)).unwrap_or_default();
                let kind = CompletionItemKind::ENUM_MEMBER;
                parts.into_iter().map(|it| Offer::new(it.id, kind, it.label)).collect()
            }
            Some("citation") => self.citations(),
            Some(kind) => self.of_kind(kind),
            None if shape.is_truth() => {
                let offer = |it| Offer::new(it, CompletionItemKind::VALUE, "");
                ["true", "false"].into_iter().map(offer).collect()
            }
            None => {
                let values = shape.values().into_iter();
                let kind = CompletionItemKind::ENUM_MEMBER;
                values.map(|(value, meaning)| Offer::new(value, kind, meaning)).collect()
            }
        }
    }

    /// Returns every entity of a kind, by slug.
    fn of_kind(&self, kind: &str) -> Vec<Offer> {
        let things = self.survey.things().filter(|it| it.entity.kind() == kind);
        things.filter_map(|it| slug(&it).map(|slug| offer(&it, slug))).collect()
    }

    /// Returns every passage of every source.
    fn citations(&self) -> Vec<Offer> {
        let sources = self.survey.things().filter(|it| matches!(it.entity, Entity::Source(_)));
        let passages = sources.flat_map(|source| {
            let parts = self.survey.parts(&source.entity).into_iter();
            let offer = move |it: crate::content::Part| {
                let text = format!("{}#{}", slug(&source).unwrap_or_default(), it.id);
                Offer::new(text, CompletionItemKind::REFERENCE, it.label)
                    .more(format!("{}, {}", source.name, source.detail))
            };
            parts.map(offer).collect::<Vec<_>>()
        });
        passages.collect()
    }

    /// Returns every entity that a wiki-link can name, with its folder if its slug is not unique.
    fn wiki(&self) -> Vec<Offer> {
        let things: Vec<_> = self.survey.things().collect();
        let mut counts: HashMap<&Slug, usize> = HashMap::new();
        for slug in things.iter().filter_map(|it| it.entity.slug()) {
            *counts.entry(slug).or_default() += 1;
        }
        let offers = things.iter().filter_map(|it| {
            let own = it.entity.slug()?;
            let folder = it.path.split('/').next().unwrap_or_default();
            let is_alone = counts.get(own) == Some(&1);
            Some(offer(it, if is_alone { own.to_string() } else { format!("{folder}/{own}") }))
        });
        offers.collect()
    }

    /// Returns every file that a link in the file at `from` can lead to.
    fn files(&self, from: &str) -> Vec<Offer> {
        let pages = self.survey.things().filter(|it| &*it.path != from);
        let pages = pages.map(|it| offer(&it, relative_path(from, &it.path)));
        let others = self
            .survey
            .other_files()
            .map(|path| Offer::new(relative_path(from, path), CompletionItemKind::FILE, ""));
        pages.chain(others).collect()
    }

    /// Returns the entity that a link in the file at `from` leads to. `link` is a path, or `[[` and a name; an empty link leads to the file
    /// itself.
    fn leads_to(&self, from: &str, link: &str) -> Option<Entity> {
        let things = || self.survey.things();
        if let Some(name) = link.strip_prefix("[[") {
            let own = name.rsplit('/').next().unwrap_or(name);
            let folder = name.rsplit_once('/').map(|(folder, _)| folder);
            let is_meant = |it: &Thing| {
                (slug(it).as_deref() == Some(own) || it.name.eq_ignore_ascii_case(own))
                    && folder.is_none_or(|folder| it.path.starts_with(folder))
            };
            return things().find(is_meant).map(|it| it.entity);
        }
        if link.is_empty() {
            return self.survey.entity_at(from);
        }
        things().find(|it| relative_path(from, &it.path) == link).map(|it| it.entity)
    }
}

/// Returns the keys that a mapping does not have yet.
fn keys(place: &Place, mapping: Shape) -> Vec<Offer> {
    let own = place.path.last().and_then(|it| it.as_deref()).unwrap_or_default();
    let is_there = |key: &str| key != own && place.beside.iter().any(|(it, _)| it == key);
    let keys = mapping.keys().filter(|(key, ..)| !is_there(key));
    let offer = |(key, shape, is_required): (&str, Shape, bool)| {
        let text = if shape.is_nested() { format!("{key}:") } else { format!("{key}: ") };
        let detail = if is_required { "required" } else { "" };
        let kind = CompletionItemKind::PROPERTY;
        let offer = Offer::new(text, kind, detail).more(shape.description());
        Offer { rank: u8::from(!is_required), ..offer }
    };
    keys.map(offer).collect()
}

fn slug(thing: &Thing) -> Option<String> {
    thing.entity.slug().map(|slug| slug.as_str().to_owned())
}

/// Returns the candidate for an entity. `text` is inserted for it.
fn offer(thing: &Thing, text: String) -> Offer {
    let kind = match thing.entity {
        Entity::Participant(_) | Entity::Party(_) => CompletionItemKind::CLASS,
        Entity::Event(_) => CompletionItemKind::EVENT,
        Entity::Source(_) => CompletionItemKind::MODULE,
        Entity::Term(_) => CompletionItemKind::TEXT,
        _ => CompletionItemKind::FILE,
    };
    let summary = thing.summary.as_ref().map(|it| format!("\n\n{it}")).unwrap_or_default();
    let draft = if thing.is_draft { "\n\n*draft*" } else { "" };
    Offer::new(text, kind, thing.name.clone()).more(format!("{}{summary}{draft}", thing.detail))
}
