//! `CommonMark` with GitHub's extensions, wiki-links and citations.
//!
//! Reading and writing are apart: [`Document::parse`] finds the links, citations and headings, so that `content` can check
//! where they lead; [`Document::html`] writes the HTML, asking its [`Hooks`] for addresses, citation marks and highlighted code.

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

/// How many blocks and inlines (lists, quotations, links, emphasis) may stand within each other.
pub const DEEPEST: usize = 100;

/// A Markdown text and what was found in it. All ranges are bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    text: Arc<str>,
    /// Links and images, in the order of the text.
    pub links: Vec<Link>,
    /// Citation marks (`[@source passage]`), in the order of the text.
    pub citations: Vec<CitationMark>,
    /// Headings, in the order of the text.
    pub headings: Vec<Heading>,
    /// Whether there is code in a language.
    pub has_code: bool,
    /// How many bytes blocks of code in a language have.
    pub code_bytes: usize,
    /// Where raw HTML stands (comments aside).
    pub raw_html: Vec<Range<usize>>,
    /// Where the text nests deeper than [`DEEPEST`], if it does. Nothing after that was looked at, and nothing of the text is written.
    pub too_deep: Option<Range<usize>>,
    /// Where raw HTML leaves more open than can be sanitised, if it does. Nothing of the text is written then.
    pub too_much_html: Option<Range<usize>>,
    /// What of it is not published, or not as it is written.
    pub flaws: Vec<Flaw>,
    /// Where a character stands that is not for readers, written as an entity (`&#7;`).
    pub unprintable: Vec<Range<usize>>,
    /// What is not published, or otherwise than its author meant, as far as that can be told.
    pub slips: Vec<Slip>,
}

/// Something in raw HTML that is not published, or not as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// What is wrong with it.
    pub kind: FlawKind,
    /// The bytes of the tag or attribute.
    pub range: Range<usize>,
}

/// What can be wrong with raw HTML. Names are in lower case.
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
    /// A closing tag where nothing of the name is open.
    Unopened(String),
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is.
    pub kind: LinkKind,
    /// Where it leads, as written.
    pub destination: String,
    /// The text it shows; an image's alternative text.
    pub text: String,
    /// Its title: the caption of an image. Empty when there is none.
    pub title: String,
    /// The bytes of the destination as it is written, or of the whole link where the destination stands elsewhere.
    pub range: Range<usize>,
    /// The bytes of the destination where it stands in a definition: `[name]: destination`.
    pub definition: Option<Range<usize>>,
}

/// The kinds of links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](destination)`, the reference forms of it, and addresses as they are.
    Link,
    /// `[[slug]]` or `[[slug|text]]`.
    Wiki,
    /// `![text](destination)`.
    Image,
    /// `<name@example.org>`.
    Email,
}

/// One pair of brackets that cites: `[@ap-2025-04-17 p5; @background invasion]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationMark {
    /// The passages, in the order written; nothing stands for one that is not of the form `@source passage`.
    pub passages: Vec<CitedPassage>,
    /// The bytes of the brackets and what is in them.
    pub range: Range<usize>,
}

/// One passage within a citation mark, as written and not yet looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedPassage {
    /// The source's slug and the passage's id; nothing when the text is of another form.
    pub named: Option<(String, String)>,
    /// The bytes of `@source passage`.
    pub range: Range<usize>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its anchor, formed as GitHub forms it.
    pub anchor: String,
    /// Its text.
    pub text: String,
    /// The bytes of the whole heading.
    pub range: Range<usize>,
}

impl Document {
    /// Reads `text`. Cannot fail: every text is Markdown.
    pub fn parse(text: impl Into<Arc<str>>) -> Self {
        let mut document = parse::parse(&text.into());
        document.too_much_html = bounds::leaves_too_much_open(&document);
        document
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The HTML of the whole text; empty when it is too deep.
    pub fn html(&self, hooks: &mut dyn Hooks) -> String {
        let html_is_too_much = self.too_much_html.is_some() && !hooks.trusts_raw_html();
        let is_too_much = self.too_deep.is_some() || html_is_too_much;
        if is_too_much { String::new() } else { html::write(self, hooks) }
    }
}
