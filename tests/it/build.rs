//! `build`: what it writes, what it refuses, and what it leaves alone.

use std::fs;

use crate::project::{Project, files_in};

#[test]
fn it_publishes_a_folder_and_says_so_in_one_line() {
    let project = Project::new();
    let run = project.run("build").exit(0);
    assert_eq!(run.out, "");
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    assert!(
        run.err.starts_with("16 pages in ") && run.err.ends_with(" ms: ./public\n"),
        "{}",
        run.err
    );
    for path in [
        "index.html",
        "issues/quotas/index.html",
        "participants/ann/index.html",
        "parties/north/index.html",
        "events/summit/index.html",
        "sources/gazette/index.html",
        "about/index.html",
        "issues/index.html",
        "participants/index.html",
        "parties/index.html",
        "timeline/index.html",
        "sources/index.html",
        "glossary/index.html",
        "positions/index.html",
        "404.html",
        "sitemap.xml",
        "robots.txt",
        ".nojekyll",
    ] {
        assert!(project.has(&format!("public/{path}")), "{path}");
    }
}

#[test]
fn a_domain_of_its_own_is_published_for_the_host() {
    let project = Project::new();
    project.run("build").exit(0);
    assert!(!project.has("public/CNAME"));
    let project = project.edit(
        "content/site.yaml",
        "base_url: https://example.org/fish/",
        "base_url: https://fish.example.org/\ncustom_domain: fish.example.org",
    );
    project.run("build").exit(0);
    assert_eq!(project.read("public/CNAME"), "fish.example.org\n");
}

#[test]
fn a_list_of_nothing_is_not_published() {
    let project = Project::new()
        .edit("content/issues/quotas.md", "[[glossary/quota|quota]]", "quota")
        .without("content/glossary/quota.md");
    project.run("build").exit(0);
    assert!(!project.has("public/glossary") && !project.has("public/updates"));
    assert!(!project.read("public/index.html").contains("glossary/"));
}

#[test]
fn two_builds_anywhere_give_the_same_bytes() {
    let (one, other) = (Project::new().searched(), Project::new().searched());
    one.run_with("build --output public", &[("RAYON_NUM_THREADS", "1")]).exit(0);
    other.run_with("build --output elsewhere/site", &[("RAYON_NUM_THREADS", "7")]).exit(0);
    let outside = Project::empty();
    outside.run(&format!("build --root {} --output here", one.path().display())).exit(0);
    let expected = files_in(&one.path().join("public"));
    assert!(expected.len() > 15);
    assert_eq!(expected, files_in(&other.path().join("elsewhere/site")));
    assert_eq!(expected, files_in(&outside.path().join("here")));
}

#[test]
fn a_failed_build_leaves_the_old_site_as_it_was() {
    let project = Project::new();
    project.run("build").exit(0);
    let before = files_in(&project.path().join("public"));
    let broken = project.edit("content/issues/quotas.md", "status: open", "status: opne");
    let run = broken.run("build").exit(1);
    assert!(run.err.ends_with("1 error: nothing was published\n"), "{}", run.err);
    assert_eq!(before, files_in(&broken.path().join("public")));

    let template = "{% extends \"base.html\" %}{% block main %}{{ nothing.here }}{% endblock %}";
    let broken = broken
        .edit("content/issues/quotas.md", "status: opne", "status: open")
        .file("templates/event.html", template);
    let run = broken.run("build").exit(1);
    assert!(run.err.contains("while rendering `/events/summit/`"), "{}", run.err);
    assert_eq!(before, files_in(&broken.path().join("public")));
    let beside = fs::read_dir(broken.path()).expect("the folder");
    let hidden = beside
        .filter(|it| it.as_ref().is_ok_and(|it| it.file_name().to_string_lossy().starts_with('.')));
    assert_eq!(hidden.count(), 0, "nothing is left behind");
}

#[test]
fn a_page_that_is_gone_is_gone_from_the_site() {
    let project = Project::new();
    project.run("build").exit(0);
    let project = project
        .edit("content/issues/quotas.md", "[Bob](../participants/bob.md)", "Bob")
        .without("content/participants/bob.md");
    project.run("build").exit(0);
    assert!(!project.has("public/participants/bob"));
    assert!(project.has("public/participants/ann/index.html"));
}

#[test]
fn a_folder_that_no_build_made_is_refused() {
    let project = Project::new().file("public/thesis.txt", "years of work");
    let run = project.run("build").exit(2);
    assert!(run.err.contains("holds files that no build of Standpoint wrote"), "{}", run.err);
    assert!(run.err.contains("--force"), "{}", run.err);
    assert_eq!(project.read("public/thesis.txt"), "years of work");
    project.run("build --force").exit(0);
    assert_eq!(project.read("public/thesis.txt"), "years of work");
    assert!(project.has("public/index.html"));
    project.run("build").exit(0);
    assert_eq!(project.read("public/thesis.txt"), "years of work");
}

#[test]
fn a_file_that_a_build_would_replace_is_refused_even_with_force() {
    let project = Project::new().file("public/index.html", "by hand");
    let run = project.run("build --force").exit(2);
    assert!(run.err.contains("`index.html`, which no build wrote"), "{}", run.err);
    assert_eq!(project.read("public/index.html"), "by hand");
}

#[test]
fn a_file_where_a_build_needs_a_folder_is_refused_before_anything_changes() {
    let project = Project::new();
    project.run("build").exit(0);
    let project = project.without("public/about/index.html").edit(
        "content/pages/about.md",
        "title: About",
        "title: Method",
    );
    fs::remove_dir(project.path().join("public/about")).expect("it is empty");
    let project = project.file("public/about", "by hand");
    let run = project.run("build").exit(2);
    assert!(run.err.contains("no build of Standpoint wrote: `about`"), "{}", run.err);
    let run = project.run("build --force").exit(2);
    assert!(run.err.contains("`about`, which no build wrote"), "{}", run.err);
    assert_eq!(project.read("public/about"), "by hand");
    assert!(project.read("public/index.html").contains("<title>"), "the old site stands");
}

#[test]
fn the_explainers_own_folders_are_never_replaced() {
    let project = Project::new();
    for output in [".", "content", "content/public", "..", "templates"] {
        let run = project.run(&format!("build --force --output {output}")).exit(2);
        assert!(run.err.contains("holds the explainer's own files"), "{output}: {}", run.err);
    }
    assert!(project.has("content/index.md"));
}

#[test]
fn a_repository_in_the_published_folder_stays() {
    let project = Project::new();
    project.run("build").exit(0);
    let project = project.file("public/.git/config", "[core]\n").edit(
        "content/pages/about.md",
        "How this",
        "How all of this",
    );
    project.run("build").exit(0);
    assert_eq!(project.read("public/.git/config"), "[core]\n");
    assert!(project.read("public/about/index.html").contains("How all of this"));
}

#[test]
fn every_address_keeps_the_path_of_the_site() {
    let project = Project::new().edit(
        "content/index.md",
        "The talks",
        "See [the timeline](/timeline/). The talks",
    );
    for (argument, path) in [
        ("", "/fish/"),
        (" --base-url https://example.org", "/"),
        (" --base-url http://localhost:1/a/b/", "/a/b/"),
    ] {
        project.run(&format!("build{argument}")).exit(0);
        for (file, bytes) in files_in(&project.path().join("public")) {
            let text = String::from_utf8_lossy(&bytes);
            for address in text.split("href=\"/").skip(1).chain(text.split("src=\"/").skip(1)) {
                let address = format!("/{}", address.split('"').next().unwrap_or_default());
                assert!(address.starts_with(path), "{file}: {address}");
            }
        }
        let home = project.read("public/index.html");
        assert!(home.contains(&format!("href=\"{path}timeline/\">the timeline</a>")), "{home}");
    }
    assert!(
        project
            .read("public/sitemap.xml")
            .contains("<loc>http://localhost:1/a/b/issues/quotas/</loc>")
    );
}

#[test]
fn drafts_are_left_out_unless_asked_for() {
    let project = Project::new().file(
        "content/events/next.md",
        "---\ntitle: Next round\ndate: 2024-06\ndraft: true\nparticipants: [ann]\ncite: gazette#p2\n---\n",
    );
    project.run("build").exit(0);
    assert!(
        !project.has("public/events/next")
            && !project.read("public/timeline/index.html").contains("Next round")
    );
    project.run("build --drafts").exit(0);
    assert!(
        project.has("public/events/next")
            && project.read("public/timeline/index.html").contains("Next round")
    );
}

/// B11: whoever looks at a draft sees that it is one, in the site's language, and no search engine is offered it.
#[test]
fn drafts_carry_a_mark_and_are_not_indexed() {
    let marks = [
        ("en", "Draft: not part of the published site"),
        ("de", "Entwurf: noch nicht Teil der veröffentlichten Website"),
    ];
    for (language, mark) in marks {
        let project = Project::new()
            .edit("content/site.yaml", "language: en", &format!("language: {language}"))
            .edit("content/parties/north.md", "kind:", "draft: true\nkind:")
            .edit("content/glossary/quota.md", "title:", "draft: true\ntitle:");
        project.run("build --drafts").exit(0);
        let (draft, other) = ("parties/north/index.html", "issues/quotas/index.html");
        let page = |path: &str| project.read(&format!("public/{path}"));
        assert!(page(draft).contains(mark) && page(draft).contains("content=\"noindex\""));
        assert!(!page(other).contains(mark) && !page(other).contains("noindex"));
        assert_eq!(page("glossary/index.html").matches(mark).count(), 1);
        let sitemap = page("sitemap.xml");
        assert!(sitemap.contains("/issues/quotas/<") && !sitemap.contains("/parties/north/<"));
        project.run("build").exit(0);
        assert!(!project.has("public/parties/north/index.html"));
        assert!(!project.read("public/sitemap.xml").is_empty());
    }
}

#[test]
fn aliases_redirect() {
    let project = Project::new().edit(
        "content/participants/ann.md",
        "role:",
        "aliases: [/people/ann/]\nrole:",
    );
    project.run("build").exit(0);
    let page = project.read("public/people/ann/index.html");
    assert!(
        page.contains("<meta http-equiv=\"refresh\" content=\"0; url=/fish/participants/ann/\">"),
        "{page}"
    );
    assert!(
        page.contains(
            "<link rel=\"canonical\" href=\"https://example.org/fish/participants/ann/\">"
        ),
        "{page}"
    );
    assert!(page.contains("noindex"), "{page}");
}

#[test]
fn files_are_published_under_names_that_change_with_their_bytes() {
    let project =
        Project::new().edit("content/pages/about.md", "How this", "![A map](map.svg) How this");
    project.run("build").exit(0);
    let names = |project: &Project| -> Vec<String> {
        let files = files_in(&project.path().join("public/assets")).into_iter();
        files.map(|(path, _)| path).filter(|path| path.starts_with("map.")).collect()
    };
    let before = names(&project);
    assert_eq!(before.len(), 1);
    assert!(
        project
            .read("public/about/index.html")
            .contains(&format!("src=\"/fish/assets/{}\"", before[0]))
    );
    let project = project
        .file("content/pages/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>");
    project.run("build").exit(0);
    let after = names(&project);
    assert_eq!(after.len(), 1);
    assert_ne!(before, after);
}

#[test]
fn a_theme_is_overridden_file_by_file() {
    let page = "{% extends \"base.html\" %}{% block main %}<p>mine: {{ asset(path=\"css/extra.css\") }}</p>{{ body | safe }}{% endblock %}";
    let project = Project::new()
        .file("templates/page.html", page)
        .file("static/css/extra.css", "/* mine */\np {\n  color : red;\n}\n");
    project.run("build").exit(0);
    let about = project.read("public/about/index.html");
    assert!(about.contains("<p>mine: /fish/assets/extra."), "{about}");
    assert!(about.contains("class=\"masthead\""), "the rest is the built-in theme");
    let files = files_in(&project.path().join("public/assets"));
    let (_, bytes) =
        files.iter().find(|(path, _)| path.starts_with("extra.")).expect("the stylesheet");
    assert_eq!(String::from_utf8_lossy(bytes), "p{color:red}");
    assert!(files.iter().any(|(path, _)| path.starts_with("site.")));
}

#[test]
fn the_words_of_the_theme_follow_the_language() {
    let project = Project::new()
        .edit("content/site.yaml", "language: en", "language: nl")
        .file("templates/strings/nl.yaml", "nav: { skip: Naar de inhoud }\ndate: { day: '{day} {month} {year}', months: { '5': mei } }\n");
    let run = project.run("build -q").exit(0);
    assert!(run.err.contains("words are missing") && run.err.contains("`nav.main`"), "{}", run.err);
    let page = project.read("public/timeline/index.html");
    assert!(
        page.contains("<html lang=\"nl\" dir=\"ltr\">") && page.contains(">Naar de inhoud</a>"),
        "{page}"
    );
    assert!(page.contains("<time datetime=\"2024-05-01\">1 mei 2024</time>"), "{page}");
}

#[test]
fn a_few_words_of_ones_own_leave_the_others_as_they_are() {
    let project = Project::new()
        .file("templates/strings/en.yaml", "section: { timeline: What happened when }\n");
    project.run("build").exit(0);
    let page = project.read("public/timeline/index.html");
    assert!(
        page.contains("<h1>What happened when</h1>") && page.contains("Skip to the content"),
        "{page}"
    );
}

#[test]
fn code_is_colored_by_classes_and_only_known_languages() {
    let project = Project::new().edit(
        "content/pages/about.md",
        "How this",
        "```yaml\nstance: for # so\n```\n\n```klingon\n<b>\n```\n\nHow this",
    );
    project.run("build").exit(0);
    let page = project.read("public/about/index.html");
    assert!(page.contains("<span class=\"c-comment"), "{page}");
    assert!(page.contains("<code>&lt;b&gt;\n</code>"), "{page}");
    assert!(!page.contains("style="), "colors are the stylesheet's");
}

#[test]
fn quiet_is_quiet_and_verbose_tells_where_the_time_goes() {
    let project = Project::new();
    let run = project.run("build --quiet").exit(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
    let run = project.run("build --verbose").exit(0);
    for part in ["content", "theme", "rendering", "swapping"] {
        assert!(run.err.lines().any(|line| line.starts_with(part)), "{}", run.err);
    }
    project.run("build --quiet --verbose").exit(2);
}

#[test]
fn a_history_shows_the_latest_position_and_keeps_the_others() {
    let project = Project::new().edit(
        "content/participants/ann.md",
        "    summary: Wants quotas.\n    cite: gazette#p1\n",
        "    summary: Wants quotas.\n    as_of: 2024-05\n    cite: gazette#p1\n  - issue: quotas\n    stance: against\n    summary: Feared quotas.\n    as_of: 2023\n    cite: gazette#p2\n",
    );
    project.run("build").exit(0);
    let matrix = project.read("public/positions/index.html");
    assert!(matrix.contains("Wants quotas.") && !matrix.contains("Feared quotas."), "{matrix}");
    let page = project.read("public/participants/ann/index.html");
    let (now, then) = (
        page.find("Wants quotas.").expect("the current"),
        page.find("Feared quotas.").expect("the earlier"),
    );
    assert!(now < then && page.contains("One earlier position"));
    let issue = project.read("public/issues/quotas/index.html");
    assert!(issue.contains("Feared quotas."), "the issue's page has the history too");
}

#[test]
fn several_terms_on_one_page_keep_their_anchors_apart() {
    let body =
        "\n\nA limit.[^a]\n\n## History\n\nLong. See [its history](#history).\n\n[^a]: Of sorts.\n";
    let project = Project::new()
        .file("content/glossary/quota.md", format!("---\ntitle: Quota\n---{body}"))
        .file("content/glossary/catch.md", format!("---\ntitle: Catch\n---{body}"))
        .edit(
            "content/pages/about.md",
            "How this",
            "[Quotas](../glossary/quota.md#history), [[glossary/catch]]. How this",
        );
    project.run("check --strict").exit(0);
    project.run("build").exit(0);
    let page = project.read("public/glossary/index.html");
    for id in ["quota..history", "catch..history", "quota..footnote.1", "catch..footnote.1"] {
        assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}: {page}");
        assert!(page.contains(&format!("href=\"#{id}\"")), "{id}");
    }
    assert!(
        project.read("public/about/index.html").contains("href=\"/fish/glossary/#quota..history\"")
    );
}
