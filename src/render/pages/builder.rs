//! The builder of the variables of one page.

use tera::Value;

use super::styles::has_rich_text;
use crate::explainer::{Date, Entity, Explainer, Holder, Route, Slug};
use crate::render::notes::Notes;
use crate::render::views::{DateView, HolderView, Link, Shared, StanceView};
use crate::render::{Renderer, body};

/// Builds the variables of one page. Citations are numbered in the order in which its fields are built, which must be their order on the page.
/// The fields of a struct expression are built in the order in which they are written, and `page`, with the list of citations, is the last.
pub(in crate::render) struct Builder<'a> {
    pub(super) renderer: &'a Renderer,
    pub(super) explainer: &'a Explainer,
    pub(super) route: &'a Route,
    pub(super) notes: Notes<'a>,
    /// `true` if a text so far has an element with a style sheet of its own.
    pub(super) has_rich_text: bool,
}

impl<'a> Builder<'a> {
    pub(in crate::render) fn new(renderer: &'a Renderer, route: &'a Route) -> Self {
        let explainer = &renderer.explainer;
        Self { renderer, explainer, route, notes: Notes::new(renderer), has_rich_text: false }
    }

    pub(super) fn word(&self, key: &str) -> String {
        self.renderer.theme.strings.text(key)
    }

    pub(super) fn date(&self, date: Date) -> DateView {
        DateView { iso: date.to_string(), text: self.renderer.theme.strings.date(date) }
    }

    pub(super) fn link(&self, entity: &Entity) -> Link {
        self.renderer.views.link(self.explainer, entity)
    }

    pub(super) fn holder(&self, holder: &Holder) -> Shared<HolderView> {
        self.renderer.views.holder(self.explainer, holder)
    }

    pub(super) fn stance(&self, id: &Slug) -> Shared<StanceView> {
        self.renderer.views.stance(id)
    }

    /// Returns the text of `entity`'s file as HTML.
    pub(super) fn html(&mut self, entity: &Entity) -> Value {
        let body = self.explainer.entry(entity).map(|entry| &entry.body);
        let html = body.map(|body| body::html(self.renderer, entity, body, &mut self.notes));
        let html = html.unwrap_or_default();
        self.has_rich_text |= has_rich_text(&html);
        Value::safe_string(&html)
    }

    /// Returns the number of this part of the page, counted from 1.
    pub(super) fn part(&self) -> usize {
        self.route.whole().1
    }

    /// Returns the entries of a list that belong on this part.
    pub(super) fn of_this_part<T>(
        &self,
        list: impl Iterator<Item = T>,
        in_one: usize,
    ) -> impl Iterator<Item = T> {
        list.skip((self.part() - 1) * in_one).take(in_one)
    }
}
