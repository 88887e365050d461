//! The files of an explainer: what lies under `content/`, read and sorted by kind.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diagnostic::{Code, Diagnostic, SourceFile, Span, did_you_mean};
use crate::explainer::{Entity, Slug};

/// The folders of `content/`, each for one kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Folder {
    Participants,
    Parties,
    Issues,
    Events,
    Sources,
    Glossary,
    Pages,
}

impl Folder {
    pub(super) const ALL: [Self; 7] = [
        Self::Participants,
        Self::Parties,
        Self::Issues,
        Self::Events,
        Self::Sources,
        Self::Glossary,
        Self::Pages,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Participants => "participants",
            Self::Parties => "parties",
            Self::Issues => "issues",
            Self::Events => "events",
            Self::Sources => "sources",
            Self::Glossary => "glossary",
            Self::Pages => "pages",
        }
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|folder| folder.name() == name)
    }

    pub(super) fn entity(self, slug: Slug) -> Entity {
        match self {
            Self::Participants => Entity::Participant(slug),
            Self::Parties => Entity::Party(slug),
            Self::Issues => Entity::Issue(slug),
            Self::Events => Entity::Event(slug),
            Self::Sources => Entity::Source(slug),
            Self::Glossary => Entity::Term(slug),
            Self::Pages => Entity::Page(slug),
        }
    }

    /// What one thing of this kind is called in messages, and the code for one that does not exist.
    pub(super) fn noun(self) -> (&'static str, Code) {
        match self {
            Self::Participants => ("participant", Code::UnknownParticipant),
            Self::Parties => ("party", Code::UnknownParty),
            Self::Issues => ("issue", Code::UnknownIssue),
            Self::Events => ("event", Code::UnknownEvent),
            Self::Sources => ("source", Code::UnknownSource),
            Self::Glossary => ("glossary term", Code::UnknownTerm),
            Self::Pages => ("page", Code::BrokenLink),
        }
    }
}

/// A Markdown file with a place in the explainer.
#[derive(Debug)]
pub(super) struct PageFile {
    pub(super) folder: Folder,
    pub(super) slug: Slug,
    /// Relative to `content/`.
    pub(super) path: Arc<str>,
    pub(super) file: SourceFile,
}

/// All files under `content/`.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) site: Option<SourceFile>,
    pub(super) home: Option<(Arc<str>, SourceFile)>,
    pub(super) pages: Vec<PageFile>,
    /// Every other file, by its path relative to `content/`, and where it lies on disk.
    pub(super) others: BTreeMap<String, PathBuf>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// How a path below the explainer's folder is shown to the user.
pub(super) fn shown(root: &Path, relative: &str) -> String {
    let root = root.to_string_lossy().replace('\\', "/");
    match root.trim_end_matches('/') {
        "" | "." => relative.to_owned(),
        root => format!("{root}/{relative}"),
    }
}

/// Reads everything under `content/`, in parallel; what cannot be read becomes a diagnostic.
pub(super) fn read(root: &Path) -> Tree {
    let mut tree = Tree::default();
    let mut markdown = Vec::new();
    for (path, place) in tree.list(root) {
        let is_markdown = Path::new(&path)
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
        if is_markdown || path == "site.yaml" {
            markdown.push((path, place));
        } else {
            tree.others.insert(path, place);
        }
    }
    let read: Vec<_> = markdown
        .into_par_iter()
        .map(|(path, place)| (read_text(root, &path, &place), path))
        .collect();
    for (file, path) in read {
        match file {
            Ok(file) => tree.sort_in(path, file),
            Err(diagnostic) => tree.diagnostics.push(*diagnostic),
        }
    }
    tree.find_duplicates();
    tree.require(root);
    tree
}

/// Reads one text file.
fn read_text(root: &Path, path: &str, place: &Path) -> Result<SourceFile, Box<Diagnostic>> {
    let shown = shown(root, &format!("content/{path}"));
    let bytes =
        std::fs::read(place).map_err(|error| Box::new(unreadable(&shown, &error.to_string())))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile::new(shown, text.strip_prefix('\u{feff}').unwrap_or(&text))),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let file =
                SourceFile::new(shown, String::from_utf8_lossy(error.as_bytes()).into_owned());
            let message = "this file is not UTF-8";
            Err(Box::new(
                Diagnostic::new(Code::NotUtf8, Span::new(file, good..good + 3), message)
                    .help("save it as UTF-8"),
            ))
        }
    }
}

fn unreadable(shown: &str, why: &str) -> Diagnostic {
    Diagnostic::new(
        Code::UnreadableFile,
        Span::start_of(SourceFile::new(shown, "")),
        format!("`{shown}` cannot be read: {why}"),
    )
}

impl Tree {
    /// Every file under `content/`, by its path there. Hidden files and editors' backups are passed over.
    fn list(&mut self, root: &Path) -> Vec<(String, PathBuf)> {
        let content = root.join("content");
        let hidden = |name: &str| name.starts_with('.') || name.ends_with('~');
        let walk = WalkDir::new(&content).follow_links(true).sort_by_file_name().into_iter();
        let mut files = Vec::new();
        for entry in walk.filter_entry(|entry| {
            entry.depth() == 0 || !hidden(&entry.file_name().to_string_lossy())
        }) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    let relative = entry.path().strip_prefix(&content).unwrap_or(entry.path());
                    files.push((relative.to_string_lossy().replace('\\', "/"), entry.into_path()));
                }
                Ok(_) => {}
                Err(error) => self.diagnostics.push(walk_error(root, &error)),
            }
        }
        files
    }

    /// Gives a text file its place.
    fn sort_in(&mut self, path: String, file: SourceFile) {
        if path == "site.yaml" {
            self.site = Some(file);
            return;
        }
        if path == "index.md" {
            self.home = Some((path.into(), file));
            return;
        }
        let (first, name) = (
            path.split('/').next().unwrap_or_default(),
            path.rsplit('/').next().unwrap_or_default(),
        );
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let span = Span::start_of(file.clone());
        let Some(folder) = Folder::of(first).filter(|_| path.contains('/')) else {
            let message = format!("`{path}` lies where no kind of content belongs");
            let near =
                did_you_mean(first, Folder::ALL.map(Folder::name)).filter(|_| path.contains('/'));
            let folders = Folder::ALL.map(|folder| format!("`{}/`", folder.name())).join(", ");
            let help = near.map_or_else(
                || format!("move it into one of {folders}"),
                |near| format!("did you mean `{near}/`?"),
            );
            self.diagnostics.push(Diagnostic::new(Code::StrayFile, span, message).help(help));
            return;
        };
        let Some(slug) = Slug::parse(stem) else {
            let message = format!("`{stem}` is no slug");
            let help = match slug_from(stem) {
                Some(slug) => format!("rename the file to `{slug}.md`"),
                None => "use lower-case letters a to z, digits and single hyphens".to_owned(),
            };
            self.diagnostics.push(Diagnostic::new(Code::BadSlug, span, message).help(help));
            // Known under the name it will have, so that references to it are not reported as well.
            if let Some(slug) = slug_from(stem) {
                self.pages.push(PageFile { folder, slug, path: path.into(), file });
            }
            return;
        };
        self.pages.push(PageFile { folder, slug, path: path.into(), file });
    }

    /// Reports files whose names differ in nothing that counts, and keeps the first.
    fn find_duplicates(&mut self) {
        self.pages.sort_by(|a, b| (a.folder, &a.slug, &a.path).cmp(&(b.folder, &b.slug, &b.path)));
        let diagnostics = &mut self.diagnostics;
        self.pages.dedup_by(|later, first| {
            let same = (later.folder, &later.slug) == (first.folder, &first.slug);
            if same {
                let message = format!("`{}` and `{}` have the same slug", first.path, later.path);
                let duplicate = Diagnostic::new(
                    Code::DuplicateSlug,
                    Span::start_of(later.file.clone()),
                    message,
                );
                diagnostics
                    .push(duplicate.help(
                        "rename one of them; letter case and folders do not tell them apart",
                    ));
            }
            same
        });
    }

    /// Reports the files without which there is no site.
    fn require(&mut self, root: &Path) {
        let unread = |path: &str, tree: &Self| {
            tree.diagnostics.iter().any(|it| it.span.file.path() == shown(root, path))
        };
        let missing: Vec<_> =
            [("content/site.yaml", self.site.is_none()), ("content/index.md", self.home.is_none())]
                .into_iter()
                .filter(|(path, missing)| {
                    *missing && !unread(path, self) && !unread("content", self)
                })
                .map(|(path, _)| unreadable(&shown(root, path), "there is no such file"))
                .collect();
        self.diagnostics.extend(missing.into_iter().map(|it| {
            it.help("every explainer needs one; `templates/README.md` and the README show them")
        }));
    }
}

fn walk_error(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = error
        .path()
        .and_then(|path| path.strip_prefix(root).ok())
        .map(|path| path.to_string_lossy().replace('\\', "/"));
    let shown = shown(root, &path.unwrap_or_else(|| "content".to_owned()));
    if error.loop_ancestor().is_some() {
        let span = Span::start_of(SourceFile::new(shown.clone(), ""));
        let message = format!("`{shown}` is a symbolic link to a folder it lies in");
        return Diagnostic::new(Code::SymlinkLoop, span, message)
            .help("remove the link, or point it elsewhere");
    }
    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    unreadable(&shown, &why).help(
        "check that it exists and that you may read it; `--root` names the explainer's folder",
    )
}

/// A slug as near to `name` as can be: lower case, with hyphens for what is neither letter nor digit.
fn slug_from(name: &str) -> Option<Slug> {
    let words: Vec<_> =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    Slug::parse(&words.join("-").to_ascii_lowercase())
}
