//! Slugs, parsed and made from names.

#![no_main]

use libfuzzer_sys::fuzz_target;
use standpoint::explainer::Slug;
use standpoint::scaffold::slug_of;

fuzz_target!(|text: &str| {
    if let Some(slug) = Slug::parse(text) {
        assert_eq!(slug.to_string(), text);
    }
    let made = slug_of(text);
    assert!(made.is_empty() || Slug::parse(&made).is_some(), "`{made}` is made of a name and is no slug");
    assert_eq!(slug_of(&made), made, "a slug made from a slug is the same");
});
