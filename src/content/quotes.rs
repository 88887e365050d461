//! Checks quotes: if a source's text is available, each quote must occur in the passage that it cites.

mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::registry::Registry;
use super::resolve::{Resolver, begin};
use super::tree::Folder;
use super::yaml::Step;
use crate::diagnostic::{self, Code, Diagnostic, LARGEST_TEXT, SourceFile, Span, one_of};
use crate::explainer::Citation;
use wording::{Found, Wording};

/// The texts of sources by slug: for each passage, in the order of the record, its id and its text folded for comparison.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SourceTexts(BTreeMap<String, Vec<(String, Wording)>>);

impl SourceTexts {
    /// Reads the texts given on the command line. Each must have one paragraph for each passage of its source.
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
) -> Result<Vec<(String, Wording)>, Box<Diagnostic>> {
    let shown = path.to_string_lossy();
    let bytes = diagnostic::read(path, LARGEST_TEXT);
    let bytes = bytes.map_err(|error| Diagnostic::unreadable(&shown, &error))?;
    let file = SourceFile::from_bytes(&shown, bytes)?;
    let here = || Span::start_of(file.clone());
    let Some((_, known)) = registry.get(Folder::Sources, slug) else {
        let message = format!("there is no source `{slug}` for this text");
        let sources: Vec<_> = registry.slugs(Folder::Sources).collect();
        let unknown = Diagnostic::new(Code::UnknownSource, here(), message);
        let help = match sources.as_slice() {
            [] => begin(Folder::Sources.name(), slug),
            sources => one_of(slug, sources),
        };
        return Err(Box::new(unknown.help(help)));
    };
    // A record that could not be read has been reported already, and its passages are unknown.
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
    Ok(ids.into_iter().zip(paragraphs.iter().map(|paragraph| Wording::new(paragraph))).collect())
}

/// Returns a number with its noun: `1 passage`, `2 passages`.
fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// Splits a text into its paragraphs at blank lines, or into its lines if it has no blank line.
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

impl Resolver<'_> {
    /// Reports a quote that does not occur in the passages it cites, if the text of their source is available.
    pub(super) fn prove_quote(&mut self, path: &[Step], quote: &str, cite: &[Citation]) {
        let texts = &self.scope.source_texts.0;
        let wanted = Wording::of_quote(quote);
        let passages = cite.iter().filter_map(|it| Some((it, texts.get(it.source.as_str())?)));
        let found: Vec<_> = passages
            .flat_map(|(citation, passages)| {
                let wanted = wanted.as_str();
                passages.iter().map(move |(id, text)| (citation, id.as_str(), text.find(wanted)))
            })
            .collect();
        let is_cited = |citation: &Citation, id: &str| citation.passage.as_str() == id;
        let whole = found.iter().filter(|(.., it)| *it == Found::Whole);
        if found.is_empty() || whole.clone().any(|(citation, id, _)| is_cited(citation, id)) {
            return;
        }
        let elsewhere: BTreeSet<_> =
            whole.map(|(citation, id, _)| format!("`{}#{id}`", citation.source)).collect();
        let source = &found[0].0.source;
        let report = if !elsewhere.is_empty() {
            let elsewhere: Vec<_> = elsewhere.into_iter().collect();
            let message = "these words do not stand in the passage cited";
            let misplaced = self.at(path, Code::QuoteNotInPassage, message);
            misplaced.help(format!("they stand in {}", elsewhere.join(", ")))
        } else if let Some(within) = found.iter().find_map(|(.., it)| it.within()) {
            let message = format!("these words stand in `{source}` only as parts of others");
            let partial = self.at(path, Code::QuoteNotInSource, message);
            partial
                .help(format!("a quote begins and ends where words do: there it says `{within}`"))
        } else {
            let message = format!("these words do not stand in `{source}`");
            let absent = self.at(path, Code::QuoteNotInSource, message);
            absent.help("quote verbatim; the form of quotation marks, dashes and spaces may differ")
        };
        self.report(report);
    }
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn paragraphs_are_lines_or_blocks() {
        assert_eq!(paragraphs("one\ntwo\n"), ["one", "two"]);
        assert_eq!(paragraphs("one\nstill\n\ntwo\n"), ["one\nstill", "two"]);
    }
}
