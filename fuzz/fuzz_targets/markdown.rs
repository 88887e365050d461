//! The body of a file, parsed and rendered as HTML.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    standpoint_fuzz::markdown(text);
});
