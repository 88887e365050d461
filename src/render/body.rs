//! Renders the Markdown of a body as HTML: resolves links, numbers citations and colors code.

use super::notes::Notes;
use super::views::entity_href;
use super::{Renderer, highlight};
use crate::explainer::{Body, Entity, RawHtml, Target};
use crate::markdown::{Anchor, Hooks, LinkKind, Word, escape};

/// Returns the HTML of the body of `entity`'s file. `notes` numbers its citations.
pub(super) fn html<'a>(
    renderer: &'a Renderer,
    entity: &Entity,
    body: &'a Body,
    notes: &mut Notes<'a>,
) -> String {
    let colors = renderer.colors_code_of(entity);
    body.document.html(&mut BodyHooks { renderer, body, notes, scope: scope(entity), colors })
}

/// Returns the prefix of the anchors in the body of `entity`'s file. Terms need one because they are on one page together. It ends in two
/// periods, which no other anchor has in a row. Empty for all other entities.
fn scope(entity: &Entity) -> String {
    if let Entity::Term(slug) = entity { format!("{slug}..") } else { String::new() }
}

/// Extensions of files that browsers display; they save all others.
const SHOWN: [&str; 29] = [
    "apng", "avif", "bmp", "css", "flac", "gif", "htm", "html", "ico", "jpeg", "jpg", "js", "json",
    "m4a", "mp3", "mp4", "oga", "ogg", "ogv", "opus", "pdf", "png", "svg", "txt", "wav", "webm",
    "webp", "xhtml", "xml",
];

/// Returns the attribute with which a linked file is saved under its own name instead of the published one. Empty for files that browsers
/// display, because the attribute would prevent that.
fn download(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if SHOWN.iter().any(|it| it.eq_ignore_ascii_case(extension)) {
        return String::new();
    }
    format!(" download=\"{}\"", escape(name))
}

struct BodyHooks<'a, 'n> {
    renderer: &'a Renderer,
    body: &'a Body,
    notes: &'n mut Notes<'a>,
    scope: String,
    /// `true` if code is colored.
    colors: bool,
}

impl BodyHooks<'_, '_> {
    /// Returns the address of a page, or of a heading on it.
    fn page(&self, entity: &Entity, anchor: Option<&str>) -> String {
        let href = entity_href(&self.renderer.explainer, entity);
        let Some(anchor) = anchor else { return href };
        let page = href.split('#').next().unwrap_or_default();
        format!("{page}#{}{anchor}", scope(entity))
    }
}

impl Hooks for BodyHooks<'_, '_> {
    fn link(&self, at: usize) -> Option<Anchor> {
        let explainer = &self.renderer.explainer;
        let base = &explainer.site().base_url;
        let plain = |href: String| {
            Some(Anchor { attributes: format!("href=\"{}\"", escape(&href)), text: None })
        };
        match self.body.targets.get(at)? {
            Target::Page(entity, anchor) => {
                let href = self.page(entity, anchor.as_deref());
                let class = if matches!(entity, Entity::Term(_)) { " class=\"term\"" } else { "" };
                let link = self.body.document.links.get(at)?;
                let bare = link.kind == LinkKind::Wiki
                    && (link.text == link.destination || link.text.trim().is_empty());
                let text = bare.then(|| explainer.title(entity).to_owned());
                Some(Anchor { attributes: format!("href=\"{}\"{class}", escape(&href)), text })
            }
            Target::Anchor(anchor) => {
                let link = self.body.document.links.get(at)?;
                let bare = link.kind == LinkKind::Wiki && link.text == link.destination;
                let text = bare.then(|| link.text.trim_start_matches('#').trim().to_owned());
                let href = escape(&format!("#{}{anchor}", self.scope));
                Some(Anchor { attributes: format!("href=\"{href}\""), text })
            }
            Target::Site(address) => plain(base.href_of(address)),
            Target::Asset(path) => {
                let href = base.href_of(&explainer.records().assets.get(path)?.published_as);
                let attributes = format!("href=\"{}\"{}", escape(&href), download(path));
                Some(Anchor { attributes, text: None })
            }
            Target::External(address) => Some(Anchor {
                attributes: format!("href=\"{}\" rel=\"external\"", escape(address)),
                text: None,
            }),
            Target::Unpublished => None,
        }
    }

    fn image(&self, at: usize) -> String {
        let explainer = &self.renderer.explainer;
        let address = match self.body.targets.get(at) {
            Some(Target::Asset(path)) => explainer
                .records()
                .assets
                .get(path)
                .map(|asset| explainer.site().base_url.href_of(&asset.published_as)),
            _ => None,
        };
        format!("src=\"{}\"", escape(&address.unwrap_or_default()))
    }

    fn citation(&mut self, at: usize) -> String {
        let citations = self.body.citations.get(at).map_or(&[][..], Vec::as_slice);
        self.notes.links(citations)
    }

    fn code(&self, language: &str, code: &str) -> String {
        if self.colors {
            self.renderer.theme.highlighter.html(language, code)
        } else {
            highlight::plain(language, code)
        }
    }

    fn word(&self, word: Word) -> String {
        let key = match word {
            Word::Alert(alert) => format!("alert.{}", alert.as_str()),
            Word::Table => "markdown.table".to_owned(),
            Word::Done => "markdown.done".to_owned(),
            Word::NotDone => "markdown.not_done".to_owned(),
            Word::Footnotes => "markdown.footnotes".to_owned(),
            Word::FootnoteBack => "markdown.footnote_back".to_owned(),
        };
        self.renderer.theme.strings.text(&key)
    }

    fn scope(&self) -> &str {
        &self.scope
    }

    fn trusts_raw_html(&self) -> bool {
        self.renderer.explainer.site().raw_html == RawHtml::Trusted
    }
}
