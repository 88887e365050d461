//! Hover texts for the target, key, value or problem under the cursor.

use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::context::{Context, Place};
use super::places::{Named, Spot};
use super::text::Lines;
use super::workspace::Current;
use crate::diagnostic::Code;
use crate::explainer::{Citation, Entity, Explainer, Holder, Slug};

impl Current {
    pub(super) fn hover(&self, asked: &HoverParams) -> Option<Hover> {
        let spot = self.spot(&asked.text_document_position_params)?;
        let named = self.meant(&spot);
        let range = named.as_ref().map(|(_, range)| range.clone());
        let told = named.and_then(|(named, _)| self.tell(&named)).or_else(|| key_or_value(&spot));
        let parts: Vec<_> = told.into_iter().chain(self.wrong_at(&spot)).collect();
        let lines = Lines::new(&spot.text, self.client.encoding);
        (!parts.is_empty()).then(|| Hover {
            contents: HoverContents::Markup(MarkupContent {
                kind: MarkupKind::Markdown,
                value: parts.join("\n\n---\n\n"),
            }),
            range: range.map(|range| lines.range(&range)),
        })
    }

    /// Returns the hover text of a target, as Markdown.
    fn tell(&self, named: &Named) -> Option<String> {
        match named {
            Named::Thing(entity) | Named::Anchor(entity, _) => self.card(entity),
            Named::Passage(source, id) => {
                let part = self.survey.parts(source).into_iter().find(|it| it.id == *id)?;
                let from = self.survey.thing(source)?;
                let rests = self.claims(source, id).map(|it| format!("\n\n{it}"));
                let (label, name) = (plain(&part.label), plain(&from.name));
                Some(format!(
                    "**{label}**\n\n{name} ({}){}",
                    from.detail,
                    rests.unwrap_or_default()
                ))
            }
            Named::Proposal(issue, id) => {
                let part = self.survey.parts(issue).into_iter().find(|it| it.id == *id)?;
                let of = self.survey.thing(issue)?;
                Some(format!("**{}** · proposal\n\n{}", plain(&part.label), plain(&of.name)))
            }
            Named::Stance(id) => {
                let mut stances = self.survey.stances().into_iter();
                let (stance, tone) = stances.find(|(it, _)| it.id == *id)?;
                Some(format!("**{}** · stance, {}", plain(&stance.label), tone.as_str()))
            }
        }
    }

    /// Returns a sentence with the number of claims that rest on a passage. `None` if the explainer has errors or the passage is not valid.
    pub(super) fn claims(&self, source: &Entity, passage: &str) -> Option<String> {
        let citation = Citation { source: source.slug()?.clone(), passage: Slug::parse(passage)? };
        let claims = self.survey.explainer.as_ref()?.claims(&citation).len();
        Some(match claims {
            0 => "nothing rests on this".to_owned(),
            1 => "1 claim rests on this".to_owned(),
            _ => format!("{claims} claims rest on this"),
        })
    }

    /// Returns the description of an entity, as Markdown.
    fn card(&self, entity: &Entity) -> Option<String> {
        let thing = self.survey.thing(entity)?;
        let draft = if thing.is_draft { ", draft" } else { "" };
        let mut card = format!("**{}** · {}{draft}", plain(&thing.name), entity.kind());
        for text in std::iter::once(&thing.detail).chain(&thing.summary).filter(|it| !it.is_empty())
        {
            card.push_str(&format!("\n\n{text}"));
        }
        if let Some(explainer) = &self.survey.explainer {
            let stands = match entity {
                Entity::Participant(slug) => {
                    where_they_stand(explainer, &Holder::Participant(slug.clone()))
                }
                Entity::Party(slug) => where_they_stand(explainer, &Holder::Party(slug.clone())),
                _ => Vec::new(),
            };
            if let Entity::Issue(slug) = entity
                && let Some(division) = division(explainer, slug)
            {
                card.push_str(&format!("\n\n{division}"));
            }
            if !stands.is_empty() {
                card.push_str(&format!(
                    "\n\n{}",
                    stands.iter().map(|it| format!("- {it}\n")).collect::<String>()
                ));
            }
        }
        Some(card)
    }

    /// Returns the explanations of the diagnostics at the cursor. `None` if there are none.
    fn wrong_at(&self, spot: &Spot) -> Option<String> {
        let uri = self.uri_at(&spot.path)?;
        let here = self.diagnostics.iter().filter(|it| {
            let range = &it.span.range;
            (range.start..=range.end).contains(&spot.at)
                && self.uri(&it.span.file).as_ref() == Some(&uri)
        });
        let mut codes: Vec<Code> = here.map(|it| it.code).collect();
        codes.dedup();
        let told = codes.iter().map(|it| format!("`{}`: {}. {}", it.name(), it.title(), it.mend()));
        let told: Vec<_> = told.collect();
        (!told.is_empty()).then(|| told.join("\n\n"))
    }
}

/// Returns the description of the front matter key or value at the cursor. `None` if it is not known.
fn key_or_value(spot: &Spot) -> Option<String> {
    let about = |place: &Place| {
        let (shape, around) = spot.shape(place)?;
        let written = &spot.text[place.range.clone()];
        let is_known = around.keys().any(|(key, ..)| key == written);
        Some((shape, is_known, written.to_owned()))
    };
    match spot.context() {
        Context::Key(place) => {
            let (shape, is_known, key) = about(&place)?;
            is_known.then(|| format!("**{key}**\n\n{}", shape.description()))
        }
        Context::Value(place) => {
            let (shape, _, value) = about(&place)?;
            let values = shape.values();
            let (_, meaning) = values.iter().find(|(it, _)| *it == value)?;
            Some(format!("**{value}**\n\n{meaning}\n\n{}", shape.description()))
        }
        _ => None,
    }
}

/// Returns the holder's current stance on each issue, one line each.
fn where_they_stand(explainer: &Explainer, holder: &Holder) -> Vec<String> {
    let stands = explainer.stands(holder).map(|position| {
        let issue = explainer.title(&Entity::Issue(position.issue.clone()));
        let stance = explainer.site().stance(&position.stance);
        format!("{}: {}", plain(issue), stance.map_or("", |it| &it.label))
    });
    stands.collect()
}

/// Returns the holders' division over an issue in one line: `2 Supports · 1 Opposes`. `None` if no holder has a position on it.
pub(super) fn division(explainer: &Explainer, issue: &Slug) -> Option<String> {
    let division = explainer.division(issue)?;
    let groups = division.groups.iter().filter_map(|(stance, holders)| {
        let stance = explainer.site().stance(stance)?;
        Some(format!("{} {}", holders.len(), stance.label))
    });
    Some(groups.collect::<Vec<_>>().join(" · "))
}

/// Escapes the characters that have a meaning in Markdown.
fn plain(text: &str) -> String {
    let marks = |c: char| matches!(c, '*' | '_' | '[' | ']' | '<' | '>' | '`' | '\\' | '#');
    text.chars().flat_map(|c| marks(c).then_some('\\').into_iter().chain([c])).collect()
}
