//! From Markdown events to HTML.

use std::collections::HashMap;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, Tag, TagEnd, html::push_html,
};

use super::{Document, parse, raw};

/// What writing HTML needs to know from outside. Places are indices into the document's `links` and `citations`.
pub trait Hooks {
    /// How a link is written; nothing leaves its text alone.
    fn link(&self, at: usize) -> Option<Anchor>;
    /// The attributes of an image but for `alt`: `src="…" width="…"`.
    fn image(&self, at: usize) -> String;
    /// The links of a citation mark, with [`CITE_BETWEEN`] between them. Marks that touch become one.
    fn citation(&mut self, at: usize) -> String;
    /// The HTML of a code block in `language` (empty when none is given).
    fn code(&self, language: &str, code: &str) -> String;
    /// One of the theme's words.
    fn word(&self, word: Word) -> String;
    /// What every `id` begins with, so that several texts can stand on one page: empty, or a name and something that no anchor holds.
    fn scope(&self) -> &str;
    /// Whether raw HTML is published as it is written, or else sanitised.
    fn trusts_raw_html(&self) -> bool;
}

/// What begins a citation mark.
pub const CITE_START: &str = "<sup class=\"cite\">";
/// What stands between the numbers of a citation mark: a comma and a thin space.
pub const CITE_BETWEEN: &str = ",\u{2009}";
/// What ends a citation mark.
pub const CITE_END: &str = "</sup>";

/// How a link is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Its attributes, escaped: `href="…"`.
    pub attributes: String,
    /// The text to show in place of the author's, for a wiki-link without one.
    pub text: Option<String>,
}

/// The words that Markdown's own constructs need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The title of an alert.
    Alert(Alert),
    /// The name of a table, for those who scroll it with a keyboard.
    Table,
    /// A task that is done.
    Done,
    /// A task that is not.
    NotDone,
    /// The heading over the footnotes.
    Footnotes,
    /// The name of the way back from a footnote.
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
    /// The word in the theme's strings and classes.
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

/// `text` escaped for HTML text and attributes in double quotes.
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
        notes: Vec::new(),
        note_numbers: HashMap::new(),
        links: 0,
        citations: 0,
        headings: 0,
        table: Table::default(),
    };
    writer.run();
    let Writer { out, notes, hooks, .. } = writer;
    // Few texts hold raw HTML; what this program writes itself needs no second look.
    let is_raw = !document.raw_html.is_empty() && !hooks.trusts_raw_html();
    let finished = |html: String| if is_raw { raw::sound(&html) } else { html };
    let mut html = String::with_capacity(document.text().len() * 2);
    push_html(&mut html, out.into_iter());
    let mut html = finished(html);
    if !notes.is_empty() {
        html.push_str(&footnotes(notes, hooks, &finished));
    }
    html
}

struct Writer<'a, 'h> {
    document: &'a Document,
    hooks: &'h mut dyn Hooks,
    out: Vec<Event<'a>>,
    notes: Vec<Footnote<'a>>,
    /// The places of footnotes among the notes, by label.
    note_numbers: HashMap<String, usize>,
    links: usize,
    citations: usize,
    headings: usize,
    table: Table,
}

/// The table that is being written: how its columns are aligned, which of them comes next, and whether this is the head.
#[derive(Default)]
struct Table {
    columns: Vec<Alignment>,
    next: usize,
    head: bool,
}

/// A footnote: its events, and how often the text refers to it.
#[derive(Default)]
struct Footnote<'a> {
    events: Vec<Event<'a>>,
    references: usize,
}

impl<'a> Writer<'a, '_> {
    fn run(&mut self) {
        let document = self.document;
        let mut events = parse::events(document.text()).map(|(event, _)| event);
        while let Some(event) = events.next() {
            self.event(event, &mut events);
        }
    }

    fn event(&mut self, event: Event<'a>, rest: &mut dyn Iterator<Item = Event<'a>>) {
        match event {
            Event::Start(tag) if parse::is_citation(&tag) => {
                skip_to_end(rest, |end| end == TagEnd::Link);
                self.citation();
            }
            Event::Start(Tag::Link { .. }) => self.link(rest),
            Event::Start(Tag::Image { .. }) => self.image(rest),
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                let heading = self.document.headings.get(self.headings);
                let anchor =
                    heading.map(|heading| format!("{}{}", self.hooks.scope(), heading.anchor));
                self.headings += 1;
                self.out.push(Event::Start(Tag::Heading {
                    level,
                    id: anchor.map(CowStr::from),
                    classes,
                    attrs,
                }));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let code = collect_text(rest, |end| end == TagEnd::CodeBlock);
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

    /// Writes a citation mark, or goes on with the one before where nothing stands between them.
    fn citation(&mut self) {
        let links = self.hooks.citation(self.citations);
        self.citations += 1;
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

    /// Opens a cell. How it is aligned is an attribute and not a style, which a strict content security policy would refuse.
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

    /// Takes away the space before a citation mark, which hangs on the word before it.
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

    /// Writes raw HTML, as another event than what this program writes itself.
    fn raw(&mut self, html: &str) {
        if raw::is_comment(html) {
            return;
        }
        let trusted = self.hooks.trusts_raw_html();
        let html = if trusted { html.to_owned() } else { raw::filtered(html).html };
        self.out.push(Event::Html(html.into()));
    }

    fn link(&mut self, rest: &mut dyn Iterator<Item = Event<'a>>) {
        let at = self.links;
        self.links += 1;
        let anchor = self.hooks.link(at);
        if let Some(anchor) = &anchor {
            self.html(format!("<a {}>", anchor.attributes));
        }
        let replacement = anchor.as_ref().and_then(|anchor| anchor.text.clone());
        let replaced = replacement.is_some();
        self.out.extend(replacement.map(|text| Event::Text(text.into())));
        while let Some(event) = rest.next() {
            match event {
                Event::End(TagEnd::Link) => break,
                event if !replaced => self.event(event, rest),
                _ => {}
            }
        }
        if anchor.is_some() {
            self.html("</a>".to_owned());
        }
    }

    fn image(&mut self, rest: &mut dyn Iterator<Item = Event<'a>>) {
        let at = self.links;
        self.links += 1;
        let mut depth = 0;
        for event in rest {
            match event {
                Event::Start(tag @ (Tag::Image { .. } | Tag::Link { .. })) => {
                    depth += 1;
                    let counter = if parse::is_citation(&tag) {
                        &mut self.citations
                    } else {
                        &mut self.links
                    };
                    *counter += 1;
                }
                Event::End(TagEnd::Image | TagEnd::Link) if depth == 0 => break,
                Event::End(TagEnd::Image | TagEnd::Link) => depth -= 1,
                _ => {}
            }
        }
        let alternative =
            self.document.links.get(at).map(|link| escape(&link.text)).unwrap_or_default();
        let attributes = self.hooks.image(at);
        self.html(format!("<img {attributes} alt=\"{alternative}\" loading=\"lazy\">"));
    }

    /// The number of the footnote with this label, in the order of first reference.
    fn footnote(&mut self, label: &str) -> usize {
        if let Some(at) = self.note_numbers.get(label) {
            return *at;
        }
        self.note_numbers.insert(label.to_owned(), self.notes.len());
        self.notes.push(Footnote::default());
        self.notes.len() - 1
    }

    fn footnote_reference(&mut self, label: &str) {
        let at = self.footnote(label);
        self.notes[at].references += 1;
        let (scope, number, reference) = (self.hooks.scope(), at + 1, self.notes[at].references);
        self.html(format!(
            "<sup class=\"footnote-mark\"><a id=\"{scope}footnote-mark.{number}.{reference}\" href=\"#{scope}footnote.{number}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    fn footnote_definition(&mut self, label: &str, rest: &mut dyn Iterator<Item = Event<'a>>) {
        let at = self.footnote(label);
        let text = std::mem::take(&mut self.out);
        while let Some(event) = rest.next() {
            if event == Event::End(TagEnd::FootnoteDefinition) {
                break;
            }
            self.event(event, rest);
        }
        self.notes[at].events = std::mem::replace(&mut self.out, text);
    }
}

/// The footnotes as a section of their own, each with the way back; one that the text never refers to is left out.
fn footnotes(
    notes: Vec<Footnote>,
    hooks: &dyn Hooks,
    finished: &dyn Fn(String) -> String,
) -> String {
    let (scope, heading) = (hooks.scope(), escape(&hooks.word(Word::Footnotes)));
    let mut html = format!(
        "<section class=\"footnotes\" role=\"doc-endnotes\"><h2 class=\"footnotes-title\">{heading}</h2>\n<ol>\n"
    );
    for (at, note) in notes.into_iter().enumerate().filter(|(_, note)| note.references > 0) {
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

/// The raw HTML of a block, up to its end.
fn collect_html(events: &mut dyn Iterator<Item = Event<'_>>) -> String {
    let mut block = String::new();
    for event in events {
        match event {
            Event::End(TagEnd::HtmlBlock) => break,
            Event::Html(html) => block.push_str(&html),
            _ => {}
        }
    }
    block
}

fn skip_to_end(events: &mut dyn Iterator<Item = Event<'_>>, is_end: impl Fn(TagEnd) -> bool) {
    collect_text(events, is_end);
}

/// The text of the events up to the end tag, which is taken too.
fn collect_text(
    events: &mut dyn Iterator<Item = Event<'_>>,
    is_end: impl Fn(TagEnd) -> bool,
) -> String {
    let mut text = String::new();
    for event in events {
        match event {
            Event::End(end) if is_end(end) => break,
            Event::Text(inner) | Event::Code(inner) => text.push_str(&inner),
            _ => {}
        }
    }
    text
}
