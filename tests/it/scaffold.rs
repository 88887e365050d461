//! `init` and `new`: files that are right from the start, and nothing written over.

use crate::project::{Project, files_in};

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
    let project = Project::empty().file("talks/README.md", "mine");
    let run = project.run("init talks").exit(2);
    assert!(run.err.contains("README.md` exists already"), "{}", run.err);
    assert_eq!(project.read("talks/README.md"), "mine");
    assert!(!project.has("talks/content"), "all or nothing");
}

/// Runs `new` with words that may hold spaces.
fn new(project: &Project, words: &[&str]) -> crate::project::Run {
    let words: Vec<_> = std::iter::once("new").chain(words.iter().copied()).collect();
    project.run_words(&words)
}

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
    project.run("check").exit(0);
    let person = project.read("content/participants/andriy-sibiga.md");
    assert_eq!(
        person,
        "---\nname: Андрій Сибіга\nrole: 'Minister: foreign affairs'\nparty: north\n---\n"
    );
    assert_eq!(
        project.read("content/events/second-summit.md"),
        "---\ntitle: Second summit\ndate: 2025\nplace: Bergen\ncite: gazette#p2\n---\n"
    );
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
        (&["participant", "Ann", "--role", "Clerk"][..], "cannot be written", "left as it was"),
        (
            &["event", "Next", "--date", "soon", "--cite", "gazette#p1"][..],
            "`soon` is no date",
            "2025-04-17",
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
    assert!(!project.has("content/participants/cara.md") && !project.has("content/events/next.md"));
    let run = new(&Project::empty(), &["page", "Method"]).exit(2);
    assert!(run.err.contains("is no explainer"), "{}", run.err);
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
