//! Files with mistakes in their shape: all other values in them are checked as in a file without mistakes, and the invalid ones cause no
//! further problems.

use crate::project::Project;

const ANN: &str = "content/participants/ann.md";
const GAZETTE: &str = "content/sources/gazette.md";
const QUOTAS: &str = "content/issues/quotas.md";
const SITE: &str = "content/site.yaml";

/// Returns the first line of every problem, in order.
fn headings(project: &Project) -> Vec<String> {
    let report = project.problems();
    let is_heading = |line: &&str| {
        ["error[", "warning[", "note["].iter().any(|beginning| line.starts_with(beginning))
    };
    report.lines().filter(is_heading).map(str::to_owned).collect()
}

#[test]
fn a_mistake_hides_no_unknown_reference() {
    let project = Project::new().edit(ANN, "issue: quotas", "issue: \"0001\"").edit(
        ANN,
        "role:",
        "rolle: x\nrole:",
    );
    let expected = [
        "error[unknown-key]: unknown key `rolle`",
        "error[unknown-issue]: there is no issue `0001`",
    ];
    assert_eq!(headings(&project), expected);
}

/// Every value is written in a file without another mistake, and in one with an unknown key.
#[test]
fn a_mistake_hides_no_problem_of_another_value() {
    for (path, from, to) in [
        (ANN, "issue: quotas", "issue: \"0001\""),
        (ANN, "stance: for", "stance: \"0001\""),
        (ANN, "stance: for", "stance: for\n    proposal: \"0001\""),
        (ANN, "cite: gazette#p1", "cite: \"0001\""),
        (ANN, "cite: gazette#p1", "cite: [\"0001\", gazette#p1]"),
        (ANN, "cite: gazette#p1", "cite: gazette#p1\n    quote: Yes\n    quote_by: \"0001\""),
        (ANN, "party: north", "party: \"0001\""),
        (ANN, "role:", "aliases: [\"0001\"]\nrole:"),
        (ANN, "role:", "native_name: N\nnative_lang: \"0001\"\nrole:"),
        (GAZETTE, "date:", "url: \"0001\"\ndate:"),
        (GAZETTE, "p1: Ann on quotas", "\"0001\": Ann on quotas"),
        (QUOTAS, "id: equal,", "id: \"0001\", label: Other }\n  - { id: \"0001\","),
        (SITE, "language: en", "language: en\ncustom_domain: \"0001\""),
        (SITE, "language: en", "language: en\nlead_issues: [\"0001\"]"),
        (SITE, "language: en", "language: en\nmain_event: \"0001\""),
        (SITE, "language: en", "language: en\nfiles: [\"0001\", \"a/b\"]"),
        (SITE, "id: for,", "id: \"0001\","),
        (SITE, "base_url: https://example.org/fish/", "base_url: \"0001\""),
    ] {
        let alone = Project::new().edit(path, from, to);
        let key = if path == SITE { "title:" } else { "---\n" };
        let unknown = if path == SITE { "zzz: x\ntitle:" } else { "---\nzzz: x\n" };
        let together = headings(&alone);
        assert!(!together.is_empty(), "{to}");
        let with_mistake = headings(&alone.edit(path, key, unknown));
        let others: Vec<_> =
            with_mistake.iter().filter(|it| !it.starts_with("error[unknown-key]")).collect();
        assert_eq!(others, together.iter().collect::<Vec<_>>(), "{to}");
        assert_eq!(with_mistake.len(), others.len() + 1, "{to}");
    }
}

#[test]
fn an_invalid_value_causes_no_other_problem() {
    let as_of =
        |project: Project| project.edit(ANN, "stance: for", "stance: for\n    as_of: 2024-06-01");
    let second =
        "positions:\n  - { issue: quotas, stance: for, summary: s, cite: gazette#p1, as_of: soon }";
    let html = |project: Project| {
        project.edit("content/pages/about.md", "How", "<script>x</script>\n\nHow")
    };
    let linked = |project: Project| {
        let page = "content/pages/about.md";
        project.file("content/pages/plan.dwg", "x").edit(page, "How", "[Plan](plan.dwg). How")
    };
    for (case, expected) in [
        (as_of(Project::new()).edit(GAZETTE, "date: 2024-05-02", "date: soon"), "bad-date"),
        (as_of(Project::new()).edit(GAZETTE, "date:", "accessed: soon\ndate:"), "bad-date"),
        (Project::new().edit(ANN, "positions:", second), "bad-date"),
        (html(Project::new()).edit(SITE, "language:", "raw_html: trust\nlanguage:"), "bad-value"),
        (
            linked(Project::new()).edit(SITE, "language:", "files: { dwg: x }\nlanguage:"),
            "wrong-type",
        ),
        (
            Project::new().edit(QUOTAS, "id: equal,", "id: [equal],").edit(
                ANN,
                "stance: for",
                "stance: for\n    proposal: equal",
            ),
            "wrong-type",
        ),
        (Project::new().edit(SITE, "id: for,", "id: [for],"), "wrong-type"),
        (
            Project::new().edit(
                ANN,
                "cite: gazette#p1",
                "cite: gazette#p1\n    quote: [x]\n    quote_by: bob",
            ),
            "wrong-type",
        ),
        (Project::new().edit(ANN, "cite: gazette#p1", "cite: { gazette: p1 }"), "wrong-type"),
        (
            Project::new().edit(
                "content/events/summit.md",
                "date: 2024-05-01",
                "date: soon\nuntil: 2020",
            ),
            "bad-date",
        ),
        (
            Project::new().edit(
                "content/events/summit.md",
                "cite: gazette#p2",
                "cite: [[gazette#p2]]",
            ),
            "wrong-type",
        ),
    ] {
        let found = headings(&case);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with(&format!("error[{expected}]")), "{found:#?}");
    }
}

/// An invalid name is no name: nothing can be found by it.
#[test]
fn an_invalid_name_is_not_replaced_by_another() {
    let project = Project::new().edit(ANN, "name: Ann", "name: [Ann]").edit(
        "content/index.md",
        "The talks",
        "[[0001]]: the talks",
    );
    let found = headings(&project);
    assert!(found.iter().any(|it| it.starts_with("error[broken-wiki-link]")), "{found:#?}");
}

#[test]
fn the_items_after_an_invalid_one_keep_their_places() {
    let project = Project::new().edit(
        ANN,
        "  - issue: quotas\n",
        "  - 7\n  - { issue: nets, stance: for, summary: s, cite: gazette#p1 }\n  - issue: quotas\n",
    );
    let report = project.problems();
    assert!(
        report.contains("there is no issue `nets`\n --> content/participants/ann.md:7:14"),
        "{report}"
    );
}

#[test]
fn mistakes_after_hundreds_of_others_are_reported() {
    let keys: String = (0..250).map(|number| format!("k{number}: x\n")).collect();
    let project = Project::new()
        .edit(ANN, "role:", &format!("{keys}role:"))
        .edit(ANN, "issue: quotas", "issue: nets")
        .edit(ANN, "summary: Wants quotas.", "summary: [x]");
    let found = headings(&project);
    let of =
        |code: &str| found.iter().filter(|it| it.starts_with(&format!("error[{code}]"))).count();
    assert_eq!((of("unknown-issue"), of("wrong-type")), (1, 1), "{found:#?}");
    assert!(of("unknown-key") >= 100, "{found:#?}");
}

/// A slug without a near match gets the same help in the settings as in any other file.
#[test]
fn an_unknown_slug_gets_the_same_help_everywhere() {
    let help = |project: Project| {
        let report = project.problems();
        let help = report.lines().find(|line| line.starts_with("help: "));
        help.expect("a help").to_owned()
    };
    let in_settings = Project::new().edit(SITE, "stances:", "lead_issues: [brand-new]\nstances:");
    let in_position = Project::new().edit(ANN, "issue: quotas", "issue: brand-new");
    let expected = "help: add `content/issues/brand-new.md`, or correct the slug";
    assert_eq!((&*help(in_settings), &*help(in_position)), (expected, expected));
}
