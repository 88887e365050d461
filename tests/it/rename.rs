//! `mv`: every reference follows, nothing else changes, and it is all or nothing.

use std::fs;

use standpoint::content::{self, LoadOptions};

use crate::project::{Project, Run, files_in, repository};

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
        text.replace("/bob/", "/rob/").replace(".bob\"", ".rob\"").replace("-bob", "-rob")
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
