//! The text between the brackets of a citation mark.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|inner: &str| {
    let text = format!("A claim [@{inner}], and more.");
    let document = standpoint_fuzz::markdown(&text);
    for mark in &document.citations {
        assert!(!mark.passages.is_empty());
        for (source, passage) in mark.passages.iter().filter_map(|it| it.named.as_ref()) {
            let is_word = |word: &str| !word.is_empty() && !word.contains(char::is_whitespace);
            assert!(is_word(source) && is_word(passage), "{mark:?}");
        }
    }
});
