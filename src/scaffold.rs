//! What `init` and `new` write: files that are right from the start. Nothing is ever written over.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde_yaml::{Mapping, Value};

use crate::content;
use crate::diagnostic::did_you_mean;
use crate::explainer::{Date, Slug};
use crate::files::Root;
use crate::render;

static STARTER: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/starter");

/// Why nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaffoldError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl ScaffoldError {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// Writes a small, complete explainer into `folder`, with the built-in theme for changing if `theme` is set. Returns the paths in it.
pub fn init(folder: &Path, theme: bool) -> Result<Vec<String>, ScaffoldError> {
    let mut files = Vec::new();
    collect(&STARTER, &mut files);
    if theme {
        files.extend(render::built_in_theme());
    }
    let schemas: Vec<_> = content::schema_names().map(schema_path).collect();
    let mut paths = files.iter().map(|(path, _)| path).chain(&schemas);
    if let Some(taken) = paths.find(|path| folder.join(path).exists()) {
        let message = format!("`{}` exists already", folder.join(taken).display());
        return Err(ScaffoldError::new(message, "name a folder that is empty, or not there yet"));
    }
    let root = Root::create(folder).map_err(|error| {
        let message = format!("`{}` cannot be written into: {error}", folder.display());
        ScaffoldError::new(message, "name another folder")
    })?;
    for (path, bytes) in &files {
        let is_workflow = path.starts_with(".github/");
        let bytes = if is_workflow { with_version(bytes).into() } else { Cow::Borrowed(*bytes) };
        write_new(&root, Path::new(path), &bytes)?;
    }
    for (name, schema) in content::schemas(Some(folder)) {
        let path = schema_path(name);
        write_new(&root, Path::new(&path), format!("{schema:#}\n").as_bytes())?;
    }
    Ok(files.into_iter().map(|(path, _)| path).chain(schemas).collect())
}

/// Where the starter's settings look for a schema.
fn schema_path(name: &str) -> String {
    format!(".vscode/schema/{name}.json")
}

/// The workflow with this program's version in its comments, for whoever installs the same one.
fn with_version(workflow: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(workflow);
    text.replace("STANDPOINT_VERSION", env!("CARGO_PKG_VERSION")).into_bytes()
}

fn collect(dir: &Dir<'static>, files: &mut Vec<(String, &'static [u8])>) {
    for file in dir.files() {
        files.push((file.path().to_string_lossy().replace('\\', "/"), file.contents()));
    }
    for dir in dir.dirs() {
        collect(dir, files);
    }
}

/// Writes a file into `root` that must not be there yet, and the folders above it. No link leads it out of there.
fn write_new(root: &Root, path: &Path, bytes: &[u8]) -> Result<(), ScaffoldError> {
    root.create_new(path, bytes).map(drop).map_err(|error| {
        let message = format!("`{}` cannot be written: {error}", path.display());
        ScaffoldError::new(message, "what exists already was left as it was")
    })
}

/// The kinds of things that have a file each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A person, or someone known by their office.
    Participant,
    /// A country, an organisation or a coalition.
    Party,
    /// What is negotiated.
    Issue,
    /// What happened, or is announced.
    Event,
    /// A text that claims rest on.
    Source,
    /// A word of the glossary.
    Term,
    /// Any other page.
    Page,
}

/// A key that a new file may have, and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The key in the front matter, and the option's name.
    pub key: &'static str,
    /// What it is when nothing is given; a required one has none.
    pub default: Option<&'static str>,
    /// What to ask for on a terminal.
    pub question: &'static str,
}

/// A key that must be given.
const fn required(key: &'static str, question: &'static str) -> Field {
    Field { key, default: None, question }
}

/// A key that may be given.
const fn optional(key: &'static str, default: &'static str) -> Field {
    Field { key, default: Some(default), question: "" }
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Participant,
        Self::Party,
        Self::Issue,
        Self::Event,
        Self::Source,
        Self::Term,
        Self::Page,
    ];

    fn folder(self) -> &'static str {
        match self {
            Self::Participant => "participants",
            Self::Party => "parties",
            Self::Issue => "issues",
            Self::Event => "events",
            Self::Source => "sources",
            Self::Term => "glossary",
            Self::Page => "pages",
        }
    }

    /// The keys that a new file of this kind has beside its name.
    pub fn fields(self) -> &'static [Field] {
        const PARTICIPANT: &[Field] =
            &[required("role", "their office or part in the talks"), optional("party", "")];
        const PARTY: &[Field] = &[optional("kind", "country")];
        const ISSUE: &[Field] = &[
            required("question", "what is at issue, as one question"),
            optional("status", "open"),
        ];
        const EVENT: &[Field] = &[
            required("date", "when it was, as 2025-04-17, 2025-04 or 2025"),
            optional("place", ""),
            required("cite", "the passage that reports it, as source#passage"),
        ];
        const SOURCE: &[Field] = &[
            required("publisher", "who published it"),
            required("date", "when it was published, as 2025-04-17"),
            optional("url", ""),
        ];
        match self {
            Self::Participant => PARTICIPANT,
            Self::Party => PARTY,
            Self::Issue => ISSUE,
            Self::Event => EVENT,
            Self::Source => SOURCE,
            Self::Term | Self::Page => &[],
        }
    }

    /// The key of its name.
    fn name_key(self) -> &'static str {
        if matches!(self, Self::Participant | Self::Party) { "name" } else { "title" }
    }

    /// What the body of a new file begins with.
    fn body(self) -> &'static str {
        match self {
            Self::Term => "\nWhat it means.\n",
            Self::Page => "\nThe text.\n",
            _ => "",
        }
    }
}

/// The label of the passage that a new source begins with.
const FIRST_PASSAGE: &str = "What the first passage says";

/// A file that is to be begun.
#[derive(Debug, Clone)]
pub struct NewFile<'a> {
    /// The explainer's folder.
    pub root: &'a Path,
    /// What it is about.
    pub kind: Kind,
    /// What readers call it.
    pub name: &'a str,
    /// Its slug; made from the name when it is not given.
    pub slug: Option<&'a str>,
    /// Values by key.
    pub values: &'a [(String, String)],
}

/// Writes a file with the right front matter for its kind, and returns its path.
pub fn new(file: &NewFile) -> Result<PathBuf, ScaffoldError> {
    let NewFile { root, kind, name, slug, values } = *file;
    let wanted = slug.map_or_else(|| slug_of(name), str::to_owned);
    let Some(slug) = Slug::parse(&wanted) else {
        let message = format!("no slug can be made of `{}`", slug.unwrap_or(name));
        return Err(ScaffoldError::new(
            message,
            "give one with `--slug`: lower-case letters, digits and single hyphens",
        ));
    };
    let content = root.join("content");
    if !content.is_dir() {
        let message = format!("`{}` is no explainer: it holds no `content/`", root.display());
        return Err(ScaffoldError::new(
            message,
            "name its folder with `--root`, or begin one with `standpoint init`",
        ));
    }
    let mut front = Mapping::new();
    front.insert(kind.name_key().into(), name.into());
    for field in kind.fields() {
        let given =
            values.iter().find(|(key, _)| key == field.key).map(|(_, value)| value.as_str());
        match given.or(field.default) {
            None => {
                let message =
                    format!("a new file under `{}/` needs `{}`", kind.folder(), field.key);
                return Err(ScaffoldError::new(
                    message,
                    format!("give `--{}`: {}", field.key, field.question),
                ));
            }
            Some("") => {}
            Some(value) => {
                check(&content, field.key, value)?;
                front.insert(field.key.into(), value.into());
            }
        }
    }
    if kind == Kind::Source {
        let first = Mapping::from_iter([("p1".into(), FIRST_PASSAGE.into())]);
        front.insert("passages".into(), Value::Mapping(first));
    }
    let yaml = serde_yaml::to_string(&front).map_err(|error| {
        ScaffoldError::new(format!("this cannot be written as YAML: {error}"), "change the name")
    })?;
    let path = Path::new("content").join(kind.folder()).join(format!("{slug}.md"));
    let opened = Root::open(root).map_err(|error| {
        ScaffoldError::new(format!("`{}` cannot be opened: {error}", root.display()), "try again")
    })?;
    let text = format!("---\n{}---\n{}", dates_bare(&yaml), kind.body());
    write_new(&opened, &path, text.as_bytes())?;
    Ok(root.join(path))
}

/// What a file that is to be begun at `path` under `content/` can hold: what is known of it, and the keys whose values somebody has to write.
pub fn beginning(path: &str) -> Option<String> {
    let (folder, file) = path.split_once('/')?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.folder() == folder)?;
    let words = file.trim_end_matches(".md").split('-').map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
    });
    let name = words.flatten().collect::<Vec<_>>().join(" ");
    // In quotation marks where YAML would take it for something else than text.
    let name = serde_yaml::to_string(&name).ok()?;
    let fields = kind.fields().iter().filter(|field| field.default != Some(""));
    let fields = fields.map(|it| format!("{}: {}\n", it.key, it.default.unwrap_or_default()));
    let passages = (kind == Kind::Source).then(|| format!("passages:\n  p1: {FIRST_PASSAGE}\n"));
    let fields: String = fields.chain(passages).collect();
    let (key, body) = (kind.name_key(), kind.body());
    Some(format!("---\n{key}: {name}{fields}---\n{body}"))
}

/// Dates as people write them: without the quotation marks that a bare year gets.
fn dates_bare(yaml: &str) -> String {
    let line = |line: &str| match line.split_once(": ") {
        Some(("date", value)) => format!("date: {}\n", value.trim_matches('\'')),
        _ => format!("{line}\n"),
    };
    yaml.lines().map(line).collect()
}

/// Refuses a value that `check` would refuse later.
fn check(content: &Path, key: &str, value: &str) -> Result<(), ScaffoldError> {
    match key {
        "party" => known(content, "parties", "party", value),
        "cite" => match value.split_once('#') {
            Some((source, passage)) if !passage.is_empty() => {
                known(content, "sources", "source", source)
            }
            _ => Err(ScaffoldError::new(
                format!("`{value}` does not name a source and a passage"),
                "write `source#passage`",
            )),
        },
        "date" if Date::parse(value).is_none() => Err(ScaffoldError::new(
            format!("`{value}` is no date"),
            "write 2025-04-17, or 2025-04, or 2025",
        )),
        "kind" => one_of(value, &["country", "organisation", "coalition"]),
        "status" => one_of(value, &["open", "agreed", "set-aside"]),
        _ => Ok(()),
    }
}

fn known(content: &Path, folder: &str, noun: &str, slug: &str) -> Result<(), ScaffoldError> {
    let files = fs::read_dir(content.join(folder)).into_iter().flatten().flatten();
    let slugs: Vec<String> = files
        .filter_map(|file| file.file_name().to_str()?.strip_suffix(".md").map(str::to_owned))
        .collect();
    if slugs.iter().any(|known| known == slug) {
        return Ok(());
    }
    let help = match did_you_mean(slug, slugs.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("begin it first: `standpoint new {noun} …`"),
    };
    Err(ScaffoldError::new(format!("there is no {noun} `{slug}`"), help))
}

fn one_of(value: &str, known: &[&str]) -> Result<(), ScaffoldError> {
    if known.contains(&value) {
        return Ok(());
    }
    let help = match did_you_mean(value, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("use one of {}", known.join(", ")),
    };
    Err(ScaffoldError::new(format!("`{value}` is none of the values allowed"), help))
}

/// A slug from a name in any script: transliterated, in lower case, with hyphens for what is neither letter nor digit.
pub fn slug_of(name: &str) -> String {
    Slug::from_name(name).map(|slug| slug.as_str().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{beginning, slug_of};

    #[test]
    fn what_is_begun_has_a_name_that_is_text() {
        let begun = |path| beginning(path).expect("a kind");
        assert_eq!(begun("pages/2025.md"), "---\ntitle: '2025'\n---\n\nThe text.\n");
        assert!(
            begun("participants/david-lammy.md").starts_with("---\nname: David Lammy\nrole: \n")
        );
        assert_eq!(beginning("elsewhere/a.md"), None);
    }

    #[test]
    fn slugs_come_from_names_in_any_script() {
        for (name, slug) in [
            ("David Lammy", "david-lammy"),
            ("Élysée & Kyiv", "elysee-kyiv"),
            ("Андрій Сибіга", "andriy-sibiga"),
            ("What's at issue?", "whats-at-issue"),
            ("王毅", "wangyi"),
            ("…", ""),
        ] {
            assert_eq!(slug_of(name), slug, "{name}");
        }
        assert!(slug_of(&"word ".repeat(50)).len() <= 80);
    }
}
