//! The text that a new file begins with: what is known of it, and comments that say what to write.
//!
//! Nothing in it is filler that readers could see. Where a text is missing that readers need, the file is a draft.

use serde_yaml::{Mapping, Value};

use super::kind::{Kind, Need};
use crate::content::Survey;
use crate::explainer::{Date, Slug};

/// Stands for a text that is still to be written; only drafts have it.
const TO_WRITE: &str = "…";

/// The most names that a comment lists.
const LISTED: usize = 12;

/// A new file, before it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Skeleton<'a> {
    pub(super) kind: Kind,
    /// What readers call it.
    pub(super) name: &'a str,
    /// Values by key.
    pub(super) values: &'a [(String, String)],
    /// What exists already, to be named in comments.
    pub(super) survey: &'a Survey,
}

impl Skeleton<'_> {
    /// Returns the value given for a key, if it is not empty.
    fn given(&self, key: &str) -> Option<&str> {
        let value = self.values.iter().find(|(known, _)| known == key)?.1.as_str();
        (!value.trim().is_empty()).then_some(value)
    }

    /// Returns the whole text of the file, or `None` when a value cannot be written as YAML.
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

    /// The key `draft`, where a text is missing, with a comment that says which.
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

    /// Comments on the keys that come next.
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

    /// A position as comments, with the issues and stances that there are.
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

/// Whether the text of a new file says that it is a draft.
pub(super) fn is_draft(text: &str) -> bool {
    text.contains("\ndraft: true\n")
}

/// A comment that lists names; empty when there are none. (Behind a value it would count as a text that a comment cuts short.)
fn listed(what: &str, names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let more = if names.len() > LISTED { ", …" } else { "" };
    let listed = names.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    format!("# The {what} that there are: {listed}{more}\n")
}

/// One key with its value, in quotation marks where YAML would take it for something else than text.
fn line(key: &str, value: &str) -> Option<String> {
    // A bare year would get quotation marks, which nobody writes.
    if key == "date" && Date::parse(value).is_some() {
        return Some(format!("date: {value}\n"));
    }
    serde_yaml::to_string(&Mapping::from_iter([(key.into(), Value::from(value))])).ok()
}
