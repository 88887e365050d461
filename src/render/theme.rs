//! The theme: templates, static files and words. The files embedded in the binary can be overridden one by one by the explainer's own.
//!
//! A page waits for no script. Before it is painted it needs only what it names itself, which is small: `static/css/site.css`, a style
//! sheet for each topic that occurs on the page, and the fonts of its first lines. The choice of light or dark is stored in the reader's
//! browser. The service worker handles each page before it is drawn and writes the choice into it; without a worker, `theme.js` sets it as
//! soon as it is loaded.
//!
//! The service worker (`templates/sw.js`) gets the names of the theme's published files, and a digest of them. So a new theme comes with a
//! new worker, whose caches replace the old ones. Pages need no version, because they are requested from the network first, past the
//! browser's own cache. Other sites may share the origin: the worker stores and changes only pages that name its own folder, and accepts
//! nothing from messages but addresses and the two color schemes. For a page that is not cached it shows `offline.html`; a digest of that
//! page makes a new worker when it changes.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use include_dir::{Dir, include_dir};
use rayon::prelude::*;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};
use walkdir::WalkDir;

use super::CARD_TEMPLATE;
use super::asset::{self, Unreadable};
use super::blocked;
use super::grouping::group_by;
use super::highlight::Highlighter;
use super::strings::Strings;
use super::template_error::{self, BUILT_IN, NO_SUCH_FILE, Templates, uncapitalized};
use crate::diagnostic::{
    self, Code, Diagnostic, Follow, LARGEST_FILE, LARGEST_TEXT, LinkedFolders, Severity,
    SourceFile, Span, clashes, did_you_mean, leads_out, one_of, shown,
};
use crate::explainer::{Asset, BaseUrl, Contents};

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STATIC: Dir = include_dir!("$CARGO_MANIFEST_DIR/static");

/// Files of `static/` that are used only on the page for reading without a network. They are not published if `offline` is `false`.
const OFFLINE_FILES: [&str; 1] = ["js/kept.js"];
/// Files that are used only for search, by their paths in `static/`. They are not published on a site without search.
const SEARCH_FILES: [&str; 4] =
    ["css/search.css", "js/open-search.js", "js/search-index.js", "js/search.js"];

/// The style sheet of embeds, by its path in `static/`. It is inserted into embeds, and not published.
const EMBED_STYLE: &str = "css/embed.css";

/// Published files, by name.
type Assets = BTreeMap<Arc<str>, Bytes>;

/// A loaded theme: templates, words and static files. Immutable.
pub struct Theme {
    pub(super) tera: Tera,
    pub(super) strings: Arc<Strings>,
    pub(super) highlighter: Highlighter,
    /// The published files of `static/`, by their published names.
    pub(super) assets: Assets,
    /// The style sheet of embeds.
    pub(super) embed_style: String,
    /// The published files that are used only for search.
    search_files: BTreeSet<Arc<str>>,
    /// The published files that are used only on the page for reading without a network.
    offline_files: BTreeSet<Arc<str>>,
    templates: Templates,
}

/// A cache of the last loaded theme and its inputs. Empty by default.
#[derive(Default)]
pub struct ThemeMemo(Option<Known>);

struct Known {
    files: Files,
    language: String,
    base: BaseUrl,
    theme: Arc<Theme>,
    diagnostics: Vec<Diagnostic>,
}

impl Known {
    fn is_of(&self, files: &Files, language: &str, base: &BaseUrl) -> bool {
        self.files == *files && self.language == language && self.base == *base
    }
}

/// The files of a theme: the embedded ones, and the explainer's own in place of those with the same path.
#[derive(Default, PartialEq)]
struct Files {
    templates: Templates,
    fixed: BTreeMap<String, (String, Vec<u8>)>,
}

impl Theme {
    /// Loads the theme of the explainer in `root`, in `language` (which is set at `place`), for a site at `base`. Returns all diagnostics, and
    /// `None` as theme if one of them is an error. If `memo` has a theme with the same inputs, byte for byte, it is returned again.
    pub fn load(
        root: &Path,
        language: &str,
        place: &Span,
        base: &BaseUrl,
        memo: &mut ThemeMemo,
    ) -> (Option<Arc<Self>>, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let files = Files::read(root, &mut diagnostics);
        if diagnostics.is_empty()
            && let Some(known) = memo.0.as_ref().filter(|it| it.is_of(&files, language, base))
        {
            return (Some(known.theme.clone()), known.diagnostics.clone());
        }
        let theme = Self::build(&files, language, place, base, &mut diagnostics).map(Arc::new);
        memo.0 = theme.clone().map(|theme| Known {
            files,
            language: language.to_owned(),
            base: base.clone(),
            theme,
            diagnostics: diagnostics.clone(),
        });
        (theme, diagnostics)
    }

    fn build(
        files: &Files,
        language: &str,
        place: &Span,
        base: &BaseUrl,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let strings = files.strings(language, place, diagnostics).map(Arc::new);
        let mut bad_assets = Vec::new();
        let (assets, tera) = rayon::join(
            || files.assets(base, &mut bad_assets),
            || Some(files.compiled(strings.clone()?)),
        );
        diagnostics.append(&mut bad_assets);
        diagnostics.extend(files.blocked(base));
        let (mut assets, mut addresses) = assets;
        let published =
            |path: &&str| addresses.get(*path)?.strip_prefix(base.path()).map(Arc::from);
        let search_files = SEARCH_FILES.iter().filter_map(published).collect();
        let offline_files = OFFLINE_FILES.iter().filter_map(published).collect();
        let embed_style = addresses.remove(EMBED_STYLE);
        let embed_style = embed_style.and_then(|it| assets.remove(it.strip_prefix(base.path())?));
        let embed_style = String::from_utf8_lossy(&embed_style.unwrap_or_default()).into_owned();
        let (strings, (tera, templates)) = (strings?, tera?);
        let mut tera = match tera {
            Ok(tera) => tera,
            Err(error) => {
                diagnostics.extend(template_error::parsing(&templates, &error));
                return None;
            }
        };
        register(&mut tera, strings.clone(), addresses);
        let sound = diagnostics.iter().all(|it| it.severity() != Severity::Error);
        let highlighter = Highlighter::default();
        sound.then_some(Self {
            tera,
            strings,
            highlighter,
            assets,
            embed_style,
            search_files,
            offline_files,
            templates,
        })
    }

    /// Returns the names of the files of `static/` that are published. Files that only search or reading without a network use are included if
    /// `search` or `offline` is `true`.
    pub(super) fn published(&self, search: bool, offline: bool) -> impl Iterator<Item = Arc<str>> {
        let wanted = move |name: &&Arc<str>| {
            (search || !self.search_files.contains(*name))
                && (offline || !self.offline_files.contains(*name))
        };
        self.assets.keys().filter(wanted).cloned()
    }

    /// Returns the diagnostic for a template that failed on the page at `address`.
    pub(super) fn failure(&self, error: &Error, address: &str) -> Diagnostic {
        template_error::rendering(&self.templates, error, address)
    }

    /// Returns the diagnostic for a drawing at `address` that cannot be rendered as a picture.
    pub(super) fn bad_drawing(&self, why: &str, address: &str) -> Diagnostic {
        template_error::drawing(&self.templates, CARD_TEMPLATE, why, address)
    }
}

impl Files {
    fn read(root: &Path, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut files = Self::default();
        for (path, bytes) in embedded(&TEMPLATES) {
            let shown = format!("{BUILT_IN}templates/{path}");
            files.add_template(path, &shown, bytes.to_vec(), diagnostics);
        }
        for (path, bytes) in embedded(&STATIC) {
            let shown = format!("{BUILT_IN}static/{path}");
            files.fixed.insert(path, (shown, bytes.to_vec()));
        }
        for (path, shown, bytes) in on_disk(root, "templates", LARGEST_TEXT, diagnostics) {
            files.add_template(path, &shown, bytes, diagnostics);
        }
        for (path, shown, bytes) in on_disk(root, "static", LARGEST_FILE, diagnostics) {
            files.fixed.insert(path, (shown, bytes));
        }
        files
    }

    /// Returns warnings for parts of the explainer's own files that browsers would block. Empty if `base.html` does not set the policy.
    fn blocked(&self, base: &BaseUrl) -> Vec<Diagnostic> {
        let has_policy = |base: &SourceFile| base.text().contains("site.policy");
        if !self.templates.get("base.html").is_some_and(has_policy) {
            return Vec::new();
        }
        let is_own = |shown: &str| !shown.starts_with(BUILT_IN);
        // An embed has its own policy, which allows its inline style.
        let is_page = |name: &str| name.to_lowercase().ends_with(".html") && name != "embed.html";
        let pages =
            self.templates.iter().filter(|(name, file)| is_page(name) && is_own(file.path()));
        let sheets = self.fixed.iter().filter(|(path, (shown, _))| {
            asset::is_stylesheet(path) && path.as_str() != EMBED_STYLE && is_own(shown)
        });
        let sheets = sheets.filter_map(|(_, (shown, bytes))| {
            let file = SourceFile::from_bytes(shown.as_str(), bytes.clone()).ok()?;
            Some(blocked::in_stylesheet(&file, base.origin()))
        });
        let pages = pages.map(|(_, file)| blocked::in_template(file, base.origin()));
        pages.chain(sheets).flatten().collect()
    }

    fn add_template(
        &mut self,
        path: String,
        shown: &str,
        bytes: Vec<u8>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        match SourceFile::from_bytes(shown, bytes) {
            Ok(file) => {
                self.templates.insert(path, file);
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }

    /// Returns the words in `language`, with missing ones in English.
    fn strings(
        &self,
        language: &str,
        place: &Span,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Strings> {
        let path = |language: &str| format!("strings/{language}.yaml");
        let bare = language.split('-').next().unwrap_or(language);
        let Some(file) =
            self.templates.get(&path(language)).or_else(|| self.templates.get(&path(bare)))
        else {
            diagnostics.push(self.unknown_language(language, place));
            return None;
        };
        let mut strings = parse_strings(file, language, diagnostics)?;
        let mut missing = Vec::new();
        let english = self.templates.get(&path("en")).cloned();
        for english in english.into_iter().chain(built_in_english()) {
            if english.text() != file.text() {
                missing.extend(strings.complete_from(parse_strings(&english, "en", diagnostics)?));
            }
        }
        // An explainer's own `en.yaml` may deliberately hold only a few words.
        if self.templates.get(&path("en")) != Some(file) {
            diagnostics.extend(missing_words(file, &missing));
        }
        Some(strings)
    }

    fn unknown_language(&self, language: &str, place: &Span) -> Diagnostic {
        let names = self.templates.keys();
        let known: Vec<_> =
            names.filter_map(|name| name.strip_prefix("strings/")?.strip_suffix(".yaml")).collect();
        let message = format!("the theme has no words in the language `{language}`");
        let help = one_of(language, &known);
        Diagnostic::new(Code::UnknownLanguage, place.clone(), message)
            .help(format!("{}; or add `templates/strings/{language}.yaml`", help.text()))
    }

    /// Compiles the templates. The functions that they call do not know the addresses of static files yet.
    fn compiled(&self, strings: Arc<Strings>) -> (Result<Tera, Error>, Templates) {
        let mut tera = Tera::default();
        tera.autoescape_on([".html", ".htm", ".xml", ".svg"]);
        register(&mut tera, strings, BTreeMap::new());
        let is_template =
            |name: &str| !name.starts_with("strings/") && !name.to_lowercase().ends_with(".md");
        let templates = self.templates.iter().filter(|(name, _)| is_template(name));
        let templates: Templates =
            templates.map(|(name, file)| (name.clone(), file.clone())).collect();
        let texts = templates.iter().map(|(name, file)| (name, file.text()));
        (tera.add_raw_templates(texts).map(|()| tera), templates)
    }

    /// Returns the static files as they are published, and the address of each by its path.
    fn assets(
        &self,
        base: &BaseUrl,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> (Assets, BTreeMap<String, String>) {
        let mut published = BTreeMap::new();
        let mut names: BTreeMap<String, Arc<str>> = BTreeMap::new();
        // Stylesheets come last, because they refer to the other files by their published names.
        let (sheets, others): (Vec<_>, Vec<_>) =
            self.fixed.iter().partition(|(path, _)| asset::is_stylesheet(path));
        for files in [others, sheets] {
            // All files are published into one folder, so the file name is enough.
            let beside = |path: &str| Some(names.get(path)?.rsplit('/').next()?.to_owned());
            let made = files.into_par_iter().map(|(path, (shown, bytes))| {
                let minified = asset::minified(path, bytes, &beside);
                let asset = minified.map(|bytes| (path, Asset::new(path, bytes)));
                asset.map_err(|unreadable| Box::new(bad_file(shown, bytes, &unreadable)))
            });
            for made in made.collect::<Vec<_>>() {
                match made {
                    Ok((path, asset)) => {
                        names.insert(path.clone(), asset.published_as.clone());
                        let Contents::Bytes(bytes) = asset.contents else { continue };
                        published.insert(asset.published_as, bytes);
                    }
                    Err(diagnostic) => diagnostics.push(*diagnostic),
                }
            }
        }
        let address = |(path, name): (String, Arc<str>)| (path, base.href_of(&name));
        (published, names.into_iter().map(address).collect())
    }
}

/// Returns every file of the built-in theme, with its path in an explainer's folder: `templates/base.html`.
pub fn built_in_theme() -> Vec<(String, &'static [u8])> {
    let under = |folder: &'static str, dir: &'static Dir<'static>| {
        embedded(dir).into_iter().map(move |(path, bytes)| (format!("{folder}/{path}"), bytes))
    };
    under("templates", &TEMPLATES).chain(under("static", &STATIC)).collect()
}

fn embedded<'a>(dir: &'a Dir<'a>) -> Vec<(String, &'a [u8])> {
    let here =
        dir.files().map(|file| (file.path().to_string_lossy().replace('\\', "/"), file.contents()));
    here.chain(dir.dirs().flat_map(embedded)).collect()
}

/// Reads the files of one folder of the explainer: path within the folder, path to show, and bytes, at most `most` for each file. A missing
/// folder counts as empty.
fn on_disk(
    root: &Path,
    folder: &str,
    most: u64,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(String, String, Vec<u8>)> {
    let base = root.join(folder);
    let mut files = Vec::new();
    if !base.exists() {
        return files;
    }
    let mut linked = LinkedFolders::default();
    let hidden = |name: &str| name.starts_with('.') || name.ends_with('~');
    let walk = WalkDir::new(&base).follow_links(true).sort_by_file_name().into_iter();
    let mut walk = walk
        .filter_entry(|entry| entry.depth() == 0 || !hidden(&entry.file_name().to_string_lossy()));
    let relative = |place: &Path, base: &Path| {
        place.strip_prefix(base).unwrap_or(place).to_string_lossy().replace('\\', "/")
    };
    while let Some(entry) = walk.next() {
        let place = match &entry {
            Ok(entry) if entry.path_is_symlink() && leads_out(root, entry.path()) => {
                let path = relative(entry.path(), root);
                diagnostics.push(Diagnostic::outside(&shown(root, &path)));
                if entry.file_type().is_dir() {
                    walk.skip_current_dir();
                }
                continue;
            }
            Ok(entry) if entry.file_type().is_dir() => {
                let follow =
                    if entry.path_is_symlink() { linked.follow(entry.path()) } else { Follow::Yes };
                if follow == Follow::TooOften {
                    let path = shown(root, &relative(entry.path(), root));
                    diagnostics.push(Diagnostic::linked_too_often(&path));
                }
                if follow != Follow::Yes {
                    walk.skip_current_dir();
                }
                continue;
            }
            Ok(entry) => entry.path(),
            Err(error) => error.path().unwrap_or(&base),
        };
        let shown = shown(root, &relative(place, root));
        let read = match &entry {
            Ok(entry) => {
                let bytes = diagnostic::read(entry.path(), most);
                bytes.map_err(|error| Diagnostic::unreadable(&shown, &error))
            }
            Err(error) => Err(Diagnostic::of_walk(&shown, error)),
        };
        match read {
            Ok(bytes) => files.push((relative(place, &base), shown, bytes)),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    diagnostics
        .extend(files.iter().filter_map(|(path, shown, _)| Diagnostic::of_name(path, shown)));
    let paths = files.iter().map(|(path, ..)| path.as_str());
    diagnostics.extend(clashes(paths, |path| shown(root, &format!("{folder}/{path}"))));
    files
}

/// Returns one warning for all words that a strings file lacks.
fn missing_words(file: &SourceFile, keys: &[String]) -> Option<Diagnostic> {
    let named = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let message = match keys {
        [] => return None,
        [key] => format!("the word `{key}` is missing"),
        keys => format!("{} words are missing", keys.len()),
    };
    let missing = Diagnostic::new(Code::MissingTranslation, Span::start_of(file.clone()), message);
    Some(missing.help(format!("add {named}; until then English stands in")))
}

/// Returns the built-in English words, the last fallback of every other file.
fn built_in_english() -> Option<SourceFile> {
    let file = TEMPLATES.get_file("strings/en.yaml")?;
    Some(SourceFile::new("built-in/templates/strings/en.yaml", file.contents_utf8()?))
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
            let message = match said.split_once(": invalid type") {
                Some((key, _)) => format!("`{key}` is neither a text nor a group of keys"),
                None => format!("this strings file cannot be read: {said}"),
            };
            let bad =
                Diagnostic::new(Code::BadThemeFile, Span::new(file.clone(), at..at + 1), message);
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
        format!("this file cannot be read: {}", uncapitalized(&unreadable.message)),
    )
    .help("correct it; a file that no browser could read is not published")
}

/// Registers the functions that templates call, `asset(path=…)` and `t(key=…, n=…)`, and a `group_by` that keeps the order.
fn register(tera: &mut Tera, strings: Arc<Strings>, addresses: BTreeMap<String, String>) {
    tera.register_filter("group_by", group_by);
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
    tera.register_function("t", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let key: &str = kwargs.must_get("key")?;
        // Most words have no values or plural forms.
        if kwargs.iter().nth(1).is_none()
            && let Some(text) = strings.plain(key)
        {
            return Ok(text.into());
        }
        let n: Option<i64> = kwargs.get("n")?;
        let value = |name: &str| {
            let mut given = kwargs.iter().filter(|_| name != "key");
            let (_, value) = given.find(|(given, _)| given.as_str() == Some(name))?;
            Some(value.as_str().map_or_else(|| value.to_string().into(), Cow::Borrowed))
        };
        strings.get(key, n, value).map(Value::from).ok_or_else(|| {
            let near = did_you_mean(key, strings.keys());
            let near = near.map_or_else(
                || "add it to `templates/strings/`, in each language".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            Error::message(format!("the strings file has no word `{key}`; {near}"))
        })
    });
}
