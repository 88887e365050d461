//! The shapes of front matter: what an author may write, before anything is looked up.
//!
//! These types are the only definition of the keys: good files are read straight into them, and the reports on bad ones come
//! from them too.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::explainer::{
    Attendance, Basis, ContactKind, Date, IssueStatus, PartyKind, Tone, UpdateKind,
};

/// What [`Date`]s are asked for as; a value that is none becomes its own kind of problem.
pub(super) const A_DATE: &str = "a date such as 2025-04-17, 2025-04 or 2025";

/// The keys that any file may have.
#[derive(Debug, Default)]
pub(super) struct Common {
    pub(super) summary: Option<String>,
    pub(super) aliases: Vec<String>,
    pub(super) draft: bool,
    pub(super) updated: Option<Date>,
    pub(super) updates: Vec<UpdateFront>,
}

/// Front matter of a Markdown file.
pub(super) trait FrontMatter: de::DeserializeOwned + Send {
    /// Takes out the keys that any file may have.
    fn take_common(&mut self) -> Common;
}

/// Declares front matter with the common keys added. (Serde's `flatten` would do it, but cannot be had together with unknown keys as errors.)
macro_rules! front_matter {
    ($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $($(#[$attribute])* pub(super) $field: $type,)*
            summary: Option<String>,
            #[serde(default)]
            aliases: Vec<String>,
            #[serde(default)]
            draft: bool,
            updated: Option<Day>,
            #[serde(default)]
            updates: Vec<UpdateFront>,
        }

        impl FrontMatter for $name {
            fn take_common(&mut self) -> Common {
                Common {
                    summary: self.summary.take(),
                    aliases: std::mem::take(&mut self.aliases),
                    draft: self.draft,
                    updated: self.updated.map(|day| day.0),
                    updates: std::mem::take(&mut self.updates),
                }
            }
        }
    };
}

/// `site.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteFront {
    pub(super) title: String,
    pub(super) tagline: String,
    pub(super) base_url: String,
    pub(super) language: String,
    #[serde(default)]
    pub(super) lead_issues: Vec<String>,
    pub(super) main_event: Option<String>,
    #[serde(default = "yes")]
    pub(super) search: bool,
    #[serde(default = "yes")]
    pub(super) cards: bool,
    #[serde(default = "yes")]
    pub(super) offline: bool,
    pub(super) stances: Vec<StanceFront>,
}

fn yes() -> bool {
    true
}

/// An entry of `stances`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StanceFront {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) tone: Tone,
}

front_matter! {
    /// `index.md`.
    HomeFront { title: Option<String>, }
}

front_matter! {
    /// `participants/<slug>.md`.
    ParticipantFront {
        name: String,
        native_name: Option<String>,
        native_lang: Option<String>,
        role: String,
        party: Option<String>,
        attendance: Option<Attendance>,
        no_position: Option<String>,
        #[serde(default)]
        positions: Vec<PositionFront>,
        #[serde(default)]
        contacts: Vec<ContactFront>,
    }
}

front_matter! {
    /// `parties/<slug>.md`.
    PartyFront {
        name: String,
        native_name: Option<String>,
        native_lang: Option<String>,
        kind: PartyKind,
        #[serde(default)]
        members: Vec<String>,
        #[serde(default)]
        positions: Vec<PositionFront>,
    }
}

front_matter! {
    /// `issues/<slug>.md`.
    IssueFront {
        title: String,
        question: String,
        status: IssueStatus,
        #[serde(default)]
        proposals: Vec<ProposalFront>,
        #[serde(default)]
        open_questions: Vec<OpenQuestionFront>,
    }
}

front_matter! {
    /// `events/<slug>.md`.
    EventFront {
        title: String,
        date: Day,
        until: Option<Day>,
        place: Option<String>,
        #[serde(default)]
        participants: Vec<String>,
        #[serde(default)]
        issues: Vec<String>,
        cite: Cite,
    }
}

front_matter! {
    /// `sources/<slug>.md`.
    SourceFront {
        title: String,
        publisher: String,
        author: Option<String>,
        date: Day,
        url: Option<String>,
        accessed: Option<Day>,
        #[serde(default)]
        passages: Passages,
    }
}

front_matter! {
    /// `glossary/<slug>.md`.
    TermFront {
        title: String,
        #[serde(default)]
        also: Vec<String>,
    }
}

front_matter! {
    /// `pages/<slug>.md`.
    PageFront { title: String, }
}

/// An entry of `positions`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PositionFront {
    pub(super) issue: String,
    pub(super) proposal: Option<String>,
    pub(super) stance: String,
    pub(super) summary: String,
    pub(super) quote: Option<String>,
    pub(super) quote_by: Option<String>,
    #[serde(default = "reported")]
    pub(super) basis: Basis,
    pub(super) reason: Option<String>,
    pub(super) as_of: Option<Day>,
    #[serde(default)]
    pub(super) cite: Cite,
}

fn reported() -> Basis {
    Basis::Reported
}

/// An entry of `contacts`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactFront {
    pub(super) with: String,
    pub(super) kind: ContactKind,
    pub(super) event: Option<String>,
    pub(super) cite: Cite,
}

/// An entry of `proposals`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProposalFront {
    pub(super) id: String,
    pub(super) label: String,
}

/// An entry of `open_questions`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenQuestionFront {
    pub(super) question: String,
    pub(super) cite: Cite,
}

/// An entry of `updates`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateFront {
    pub(super) date: Day,
    pub(super) kind: UpdateKind,
    pub(super) note: String,
}

/// A date as it is written: text, or a bare year, which YAML takes for a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day(pub(super) Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DayVisitor;

        impl Visitor<'_> for DayVisitor {
            type Value = Day;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(A_DATE)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
                Date::parse(text)
                    .map(Day)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }

            fn visit_u64<E: de::Error>(self, year: u64) -> Result<Day, E> {
                self.visit_str(&year.to_string())
            }
        }

        deserializer.deserialize_any(DayVisitor)
    }
}

/// One citation or a list of them, as written.
#[derive(Debug, Default)]
pub(super) struct Cite(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for Cite {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CiteVisitor;

        impl<'de> Visitor<'de> for CiteVisitor {
            type Value = Cite;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a citation such as ap-2025-04-17#p6, or a list of them")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Cite, E> {
                Ok(Cite(vec![text.to_owned()]))
            }

            fn visit_unit<E: de::Error>(self) -> Result<Cite, E> {
                Ok(Cite::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Cite, A::Error> {
                let mut cite = Vec::new();
                while let Some(item) = items.next_element()? {
                    cite.push(item);
                }
                Ok(Cite(cite))
            }
        }

        deserializer.deserialize_any(CiteVisitor)
    }
}

/// `passages`: ids and labels, in the order written.
#[derive(Debug, Default)]
pub(super) struct Passages(pub(super) Vec<(String, String)>);

impl<'de> Deserialize<'de> for Passages {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PassagesVisitor;

        impl<'de> Visitor<'de> for PassagesVisitor {
            type Value = Passages;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a mapping of passage ids to labels")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Passages, E> {
                Ok(Passages::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Passages, A::Error> {
                let mut passages: Vec<(String, String)> = Vec::new();
                while let Some((id, label)) = entries.next_entry()? {
                    if passages.iter().any(|(known, _)| *known == id) {
                        return Err(de::Error::custom(format!("the passage `{id}` stands twice")));
                    }
                    passages.push((id, label));
                }
                Ok(Passages(passages))
            }
        }

        deserializer.deserialize_any(PassagesVisitor)
    }
}
