//! Every diagnostic: a wrong input, and beside it the whole message that it gets.
//!
//! Each test begins with a sound explainer and makes it wrong. The test is named after the code; where a code has several, the
//! others say what is particular about them.

mod bodies;
mod claims;
mod files;
mod formats;
mod front_matter;
mod invalid;
mod lookalikes;
mod lost;
mod plausible;
mod properties;
mod quotes;
mod references;
mod site;
mod slips;
mod theme;
mod whole;

use insta::assert_snapshot;
use standpoint::diagnostic::{Code, reference};

use crate::project::{Project, repository};

/// All of these tests, to look for codes in.
const TESTS: &str = concat!(
    include_str!("diagnostics/bodies.rs"),
    include_str!("diagnostics/claims.rs"),
    include_str!("diagnostics/files.rs"),
    include_str!("diagnostics/front_matter.rs"),
    include_str!("diagnostics/lookalikes.rs"),
    include_str!("diagnostics/lost.rs"),
    include_str!("diagnostics/plausible.rs"),
    include_str!("diagnostics/quotes.rs"),
    include_str!("diagnostics/references.rs"),
    include_str!("diagnostics/site.rs"),
    include_str!("diagnostics/slips.rs"),
    include_str!("diagnostics/theme.rs"),
    include_str!("diagnostics/whole.rs"),
    include_str!("cards.rs"),
    include_str!("compare.rs"),
    include_str!("external.rs"),
);

#[test]
fn a_sound_explainer_is_clean() {
    assert_snapshot!(Project::new().run("check --strict").exit(0).err, @"16 pages checked: no problem");
}

/// C6: `--strict` lets notes pass, so that the explainers here are looked at without it.
#[test]
fn the_explainers_here_have_neither_warnings_nor_notes() {
    for root in [repository(), repository().join("tests/explainers/handel")] {
        let root = root.to_string_lossy().into_owned();
        let run = Project::empty().run_words(&["check", "--format", "json", "--root", &root]);
        assert_eq!(run.exit(0).out, "", "{root}");
    }
}

#[test]
fn every_code_has_a_test_that_shows_its_message() {
    let untested: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !TESTS.contains(&format!("{}[{}]", code.severity(), code.name())))
        .map(|code| code.name())
        .collect();
    assert!(
        untested.is_empty(),
        "no test in tests/it/diagnostics/ shows the message of {untested:?}"
    );
}

#[test]
fn every_code_has_a_test_of_its_name() {
    let unnamed: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !TESTS.contains(&format!("fn {}()", code.name().replace('-', "_"))))
        .map(|code| code.name())
        .collect();
    assert!(unnamed.is_empty(), "no test in tests/it/diagnostics/ is named after {unnamed:?}");
}

#[test]
fn the_reference_is_made_from_the_codes() {
    let page =
        std::fs::read_to_string(repository().join("docs/diagnostics.md")).unwrap_or_default();
    let regenerate = "cargo run -- explain --markdown > docs/diagnostics.md";
    assert!(
        page == reference(),
        "docs/diagnostics.md is not what the codes say; make it anew: {regenerate}"
    );
}

#[test]
fn the_command_prints_the_reference() {
    assert_eq!(Project::empty().run("explain --markdown").exit(0).out, reference());
}
