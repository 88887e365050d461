//! What can be read and looked up, and yet cannot be, or is hardly meant: dates, names, memberships, languages.

use insta::assert_snapshot;

use crate::project::{Project, between};

const ANN: &str = "content/participants/ann.md";
const NORTH: &str = "content/parties/north.md";

/// B11: a position cannot well be later than all that it rests on.
#[test]
fn as_of_after_sources() {
    let project = Project::new().edit(ANN, "cite:", "as_of: 2024-05-03\n    cite:");
    assert_snapshot!(project.warnings(), @"
    warning[as-of-after-sources]: this is of 2024-05-03, and no source that it cites is later than 2024-05-02
     --> content/participants/ann.md:9:12
      |
    9 |     as_of: 2024-05-03
      |            ^^^^^^^^^^
      |
    help: correct the date, or cite the source that is as late as it

    16 pages checked: 1 warning
    ");
}

/// B11: as precisely as the dates are known, and by the latest of the sources.
#[test]
fn positions_are_as_late_as_their_sources() {
    let later = "---\ntitle: Later\npublisher: P\ndate: 2024-06\npassages: { p1: x }\n---\n";
    let project = |as_of: &str| {
        Project::new().file("content/sources/later.md", later).edit(
            ANN,
            "cite: gazette#p1",
            &format!("as_of: {as_of}\n    cite: [gazette#p1, later#p1]"),
        )
    };
    for (as_of, warned) in [
        ("2024", false),
        ("2024-06", false),
        ("2024-06-30", false),
        ("2024-07", true),
        ("2099", true),
    ] {
        let report = project(as_of).run("check").exit(0).err;
        assert_eq!(report.contains("as-of-after-sources"), warned, "{as_of}: {report}");
    }
    // What was read on the web on a day may have been written on it.
    let read = project("2024-07-01").edit(
        "content/sources/later.md",
        "passages",
        "accessed: 2024-07-01\npassages",
    );
    assert!(!read.run("check").exit(0).err.contains("as-of-after-sources"));
}

/// B11: the last day of a spreadsheet is no date of talks.
#[test]
fn far_date() {
    let project =
        Project::new().edit("content/events/summit.md", "date: 2024-05-01", "date: 9999-12");
    assert_snapshot!(project.warnings(), @"
    warning[far-date]: `9999-12` is further ahead than any talks are planned
     --> content/events/summit.md:3:7
      |
    3 | date: 9999-12
      |       ^^^^^^^
      |
    help: correct the year; leave a date out where it is not known

    16 pages checked: 1 warning
    ");
}

/// B11: there is no year 0.
#[test]
fn the_year_0_is_no_date() {
    let project =
        Project::new().edit("content/events/summit.md", "date: 2024-05-01", "date: 0000-01-01");
    let report = project.problems();
    assert_eq!(
        between(&report, "error[bad-date]: ", "\n"),
        "`0000-01-01` is no date: there is no year 0"
    );
}

/// B11: readers cannot tell two parties of one name apart.
#[test]
fn same_name() {
    let twin = "---\nname: NORTH\nkind: country\nmembers: [north]\n---\n";
    let project = Project::new().file("content/parties/twin.md", twin);
    assert_snapshot!(project.warnings(), @"
    warning[same-name]: two have the name “NORTH”
     --> content/parties/twin.md:2:7
      |
    2 | name: NORTH
      |       ^^^^^
      |
    note: the other is here
     --> content/parties/north.md:2:7
      |
    2 | name: North
      |       ^^^^^
    help: name them so that readers can tell them apart

    17 pages checked: 1 warning
    ");
}

/// B11: members of members are no members in turn.
#[test]
fn circular_members() {
    let party = |name: &str, members: &str| {
        format!("---\nname: {name}\nkind: coalition\nmembers: [{members}]\n---\n")
    };
    let project = Project::new()
        .file(NORTH, party("North", "inner"))
        .file("content/parties/inner.md", party("Inner", "far, deep"))
        .file("content/parties/deep.md", party("Deep", "north"))
        .file("content/parties/far.md", "---\nname: Far\nkind: country\n---\n");
    assert_snapshot!(project.problems(), @"
    error[circular-members]: `deep` cannot be a member of `inner`, which is one of its own members
     --> content/parties/inner.md:4:16
      |
    4 | members: [far, deep]
      |                ^^^^
      |
    note: the circle begins here
     --> content/parties/deep.md:4:11
      |
    4 | members: [north]
      |           ^^^^^
    help: remove one of the memberships that lead round

    1 error: the content is not fit to publish
    ");
    let straight = project.file("content/parties/deep.md", party("Deep", "far"));
    assert!(!straight.run("check").err.contains("circular"));
}

/// B11: the language of a name is a tag, in any letter case.
#[test]
fn bad_language() {
    let ann = |lang: &str| {
        Project::new().edit(
            ANN,
            "name: Ann\n",
            &format!("name: Ann\nnative_name: Анна\nnative_lang: {lang}\n"),
        )
    };
    assert_snapshot!(ann("German language").problems(), @"
    error[bad-language]: `German language` is no tag of a language
     --> content/participants/ann.md:4:14
      |
    4 | native_lang: German language
      |              ^^^^^^^^^^^^^^^
      |
    help: write its tag (BCP 47): two or three letters such as `uk` or `fr`, perhaps with a region, `pt-BR`

    1 error: the content is not fit to publish
    ");
    for bad in ["german", "e", "e1", "en_GB", "uk-", "\"\""] {
        assert!(ann(bad).problems().contains("[bad-language]"), "{bad}");
    }
    ann("EN-gb").run("build --output public").exit(0);
    let ann = ann("ZH-HANT");
    ann.run("build --output public").exit(0);
    let page = ann.read("public/participants/ann/index.html");
    assert!(page.contains("lang=\"zh-Hant\"") || page.contains("lang=zh-Hant"), "{page}");
}

/// C3: the site's language may be written in any letter case.
#[test]
fn the_language_is_known_in_any_letter_case() {
    let project = Project::new().edit("content/site.yaml", "language: en", "language: EN");
    project.run("build --output public").exit(0);
    let page = project.read("public/index.html");
    assert!(page.contains("<html lang=\"en\"") || page.contains("<html lang=en"), "{page}");
}

/// B11: more issues than the front page has room for.
#[test]
fn unshown_lead_issue() {
    let issue = |name: &str| {
        format!(
            "---\ntitle: {name}\nquestion: What of it?\nstatus: open\n---\n\nSee [quotas](quotas.md).\n"
        )
    };
    let project = Project::new()
        .file("content/issues/a.md", issue("A"))
        .file("content/issues/b.md", issue("B"))
        .file("content/issues/c.md", issue("C"))
        .edit(
            "content/site.yaml",
            "language: en\n",
            "language: en\nlead_issues: [a, b, quotas, c]\n",
        );
    let report = project.run("check").err;
    let start = report.find("warning[unshown-lead-issue]").expect("a warning");
    assert_snapshot!(report[start..].split("\n\n").next().unwrap_or_default(), @"
    warning[unshown-lead-issue]: the front page shows the first 3 of these, and not `c`
     --> content/site.yaml:5:29
      |
    5 | lead_issues: [a, b, quotas, c]
      |                             ^
      |
    help: keep those that lead; the pages of all issues are linked anyway
    ");
}
