//! "Did you mean": the nearest of the names that would have been right.

use super::{Fix, Help, folded, name_of_unseen, unseen};

/// The candidate nearest to `wrong`, when it is near enough that a slip of the finger explains it.
///
/// Distance is Damerau-Levenshtein's (a swap of two letters counts once), case and forms of one character aside; a third of the word may
/// differ. A candidate that goes on where the word ends, or before it begins, counts as near when it is the only one. Words with other
/// numbers are not near to each other, however long they are: a number is right or wrong.
pub fn did_you_mean<'a>(
    wrong: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let wrong = folded(wrong);
    if wrong.is_empty() {
        return None;
    }
    let mut nearest: Option<(usize, &str)> = None;
    let mut longer = Vec::new();
    for candidate in candidates {
        match nearness(&wrong, &folded(candidate)) {
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

/// The most names that a help text lists.
const LISTED: usize = 20;

/// The longest word, in characters, that is compared with others.
const LONGEST: usize = 1000;

/// "did you mean …?" or the list of what would be right.
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

/// Returns the help for a name that would be right without a character that nobody sees in it.
pub fn without_unseen<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Help> {
    let name = name_of_unseen(unseen(wrong)?);
    let seen = folded(wrong);
    let meant = known.into_iter().find(|it| folded(it) == seen.trim())?;
    let help = format!("write `{meant}`: a character that nobody sees stands in it, {name}");
    Some(Help::from(help).fix(Fix::Replace(meant.to_owned())))
}

/// "did you mean …?", with the edit that writes it.
pub fn mean(near: &str) -> Help {
    Help::from(format!("did you mean `{near}`?")).fix(Fix::Replace(near.to_owned()))
}

/// The way in which a word may have been meant for another.
enum Nearness {
    /// They differ in so many letters.
    Slip(usize),
    /// The other is longer and holds it.
    Longer,
}

/// Returns the way in which `wrong` may have been meant for `candidate`; `None` when it was not.
fn nearness(wrong: &str, candidate: &str) -> Option<Nearness> {
    if !same_numbers(wrong, candidate) {
        return None;
    }
    let (length, other) = (wrong.chars().count(), candidate.chars().count());
    if length.max(other) > LONGEST {
        return None;
    }
    let allowed = (length.max(other) / 3).max(1);
    // No two words are nearer than their lengths, and comparing them takes as long as both multiplied.
    if length.abs_diff(other) <= allowed {
        let distance = strsim::damerau_levenshtein(wrong, candidate);
        if distance <= allowed {
            return Some(Nearness::Slip(distance));
        }
    }
    (wrong.len() >= 4 && candidate.contains(wrong)).then_some(Nearness::Longer)
}

/// Returns whether two words have the same numbers in them, as far as both have any: `2025-4` and `2025-04` do, and so do `20250417` and
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
    use super::{did_you_mean, one_of};
    use crate::diagnostic::Fix;

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

    /// C2: what differs in numbers is another thing.
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

    /// B9: a character that nobody sees is named.
    #[test]
    fn unseen_characters_are_removed() {
        let help = one_of("east\u{200b}port", &["eastport", "westport"]);
        assert!(help.text().contains("U+200B zero width space"), "{help:?}");
        assert_eq!(help.fix, Some(Fix::Replace("eastport".to_owned())));
    }
}
