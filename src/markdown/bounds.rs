//! Limits on the input of the parser and the sanitizer. Both take time proportional to the square of what is open at once.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::events::Events;
use super::raw::{self, OpenElements, is_comment};
use super::{DEEPEST, Document};

/// The maximum number of brackets open at once within a paragraph, and of lists and quotations that a line may begin with. The parser
/// searches all open ones repeatedly, so its time grows with the square of their number.
const MOST_OPEN: usize = 2 * DEEPEST;

/// The maximum number of places with too many of them that are checked for being code, where they have no meaning. Each check parses
/// everything before the place.
const MOST_IN_CODE: usize = 20;

/// Texts with fewer bytes are sanitized quickly, whatever they contain.
const SHORT: usize = 10_000;

/// Returns the place at which `text` opens more than [`MOST_OPEN`]. `None` if it does not.
pub(super) fn opens_too_much(text: &str) -> Option<Range<usize>> {
    let mut looks = 0;
    let mut from = 0;
    loop {
        let found = opens_too_much_from(text, from)?;
        looks += 1;
        // The text before this place is not too deep, so it can be parsed.
        let code = if looks > MOST_IN_CODE { None } else { end_of_code(text, found.start) };
        match code {
            Some(end) => from = end,
            None => return Some(found),
        }
    }
}

/// Does the same for the text after `from`, which is the beginning of a line.
fn opens_too_much_from(text: &str, from: usize) -> Option<Range<usize>> {
    let mut start = from;
    let mut brackets = 0_usize;
    for line in text[from..].split_inclusive('\n') {
        if line.trim_end().is_empty() {
            brackets = 0;
        }
        for (at, byte) in line.bytes().enumerate() {
            match byte {
                b'[' => brackets += 1,
                b']' => brackets = brackets.saturating_sub(1),
                _ => continue,
            }
            if brackets > MOST_OPEN {
                return Some(start + at..start + at + 1);
            }
        }
        if containers(line) > MOST_OPEN {
            return Some(start..start + line.len());
        }
        start += line.len();
    }
    None
}

/// Returns the number of lists and quotations that `line` may begin with.
fn containers(line: &str) -> usize {
    let markers = line.bytes().take_while(|byte| {
        matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'.' | b')' | b'0'..=b'9')
    });
    markers
        .zip(line.bytes().skip(1))
        .filter(|(byte, next)| match byte {
            b'>' => true,
            b'-' | b'*' | b'+' | b'.' | b')' => matches!(next, b' ' | b'\t'),
            _ => false,
        })
        .count()
}

/// Returns the offset up to which the text after `at` is certainly code: that of a line that could end the code block, or an earlier one.
/// `None` if no code block is at `at`. The text before `at` must not open too much.
fn end_of_code(text: &str, at: usize) -> Option<usize> {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    // Part of the line has to be included, so that the parser can tell which block the line is in.
    let mut end = (line + 16).max(at).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let code = code_at_the_end(&text[..end])?;
    let mut lines = text[line..].split_inclusive('\n');
    let mut next = line + lines.next().unwrap_or_default().len();
    let goes_on = |line: &str| match code {
        Code::Fenced => {
            let content = line.trim_start_matches([' ', '\t', '>']);
            !content.starts_with("```") && !content.starts_with("~~~")
        }
        Code::Indented => line.starts_with("    ") || line.starts_with('\t'),
        Code::Within => false,
    };
    next += lines.take_while(|line| goes_on(line)).map(str::len).sum::<usize>();
    Some(next)
}

/// The kind of a code block: between fences, indented, or within a list or a quotation, which may end before it.
enum Code {
    Fenced,
    Indented,
    Within,
}

/// Returns the kind of the code block in which `text` ends. `None` if it does not end in one.
fn code_at_the_end(text: &str) -> Option<Code> {
    let mut depth = 0_usize;
    let mut code = None;
    for (event, range) in Events::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let found = match kind {
                    _ if depth > 0 => Code::Within,
                    CodeBlockKind::Fenced(_) => Code::Fenced,
                    CodeBlockKind::Indented => Code::Indented,
                };
                code = Some(found).filter(|_| range.end >= text.len());
            }
            Event::End(TagEnd::CodeBlock) => {}
            Event::Start(_) => {
                depth += 1;
                code = None;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    code
}

/// Returns the place at which raw HTML leaves more open than the sanitizer can process in bounded time. `None` if there is none.
pub(super) fn leaves_too_much_open(document: &Document) -> Option<Range<usize>> {
    if document.raw_html.is_empty() || document.text().len() < SHORT {
        return None;
    }
    let mut open = OpenElements::default();
    let mut block: Option<String> = None;
    for (event, range) in Events::new(document.text()) {
        let is_too_much = match event {
            Event::Start(Tag::HtmlBlock) => {
                block = Some(String::new());
                false
            }
            Event::Html(html) => {
                if let Some(block) = &mut block {
                    block.push_str(&html);
                }
                false
            }
            Event::End(TagEnd::HtmlBlock) => takes_in(&mut open, &block.take().unwrap_or_default()),
            Event::InlineHtml(html) => takes_in(&mut open, &html),
            _ if open.is_empty() => false,
            Event::Start(tag) => is_block(&tag) && open.block(),
            Event::End(_) | Event::SoftBreak | Event::HardBreak => false,
            _ => open.piece(),
        };
        if is_too_much {
            return Some(range);
        }
    }
    None
}

/// Processes a piece of raw HTML. Returns `true` if too much is open then.
fn takes_in(open: &mut OpenElements, html: &str) -> bool {
    !is_comment(html) && raw::filtered(html).tags.iter().any(|tag| open.tag(tag))
}

fn is_block(tag: &Tag) -> bool {
    !matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A11: brackets in code do not open anything.
    #[test]
    fn brackets_in_code_do_not_count() {
        let many = "[".repeat(MOST_OPEN + 1);
        let lists = "- ".repeat(MOST_OPEN + 1);
        for code in [
            format!("```\n{many}\n{many}\n```\n"),
            format!("a\n\n~~~~ json\n{many}\n~~~~\nb\n"),
            format!("```\n{lists}\n> {lists}\n```\n"),
            format!("```\n{many}"),
            format!("a\n\n    {many}\n    {lists}\n\nb\n"),
            format!("- a\n\n  ```\n  {many}\n  ```\n"),
            format!("> ```\n> {many}\n> ```\n\nb\n"),
            format!("```\nЇ{}\n```\n", "Ї[".repeat(MOST_OPEN + 1)),
        ] {
            assert_eq!(opens_too_much(&code), None, "{code}");
        }
    }

    #[test]
    fn what_only_looks_like_code_does() {
        let many = "[".repeat(MOST_OPEN + 1);
        let lists = "- ".repeat(MOST_OPEN + 1);
        for text in [
            format!("```\na\n```\n{many}\n"),
            format!("```\n{many}\n```\n{many}\n"),
            format!("<!--\n```\n-->\n{many}\n"),
            format!("    ```\n{many}\n"),
            format!("> ```\n> {many}\n{many}\n"),
            format!("- ```\n  {many}\n\n{many}\n"),
            format!("    {many}\n{many}\n"),
            format!("```\n{many}\n```\n{lists}a\n"),
            format!("a\n    {many}\n"),
        ] {
            assert!(opens_too_much(&text).is_some(), "{text}");
        }
        let code = format!("```\n{many}\n```\n\n");
        assert_eq!(opens_too_much(&code.repeat(MOST_IN_CODE)), None);
        assert!(opens_too_much(&code.repeat(MOST_IN_CODE + 1)).is_some(), "looking costs as well");
    }

    /// A7: one warning costs no more than its own place, and what nests or repeats too much is refused.
    #[test]
    fn raw_html_that_is_left_open_is_found() {
        let found = |text: String| Document::parse(text).too_much_html.is_some();
        let filler = "a\n\n".repeat(SHORT);
        assert!(found(format!("{}\n\n{filler}", "<b>".repeat(DEEPEST + 1))));
        assert!(found(format!("<table>\n\n{filler}")));
        assert!(found(format!("<b title=\"{}\">\n\n{filler}", "x".repeat(1000))));
        assert!(!found(format!("<b>\n\n{filler}")));
        assert!(!found(format!("<table><tr><td>\n\n{filler}</td></tr></table>")));
        assert!(!found("<div><b>a</b><p>b</div>\n\n".repeat(SHORT)));
    }
}
