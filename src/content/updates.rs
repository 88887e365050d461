//! The updates and corrections of a file. Each has an anchor that does not change when others are added or removed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::explainer::{Date, Update, UpdateKind, sha256_hex};

/// The number of letters and digits of a note from which its anchor is made. They are enough to tell notes apart, and an edit after them
/// does not change the anchor.
const LETTERS: usize = 40;

/// An update or a correction as an author writes it.
pub(super) struct Note<'a> {
    pub(super) date: Date,
    pub(super) kind: UpdateKind,
    pub(super) text: &'a str,
}

/// Returns the updates, newest first. Updates of one kind and day with the same beginning are numbered from the last in the file, because
/// new ones are mostly added at the top.
pub(super) fn updates(notes: &[Note]) -> Vec<Update> {
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    let anchors = notes.iter().rev().map(|note| {
        let anchor = format!("{}.{}", group(note), digest(note.text));
        match count(&mut alike, &anchor) {
            1 => anchor,
            number => format!("{anchor}.{number}"),
        }
    });
    let anchors: Vec<_> = anchors.collect();
    let mut of_day: BTreeMap<String, usize> = BTreeMap::new();
    let updates = notes.iter().zip(anchors.into_iter().rev());
    let mut updates: Vec<_> = updates
        .map(|(note, anchor)| {
            let group = group(note);
            let number = count(&mut of_day, &group);
            Update {
                anchor,
                former_anchor: format!("{group}.{number}"),
                date: note.date,
                kind: note.kind,
                note: note.text.to_owned(),
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
fn group(note: &Note) -> String {
    format!("{}.{}", note.kind.as_str(), note.date)
}

/// Returns a hash of the beginning of a note. Letter case, punctuation and spaces are ignored.
fn digest(note: &str) -> String {
    let letters = note.nfc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let letters: String = letters.take(LETTERS).collect();
    let text = if letters.is_empty() { note.trim() } else { &letters };
    sha256_hex(text.as_bytes())[..8].to_owned()
}
