//! Symbols, folding ranges, document links, inlay hints and code lenses.

use std::ops::Range;
use std::str::FromStr;

use lsp_types::{
    CodeLens, CodeLensParams, Command, DocumentLink, DocumentLinkParams, DocumentSymbol,
    DocumentSymbolParams, DocumentSymbolResponse, FoldingRange, FoldingRangeKind,
    FoldingRangeParams, InlayHint, InlayHintKind, InlayHintLabel, InlayHintParams, Location, OneOf,
    SymbolInformation, SymbolKind, Uri, WorkspaceSymbol, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};

use super::context;
use super::hover::division;
use super::text::Lines;
use super::workspace::Current;
use crate::content::{Form, Heading, Outline, joined, passage_after};
use crate::explainer::Entity;
use crate::markdown::{Link, LinkKind};

/// Maximum number of results of a workspace symbol search.
const MOST: usize = 500;

/// Maximum length of an inlay hint or symbol name, in characters.
const LONGEST_HINT: usize = 48;

impl Current {
    pub(super) fn symbols(&self, asked: &DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
        let (path, text) = self.file(&asked.text_document.uri)?;
        let lines = Lines::new(&text, self.client.encoding);
        let mut symbols = front_symbols(&self.survey.outline(&path), &lines, SymbolKind::PROPERTY);
        let headings = self.survey.headings(&path);
        symbols.extend(heading_symbols(&headings, text.len(), &lines));
        if self.client.nests_symbols() {
            return Some(DocumentSymbolResponse::Nested(symbols));
        }
        let mut flat = Vec::new();
        flatten(symbols, &asked.text_document.uri, None, &mut flat);
        Some(DocumentSymbolResponse::Flat(flat))
    }

    pub(super) fn workspace_symbols(
        &self,
        asked: &WorkspaceSymbolParams,
    ) -> WorkspaceSymbolResponse {
        let wanted = asked.query.to_lowercase();
        let things = self.survey.things().filter(|it| {
            it.name.to_lowercase().contains(&wanted)
                || it.entity.slug().is_some_and(|slug| slug.as_str().contains(&wanted))
        });
        let symbols = things.take(MOST).filter_map(|it| {
            Some(WorkspaceSymbol {
                kind: match it.entity {
                    Entity::Participant(_) | Entity::Party(_) => SymbolKind::CLASS,
                    Entity::Event(_) => SymbolKind::EVENT,
                    Entity::Source(_) => SymbolKind::MODULE,
                    _ => SymbolKind::FILE,
                },
                container_name: Some(it.entity.kind().to_owned()),
                location: OneOf::Left(self.location(&self.survey.place(&it.entity)?)?),
                name: it.name,
                tags: None,
                data: None,
            })
        });
        WorkspaceSymbolResponse::Nested(symbols.collect())
    }

    pub(super) fn links(&self, asked: &DocumentLinkParams) -> Option<Vec<DocumentLink>> {
        let (path, text) = self.file(&asked.text_document.uri)?;
        let lines = Lines::new(&text, self.client.encoding);
        let link = |range: &Range<usize>, target, tooltip| DocumentLink {
            range: lines.range(range),
            target: Some(target),
            tooltip,
            data: None,
        };
        let references = self.survey.references_in(&path).into_iter();
        let to_things = references.filter_map(|it| {
            let thing = self.survey.thing(&it.to)?;
            Some(link(&it.span.range, self.uri_at(&thing.path)?, Some(thing.name)))
        });
        let mut links: Vec<_> = to_things.collect();
        let to_files = self.survey.links(&path).filter(|(_, link)| link.kind != LinkKind::Wiki);
        for (range, Link { destination, .. }) in to_files {
            let is_web = destination.starts_with("https://") || destination.starts_with("http://");
            let file = || {
                let file = joined(&path, destination)?;
                self.survey.other_files().any(|it| it == file).then(|| self.uri_at(&file))?
            };
            let target = if is_web { Uri::from_str(destination).ok() } else { file() };
            links.extend(target.map(|target| link(&range, target, None)));
        }
        Some(links)
    }

    pub(super) fn folding(&self, asked: &FoldingRangeParams) -> Option<Vec<FoldingRange>> {
        let (path, text) = self.file(&asked.text_document.uri)?;
        let lines = Lines::new(&text, self.client.encoding);
        let mut folds = Vec::new();
        let mut fold = |range: &Range<usize>, kind| {
            let end = range.start + text[range.clone()].trim_end().len();
            let (start, end) = (lines.position(range.start).line, lines.position(end).line);
            if start < end {
                let kind: Option<FoldingRangeKind> = kind;
                folds.push(FoldingRange {
                    start_line: start,
                    end_line: end,
                    kind,
                    ..FoldingRange::default()
                });
            }
        };
        if path != "site.yaml"
            && let Some(front) = context::front_matter(&path, &text)
        {
            let closing = text[front.end..].lines().next().map_or(0, str::len);
            fold(&(0..front.end + closing), Some(FoldingRangeKind::Region));
        }
        for key in self.survey.outline(&path) {
            fold(&key.range, None);
            key.children.iter().for_each(|it| fold(&it.range, None));
        }
        let headings = self.survey.headings(&path);
        for at in 0..headings.len() {
            fold(&section(&headings, at, text.len()), None);
        }
        Some(folds)
    }

    pub(super) fn hints(&self, asked: &InlayHintParams) -> Option<Vec<InlayHint>> {
        let (path, text) = self.file(&asked.text_document.uri)?;
        let lines = Lines::new(&text, self.client.encoding);
        let shown = lines.byte(asked.range.start)..=lines.byte(asked.range.end);
        let front = context::front_matter(&path, &text)?;
        let references = self.survey.references_in(&path).into_iter();
        let visible = references.filter(|it| {
            it.form == Form::Slug
                && front.contains(&it.span.range.start)
                && shown.contains(&it.span.range.end)
        });
        let hints = visible.filter_map(|it| {
            let end = it.span.range.end;
            let (label, end) = match (&it.to, passage_after(&it.span.file, end)) {
                (Entity::Source(_), Some((id, range))) => {
                    let part = self.survey.parts(&it.to).into_iter().find(|part| part.id == id);
                    (part?.label, range.end)
                }
                _ => (self.survey.thing(&it.to)?.name, end),
            };
            Some(InlayHint {
                position: lines.position(end),
                label: InlayHintLabel::String(shortened(&label)),
                kind: Some(InlayHintKind::TYPE),
                padding_left: Some(true),
                text_edits: None,
                tooltip: None,
                padding_right: None,
                data: None,
            })
        });
        Some(hints.collect())
    }

    pub(super) fn lenses(&self, asked: &CodeLensParams) -> Option<Vec<CodeLens>> {
        let (path, text) = self.file(&asked.text_document.uri)?;
        let lines = Lines::new(&text, self.client.encoding);
        let entity = self.survey.entity_at(&path)?;
        let lens = |at: usize, title: String| CodeLens {
            range: lines.range(&(at..at)),
            // A command with an empty name is shown but cannot be clicked.
            command: Some(Command { title, command: String::new(), arguments: None }),
            data: None,
        };
        Some(match &entity {
            Entity::Issue(slug) => {
                let division = self.survey.explainer.as_ref().and_then(|it| division(it, slug));
                let title = division.unwrap_or_else(|| "nobody has a position on this".to_owned());
                vec![lens(self.survey.place(&entity)?.range.start, title)]
            }
            Entity::Source(_) => {
                let parts = self.survey.parts(&entity).into_iter();
                let lenses = parts.filter_map(|part| {
                    Some(lens(part.place.range.start, self.claims(&entity, &part.id)?))
                });
                lenses.collect()
            }
            _ => return None,
        })
    }
}

/// Returns the first [`LONGEST_HINT`] characters of a text, with an ellipsis if it is longer.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_HINT) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
    }
}

/// Returns the symbols of front matter.
fn front_symbols(parts: &[Outline], lines: &Lines, kind: SymbolKind) -> Vec<DocumentSymbol> {
    let symbol = |part: &Outline| {
        let children = front_symbols(&part.children, lines, SymbolKind::FIELD);
        let detail = (!part.value.is_empty()).then(|| shortened(&part.value));
        let name = if part.name.is_empty() { "–".to_owned() } else { shortened(&part.name) };
        made(name, detail, kind, lines, (&part.range, &part.name_range), children)
    };
    parts.iter().map(symbol).collect()
}

/// Appends the symbols one after another, each with the name of its parent, for editors that do not support nesting.
fn flatten(
    symbols: Vec<DocumentSymbol>,
    uri: &Uri,
    within: Option<&str>,
    flat: &mut Vec<SymbolInformation>,
) {
    for symbol in symbols {
        #[expect(deprecated, reason = "a field that is not used any more has to be named")]
        flat.push(SymbolInformation {
            name: symbol.name.clone(),
            kind: symbol.kind,
            tags: None,
            deprecated: None,
            location: Location::new(uri.clone(), symbol.range),
            container_name: within.map(str::to_owned),
        });
        flatten(symbol.children.unwrap_or_default(), uri, Some(&symbol.name), flat);
    }
}

/// Returns the symbols of headings, nested by level.
fn heading_symbols(headings: &[Heading], end: usize, lines: &Lines) -> Vec<DocumentSymbol> {
    let mut symbols = Vec::new();
    let mut at = 0;
    while let Some(heading) = headings.get(at) {
        let below = headings[at + 1..].iter().take_while(|it| it.level > heading.level).count();
        let inner = &headings[at + 1..=at + below];
        let range = section(headings, at, end);
        let children = heading_symbols(inner, range.end, lines);
        let name = if heading.text.is_empty() { "–" } else { &heading.text };
        let ranges = (&range, &heading.range);
        symbols.push(made(name.to_owned(), None, SymbolKind::STRING, lines, ranges, children));
        at += below + 1;
    }
    symbols
}

/// Returns the byte range from a heading to the next one of the same or a higher level, or to `end`.
fn section(headings: &[Heading], at: usize, end: usize) -> Range<usize> {
    let heading = &headings[at];
    let next = headings[at + 1..].iter().find(|it| it.level <= heading.level);
    heading.range.start..next.map_or(end, |it| it.range.start)
}

#[expect(deprecated, reason = "a field that is not used any more has to be named")]
fn made(
    name: String,
    detail: Option<String>,
    kind: SymbolKind,
    lines: &Lines,
    (range, selection): (&Range<usize>, &Range<usize>),
    children: Vec<DocumentSymbol>,
) -> DocumentSymbol {
    DocumentSymbol {
        name,
        detail,
        kind,
        tags: None,
        deprecated: None,
        range: lines.range(range),
        selection_range: lines.range(selection),
        children: (!children.is_empty()).then_some(children),
    }
}
