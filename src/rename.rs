//! Renames for `mv` and for editors: an entity gets another slug, and every reference to it follows.
//!
//! A rename is a `Plan` of small edits by byte range, made from the index that loading returns and tried on a copy in memory. It is carried
//! out only if every reference then has the same target as before, and either in all files or in none (`files`). A journal (`journal`) lets
//! the next command take back a rename that was killed ([`recover`]).
//!
//! YAML and Markdown are never written from a parsed form, so all other bytes of a file stay the same. If somebody saves one of the files
//! meanwhile, the rename is taken back and planned again. [`recover`] runs before every command that reads an explainer. The language
//! server uses the same plan ([`plan`]), and leaves it to the editor to apply the edits.

mod files;
mod journal;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::content::{self, Form, Index, LoadOptions, Overlay, Reference, alias_edit};
use crate::diagnostic::{self, Code, Diagnostic, Severity, SourceFile, did_you_mean, shown};
use crate::explainer::{Entity, Route, Slug};
use crate::files::{Root, random_name};
use files::Stopped;
use journal::{Change, Journal, Stage, Store, StoreError};

/// The parameters of a rename.
#[derive(Debug, Clone, Copy)]
pub struct Renaming<'a> {
    /// The explainer's folder.
    pub root: &'a Path,
    /// The entity to rename: `participants/david-lammy`, or the path of its file.
    pub from: &'a str,
    /// Its new slug.
    pub to: &'a str,
    /// Set to redirect the old address to the new one.
    pub alias: bool,
    /// The user's state folder, where the journal is kept.
    pub state: &'a Path,
}

/// The result of a rename.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The old and new path of the file, as shown to the user.
    pub moved: (String, String),
    /// Every file that was changed, the renamed one included, with the number of references changed in it.
    pub files: Vec<(String, usize)>,
    /// The address that redirects now. `None` if no alias was added.
    pub alias: Option<String>,
    /// Files, by path relative to the explainer's folder, that contain a text that somebody saved at the last moment.
    pub kept: Vec<PathBuf>,
}

/// The error of a rename.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenameError {
    /// The content has errors, so references could be missed.
    #[error("the explainer has problems: {}", diagnostic::listed(.0))]
    Content(Vec<Diagnostic>),
    /// The rename was refused, or an I/O error occurred: a message and a help text.
    #[error("{0}")]
    Refused(String, String),
}

/// Maximum number of attempts. A rename is planned again if somebody saves one of its files meanwhile.
const MOST_TRIES: usize = 5;

/// Maximum time to wait for another rename to end. A rename of thousands of files takes seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// Renames one entity and every reference to it, or changes no file.
pub fn rename(renaming: &Renaming) -> Result<Renamed, RenameError> {
    let options =
        LoadOptions { root: renaming.root.to_owned(), drafts: true, ..LoadOptions::default() };
    let Ok(root) = Root::open(renaming.root) else {
        return Err(RenameError::Content(content::index(&options).err().unwrap_or_default()));
    };
    let store = open_store(renaming.state, &root, PATIENCE)?;
    take_back(&root, &store)?;
    let mut changed = PathBuf::new();
    for _ in 0..MOST_TRIES {
        let before = content::index(&options).map_err(RenameError::Content)?;
        let plan = Plan::new(&before, renaming)?;
        plan.rehearse(&options, content::index)?;
        match plan.carry_out(&root, &store, renaming.root)? {
            Ok(renamed) => return Ok(renamed),
            Err(path) => changed = path,
        }
    }
    refused(
        format!("`{}` is being saved again and again; nothing was renamed", changed.display()),
        "try again when nothing else writes to it",
    )
}

fn open_store(state: &Path, root: &Root, patience: Duration) -> Result<Store, RenameError> {
    Store::open(state, root, patience).or_else(|error| match error {
        StoreError::Busy => refused(
            "another rename is at work in this explainer",
            "wait until it has ended, and try again",
        ),
        StoreError::Io(error) => refused(
            format!("no journal can be kept in `{}`: {error}", state.display()),
            "name a folder that can be written to in `XDG_STATE_HOME`",
        ),
    })
}

/// An interrupted rename that [`recover`] has completed or taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// The path under `content/` that the file had before the rename.
    pub from: String,
    /// The path under `content/` that the rename gives it.
    pub to: String,
    /// Set if the rename was completed; otherwise it was taken back.
    pub done: bool,
    /// Files, by path relative to the explainer's folder, that contain a text that somebody saved and that could not be put in place.
    pub kept: Vec<PathBuf>,
}

impl fmt::Display for Recovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, done, kept } = self;
        let became = if *done { "is carried out" } else { "is taken back" };
        write!(f, "the rename of `{from}` to `{to}`, which was stopped half-way, {became}")?;
        kept.iter().try_for_each(|path| {
            write!(
                f,
                "; `{}` holds what was saved meanwhile: put it where it belongs",
                path.display()
            )
        })
    }
}

/// Recovers from a rename that was killed in the explainer in `root`: takes it back, or completes it if all its files were in place. Every
/// command calls this before it reads the explainer. Returns `None` if there is no such rename. Waits at most `patience` for one that is
/// still running.
pub fn recover(
    root: &Path,
    state: &Path,
    patience: Duration,
) -> Result<Option<Recovered>, RenameError> {
    match Root::open(root) {
        Ok(root) if journal::is_pending(state, &root) => {
            take_back(&root, &open_store(state, &root, patience)?)
        }
        _ => Ok(None),
    }
}

fn take_back(root: &Root, store: &Store) -> Result<Option<Recovered>, RenameError> {
    let stuck = |why: String| {
        let help = format!(
            "mend that and run the command again; or remove `{}`, and everything stays as it is",
            store.path().display()
        );
        refused(format!("a rename that was stopped cannot be taken back: {why}"), help)
    };
    let (stage, journal) = match store.pending() {
        Ok(None) => return Ok(None),
        Ok(Some(pending)) => pending,
        Err(error) => return stuck(format!("its journal cannot be read: {error}")),
    };
    match files::settle(root, store, stage, &journal) {
        Ok(kept) => {
            let Journal { from, to, .. } = journal;
            Ok(Some(Recovered { from, to, done: stage == Stage::Committed, kept }))
        }
        Err(why) => stuck(why),
    }
}

/// A rename that was checked but not carried out: for an editor, which does that itself.
#[derive(Debug)]
pub struct Planned {
    /// The path of the renamed file under `content/`.
    pub from: String,
    /// Its new path.
    pub to: String,
    /// The edits of each file. The renamed file has its old path here.
    pub edits: Vec<(SourceFile, Vec<TextEdit>)>,
}

/// A byte range, and the text that replaces it.
pub type TextEdit = (Range<usize>, String);

/// Plans a rename of the file at `path` under `content/` to the slug `to`, with a redirect from its old address. `overlay` contains the
/// unsaved texts.
pub fn plan(root: &Path, overlay: &Overlay, path: &str, to: &str) -> Result<Planned, RenameError> {
    let renaming = Renaming { root, from: path, to, alias: true, state: Path::new("") };
    let overlay = overlay.clone();
    let options =
        LoadOptions { root: root.to_owned(), drafts: true, overlay, ..LoadOptions::default() };
    // In an editor, the content is often unfinished. Only a file that cannot be read and may name the entity prevents the rename.
    let before = content::index_despite_errors(&options).map_err(RenameError::Content)?;
    let plan = Plan::new(&before, &renaming)?;
    plan.check_unread_files()?;
    plan.rehearse(&options, content::index_despite_errors)?;
    let edits = plan.edits.iter().filter_map(|(path, edits)| {
        let texts = edits.texts.iter().map(|((start, end), text)| (*start..*end, text.clone()));
        Some((before.files.get(path)?.clone(), texts.collect()))
    });
    let edits = edits.filter(|(_, texts): &(_, Vec<_>)| !texts.is_empty()).collect();
    Ok(Planned { from: plan.path.to_string(), to: plan.new_path.to_string(), edits })
}

/// A function that loads an explainer with its references.
type Indexing = fn(&LoadOptions) -> Result<Index, Vec<Diagnostic>>;

fn refused<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, RenameError> {
    Err(RenameError::Refused(message.into(), help.into()))
}

/// The edits of a rename, by file.
struct Plan<'a> {
    before: &'a Index,
    entity: Entity,
    renamed: Entity,
    to: Slug,
    path: Arc<str>,
    new_path: Arc<str>,
    /// Set if an entity of another kind has the new slug, so that a wiki-link must name the folder.
    ambiguous: bool,
    edits: BTreeMap<Arc<str>, Edits>,
    alias: Option<String>,
}

/// The edits of one file.
#[derive(Default)]
struct Edits {
    /// The replacement for each byte range. A range that several references share, as with YAML's anchors, is in it once.
    texts: BTreeMap<(usize, usize), String>,
    references: usize,
}

impl<'a> Plan<'a> {
    fn new(before: &'a Index, renaming: &Renaming) -> Result<Self, RenameError> {
        let (entity, path) = find(before, renaming.from)?;
        let to = new_slug(&path, renaming.to)?;
        let renamed = entity.with_slug(to.clone());
        let new_path: Arc<str> = sibling(&path, &to).into();
        if renamed == entity {
            return refused(format!("`{path}` has this slug already"), "give it another");
        }
        if let Some(taken) = path_of(before, &renamed) {
            return refused(format!("there is `{taken}` already"), "choose another slug");
        }
        let others = before.explainer.records().entries();
        let ambiguous = others.filter(|(it, _)| it.slug() == Some(&to)).count() > 0;
        let edits = BTreeMap::from([(path.clone(), Edits::default())]);
        let mut plan =
            Self { before, entity, renamed, to, path, new_path, ambiguous, edits, alias: None };
        for reference in &before.references {
            plan.follow(reference)?;
        }
        // All terms are on one page, so they have no address to redirect.
        if renaming.alias && !matches!(plan.entity, Entity::Term(_)) {
            plan.add_alias()?;
        }
        Ok(plan)
    }

    /// Adds the edit of a reference, if it must change.
    fn follow(&mut self, reference: &Reference) -> Result<(), RenameError> {
        let ours = reference.to == self.entity;
        if ours && reference.form == Form::Obscured {
            let (line, _) = reference.span.line_column();
            return refused(
                format!(
                    "`{}` names it in line {line} in a way that cannot be changed safely",
                    reference.span.file.path()
                ),
                "write the slug there as it is, without escape sequences, and try again",
            );
        }
        if let Some(text) = self.replacement(reference, ours) {
            let range = &reference.span.range;
            let edits = self.edits.entry(reference.from.clone()).or_default();
            edits.texts.insert((range.start, range.end), text);
            edits.references += 1;
        }
        Ok(())
    }

    /// Returns the replacement for a reference. `None` if it stays: a reference to another entity changes only if it would now mean the
    /// renamed one.
    fn replacement(&self, reference: &Reference, ours: bool) -> Option<String> {
        let new = self.to.as_str();
        let qualified = |entity: &Entity, slug: &Slug| {
            Some(format!("{}/{slug}", folder(&path_of(self.before, entity)?)))
        };
        match &reference.form {
            Form::Slug | Form::WikiSlug { qualified: true, .. } => ours.then(|| new.to_owned()),
            Form::WikiSlug { qualified: false, label } if ours => {
                // A link whose text equals its destination would show the title instead.
                let same = label.as_deref() == Some(new);
                if same || self.ambiguous {
                    qualified(&self.entity, &self.to)
                } else {
                    Some(new.to_owned())
                }
            }
            Form::WikiSlug { qualified: false, .. } | Form::WikiName
                if !ours && reference.span.text() == new =>
            {
                qualified(&reference.to, reference.to.slug()?)
            }
            Form::WikiSlug { .. } | Form::WikiName | Form::Fixed | Form::Obscured => None,
        }
    }

    fn add_alias(&mut self) -> Result<(), RenameError> {
        let address = |entity: &Entity| format!("/{}", Route::from(entity).address());
        let (old, new) = (address(&self.entity), address(&self.renamed));
        let file = self.before.files.get(&self.path);
        let Some(edit) = file.and_then(|file| alias_edit(file, &old, &new)) else {
            return refused(
                format!("`{}` lists its aliases in a way that cannot be added to", self.path),
                format!("add `{old}` to them yourself, and use `--no-alias`"),
            );
        };
        let edits = self.edits.entry(self.path.clone()).or_default();
        edits.texts.insert((edit.range.start, edit.range.end), edit.text);
        self.alias = Some(old);
        Ok(())
    }

    /// Returns the text of a file after the rename.
    fn text(&self, path: &str) -> String {
        let mut text = self.before.files.get(path).map_or("", |file| file.text()).to_owned();
        for ((start, end), new) in self.edits[path].texts.iter().rev() {
            text.replace_range(*start..*end, new);
        }
        text
    }

    /// Returns the path of a file after the rename.
    fn path_after(&self, path: &Arc<str>) -> Arc<str> {
        if *path == self.path { self.new_path.clone() } else { path.clone() }
    }

    /// Loads the explainer as it would be after the rename. Errs if that has new errors, or if a reference would change its meaning.
    fn rehearse(&self, options: &LoadOptions, index: Indexing) -> Result<(), RenameError> {
        let mut overlay = options.overlay.clone();
        overlay.insert(self.path.to_string(), None);
        for path in self.edits.keys() {
            let text = self.text(path).into();
            overlay.insert(self.path_after(path).to_string(), Some(text));
        }
        let after = match index(&LoadOptions { overlay, ..options.clone() }) {
            Ok(after) => after,
            Err(found) => return Err(self.would_be_wrong(&found)),
        };
        let errors = |index: &Index| {
            let all = index.diagnostics.iter().filter(|it| it.severity() == Severity::Error);
            all.map(|it| (it.code.name(), it.message.clone())).collect::<Vec<_>>()
        };
        let known = errors(self.before);
        let is_new = |it: &&Diagnostic| !known.contains(&(it.code.name(), it.message.clone()));
        let new: Vec<_> = after.diagnostics.iter().filter(is_new).cloned().collect();
        if errors(&after).len() > known.len() {
            return Err(self.would_be_wrong(&new));
        }
        if codes(&self.before.diagnostics) == codes(&after.diagnostics)
            && self.means_the_same(&after)
        {
            return Ok(());
        }
        refused(
            format!(
                "`{}` cannot become `{}`: a reference would change its meaning",
                self.path, self.new_path
            ),
            "choose another slug, or rename the file and what refers to it yourself",
        )
    }

    /// Errs if a file that could not be read may contain the slug: its references would not be changed.
    fn check_unread_files(&self) -> Result<(), RenameError> {
        let Some(slug) = self.entity.slug() else { return Ok(()) };
        let is_unread = |it: &&Diagnostic| {
            matches!(
                it.code,
                Code::UnreadableFile
                    | Code::NotUtf8
                    | Code::FileTooLarge
                    | Code::TooDeep
                    | Code::MalformedYaml
                    | Code::MissingFrontMatter
                    | Code::UnclosedFrontMatter
            )
        };
        let unread = self.before.diagnostics.iter().filter(is_unread);
        let mut naming = unread.filter(|it| {
            let text = it.span.file.text();
            text.is_empty() || text.contains(slug.as_str())
        });
        match naming.next() {
            None => Ok(()),
            Some(it) => refused(
                format!(
                    "`{}` cannot be read, and may name `{slug}`: {}",
                    it.span.file.path(),
                    it.message
                ),
                "correct that file first",
            ),
        }
    }

    fn would_be_wrong(&self, found: &[Diagnostic]) -> RenameError {
        let error = found.iter().find(|it| it.severity() == Severity::Error);
        let why = error.map_or_else(String::new, |it| format!(": {}", it.message));
        let message = format!("`{}` cannot become `{}`{why}", self.path, self.new_path);
        let mut help = "choose another slug".to_owned();
        if error.is_some_and(|it| matches!(it.code, Code::AliasHidesPage | Code::RouteConflict)) {
            help.push_str(", or remove the alias that has this address");
        }
        RenameError::Refused(message, help)
    }

    /// Returns `true` if every entity has the title, and every reference the target, that it had before.
    fn means_the_same(&self, after: &Index) -> bool {
        let now = |entity: &Entity| {
            if *entity == self.entity { self.renamed.clone() } else { entity.clone() }
        };
        let named = |index: &Index, now: &dyn Fn(&Entity) -> Entity| {
            let entries = index.explainer.records().entries();
            let title = |it: Entity| (now(&it), index.explainer.title(&it).to_owned());
            entries.map(|(entity, _)| title(entity)).collect::<BTreeMap<_, _>>()
        };
        let references = |index: &Index, now: &dyn Fn(&Entity) -> Entity| {
            let references = index.references.iter();
            let mut references: Vec<_> =
                references.map(|it| (self.path_after(&it.from), now(&it.to))).collect();
            references.sort_by(|(a, _), (b, _)| a.cmp(b));
            references
        };
        named(self.before, &now) == named(after, &Entity::clone)
            && references(self.before, &now) == references(after, &Entity::clone)
    }

    /// Carries out the plan. The inner result is the path of a file that somebody saved meanwhile, if that prevented the rename.
    fn carry_out(
        &self,
        root: &Root,
        store: &Store,
        shown_root: &Path,
    ) -> Result<Result<Renamed, PathBuf>, RenameError> {
        let mut changes = Vec::new();
        for path in self.edits.keys() {
            match self.change(root, path)? {
                Some(change) => changes.push(change),
                None => return Ok(Err(Path::new("content").join(&**path))),
            }
        }
        let (from, to) = (self.path.to_string(), self.new_path.to_string());
        let kept = match files::carry_out(root, store, &Journal { from, to, changes }) {
            Ok(kept) => kept,
            Err(Stopped::Changed(path)) => return Ok(Err(path)),
            Err(Stopped::Failed(failure)) => {
                let help = "make sure that the folder can be written to, and try again";
                return refused(failure, help);
            }
            Err(Stopped::Stuck(failure)) => {
                let message = format!("the rename was stopped half-way: {failure}");
                return refused(message, "mend that; the next command takes the rename back");
            }
        };
        let shown = |path: &str| shown(shown_root, &format!("content/{path}"));
        let files = self.edits.iter();
        Ok(Ok(Renamed {
            moved: (shown(&self.path), shown(&self.new_path)),
            files: files
                .map(|(path, edits)| (shown(&self.path_after(path)), edits.references))
                .collect(),
            alias: self.alias.clone(),
            kept,
        }))
    }

    /// Returns the change of one file, from its current text on disk. `None` if that is not the text that the rename was planned with.
    fn change(&self, root: &Root, path: &Arc<str>) -> Result<Option<Change>, RenameError> {
        let place = root.path().join("content").join(&**path);
        let moves = *path == self.path;
        if moves && place.is_symlink() {
            return refused(
                format!("`content/{path}` is a symbolic link"),
                "rename it yourself, or put the file in its place",
            );
        }
        let Ok(place) = fs::canonicalize(&place) else { return Ok(None) };
        let located = root.locate(&place).and_then(|it| Ok((root.read(&it)?, it)));
        let (bytes, place) = match located {
            Ok((Some(bytes), place)) => (bytes, place),
            Ok((None, _)) => return Ok(None),
            Err(error) => {
                let message = format!("`content/{path}` cannot be written: {error}");
                return refused(message, "put the file itself in its place");
            }
        };
        let Ok(old) = String::from_utf8(bytes) else { return Ok(None) };
        let text = old.strip_prefix('\u{feff}').unwrap_or(&old);
        if self.before.files.get(path).is_none_or(|file| file.text() != text) {
            return Ok(None);
        }
        let mark = old.len() - text.len();
        let edits = self.edits[path].texts.iter();
        let edits = edits.map(|((start, end), new)| (start + mark, end + mark, new.clone()));
        let edits = edits.collect();
        let temp = place.with_file_name(random_name(".standpoint-"));
        let moved = moves.then(|| place.with_file_name(name(&self.new_path)));
        Ok(Some(Change { path: place, moved, temp, old, edits }))
    }
}

/// Returns the codes of the diagnostics in an order that does not depend on the names of files.
fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    let mut codes: Vec<_> = diagnostics.iter().map(|it| it.code.name()).collect();
    codes.sort_unstable();
    codes
}

/// Returns the path of an entity's file under `content/`. `None` if it has no file.
fn path_of(index: &Index, entity: &Entity) -> Option<Arc<str>> {
    let mut entries = index.explainer.records().entries();
    entries.find(|(it, _)| it == entity).map(|(_, entry)| entry.path.clone())
}

/// Returns the folder under `content/`, which determines the kind of the entity.
fn folder(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

/// Returns the last part of a path.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Returns the path in the same folder as `path`, with another slug.
fn sibling(path: &str, slug: &Slug) -> String {
    let folder = &path[..path.len() - name(path).len()];
    let extension = path.rsplit('.').next().unwrap_or_default();
    format!("{folder}{slug}.{extension}")
}

/// Finds the entity that the user means by `from`, and the path of its file. Errs if there is none.
fn find(index: &Index, from: &str) -> Result<(Entity, Arc<str>), RenameError> {
    let wanted = from.replace('\\', "/");
    let wanted = wanted.rsplit_once("content/").map_or(wanted.as_str(), |(_, path)| path);
    let wanted = wanted.trim_start_matches("./");
    let wanted = wanted.strip_suffix(".md").unwrap_or(wanted);
    let entries = index.explainer.records().entries();
    let named: Vec<_> = entries
        .filter_map(|(entity, entry)| {
            let short = format!("{}/{}", folder(&entry.path), entity.slug()?);
            Some((short, entity, entry.path.clone()))
        })
        .collect();
    let is_wanted = |short: &str, path: &str| {
        short == wanted || path.rsplit_once('.').is_some_and(|(path, _)| path == wanted)
    };
    if let Some((_, entity, path)) = named.iter().find(|(short, _, path)| is_wanted(short, path)) {
        return Ok((entity.clone(), path.clone()));
    }
    let short = named.iter().map(|(short, ..)| short.as_str());
    let same_slug = short.clone().find(|it| name(it) == name(wanted));
    let help = match same_slug.or_else(|| did_you_mean(wanted, short)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name a file under `content/`, as in `participants/david-lammy`".to_owned(),
    };
    refused(format!("there is nothing called `{wanted}` to rename"), help)
}

/// Parses the new slug, given by itself or as the path of a file in the same folder.
fn new_slug(path: &str, to: &str) -> Result<Slug, RenameError> {
    let wanted = to.rsplit_once("content/").map_or(to, |(_, path)| path);
    let wanted = wanted.strip_suffix(".md").unwrap_or(wanted);
    let place = &path[..path.len() - name(path).len()];
    let alone = wanted.strip_prefix(place).unwrap_or(wanted);
    if let Some((elsewhere, _)) = alone.rsplit_once('/') {
        return refused(
            format!("`{path}` cannot move to `{elsewhere}/`"),
            "it stays in its folder, which says what it is about; give the new slug alone",
        );
    }
    match Slug::parse(alone) {
        Some(slug) => Ok(slug),
        None => refused(
            format!("`{alone}` is no slug"),
            "use lower-case letters a to z, digits and single hyphens",
        ),
    }
}
