//! Text that is not published, or published differently from what its author probably meant.

use std::ops::Range;

use super::Link;

/// A slip and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The kind of slip.
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
    /// The definition of a footnote that no published text refers to.
    UnusedFootnote,
    /// Cells of a table row for which its head has no column.
    LostCells,
    /// A citation, footnote or link in the text of a link or an image, where it cannot be published.
    Nested(Inner, Outer),
    /// `@source passage` that is not a citation. The caller has to check that a source has that name.
    LooseCitation {
        /// The word after `@`.
        source: String,
        /// The word after the source.
        passage: Option<String>,
        /// Its surroundings.
        setting: Setting,
    },
    /// `[@source passage]: …`, which is read as the definition of a link.
    CitationDefinition,
    /// The definition of a link that is never used.
    UnusedDefinition,
    /// A second definition of a link's label.
    DuplicateDefinition,
    /// A comment that does not end, so that the text after it is not published.
    UnclosedComment,
    /// A code block that does not end, so that all text after it is code.
    UnclosedCode,
    /// Text that looks like markup and is published as text.
    Markup(Markup),
}

impl SlipKind {
    /// Returns the same slip in another setting.
    pub(super) fn set_in(self, setting: Setting) -> Self {
        match self {
            Self::LooseCitation { source, passage, .. } => {
                Self::LooseCitation { source, passage, setting }
            }
            other => other,
        }
    }
}

/// The surroundings of a citation that is not read as one.
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

/// The link around a thing that may not be in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outer {
    /// A link that is published as one, or an image, or an `<a>` of raw HTML.
    Link,
    /// A link that is published as text, and is not among the document's links. Holds the link as it would be, if its destination is known.
    Text(Option<Box<Link>>),
}

/// The things that may not be in the text of a link.
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
    /// `[text](…)` that is not a link for another reason.
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
    /// A block's mark before or after a space that Markdown does not treat as one.
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
    /// Text directly behind a table, which became a row of it.
    TextInTable,
    /// `2*3*4`, of which the asterisks became emphasis.
    Product,
    /// Sentences over a line of hyphens, which became a heading.
    Underlined,
    /// Markdown within a block of HTML.
    InHtml,
}
