//! The `init` and `new` commands: they write valid files, and never overwrite one.
//!
//! A new file is composed (`skeleton`) and loaded with the explainer, as an overlay, before it is written. So `new` refuses what `check`
//! would report, with the same message.

mod kind;
mod skeleton;

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

pub use kind::{Field, Need};

use crate::content::{self, LoadOptions, Survey};
use crate::diagnostic::{Diagnostic, Severity, shown};
pub use crate::explainer::Kind;
use crate::explainer::Slug;
use crate::files::Root;
use crate::render;
use skeleton::Skeleton;

static STARTER: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/starter");

/// The error of `init` and `new`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct ScaffoldError {
    /// The message.
    pub message: String,
    /// The help text.
    pub help: String,
}

impl ScaffoldError {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// The files that `init` wrote, and those that it found and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Initialized {
    /// The paths of the files written, relative to the folder.
    pub written: Vec<String>,
    /// The paths of files that existed already, relative to the folder.
    pub kept: Vec<String>,
    /// The lines that an existing `.gitignore` lacks.
    pub to_ignore: Vec<String>,
}

/// Writes a small, complete explainer into `folder`, with a copy of the built-in theme if `theme` is set. An existing README, `.gitignore`
/// or settings file of VS Code is kept; any other file in the way is an error, and no file is written then.
pub fn init(folder: &Path, theme: bool) -> Result<Initialized, ScaffoldError> {
    let mut files = Vec::new();
    collect(&STARTER, &mut files);
    let ignored = files.iter().find(|(path, _)| path == ".gitignore").map(|(_, bytes)| *bytes);
    let (kept, mut files): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|(path, _)| is_kept(folder, path));
    if theme {
        files.extend(render::built_in_theme());
    }
    let schemas: Vec<_> = content::schema_names().map(schema_path).collect();
    let mut paths = files.iter().map(|(path, _)| path).chain(&schemas);
    if let Some(taken) = paths.find(|path| folder.join(path).symlink_metadata().is_ok()) {
        let message = format!("`{}` exists already", folder.join(taken).display());
        return Err(ScaffoldError::new(message, "move it away, or name another folder"));
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
    let kept: Vec<_> = kept.into_iter().map(|(path, _)| path).collect();
    let to_ignore = match ignored {
        Some(ours) if kept.iter().any(|it| it == ".gitignore") => missing_lines(folder, ours),
        _ => Vec::new(),
    };
    Ok(Initialized {
        written: files.into_iter().map(|(path, _)| path).chain(schemas).collect(),
        kept,
        to_ignore,
    })
}

/// Returns `true` if a starter file is not written because the repository has its own: a README under any name, `.gitignore` or settings.
fn is_kept(folder: &Path, path: &str) -> bool {
    match path {
        "README.md" => {
            let names = fs::read_dir(folder).into_iter().flatten().flatten();
            let mut names = names.map(|it| it.file_name().to_string_lossy().to_lowercase());
            names.any(|name| name == "readme" || name.starts_with("readme."))
        }
        ".gitignore" | ".vscode/settings.json" => folder.join(path).symlink_metadata().is_ok(),
        _ => false,
    }
}

/// Returns the lines of our `.gitignore` that the one in `folder` does not have.
fn missing_lines(folder: &Path, ours: &[u8]) -> Vec<String> {
    let theirs = fs::read(folder.join(".gitignore")).unwrap_or_default();
    let theirs = String::from_utf8_lossy(&theirs);
    let ours = String::from_utf8_lossy(ours);
    let has =
        |line: &str| theirs.lines().any(|it| it.trim().trim_matches('/') == line.trim_matches('/'));
    ours.lines().filter(|line| !has(line)).map(str::to_owned).collect()
}

/// Returns the path at which the starter's settings look for a schema.
fn schema_path(name: &str) -> String {
    format!(".vscode/schema/{name}.json")
}

/// Returns the workflow with this program's version in its comments, for installing the same one.
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

/// Writes a new file into `root`, and the folders above it. Errs if the file exists. No symbolic link can lead it out of `root`.
fn write_new(root: &Root, path: &Path, bytes: &[u8]) -> Result<(), ScaffoldError> {
    root.create_new(path, bytes).map(drop).map_err(|error| {
        let message = format!("`{}` cannot be written: {error}", path.display());
        ScaffoldError::new(message, "what exists already was left as it was")
    })
}

/// A file to be created by [`Scaffolder::write`].
#[derive(Debug, Clone)]
pub struct NewFile {
    /// The kind of entity that it describes.
    pub kind: Kind,
    /// The name or title that readers see.
    pub name: String,
    /// The slug. If it is `None`, it is made from the name.
    pub slug: Option<String>,
    /// Front matter values by key.
    pub values: Vec<(String, String)>,
    /// Set if texts may be missing; the file is then a draft.
    pub may_be_draft: bool,
}

impl NewFile {
    /// Returns its path under `content/`. Errs if it has no valid slug.
    fn path(&self) -> Result<String, ScaffoldError> {
        let wanted = self.slug.clone().unwrap_or_else(|| slug_of(&self.name));
        let slug = Slug::parse(&wanted).ok_or_else(|| {
            let message =
                format!("no slug can be made of `{}`", self.slug.as_ref().unwrap_or(&self.name));
            let help = "give one with `--slug`: lower-case letters, digits and single hyphens";
            ScaffoldError::new(message, help)
        })?;
        Ok(format!("{}/{slug}.md", self.kind.folder()))
    }

    /// Returns the error for the first required key without a value. `None` if there is no such key.
    fn lacks(&self) -> Option<ScaffoldError> {
        let is_needed = |need| need == Need::Fact || need == Need::Text && !self.may_be_draft;
        let is_given =
            |key| self.values.iter().any(|(known, it)| known == key && !it.trim().is_empty());
        let field = self.kind.fields().iter().find(|it| is_needed(it.need) && !is_given(it.key))?;
        let message = format!("a new file under `{}/` needs `{}`", self.kind.folder(), field.key);
        Some(ScaffoldError::new(message, format!("give `--{}`: {}", field.key, field.question)))
    }
}

/// Creates files in one explainer. Each is validated as `check` would do it before it is written.
#[derive(Debug)]
pub struct Scaffolder {
    options: LoadOptions,
    memo: content::Memo,
    /// The explainer without the new file.
    before: Survey,
}

impl Scaffolder {
    /// Loads the explainer in `root`.
    pub fn open(root: &Path) -> Result<Self, ScaffoldError> {
        if !root.join("content").is_dir() {
            let message = format!("`{}` is no explainer: it holds no `content/`", root.display());
            let help = "name its folder with `--root`, or begin one with `standpoint init`";
            return Err(ScaffoldError::new(message, help));
        }
        // Drafts are checked as if they were published.
        let options = LoadOptions { root: root.to_owned(), drafts: true, ..LoadOptions::default() };
        let mut memo = content::Memo::default();
        let before = content::survey(&options, &mut memo);
        Ok(Self { options, memo, before })
    }

    /// Returns the error that `check` would report for the value of `key`. `None` if it would report none.
    pub fn problem(&mut self, file: &NewFile, key: &str) -> Option<ScaffoldError> {
        let path = file.path().ok()?;
        let text = self.text(file).ok()?;
        let found = self.new_errors(&path, text);
        let mut found = found.iter().filter(|it| is_in(it, &path));
        let error = found.find(|it| key_at(it) == key)?;
        Some(ScaffoldError::new(error.message.clone(), error.help.clone().unwrap_or_default()))
    }

    /// Writes a file with the front matter of its kind. Returns its path, and `true` if it is a draft.
    pub fn write(&mut self, file: &NewFile) -> Result<(PathBuf, bool), ScaffoldError> {
        let path = file.path()?;
        if let Some(error) = file.lacks() {
            return Err(error);
        }
        let place = self.options.root.join("content").join(&path);
        if place.symlink_metadata().is_ok() {
            let shown = shown(&self.options.root, &format!("content/{path}"));
            let help = "write into it, or give another slug with `--slug`";
            return Err(ScaffoldError::new(format!("`{shown}` exists already"), help));
        }
        let text = self.text(file)?;
        if let Some(error) = self.new_errors(&path, text.clone()).first() {
            return Err(refusal(error, file.kind, &path));
        }
        let opened = Root::open(&self.options.root).map_err(|error| {
            let root = self.options.root.display();
            ScaffoldError::new(format!("`{root}` cannot be opened: {error}"), "try again")
        })?;
        write_new(&opened, &Path::new("content").join(&path), text.as_bytes())?;
        Ok((place, skeleton::is_draft(&text)))
    }

    fn text(&self, file: &NewFile) -> Result<String, ScaffoldError> {
        let NewFile { kind, name, values, .. } = file;
        let skeleton = Skeleton { kind: *kind, name, values, survey: &self.before };
        skeleton
            .text()
            .ok_or_else(|| ScaffoldError::new("this cannot be written as YAML", "change the name"))
    }

    /// Returns the errors that `check` would report with `text` in the file at `path`, and does not report without it.
    fn new_errors(&mut self, path: &str, text: String) -> Vec<Diagnostic> {
        let overlay = [(path.to_owned(), Some(text.into()))].into();
        let options = LoadOptions { overlay, ..self.options.clone() };
        let found = content::survey(&options, &mut self.memo).diagnostics;
        let identity =
            |it: &Diagnostic| (it.code, it.span.file.path().to_owned(), it.message.clone());
        let before: HashSet<_> = self.before.diagnostics.iter().map(identity).collect();
        let is_new =
            |it: &Diagnostic| it.severity() == Severity::Error && !before.contains(&identity(it));
        found.into_iter().filter(is_new).collect()
    }
}

/// Returns `true` if a problem is in the file at `path` under `content/`.
fn is_in(problem: &Diagnostic, path: &str) -> bool {
    problem.span.file.path().ends_with(&format!("content/{path}"))
}

/// Returns the key on the line in which a problem begins.
fn key_at(problem: &Diagnostic) -> &str {
    let text = problem.span.file.text();
    let start = text[..problem.span.range.start].rfind('\n').map_or(0, |newline| newline + 1);
    text[start..].split(':').next().unwrap_or_default()
}

/// Returns the error for a file that `check` would reject. It names the command-line option with the wrong value, if one has it.
fn refusal(problem: &Diagnostic, kind: Kind, path: &str) -> ScaffoldError {
    let Diagnostic { message, help, .. } = problem;
    let option = kind.fields().iter().find(|it| is_in(problem, path) && it.key == key_at(problem));
    let message = match option {
        Some(field) => format!("`--{}`: {message}", field.key),
        None if is_in(problem, path) => message.clone(),
        None => format!("`{}` would be wrong then: {message}", problem.span.file.path()),
    };
    ScaffoldError::new(message, help.clone().unwrap_or_default())
}

/// Returns the initial text of the file at `path` under `content/`, a draft if texts are missing. `None` if it would need facts that are
/// not known, or no kind of entity has that folder.
pub fn beginning(path: &str, survey: &Survey) -> Option<String> {
    let (folder, file) = path.split_once('/')?;
    let kind = Kind::of_folder(folder)?;
    if kind.fields().iter().any(|it| it.need == Need::Fact) {
        return None;
    }
    let words = file.trim_end_matches(".md").split('-').map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
    });
    let name = words.flatten().collect::<Vec<_>>().join(" ");
    Skeleton { kind, name: &name, values: &[], survey }.text()
}

/// Returns the slug for a name in any script: transliterated, in lower case, with hyphens for all but letters and digits. Empty if it has
/// none.
pub fn slug_of(name: &str) -> String {
    Slug::from_name(name).map(|slug| slug.as_str().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::slug_of;

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
