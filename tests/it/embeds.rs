//! Embeds: who stands where on an issue, for a frame in another site's page.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::project::Project;

#[test]
fn an_issue_can_be_shown_on_another_site() {
    let project = Project::new().edit(
        "content/issues/quotas.md",
        "title: Quotas",
        "title: '\"Quotas\" & <more>'\nupdated: 2024-05-03",
    );
    project.run("build").exit(0);
    let embed = project.read("public/embed/quotas.html");
    for part in [
        "<h1>Who may catch how much?</h1>",
        "In favour <b>1</b>",
        "<li>Ann <span>North</span></li>",
        "<a href=\"https://example.org/fish/issues/quotas/\" target=\"_blank\" rel=\"noopener\">",
        "<link rel=\"canonical\" href=\"https://example.org/fish/issues/quotas/\">",
        "<meta name=\"robots\" content=\"noindex\">",
        "The fish talks · Updated <time datetime=\"2024-05-03\">3 May 2024</time>",
    ] {
        assert!(embed.contains(part), "{part}\n{embed}");
    }
    let page = project.read("public/issues/quotas/index.html");
    let snippet = "<pre><code>&lt;iframe src=&quot;https://example.org/fish/embed/quotas.html&quot; title=&quot;&amp;quot;Quotas&amp;quot; &amp;amp; &amp;lt;more&amp;gt;&quot; ";
    assert!(page.contains(snippet), "{page}");
    assert!(!project.read("public/sitemap.xml").contains("embed"));
}

#[test]
fn an_embed_asks_for_nothing_and_its_policy_allows_only_its_style() {
    let project = Project::new();
    project.run("build").exit(0);
    let embed = project.read("public/embed/quotas.html");
    let style = embed.split("<style>").nth(1).and_then(|it| it.split("</style>").next());
    let hash = Sha256::digest(style.expect("a style"));
    let policy = format!(
        "content=\"default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'\"",
        BASE64_STANDARD.encode(hash)
    );
    assert!(embed.contains(&policy), "{policy}\n{embed}");
    for absent in ["<script", " src=", " style=", "url(", "@import", "rel=\"stylesheet\""] {
        assert!(!embed.contains(absent), "{absent}");
    }
    assert!(embed.len() < 8_000, "{} bytes", embed.len());
    let names = walkdir::WalkDir::new(project.path().join("public/assets")).into_iter();
    let mut names = names.map(|it| it.expect("it can be read").file_name().to_owned());
    assert!(!names.any(|it| it.to_string_lossy().starts_with("embed")), "the style is published");
}

#[test]
fn an_issue_without_positions_has_no_embed() {
    let project = Project::new().edit(
        "content/participants/ann.md",
        "positions:\n  - issue: quotas\n    stance: for\n    summary: Wants quotas.\n    cite: gazette#p1\n",
        "no_position: She only listened [@gazette p1].\n",
    );
    project.run("build").exit(0);
    assert!(!project.has("public/embed"));
    assert!(!project.read("public/issues/quotas/index.html").contains("iframe"));
}

#[test]
fn an_issue_may_be_called_index_unless_a_page_is_called_embed() {
    let project = Project::new().file(
        "content/issues/index.md",
        "---\ntitle: Index\nquestion: Which?\nstatus: open\n---\n",
    );
    project.run("check").exit(0);
    let said = project.file("content/pages/embed.md", "---\ntitle: Embed\n---\n").problems();
    assert!(said.contains("error[route-conflict]"), "{said}");
}

#[test]
fn a_mistake_in_its_style_is_reported() {
    let said = Project::new().file("static/css/embed.css", "a { color: red; }}\n").problems();
    assert!(
        said.contains("error[bad-theme-file]") && said.contains("static/css/embed.css"),
        "{said}"
    );
}
