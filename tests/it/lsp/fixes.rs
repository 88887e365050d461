//! Quick fixes make nothing worse: on files that are broken in one way each, every fix leaves fewer problems than there were, and no new one.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::editor::Editor;
use crate::project::{Project, full_size};

/// A sound explainer in which every kind of reference stands somewhere.
fn rich() -> Project {
    Project::new()
        .file(
            "content/participants/ann.md",
            "---\nname: Ann\nrole: \"Minister: fish\"\nparty: north\naliases: [/people/ann/]\nattendance: in-person\nupdated: 2024-05-03\npositions:\n  - issue: quotas\n    proposal: equal\n    stance: for\n    summary: Wants quotas.\n    quote: equal shares\n    basis: stated\n    as_of: 2024-05-01\n    cite: gazette#p1\n  - { issue: quotas, stance: against, summary: Wanted none., as_of: 2023, cite: [gazette#p2, gazette#p1] }\ncontacts:\n  - with: bob\n    kind: meeting\n    event: summit\n    cite: gazette#p2\nupdates:\n  - { date: 2024-05-03, kind: correction, note: The date was wrong. }\n---\n\nShe spoke [@gazette p1; @gazette p2] of [[quotas]] and of [a quota](../glossary/quota.md).\n\n![A map of the sea](../pages/map.svg)\n",
        )
        .file(
            "content/events/summit.md",
            "---\ntitle: Summit\ndate: 2024-05-01\nuntil: 2024-05-02\nplace: Bergen\nparticipants: [ann, bob]\nissues:\n  - quotas\ncite: gazette#p2\n---\n\n[Ann](/participants/ann/) opened it; see [the background](../issues/quotas.md#background).\n",
        )
        .edit("content/site.yaml", "stances:", "lead_issues: [quotas]\nmain_event: summit\nstances:")
        .file(
            "content/participants/bob.md",
            "---\nname: Bob\nrole: Envoy\nno_position: He only listened.\n---\n\nOne of [[parties/north]], who met [[ann]][^1].\n\n[^1]: Twice.\n",
        )
}

/// The files that are broken, by their paths under `content/`.
const FILES: [&str; 9] = [
    "site.yaml",
    "index.md",
    "participants/ann.md",
    "participants/ann.md",
    "participants/bob.md",
    "issues/quotas.md",
    "events/summit.md",
    "sources/gazette.md",
    "pages/about.md",
];

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % sides.max(1)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.roll(from.len())).copied()
    }
}

/// Breaks a text in one place, in one of the ways in which people break it.
fn broken(text: &str, dice: &mut Dice) -> Option<String> {
    let mut chars: Vec<char> = text.chars().collect();
    let letters: Vec<_> = (1..chars.len().saturating_sub(1))
        .filter(|at| chars[at - 1..=at + 1].iter().all(char::is_ascii_alphanumeric))
        .collect();
    let signs: Vec<_> =
        (0..chars.len()).filter(|at| "[](){}:#@\"!,-".contains(chars[*at])).collect();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    match dice.roll(12) {
        0 | 1 => {
            let at = dice.pick(&letters)?;
            chars.swap(at, at + 1);
        }
        2 | 3 => {
            chars.remove(dice.pick(&letters)?);
        }
        4 => {
            let at = dice.pick(&letters)?;
            chars.insert(at, chars[at]);
        }
        5 => {
            let at = dice.pick(&letters)?;
            chars[at] = chars[at].to_ascii_uppercase();
        }
        6 => {
            chars.remove(dice.pick(&signs)?);
        }
        7 => {
            let odd = dice.pick(&['\t', '\u{a0}', '\u{200b}', '’', 'é', ' ', '9', '/'])?;
            chars.insert(dice.roll(chars.len()), odd);
        }
        8 | 9 => {
            let gone = dice.roll(lines.len());
            let kept = lines.iter().enumerate().filter(|(at, _)| *at != gone);
            return Some(kept.map(|(_, line)| *line).collect());
        }
        10 => {
            let twice = dice.roll(lines.len());
            let all = lines.iter().enumerate();
            return Some(all.map(|(at, line)| line.repeat(1 + usize::from(at == twice))).collect());
        }
        _ => {
            let words = [
                ("2024-05-01", "2024-02-30"),
                ("#p1", "#p9"),
                ("for", "In favour"),
                ("bob", "Bob"),
            ];
            let (word, other) = dice.pick(&words)?;
            return text.contains(word).then(|| text.replacen(word, other, 1));
        }
    }
    Some(chars.into_iter().collect())
}

/// Every error and warning, with how often it is found. Notes are no mistakes: what is begun is a draft at first.
fn mistakes(editor: &mut Editor) -> BTreeMap<String, usize> {
    editor.settle();
    let mut mistakes = BTreeMap::new();
    for it in editor.wrong.values().flatten().filter(|it| it["severity"].as_u64() < Some(3)) {
        let message = it["message"].as_str().unwrap_or_default();
        let message = message.split("\nhelp: ").next().unwrap_or_default();
        let code = it["code"].as_str().unwrap_or_default();
        *mistakes.entry(format!("{code}: {message}")).or_default() += 1;
    }
    mistakes
}

/// Types all of a file anew.
fn retype(editor: &mut Editor, path: &str, text: &str) {
    let length = editor.text(path).len();
    editor.type_in(path, 0..length, text);
}

/// Returns why a fix made things worse, if it did.
fn harm(
    before: &BTreeMap<String, usize>,
    after: &BTreeMap<String, usize>,
    title: &str,
) -> Option<String> {
    let new = after.iter().filter(|(what, count)| before.get(*what).unwrap_or(&0) < *count);
    let new: Vec<_> = new.map(|(what, _)| what.as_str()).collect();
    let count = |all: &BTreeMap<String, usize>| all.values().sum::<usize>();
    // A key that was missing is there then, and its value is what is left to write: one problem takes the place of another.
    if title.starts_with("Add `") && new.len() == 1 && count(after) <= count(before) {
        return None;
    }
    if !new.is_empty() {
        Some(format!("new: {new:?}"))
    } else if count(after) >= count(before) {
        Some("as many as before".to_owned())
    } else {
        None
    }
}

/// The property: every fix that is offered leaves fewer problems than before, and no new one.
#[test]
fn no_quick_fix_makes_a_file_worse() {
    let cases = if full_size() { 500 } else { 40 };
    let project = rich();
    project.run("check --strict").exit(0);
    let mut editor = Editor::start(project.path());
    let (mut dice, mut found, mut fixes, mut harmful) = (Dice(18), 0, 0, Vec::new());
    for turn in 0.. {
        if found == cases {
            break;
        }
        assert!(turn < cases * 20, "too few of the files are broken: {found} of {turn}");
        let path = FILES[dice.roll(FILES.len())];
        let good = project.read(&format!("content/{path}"));
        let Some(bad) = broken(&good, &mut dice) else { continue };
        retype(&mut editor, path, &bad);
        let before = mistakes(&mut editor);
        if before.is_empty() {
            retype(&mut editor, path, &good);
            continue;
        }
        found += 1;
        for action in offered(&mut editor) {
            fixes += 1;
            let title = action["title"].as_str().expect("a title").to_owned();
            let files = project.contents();
            editor.carry_out(&action["edit"]);
            let after = mistakes(&mut editor);
            if let Some(harm) = harm(&before, &after, &title) {
                let fixed = editor.text(path);
                let difference = bad.lines().zip(good.lines()).find(|(bad, good)| bad != good);
                harmful.push(format!("{path}: {title}: {harm}\n  was: {before:?}\n  line: {difference:?}\n  fixed: {}", changed(&bad, &fixed)));
            }
            undo(&mut editor, &project, &files, path);
            retype(&mut editor, path, &bad);
            assert_eq!(mistakes(&mut editor), before, "all is as it was before the fix");
        }
        retype(&mut editor, path, &good);
    }
    println!("{found} broken files, {fixes} fixes");
    assert!(fixes * 5 > found, "{fixes} fixes for {found} files");
    assert!(
        harmful.is_empty(),
        "{} of {fixes} fixes do harm:\n{}",
        harmful.len(),
        harmful.join("\n")
    );
}

/// The fixes that are offered for all of every file that something is wrong with.
fn offered(editor: &mut Editor) -> Vec<Value> {
    let end = json!({ "line": 999, "character": 0 });
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": end });
    let mut all = Vec::new();
    for path in editor.wrong_files() {
        let file = editor.document(&path);
        let context = json!({ "diagnostics": [] });
        let asked = json!({ "textDocument": file, "range": whole, "context": context });
        let actions = editor.ask("textDocument/codeAction", asked);
        all.extend(actions.as_array().cloned().unwrap_or_default());
    }
    all
}

/// Removes the files that a fix began, and closes those that it changed, but for the one at `path`.
fn undo(editor: &mut Editor, project: &Project, files: &BTreeMap<String, Vec<u8>>, path: &str) {
    for begun in project.contents().keys().filter(|path| !files.contains_key(*path)) {
        fs::remove_file(project.path().join("content").join(begun)).expect("it was begun");
    }
    for open in editor.open_files().iter().filter(|it| *it != path) {
        editor.close(open);
    }
}

/// The first line that a fix changed.
fn changed(bad: &str, fixed: &str) -> String {
    let mut lines = bad.lines().zip(fixed.lines());
    lines
        .find(|(old, new)| old != new)
        .map_or(String::new(), |(old, new)| format!("{old:?} to {new:?}"))
}
