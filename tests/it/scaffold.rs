//! `init` and `new`: files that are right from the start, and nothing written over.

use std::process::Command;

use insta::assert_snapshot;

use crate::project::{Project, files_in};
#[cfg(unix)]
use crate::terminal::{Terminal, in_order};

#[test]
fn init_writes_an_explainer_that_is_clean_at_once() {
    let project = Project::empty();
    let run = project.run("init talks").exit(0);
    assert!(run.err.contains("standpoint serve --watch"), "{}", run.err);
    project.run("check --strict --root talks").exit(0);
    project.run("build --root talks").exit(0);
    assert!(project.has("talks/public/issues/opening-hours/index.html"));
    assert!(project.has("talks/README.md") && project.has("talks/.gitignore"));
    let count = |folder: &str| files_in(&project.path().join("talks/content").join(folder)).len();
    assert_eq!(
        (count("parties"), count("participants"), count("issues"), count("sources")),
        (2, 3, 2, 1)
    );
}

#[test]
fn init_with_the_theme_gives_files_to_change() {
    let project = Project::empty();
    project.run("init talks --theme").exit(0);
    let project = project.edit(
        "talks/templates/page.html",
        "{% block main %}",
        "{% block main %}<p>mine</p>",
    );
    project.run("build --root talks").exit(0);
    assert!(project.read("talks/public/about/index.html").contains("<p>mine</p>"));
    assert!(project.has("talks/static/css/site.css") && project.has("talks/templates/README.md"));
}

#[test]
fn init_never_writes_over_anything() {
    for taken in ["content/index.md", ".github/workflows/pages.yml"] {
        let project = Project::empty().file(&format!("talks/{taken}"), "mine");
        let run = project.run("init talks").exit(2);
        let message = format!("error: `talks/{taken}` exists already\nhelp: move it away");
        assert!(run.err.contains(&message), "{}", run.err);
        let files = files_in(&project.path().join("talks"));
        assert_eq!(files, [(taken.to_owned(), b"mine".to_vec())], "all or nothing");
    }
}

/// C5: a repository that was just made holds a README, a licence and more; `init` keeps them and writes the rest.
#[test]
fn init_keeps_what_a_new_repository_holds() {
    let kept = [
        ("talks/readme.rst", "mine"),
        ("talks/LICENSE", "mine"),
        ("talks/.git/config", "mine"),
        ("talks/.gitignore", "public/\n*.log\n"),
        ("talks/.vscode/settings.json", "{}"),
    ];
    let project =
        kept.iter().fold(Project::empty(), |project, (path, text)| project.file(path, text));
    let run = project.run("init talks").exit(0);
    for (path, text) in kept {
        assert_eq!(project.read(path), text, "{path}");
    }
    assert!(!project.has("talks/README.md"));
    assert_snapshot!(run.err, @"
    23 files: talks
    not written, as there is one already: .gitignore
    not written, as there is one already: README.md
    not written, as there is one already: .vscode/settings.json
    add to .gitignore: /.vscode/schema /.public.standpoint-*
    next: `standpoint serve --watch --open --root talks`, and write
    to publish from GitHub: the workflow `.github/workflows/pages.yml` is off and installs nothing, as there are no releases yet; its first lines say how to switch it on
    ");
    project.run("check --strict --root talks").exit(0);
}

/// C5: the command that is printed can be pasted into a shell.
#[test]
fn init_quotes_the_folder_for_a_shell() {
    let project = Project::empty();
    let run = project.run_words(&["init", "it's a talk"]).exit(0);
    let line = run.err.lines().find(|it| it.starts_with("next: ")).expect("the next step");
    let command = line.split('`').nth(1).expect("a command");
    let words = format!("printf '%s|' {command}");
    let printed = Command::new("sh").arg("-c").arg(words).output().expect("sh runs");
    let expected = "standpoint|serve|--watch|--open|--root|it's a talk|";
    assert_eq!(String::from_utf8_lossy(&printed.stdout), expected);
}

/// Runs `new` with words that may hold spaces.
fn new(project: &Project, words: &[&str]) -> crate::project::Run {
    let words: Vec<_> = std::iter::once("new").chain(words.iter().copied()).collect();
    project.run_words(&words)
}

#[expect(clippy::too_many_lines, reason = "one file of each kind, and its text")]
#[test]
fn a_new_file_has_the_right_front_matter_and_says_where_it_is() {
    let project = Project::new();
    let made = [
        (
            vec![
                "participant",
                "Андрій Сибіга",
                "--role",
                "Minister: foreign affairs",
                "--party",
                "north",
            ],
            "participants/andriy-sibiga.md",
        ),
        (vec!["party", "Élysée", "--kind", "organisation"], "parties/elysee.md"),
        (vec!["issue", "By-catch", "--question", "Who counts it?"], "issues/by-catch.md"),
        (
            vec![
                "event",
                "Second summit",
                "--date",
                "2025",
                "--place",
                "Bergen",
                "--cite",
                "gazette#p2",
            ],
            "events/second-summit.md",
        ),
        (
            vec!["source", "Herald", "--publisher", "The Herald", "--date", "2025-01"],
            "sources/herald.md",
        ),
        (vec!["term", "Trawl"], "glossary/trawl.md"),
        (vec!["page", "Method", "--slug", "how-we-work"], "pages/how-we-work.md"),
    ];
    for (words, path) in made {
        let run = new(&project, &words).exit(0);
        assert_eq!(run.out, format!("content/{path}\n"));
    }
    assert_snapshot!(project.run("check --strict").exit(0).err, @"
    note[issue-without-position]: nobody has a position on “By-catch”
     --> content/issues/by-catch.md:2:8
      |
    2 | title: By-catch
      |        ^^^^^^^^
      |
    help: add one, if a source supports it

    note[participant-without-position]: Андрій Сибіга has no position
     --> content/participants/andriy-sibiga.md:2:7
      |
    2 | name: Андрій Сибіга
      |       ^^^^^^^^^^^^^
      |
    help: add one, if a source supports it, or say why there is none: `no_position: …`

    note[uncited-source]: the source “Herald” is never cited
     --> content/sources/herald.md:2:8
      |
    2 | title: Herald
      |        ^^^^^^
      |
    help: cite it, or remove it

    21 pages checked: 3 notes
    ");
    let written = |path: &str| project.read(&format!("content/{path}.md"));
    assert_snapshot!(written("participants/andriy-sibiga"), @"
    ---
    name: Андрій Сибіга
    role: 'Minister: foreign affairs'
    party: north
    # Where they stand, an entry for each issue; `cite` names a source and a passage, as source#passage.
    # The issues that there are: quotas
    # The stances that there are: for, against
    # positions:
    #   - issue:
    #     stance:
    #     summary:
    #     cite:
    # Where no source records a view, say why in one sentence instead:
    # no_position:
    ---
    ");
    assert_snapshot!(written("parties/elysee"), @"
    ---
    name: Élysée
    kind: organisation
    # Where they stand, an entry for each issue; `cite` names a source and a passage, as source#passage.
    # The issues that there are: quotas
    # The stances that there are: for, against
    # positions:
    #   - issue:
    #     stance:
    #     summary:
    #     cite:
    ---
    ");
    assert_snapshot!(written("issues/by-catch"), @"
    ---
    title: By-catch
    question: Who counts it?
    status: open
    ---
    ");
    assert_snapshot!(written("events/second-summit"), @"
    ---
    title: Second summit
    date: 2025
    place: Bergen
    cite: gazette#p2
    ---
    ");
    assert_snapshot!(written("sources/herald"), @"
    ---
    title: Herald
    publisher: The Herald
    date: 2025-01
    # The passages that claims cite, each with a short label in your own words:
    # passages:
    #   p1:
    ---
    ");
    assert_snapshot!(written("glossary/trawl"), @"
    ---
    # A draft: readers do not see it. Write the definition, below the second `---`. Then delete these two lines.
    draft: true
    title: Trawl
    ---
    ");
    assert_snapshot!(written("pages/how-we-work"), @"
    ---
    # A draft: readers do not see it. Write the text, below the second `---`. Then delete these two lines.
    draft: true
    title: Method
    ---
    ");
}

/// C6: what the workflow runs passes right after `init` and one `new` of each kind, and nothing that is published is filler.
#[test]
fn check_passes_after_init_and_one_new_of_each_kind() {
    let project = Project::empty();
    project.run("init .").exit(0);
    let words: [&[&str]; 8] = [
        &["participant", "Ada Example", "--role", "Envoy", "--party", "eastport"],
        &["party", "Midport"],
        &["party", "Both ports", "--kind", "coalition"],
        &["issue", "Night shifts", "--question", "Who works at night?"],
        &["event", "The second meeting", "--date", "2030-06", "--cite", "minutes#p1"],
        &["source", "A letter", "--publisher", "Eastport", "--date", "2030-06-01"],
        &["term", "Quay"],
        &["page", "How to help"],
    ];
    for words in words {
        let path = new(&project, words).exit(0).out;
        let text = project.read(path.trim());
        assert!(text.contains("draft: true") || !text.contains('…'), "{text}");
    }
    let run = project.run("check --strict").exit(0);
    assert!(!run.err.contains("orphan-page"), "{}", run.err);
    project.run("check --strict --drafts").exit(0);
}

/// C5: the comments are positions once the signs before them are gone, and ask for what they lack.
#[test]
fn the_comments_of_a_new_file_are_front_matter_to_fill_in() {
    let project = Project::new();
    new(&project, &["participant", "Cara", "--role", "Clerk"]).exit(0);
    let project = project
        .edit("content/participants/cara.md", "# positions:", "positions:")
        .edit("content/participants/cara.md", "#   - issue:", "  - issue: quotas")
        .edit("content/participants/cara.md", "#     stance:", "    stance: for")
        .edit("content/participants/cara.md", "#     summary:", "    summary: Wants them.")
        .edit("content/participants/cara.md", "#     cite:", "    cite: gazette#p1");
    assert_snapshot!(project.run("check").exit(0).err, @"18 pages checked: no problem");
}

#[test]
fn what_check_would_refuse_is_not_written() {
    let project = Project::new();
    for (words, message, help) in [
        (
            &["participant", "Cara", "--role", "Clerk", "--party", "nroth"][..],
            "there is no party `nroth`",
            "did you mean `north`?",
        ),
        (&["participant", "Cara"][..], "needs `role`", "--role"),
        (&["participant", "…", "--role", "Clerk"][..], "no slug can be made", "--slug"),
        (
            &["participant", "Cara", "--role", "Clerk", "--slug", "Ca ra"][..],
            "no slug can be made",
            "--slug",
        ),
        (
            &["participant", "Ann", "--role", "Clerk"][..],
            "`content/participants/ann.md` exists already",
            "--slug",
        ),
        (
            &["event", "Next", "--date", "soon", "--cite", "gazette#p1"][..],
            "`--date`: `soon` is no date",
            "2025-04-17",
        ),
        (
            &["event", "Next", "--date", "2025", "--cite", "gazette#p9"][..],
            "`--cite`: the source `gazette` has no passage `p9`",
            "use one of `p1`, `p2`",
        ),
        (
            &["event", "Next", "--date", "2025", "--cite", "gazette"][..],
            "`--cite`: `gazette` does not name a source and a passage",
            "source#passage",
        ),
        (
            &["source", "Herald", "--date", "2025", "--publisher", "H", "--url", "herald.example"]
                [..],
            "`--url`: `herald.example` is no address on the web",
            "https://",
        ),
        (
            &["page", "Timeline"][..],
            "the address `/timeline/` belongs to a page that every site has",
            "another name",
        ),
        (
            &["issue", "Seasons", "--question", "When?", "--status", "opne"][..],
            "`--status`: `opne` is none of the values allowed",
            "did you mean `open`?",
        ),
        (
            &["event", "Next", "--date", "2025", "--cite", "gazete#p1"][..],
            "there is no source `gazete`",
            "did you mean `gazette`?",
        ),
        (
            &["party", "South", "--kind", "contry"][..],
            "`contry` is none of the values",
            "did you mean `country`?",
        ),
        (&["term", "Trawl", "--role", "x"][..], "has no `role`", "leave that option out"),
    ] {
        let run = new(&project, words).exit(2);
        assert!(run.err.contains(message) && run.err.contains(help), "{words:?}: {}", run.err);
    }
    assert!(!project.has("content/pages/timeline.md") && !project.has("content/sources/herald.md"));
    assert!(!project.has("content/participants/cara.md") && !project.has("content/events/next.md"));
    let run = new(&Project::empty(), &["page", "Method"]).exit(2);
    assert!(run.err.contains("is no explainer"), "{}", run.err);
}

/// C5: a new thing may not break what others say of another.
#[test]
fn a_new_file_that_breaks_another_is_not_written() {
    let project = Project::new().edit("content/index.md", "The talks", "[[quotas]] The talks");
    project.run("check").exit(0);
    assert_snapshot!(new(&project, &["term", "Quotas"]).exit(2).err, @"
    error: `content/index.md` would be wrong then: `quotas` names more than one thing
    help: say which: `[[issues/quotas]]` or `[[glossary/quotas]]`
    ");
    assert!(!project.has("content/glossary/quotas.md"));
    // What is wrong already keeps nothing from being begun.
    let project = project.edit("content/events/summit.md", "date: 2024-05-01", "date: soon");
    new(&project, &["term", "Trawl"]).exit(0);
}

/// C5: words that people use for a kind lead to it.
#[test]
fn other_words_for_a_kind_get_a_hint() {
    let project = Project::new();
    for (word, hint) in [
        ("glossary", "write `standpoint new term`"),
        ("coalition", "write `standpoint new party --kind coalition`"),
        ("participants", "write `standpoint new participant`"),
    ] {
        let run = new(&project, &[word, "X"]).exit(2);
        assert!(run.err.contains(hint) && run.err.contains("possible values"), "{}", run.err);
        assert_eq!(run.err.matches("tip:").count(), 1, "{}", run.err);
    }
    assert!(new(&project, &["isue", "X"]).exit(2).err.contains("'issue'"));
}

/// C5: on a terminal one wrong answer is asked for again, and the others are kept.
#[cfg(unix)]
#[test]
fn a_wrong_answer_is_asked_for_again() {
    let project = Project::new();
    let words = ["new", "event", "Second summit", "--place", "Bergen"];
    let mut terminal = Terminal::start(project.path(), &words);
    let (date, cite) = ("2025-04 or 2025", "as source#passage");
    terminal.answer(date, "soon");
    terminal.answer(date, "");
    terminal.answer(date, "2025-06");
    terminal.answer(cite, "gazette#p9");
    terminal.answer(cite, "gazette#p2");
    let (code, seen) = terminal.end();
    assert_eq!(code, Some(0), "{seen}");
    in_order(
        &seen,
        &[
            "when it was, as 2025-04-17, 2025-04 or 2025: soon\n`soon` is no date\nhelp: ",
            "when it was, as 2025-04-17, 2025-04 or 2025: \nwhen it was",
            ": 2025-06\nthe passage that reports it, as source#passage: gazette#p9\n",
            "has no passage `p9`\nhelp: use one of `p1`, `p2`\n",
            "as source#passage: gazette#p2\ncontent/events/second-summit.md\n",
        ],
    );
    let written =
        "---\ntitle: Second summit\ndate: 2025-06\nplace: Bergen\ncite: gazette#p2\n---\n";
    assert_eq!(project.read("content/events/second-summit.md"), written);
}

/// C5, C6: a party is asked for, and a text that is left for later makes the file a draft.
#[cfg(unix)]
#[test]
fn a_text_can_be_left_for_later() {
    let project = Project::new();
    let words = ["new", "participant", "Cara", "--party", "nroth"];
    let mut terminal = Terminal::start(project.path(), &words);
    terminal.answer("their office or part in the talks", "");
    terminal.answer("(Enter for none)", "north");
    let (code, seen) = terminal.end();
    assert_eq!(code, Some(0), "{seen}");
    in_order(
        &seen,
        &[
            "their office or part in the talks: \nleft for later\n",
            "there is no party `nroth`\nhelp: did you mean `north`?\n",
            "the party they speak for, by its slug (Enter for none): north\n",
            "content/participants/cara.md\nit is a draft, which readers do not see",
        ],
    );
    let text = project.read("content/participants/cara.md");
    assert_snapshot!(text.lines().take(6).collect::<Vec<_>>().join("\n"), @"
    ---
    # A draft: readers do not see it. Write `role` (their office or part in the talks). Then delete these two lines.
    draft: true
    name: Cara
    role: …
    party: north
    ");
    project.run("check --strict").exit(0);
}

/// C5: who ends the input ends the questions, and is told what is missing.
#[cfg(unix)]
#[test]
fn the_end_of_input_ends_the_questions() {
    let project = Project::new();
    let mut terminal = Terminal::start(project.path(), &["new", "event", "Second summit"]);
    terminal.end_input("2025-04 or 2025");
    let (code, seen) = terminal.end();
    assert_eq!(code, Some(2), "{seen}");
    assert!(seen.contains("give `--date`"), "{seen}");
    assert!(!project.has("content/events/second-summit.md"));
}

#[test]
fn completions_and_the_manual_name_every_command() {
    let project = Project::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = project.run(&format!("completions {shell}")).exit(0).out;
        assert!(script.contains("serve") && script.contains("strict"), "{shell}");
    }
    let page = project.run("man").exit(0).out;
    for command in ["build", "check", "serve", "init", "new", "schema", "mv", "explain"] {
        assert!(page.contains(command), "{command}");
    }
}

/// A11: what `init` and `new` write stays in the folder, whatever links lie there.
#[test]
fn nothing_is_written_by_way_of_a_link_that_leads_out() {
    let outside = Project::empty();
    let place = outside.path().display().to_string();
    let project = Project::new();
    std::fs::remove_dir_all(project.path().join("content/glossary")).expect("removed");
    let project = project
        .edit("content/issues/quotas.md", "[[glossary/quota|quota]]", "quota")
        .link("content/glossary", &place)
        .link("elsewhere/.github", &place)
        .link("elsewhere/gone", &format!("{place}/gone"));
    let said = project.run("new term Catch").exit(2).err;
    assert!(said.contains("a symbolic link leads out of the folder"), "{said}");
    let said = project.run("init elsewhere").exit(2).err;
    assert!(said.contains("a symbolic link leads out of the folder"), "{said}");
    assert_eq!(std::fs::read_dir(outside.path()).expect("a folder").count(), 0);
    project.run("new party South").exit(0);
    assert!(project.has("content/parties/south.md"));
}
