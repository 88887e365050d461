//! A whole explainer: several files from one input, each after a line `=== path`. Every page is rendered if it loads.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let files = input.split("=== ").filter_map(|part| part.split_once('\n'));
    // The settings stay the same: other settings need another theme, and creating one takes longer than all the rest.
    let files = files.filter(|(path, _)| *path != "site.yaml" && !path.contains('\0'));
    let files = files.map(|(path, text)| (path.trim().to_owned(), text.to_owned()));
    standpoint_fuzz::render(standpoint_fuzz::load(files));
});
