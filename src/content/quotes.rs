//! Checks quotes: if a source's text is available, each quote must occur in the passage that it cites.

use std::collections::BTreeSet;

use super::resolve::Resolver;
use super::source_texts::{Found, Wording};
use super::yaml::Step;
use crate::diagnostic::Code;
use crate::explainer::Citation;

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
