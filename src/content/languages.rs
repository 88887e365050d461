//! Checks tags of languages, and the names that are written in other languages.

use super::field::{Field, Text};
use super::resolve::Resolver;
use super::yaml::Step::Key;
use crate::diagnostic::{Code, visible};
use crate::explainer::NativeName;

impl Resolver<'_> {
    /// Returns a name in its own script. The name and its language must be given together: `None` if one is missing, or if the language is
    /// not a valid tag.
    pub(super) fn native_name(
        &mut self,
        name: Option<&Field<Text>>,
        lang: Option<&Field<String>>,
    ) -> Option<NativeName> {
        match (name, lang) {
            (Some(name), Some(lang)) => {
                let lang = lang.as_str()?;
                let Some(tag) = language_tag(lang) else {
                    let message = format!("`{}` is no tag of a language", visible(lang));
                    let bad = self.at(&[Key("native_lang")], Code::BadLanguage, message);
                    self.report(bad.help(LANGUAGE_HELP));
                    return None;
                };
                Some(NativeName { text: name.as_str()?.to_owned(), lang: tag })
            }
            (None, None) => None,
            (Some(_), None) => self.unpaired(
                "native_name",
                "native_lang",
                "add `native_lang:` with the language's tag, such as `uk` or `fr`, so that it is read aloud correctly",
            ),
            (None, Some(_)) => self.unpaired(
                "native_lang",
                "native_name",
                "add `native_name:`, or remove this",
            ),
        }
    }

    /// Reports that `key` is given without `other`, unless `other` has a value that was reported as wrong. Always `None`.
    fn unpaired<T>(&mut self, key: &str, other: &str, help: &str) -> Option<T> {
        if !self.meta.yaml.has_key(&[], other) {
            let message = format!("`{key}` comes without `{other}`");
            let missing = self.at_key(&[], key, Code::MissingKey, message);
            self.report(missing.help(help));
        }
        None
    }
}

/// The help for a wrong language tag.
const LANGUAGE_HELP: &str = "write its tag (BCP 47): two or three letters such as `uk` or `fr`, perhaps with a region, `pt-BR`";

/// Returns `text` as a language tag in its usual form (`pt-BR`, `zh-Hant`). `None` if it does not have the form of a tag.
pub(super) fn language_tag(text: &str) -> Option<String> {
    let parts: Vec<_> = text.split('-').collect();
    let is_part = |part: &&str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let language = parts.first()?;
    let is_language =
        matches!(language.len(), 2 | 3) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !is_language || !parts.iter().all(is_part) {
        return None;
    }
    let cased = parts.iter().enumerate().map(|(at, part)| match part.len() {
        2 if at > 0 => part.to_ascii_uppercase(),
        4 if at > 0 && part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            format!("{}{}", part[..1].to_ascii_uppercase(), part[1..].to_ascii_lowercase())
        }
        _ => part.to_ascii_lowercase(),
    });
    Some(cased.collect::<Vec<_>>().join("-"))
}
