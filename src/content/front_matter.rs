//! The types of front matter: everything that an author may write, before references are resolved.
//!
//! These types are the only definition of the keys: valid files are read directly into them, and the reports on invalid ones come from
//! them too. The schemas for editors are also derived from them, so an editor shows the doc comment of a field as its description.
//! `x-standpoint` marks values that can be completed (`schema.rs`).
//!
//! Every value is a [`Field`] or a [`List`], so that a file with a mistake in one of them still has all others.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::field::{Field, List, Text, optional_text};
use super::values::{Cite, Day, Passages, SLUG};
use crate::explainer::{
    Attendance, Basis, ContactKind, IssueStatus, PartyKind, RawHtml, Tone, UpdateKind,
};

/// The pattern of a host name in schemas.
const DOMAIN: &str =
    r"^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$";

/// The pattern of a web address in schemas.
const WEB: &str = r"^https?://\S+$";

/// The keys that any file may have.
#[derive(Debug, Default)]
pub(super) struct Common {
    pub(super) summary: Option<Field<Text>>,
    pub(super) aliases: List<String>,
    pub(super) draft: Field<bool>,
    pub(super) updated: Option<Field<Day>>,
    pub(super) updates: List<UpdateFront>,
}

impl Common {
    /// Returns `true` if the file is known to be a draft.
    pub(super) fn is_draft(&self) -> bool {
        self.draft.copied().unwrap_or_default()
    }
}

/// Front matter of a Markdown file.
pub(super) trait FrontMatter: DeserializeOwned + Send {
    /// Takes the values of the keys that any file may have.
    fn take_common(&mut self) -> Common;
}

/// Declares front matter with the common keys added. (Serde's `flatten` would do it, but does not work with `deny_unknown_fields`.)
macro_rules! front_matter {
    ($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $($(#[$attribute])* pub(super) $field: $type,)*
            /// One plain sentence on it, for lists and for what others show of a link.
            #[serde(default, deserialize_with = "optional_text")]
            summary: Option<Field<Text>>,
            /// Old addresses that redirect here, from the site's root and with slashes at both ends: `/people/macron/`.
            #[serde(default)]
            aliases: List<String>,
            /// Whether the file is left out of the site until it is finished.
            #[serde(default)]
            draft: Field<bool>,
            /// When the file was last changed in substance.
            updated: Option<Field<Day>>,
            /// Dated updates and corrections, which the page shows.
            #[serde(default)]
            updates: List<UpdateFront>,
        }

        impl FrontMatter for $name {
            fn take_common(&mut self) -> Common {
                Common {
                    summary: self.summary.take(),
                    aliases: std::mem::take(&mut self.aliases),
                    draft: self.draft,
                    updated: self.updated,
                    updates: std::mem::take(&mut self.updates),
                }
            }
        }
    };
}

/// The site's settings: `site.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteFront {
    /// The site's name.
    pub(super) title: Field<Text>,
    /// What the site is about, in one line under its name.
    pub(super) tagline: Field<Text>,
    /// Who publishes the site, for feeds, search engines and citations; the site's title when it is left out.
    #[serde(default, deserialize_with = "optional_text")]
    pub(super) publisher: Option<Field<Text>>,
    /// Where the site is published, in full: `https://example.org/talks/`.
    #[schemars(extend("pattern" = WEB))]
    pub(super) base_url: Field<String>,
    /// The domain of the site's own, as GitHub Pages reads it from the file `CNAME`: `talks.example.org`.
    #[schemars(extend("pattern" = DOMAIN))]
    pub(super) custom_domain: Option<Field<String>>,
    /// The language of the site, as a BCP 47 tag such as `en` or `de`.
    pub(super) language: Field<String>,
    /// The issues that come first, by their slugs.
    #[serde(default)]
    #[schemars(extend("x-standpoint" = "issue"))]
    pub(super) lead_issues: List<String>,
    /// The event that a participant's `attendance` speaks of, by its slug.
    #[schemars(extend("x-standpoint" = "event"))]
    pub(super) main_event: Option<Field<String>>,
    /// Whether readers can search the site.
    #[serde(default = "yes")]
    pub(super) search: Field<bool>,
    /// Whether pages have cards: pictures that stand for them where they are linked to.
    #[serde(default = "yes")]
    pub(super) cards: Field<bool>,
    /// Whether what was visited can be read without a network.
    #[serde(default = "yes")]
    pub(super) offline: Field<bool>,
    /// What becomes of raw HTML in texts; `sanitized` when it is left out.
    #[serde(default)]
    pub(super) raw_html: Field<RawHtml>,
    /// Kinds of linked files that are published as they are, beside those that always are: extensions such as `dwg`. Also those that
    /// browsers run, such as `html`, and `svg` for drawings as they are written.
    #[serde(default)]
    pub(super) files: List<String>,
    /// The stances that this explainer tells apart, in the order in which they are shown everywhere.
    pub(super) stances: List<StanceFront>,
}

fn yes() -> Field<bool> {
    Field::new(true)
}

/// A stance that this explainer tells apart.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StanceFront {
    /// The word for it in a position's `stance`.
    #[schemars(extend("pattern" = SLUG))]
    pub(super) id: Field<String>,
    /// Its name for readers.
    pub(super) label: Field<Text>,
    /// What it amounts to, for color and shape.
    pub(super) tone: Field<Tone>,
}

front_matter! {
    /// The front page: `index.md`. The body is the story in brief.
    HomeFront {
        /// A title other than the site's.
        #[serde(default, deserialize_with = "optional_text")]
        title: Option<Field<Text>>,
    }
}

front_matter! {
    /// A person, or someone known by their office: `participants/<slug>.md`.
    ParticipantFront {
        /// The name as the explainer writes it.
        name: Field<Text>,
        /// The name in its own script; it needs `native_lang`.
        #[serde(default, deserialize_with = "optional_text")]
        native_name: Option<Field<Text>>,
        /// The language of `native_name`, as a BCP 47 tag such as `uk`.
        native_lang: Option<Field<String>>,
        /// Their office or part in the talks.
        role: Field<Text>,
        /// The party for which they speak, by its slug.
        #[schemars(extend("x-standpoint" = "party"))]
        party: Option<Field<String>>,
        /// How they took part in the main event; nothing is claimed when it is left out.
        attendance: Option<Field<Attendance>>,
        /// Why no position is recorded, in one sentence, in place of `positions`.
        #[serde(default, deserialize_with = "optional_text")]
        no_position: Option<Field<Text>>,
        /// Where they stand, issue by issue.
        #[serde(default)]
        positions: List<PositionFront>,
        /// Whom they met or spoke to.
        #[serde(default)]
        contacts: List<ContactFront>,
    }
}

front_matter! {
    /// A country, an organisation or a coalition: `parties/<slug>.md`.
    PartyFront {
        /// The name as the explainer writes it.
        name: Field<Text>,
        /// The name in its own script; it needs `native_lang`.
        #[serde(default, deserialize_with = "optional_text")]
        native_name: Option<Field<Text>>,
        /// The language of `native_name`, as a BCP 47 tag such as `uk`.
        native_lang: Option<Field<String>>,
        /// What it is.
        kind: Field<PartyKind>,
        /// The parties that belong to it, by their slugs.
        #[serde(default)]
        #[schemars(extend("x-standpoint" = "party"))]
        members: List<String>,
        /// Where it stands, issue by issue.
        #[serde(default)]
        positions: List<PositionFront>,
    }
}

front_matter! {
    /// Something that is negotiated: `issues/<slug>.md`.
    IssueFront {
        /// Its name.
        title: Field<Text>,
        /// What is at issue, as one question.
        question: Field<Text>,
        /// Where it stands.
        status: Field<IssueStatus>,
        /// What has been put forward on it.
        #[serde(default)]
        proposals: List<ProposalFront>,
        /// What is not known.
        #[serde(default)]
        open_questions: List<OpenQuestionFront>,
    }
}

front_matter! {
    /// Something that happened or is announced: `events/<slug>.md`.
    EventFront {
        /// Its name.
        title: Field<Text>,
        /// When it was, or when it began.
        date: Field<Day>,
        /// When it ended, where it lasted.
        until: Option<Field<Day>>,
        /// Where it was.
        #[serde(default, deserialize_with = "optional_text")]
        place: Option<Field<Text>>,
        /// Who took part, by their slugs.
        #[serde(default)]
        #[schemars(extend("x-standpoint" = "participant"))]
        participants: List<String>,
        /// The issues that it was about, by their slugs.
        #[serde(default)]
        #[schemars(extend("x-standpoint" = "issue"))]
        issues: List<String>,
        /// The passages that report it.
        cite: Field<Cite>,
    }
}

front_matter! {
    /// A text that claims rest on: `sources/<slug>.md`.
    SourceFront {
        /// Its title.
        title: Field<Text>,
        /// Who published it.
        publisher: Field<Text>,
        /// Who wrote it.
        #[serde(default, deserialize_with = "optional_text")]
        author: Option<Field<Text>>,
        /// When it was published.
        date: Field<Day>,
        /// Where it can be read.
        #[schemars(extend("pattern" = WEB))]
        url: Option<Field<String>>,
        /// When it was last read there.
        accessed: Option<Field<Day>>,
        /// Its passages: ids such as `p1`, each with a label in the editors' own words.
        #[serde(default)]
        passages: Field<Passages>,
    }
}

front_matter! {
    /// A word that the explainer explains: `glossary/<slug>.md`. The body is the definition.
    TermFront {
        /// The word.
        title: Field<Text>,
        /// Other spellings.
        #[serde(default)]
        also: List<Text>,
    }
}

front_matter! {
    /// Any other page: `pages/<slug>.md`.
    PageFront {
        /// Its title.
        title: Field<Text>,
    }
}

/// Who stands where on one issue, and on whose word.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PositionFront {
    /// The issue, by its slug.
    #[schemars(extend("x-standpoint" = "issue"))]
    pub(super) issue: Field<String>,
    /// The one of the issue's proposals that it speaks of, by its id.
    #[schemars(extend("x-standpoint" = "proposal"))]
    pub(super) proposal: Option<Field<String>>,
    /// The stance, by its id in `site.yaml`.
    #[schemars(extend("x-standpoint" = "stance"))]
    pub(super) stance: Field<String>,
    /// What they want, in one or two sentences of the editors' own.
    pub(super) summary: Field<Text>,
    /// Words that the cited passage quotes, verbatim.
    #[serde(default, deserialize_with = "optional_text")]
    pub(super) quote: Option<Field<Text>>,
    /// The participant who said the quote, by their slug, where it is not the holder of the position.
    #[schemars(extend("x-standpoint" = "participant"))]
    pub(super) quote_by: Option<Field<String>>,
    /// On whose word it is recorded; `reported` when it is left out.
    #[serde(default = "reported")]
    pub(super) basis: Field<Basis>,
    /// Why it was inferred, which an inferred position must say.
    #[serde(default, deserialize_with = "optional_text")]
    pub(super) reason: Option<Field<Text>>,
    /// Since when, or as of when; the latest position on an issue is the current one.
    pub(super) as_of: Option<Field<Day>>,
    /// The passages it rests on.
    // Required, but it defaults to empty when it is read, so that the error for a missing citation can be specific.
    #[serde(default)]
    #[schemars(extend("x-required" = true))]
    pub(super) cite: Field<Cite>,
}

fn reported() -> Field<Basis> {
    Field::new(Basis::Reported)
}

/// That two people met or spoke.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactFront {
    /// The other one, by their slug.
    #[schemars(extend("x-standpoint" = "participant"))]
    pub(super) with: Field<String>,
    /// How they were in contact.
    pub(super) kind: Field<ContactKind>,
    /// On what occasion: an event, by its slug.
    #[schemars(extend("x-standpoint" = "event"))]
    pub(super) event: Option<Field<String>>,
    /// The passages that report it.
    pub(super) cite: Field<Cite>,
}

/// Something put forward on an issue.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProposalFront {
    /// The word for it in a position's `proposal`.
    #[schemars(extend("pattern" = SLUG))]
    pub(super) id: Field<String>,
    /// Its name for readers.
    pub(super) label: Field<Text>,
}

/// Something that is not known.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenQuestionFront {
    /// The question.
    pub(super) question: Field<Text>,
    /// The passages that show that it is open.
    pub(super) cite: Field<Cite>,
}

/// A dated note on a page: what was added, or what was wrong.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateFront {
    /// The day of it.
    pub(super) date: Field<Day>,
    /// Whether something was added or something was wrong.
    pub(super) kind: Field<UpdateKind>,
    /// What was added or put right, in one or two sentences.
    pub(super) note: Field<Text>,
}

/// Returns the keys that a type of front matter requires. `name` is the type's name, with which serde asks for a value of it.
pub(super) fn required_keys(name: &str) -> &'static [String] {
    static KEYS: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
        let mut generator = SchemaSettings::default().into_generator();
        generator.subschema_for::<SiteFront>();
        generator.subschema_for::<HomeFront>();
        generator.subschema_for::<ParticipantFront>();
        generator.subschema_for::<PartyFront>();
        generator.subschema_for::<IssueFront>();
        generator.subschema_for::<EventFront>();
        generator.subschema_for::<SourceFront>();
        generator.subschema_for::<TermFront>();
        generator.subschema_for::<PageFront>();
        let keys = |schema: &Value| {
            let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
            required.filter_map(|key| Some(key.as_str()?.to_owned())).collect()
        };
        let schemas = generator.definitions().iter();
        schemas.map(|(name, schema)| (name.clone(), keys(schema))).collect()
    });
    KEYS.get(name).map_or(&[], Vec::as_slice)
}
