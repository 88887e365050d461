//! The content of the card of a page: its title, its question, and current stances.

use serde::Serialize;

use super::builder::Builder;
use crate::explainer::{Entity, Holder, Position, Route, Section, Slug};
use crate::render::Renderer;
use crate::render::card::{Camp, Card, Said, Shown, Stand, laid_out};
use crate::render::strings::among;

/// The card that represents a page in previews elsewhere.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct CardLink {
    /// The full address.
    pub(super) address: String,
    /// The content of the card, in words.
    alt: String,
}

/// The number of issues on a card with several.
const ISSUES: usize = 3;

/// The number of stances on a holder's card.
const STANDS: usize = 6;

/// The variables of `card.svg`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct CardPage {
    card: Card,
}

/// Returns the variables of the card of `page`.
pub(in crate::render) fn card(renderer: &Renderer, page: &Route) -> CardPage {
    CardPage { card: laid_out(&Builder::new(renderer, page).said()) }
}

/// Returns `true` if the fonts of cards have every letter on the card of `page`.
pub(in crate::render) fn can_be_drawn(renderer: &Renderer, page: &Route) -> bool {
    Builder::new(renderer, page).said().is_settable()
}

/// Returns the key of a list in the theme's strings.
fn list(page: &Route) -> &'static str {
    match page {
        Route::Section(section) => section.as_str(),
        Route::Positions => "positions",
        Route::Compare => "compare",
        Route::DataPage => "data",
        _ => "updates",
    }
}

impl Builder<'_> {
    /// Returns the card of this page, if it has one: its own, or the front page's if the fonts lack letters of its own.
    pub(super) fn card_link(&self) -> Option<CardLink> {
        let site = self.explainer.site();
        if !site.cards || !self.route.is_page() {
            return None;
        }
        let pictured = [self.route.pictured(), Route::Home];
        let pictured = pictured.into_iter().find(|page| can_be_drawn(self.renderer, page))?;
        let address = site.base_url.absolute(&Route::Card(Box::new(pictured.clone())));
        Some(CardLink { address, alt: Builder::new(self.renderer, &pictured).alt() })
    }

    fn said(&self) -> Said {
        let (title, text) = self.title_and_text();
        let site = &self.explainer.site().title;
        Said {
            site: (title != *site).then(|| site.clone()),
            kicker: capitalized(&self.kicker()),
            title,
            text,
            shown: self.shown(),
        }
    }

    fn title_and_text(&self) -> (String, String) {
        let Some(entity) = self.route.entity() else {
            let list = list(self.route);
            return (
                self.word(&format!("section.{list}")),
                self.word(&format!("description.{list}")),
            );
        };
        let records = self.explainer.records();
        let summary = || self.explainer.entry(&entity).and_then(|entry| entry.summary.clone());
        let text = match &entity {
            Entity::Home => Some(records.site.tagline.clone()),
            Entity::Issue(slug) => records.issues.get(slug).map(|issue| issue.question.clone()),
            _ => summary(),
        };
        (self.explainer.title(&entity).to_owned(), text.unwrap_or_default())
    }

    /// Returns the text above the title: the kind of thing, an office, or a date and a place.
    fn kicker(&self) -> String {
        let records = self.explainer.records();
        let parts: Vec<Option<String>> = match self.route {
            Route::Home => {
                let event = records.site.main_event.as_ref();
                let event = event.and_then(|slug| records.events.get(slug));
                event.map(|it| vec![Some(it.title.clone()), Some(self.date(it.date).text)])
            }
            Route::Issue(slug) => records.issues.get(slug).map(|issue| {
                let status = issue.status.as_str();
                let status = (status != "open").then(|| self.word(&format!("status.{status}")));
                vec![Some(self.word("kind.issue")), status]
            }),
            Route::Participant(slug) => records.participants.get(slug).map(|person| {
                let party = person.party.clone().map(Entity::Party);
                let party = party.map(|party| self.explainer.title(&party).to_owned());
                vec![Some(person.role.clone()), party]
            }),
            Route::Party(slug) => records
                .parties
                .get(slug)
                .map(|party| vec![Some(self.word(&format!("party_kind.{}", party.kind.as_str())))]),
            Route::Event(slug) => records.events.get(slug).map(|event| {
                let strings = &self.renderer.theme.strings;
                let span = event.until.map(|until| strings.span(event.date, until).text());
                let date = span.unwrap_or_else(|| self.date(event.date).text);
                vec![Some(date), event.place.clone()]
            }),
            Route::Source(slug) => records.sources.get(slug).map(|source| {
                vec![Some(source.publisher.clone()), Some(self.date(source.date).text)]
            }),
            _ => None,
        }
        .unwrap_or_default();
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn shown(&self) -> Shown {
        match self.route {
            Route::Issue(slug) => self.division_shown(slug),
            Route::Participant(slug) => self.stands(&Holder::Participant(slug.clone())),
            Route::Party(slug) => self.stands(&Holder::Party(slug.clone())),
            Route::Home | Route::Positions | Route::Section(Section::Issues) => self.leading(),
            _ => Shown::Nothing,
        }
    }

    fn division_shown(&self, issue: &Slug) -> Shown {
        let camps = self.camps(issue);
        if camps.is_empty() { Shown::Nothing } else { Shown::Division(camps) }
    }

    fn camps(&self, issue: &Slug) -> Vec<Camp> {
        let groups = self.explainer.division(issue).map_or(&[][..], |division| &division.groups);
        groups.iter().map(|(stance, holders)| self.camp(stance, holders.len())).collect()
    }

    fn camp(&self, stance: &Slug, count: usize) -> Camp {
        let stance = self.stance(stance);
        Camp { label: stance.label.clone(), tone: stance.tone, count }
    }

    /// Returns the stances on the first issues on which anybody has a position.
    fn leading(&self) -> Shown {
        let issues = self.explainer.issue_order().iter();
        let divided = issues.filter_map(|slug| Some((slug, self.explainer.division(slug)?)));
        let leading: Vec<_> = divided.take(ISSUES).collect();
        if leading.is_empty() {
            return Shown::Nothing;
        }
        let taken = |stance: &Slug| {
            leading.iter().any(|(_, it)| it.groups.iter().any(|(other, _)| other == stance))
        };
        let stances = self.explainer.site().stances.iter().map(|stance| &stance.id);
        let legend = stances.filter(|it| taken(it)).map(|it| self.camp(it, 0)).collect();
        let title = |slug: &Slug| self.explainer.title(&Entity::Issue(slug.clone())).to_owned();
        let issues = leading.iter().map(|(slug, _)| (title(slug), self.camps(slug)));
        Shown::Issues(issues.collect(), legend)
    }

    /// Returns a holder's current stances. Those that do not fit on the card are counted.
    fn stands(&self, holder: &Holder) -> Shown {
        let positions: Vec<_> = self.explainer.stands(holder).collect();
        if positions.is_empty() {
            return Shown::Nothing;
        }
        let fit = if positions.len() > STANDS { STANDS - 1 } else { positions.len() };
        let stand = |position: &&Position| {
            let stance = self.stance(&position.stance);
            let issue = self.explainer.title(&Entity::Issue(position.issue.clone())).to_owned();
            Stand { issue, label: stance.label.clone(), tone: stance.tone }
        };
        let more = positions.len() - fit;
        let more = (more > 0).then(|| self.counted("picture.more", more, &[]));
        Shown::Stands(positions.iter().take(fit).map(stand).collect(), more)
    }

    /// Returns the content of the card, in words.
    fn alt(&self) -> String {
        let (title, text) = self.title_and_text();
        let mut words = format!("{title}. {text}").trim_end().to_owned();
        if !words.ends_with(['.', '?', '!', '…']) {
            words.push('.');
        }
        let shown = match self.shown() {
            Shown::Nothing => String::new(),
            Shown::Division(camps) => {
                let total = camps.iter().map(|camp| camp.count).sum();
                let counts = [("stances", counts(&camps))];
                self.counted("picture.division", total, &counts)
            }
            Shown::Stands(stands, more) => {
                let stands = stands.iter().map(|it| format!("{}: {}", it.issue, it.label));
                let stands: Vec<_> = stands.chain(more).collect();
                self.counted("picture.stances", 0, &[("stances", stands.join("; "))])
            }
            Shown::Issues(issues, _) => {
                let each =
                    issues.iter().map(|(title, camps)| format!("{title}: {}", counts(camps)));
                let each = each.collect::<Vec<_>>().join("; ");
                self.counted("picture.stances", 0, &[("stances", each)])
            }
        };
        let said = [("words", words), ("shown", shown)];
        self.counted("picture.alt", 0, &said).trim_end().to_owned()
    }

    /// Returns a word of the theme with a number and other values filled in.
    fn counted(&self, key: &str, n: usize, values: &[(&str, String)]) -> String {
        let number = n.to_string();
        let values = values.iter().map(|(name, value)| (*name, value.as_str()));
        let values: Vec<_> = [("n", number.as_str())].into_iter().chain(values).collect();
        let text = self.renderer.theme.strings.get(key, i64::try_from(n).ok(), among(&values));
        text.unwrap_or_else(|| key.to_owned())
    }
}

/// Returns the number of holders by stance: `For 3, Against 1`.
fn counts(camps: &[Camp]) -> String {
    let each = camps.iter().map(|camp| format!("{} {}", camp.label, camp.count));
    each.collect::<Vec<_>>().join(", ")
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
}
