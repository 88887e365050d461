//! Converts Tera's errors to diagnostics: with the position in the template, the page, and help.

use std::collections::{BTreeMap, BTreeSet};

use tera::{Error, ErrorKind, Tera};

use crate::diagnostic::{Code, Diagnostic, SourceFile, Span, did_you_mean, one_of};

/// All templates, by name.
pub(super) type Templates = BTreeMap<String, SourceFile>;

/// The path prefix of built-in files in diagnostics. It is not a folder of the user's.
pub(super) const BUILT_IN: &str = "built-in/";

/// The beginning of the message for a file that the theme does not have.
pub(super) const NO_SUCH_FILE: &str = "the theme has no file";

const SEE_README: &str = "`templates/README.md` lists what each template sees and calls";

/// Returns the diagnostic for a template that failed on the page at `address`.
pub(super) fn rendering(templates: &Templates, error: &Error, address: &str) -> Diagnostic {
    let (said, span) = match error.kind() {
        ErrorKind::RenderingError(report) => {
            let file = templates.get(report.filename());
            (report.message().to_owned(), file.map(|file| place(file, report.span())))
        }
        _ => (error.to_string(), None),
    };
    let missing_file = said.contains(NO_SUCH_FILE);
    let code = if missing_file { Code::MissingThemeFile } else { Code::TemplateRender };
    let (message, help) = told(&said);
    let message = format!("{message}, while rendering `/{address}`");
    Diagnostic::new(code, span.unwrap_or_else(all_templates), message).help(help)
}

/// Returns the diagnostic for a template whose drawing cannot be rendered as a picture.
pub(super) fn drawing(templates: &Templates, name: &str, why: &str, address: &str) -> Diagnostic {
    let file = templates.get(name).cloned();
    let span = file.map_or_else(all_templates, Span::start_of);
    let why = uncapitalized(why.trim_end_matches('.'));
    let message =
        format!("no picture can be made of this drawing: {why}, while rendering `/{address}`");
    Diagnostic::new(Code::TemplateRender, span, message)
        .help("write SVG of 1200 by 630 px; what stands on it is placed for that size")
}

/// Returns a diagnostic for every template that does not parse, or if all do, for every reference to a name that does not exist.
pub(super) fn parsing(templates: &Templates, error: &Error) -> Vec<Diagnostic> {
    for found in [syntax(templates), missing_parents(templates)] {
        if !found.is_empty() {
            return found;
        }
    }
    let said = error.to_string();
    let reports: Vec<_> = said.split("\n\n").filter(|it| it.starts_with("error: ")).collect();
    if reports.is_empty() {
        return vec![unsound(&said, all_templates())];
    }
    let mut told_of = BTreeSet::new();
    let mut found: Vec<_> =
        reports.into_iter().map(|report| reference(templates, report)).collect();
    // Many built-in templates may lack the same definition of an overridden template. It is reported once.
    found.retain(|it| {
        !it.span.file.path().starts_with(BUILT_IN) || told_of.insert(it.message.clone())
    });
    found
}

/// Returns the syntax errors of each template on its own.
fn syntax(templates: &Templates) -> Vec<Diagnostic> {
    let alone = |(name, file): (&String, &SourceFile)| {
        let error = Tera::default().add_raw_template(name, file.text()).err()?;
        let ErrorKind::SyntaxError(report) = error.kind() else { return None };
        Some(unsound(report.message(), place(file, report.span())))
    };
    templates.iter().filter_map(alone).collect()
}

/// Returns a diagnostic for each template that extends a missing one.
fn missing_parents(templates: &Templates) -> Vec<Diagnostic> {
    let missing = templates.values().filter_map(|file| {
        let (before, after) = file.text().split_once("extends")?;
        let (_, after) = after.split_once('"').filter(|(space, _)| space.trim().is_empty())?;
        let (parent, _) = after.split_once('"')?;
        if !before.trim_end().ends_with(['%', '-']) || templates.contains_key(parent) {
            return None;
        }
        let start = file.text().len() - after.len();
        let span = Span::new(file.clone(), start..start + parent.len());
        let names: Vec<_> =
            templates.keys().map(String::as_str).filter(|it| !it.contains('/')).collect();
        let message = format!("there is no template `{parent}` to extend");
        let near = did_you_mean(parent, names).map(|near| format!("did you mean `{near}`?"));
        Some(
            Diagnostic::new(Code::TemplateSyntax, span, message)
                .help("add it to `templates/`, or extend `base.html`")
                .maybe_help(near),
        )
    });
    missing.collect()
}

/// Converts one of Tera's reports about an unknown name: a message, and a position as `name:line:column`.
fn reference(templates: &Templates, report: &str) -> Diagnostic {
    let message = report.lines().next().unwrap_or_default().trim_start_matches("error: ");
    let place = report.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
    let span = place.and_then(|place| named_place(templates, place)).unwrap_or_else(all_templates);
    let built_in = span.file.path().strip_prefix(BUILT_IN).map(|path| {
        format!(
            "the built-in template relies on it: keep it in yours, or override `{path}` as well"
        )
    });
    unsound(message, span).maybe_help(built_in)
}

fn unsound(said: &str, span: Span) -> Diagnostic {
    let (message, help) = told(said);
    Diagnostic::new(Code::TemplateSyntax, span, message).help(help)
}

/// Splits Tera's message into a message in lower case and a help text, in which the known names go.
fn told(said: &str) -> (String, String) {
    let said = said.trim_end_matches('.');
    for list in [". Available fields: ", ". Available variables: "] {
        if let Some((message, known)) = said.split_once(list) {
            let wrong = message.split('`').nth(1).unwrap_or_default();
            let known: Vec<_> = known.split(", ").filter(|name| !name.starts_with("__")).collect();
            return (uncapitalized(message), one_of(wrong, &known).text().to_owned());
        }
    }
    match said.split_once("; ") {
        Some((message, help)) => (uncapitalized(message), help.to_owned()),
        None => (uncapitalized(said), SEE_README.to_owned()),
    }
}

/// Returns `text` with a lower-case first letter, unless it begins with an abbreviation.
pub(super) fn uncapitalized(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if letters.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

fn all_templates() -> Span {
    Span::start_of(SourceFile::new("templates", ""))
}

fn place(file: &SourceFile, span: &tera::Span) -> Span {
    let start = file.byte_at(span.start_line, span.start_col + 1);
    let end = file.byte_at(span.end_line, span.end_col + 1).max(start);
    Span::new(file.clone(), start..end)
}

/// Parses a position that Tera prints as `name:line:column`. The span covers the name that begins there.
fn named_place(templates: &Templates, place: &str) -> Option<Span> {
    let mut parts = place.rsplitn(3, ':');
    let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let file = templates.get(parts.next()?)?;
    let start = file.byte_at(line, column);
    let rest = &file.text()[start..];
    let name = rest.strip_prefix(['<', '"']).unwrap_or(rest);
    let name_length =
        name.find(|c: char| !c.is_alphanumeric() && !"_-./".contains(c)).unwrap_or(name.len());
    let length = (rest.len() - name.len() + name_length).max(1);
    Some(Span::new(file.clone(), start..start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_that_exist_are_help() {
        let (message, help) = told("Field `titel` is not defined. Available fields: body, title");
        assert_eq!(message, "field `titel` is not defined");
        assert_eq!(help, "did you mean `title`?");
    }

    #[test]
    fn abbreviations_keep_their_capitals() {
        assert_eq!(uncapitalized("Unexpected token"), "unexpected token");
        assert_eq!(uncapitalized("HTML is not"), "HTML is not");
        assert_eq!(uncapitalized("Élan"), "élan");
        assert_eq!(uncapitalized(""), "");
    }
}
