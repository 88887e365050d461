//! Minified stylesheets and scripts.

use lightningcss::dependencies::{Dependency, DependencyOptions};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// A syntax error in a stylesheet or script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// The parser's message.
    pub(super) message: String,
    /// The line and column (from 1), if they are known.
    pub(super) place: Option<(usize, usize)>,
}

/// Returns `bytes` as they are published: stylesheets and scripts minified, all other files unchanged. `published` maps the path of a static file
/// to its published address, relative to the folder of stylesheets.
pub(super) fn minified(
    path: &str,
    bytes: &[u8],
    published: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<u8>, Unreadable> {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match (extension, std::str::from_utf8(bytes)) {
        ("css", Ok(css)) => stylesheet(path, css, published).map(String::into_bytes),
        ("js" | "mjs", Ok(script)) => self::script(script).map(String::into_bytes),
        _ => Ok(bytes.to_vec()),
    }
}

/// Returns `true` for a stylesheet, which may refer to other files.
pub(super) fn is_stylesheet(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension == "css")
}

fn stylesheet(
    path: &str,
    css: &str,
    published: &dyn Fn(&str) -> Option<String>,
) -> Result<String, Unreadable> {
    let mut sheet =
        StyleSheet::parse(css, ParserOptions::default()).map_err(|error| Unreadable {
            message: error.kind.to_string(),
            // The parser may report the line after the last one, which does not exist.
            place: error.loc.as_ref().map(|place| {
                ((place.line as usize + 1).min(css.lines().count()), place.column as usize)
            }),
        })?;
    let failed = |message: String| Unreadable { message, place: None };
    sheet.minify(MinifyOptions::default()).map_err(|error| failed(error.to_string()))?;
    let options = PrinterOptions {
        minify: true,
        analyze_dependencies: Some(DependencyOptions::default()),
        ..PrinterOptions::default()
    };
    let printed = sheet.to_css(options).map_err(|error| failed(error.to_string()))?;
    let mut code = printed.code;
    for dependency in printed.dependencies.unwrap_or_default() {
        let (around, placeholder, place, address) = match dependency {
            Dependency::Url(it) => (("url(", ")"), it.placeholder, it.loc, it.url),
            Dependency::Import(it) => (("", ""), it.placeholder, it.loc, it.url),
        };
        let place = Some((place.start.line as usize, place.start.column as usize));
        let address = match local(path, &address) {
            None => address,
            Some((file, rest)) => {
                let name = published(&file).ok_or_else(|| Unreadable {
                    message: format!("`static/` holds no file `{file}` for `{address}`"),
                    place,
                })?;
                name + &rest
            }
        };
        let quoted = address.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\a ");
        // A placeholder is a short string. Only together with the text around it can it not be mistaken for other text.
        let written = |text: &str| format!("{}\"{text}\"{}", around.0, around.1);
        code = code.replace(&written(&placeholder), &written(&quoted));
    }
    Ok(code)
}

/// Returns the addresses that a stylesheet refers to, each with its line and column (from 1). Empty if the stylesheet does not parse.
pub(super) fn addresses(css: &str) -> Vec<(String, usize, usize)> {
    let Ok(sheet) = StyleSheet::parse(css, ParserOptions::default()) else { return Vec::new() };
    let options = PrinterOptions {
        analyze_dependencies: Some(DependencyOptions::default()),
        ..PrinterOptions::default()
    };
    let printed = sheet.to_css(options).ok().and_then(|printed| printed.dependencies);
    let address = |dependency| {
        let (address, place) = match dependency {
            Dependency::Url(it) => (it.url, it.loc),
            Dependency::Import(it) => (it.url, it.loc),
        };
        (address, place.start.line as usize, place.start.column as usize)
    };
    printed.unwrap_or_default().into_iter().map(address).collect()
}

/// Resolves `address` in the file at `path` under `static/`: returns the path there, and the query or fragment after it. `None` for an address of
/// another host, from the root, of inline data, or within the page.
fn local(path: &str, address: &str) -> Option<(String, String)> {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let (file, rest) = address.split_at(end);
    if file.is_empty() || file.starts_with('/') || file.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some((parts.join("/"), rest.to_owned()))
}

/// Removes comments and white space from a script. Names are not shortened, so that nothing can break.
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
    use super::Unreadable;

    fn minified(path: &str, bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
        super::minified(path, bytes, &|file| {
            (file == "fonts/a.woff2").then(|| "a.1.woff2".to_owned())
        })
    }

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

    #[test]
    fn stylesheets_name_files_as_they_are_published() {
        let css = |css: &str| minified("css/a.css", css.as_bytes());
        let published =
            css("a{background:url(../fonts/a.woff2#x)}b{background:url('data:x,\\'1\"')}");
        let expected = "a{background:url(\"a.1.woff2#x\")}b{background:url(\"data:x,'1\\\"\")}";
        assert_eq!(String::from_utf8(published.unwrap()).unwrap(), expected);
        let missing = css("a {}\nb { src: url(a.woff2) }").unwrap_err();
        assert_eq!(missing.message, "`static/` holds no file `css/a.woff2` for `a.woff2`");
        assert_eq!(missing.place.map(|(line, _)| line), Some(2));
        assert!(
            css("@import 'b.css';").is_err() && css("@import 'https://example.org/b.css';").is_ok()
        );
    }
}
