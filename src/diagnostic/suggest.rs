//! "Did you mean": the nearest of the names that would have been right.

use super::{Fix, Help};

/// The candidate nearest to `wrong`, when it is near enough that a slip of the finger explains it.
///
/// Distance is Damerau-Levenshtein's (a swap of two letters counts once), case aside; a third of the word may differ, and a
/// candidate that merely continues or begins the word counts as near. `p9` is not near to `p1`: a number is right or wrong.
pub fn did_you_mean<'a>(
    wrong: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    if wrong.is_empty() {
        return None;
    }
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(&wrong, &candidate.to_lowercase())?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// The most names that a help text lists.
const LISTED: usize = 20;

/// The longest word, in characters, that is compared with others.
const LONGEST: usize = 1000;

/// "did you mean …?" or the list of what would be right.
pub fn one_of(wrong: &str, known: &[&str]) -> Help {
    let listed = || known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match (did_you_mean(wrong, known.iter().copied()), known.len()) {
        (Some(near), _) => mean(near),
        (None, 0) => "there is none to choose from".into(),
        (None, 1) => format!("there is only {}", listed()).into(),
        (None, 2..=LISTED) => format!("use one of {}", listed()).into(),
        (None, all) => format!("there are {all}, and none is like it").into(),
    }
}

/// "did you mean …?", with the edit that writes it.
pub fn mean(near: &str) -> Help {
    Help::from(format!("did you mean `{near}`?")).fix(Fix::Replace(near.to_owned()))
}

/// The distance of two words, or nothing when they are too far apart to be meant for each other.
fn distance(wrong: &str, candidate: &str) -> Option<usize> {
    if wrong != candidate && without_digits(wrong) == without_digits(candidate) && wrong.len() < 5 {
        return None;
    }
    let (length, other) = (wrong.chars().count(), candidate.chars().count());
    if length.max(other) > LONGEST {
        return None;
    }
    let allowed = (length.max(other) / 3).max(1);
    // No two words are nearer than their lengths, and comparing them takes as long as both multiplied.
    let distance = || strsim::damerau_levenshtein(wrong, candidate);
    if length.abs_diff(other) <= allowed {
        let distance = distance();
        if distance <= allowed {
            return Some(distance);
        }
    }
    let part_of_the_other = wrong.len() >= 4
        && (candidate.contains(wrong) || wrong.contains(candidate) && candidate.len() >= 4);
    part_of_the_other.then(distance)
}

fn without_digits(word: &str) -> String {
    word.chars().filter(|c| !c.is_ascii_digit()).collect()
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

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
}
