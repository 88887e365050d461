//! The settings in `site.yaml`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    standpoint_fuzz::load([("site.yaml".to_owned(), text.to_owned())]);
});
