//! A small DSL for tests: an explainer in a folder of its own, the real binary, and the result of running it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// An explainer in a temporary folder. At first it is valid and complete: one entity of each kind, without a warning.
pub(crate) struct Project {
    folder: TempDir,
    /// The user's state folder, where the program keeps what it must remember.
    state: TempDir,
}

/// The files that every project begins with.
const FILES: [(&str, &str); 11] = [
    (
        "content/site.yaml",
        "title: The fish talks\ntagline: Who may catch what\nbase_url: https://example.org/fish/\nlanguage: en\nstances:\n  - { id: for, label: In favour, tone: positive }\n  - { id: against, label: Against, tone: negative }\nsearch: false\ncards: false\n",
    ),
    (
        "content/index.md",
        "---\n---\n\nThe talks are on [quotas](issues/quotas.md) [@gazette p1].\n",
    ),
    (
        "content/participants/ann.md",
        "---\nname: Ann\nrole: Minister\nparty: north\npositions:\n  - issue: quotas\n    stance: for\n    summary: Wants quotas.\n    cite: gazette#p1\n---\n",
    ),
    (
        "content/participants/bob.md",
        "---\nname: Bob\nrole: Envoy\nno_position: He only listened.\n---\n",
    ),
    ("content/parties/north.md", "---\nname: North\nkind: country\n---\n"),
    (
        "content/issues/quotas.md",
        "---\ntitle: Quotas\nquestion: Who may catch how much?\nstatus: open\nproposals:\n  - { id: equal, label: Equal shares }\n---\n\n## Background\n\nA [[glossary/quota|quota]] is a limit. [Ann](../participants/ann.md) and [Bob](../participants/bob.md) spoke of it at [the summit](../events/summit.md), as [the method](../pages/about.md) says.\n",
    ),
    ("content/events/summit.md", "---\ntitle: Summit\ndate: 2024-05-01\ncite: gazette#p2\n---\n"),
    (
        "content/sources/gazette.md",
        "---\ntitle: Gazette\npublisher: The Gazette\ndate: 2024-05-02\npassages:\n  p1: Ann on quotas\n  p2: The summit\n---\n",
    ),
    ("content/glossary/quota.md", "---\ntitle: Quota\n---\n\nA limit.\n"),
    (
        "content/pages/about.md",
        "---\ntitle: About\n---\n\nHow this is made; more on [the North](../parties/north.md).\n",
    ),
    ("content/pages/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"),
];

impl Project {
    /// Creates a valid explainer.
    pub(crate) fn new() -> Self {
        FILES.into_iter().fold(Self::empty(), |project, (path, text)| project.file(path, text))
    }

    /// Turns search on. It is off otherwise, because making an index takes longer than all the rest of a small build.
    pub(crate) fn searched(self) -> Self {
        self.edit("content/site.yaml", "search: false", "search: true")
    }

    /// Turns cards on. They are off otherwise, because drawing them takes even longer.
    pub(crate) fn with_cards(self) -> Self {
        self.edit("content/site.yaml", "cards: false", "cards: true")
    }

    /// Creates an empty folder.
    pub(crate) fn empty() -> Self {
        let [folder, state] = [(); 2].map(|()| tempfile::tempdir().expect("a temporary folder"));
        Self { folder, state }
    }

    /// Continues as another user or on another machine: with an empty state folder.
    pub(crate) fn elsewhere(self) -> Self {
        Self { state: tempfile::tempdir().expect("a temporary folder"), ..self }
    }

    /// Returns the name of the environment variable for the state folder, and its value.
    pub(crate) fn state(&self) -> (&'static str, &Path) {
        ("XDG_STATE_HOME", self.state.path())
    }

    /// Returns a command that runs `program` in the folder.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let (name, folder) = self.state();
        command.current_dir(self.path()).env(name, folder);
        command
    }

    /// Returns a command that runs the binary in the folder.
    pub(crate) fn standpoint(&self) -> Command {
        self.command(env!("CARGO_BIN_EXE_standpoint"))
    }

    /// Returns the folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, or overwrites it.
    pub(crate) fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let place = self.path().join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("its folder is made");
        fs::write(place, text).expect("it is written");
        self
    }

    /// Replaces `from` with `to` in a file, which must contain it.
    pub(crate) fn edit(self, path: &str, from: &str, to: &str) -> Self {
        let text = self.read(path);
        assert!(text.contains(from), "`{from}` does not stand in {path}");
        self.file(path, text.replacen(from, to, 1))
    }

    /// Adds a copy of a file of the built-in theme in which `from` is replaced with `to`.
    pub(crate) fn edit_theme(self, path: &str, from: &str, to: &str) -> Self {
        let built_in = fs::read_to_string(repository().join(path)).expect("the theme has it");
        self.file(path, built_in).edit(path, from, to)
    }

    /// Adds a symbolic link at `path` that leads to `to`, which is relative to the link.
    pub(crate) fn link(self, path: &str, to: &str) -> Self {
        let place = self.path().join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("its folder is made");
        std::os::unix::fs::symlink(to, place).expect("it is linked");
        self
    }

    /// Renames a file.
    pub(crate) fn rename(self, from: &str, to: &str) -> Self {
        fs::rename(self.path().join(from), self.path().join(to)).expect("it is moved");
        self
    }

    /// Removes a file.
    pub(crate) fn without(self, path: &str) -> Self {
        fs::remove_file(self.path().join(path)).expect("it was there");
        self
    }

    /// Returns every file under `content/`, by its path there.
    pub(crate) fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        files_in(&self.path().join("content")).into_iter().collect()
    }

    /// Returns the text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Returns `true` if this file or folder exists.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.path().join(path).exists()
    }

    /// Runs `standpoint` in the folder, with these arguments, which are separated by spaces.
    pub(crate) fn run(&self, arguments: &str) -> Run {
        self.run_with(arguments, &[])
    }

    /// Does the same with environment variables.
    pub(crate) fn run_with(&self, arguments: &str, environment: &[(&str, &str)]) -> Run {
        self.execute(&arguments.split_whitespace().collect::<Vec<_>>(), environment)
    }

    /// Does the same with arguments that may contain spaces.
    pub(crate) fn run_words(&self, arguments: &[&str]) -> Run {
        self.execute(arguments, &[])
    }

    fn execute(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let output = self
            .standpoint()
            .args(arguments)
            .envs(environment.iter().copied())
            .output()
            .expect("the binary runs");
        output.into()
    }

    /// Returns everything that `check` prints about an explainer with errors.
    pub(crate) fn problems(&self) -> String {
        self.run("check").exit(1).err
    }

    /// Returns the warnings of `check`. The explainer must have no errors.
    pub(crate) fn warnings(&self) -> String {
        self.run("check").exit(0).err
    }
}

/// The result of running the binary.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Run {
    fn from(ended: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
        Self { status: ended.status.code(), out: text(ended.stdout), err: text(ended.stderr) }
    }
}

impl Run {
    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn exit(self, code: i32) -> Self {
        assert_eq!(self.status, Some(code), "\n{}\n{}", self.out, self.err);
        self
    }
}

/// Returns the repository's folder.
pub(crate) fn repository() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}

/// Returns `true` if tests are to run at full size, which `scripts/torture` requests. Slow tests are small otherwise.
pub(crate) fn full_size() -> bool {
    std::env::var_os("STANDPOINT_TORTURE").is_some()
}

/// Returns every file below `folder` with its bytes, by path relative to it, in order.
pub(crate) fn files_in(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let files =
        walk.map(|entry| entry.expect("it can be read")).filter(|it| it.file_type().is_file());
    files
        .map(|entry| {
            let path =
                entry.path().strip_prefix(folder).expect("below").to_string_lossy().into_owned();
            (path, fs::read(entry.path()).expect("it can be read"))
        })
        .collect()
}

/// Returns the text between two others, or an empty string if they are not found.
pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map_or("", |it| it.0)
}
