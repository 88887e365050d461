//! What earlier loads parsed. A file whose bytes did not change is not parsed again; everything else is done anew each time.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::front_matter::{
    EventFront, FrontMatter, HomeFront, IssueFront, PageFront, ParticipantFront, PartyFront,
    SourceFront, TermFront,
};
use super::parsed::{self, Parsed};
use super::tree::{Folder, PageFile};
use crate::diagnostic::{Diagnostic, SourceFile};
use crate::explainer::Slug;

/// The files of the last load, parsed. Begins empty.
#[derive(Debug, Default)]
pub struct Memo {
    pub(super) home: Kept<HomeFront>,
    pub(super) participants: Kept<ParticipantFront>,
    pub(super) parties: Kept<PartyFront>,
    pub(super) issues: Kept<IssueFront>,
    pub(super) events: Kept<EventFront>,
    pub(super) sources: Kept<SourceFront>,
    pub(super) terms: Kept<TermFront>,
    pub(super) pages: Kept<PageFront>,
}

/// The files of one kind, by path.
#[derive(Debug)]
pub(super) struct Kept<T>(HashMap<Arc<str>, Arc<Outcome<T>>>);

/// What came of parsing one file.
#[derive(Debug)]
struct Outcome<T> {
    file: SourceFile,
    parsed: Option<Arc<Parsed<T>>>,
    diagnostics: Vec<Diagnostic>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: FrontMatter + Sync> Kept<T> {
    /// The files of one kind, parsed; only those are parsed whose bytes are not those of the last load.
    pub(super) fn folder(
        &mut self,
        folder: Folder,
        pages: &[PageFile],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Arc<Parsed<T>>> {
        let pages: Vec<_> = pages.iter().filter(|page| page.folder == folder).collect();
        let outcome = |page: &&PageFile| {
            let name = Some((folder, page.slug.clone()));
            (page.path.clone(), self.outcome(name, &page.path, &page.file))
        };
        let outcomes: Vec<_> = pages.par_iter().map(outcome).collect();
        self.keep(outcomes, diagnostics)
    }

    /// The front page, parsed.
    pub(super) fn home(
        &mut self,
        home: Option<&(Arc<str>, SourceFile)>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Arc<Parsed<T>>> {
        let outcome = home.map(|(path, file)| (path.clone(), self.outcome(None, path, file)));
        self.keep(outcome.into_iter().collect(), diagnostics).pop()
    }

    /// What came of parsing `file`, now or the last time.
    fn outcome(
        &self,
        name: Option<(Folder, Slug)>,
        path: &Arc<str>,
        file: &SourceFile,
    ) -> Arc<Outcome<T>> {
        if let Some(known) = self.0.get(path).filter(|known| known.file == *file) {
            return known.clone();
        }
        let mut diagnostics = Vec::new();
        let parsed = parsed::page(name, path.clone(), file, &mut diagnostics).map(Arc::new);
        Arc::new(Outcome { file: file.clone(), parsed, diagnostics })
    }

    /// Remembers these and nothing else, and tells what is wrong with them.
    fn keep(
        &mut self,
        outcomes: Vec<(Arc<str>, Arc<Outcome<T>>)>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Arc<Parsed<T>>> {
        let mut parsed = Vec::with_capacity(outcomes.len());
        for (_, outcome) in &outcomes {
            parsed.extend(outcome.parsed.clone());
            diagnostics.extend(outcome.diagnostics.iter().cloned());
        }
        self.0 = outcomes.into_iter().collect();
        parsed
    }
}
