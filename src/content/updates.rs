//! The updates and corrections of a file. Each has an anchor that does not change when others are added or removed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::front_matter::UpdateFront;
use crate::explainer::{Update, sha256_hex};

/// The number of letters and digits of a note from which its anchor is made. They are enough to tell notes apart, and an edit after them
/// does not change the anchor.
const LETTERS: usize = 40;

/// Returns the updates, newest first. Updates of one kind and day with the same beginning are numbered from the last in the file, because
/// new ones are mostly added at the top.
pub(super) fn updates(fronts: &[UpdateFront]) -> Vec<Update> {
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    let anchors = fronts.iter().rev().map(|front| {
        let anchor = format!("{}.{}", group(front), digest(&front.note));
        match count(&mut alike, &anchor) {
            1 => anchor,
            number => format!("{anchor}.{number}"),
        }
    });
    let anchors: Vec<_> = anchors.collect();
    let mut of_day: BTreeMap<String, usize> = BTreeMap::new();
    let updates = fronts.iter().zip(anchors.into_iter().rev());
    let mut updates: Vec<_> = updates
        .map(|(front, anchor)| {
            let group = group(front);
            let number = count(&mut of_day, &group);
            Update {
                anchor,
                former_anchor: format!("{group}.{number}"),
                date: front.date.0,
                kind: front.kind,
                note: front.note.clone(),
            }
        })
        .collect();
    updates.sort_by_key(|update| Reverse(update.date));
    updates
}

/// Increments the count of `key` and returns it.
fn count(counts: &mut BTreeMap<String, usize>, key: &str) -> usize {
    let count = counts.entry(key.to_owned()).or_default();
    *count += 1;
    *count
}

/// Returns the kind and the day, with which an anchor begins.
fn group(front: &UpdateFront) -> String {
    format!("{}.{}", front.kind.as_str(), front.date.0)
}

/// Returns a hash of the beginning of a note. Letter case, punctuation and spaces are ignored.
fn digest(note: &str) -> String {
    let letters = note.nfc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let letters: String = letters.take(LETTERS).collect();
    let text = if letters.is_empty() { note.trim() } else { &letters };
    sha256_hex(text.as_bytes())[..8].to_owned()
}
