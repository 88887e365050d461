//! Every file of an explainer, parsed.

use std::sync::Arc;

use super::front_matter::{
    EventFront, HomeFront, IssueFront, PageFront, ParticipantFront, PartyFront, SiteFront,
    SourceFront, TermFront,
};
use super::parsed::{Meta, Parsed};
use crate::explainer::{Entity, Slug};

/// Every file, parsed.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) site: Option<Parsed<SiteFront>>,
    pub(super) home: Option<Arc<Parsed<HomeFront>>>,
    pub(super) participants: Vec<Arc<Parsed<ParticipantFront>>>,
    pub(super) parties: Vec<Arc<Parsed<PartyFront>>>,
    pub(super) issues: Vec<Arc<Parsed<IssueFront>>>,
    pub(super) events: Vec<Arc<Parsed<EventFront>>>,
    pub(super) sources: Vec<Arc<Parsed<SourceFront>>>,
    pub(super) terms: Vec<Arc<Parsed<TermFront>>>,
    pub(super) pages: Vec<Arc<Parsed<PageFront>>>,
}

impl Files {
    /// Returns the file about `entity`.
    pub(super) fn meta(&self, entity: &Entity) -> Option<&Meta> {
        match entity {
            Entity::Home => self.home.as_ref().map(|it| &it.meta),
            Entity::Participant(slug) => meta_of(&self.participants, slug),
            Entity::Party(slug) => meta_of(&self.parties, slug),
            Entity::Issue(slug) => meta_of(&self.issues, slug),
            Entity::Event(slug) => meta_of(&self.events, slug),
            Entity::Source(slug) => meta_of(&self.sources, slug),
            Entity::Term(slug) => meta_of(&self.terms, slug),
            Entity::Page(slug) => meta_of(&self.pages, slug),
        }
    }

    /// Returns every file, of all kinds.
    pub(super) fn metas(&self) -> impl Iterator<Item = &Meta> {
        let home = self.home.iter().map(|it| &it.meta);
        home.chain(self.participants.iter().map(|it| &it.meta))
            .chain(self.parties.iter().map(|it| &it.meta))
            .chain(self.issues.iter().map(|it| &it.meta))
            .chain(self.events.iter().map(|it| &it.meta))
            .chain(self.sources.iter().map(|it| &it.meta))
            .chain(self.terms.iter().map(|it| &it.meta))
            .chain(self.pages.iter().map(|it| &it.meta))
    }
}

/// Returns the last of `files`, which must be sorted by slug, that has this slug.
pub(super) fn file_of<'a, T>(
    files: &'a [Arc<Parsed<T>>],
    slug: &Slug,
) -> Option<&'a Arc<Parsed<T>>> {
    let slug_of = |file: &Arc<Parsed<T>>| file.meta.name.as_ref().map(|(_, slug)| slug.clone());
    let end = files.partition_point(|file| slug_of(file).is_none_or(|it| it <= *slug));
    let file = files[..end].last()?;
    file.meta.name.as_ref().is_some_and(|(_, it)| it == slug).then_some(file)
}

fn meta_of<'a, T>(files: &'a [Arc<Parsed<T>>], slug: &Slug) -> Option<&'a Meta> {
    file_of(files, slug).map(|file| &file.meta)
}
