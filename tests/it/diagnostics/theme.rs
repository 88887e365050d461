//! What is wrong with an explainer's own theme.

use insta::assert_snapshot;

use crate::project::Project;

/// A sound explainer with a template for its pages of its own.
fn with_template(template: &str) -> Project {
    Project::new().file("templates/page.html", template)
}

#[test]
fn template_syntax() {
    assert_snapshot!(with_template("<p>Один</p>\n{% if page %}\n<p>{{ page.title }</p>\n").problems(), @"
    error[template-syntax]: found `}` but expected }}
     --> templates/page.html:3:18
      |
    3 | <p>{{ page.title }</p>
      |                  ^
      |
    help: `templates/README.md` lists what each template sees and calls

    1 error: the content is not fit to publish
    ");
}

#[test]
fn template_syntax_of_several() {
    let project = with_template("{% if %}\n").file("templates/issue.html", "{{ 1 + }}\n");
    assert_snapshot!(project.problems(), @"
    error[template-syntax]: found `}}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`
     --> templates/issue.html:1:8
      |
    1 | {{ 1 + }}
      |        ^^
      |
    help: `templates/README.md` lists what each template sees and calls

    error[template-syntax]: found `%}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`
     --> templates/page.html:1:7
      |
    1 | {% if %}
      |       ^^
      |
    help: `templates/README.md` lists what each template sees and calls

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn template_syntax_names_what_does_not_exist() {
    assert_snapshot!(with_template("{{ page.title | shout }}\n").problems(), @"
    error[template-syntax]: unknown filter `shout`
     --> templates/page.html:1:17
      |
    1 | {{ page.title | shout }}
      |                 ^^^^^
      |
    help: `templates/README.md` lists what each template sees and calls

    1 error: the content is not fit to publish
    ");
    assert_snapshot!(with_template("{% extends \"bas.html\" %}\n").problems(), @r#"
    error[template-syntax]: there is no template `bas.html` to extend
     --> templates/page.html:1:13
      |
    1 | {% extends "bas.html" %}
      |             ^^^^^^^^
      |
    help: did you mean `base.html`?

    1 error: the content is not fit to publish
    "#);
    assert_snapshot!(with_template("<p>{{ <stanse stance={page}/> }}</p>\n").problems(), @"
    error[template-syntax]: unknown component `stanse`
     --> templates/page.html:1:7
      |
    1 | <p>{{ <stanse stance={page}/> }}</p>
      |       ^^^^^^^
      |
    help: `templates/README.md` lists what each template sees and calls

    1 error: the content is not fit to publish
    ");
}

#[test]
fn template_render() {
    assert_snapshot!(with_template("<h1>{{ page.title }}</h1>\n<p>Ø {{ page.titel.first }}</p>\n").problems(), @"
    error[template-render]: field `titel` is not defined, while rendering `/about/`
     --> templates/page.html:2:14
      |
    2 | <p>Ø {{ page.titel.first }}</p>
      |              ^^^^^
      |
    help: did you mean `title`?

    1 error: the content is not fit to publish
    ");
}

#[test]
fn template_syntax_of_built_in_templates_that_miss_what_was_overridden() {
    let project = Project::new().file("templates/base.html", "<title>{{ page.titel }}</title>\n");
    assert_snapshot!(project.problems(), @"
    error[template-syntax]: block `robots` is not defined in any parent template
     --> built-in/templates/404.html:2:10
      |
    2 | {% block robots %}
      |          ^^^^^^
      |
    help: the built-in template relies on it: keep it in yours, or override `templates/404.html` as well

    error[template-syntax]: block `lede` is not defined in any parent template
     --> built-in/templates/404.html:5:10
      |
    5 | {% block lede %}
      |          ^^^^
      |
    help: the built-in template relies on it: keep it in yours, or override `templates/404.html` as well

    error[template-syntax]: block `main` is not defined in any parent template
     --> built-in/templates/404.html:8:10
      |
    8 | {% block main %}
      |          ^^^^
      |
    help: the built-in template relies on it: keep it in yours, or override `templates/404.html` as well

    error[template-syntax]: block `head` is not defined in any parent template
     --> built-in/templates/compare.html:2:10
      |
    2 | {% block head %}
      |          ^^^^
      |
    help: the built-in template relies on it: keep it in yours, or override `templates/compare.html` as well

    error[template-syntax]: block `kicker` is not defined in any parent template
     --> built-in/templates/event.html:2:10
      |
    2 | {% block kicker %}
      |          ^^^^^^
      |
    help: the built-in template relies on it: keep it in yours, or override `templates/event.html` as well

    error[template-syntax]: block `rail` is not defined in any parent template
      --> built-in/templates/event.html:21:10
       |
    21 | {% block rail %}
       |          ^^^^
       |
    help: the built-in template relies on it: keep it in yours, or override `templates/event.html` as well

    error[template-syntax]: block `sheet` is not defined in any parent template
     --> built-in/templates/home.html:8:10
      |
    8 | {% block sheet %}
      |          ^^^^^
      |
    help: the built-in template relies on it: keep it in yours, or override `templates/home.html` as well

    error[template-syntax]: block `wide` is not defined in any parent template
      --> built-in/templates/home.html:20:10
       |
    20 | {% block wide %}
       |          ^^^^
       |
    help: the built-in template relies on it: keep it in yours, or override `templates/home.html` as well

    error[template-syntax]: block `title` is not defined in any parent template
     --> built-in/templates/participant.html:5:10
      |
    5 | {% block title %}{{ page.title }}{% if holder.native %} {{ <native native={holder.native}/> }}{% endif %}{% endblock %}
      |          ^^^^^
      |
    help: the built-in template relies on it: keep it in yours, or override `templates/participant.html` as well

    9 errors: the content is not fit to publish
    ");
}

#[test]
fn template_render_in_a_component_of_many_pages_is_one_problem() {
    let project = Project::new().edit_theme(
        "templates/components.html",
        "{{ date.text }}",
        "{{ date.txt.long }}",
    );
    assert_snapshot!(project.problems(), @r#"
    error[template-render]: field `txt` is not defined, while rendering `/` and 4 other pages
     --> templates/components.html:4:67
      |
    4 | {% component date(date) %}<time datetime="{{ date.iso }}">{{ date.txt.long }}</time>{% endcomponent date %}
      |                                                                   ^^^
      |
    help: did you mean `text`?

    1 error: the content is not fit to publish
    "#);
}

#[test]
fn template_render_with_an_unknown_word() {
    assert_snapshot!(with_template("{{ t(key=\"page.udpates\") }}\n").problems(), @r#"
    error[template-render]: the strings file has no word `page.udpates`, while rendering `/about/`
     --> templates/page.html:1:4
      |
    1 | {{ t(key="page.udpates") }}
      |    ^^^^^^^^^^^^^^^^^^^^^
      |
    help: did you mean `page.updates`?

    1 error: the content is not fit to publish
    "#);
}

#[test]
fn template_render_stops_a_build() {
    let run = with_template("{{ page.titel.first }}\n").run("build").exit(1);
    assert_snapshot!(run.err, @"
    error[template-render]: field `titel` is not defined, while rendering `/about/`
     --> templates/page.html:1:9
      |
    1 | {{ page.titel.first }}
      |         ^^^^^
      |
    help: did you mean `title`?

    1 error: nothing was published
    ");
}

#[test]
fn missing_theme_file() {
    assert_snapshot!(with_template("<script src=\"{{ asset(path=\"css/sight.css\") }}\"></script>\n").problems(), @r#"
    error[missing-theme-file]: the theme has no file `css/sight.css`, while rendering `/about/`
     --> templates/page.html:1:17
      |
    1 | <script src="{{ asset(path="css/sight.css") }}"></script>
      |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: did you mean `css/site.css`?

    1 error: the content is not fit to publish
    "#);
    assert_snapshot!(with_template("<img src=\"{{ asset(path=\"fish.png\") }}\">\n").problems(), @r#"
    error[missing-theme-file]: the theme has no file `fish.png`, while rendering `/about/`
     --> templates/page.html:1:14
      |
    1 | <img src="{{ asset(path="fish.png") }}">
      |              ^^^^^^^^^^^^^^^^^^^^^^
      |
    help: add it to `static/`

    1 error: the content is not fit to publish
    "#);
}

#[test]
fn bad_theme_file() {
    assert_snapshot!(Project::new().file("static/css/own.css", "body {\n  color: red;\n}}\n").problems(), @"
    error[bad-theme-file]: this file cannot be read: unexpected end of input
     --> static/css/own.css:3:1
      |
    3 | }}
      | ^
      |
    help: correct it; a file that no browser could read is not published

    1 error: the content is not fit to publish
    ");
    assert_snapshot!(Project::new().file("static/own.js", "// Ø\nconst = 1;\n").problems(), @"
    error[bad-theme-file]: this file cannot be read: unexpected token
     --> static/own.js:2:7
      |
    2 | const = 1;
      |       ^
      |
    help: correct it; a file that no browser could read is not published

    1 error: the content is not fit to publish
    ");
}

#[test]
fn bad_theme_file_of_words() {
    assert_snapshot!(Project::new().file("templates/strings/en.yaml", "nav:\n  skip: [Skip]\n").problems(), @"
    error[bad-theme-file]: `nav.skip` is neither a text nor a group of keys
     --> templates/strings/en.yaml:2:9
      |
    2 |   skip: [Skip]
      |         ^
      |
    help: each key has a text, a group of keys, or texts by plural category

    1 error: the content is not fit to publish
    ");
    assert_snapshot!(Project::new().file("templates/strings/en.yaml", "nav:\n  skip: \"Skip\n").problems(), @r#"
    error[bad-theme-file]: this strings file cannot be read: found unexpected end of stream
     --> templates/strings/en.yaml:2:15
      |
    2 |   skip: "Skip
      |              ^
      |
    help: each key has a text, a group of keys, or texts by plural category

    1 error: the content is not fit to publish
    "#);
}

#[test]
fn missing_translation() {
    let project = Project::new()
        .edit("content/site.yaml", "language: en", "language: fr")
        .edit_theme("templates/strings/en.yaml", "  skip: Skip to the content\n", "")
        .rename("templates/strings/en.yaml", "templates/strings/fr.yaml");
    assert_snapshot!(project.warnings(), @"
    warning[missing-translation]: the word `nav.skip` is missing
    --> templates/strings/fr.yaml
     |
    help: add `nav.skip`; until then English stands in

    16 pages checked: 1 warning
    ");
}

#[test]
fn the_theme_is_checked_even_when_the_content_is_wrong() {
    let project = with_template("{% if %}\n").edit(
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

    error[template-syntax]: found `%}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`
     --> templates/page.html:1:7
      |
    1 | {% if %}
      |       ^^
      |
    help: `templates/README.md` lists what each template sees and calls

    2 errors: the content is not fit to publish
    ");
}

#[test]
fn theme_files_that_cannot_be_read() {
    let project = Project::new()
        .file("templates/page.html", b"<p>\xe9</p>")
        .link("static/nowhere.css", "nowhere")
        .link("static/loop", "../static");
    assert_snapshot!(project.problems(), @"
    error[symlink-loop]: `static/loop` is a symbolic link to a folder it lies in
    --> static/loop
     |
    help: remove the link, or point it elsewhere

    error[unreadable-file]: `static/nowhere.css` is a symbolic link that leads nowhere
    --> static/nowhere.css
     |
    help: remove the link, or point it elsewhere

    error[not-utf8]: this file is not UTF-8
     --> templates/page.html:1:4
      |
    1 | <p>�</p>
      |    ^ these bytes are not
      |
    help: save the file as UTF-8

    3 errors: the content is not fit to publish
    ");
}

/// B11: the policy of the pages blocks these without a word to readers, so that authors get one.
#[test]
fn blocked_by_policy() {
    let template = "{% extends \"base.html\" %}\n{% block main %}\n<p style=\"color: red\" onclick=\"go()\">{{ page.title }}</p>\n<script>go()</script>\n{% endblock %}\n";
    let css = "@import url(\"https://fonts.example/css?family=A\");\nbody { margin: 0 }\n";
    let project = with_template(template).file("static/css/site.css", css);
    assert_snapshot!(project.warnings(), @r#"
    warning[blocked-by-policy]: browsers do not load `https://fonts.example/css?family=A`: the page's policy allows files of this site only
     --> static/css/site.css:1:14
      |
    1 | @import url("https://fonts.example/css?family=A");
      |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: put a copy into `static/`, and name that by its path

    warning[blocked-by-policy]: browsers ignore the attribute `style`: the page's policy forbids it
     --> templates/page.html:3:4
      |
    3 | <p style="color: red" onclick="go()">{{ page.title }}</p>
      |    ^^^^^
      |
    help: give the element a class, and style that in a file in `static/css/`

    warning[blocked-by-policy]: browsers ignore the attribute `onclick`: the page's policy forbids it
     --> templates/page.html:3:23
      |
    3 | <p style="color: red" onclick="go()">{{ page.title }}</p>
      |                       ^^^^^^^
      |
    help: listen for the event in a script, in a file in `static/js/`

    warning[blocked-by-policy]: browsers ignore a `<script>` that stands in a page: its policy forbids it
     --> templates/page.html:4:2
      |
    4 | <script>go()</script>
      |  ^^^^^^
      |
    help: put it into a file in `static/js/`, and name that with `asset(path=…)`

    16 pages checked: 4 warnings
    "#);
}

/// B11: the theme itself, copied out, has nothing of the kind, and a theme without the policy may hold what it likes.
#[test]
fn nothing_is_said_to_be_blocked_that_is_not() {
    let project = Project::empty();
    project.run("init talks --theme").exit(0);
    project.run("check --strict --root talks").exit(0);
    let base = std::fs::read_to_string(crate::project::repository().join("templates/base.html"));
    let without = base.expect("the theme").replace("{{ site.policy | safe }}", "");
    assert!(without.contains("Content-Security-Policy"));
    let project = Project::new().file("templates/base.html", without).file(
        "templates/event.html",
        "{% extends \"base.html\" %}{% block main %}<script>go()</script>{% endblock %}",
    );
    assert_snapshot!(project.warnings(), @"16 pages checked: no problem");
}
