//! The editors that the language server comes with a setup for: a real one, and the extension for another.

use std::fs;
use std::process::Command;

use crate::project::{Project, repository};

#[test]
fn neovim_shows_a_mistake_and_completes_a_slug() {
    let project = Project::new();
    let script = repository().join("tests/tools/complete.lua");
    let run = Command::new("nvim")
        .args(["--headless", "--clean", "-n", "-c"])
        .arg(format!("luafile {}", script.display()))
        .env("STANDPOINT", env!("CARGO_BIN_EXE_standpoint"))
        .env("EXPLAINER", fs::canonicalize(project.path()).expect("it is there"))
        .output()
        .expect("Neovim runs");
    let said = String::from_utf8_lossy(&run.stderr).replace('\r', "");
    assert!(run.status.success(), "{said}");
    assert!(said.contains("7:13 unknown-stance: `site.yaml` defines no stance `fro`"), "{said}");
    assert!(said.contains("help: did you mean `for`?"), "{said}");
    assert!(said.contains("party: north -- North"), "{said}");
}

#[test]
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
