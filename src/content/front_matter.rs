//! The types of front matter: everything that an author may write, before references are resolved.
//!
//! These types are the only definition of the keys: valid files are read directly into them, and the reports on invalid ones come from
//! them too. The schemas for editors are also derived from them, so an editor shows the doc comment of a field as its description.
//! `x-standpoint` marks values that can be completed (`schema.rs`).

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::diagnostic::without_end;
use crate::explainer::{
    Attendance, Basis, ContactKind, Date, IssueStatus, PartyKind, RawHtml, Tone, UpdateKind,
};

/// The name of [`Date`] in deserialization errors. By it, a wrong date is recognized as a kind of problem of its own.
pub(super) const A_DATE: &str = "a date such as 2025-04-17, 2025-04 or 2025";

/// The pattern of a slug in schemas. [`Slug`](crate::explainer::Slug) decides which slugs are valid.
const SLUG: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// The pattern of a host name in schemas.
const DOMAIN: &str =
    r"^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$";

/// The pattern of a web address in schemas.
const WEB: &str = r"^https?://\S+$";

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
pub(super) trait FrontMatter: Named + de::DeserializeOwned + Send {
    /// Takes the values of the keys that any file may have.
    fn take_common(&mut self) -> Common;
}

/// The data with which other files refer to a file.
pub(super) trait Named {
    /// Returns the names by which a wiki-link finds it.
    fn names(&self) -> Vec<&str>;

    /// Returns the ids that can be named within it: an issue's proposals, a source's passages.
    fn parts(&self) -> Vec<&str> {
        self.labels().into_iter().map(|(id, _)| id).collect()
    }

    /// Returns the same ids, each with its label.
    fn labels(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    /// Returns more about it in one line. Empty if there is no more than its name.
    fn detail(&self) -> String {
        String::new()
    }

    /// Returns the last day on which a source can have stated its content. `None` for anything else.
    fn last_day(&self) -> Option<Date> {
        None
    }

    /// Returns its positions. Empty for files that cannot have any.
    fn positions(&self) -> &[PositionFront] {
        &[]
    }
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
            summary: Option<String>,
            /// Old addresses that redirect here, from the site's root and with slashes at both ends: `/people/macron/`.
            #[serde(default)]
            aliases: Vec<String>,
            /// Whether the file is left out of the site until it is finished.
            #[serde(default)]
            draft: bool,
            /// When the file was last changed in substance.
            updated: Option<Day>,
            /// Dated updates and corrections, which the page shows.
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

/// The site's settings: `site.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteFront {
    /// The site's name.
    #[serde(deserialize_with = "text")]
    pub(super) title: String,
    /// What the site is about, in one line under its name.
    #[serde(deserialize_with = "text")]
    pub(super) tagline: String,
    /// Who publishes the site, for feeds, search engines and citations; the site's title when it is left out.
    #[serde(default, deserialize_with = "optional_text")]
    pub(super) publisher: Option<String>,
    /// Where the site is published, in full: `https://example.org/talks/`.
    #[schemars(extend("pattern" = WEB))]
    pub(super) base_url: String,
    /// The domain of the site's own, as GitHub Pages reads it from the file `CNAME`: `talks.example.org`.
    #[schemars(extend("pattern" = DOMAIN))]
    pub(super) custom_domain: Option<String>,
    /// The language of the site, as a BCP 47 tag such as `en` or `de`.
    pub(super) language: String,
    /// The issues that come first, by their slugs.
    #[serde(default)]
    #[schemars(extend("x-standpoint" = "issue"))]
    pub(super) lead_issues: Vec<String>,
    /// The event that a participant's `attendance` speaks of, by its slug.
    #[schemars(extend("x-standpoint" = "event"))]
    pub(super) main_event: Option<String>,
    /// Whether readers can search the site.
    #[serde(default = "yes")]
    pub(super) search: bool,
    /// Whether pages have cards: pictures that stand for them where they are linked to.
    #[serde(default = "yes")]
    pub(super) cards: bool,
    /// Whether what was visited can be read without a network.
    #[serde(default = "yes")]
    pub(super) offline: bool,
    /// What becomes of raw HTML in texts; `sanitized` when it is left out.
    #[serde(default)]
    pub(super) raw_html: RawHtml,
    /// Kinds of linked files that are published as they are, beside those that always are: extensions such as `dwg`. Also those that
    /// browsers run, such as `html`, and `svg` for drawings as they are written.
    #[serde(default)]
    pub(super) files: Vec<String>,
    /// The stances that this explainer tells apart, in the order in which they are shown everywhere.
    pub(super) stances: Vec<StanceFront>,
}

fn yes() -> bool {
    true
}

/// The newtype name with which texts for readers are requested. By it, `yaml::recover` records which values are such texts.
pub(super) const TEXT: &str = "standpoint text";

/// The newtype name for a text that may be missing.
pub(super) const OPTIONAL_TEXT: &str = "standpoint optional text";

/// Reads a text for readers. The line break at the end of a block after `>` or `|` is removed, and `null` or `~` is an empty string.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = deserializer.deserialize_newtype_struct(TEXT, TextVisitor)?;
    Ok(text.unwrap_or_default())
}

/// Reads a text for readers that may be missing.
fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_newtype_struct(OPTIONAL_TEXT, TextVisitor)
}

/// Reads a list of texts for readers.
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let texts = Vec::<Text>::deserialize(deserializer)?;
    Ok(texts.into_iter().map(|text| text.0).collect())
}

/// A text for readers, in a list or a mapping.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer).map(Self)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(without_end))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// A stance that this explainer tells apart.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StanceFront {
    /// The word for it in a position's `stance`.
    #[schemars(extend("pattern" = SLUG))]
    pub(super) id: String,
    /// Its name for readers.
    #[serde(deserialize_with = "text")]
    pub(super) label: String,
    /// What it amounts to, for color and shape.
    pub(super) tone: Tone,
}

front_matter! {
    /// The front page: `index.md`. The body is the story in brief.
    HomeFront {
        /// A title other than the site's.
        #[serde(default, deserialize_with = "optional_text")]
        title: Option<String>,
    }
}

front_matter! {
    /// A person, or someone known by their office: `participants/<slug>.md`.
    ParticipantFront {
        /// The name as the explainer writes it.
        #[serde(deserialize_with = "text")]
        name: String,
        /// The name in its own script; it needs `native_lang`.
        #[serde(default, deserialize_with = "optional_text")]
        native_name: Option<String>,
        /// The language of `native_name`, as a BCP 47 tag such as `uk`.
        native_lang: Option<String>,
        /// Their office or part in the talks.
        #[serde(deserialize_with = "text")]
        role: String,
        /// The party for which they speak, by its slug.
        #[schemars(extend("x-standpoint" = "party"))]
        party: Option<String>,
        /// How they took part in the main event; nothing is claimed when it is left out.
        attendance: Option<Attendance>,
        /// Why no position is recorded, in one sentence, in place of `positions`.
        #[serde(default, deserialize_with = "optional_text")]
        no_position: Option<String>,
        /// Where they stand, issue by issue.
        #[serde(default)]
        positions: Vec<PositionFront>,
        /// Whom they met or spoke to.
        #[serde(default)]
        contacts: Vec<ContactFront>,
    }
}

front_matter! {
    /// A country, an organisation or a coalition: `parties/<slug>.md`.
    PartyFront {
        /// The name as the explainer writes it.
        #[serde(deserialize_with = "text")]
        name: String,
        /// The name in its own script; it needs `native_lang`.
        #[serde(default, deserialize_with = "optional_text")]
        native_name: Option<String>,
        /// The language of `native_name`, as a BCP 47 tag such as `uk`.
        native_lang: Option<String>,
        /// What it is.
        kind: PartyKind,
        /// The parties that belong to it, by their slugs.
        #[serde(default)]
        #[schemars(extend("x-standpoint" = "party"))]
        members: Vec<String>,
        /// Where it stands, issue by issue.
        #[serde(default)]
        positions: Vec<PositionFront>,
    }
}

front_matter! {
    /// Something that is negotiated: `issues/<slug>.md`.
    IssueFront {
        /// Its name.
        #[serde(deserialize_with = "text")]
        title: String,
        /// What is at issue, as one question.
        #[serde(deserialize_with = "text")]
        question: String,
        /// Where it stands.
        status: IssueStatus,
        /// What has been put forward on it.
        #[serde(default)]
        proposals: Vec<ProposalFront>,
        /// What is not known.
        #[serde(default)]
        open_questions: Vec<OpenQuestionFront>,
    }
}

front_matter! {
    /// Something that happened or is announced: `events/<slug>.md`.
    EventFront {
        /// Its name.
        #[serde(deserialize_with = "text")]
        title: String,
        /// When it was, or when it began.
        date: Day,
        /// When it ended, where it lasted.
        until: Option<Day>,
        /// Where it was.
        #[serde(default, deserialize_with = "optional_text")]
        place: Option<String>,
        /// Who took part, by their slugs.
        #[serde(default)]
        #[schemars(extend("x-standpoint" = "participant"))]
        participants: Vec<String>,
        /// The issues that it was about, by their slugs.
        #[serde(default)]
        #[schemars(extend("x-standpoint" = "issue"))]
        issues: Vec<String>,
        /// The passages that report it.
        cite: Cite,
    }
}

front_matter! {
    /// A text that claims rest on: `sources/<slug>.md`.
    SourceFront {
        /// Its title.
        #[serde(deserialize_with = "text")]
        title: String,
        /// Who published it.
        #[serde(deserialize_with = "text")]
        publisher: String,
        /// Who wrote it.
        #[serde(default, deserialize_with = "optional_text")]
        author: Option<String>,
        /// When it was published.
        date: Day,
        /// Where it can be read.
        #[schemars(extend("pattern" = WEB))]
        url: Option<String>,
        /// When it was last read there.
        accessed: Option<Day>,
        /// Its passages: ids such as `p1`, each with a label in the editors' own words.
        #[serde(default)]
        passages: Passages,
    }
}

front_matter! {
    /// A word that the explainer explains: `glossary/<slug>.md`. The body is the definition.
    TermFront {
        /// The word.
        #[serde(deserialize_with = "text")]
        title: String,
        /// Other spellings.
        #[serde(default, deserialize_with = "texts")]
        also: Vec<String>,
    }
}

front_matter! {
    /// Any other page: `pages/<slug>.md`.
    PageFront {
        /// Its title.
        #[serde(deserialize_with = "text")]
        title: String,
    }
}

impl Named for HomeFront {
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
}

impl Named for ParticipantFront {
    fn names(&self) -> Vec<&str> {
        [&self.name].into_iter().chain(&self.native_name).map(String::as_str).collect()
    }

    fn detail(&self) -> String {
        self.role.clone()
    }

    fn positions(&self) -> &[PositionFront] {
        &self.positions
    }
}

impl Named for PartyFront {
    fn names(&self) -> Vec<&str> {
        [&self.name].into_iter().chain(&self.native_name).map(String::as_str).collect()
    }

    fn detail(&self) -> String {
        self.kind.as_str().to_owned()
    }

    fn positions(&self) -> &[PositionFront] {
        &self.positions
    }
}

impl Named for IssueFront {
    fn names(&self) -> Vec<&str> {
        vec![&self.title]
    }

    fn labels(&self) -> Vec<(&str, &str)> {
        self.proposals.iter().map(|it| (it.id.as_str(), it.label.as_str())).collect()
    }

    fn detail(&self) -> String {
        self.question.clone()
    }
}

impl Named for EventFront {
    fn names(&self) -> Vec<&str> {
        vec![&self.title]
    }

    fn detail(&self) -> String {
        let date = self.date.0.to_string();
        std::iter::once(&date).chain(&self.place).cloned().collect::<Vec<_>>().join(", ")
    }
}

impl Named for SourceFront {
    fn names(&self) -> Vec<&str> {
        vec![&self.title]
    }

    fn labels(&self) -> Vec<(&str, &str)> {
        self.passages.0.iter().map(|(id, label)| (id.as_str(), label.as_str())).collect()
    }

    fn last_day(&self) -> Option<Date> {
        let read = self.accessed.map(|day| day.0.latest());
        Some(self.date.0.latest()).max(read)
    }

    fn detail(&self) -> String {
        format!("{}, {}", self.publisher, self.date.0)
    }
}

impl Named for TermFront {
    fn names(&self) -> Vec<&str> {
        [&self.title].into_iter().chain(&self.also).map(String::as_str).collect()
    }
}

impl Named for PageFront {
    fn names(&self) -> Vec<&str> {
        vec![&self.title]
    }
}

/// Who stands where on one issue, and on whose word.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = cite_required)]
pub(super) struct PositionFront {
    /// The issue, by its slug.
    #[schemars(extend("x-standpoint" = "issue"))]
    pub(super) issue: String,
    /// The one of the issue's proposals that it speaks of, by its id.
    #[schemars(extend("x-standpoint" = "proposal"))]
    pub(super) proposal: Option<String>,
    /// The stance, by its id in `site.yaml`.
    #[schemars(extend("x-standpoint" = "stance"))]
    pub(super) stance: String,
    /// What they want, in one or two sentences of the editors' own.
    #[serde(deserialize_with = "text")]
    pub(super) summary: String,
    /// Words that the cited passage quotes, verbatim.
    #[serde(default, deserialize_with = "optional_text")]
    pub(super) quote: Option<String>,
    /// The participant who said the quote, by their slug, where it is not the holder of the position.
    #[schemars(extend("x-standpoint" = "participant"))]
    pub(super) quote_by: Option<String>,
    /// On whose word it is recorded; `reported` when it is left out.
    #[serde(default = "reported")]
    pub(super) basis: Basis,
    /// Why it was inferred, which an inferred position must say.
    #[serde(default, deserialize_with = "optional_text")]
    pub(super) reason: Option<String>,
    /// Since when, or as of when; the latest position on an issue is the current one.
    pub(super) as_of: Option<Day>,
    /// The passages it rests on.
    #[serde(default)]
    pub(super) cite: Cite,
}

/// Marks `cite` as required in the schema. It defaults to empty when read, so that the error for a missing citation can be specific.
fn cite_required(schema: &mut Schema) {
    if let Some(required) = schema.get_mut("required").and_then(serde_json::Value::as_array_mut) {
        required.push("cite".into());
    }
}

fn reported() -> Basis {
    Basis::Reported
}

/// That two people met or spoke.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactFront {
    /// The other one, by their slug.
    #[schemars(extend("x-standpoint" = "participant"))]
    pub(super) with: String,
    /// How they were in contact.
    pub(super) kind: ContactKind,
    /// On what occasion: an event, by its slug.
    #[schemars(extend("x-standpoint" = "event"))]
    pub(super) event: Option<String>,
    /// The passages that report it.
    pub(super) cite: Cite,
}

/// Something put forward on an issue.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProposalFront {
    /// The word for it in a position's `proposal`.
    #[schemars(extend("pattern" = SLUG))]
    pub(super) id: String,
    /// Its name for readers.
    #[serde(deserialize_with = "text")]
    pub(super) label: String,
}

/// Something that is not known.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenQuestionFront {
    /// The question.
    #[serde(deserialize_with = "text")]
    pub(super) question: String,
    /// The passages that show that it is open.
    pub(super) cite: Cite,
}

/// A dated note on a page: what was added, or what was wrong.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateFront {
    /// The day of it.
    pub(super) date: Day,
    /// Whether something was added or something was wrong.
    pub(super) kind: UpdateKind,
    /// What was added or put right, in one or two sentences.
    #[serde(deserialize_with = "text")]
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

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "integer"],
            "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
            "minimum": 1000,
            "maximum": 9999,
            "examples": ["2025-04-17", "2025-04", "2025"],
        })
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

impl JsonSchema for Cite {
    fn schema_name() -> Cow<'static, str> {
        "citations".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = json_schema!({
            "type": "string",
            "pattern": "^[a-z0-9-]+#[a-z0-9-]+$",
            "x-standpoint": "citation",
        });
        json_schema!({
            "anyOf": [one, { "type": "array", "minItems": 1, "items": one }],
        })
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
                while let Some((id, Text(label))) = entries.next_entry()? {
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

impl JsonSchema for Passages {
    fn schema_name() -> Cow<'static, str> {
        "passages".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["object", "null"],
            "propertyNames": { "pattern": SLUG },
            "additionalProperties": { "type": "string" },
        })
    }
}
