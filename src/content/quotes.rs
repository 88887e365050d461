//! Proof of quotes: with a source's text at hand, each quote must stand in the passage it cites.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::registry::Registry;
use super::resolve::Resolver;
use super::tree::Folder;
use super::yaml::Step;
use crate::diagnostic::{self, Code, Diagnostic, LARGEST_TEXT, SourceFile, Span, one_of};
use crate::explainer::Citation;

/// Sources' texts by slug: for each passage, in the order of the record, its id and its text folded for comparison.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SourceTexts(BTreeMap<String, Vec<(String, String)>>);

impl SourceTexts {
    /// Reads the texts given on the command line; each must have one paragraph for each passage of its source.
    pub(super) fn read(
        given: &[(String, PathBuf)],
        registry: &Registry,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut texts = BTreeMap::new();
        for (slug, path) in given {
            match passages(slug, path, registry) {
                Ok(passages) if passages.is_empty() => {}
                Ok(passages) => {
                    texts.insert(slug.clone(), passages);
                }
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
        Self(texts)
    }
}

fn passages(
    slug: &str,
    path: &Path,
    registry: &Registry,
) -> Result<Vec<(String, String)>, Box<Diagnostic>> {
    let shown = path.to_string_lossy();
    let bytes = diagnostic::read(path, LARGEST_TEXT);
    let bytes = bytes.map_err(|error| Diagnostic::unreadable(&shown, &error))?;
    let file = SourceFile::from_bytes(&shown, bytes)?;
    let here = || Span::start_of(file.clone());
    let Some((_, known)) = registry.get(Folder::Sources, slug) else {
        let message = format!("there is no source `{slug}` for this text");
        let sources: Vec<_> = registry.slugs(Folder::Sources).collect();
        let unknown = Diagnostic::new(Code::UnknownSource, here(), message);
        return Err(Box::new(unknown.help(one_of(slug, &sources))));
    };
    // A record that could not be read has been reported, and says nothing about its passages.
    let Some(ids) = known.parts.clone() else { return Ok(Vec::new()) };
    let paragraphs = paragraphs(file.text());
    if ids.len() != paragraphs.len() {
        let message = format!(
            "this text has {}, but the source `{slug}` has {}",
            count(paragraphs.len(), "paragraph"),
            count(ids.len(), "passage"),
        );
        let unfit = Diagnostic::new(Code::BadSourceText, here(), message);
        return Err(Box::new(
            unfit.help("give one paragraph for each passage, in the order of the record"),
        ));
    }
    Ok(ids.into_iter().zip(paragraphs.into_iter().map(|paragraph| fold(&paragraph))).collect())
}

/// `1 passage`, `2 passages`.
fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// The paragraphs of a text: what blank lines separate, or each line where there is none.
fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    let separator = if text.contains("\n\n") { "\n\n" } else { "\n" };
    text.split(separator)
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(str::to_owned)
        .collect()
}

/// `text` with the differences that typesetting makes taken out: forms of quotation marks and dashes, kinds and runs of spaces.
fn fold(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '‘' | '’' | '‚' | '‛' | '′' => '\'',
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
            '‐' | '‑' | '‒' | '–' | '—' | '―' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}'))
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Resolver<'_> {
    /// Reports a quote that the passages it cites do not hold, where their source's text is at hand.
    pub(super) fn prove_quote(&mut self, path: &[Step], quote: &str, cite: &[Citation]) {
        let texts = &self.scope.source_texts.0;
        let wanted = fold(quote);
        let wanted = wanted.trim_matches(['"', ' ']);
        let cited: Vec<_> = cite
            .iter()
            .filter_map(|citation| Some((citation, texts.get(citation.source.as_str())?)))
            .collect();
        let holds = |passages: &[(String, String)], id: &str| {
            passages.iter().any(|(known, text)| known == id && text.contains(wanted))
        };
        if cited.is_empty()
            || cited.iter().any(|(citation, passages)| holds(passages, citation.passage.as_str()))
        {
            return;
        }
        let elsewhere: Vec<_> = cited
            .iter()
            .flat_map(|(citation, passages)| {
                let found = passages.iter().filter(|(_, text)| text.contains(wanted));
                found.map(|(id, _)| format!("`{}#{id}`", citation.source))
            })
            .collect();
        let report = if elsewhere.is_empty() {
            let absent = self.at(
                path,
                Code::QuoteNotInSource,
                format!("these words do not stand in `{}`", cited[0].0.source),
            );
            absent.help("quote verbatim; the form of quotation marks, dashes and spaces may differ")
        } else {
            let misplaced = self.at(
                path,
                Code::QuoteNotInPassage,
                "these words do not stand in the passage cited",
            );
            misplaced.help(format!("they stand in {}", elsewhere.join(", ")))
        };
        self.report(report);
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, paragraphs};

    #[test]
    fn typesetting_does_not_count() {
        assert_eq!(
            fold("“just  and\u{a0}lasting\npeace” – it’s"),
            fold("\"just and lasting peace\" - it's")
        );
        assert_ne!(fold("a just peace"), fold("a Just peace"));
    }

    #[test]
    fn paragraphs_are_lines_or_blocks() {
        assert_eq!(paragraphs("one\ntwo\n"), ["one", "two"]);
        assert_eq!(paragraphs("one\nstill\n\ntwo\n"), ["one\nstill", "two"]);
    }
}
