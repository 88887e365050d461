//! Front matter that YAML reads without a word, or only just: it is placed rightly, and said to be read otherwise than it was meant.

use insta::assert_snapshot;

use crate::project::{Project, between};

const ANN: &str = "content/participants/ann.md";

/// A sound explainer with other front matter for Ann; Bob has the position that somebody must have.
fn ann(front: &str) -> Project {
    let position = "positions:\n  - { issue: quotas, stance: for, summary: Wants quotas., cite: gazette#p1 }\n";
    Project::new().file(ANN, format!("---\n{front}---\n")).edit(
        "content/participants/bob.md",
        "no_position: He only listened.\n",
        position,
    )
}

/// Each problem of `check`, as place and code.
fn places(project: &Project) -> Vec<String> {
    let run = project.run("check --format json");
    let problems = run.out.lines().chain(run.err.lines()).filter(|line| line.starts_with('{'));
    let problems = problems.map(|line| serde_json::from_str(line).expect("JSON"));
    let place = |it: serde_json::Value| format!("{}:{} {}", it["line"], it["column"], it["code"]);
    problems.map(|it| place(it).replace('"', "")).collect()
}

/// C1: whatever the reader accepts, each problem is where it is.
#[test]
fn problems_are_placed_in_any_yaml_that_is_read() {
    let front = |more: &str| ann(&format!("name: Ann\nrole: Envoy\nno_position: None.\n{more}"));
    for (more, expected) in [
        ("aliases: [\n  \"/x/\",\n  \"/y/\"\n]\nparty: nroth\n", "9:8 unknown-party"),
        ("summary:\tWith a tab.\nparty: nroth\n", "6:8 unknown-party"),
        (
            "summary: \"A text that an editor wraps\nat the left margin.\"\nparty: nroth\n",
            "7:8 unknown-party",
        ),
        ("summary: 'One\ntwo'\nparty: nroth\n", "7:8 unknown-party"),
        ("party:\tnroth\n", "5:8 unknown-party"),
        ("summary: \u{feff}x\nparty: nroth\n", "6:8 unknown-party"),
        ("party: \u{feff}nroth\n", "5:8 unknown-party"),
        ("party: &p nroth\n", "5:11 unknown-party"),
        ("\"party\" : nroth\n", "5:11 unknown-party"),
        ("? party\n: nroth\n", "6:3 unknown-party"),
        ("updates: # none\n\nparty: nroth # ours\n", "7:8 unknown-party"),
    ] {
        assert_eq!(places(&front(more)), [expected], "{more}");
    }
    let two = front("aliases: [\n  \"/d/\"\n]\nparti: north\nupdated: 2025-13-01\n");
    assert_eq!(places(&two), ["8:1 unknown-key", "9:10 bad-date"]);
}

/// C1: `mv` changes values in such files, and nothing else.
#[test]
fn references_are_renamed_in_any_yaml_that_is_read() {
    for front in [
        "name: Ann\nrole: Envoy\nno_position: None.\nparty:\tnorth\n",
        "name: Ann\nrole: Envoy\nno_position: None.\nsummary: \"wrapped\nat the margin\"\nparty: 'north'\n",
        "name: Ann\nrole: Envoy\nno_position: None.\naliases: [\n\"/x/\"\n]\nparty: \u{feff}north\n",
        "name: Ann\nrole: Envoy\nno_position: None.\nparty: &p north\n",
    ] {
        let project = ann(front);
        let run = project.run("mv parties/north south");
        if front.contains('\u{feff}') {
            // A slug with a character that nobody sees is none, and `mv` wants sound content.
            assert!(run.exit(1).err.contains("U+FEFF"), "{front}");
            continue;
        }
        run.exit(0);
        assert_eq!(project.read(ANN), format!("---\n{}---\n", front.replace("north", "south")));
        project.run("check").exit(0);
    }
}

/// B1: in YAML, ` #` begins a comment.
#[test]
fn comment_in_text() {
    let project = ann(
        "name: Ann\nrole: Chair of working group #3\nparty: north # ours\npositions:\n  - issue: quotas # the only one\n    stance: for\n    summary: Wants item #1 and nothing else.\n    quote: >\n      Item #2\n    as_of: 2024-05-01 # a guess\n    cite: gazette#p1\n",
    );
    assert_snapshot!(project.warnings(), @"
    warning[comment-in-text]: the text ends here: what follows ` #` is a comment
     --> content/participants/ann.md:3:30
      |
    3 | role: Chair of working group #3
      |                              ^^
      |
    help: put the whole value in quotation marks; a comment that is meant stands on a line of its own

    warning[comment-in-text]: the text ends here: what follows ` #` is a comment
     --> content/participants/ann.md:8:25
      |
    8 |     summary: Wants item #1 and nothing else.
      |                         ^^^^^^^^^^^^^^^^^^^^
      |
    help: put the whole value in quotation marks; a comment that is meant stands on a line of its own

    17 pages checked: 2 warnings
    ");
}

/// B1: only where a text is cut; a text that only looks like it is left alone.
#[test]
fn comments_that_are_meant_are_no_slips() {
    for front in [
        "# Ann\nname: Ann\n# her office\nrole: Envoy\nno_position: None. #\n",
        "name: \"Ann #1\"\nrole: Envoy#2\nno_position: None.\n",
        "name: Ann\nrole: 'Envoy' # of the North\nno_position: None.\nsummary: # to be written\n",
        "name: Ann\nrole: Envoy\nno_position: None.\n#summary: later\nupdates: # none yet\n",
        "name: Ann\nrole: Envoy\nno_position: >-\n  None #1\n  # and no comment\n",
        "name: Ann\nrole: Envoy\nno_position: None.\n  # deeper, and a comment\n",
    ] {
        let expected = usize::from(front.contains("None. #"));
        assert_eq!(places(&ann(front)).len(), expected, "{front}");
    }
    for (front, expected) in [
        (
            "name: Ann\nrole: Envoy\nno_position: She left item\n  #1 and went.\n",
            "5:3 comment-in-text",
        ),
        (
            "name: Ann\nrole: Envoy\nno_position: None.\nsummary: #1 of the North\n",
            "5:10 comment-in-text",
        ),
        ("name: Ann\nrole: Envoy\nno_position: a\n  b #3\n", "5:5 comment-in-text"),
    ] {
        assert_eq!(places(&ann(front)), [expected], "{front}");
    }
}

/// B7: typographic quotation marks are none for YAML.
#[test]
fn typographic_quotes() {
    let project = ann("name: Ann\nrole: “Envoy of the North”\nno_position: „None“\n");
    assert_snapshot!(project.warnings(), @"
    warning[typographic-quotes]: these quotation marks are part of the text, and readers see them
     --> content/participants/ann.md:3:7
      |
    3 | role: “Envoy of the North”
      |       ^^^^^^^^^^^^^^^^^^^^
      |
    help: write `\"Envoy of the North\"`; to show them, put straight ones around them

    warning[typographic-quotes]: these quotation marks are part of the text, and readers see them
     --> content/participants/ann.md:4:14
      |
    4 | no_position: „None“
      |              ^^^^^^
      |
    help: write `\"None\"`; to show them, put straight ones around them

    16 pages checked: 2 warnings
    ");
}

/// B7: a text that begins with a quotation, or holds several, is as it was meant.
#[test]
fn quotations_in_texts_are_no_slips() {
    for role in
        ["“Envoy” of the North", "“One” and “two”", "the “Envoy”", "\"“Envoy”\"", "’tis", "“”"]
    {
        let project = ann(&format!("name: Ann\nrole: {role}\nno_position: None.\n"));
        assert_eq!(places(&project), Vec::<String>::new(), "{role}");
    }
}

/// B7: a block after `>` or `|` says the same as one line.
#[test]
fn blocks_say_the_same_as_lines() {
    let front = |block: &str| {
        let text = |words: &str| match block {
            "" => words.to_owned(),
            // After `|`, lines stay lines.
            "|" | "|+" => format!("{block}\n      {words}\n"),
            _ => format!("{block}\n      {}\n", words.replace(' ', "\n      ")),
        };
        Project::new()
            .file(
                ANN,
                format!(
                    "---\nname: {}\nrole: {}\npositions:\n  - issue: quotas\n    stance: for\n    summary: {}\n    quote: {}\n    cite: gazette#p1\n---\n",
                    text("Ann North"),
                    text("First envoy"),
                    text("Wants fewer quotas"),
                    text("fewer quotas")
                ),
            )
            .edit("content/events/summit.md", "title: Summit", &format!("title: {}", text("First summit")))
            .edit("content/pages/about.md", "[the North]", "[[Ann North]], [[First summit]] and [the North]")
    };
    let published = |block: &str| {
        let project = front(block);
        project.run("build --output public").exit(0);
        let files = crate::project::files_in(&project.path().join("public"));
        files.into_iter().filter(|(name, _)| !name.starts_with('.')).collect::<Vec<_>>()
    };
    let plain = published("");
    for block in [">", "|", ">+", "|+", ">-"] {
        for ((name, expected), (_, bytes)) in plain.iter().zip(published(block)) {
            assert!(*expected == bytes, "{name} differs with `{block}`");
        }
    }
}

/// B7: `null` and `~` are no text.
#[test]
fn null_is_no_text() {
    for null in ["null", "~", "Null", "", "\"\"", ">\n  "] {
        let project = ann(&format!("name: {null}\nrole: Envoy\nno_position: None.\n"));
        assert_eq!(
            places(&project),
            [format!("2:{} empty-title", if null.is_empty() { 1 } else { 7 })],
            "{null}"
        );
    }
    let project = ann("name: \"null\"\nrole: Envoy\nno_position: None.\nsummary: ~\n");
    assert_eq!(places(&project), Vec::<String>::new());
}

/// B3: front matter is no Markdown, and what looks like it would be published as it stands.
#[test]
fn markdown_in_front_matter_is_named() {
    for (summary, markup) in [
        ("Wants quotas [@gazette p1].", Some("[@gazette p1]")),
        ("\"Wants quotas [@gazette p1; @gazette p2].\"", Some("[@gazette p1; @gazette p2]")),
        ("Wants [[quotas]].", Some("[[quotas]]")),
        (
            "Wants [the quotas](../issues/quotas.md) soon.",
            Some("[the quotas](../issues/quotas.md)"),
        ),
        (">\n      Wants\n      **all** of it.", Some("**all**")),
        ("Wants 2 ** 3 ** 4 quotas.", None),
        ("Wants quotas [sic] (all), [@] and [[ ]].", None),
        ("Writes to ann@gazette.example [p1].", None),
    ] {
        let report = Project::new().edit(ANN, "Wants quotas.", summary).warnings();
        match markup {
            Some(markup) => {
                let message =
                    format!("`{markup}` is published as it stands: this text is no Markdown");
                assert!(report.contains(&message), "{summary}: {report}");
            }
            None => assert!(!report.contains("no Markdown"), "{summary}: {report}"),
        }
    }
}

/// A space is only said to be missing after a colon where what follows can be the key's value.
#[test]
fn no_value_is_advised_that_its_key_does_not_take() {
    for (line, advised) in [
        ("aliases:[/people/ann/]\n", true),
        ("aliases:9 [/people/ann/]\n", false),
        ("updates:9\n  - { date: 2024-05-02, kind: update, note: x }\n", false),
        ("party:north\n", true),
    ] {
        let report = ann(&format!("name: Ann\nrole: Envoy\nno_position: None.\n{line}")).problems();
        assert_eq!(report.contains("help: write `"), advised, "{line}: {report}");
        assert!(advised || report.contains("look at this line"), "{line}: {report}");
    }
}

/// B9: what looks the same is the same thing for a wiki-link.
#[test]
fn names_are_found_in_any_form() {
    for (name, link) in [
        ("Cote d’Ivoire", "cote d'Ivoire"),
        ("C\u{f4}te", "Co\u{302}te"),
        ("Co\u{302}te", "C\u{f4}te"),
        ("Port\u{ad}land", "Portland"),
        ("Port Land", "Port\u{a0}Land"),
        ("\u{2067}Port\u{2069}", "Port"),
        ("Portland", "Port\u{200b}land"),
        ("Port", "an\u{200b}n"),
    ] {
        let project = ann(&format!("name: {name}\nrole: Envoy\nno_position: None.\n")).edit(
            "content/pages/about.md",
            "[the North]",
            &format!("[[{link}]] and [the North]"),
        );
        assert_eq!(places(&project), Vec::<String>::new(), "{name:?} {link:?}");
    }
}

/// B9: where a character that nobody sees is in the way, the message names it.
#[test]
fn unseen_characters_are_named() {
    let front = |more: &str| ann(&format!("name: Ann\nrole: Envoy\nno_position: None.\n{more}"));
    let body = |text: &str| Project::new().edit("content/pages/about.md", "How this", text);
    for (project, name) in [
        (front("party: nor\u{200b}th\n"), "U+200B zero width space"),
        (front("party: north\u{a0}\n"), "U+00A0 no-break space"),
        (front("par\u{ad}ty: north\n"), "U+00AD soft hyphen"),
        (front("attendance: ho\u{200e}st\n"), "U+200E left-to-right mark"),
        (front("updated: 2024-05\u{2060}-01\n"), "U+2060 word joiner"),
        (front("party:\u{a0}north\n"), "U+00A0 no-break space"),
        (front("\u{3000}party: north\n"), "U+3000 ideographic space"),
        (front("summary: a\u{2028}b\n"), "U+2028 line separator"),
        (Project::new().edit(ANN, "gazette#p1", "gazette#p\u{200d}1"), "U+200D zero width joiner"),
        (Project::new().edit(ANN, "stance: for", "stance: f\u{200b}or"), "U+200B zero width space"),
        (
            Project::new().edit(
                "content/sources/gazette.md",
                "date:",
                "url: https://a.example/\u{200b}\ndate:",
            ),
            "U+200B zero width space",
        ),
        (body("[x](../parties/nor\u{200b}th.md)"), "U+200B zero width space"),
        (body("[x](../parties/nor%E2%81%A0th.md)"), "U+2060 word joiner"),
        (
            body("[x](../parties/n\u{200b}o\u{200b}r\u{200b}t\u{200b}h\u{200b}.md)"),
            "U+200B zero width space",
        ),
        (body("[x](https://a.example/\u{feff}x)"), "U+FEFF"),
        (body("![x](ma\u{ad}p.svg)"), "U+00AD soft hyphen"),
        (body("[[parties/nor\u{200e}th]]"), "U+200E left-to-right mark"),
        (body("[x](../parties/north.md#\u{200b}a)"), "U+200B"),
        (Project::new().file(ANN, "\u{feff}\u{feff}---\nname: Ann\n---\n"), "U+FEFF"),
    ] {
        let report = project.problems();
        assert!(report.contains(name), "{name}: {report}");
    }
}

/// C3 and `cases/25`: mistakes that no parser names, and what is said of them.
#[test]
#[expect(clippy::too_many_lines, reason = "a message for each slip")]
fn malformed_lines_are_explained() {
    let front = |more: &str| ann(&format!("name: Ann\nrole: Envoy\nno_position: None.\n{more}"));
    let said: String = [
        front("updated: “2024-05-01”\n"),
        front("summary: “Peace: now”\n"),
        front("summary: **Bold** first\n"),
        front("aliases: [/x/,\n"),
        front("aliases: [/x/, # /y/]\n"),
        front("updates:\n  - date: 2025-01-01\n    kind: update\n  note: x\n"),
        front("updates:\n  - date: 2025-01-01\n   kind: update\n    note: x\n"),
        front("updates:\n  - date: 2025-01-01\n     kind: update\n"),
        front("summary: \"C:\\docs\"\n"),
        front("party:north\n"),
        front("updates:\n  – date: 2025-01-01\n    kind: update\n    note: x\n"),
        front("updates:\n  -date: 2025-01-01\n    kind: update\n    note: x\n"),
        front("updates:\n  - { date:2025-01-01, kind: update, note: x }\n"),
        front("updated: 2025-02-30\n"),
        front("title: Ann\n"),
        front("nmae: Ann\n"),
        Project::new().edit(ANN, "cite: gazette#p1", "cite: gazette#p1, gazette#p2"),
        Project::new().file(ANN, "\n---\nname: Ann\n---\n"),
        Project::new().file(ANN, "—-\nname: Ann\n---\n"),
        Project::new().file(ANN, "---\nname: Ann\n----\n"),
        Project::new().edit("content/parties/north.md", "name:", "title:"),
        Project::new().edit("content/sources/gazette.md", "date:", "url: a.example/x\ndate:"),
        Project::new().edit(
            "content/sources/gazette.md",
            "date:",
            "url: https://a.example/a b\ndate:",
        ),
    ]
    .into_iter()
    .map(|project| {
        let report = project.problems();
        report.split("\n\n1 error").next().unwrap_or_default().to_owned() + "\n\n"
    })
    .collect();
    assert_snapshot!(said, @"
    error[bad-date]: `“2024-05-01”` is no date
     --> content/participants/ann.md:5:10
      |
    5 | updated: “2024-05-01”
      |          ^^^^^^^^^^^^
      |
    help: write `2024-05-01`: typographic quotation marks are part of the value

    error[malformed-yaml]: the YAML cannot be read: `“` is no quotation mark for YAML, and a second `: ` follows
     --> content/participants/ann.md:5:10
      |
    5 | summary: “Peace: now”
      |          ^^^^^^^^^^^^
      |
    help: write straight quotation marks: `\"…\"`

    error[malformed-yaml]: the YAML cannot be read: a value cannot begin with `*`
     --> content/participants/ann.md:5:10
      |
    5 | summary: **Bold** first
      |          ^^^^^^^^^^^^^^
      |
    help: put the value in quotation marks

    error[malformed-yaml]: the YAML cannot be read: a bracket `[` is not closed
     --> content/participants/ann.md:5:10
      |
    5 | aliases: [/x/,
      |          ^^^^^
      |
    help: close it with `]`, and separate what is in it by commas

    error[malformed-yaml]: the YAML cannot be read: `[` is not closed: what follows ` #` is a comment
     --> content/participants/ann.md:5:16
      |
    5 | aliases: [/x/, # /y/]
      |                ^^^^^^
      |
    help: put the value with the `#` in quotation marks

    error[malformed-yaml]: the YAML cannot be read: `note` is indented less than `kind` before it
     --> content/participants/ann.md:8:3
      |
    8 |   note: x
      |   ^^^^
      |
    help: begin `note` in the column in which `kind` begins

    error[malformed-yaml]: the YAML cannot be read: `kind` is indented less than `date` before it
     --> content/participants/ann.md:7:4
      |
    7 |    kind: update
      |    ^^^^
      |
    help: begin `kind` in the column in which `date` begins

    error[malformed-yaml]: the YAML cannot be read: this line goes on with the value before it, and has a `: ` of its own
     --> content/participants/ann.md:7:10
      |
    7 |      kind: update
      |          ^^^^^^^^
      |
    help: give its key the same indentation as the keys beside it, or put the value in quotation marks

    error[malformed-yaml]: the YAML cannot be read: a backslash in double quotation marks begins an escape, and there is none like this
     --> content/participants/ann.md:5:13
      |
    5 | summary: \"C:\\docs\"
      |             ^^^^^^
      |
    help: write two backslashes, or put the value in single quotation marks

    error[malformed-yaml]: the YAML cannot be read: a space is missing after the colon
     --> content/participants/ann.md:5:1
      |
    5 | party:north
      | ^^^^^^^^^^^
      |
    help: write `party: north`

    error[malformed-yaml]: the YAML cannot be read: `–` is no hyphen, and begins no entry of a list
     --> content/participants/ann.md:6:3
      |
    6 |   – date: 2025-01-01
      |   ^
      |
    help: write `- `

    error[malformed-yaml]: the YAML cannot be read: a space is missing after the hyphen
     --> content/participants/ann.md:6:3
      |
    6 |   -date: 2025-01-01
      |   ^
      |
    help: write `- date`

    error[unknown-key]: unknown key `date:2025-01-01`
     --> content/participants/ann.md:6:7
      |
    6 |   - { date:2025-01-01, kind: update, note: x }
      |       ^^^^^^^^^^^^^^^
      |
    help: a space is missing after the colon: write `date: 2025-01-01`

    error[bad-date]: `2025-02-30` is no date: that month has 28 days, and no day 30
     --> content/participants/ann.md:5:10
      |
    5 | updated: 2025-02-30
      |          ^^^^^^^^^^
      |
    help: correct it, or leave out the day

    error[unknown-key]: unknown key `title`
     --> content/participants/ann.md:5:1
      |
    5 | title: Ann
      | ^^^^^
      |
    help: use one of `native_name`, `native_lang`, `party`, `attendance`, `positions`, `contacts`, `summary`, `aliases`, `draft`, `updated`, `updates`

    error[unknown-key]: unknown key `nmae`
     --> content/participants/ann.md:5:1
      |
    5 | nmae: Ann
      | ^^^^
      |
    help: remove it, or correct it: `name` stands here as well

    error[bad-citation]: `gazette#p1, gazette#p2` is read as one citation
     --> content/participants/ann.md:9:11
      |
    9 |     cite: gazette#p1, gazette#p2
      |           ^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write a list: `[gazette#p1, gazette#p2]`

    error[missing-front-matter]: a blank line stands before `---`
     --> content/participants/ann.md:2:1
      |
    2 | ---
      | ^^^
      |
    help: remove it: the front matter begins with the file

    error[missing-front-matter]: this file does not begin with front matter
     --> content/participants/ann.md:1:1
      |
    1 | —-
      | ^^
      |
    help: write three hyphens in this line, `---`, and nothing else

    error[unclosed-front-matter]: the front matter has no closing fence
     --> content/participants/ann.md:1:1
      |
    1 | ---
      | ^^^ opened here
      |
    help: write three hyphens in line 3, `---`, and nothing else

    error[unknown-key]: unknown key `title`
     --> content/parties/north.md:2:1
      |
    2 | title: North
      | ^^^^^
      |
    help: did you mean `name`?

    error[bad-url]: `a.example/x` is no address on the web
     --> content/sources/gazette.md:4:6
      |
    4 | url: a.example/x
      |      ^^^^^^^^^^^
      |
    help: write it in full: `https://a.example/x`

    error[bad-url]: `https://a.example/a b` is no address on the web
     --> content/sources/gazette.md:4:6
      |
    4 | url: https://a.example/a b
      |      ^^^^^^^^^^^^^^^^^^^^^
      |
    help: an address has no spaces in it: write `%20` for one, or remove it
    ");
}

/// C3: a file of one line, whose key has no space after its colon.
#[test]
fn a_missing_space_is_named_where_nothing_else_is_wrong() {
    let project = Project::new().file("content/pages/about.md", "---\ntitle:About\n---\n\nText.\n");
    let report = project.run("check").exit(1).err;
    assert!(report.contains("help: write a space after the colon: `key: value`"), "{report}");
}

/// C2: a hint is right when it is followed, or is not given.
#[test]
fn hints_are_right_or_not_given() {
    let base = || {
        Project::new()
            .edit(
                "content/site.yaml",
                "  - { id: against, label: Against, tone: negative }",
                "  - { id: against, label: Against, tone: negative }\n  - { id: conditional, label: In favour with conditions, tone: mixed }",
            )
            .edit(ANN, "party: north\n", "party: north\n")
    };
    let help = |project: Project| {
        let report = project.run("check").err;
        between(&report, "help: ", "\n").to_owned()
    };
    let stance = |it: &str| help(base().edit(ANN, "stance: for", &format!("stance: {it}")));
    assert_eq!(stance("In favour with conditions"), "did you mean `conditional`?");
    assert_eq!(stance("in favor with conditions"), "did you mean `conditional`?");
    assert_eq!(stance("against-with-conditions"), "use one of `for`, `against`, `conditional`");
    let passage = |it: &str| help(base().edit(ANN, "gazette#p1", &format!("gazette#{it}")));
    assert_eq!(passage("p3"), "use one of `p1`, `p2`");
    assert_eq!(passage("P1"), "did you mean `p1`?");
    let who = |it: &str| {
        help(base().edit(
            "content/events/summit.md",
            "cite:",
            &format!("participants: [{it}]\ncite:"),
        ))
    };
    assert_eq!(
        who("north"),
        "`north` is a party, and a participant is named here; write the slug of one, or remove it"
    );
    assert_eq!(
        who("North"),
        "`north` is a party, and a participant is named here; write the slug of one, or remove it"
    );
    assert_eq!(who("Bob"), "did you mean `bob`?");
    assert_eq!(who("cyd"), "add `content/participants/cyd.md`, or correct the slug");
    let named = base().file("content/pages/Türkiye.md", "---\ntitle: Türkiye\n---\n");
    assert_eq!(help(named), "rename the file to `turkiye.md`");
    let none = Project::new().edit(
        "content/issues/quotas.md",
        "proposals:\n  - { id: equal, label: Equal shares }\n",
        "",
    );
    assert_eq!(
        help(none.edit(ANN, "    stance: for\n", "    stance: for\n    proposal: equal\n")),
        "add it to `proposals` in `content/issues/quotas.md`"
    );
}

/// C2: an address in any script can be an alias, as browsers show it or as they send it.
#[test]
fn aliases_may_be_in_any_script() {
    let project = Project::new().edit(
        ANN,
        "name: Ann\n",
        "name: Ann\naliases: [/люди/анна/, /%D0%BB/, /हिन्दी/]\n",
    );
    project.run("build --output public").exit(0);
    for folder in ["люди/анна", "л", "हिन्दी"] {
        let page = project.read(&format!("public/{folder}/index.html"));
        assert!(page.contains("https://example.org/fish/participants/ann/"), "{page}");
    }
    for alias in ["/a b/", "/a?b/", "/%2e%2e/", "/%00/", "/a\u{200b}/"] {
        let project =
            Project::new().edit(ANN, "name: Ann\n", &format!("name: Ann\naliases: ['{alias}']\n"));
        assert!(project.problems().contains("bad-alias"), "{alias}");
    }
    let two = Project::new().edit(
        ANN,
        "name: Ann\n",
        "name: Ann\naliases: [/caf\u{e9}/, /cafe\u{301}/]\n",
    );
    assert!(two.problems().contains("route-conflict"));
}
