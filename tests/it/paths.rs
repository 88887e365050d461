//! Paths and addresses: nothing leads out of the folder that it belongs to, and no link leads where no reader should go.

use std::fs;

use crate::project::{Project, files_in};

const ABOUT: &str = "content/pages/about.md";

/// A sound explainer with a text on its page.
fn with_text(text: &str) -> Project {
    Project::new().edit(ABOUT, "How this is made", &format!("{text}\n\nHow this is made"))
}

/// Addresses that no reader should follow, whatever they are dressed in.
const HOSTILE: [&str; 32] = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "jAvAsCrIpT&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "&#1;javascript:alert(1)",
    "&#32;javascript:alert(1)",
    "javascript&#58;alert(1)",
    "javascript%3Aalert(1)",
    "%6Aavascript:alert(1)",
    "javascript\\:alert(1)",
    "javascript://example.org/%0Aalert(1)",
    "vbscript:msgbox(1)",
    "VBScript:msgbox(1)",
    "data:text/html,%3Cscript%3Ealert(1)%3C/script%3E",
    "DATA:text/html;base64,PHNjcmlwdD4=",
    "data&colon;text/html,x",
    "blob:https://example.org/x",
    "file:///etc/passwd",
    "view-source:https://example.org/",
    "intent://x#Intent;end",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\\\\\evil.example/",
    "&sol;&sol;evil.example/",
    "https:evil.example",
    "https:///evil.example/",
    "https://&#1;evil.example/",
    "http:\\evil.example",
];

/// The first error of `check`, which must fail.
#[track_caller]
fn refused(project: &Project, what: &str) -> String {
    let run = project.run("check");
    assert_eq!(run.status, Some(1), "`{what}` went through:\n{}\n{}", run.out, run.err);
    assert!(run.err.contains("--> content/"), "{what}: {}", run.err);
    assert!(run.err.contains("help: "), "{what}: {}", run.err);
    run.err
}

#[test]
fn no_way_to_write_a_link_leads_to_a_hostile_address() {
    let links = HOSTILE.iter().flat_map(|address| {
        [
            format!("[a link]({address})"),
            format!("[a link](<{address}> \"title\")"),
            format!("[a link][name]\n\n[name]: <{address}>"),
            format!("[name]\n\n[name]: {address}"),
            format!("![an image]({address})"),
            format!("![an image][name]\n\n[name]: <{address}>"),
            format!("[[{address}|a link]]"),
        ]
    });
    // A page for each: a name means one thing within a text.
    let links: Vec<_> = links.collect();
    let project = links.iter().enumerate().fold(Project::new(), |project, (at, link)| {
        let page = format!("---\ntitle: Page {at}\n---\n\n{link}\n");
        project.file(&format!("content/pages/page-{at}.md"), page)
    });
    let problems = refused(&project, "a hostile address");
    let known = ["broken-link", "broken-wiki-link", "missing-image", "control-character"];
    let known = known.map(|code| format!("error[{code}]"));
    let errors: Vec<_> =
        problems.split("\n\n").filter(|it| known.iter().any(|code| it.contains(code))).collect();
    for (at, link) in links.iter().enumerate() {
        let place = format!("--> content/pages/page-{at}.md:");
        assert!(errors.iter().any(|it| it.contains(&place)), "`{link}` went through");
    }
}

#[test]
fn no_autolink_leads_to_a_hostile_address() {
    for address in [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "view-source:x",
        "https:evil.example",
    ] {
        let text = refused(&with_text(&format!("<{address}>")), address);
        assert!(text.contains("error[broken-link]"), "{text}");
    }
}

#[test]
fn raw_html_loses_a_hostile_address_and_says_so() {
    let mut text = String::new();
    for address in HOSTILE {
        text.push_str(&format!("- <a href=\"{address}\">a link</a>\n"));
        text.push_str(&format!("- <q cite='{address}'>a quote</q>\n"));
    }
    let project = with_text(&text);
    let run = project.run("check").exit(0);
    assert_eq!(run.err.matches("warning[raw-html]").count(), HOSTILE.len() * 2, "{}", run.err);
    project.run("build").exit(0);
    let page = project.read("public/about/index.html");
    assert_eq!(page.matches("<a>a link</a>").count(), HOSTILE.len());
    assert_eq!(page.matches("<q>a quote</q>").count(), HOSTILE.len());
}

#[test]
fn no_field_for_an_address_takes_a_hostile_one() {
    for address in HOSTILE {
        // In YAML nothing is decoded but what a backslash begins.
        for (address, escape) in [(address.to_owned(), '\''), (address.replace('\\', "\\\\"), '"')]
        {
            let value = format!("{escape}{address}{escape}");
            for (file, before, key, code) in [
                ("content/sources/gazette.md", "publisher:", "url", "bad-url"),
                ("content/issues/quotas.md", "question:", "aliases", "bad-alias"),
            ] {
                let value = if key == "aliases" { format!("[{value}]") } else { value.clone() };
                let line = format!("{key}: {value}\n{before}");
                let text = refused(&Project::new().edit(file, before, &line), &line);
                assert!(text.contains(&format!("error[{code}]")), "{text}");
            }
            let site = Project::new().edit(
                "content/site.yaml",
                "base_url: https://example.org/fish/",
                &format!("base_url: {value}"),
            );
            assert!(refused(&site, &value).contains("error[bad-base-url]"));
            let site = Project::new().edit(
                "content/site.yaml",
                "language: en",
                &format!("language: en\ncustom_domain: {value}"),
            );
            assert!(refused(&site, &value).contains("error[bad-domain]"));
        }
    }
}

#[test]
fn harmless_addresses_go_through() {
    let text = "[a](https://example.org/x?y=1&z=2#a) <https://example.org/> [b](mailto:a@example.org) [c](tel:+3212345) <a@example.org> \
                <a href=\"https://example.org/&amp;\">d</a> [e](HTTPS://example.org/) [f](https://[::1]/)";
    with_text(text).run("check --strict").exit(0);
    Project::new()
        .edit(
            "content/sources/gazette.md",
            "publisher:",
            "url: https://example.org/ä?b=c\npublisher:",
        )
        .run("check --strict")
        .exit(0);
}

#[test]
fn links_and_images_cannot_leave_the_content() {
    let outside = Project::empty().file("secret.svg", "<svg/>").file("secret.md", "---\n---\n");
    let secret = outside.path().join("secret.svg").display().to_string();
    for path in [
        "../../secret.svg",
        "..%2f..%2fsecret.svg",
        "%2e%2e/%2e%2e/secret.svg",
        "../pages/../../secret.svg",
        "..\\..\\secret.svg",
        "....//....//secret.svg",
        "../../../../../../../../../../etc/passwd",
        secret.as_str(),
        &format!("/.{secret}"),
        "./map.svg/../../../secret.svg",
        "map.svg%00.png",
    ] {
        for link in [format!("[x]({path})"), format!("![x]({path})"), format!("[x](<{path}>)")] {
            let project = with_text(&link).file("secret.svg", "<svg/>");
            refused(&project, &link);
        }
    }
}

#[test]
fn a_slug_is_the_only_name_that_a_page_can_have() {
    for name in ["a..b.md", "A.md", "é.md", " x.md", "x .md", "-x.md", "a%2fb.md", "a\nb.md"] {
        let project = Project::new().file(&format!("content/pages/{name}"), "---\ntitle: X\n---\n");
        assert!(refused(&project, name).contains("error[bad-slug]"), "{name}");
    }
    let long = format!("content/pages/{}.md", "x".repeat(101));
    refused(&Project::new().file(&long, "---\ntitle: X\n---\n"), "a long name");
}

#[test]
fn an_alias_stays_within_the_site_and_within_what_systems_can_hold() {
    let long = format!("/{}/", "x".repeat(256));
    let deep = format!("/{}", "x/".repeat(600));
    for (alias, code) in [
        ("/../x/", "bad-alias"),
        ("/a/../../x/", "bad-alias"),
        ("/./x/", "bad-alias"),
        ("//evil.example/", "bad-alias"),
        ("/a//b/", "bad-alias"),
        ("x/", "bad-alias"),
        ("/x", "bad-alias"),
        ("/", "bad-alias"),
        ("/%2e%2e/x/", "bad-alias"),
        ("/a\\\\b/", "bad-alias"),
        ("/%E9/", "bad-alias"),
        ("/a\u{202e}b/", "bad-alias"),
        ("/x y/", "bad-alias"),
        ("/.git/hooks/", "bad-alias"),
        ("/.standpoint-unfinished/", "bad-alias"),
        (deep.as_str(), "bad-alias"),
        (long.as_str(), "bad-file-name"),
        ("/CON/", "bad-file-name"),
        ("/a/nul.txt/", "bad-file-name"),
        ("/com1/x/", "bad-file-name"),
        ("/a./", "bad-file-name"),
    ] {
        let line = format!("aliases: [\"{alias}\"]\ntitle:");
        let text = refused(&Project::new().edit(ABOUT, "title:", &line), alias);
        assert!(text.contains(&format!("error[{code}]")), "{text}");
    }
    let good = "aliases: [/.well-known/x/, /a.b/c_d/~e/, /é/]\ntitle:";
    let project = Project::new().edit(ABOUT, "title:", good);
    project.run("build --strict").exit(0);
    assert!(project.has("public/.well-known/x/index.html"));
}

#[test]
fn templates_include_and_name_files_of_the_theme_only() {
    for (template, code) in [
        ("{% include \"../content/index.md\" %}", "template-syntax"),
        ("{% include \"/etc/passwd\" %}", "template-syntax"),
        ("{% extends \"../../etc/passwd\" %}", "template-syntax"),
        ("{{ asset(path=\"../content/index.md\") }}", "missing-theme-file"),
        ("{{ asset(path=\"/etc/passwd\") }}", "missing-theme-file"),
    ] {
        let run = Project::new().file("templates/page.html", template).run("check").exit(1);
        assert!(run.err.contains(&format!("error[{code}]")), "{template}: {}", run.err);
    }
}

#[test]
fn a_link_may_lead_elsewhere_within_the_folder_and_the_folder_itself_may_be_one() {
    let project = Project::new()
        .file("shared/plan.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .link("content/pages/plan.svg", "../../shared/plan.svg")
        .link("content/pages/shared", "../../shared")
        .link("static/plan.svg", "../shared/plan.svg")
        .edit(ABOUT, "How this", "![A plan](plan.svg) ![Again](shared/plan.svg)\n\nHow this");
    project.run("check --strict").exit(0);
    let beside = Project::empty().link("talks", &project.path().display().to_string());
    beside.run("build --root talks --output site").exit(0);
    assert!(beside.has("site/about/index.html"));
}

#[test]
fn what_lies_outside_is_not_read_through_any_link() {
    let outside = Project::empty()
        .file("secret.svg", "secret words")
        .file("about.md", "---\ntitle: Secret words\n---\n")
        .file("base.html", "secret words");
    let place = |name: &str| outside.path().join(name).display().to_string();
    let named = "![A plan](plan.svg)\n\nHow this";
    for project in [
        Project::new()
            .link("content/pages/plan.svg", &place("secret.svg"))
            .edit(ABOUT, "How this", named),
        Project::new().link("content/pages/all", &place("")).edit(
            ABOUT,
            "How this",
            &named.replace("plan.svg", "all/secret.svg"),
        ),
        Project::new().without(ABOUT).link(ABOUT, &place("about.md")),
        Project::new().link("static/secret.svg", &place("secret.svg")),
        Project::new().link("templates/page.html", &place("base.html")),
        Project::new().link("static", &place("")),
        Project::empty().link("content", &place("")),
        // Two links, of which only the second leads out.
        Project::new()
            .link("elsewhere", &place(""))
            .link("content/pages/plan.svg", "../../elsewhere/secret.svg")
            .edit(ABOUT, "How this", named),
    ] {
        let run = project.run("build").exit(1);
        assert!(run.err.contains("error[link-outside]"), "{}", run.err);
        assert!(!project.has("public") && !run.err.to_lowercase().contains("secret words"));
    }
}

#[test]
fn an_output_folder_cannot_be_named_by_way_of_one_that_is_not_there() {
    let project = Project::new();
    let before = files_in(project.path());
    for output in
        ["nowhere/..", "nowhere/../..", "content", "content/x", ".", "..", "static/../content", "/"]
    {
        let run = project.run(&format!("build --output {output}"));
        assert!(matches!(run.status, Some(1 | 2)), "{output}: {}{}", run.out, run.err);
        assert!(run.err.contains("help: "), "{output}: {}", run.err);
        let after = files_in(project.path());
        assert!(
            after == before,
            "{output}: {:?}",
            after.iter().map(|it| &it.0).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_file_with_the_longest_name_is_published_under_a_shorter_one() {
    let name = format!("{}.svg", "x".repeat(251));
    let project = Project::new()
        .file(&format!("content/pages/{name}"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .edit(ABOUT, "How this", &format!("![Long]({name})\n\nHow this"));
    project.run("build --compress").exit(0);
    let files = fs::read_dir(project.path().join("public/assets")).expect("assets");
    let names = files.map(|file| file.expect("a file").file_name().len());
    assert!(names.max().expect("there are some") < 160);
}

#[test]
fn names_that_one_system_takes_for_one_are_found_in_folders_too() {
    for (first, second) in [
        ("content/pages/a/Map.svg", "content/pages/A/map.svg"),
        ("content/pages/u\u{308}.svg", "content/pages/\u{fc}.svg"),
        ("content/pages/U\u{308}.svg", "content/pages/\u{fc}.svg"),
        ("static/caf\u{e9}.txt", "static/cafe\u{301}.txt"),
    ] {
        let project = Project::new().file(first, "<svg/>").file(second, "<svg/>");
        let text = project.problems();
        assert!(text.contains("error[name-clash]"), "{first} and {second}: {text}");
    }
}
