//! A whole explainer: several files from one input, each after a line `=== path`; every page is rendered when it loads.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let files = input.split("=== ").filter_map(|part| part.split_once('\n'));
    // The settings stay: with other settings comes another theme, and making one takes longer than all else.
    let files = files.filter(|(path, _)| *path != "site.yaml" && !path.contains('\0'));
    let files = files.map(|(path, text)| (path.trim().to_owned(), text.to_owned()));
    standpoint_fuzz::render(standpoint_fuzz::load(files));
});
