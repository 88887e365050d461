//! Checks for parts of a theme that browsers would not load or run, because the content security policy of the pages forbids it (`policy.rs`).

use std::cell::RefCell;
use std::ops::Range;

use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, element, rewrite_str};

use super::asset;
use crate::diagnostic::{Code, Diagnostic, Help, SourceFile, Span};

/// Elements that load a file, with the attribute that holds its address.
const LOADING: [(&str, &str); 7] = [
    ("script", "src"),
    ("img", "src"),
    ("source", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("track", "src"),
    ("link", "href"),
];

/// Values of a link's `rel` with which a browser loads the linked file.
const LOADED: [&str; 6] =
    ["stylesheet", "preload", "modulepreload", "icon", "manifest", "prefetch"];

/// Values of a script's `type` with which a browser runs or applies an inline script.
const RUN: [&str; 6] =
    ["", "module", "text/javascript", "application/javascript", "importmap", "speculationrules"];

/// Returns a warning for each part of a template that browsers would block on a site at `origin`.
pub(super) fn in_template(file: &SourceFile, origin: &str) -> Vec<Diagnostic> {
    let html = without_tags(file.text());
    let found = RefCell::new(Vec::new());
    let collect = element!("*", |element| {
        let range = element.source_location().bytes();
        found.borrow_mut().extend(of_element(element, &range, file, origin));
        Ok(())
    });
    let settings =
        RewriteStrSettings::new().append_element_content_handler(collect).with_strict(false);
    // If the HTML cannot be parsed to its end, the part before the error has been checked.
    let _ = rewrite_str(&html, settings);
    found.into_inner()
}

/// Returns a warning for each address in a stylesheet that browsers would block on a site at `origin`.
pub(super) fn in_stylesheet(file: &SourceFile, origin: &str) -> Vec<Diagnostic> {
    let addresses = asset::addresses(file.text()).into_iter();
    let blocked = addresses.filter(|(address, ..)| is_foreign(address, origin));
    let warning = |(address, line, column): (String, usize, usize)| {
        let at = file.byte_at(line, column);
        let line_end = file.text()[at..].find('\n').map_or(file.text().len(), |length| at + length);
        let span = Span::new(file.clone(), at..line_end).first(&address);
        foreign(span, &address)
    };
    blocked.map(warning).collect()
}

/// Replaces every Tera tag with filler of the same length, so that all other text keeps its byte offset.
fn without_tags(template: &str) -> String {
    let mut html = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) =
        rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min()
    {
        let (before, tag) = rest.split_at(start);
        let (end, blank) = match &tag[..2] {
            // A letter takes the place of a value, so that an attribute is not empty.
            "{{" => ("}}", "x"),
            "{%" => ("%}", " "),
            _ => ("#}", " "),
        };
        let length = tag.find(end).map_or(tag.len(), |at| at + end.len());
        html.push_str(before);
        html.push_str(&blank.repeat(length));
        rest = &tag[length..];
    }
    html + rest
}

/// Returns a warning for each part of one element that browsers would block. The start tag of the element covers `range`.
fn of_element(
    element: &Element,
    range: &Range<usize>,
    file: &SourceFile,
    origin: &str,
) -> Vec<Diagnostic> {
    let name = element.tag_name();
    let span = |part: &str| Span::new(file.clone(), range.clone()).first(part);
    let mut found = Vec::new();
    if is_inline(element, &file.text()[range.end.min(file.text().len())..]) {
        let folder = if name == "style" { "css" } else { "js" };
        let (message, help) = (
            format!("browsers ignore a `<{name}>` that stands in a page: its policy forbids it"),
            format!("put it into a file in `static/{folder}/`, and name that with `asset(path=…)`"),
        );
        found.push(blocked(span(&name), message, help));
    }
    for attribute in element.attributes() {
        let (key, value) = (attribute.name(), attribute.value());
        if key == "style" || key.starts_with("on") && key.len() > 2 {
            let message =
                format!("browsers ignore the attribute `{key}`: the page's policy forbids it");
            let help = if key == "style" {
                "give the element a class, and style that in a file in `static/css/`"
            } else {
                "listen for the event in a script, in a file in `static/js/`"
            };
            found.push(blocked(span(&key), message, help));
        } else if value.trim_start().to_lowercase().starts_with("javascript:") {
            let message = "browsers run no script in an address: the page's policy forbids it";
            found.push(blocked(span(&value), message, "put it into a file in `static/js/`"));
        } else if is_loaded(element, &name, &key) && is_foreign(&value, origin) {
            found.push(foreign(span(&value), &value));
        }
    }
    found
}

/// Returns `true` if an inline script or style is run; `content` is the text after its start tag.
fn is_inline(element: &Element, content: &str) -> bool {
    let name = element.tag_name();
    let end = content.find("</").unwrap_or(content.len());
    // The only inline script that the policy allows is `site.prefetch`.
    let content = content[..end].trim();
    let kind = element.get_attribute("type").unwrap_or_default().to_lowercase();
    let is_run = name == "script" && !element.has_attribute("src") && RUN.contains(&kind.trim());
    (is_run || name == "style") && !content.is_empty() && !content.contains("site.prefetch")
}

/// Returns `true` if a browser loads the file whose address is in this attribute.
fn is_loaded(element: &Element, name: &str, key: &str) -> bool {
    let rel = || element.get_attribute("rel").unwrap_or_default().to_lowercase();
    LOADING.contains(&(name, key))
        && (name != "link" || rel().split_whitespace().any(|it| LOADED.contains(&it)))
}

/// Returns `true` if an address is on another host than `origin`, or is a `data:` address.
fn is_foreign(address: &str, origin: &str) -> bool {
    let address = address.trim().to_lowercase();
    let own =
        address.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    !own && ["http://", "https://", "//", "data:"].iter().any(|it| address.starts_with(it))
}

fn foreign(span: Span, address: &str) -> Diagnostic {
    let (address, help) = if address.trim_start().to_lowercase().starts_with("data:") {
        ("data:", "put it into a file in `static/`, and name that by its path")
    } else {
        (address, "put a copy into `static/`, and name that by its path")
    };
    let shown: String = address.chars().take(100).collect();
    let message =
        format!("browsers do not load `{shown}`: the page's policy allows files of this site only");
    blocked(span, message, help)
}

fn blocked(span: Span, message: impl Into<String>, help: impl Into<Help>) -> Diagnostic {
    Diagnostic::new(Code::BlockedByPolicy, span, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(template: &str) -> Vec<String> {
        let file = SourceFile::new("templates/page.html", template);
        let found = in_template(&file, "https://example.org").into_iter();
        found.map(|it| format!("{} {}", it.span.line_column().1, it.span.text())).collect()
    }

    #[test]
    fn what_a_policy_blocks_is_found_where_it_stands() {
        for (template, expected) in [
            ("<p>é</p><script>go()</script>", "10 script"),
            ("<script type=module>\ngo()</script>", "2 script"),
            ("<style>p { color: red }</style>", "2 style"),
            ("{{ t(key=\"a\") }}<p style=\"color: red\">x</p>", "20 style"),
            ("<button onclick=\"go()\">x</button>", "9 onclick"),
            ("<a href=\"javascript:go()\">x</a>", "10 javascript:go()"),
            ("<script src=\"https://cdn.example/a.js\"></script>", "14 https://cdn.example/a.js"),
            ("<link rel=stylesheet href=//fonts.example/a>", "27 //fonts.example/a"),
            ("<img src=\"data:image/png;base64,aaaa\">", "11 data:image/png;base64,aaaa"),
            ("<img src=\"https://example.org.evil/a.png\">", "11 https://example.org.evil/a.png"),
        ] {
            assert_eq!(found(template), [expected], "{template}");
        }
    }

    #[test]
    fn what_a_policy_allows_is_not_found() {
        for template in [
            "<script src=\"{{ asset(path=\"js/theme.js\") }}\"></script>",
            "<script type=\"application/ld+json\">{{ page.structured | safe }}</script>",
            "<script type=\"speculationrules\">{{ site.prefetch | safe }}</script>",
            "<a href=\"https://elsewhere.example/\" title=\"onclick\">x</a>",
            "<link rel=\"canonical\" href=\"https://elsewhere.example/\">",
            "<img src=\"https://example.org/a.png\"><img src=\"/a.png\">",
            "{# <script>go()</script> #}<!-- <style>a</style> --><style></style>",
        ] {
            assert_eq!(found(template), Vec::<String>::new(), "{template}");
        }
    }
}
