//! Parsing of dates, and arithmetic with them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use standpoint::explainer::Date;

fuzz_target!(|text: &str| {
    let Some(date) = Date::parse(text) else { return };
    assert_eq!(date.to_string(), text);
    let (latest, next) = (date.latest(), date.next_day());
    assert_eq!(Date::parse(&latest.to_string()), Some(latest));
    assert_eq!(Date::parse(&next.to_string()), Some(next));
    assert!(date <= latest && (latest < next || text.starts_with("9999")), "{latest}, {next}");
});
