//! Quotes proven against the text of their source, and the coverage that is printed with them.

use insta::assert_snapshot;

use crate::project::Project;

const TEXT: &str = "Minister Ann said: “It’s time – we want\u{a0}quotas.” She left.\n\nThe summit was held on Thursday.\n";

/// A sound explainer in which Ann is quoted, with the text of the source beside it.
fn quoting(quote: &str) -> Project {
    Project::new()
        .edit("content/participants/ann.md", "cite:", &format!("quote: {quote}\n    cite:"))
        .file("gazette.txt", TEXT)
}

const CHECK: &str = "check --source-text gazette=gazette.txt";

#[test]
fn a_quote_in_other_quotation_marks_dashes_and_spaces_is_proven() {
    let run = quoting("\"It's time - we want quotas.\"").run(CHECK).exit(0);
    assert_snapshot!(run.err.replace(char::is_numeric, "#"), @"## pages checked: no problem");
    assert_snapshot!(run.out, @"
    gazette#p1: 2 claims
    gazette#p2: 1 claim
    ");
    quoting("“It’s time — we  want quotas.”").run(CHECK).exit(0);
}

#[test]
fn quote_not_in_source() {
    assert_snapshot!(quoting("We demand quotas.").run(CHECK).exit(1).err, @"
    error[quote-not-in-source]: these words do not stand in `gazette`
     --> content/participants/ann.md:9:12
      |
    9 |     quote: We demand quotas.
      |            ^^^^^^^^^^^^^^^^^
      |
    help: quote verbatim; the form of quotation marks, dashes and spaces may differ

    1 error: the content is not fit to publish
    ");
}

/// D1
#[test]
fn quote_not_in_source_but_within_its_words() {
    let project =
        quoting("he left.").file("gazette.txt", TEXT.replace("She", "We cannot say: she"));
    assert_snapshot!(project.run(CHECK).exit(1).err, @"
    error[quote-not-in-source]: these words stand in `gazette` only as parts of others
     --> content/participants/ann.md:9:12
      |
    9 |     quote: he left.
      |            ^^^^^^^^
      |
    help: a quote begins and ends where words do: there it says `she left.`

    1 error: the content is not fit to publish
    ");
    let figures = "A toll of 110 ships, or 2.5 percent.\n\nThe summit.\n";
    for (quote, whole) in [("10 ships", "110 ships"), ("5 percent", "2.5 percent")] {
        let wrong = quoting(quote).file("gazette.txt", figures).run(CHECK).exit(1).err;
        assert!(wrong.contains(&format!("there it says `{whole}`")), "{wrong}");
        quoting(whole).file("gazette.txt", figures).run(CHECK).exit(0);
    }
}

/// D2
#[test]
fn a_quote_in_another_normal_form_or_with_another_apostrophe_is_proven() {
    let text = "The E\u{301}lyse\u{301}e said: Vʼyacheslav won’t come.\n\nThe summit.\n";
    let quote = "\"Élysée said: V'yacheslav won't come\"";
    quoting(quote).file("gazette.txt", text).run(CHECK).exit(0);
}

#[test]
fn quote_not_in_passage() {
    assert_snapshot!(quoting("held on Thursday").run(CHECK).exit(1).err, @"
    error[quote-not-in-passage]: these words do not stand in the passage cited
     --> content/participants/ann.md:9:12
      |
    9 |     quote: held on Thursday
      |            ^^^^^^^^^^^^^^^^
      |
    help: they stand in `gazette#p2`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn a_quote_is_not_proven_without_the_text() {
    quoting("We demand quotas.").run("check").exit(0);
}

#[test]
fn bad_source_text() {
    let project = quoting("We demand quotas.").file("gazette.txt", "One paragraph.\n");
    assert_snapshot!(project.run(CHECK).exit(1).err, @"
    error[bad-source-text]: this text has 1 paragraph, but the source `gazette` has 2 passages
    --> gazette.txt
     |
    help: give one paragraph for each passage, in the order of the record

    1 error: the content is not fit to publish
    ");
}

#[test]
fn bad_source_text_of_an_unknown_source() {
    assert_snapshot!(quoting("We").run("check --source-text gazete=gazette.txt").exit(1).err, @"
    error[unknown-source]: there is no source `gazete` for this text
    --> gazette.txt
     |
    help: did you mean `gazette`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn bad_source_text_that_cannot_be_read() {
    let project = quoting("We").file("latin.txt", b"Caf\xe9\n\nTwo\n");
    assert_snapshot!(project.run("check --source-text gazette=nowhere.txt").exit(2).err, @"
    error: `nowhere.txt` cannot be read: nothing is there
    help: correct the path given with `--source-text`
    ");
    assert_snapshot!(project.run("check --source-text gazette=latin.txt").exit(1).err, @"
    error[not-utf8]: this file is not UTF-8
     --> latin.txt:1:4
      |
    1 | Caf�
      |    ^ these bytes are not
      |
    help: save the file as UTF-8

    1 error: the content is not fit to publish
    ");
}

#[test]
fn a_source_text_is_not_held_against_a_record_that_cannot_be_read() {
    let project = quoting("We").edit("content/sources/gazette.md", "title:", "title: [");
    assert_snapshot!(project.run(CHECK).exit(1).err, @"
    error[malformed-yaml]: the YAML cannot be read: a bracket `[` is not closed
     --> content/sources/gazette.md:2:8
      |
    2 | title: [ Gazette
      |        ^^^^^^^^^
      |
    help: close it with `]`, and separate what is in it by commas

    1 error: the content is not fit to publish
    ");
}

#[test]
fn a_source_text_that_names_no_file() {
    assert_snapshot!(Project::new().run("check --source-text gazette").exit(2).err, @"
    error: invalid value 'gazette' for '--source-text <SOURCE=FILE>': expected the source's slug, an equals sign and a file: `ap-2025-04-17=article.txt`

    For more information, try '--help'.
    ");
}
