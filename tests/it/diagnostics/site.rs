//! What is wrong with `site.yaml`.

use insta::assert_snapshot;

use crate::project::Project;

const SITE: &str = "content/site.yaml";

#[test]
fn bad_base_url() {
    assert_snapshot!(Project::new().edit(SITE, "https://example.org/fish/", "example.org/fish").problems(), @"
    error[bad-base-url]: `example.org/fish` is no address a site can be published at
     --> content/site.yaml:3:11
      |
    3 | base_url: example.org/fish
      |           ^^^^^^^^^^^^^^^^
      |
    help: write it in full: `https://example.org/` or `https://example.github.io/repository/`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn bad_base_url_on_the_command_line() {
    assert_snapshot!(Project::new().run("check --base-url example.org").exit(2).err, @"
    error: invalid value 'example.org' for '--base-url <URL>': expected an address in full, as in `https://example.org/talks/`

    For more information, try '--help'.
    ");
}

#[test]
fn unknown_language() {
    assert_snapshot!(Project::new().edit(SITE, "language: en", "language: tlh").problems(), @"
    error[unknown-language]: the theme has no words in the language `tlh`
     --> content/site.yaml:4:11
      |
    4 | language: tlh
      |           ^^^
      |
    help: use one of `de`, `en`; or add `templates/strings/tlh.yaml`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn empty_settings() {
    assert_snapshot!(Project::new().file(SITE, "").problems(), @"
    error[missing-key]: the key `base_url` is missing
    --> content/site.yaml
     |
    help: add `base_url:` here

    error[missing-key]: the key `language` is missing
    --> content/site.yaml
     |
    help: add `language:` here

    error[missing-key]: the key `stances` is missing
    --> content/site.yaml
     |
    help: add `stances:` here

    error[missing-key]: the key `tagline` is missing
    --> content/site.yaml
     |
    help: add `tagline:` here

    error[missing-key]: the key `title` is missing
    --> content/site.yaml
     |
    help: add `title:` here

    5 errors: the content is not fit to publish
    ");
}

#[test]
fn settings_with_a_misspelt_key_and_tone() {
    let project = Project::new().edit(SITE, "tagline:", "tag_line:").edit(
        SITE,
        "tone: positive",
        "tone: postive",
    );
    assert_snapshot!(project.problems(), @"
    error[unknown-key]: unknown key `tag_line`
     --> content/site.yaml:2:1
      |
    2 | tag_line: Who may catch what
      | ^^^^^^^^
      |
    help: did you mean `tagline`?

    error[bad-value]: `postive` is none of the values allowed here
     --> content/site.yaml:6:40
      |
    6 |   - { id: for, label: In favour, tone: postive }
      |                                        ^^^^^^^
      |
    help: did you mean `positive`?

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn broken_settings_hide_nothing_else() {
    let project = Project::new().edit(SITE, "title:", "title: a: b").edit(
        "content/participants/ann.md",
        "party: north",
        "party: nroth",
    );
    assert_snapshot!(project.problems(), @"
    error[unknown-party]: there is no party `nroth`
     --> content/participants/ann.md:4:8
      |
    4 | party: nroth
      |        ^^^^^
      |
    help: did you mean `north`?

    error[malformed-yaml]: the YAML cannot be read: a second `: ` stands in this line
     --> content/site.yaml:1:9
      |
    1 | title: a: b The fish talks
      |         ^^^^^^^^^^^^^^^^^^
      |
    help: put the value in quotation marks, or begin a new line

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn settings_that_name_what_does_not_exist() {
    let project =
        Project::new().edit(SITE, "stances:", "lead_issues: [quota]\nmain_event: sumit\nstances:");
    assert_snapshot!(project.problems(), @"
    error[unknown-issue]: there is no issue `quota`
     --> content/site.yaml:5:15
      |
    5 | lead_issues: [quota]
      |               ^^^^^
      |
    help: `quota` is a glossary term, and an issue is named here; did you mean `quotas`?

    error[unknown-event]: there is no event `sumit`
     --> content/site.yaml:6:13
      |
    6 | main_event: sumit
      |             ^^^^^
      |
    help: did you mean `summit`?

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn stances_that_cannot_be_told_apart_or_addressed() {
    let project = Project::new().edit(SITE, "id: against, label: Against", "id: for, label: \"\"");
    assert_snapshot!(project.problems(), @r#"
    error[duplicate-id]: the id `for` stands twice in `stances`
     --> content/site.yaml:7:11
      |
    7 |   - { id: for, label: "", tone: negative }
      |           ^^^
      |
    help: rename one of them

    error[empty-title]: `label` is empty
     --> content/site.yaml:7:23
      |
    7 |   - { id: for, label: "", tone: negative }
      |                       ^^
      |
    help: write it out; readers see it

    2 errors: the content is not fit to publish
    "#);
    let project = Project::new().edit(SITE, "id: against", "id: Not For");
    assert_snapshot!(project.problems(), @"
    error[bad-slug]: `Not For` is no slug
     --> content/site.yaml:7:11
      |
    7 |   - { id: Not For, label: Against, tone: negative }
      |           ^^^^^^^
      |
    help: use lower-case letters a to z, digits and single hyphens

    1 error: the content is not fit to publish
    ");
}

#[test]
fn settings_that_are_empty_words() {
    let project = Project::new().edit(SITE, "title: The fish talks", "title: ' '").edit(
        SITE,
        "language: en",
        "language: ''",
    );
    assert_snapshot!(project.problems(), @"
    error[empty-title]: `title` is empty
     --> content/site.yaml:1:8
      |
    1 | title: ' '
      |        ^^^
      |
    help: write it out; readers see it

    error[empty-title]: `language` is empty
     --> content/site.yaml:4:11
      |
    4 | language: ''
      |           ^^
      |
    help: write it out; readers see it

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn bad_domain() {
    let project = Project::new().edit(
        SITE,
        "language:",
        "custom_domain: https://fish.example.org/\nlanguage:",
    );
    assert_snapshot!(project.problems(), @"
    error[bad-domain]: `https://fish.example.org/` is no host name
     --> content/site.yaml:4:16
      |
    4 | custom_domain: https://fish.example.org/
      |                ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write the name alone, without scheme, port or path: `talks.example.org`

    1 error: the content is not fit to publish
    ");
    for bad in
        ["localhost", "a..b", "-a.example.org", "fish.example.org:80", "рыба.example.org", "''"]
    {
        let project =
            Project::new().edit(SITE, "language:", &format!("custom_domain: {bad}\nlanguage:"));
        assert!(project.problems().contains("error[bad-domain]"), "{bad}");
    }
}

#[test]
fn domain_mismatch() {
    let project =
        Project::new().edit(SITE, "language:", "custom_domain: fish.example.org\nlanguage:");
    assert_snapshot!(project.problems(), @"
    error[domain-mismatch]: the site is not published at the root of `fish.example.org`
     --> content/site.yaml:4:16
      |
    4 | custom_domain: fish.example.org
      |                ^^^^^^^^^^^^^^^^
      |
    note: this is where it is published
     --> content/site.yaml:3:11
      |
    3 | base_url: https://example.org/fish/
      |           ^^^^^^^^^^^^^^^^^^^^^^^^^
    help: write `base_url: https://fish.example.org/`, or remove `custom_domain`

    1 error: the content is not fit to publish
    ");
    project.run("check --base-url https://preview.example.net/fish/").exit(0);
    let under_a_path =
        project.edit(SITE, "https://example.org/fish/", "https://fish.example.org/talks/");
    assert!(under_a_path.problems().contains("error[domain-mismatch]"));
    let at_the_root = under_a_path.edit(SITE, "fish.example.org/talks/", "Fish.example.org");
    at_the_root.run("check").exit(0);
}

/// C3: stances that cannot be read are one problem, and not one for each position as well.
#[test]
fn stances_that_cannot_be_read_are_one_problem() {
    let stances = "stances:\n  - { id: for, label: In favour, tone: positive }\n  - { id: against, label: Against, tone: negative }\n";
    for wrong in [
        "stances: [for]\n",
        "stances: for\n",
        "stances: [for, { id: against, label: Against, tone: negative }]\n",
        "stances: { for: In favour }\n",
        "stances:\n",
        "stances: []\n",
    ] {
        let project = Project::new().edit("content/site.yaml", stances, wrong);
        let report = project.problems();
        let about_positions = report.contains("[unknown-stance]");
        // Where there is none at all, each position is wrong.
        let are_none = matches!(wrong, "stances:\n" | "stances: []\n");
        assert_eq!(about_positions, are_none, "{wrong}: {report}");
        assert_eq!(report.contains("content/site.yaml:"), !are_none, "{wrong}: {report}");
        let help = "help: add it to `stances` in `content/site.yaml`";
        assert_eq!(report.contains(help), are_none, "{wrong}: {report}");
    }
}
