//! Files that cannot be read, or lie where they do not belong.

use insta::assert_snapshot;

use crate::project::Project;

#[test]
fn unreadable_file() {
    let project = Project::new().link("content/participants/cleo.md", "nowhere.md");
    assert_snapshot!(project.problems(), @"
    error[unreadable-file]: `content/participants/cleo.md` is a symbolic link that leads nowhere
    --> content/participants/cleo.md
     |
    help: remove the link, or point it elsewhere

    1 error: the content is not fit to publish
    ");
}

#[test]
fn unreadable_file_is_still_known_to_those_that_refer_to_it() {
    let project = Project::new()
        .without("content/parties/north.md")
        .link("content/parties/north.md", "nowhere.md");
    assert_snapshot!(project.problems(), @"
    error[unreadable-file]: `content/parties/north.md` is a symbolic link that leads nowhere
    --> content/parties/north.md
     |
    help: remove the link, or point it elsewhere

    1 error: the content is not fit to publish
    ");
}

#[test]
fn a_folder_may_be_called_like_a_file() {
    let project = Project::new().file("content/pages/notes.md/plan.txt", "Plan");
    assert_snapshot!(project.warnings(), @"16 pages checked: no problem");
}

/// C5: that there is no explainer is a mistake in the command line, and not in the content.
#[test]
fn no_explainer_here() {
    let expected = "error: `.` is no explainer: it holds no `content/`\nhelp: run this in the folder that holds `content/`, or name it with `--root`\n";
    for command in ["check", "build", "mv parties/a b"] {
        assert_eq!(Project::empty().run(command).exit(2).err, expected, "{command}");
    }
}

#[test]
fn no_settings_and_no_front_page() {
    let project = Project::new().without("content/site.yaml").without("content/index.md");
    assert_snapshot!(project.problems(), @"
    error[unreadable-file]: `content/index.md` cannot be read: nothing is there
    --> content/index.md
     |
    help: create it: the front page, two lines `---` and then the story in brief

    error[unreadable-file]: `content/site.yaml` cannot be read: nothing is there
    --> content/site.yaml
     |
    help: create it, with `title`, `tagline`, `base_url`, `language` and `stances`

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn not_utf8() {
    let project = Project::new().file(
        "content/parties/north.md",
        b"---\nname: North\nsummary: Caf\xe9 country\nkind: country\n---\n",
    );
    assert_snapshot!(project.problems(), @"
    error[not-utf8]: this file is not UTF-8
     --> content/parties/north.md:3:13
      |
    3 | summary: Caf� country
      |             ^ these bytes are not
      |
    help: save the file as UTF-8

    1 error: the content is not fit to publish
    ");
}

#[test]
fn file_too_large() {
    let project = Project::new().edit("content/pages/about.md", "How", &"How ".repeat(2_600_000));
    assert_snapshot!(project.problems(), @"
    error[file-too-large]: `content/pages/about.md` is too large: it has 11 MB, and no more than 10 MB are read
    --> content/pages/about.md
     |
    help: make it smaller, or divide it among several files

    1 error: the content is not fit to publish
    ");
}

#[test]
fn file_too_large_for_yaml() {
    let keys = format!("title: About\nsummary: {}", "word ".repeat(800_100));
    let project = Project::new().edit("content/pages/about.md", "title: About", &keys);
    assert_snapshot!(project.problems(), @"
    error[file-too-large]: this YAML has 5 MB, and no more than 4 MB are read
    --> content/pages/about.md
     |
    help: move text into the body, or divide it among several files

    1 error: the content is not fit to publish
    ");
}

/// G7: somebody with a position on each of thousands of issues fits into a file.
#[test]
fn front_matter_may_be_larger_than_people_write_by_hand() {
    let lines = "# a line of a list that a program wrote\n".repeat(40_000);
    let project =
        Project::new().edit("content/parties/north.md", "name:", &format!("{lines}name:"));
    assert!(project.warnings().contains("no problem"), "{}", project.warnings());
}

#[test]
fn file_too_large_with_its_aliases_written_out() {
    let levels =
        (1..=6).map(|at| format!("  - &a{at} [{}]\n", format!("*a{}, ", at - 1).repeat(9)));
    let keys = format!("title: About\naliases:\n  - &a0 [/a/]\n{}", levels.collect::<String>());
    let project = Project::new().edit("content/pages/about.md", "title: About\n", &keys);
    assert_snapshot!(project.problems(), @"
    error[file-too-large]: with its aliases written out, this has more than 200000 values
     --> content/pages/about.md:9:9
      |
    9 |   - &a5 [*a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, ]
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: put a value that begins with `*` in quotation marks if it is meant as text; otherwise use fewer aliases

    1 error: the content is not fit to publish
    ");
}

#[test]
fn file_too_large_to_be_shown() {
    let text = "More on [the North](../parties/north.md). ![A film](film.mp4)";
    let project = Project::new()
        .file("content/pages/about.md", format!("---\ntitle: About\n---\n\n{text}\n"))
        .file("content/pages/film.mp4", "");
    let film =
        std::fs::File::options().write(true).open(project.path().join("content/pages/film.mp4"));
    film.and_then(|film| film.set_len(300_000_000)).expect("a file system with sparse files");
    assert_snapshot!(project.problems(), @"
    error[file-too-large]: `content/pages/film.mp4` is too large: it has 300 MB, and no more than 200 MB are read
    --> content/pages/film.mp4
     |
    help: make it smaller, or publish it elsewhere and link to it there

    1 error: the content is not fit to publish
    ");
}

#[test]
fn symlink_loop() {
    let project = Project::new().link("content/pages/again", "../pages");
    assert_snapshot!(project.problems(), @"
    error[symlink-loop]: `content/pages/again` is a symbolic link to a folder it lies in
    --> content/pages/again
     |
    help: remove the link, or point it elsewhere

    1 error: the content is not fit to publish
    ");
}

#[test]
fn link_outside() {
    let elsewhere = Project::empty().file("secret.svg", "<svg/>").file("north.md", "---\n---\n");
    let place = |name: &str| elsewhere.path().join(name).display().to_string();
    let project = Project::new()
        .without("content/parties/north.md")
        .link("content/parties/north.md", &place("north.md"))
        .link("content/pages/all", &place(""))
        .link("static/secret.svg", &place("secret.svg"));
    assert_snapshot!(project.problems(), @"
    error[link-outside]: `content/pages/all` is a symbolic link that leads out of the explainer's folder
    --> content/pages/all
     |
    help: put a copy in its place: what is published must lie in the folder

    error[link-outside]: `content/parties/north.md` is a symbolic link that leads out of the explainer's folder
    --> content/parties/north.md
     |
    help: put a copy in its place: what is published must lie in the folder

    error[link-outside]: `static/secret.svg` is a symbolic link that leads out of the explainer's folder
    --> static/secret.svg
     |
    help: put a copy in its place: what is published must lie in the folder

    3 errors: the content is not fit to publish
    ");
}

#[test]
fn control_character() {
    let project = Project::new()
        .edit("content/pages/about.md", "How this", "How\u{7} this")
        .edit("content/parties/north.md", "name: North", "name: \"Nor\\0th\"")
        .edit("content/glossary/quota.md", "A limit.", "A limit&#8;.");
    assert_snapshot!(project.problems(), @r#"
    error[control-character]: `&#8;` stands for a control character
     --> content/glossary/quota.md:5:8
      |
    5 | A limit&#8;.
      |        ^^^^
      |
    help: remove it

    error[control-character]: U+0007 is a control character and no text
     --> content/pages/about.md:5:4
      |
    5 | How␇ this is made; more on [the North](../parties/north.md).
      |    ^
      |
    help: remove it

    error[control-character]: U+0000 is a control character and no text
     --> content/parties/north.md:2:7
      |
    2 | name: "Nor\0th"
      |       ^^^^^^^^^
      |
    help: remove it

    3 errors: the content is not fit to publish
    "#);
}

#[test]
fn bad_file_name() {
    let project = Project::new()
        .rename("content/parties/north.md", "content/parties/con.md")
        .edit("content/participants/ann.md", "party: north", "party: con")
        .edit("content/pages/about.md", "../parties/north.md", "../parties/con.md")
        .file("content/pages/what?.svg", "<svg/>")
        .file("static/nul.txt", "Nothing")
        .edit("content/issues/quotas.md", "title:", "aliases: [/old./]\ntitle:")
        .edit("content/sources/gazette.md", "  p1:", "  com1: Nothing\n  p1:");
    assert_snapshot!(project.problems(), @"
    error[bad-file-name]: not every system can hold a folder called `old.`
     --> content/issues/quotas.md:2:11
      |
    2 | aliases: [/old./]
      |           ^^^^^^
      |
    help: remove the alias: Windows drops a period or a space at the end of a name

    error[bad-file-name]: not every system can hold a file called `what?.svg`
    --> content/pages/what?.svg
     |
    help: rename it: Windows has no place for that character in a name

    error[bad-file-name]: not every system can hold a folder called `con`
    --> content/parties/con.md
     |
    help: rename the file: Windows keeps that name for a device

    error[bad-file-name]: not every system can hold a folder called `com1`
     --> content/sources/gazette.md:6:3
      |
    6 |   com1: Nothing
      |   ^^^^
      |
    help: rename the passage: Windows keeps that name for a device

    error[bad-file-name]: not every system can hold a file called `nul.txt`
    --> static/nul.txt
     |
    help: rename it: Windows keeps that name for a device

    5 errors: the content is not fit to publish
    ");
}

#[test]
fn name_clash() {
    let project = Project::new()
        .file("content/pages/Map.svg", "<svg/>")
        .file("static/plan.txt", "one")
        .file("static/Plan.txt", "two");
    assert_snapshot!(project.problems(), @"
    error[name-clash]: `pages/map.svg` and `pages/Map.svg` differ in nothing but letter case or accents
    --> content/pages/map.svg
     |
    help: rename one of them; to many systems they are the same file

    error[name-clash]: `plan.txt` and `Plan.txt` differ in nothing but letter case or accents
    --> static/plan.txt
     |
    help: rename one of them; to many systems they are the same file

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn stray_file() {
    let project = Project::new().file("content/notes/plan.md", "---\ntitle: Plan\n---\n");
    assert_snapshot!(project.problems(), @"
    error[stray-file]: `notes/plan.md` lies where no kind of content belongs
    --> content/notes/plan.md
     |
    help: move it into one of `participants/`, `parties/`, `issues/`, `events/`, `sources/`, `glossary/`, `pages/`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn stray_file_at_the_top() {
    let project = Project::new().file("content/plan.md", "---\ntitle: Plan\n---\n");
    assert_snapshot!(project.problems(), @"
    error[stray-file]: `plan.md` lies where no kind of content belongs
    --> content/plan.md
     |
    help: move it into one of `participants/`, `parties/`, `issues/`, `events/`, `sources/`, `glossary/`, `pages/`

    1 error: the content is not fit to publish
    ");
}

#[test]
fn stray_file_in_a_misspelt_folder_is_known_to_those_that_refer_to_it() {
    let project = Project::new()
        .without("content/parties/north.md")
        .file("content/partys/north.md", "---\nname: North\nkind: country\n---\n");
    assert_snapshot!(project.problems(), @"
    error[stray-file]: `partys/north.md` lies where no kind of content belongs
    --> content/partys/north.md
     |
    help: did you mean `parties/`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn bad_slug() {
    let project = Project::new()
        .without("content/parties/north.md")
        .file("content/parties/The North.md", "---\nname: North\nkind: country\n---\n");
    assert_snapshot!(project.problems(), @"
    error[broken-link]: `../parties/north.md` leads to no file
     --> content/pages/about.md:5:39
      |
    5 | How this is made; more on [the North](../parties/north.md).
      |                                       ^^^^^^^^^^^^^^^^^^^
      |
    help: did you mean `../parties/The North.md`?

    error[unknown-party]: there is no party `north`
     --> content/participants/ann.md:4:8
      |
    4 | party: north
      |        ^^^^^
      |
    help: did you mean `the-north`?

    error[bad-slug]: `The North` is no slug
    --> content/parties/The North.md
     |
    help: rename the file to `the-north.md`

    3 errors: the content is not fit to publish
    ");
}

#[test]
fn bad_slug_without_a_letter() {
    let project = Project::new().file("content/pages/….md", "---\ntitle: План\n---\n");
    assert_snapshot!(project.problems(), @"
    error[bad-slug]: `…` is no slug
    --> content/pages/….md
     |
    help: use lower-case letters a to z, digits and single hyphens

    1 error: the content is not fit to publish
    ");
}

#[test]
fn duplicate_slug() {
    let project = Project::new().file("content/pages/more/about.md", "---\ntitle: About\n---\n");
    assert_snapshot!(project.problems(), @"
    error[duplicate-slug]: `pages/more/about.md` and `pages/about.md` have the same slug
    --> content/pages/more/about.md
     |
    help: rename one of them; letter case and folders do not tell them apart

    1 error: the content is not fit to publish
    ");
}

#[test]
fn duplicate_slug_by_case() {
    let project =
        Project::new().file("content/parties/North.md", "---\nname: North\nkind: country\n---\n");
    assert_snapshot!(project.problems(), @"
    error[duplicate-slug]: `parties/North.md` and `parties/north.md` have the same slug
    --> content/parties/North.md
     |
    help: rename one of them; letter case and folders do not tell them apart

    1 error: the content is not fit to publish
    ");
}

/// A10: a name steers no terminal, in any format of report.
#[test]
fn control_characters_in_names_are_printed_as_escapes() {
    let name = "a\u{7}b\u{9b}2Jc\u{202e}d\ne";
    let project = Project::new()
        .file(&format!("content/pages/{name}.md"), "---\ntitle: X\n---\n")
        .file(&format!("content/pages/{name}.svg"), "<svg/>")
        .link(&format!("content/pages/{name}.png"), "nowhere");
    for format in ["human", "json", "github"] {
        let run = project.run(&format!("check --format {format}")).exit(1);
        let printed = run.out + &run.err;
        let bad = printed
            .chars()
            .find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}'));
        assert_eq!(bad, None, "{format}: {printed:?}");
        assert!(printed.contains("202e"), "{format}: {printed}");
    }
    let said = project.problems();
    assert!(said.contains(r"content/pages/a\u{7}b\u{9b}2Jc\u{202e}d\u{a}e.svg"), "{said}");
    let name = format!("talks{name}");
    let said = project.run_words(&["build", "--root", &name]).exit(2).err;
    assert!(!said.contains('\u{7}') && said.contains(r"talksa\u{7}b"), "{said}");
}

/// B8: files of other endings among the participants are not passed over without a word.
#[test]
fn stray_file_by_its_ending() {
    let bob = "---\nname: Bob\nrole: Envoy\nno_position: He only listened.\n---\n";
    let project = Project::new()
        .rename("content/participants/bob.md", "content/participants/bob.markdown")
        .file("content/participants/cy.MDX", bob)
        .file("content/participants/team/di.md.txt", bob)
        .file("content/parties/north.mkd", bob)
        .edit("content/issues/quotas.md", " and [Bob](../participants/bob.md)", "");
    assert_snapshot!(project.problems(), @"
    error[stray-file]: `participants/bob.markdown` is passed over: content is read from files in `.md`
    --> content/participants/bob.markdown
     |
    help: rename it to `content/participants/bob.md`, or link to it if it is to be downloaded

    error[stray-file]: `participants/cy.MDX` is passed over: content is read from files in `.md`
    --> content/participants/cy.MDX
     |
    help: rename it to `content/participants/cy.md`, or link to it if it is to be downloaded

    error[stray-file]: `participants/team/di.md.txt` is passed over: content is read from files in `.md`
    --> content/participants/team/di.md.txt
     |
    help: rename it to `content/participants/team/di.md`, or link to it if it is to be downloaded

    error[stray-file]: `parties/north.mkd` is passed over: content is read from files in `.md`
    --> content/parties/north.mkd
     |
    help: remove it, or move what it says to `content/parties/north.md`

    4 errors: the content is not fit to publish
    ");
}

/// B8: what a body links to is there to be downloaded, and what lies elsewhere is no content.
#[test]
fn linked_files_of_any_ending_are_published() {
    let project = Project::new()
        .file("content/sources/notes.md.txt", "Notes\n")
        .file("content/files/draft.markdown", "Draft\n")
        .file("content/participants/portrait.txt", "No picture.\n")
        .edit("content/pages/about.md", "How this", "[Notes](../sources/notes.md.txt). How this");
    project.run("check --strict").exit(0);
}

/// C3: the settings and the front page under a name that is nearly right.
#[test]
fn the_settings_under_another_name() {
    for (wrong, right) in [
        ("content/site.yml", "content/site.yaml"),
        ("content/Site.yaml", "content/site.yaml"),
        ("content/index.markdown", "content/index.md"),
        ("content/Index.md", "content/index.md"),
    ] {
        let report = Project::new().rename(right, wrong).problems();
        assert!(report.contains(&format!("help: rename `{wrong}` to `{right}`")), "{report}");
    }
}

/// A5
#[test]
fn file_kind() {
    let project = Project::new()
        .file("content/pages/chart.html", "<p>Text</p>")
        .file("content/pages/plan.dwg", "A plan")
        .file("content/pages/notes", "Notes")
        .file("content/pages/photo.jpg", "<!DOCTYPE html>")
        .edit(
            "content/pages/about.md",
            "How this",
            "[Chart](chart.html) [Plan](plan.dwg) [Notes](notes) ![A photo](photo.jpg)\n\nHow this",
        );
    assert_snapshot!(project.problems(), @"
    error[file-kind]: files of the kind `.html` are not published
     --> content/pages/about.md:5:9
      |
    5 | [Chart](chart.html) [Plan](plan.dwg) [Notes](notes) ![A photo](photo.jpg)
      |         ^^^^^^^^^^
      |
    help: link to it where it can be read elsewhere: a browser or a server may run what it holds, with the rights of the site; `files: [html]` in `site.yaml` publishes the kind all the same

    error[file-kind]: files of the kind `.dwg` are not published
     --> content/pages/about.md:5:28
      |
    5 | [Chart](chart.html) [Plan](plan.dwg) [Notes](notes) ![A photo](photo.jpg)
      |                            ^^^^^^^^
      |
    help: save it as a kind that is published, such as `.pdf`, `.csv` or `.zip`; `files: [dwg]` in `site.yaml` publishes the kind all the same

    error[file-kind]: a file without an extension is not published
     --> content/pages/about.md:5:46
      |
    5 | [Chart](chart.html) [Plan](plan.dwg) [Notes](notes) ![A photo](photo.jpg)
      |                                              ^^^^^
      |
    help: give it the extension of its kind, such as `.txt` or `.pdf`: servers and browsers would guess otherwise

    error[file-kind]: `content/pages/photo.jpg` begins like a web page, whatever its name says
    --> content/pages/photo.jpg
     |
    help: put a file of that kind in its place: where a server does not say what it is, a browser would run what it holds

    4 errors: the content is not fit to publish
    ");
}

/// A5
#[test]
fn files_that_are_no_extensions() {
    let project = Project::new().edit(
        "content/site.yaml",
        "search: false",
        "files: [tar.gz, '']\nsearch: false",
    );
    assert_snapshot!(project.problems(), @"
    error[bad-value]: `tar.gz` is no extension of a file
     --> content/site.yaml:8:9
      |
    8 | files: [tar.gz, '']
      |         ^^^^^^
      |
    help: write letters and digits alone, as in `files: [dwg]`

    error[bad-value]: `` is no extension of a file
     --> content/site.yaml:8:17
      |
    8 | files: [tar.gz, '']
      |                 ^^
      |
    help: write letters and digits alone, as in `files: [dwg]`

    2 errors: the content is not fit to publish
    ");
}

/// A5
#[test]
fn bad_drawing() {
    let project = Project::new()
        .file(
            "content/pages/broken.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<g>\n</svg>\n",
        )
        .file("content/pages/bare.svg", "<svg/>")
        .edit("content/pages/about.md", "How this", "![A](broken.svg) ![B](bare.svg)\n\nHow this");
    assert_snapshot!(project.problems(), @r#"
    error[bad-drawing]: `content/pages/bare.svg` cannot be published as a drawing: its `<svg>` lacks `xmlns="http://www.w3.org/2000/svg"`
    --> content/pages/bare.svg
     |
    help: save it anew as plain SVG, or as a picture (`.png`)

    error[bad-drawing]: `content/pages/broken.svg` cannot be published as a drawing: expected 'g' tag, not 'svg'
     --> content/pages/broken.svg:3:1
      |
    3 | </svg>
      | ^
      |
    help: save it anew as plain SVG, or as a picture (`.png`)

    2 errors: the content is not fit to publish
    "#);
}

/// A5
#[test]
fn drawing_content() {
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<g onclick=\"a()\"/>\n<script>b()</script>\n</svg>\n";
    let project = Project::new().file("content/pages/map.svg", drawing).edit(
        "content/pages/about.md",
        "How this",
        "![A map](map.svg)\n\nHow this",
    );
    assert_snapshot!(project.warnings(), @r#"
    warning[drawing-content]: the attribute `onclick` is not published in a drawing
     --> content/pages/map.svg:2:4
      |
    2 | <g onclick="a()"/>
      |    ^^^^^^^^^^^^^
      |
    help: remove it: a drawing holds nothing that runs or is fetched; `files: [svg]` in `site.yaml` publishes drawings as they are written

    warning[drawing-content]: the element `script` is not published in a drawing
     --> content/pages/map.svg:3:1
      |
    3 | <script>b()</script>
      | ^^^^^^^
      |
    help: remove it: a drawing holds nothing that runs or is fetched; `files: [svg]` in `site.yaml` publishes drawings as they are written

    16 pages checked: 2 warnings
    "#);
}
