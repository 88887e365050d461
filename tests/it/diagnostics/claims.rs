//! Positions, contacts and other claims that do not hold together.

use insta::assert_snapshot;

use crate::project::Project;

const ANN: &str = "content/participants/ann.md";

#[test]
fn position_without_citation() {
    let project = Project::new().edit(ANN, "    cite: gazette#p1\n", "");
    assert_snapshot!(project.problems(), @"
    error[position-without-citation]: this position cites nothing
     --> content/participants/ann.md:6:5
      |
    6 |   - issue: quotas
      |     ^^^^^^^^^^^^^
      |
    help: add `cite: source#passage`, naming the passage it rests on

    1 error: the content is not fit to publish
    ");
}

#[test]
fn position_without_citation_in_an_empty_list() {
    let project = Project::new().edit(ANN, "cite: gazette#p1", "cite: []");
    assert_snapshot!(project.problems(), @"
    error[position-without-citation]: this position cites nothing
     --> content/participants/ann.md:9:11
      |
    9 |     cite: []
      |           ^^
      |
    help: add `cite: source#passage`, naming the passage it rests on

    1 error: the content is not fit to publish
    ");
}

#[test]
fn quote_without_citation() {
    let project = Project::new().edit(ANN, "cite: gazette#p1", "quote: We want quotas.");
    assert_snapshot!(project.problems(), @"
    error[quote-without-citation]: this quote cites nothing
     --> content/participants/ann.md:9:12
      |
    9 |     quote: We want quotas.
      |            ^^^^^^^^^^^^^^^
      |
    help: add `cite: source#passage`, naming the passage it rests on

    1 error: the content is not fit to publish
    ");
}

#[test]
fn claim_without_citation() {
    let project = Project::new().edit("content/events/summit.md", "cite: gazette#p2", "cite: []");
    assert_snapshot!(project.problems(), @"
    error[claim-without-citation]: this event cites nothing
     --> content/events/summit.md:4:7
      |
    4 | cite: []
      |       ^^
      |
    help: write `cite: source#passage`, naming the passage it rests on

    1 error: the content is not fit to publish
    ");
}

#[test]
fn claim_without_citation_in_a_contact_and_an_open_question() {
    let project = Project::new()
        .edit(ANN, "positions:", "contacts:\n  - { with: bob, kind: call, cite: [] }\npositions:")
        .edit(
            "content/issues/quotas.md",
            "proposals:",
            "open_questions:\n  - question: Who counts?\n    cite:\nproposals:",
        );
    assert_snapshot!(project.problems(), @"
    error[claim-without-citation]: this open question cites nothing
     --> content/issues/quotas.md:7:5
      |
    7 |     cite:
      |     ^^^^
      |
    help: write `cite: source#passage`, naming the passage it rests on

    error[claim-without-citation]: this contact cites nothing
     --> content/participants/ann.md:6:36
      |
    6 |   - { with: bob, kind: call, cite: [] }
      |                                    ^^
      |
    help: write `cite: source#passage`, naming the passage it rests on

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn speaker_without_quote() {
    let project =
        Project::new().edit(ANN, "cite: gazette#p1", "cite: gazette#p1\n    quote_by: bob");
    assert_snapshot!(project.problems(), @"
    error[speaker-without-quote]: `quote_by` stands without a quote
      --> content/participants/ann.md:10:5
       |
    10 |     quote_by: bob
       |     ^^^^^^^^
       |
    help: add `quote:`, or remove this

    1 error: the content is not fit to publish
    ");
}

#[test]
fn position_denied() {
    let project = Project::new().edit(ANN, "role:", "no_position: She only listened.\nrole:");
    assert_snapshot!(project.problems(), @"
    error[position-denied]: `no_position` stands beside `positions`
     --> content/participants/ann.md:3:1
      |
    3 | no_position: She only listened.
      | ^^^^^^^^^^^
      |
    help: remove one of the two

    1 error: the content is not fit to publish
    ");
}

#[test]
fn inferred_without_reason() {
    let project =
        Project::new().edit(ANN, "cite: gazette#p1", "cite: gazette#p1\n    basis: inferred");
    assert_snapshot!(project.problems(), @"
    error[inferred-without-reason]: this position is inferred, but nothing says why
      --> content/participants/ann.md:10:12
       |
    10 |     basis: inferred
       |            ^^^^^^^^
       |
    help: add `reason:` with one sentence that a reader can check

    1 error: the content is not fit to publish
    ");
}

#[test]
fn two_current_positions() {
    let second = "cite: gazette#p1\n  - issue: quotas\n    stance: against\n    summary: Wants none.\n    cite: gazette#p2";
    let project = Project::new().edit(ANN, "cite: gazette#p1", second);
    assert_snapshot!(project.problems(), @"
    error[two-current-positions]: two positions on `quotas` are both current
      --> content/participants/ann.md:10:12
       |
    10 |   - issue: quotas
       |            ^^^^^^
       |
    note: the first is here
      --> content/participants/ann.md:6:12
       |
     6 |   - issue: quotas
       |            ^^^^^^
    help: give them different `as_of` dates, or merge them into one

    1 error: the content is not fit to publish
    ");
}

#[test]
fn contact_with_self() {
    let project = Project::new().edit(
        ANN,
        "positions:",
        "contacts:\n  - { with: ann, kind: call, cite: gazette#p1 }\npositions:",
    );
    assert_snapshot!(project.problems(), @"
    error[contact-with-self]: `ann` is in contact with themselves
     --> content/participants/ann.md:6:13
      |
    6 |   - { with: ann, kind: call, cite: gazette#p1 }
      |             ^^^
      |
    help: name the other side

    1 error: the content is not fit to publish
    ");
}

#[test]
fn contact_with_self_of_a_party() {
    let project = Project::new().edit(
        "content/parties/north.md",
        "kind: country",
        "kind: coalition\nmembers: [north]",
    );
    assert_snapshot!(project.problems(), @"
    error[contact-with-self]: `north` is a member of itself
     --> content/parties/north.md:4:11
      |
    4 | members: [north]
      |           ^^^^^
      |
    help: name the others

    1 error: the content is not fit to publish
    ");
}
