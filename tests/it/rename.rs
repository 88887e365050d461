//! `mv`: every reference follows, nothing else changes, and it is all or nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use standpoint::content::{self, LoadOptions};

use crate::faults::run_with;
use crate::project::{Project, Run, files_in, full_size, repository};
use crate::server::{Server, comes};

/// A text in which what `«…»` encloses names the thing to be renamed; as it is before.
fn before(marked: &str) -> String {
    marked.replace(['«', '»'], "")
}

/// The same text afterwards.
fn after(marked: &str, new: &str) -> String {
    let mut parts = marked.split('«');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (_, rest) = part.split_once('»').expect("it is closed");
        text + new + rest
    })
}

/// Renames `old` to `new` in a sound explainer with these files more; each must then hold what its marks say.
fn check(old: &str, new: &str, files: &[(&str, &str)]) -> (Project, Run) {
    let project = files.iter().fold(Project::new(), |project, (path, marked)| {
        project.file(&format!("content/{path}"), before(marked))
    });
    let path = format!("content/{old}.md");
    project.run("check").exit(0);
    let warnings = project.warnings();
    let untouched: Vec<_> = files_in(project.path());
    let run = project.run(&format!("mv {old} {new}")).exit(0);
    let moved = format!("content/{}/{new}.md", old.split('/').next().unwrap_or_default());
    assert!(!project.has(&path) && project.has(&moved), "{}", run.err);
    for (path, marked) in files {
        if format!("content/{path}") != format!("content/{old}.md") {
            assert_eq!(project.read(&format!("content/{path}")), after(marked, new), "{path}");
        }
    }
    for (other, bytes) in untouched {
        let changed = run.err.contains(&other) || other == path;
        assert!(changed || fs::read(project.path().join(&other)).expect("it is there") == bytes);
    }
    let count = |text: &str| text.matches("warning[").count() + text.matches("note[").count();
    assert_eq!(count(&warnings), count(&project.warnings()), "{}", project.warnings());
    (project, run)
}

#[test]
fn a_participant_is_followed_everywhere() {
    let old = "---\n# who\nname: Old Hand # old\nrole: old\nparty: north\ncontacts:\n  - { with: bob, kind: call, event: summit, cite: gazette#p1 }\n---\n\n[Here](«old».md#old) and [there](./«old».md), [[«old»]], [up](/participants/«old»/?old#old).\n\n## Old\n";
    let (project, run) = check(
        "participants/old",
        "new",
        &[
            ("participants/old.md", old),
            (
                "participants/old-2.md",
                "---\nname: Other\nrole: Clerk\nno_position: x\n---\n\n[[old-2]] [[«old»]] [o](old-2.md)\n",
            ),
            (
                "participants/carl.md",
                "---\r\nname: Carl\r\nrole: old\r\ncontacts:\r\n  - with: '«old»' # old\r\n    kind: call\r\n    cite: \"gazette#p1\"\r\n  - { \"with\": \"«old»\", kind: meeting, cite: [gazette#p1] }\r\npositions:\r\n- issue: quotas\r\n  stance: for\r\n  summary: old\r\n  quote: old words\r\n  quote_by: «old»\r\n  cite: gazette#p1\r\n---\r\n\r\n[Old](«old».md)\r\n",
            ),
            (
                "events/talks.md",
                "---\ntitle: Talks\ndate: 2024\nparticipants: [old-2, «old»,carl , &o '«old»', *o]\ncite: gazette#p2\n---\n\n| a |\n|---|\n| [[«old»]] |\n",
            ),
            (
                "events/more.md",
                "---\ntitle: More\ndate: 2024\nparticipants:\n- &x «old»\n-   \"old-2\"\n- *x\n- >-\n  «old»\ncite: gazette#p2\n---\n",
            ),
            (
                "pages/links.md",
                "---\ntitle: Links\n---\n\n[old.md](../participants/«old».md \"old.md\") [*old*](<../participants/«old».md#old> 'old') [x](./../participants/./«%6Fld».md)\n\n[one][r], [r], [r][], [old-2][s] and ![old](map.svg \"old\")\n\n[r]: ../participants/«old».md#old \"old\"\n[s]:\n  <../participants/old-2.md>\n\n[[«old»]] [[«old»#old]] [[«old»|old man]] [[participants/«old»]] [[ participants/«old» |x]] [[«old»|«old»]] [[Old Hand]] [[old hand|him]]\n\n[abs](/participants/«old»/#old) [abs](/participants/old-2/) `[[old]]` [web](https://example.org/participants/old/)\n\n> [q](../participants/«old».md)\n\n    [[old]]\n",
            ),
        ],
    );
    let moved = after(old, "new").replace("---\n\n", "aliases: [/participants/old/]\n---\n\n");
    assert_eq!(project.read("content/participants/new.md"), moved);
    assert!(run.err.contains("content/participants/carl.md: 4 references\n"), "{}", run.err);
    assert!(
        run.err.ends_with("content/participants/old.md is content/participants/new.md now: 31 references in 6 files changed; /participants/old/ redirects\n"),
        "{}",
        run.err
    );
    assert_eq!(run.out, "");
}

#[test]
fn every_other_kind_is_followed() {
    check(
        "parties/north",
        "nord",
        &[
            ("parties/south.md", "---\nname: South\nkind: coalition\nmembers: [«north»]\n---\n"),
            (
                "parties/east.md",
                "---\nname: East\nkind: coalition\nmembers:\n  - «north»\n  - south\n---\n",
            ),
            (
                "participants/cara.md",
                "---\nname: Cara\nrole: x\nparty: '«north»'\nno_position: north\n---\n\n[[south]] [[parties/«north»]] [[east]]\n",
            ),
        ],
    );
    check(
        "issues/quotas",
        "catches",
        &[
            (
                "site.yaml",
                "title: Fish\ntagline: Who\nbase_url: https://example.org/fish/\nlanguage: en\nlead_issues: [ «quotas» ]\nmain_event: summit\nstances:\n  - { id: for, label: quotas, tone: positive }\n",
            ),
            (
                "participants/ann.md",
                "---\nname: Ann\nrole: Minister\nparty: north\npositions: [{issue: «quotas», proposal: equal, stance: for, summary: Wants quotas., cite: gazette#p1}]\n---\n",
            ),
            (
                "events/summit.md",
                "---\ntitle: Summit\ndate: 2024-05-01\nissues: [\"«quotas»\"]\ncite: gazette#p2\n---\n\n[[«quotas»|quotas!]] [[glossary/quota]]\n",
            ),
        ],
    );
    check(
        "events/summit",
        "top",
        &[
            (
                "site.yaml",
                "title: summit\ntagline: Who\nbase_url: https://example.org/fish/\nlanguage: en\nmain_event: «summit»\nstances:\n  - { id: for, label: quotas, tone: positive }\n",
            ),
            (
                "participants/ann.md",
                "---\nname: Ann\nrole: Minister\nparty: north\npositions: [{issue: quotas, stance: for, summary: Yes., cite: gazette#p1}]\ncontacts: [{with: bob, kind: call, event: «summit», cite: gazette#p1}]\n---\n\n[s](/events/«summit»/)\n",
            ),
        ],
    );
    check(
        "sources/gazette",
        "herald",
        &[
            (
                "sources/gazette-2.md",
                "---\ntitle: G2\npublisher: x\ndate: 2024\npassages: { gazette: y }\n---\n",
            ),
            (
                "participants/ann.md",
                "---\nname: Ann\nrole: Minister\nparty: north\npositions:\n  - issue: quotas\n    stance: for\n    summary: gazette#p1\n    cite: [gazette-2#gazette, '«gazette»#p1', \"«gazette»#p2\"]\ncontacts: [{with: bob, kind: call, cite: [«gazette»#p1]}]\n---\n",
            ),
            (
                "events/summit.md",
                "---\ntitle: Summit\ndate: 2024-05-01\ncite:\n  - «gazette»#p2 # gazette#p2\n---\n\nSo [@«gazette» p1; @gazette-2 gazette;@«gazette»   p2] and [s](../sources/«gazette».md#p1), [[«gazette»#p2|x]].\n",
            ),
            (
                "issues/quotas.md",
                "---\ntitle: Quotas\nquestion: Q?\nstatus: open\nproposals: []\nopen_questions: [{question: Why?, cite: «gazette»#p1}]\n---\n\n[[bob]] [[summit]] [[about]] [[glossary/quota]]\n",
            ),
        ],
    );
    check(
        "pages/about",
        "method",
        &[(
            "issues/quotas.md",
            "---\ntitle: Quotas\nquestion: Q?\nstatus: open\n---\n\n[a](/«about»/) [[«about»]] [[bob]] [[summit]] [[pages/«about»|about]] [[glossary/quota]]\n",
        )],
    );
    let (project, run) = check(
        "glossary/quota",
        "limit",
        &[(
            "pages/about.md",
            "---\ntitle: About\n---\n\n[q](/glossary/#«quota») [n](../parties/north.md) [[«quota»]] [h](/glossary/#«quota»..more) [[Quota]]\n",
        )],
    );
    assert_eq!(project.read("content/glossary/limit.md"), "---\ntitle: Quota\n---\n\nA limit.\n");
    assert!(!run.err.contains("redirects"), "{}", run.err);
}

#[test]
fn the_site_differs_in_nothing_but_the_address() {
    let project = Project::new()
        .edit("content/participants/bob.md", "no_position", "summary: He came late.\nno_position")
        .edit("content/pages/about.md", "How", "[[ann]] met [[bob|him]] and [[bob|bob]]. How");
    project.run("build").exit(0);
    let before = files_in(&project.path().join("public"));
    project.run("mv participants/bob rob").exit(0);
    project.run("build").exit(0);
    let now = files_in(&project.path().join("public"));
    let old = "participants/bob/index.html";
    assert!(project.read(&format!("public/{old}")).contains("participants/rob/"));
    let renamed = |text: &str| {
        let text = text.replace("/bob/", "/rob/").replace(".bob\"", ".rob\"");
        text.replace("-bob", "-rob").replace(":participants:bob", ":participants:rob")
    };
    for (path, bytes) in before.iter().filter(|(path, _)| path.ends_with(".html")) {
        let (_, now) =
            now.iter().find(|(it, _)| *it == renamed(&format!("/{path}"))[1..]).expect(path);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        assert_eq!(text(now), renamed(&text(bytes)), "{path}");
    }
    assert_eq!(now.len(), before.len() + 1, "the redirect is all there is more");
}

#[test]
fn a_wiki_link_names_the_folder_when_the_slug_no_longer_says_enough() {
    let (project, _) = check("participants/bob", "quotas", &[]);
    assert!(project.read("content/issues/quotas.md").contains("(../participants/quotas.md)"));
    let project = Project::new().file(
        "content/pages/about.md",
        "---\ntitle: About\n---\n\n[[bob]] [[north]] [[bob|north]] [[summit]] [[issues/quotas]]\n",
    );
    project.run("mv participants/bob north").exit(0);
    assert!(project.read("content/pages/about.md").ends_with(
        "[[participants/north]] [[parties/north]] [[participants/north|north]] [[summit]] [[issues/quotas]]\n"
    ));
    let project =
        Project::new().edit("content/events/summit.md", "title: Summit", "title: peak").file(
            "content/pages/about.md",
            "---\ntitle: About\n---\n\n[[peak]] [[peak|top]] [[parties/north]] [[bob|peak]]\n",
        );
    project.run("mv participants/bob peak").exit(0);
    assert!(project.read("content/pages/about.md").ends_with(
        "[[events/summit]] [[events/summit|top]] [[parties/north]] [[participants/peak|peak]]\n"
    ));
}

#[test]
fn aliases_are_added_in_the_way_they_are_written() {
    let cases = [
        ("", "aliases: [/b/]\n"),
        ("aliases: []\n", "aliases: [/b/]\n"),
        ("aliases:\n", "aliases: [/b/]\n"),
        ("aliases: [/a/]\n", "aliases: [/a/, /b/]\n"),
        ("aliases: [ '/a/' , ] # old\n", "aliases: [ '/a/', /b/ , ] # old\n"),
        ("aliases:\n- /a/ # old\n# end\n", "aliases:\n- /a/ # old\n- /b/\n# end\n"),
        (
            "aliases:\n  - /a/\n  - \"/c/\"\nsummary: x\n",
            "aliases:\n  - /a/\n  - \"/c/\"\n  - /b/\nsummary: x\n",
        ),
        ("aliases: [/a/, /rob/]\n", "aliases: [/a/, /b/]\n"),
        ("summary: |+\n  x\n\n", "summary: |+\n  x\n\naliases: [/b/]\n"),
    ];
    for (aliases, expected) in cases {
        let address = |text: &str| {
            text.replace("/b/", "/participants/bob/").replace("/rob/", "/participants/rob/")
        };
        let front = "---\nname: Bob\nrole: Envoy\nno_position: x\n";
        for newline in ["\n", "\r\n"] {
            let text =
                |aliases: &str| format!("{front}{}---\n", address(aliases)).replace('\n', newline);
            let project = Project::new().file("content/participants/bob.md", text(aliases));
            project.run("mv participants/bob rob").exit(0);
            assert_eq!(project.read("content/participants/rob.md"), text(expected));
            project.run("check").exit(0);
        }
    }
    let braces = Project::new().file(
        "content/participants/bob.md",
        "\u{feff}---\n{ name: Bob, role: Envoy, no_position: x }\n---\n",
    );
    braces.run("mv content/participants/bob.md rob.md").exit(0);
    assert_eq!(
        braces.read("content/participants/rob.md"),
        "\u{feff}---\n{aliases: [/participants/bob/],  name: Bob, role: Envoy, no_position: x }\n---\n"
    );
}

#[test]
fn renaming_there_and_back_leaves_one_redirect() {
    let project = Project::new();
    let before = project.read("content/issues/quotas.md");
    project.run("mv participants/bob rob").exit(0);
    project.run("mv participants/rob bob").exit(0);
    assert_eq!(project.read("content/issues/quotas.md"), before);
    assert!(project.read("content/participants/bob.md").contains("aliases: [/participants/rob/]"));
    let project = Project::new();
    let before = files_in(project.path());
    project.run("mv participants/bob rob --no-alias").exit(0);
    project.run("mv participants/rob bob --no-alias").exit(0);
    assert_eq!(files_in(project.path()), before);
}

#[test]
fn a_refusal_changes_nothing() {
    let page = "---\ntitle: T\naliases: [/participants/gone/]\n---\n\n[[summit]] [[about]]\n";
    let project = Project::new()
        .file("content/pages/taken.md", page)
        .file("content/pages/aliased.md", "---\ntitle: T2\nsummary: &a x\n---\n\n[[taken]]\n")
        .file("content/participants/eve.md", "---\nname: Eve\nrole: x\nno_position: x\ncontacts: [{with: \"\\x61nn\", kind: call, cite: gazette#p1}]\n---\n\n[[aliased]]\n")
        .file("content/participants/eu/dan.md", "---\nname: Dan\nrole: x\nno_position: x\n---\n\n[[eve]]\n")
        .edit("content/pages/about.md", "How", "[[dan]] How");
    let before = files_in(project.path());
    for (words, message, help) in [
        ("participants/bob eve", "there is `participants/eve.md` already", "choose another slug"),
        ("participants/bob dan", "there is `participants/eu/dan.md` already", "choose"),
        ("participants/bob bob", "has this slug already", "give it another"),
        ("participants/bob Rob", "`Rob` is no slug", "lower-case letters"),
        ("participants/bob parties/rob", "cannot move to `parties/`", "stays in its folder"),
        (
            "participants/bo rob",
            "nothing called `participants/bo`",
            "did you mean `participants/bob`?",
        ),
        ("people/bob rob", "nothing called `people/bob`", "did you mean `participants/bob`?"),
        ("index home", "nothing called `index`", "name a file under `content/`"),
        (
            "participants/bob gone",
            "the alias `/participants/gone/` is the address of a page",
            "or remove the alias",
        ),
        ("pages/about timeline", "belongs to a page that every site has", "choose another slug"),
        ("parties/north null", "a reference would change its meaning", "choose another slug"),
        (
            "participants/ann anna",
            "names it in line 5 in a way that cannot be changed safely",
            "without escape",
        ),
    ] {
        let run = project.run(&format!("mv {words}")).exit(2);
        assert!(run.err.contains(message) && run.err.contains(help), "{words}: {}", run.err);
        assert_eq!(files_in(project.path()), before, "{words}");
    }
    let wrong = project.file("content/pages/wrong.md", "---\ntitle: W\n---\n\n[[nothing]]\n");
    let before = files_in(wrong.path());
    let run = wrong.run("mv participants/bob rob").exit(1);
    assert!(run.err.contains("broken-wiki-link"), "{}", run.err);
    assert!(run.err.contains("1 error: nothing was renamed"), "{}", run.err);
    assert_eq!(files_in(wrong.path()), before);
}

#[test]
fn a_value_that_two_things_share_is_not_changed_for_one() {
    let project = Project::new()
        .file(
            "content/events/north.md",
            "---\ntitle: N\ndate: 2024\ncite: gazette#p1\n---\n\n[[about]]\n",
        )
        .edit(
            "content/participants/ann.md",
            "party: north",
            "party: &n north\ncontacts: [{with: bob, kind: call, event: *n, cite: gazette#p1}]",
        );
    let before = files_in(project.path());
    let run = project.run("mv parties/north nord").exit(2);
    assert!(
        run.err.contains("cannot become `parties/nord.md`: there is no event `nord`"),
        "{}",
        run.err
    );
    assert_eq!(files_in(project.path()), before);
}

#[test]
fn drafts_follow_and_are_followed() {
    let (project, _) = check(
        "participants/old",
        "new",
        &[
            ("participants/old.md", "---\nname: Old\nrole: x\ndraft: true\n---\n"),
            (
                "pages/plan.md",
                "---\ntitle: Plan\ndraft: true\n---\n\n[[«old»]] [o](/participants/«old»/)\n",
            ),
        ],
    );
    project.run("check --drafts").exit(0);
}

#[test]
fn every_file_of_the_repositorys_own_explainer_can_be_renamed() {
    let files = files_in(&repository().join("content"));
    let project = files.iter().fold(Project::empty(), |project, (path, bytes)| {
        project.file(&format!("content/{path}"), bytes)
    });
    let options = LoadOptions { root: project.path().to_owned(), ..LoadOptions::default() };
    let named = files.iter().filter_map(|(path, _)| path.strip_suffix(".md")?.split_once('/'));
    for (folder, slug) in named {
        project.run(&format!("mv {folder}/{slug} {slug}-renamed")).exit(0);
        // What `check --strict` says, but for the rendering, which takes most of its time.
        let diagnostics = content::load(&options, &mut content::Memo::default()).diagnostics;
        assert!(diagnostics.is_empty(), "{folder}/{slug}: {diagnostics:#?}");
    }
    project.run("check --strict").exit(0);
    assert!(project.has("content/participants/marco-rubio-renamed.md"));
}

#[test]
fn a_symbolic_link_is_not_renamed_but_followed() {
    let project = Project::new()
        .rename("content/participants/bob.md", "bob.md")
        .link("content/participants/bob.md", "../../bob.md")
        .rename("content/issues", "issues")
        .link("content/issues", "../issues");
    let before = files_in(project.path());
    let run = project.run("mv participants/bob rob").exit(2);
    assert!(run.err.contains("is a symbolic link"), "{}", run.err);
    assert_eq!(files_in(project.path()), before);
    project.run("mv participants/ann anna").exit(0);
    assert!(project.read("issues/quotas.md").contains("(../participants/anna.md)"));
    project.run("check").exit(0);
}

/// A1: whatever lies beside a file, under whatever name, a rename writes to nothing that was there, here or elsewhere.
#[test]
fn nothing_is_written_through_links_beside_a_file() {
    let outside = Project::empty().file("precious.txt", "years of work");
    let place = outside.path().join("precious.txt").display().to_string();
    let names = ["bob.md", "../issues/quotas.md", "rob.md"]
        .map(|it| it.rsplit_once('/').map_or(("participants", it), |(_, name)| ("issues", name)));
    let mut project = Project::new();
    for (folder, name) in names {
        for what in ["standpoint-next", "standpoint-undo", "tmp", "swp"] {
            project = project.link(&format!("content/{folder}/.{name}.{what}"), &place);
        }
    }
    project.run("mv participants/bob rob").exit(0);
    assert_eq!(outside.read("precious.txt"), "years of work");
    assert!(project.read("content/issues/quotas.md").contains("participants/rob.md"));
    for (folder, name) in names {
        assert!(project.path().join(format!("content/{folder}/.{name}.swp")).is_symlink());
    }
    // A file that a link puts outside is not loaded, and so not written.
    let project =
        Project::new().without("content/issues/quotas.md").link("content/issues/quotas.md", &place);
    project.run("mv participants/bob rob").exit(1);
    assert_eq!(outside.read("precious.txt"), "years of work");
}

/// An explainer in which `pages` pages refer to a participant, who is called `bob`.
fn large(pages: usize) -> Project {
    (0..pages).fold(Project::new(), |project, at| {
        let page = format!(
            "---\ntitle: Page {at}\n---\n\nThe first page.\n\n[[bob]] and [him](../participants/bob.md), [next](page-{}.md).\n",
            (at + 1) % pages
        );
        project.file(&format!("content/pages/page-{at}.md"), page)
    })
}

/// A number from 0 to 1, another one each time.
fn random(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    #[expect(clippy::cast_precision_loss, reason = "any fraction will do")]
    let part = (*state >> 33) as f64 / (1_u64 << 31) as f64;
    part
}

/// A8: what is saved while a rename runs, again and again, is there when it has ended, in one way of saving or the other.
#[test]
fn what_is_saved_meanwhile_is_never_lost() {
    let project = large(if full_size() { 3000 } else { 200 });
    let place = project.path().join("content/pages/page-7.md");
    let rounds = if full_size() { 40 } else { 8 };
    let mut slugs = ["bob", "rob"];
    let mut done = 0;
    for round in 0..rounds {
        let stop = AtomicBool::new(false);
        let pause = Duration::from_millis([3, 200][round / 2 % 2]);
        let (run, saved) = std::thread::scope(|scope| {
            let saver = scope.spawn(|| save_again_and_again(&place, round % 2 == 0, pause, &stop));
            let run = project.run(&format!("mv participants/{} {} --no-alias", slugs[0], slugs[1]));
            stop.store(true, Ordering::Relaxed);
            (run, saver.join().expect("it ends"))
        });
        let text = fs::read_to_string(&place).expect("it is there");
        assert!(text.contains(&format!("Saved {saved}.\n")), "{saved}: {run:?}\n{text}");
        assert!(matches!(run.status, Some(0..=2)), "{run:?}");
        assert_eq!(hidden_in(&project), Vec::<String>::new(), "{run:?}");
        let is_done = project.has(&format!("content/participants/{}.md", slugs[1]));
        assert_eq!(run.status == Some(0), is_done, "{run:?}");
        if is_done {
            done += 1;
            slugs.reverse();
        }
        // Somebody saved the old text once more at the end, perhaps.
        let page = format!(
            "---\ntitle: Page 7\n---\n\nThe first page.\n\n[[{0}]] and [him](../participants/{0}.md), [next](page-8.md).\n",
            slugs[0]
        );
        fs::write(&place, page).expect("written");
        project.run("check").exit(0);
    }
    println!("{done} of {rounds} renames were carried out beside somebody who saved");
}

/// Saves the file until told to stop, as an editor does that has it open: what it was when last looked at, with one line changed. Returns the
/// number of the last save.
fn save_again_and_again(place: &Path, in_place: bool, pause: Duration, stop: &AtomicBool) -> u32 {
    let mut number = 0;
    while number == 0 || !stop.load(Ordering::Relaxed) {
        let Ok(text) = fs::read_to_string(place) else { continue };
        number += 1;
        let lines = text.lines().map(|line| match line {
            it if it.starts_with("The first") || it.starts_with("Saved") => {
                format!("Saved {number}.\n")
            }
            it => format!("{it}\n"),
        });
        let text: String = lines.collect();
        if in_place {
            fs::write(place, text).expect("saved");
        } else {
            let unsaved = place.with_extension("unsaved");
            fs::write(&unsaved, text).and_then(|()| fs::rename(&unsaved, place)).expect("saved");
        }
        std::thread::sleep(pause);
    }
    number
}

/// Hidden files under `content/`.
fn hidden_in(project: &Project) -> Vec<String> {
    let files = project.contents().into_keys();
    files.filter(|path| path.rsplit('/').next().is_some_and(|it| it.starts_with('.'))).collect()
}

/// A9: two renames at once are made one after the other.
#[test]
fn renames_started_at_once_wait_for_each_other() {
    let project = large(100).edit("content/pages/page-3.md", "[[bob]]", "[[bob]], [[ann]]");
    let start = |arguments: [&str; 2]| {
        let mut mv = project.standpoint();
        mv.arg("mv").args(arguments).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    let renames =
        [["participants/bob", "rob"], ["participants/ann", "anna"], ["parties/north", "nord"]];
    for rename in renames.map(start) {
        let ended = rename.wait_with_output().expect("it ends");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    project.run("check").exit(0);
    let page = project.read("content/pages/page-3.md");
    assert!(page.contains("[[rob]], [[anna]] and"), "{page}");
}

/// A9: a rename that is killed or interrupted at any moment is whole or undone after the next command; nothing of it is left, and what was saved
/// meanwhile is there.
#[test]
fn renames_killed_at_random_moments_are_whole_or_undone() {
    let (pages, rounds) = if full_size() { (3000, 200) } else { (150, 12) };
    let project = large(pages);
    let mut seed = 20_250_417;
    for signal in ["KILL", "INT"] {
        let killed = (0..rounds).filter(|round| killed_once(&project, signal, *round, &mut seed));
        let killed = killed.count();
        println!("{killed} of {rounds} renames of {pages} files were ended by SIG{signal}");
        assert!(killed > 0, "none of {rounds} was still running");
    }
}

/// Returns the program, which an interrupt ends. In the background of a script without job control, tests are started with interrupts ignored, and
/// their children keep it so; on Linux, `env` undoes that and becomes the program.
fn interruptible(project: &Project) -> std::process::Command {
    if !interrupts_are_ignored() {
        return project.standpoint();
    }
    let mut env = project.command("env");
    env.args(["--default-signal=INT", env!("CARGO_BIN_EXE_standpoint")]);
    env
}

/// Returns `true` if this process was started with interrupts ignored.
fn interrupts_are_ignored() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|it| u64::from_str_radix(it.trim(), 16).ok());
    mask.is_some_and(|mask| mask & (1 << (2 - 1)) != 0)
}

/// Begins a rename, saves a file meanwhile, ends the rename by a signal and looks at what the next command makes of it. Whether it was still
/// running then.
fn killed_once(project: &Project, signal: &str, round: usize, seed: &mut u64) -> bool {
    let slug = |slug: &str| project.has(&format!("content/participants/{slug}.md"));
    let (old, new) = if slug("bob") { ("bob", "rob") } else { ("rob", "bob") };
    let before = project.contents();
    let mut expected: BTreeMap<&str, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    for slug in [old, new] {
        let named = |text: &[u8]| {
            String::from_utf8_lossy(text)
                .replace(&format!("[[{old}]]"), &format!("[[{slug}]]"))
                .replace(&format!("participants/{old}.md"), &format!("participants/{slug}.md"))
                .into_bytes()
        };
        let path = |path: &String| {
            path.replace(&format!("participants/{old}.md"), &format!("participants/{slug}.md"))
        };
        expected.insert(slug, before.iter().map(|(it, text)| (path(it), named(text))).collect());
    }
    let longest = longest_rename(project, old, new);
    let mut mv = interruptible(project)
        .args(["mv", &format!("participants/{old}"), new, "--no-alias"])
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let end = Instant::now() + longest.mul_f64(random(seed));
    let save = Instant::now() + longest.mul_f64(random(seed));
    // As an editor does that had the file open before.
    let saved = format!("pages/page-{}.md", round % 100);
    let text = String::from_utf8_lossy(&before[&saved]).into_owned() + &format!("Saved {round}.\n");
    if save < end {
        std::thread::sleep(save.saturating_duration_since(Instant::now()));
        let unsaved = project.path().join("unsaved");
        fs::write(&unsaved, &text).expect("written");
        fs::rename(&unsaved, project.path().join("content").join(&saved)).expect("saved");
    }
    std::thread::sleep(end.saturating_duration_since(Instant::now()));
    let id = mv.id().to_string();
    let mut kill = std::process::Command::new("kill");
    let was_running = mv.try_wait().expect("it is known").is_none();
    kill.args(["-s", signal, &id]).status().expect("kill runs");
    let was_running = was_running && !mv.wait().expect("it ends").success();
    let next = ["check --quiet", "new page X --slug zzz", "schema party"][round % 3];
    project.run(next);
    let zzz = project.path().join("content/pages/zzz.md");
    if zzz.exists() {
        fs::remove_file(zzz).expect("removed");
    }
    assert_eq!(hidden_in(project), Vec::<String>::new());
    let now = if slug(new) { new } else { old };
    let mut found = project.contents();
    let mut expected = expected.remove(now).expect("one of the two");
    let (page, wanted) =
        (found.remove(&saved).expect("there"), expected.remove(&saved).expect("there"));
    if save < end {
        let page = String::from_utf8_lossy(&page).into_owned();
        assert!(page.ends_with(&format!("Saved {round}.\n")), "{page}");
        fs::write(project.path().join("content").join(&saved), wanted).expect("written");
    } else {
        assert!(page == wanted, "{saved}");
    }
    let differ: Vec<_> =
        found.iter().filter(|(path, text)| expected.get(*path) != Some(*text)).collect();
    assert!(
        differ.is_empty() && found.len() == expected.len(),
        "{signal} {round}: {} files: {:?}",
        differ.len(),
        differ.first()
    );
    was_running
}

/// How long a rename takes here, and a little more.
fn longest_rename(project: &Project, old: &str, new: &str) -> Duration {
    static LONGEST: std::sync::OnceLock<Duration> = std::sync::OnceLock::new();
    *LONGEST.get_or_init(|| {
        let started = Instant::now();
        project.run(&format!("mv participants/{old} {new} --no-alias")).exit(0);
        let took = started.elapsed();
        project.run(&format!("mv participants/{new} {old} --no-alias")).exit(0);
        took.mul_f64(1.1)
    })
}

/// A9: each command that reads an explainer first brings a rename to an end that was killed there, at whichever step.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs scripts/test"]
fn every_command_takes_back_a_rename_that_was_killed() {
    let project = Project::new();
    let before = project.contents();
    let commands = [
        "check",
        "build",
        "schema party",
        "new page Next",
        "mv participants/ann anna",
        "new term Quay",
    ];
    let mut taken_back = 0;
    for (turn, command) in commands.into_iter().cycle().take(9).enumerate() {
        let call = ["renameat2", "renameat,rename", "unlink,unlinkat"][turn % 3];
        let which = format!("{call}:signal=KILL:when={}", turn / 3 + 1);
        let killed = run_with(&project, &which, "mv participants/bob rob");
        assert_ne!(killed.status, Some(0), "{which}: {}", killed.err);
        let said = project.run(command).exit(0).err;
        let [back, done] = ["is taken back", "is carried out"].map(|it| said.contains(it));
        assert!(back || done || !project.has("content/participants/rob.md"), "{which}: {said}");
        taken_back += u32::from(back);
        assert_eq!(hidden_in(&project), Vec::<String>::new(), "{which}");
        project.run("check").exit(0);
        fs::remove_dir_all(project.path().join("content")).expect("removed");
        for (path, bytes) in &before {
            let place = project.path().join("content").join(path);
            fs::create_dir_all(place.parent().expect("a folder")).expect("made");
            fs::write(place, bytes).expect("written");
        }
    }
    assert!(taken_back > 3, "{taken_back} were taken back");
}

/// A9: `serve` and the language server do so as well when they begin.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs scripts/test"]
fn servers_take_back_a_rename_that_was_killed() {
    let project = Project::new();
    let before = project.contents();
    let kill = || {
        let killed = run_with(&project, "renameat2:signal=KILL:when=2", "mv participants/bob rob");
        assert_ne!(killed.status, Some(0), "{}", killed.err);
        assert_ne!(project.contents(), before);
    };
    kill();
    let server = Server::start(&project, "");
    assert!(server.said().contains("`participants/bob.md` to `participants/rob.md`"));
    assert!(server.said().contains("is taken back"), "{}", server.said());
    assert_eq!(project.contents(), before);
    kill();
    let mut lsp = project.standpoint();
    let lsp = lsp.args(["lsp", "--root", "."]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut lsp = lsp.spawn().expect("it starts");
    let hello = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
    let ready = r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#;
    let to = lsp.stdin.as_mut().expect("its input");
    for message in [hello, ready] {
        write!(to, "Content-Length: {}\r\n\r\n{message}", message.len()).expect("it listens");
    }
    assert!(comes(|| project.contents() == before), "it takes it back");
    lsp.kill().and_then(|()| lsp.wait()).expect("it ends");
}

/// Without a place for its journal, a rename is not begun.
#[test]
fn without_a_journal_nothing_is_renamed() {
    let project = Project::new().file("blocked", "");
    let before = files_in(project.path());
    let blocked = project.path().join("blocked").display().to_string();
    let run = project.run_with("mv participants/bob rob", &[("XDG_STATE_HOME", &blocked)]).exit(2);
    assert!(run.err.contains("no journal can be kept in"), "{}", run.err);
    assert!(run.err.contains("`XDG_STATE_HOME`"), "{}", run.err);
    assert_eq!(files_in(project.path()), before);
    project.run("check").exit(0);
}
