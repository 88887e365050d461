//! Parses `CommonMark` with GitHub's extensions, wiki-links and citations, and writes it as HTML.
//!
//! Parsing and writing are separate: [`Document::parse`] finds the links, citations and headings, so that `content` can check their
//! targets. [`Document::html`] writes the HTML, and asks its [`Hooks`] for addresses, citation marks and highlighted code.

mod bounds;
mod definitions;
mod events;
mod html;
mod lookalike;
mod parse;
mod raw;
mod slip;

use std::ops::Range;
use std::sync::Arc;

pub use html::{Alert, Anchor, CITE_BETWEEN, CITE_END, CITE_START, Hooks, Word, escape};
pub use parse::anchor;
pub use slip::{Inner, Markup, Outer, Setting, Slip, SlipKind};

/// The maximum nesting depth of blocks and inlines (lists, quotations, links, emphasis).
pub const DEEPEST: usize = 100;

/// A parsed Markdown text. All ranges are bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    text: Arc<str>,
    /// Links and images, in the order of the text.
    pub links: Vec<Link>,
    /// Citation marks (`[@source passage]`), in the order of the text.
    pub citations: Vec<CitationMark>,
    /// Headings, in the order of the text.
    pub headings: Vec<Heading>,
    /// `true` if it has a code block in a language.
    pub has_code: bool,
    /// The size in bytes of all code blocks in a language.
    pub code_bytes: usize,
    /// The ranges of raw HTML, except comments.
    pub raw_html: Vec<Range<usize>>,
    /// The place at which the text nests deeper than [`DEEPEST`], if it does. The rest is then not parsed, and no HTML is written.
    pub too_deep: Option<Range<usize>>,
    /// The place at which raw HTML leaves more open than can be sanitized, if it does. Unless raw HTML is trusted, no HTML is written then.
    pub too_much_html: Option<Range<usize>>,
    /// The parts of raw HTML that are not published, or not as written.
    pub flaws: Vec<Flaw>,
    /// The ranges of texts with a control character, written as an entity (`&#7;`).
    pub unprintable: Vec<Range<usize>>,
    /// Text that is not published, or published differently from what its author meant, as far as can be detected.
    pub slips: Vec<Slip>,
}

/// A part of raw HTML that is not published, or not as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The kind of flaw.
    pub kind: FlawKind,
    /// The bytes of the tag or attribute.
    pub range: Range<usize>,
}

/// The kinds of flaws in raw HTML. Names are in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlawKind {
    /// An element that is not published.
    Element(String),
    /// An attribute that is not published, or not on this element.
    Attribute(String),
    /// An attribute with a value that it may not have.
    Value(String),
    /// `<!…>`, `<?…?>` and the like.
    Declaration,
    /// A tag or comment that does not end.
    Incomplete,
    /// An element that is opened and never closed.
    Unclosed(String),
    /// A closing tag without an open element of its name.
    Unopened(String),
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The kind of link.
    pub kind: LinkKind,
    /// The destination as written.
    pub destination: String,
    /// The text that it shows, or an image's alternative text.
    pub text: String,
    /// Its title, which is the caption of an image. Empty if there is none.
    pub title: String,
    /// The bytes of the destination as written, or of the whole link if the destination is elsewhere.
    pub range: Range<usize>,
    /// The bytes of the destination in its definition (`[name]: destination`), if it has one.
    pub definition: Option<Range<usize>>,
}

/// The kinds of links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](destination)`, its reference forms, and plain addresses.
    Link,
    /// `[[slug]]` or `[[slug|text]]`.
    Wiki,
    /// `![text](destination)`.
    Image,
    /// `<name@example.org>`.
    Email,
}

/// A citation mark in brackets: `[@ap-2025-04-17 p5; @background invasion]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationMark {
    /// The passages in the order written, including those that do not have the form `@source passage`.
    pub passages: Vec<CitedPassage>,
    /// The bytes of the brackets and their content.
    pub range: Range<usize>,
}

/// One passage within a citation mark, as written and not yet resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedPassage {
    /// The source's slug and the passage's id. `None` if the text has another form.
    pub named: Option<(String, String)>,
    /// The bytes of `@source passage`.
    pub range: Range<usize>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The level, 1 to 6.
    pub level: u8,
    /// Its anchor, formed as on GitHub.
    pub anchor: String,
    /// Its text.
    pub text: String,
    /// The bytes of the whole heading.
    pub range: Range<usize>,
}

impl Document {
    /// Parses `text`. Cannot fail, because every text is Markdown.
    pub fn parse(text: impl Into<Arc<str>>) -> Self {
        let mut document = parse::parse(&text.into());
        document.too_much_html = bounds::leaves_too_much_open(&document);
        document
    }

    /// Returns the text from which it was parsed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns `true` if the text is empty or consists of white space.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Returns the HTML of the whole text. An empty string if it nests too deep, or leaves too much raw HTML open.
    pub fn html(&self, hooks: &mut dyn Hooks) -> String {
        let html_is_too_much = self.too_much_html.is_some() && !hooks.trusts_raw_html();
        let is_too_much = self.too_deep.is_some() || html_is_too_much;
        if is_too_much { String::new() } else { html::write(self, hooks) }
    }
}
