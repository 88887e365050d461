//! References that lead nowhere.

use insta::assert_snapshot;

use crate::project::Project;

const ANN: &str = "content/participants/ann.md";

#[test]
fn unknown_participant() {
    let project =
        Project::new().edit("content/events/summit.md", "cite:", "participants: [ann, bbo]\ncite:");
    assert_snapshot!(project.problems(), @"
    error[unknown-participant]: there is no participant `bbo`
     --> content/events/summit.md:4:21
      |
    4 | participants: [ann, bbo]
      |                     ^^^
      |
    help: did you mean `bob`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_participant_by_name() {
    let project = Project::new().edit(
        "content/events/summit.md",
        "cite:",
        "participants:\n  - Bob\n  - Cleo Ward\n  - \"\"\ncite:",
    );
    assert_snapshot!(project.problems(), @r#"
    error[unknown-participant]: there is no participant `Bob`
     --> content/events/summit.md:5:5
      |
    5 |   - Bob
      |     ^^^
      |
    help: did you mean `bob`?

    error[unknown-participant]: there is no participant `Cleo Ward`
     --> content/events/summit.md:6:5
      |
    6 |   - Cleo Ward
      |     ^^^^^^^^^
      |
    help: write a slug: the name of a file in `content/participants/`, without `.md`

    error[unknown-participant]: no participant is named here
     --> content/events/summit.md:7:5
      |
    7 |   - ""
      |     ^^
      |
    help: write a slug: the name of a file in `content/participants/`, without `.md`

    3 errors: the content is not fit to publish
    "#);
}

#[test]
fn unknown_party() {
    let project = Project::new().edit(ANN, "party: north", "party: south");
    assert_snapshot!(project.problems(), @"
    error[unknown-party]: there is no party `south`
     --> content/participants/ann.md:4:8
      |
    4 | party: south
      |        ^^^^^
      |
    help: add `content/parties/south.md`, or correct the slug

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_issue() {
    let project = Project::new().edit(ANN, "issue: quotas", "issue: quota\n    proposal: equal");
    assert_snapshot!(project.problems(), @"
    error[unknown-issue]: there is no issue `quota`
     --> content/participants/ann.md:6:12
      |
    6 |   - issue: quota
      |            ^^^^^
      |
    help: `quota` is a glossary term, and an issue is named here; did you mean `quotas`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_proposal() {
    let project = Project::new().edit(ANN, "issue: quotas", "issue: quotas\n    proposal: equals");
    assert_snapshot!(project.problems(), @"
    error[unknown-proposal]: the issue `quotas` has no proposal `equals`
     --> content/participants/ann.md:7:15
      |
    7 |     proposal: equals
      |               ^^^^^^
      |
    help: did you mean `equal`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_stance() {
    let project = Project::new().edit(ANN, "stance: for", "stance: fro");
    assert_snapshot!(project.problems(), @"
    error[unknown-stance]: `site.yaml` defines no stance `fro`
     --> content/participants/ann.md:7:13
      |
    7 |     stance: fro
      |             ^^^
      |
    help: did you mean `for`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_stance_like_no_other() {
    let project = Project::new().edit(ANN, "stance: for", "stance: undecided");
    assert_snapshot!(project.problems(), @"
    error[unknown-stance]: `site.yaml` defines no stance `undecided`
     --> content/participants/ann.md:7:13
      |
    7 |     stance: undecided
      |             ^^^^^^^^^
      |
    help: use one of `for`, `against`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_stance_that_is_not_named() {
    let project = Project::new().edit(ANN, "stance: for", "stance:");
    assert_snapshot!(project.problems(), @"
    error[unknown-stance]: no stance is named here
     --> content/participants/ann.md:7:5
      |
    7 |     stance:
      |     ^^^^^^
      |
    help: use one of `for`, `against`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_event() {
    let project = Project::new().edit(
        ANN,
        "positions:",
        "contacts:\n  - { with: bob, kind: call, event: sumit, cite: gazette#p2 }\npositions:",
    );
    assert_snapshot!(project.problems(), @"
    error[unknown-event]: there is no event `sumit`
     --> content/participants/ann.md:6:37
      |
    6 |   - { with: bob, kind: call, event: sumit, cite: gazette#p2 }
      |                                     ^^^^^
      |
    help: did you mean `summit`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_source() {
    let project = Project::new().edit("content/events/summit.md", "gazette#p2", "gazete#p2");
    assert_snapshot!(project.problems(), @"
    error[unknown-source]: there is no source `gazete`
     --> content/events/summit.md:4:7
      |
    4 | cite: gazete#p2
      |       ^^^^^^
      |
    help: did you mean `gazette`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_source_in_a_body() {
    let project =
        Project::new().edit("content/index.md", "[@gazette p1]", "[@gazette p1; @herald p1]");
    assert_snapshot!(project.problems(), @"
    error[unknown-source]: there is no source `herald`
     --> content/index.md:4:60
      |
    4 | The talks are on [quotas](issues/quotas.md) [@gazette p1; @herald p1].
      |                                                            ^^^^^^
      |
    help: there is only `gazette`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_passage() {
    let project = Project::new().edit(ANN, "gazette#p1", "gazette#p9");
    assert_snapshot!(project.problems(), @"
    error[unknown-passage]: the source `gazette` has no passage `p9`
     --> content/participants/ann.md:9:19
      |
    9 |     cite: gazette#p9
      |                   ^^
      |
    help: use one of `p1`, `p2`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_passage_in_a_list_and_in_a_body() {
    let project = Project::new()
        .edit(ANN, "cite: gazette#p1", "cite:\n      - gazette#p1\n      - gazette#sumary")
        .edit("content/index.md", "[@gazette p1]", "[@gazette p1;\n@gazette p3]");
    assert_snapshot!(project.problems(), @"
    error[unknown-passage]: the source `gazette` has no passage `p3`
     --> content/index.md:5:10
      |
    5 | @gazette p3].
      |          ^^
      |
    help: use one of `p1`, `p2`

    error[unknown-passage]: the source `gazette` has no passage `sumary`
      --> content/participants/ann.md:11:17
       |
    11 |       - gazette#sumary
       |                 ^^^^^^
       |
    help: use one of `p1`, `p2`

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn bad_citation() {
    let project = Project::new().edit(ANN, "gazette#p1", "gazette p1");
    assert_snapshot!(project.problems(), @"
    error[bad-citation]: `gazette p1` does not name a source and a passage
     --> content/participants/ann.md:9:11
      |
    9 |     cite: gazette p1
      |           ^^^^^^^^^^
      |
    help: write `source#passage`, as in `ap-2025-04-17#p6`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn bad_citation_in_a_body() {
    let project = Project::new().edit(
        "content/index.md",
        "[@gazette p1]",
        "[@gazette p1] – «так» [@gazette#p2]",
    );
    assert_snapshot!(project.problems(), @"
    error[bad-citation]: this does not name a source and a passage
     --> content/index.md:4:68
      |
    4 | The talks are on [quotas](issues/quotas.md) [@gazette p1] – «так» [@gazette#p2].
      |                                                                    ^^^^^^^^^^^
      |
    help: write `[@gazette p2]`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn draft_linked() {
    let project = Project::new()
        .edit("content/participants/bob.md", "name:", "draft: true\nname:")
        .edit("content/events/summit.md", "cite:", "participants: [bob]\ncite:");
    assert_snapshot!(project.warnings(), @"
    note[draft-linked]: the participant `bob` is a draft
     --> content/events/summit.md:4:16
      |
    4 | participants: [bob]
      |                ^^^
      |
    help: publish it, or remove this; until then it is left out of the site

    note[draft-linked]: the participant `bob` is a draft
      --> content/issues/quotas.md:11:80
       |
    11 | A [[glossary/quota|quota]] is a limit. [Ann](../participants/ann.md) and [Bob](../participants/bob.md) spoke of it at [the summit](....
       |                                                                                ^^^^^^^^^^^^^^^^^^^^^^
       |
    help: publish it, or remove this; until then it is left out of the site

    15 pages checked: 2 notes
    ");
}

#[test]
fn draft_linked_from_the_settings_a_citation_and_an_address() {
    let project = Project::new()
        .edit("content/site.yaml", "stances:", "lead_issues: [quotas, seasons]\nstances:")
        .file("content/issues/seasons.md", "---\ntitle: Seasons\nquestion: When?\nstatus: open\ndraft: true\n---\n")
        .file("content/sources/herald.md", "---\ntitle: Herald\npublisher: The Herald\ndate: 2024\ndraft: true\npassages:\n  p1: Ann\n---\n")
        .edit("content/index.md", "[@gazette p1]", "[@herald p1], [seasons](/issues/seasons/)");
    assert_snapshot!(project.warnings(), @"
    note[draft-linked]: the source `herald` is a draft
     --> content/index.md:4:46
      |
    4 | The talks are on [quotas](issues/quotas.md) [@herald p1], [seasons](/issues/seasons/).
      |                                              ^^^^^^^^^^
      |
    help: publish it, or remove this; until then it is left out of the site

    note[draft-linked]: the issue `seasons` is a draft
     --> content/index.md:4:69
      |
    4 | The talks are on [quotas](issues/quotas.md) [@herald p1], [seasons](/issues/seasons/).
      |                                                                     ^^^^^^^^^^^^^^^^
      |
    help: publish it, or remove this; until then it is left out of the site

    note[draft-linked]: the issue `seasons` is a draft
     --> content/site.yaml:5:23
      |
    5 | lead_issues: [quotas, seasons]
      |                       ^^^^^^^
      |
    help: publish it, or remove this; until then it is left out of the site

    16 pages checked: 3 notes
    ");
}

#[test]
fn a_draft_may_name_drafts() {
    let project = Project::new()
        .file(
            "content/issues/seasons.md",
            "---\ntitle: Seasons\nquestion: When?\nstatus: open\ndraft: true\n---\n\n[[catch]]\n",
        )
        .file("content/glossary/catch.md", "---\ntitle: Catch\ndraft: true\n---\n");
    assert_snapshot!(project.warnings(), @"16 pages checked: no problem");
}

#[test]
fn drafts_are_checked_like_the_rest() {
    let project = Project::new().file(
        "content/parties/south.md",
        "---\nname: South\nkind: country\ndraft: true\nmembers: [nroth]\n---\n",
    );
    assert_snapshot!(project.problems(), @"
    error[unknown-party]: there is no party `nroth`
     --> content/parties/south.md:5:11
      |
    5 | members: [nroth]
      |           ^^^^^
      |
    help: did you mean `north`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn a_file_that_cannot_be_read_is_still_known() {
    let project = Project::new()
        .edit("content/issues/quotas.md", "status: open", "status: [open")
        .edit("content/sources/gazette.md", "date:", "date: :")
        .edit(
            "content/pages/about.md",
            "How this",
            "[Quotas](/issues/quotas/#background), [too](../issues/quotas.md#now): how this",
        );
    assert_snapshot!(project.problems(), @"
    error[malformed-yaml]: the YAML cannot be read: a bracket `[` is not closed
     --> content/issues/quotas.md:4:9
      |
    4 | status: [open
      |         ^^^^^
      |
    help: close it with `]`, and separate what is in it by commas

    error[malformed-yaml]: the YAML cannot be read: a second `: ` stands in this line
     --> content/sources/gazette.md:4:7
      |
    4 | date: : 2024-05-02
      |       ^^^^^^^^^^^^
      |
    help: put the value in quotation marks, or begin a new line

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn ids_that_cannot_be_read_make_no_reference_wrong() {
    let project = Project::new()
        .edit(
            "content/issues/quotas.md",
            "{ id: equal, label: Equal shares }",
            "{ label: Equal shares }",
        )
        .edit("content/site.yaml", "id: for,", "id: [for],")
        .edit("content/sources/gazette.md", "passages:", "passages: 7\nextra:")
        .edit(ANN, "issue: quotas", "issue: quotas\n    proposal: equal");
    assert_snapshot!(project.problems(), @"
    error[missing-key]: the key `id` is missing
     --> content/issues/quotas.md:6:5
      |
    6 |   - { label: Equal shares }
      |     ^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: add `id:` here

    error[wrong-type]: expected text, found a list
     --> content/site.yaml:6:11
      |
    6 |   - { id: [for], label: In favour, tone: positive }
      |           ^^^^^
      |
    help: write one value, without brackets and without `- `

    error[wrong-type]: expected a mapping of passage ids to labels, found the number `7`
     --> content/sources/gazette.md:5:11
      |
    5 | passages: 7
      |           ^

    error[unknown-key]: unknown key `extra`
     --> content/sources/gazette.md:6:1
      |
    6 | extra:
      | ^^^^^
      |
    help: use one of `author`, `url`, `accessed`, `summary`, `aliases`, `draft`, `updated`, `updates`

    4 errors: the content is not fit to publish
    ");
}
