//! Reports text in a body that is not published, or published differently from what was meant, with the right way to write it.

use super::resolve::Resolver;
use super::tree::Folder;
use crate::diagnostic::{Code, Diagnostic, Fix, Help, MOST_ALIKE, did_you_mean};
use crate::explainer::Target;
use crate::markdown::{Inner, Markup, Outer, Setting, Slip, SlipKind};

impl Resolver<'_> {
    /// Reports the slips of the body.
    pub(super) fn slips(&mut self) {
        let document = self.meta.body.clone();
        for slip in &document.slips {
            self.slip(slip);
        }
    }

    fn slip(&mut self, slip: &Slip) {
        let diagnostic = match &slip.kind {
            SlipKind::Nested(inner, outer) => {
                if let Outer::Text(Some(link)) = outer {
                    // The destination is checked now, because it will count once the two are apart.
                    let _: Target = self.target(link);
                }
                Some(self.nested(slip, *inner, outer))
            }
            SlipKind::LooseCitation { source, passage, setting } => {
                self.loose_citation(slip, source, passage.as_deref(), *setting)
            }
            SlipKind::UnknownFootnote
            | SlipKind::DuplicateFootnote(_)
            | SlipKind::UnusedFootnote => Some(self.footnote(slip)),
            SlipKind::Markup(kind) => {
                let written = &self.meta.body.text()[slip.range.clone()];
                let (message, help) = looks_like(*kind, written, self.is_in_table(slip));
                Some(self.in_body(&slip.range, Code::LooksLikeMarkup, message).help(help))
            }
            _ => Some(self.unpublished(slip)),
        };
        if let Some(diagnostic) = diagnostic {
            self.report(diagnostic);
        }
    }

    fn footnote(&self, slip: &Slip) -> Diagnostic {
        let written = &self.meta.body.text()[slip.range.clone()];
        let at = |code, message: &str| self.in_body(&slip.range, code, message);
        match &slip.kind {
            SlipKind::UnknownFootnote => {
                let message = format!("no footnote `{written}` is defined");
                at(Code::UnknownFootnote, &message)
                    .help(self.define_footnote(written, slip.range.end))
            }
            SlipKind::DuplicateFootnote(first) => at(
                Code::DuplicateFootnote,
                "another footnote has this label, and is published in place of it",
            )
            .related(self.meta.body_span(first), "the first is here")
            .help("give one of them another label"),
            _ => {
                let mark = written.trim_end_matches(':');
                at(Code::UnusedFootnote, "nothing refers to this footnote: it is not published")
                    .help(format!("write `{mark}` where the text refers to it, or remove it"))
            }
        }
    }

    /// Returns the diagnostic for text that is not published, or published as something else.
    fn unpublished(&self, slip: &Slip) -> Diagnostic {
        let at = |code, message: &str| self.in_body(&slip.range, code, message);
        match &slip.kind {
            SlipKind::LostCells => {
                at(Code::LostCells, "the table has no column for this: it is not published")
                    .help(self.keep_cells(slip))
            }
            SlipKind::CitationDefinition => at(
                Code::BadCitation,
                "this is read as the definition of a link: the line is not published",
            )
            .help("remove the colon, or write a word between the citation and the colon"),
            SlipKind::UnusedDefinition => at(
                Code::UnusedDefinition,
                "no link refers to this definition: the line is not published",
            )
            .help("remove it, or write `\\[` if the line is meant as text"),
            SlipKind::DuplicateDefinition => at(
                Code::UnusedDefinition,
                "this label is defined above: the line is not published",
            )
            .help("remove it, or give one of the two another label"),
            SlipKind::UnclosedComment => at(
                Code::UnclosedComment,
                "this comment does not end before another begins, or not at all: what is in it is not published",
            )
            .help("write `-->` where it ends"),
            _ => {
                let written = &self.meta.body.text()[slip.range.clone()];
                let help = format!("write a line of its own where it ends: `` {} ``", fence(written));
                at(Code::UnclosedCode, "this code block is never closed: all that follows is code")
                    .help(help)
            }
        }
    }

    /// Returns the help for the mark of an undefined footnote. `end` is the byte after the mark.
    fn define_footnote(&self, mark: &str, end: usize) -> String {
        if self.meta.body.text()[end..].starts_with(':') {
            return "a definition stands at the beginning of a line, with an empty line before it"
                .into();
        }
        format!("define it on a line of its own: `{mark}: …`; write `\\[` if it is meant as text")
    }

    fn keep_cells(&self, slip: &Slip) -> &'static str {
        let text = self.meta.body.text();
        let start = text[..slip.range.start].rfind('\n').map_or(0, |at| at + 1);
        let row = &text[start..slip.range.end];
        let is_wiki = row.find("[[").is_some_and(|at| row[at..].find('|') < row[at..].find("]]"));
        if is_wiki {
            "in a table, write the bar within `[[…]]` as `\\|`"
        } else if row.matches('`').count() > 1 {
            "write a bar that is meant as text as `\\|`, in code as well; or give the head another column"
        } else {
            "give the head another column, or write a bar that is meant as text as `\\|`"
        }
    }

    fn is_in_table(&self, slip: &Slip) -> bool {
        let text = self.meta.body.text();
        let start = text[..slip.range.start].rfind('\n').map_or(0, |at| at + 1);
        text[start..slip.range.start].contains('|')
    }

    fn nested(&self, slip: &Slip, inner: Inner, outer: &Outer) -> Diagnostic {
        let (thing, help) = match inner {
            Inner::Citation => ("a citation", "write it behind the link"),
            Inner::Footnote => ("a footnote", "write its mark behind the link"),
            Inner::Link => ("a link", "write one of the two links, or one behind the other"),
        };
        let message = match outer {
            Outer::Link => {
                format!(
                    "{thing} stands in the text of a link or an image and cannot be followed there"
                )
            }
            Outer::Text(_) => {
                format!(
                    "{thing} stands in the text of a link, which is published as text for that reason"
                )
            }
        };
        self.in_body(&slip.range, Code::NestedLink, message).help(help)
    }

    /// Checks `@source passage` outside a citation. It is reported if a source has this name or, in brackets, a similar one.
    fn loose_citation(
        &mut self,
        slip: &Slip,
        source: &str,
        passage: Option<&str>,
        setting: Setting,
    ) -> Option<Diagnostic> {
        let registry = &self.scope.registry;
        let found = registry.get(Folder::Sources, source);
        let found = found.or_else(|| registry.get(Folder::Sources, &source.to_lowercase()));
        let Some((slug, known)) = found else {
            return self.misspelt_citation(slip, source, passage?, setting);
        };
        let slug = slug.clone();
        let parts = known.parts.as_deref().unwrap_or_default();
        let passage = passage.filter(|it| parts.iter().any(|part| part == it));
        let cite = match passage {
            Some(passage) => format!("[@{slug} {passage}]"),
            None => format!("[@{slug} …]"),
        };
        let (message, help) = match setting {
            Setting::Code => (
                "this is published as code and cites nothing",
                "indent the text by less than four spaces, and close each code block; code that shows how to cite stands between two lines of `` ``` ``".to_owned(),
            ),
            Setting::Html => (
                "within a block of HTML this is published as text and cites nothing",
                "put an empty line behind the tag before it, and one before the tag behind it".to_owned(),
            ),
            Setting::Brackets => (
                "this is published as text and cites nothing",
                format!("a citation stands in brackets of its own: `{cite}`; `\\@` is no citation"),
            ),
            Setting::Text => (
                "this is published as text and cites nothing",
                format!("put it in brackets: `{cite}`; `\\@` is no citation"),
            ),
        };
        let is_certain = passage.is_some() || setting != Setting::Text;
        let code = if is_certain { Code::BadCitation } else { Code::LooksLikeMarkup };
        // The word after the source may not belong to it.
        let end = slip.range.start + "@".len() + source.len();
        let range = if passage.is_some() { slip.range.clone() } else { slip.range.start..end };
        let diagnostic = self.in_body(&range, code, message);
        Some(match (passage, setting) {
            (Some(_), Setting::Text) => diagnostic.help(Help::from(help).fix(Fix::Replace(cite))),
            _ => diagnostic.help(help),
        })
    }

    /// Checks `@source passage` within brackets if no source has the name. It is reported if one has a similar name.
    fn misspelt_citation(
        &self,
        slip: &Slip,
        source: &str,
        passage: &str,
        setting: Setting,
    ) -> Option<Diagnostic> {
        let registry = &self.scope.registry;
        // Comparing with every source is slow, so no more is done than a report can show.
        let reported =
            self.diagnostics.iter().filter(|it| it.code == Code::LooksLikeMarkup).count();
        if setting != Setting::Brackets || reported > MOST_ALIKE {
            return None;
        }
        let near = did_you_mean(source, registry.slugs(Folder::Sources))?;
        let message = "this looks like a citation and is published as text";
        let diagnostic = self.in_body(&slip.range, Code::LooksLikeMarkup, message);
        Some(diagnostic.help(format!(
            "a citation stands in brackets of its own: `[@{near} {passage}]`; `\\@` is no citation"
        )))
    }
}

/// Returns the marks of a fence.
fn fence(line: &str) -> &str {
    let mark = if line.starts_with('~') { '~' } else { '`' };
    let length = line.chars().take_while(|c| *c == mark).count();
    if length > 0 { &line[..length] } else { "```" }
}

/// Returns the message and the help for text that looks like markup.
fn looks_like(kind: Markup, written: &str, in_table: bool) -> (&'static str, Help) {
    match kind {
        Markup::SpacedDestination => spaced(written),
        Markup::OddSpace => odd_space(written),
        Markup::WikiLink if in_table => (
            "this looks like a wiki-link and is published as text",
            "write `[[name]]`; in a table, the bar in `[[name\\|text]]` has a backslash before it"
                .into(),
        ),
        kind => {
            let (message, help) = like_a_link(kind)
                .or_else(|| like_marked_text(kind))
                .unwrap_or_else(|| like_a_block(kind));
            (message, help.into())
        }
    }
}

fn like_a_link(kind: Markup) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        Markup::LinkTitle => (
            "this is published as text: a title stands between straight quotation marks",
            "write `\"` or `'` before and after the title",
        ),
        Markup::UnclosedDestination => (
            "this looks like a link and is published as text: its parenthesis is not closed",
            "write `)` behind the path; write `\\[` if it is meant as text",
        ),
        Markup::Brackets => (
            "this looks like a link and is published as text",
            "write the path between `<` and `>`; write `\\[` if it is meant as text",
        ),
        Markup::LinkApart => (
            "this looks like a link and is published as text",
            "write `[text](path)`, with `(` and `)` and no space between; write `\\[` if it is meant as text",
        ),
        Markup::UndefinedLabel => (
            "this looks like a link and is published as text: nothing defines its label",
            "write `[text](path)`, or `[label]: path` on a line of its own; write `\\[` if it is meant as text",
        ),
        Markup::WikiLink => (
            "this looks like a wiki-link and is published as text",
            "write `[[name]]`; write `\\[` if it is meant as text",
        ),
        Markup::InlineNote => (
            "this looks like a footnote and is published as text",
            "write `[^1]`, and the text on a line of its own: `[^1]: …`",
        ),
        Markup::AngleAddress => (
            "this looks like an address and is published as text: it holds a space",
            "write `%20` for the space, or leave out `<` and `>`",
        ),
        _ => return None,
    })
}

fn like_marked_text(kind: Markup) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        Markup::Attributes => (
            "this looks like an attribute and is published as text",
            "remove it: a heading's anchor is made from its text, as on GitHub; write `\\{` if it is meant as text",
        ),
        Markup::Shortcode => (
            "this looks like a shortcode or a variable and is published as text",
            "remove it: a body is Markdown alone; write `\\{` if it is meant as text",
        ),
        Markup::Comment => (
            "this looks like a comment and is published",
            "write `<!-- … -->`, which is not; write `\\%` if it is meant as text",
        ),
        Markup::Highlight => (
            "this looks like marked text and is published with its `==`",
            "write `<mark>…</mark>`, or `**…**`; write `\\=` if it is meant as text",
        ),
        Markup::Emphasis => (
            "this looks like emphasis and is published with its marks",
            "write no space within the marks, and where they touch letters or punctuation on both sides `<b>…</b>`; write `\\*` if they are meant as text",
        ),
        Markup::Math => (
            "this looks like a formula and is published as text",
            "write it in words or in code; write `\\$` if it is meant as text",
        ),
        Markup::HtmlComment => (
            "this looks like a comment and is published: it does not end in its paragraph",
            "write `-->` where it ends; write `\\<` if it is meant as text",
        ),
        Markup::Tag => (
            "this looks like a tag of HTML and is published as text: it does not end",
            "write `>` where it ends; write `\\<` if it is meant as text",
        ),
        _ => return None,
    })
}

fn like_a_block(kind: Markup) -> (&'static str, &'static str) {
    match kind {
        Markup::Heading => (
            "this looks like a heading and is published as text",
            "write `##` and a space before its text; write `\\#` if it is meant as text",
        ),
        Markup::Conflict => (
            "this looks like a conflict that git left, and is published",
            "keep one of the two versions, and remove the lines of `<`, `=` and `>`",
        ),
        Markup::Items => (
            "this looks like a list and is published as one paragraph",
            "write a space behind each `-`; write `\\-` if it is meant as text",
        ),
        Markup::Bullet => (
            "this looks like an item of a list and is published as text",
            "write `-` and a space in place of the bullet",
        ),
        Markup::Numbers => (
            "this looks like a list and is published as one paragraph",
            "put an empty line before its first item, and a space behind each number",
        ),
        Markup::TaskBox => (
            "this looks like a task and is published as text",
            "write `[ ]` or `[x]`, and a space behind it",
        ),
        Markup::Alert => (
            "this looks like an alert and is published as text",
            "write `> [!NOTE]` (or `TIP`, `IMPORTANT`, `WARNING`, `CAUTION`) alone on its line, and `> ` before each line of the text",
        ),
        Markup::Container => (
            "this looks like a box and is published as text",
            "write `> [!NOTE]`, and `> ` before each line of it",
        ),
        Markup::Contents => {
            ("this looks like a table of contents and is published as text", "remove it")
        }
        Markup::TextInTable => {
            ("this became a row of the table before it", "put an empty line between the two")
        }
        Markup::Product => (
            "these `*` became emphasis and are not published",
            "write `×`, or a backslash before each `*`",
        ),
        Markup::Underlined => (
            "this became a heading: a line of hyphens stands right under it",
            "put an empty line between the two; a heading is written `## …`",
        ),
        Markup::InHtml => (
            "within a block of HTML this is published as text",
            "put an empty line behind the tag before it, and one before the tag behind it",
        ),
        _ => (
            "this looks like a table and is published as text",
            "write `|---|---|` under its first row, with as many cells as the row has, and an empty line before the table",
        ),
    }
}

/// Returns the message and the help for `[text](my file.pdf)`.
fn spaced(written: &str) -> (&'static str, Help) {
    let message = "this looks like a link and is published as text: its path holds a space";
    let (text, destination) = written.rsplit_once("](").unwrap_or_default();
    let path = destination.trim_end_matches(')').trim();
    if path.contains(['<', '>', '"', '\'', '(']) || text.is_empty() {
        return (message, "write `[text](<path>)`, with a title, if any, behind `>`".into());
    }
    let right = if path.contains("://") {
        format!("{text}]({})", path.replace(' ', "%20"))
    } else {
        format!("{text}](<{path}>)")
    };
    let help = Help::from(format!("write `{right}`"));
    (message, if right.contains('\n') { help } else { help.fix(Fix::Replace(right)) })
}

/// Returns the message and the help for `## text` with a no-break space.
fn odd_space(written: &str) -> (&'static str, Help) {
    let odd = written.chars().find(|c| {
        matches!(
            c,
            '\u{a0}' | '\u{ad}' | '\u{2000}'
                ..='\u{200f}' | '\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{3000}' | '\u{feff}'
        )
    });
    let number = odd.map_or(0xa0, u32::from);
    let is_visible = odd.is_none_or(char::is_whitespace);
    let help = if is_visible {
        format!("write an ordinary space in place of U+{number:04X}")
    } else {
        format!("remove U+{number:04X}, which cannot be seen")
    };
    ("this looks like a heading, an item or another block and is published as text", help.into())
}
