//! A small language for tests: an explainer in a folder of its own, the real binary, and what came of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// An explainer in a temporary folder. It begins sound and complete: one of each kind of thing, without a warning.
pub(crate) struct Project {
    folder: TempDir,
    /// The user's own folder, where the program keeps what it must remember.
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
    /// A sound explainer.
    pub(crate) fn new() -> Self {
        FILES.into_iter().fold(Self::empty(), |project, (path, text)| project.file(path, text))
    }

    /// The same with search, which other tests do without: making an index costs more than all the rest of a small build.
    pub(crate) fn searched(self) -> Self {
        self.edit("content/site.yaml", "search: false", "search: true")
    }

    /// The same with cards, which other tests do without: drawing them costs even more.
    pub(crate) fn with_cards(self) -> Self {
        self.edit("content/site.yaml", "cards: false", "cards: true")
    }

    /// A folder without anything in it.
    pub(crate) fn empty() -> Self {
        let [folder, state] = [(); 2].map(|()| tempfile::tempdir().expect("a temporary folder"));
        Self { folder, state }
    }

    /// The same for another user, or on another machine: nothing is remembered.
    pub(crate) fn elsewhere(self) -> Self {
        Self { state: tempfile::tempdir().expect("a temporary folder"), ..self }
    }

    /// The folder for what the program remembers, as the environment names it.
    pub(crate) fn state(&self) -> (&'static str, &Path) {
        ("XDG_STATE_HOME", self.state.path())
    }

    /// `program`, to be started in the folder.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let (name, folder) = self.state();
        command.current_dir(self.path()).env(name, folder);
        command
    }

    /// The binary, to be started in the folder.
    pub(crate) fn standpoint(&self) -> Command {
        self.command(env!("CARGO_BIN_EXE_standpoint"))
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The same with a file written, or written over.
    pub(crate) fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let place = self.path().join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("its folder is made");
        fs::write(place, text).expect("it is written");
        self
    }

    /// The same with `from` replaced by `to` in a file, in which it must stand.
    pub(crate) fn edit(self, path: &str, from: &str, to: &str) -> Self {
        let text = self.read(path);
        assert!(text.contains(from), "`{from}` does not stand in {path}");
        self.file(path, text.replacen(from, to, 1))
    }

    /// The same with a file of the built-in theme, changed: `from` replaced by `to`.
    pub(crate) fn edit_theme(self, path: &str, from: &str, to: &str) -> Self {
        let built_in = fs::read_to_string(repository().join(path)).expect("the theme has it");
        self.file(path, built_in).edit(path, from, to)
    }

    /// The same with a symbolic link at `path` that leads to `to`, from there.
    pub(crate) fn link(self, path: &str, to: &str) -> Self {
        let place = self.path().join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("its folder is made");
        std::os::unix::fs::symlink(to, place).expect("it is linked");
        self
    }

    /// The same with a file under another name.
    pub(crate) fn rename(self, from: &str, to: &str) -> Self {
        fs::rename(self.path().join(from), self.path().join(to)).expect("it is moved");
        self
    }

    /// The same without a file.
    pub(crate) fn without(self, path: &str) -> Self {
        fs::remove_file(self.path().join(path)).expect("it was there");
        self
    }

    /// Every file under `content/`, by its path there.
    pub(crate) fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        files_in(&self.path().join("content")).into_iter().collect()
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Whether there is such a file or folder.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.path().join(path).exists()
    }

    /// Runs `standpoint` with these arguments, separated by spaces, in the folder.
    pub(crate) fn run(&self, arguments: &str) -> Run {
        self.run_with(arguments, &[])
    }

    /// The same with environment variables.
    pub(crate) fn run_with(&self, arguments: &str, environment: &[(&str, &str)]) -> Run {
        self.execute(&arguments.split_whitespace().collect::<Vec<_>>(), environment)
    }

    /// The same with arguments that may hold spaces.
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

    /// What `check` says of an explainer that it refuses: all that it prints.
    pub(crate) fn problems(&self) -> String {
        self.run("check").exit(1).err
    }

    /// What `check` warns of. The explainer must be sound otherwise.
    pub(crate) fn warnings(&self) -> String {
        self.run("check").exit(0).err
    }
}

/// What came of running the binary.
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
    /// The same, having ended with this exit code.
    #[track_caller]
    pub(crate) fn exit(self, code: i32) -> Self {
        assert_eq!(self.status, Some(code), "\n{}\n{}", self.out, self.err);
        self
    }
}

/// The repository's own folder.
pub(crate) fn repository() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}

/// Whether tests are to run at their full size, which `scripts/torture` asks for: what takes long is small otherwise.
pub(crate) fn full_size() -> bool {
    std::env::var_os("STANDPOINT_TORTURE").is_some()
}

/// Every file below `folder`, by its path there, in order.
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

/// The text between two others; nothing when it does not stand there.
pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map_or("", |it| it.0)
}
