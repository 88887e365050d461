//! Output formats for diagnostics: for people, for programs, and for GitHub Actions.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use super::args::Format;
use crate::diagnostic::{Diagnostic, Severity, Span, printable, printable_line, steers};

/// Returns all `diagnostics` as text in `format`. With `strict`, warnings are printed as errors.
pub(super) fn text(diagnostics: &[Diagnostic], format: Format, strict: bool) -> String {
    let print = |diagnostic: &Diagnostic| match format {
        Format::Human => human(diagnostic, strict) + "\n\n",
        Format::Json => json(diagnostic, strict) + "\n",
        Format::Github => github(diagnostic, strict) + "\n",
    };
    diagnostics.iter().map(print).collect()
}

/// Returns the severity that `diagnostic` counts as. With `strict`, a warning counts as an error.
pub(super) fn severity(diagnostic: &Diagnostic, strict: bool) -> Severity {
    let severity = diagnostic.severity();
    if strict { severity.strict() } else { severity }
}

/// Returns the number of diagnostics by severity: `3 errors, 1 warning and 2 notes`. `None` if there are none.
pub(super) fn tally(diagnostics: &[Diagnostic], strict: bool) -> Option<String> {
    let count = |wanted| diagnostics.iter().filter(|it| severity(it, strict) == wanted).count();
    let phrase = |n: usize, noun: &str| match n {
        0 => None,
        1 => Some(format!("1 {noun}")),
        n => Some(format!("{n} {noun}s")),
    };
    let parts: Vec<_> =
        Severity::ALL.iter().filter_map(|it| phrase(count(*it), &it.to_string())).collect();
    let (last, others) = parts.split_last()?;
    Some(if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) })
}

fn human(diagnostic: &Diagnostic, strict: bool) -> String {
    let level = match severity(diagnostic, strict) {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(printable_line(&diagnostic.message)).id(diagnostic.code.name());
    let mut groups = vec![title.element(place(&diagnostic.span, diagnostic.label.as_deref()))];
    if let Some((span, note)) = &diagnostic.related {
        groups.push(Level::NOTE.secondary_title(printable_line(note)).element(place(span, None)));
    }
    if let Some(help) = &diagnostic.help {
        groups.push(Group::with_title(Level::HELP.secondary_title(printable(help))));
    }
    Renderer::styled().decor_style(DecorStyle::Ascii).render(&groups)
}

/// Returns the source excerpt of a span, or only the path if the span means the whole file.
fn place<'a>(span: &'a Span, label: Option<&'a str>) -> Element<'a> {
    if span.is_whole_file() {
        return Origin::path(printable_line(span.file.path())).into();
    }
    Snippet::source(span.file.text())
        .path(printable_line(span.file.path()))
        .annotation(
            AnnotationKind::Primary.span(span.range.clone()).label(label.map(printable_line)),
        )
        .into()
}

fn json(diagnostic: &Diagnostic, strict: bool) -> String {
    #[derive(Serialize)]
    struct Record<'a> {
        severity: String,
        code: &'a str,
        message: &'a str,
        file: &'a str,
        line: usize,
        column: usize,
        end_line: usize,
        end_column: usize,
        help: Option<&'a str>,
        related: Option<Place<'a>>,
    }
    #[derive(Serialize)]
    struct Place<'a> {
        message: &'a str,
        file: &'a str,
        line: usize,
        column: usize,
    }
    let related = diagnostic.related.as_ref().map(|(span, note)| {
        let (line, column) = span.line_column();
        Place { message: note, file: span.file.path(), line, column }
    });
    let (line, column) = diagnostic.span.line_column();
    let (end_line, end_column) = diagnostic.span.file.line_column(diagnostic.span.range.end);
    let record = Record {
        severity: severity(diagnostic, strict).to_string(),
        code: diagnostic.code.name(),
        message: &diagnostic.message,
        file: diagnostic.span.file.path(),
        line,
        column,
        end_line,
        end_column,
        help: diagnostic.help.as_deref(),
        related,
    };
    let json = serde_json::to_string(&record).expect("strings and numbers can be written as JSON");
    // JSON itself escapes only the control characters below U+0020; the other characters that control a terminal are escaped here.
    let escape = |c: char| {
        if steers(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }
    };
    if json.contains(steers) { json.chars().map(escape).collect() } else { json }
}

/// Returns a workflow command, escaped as GitHub's runner expects it.
fn github(diagnostic: &Diagnostic, strict: bool) -> String {
    let data =
        |text: &str| printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let (line, column) = diagnostic.span.line_column();
    let help = diagnostic.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let related = diagnostic.related.as_ref().map(|(span, note)| {
        let (line, column) = span.line_column();
        format!("\n{note}: {}:{line}:{column}", span.file.path())
    });
    let related = related.unwrap_or_default();
    let command = match severity(diagnostic, strict) {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    format!(
        "::{command} file={},line={line},col={column},title={}::{}",
        property(diagnostic.span.file.path()),
        property(diagnostic.code.name()),
        data(&format!("{}{related}{help}", diagnostic.message)),
    )
}
