//! The result of resolving a file.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::mention::Mention;
use super::resolve::Resolver;
use crate::diagnostic::Diagnostic;
use crate::explainer::{Entity, Number, Record, Target, Ties};

/// The result of resolving one file.
#[derive(Debug)]
pub(super) struct Resolution<R> {
    pub(super) record: Arc<R>,
    pub(super) told: Arc<Told>,
}

/// Everything that resolving a file yields except the record: diagnostics, mentions, linked files.
#[derive(Debug)]
pub(super) struct Told {
    /// The file's path under `content/`.
    pub(super) path: Arc<str>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The entities that the file mentions, and where.
    pub(super) mentions: Vec<Mention>,
    /// The numbers of the other entities that it mentions, each once.
    pub(super) mentioned: Vec<Number>,
    pub(super) ties: Arc<Ties>,
    /// The files that the body links to.
    pub(super) assets: Vec<Arc<str>>,
    /// `true` if the body links to addresses of this site.
    pub(super) has_addresses: bool,
}

/// The mentions of entities, by the file that contains them.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    pub(super) settings: Vec<Mention>,
    pub(super) files: Vec<(Entity, Arc<Told>)>,
    /// Mentions in files that are left out of the site.
    pub(super) drafts: Vec<(Entity, Arc<Told>)>,
}

impl<R> Clone for Resolution<R> {
    fn clone(&self) -> Self {
        Self { record: self.record.clone(), told: self.told.clone() }
    }
}

impl<R: Record> Resolution<R> {
    pub(super) fn new(entity: &Entity, record: R, mut resolver: Resolver) -> Self {
        resolver.mentions.shrink_to_fit();
        let roster = resolver.scope.registry.roster();
        let others = resolver.mentions.iter().map(|mention| &mention.to).filter(|to| *to != entity);
        let mentioned: BTreeSet<_> = others.filter_map(|to| roster.number(to)).collect();
        let targets = &record.entry().body.targets;
        let assets = targets.iter().filter_map(|target| match target {
            Target::Asset(path) => Some(path.clone()),
            _ => None,
        });
        let told = Told {
            path: record.entry().path.clone(),
            assets: assets.collect(),
            has_addresses: targets.iter().any(|target| matches!(target, Target::Site(_))),
            ties: Arc::new(Ties::new(entity, &record, roster)),
            mentioned: mentioned.into_iter().collect(),
            diagnostics: resolver.diagnostics,
            mentions: resolver.mentions,
        };
        Self { record: Arc::new(record), told: Arc::new(told) }
    }
}
