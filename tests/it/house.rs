//! The layers of the crate (ARCHITECTURE.md): a file imports only from layers below its own, or from its own folder.

mod graph;

use std::collections::BTreeMap;
use std::fs;

use crate::project::{files_in, repository};
use graph::Graph;

/// Returns the layer of each top-level module.
fn floors() -> BTreeMap<&'static str, u8> {
    BTreeMap::from([
        ("main", 9),
        ("cli", 8),
        ("lsp", 7),
        ("publish", 6),
        ("serve", 6),
        ("scaffold", 6),
        ("rename", 6),
        ("external", 6),
        ("snapshot", 5),
        ("content", 4),
        ("render", 4),
        ("explainer", 3),
        ("markdown", 2),
        ("diagnostic", 1),
        ("files", 1),
    ])
}

/// Returns the source files with their text, by path under `src/`.
fn sources() -> Vec<(String, String)> {
    let files = files_in(&repository().join("src")).into_iter();
    let files = files.filter(|(path, _)| path.ends_with(".rs"));
    files.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect()
}

/// Returns the modules that a text names after `crate::`.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    text.split("crate::").skip(1).flat_map(|after| {
        let names = after.strip_prefix('{').map_or_else(
            || vec![after],
            |group| group.split('}').next().unwrap_or_default().split(',').map(str::trim).collect(),
        );
        names.into_iter().map(|it| {
            it.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
        })
    })
}

#[test]
fn files_import_only_from_floors_below() {
    let floors = floors();
    let mut wrong = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| path != "lib.rs") {
        let own = path.split(['/', '.']).next().unwrap_or_default();
        let Some(floor) = floors.get(own) else { panic!("src/{path} has no floor") };
        for module in imports(text).filter(|module| *module != own) {
            let Some(other) = floors.get(module) else {
                panic!("src/{path} imports `{module}`, which has no floor")
            };
            if other >= floor {
                wrong.push(format!("src/{path} imports `{module}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_sees_what_it_should() {
    let text = "use crate::{content, render::Theme};\nuse crate::markdown::Document;";
    assert_eq!(imports(text).collect::<Vec<_>>(), ["content", "render", "markdown"]);
}

#[test]
fn every_file_says_why_it_exists() {
    for (path, text) in sources() {
        assert!(
            text.starts_with("//! "),
            "src/{path} does not begin with a module's documentation"
        );
    }
}

#[test]
fn rendering_reads_nothing_but_what_it_is_given() {
    for (path, text) in sources()
        .iter()
        .filter(|(path, _)| path.starts_with("render/") && path != "render/theme.rs")
    {
        for forbidden in [
            "std::fs",
            "std::env",
            "std::time",
            "SystemTime",
            "Instant::now",
            "println!",
            "eprintln!",
        ] {
            assert!(!code(text).contains(forbidden), "src/{path} uses `{forbidden}`");
        }
    }
}

/// Returns a source without its unit tests.
fn code(text: &str) -> &str {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.split("#[cfg(all(test").next().unwrap_or_default()
}

#[test]
fn only_the_command_line_prints_and_only_main_exits() {
    for (path, text) in sources() {
        let prints = ["println!", "eprintln!", "print!(", "io::stdout", "io::stderr"];
        // The language server uses standard input and output.
        if !path.starts_with("cli/") && path != "lsp/transport.rs" {
            assert!(!prints.iter().any(|it| text.contains(it)), "src/{path} prints");
        }
        assert!(!text.contains("process::exit"), "src/{path} exits");
    }
}

/// Files are written only by modules that guard against symbolic links which lead elsewhere.
#[test]
fn files_are_written_in_one_place() {
    for (path, text) in sources() {
        let code = code(&text);
        // A staging folder has a random name, and all its files are the build's own.
        let may_write = path.starts_with("files") || path == "publish/staging.rs";
        for writes in ["fs::write", "File::create", "File::options", "OpenOptions", "fs::copy"] {
            assert!(may_write || !code.contains(writes), "src/{path} uses `{writes}`");
        }
    }
}

#[test]
fn the_map_in_the_architecture_names_every_module() {
    let map = fs::read_to_string(repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for module in floors().keys() {
        let named = [format!("src/{module}/"), format!("src/{module}.rs")];
        assert!(
            named.iter().any(|name| map.contains(name)),
            "ARCHITECTURE.md does not name src/{module}"
        );
    }
}

/// Two lanes: a plain `cargo test` needs Rust alone, and `scripts/test` installs what the ignored tests need and runs them.
#[test]
fn tests_are_ignored_for_one_reason_only() {
    let tests = files_in(&repository().join("tests/it")).into_iter();
    let mut ignored = 0;
    for (path, bytes) in tests.filter(|(path, _)| path.ends_with(".rs")) {
        let text = String::from_utf8(bytes).expect("UTF-8");
        for line in text.lines().filter(|line| line.trim_start().starts_with("#[ignore")) {
            assert_eq!(line.trim(), "#[ignore = \"needs scripts/test\"]", "tests/it/{path}");
            ignored += 1;
        }
    }
    println!("{ignored} tests need scripts/test");
    let script = fs::read_to_string(repository().join("scripts/test")).expect("the script");
    assert!(script.contains("--include-ignored"), "scripts/test runs what is ignored otherwise");
}

/// The files that still import from each other in circles. None may be added.
const CIRCLES: [&str; 18] = [
    "explainer/derived.rs",
    "explainer/entry.rs",
    "explainer/export.rs",
    "explainer/mod.rs",
    "explainer/part.rs",
    "explainer/position.rs",
    "explainer/record.rs",
    "explainer/relation.rs",
    "explainer/route.rs",
    "markdown/html.rs",
    "markdown/raw.rs",
    "publish/lock.rs",
    "publish/mod.rs",
    "publish/search.rs",
    "publish/site.rs",
    "publish/staging.rs",
    "serve/handle.rs",
    "serve/mod.rs",
];

#[test]
fn files_of_a_folder_import_in_one_direction() {
    let sources = sources();
    let graph = Graph::new(&sources);
    let circles = graph.in_circles();
    let new: Vec<_> = circles.iter().filter(|file| !CIRCLES.contains(file)).collect();
    assert!(new.is_empty(), "these import from each other in a circle: {new:#?}");
    let gone: Vec<_> = CIRCLES.iter().filter(|file| !circles.contains(*file)).collect();
    assert!(gone.is_empty(), "these are in no circle any more: remove them here: {gone:#?}");
}

#[test]
fn a_circle_is_found_through_groups_and_re_exports() {
    let source = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let sources = [
        source("a/mod.rs", "mod b;\nmod c;\nmod d;\npub use b::{B, Other};\n"),
        source("a/b.rs", "use super::{c::{self, C}, d};\n"),
        source("a/c.rs", "fn c(it: super::B) {}\n"),
        source(
            "a/d.rs",
            "use crate::e::E; // super::B\n#[cfg(test)]\nmod tests { use super::super::B; }\n",
        ),
        source("e.rs", "use crate::a::C;\n"),
    ];
    assert_eq!(
        Graph::new(&sources).in_circles().into_iter().collect::<Vec<_>>(),
        ["a/b.rs", "a/c.rs"]
    );
}
