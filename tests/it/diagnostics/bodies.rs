//! What is wrong within Markdown.

use insta::assert_snapshot;

use crate::project::Project;

pub(super) const ABOUT: &str = "content/pages/about.md";

/// A sound explainer with `text` added to the page about it.
pub(super) fn with_text(text: &str) -> Project {
    Project::new().edit(ABOUT, "How this is made", &format!("{text}\n\nHow this is made"))
}

#[test]
fn too_deep() {
    let body = format!("---\n\nA list:\n\n{}deep\n", "- ".repeat(101));
    let project = Project::new().edit("content/glossary/quota.md", "---\n\nA limit.\n", &body);
    assert_snapshot!(project.problems(), @"
    error[too-deep]: this stands within more than 100 others
     --> content/glossary/quota.md:7:201
      |
    7 | ...- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - deep
      |                                                                  ^^^^^^
      |
    help: write lists and quotations flatter, or put a backslash before what was not meant to nest

    1 error: the content is not fit to publish
    ");
}

#[test]
fn too_deep_in_yaml() {
    let keys = format!("title: Quota\nalso: {}{}", "[".repeat(102), "]".repeat(102));
    let project = Project::new().edit("content/glossary/quota.md", "title: Quota", &keys);
    assert_snapshot!(project.problems(), @"
    error[too-deep]: this stands within more than 100 others
     --> content/glossary/quota.md:3:107
      |
    3 | also: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]...
      |                                                                                                           ^
      |
    help: put the value in quotation marks if its brackets are meant as text

    1 error: the content is not fit to publish
    ");
}

#[test]
fn broken_link() {
    assert_snapshot!(with_text("See [the talks](../issues/quota.md).").problems(), @"
    error[broken-link]: `../issues/quota.md` leads to no file
     --> content/pages/about.md:5:17
      |
    5 | See [the talks](../issues/quota.md).
      |                 ^^^^^^^^^^^^^^^^^^
      |
    help: did you mean `../issues/quotas.md`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn broken_link_to_the_wrong_folder() {
    assert_snapshot!(with_text("Élysée: see [the North](north.md) and [the plan](plan.pdf).").problems(), @"
    error[broken-link]: `north.md` leads to no file
     --> content/pages/about.md:5:25
      |
    5 | Élysée: see [the North](north.md) and [the plan](plan.pdf).
      |                         ^^^^^^^^
      |
    help: did you mean `../parties/north.md`?

    error[broken-link]: `plan.pdf` leads to no file
     --> content/pages/about.md:5:50
      |
    5 | Élysée: see [the North](north.md) and [the plan](plan.pdf).
      |                                                  ^^^^^^^^
      |
    help: correct the path; it is relative to this file

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn broken_link_out_of_the_content() {
    assert_snapshot!(with_text("See [the readme](../../README.md), [nothing]().").problems(), @"
    error[broken-link]: `../../README.md` leads out of `content/`
     --> content/pages/about.md:5:18
      |
    5 | See [the readme](../../README.md), [nothing]().
      |                  ^^^^^^^^^^^^^^^
      |
    help: link to the address at which it can be read on the web

    error[broken-link]: this link leads nowhere
     --> content/pages/about.md:5:36
      |
    5 | See [the readme](../../README.md), [nothing]().
      |                                    ^^^^^^^^^^^
      |
    help: write a path between the parentheses

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn broken_link_of_a_kind_that_is_not_published() {
    assert_snapshot!(with_text("[Run](javascript:alert(1)) or [go](//example.org/).").problems(), @"
    error[broken-link]: links of the kind `javascript:` are not published
     --> content/pages/about.md:5:7
      |
    5 | [Run](javascript:alert(1)) or [go](//example.org/).
      |       ^^^^^^^^^^^^^^^^^^^
      |
    help: use one of `https:`, `http:`, `mailto:`, `tel:`

    error[broken-link]: this address does not say how it is reached
     --> content/pages/about.md:5:36
      |
    5 | [Run](javascript:alert(1)) or [go](//example.org/).
      |                                    ^^^^^^^^^^^^^^
      |
    help: write `https://example.org/`

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn broken_link_to_an_address_of_the_site() {
    assert_snapshot!(with_text("See [when](/timelin/), [what](/issues/quotas) and [who](/who-is-who/).").problems(), @"
    error[broken-link]: this site has no address `/timelin/`
     --> content/pages/about.md:5:12
      |
    5 | See [when](/timelin/), [what](/issues/quotas) and [who](/who-is-who/).
      |            ^^^^^^^^^
      |
    help: did you mean `/timeline/`?

    error[broken-link]: this site has no address `/issues/quotas`
     --> content/pages/about.md:5:31
      |
    5 | See [when](/timelin/), [what](/issues/quotas) and [who](/who-is-who/).
      |                               ^^^^^^^^^^^^^^
      |
    help: did you mean `/issues/quotas/`?

    error[broken-link]: this site has no address `/who-is-who/`
     --> content/pages/about.md:5:57
      |
    5 | See [when](/timelin/), [what](/issues/quotas) and [who](/who-is-who/).
      |                                                         ^^^^^^^^^^^^
      |
    help: a first slash means the root of this site; to a file, write a relative path

    3 errors: the content is not fit to publish
    ");
}

#[test]
fn broken_link_by_reference() {
    assert_snapshot!(with_text("See [the talks][1].\n\n[1]: ../issues/talks.md").problems(), @"
    error[broken-link]: `../issues/talks.md` leads to no file
     --> content/pages/about.md:5:5
      |
    5 | See [the talks][1].
      |     ^^^^^^^^^^^^^^
      |
    help: correct the path; it is relative to this file

    1 error: the content is not fit to publish
    ");
}

#[test]
fn broken_anchor() {
    assert_snapshot!(with_text("See [why](../issues/quotas.md#backgrund).").problems(), @"
    error[broken-anchor]: that page has no heading `#backgrund`
     --> content/pages/about.md:5:31
      |
    5 | See [why](../issues/quotas.md#backgrund).
      |                               ^^^^^^^^^
      |
    help: did you mean `#background`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn broken_anchor_on_the_page_itself() {
    assert_snapshot!(with_text("See [below](#method).").problems(), @"
    error[broken-anchor]: this page has no heading `#method`
     --> content/pages/about.md:5:14
      |
    5 | See [below](#method).
      |              ^^^^^^
      |
    help: this page has no headings to link to

    1 error: the content is not fit to publish
    ");
}

#[test]
fn broken_wiki_link() {
    assert_snapshot!(with_text("See [[qotas]], [[issues/quota|quotas]] and [[fisheries]].").problems(), @"
    error[broken-wiki-link]: nothing here is called `qotas`
     --> content/pages/about.md:5:7
      |
    5 | See [[qotas]], [[issues/quota|quotas]] and [[fisheries]].
      |       ^^^^^
      |
    help: did you mean `[[quotas]]`?

    error[broken-wiki-link]: there is no issue `quota`
     --> content/pages/about.md:5:18
      |
    5 | See [[qotas]], [[issues/quota|quotas]] and [[fisheries]].
      |                  ^^^^^^^^^^^^
      |
    help: did you mean `[[issues/quotas]]`?

    error[broken-wiki-link]: nothing here is called `fisheries`
     --> content/pages/about.md:5:46
      |
    5 | See [[qotas]], [[issues/quota|quotas]] and [[fisheries]].
      |                                              ^^^^^^^^^
      |
    help: write the slug, the title or the name of something that has a file

    3 errors: the content is not fit to publish
    ");
}

#[test]
fn unknown_term() {
    assert_snapshot!(with_text("A [[glossary/quta|quota]] and a [[glossary/catch]].").problems(), @"
    error[unknown-term]: there is no glossary term `quta`
     --> content/pages/about.md:5:5
      |
    5 | A [[glossary/quta|quota]] and a [[glossary/catch]].
      |     ^^^^^^^^^^^^^
      |
    help: did you mean `[[glossary/quota]]`?

    error[unknown-term]: there is no glossary term `catch`
     --> content/pages/about.md:5:35
      |
    5 | A [[glossary/quta|quota]] and a [[glossary/catch]].
      |                                   ^^^^^^^^^^^^^^
      |
    help: add `content/glossary/catch.md`, or correct the slug

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn ambiguous_wiki_link() {
    let project = with_text("See [[quotas]].")
        .file("content/pages/quotas.md", "---\ntitle: Quotas elsewhere\n---\n");
    assert_snapshot!(project.problems(), @"
    error[ambiguous-wiki-link]: `quotas` names more than one thing
     --> content/pages/about.md:5:7
      |
    5 | See [[quotas]].
      |       ^^^^^^
      |
    help: say which: `[[issues/quotas]]` or `[[pages/quotas]]`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn missing_image() {
    assert_snapshot!(with_text("![A map of the sea](mop.svg)").problems(), @"
    error[missing-image]: there is no file `mop.svg`
     --> content/pages/about.md:5:21
      |
    5 | ![A map of the sea](mop.svg)
      |                     ^^^^^^^
      |
    help: did you mean `map.svg`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn missing_image_elsewhere() {
    assert_snapshot!(with_text("![A map](https://example.org/map.svg) ![Text](about.md)").problems(), @"
    error[missing-image]: this image does not lie under `content/`
     --> content/pages/about.md:5:10
      |
    5 | ![A map](https://example.org/map.svg) ![Text](about.md)
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: put the file beside the text and link it relatively: readers then ask no one else for it

    error[missing-image]: `about.md` is a page and no image
     --> content/pages/about.md:5:47
      |
    5 | ![A map](https://example.org/map.svg) ![Text](about.md)
      |                                               ^^^^^^^^
      |
    help: correct the path; it is relative to this file

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn image_without_alt() {
    assert_snapshot!(with_text("![](map.svg)").problems(), @"
    error[image-without-alt]: this image has no alternative text
     --> content/pages/about.md:5:1
      |
    5 | ![](map.svg)
      | ^^^
      |
    help: say in the square brackets what it shows

    1 error: the content is not fit to publish
    ");
}

#[test]
fn body_heading_one() {
    assert_snapshot!(with_text("# Про нас: метод").problems(), @"
    error[body-heading-one]: this heading is of the first level
     --> content/pages/about.md:5:1
      |
    5 | # Про нас: метод
      | ^^^^^^^^^^^^^^^^
      |
    help: use `##`: the page's one first-level heading is its title

    1 error: the content is not fit to publish
    ");
}

#[test]
fn raw_html() {
    let project = with_text(
        "A <b onclick=\"x()\">bold</b> claim.<img src=\"map.svg\">\n\n<div>\n<a href=\"../index.md\">Home</a>\n\n<script>\nx()\n</script>",
    );
    assert_snapshot!(project.warnings(), @r#"
    warning[raw-html]: the attribute `onclick` is not published here
     --> content/pages/about.md:5:6
      |
    5 | A <b onclick="x()">bold</b> claim.<img src="map.svg">
      |      ^^^^^^^^^^^^^
      |
    help: remove it; `raw_html: trusted` in `site.yaml` publishes raw HTML as it is written

    warning[raw-html]: the element `img` is not published
     --> content/pages/about.md:5:35
      |
    5 | A <b onclick="x()">bold</b> claim.<img src="map.svg">
      |                                   ^^^^^^^^^^^^^^^^^^^
      |
    help: write `![what it shows](file)`; `raw_html: trusted` in `site.yaml` publishes raw HTML as it is written

    warning[raw-html]: `<div>` is never closed
     --> content/pages/about.md:7:1
      |
    7 | <div>
      | ^^^^^
      |
    help: write `</div>` where it ends

    warning[raw-html]: `href` is not published with this value
     --> content/pages/about.md:8:4
      |
    8 | <a href="../index.md">Home</a>
      |    ^^^^^^^^^^^^^^^^^^
      |
    help: begin it with `https://`, `http://`, `mailto:` or `tel:`; within the site write `[text](path)`

    warning[raw-html]: the element `script` is not published
      --> content/pages/about.md:10:1
       |
    10 | <script>
       | ^^^^^^^^
       |
    help: remove it, or write it in Markdown; `raw_html: trusted` in `site.yaml` publishes raw HTML as it is written

    16 pages checked: 5 warnings
    "#);
}

#[test]
fn raw_html_that_is_harmless_or_trusted_is_passed_over() {
    let text = "A <b>bold</b> claim<br>and <kbd lang=\"en\">Esc</kbd>. <!-- a note -->\n\n<details>\n<summary>More</summary>\n\n*Text*\n\n</details>";
    assert_snapshot!(with_text(text).warnings(), @"16 pages checked: no problem");
    let trusted = with_text("<form><input></form>\n\n<b id=x>y</b>").edit(
        "content/site.yaml",
        "search:",
        "raw_html: trusted\nsearch:",
    );
    assert_snapshot!(trusted.warnings(), @"16 pages checked: no problem");
}

#[test]
fn raw_html_refused() {
    let text = "A <b>bold</b> claim.\n\n<div>\nA block.\n</div>";
    let project =
        with_text(text).edit("content/site.yaml", "search:", "raw_html: refused\nsearch:");
    assert_snapshot!(project.problems(), @r"
    error[raw-html-refused]: raw HTML is not published
     --> content/pages/about.md:5:3
      |
    5 | A <b>bold</b> claim.
      |   ^^^
      |
    help: write Markdown; a `<` that is meant literally is written `\<`; `raw_html: sanitized` in `site.yaml` publishes harmless elements

    error[raw-html-refused]: raw HTML is not published
     --> content/pages/about.md:5:10
      |
    5 | A <b>bold</b> claim.
      |          ^^^^
      |
    help: write Markdown; a `<` that is meant literally is written `\<`; `raw_html: sanitized` in `site.yaml` publishes harmless elements

    error[raw-html-refused]: raw HTML is not published
     --> content/pages/about.md:7:1
      |
    7 | <div>
      | ^^^^^
      |
    help: write Markdown; a `<` that is meant literally is written `\<`; `raw_html: sanitized` in `site.yaml` publishes harmless elements

    3 errors: the content is not fit to publish
    ");
}

#[test]
fn several_files_and_all_their_problems() {
    let project = with_text("See [[qotas]] and ![](map.svg).")
        .edit("content/participants/ann.md", "party: north", "party: nroth")
        .edit("content/events/summit.md", "date: 2024-05-01", "date: May");
    assert_snapshot!(project.problems(), @"
    error[bad-date]: `May` is no date
     --> content/events/summit.md:3:7
      |
    3 | date: May
      |       ^^^
      |
    help: write year, month and day: 2025-04-17, or 2025-04, or 2025

    error[broken-wiki-link]: nothing here is called `qotas`
     --> content/pages/about.md:5:7
      |
    5 | See [[qotas]] and ![](map.svg).
      |       ^^^^^
      |
    help: did you mean `[[quotas]]`?

    error[image-without-alt]: this image has no alternative text
     --> content/pages/about.md:5:19
      |
    5 | See [[qotas]] and ![](map.svg).
      |                   ^^^
      |
    help: say in the square brackets what it shows

    error[unknown-party]: there is no party `nroth`
     --> content/participants/ann.md:4:8
      |
    4 | party: nroth
      |        ^^^^^
      |
    help: did you mean `north`?

    4 errors: the content is not fit to publish
    ");
}
