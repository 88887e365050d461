//! The stances on an issue, to be embedded as a frame in another site's page.

use serde::Serialize;
use tera::Value;

use super::builder::Builder;
use crate::explainer::{Division, Entity, Route, Slug};
use crate::markdown::escape;
use crate::render::policy::embed_policy;
use crate::render::views::{DateView, HolderView, Shared, StanceView};

/// The variables of `embed.html`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct EmbedPage<'a> {
    question: &'a str,
    /// The issue's title.
    title: &'a str,
    /// The full address of the issue's page.
    full: String,
    updated: Option<DateView>,
    camps: Vec<EmbedCampView>,
    /// The content security policy.
    policy: String,
    /// The style, minified.
    #[cfg_attr(test, schemars(with = "String"))]
    style: Value,
}

/// The holders that take one stance.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct EmbedCampView {
    stance: Shared<StanceView>,
    /// The number of holders.
    count: usize,
    /// The first holders.
    holders: Vec<Shared<HolderView>>,
    /// The number of further holders, if there are any.
    more: Option<usize>,
}

/// The number of names that an embed shows for one stance, beside the total.
const NAMED: usize = 50;

impl<'a> Builder<'a> {
    /// Returns the variables of the embed of an issue. `None` if there is no such issue.
    pub(in crate::render) fn embed(self, slug: &Slug) -> Option<EmbedPage<'a>> {
        let entity = Entity::Issue(slug.clone());
        let explainer = self.explainer;
        let issue = explainer.records().issues.get(slug)?;
        let style = &self.renderer.theme.embed_style;
        Some(EmbedPage {
            question: &issue.question,
            title: explainer.title(&entity),
            updated: issue.entry.updated.map(|date| self.date(date)),
            full: explainer.site().base_url.absolute(&Route::Issue(slug.clone())),
            camps: self.camps_of(slug),
            policy: embed_policy(style),
            style: Value::safe_string(style),
        })
    }

    fn camps_of(&self, issue: &Slug) -> Vec<EmbedCampView> {
        let groups = self.explainer.division(issue).map_or(&[][..], |division| &division.groups);
        let order = self.explainer.holder_order();
        let camp = |(stance, holders): &(Slug, Vec<usize>)| EmbedCampView {
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
