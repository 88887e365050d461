//! What a text holds that is not published, or otherwise than its author will have meant.

use std::ops::Range;

use super::Link;

/// One such thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// What it is.
    pub kind: SlipKind,
    /// The bytes of the text.
    pub range: Range<usize>,
}

/// The kinds of slips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlipKind {
    /// `[^label]` without a definition.
    UnknownFootnote,
    /// A second definition of a footnote. Holds the bytes of the first.
    DuplicateFootnote(Range<usize>),
    /// The definition of a footnote that nothing published refers to.
    UnusedFootnote,
    /// Cells of a table row for which its head has no column.
    LostCells,
    /// A thing in the text of a link or an image where it cannot be published.
    Nested(Inner, Outer),
    /// `@source passage` where it is no citation. Whether a source has that name is for others to say.
    LooseCitation {
        /// The word after `@`.
        source: String,
        /// The word after that.
        passage: Option<String>,
        /// Where it stands.
        setting: Setting,
    },
    /// `[@source passage]: …`, which is read as the definition of a link.
    CitationDefinition,
    /// The definition of a link that nothing refers to.
    UnusedDefinition,
    /// A second definition of a link's label.
    DuplicateDefinition,
    /// A comment that does not end, so that nothing after it is published.
    UnclosedComment,
    /// A code block that does not end, so that all after it is code.
    UnclosedCode,
    /// Text that looks like markup and is published as it stands.
    Markup(Markup),
}

impl SlipKind {
    /// The same in another setting.
    pub(super) fn set_in(self, setting: Setting) -> Self {
        match self {
            Self::LooseCitation { source, passage, .. } => {
                Self::LooseCitation { source, passage, setting }
            }
            other => other,
        }
    }
}

/// Where a citation stands that is not read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// In a sentence.
    Text,
    /// Within brackets or parentheses that hold more, or are not closed.
    Brackets,
    /// In a code block that is indented, or whose fence is never closed.
    Code,
    /// In a block of HTML.
    Html,
}

/// The link around a thing that may not stand in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outer {
    /// It is published as a link; or it is an image, or an `<a>` of raw HTML.
    Link,
    /// It is published as text, and not among the document's links. Holds what it would be, when its destination can be told.
    Text(Option<Box<Link>>),
}

/// The things that may not stand in the text of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inner {
    /// A citation.
    Citation,
    /// A footnote's mark.
    Footnote,
    /// Another link.
    Link,
}

/// The kinds of text that look like markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// `[text](my file.pdf)`.
    SpacedDestination,
    /// `[text](file.pdf “title”)`.
    LinkTitle,
    /// `[text](file.pdf` without an end.
    UnclosedDestination,
    /// `[text](…)` that is no link for another reason.
    Brackets,
    /// `[text] (file.pdf)`, or with the parentheses of Chinese and Japanese.
    LinkApart,
    /// `[text][label]` without a definition of the label.
    UndefinedLabel,
    /// `[[name]` or `[name]]`.
    WikiLink,
    /// `^[text]`.
    InlineNote,
    /// `{#id}` or `{.class}`.
    Attributes,
    /// `{{ … }}` or `{% … %}`.
    Shortcode,
    /// `%%text%%`.
    Comment,
    /// `==text==`.
    Highlight,
    /// `** text **`.
    Emphasis,
    /// `$$ … $$`.
    Math,
    /// `<!-- …` without an end within its paragraph.
    HtmlComment,
    /// `<a href=…` without an end, or `</b` alone.
    Tag,
    /// `<https://example.org/a b>`.
    AngleAddress,
    /// A block's mark before or after a space that is none to Markdown.
    OddSpace,
    /// `##text`.
    Heading,
    /// `<<<<<<< HEAD`.
    Conflict,
    /// Lines that begin with `-text`.
    Items,
    /// A line that begins with `•`.
    Bullet,
    /// Lines that begin with numbers.
    Numbers,
    /// `- []` or `- [x]text`.
    TaskBox,
    /// `[!INFO]`, or a kind of alert with text behind it.
    Alert,
    /// `::: note` or `!!! note`.
    Container,
    /// `[TOC]`.
    Contents,
    /// Rows of a table without the row of hyphens.
    Table,
    /// Text right behind a table, which became a row of it.
    TextInTable,
    /// `2*3*4`, of which the asterisks became emphasis.
    Product,
    /// Sentences over a line of hyphens, which became a heading.
    Underlined,
    /// Markdown within a block of HTML.
    InHtml,
}
