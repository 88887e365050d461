//! Code blocks, colored at build time by classes. The syntaxes are loaded when the first block needs them.

use std::sync::OnceLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

use crate::markdown::escape;

/// The most bytes of code that are colored. More than that nobody reads on a page, and the patterns of some syntaxes take a while.
const LONGEST: usize = 200_000;

/// Highlights code. What it holds is the same for every snapshot; it is filled once.
#[derive(Debug, Default)]
pub(super) struct Highlighter {
    syntaxes: OnceLock<SyntaxSet>,
}

impl Highlighter {
    /// `code` as HTML: each kind of token in a `<span>` with classes that begin with `c-`. An unknown language is left plain.
    pub(super) fn html(&self, language: &str, code: &str) -> String {
        match self.tokens(language, code) {
            Some(colored) => block(language, &colored),
            None => plain(language, code),
        }
    }

    fn tokens(&self, language: &str, code: &str) -> Option<String> {
        if language.is_empty() || language == "text" || code.len() > LONGEST {
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

/// `code` as HTML without colors.
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
    use super::Highlighter;

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
