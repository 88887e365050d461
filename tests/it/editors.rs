//! The editors that the language server comes with a setup for: real ones with the setups that `docs/editors.md` gives, and the extension for another.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::project::{Project, repository};

/// The code that `docs/editors.md` gives: the `number`th block of this language.
fn setup(language: &str, number: usize) -> String {
    let page = fs::read_to_string(repository().join("docs/editors.md")).expect("it is there");
    let fence = format!("```{language}\n");
    let blocks = page.split(&fence).skip(1);
    let block = blocks.filter_map(|it| it.split_once("\n```")).nth(number);
    block.unwrap_or_else(|| panic!("no setup {number} in {language}")).0.to_owned()
}

/// Runs an editor with `standpoint` in its path on an explainer with a mistake, with the setup from the documentation; all that it says.
fn run(editor: &Path, arguments: &[&str], setup: &str) -> String {
    let project = Project::new()
        .edit("content/participants/ann.md", "stance: for", "stance: fro")
        .file("setup", setup);
    let program = Path::new(env!("CARGO_BIN_EXE_standpoint")).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let run = Command::new(editor)
        .args(arguments)
        .env("PATH", format!("{}:{path}", program.display()))
        .env("EXPLAINER", fs::canonicalize(project.path()).expect("it is there"))
        .env("SETUP", project.path().join("setup"))
        .env("HOME", project.path())
        .current_dir(repository().join("tests/tools"))
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}; scripts/test installs it", editor.display()));
    let said = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    let said = said.replace('\r', "");
    assert!(run.status.success(), "{said}");
    said
}

/// H10: the setup for Neovim before 0.11 in the one that Debian has (0.7), the other one in a current one.
#[test]
#[ignore = "needs scripts/test"]
fn neovim_shows_a_mistake_and_completes_a_slug() {
    let current = repository().join("tests/tools/.venv/bin/nvim");
    for (editor, number) in [(Path::new("nvim"), 1), (&current, 0)] {
        let arguments = ["--headless", "--clean", "-n", "-c", "luafile complete.lua"];
        let said = run(editor, &arguments, &setup("lua", number));
        let editor = editor.display();
        let told = "7:13 unknown-stance: `site.yaml` defines no stance `fro`";
        assert!(said.contains(told), "{editor}: {said}");
        assert!(said.contains("help: did you mean `for`?"), "{editor}: {said}");
        assert!(said.contains("party: north -- North"), "{editor}: {said}");
    }
}

/// H10
#[test]
#[ignore = "needs scripts/test"]
fn emacs_shows_a_mistake_and_completes_a_slug() {
    let arguments = ["--batch", "--load", "eglot.el"];
    let said = run(Path::new("emacs"), &arguments, &setup("elisp", 0));
    assert!(said.contains("7: ") && said.contains("defines no stance `fro`"), "{said}");
    assert!(said.contains("completes: north"), "{said}");
}

#[test]
#[ignore = "needs scripts/test"]
fn the_extension_for_vs_code_is_linted_and_built() {
    let folder = repository().join("editors/vscode");
    let run = Command::new("npm").args(["run", "--silent", "check"]).current_dir(&folder).output();
    let run = run.expect("npm runs");
    let said = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    let built = fs::read_to_string(folder.join("dist/extension.js")).expect("it is built");
    assert!(built.contains("activate") && built.contains("\"lsp\""));
    // Its schema of the settings is the program's own.
    let project = Project::empty();
    let schema = project.run("schema site").exit(0).out;
    let own = fs::read_to_string(folder.join("schema/site.json")).expect("it has one");
    assert_eq!(own, schema, "run `standpoint schema site` outside of an explainer");
}
