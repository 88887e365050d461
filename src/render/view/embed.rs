//! The stances on an issue, to be embedded as a frame in another site's page.

use serde::Serialize;
use tera::{Context, Value};

use super::shared::Shared;
use super::{Builder, HolderView, StanceView};
use crate::explainer::{Division, Entity, Route, Slug};
use crate::markdown::escape;
use crate::render::policy::embed_policy;

/// The holders that take one stance.
#[derive(Debug, Serialize)]
struct CampView {
    stance: Shared<StanceView>,
    /// The number of holders.
    count: usize,
    /// The first holders.
    holders: Vec<Shared<HolderView>>,
    /// The number of further holders; `None` if there are none.
    more: Option<usize>,
}

/// The number of names that an embed shows for one stance, beside the total.
const NAMED: usize = 50;

impl Builder<'_> {
    pub(super) fn embed(mut self, slug: &Slug) -> Context {
        let issue = Entity::Issue(slug.clone());
        let explainer = self.explainer;
        let question = explainer.records().issues.get(slug).map(|it| it.question.as_str());
        let updated = explainer.entry(&issue).and_then(|entry| entry.updated);
        let full = explainer.site().base_url.absolute(&Route::Issue(slug.clone()));
        self.set("question", question.unwrap_or_default());
        self.set("title", explainer.title(&issue));
        self.set("updated", &updated.map(|date| self.date(date)));
        self.set("full", &full);
        self.set("camps", &self.camps_of(slug));
        let style = &self.renderer.theme.embed_style;
        self.set("policy", &embed_policy(style));
        self.context.insert_value("style", Value::safe_string(style));
        self.context
    }

    fn camps_of(&self, issue: &Slug) -> Vec<CampView> {
        let groups = self.explainer.division(issue).map_or(&[][..], |division| &division.groups);
        let order = self.explainer.holder_order();
        let camp = |(stance, holders): &(Slug, Vec<usize>)| CampView {
            stance: self.stance(stance),
            count: holders.len(),
            more: holders.len().checked_sub(NAMED).filter(|more| *more > 0),
            holders: holders.iter().take(NAMED).map(|at| self.holder(&order[*at])).collect(),
        };
        groups.iter().map(camp).collect()
    }

    /// Returns the HTML with which another page embeds the stances on an issue. `None` if nobody has a position on it.
    pub(super) fn embed_snippet(&self, issue: &Slug) -> Option<String> {
        let division = self.explainer.division(issue)?;
        let address = self.explainer.site().base_url.absolute(&Route::Embed(issue.clone()));
        let title = escape(self.explainer.title(&Entity::Issue(issue.clone())));
        Some(format!(
            "<iframe src=\"{address}\" title=\"{title}\" width=\"100%\" height=\"{}\" loading=\"lazy\" style=\"border: 0\"></iframe>",
            height(division)
        ))
    }
}

/// Estimates the height, in px, at which an embed fits in most places. A frame cannot adapt to its content.
fn height(division: &Division) -> usize {
    let named = division.groups.iter().map(|(_, holders)| holders.len().min(NAMED));
    let names: usize = named.map(|names| names.div_ceil(2)).sum();
    180 + division.groups.len() * 44 + names * 26
}
