//! Text that looks like markup and is published as it stands, and ordinary text that does not.

use insta::assert_snapshot;

use super::bodies::with_text;

/// B5: published as they stood.
#[test]
fn looks_like_markup() {
    let project = with_text(
        "![the plan](the plan.png) and [the plan](the plan.pdf).\n\n[text](../parties/north.md “title”) and [text] (../parties/north.md).\n\n[text][nowhere] and [[north] alone.\n\n##\u{a0}A heading after a no-break space\n\n-\u{a0}an item\n\n## Contents {#contents}\n\n%%a remark for editors%%",
    );
    assert_snapshot!(project.warnings(), @r#"
    warning[looks-like-markup]: this looks like a link and is published as text: its path holds a space
     --> content/pages/about.md:5:1
      |
    5 | ![the plan](the plan.png) and [the plan](the plan.pdf).
      | ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write `![the plan](<the plan.png>)`

    warning[looks-like-markup]: this looks like a link and is published as text: its path holds a space
     --> content/pages/about.md:5:31
      |
    5 | ![the plan](the plan.png) and [the plan](the plan.pdf).
      |                               ^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write `[the plan](<the plan.pdf>)`

    warning[looks-like-markup]: this is published as text: a title stands between straight quotation marks
     --> content/pages/about.md:7:1
      |
    7 | [text](../parties/north.md “title”) and [text] (../parties/north.md).
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write `"` or `'` before and after the title

    warning[looks-like-markup]: this looks like a link and is published as text
     --> content/pages/about.md:7:41
      |
    7 | [text](../parties/north.md “title”) and [text] (../parties/north.md).
      |                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write `[text](path)`, with `(` and `)` and no space between; write `\[` if it is meant as text

    warning[looks-like-markup]: this looks like a link and is published as text: nothing defines its label
     --> content/pages/about.md:9:1
      |
    9 | [text][nowhere] and [[north] alone.
      | ^^^^^^^^^^^^^^^
      |
    help: write `[text](path)`, or `[label]: path` on a line of its own; write `\[` if it is meant as text

    warning[looks-like-markup]: this looks like a wiki-link and is published as text
     --> content/pages/about.md:9:21
      |
    9 | [text][nowhere] and [[north] alone.
      |                     ^^^^^^^^
      |
    help: write `[[name]]`; write `\[` if it is meant as text

    warning[looks-like-markup]: this looks like a heading, an item or another block and is published as text
      --> content/pages/about.md:11:1
       |
    11 | ## A heading after a no-break space
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: write an ordinary space in place of U+00A0

    warning[looks-like-markup]: this looks like a heading, an item or another block and is published as text
      --> content/pages/about.md:13:1
       |
    13 | - an item
       | ^^^^^^^^^
       |
    help: write an ordinary space in place of U+00A0

    warning[looks-like-markup]: this looks like an attribute and is published as text
      --> content/pages/about.md:15:13
       |
    15 | ## Contents {#contents}
       |             ^^^^^^^^^^^
       |
    help: remove it: a heading's anchor is made from its text, as on GitHub; write `\{` if it is meant as text

    warning[looks-like-markup]: this looks like a comment and is published
      --> content/pages/about.md:17:1
       |
    17 | %%a remark for editors%%
       | ^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: write `<!-- … -->`, which is not; write `\%` if it is meant as text

    16 pages checked: 10 warnings
    "#);
}

/// B5: links that are none.
#[test]
fn looks_like_markup_that_links() {
    let project = with_text(
        "[a](../parties/north.md\n\n[b](<../parties/a b.md) [c]（https://example.org/）[d] (https://example.org/)\n\n[[Rena Lee] and ^[a note]\n\n[Rena Lee]]\n\n[e][] <https://example.org/a b> [f](https://example.org/a b)",
    );
    assert_snapshot!(project.warnings(), @r"
    warning[looks-like-markup]: this looks like a link and is published as text: its parenthesis is not closed
     --> content/pages/about.md:5:1
      |
    5 | [a](../parties/north.md
      | ^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write `)` behind the path; write `\[` if it is meant as text

    warning[looks-like-markup]: this looks like a link and is published as text: its path holds a space
     --> content/pages/about.md:7:1
      |
    7 | [b](<../parties/a b.md) [c]（https://example.org/）[d] (https://example.org/)
      | ^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write `[text](<path>)`, with a title, if any, behind `>`

    warning[looks-like-markup]: this looks like a link and is published as text
     --> content/pages/about.md:7:25
      |
    7 | [b](<../parties/a b.md) [c]（https://example.org/）[d] (https://example.org/)
      |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write `[text](path)`, with `(` and `)` and no space between; write `\[` if it is meant as text

    warning[looks-like-markup]: this looks like a link and is published as text
     --> content/pages/about.md:7:50
      |
    7 | [b](<../parties/a b.md) [c]（https://example.org/）[d] (https://example.org/)
      |                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write `[text](path)`, with `(` and `)` and no space between; write `\[` if it is meant as text

    warning[looks-like-markup]: this looks like a wiki-link and is published as text
     --> content/pages/about.md:9:1
      |
    9 | [[Rena Lee] and ^[a note]
      | ^^^^^^^^^^^
      |
    help: write `[[name]]`; write `\[` if it is meant as text

    warning[looks-like-markup]: this looks like a footnote and is published as text
     --> content/pages/about.md:9:17
      |
    9 | [[Rena Lee] and ^[a note]
      |                 ^^^^^^^^^
      |
    help: write `[^1]`, and the text on a line of its own: `[^1]: …`

    warning[looks-like-markup]: this looks like a wiki-link and is published as text
      --> content/pages/about.md:11:1
       |
    11 | [Rena Lee]]
       | ^^^^^^^^^^^
       |
    help: write `[[name]]`; write `\[` if it is meant as text

    warning[looks-like-markup]: this looks like a link and is published as text: nothing defines its label
      --> content/pages/about.md:13:1
       |
    13 | [e][] <https://example.org/a b> [f](https://example.org/a b)
       | ^^^^^
       |
    help: write `[text](path)`, or `[label]: path` on a line of its own; write `\[` if it is meant as text

    warning[looks-like-markup]: this looks like an address and is published as text: it holds a space
      --> content/pages/about.md:13:7
       |
    13 | [e][] <https://example.org/a b> [f](https://example.org/a b)
       |       ^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: write `%20` for the space, or leave out `<` and `>`

    warning[looks-like-markup]: this looks like a link and is published as text: its path holds a space
      --> content/pages/about.md:13:33
       |
    13 | [e][] <https://example.org/a b> [f](https://example.org/a b)
       |                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: write `[f](https://example.org/a%20b)`

    16 pages checked: 10 warnings
    ");
}

/// B5: what other programs make something of.
#[test]
fn looks_like_markup_of_other_programs() {
    let project = with_text(
        "{{ title }} and {% include x %} and ==marked== and {.class}.\n\n$$a^2$$\n\n::: note\n\n!!! note\n\n[TOC]\n\n> [!INFO]\n> Text.\n\n> [!NOTE] Title\n> Text.\n\n%%\n\nhidden\n\n%%",
    );
    assert_snapshot!(project.warnings(), @r"
    warning[looks-like-markup]: this looks like a shortcode or a variable and is published as text
     --> content/pages/about.md:5:1
      |
    5 | {{ title }} and {% include x %} and ==marked== and {.class}.
      | ^^^^^^^^^^^
      |
    help: remove it: a body is Markdown alone; write `\{` if it is meant as text

    warning[looks-like-markup]: this looks like a shortcode or a variable and is published as text
     --> content/pages/about.md:5:17
      |
    5 | {{ title }} and {% include x %} and ==marked== and {.class}.
      |                 ^^^^^^^^^^^^^^^
      |
    help: remove it: a body is Markdown alone; write `\{` if it is meant as text

    warning[looks-like-markup]: this looks like marked text and is published with its `==`
     --> content/pages/about.md:5:37
      |
    5 | {{ title }} and {% include x %} and ==marked== and {.class}.
      |                                     ^^^^^^^^^^
      |
    help: write `<mark>…</mark>`, or `**…**`; write `\=` if it is meant as text

    warning[looks-like-markup]: this looks like an attribute and is published as text
     --> content/pages/about.md:5:52
      |
    5 | {{ title }} and {% include x %} and ==marked== and {.class}.
      |                                                    ^^^^^^^^
      |
    help: remove it: a heading's anchor is made from its text, as on GitHub; write `\{` if it is meant as text

    warning[looks-like-markup]: this looks like a formula and is published as text
     --> content/pages/about.md:7:1
      |
    7 | $$a^2$$
      | ^^^^^^^
      |
    help: write it in words or in code; write `\$` if it is meant as text

    warning[looks-like-markup]: this looks like a box and is published as text
     --> content/pages/about.md:9:1
      |
    9 | ::: note
      | ^^^^^^^^
      |
    help: write `> [!NOTE]`, and `> ` before each line of it

    warning[looks-like-markup]: this looks like a box and is published as text
      --> content/pages/about.md:11:1
       |
    11 | !!! note
       | ^^^^^^^^
       |
    help: write `> [!NOTE]`, and `> ` before each line of it

    warning[looks-like-markup]: this looks like a table of contents and is published as text
      --> content/pages/about.md:13:1
       |
    13 | [TOC]
       | ^^^^^
       |
    help: remove it

    warning[looks-like-markup]: this looks like an alert and is published as text
      --> content/pages/about.md:15:3
       |
    15 | > [!INFO]
       |   ^^^^^^^
       |
    help: write `> [!NOTE]` (or `TIP`, `IMPORTANT`, `WARNING`, `CAUTION`) alone on its line, and `> ` before each line of the text

    warning[looks-like-markup]: this looks like an alert and is published as text
      --> content/pages/about.md:18:3
       |
    18 | > [!NOTE] Title
       |   ^^^^^^^^^^^^^
       |
    help: write `> [!NOTE]` (or `TIP`, `IMPORTANT`, `WARNING`, `CAUTION`) alone on its line, and `> ` before each line of the text

    warning[looks-like-markup]: this looks like a comment and is published
      --> content/pages/about.md:21:1
       |
    21 | %%
       | ^^
       |
    help: write `<!-- … -->`, which is not; write `\%` if it is meant as text

    warning[looks-like-markup]: this looks like a comment and is published
      --> content/pages/about.md:25:1
       |
    25 | %%
       | ^^
       |
    help: write `<!-- … -->`, which is not; write `\%` if it is meant as text

    16 pages checked: 12 warnings
    ");
}

/// B5: lines that look like the beginning of a block.
#[expect(clippy::invisible_characters, reason = "the report shows the line as it is")]
#[test]
fn looks_like_markup_that_begins_a_block() {
    let project = with_text(
        "##Heading\n\n-one\n-two\n\n• first\n• second\n\nText:\n2. two\n3. three\n\n- [] task\n\n\u{a0}\u{a0}- item\n\n\u{200b}## Heading\n\n＃ 标题\n\n<<<<<<< HEAD\nours",
    );
    assert_snapshot!(project.warnings(), @r"
    warning[looks-like-markup]: this looks like a heading and is published as text
     --> content/pages/about.md:5:1
      |
    5 | ##Heading
      | ^^^^^^^^^
      |
    help: write `##` and a space before its text; write `\#` if it is meant as text

    warning[looks-like-markup]: this looks like a list and is published as one paragraph
     --> content/pages/about.md:7:1
      |
    7 | -one
      | ^^^^
      |
    help: write a space behind each `-`; write `\-` if it is meant as text

    warning[looks-like-markup]: this looks like an item of a list and is published as text
      --> content/pages/about.md:10:1
       |
    10 | • first
       | ^^^^^^^
       |
    help: write `-` and a space in place of the bullet

    warning[looks-like-markup]: this looks like a list and is published as one paragraph
      --> content/pages/about.md:14:1
       |
    14 | 2. two
       | ^^^^^^
       |
    help: put an empty line before its first item, and a space behind each number

    warning[looks-like-markup]: this looks like a task and is published as text
      --> content/pages/about.md:17:3
       |
    17 | - [] task
       |   ^^^^^^^
       |
    help: write `[ ]` or `[x]`, and a space behind it

    warning[looks-like-markup]: this looks like a heading, an item or another block and is published as text
      --> content/pages/about.md:19:1
       |
    19 |   - item
       | ^^^^^^^^
       |
    help: write an ordinary space in place of U+00A0

    warning[looks-like-markup]: this looks like a heading, an item or another block and is published as text
      --> content/pages/about.md:21:1
       |
    21 | ​## Heading
       | ^^^^^^^^^^
       |
    help: remove U+200B, which cannot be seen

    warning[looks-like-markup]: this looks like a heading and is published as text
      --> content/pages/about.md:23:1
       |
    23 | ＃ 标题
       | ^^^^^^^
       |
    help: write `##` and a space before its text; write `\#` if it is meant as text

    warning[looks-like-markup]: this looks like a conflict that git left, and is published
      --> content/pages/about.md:25:1
       |
    25 | <<<<<<< HEAD
       | ^^^^^^^^^^^^
       |
    help: keep one of the two versions, and remove the lines of `<`, `=` and `>`

    16 pages checked: 9 warnings
    ");
}

/// B5: a table without its row of hyphens, and a text that became a row.
#[test]
fn looks_like_markup_of_tables() {
    let project = with_text(
        "| a | b |\n| c | d |\n\na | b\n--- | --- | ---\n\n| a | b |\n|---|---|\n| [[quotas | c |\nText behind the table.",
    );
    assert_snapshot!(project.warnings(), @r"
    warning[looks-like-markup]: this looks like a table and is published as text
     --> content/pages/about.md:5:1
      |
    5 | | a | b |
      | ^^^^^^^^^
      |
    help: write `|---|---|` under its first row, with as many cells as the row has, and an empty line before the table

    warning[looks-like-markup]: this looks like a table and is published as text
     --> content/pages/about.md:9:1
      |
    9 | --- | --- | ---
      | ^^^^^^^^^^^^^^^
      |
    help: write `|---|---|` under its first row, with as many cells as the row has, and an empty line before the table

    warning[looks-like-markup]: this looks like a wiki-link and is published as text
      --> content/pages/about.md:13:3
       |
    13 | | [[quotas | c |
       |   ^^^^^^^^
       |
    help: write `[[name]]`; in a table, the bar in `[[name\|text]]` has a backslash before it

    warning[looks-like-markup]: this became a row of the table before it
      --> content/pages/about.md:14:1
       |
    14 | Text behind the table.
       | ^^^^^^^^^^^^^^^^^^^^^^
       |
    help: put an empty line between the two

    16 pages checked: 4 warnings
    ");
}

/// B5: marks that enclose nothing to Markdown.
#[test]
fn looks_like_markup_of_emphasis_and_html() {
    let project = with_text(
        "** bold ** and **«текст»**а and ~~ gone ~~.\n\nA <a href=\"x and a </b and a <!-- remark.\n\n<div>\nSee **this** and [that](about.md).\n</div>",
    );
    assert_snapshot!(project.warnings(), @r#"
    warning[looks-like-markup]: this looks like emphasis and is published with its marks
     --> content/pages/about.md:5:1
      |
    5 | ** bold ** and **«текст»**а and ~~ gone ~~.
      | ^^^^^^^^^^
      |
    help: write no space within the marks, and where they touch letters or punctuation on both sides `<b>…</b>`; write `\*` if they are meant as text

    warning[looks-like-markup]: this looks like emphasis and is published with its marks
     --> content/pages/about.md:5:16
      |
    5 | ** bold ** and **«текст»**а and ~~ gone ~~.
      |                ^^^^^^^^^^^
      |
    help: write no space within the marks, and where they touch letters or punctuation on both sides `<b>…</b>`; write `\*` if they are meant as text

    warning[looks-like-markup]: this looks like emphasis and is published with its marks
     --> content/pages/about.md:5:33
      |
    5 | ** bold ** and **«текст»**а and ~~ gone ~~.
      |                                 ^^^^^^^^^^
      |
    help: write no space within the marks, and where they touch letters or punctuation on both sides `<b>…</b>`; write `\*` if they are meant as text

    warning[looks-like-markup]: this looks like a tag of HTML and is published as text: it does not end
     --> content/pages/about.md:7:3
      |
    7 | A <a href="x and a </b and a <!-- remark.
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write `>` where it ends; write `\<` if it is meant as text

    warning[looks-like-markup]: this looks like a tag of HTML and is published as text: it does not end
     --> content/pages/about.md:7:20
      |
    7 | A <a href="x and a </b and a <!-- remark.
      |                    ^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write `>` where it ends; write `\<` if it is meant as text

    warning[looks-like-markup]: this looks like a comment and is published: it does not end in its paragraph
     --> content/pages/about.md:7:30
      |
    7 | A <a href="x and a </b and a <!-- remark.
      |                              ^^^^^^^^^^^^
      |
    help: write `-->` where it ends; write `\<` if it is meant as text

    warning[looks-like-markup]: within a block of HTML this is published as text
      --> content/pages/about.md:10:1
       |
    10 | See **this** and [that](about.md).
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: put an empty line behind the tag before it, and one before the tag behind it

    16 pages checked: 7 warnings
    "#);
}

/// B3: a source without a passage, and one whose name is misspelt.
#[test]
fn looks_like_markup_that_cites() {
    let project =
        with_text("As @gazette says [see @gazete p1], and @someone on (@another network).");
    assert_snapshot!(project.warnings(), @r"
    warning[looks-like-markup]: this is published as text and cites nothing
     --> content/pages/about.md:5:4
      |
    5 | As @gazette says [see @gazete p1], and @someone on (@another network).
      |    ^^^^^^^^
      |
    help: put it in brackets: `[@gazette …]`; `\@` is no citation

    warning[looks-like-markup]: this looks like a citation and is published as text
     --> content/pages/about.md:5:23
      |
    5 | As @gazette says [see @gazete p1], and @someone on (@another network).
      |                       ^^^^^^^^^^
      |
    help: a citation stands in brackets of its own: `[@gazette p1]`; `\@` is no citation

    16 pages checked: 2 warnings
    ");
}

/// Marks that mean something else than they were meant for.
#[test]
fn looks_like_markup_that_was_read_as_such() {
    let project = with_text("Of 2*3*4 cells.\n\nA sentence.\n---\n\nA heading\n---------");
    assert_snapshot!(project.warnings(), @"
    warning[looks-like-markup]: these `*` became emphasis and are not published
     --> content/pages/about.md:5:5
      |
    5 | Of 2*3*4 cells.
      |     ^^^
      |
    help: write `×`, or a backslash before each `*`

    warning[looks-like-markup]: this became a heading: a line of hyphens stands right under it
     --> content/pages/about.md:7:1
      |
    7 | A sentence.
      | ^^^^^^^^^^^
      |
    help: put an empty line between the two; a heading is written `## …`

    16 pages checked: 2 warnings
    ");
}

/// Text that is as it should be: none of it is a slip.
const ORDINARY: [&str; 31] = [
    "He said [sic] that [the EU] would […] agree [emphasis added] (see above), [NATO/EU] (and/or) [they] (U.S.), [the minister] (born 1960), [a] (#3).",
    "It rose from 100 %% to 200 %%, cost $5 and $6, $$, 5* hotels; a * b * c; 5.3** and 2.1**; ~5 km, ~~.",
    "Items a[i][j] and f(x)[0], 1 < 2 > 0, x <y and z, |a| < |b|, <3, a<b, A == B and C != D == E.",
    "Write to ann@example.org or @someone; (@someone) [by @someone]. C:\\path and 10:30:45 and 3:4.",
    "#Ukraine is a tag; #1 too.",
    "-5 degrees\n-6 at night",
    "1.\u{a0}Mai 2024 war es so weit.",
    "In a text that was signed in\n2014. It was a year of\nmany things.",
    "– Was ist das?\n– Ein Brot.\n— Так.",
    "„Zitat“ [sic!] (S. 5) und «цитата» [так!] (с. 5) [1] and [2], see [3] (2019), [2] [3].",
    "{curly} braces, {x: 1} and {1, 2}.",
    "\u{3000}段落。他说[原文如此]（见上文）。",
    "Wait!!! note this :: and ::: that.",
    "T[h]e [C]ouncil's [re]statement. ([He] did.) [see [the annex]].",
    "A note.[^1] `[see @gazette p1]` `%%x%%`\n\n[^1]: Text.",
    "\\[not a link](my file.pdf), \\[\\[not], \\%%no%%, \\{#id}, \\@gazette p1, \\[see \\@gazette p1], &#91;x](y z), \\** no **, \\==x==, \\<a href=x.",
    "```text\n[see @gazette p1] [[x] | a |\n## {#x} %%x%%\n```",
    "    [a](b c) {#x}",
    "- [ ] open\n- [x] done [sic]",
    "> [!NOTE]\n> A note.\n\n> [the chair] said",
    "| a | b |\n|---|---|\n| c \\| d | [[quotas\\|q]] |\n| e |",
    "R&D; AT&T, 5 % = 5 %, *a*, **b**, ***c***, ~~d~~, __e__.",
    "<!-- a comment [see @gazette p1] -->\n\n<details>\n<summary>More</summary>\n\n**Text** [@gazette p1]\n\n</details>",
    "- a\n- b\n\n  - c\n\n1. x\n2. y",
    "[@gazette p1][@gazette p2] So![@gazette p1] [@gazette p1][]",
    "> Two of them [@gazette p1;\n> @gazette p2], and [@gazette\n> p1].",
    "See https://example.org/a_b_(c), www.example.org and <https://example.org/?a=1&b=2>. [[#x]]\n\n## x",
    "[a](#हिन्दी-में) [b](#über-uns) [c](#u\u{308}ber-uns)\n\n## हिन्दी में\n\n## U\u{308}ber uns",
    "I paid 5 €/$6 [approx.]; x^2 and y^[2] hmm",
    "Ein Satz mit * und *Sternchen* sowie „**fett**“, (**x**) und **y**.",
    "Price: $5–$10 == fair? No===",
];

#[test]
fn ordinary_text_looks_like_nothing_else() {
    for text in ORDINARY {
        let warnings = with_text(text).warnings();
        assert_eq!(warnings.trim(), "16 pages checked: no problem", "{text}");
    }
}
