//! The texts of sources that are given to check quotes against.

mod wording;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::registry::{Registry, offer_new_file};
use super::tree::Folder;
use crate::diagnostic::{self, Code, Diagnostic, LARGEST_TEXT, SourceFile, Span, one_of};
pub(super) use wording::{Found, Wording};

/// The texts of sources by slug: for each passage, in the order of the record, its id and its text folded for comparison.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SourceTexts(pub(super) BTreeMap<String, Vec<(String, Wording)>>);

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
            [] => offer_new_file(Folder::Sources, slug),
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

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn paragraphs_are_lines_or_blocks() {
        assert_eq!(paragraphs("one\ntwo\n"), ["one", "two"]);
        assert_eq!(paragraphs("one\nstill\n\ntwo\n"), ["one\nstill", "two"]);
    }
}
