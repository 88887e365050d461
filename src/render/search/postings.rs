//! The words of all pages, each with the pages on which it appears.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::page::Page;
use super::stem::{self, Stems};
use super::words::{self, Found};

/// The weight of a word in the title of the page, and in the title of a part. In the text it is 1.
const PAGE_TITLE: u32 = 6;
const PART_TITLE: u32 = 2;

/// A page and a weight are stored as one number: the distance from the previous page times this, plus the weight.
const WEIGHTS: u32 = 16;

/// The approximate number of values in the postings of a shard, about 20 KB compressed.
const SHARD: usize = 12_000;

/// The occurrences of a word on a page.
#[derive(Default)]
struct Occurrences {
    weight: u32,
    /// The positions of pairs of characters, with which browsers find longer runs.
    places: Vec<u32>,
}

#[derive(Default)]
struct PageWords {
    words: BTreeMap<String, Occurrences>,
    /// The number of words.
    length: u32,
    place: u32,
    /// The previous character in a run of characters without spaces.
    before: Option<String>,
}

/// The words of all pages, in sorted order.
pub(super) struct Postings {
    words: BTreeMap<String, Vec<(u32, Occurrences)>>,
    lengths: Vec<u32>,
}

/// A range of words, as sent to a browser.
pub(super) struct Shard {
    pub(super) first: String,
    pub(super) json: Value,
}

impl PageWords {
    fn of(page: &Page) -> Self {
        let mut words = Self::default();
        words.add(page.meta.get("title").map_or("", |it| it), PAGE_TITLE);
        for part in &page.parts {
            words.add(&part.title, PART_TITLE);
            words.add(&part.text, 1);
        }
        words
    }

    fn add(&mut self, text: &str, weight: u32) {
        words::find(text, &mut |found| {
            self.length += u32::from(weight == 1);
            match found {
                Found::Word(word) => {
                    self.end_run();
                    self.words.entry(word).or_default().weight += weight;
                }
                Found::Character { folded, starts } => self.character(folded, starts, weight),
            }
        });
        self.end_run();
    }

    /// Adds the pair of the previous character and this one.
    fn character(&mut self, folded: String, starts: bool, weight: u32) {
        if starts {
            self.end_run();
        }
        if let Some(before) = &self.before {
            self.add_placed(format!("{before}{folded}"), weight);
        }
        self.before = Some(folded);
        self.place += 1;
    }

    /// Ends a run of characters. The last character is added on its own, so that it can be looked up as well.
    fn end_run(&mut self) {
        if let Some(last) = self.before.take() {
            self.add_placed(last, 1);
            // A gap, so that the next run does not follow directly.
            self.place += 1;
        }
    }

    fn add_placed(&mut self, word: String, weight: u32) {
        let occurrences = self.words.entry(word).or_default();
        occurrences.weight += weight;
        occurrences.places.push(self.place);
    }
}

impl Postings {
    /// Collects the words of pages.
    pub(super) fn of<'a>(pages: impl IndexedParallelIterator<Item = &'a Page>) -> Self {
        let pages: Vec<_> = pages.map(PageWords::of).collect();
        let lengths = pages.iter().map(|it| it.length).collect();
        let mut words: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (number, page) in (0..).zip(pages) {
            for (word, occurrences) in page.words {
                words.entry(word).or_default().push((number, occurrences));
            }
        }
        Self { words, lengths }
    }

    /// Returns the number of words of each page.
    pub(super) fn lengths(&self) -> &[u32] {
        &self.lengths
    }

    /// Returns the words that differ from their stems, with their stems.
    pub(super) fn stems(&self, stems: &Stems) -> BTreeMap<&str, String> {
        let words: Vec<&str> = self.words.keys().map(String::as_str).collect();
        let stemmed = words.par_iter().map(|word| (*word, stems.stem(word)));
        stemmed.filter(|(word, stem)| word != stem).collect()
    }

    /// Returns all words, in shards.
    pub(super) fn shards(&self, stems: &BTreeMap<&str, String>) -> Vec<Shard> {
        let mut far = stem::far(stems.iter().map(|(word, stem)| (*word, stem.as_str())));
        let mut shards = Vec::new();
        let (mut words, mut size) = (serde_json::Map::new(), 0);
        let mut first = String::new();
        for (word, pages) in &self.words {
            if size > SHARD {
                shards.push(shard(
                    std::mem::replace(&mut first, word.clone()),
                    std::mem::take(&mut words),
                    &far_before(&mut far, word),
                ));
                size = 0;
            }
            size += 1 + pages.iter().map(|(_, it)| 1 + it.places.len()).sum::<usize>();
            words.insert(word.clone(), posting(stems.get(word.as_str()), pages));
        }
        if !words.is_empty() {
            shards.push(shard(first, words, &far));
        }
        shards
    }
}

/// Removes and returns the stems that sort before `word`.
fn far_before<'a>(
    far: &mut BTreeMap<&'a str, Vec<&'a str>>,
    word: &str,
) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut rest = BTreeMap::new();
    while let Some(last) = far.last_entry().filter(|it| *it.key() >= word) {
        let (stem, words) = last.remove_entry();
        rest.insert(stem, words);
    }
    std::mem::replace(far, rest)
}

fn shard(
    first: String,
    words: serde_json::Map<String, Value>,
    far: &BTreeMap<&str, Vec<&str>>,
) -> Shard {
    let json = [("words".to_owned(), Value::Object(words)), ("far".to_owned(), json!(far))];
    Shard { first, json: json.into_iter().collect() }
}

/// Returns a word's stem (or 0 if it equals the word), followed by its pages.
fn posting(stem: Option<&String>, pages: &[(u32, Occurrences)]) -> Value {
    let mut all = vec![stem.map_or(json!(0), |it| json!(it))];
    let mut last = 0;
    for (number, Occurrences { weight, places }) in pages {
        let page = (number - last) * WEIGHTS + (*weight).min(WEIGHTS - 1);
        all.push(if places.is_empty() {
            json!(page)
        } else {
            json!([&[page][..], places].concat())
        });
        last = *number;
    }
    Value::Array(all)
}
