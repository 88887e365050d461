//! "Did you mean" suggestions: the valid name that is nearest to a wrong one.
//!
//! Comparing two words takes time proportional to the product of their lengths, and a wrong name is compared with all that exist. So the
//! work is counted and limited: beyond the limit there is no suggestion. It is counted for each file ([`with_effort`]), so that the same
//! content gives the same report on any machine.

use std::cell::Cell;

use super::{Fix, Help, folded, name_of_unseen, unseen};

/// The work that one suggestion may take outside of [`with_effort`], in pairs of characters compared.
const EFFORT_OF_ONE: u64 = 2_000_000;

/// The work that all suggestions of a load may take together. The next constant has the minimum and the maximum for one file.
const EFFORT_OF_ALL: u64 = 400_000_000;
const EFFORT_OF_A_FILE: (u64, u64) = (20_000, 10_000_000);

thread_local! {
    /// The work that is left for the current file. `None` outside of [`with_effort`].
    static LEFT: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Returns the work that suggestions for one of `files` files may take.
pub fn effort_of_a_file(files: usize) -> u64 {
    let (least, most) = EFFORT_OF_A_FILE;
    (EFFORT_OF_ALL / files.max(1) as u64).clamp(least, most)
}

/// Runs `work`, in which all suggestions together may take no more than `effort`.
pub fn with_effort<T>(effort: u64, work: impl FnOnce() -> T) -> T {
    let before = LEFT.replace(Some(effort));
    let result = work();
    LEFT.set(before);
    result
}

/// The work that is left for one suggestion.
struct Effort {
    left: u64,
    is_of_a_file: bool,
}

impl Effort {
    fn take() -> Self {
        let left = LEFT.get();
        Self { left: left.unwrap_or(EFFORT_OF_ONE), is_of_a_file: left.is_some() }
    }

    /// Spends `effort`. Returns `true` if that much was left.
    fn spend(&mut self, effort: usize) -> bool {
        let enough = self.left >= effort as u64;
        self.left = self.left.saturating_sub(effort as u64);
        enough
    }
}

impl Drop for Effort {
    fn drop(&mut self) {
        if self.is_of_a_file {
            LEFT.set(Some(self.left));
        }
    }
}

/// Returns the candidate nearest to `wrong`, if a typing mistake can explain the difference.
///
/// The distance is that of Damerau-Levenshtein (a swap of two letters counts once), ignoring letter case and the forms of a character. A
/// third of the word may differ. A longer candidate that contains the word is near if it is the only one. Words with different numbers are
/// never near, however long they are: a number is right or wrong.
pub fn did_you_mean<'a>(
    wrong: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if wrong.len() > 4 * LONGEST {
        return None;
    }
    let wrong = folded(wrong);
    if wrong.is_empty() {
        return None;
    }
    let mut effort = Effort::take();
    let mut nearest: Option<(usize, &str)> = None;
    let mut longer = Vec::new();
    for candidate in candidates {
        // The cost of looking at a candidate at all.
        if !effort.spend(8 + candidate.len()) {
            return None;
        }
        if candidate.len() > 4 * LONGEST {
            continue;
        }
        match nearness(&wrong, &folded(candidate), &mut effort) {
            Some(Nearness::Slip(distance)) => {
                let found = (distance, candidate);
                nearest = Some(nearest.map_or(found, |best| best.min(found)));
            }
            Some(Nearness::Longer) if longer.last() != Some(&candidate) => longer.push(candidate),
            _ => {}
        }
    }
    nearest.map(|(_, candidate)| candidate).or(match longer[..] {
        [only] => Some(only),
        _ => None,
    })
}

/// The maximum number of names that a help text lists.
const LISTED: usize = 20;

/// The maximum length in characters of a word that is compared with others.
const LONGEST: usize = 1000;

/// Returns the help "did you mean …?", or the list of valid names.
pub fn one_of(wrong: &str, known: &[&str]) -> Help {
    let listed = || known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if let Some(help) = without_unseen(wrong, known.iter().copied()) {
        return help;
    }
    match (did_you_mean(wrong, known.iter().copied()), known.len()) {
        (Some(near), _) => mean(near),
        (None, 0) => "remove it: there is none yet that could be named here".into(),
        (None, 1) => format!("there is only {}", listed()).into(),
        (None, 2..=LISTED) => format!("use one of {}", listed()).into(),
        (None, all) => format!("there are {all}, and none is like it").into(),
    }
}

/// Returns the help for a name that would be valid without an invisible character in it.
pub fn without_unseen<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Help> {
    let name = name_of_unseen(unseen(wrong)?);
    let seen = folded(wrong);
    let meant = known.into_iter().find(|it| folded(it) == seen.trim())?;
    let help = format!("write `{meant}`: a character that nobody sees stands in it, {name}");
    Some(Help::from(help).fix(Fix::Replace(meant.to_owned())))
}

/// Returns the help "did you mean …?" with the edit that writes it.
pub fn mean(near: &str) -> Help {
    Help::from(format!("did you mean `{near}`?")).fix(Fix::Replace(near.to_owned()))
}

/// The way in which a word may have been meant for another.
enum Nearness {
    /// They differ in this many letters.
    Slip(usize),
    /// The other is longer and contains it.
    Longer,
}

/// Returns the way in which `wrong` may have been meant for `candidate`. `None` if it was not, or if the work left is not enough to compare
/// them.
fn nearness(wrong: &str, candidate: &str, effort: &mut Effort) -> Option<Nearness> {
    if !same_numbers(wrong, candidate) {
        return None;
    }
    let (length, other) = (wrong.chars().count(), candidate.chars().count());
    if length.max(other) > LONGEST {
        return None;
    }
    let allowed = (length.max(other) / 3).max(1);
    // Cheap lower bounds come first: the difference in length, and the letters that only one word has. The comparison itself takes time
    // proportional to the product of the lengths.
    let may_be_near =
        length.abs_diff(other) <= allowed && least_distance(wrong, candidate) <= allowed;
    if may_be_near {
        if !effort.spend(length * other) {
            return None;
        }
        let distance = strsim::damerau_levenshtein(wrong, candidate);
        if distance <= allowed {
            return Some(Nearness::Slip(distance));
        }
    }
    (wrong.len() >= 4 && candidate.contains(wrong)).then_some(Nearness::Longer)
}

/// Returns a lower bound of the distance between two words, from the number of times that each character occurs. Characters with the same
/// last six bits count as the same.
fn least_distance(a: &str, b: &str) -> usize {
    let mut counts = [0_i32; 64];
    a.chars().for_each(|c| counts[c as usize % 64] += 1);
    b.chars().for_each(|c| counts[c as usize % 64] -= 1);
    let sum = |more: bool| {
        counts.iter().filter(|it| (**it > 0) == more).map(|it| it.unsigned_abs()).sum::<u32>()
    };
    sum(true).max(sum(false)) as usize
}

/// Returns `true` if two words contain the same numbers, or one of them contains none: `2025-4` and `2025-04` do, and so do `20250417` and
/// `2025-04-17`.
fn same_numbers(a: &str, b: &str) -> bool {
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    let numbers = |word: &str| -> Vec<String> {
        let runs = word.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
        runs.map(|run| run.trim_start_matches('0').to_owned()).collect()
    };
    let (in_a, in_b) = (digits(a), digits(b));
    in_a.is_empty() || in_b.is_empty() || in_a == in_b || numbers(a) == numbers(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_mended_and_a_stranger_is_not() {
        let known = ["ceasefire", "tariffs", "security-guarantees", "emmanuel-macron"];
        assert_eq!(did_you_mean("cease-fire", known), Some("ceasefire"));
        assert_eq!(did_you_mean("tarifs", known), Some("tariffs"));
        assert_eq!(did_you_mean("macron", known), Some("emmanuel-macron"));
        assert_eq!(did_you_mean("fisheries", known), None);
        assert_eq!(did_you_mean("", known), None);
        assert_eq!(did_you_mean("p9", ["p1", "p10"]), None);
        assert_eq!(did_you_mean("P1", ["p1", "p10"]), Some("p1"));
    }

    /// C2: words with different numbers name different things.
    #[test]
    fn other_numbers_are_not_near() {
        assert_eq!(did_you_mean("art24", ["art14", "art2"]), None);
        assert_eq!(did_you_mean("at24", ["art14"]), None);
        assert_eq!(did_you_mean("ap-2025-04-18", ["ap-2025-04-17"]), None);
        assert_eq!(did_you_mean("ap-2025-4-17", ["ap-2025-04-17"]), Some("ap-2025-04-17"));
        assert_eq!(did_you_mean("ap20250417", ["ap-2025-04-17"]), Some("ap-2025-04-17"));
        assert_eq!(did_you_mean("artt14", ["art14", "art24"]), Some("art14"));
    }

    /// C2: a longer word says more than the candidate in it, and one of several is a guess.
    #[test]
    fn a_part_of_a_word_is_no_hint() {
        assert_eq!(did_you_mean("supports-with-conditions", ["supports", "opposes"]), None);
        assert_eq!(did_you_mean("france", ["france-envoy", "france-president"]), None);
        assert_eq!(did_you_mean("france", ["france-envoy", "spain-envoy"]), Some("france-envoy"));
    }

    /// B9: an invisible character is named.
    #[test]
    fn unseen_characters_are_removed() {
        let help = one_of("east\u{200b}port", &["eastport", "westport"]);
        assert!(help.text().contains("U+200B zero width space"), "{help:?}");
        assert_eq!(help.fix, Some(Fix::Replace("eastport".to_owned())));
    }
    /// A7: the work is bounded for any input, and work spent on one file does not reduce that of another.
    #[test]
    fn suggestions_end_when_they_take_too_much() {
        let long = "a sentence that somebody made a heading of ".repeat(10);
        let many: Vec<_> = (0..100_000).map(|at| format!("{long}{at}")).collect();
        let names = || many.iter().map(String::as_str);
        assert_eq!(did_you_mean(&format!("{long}x"), names()), None);
        assert_eq!(did_you_mean("ceasfire", ["ceasefire"]), Some("ceasefire"));
        with_effort(1_000, || {
            assert_eq!(did_you_mean("ceasfire", ["ceasefire"]), Some("ceasefire"));
            assert_eq!(did_you_mean("ceasfire", names().take(10)), None);
            assert_eq!(did_you_mean("ceasfire", ["ceasefire"]), None, "nothing is left");
            with_effort(1_000, || assert!(did_you_mean("ceasfire", ["ceasefire"]).is_some()));
        });
        assert_eq!(did_you_mean("ceasfire", ["ceasefire"]), Some("ceasefire"));
    }

    #[test]
    fn the_least_distance_is_none_too_many() {
        let words =
            ["", "a", "ab", "ba", "ceasefire", "cease-fire", "Überlingen", "öberlingen", "xyz"];
        for (a, b) in words.iter().flat_map(|a| words.iter().map(move |b| (*a, *b))) {
            assert!(least_distance(a, b) <= strsim::damerau_levenshtein(a, b), "{a} {b}");
        }
    }
}
