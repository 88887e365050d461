//! Writes Markdown events as HTML.

use std::collections::HashMap;
use std::iter::Peekable;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, Tag, TagEnd, html::push_html,
};
use unicase::UniCase;

use super::definitions::Label;
use super::events::{Events, is_citation};
use super::{Document, raw};

/// The callbacks for writing HTML. `at` is an index into the document's `links` or `citations`.
pub trait Hooks {
    /// Returns the form of a link. `None` to write only its text.
    fn link(&self, at: usize) -> Option<Anchor>;
    /// Returns the attributes of an image except `alt`: `src="…" width="…"`.
    fn image(&self, at: usize) -> String;
    /// Returns the links of a citation mark, with [`CITE_BETWEEN`] between them. Adjacent marks are merged.
    fn citation(&mut self, at: usize) -> String;
    /// Returns the HTML of a code block in `language`, which is empty if none is given.
    fn code(&self, language: &str, code: &str) -> String;
    /// Returns one of the theme's words.
    fn word(&self, word: Word) -> String;
    /// Returns the prefix of every `id`, so that several texts can be on one page: empty, or a name and something that no anchor contains.
    fn scope(&self) -> &str;
    /// Returns `true` if raw HTML is published as written, and `false` if it is sanitized.
    fn trusts_raw_html(&self) -> bool;
}

/// The beginning of a citation mark.
pub const CITE_START: &str = "<sup class=\"cite\">";
/// The separator between the numbers of a citation mark: a comma and a thin space.
pub const CITE_BETWEEN: &str = ",\u{2009}";
/// The end of a citation mark.
pub const CITE_END: &str = "</sup>";

/// The form in which a link is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Its attributes, escaped: `href="…"`.
    pub attributes: String,
    /// The text to show instead of the author's, for a wiki-link without one.
    pub text: Option<String>,
}

/// The words that Markdown's own constructs need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The title of an alert.
    Alert(Alert),
    /// The name of a table, for readers who scroll it with a keyboard.
    Table,
    /// A completed task.
    Done,
    /// A task that is not completed.
    NotDone,
    /// The heading over the footnotes.
    Footnotes,
    /// The name of the link back from a footnote.
    FootnoteBack,
}

/// GitHub's kinds of alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are GitHub's and say it all")]
pub enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

impl Alert {
    /// Returns the word in the theme's strings and classes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }
}

impl From<BlockQuoteKind> for Alert {
    fn from(kind: BlockQuoteKind) -> Self {
        match kind {
            BlockQuoteKind::Note => Self::Note,
            BlockQuoteKind::Tip => Self::Tip,
            BlockQuoteKind::Important => Self::Important,
            BlockQuoteKind::Warning => Self::Warning,
            BlockQuoteKind::Caution => Self::Caution,
        }
    }
}

/// Escapes `text` for HTML text and for attributes in double quotes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    pulldown_cmark_escape::escape_html(&mut escaped, text)
        .expect("writing into a String cannot fail");
    escaped
}

pub(super) fn write(document: &Document, hooks: &mut dyn Hooks) -> String {
    let mut writer = Writer {
        document,
        hooks,
        out: Vec::new(),
        definitions: HashMap::new(),
        notes: Vec::new(),
        note_numbers: HashMap::new(),
        table: Table::default(),
    };
    writer.text(numbered(document.text()));
    let text = std::mem::take(&mut writer.out);
    writer.footnotes();
    let Writer { notes, hooks, .. } = writer;
    // Only texts with raw HTML are sanitized, because this program's own HTML is safe.
    let is_raw = !document.raw_html.is_empty() && !hooks.trusts_raw_html();
    let finished = |html: String| if is_raw { raw::sound(&html) } else { html };
    let mut html = String::with_capacity(document.text().len() * 2);
    push_html(&mut html, text.into_iter());
    let mut html = finished(html);
    if !notes.is_empty() {
        html.push_str(&footnotes(notes, hooks, &finished));
    }
    html
}

/// An event, with its index among the document's links, citations or headings if it begins one.
struct Piece<'a> {
    event: Event<'a>,
    at: usize,
}

/// The remaining events.
type Rest<'a> = Peekable<Box<dyn Iterator<Item = Piece<'a>> + 'a>>;

/// Returns the events of a text. Links, citations and headings are numbered in the order in which the document holds them.
fn numbered<'a>(text: &'a str) -> Rest<'a> {
    let (mut links, mut citations, mut headings) = (0, 0, 0);
    let next = |counter: &mut usize| {
        *counter += 1;
        *counter - 1
    };
    let events = Events::new(text).map(move |(event, _)| {
        let at = match &event {
            Event::Start(tag) if is_citation(tag) => next(&mut citations),
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => next(&mut links),
            Event::Start(Tag::Heading { .. }) => next(&mut headings),
            _ => 0,
        };
        Piece { event, at }
    });
    (Box::new(events) as Box<dyn Iterator<Item = Piece<'a>> + 'a>).peekable()
}

struct Writer<'a, 'h> {
    document: &'a Document,
    hooks: &'h mut dyn Hooks,
    out: Vec<Event<'a>>,
    /// The events of each footnote, by its label. The first of several definitions is used.
    definitions: HashMap<Label, Vec<Piece<'a>>>,
    /// The footnotes that are referred to, in the order of their first marks.
    notes: Vec<Footnote<'a>>,
    /// The indices of the footnotes in `notes`.
    note_numbers: HashMap<Label, usize>,
    table: Table,
}

/// The state of the table that is being written: the alignment of its columns, the index of the next one, and `true` in the head.
#[derive(Default)]
struct Table {
    columns: Vec<Alignment>,
    next: usize,
    head: bool,
}

/// A footnote: its events, and the number of references to it.
struct Footnote<'a> {
    label: Label,
    events: Vec<Event<'a>>,
    references: usize,
}

impl<'a> Writer<'a, '_> {
    fn text(&mut self, mut rest: Rest<'a>) {
        while let Some(piece) = rest.next() {
            self.event(piece, &mut rest);
        }
    }

    /// Writes the footnotes that are referred to. A footnote may refer to others, which are added after it.
    fn footnotes(&mut self) {
        let mut at = 0;
        while at < self.notes.len() {
            let pieces = self.definitions.remove(&self.notes[at].label).unwrap_or_default();
            let pieces: Box<dyn Iterator<Item = Piece<'a>> + 'a> = Box::new(pieces.into_iter());
            self.text(pieces.peekable());
            self.notes[at].events = std::mem::take(&mut self.out);
            at += 1;
        }
    }

    fn event(&mut self, piece: Piece<'a>, rest: &mut Rest<'a>) {
        let Piece { event, at } = piece;
        match event {
            Event::Start(tag) if is_citation(&tag) => {
                skip_to_end(rest);
                // After an exclamation mark a citation is read as an image.
                if let Tag::Image { .. } = tag {
                    self.out.push(Event::Text("!".into()));
                }
                self.citation(at);
            }
            Event::Start(Tag::Link { .. }) => self.link(at, rest),
            Event::Start(Tag::Image { .. }) => self.image(at, rest),
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                let heading = self.document.headings.get(at);
                let anchor =
                    heading.map(|heading| format!("{}{}", self.hooks.scope(), heading.anchor));
                self.out.push(Event::Start(Tag::Heading {
                    level,
                    id: anchor.map(CowStr::from),
                    classes,
                    attrs,
                }));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let code = collect_code(rest);
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([' ', ',']).next().unwrap_or_default()
                    }
                    CodeBlockKind::Indented => "",
                };
                let html = self.hooks.code(language, &code);
                self.html(html);
            }
            Event::Start(Tag::BlockQuote(Some(kind))) => {
                let alert = Alert::from(kind);
                let title = escape(&self.hooks.word(Word::Alert(alert)));
                self.html(format!("<div class=\"alert\" data-kind=\"{}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n", alert.as_str()));
            }
            Event::End(TagEnd::BlockQuote(Some(_))) => self.html("</div>\n".to_owned()),
            Event::Start(Tag::Table(alignment)) => {
                let name = escape(&self.hooks.word(Word::Table));
                self.html(format!(
                    "<div class=\"scroller\" tabindex=\"0\" role=\"region\" aria-label=\"{name}\">"
                ));
                self.table = Table { columns: alignment, ..Table::default() };
                self.html("<table>".to_owned());
            }
            Event::End(TagEnd::Table) => self.html("</tbody></table></div>\n".to_owned()),
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                self.table.next = 0;
                self.table.head = event == Event::Start(Tag::TableHead);
                self.html(if self.table.head { "<thead><tr>" } else { "<tr>" }.to_owned());
            }
            Event::End(TagEnd::TableHead) => self.html("</tr></thead><tbody>\n".to_owned()),
            Event::End(TagEnd::TableRow) => self.html("</tr>\n".to_owned()),
            Event::Start(Tag::TableCell) => self.cell(),
            Event::End(TagEnd::TableCell) => {
                self.html(if self.table.head { "</th>" } else { "</td>" }.to_owned());
            }
            Event::TaskListMarker(done) => {
                let name = escape(&self.hooks.word(if done { Word::Done } else { Word::NotDone }));
                let checked = if done { " checked" } else { "" };
                self.html(format!(
                    "<input type=\"checkbox\" disabled{checked} aria-label=\"{name}\"> "
                ));
            }
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::Start(Tag::FootnoteDefinition(label)) => self.footnote_definition(&label, rest),
            Event::Start(Tag::HtmlBlock) => {
                let html = collect_html(rest);
                self.raw(&html);
            }
            Event::InlineHtml(html) => self.raw(&html),
            event => self.out.push(event),
        }
    }

    /// Writes a citation mark, or extends the previous one if it is directly before.
    fn citation(&mut self, at: usize) {
        let links = self.hooks.citation(at);
        self.close_up();
        if links.is_empty() {
            return;
        }
        let goes_on =
            matches!(self.out.last(), Some(Event::InlineHtml(last)) if **last == *CITE_END);
        if goes_on {
            self.out.pop();
        }
        self.html(if goes_on { CITE_BETWEEN } else { CITE_START }.to_owned() + &links);
        self.html(CITE_END.to_owned());
    }

    /// Opens a cell. Its alignment is an attribute, because a strict content security policy would block a style.
    fn cell(&mut self) {
        let align = match self.table.columns.get(self.table.next) {
            Some(Alignment::Center) => " data-align=\"center\"",
            Some(Alignment::Right) => " data-align=\"end\"",
            _ => "",
        };
        self.table.next += 1;
        let name = if self.table.head { "th scope=\"col\"" } else { "td" };
        self.html(format!("<{name}{align}>"));
    }

    /// Removes the space before a citation mark, so that the mark stays with the word before it.
    fn close_up(&mut self) {
        match self.out.last_mut() {
            Some(Event::Text(text)) if text.ends_with(' ') => {
                *text = text.trim_end_matches(' ').to_owned().into();
                if text.is_empty() {
                    self.out.pop();
                }
            }
            Some(Event::SoftBreak) => {
                self.out.pop();
            }
            _ => {}
        }
    }

    fn html(&mut self, html: String) {
        self.out.push(Event::InlineHtml(html.into()));
    }

    /// Writes raw HTML, as another kind of event than this program's own HTML.
    fn raw(&mut self, html: &str) {
        if raw::is_comment(html) {
            return;
        }
        let trusted = self.hooks.trusts_raw_html();
        let html = if trusted { html.to_owned() } else { raw::filtered(html).html };
        self.out.push(Event::Html(html.into()));
    }

    fn link(&mut self, at: usize, rest: &mut Rest<'a>) {
        let anchor = self.hooks.link(at);
        if let Some(anchor) = &anchor {
            let title = self.document.links.get(at).map_or("", |link| &link.title);
            let title = attribute("title", title);
            self.html(format!("<a {}{title}>", anchor.attributes));
        }
        let replacement = anchor.as_ref().and_then(|anchor| anchor.text.clone());
        let replaced = replacement.is_some();
        self.out.extend(replacement.map(|text| Event::Text(text.into())));
        while let Some(piece) = rest.next() {
            match piece.event {
                Event::End(TagEnd::Link) => break,
                _ if !replaced => self.event(piece, rest),
                _ => {}
            }
        }
        if anchor.is_some() {
            self.html("</a>".to_owned());
        }
    }

    /// Writes an image, with its title as the caption. An image with a caption that is alone in its paragraph replaces the paragraph.
    fn image(&mut self, at: usize, rest: &mut Rest<'a>) {
        skip_to_end(rest);
        let link = self.document.links.get(at);
        let alternative = link.map(|link| escape(&link.text)).unwrap_or_default();
        let attributes = self.hooks.image(at);
        let image = format!("<img {attributes} alt=\"{alternative}\" loading=\"lazy\">");
        let Some(caption) = link.map(|link| escape(&link.title)).filter(|it| !it.is_empty()) else {
            self.html(image);
            return;
        };
        let ends = rest.peek().is_some_and(|it| it.event == Event::End(TagEnd::Paragraph));
        if ends && self.out.last() == Some(&Event::Start(Tag::Paragraph)) {
            self.out.pop();
            rest.next();
            self.html(format!("<figure>{image}<figcaption>{caption}</figcaption></figure>\n"));
        } else {
            self.html(format!(
                "<span class=\"captioned\">{image}<span class=\"caption\">{caption}</span></span>"
            ));
        }
    }

    fn footnote_reference(&mut self, label: &str) {
        let label = UniCase::new(label.to_owned());
        let next = self.notes.len();
        let at = *self.note_numbers.entry(label.clone()).or_insert(next);
        if at == next {
            self.notes.push(Footnote { label, events: Vec::new(), references: 0 });
        }
        self.notes[at].references += 1;
        let (scope, number, reference) = (self.hooks.scope(), at + 1, self.notes[at].references);
        self.html(format!(
            "<sup class=\"footnote-mark\"><a id=\"{scope}footnote-mark.{number}.{reference}\" href=\"#{scope}footnote.{number}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    /// Stores the events of a definition. It is written later, if the text refers to it.
    fn footnote_definition(&mut self, label: &str, rest: &mut Rest<'a>) {
        let mut pieces = Vec::new();
        while let Some(piece) = rest.next() {
            match piece.event {
                Event::End(TagEnd::FootnoteDefinition) => break,
                Event::Start(Tag::FootnoteDefinition(inner)) => {
                    self.footnote_definition(&inner, rest);
                }
                _ => pieces.push(piece),
            }
        }
        self.definitions.entry(UniCase::new(label.to_owned())).or_insert(pieces);
    }
}

/// Returns the footnotes as a section, each with links back to its marks.
fn footnotes(
    notes: Vec<Footnote>,
    hooks: &dyn Hooks,
    finished: &dyn Fn(String) -> String,
) -> String {
    let (scope, heading) = (hooks.scope(), escape(&hooks.word(Word::Footnotes)));
    let mut html = format!(
        "<section class=\"footnotes\" role=\"doc-endnotes\"><h2 class=\"footnotes-title\">{heading}</h2>\n<ol>\n"
    );
    for (at, note) in notes.into_iter().enumerate() {
        let number = at + 1;
        html.push_str(&format!("<li id=\"{scope}footnote.{number}\">"));
        let mut text = String::new();
        push_html(&mut text, note.events.into_iter());
        html.push_str(&finished(text));
        for reference in 1..=note.references {
            let back = escape(&hooks.word(Word::FootnoteBack));
            html.push_str(&format!(
                "<a class=\"back\" href=\"#{scope}footnote-mark.{number}.{reference}\" role=\"doc-backlink\" aria-label=\"{back} {number}\">↩\u{fe0e}</a>"
            ));
        }
        html.push_str("</li>\n");
    }
    html.push_str("</ol>\n</section>\n");
    html
}

/// Returns an attribute with a space before it, or an empty string if its value is empty.
fn attribute(name: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { format!(" {name}=\"{}\"", escape(value)) }
}

/// Collects the raw HTML of a block, up to its end.
fn collect_html(rest: &mut Rest) -> String {
    let mut block = String::new();
    for piece in rest {
        match piece.event {
            Event::End(TagEnd::HtmlBlock) => break,
            Event::Html(html) => block.push_str(&html),
            _ => {}
        }
    }
    block
}

/// Skips the events of a link or an image that has begun, up to its end.
fn skip_to_end(rest: &mut Rest) {
    let mut depth = 1;
    for piece in rest {
        match piece.event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

/// Collects the text of a code block that has begun, and skips its end.
fn collect_code(rest: &mut Rest) -> String {
    let mut code = String::new();
    for piece in rest {
        match piece.event {
            Event::End(TagEnd::CodeBlock) => break,
            Event::Text(inner) => code.push_str(&inner),
            _ => {}
        }
    }
    code
}
