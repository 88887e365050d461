//! What the program is made from: known, from one place, and under licences that allow it. `cargo deny` (deny.toml) checks the rest.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::project::{between, files_in, repository};

/// What cargo says of every package that the program is made from on Linux, without asking any network.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--offline", "--features", "external"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(repository())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

fn text<'a>(package: &'a Value, key: &str) -> &'a str {
    package[key].as_str().unwrap_or_default()
}

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).expect(path)
}

/// A6: neither the documentation nor what `init` writes installs anything by a name in a registry that is not ours.
#[test]
fn nothing_is_installed_by_a_name_that_anybody_may_take() {
    let docs = repository().join("docs");
    let starter = repository().join("src/scaffold/starter");
    let own = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "editors/vscode/README.md"];
    let mut files: Vec<_> = own.map(|it| (it.to_owned(), read(it).into_bytes())).into();
    files.extend(files_in(&docs));
    files.extend(files_in(&starter));
    let texts =
        files.into_iter().filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?)));
    let mut seen = 0;
    for (path, text) in texts {
        for line in text.lines().filter(|line| installs(line)) {
            seen += 1;
            let from_sources = line.contains("--path ") || line.contains("--git ");
            assert!(from_sources, "{path}: {line}");
        }
    }
    assert!(seen > 0, "the extension's README says how to install from the sources");
}

/// Whether a line names a command that brings a package from a registry.
fn installs(line: &str) -> bool {
    const COMMANDS: [&str; 12] = [
        "cargo install",
        "cargo binstall",
        "npm install",
        "npm i ",
        "npx ",
        "pip install",
        "pipx ",
        "uvx ",
        "brew install",
        "winget install",
        "scoop install",
        "apt install",
    ];
    COMMANDS.iter().any(|command| line.contains(command))
}

#[test]
fn each_direct_dependency_has_a_reason_that_is_written_down() {
    let packages = packages();
    let own = packages.iter().find(|it| text(it, "name") == "standpoint").expect("ours");
    let needed = own["dependencies"].as_array().expect("dependencies").iter();
    let needed = needed.filter(|it| it["kind"] != "dev");
    let needed: BTreeSet<_> =
        needed.map(|it| it["rename"].as_str().unwrap_or_else(|| text(it, "name"))).collect();
    let page = read("docs/dependencies.md");
    let table = between(&page, "# Dependencies\n", "\n## ");
    let explained: BTreeSet<_> = table
        .lines()
        .filter_map(|row| row.strip_prefix("| ")?.split(" | ").next())
        .flat_map(|names| names.split('`').skip(1).step_by(2))
        .collect();
    let is_explained = |name: &&&str| {
        explained
            .iter()
            .any(|it| it.strip_suffix('*').map_or(it == *name, |it| name.starts_with(it)))
    };
    let unexplained: Vec<_> = needed.iter().filter(|name| !is_explained(name)).collect();
    assert!(unexplained.is_empty(), "without a line in docs/dependencies.md: {unexplained:?}");
}

/// A11: what is compiled from C is named where the program's safety is described.
#[test]
fn each_dependency_with_code_in_c_is_named() {
    let packages = packages();
    let needs_compiler = |package: &&Value| {
        let needs = package["dependencies"].as_array().expect("dependencies").iter();
        needs
            .filter(|it| it["kind"] == "build")
            .any(|it| matches!(text(it, "name"), "cc" | "cmake"))
    };
    let in_c: BTreeSet<_> =
        packages.iter().filter(needs_compiler).map(|it| text(it, "name")).collect();
    let security = read("docs/security.md");
    let table = security.split("Three of them hold code in C").nth(1).expect("a table");
    let unnamed: Vec<_> = in_c.iter().filter(|it| !table.contains(&format!("`{it}`"))).collect();
    assert_eq!(in_c.len(), 3, "{in_c:?}");
    assert!(unnamed.is_empty(), "not in docs/security.md: {unnamed:?}");
}

#[test]
fn the_fuzzer_is_locked_to_all_that_the_program_needs() {
    let packages = packages();
    let own = packages.iter().find(|it| text(it, "name") == "standpoint").expect("ours");
    let needed = own["dependencies"].as_array().expect("dependencies").iter();
    let needed = needed.filter(|it| it["kind"].is_null() && it["optional"] == false);
    let lock = read("fuzz/Cargo.lock");
    let locked = between(&lock, "name = \"standpoint\"\n", "\n]");
    // Where two versions are about, the version follows the name.
    let is_locked = |name: &&str| {
        locked.contains(&format!("\"{name}\"")) || locked.contains(&format!("\"{name} "))
    };
    let missing: Vec<_> =
        needed.map(|it| text(it, "name")).filter(|name| !is_locked(name)).collect();
    assert!(
        missing.is_empty(),
        "not in fuzz/Cargo.lock (cargo check there adds them): {missing:?}"
    );
}

#[test]
fn everything_comes_from_one_registry_and_is_licensed_as_deny_toml_allows() {
    let deny = read("deny.toml");
    let allowed: BTreeSet<_> =
        between(&deny, "allow = [", "]").split('"').skip(1).step_by(2).collect();
    assert!(allowed.contains("MIT"), "{allowed:?}");
    let packages = packages();
    assert!(packages.len() > 100, "only {}", packages.len());
    for package in &packages {
        let name = text(package, "name");
        if name != "standpoint" {
            let source = text(package, "source");
            assert_eq!(source, "registry+https://github.com/rust-lang/crates.io-index", "{name}");
        }
        assert!(is_allowed(&licence(package), &allowed), "{name}: {}", package["license"]);
    }
}

/// The licence expression of a package; where it only names a file, what that file says.
fn licence(package: &Value) -> String {
    let expression = text(package, "license");
    let Some(file) = package["license_file"].as_str().filter(|_| expression.is_empty()) else {
        return expression.to_owned();
    };
    let folder = Path::new(text(package, "manifest_path")).parent().expect("a folder");
    let words = fs::read_to_string(folder.join(file)).expect("its licence");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_mit = words.starts_with("Permission is hereby granted, free of charge, to any person")
        && words
            .contains("The above copyright notice and this permission notice shall be included");
    if is_mit { "MIT".to_owned() } else { String::new() }
}

/// Whether a licence expression (SPDX, or the old form with slashes) can be met: of what is joined by `OR` one part, of `AND` all.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let expression = expression.replace('/', " OR ");
    let expression = expression.trim();
    if let Some(rest) = expression.strip_prefix('(') {
        let (inner, rest) = rest.split_once(')').expect("closed");
        let rest = rest.trim();
        return match (rest.strip_prefix("AND "), rest.strip_prefix("OR ")) {
            (Some(rest), _) => is_allowed(inner, allowed) && is_allowed(rest, allowed),
            (_, Some(rest)) => is_allowed(inner, allowed) || is_allowed(rest, allowed),
            _ => is_allowed(inner, allowed),
        };
    }
    let all = |part: &str| part.split(" AND ").all(|it| allowed.contains(it.trim()));
    expression.split(" OR ").any(all)
}

#[test]
fn licence_expressions_are_read_as_they_are_meant() {
    let allowed = BTreeSet::from(["MIT", "Zlib"]);
    for good in
        ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "(MIT OR GPL-3.0) AND Zlib", "MIT AND Zlib"]
    {
        assert!(is_allowed(good, &allowed), "{good}");
    }
    for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Zlib) AND GPL-3.0"] {
        assert!(!is_allowed(bad, &allowed), "{bad}");
    }
}
