//! How problems are printed, and what the exit code says.

use insta::assert_snapshot;

use crate::project::Project;

/// A sound explainer but for one warning.
fn with_a_warning() -> Project {
    Project::new().edit("content/glossary/quota.md", "A limit", "A <b id=\"a\">limit</b>")
}

/// A sound explainer but for one note.
fn with_a_note() -> Project {
    Project::new().file("content/glossary/catch.md", "---\ntitle: Catch\n---\n")
}

/// An explainer with an error whose file and message hold what GitHub's commands need escaped.
fn with_awkward_names() -> Project {
    Project::new().file("content/pages/100%, a:b.md", "---\ntitle: Odd\n---\n").edit(
        "content/participants/ann.md",
        "stance: for",
        "stance: \"50%\\nmore: or, less\"",
    )
}

#[test]
fn warnings_do_not_stop_a_check_or_a_build() {
    assert_snapshot!(with_a_warning().run("check -q").exit(0).err, @r#"
    warning[raw-html]: the attribute `id` is not published here
     --> content/glossary/quota.md:5:6
      |
    5 | A <b id="a">limit</b>.
      |      ^^^^^^
      |
    help: remove it
    "#);
    let project = with_a_warning();
    project.run("build").exit(0);
    assert!(project.has("public/index.html"));
}

#[test]
fn strict_makes_errors_of_warnings() {
    assert_snapshot!(with_a_warning().run("check --strict").exit(1).err, @r#"
    error[raw-html]: the attribute `id` is not published here
     --> content/glossary/quota.md:5:6
      |
    5 | A <b id="a">limit</b>.
      |      ^^^^^^
      |
    help: remove it

    1 error: the content is not fit to publish
    "#);
    let project = with_a_warning();
    project.run("build --strict").exit(1);
    assert!(!project.has("public"));
}

/// C6: unfinished work is reported and counted, and stops nothing, not even under `--strict`.
#[test]
fn notes_are_counted_and_never_made_errors() {
    assert_snapshot!(with_a_note().run("check --strict").exit(0).err, @"
    note[unlinked-term]: nothing links to the term “Catch”
     --> content/glossary/catch.md:2:8
      |
    2 | title: Catch
      |        ^^^^^
      |
    help: link it where a reader first meets it, or remove it

    16 pages checked: 1 note
    ");
    let project = with_a_note();
    let run = project.run("build --strict").exit(0);
    assert!(run.err.ends_with("public (1 note)\n"), "{}", run.err);
    assert!(project.has("public/index.html"));
}

/// C6: programs can tell a note from a warning.
#[test]
fn notes_have_a_severity_of_their_own_in_every_format() {
    let json = with_a_note().run("check --strict --format json").exit(0).out;
    assert!(json.starts_with(r#"{"severity":"note","code":"unlinked-term","#), "{json}");
    assert_snapshot!(with_a_note().run("check --strict --format github").exit(0).out, @"::notice file=content/glossary/catch.md,line=2,col=8,title=unlinked-term::nothing links to the term “Catch”%0Ahelp: link it where a reader first meets it, or remove it");
    let run = Project::empty().run("explain unlinked-term").exit(0).out;
    assert!(run.starts_with("unlinked-term (note): "), "{run}");
}

/// C6: each severity has its count.
#[test]
fn problems_are_counted_by_severity() {
    let all = with_a_warning().file("content/glossary/catch.md", "---\ntitle: Catch\n---\n").edit(
        "content/participants/bob.md",
        "no_position: He only listened.\n",
        "",
    );
    let end = |run: crate::project::Run| run.err.lines().last().unwrap_or_default().to_owned();
    assert_eq!(end(all.run("check").exit(0)), "16 pages checked: 1 warning and 2 notes");
    let strict = "1 error and 2 notes: the content is not fit to publish";
    assert_eq!(end(all.run("check --strict").exit(1)), strict);
    let draft = all
        .file("content/glossary/draft.md", "---\ntitle: Draft\ndraft: true\n---\n")
        .edit("content/index.md", "The talks", "[x](glossary/draft.md) The talks")
        .edit("content/participants/ann.md", "stance: for", "stance: fr");
    let errors = "1 error, 1 warning and 1 note: the content is not fit to publish";
    assert_eq!(end(draft.run("check").exit(1)), errors);
}

#[cfg(not(feature = "external"))]
#[test]
fn a_build_without_what_asks_for_links_says_so() {
    let run = Project::new().run("check --external").exit(2);
    assert!(run.err.contains("--features external"), "{}", run.err);
}

#[test]
fn json() {
    let run = with_awkward_names().run("check --format json").exit(1);
    assert_snapshot!(run.out, @r#"
    {"severity":"error","code":"bad-slug","message":"`100%, a:b` is no slug","file":"content/pages/100%, a:b.md","line":1,"column":1,"end_line":1,"end_column":1,"help":"rename the file to `100-a-b.md`","related":null}
    {"severity":"error","code":"unknown-stance","message":"`site.yaml` defines no stance `50%\nmore: or, less`","file":"content/participants/ann.md","line":7,"column":13,"end_line":7,"end_column":34,"help":"use one of `for`, `against`","related":null}
    "#);
    assert_snapshot!(run.err, @"2 errors: the content is not fit to publish");
}

#[test]
fn github() {
    let run = with_awkward_names().run("check --format github").exit(1);
    assert_snapshot!(run.out, @"
    ::error file=content/pages/100%25%2C a%3Ab.md,line=1,col=1,title=bad-slug::`100%25, a:b` is no slug%0Ahelp: rename the file to `100-a-b.md`
    ::error file=content/participants/ann.md,line=7,col=13,title=unknown-stance::`site.yaml` defines no stance `50%25%0Amore: or, less`%0Ahelp: use one of `for`, `against`
    ");
}

#[test]
fn the_second_place_is_told_to_programs_too() {
    let two = "  - { issue: quotas, stance: against, summary: No., cite: gazette#p1 }\n";
    let project = Project::new().edit(
        "content/participants/ann.md",
        "positions:\n",
        &format!("positions:\n{two}"),
    );
    assert_snapshot!(project.run("check --format json").exit(1).out, @r#"{"severity":"error","code":"two-current-positions","message":"two positions on `quotas` are both current","file":"content/participants/ann.md","line":7,"column":12,"end_line":7,"end_column":18,"help":"give them different `as_of` dates, or merge them into one","related":{"message":"the first is here","file":"content/participants/ann.md","line":6,"column":14}}"#);
    assert_snapshot!(project.run("check --format github").exit(1).out, @"::error file=content/participants/ann.md,line=7,col=12,title=two-current-positions::two positions on `quotas` are both current%0Athe first is here: content/participants/ann.md:6:14%0Ahelp: give them different `as_of` dates, or merge them into one");
}

#[test]
fn every_line_of_json_is_an_object() {
    let project = with_a_warning().edit("content/events/summit.md", "title: Summit\n", "");
    let out = project.run("check --format json").exit(1).out;
    for line in out.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert!(record["line"].as_u64() >= Some(1) && record["code"].is_string(), "{record}");
    }
    assert_eq!(with_a_warning().run("check --format json --strict").exit(1).out.lines().count(), 1);
}

#[test]
fn quiet_prints_problems_only() {
    let run = Project::new().run("check -q").exit(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
    let run = Project::new().run("build -q").exit(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
    let text = "One.\n\nTwo.\n";
    let run =
        Project::new().file("g.txt", text).run("check -q --source-text gazette=g.txt").exit(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
}

#[test]
fn color_is_for_terminals_and_for_those_who_ask() {
    let colored = |environment: &[(&str, &str)]| {
        let run = with_a_warning().run_with("check", environment).exit(0);
        run.err.contains('\u{1b}')
    };
    assert!(!colored(&[]));
    assert!(colored(&[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[("NO_COLOR", "1")]));
    assert!(
        !with_a_warning()
            .run_with("check --format github", &[("CLICOLOR_FORCE", "1")])
            .out
            .contains('\u{1b}')
    );
}

#[test]
fn a_wrong_command_line_is_two() {
    Project::new().run("chek").exit(2);
    Project::new().run("check --format xml").exit(2);
    assert_snapshot!(Project::new().run("explain bad-dat").exit(2).err, @"
    error: there is no code `bad-dat`
    help: did you mean `bad-date`?
    ");
}

#[test]
fn an_output_folder_that_cannot_be_made_is_two() {
    Project::new().file("public", "").run("build").exit(2);
}

#[test]
fn a_code_is_explained() {
    assert_snapshot!(Project::empty().run("explain bad-date").exit(0).out, @"
    bad-date (error): a date is not of the form 2025-04-17, 2025-04 or 2025, or does not exist

    Write year, month and day with hyphens; leave out the day or the month when it is not known.
    ");
}

#[test]
fn paths_can_be_opened_from_where_one_stands() {
    let here = Project::empty();
    let there = Project::new()
        .edit("content/participants/ann.md", "party: north", "party: nroth")
        .file("content/pages/Über uns.md", "---\ntitle: x\n---\n")
        .file("templates/page.html", "{% if %}\n");
    std::fs::rename(there.path(), here.path().join("fish")).expect("it is moved");
    let out = here.run("check --root fish --format json").exit(1).out;
    let files: Vec<_> = out
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).expect("JSON")["file"]
                .as_str()
                .expect("a path")
                .to_owned()
        })
        .collect();
    assert_eq!(
        files,
        [
            "fish/content/pages/Über uns.md",
            "fish/content/participants/ann.md",
            "fish/templates/page.html"
        ]
    );
    let run = here.run("check --root ./fish/");
    assert!(run.err.contains("--> fish/content/participants/ann.md:4:8"), "{}", run.err);
    assert_snapshot!(here.run("check --root nowhere").exit(2).err, @"
    error: there is no folder `nowhere`
    help: run this in the folder that holds `content/`, or name it with `--root`
    ");
}
