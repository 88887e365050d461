//! The theme: templates, static files and words. The one embedded in the binary, overridden file by file by the explainer's own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use tera::{Error, ErrorKind, Kwargs, State, Tera, TeraResult};
use walkdir::WalkDir;

use super::asset::{self, Unreadable};
use super::highlight::Highlighter;
use super::strings::Strings;
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span, did_you_mean};
use crate::explainer::{Asset, BaseUrl};

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STATIC: Dir = include_dir!("$CARGO_MANIFEST_DIR/static");

/// What a template's error says when it names a file that the theme does not have.
const NO_SUCH_FILE: &str = "the theme has no file";

/// Everything that turns views into bytes. Immutable.
pub struct Theme {
    pub(super) tera: Tera,
    pub(super) strings: Arc<Strings>,
    pub(super) highlighter: Highlighter,
    /// The published files of `static/`, by their published names.
    pub(super) assets: BTreeMap<Arc<str>, Arc<[u8]>>,
    templates: BTreeMap<String, SourceFile>,
}

/// The files of a theme, embedded ones and the explainer's own on top of them.
#[derive(Default)]
struct Files {
    templates: BTreeMap<String, SourceFile>,
    fixed: BTreeMap<String, (String, Vec<u8>)>,
}

impl Theme {
    /// Loads the theme of the explainer in `root`, in `language`, for a site at `base`. Every problem is returned; the theme is missing
    /// when one of them is an error.
    pub fn load(root: &Path, language: &str, base: &BaseUrl) -> (Option<Self>, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let files = Files::read(root, &mut diagnostics);
        let strings = files.strings(language, &mut diagnostics).map(Arc::new);
        let (assets, addresses) = files.assets(base, &mut diagnostics);
        let mut tera = Tera::default();
        if let Some(strings) = &strings {
            register(&mut tera, strings.clone(), addresses);
        }
        let templates: BTreeMap<_, _> = files
            .templates
            .into_iter()
            .filter(|(name, _)| {
                !name.starts_with("strings/") && !name.to_lowercase().ends_with(".md")
            })
            .collect();
        if strings.is_some()
            && let Err(error) =
                tera.add_raw_templates(templates.iter().map(|(name, file)| (name, file.text())))
        {
            diagnostics.extend(template_errors(&templates, &error));
            return (None, diagnostics);
        }
        let sound =
            diagnostics.iter().all(|it| it.severity() == crate::diagnostic::Severity::Warning);
        let theme = strings.filter(|_| sound).map(|strings| Self {
            tera,
            strings,
            highlighter: Highlighter::default(),
            assets,
            templates,
        });
        (theme, diagnostics)
    }

    /// The diagnostic for a template that failed on the page at `address`.
    pub(super) fn failure(&self, error: &Error, address: &str) -> Diagnostic {
        let (message, span) = match error.kind() {
            ErrorKind::RenderingError(report) => {
                (report.message().to_owned(), self.span(report.filename(), report.span()))
            }
            _ => (error.to_string(), None),
        };
        let code = if message.contains(NO_SUCH_FILE) {
            Code::MissingThemeFile
        } else {
            Code::TemplateRender
        };
        let span = span.unwrap_or_else(|| Span::start_of(SourceFile::new("templates", "")));
        let (message, near) = message
            .split_once("; ")
            .map_or((message.as_str(), None), |(message, near)| (message, Some(near.to_owned())));
        let help = near
            .unwrap_or_else(|| "`templates/README.md` lists what each template sees".to_owned());
        Diagnostic::new(code, span, format!("{message}, while rendering `/{address}`")).help(help)
    }

    fn span(&self, name: &str, span: &tera::Span) -> Option<Span> {
        Some(template_span(self.templates.get(name)?, span))
    }
}

fn template_span(file: &SourceFile, span: &tera::Span) -> Span {
    let start = file.byte_at(span.start_line, span.start_col + 1);
    let end = file.byte_at(span.end_line, span.end_col + 1).max(start);
    Span::new(file.clone(), start..end)
}

impl Files {
    fn read(root: &Path, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut files = Self::default();
        for (path, bytes) in embedded(&TEMPLATES) {
            if let Ok(text) = std::str::from_utf8(bytes) {
                files
                    .templates
                    .insert(path.clone(), SourceFile::new(format!("templates/{path}"), text));
            }
        }
        for (path, bytes) in embedded(&STATIC) {
            files.fixed.insert(path.clone(), (format!("static/{path}"), bytes.to_vec()));
        }
        for (path, shown, bytes) in on_disk(root, "templates", diagnostics) {
            match String::from_utf8(bytes) {
                Ok(text) => {
                    files.templates.insert(path, SourceFile::new(shown, text));
                }
                Err(_) => {
                    let span = Span::start_of(SourceFile::new(shown.clone(), ""));
                    diagnostics.push(
                        Diagnostic::new(Code::NotUtf8, span, format!("`{shown}` is not UTF-8"))
                            .help("save it as UTF-8"),
                    );
                }
            }
        }
        for (path, shown, bytes) in on_disk(root, "static", diagnostics) {
            files.fixed.insert(path, (shown, bytes));
        }
        files
    }

    /// The words in `language`, completed from English.
    fn strings(&self, language: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Strings> {
        let place = |language: &str| format!("strings/{language}.yaml");
        let bare = language.split('-').next().unwrap_or(language);
        let Some(file) =
            self.templates.get(&place(language)).or_else(|| self.templates.get(&place(bare)))
        else {
            let known: Vec<_> = self
                .templates
                .keys()
                .filter_map(|name| name.strip_prefix("strings/")?.strip_suffix(".yaml"))
                .collect();
            let names = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let span = Span::start_of(SourceFile::new("content/site.yaml", ""));
            let unknown = Diagnostic::new(
                Code::UnknownLanguage,
                span,
                format!("the theme has no words in the language `{language}`"),
            );
            diagnostics.push(
                unknown.help(format!(
                    "use one of {names}, or add `templates/strings/{language}.yaml`"
                )),
            );
            return None;
        };
        let mut strings = parse_strings(file, language, diagnostics)?;
        if let Some(english) = self.templates.get(&place("en")) {
            for key in strings.complete_from(parse_strings(english, "en", diagnostics)?) {
                let missing = Diagnostic::new(
                    Code::MissingTranslation,
                    Span::start_of(file.clone()),
                    format!("the word `{key}` is missing"),
                );
                diagnostics.push(missing.help(format!(
                    "add it to `{}`; until then the English one stands in",
                    file.path()
                )));
            }
        }
        Some(strings)
    }

    /// The static files as they are published, and the address of each by its path.
    fn assets(
        &self,
        base: &BaseUrl,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> (BTreeMap<Arc<str>, Arc<[u8]>>, BTreeMap<String, String>) {
        let mut published = BTreeMap::new();
        let mut addresses = BTreeMap::new();
        for (path, (shown, bytes)) in &self.fixed {
            match asset::minified(path, bytes) {
                Ok(bytes) => {
                    let asset = Asset::new(path, bytes);
                    addresses.insert(path.clone(), base.href_of(&asset.published_as));
                    published.insert(asset.published_as, asset.bytes);
                }
                Err(unreadable) => diagnostics.push(bad_file(shown, bytes, &unreadable)),
            }
        }
        (published, addresses)
    }
}

fn embedded<'a>(dir: &'a Dir<'a>) -> Vec<(String, &'a [u8])> {
    let here =
        dir.files().map(|file| (file.path().to_string_lossy().replace('\\', "/"), file.contents()));
    here.chain(dir.dirs().flat_map(embedded)).collect()
}

/// The files of one folder of the explainer: path within the folder, path to show, bytes. A missing folder is an empty one.
fn on_disk(
    root: &Path,
    folder: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(String, String, Vec<u8>)> {
    let base = root.join(folder);
    let mut files = Vec::new();
    if !base.exists() {
        return files;
    }
    let hidden = |name: &str| name.starts_with('.') || name.ends_with('~');
    let walk = WalkDir::new(&base).follow_links(true).sort_by_file_name().into_iter();
    for entry in walk
        .filter_entry(|entry| entry.depth() == 0 || !hidden(&entry.file_name().to_string_lossy()))
    {
        let place = entry
            .as_ref()
            .ok()
            .map(|entry| entry.path().to_owned())
            .or_else(|| entry.as_ref().err()?.path().map(Path::to_owned));
        let place = place.unwrap_or_else(|| base.clone());
        let shown = place.strip_prefix(".").unwrap_or(&place).to_string_lossy().replace('\\', "/");
        let read = entry.map_err(|error| error.to_string()).and_then(|entry| {
            let read =
                if entry.file_type().is_file() { Some(std::fs::read(entry.path())) } else { None };
            read.transpose().map_err(|error| error.to_string())
        });
        match read {
            Ok(Some(bytes)) => {
                let path = place
                    .strip_prefix(&base)
                    .unwrap_or(&place)
                    .to_string_lossy()
                    .replace('\\', "/");
                files.push((path, shown, bytes));
            }
            Ok(None) => {}
            Err(why) => {
                let span = Span::start_of(SourceFile::new(shown.clone(), ""));
                diagnostics.push(Diagnostic::new(
                    Code::UnreadableFile,
                    span,
                    format!("`{shown}` cannot be read: {why}"),
                ));
            }
        }
    }
    files
}

fn parse_strings(
    file: &SourceFile,
    language: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Strings> {
    match Strings::parse(file.text(), language) {
        Ok(strings) => Some(strings),
        Err(error) => {
            let at = error.location().map_or(0, |place| file.byte_at(place.line(), place.column()));
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            let bad = Diagnostic::new(
                Code::BadThemeFile,
                Span::new(file.clone(), at..at + 1),
                format!("this strings file cannot be read: {said}"),
            );
            diagnostics.push(
                bad.help("each key has a text, a group of keys, or texts by plural category"),
            );
            None
        }
    }
}

fn bad_file(shown: &str, bytes: &[u8], unreadable: &Unreadable) -> Diagnostic {
    let file = SourceFile::new(shown, String::from_utf8_lossy(bytes).into_owned());
    let at = unreadable.place.map_or(0, |(line, column)| file.byte_at(line, column));
    Diagnostic::new(
        Code::BadThemeFile,
        Span::new(file, at..at + 1),
        format!("this file cannot be minified: {}", unreadable.message),
    )
    .help("correct it; a file that no browser could read is not published")
}

/// The functions that templates call: `asset(path=…)` and `t(key=…, n=…)`.
fn register(tera: &mut Tera, strings: Arc<Strings>, addresses: BTreeMap<String, String>) {
    tera.register_function("asset", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let path: &str = kwargs.must_get("path")?;
        addresses.get(path).cloned().ok_or_else(|| {
            let near = did_you_mean(path, addresses.keys().map(String::as_str));
            let near = near.map_or_else(
                || "add it to `static/`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            Error::message(format!("{NO_SUCH_FILE} `{path}`; {near}"))
        })
    });
    tera.register_function("t", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let key: &str = kwargs.must_get("key")?;
        let n: Option<i64> = kwargs.get("n")?;
        let values: Vec<_> =
            kwargs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        strings
            .get(key, n, &values)
            .ok_or_else(|| Error::message(format!("the strings file has no word `{key}`")))
    });
}

/// Every template that does not parse; when all do, what they name that does not exist.
fn template_errors(templates: &BTreeMap<String, SourceFile>, error: &Error) -> Vec<Diagnostic> {
    let alone = |(name, file): (&String, &SourceFile)| {
        Tera::default().add_raw_template(name, file.text()).err()
    };
    let syntax: Vec<_> = templates
        .iter()
        .filter_map(alone)
        .filter_map(|error| match error.kind() {
            ErrorKind::SyntaxError(report) => Some((
                report.message().to_owned(),
                report.filename().to_owned(),
                report.span().clone(),
            )),
            _ => None,
        })
        .filter_map(|(message, name, span)| {
            Some(syntax_error(&message, template_span(templates.get(&name)?, &span)))
        })
        .collect();
    if !syntax.is_empty() {
        return syntax;
    }
    let said = error.to_string();
    let reports = said.split("\n\n").map(|report| {
        let message = report.lines().next().unwrap_or_default().trim_start_matches("error: ");
        let place = report.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
        syntax_error(
            message,
            place
                .and_then(|place| named_place(templates, place))
                .unwrap_or_else(|| Span::start_of(SourceFile::new("templates", ""))),
        )
    });
    reports.collect()
}

fn syntax_error(message: &str, span: Span) -> Diagnostic {
    let mut message = message.trim_end_matches('.').to_owned();
    if message.chars().nth(1).is_some_and(char::is_lowercase) {
        message = message[..1].to_lowercase() + &message[1..];
    }
    Diagnostic::new(Code::TemplateSyntax, span, message)
        .help("`templates/README.md` lists what each template sees and calls")
}

/// The place that Tera prints as `name:line:column`.
fn named_place(templates: &BTreeMap<String, SourceFile>, place: &str) -> Option<Span> {
    let mut parts = place.rsplitn(3, ':');
    let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let file = templates.get(parts.next()?)?;
    let at = file.byte_at(line, column);
    Some(Span::new(file.clone(), at..at + 1))
}
