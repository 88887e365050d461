//! Minified stylesheets and scripts.

use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// What is wrong with a stylesheet or script: a message, and the line and column (from 1) where they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// What the parser says.
    pub(super) message: String,
    /// Where.
    pub(super) place: Option<(usize, usize)>,
}

/// `bytes` as they are published: stylesheets and scripts without what only people need, everything else as it is.
pub(super) fn minified(path: &str, bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match (extension, std::str::from_utf8(bytes)) {
        ("css", Ok(css)) => stylesheet(css).map(String::into_bytes),
        ("js" | "mjs", Ok(script)) => self::script(script).map(String::into_bytes),
        _ => Ok(bytes.to_vec()),
    }
}

fn stylesheet(css: &str) -> Result<String, Unreadable> {
    let mut sheet =
        StyleSheet::parse(css, ParserOptions::default()).map_err(|error| Unreadable {
            message: error.kind.to_string(),
            // The end of the file is no place to look: the last line is.
            place: error.loc.as_ref().map(|place| {
                ((place.line as usize + 1).min(css.lines().count()), place.column as usize)
            }),
        })?;
    let failed = |message: String| Unreadable { message, place: None };
    sheet.minify(MinifyOptions::default()).map_err(|error| failed(error.to_string()))?;
    let printed = sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() });
    printed.map(|printed| printed.code).map_err(|error| failed(error.to_string()))
}

/// Comments and white space go; names stay, so that nothing can break.
fn script(script: &str) -> Result<String, Unreadable> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, script, SourceType::mjs()).parse();
    if parsed.panicked || !parsed.diagnostics.is_empty() {
        let first = parsed.diagnostics.first();
        let message = first.map_or_else(|| "it does not parse".to_owned(), ToString::to_string);
        let place = first.and_then(|it| it.labels.first()).map(|label| {
            let before = script.get(..label.offset() as usize).unwrap_or_default();
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
        });
        return Err(Unreadable { message, place });
    }
    Ok(Codegen::new().with_options(CodegenOptions::minify()).build(&parsed.program).code)
}

#[cfg(test)]
mod tests {
    use super::minified;

    #[test]
    fn stylesheets_and_scripts_lose_what_only_people_need() {
        assert_eq!(
            minified("a.css", b"/* note */\nbody {\n  color: red;\n}\n").unwrap(),
            b"body{color:red}"
        );
        assert_eq!(
            minified("a.js", b"// note\nconst a = (b) => `x  ${b}`;\n").unwrap(),
            b"const a=b=>`x  ${b}`;"
        );
        assert_eq!(minified("a.txt", b"/* note */").unwrap(), b"/* note */");
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        assert_eq!(
            minified("a.css", b"body {\n  color: red;\n}}\n")
                .unwrap_err()
                .place
                .map(|(line, _)| line),
            Some(3)
        );
        assert_eq!(minified("a.js", b"\nconst = 1").unwrap_err().place, Some((2, 7)));
    }
}
