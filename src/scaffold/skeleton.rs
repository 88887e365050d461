//! The initial text of a new file: the known values, and comments that say what to write.
//!
//! It contains no filler that readers could see. If a text that readers need is missing, the file is a draft.

use serde_yaml::{Mapping, Value};

use super::kind::Need;
use crate::content::Survey;
use crate::explainer::{Date, Kind, Slug};

/// The placeholder for a text that is still to be written. Only drafts contain it.
const TO_WRITE: &str = "…";

/// Maximum number of names in a comment.
const LISTED: usize = 12;

/// A new file, before it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Skeleton<'a> {
    pub(super) kind: Kind,
    /// The name or title that readers see.
    pub(super) name: &'a str,
    /// Front matter values by key.
    pub(super) values: &'a [(String, String)],
    /// The existing content, for names in comments.
    pub(super) survey: &'a Survey,
}

impl Skeleton<'_> {
    /// Returns the value given for a key. `None` if it is missing or empty.
    fn given(&self, key: &str) -> Option<&str> {
        let value = self.values.iter().find(|(known, _)| known == key)?.1.as_str();
        (!value.trim().is_empty()).then_some(value)
    }

    /// Returns the whole text of the file. `None` if a value cannot be written as YAML.
    pub(super) fn text(&self) -> Option<String> {
        let mut lines = line(self.kind.name_key(), self.name)?;
        for field in self.kind.fields() {
            let value = match (self.given(field.key), field.need) {
                (Some(value), _) => value,
                (None, Need::Text) => TO_WRITE,
                (None, Need::Optional(default)) => default,
                (None, Need::Fact) => "",
            };
            if !value.is_empty() {
                lines += &line(field.key, value)?;
            }
        }
        let (draft, comments) = (self.draft(), self.comments());
        Some(format!("---\n{draft}{lines}{comments}---\n"))
    }

    /// Returns the key `draft` with a comment that names the missing texts. Empty if none is missing.
    fn draft(&self) -> String {
        let is_missing = |key: &str| self.given(key).is_none();
        let texts = self.kind.fields().iter().filter(|it| it.need == Need::Text);
        let texts = texts.filter(|it| is_missing(it.key));
        let texts = texts.map(|it| format!("`{}` ({})", it.key, it.question));
        let body = self.kind.body().map(|it| format!("{it}, below the second `---`"));
        let missing: Vec<_> = texts.chain(body).collect();
        if missing.is_empty() {
            return String::new();
        }
        let missing = missing.join("; ");
        format!(
            "# A draft: readers do not see it. Write {missing}. Then delete these two lines.\ndraft: true\n"
        )
    }

    /// Returns comments on the keys that come next.
    fn comments(&self) -> String {
        let mut comments = String::new();
        if self.kind == Kind::Party && self.given("kind") == Some("coalition") {
            comments += "# The parties that belong to it, by their slugs:\n# members: []\n";
        }
        if matches!(self.kind, Kind::Participant | Kind::Party) {
            comments += &self.positions();
        }
        if self.kind == Kind::Participant {
            comments += "# Where no source records a view, say why in one sentence instead:\n# no_position:\n";
        }
        if self.kind == Kind::Source {
            comments += "# The passages that claims cite, each with a short label in your own words:\n# passages:\n#   p1:\n";
        }
        comments
    }

    /// Returns a position as comments, with the existing issues and stances.
    fn positions(&self) -> String {
        let things = self.survey.things().filter(|it| it.path.starts_with("issues/"));
        let issues = things.filter_map(|it| Some(it.entity.slug()?.to_string()));
        let stances = self.survey.stances().into_iter().map(|(stance, _)| stance.id);
        let stances = stances.filter(|id| Slug::parse(id).is_some());
        let issues = listed("issues", &issues.collect::<Vec<_>>());
        let stances = listed("stances", &stances.collect::<Vec<_>>());
        format!(
            "# Where they stand, an entry for each issue; `cite` names a source and a passage, as source#passage.\n\
             {issues}{stances}# positions:\n#   - issue:\n#     stance:\n#     summary:\n#     cite:\n"
        )
    }
}

/// Returns `true` if the text of a new file marks it as a draft.
pub(super) fn is_draft(text: &str) -> bool {
    text.contains("\ndraft: true\n")
}

/// Returns a comment that lists names. Empty if there are none. (After a value it would be reported as a text that a comment cuts short.)
fn listed(what: &str, names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let more = if names.len() > LISTED { ", …" } else { "" };
    let listed = names.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    format!("# The {what} that there are: {listed}{more}\n")
}

/// Returns a key with its value, in quotation marks if YAML would not read it as text. `None` if it cannot be written as YAML.
fn line(key: &str, value: &str) -> Option<String> {
    // A bare year would get quotation marks, which authors do not write.
    if key == "date" && Date::parse(value).is_some() {
        return Some(format!("date: {value}\n"));
    }
    serde_yaml::to_string(&Mapping::from_iter([(key.into(), Value::from(value))])).ok()
}
