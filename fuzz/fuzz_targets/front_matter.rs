//! A content file of the kind that the first character picks. Its front matter and body are the fuzzer's.

#![no_main]

use libfuzzer_sys::fuzz_target;

/// One file of each kind. Except for the front page, they are new to the explainer.
const FILES: [&str; 8] = [
    "index.md",
    "participants/neu.md",
    "parties/neu.md",
    "issues/neu.md",
    "events/neu.md",
    "sources/neu.md",
    "glossary/neu.md",
    "pages/neu.md",
];

fuzz_target!(|input: &str| {
    let Some(kind) = input.chars().next() else { return };
    let path = FILES[kind as usize % FILES.len()];
    let text = format!("---\n{}", &input[kind.len_utf8()..]);
    standpoint_fuzz::load([(path.to_owned(), text)]);
});
