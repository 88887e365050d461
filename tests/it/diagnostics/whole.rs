//! What only the whole shows.

use insta::assert_snapshot;

use crate::project::Project;

const ANN: &str = "content/participants/ann.md";

#[test]
fn route_conflict() {
    let project = Project::new().edit(ANN, "role:", "aliases: [/people/one/]\nrole:").edit(
        "content/participants/bob.md",
        "role:",
        "aliases:\n  - /people/one/\nrole:",
    );
    assert_snapshot!(project.problems(), @"
    error[route-conflict]: two things claim the address `/people/one/`
     --> content/participants/bob.md:4:5
      |
    4 |   - /people/one/
      |     ^^^^^^^^^^^^
      |
    note: the other is here
     --> content/participants/ann.md:3:11
      |
    3 | aliases: [/people/one/]
      |           ^^^^^^^^^^^^
    help: rename one of them

    1 error: the content is not fit to publish
    ");
}

/// A11: what lies in `assets/` is kept by browsers for good.
#[test]
fn route_conflict_with_files_that_are_kept_for_good() {
    let page = "---\ntitle: Assets\naliases: [/assets/old/]\n---\n\nOf [the North](../parties/north.md).\n";
    let project = Project::new().file("content/pages/assets.md", page);
    let said = project.problems();
    assert!(said.contains("error[route-conflict]: the address `/assets/` belongs"), "{said}");
    assert!(said.contains("error[alias-hides-page]: the alias `/assets/old/`"), "{said}");
}

#[test]
fn route_conflict_with_the_site() {
    let project = Project::new().file("content/pages/timeline.md", "---\ntitle: Timeline\n---\n");
    assert_snapshot!(project.problems(), @"
    error[route-conflict]: the address `/timeline/` belongs to a page that every site has
     --> content/pages/timeline.md:2:8
      |
    2 | title: Timeline
      |        ^^^^^^^^
      |
    help: give this file another name

    1 error: the content is not fit to publish
    ");
}

#[test]
fn alias_hides_page() {
    let project =
        Project::new().edit(ANN, "role:", "aliases: [/people/ann/, /participants/bob/]\nrole:");
    assert_snapshot!(project.problems(), @"
    error[alias-hides-page]: the alias `/participants/bob/` is the address of a page that exists
     --> content/participants/ann.md:3:25
      |
    3 | aliases: [/people/ann/, /participants/bob/]
      |                         ^^^^^^^^^^^^^^^^^^
      |
    note: the other is here
     --> content/participants/bob.md:2:7
      |
    2 | name: Bob
      |       ^^^
    help: remove the alias, or rename the page

    1 error: the content is not fit to publish
    ");
}

#[test]
fn alias_hides_page_of_the_site() {
    let project = Project::new().edit(ANN, "role:", "aliases: [/Timeline/]\nrole:");
    assert_snapshot!(project.problems(), @"
    error[alias-hides-page]: the alias `/Timeline/` is the address of a page that exists
     --> content/participants/ann.md:3:11
      |
    3 | aliases: [/Timeline/]
      |           ^^^^^^^^^^
      |
    help: remove the alias, or rename the page

    1 error: the content is not fit to publish
    ");
}

#[test]
fn participant_without_position() {
    let project =
        Project::new().edit("content/participants/bob.md", "no_position: He only listened.\n", "");
    assert_snapshot!(project.warnings(), @"
    note[participant-without-position]: Bob has no position
     --> content/participants/bob.md:2:7
      |
    2 | name: Bob
      |       ^^^
      |
    help: add one, if a source supports it, or say why there is none: `no_position: …`

    16 pages checked: 1 note
    ");
}

#[test]
fn issue_without_position() {
    let project = Project::new()
        .file(
            "content/issues/seasons.md",
            "---\ntitle: Seasons\nquestion: When may one catch?\nstatus: open\n---\n",
        )
        .edit("content/index.md", "The talks", "[Seasons](issues/seasons.md). The talks");
    assert_snapshot!(project.warnings(), @"
    note[issue-without-position]: nobody has a position on “Seasons”
     --> content/issues/seasons.md:2:8
      |
    2 | title: Seasons
      |        ^^^^^^^
      |
    help: add one, if a source supports it

    17 pages checked: 1 note
    ");
}

#[test]
fn uncited_source() {
    let project = Project::new().file(
        "content/sources/herald.md",
        "---\ntitle: Herald\npublisher: The Herald\ndate: 2024\npassages:\n  p1: Ann\n---\n",
    );
    assert_snapshot!(project.warnings(), @"
    note[uncited-source]: the source “Herald” is never cited
     --> content/sources/herald.md:2:8
      |
    2 | title: Herald
      |        ^^^^^^
      |
    help: cite it, or remove it

    17 pages checked: 1 note
    ");
}

#[test]
fn uncited_passage() {
    let project = Project::new().edit(
        "content/sources/gazette.md",
        "  p2: The summit",
        "  p2: The summit\n  p3: The weather",
    );
    assert_snapshot!(project.warnings(), @"
    note[uncited-passage]: the passage `p3` is never cited
     --> content/sources/gazette.md:8:3
      |
    8 |   p3: The weather
      |   ^^
      |
    help: cite it, or remove it: what it reports is missing from the explainer

    16 pages checked: 1 note
    ");
}

#[test]
fn unlinked_term() {
    let project = Project::new()
        .file("content/glossary/catch.md", "---\ntitle: Catch\n---\n\nWhat is caught.\n");
    assert_snapshot!(project.warnings(), @"
    note[unlinked-term]: nothing links to the term “Catch”
     --> content/glossary/catch.md:2:8
      |
    2 | title: Catch
      |        ^^^^^
      |
    help: link it where a reader first meets it, or remove it

    16 pages checked: 1 note
    ");
}

/// C6: what stands in a list or in the footer is linked to, whatever the texts say.
#[test]
fn nothing_is_said_to_be_without_links_that_readers_find_in_a_list() {
    let project = Project::new()
        .file("content/pages/method.md", "---\ntitle: Method\n---\n\nHow.\n")
        .file("content/parties/south.md", "---\nname: South\nkind: country\n---\n")
        .file("content/events/second.md", "---\ntitle: Second\ndate: 2025\ncite: gazette#p1\n---\n")
        .file(
            "content/participants/cara.md",
            "---\nname: Cara\nrole: Clerk\nno_position: She took notes.\n---\n",
        );
    assert_snapshot!(project.run("check").exit(0).err, @"20 pages checked: no problem");
    project.run("build").exit(0);
    for (list, page) in [
        ("about/index.html", "/fish/method/"),
        ("parties/index.html", "/fish/parties/south/"),
        ("timeline/index.html", "/fish/events/second/"),
        ("participants/index.html", "/fish/participants/cara/"),
    ] {
        let link = format!("href=\"{page}\"");
        assert!(project.read(&format!("public/{list}")).contains(&link), "{list} links to {page}");
    }
}
