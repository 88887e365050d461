//! Cards: the pictures that stand for pages elsewhere, and what the pages say of them.

use crate::project::{Project, between, files_in};
use crate::site::SITES;

/// The width and height of a PNG, which stand at the same place in each.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

#[test]
fn every_page_has_a_card_and_says_where() {
    let project = Project::new().with_cards();
    project.run("build").exit(0);
    let files = files_in(&project.path().join("public"));
    let cards: Vec<_> = files.iter().filter(|(path, _)| path.starts_with("cards/")).collect();
    assert_eq!(cards.len(), 16, "one for each page");
    for (path, bytes) in cards {
        assert_eq!(size(bytes), (1200, 630), "{path}");
        assert!(bytes.len() < 60_000, "{path} has {} bytes", bytes.len());
        let page = path.trim_start_matches("cards/").trim_end_matches(".png");
        let page = if page == "index" { String::new() } else { format!("{page}/") };
        let html = project.read(&format!("public/{page}index.html"));
        for line in [
            format!("<meta property=\"og:image\" content=\"https://example.org/fish/{path}\">"),
            format!("<meta property=\"og:url\" content=\"https://example.org/fish/{page}\">"),
            "<meta name=\"twitter:card\" content=\"summary_large_image\">".to_owned(),
        ] {
            assert!(html.contains(&line), "{page} lacks {line}");
        }
    }
    let issue = project.read("public/issues/quotas/index.html");
    let alt = "A card with the words: Quotas. Who may catch how much? A shape shows the stance of one: In favour 1.";
    assert!(issue.contains(&format!("<meta property=\"og:image:alt\" content=\"{alt}\">")));
    assert!(issue.contains("<meta property=\"og:type\" content=\"article\">"));
    let front = project.read("public/index.html");
    assert!(front.contains("<meta property=\"og:type\" content=\"website\">"));
    assert!(!front.contains("og:locale"), "no region is known");
    let missing = project.read("public/404.html");
    assert!(!missing.contains("og:") && !missing.contains("twitter:"));
}

#[test]
fn a_site_without_cards_still_says_what_its_pages_are() {
    let project = Project::new().edit("content/site.yaml", "language: en", "language: en-GB");
    project.run("build").exit(0);
    assert!(!project.has("public/cards"));
    let page = project.read("public/issues/quotas/index.html");
    assert!(!page.contains("og:image"));
    for line in [
        "<meta property=\"og:title\" content=\"Quotas\">",
        "<meta property=\"og:site_name\" content=\"The fish talks\">",
        "<meta property=\"og:locale\" content=\"en_GB\">",
        "<meta name=\"twitter:card\" content=\"summary\">",
    ] {
        assert!(page.contains(line), "{line}");
    }
}

#[test]
fn what_authors_write_is_text_and_any_script_can_be_built() {
    let project = Project::new()
        .with_cards()
        .edit("content/issues/quotas.md", "title: Quotas", "title: '<b>&amp; Переговори'")
        .edit("content/participants/ann.md", "role: Minister", "role: '</text><'");
    project.run("build").exit(0);
    assert!(project.has("public/cards/issues/quotas.png"));
}

/// E6
#[test]
fn page_without_card() {
    let person =
        |name: &str| format!("---\nname: {name}\nrole: Envoy\nno_position: None.\n---\n\nText.\n");
    let project = Project::new()
        .with_cards()
        .file("content/participants/a.md", person("王毅"))
        .file("content/participants/b.md", person("Κυριάκος"))
        .file("content/participants/c.md", person("Reuven רובי X"))
        .file("content/participants/d.md", person("Łukasz Сибіга"));
    let said = project.run("check --strict").exit(0).err;
    let note = said.split("\n\n").find(|it| it.starts_with("note[page-without-card]"));
    insta::assert_snapshot!(note.unwrap_or(&said), @"
    note[page-without-card]: each of 3 pages has no card of its own: the fonts of cards lack letters of `王毅`
    --> content/participants/a.md
     |
    help: elsewhere the front page's card stands for them; `cards: false` in `content/site.yaml` does without cards
    ");
    project.run("build").exit(0);
    let has_card = |slug: &str| project.has(&format!("public/cards/participants/{slug}.png"));
    assert_eq!(["a", "b", "c", "d"].map(has_card), [false, false, false, true]);
    let page = project.read("public/participants/a/index.html");
    assert_eq!(
        between(&page, "og:image\" content=\"", "\""),
        "https://example.org/fish/cards/index.png"
    );
    let alt = between(&page, "og:image:alt\" content=\"", "\"");
    assert!(alt.starts_with("A card with the words: The fish talks."), "{alt}");
}

#[test]
fn two_builds_draw_the_same_bytes() {
    let (one, other) = (Project::new().with_cards(), Project::new().with_cards());
    one.run_with("build", &[("RAYON_NUM_THREADS", "1")]).exit(0);
    other.run_with("build", &[("RAYON_NUM_THREADS", "5")]).exit(0);
    assert_eq!(files_in(&one.path().join("public")), files_in(&other.path().join("public")));
}

#[test]
fn a_drawing_that_is_none_is_reported() {
    let problems = |text: &str| {
        let project = Project::new().with_cards().file("templates/card.svg", text);
        project.problems()
    };
    let said = problems("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\"");
    assert!(
        said.contains("error[template-render]: no picture can be made of this drawing"),
        "{said}"
    );
    assert!(said.contains("while rendering `/cards/index.png`"), "{said}");
    assert!(said.contains("--> templates/card.svg"), "{said}");
    let said = problems("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"12\" height=\"6\"/>");
    assert!(said.contains("it is 12 by 6 px; a card is 1200 by 630"), "{said}");
    let said = problems("<svg>{{ card.nope }}</svg>");
    assert!(said.contains("field `nope` is not defined, while rendering `/cards/"), "{said}");
}

#[test]
fn a_page_cannot_take_the_address_of_a_card() {
    let page = "---\ntitle: Index\n---\n\nText.\n";
    let project = Project::new().file("content/pages/index.md", page).edit(
        "content/pages/about.md",
        "How this",
        "[Index](index.md): how this",
    );
    project.run("check").exit(0);
    let said = project.with_cards().problems();
    assert!(said.contains("error[route-conflict]"), "{said}");
    let said = Project::new()
        .with_cards()
        .edit(
            "content/pages/about.md",
            "title: About",
            "title: About\naliases: [/cards/issues/quotas.png/]",
        )
        .problems();
    assert!(said.contains("/cards/issues/quotas.png"), "{said}");
}

#[test]
fn a_card_says_the_title_of_its_page() {
    for site in SITES.iter() {
        for (path, page) in site.pages() {
            let alt = between(&page, "og:image:alt\" content=\"", "\"");
            let image = between(&page, "og:image\" content=\"", "\"");
            // A passage's page has the card of its source.
            let own = path.trim_end_matches("/index.html").trim_end_matches(".html");
            if !alt.is_empty() && image.ends_with(&format!("/cards/{own}.png")) {
                let title = between(&page, "og:title\" content=\"", "\"");
                assert!(alt.contains(&format!(": {title}")), "{path}: {alt}");
            }
        }
    }
}
