//! Code blocks, colored at build time by classes. The syntaxes are loaded when they are first needed.
//!
//! Loading them takes half as long as everything else in a small build. So `publish` begins with the pages that have code
//! (`Renderer::takes_long`), and `check`, whose pages are not shown, leaves code plain.

use std::sync::OnceLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

use crate::markdown::escape;

/// The maximum size, in bytes, of a block that is colored. Longer blocks are unlikely to be read on a page.
const LONGEST: usize = 50_000;

/// The maximum length of a line, in bytes, and the maximum number of each opening bracket in it. The patterns of some syntaxes backtrack on every
/// bracket: a line with a few hundred of them takes minutes.
const LONGEST_LINE: usize = 250;
const MOST_BRACKETS: usize = 24;

/// The maximum size, in bytes, of all code that is colored in one site. Within the limits above, a byte can still take a tenth of a millisecond.
pub(super) const MOST_OF_A_SITE: usize = 300_000;

/// Highlights code. The syntaxes are the same for every snapshot, and are loaded once.
#[derive(Debug, Default)]
pub(super) struct Highlighter {
    syntaxes: OnceLock<SyntaxSet>,
}

impl Highlighter {
    /// Returns `code` as HTML, with each token in a `<span>` with classes that begin with `c-`. Code in an unknown language is left plain.
    pub(super) fn html(&self, language: &str, code: &str) -> String {
        match self.tokens(language, code) {
            Some(colored) => block(language, &colored),
            None => plain(language, code),
        }
    }

    fn tokens(&self, language: &str, code: &str) -> Option<String> {
        if language.is_empty() || language == "text" || !is_quick(code) {
            return None;
        }
        let syntaxes = self.syntaxes.get_or_init(two_face::syntax::extra_newlines);
        let syntax = syntaxes.find_syntax_by_token(language)?;
        let mut generator = ClassedHTMLGenerator::new_with_class_style(
            syntax,
            syntaxes,
            ClassStyle::SpacedPrefixed { prefix: "c-" },
        );
        for line in LinesWithEndings::from(code) {
            generator.parse_html_for_line_which_includes_newline(line).ok()?;
        }
        Some(generator.finalize())
    }
}

/// Returns `true` if coloring takes a bounded time.
fn is_quick(code: &str) -> bool {
    let is_quick = |line: &str| {
        let count = |bracket: u8| line.bytes().filter(|byte| *byte == bracket).count();
        line.len() <= LONGEST_LINE && b"([{<".iter().all(|it| count(*it) <= MOST_BRACKETS)
    };
    code.len() <= LONGEST && code.lines().all(is_quick)
}

/// Returns `code` as HTML without colors.
pub(super) fn plain(language: &str, code: &str) -> String {
    block(language, &escape(code))
}

fn block(language: &str, inner: &str) -> String {
    let attributes = if language.is_empty() {
        String::new()
    } else {
        format!(" data-language=\"{}\"", escape(language))
    };
    format!("<pre{attributes} tabindex=\"0\"><code>{inner}</code></pre>\n")
}

#[cfg(test)]
mod tests {
    use super::{Highlighter, LONGEST, LONGEST_LINE, MOST_BRACKETS};

    /// A7: our own limits apply before the highlighter runs.
    #[test]
    fn code_that_takes_long_is_left_plain() {
        let highlighter = Highlighter::default();
        let is_colored = |code: &str| highlighter.html("json", code).contains("class=\"c-");
        let line = |length: usize| format!("[\"{}\"]\n", "a".repeat(length - 4));
        assert!(is_colored(&line(LONGEST_LINE)) && !is_colored(&line(LONGEST_LINE + 1)));
        assert!(is_colored(&"[1]\n".repeat(LONGEST / 4)));
        assert!(!is_colored(&"[1]\n".repeat(LONGEST / 4 + 1)));
        for bracket in ["(", "[", "{", "<"] {
            let code = |count: usize| format!("1 {}\n", bracket.repeat(count));
            assert!(is_colored(&code(MOST_BRACKETS)), "{bracket}");
            assert!(!is_colored(&code(MOST_BRACKETS + 1)), "{bracket}");
        }
    }

    #[test]
    fn known_languages_are_colored_and_unknown_ones_escaped() {
        let highlighter = Highlighter::default();
        for (language, code) in [("yaml", "a: 1\n"), ("json", "{\"a\": 1}\n"), ("csv", "a,b\n")] {
            assert!(highlighter.html(language, code).contains("class=\"c-"), "{language}");
        }
        assert_eq!(
            highlighter.html("", "a < b"),
            "<pre tabindex=\"0\"><code>a &lt; b</code></pre>\n"
        );
        assert!(highlighter.html("klingon", "<b>").contains("&lt;b&gt;"));
    }
}
