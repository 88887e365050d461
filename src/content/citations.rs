//! Resolves the citations of front matter and of bodies.

use super::field::Field;
use super::mention::Place;
use super::mistakes::unquoted;
use super::registry::offer_new_file;
use super::resolve::Resolver;
use super::tree::Folder;
use super::values::Cite;
use super::yaml::Step::{self, Index};
use crate::diagnostic::{Code, Diagnostic, Fix, Help, mean, one_of, visible};
use crate::explainer::{Citation, Slug};

impl Resolver<'_> {
    /// Looks up the citations at `path`. Those that cannot be resolved are reported and left out.
    pub(super) fn citations(
        &mut self,
        path: &[Step<'static>],
        cite: &Field<Cite>,
    ) -> Vec<Citation> {
        let cite = cite.get().map_or(&[][..], |it| it.0.as_slice());
        let mut kept = Vec::with_capacity(cite.len());
        for (at, text) in cite.iter().enumerate() {
            let Some(text) = text.as_str() else { continue };
            let path = [path, &[Index(at)]].concat();
            if let Some(list) = several_citations(text) {
                let message = format!("`{text}` is read as one citation");
                let help = Help::from(format!("write a list: `{list}`"));
                let help = if cite.len() == 1 { help.fix(Fix::Replace(list)) } else { help };
                self.report(self.at(&path, Code::BadCitation, message).help(help));
                continue;
            }
            if let Some(help) = unquoted(text) {
                let message = format!("`{text}` does not name a source and a passage");
                self.report(self.at(&path, Code::BadCitation, message).help(help));
                continue;
            }
            match text.split_once('#') {
                Some((source, passage)) if !source.is_empty() && !passage.is_empty() => {
                    let place = Place::Value(path.clone());
                    let found =
                        self.citation(source, passage, place, &|resolver, code, message| {
                            resolver.at(&path, code, message)
                        });
                    kept.extend(found);
                }
                _ => {
                    let message =
                        format!("`{}` does not name a source and a passage", visible(text));
                    let bad = self.at(&path, Code::BadCitation, message);
                    self.report(bad.help("write `source#passage`, as in `ap-2025-04-17#p6`"));
                }
            }
        }
        kept
    }

    /// Looks up the citations of something that must have at least one.
    pub(super) fn required_citations(
        &mut self,
        what: &str,
        path: &[Step<'static>],
        cite: &Field<Cite>,
    ) -> Vec<Citation> {
        if cites_nothing(cite) {
            let uncited =
                self.at(path, Code::ClaimWithoutCitation, format!("this {what} cites nothing"));
            self.report(
                uncited.help("write `cite: source#passage`, naming the passage it rests on"),
            );
        }
        self.citations(path, cite)
    }

    /// Looks up one citation. `stands` is its place in the file, and `place` creates a diagnostic that points at it. `None` if the citation
    /// cannot be resolved, which is reported.
    pub(super) fn citation(
        &mut self,
        source: &str,
        passage: &str,
        stands: Place,
        place: &dyn Fn(&Self, Code, String) -> Diagnostic,
    ) -> Option<Citation> {
        if self.gave_up {
            return None;
        }
        let registry = &self.scope.registry;
        let Some((slug, known)) = registry.get(Folder::Sources, source) else {
            let sources: Vec<_> = registry.slugs(Folder::Sources).collect();
            let message = format!("there is no source `{}`", visible(source));
            let mut unknown = place(self, Code::UnknownSource, message);
            unknown.span = unknown.span.first(source);
            let help = match registry.slug_of_name(Folder::Sources, source) {
                Some(slug) => mean(slug),
                None if sources.is_empty() => offer_new_file(Folder::Sources, source),
                None => one_of(source, &sources),
            };
            self.report(unknown.help(help));
            return None;
        };
        self.mention(Folder::Sources, slug, stands);
        if let Some(parts) =
            known.parts.as_ref().filter(|parts| !parts.iter().any(|part| part == passage))
        {
            let parts: Vec<_> = parts.iter().map(String::as_str).collect();
            let message = format!("the source `{source}` has no passage `{}`", visible(passage));
            let mut unknown = place(self, Code::UnknownPassage, message);
            unknown.span = unknown.span.last(passage);
            let help = if parts.is_empty() {
                format!("add it to `passages` in `content/sources/{source}.md`").into()
            } else {
                one_of(passage, &parts)
            };
            self.report(unknown.help(help));
            return None;
        }
        if known.draft {
            let place = place(self, Code::DraftLinked, String::new());
            self.draft("source", source, place);
            return None;
        }
        Some(Citation { source: slug.clone(), passage: Slug::parse(passage)? })
    }
}

/// Returns `true` if the author cites no passage at all. An invalid citation counts as one.
pub(super) fn cites_nothing(cite: &Field<Cite>) -> bool {
    cite.get().is_some_and(|cite| cite.0.is_empty())
}

/// Returns the list that was meant if several citations were written as one text (`a#p1, a#p2`). `None` otherwise.
fn several_citations(text: &str) -> Option<String> {
    let parts: Vec<_> = text.split([',', ';', ' ']).filter(|part| !part.is_empty()).collect();
    let is_citation = |part: &&str| {
        let named = part.split_once('#');
        named.is_some_and(|(source, passage)| {
            Slug::parse(source).is_some() && Slug::parse(passage).is_some()
        })
    };
    (parts.len() > 1 && parts.iter().all(is_citation)).then(|| format!("[{}]", parts.join(", ")))
}
