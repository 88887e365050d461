//! What of a body would be lost on its way to the page, or published without what it rests on.

use insta::assert_snapshot;
use standpoint::content::{self, LoadOptions, Memo};
use standpoint::diagnostic::{Code, Fix};

use super::bodies::{ABOUT, with_text};
use crate::project::between;

/// The text of the page about the explainer, as it is published.
fn published(text: &str) -> String {
    let project = with_text(text);
    project.run("build").exit(0);
    let page = project.read("public/about/index.html");
    between(&page, "class=\"prose\">", "class=\"mentions\"").to_owned()
}

/// The text about the explainer after the edit that the first problem of this kind offers.
fn mended(text: &str, code: Code) -> String {
    let project = with_text(text);
    let root = project.path().to_owned();
    let options = LoadOptions { root, ..LoadOptions::default() };
    let loaded = content::load(&options, &mut Memo::default());
    let problem = loaded.diagnostics.into_iter().find(|it| it.code == code).expect("a problem");
    let Some(Fix::Replace(right)) = problem.fix else { panic!("{problem:#?}") };
    let mut text = project.read(ABOUT);
    text.replace_range(problem.span.range, &right);
    text
}

/// B2: a mark without a footnote was published as text.
#[test]
fn unknown_footnote() {
    let project = with_text("One.[^missing] Two.[^Note]\n\n[^note]: The text of the note.");
    assert_snapshot!(project.problems(), @r"
    error[unknown-footnote]: no footnote `[^missing]` is defined
     --> content/pages/about.md:5:5
      |
    5 | One.[^missing] Two.[^Note]
      |     ^^^^^^^^^^
      |
    help: define it on a line of its own: `[^missing]: …`; write `\[` if it is meant as text

    1 error: the content is not fit to publish
    ");
}

/// B2: the last of two footnotes with one label took the place of the first.
#[test]
fn duplicate_footnote() {
    let project = with_text("Three.[^dup]\n\n[^dup]: The first text.\n\n[^DUP]: The second text.");
    assert_snapshot!(project.problems(), @"
    error[duplicate-footnote]: another footnote has this label, and is published in place of it
     --> content/pages/about.md:9:1
      |
    9 | [^DUP]: The second text.
      | ^^^^^^^
      |
    note: the first is here
     --> content/pages/about.md:7:1
      |
    7 | [^dup]: The first text.
      | ^^^^^^^
    help: give one of them another label

    1 error: the content is not fit to publish
    ");
}

/// B2: a footnote that nothing refers to was lost, and what it cites counted.
#[test]
fn unused_footnote() {
    let project = with_text(
        "One.[^1]\n\n[^1]: A note.[^2]\n\n[^2]: Another.\n\n[^never]: Never referred to.[^alone]\n\n[^alone]: From there alone, with [@gazette p1].",
    );
    assert_snapshot!(project.problems(), @"
    error[unused-footnote]: nothing refers to this footnote: it is not published
      --> content/pages/about.md:11:1
       |
    11 | [^never]: Never referred to.[^alone]
       | ^^^^^^^^^
       |
    help: write `[^never]` where the text refers to it, or remove it

    error[unused-footnote]: nothing refers to this footnote: it is not published
      --> content/pages/about.md:13:1
       |
    13 | [^alone]: From there alone, with [@gazette p1].
       | ^^^^^^^^^
       |
    help: write `[^alone]` where the text refers to it, or remove it

    2 errors: the content is not fit to publish
    ");
}

/// B2: a footnote or a citation within a link's text broke the link, and where it leads was not looked at.
#[test]
fn nested_link() {
    let project = with_text(
        "[see [@gazette p1]](https://example.org/), [a note[^1]](nowhere.md) and [a [link](../parties/north.md) in another](../issues/quotas.md).\n\n[^1]: A note.",
    );
    assert_snapshot!(project.problems(), @"
    error[nested-link]: a citation stands in the text of a link, which is published as text for that reason
     --> content/pages/about.md:5:6
      |
    5 | [see [@gazette p1]](https://example.org/), [a note[^1]](nowhere.md) and [a [link](../parties/north.md) in another](../issues/quotas.md).
      |      ^^^^^^^^^^^^^
      |
    help: write it behind the link

    error[nested-link]: a footnote stands in the text of a link, which is published as text for that reason
     --> content/pages/about.md:5:51
      |
    5 | [see [@gazette p1]](https://example.org/), [a note[^1]](nowhere.md) and [a [link](../parties/north.md) in another](../issues/quotas.md).
      |                                                   ^^^^
      |
    help: write its mark behind the link

    error[broken-link]: `nowhere.md` leads to no file
     --> content/pages/about.md:5:57
      |
    5 | [see [@gazette p1]](https://example.org/), [a note[^1]](nowhere.md) and [a [link](../parties/north.md) in another](../issues/quotas.md).
      |                                                         ^^^^^^^^^^
      |
    help: correct the path; it is relative to this file

    error[nested-link]: a link stands in the text of a link, which is published as text for that reason
     --> content/pages/about.md:5:76
      |
    5 | [see [@gazette p1]](https://example.org/), [a note[^1]](nowhere.md) and [a [link](../parties/north.md) in another](../issues/quotas.md).
      |                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write one of the two links, or one behind the other

    4 errors: the content is not fit to publish
    ");
}

/// B2: what stands in an image's text is not published at all.
#[test]
fn nested_link_in_an_image_or_raw_html() {
    let project = with_text(
        "![The map [@gazette p1] of the [sea](../parties/north.md)](map.svg) and <a href=\"https://example.org/\">that [@gazette p1]</a>.",
    );
    assert_snapshot!(project.problems(), @r#"
    error[nested-link]: a citation stands in the text of a link or an image and cannot be followed there
     --> content/pages/about.md:5:11
      |
    5 | ![The map [@gazette p1] of the [sea](../parties/north.md)](map.svg) and <a href="https://example.org/">that [@gazette p1]</a>.
      |           ^^^^^^^^^^^^^
      |
    help: write it behind the link

    error[nested-link]: a link stands in the text of a link or an image and cannot be followed there
     --> content/pages/about.md:5:32
      |
    5 | ![The map [@gazette p1] of the [sea](../parties/north.md)](map.svg) and <a href="https://example.org/">that [@gazette p1]</a>.
      |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write one of the two links, or one behind the other

    error[nested-link]: a citation stands in the text of a link or an image and cannot be followed there
     --> content/pages/about.md:5:109
      |
    5 | ![The map [@gazette p1] of the [sea](../parties/north.md)](map.svg) and <a href="https://example.org/">that [@gazette p1]</a>.
      |                                                                                                             ^^^^^^^^^^^^^
      |
    help: write it behind the link

    3 errors: the content is not fit to publish
    "#);
}

/// B3: these were published as they stand.
#[test]
fn bad_citation_within_other_text() {
    let project = with_text(
        "A [see @gazette p1] and (@gazette p1) and [-@gazette p1] and [@gazette p1 without end.\n\nAs @gazette p1 has it.",
    );
    assert_snapshot!(project.problems(), @r"
    error[bad-citation]: this is published as text and cites nothing
     --> content/pages/about.md:5:8
      |
    5 | A [see @gazette p1] and (@gazette p1) and [-@gazette p1] and [@gazette p1 without end.
      |        ^^^^^^^^^^^
      |
    help: a citation stands in brackets of its own: `[@gazette p1]`; `\@` is no citation

    error[bad-citation]: this is published as text and cites nothing
     --> content/pages/about.md:5:26
      |
    5 | A [see @gazette p1] and (@gazette p1) and [-@gazette p1] and [@gazette p1 without end.
      |                          ^^^^^^^^^^^
      |
    help: a citation stands in brackets of its own: `[@gazette p1]`; `\@` is no citation

    error[bad-citation]: this is published as text and cites nothing
     --> content/pages/about.md:5:45
      |
    5 | A [see @gazette p1] and (@gazette p1) and [-@gazette p1] and [@gazette p1 without end.
      |                                             ^^^^^^^^^^^
      |
    help: a citation stands in brackets of its own: `[@gazette p1]`; `\@` is no citation

    error[bad-citation]: this is published as text and cites nothing
     --> content/pages/about.md:5:63
      |
    5 | A [see @gazette p1] and (@gazette p1) and [-@gazette p1] and [@gazette p1 without end.
      |                                                               ^^^^^^^^^^^
      |
    help: a citation stands in brackets of its own: `[@gazette p1]`; `\@` is no citation

    error[bad-citation]: this is published as text and cites nothing
     --> content/pages/about.md:7:4
      |
    7 | As @gazette p1 has it.
      |    ^^^^^^^^^^^
      |
    help: put it in brackets: `[@gazette p1]`; `\@` is no citation

    5 errors: the content is not fit to publish
    ");
}

/// B3: the definition made a link of the citation, and its line was not published.
#[test]
fn bad_citation_that_a_definition_takes_away() {
    let project = with_text(
        "Fees [@gazette p2].\n\n[@gazette p2]: https://example.org/minutes\n\n[@gazette p1]: see-there",
    );
    assert_snapshot!(project.problems(), @"
    error[bad-citation]: this is read as the definition of a link: the line is not published
     --> content/pages/about.md:7:1
      |
    7 | [@gazette p2]: https://example.org/minutes
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: remove the colon, or write a word between the citation and the colon

    error[bad-citation]: this is read as the definition of a link: the line is not published
     --> content/pages/about.md:9:1
      |
    9 | [@gazette p1]: see-there
      | ^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: remove the colon, or write a word between the citation and the colon

    2 errors: the content is not fit to publish
    ");
}

/// B3: the help did not fit what was written.
#[test]
fn bad_citation_in_another_form() {
    let project = with_text(
        "One [@gazette#p1], [@gazette, p1], [see][@gazette p1], [@gazette] and [@gazette p1 p2].",
    );
    assert_snapshot!(project.problems(), @"
    error[bad-citation]: this does not name a source and a passage
     --> content/pages/about.md:5:6
      |
    5 | One [@gazette#p1], [@gazette, p1], [see][@gazette p1], [@gazette] and [@gazette p1 p2].
      |      ^^^^^^^^^^^
      |
    help: write `[@gazette p1]`

    error[bad-citation]: this does not name a source and a passage
     --> content/pages/about.md:5:21
      |
    5 | One [@gazette#p1], [@gazette, p1], [see][@gazette p1], [@gazette] and [@gazette p1 p2].
      |                     ^^^^^^^^^^^^
      |
    help: write `[@gazette p1]`

    error[bad-citation]: this does not name a source and a passage
     --> content/pages/about.md:5:37
      |
    5 | One [@gazette#p1], [@gazette, p1], [see][@gazette p1], [@gazette] and [@gazette p1 p2].
      |                                     ^^^
      |
    help: write a space between the two pairs of brackets

    error[bad-citation]: this does not name a source and a passage
     --> content/pages/about.md:5:57
      |
    5 | One [@gazette#p1], [@gazette, p1], [see][@gazette p1], [@gazette] and [@gazette p1 p2].
      |                                                         ^^^^^^^^
      |
    help: write `[@source passage]`, as in `[@ap-2025-04-17 p5]`; separate several by `;`

    error[bad-citation]: this does not name a source and a passage
     --> content/pages/about.md:5:72
      |
    5 | One [@gazette#p1], [@gazette, p1], [see][@gazette p1], [@gazette] and [@gazette p1 p2].
      |                                                                        ^^^^^^^^^^^^^^
      |
    help: write `[@source passage]`, as in `[@ap-2025-04-17 p5]`; separate several by `;`

    5 errors: the content is not fit to publish
    ");
}

/// B3: neither an indented paragraph nor a block of HTML cites anything.
#[test]
fn bad_citation_in_code_or_html() {
    let project = with_text(
        "Text:\n\n    An indented paragraph [@gazette p1].\n\n<div>\nA block [@gazette p1].\n</div>\n\n```text\nCode [@gazette p1].\n```\n\n`Code [@gazette p1]`.",
    );
    assert_snapshot!(project.problems(), @"
    error[bad-citation]: this is published as code and cites nothing
     --> content/pages/about.md:7:28
      |
    7 |     An indented paragraph [@gazette p1].
      |                            ^^^^^^^^^^^
      |
    help: indent the text by less than four spaces, and close each code block; code that shows how to cite stands between two lines of `` ``` ``

    error[bad-citation]: within a block of HTML this is published as text and cites nothing
      --> content/pages/about.md:10:10
       |
    10 | A block [@gazette p1].
       |          ^^^^^^^^^^^
       |
    help: put an empty line behind the tag before it, and one before the tag behind it

    2 errors: the content is not fit to publish
    ");
}

/// B4: cells beyond the head were dropped.
#[test]
fn lost_cells() {
    let project = with_text(
        "| Place | Fee | Ships |\n|---|---|---|\n| [[glossary/quota|berth]] | 10 | 20 |\n| pier | 11 | 21 | 99 |\n| quay | 12 | 22 | |\n| `a|b` | 13 | 23 |",
    );
    assert_snapshot!(project.problems(), @r"
    error[lost-cells]: the table has no column for this: it is not published
     --> content/pages/about.md:7:35
      |
    7 | | [[glossary/quota|berth]] | 10 | 20 |
      |                                   ^^
      |
    help: in a table, write the bar within `[[…]]` as `\|`

    error[lost-cells]: the table has no column for this: it is not published
     --> content/pages/about.md:8:20
      |
    8 | | pier | 11 | 21 | 99 |
      |                    ^^
      |
    help: give the head another column, or write a bar that is meant as text as `\|`

    error[lost-cells]: the table has no column for this: it is not published
      --> content/pages/about.md:10:16
       |
    10 | | `a|b` | 13 | 23 |
       |                ^^
       |
    help: write a bar that is meant as text as `\|`, in code as well; or give the head another column

    3 errors: the content is not fit to publish
    ");
}

/// B4: in a quotation and in a list as well.
#[test]
fn lost_cells_in_a_quotation() {
    let project = with_text(
        "> | a | b |\n> |---|---|\n> | c | d | Українською |\n\n- | a |\n  |---|\n  | b | `c` |",
    );
    assert_snapshot!(project.problems(), @r"
    error[lost-cells]: the table has no column for this: it is not published
     --> content/pages/about.md:7:13
      |
    7 | > | c | d | Українською |
      |             ^^^^^^^^^^^
      |
    help: give the head another column, or write a bar that is meant as text as `\|`

    error[lost-cells]: the table has no column for this: it is not published
      --> content/pages/about.md:11:9
       |
    11 |   | b | `c` |
       |         ^^^
       |
    help: write a bar that is meant as text as `\|`, in code as well; or give the head another column

    2 errors: the content is not fit to publish
    ");
}

/// B6: a link without a text is no use to readers.
#[expect(clippy::invisible_characters, reason = "the report shows the line as it is")]
#[test]
fn link_without_text() {
    let project = with_text(
        "[](../parties/north.md), [ ](https://example.org/), [<b></b>](about.md) and [\u{200b}](#x), [[north|]].",
    );
    assert_snapshot!(project.problems(), @"
    error[link-without-text]: this link has no text
     --> content/pages/about.md:5:1
      |
    5 | [](../parties/north.md), [ ](https://example.org/), [<b></b>](about.md) and [​](#x), [[north|]].
      | ^^
      |
    help: say in the square brackets where it leads

    error[link-without-text]: this link has no text
     --> content/pages/about.md:5:26
      |
    5 | [](../parties/north.md), [ ](https://example.org/), [<b></b>](about.md) and [​](#x), [[north|]].
      |                          ^^^
      |
    help: say in the square brackets where it leads

    error[link-without-text]: this link has no text
     --> content/pages/about.md:5:53
      |
    5 | [](../parties/north.md), [ ](https://example.org/), [<b></b>](about.md) and [​](#x), [[north|]].
      |                                                     ^^^^^^^^^
      |
    help: say in the square brackets where it leads

    error[link-without-text]: this link has no text
     --> content/pages/about.md:5:77
      |
    5 | [](../parties/north.md), [ ](https://example.org/), [<b></b>](about.md) and [​](#x), [[north|]].
      |                                                                             ^^
      |
    help: say in the square brackets where it leads

    error[broken-anchor]: this page has no heading `#x`
     --> content/pages/about.md:5:82
      |
    5 | [](../parties/north.md), [ ](https://example.org/), [<b></b>](about.md) and [​](#x), [[north|]].
      |                                                                                 ^
      |
    help: this page has no headings to link to

    5 errors: the content is not fit to publish
    ");
}

/// B6: the name of the file or a size stood for the text.
#[test]
fn image_without_alt_in_a_wiki_link() {
    let project = with_text(
        "![[map.svg]] ![[map.svg|300]] ![[map.svg|300x200]] ![map.svg](map.svg) ![[map.svg|The sea|300]] ![[map.svg|The sea]]",
    );
    assert_snapshot!(project.problems(), @"
    error[image-without-alt]: this image has no alternative text but its file's name
     --> content/pages/about.md:5:4
      |
    5 | ![[map.svg]] ![[map.svg|300]] ![[map.svg|300x200]] ![map.svg](map.svg) ![[map.svg|The sea|300]] ![[map.svg|The sea]]
      |    ^^^^^^^
      |
    help: say behind a bar what it shows: `![[map.svg|…]]`

    error[image-without-alt]: this image has no alternative text but a size, which is not set here
     --> content/pages/about.md:5:17
      |
    5 | ![[map.svg]] ![[map.svg|300]] ![[map.svg|300x200]] ![map.svg](map.svg) ![[map.svg|The sea|300]] ![[map.svg|The sea]]
      |                 ^^^^^^^
      |
    help: say behind a bar what it shows: `![[map.svg|…]]`

    error[image-without-alt]: this image has no alternative text but a size, which is not set here
     --> content/pages/about.md:5:34
      |
    5 | ![[map.svg]] ![[map.svg|300]] ![[map.svg|300x200]] ![map.svg](map.svg) ![[map.svg|The sea|300]] ![[map.svg|The sea]]
      |                                  ^^^^^^^
      |
    help: say behind a bar what it shows: `![[map.svg|…]]`

    error[image-without-alt]: this image has no alternative text but its file's name
     --> content/pages/about.md:5:52
      |
    5 | ![[map.svg]] ![[map.svg|300]] ![[map.svg|300x200]] ![map.svg](map.svg) ![[map.svg|The sea|300]] ![[map.svg|The sea]]
      |                                                    ^^^^^^^^^^
      |
    help: say in the square brackets what it shows

    warning[looks-like-markup]: `|300` is published as part of the image's alternative text
     --> content/pages/about.md:5:75
      |
    5 | ![[map.svg]] ![[map.svg|300]] ![[map.svg|300x200]] ![map.svg](map.svg) ![[map.svg|The sea|300]] ![[map.svg|The sea]]
      |                                                                           ^^^^^^^
      |
    help: remove it: sizes are not set here

    4 errors and 1 warning: the content is not fit to publish
    ");
}

/// B3: what nothing refers to is not published.
#[test]
fn unused_definition() {
    let project = with_text(
        "See [the talks][1].\n\n[1]: ../issues/quotas.md\n\n[1]: ../parties/north.md\n\n[Note]: agreed\n\n[//]: # (a comment)",
    );
    assert_snapshot!(project.warnings(), @r"
    warning[unused-definition]: this label is defined above: the line is not published
     --> content/pages/about.md:9:1
      |
    9 | [1]: ../parties/north.md
      | ^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: remove it, or give one of the two another label

    warning[unused-definition]: no link refers to this definition: the line is not published
      --> content/pages/about.md:11:1
       |
    11 | [Note]: agreed
       | ^^^^^^^^^^^^^^
       |
    help: remove it, or write `\[` if the line is meant as text

    16 pages checked: 2 warnings
    ");
}

/// A comment that is never closed, or only by the end of another, hides what follows.
#[test]
fn unclosed_comment() {
    let project = with_text("<!-- one\n\nText.\n\n<!-- two -->\n\nMore.\n\n<!-- three\n\nEnd.");
    assert_snapshot!(project.problems(), @"
    error[unclosed-comment]: this comment does not end before another begins, or not at all: what is in it is not published
     --> content/pages/about.md:5:1
      |
    5 | <!-- one
      | ^^^^^^^^
      |
    help: write `-->` where it ends

    error[unclosed-comment]: this comment does not end before another begins, or not at all: what is in it is not published
      --> content/pages/about.md:13:1
       |
    13 | <!-- three
       | ^^^^^^^^^^
       |
    help: write `-->` where it ends

    2 errors: the content is not fit to publish
    ");
}

/// All that follows was published as code.
#[test]
fn unclosed_code() {
    let project = with_text("```text\ncode\n\nText [@gazette p1].");
    assert_snapshot!(project.problems(), @"
    warning[unclosed-code]: this code block is never closed: all that follows is code
     --> content/pages/about.md:5:1
      |
    5 | ```text
      | ^^^^^^^
      |
    help: write a line of its own where it ends: `` ``` ``

    error[bad-citation]: this is published as code and cites nothing
     --> content/pages/about.md:8:7
      |
    8 | Text [@gazette p1].
      |       ^^^^^^^^^^^
      |
    help: indent the text by less than four spaces, and close each code block; code that shows how to cite stands between two lines of `` ``` ``

    1 error and 1 warning: the content is not fit to publish
    ");
}

/// B6: the edit replaced the whole link.
#[test]
fn missing_image_in_a_wiki_link() {
    let project = with_text("![[pages/map.svg|The sea]] ![[quotas|x]] ![[mop.svg|The sea]]");
    assert_snapshot!(project.problems(), @"
    error[missing-image]: there is no file `pages/map.svg`
     --> content/pages/about.md:5:4
      |
    5 | ![[pages/map.svg|The sea]] ![[quotas|x]] ![[mop.svg|The sea]]
      |    ^^^^^^^^^^^^^
      |
    help: did you mean `map.svg`?

    error[missing-image]: there is no file `quotas`
     --> content/pages/about.md:5:31
      |
    5 | ![[pages/map.svg|The sea]] ![[quotas|x]] ![[mop.svg|The sea]]
      |                               ^^^^^^
      |
    help: link to it: `[[quotas]]`; a text is not shown within another

    error[missing-image]: there is no file `mop.svg`
     --> content/pages/about.md:5:45
      |
    5 | ![[pages/map.svg|The sea]] ![[quotas|x]] ![[mop.svg|The sea]]
      |                                             ^^^^^^^
      |
    help: did you mean `map.svg`?

    3 errors: the content is not fit to publish
    ");
}

/// C2: the help was to add `a.md.md`.
#[test]
fn broken_wiki_link_to_a_file() {
    let project = with_text(
        "[[participants/ann.md]], [[ann.md|Ann]], [[../parties/north.md]] and [[nobody.md]].",
    );
    assert_snapshot!(project.problems(), @"
    error[broken-wiki-link]: a wiki-link names no file, and `participants/ann.md` is one
     --> content/pages/about.md:5:3
      |
    5 | [[participants/ann.md]], [[ann.md|Ann]], [[../parties/north.md]] and [[nobody.md]].
      |   ^^^^^^^^^^^^^^^^^^^
      |
    help: write `[[participants/ann]]`

    error[broken-wiki-link]: a wiki-link names no file, and `ann.md` is one
     --> content/pages/about.md:5:28
      |
    5 | [[participants/ann.md]], [[ann.md|Ann]], [[../parties/north.md]] and [[nobody.md]].
      |                            ^^^^^^
      |
    help: write `[[ann]]`

    error[broken-wiki-link]: a wiki-link names no file, and `../parties/north.md` is one
     --> content/pages/about.md:5:44
      |
    5 | [[participants/ann.md]], [[ann.md|Ann]], [[../parties/north.md]] and [[nobody.md]].
      |                                            ^^^^^^^^^^^^^^^^^^^
      |
    help: write `[[parties/north]]`

    error[broken-wiki-link]: nothing here is called `nobody.md`
     --> content/pages/about.md:5:72
      |
    5 | [[participants/ann.md]], [[ann.md|Ann]], [[../parties/north.md]] and [[nobody.md]].
      |                                                                        ^^^^^^^^^
      |
    help: write the slug, the title or the name of something that has a file

    4 errors: the content is not fit to publish
    ");
}

/// C3: a link to a heading of this page.
#[test]
fn broken_anchor_in_a_wiki_link() {
    let project = with_text(
        "[[#A heading]], [[#a-heading]], [[quotas#Background]], [[#Another]].\n\n## A heading",
    );
    assert_snapshot!(project.problems(), @"
    error[broken-anchor]: this page has no heading `#Another`
     --> content/pages/about.md:5:59
      |
    5 | [[#A heading]], [[#a-heading]], [[quotas#Background]], [[#Another]].
      |                                                           ^^^^^^^
      |
    help: there is only `#a-heading`

    1 error: the content is not fit to publish
    ");
}

/// C3: the help named neither `https://` nor the space.
#[test]
fn broken_link_without_a_scheme() {
    let project = with_text(
        "[a](www.example.org), [b](example.org/a), [c](<https://example.org/a b>), [d](ann@example.org).",
    );
    assert_snapshot!(project.problems(), @"
    error[broken-link]: `www.example.org` leads to no file
     --> content/pages/about.md:5:5
      |
    5 | [a](www.example.org), [b](example.org/a), [c](<https://example.org/a b>), [d](ann@example.org).
      |     ^^^^^^^^^^^^^^^
      |
    help: write `https://www.example.org`

    error[broken-link]: `example.org/a` leads to no file
     --> content/pages/about.md:5:27
      |
    5 | [a](www.example.org), [b](example.org/a), [c](<https://example.org/a b>), [d](ann@example.org).
      |                           ^^^^^^^^^^^^^
      |
    help: write `https://example.org/a`

    error[broken-link]: this address holds a space
     --> content/pages/about.md:5:48
      |
    5 | [a](www.example.org), [b](example.org/a), [c](<https://example.org/a b>), [d](ann@example.org).
      |                                                ^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write `https://example.org/a%20b`

    error[broken-link]: `ann@example.org` leads to no file
     --> content/pages/about.md:5:79
      |
    5 | [a](www.example.org), [b](example.org/a), [c](<https://example.org/a b>), [d](ann@example.org).
      |                                                                               ^^^^^^^^^^^^^^^
      |
    help: write `mailto:ann@example.org`

    4 errors: the content is not fit to publish
    ");
}

/// C2: one problem for each attribute, each with the advice to trust it.
#[test]
fn raw_html_of_a_word_processor() {
    let project = with_text(
        "<p class=MsoNormal style='mso-x:y'><span lang=EN-US style='color:red'>Text</span><o:p></o:p></p>\n\n<p class=MsoNormal onclick=x>More</p>",
    );
    assert_snapshot!(project.warnings(), @"
    warning[raw-html]: the attribute `class` is not published here, nor is what 5 other places of this text say on how it looks
     --> content/pages/about.md:5:4
      |
    5 | <p class=MsoNormal style='mso-x:y'><span lang=EN-US style='color:red'>Text</span><o:p></o:p></p>
      |    ^^^^^^^^^^^^^^^
      |
    help: paste text without formatting, and write in Markdown what matters of it

    16 pages checked: 1 warning
    ");
}

/// C2: what says how a text looks is one problem.
#[test]
fn raw_html_of_another_page() {
    let project = with_text(
        "<span style=\"color: red\" class=\"x\">Text</span> <font color=\"red\">x</font> <b onclick=\"x\">y</b>\n\n<b id=\"z\">z</b>",
    );
    assert_snapshot!(project.warnings(), @r#"
    warning[raw-html]: the attribute `style` is not published here, nor is what 3 other places of this text say on how it looks
     --> content/pages/about.md:5:7
      |
    5 | <span style="color: red" class="x">Text</span> <font color="red">x</font> <b onclick="x">y</b>
      |       ^^^^^^^^^^^^^^^^^^
      |
    help: paste text without formatting, and write in Markdown what matters of it

    warning[raw-html]: the attribute `onclick` is not published here
     --> content/pages/about.md:5:78
      |
    5 | <span style="color: red" class="x">Text</span> <font color="red">x</font> <b onclick="x">y</b>
      |                                                                              ^^^^^^^^^^^
      |
    help: remove it; `raw_html: trusted` in `site.yaml` publishes raw HTML as it is written

    16 pages checked: 2 warnings
    "#);
}

/// B2: the numbers of the marks were not those of the list, and an empty heading stood over no footnote.
#[test]
fn footnotes_are_numbered_by_their_marks_and_the_first_of_a_label_is_found_in_any_case() {
    let page = published(
        "[^c]: Defined first.\n\nOne.[^B] Two.[^a] Again.[^b]\n\n[^a]: Of a, with a mark.[^c]\n\n[^b]: Of b [@gazette p1].",
    );
    for (number, label, text) in
        [(1, "1.1", "Of b"), (2, "2.1", "Of a"), (3, "3.1", "Defined first.")]
    {
        let mark = format!(
            "<a id=\"footnote-mark.{label}\" href=\"#footnote.{number}\" role=\"doc-noteref\">{number}</a>"
        );
        assert!(page.contains(&mark), "{mark}\n{page}");
        let note = format!("<li id=\"footnote.{number}\"><p>{text}");
        assert!(page.contains(&note), "{note}\n{page}");
    }
    assert!(page.contains("href=\"#footnote-mark.1.2\""), "{page}");
    assert_eq!(page.matches("class=\"footnotes-title\"").count(), 1);
}

/// B3: marks next to each other, behind an exclamation mark, and over the lines of a quotation.
#[test]
fn citations_are_read_wherever_an_author_writes_them() {
    let marks = |text: &str| published(text).matches("role=\"doc-noteref\"").count();
    assert_eq!(
        marks("Two [@gazette p1][@gazette p2] and two more [@gazette p1] [@gazette p2]."),
        4
    );
    assert_eq!(marks("So![@gazette p1]"), 1);
    assert_eq!(marks("One [@gazette p1][]."), 1);
    assert_eq!(
        marks(
            "> [!NOTE]\n> A text ends in a citation [@gazette\n> p1] and goes on.\n\n> Two [@gazette p1;\n> @gazette p2]."
        ),
        3
    );
    assert_eq!(
        marks("- An item [@gazette\n  p1].\n\n  > Two [@gazette p1;\n  > @gazette\n  > p2]."),
        3
    );
    assert!(published("So![@gazette p1]").contains("So!<sup class=\"cite\">"));
}

/// B5: an address as it is became no link, as it does on GitHub.
#[test]
fn bare_addresses_become_links() {
    let page = published("See https://example.org/a_(b), or `https://example.org/c`.");
    let link =
        "<a href=\"https://example.org/a_(b)\" rel=\"external\">https://example.org/a_(b)</a>, or";
    assert!(page.contains(link), "{page}");
    assert_eq!(page.matches("<a href=\"https:").count(), 1, "{page}");
}

/// B6: a title, which is where a credit stands, was dropped; a link without a text shows the title of what it leads to.
#[test]
fn titles_are_captions_and_wiki_links_show_names() {
    let page = published(
        "![The sea](map.svg \"Photo: Ann & Bob\")\n\nHere ![the sea](map.svg 'By Ann') and [x](../parties/north.md \"A title\"), [[north|]], [[#A heading]].\n\n## A heading",
    );
    assert!(page.contains("<figcaption>Photo: Ann &amp; Bob</figcaption></figure>"), "{page}");
    assert!(page.contains("<span class=\"caption\">By Ann</span>"), "{page}");
    assert!(page.contains("<a href=\"/fish/parties/north/\" title=\"A title\">x</a>"), "{page}");
    assert!(page.contains("<a href=\"/fish/parties/north/\">North</a>"), "{page}");
    assert!(page.contains("<a href=\"#a-heading\">A heading</a>"), "{page}");
    assert!(!page.contains("<p><figure>"), "{page}");
}

/// B6, C2, C3: an edit replaced more than what was wrong.
#[test]
fn edits_replace_what_is_wrong_and_nothing_else() {
    for (text, code, expected) in [
        ("![[pages/map.svg|The sea]]", Code::MissingImage, "![[map.svg|The sea]]"),
        ("![The sea](mop.svg \"By Ann\")", Code::MissingImage, "![The sea](map.svg \"By Ann\")"),
        ("[[participants/ann.md|her]]", Code::BrokenWikiLink, "[[participants/ann|her]]"),
        ("[a](www.example.org)", Code::BrokenLink, "[a](https://www.example.org)"),
        ("[a](<https://example.org/a b>)", Code::BrokenLink, "[a](<https://example.org/a%20b>)"),
        ("[@gazette#p1]", Code::BadCitation, "[@gazette p1]"),
        ("As @gazette p1 has it.", Code::BadCitation, "As [@gazette p1] has it."),
        ("[a](my map.svg)", Code::LooksLikeMarkup, "[a](<my map.svg>)"),
    ] {
        let text = mended(text, code);
        assert!(text.contains(&format!("\n\n{expected}\n\n")), "{expected}\n{text}");
    }
}

/// B10: marks were left out of anchors, so that links as GitHub has them led nowhere.
#[test]
fn anchors_keep_the_marks_of_every_script() {
    let text = "[a](#हिन्दी-में) [b](#über-uns) [c](#u\u{308}ber-uns) [d](#שָׁלוֹם) [e](#x)\n\n## हिन्दी में\n\n## U\u{308}ber uns\n\n## שָׁלוֹם\n\n## X²";
    assert_snapshot!(with_text(text).warnings(), @"16 pages checked: no problem");
}
