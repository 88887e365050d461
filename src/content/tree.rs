//! The files of an explainer: everything under `content/`, read and sorted by kind.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::{UnicodeNormalization, is_nfc};
use walkdir::WalkDir;

use super::disk::Disk;
use crate::diagnostic::{
    self, Code, Diagnostic, Follow, LARGEST_TEXT, LinkedFolders, SourceFile, Span, bad_name,
    bounded, clashes, did_you_mean, leads_out, shown,
};
use crate::explainer::{Entity, Kind, Slug};

/// The folders of `content/`, one for each kind of entity.
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

    /// Returns the kind of its files.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Participants => Kind::Participant,
            Self::Parties => Kind::Party,
            Self::Issues => Kind::Issue,
            Self::Events => Kind::Event,
            Self::Sources => Kind::Source,
            Self::Glossary => Kind::Term,
            Self::Pages => Kind::Page,
        }
    }

    pub(super) fn name(self) -> &'static str {
        self.kind().folder()
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|folder| folder.name() == name)
    }

    pub(super) fn entity(self, slug: Slug) -> Entity {
        self.kind().entity(slug)
    }

    /// Returns the words for one entity of this kind in messages.
    pub(super) fn one(self) -> &'static str {
        self.kind().one()
    }

    /// Returns the noun for an entity of this kind in messages, and the code for one that does not exist.
    pub(super) fn noun(self) -> (&'static str, Code) {
        let code = match self {
            Self::Participants => Code::UnknownParticipant,
            Self::Parties => Code::UnknownParty,
            Self::Issues => Code::UnknownIssue,
            Self::Events => Code::UnknownEvent,
            Self::Sources => Code::UnknownSource,
            Self::Glossary => Code::UnknownTerm,
            Self::Pages => Code::BrokenLink,
        };
        (self.kind().noun(), code)
    }
}

/// Texts that replace the files on disk, by their paths under `content/`. `None` marks a file that was deleted.
pub type Overlay = BTreeMap<String, Option<Arc<str>>>;

/// A Markdown file that belongs to an entity.
#[derive(Debug)]
pub(super) struct PageFile {
    pub(super) folder: Folder,
    pub(super) slug: Slug,
    /// The path relative to `content/`.
    pub(super) path: Arc<str>,
    pub(super) file: SourceFile,
}

impl PageFile {
    /// Returns the path that the file should have. `None` if its folder and its name are right.
    pub(super) fn meant_path(&self) -> Option<String> {
        let right = folder_of(&self.path).is_some() && Slug::parse(stem(&self.path)).is_some();
        (!right).then(|| format!("{}/{}.md", self.folder.name(), self.slug))
    }
}

/// Files that are not pages, by their [composed] paths under `content/`, with their locations on disk.
pub(super) type Others = BTreeMap<String, PathBuf>;

/// All files under `content/`.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) site: Option<SourceFile>,
    pub(super) home: Option<(Arc<str>, SourceFile)>,
    pub(super) pages: Vec<PageFile>,
    /// Pages whose files could not be read. References to them are not reported as wrong.
    pub(super) unread: Vec<(Folder, Slug, String)>,
    pub(super) others: Others,
    /// The paths of Markdown files outside the content folders.
    stray: Vec<Arc<str>>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A text file, or the diagnostic if it could not be read.
type ReadText = Result<SourceFile, Box<Diagnostic>>;

/// The files under `content/` on disk.
#[derive(Debug, Clone, Default)]
pub(super) struct OnDisk {
    texts: Vec<(Arc<str>, ReadText)>,
    /// Files that are not pages, with their locations.
    others: Vec<(String, PathBuf)>,
    /// The diagnostics for files that could not be listed, by path.
    passed_over: Vec<(String, Diagnostic)>,
}

impl OnDisk {
    /// Reads everything, in parallel.
    pub(super) fn read(root: &Path, texts: &mut Disk<SourceFile>) -> Self {
        let mut on_disk = Self::default();
        let files = on_disk.list(root);
        let (files, others): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(path, _)| is_text(path));
        on_disk.others = others.into_iter().map(|(path, at)| (path.to_string(), at)).collect();
        let files: Vec<_> = files.iter().map(|(path, at)| (path.clone(), at.as_path())).collect();
        let read = texts.read(&files, |path, place| {
            read_text(root, path, diagnostic::read(place, LARGEST_TEXT))
        });
        on_disk.texts = files.into_iter().map(|(path, _)| path).zip(read).collect();
        on_disk
    }
}

/// Sorts the files into a tree. A text in `overlay` replaces the one on disk. Files that cannot be read become diagnostics.
pub(super) fn read(root: &Path, on_disk: &OnDisk, overlay: &Overlay) -> Tree {
    let mut tree = Tree::default();
    let is_own = |path: &str| !overlay.contains_key(path);
    for (path, diagnostic) in on_disk.passed_over.iter().filter(|(path, _)| is_own(path)) {
        tree.pass_over(path, diagnostic.clone());
    }
    let others = on_disk.others.iter().filter(|(path, _)| is_own(path));
    let others: Vec<_> = others.collect();
    tree.check_names(root, || others.iter().map(|(path, _)| path.as_str()));
    tree.others =
        others.iter().map(|(path, at)| (composed(path).into_owned(), at.clone())).collect();
    for (path, file) in on_disk.texts.iter().filter(|(path, _)| is_own(path)) {
        tree.add(path, file.clone());
    }
    for (path, text) in overlay {
        let Some(text) = text else { continue };
        if is_text(path) {
            let bytes = bounded(text.as_bytes().to_vec(), LARGEST_TEXT);
            tree.add(&Arc::from(&**path), read_text(root, path, bytes));
        } else {
            let place = root.join("content").join(path);
            tree.others.insert(composed(path).into_owned(), place);
        }
    }
    tree.report_duplicates();
    tree.require(root);
    tree
}

/// Returns a path with composed accents (NFC). macOS writes `é` as two characters, keyboards as one.
pub(super) fn composed(path: &str) -> Cow<'_, str> {
    if is_nfc(path) { path.into() } else { path.nfc().collect::<String>().into() }
}

/// Returns the path of `place` within `folder`, with forward slashes.
fn below(folder: &Path, place: &Path) -> Arc<str> {
    let relative = place.strip_prefix(folder).unwrap_or(place).to_string_lossy();
    if relative.contains('\\') { relative.replace('\\', "/").into() } else { relative.into() }
}

/// Returns `true` if a file under `content/` is read as content. Any other file is only published as it is.
fn is_text(path: &str) -> bool {
    path == "site.yaml" || is_markdown(path)
}

fn is_markdown(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// Returns the text file at `path` under `content/` from its bytes.
fn read_text(
    root: &Path,
    path: &str,
    bytes: io::Result<Vec<u8>>,
) -> Result<SourceFile, Box<Diagnostic>> {
    let shown = shown(root, &format!("content/{path}"));
    let bytes = bytes.map_err(|error| Diagnostic::unreadable(&shown, &error))?;
    SourceFile::from_bytes(&shown, bytes)
}

impl OnDisk {
    /// Returns every file under `content/`, sorted by its path there. Hidden files and editors' backups are skipped.
    fn list(&mut self, root: &Path) -> Vec<(Arc<str>, PathBuf)> {
        let content = root.join("content");
        let hidden = |name: &str| name.starts_with('.') || name.ends_with('~');
        let mut linked = LinkedFolders::default();
        let walk = WalkDir::new(&content).follow_links(true).sort_by_file_name().into_iter();
        let mut walk = walk.filter_entry(|entry| {
            entry.depth() == 0 || !hidden(&entry.file_name().to_string_lossy())
        });
        let mut files = Vec::new();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if entry.path_is_symlink() && leads_out(root, entry.path()) => {
                    let relative = below(&content, entry.path());
                    let path = format!("content/{relative}");
                    let outside = Diagnostic::outside(&shown(root, path.trim_end_matches('/')));
                    self.passed_over.push((relative.to_string(), outside));
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) if entry.path_is_symlink() && entry.file_type().is_dir() => {
                    let follow = linked.follow(entry.path());
                    if follow == Follow::TooOften {
                        let relative = below(&content, entry.path());
                        let path = shown(root, &format!("content/{relative}"));
                        self.passed_over
                            .push((relative.to_string(), Diagnostic::linked_too_often(&path)));
                    }
                    if follow != Follow::Yes {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) if entry.file_type().is_file() => {
                    files.push((below(&content, entry.path()), entry.into_path()));
                }
                Ok(_) => {}
                Err(error) => {
                    let place = error.path().unwrap_or(&content);
                    let relative = below(&content, place);
                    let path = format!("content/{relative}");
                    let diagnostic =
                        Diagnostic::of_walk(&shown(root, path.trim_end_matches('/')), &error);
                    self.passed_over.push((relative.to_string(), diagnostic));
                }
            }
        }
        files.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        files
    }
}

impl Tree {
    /// Adds a text file, or records that it could not be read.
    fn add(&mut self, path: &Arc<str>, file: ReadText) {
        match file {
            Ok(file) => self.sort_in(path.clone(), file),
            Err(diagnostic) => self.pass_over(path, *diagnostic),
        }
    }

    /// Reports files other than pages whose names some systems cannot hold or tell apart.
    fn check_names<'a, I>(&mut self, root: &Path, paths: impl Fn() -> I)
    where
        I: Iterator<Item = &'a str>,
    {
        let shown = |path: &str| shown(root, &format!("content/{path}"));
        let mut found: Vec<_> =
            paths().filter_map(|path| Diagnostic::of_name(path, &shown(path))).collect();
        found.extend(clashes(paths(), shown));
        self.diagnostics.append(&mut found);
    }

    /// Adds a text file where it belongs in the tree.
    fn sort_in(&mut self, path: Arc<str>, file: SourceFile) {
        if &*path == "site.yaml" {
            self.site = Some(file);
            return;
        }
        if &*path == "index.md" {
            self.home = Some((path, file));
            return;
        }
        if let Some((folder, slug)) = self.place(&path, &file) {
            self.pages.push(PageFile { folder, slug, path, file });
        }
    }

    /// Records that a file could not be read.
    fn pass_over(&mut self, path: &str, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
        if let (true, Some(folder), Some(slug)) =
            (is_markdown(path), folder_of(path), Slug::parse(stem(path)))
        {
            self.unread.push((folder, slug, path.to_owned()));
        }
    }

    /// Returns the kind and the slug of a file, from its path. If they are wrong, this is reported, and the probably intended ones are
    /// returned, so that references to the file are not reported as well.
    fn place(&mut self, path: &str, file: &SourceFile) -> Option<(Folder, Slug)> {
        let span = Span::start_of(file.clone());
        let folder = folder_of(path).or_else(|| {
            let message = format!("`{path}` lies where no kind of content belongs");
            let near = near_folder(path);
            let folders = Folder::ALL.map(|folder| format!("`{}/`", folder.name())).join(", ");
            let help = near.map_or_else(
                || format!("move it into one of {folders}"),
                |near| format!("did you mean `{}/`?", near.name()),
            );
            let stray = Diagnostic::new(Code::StrayFile, span.clone(), message);
            self.diagnostics.push(stray.help(help));
            self.stray.push(path.into());
            near
        })?;
        let stem = stem(path);
        if let Some(why) = bad_name(stem).filter(|_| Slug::parse(stem).is_some()) {
            let message = format!("not every system can hold a folder called `{stem}`");
            let bad = Diagnostic::new(Code::BadFileName, span.clone(), message);
            self.diagnostics.push(bad.help(format!("rename the file: {why}")));
        }
        let slug = Slug::parse(stem).or_else(|| {
            let meant = Slug::from_name(stem);
            let help = meant.as_ref().map_or_else(
                || "use lower-case letters a to z, digits and single hyphens".to_owned(),
                |slug| format!("rename the file to `{slug}.md`"),
            );
            let bad = Diagnostic::new(Code::BadSlug, span, format!("`{stem}` is no slug"));
            self.diagnostics.push(bad.help(help));
            meant
        })?;
        Some((folder, slug))
    }

    /// Reports files of one kind that have the same slug.
    fn report_duplicates(&mut self) {
        self.pages.sort_by(|a, b| (a.folder, &a.slug, &a.path).cmp(&(b.folder, &b.slug, &b.path)));
        for pair in self.pages.windows(2) {
            let [first, second] = pair else { continue };
            if (first.folder, &first.slug) != (second.folder, &second.slug) {
                continue;
            }
            // The file to rename is the one whose name is not a valid slug.
            let (kept, wrong) = if Slug::parse(stem(&first.path)).is_none() {
                (second, first)
            } else {
                (first, second)
            };
            let place = Span::start_of(wrong.file.clone());
            let is_bad_slug = |it: &Diagnostic| it.code == Code::BadSlug && it.span == place;
            self.diagnostics.retain(|it| !is_bad_slug(it));
            let message = format!("`{}` and `{}` have the same slug", wrong.path, kept.path);
            let duplicate = Diagnostic::new(Code::DuplicateSlug, place, message);
            self.diagnostics.push(
                duplicate
                    .help("rename one of them; letter case and folders do not tell them apart"),
            );
        }
    }

    /// Returns the file that was meant to be the one at `path` (`content/site.yaml`): its name differs only in letter case or extension.
    fn misnamed(&self, path: &str) -> Option<&str> {
        let wanted = stem(path);
        let endings: &[&str] =
            if is_markdown(path) { &["md", "markdown", "mdx"] } else { &["yml", "yaml"] };
        let is_meant = |other: &&str| {
            let (name, ending) = other.rsplit_once('.').unwrap_or((other, ""));
            name.eq_ignore_ascii_case(wanted)
                && endings.iter().any(|it| it.eq_ignore_ascii_case(ending))
        };
        let strays = self.stray.iter().map(|path| &**path);
        self.others.keys().map(String::as_str).chain(strays).find(is_meant)
    }

    /// Reports missing files that every site needs.
    fn require(&mut self, root: &Path) {
        let needed = [
            (
                "content/site.yaml",
                self.site.is_none(),
                "create it, with `title`, `tagline`, `base_url`, `language` and `stances`",
            ),
            (
                "content/index.md",
                self.home.is_none(),
                "create it: the front page, two lines `---` and then the story in brief",
            ),
        ];
        let reported = |path: &str, tree: &Self| {
            tree.diagnostics.iter().any(|it| it.span.file.path() == shown(root, path))
        };
        if reported("content", self) {
            let help = "run this in the folder that holds `content/`, or name it with `--root`";
            let missing = |it: &&mut Diagnostic| it.code == Code::UnreadableFile;
            let missing = self.diagnostics.iter_mut().filter(missing);
            missing.for_each(|it| it.help = Some(help.to_owned()));
            return;
        }
        for (path, missing, help) in needed {
            if missing && !reported(path, self) {
                let nothing = io::Error::from(io::ErrorKind::NotFound);
                let unreadable = Diagnostic::unreadable(&shown(root, path), &nothing);
                let help = self.misnamed(path).map_or_else(
                    || help.to_owned(),
                    |other| format!("rename `content/{other}` to `{path}`"),
                );
                self.diagnostics.push(unreadable.help(help));
            }
        }
    }
}

/// Reports files with the extensions that other programs give Markdown, which are not read: those of `others` that lie in a content folder
/// and that no body links to.
pub(super) fn passed_over(
    root: &Path,
    others: &Others,
    is_linked: impl Fn(&str) -> bool,
    is_page: impl Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let similar = others.keys().filter_map(|path| Some((path, meant_as_markdown(path)?)));
    let stray = similar.filter(|(path, _)| !is_linked(path));
    let stray = stray.map(|(path, meant)| {
        let file = SourceFile::new(shown(root, &format!("content/{path}")), "");
        let message = format!("`{path}` is passed over: content is read from files in `.md`");
        let help = if is_page(&meant) {
            format!("remove it, or move what it says to `content/{meant}`")
        } else {
            format!("rename it to `content/{meant}`, or link to it if it is to be downloaded")
        };
        Diagnostic::new(Code::StrayFile, Span::start_of(file), message).help(help)
    });
    stray.collect()
}

/// Extensions that other programs give Markdown.
const SIMILAR: [&str; 7] = [".markdown", ".mdx", ".md.txt", ".mdown", ".mkd", ".mkdn", ".mdwn"];

/// Returns the path with which a file would be read, if it lies in a content folder and has one of the [`SIMILAR`] extensions.
fn meant_as_markdown(path: &str) -> Option<String> {
    folder_of(path)?;
    let ending = SIMILAR.iter().find(|ending| {
        let start = path.len().checked_sub(ending.len());
        start.and_then(|start| path.get(start..)).is_some_and(|it| it.eq_ignore_ascii_case(ending))
    })?;
    Some(format!("{}.md", &path[..path.len() - ending.len()]))
}

/// Returns the content folder of a path, which determines the kind of the file.
fn folder_of(path: &str) -> Option<Folder> {
    Folder::of(path.split_once('/')?.0)
}

/// Returns the content folder whose misspelt name a path begins with.
fn near_folder(path: &str) -> Option<Folder> {
    Folder::of(did_you_mean(path.split_once('/')?.0, Folder::ALL.map(Folder::name))?)
}

/// Returns a file's name without its extension.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
