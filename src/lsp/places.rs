//! Definitions, references and renames of the target under the cursor.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use lsp_types::{
    DocumentChangeOperation, GotoDefinitionParams, GotoDefinitionResponse, Location,
    PrepareRenameResponse, ReferenceParams, RenameFile, RenameFilesParams, RenameParams,
    ResourceOp, ResourceOperationKind, TextDocumentPositionParams, TextEdit, WorkspaceEdit,
};

use super::context::{self, Context, Place};
use super::text::Lines;
use super::workspace::Current;
use crate::content::Shape;
use crate::diagnostic::Span;
use crate::explainer::{Entity, Slug};
use crate::rename::{self, RenameError};

/// A target that the content can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// An entity: it has a file of its own.
    Thing(Entity),
    /// A passage of a source, by its id.
    Passage(Entity, String),
    /// A proposal of an issue, by its id.
    Proposal(Entity, String),
    /// A stance, by its id.
    Stance(String),
    /// A place on an entity's page, by its anchor.
    Anchor(Entity, String),
}

/// The position that a request is about.
pub(super) struct Spot {
    /// The file's path under `content/`.
    pub(super) path: String,
    pub(super) text: Arc<str>,
    /// The byte offset of the cursor.
    pub(super) at: usize,
}

impl Current {
    /// Resolves the position in a request. `None` if the file is not content.
    pub(super) fn spot(&self, it: &TextDocumentPositionParams) -> Option<Spot> {
        let (path, text) = self.file(&it.text_document.uri)?;
        let at = Lines::new(&text, self.client.encoding).byte(it.position);
        Some(Spot { path, text, at })
    }

    /// Returns the target at a position and the byte range that refers to it: the target [named](Self::named) there, or the destination of
    /// the link there.
    pub(super) fn meant(&self, spot: &Spot) -> Option<(Named, Range<usize>)> {
        self.named(spot).or_else(|| self.linked(spot))
    }

    /// Returns the target named at a position, and the byte range of the name.
    fn named(&self, spot: &Spot) -> Option<(Named, Range<usize>)> {
        match spot.context() {
            Context::Value(place) | Context::Key(place) => self.named_in_front_matter(spot, &place),
            Context::Source(range) => self.named_source(spot, range),
            Context::Passage(source, range) => {
                let source = self.survey.named("source", &source)?;
                Some((Named::Passage(source, spot.text[range.clone()].to_owned()), range))
            }
            _ => {
                let references = self.survey.references_in(&spot.path).into_iter();
                let mut here = references.filter(|it| spot.touches(&it.span.range));
                here.next().map(|it| (Named::Thing(it.to), it.span.range))
            }
        }
    }

    /// Returns the target of the link at a position anywhere in the link.
    fn linked(&self, spot: &Spot) -> Option<(Named, Range<usize>)> {
        let link = self.link_at(spot)?;
        let references = self.survey.references_in(&spot.path).into_iter();
        let mut within = references
            .filter(|it| link.start <= it.span.range.start && it.span.range.end <= link.end);
        let to = within.next().map(|it| it.to);
        let range = link.start.min(spot.at)..link.end.max(spot.at);
        let destination = &spot.text[link.clone()];
        match destination.split_once('#') {
            Some((page, anchor)) if spot.at > link.start + page.len() => {
                let own = || self.survey.entity_at(&spot.path).filter(|_| page.is_empty());
                Some((Named::Anchor(to.or_else(own)?, anchor.to_owned()), range))
            }
            _ => Some((Named::Thing(to?), range)),
        }
    }

    /// Returns the byte range of the destination of the link at a position, which may also be in the text before it: `[text](destination)`.
    fn link_at(&self, spot: &Spot) -> Option<Range<usize>> {
        let mut links = self.survey.links(&spot.path).map(|(range, _)| range);
        links.find(|link| {
            let before = spot.text.get(spot.at..link.start).and_then(|it| it.strip_suffix("]("));
            let is_text = |it: &str| !it.trim_start_matches('[').contains(['[', ']']);
            spot.touches(link) || before.is_some_and(is_text)
        })
    }

    fn named_source(&self, spot: &Spot, range: Range<usize>) -> Option<(Named, Range<usize>)> {
        let source = self.survey.named("source", &spot.text[range.clone()])?;
        Some((Named::Thing(source), range))
    }

    fn named_in_front_matter(&self, spot: &Spot, place: &Place) -> Option<(Named, Range<usize>)> {
        let written = spot.text[place.range.clone()].to_owned();
        let own = || self.survey.entity_at(&spot.path);
        let keys: Vec<_> = place.path.iter().map(|it| it.as_deref().unwrap_or("-")).collect();
        let (shape, _) = spot.shape(place)?;
        let named = match (keys.as_slice(), shape.names()) {
            (["name" | "title"], _) => Named::Thing(own()?),
            (["passages", id], _) => Named::Passage(own()?, (*id).to_owned()),
            (["proposals", "-", "id"], _) => Named::Proposal(own()?, written),
            (["stances", "-", "id"], _) | (_, Some("stance")) => Named::Stance(written),
            (_, Some("proposal")) => {
                let (_, issue) = place.beside.iter().find(|(key, _)| key == "issue")?;
                Named::Proposal(self.survey.named("issue", issue)?, written)
            }
            (_, Some("citation")) => {
                let slug = place.range.start
                    ..place.range.start + written.find('#').unwrap_or(written.len());
                if spot.at <= slug.end {
                    return self.named_source(spot, slug);
                }
                let source = self.survey.named("source", &spot.text[slug.clone()])?;
                let (id, range) = (&spot.text[slug.end + 1..place.range.end], slug.end + 1);
                let named = Named::Passage(source, id.to_owned());
                return Some((named, range..place.range.end));
            }
            (_, Some(kind)) => Named::Thing(self.survey.named(kind, &written)?),
            (_, None) => return None,
        };
        Some((named, place.range.clone()))
    }

    /// Returns the definition of a target. For an entity, it is the name in its file.
    fn definition_of(&self, named: &Named) -> Option<Span> {
        let part = |of: &Entity, id: &str| {
            self.survey.parts(of).into_iter().find(|part| part.id == id).map(|part| part.place)
        };
        match named {
            Named::Thing(entity) => self.survey.place(entity),
            Named::Passage(of, id) | Named::Proposal(of, id) => part(of, id),
            Named::Stance(id) => {
                let stances = self.survey.stances().into_iter().map(|(stance, _)| stance);
                stances.filter(|it| it.id == *id).map(|it| it.place).next()
            }
            Named::Anchor(of, anchor) => {
                self.survey.anchored(of, anchor).or_else(|| self.survey.place(of))
            }
        }
    }

    /// Returns every place that names a target.
    fn references_to(&self, named: &Named) -> Vec<Span> {
        match named {
            Named::Thing(entity) | Named::Anchor(entity, _) => {
                self.survey.references_to(entity).into_iter().map(|it| it.span).collect()
            }
            Named::Passage(source, id) => self.survey.citations_of(source, id),
            Named::Proposal(issue, id) => {
                let issue = issue.slug();
                issue.map_or_else(Vec::new, |it| self.survey.positions_on_proposal(it, id))
            }
            Named::Stance(id) => self.survey.positions_with_stance(id),
        }
    }

    pub(super) fn definition(
        &self,
        asked: &GotoDefinitionParams,
    ) -> Option<GotoDefinitionResponse> {
        let spot = self.spot(&asked.text_document_position_params)?;
        let (named, _) = self.meant(&spot)?;
        let location = self.location(&self.definition_of(&named)?)?;
        Some(GotoDefinitionResponse::Scalar(location))
    }

    pub(super) fn references(&self, asked: &ReferenceParams) -> Option<Vec<Location>> {
        let spot = self.spot(&asked.text_document_position)?;
        let named = match self.meant(&spot) {
            Some((named, _)) => named,
            // A link without a target in the content.
            None if self.link_at(&spot).is_some() => return None,
            // Elsewhere in a file, the entity that the file is about.
            None => Named::Thing(self.survey.entity_at(&spot.path)?),
        };
        let mut spans = self.references_to(&named);
        if asked.context.include_declaration {
            spans.extend(self.definition_of(&named));
        }
        spans.sort_by(|a, b| (a.file.path(), a.range.start).cmp(&(b.file.path(), b.range.start)));
        spans.dedup();
        Some(spans.iter().filter_map(|span| self.location(span)).collect())
    }

    /// Returns the range to rename at a position, and the current slug. Errs with a message if it cannot be renamed; `None` if the file is
    /// not content.
    pub(super) fn renamable(
        &self,
        asked: &TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>, String> {
        let Some(spot) = self.spot(asked) else { return Ok(None) };
        let Some((named, range)) = self.named(&spot) else {
            return Err("put the cursor on a slug, or on the name in a file's front matter".into());
        };
        let Named::Thing(entity) = named else {
            return Err("only what has a file of its own can be renamed".into());
        };
        let slug = entity.slug().ok_or("the front page has no slug")?;
        let range = Lines::new(&spot.text, self.client.encoding).range(&range);
        let placeholder = slug.as_str().to_owned();
        Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder }))
    }

    /// Returns the edits that give an entity another slug: the new name of its file, and every reference to it.
    pub(super) fn rename(&self, asked: &RenameParams) -> Result<WorkspaceEdit, String> {
        let spot = self.spot(&asked.text_document_position).ok_or("this is no content")?;
        match self.named(&spot) {
            Some((Named::Thing(entity), _)) => self.renaming(&entity, &asked.new_name, true),
            _ => Err("only what has a file of its own can be renamed".into()),
        }
    }

    /// Returns the edits of references to a file that the editor itself is about to rename. `None` if no file is an entity's.
    pub(super) fn will_rename(
        &self,
        asked: &RenameFilesParams,
    ) -> Result<Option<WorkspaceEdit>, String> {
        let path = |uri: &str| self.path(&uri.parse().ok()?);
        let named = asked.files.iter().filter_map(|it| {
            let old = path(&it.old_uri)?;
            Some((self.survey.entity_at(&old)?, old, path(&it.new_uri)))
        });
        let named: Vec<_> = named.collect();
        let [(entity, old, new)] = named.as_slice() else {
            let several = "what names these files is left as it is: rename them one at a time";
            return if named.is_empty() { Ok(None) } else { Err(several.into()) };
        };
        let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let new = new.as_ref().filter(|new| folder(new) == folder(old));
        let new = new.and_then(|new| Path::new(new).file_stem());
        let Some(slug) = new.and_then(|stem| Slug::parse(&stem.to_string_lossy())) else {
            return Err(format!(
                "what names `{old}` is left as it is: a file keeps its folder, and its name is a slug (lower-case letters, digits, hyphens)"
            ));
        };
        self.renaming(entity, slug.as_str(), false).map(Some)
    }

    fn renaming(
        &self,
        entity: &Entity,
        to: &str,
        with_file: bool,
    ) -> Result<WorkspaceEdit, String> {
        let thing = self.survey.thing(entity).ok_or("it has no file")?;
        if with_file && !self.client.does(ResourceOperationKind::Rename) {
            let command = format!("standpoint mv {} {to}", thing.path);
            return Err(format!(
                "this editor does not rename files: save all, and run `{command}`"
            ));
        }
        let planned = rename::plan(&self.root, &self.open, &thing.path, to);
        let planned = planned.map_err(|error| match error {
            RenameError::Refused(message, help) => format!("{message}\nhelp: {help}"),
            RenameError::Content(found) => {
                let first = found.first().map(|it| {
                    let (line, _) = it.span.line_column();
                    format!(", first in {}, line {line}: {}", it.span.file.path(), it.message)
                });
                format!("the content has errors{}", first.unwrap_or_default())
            }
        })?;
        let mut operations = Vec::new();
        for (file, edits) in &planned.edits {
            let lines = Lines::new(file.text(), self.client.encoding);
            let edit =
                |(range, text): &rename::TextEdit| TextEdit::new(lines.range(range), text.clone());
            let uri = self.uri(file).ok_or("a file has no address")?;
            operations.push(self.edited(uri, edits.iter().map(edit)));
        }
        if with_file {
            let uri = |path: &str| self.uri_at(path).ok_or("a file has no address");
            let (old_uri, new_uri) = (uri(&planned.from)?, uri(&planned.to)?);
            let renamed = RenameFile { old_uri, new_uri, options: None, annotation_id: None };
            operations.push(DocumentChangeOperation::Op(ResourceOp::Rename(renamed)));
        }
        Ok(self.client.changes(operations))
    }
}

impl Spot {
    /// Returns `true` if the cursor is within `range` or at an end of it.
    fn touches(&self, range: &Range<usize>) -> bool {
        range.start <= self.at && self.at <= range.end
    }

    /// Returns the syntactic context at the cursor.
    pub(super) fn context(&self) -> Context {
        context::at(&self.path, &self.text, self.at)
    }

    /// Returns the shape of the value at a place in the front matter, and of the mapping or list around it.
    pub(super) fn shape(&self, place: &Place) -> Option<(Shape<'static>, Shape<'static>)> {
        let mut around = Shape::of(&self.path)?;
        let mut shape = around;
        for (at, step) in place.path.iter().enumerate() {
            let is_last = at + 1 == place.path.len();
            let next = match step {
                None => shape.item(),
                Some(key) => shape.key(key),
            };
            around = shape;
            shape = match next {
                Some(next) => next,
                // A passage's label, a word of a list that YAML reads as a key, or a key that does not exist yet.
                None if is_last => return Some((around, around)),
                None => return None,
            };
        }
        Some((shape, around))
    }
}
