//! `build --compare`: no address of an earlier build is lost unnoticed.

use insta::assert_snapshot;

use crate::project::Project;

/// A site that was published once, into `before`.
fn published() -> Project {
    let project = Project::new();
    project.run("build --output before").exit(0);
    project
}

/// The same with Bob's page under another address.
fn renamed(project: Project, aliases: &str) -> Project {
    project
        .rename("content/participants/bob.md", "content/participants/robert-bob.md")
        .edit("content/participants/robert-bob.md", "name: Bob\n", &format!("name: Bob\n{aliases}"))
        .edit("content/issues/quotas.md", "participants/bob.md", "participants/robert-bob.md")
}

#[test]
fn the_same_site_loses_nothing() {
    let project = published();
    for earlier in ["before", "before/.standpoint-manifest.json"] {
        let run = project.run(&format!("build --compare {earlier}")).exit(0);
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    }
    project.run("build --output before --compare before").exit(0);
}

#[test]
fn lost_address() {
    let project = renamed(published(), "");
    project.run("build").exit(0);
    let project = project.edit("content/pages/about.md", "title: About", "title: Method");
    assert_snapshot!(project.run("build --compare before").exit(1).err, @"
    error[lost-address]: `/participants/bob/` was published, and would be gone
    --> content/participants/robert-bob.md
     |
    help: add `aliases: [/participants/bob/]` to content/participants/robert-bob.md, if that page took its place

    1 error: nothing was published
    ");
    assert!(!project.read("public/about/index.html").contains("Method"), "nothing is published");
    let json = project.run("build --compare before --format json").exit(1).out;
    assert!(json.contains(r#""code":"lost-address""#), "{json}");
}

#[test]
fn an_alias_keeps_an_address() {
    let project = renamed(published(), "aliases: [/participants/bob/]\n");
    let run = project.run("build --compare before").exit(0);
    assert!(
        run.err.starts_with("moved: /participants/bob/ redirects to /participants/robert-bob/\n"),
        "{}",
        run.err
    );
    assert_eq!(project.run("build --quiet --compare before").exit(0).err, "");
    let manifest = project.path().join("public/.standpoint-manifest.json");
    let project = project.edit("content/participants/robert-bob.md", "/participants/bob/", "/bob/");
    let run = project.run(&format!("build --compare {}", manifest.display())).exit(1);
    assert!(run.err.contains("add `/participants/bob/` to `aliases` in"), "{}", run.err);
}

#[test]
fn a_page_without_a_successor_says_what_to_add() {
    let project = published()
        .edit("content/pages/about.md", "title: About", "title: Method")
        .rename("content/pages/about.md", "content/pages/method.md")
        .edit("content/issues/quotas.md", "pages/about.md", "pages/method.md");
    assert_snapshot!(project.run("build --compare before").exit(1).err, @"
    error[lost-address]: `/about/` was published, and would be gone
    --> before
     |
    help: add `aliases: [/about/]` to the file of the page that took its place

    1 error: nothing was published
    ");
}

#[test]
fn what_no_alias_can_stand_for_is_told_apart() {
    let project = published()
        .edit("content/issues/quotas.md", "[[glossary/quota|quota]]", "quota")
        .without("content/glossary/quota.md");
    assert_snapshot!(project.run("build --compare before").exit(1).err, @"
    error[lost-address]: `/glossary/` was published, and would be gone
    --> before
     |
    help: no alias can stand in for it: bring back what it was made from, or build once without `--compare`

    1 error: nothing was published
    ");
}

#[test]
fn a_folder_that_something_else_made_counts_by_its_pages() {
    let project = Project::new()
        .file("before/index.html", "")
        .file("before/about.html", "")
        .file("before/people/ann.html", "")
        .file("before/style.css", "")
        .file("before/.drafts/x.html", "");
    assert_snapshot!(project.run("build --compare before").exit(1).err, @"
    error[lost-address]: `/about.html` was published, and would be gone
    --> content/pages/about.md
     |
    help: add `aliases: [/about.html/]` to content/pages/about.md, if that page took its place

    error[lost-address]: `/people/ann.html` was published, and would be gone
    --> content/participants/ann.md
     |
    help: add `aliases: [/people/ann.html/]` to content/participants/ann.md, if that page took its place

    2 errors: nothing was published
    ");
    let project = project
        .edit("content/pages/about.md", "title: About", "title: About\naliases: [/about.html/]")
        .edit(
            "content/participants/ann.md",
            "name: Ann",
            "name: Ann\naliases: [/people/ann.html/]",
        );
    project.run("build --compare before").exit(0);
}

#[test]
fn what_is_no_earlier_build_is_refused() {
    let project = Project::new().file("notes.txt", "x").file("empty/notes.txt", "x");
    assert_snapshot!(project.run("build --compare nowhere").exit(2).err, @"
    error: `nowhere` cannot be read: No such file or directory (os error 2)
    help: name the folder of an earlier build, or its `.standpoint-manifest.json`, which is published with the site
    ");
    assert_snapshot!(project.run("build --compare notes.txt").exit(2).err, @"
    error: `notes.txt` is no manifest of a build
    help: name the folder of an earlier build, or its `.standpoint-manifest.json`, which is published with the site
    ");
    assert_snapshot!(project.run("build --compare empty").exit(2).err, @"
    error: `empty` holds no page
    help: name the folder of an earlier build, or its `.standpoint-manifest.json`, which is published with the site
    ");
    assert!(!project.has("public"));
}

#[test]
fn the_feed_and_the_embed_of_an_issue_stay_where_they_were() {
    let project = published();
    project.run("mv issues/quotas limits").exit(0);
    project.run("build --compare before").exit(0);
    for (old, new) in [
        ("issues/quotas/feed.xml", "issues/limits/feed.xml"),
        ("embed/quotas.html", "embed/limits.html"),
    ] {
        let read = |path: &str| project.read(&format!("public/{path}"));
        assert_eq!(read(old), read(new));
    }
}
