//! What is wrong with front matter by itself, before anything is looked up.

use insta::assert_snapshot;

use crate::project::Project;

const ANN: &str = "content/participants/ann.md";

#[test]
fn missing_front_matter() {
    let project = Project::new().file("content/pages/about.md", "# About\n\nHow this is made.\n");
    assert_snapshot!(project.problems(), @"
    error[missing-front-matter]: this file does not begin with front matter
     --> content/pages/about.md:1:1
      |
    1 | # About
      | ^^^^^^^
      |
    help: begin it with a line `---`, then the YAML, then another line `---`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn missing_front_matter_of_an_empty_file() {
    let project = Project::new().file("content/pages/about.md", "");
    assert_snapshot!(project.problems(), @"
    error[missing-front-matter]: this file does not begin with front matter
    --> content/pages/about.md
     |
    help: begin it with a line `---`, then the YAML, then another line `---`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unclosed_front_matter() {
    let project =
        Project::new().file("content/pages/about.md", "---\ntitle: About\n\nHow this is made.\n");
    assert_snapshot!(project.problems(), @"
    error[unclosed-front-matter]: the front matter has no closing fence
     --> content/pages/about.md:1:1
      |
    1 | ---
      | ^^^ opened here
      |
    help: put a line `---` after the YAML

    1 error: the content is not fit to publish
    ");
}

#[test]
fn malformed_yaml() {
    let project = Project::new().edit(ANN, "role: Minister", "role: Minister: of fish");
    assert_snapshot!(project.problems(), @"
    error[malformed-yaml]: the YAML cannot be read: a second `: ` stands in this line
     --> content/participants/ann.md:3:15
      |
    3 | role: Minister: of fish
      |               ^^^^^^^^^
      |
    help: put the value in quotation marks, or begin a new line

    1 error: the content is not fit to publish
    ");
}

#[test]
fn malformed_yaml_after_other_alphabets() {
    let project = Project::new().edit(
        ANN,
        "role: Minister",
        "native_name: Ганна Іванівна 🐟\nrole: \"Minister",
    );
    assert_snapshot!(project.problems(), @r#"
    error[malformed-yaml]: the YAML cannot be read: a quotation mark is not closed
     --> content/participants/ann.md:4:7
      |
    4 | role: "Minister
      |       ^^^^^^^^^
      |
    help: close it; a quotation mark within quoted text is written `\"`

    1 error: the content is not fit to publish
    "#);
}

#[test]
fn malformed_yaml_with_tabs() {
    let project = Project::new().edit(ANN, "    stance: for", "\tstance: for");
    assert_snapshot!(project.problems(), @"
    error[malformed-yaml]: the YAML cannot be read: a tab stands where only spaces may
     --> content/participants/ann.md:7:1
      |
    7 |     stance: for
      | ^^^^^^^^^^^^^^^
      |
    help: indent with spaces

    1 error: the content is not fit to publish
    ");
}

#[test]
fn malformed_yaml_with_an_unclosed_bracket() {
    let project = Project::new().edit(ANN, "cite: gazette#p1", "cite: [gazette#p1");
    assert_snapshot!(project.problems(), @"
    error[malformed-yaml]: the YAML cannot be read: a bracket `[` is not closed
     --> content/participants/ann.md:9:11
      |
    9 |     cite: [gazette#p1
      |           ^^^^^^^^^^^
      |
    help: close it with `]`, and separate what is in it by commas

    1 error: the content is not fit to publish
    ");
}

#[test]
fn malformed_yaml_with_a_line_indented_too_far() {
    let project = Project::new().edit(ANN, "party: north", "  party: north");
    assert_snapshot!(project.problems(), @"
    error[malformed-yaml]: the YAML cannot be read: this line goes on with the value before it, and has a `: ` of its own
     --> content/participants/ann.md:4:8
      |
    4 |   party: north
      |        ^^^^^^^
      |
    help: give its key the same indentation as the keys beside it, or put the value in quotation marks

    1 error: the content is not fit to publish
    ");
}

#[test]
fn malformed_yaml_after_a_quoted_part() {
    let project = Project::new().edit(ANN, "role: Minister", "role: \"Minister\" of fish");
    assert_snapshot!(project.problems(), @r#"
    error[malformed-yaml]: the YAML cannot be read: a value ends before this
     --> content/participants/ann.md:3:18
      |
    3 | role: "Minister" of fish
      |                  ^^^^^^^
      |
    help: put the whole value in quotation marks; one within it is written `\"`

    1 error: the content is not fit to publish
    "#);
}

#[test]
fn wrong_type_of_a_key() {
    let project = Project::new().edit(ANN, "party: north", "party: north\n? [a, b]\n: c");
    assert_snapshot!(project.problems(), @"
    error[wrong-type]: expected a key, found a list
     --> content/participants/ann.md:5:3
      |
    5 | ? [a, b]
      |   ^^^^^^
      |
    help: write `key: value`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn missing_key_in_front_matter_of_comments() {
    let project = Project::new()
        .file("content/pages/about.md", "---\n# to do\n---\n\n[North](../parties/north.md)\n");
    assert_snapshot!(project.problems(), @"
    error[missing-key]: the key `title` is missing
     --> content/pages/about.md:2:1
      |
    2 | # to do
      | ^^
      |
    help: add `title:` here

    1 error: the content is not fit to publish
    ");
}

#[test]
fn malformed_yaml_with_an_unknown_anchor() {
    let project = Project::new().edit(ANN, "name: Ann", "name: Ганна 🐟").edit(
        ANN,
        "cite: gazette#p1",
        "cite: *source",
    );
    assert_snapshot!(project.problems(), @"
    error[malformed-yaml]: the YAML cannot be read: this refers to an anchor that does not exist
     --> content/participants/ann.md:9:11
      |
    9 |     cite: *source
      |           ^^^^^^^
      |
    help: put the value in quotation marks if it is meant as text that begins with `*`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn wrong_type() {
    let project = Project::new().edit(ANN, "role: Minister", "role: [Minister]");
    assert_snapshot!(project.problems(), @"
    error[wrong-type]: expected text, found a list
     --> content/participants/ann.md:3:7
      |
    3 | role: [Minister]
      |       ^^^^^^^^^^
      |
    help: write one value, without brackets and without `- `

    1 error: the content is not fit to publish
    ");
}

#[test]
fn wrong_type_mapping_for_a_list() {
    let project = Project::new().edit(ANN, "  - issue: quotas", "    issue: quotas");
    assert_snapshot!(project.problems(), @"
    error[wrong-type]: expected a list, found a mapping
     --> content/participants/ann.md:6:5
      |
    6 |     issue: quotas
      |     ^^^^^^^^^^^^^
      |
    help: begin each entry with `- `

    1 error: the content is not fit to publish
    ");
}

#[test]
fn wrong_type_text_for_a_list() {
    let project = Project::new()
        .file("content/glossary/quota.md", "---\ntitle: Quota\nalso: limit\n---\n\nA limit.\n");
    assert_snapshot!(project.problems(), @"
    error[wrong-type]: expected a list, found the text `limit`
     --> content/glossary/quota.md:3:7
      |
    3 | also: limit
      |       ^^^^^
      |
    help: put it in brackets, `[…]`, or write each entry on a line after `- `

    1 error: the content is not fit to publish
    ");
}

#[test]
fn wrong_type_list_for_the_whole() {
    let project = Project::new().file(
        "content/pages/about.md",
        "---\n- title: About\n- draft: true\n---\n\n[North](../parties/north.md)\n",
    );
    assert_snapshot!(project.problems(), @"
    error[wrong-type]: expected a mapping, found a list
     --> content/pages/about.md:2:1
      |
    2 | - title: About
      | ^^^^^^^^^^^^^^
      |
    help: write `key: value`, without `- `

    1 error: the content is not fit to publish
    ");
}

#[test]
fn wrong_type_nothing() {
    let project = Project::new().edit(ANN, "role: Minister", "role:");
    assert_snapshot!(project.problems(), @"
    error[empty-title]: `role` is empty
     --> content/participants/ann.md:3:1
      |
    3 | role:
      | ^^^^
      |
    help: write it out; readers see it

    1 error: the content is not fit to publish
    ");
}

#[test]
fn wrong_type_behind_an_alias() {
    let project = Project::new().edit(
        ANN,
        "role: Minister",
        "role: &role [Minister]\nnative_name: *role\nnative_lang: en",
    );
    assert_snapshot!(project.problems(), @"
    error[wrong-type]: expected text, found a list
     --> content/participants/ann.md:3:13
      |
    3 | role: &role [Minister]
      |             ^^^^^^^^^^
      |
    help: write one value, without brackets and without `- `

    error[wrong-type]: expected text, found a list
     --> content/participants/ann.md:4:14
      |
    4 | native_name: *role
      |              ^^^^^
      |
    help: write one value, without brackets and without `- `

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn wrong_type_within_a_position() {
    let project = Project::new().edit(ANN, "cite: gazette#p1", "cite: { gazette: p1 }");
    assert_snapshot!(project.problems(), @"
    error[wrong-type]: expected a citation such as ap-2025-04-17#p6, or a list of them, found a mapping
     --> content/participants/ann.md:9:11
      |
    9 |     cite: { gazette: p1 }
      |           ^^^^^^^^^^^^^^^
      |
    help: write `source#passage`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_key() {
    let project = Project::new().edit(ANN, "role:", "rolle:");
    assert_snapshot!(project.problems(), @"
    error[unknown-key]: unknown key `rolle`
     --> content/participants/ann.md:3:1
      |
    3 | rolle: Minister
      | ^^^^^
      |
    help: did you mean `role`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_key_like_no_other() {
    let project =
        Project::new().edit("content/pages/about.md", "title: About", "title: About\nweight: 3");
    assert_snapshot!(project.problems(), @"
    error[unknown-key]: unknown key `weight`
     --> content/pages/about.md:3:1
      |
    3 | weight: 3
      | ^^^^^^
      |
    help: use one of `summary`, `aliases`, `draft`, `updated`, `updates`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unknown_key_in_a_file_with_windows_line_ends_and_a_mark() {
    let text = "\u{feff}---\r\ntitle: À propos\r\nweihgt: 3\r\n---\r\n\r\nOn [[nothing]] and [the North](../parties/north.md).\r\n";
    let project = Project::new().file("content/pages/about.md", text);
    assert_snapshot!(project.problems(), @"
    error[unknown-key]: unknown key `weihgt`
     --> content/pages/about.md:3:1
      |
    3 | weihgt: 3
      | ^^^^^^
      |
    help: use one of `summary`, `aliases`, `draft`, `updated`, `updates`

    error[broken-wiki-link]: nothing here is called `nothing`
     --> content/pages/about.md:6:6
      |
    6 | On [[nothing]] and [the North](../parties/north.md).
      |      ^^^^^^^
      |
    help: write the slug, the title or the name of something that has a file

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn duplicate_key() {
    let project = Project::new().edit(ANN, "party: north", "party: north\nrole: Envoy");
    assert_snapshot!(project.problems(), @"
    error[duplicate-key]: `role` stands twice here
     --> content/participants/ann.md:5:1
      |
    5 | role: Envoy
      | ^^^^
      |
    help: keep one of the two

    1 error: the content is not fit to publish
    ");
}

#[test]
fn duplicate_key_among_passages() {
    let project = Project::new().edit(
        "content/sources/gazette.md",
        "  p2: The summit",
        "  p2: The summit\n  p1: Again",
    );
    assert_snapshot!(project.problems(), @"
    error[duplicate-key]: `p1` stands twice here
     --> content/sources/gazette.md:8:3
      |
    8 |   p1: Again
      |   ^^
      |
    help: keep one of the two

    1 error: the content is not fit to publish
    ");
}

#[test]
fn missing_key() {
    let project = Project::new().edit(ANN, "role: Minister\n", "");
    assert_snapshot!(project.problems(), @"
    error[missing-key]: the key `role` is missing
     --> content/participants/ann.md:2:1
      |
    2 | name: Ann
      | ^^^^^^^^^
      |
    help: add `role:` here

    1 error: the content is not fit to publish
    ");
}

#[test]
fn missing_key_in_a_position() {
    let project = Project::new().edit(ANN, "    summary: Wants quotas.\n", "");
    assert_snapshot!(project.problems(), @"
    error[missing-key]: the key `summary` is missing
     --> content/participants/ann.md:6:5
      |
    6 |   - issue: quotas
      |     ^^^^^^^^^^^^^
      |
    help: add `summary:` here

    1 error: the content is not fit to publish
    ");
}

#[test]
fn missing_key_in_empty_front_matter() {
    let project = Project::new().file("content/parties/north.md", "---\n---\n");
    assert_snapshot!(project.problems(), @"
    error[missing-key]: the key `kind` is missing
     --> content/parties/north.md:2:1
      |
    2 | ---
      | ^
      |
    help: add `kind:` here

    error[missing-key]: the key `name` is missing
     --> content/parties/north.md:2:1
      |
    2 | ---
      | ^
      |
    help: add `name:` here

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn missing_key_without_a_language() {
    let project = Project::new().edit(ANN, "role:", "native_name: Анна\nrole:");
    assert_snapshot!(project.problems(), @"
    error[missing-key]: `native_name` comes without `native_lang`
     --> content/participants/ann.md:3:1
      |
    3 | native_name: Анна
      | ^^^^^^^^^^^
      |
    help: add `native_lang:` with the language's tag, such as `uk` or `fr`, so that it is read aloud correctly

    1 error: the content is not fit to publish
    ");
}

#[test]
fn missing_key_without_a_native_name() {
    let project = Project::new().edit(ANN, "role:", "native_lang: uk\nrole:");
    assert_snapshot!(project.problems(), @"
    error[missing-key]: `native_lang` comes without `native_name`
     --> content/participants/ann.md:3:1
      |
    3 | native_lang: uk
      | ^^^^^^^^^^^
      |
    help: add `native_name:`, or remove this

    1 error: the content is not fit to publish
    ");
}

#[test]
fn bad_value() {
    let project = Project::new().edit(ANN, "role:", "attendance: in_person\nrole:");
    assert_snapshot!(project.problems(), @"
    error[bad-value]: `in_person` is none of the values allowed here
     --> content/participants/ann.md:3:13
      |
    3 | attendance: in_person
      |             ^^^^^^^^^
      |
    help: did you mean `in-person`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn bad_value_like_no_other() {
    let project = Project::new().edit("content/parties/north.md", "kind: country", "kind: 3");
    assert_snapshot!(project.problems(), @"
    error[bad-value]: `3` is none of the values allowed here
     --> content/parties/north.md:3:7
      |
    3 | kind: 3
      |       ^
      |
    help: use one of `country`, `organisation`, `coalition`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn empty_title() {
    let project = Project::new().edit("content/pages/about.md", "title: About", "title: \"\"");
    assert_snapshot!(project.problems(), @r#"
    error[empty-title]: `title` is empty
     --> content/pages/about.md:2:8
      |
    2 | title: ""
      |        ^^
      |
    help: write it out; readers see it

    1 error: the content is not fit to publish
    "#);
}

#[test]
fn bad_date() {
    let project = Project::new().edit("content/events/summit.md", "2024-05-01", "2024-02-30");
    assert_snapshot!(project.problems(), @"
    error[bad-date]: `2024-02-30` is no date: that month has 29 days, and no day 30
     --> content/events/summit.md:3:7
      |
    3 | date: 2024-02-30
      |       ^^^^^^^^^^
      |
    help: correct it, or leave out the day

    1 error: the content is not fit to publish
    ");
}

#[test]
fn bad_date_in_words() {
    let project = Project::new().edit("content/events/summit.md", "2024-05-01", "1 May 2024");
    assert_snapshot!(project.problems(), @"
    error[bad-date]: `1 May 2024` is no date
     --> content/events/summit.md:3:7
      |
    3 | date: 1 May 2024
      |       ^^^^^^^^^^
      |
    help: write year, month and day: 2025-04-17, or 2025-04, or 2025

    1 error: the content is not fit to publish
    ");
}

#[test]
fn until_before_date() {
    let project =
        Project::new().edit("content/events/summit.md", "cite:", "until: 2024-04-30\ncite:");
    assert_snapshot!(project.problems(), @"
    error[until-before-date]: this ends (2024-04-30) before it begins (2024-05-01)
     --> content/events/summit.md:4:8
      |
    4 | until: 2024-04-30
      |        ^^^^^^^^^^
      |
    help: swap `date` and `until`, or correct one of them

    1 error: the content is not fit to publish
    ");
}

#[test]
fn bad_url() {
    let project = Project::new().edit(
        "content/sources/gazette.md",
        "passages:",
        "url: gazette.example/fish\npassages:",
    );
    assert_snapshot!(project.problems(), @"
    error[bad-url]: `gazette.example/fish` is no address on the web
     --> content/sources/gazette.md:5:6
      |
    5 | url: gazette.example/fish
      |      ^^^^^^^^^^^^^^^^^^^^
      |
    help: write it in full: `https://gazette.example/fish`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn duplicate_id() {
    let project = Project::new().edit(
        "content/issues/quotas.md",
        "  - { id: equal, label: Equal shares }",
        "  - { id: equal, label: Equal shares }\n  - { id: equal, label: Halves }",
    );
    assert_snapshot!(project.problems(), @"
    error[duplicate-id]: the id `equal` stands twice in `proposals`
     --> content/issues/quotas.md:7:11
      |
    7 |   - { id: equal, label: Halves }
      |           ^^^^^
      |
    help: rename one of them

    1 error: the content is not fit to publish
    ");
}

#[test]
fn bad_slug_of_a_proposal_and_of_a_passage() {
    let project = Project::new()
        .edit("content/issues/quotas.md", "id: equal", "id: Equal shares")
        .edit("content/sources/gazette.md", "  p2:", "  p2: The summit\n  The End:");
    assert_snapshot!(project.problems(), @"
    error[bad-slug]: `Equal shares` is no slug
     --> content/issues/quotas.md:6:11
      |
    6 |   - { id: Equal shares, label: Equal shares }
      |           ^^^^^^^^^^^^
      |
    help: use lower-case letters a to z, digits and single hyphens

    error[bad-slug]: `The End` is no slug
     --> content/sources/gazette.md:8:3
      |
    8 |   The End: The summit
      |   ^^^^^^^
      |
    help: use lower-case letters a to z, digits and single hyphens

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn bad_alias() {
    let project =
        Project::new().edit(ANN, "role:", "aliases: [people/ann, /people/Anna Ø/]\nrole:");
    assert_snapshot!(project.problems(), @"
    error[bad-alias]: `people/ann` is no address within the site
     --> content/participants/ann.md:3:11
      |
    3 | aliases: [people/ann, /people/Anna Ø/]
      |           ^^^^^^^^^^
      |
    help: write the old address from the site's root, with slashes at both ends: `/people/macron/`

    error[bad-alias]: `/people/Anna Ø/` is no address within the site
     --> content/participants/ann.md:3:23
      |
    3 | aliases: [people/ann, /people/Anna Ø/]
      |                       ^^^^^^^^^^^^^^^
      |
    help: write the old address from the site's root, with slashes at both ends: `/people/macron/`

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn several_problems_in_one_file() {
    let text = "---\nname: [Ann]\nrolle: Minister\nattendance: hots\nparty: nroth\npositions:\n  - issue: quotas\n    as_of: soon\n    summary: Wants quotas.\n    cite: gazette#p1\n---\n\nOn [[qotas]].\n";
    assert_snapshot!(Project::new().file(ANN, text).problems(), @"
    error[wrong-type]: expected text, found a list
     --> content/participants/ann.md:2:7
      |
    2 | name: [Ann]
      |       ^^^^^
      |
    help: write one value, without brackets and without `- `

    error[unknown-key]: unknown key `rolle`
     --> content/participants/ann.md:3:1
      |
    3 | rolle: Minister
      | ^^^^^
      |
    help: did you mean `role`?

    error[bad-value]: `hots` is none of the values allowed here
     --> content/participants/ann.md:4:13
      |
    4 | attendance: hots
      |             ^^^^
      |
    help: did you mean `host`?

    error[unknown-party]: there is no party `nroth`
     --> content/participants/ann.md:5:8
      |
    5 | party: nroth
      |        ^^^^^
      |
    help: did you mean `north`?

    error[missing-key]: the key `stance` is missing
     --> content/participants/ann.md:7:5
      |
    7 |   - issue: quotas
      |     ^^^^^^^^^^^^^
      |
    help: add `stance:` here

    error[bad-date]: `soon` is no date
     --> content/participants/ann.md:8:12
      |
    8 |     as_of: soon
      |            ^^^^
      |
    help: write year, month and day: 2025-04-17, or 2025-04, or 2025

    error[broken-wiki-link]: nothing here is called `qotas`
      --> content/participants/ann.md:13:6
       |
    13 | On [[qotas]].
       |      ^^^^^
       |
    help: did you mean `[[quotas]]`?

    7 errors: the content is not fit to publish
    ");
}

/// The issue's property: a fix for a key without its colon keeps the value behind it.
#[test]
fn unknown_key_that_lacks_its_colon() {
    let position = "  - { issue: quotas, stance against, summary: No., cite: gazette#p1 }\n";
    let project = Project::new().edit(
        "content/parties/north.md",
        "kind: country\n",
        &format!("kind: country\npositions:\n{position}"),
    );
    assert_snapshot!(project.problems(), @"
    error[missing-key]: the key `stance` is missing
     --> content/parties/north.md:5:5
      |
    5 |   - { issue: quotas, stance against, summary: No., cite: gazette#p1 }
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: add `stance:` here

    error[unknown-key]: unknown key `stance against`
     --> content/parties/north.md:5:22
      |
    5 |   - { issue: quotas, stance against, summary: No., cite: gazette#p1 }
      |                      ^^^^^^^^^^^^^^
      |
    help: a colon is missing after the key: write `stance: against`

    2 errors: the content is not fit to publish
    ");
}
