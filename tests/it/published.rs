//! What the sites publish, as crawlers and programs find it: `tests/tools/crawl.mjs` follows every address, and
//! `tests/tools/published.mjs` holds feeds, sitemaps, structured data, calendars, data files and security policies against their standards.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::project::{Project, Run, repository};
use crate::site::{SITES, Site};

/// Runs a tool on a published folder that stands at `address`.
fn look(tool: &str, folder: &Path, address: &str) -> Run {
    let tools = repository().join("tests/tools");
    assert!(
        tools.join("node_modules").exists(),
        "the checkers are missing: run `scripts/test`, which installs them"
    );
    let mut command = Command::new("node");
    command.arg(tools.join(tool)).arg(folder).arg(address);
    let output = command.output().expect("node runs; `scripts/test` installs it");
    let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
    Run { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Where a site stands, as its front page says.
fn address(site: &Site) -> String {
    let page = fs::read_to_string(site.folder().join("index.html")).expect("a front page");
    let canonical = page.split("<link rel=\"canonical\" href=\"").nth(1);
    canonical.and_then(|rest| rest.split('"').next()).expect("a canonical address").to_owned()
}

#[test]
#[ignore = "needs scripts/test"]
fn every_address_leads_somewhere_and_no_file_is_left_over() {
    for site in SITES.iter() {
        let run = look("crawl.mjs", &site.folder(), &address(site)).exit(0);
        assert!(run.out.contains(" addresses crawled"), "{}", run.out);
    }
}

#[test]
#[ignore = "needs scripts/test"]
fn what_is_published_for_programs_follows_its_standards() {
    for site in SITES.iter() {
        let run = look("published.mjs", &site.folder(), &address(site)).exit(0);
        assert!(run.out.contains(" things described"), "{}", run.out);
    }
}

#[test]
#[ignore = "needs scripts/test"]
fn the_same_holds_at_the_root_of_a_domain_and_for_an_explainer_just_begun() {
    let project = Project::empty();
    project.run("init talks").exit(0);
    for (root, name) in [(repository(), "own"), (project.path().join("talks"), "new")] {
        let folder = project.path().join(name);
        let (root, output) = (root.display(), folder.display());
        let build =
            format!("build --root {root} --output {output} --base-url https://talks.example/");
        project.run(&build).exit(0);
        for tool in ["crawl.mjs", "published.mjs"] {
            look(tool, &folder, "https://talks.example/").exit(0);
        }
    }
}

/// A front page with nothing on it that could be wrong but what stands in `head` and `body`.
fn front(head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><title>Fish</title>{head}<h1 id=\"top.of.it\">Fish</h1>{body}"
    )
}

#[test]
#[ignore = "needs scripts/test"]
fn the_crawler_sees_what_is_wrong() {
    let head = "<link rel=\"stylesheet\" href=\"site.css\"><script type=\"module\" src=\"/fish/main.js\"></script>\
                <meta property=\"og:image\" content=\"https://example.org/fish/cards/gone.png\">\
                <script type=\"application/ld+json\">{ \"@id\": \"https://example.org/fish/gone/#id\" }</script>";
    let body = "<a href=\"gone/\"></a><a href=\"sub\"></a><a href=\"sub/#gone\"></a><a href=\"/elsewhere/\"></a>\
                <a href=\"#top.of.it\"></a><a href=\"https://other.example/\"></a><img src=\"https://other.example/x.png\">\
                <a href=\"javascript:void 0\"></a><img srcset=\"sub/ 1x, gone.png 2x\"><a href=\"data/events.ics\"></a>\
                <textarea>&lt;iframe src=\"https://example.org/fish/embed/gone.html\"&gt;</textarea>";
    let sitemap = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
                   <url><loc>https://example.org/fish/old/</loc></url></urlset>";
    let calendar =
        "BEGIN:VCALENDAR\r\nURL:https://example.org/fi\r\n sh/events/gone/\r\nEND:VCALENDAR\r\n";
    let project = Project::empty()
        .file("index.html", front(head, body))
        .file("sub/index.html", front("", "<a href=\"/fish/\"></a>"))
        .file("left.txt", "Nothing leads here.")
        .file("404.html", front("", "<a href=\"gone/\"></a>"))
        .file("site.css", "a { background: url(\"gone.svg\") }")
        .file("main.js", "import \"./gone.js\";\nfetch(\"/fish/data/gone.json\");\n")
        .file("robots.txt", "Sitemap: https://example.org/fish/sitemap.xml\n")
        .file("sitemap.xml", sitemap)
        .file("data/events.ics", calendar);
    let run = look("crawl.mjs", project.path(), "https://example.org/fish/").exit(1);
    let found: Vec<_> =
        run.err.lines().map(|line| line.replace("https://example.org/fish/", "~/")).collect();
    let expected = [
        "~/404.html: gone/: leads nowhere (404)",
        "~/: /elsewhere/: lies outside /fish/",
        "~/: gone.png: leads nowhere (404)",
        "~/: gone/: leads nowhere (404)",
        "~/: ~/cards/gone.png: leads nowhere (404)",
        "~/: ~/embed/gone.html: leads nowhere (404)",
        "~/: ~/gone/#id: leads nowhere (404)",
        "~/: https://other.example/x.png: is fetched from another host",
        "~/: javascript:void 0: the scheme javascript: has no place here",
        "~/: sub/#gone: has no such anchor",
        "~/: sub: is a folder; the address must end in a slash",
        "~/data/events.ics: ~/events/gone/: leads nowhere (404)",
        "~/main.js: ./gone.js: leads nowhere (404)",
        "~/main.js: /fish/data/gone.json: leads nowhere (404)",
        "~/site.css: gone.svg: leads nowhere (404)",
        "~/sitemap.xml: ~/old/: leads nowhere (404)",
        "left.txt: nothing leads to it",
    ];
    assert_eq!(found, expected);
}

#[test]
#[ignore = "needs scripts/test"]
fn the_checker_sees_what_is_wrong() {
    let structured = "{ \"@context\": \"https://schema.org\", \"@graph\": [{ \"@id\": \"https://example.org/fish/#talks\", \"@type\": \"Event\",\
                      \"headline\": \"Talks\", \"eventStatus\": \"https://schema.org/EventMaybe\", \"startDate\": \"in May\",\
                      \"organizer\": { \"@type\": \"Place\", \"name\": \"Bergen\" }, \"fish\": 1 }] }";
    let head = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self' 'unsafe-inline'\">\
         <script type=\"application/ld+json\">{structured}</script><script>alert()</script>"
    );
    let entry = "<entry><id>https://example.org/fish/#1</id><title>One</title><updated>2025-04-17T00:00:00Z</updated>\
                 <content type=\"html\">&lt;a href=\"/fish/\"&gt;</content></entry>";
    let feed = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>https://example.org/fish/</id><title>Fish</title>\
         <updated>2025-04-16T00:00:00Z</updated><link rel=\"self\" href=\"https://example.org/fish/\"/>{entry}{entry}<more/></feed>"
    );
    let sitemap = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
                   <url><loc>https://example.org/fish/gone/</loc><lastmod>lately</lastmod></url></urlset>";
    let schema = "{ \"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"properties\": { \"title\": { \"type\": \"string\" } } }";
    let people = "{ \"persons\": [{ \"id\": \"ann\", \"name\": \"Ann\", \"birthdate\": \"1970\" }], \"organizations\": [],\
                  \"memberships\": [{ \"person_id\": \"bob\", \"organization_id\": \"north\" }] }";
    let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:Fish\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20250417T100000Z\r\nEND:VEVENT\nEND:VCALENDAR\r\n";
    let project = Project::empty()
        .file("index.html", front(&head, "<p style=\"color: red\" onclick=\"alert()\">Fish</p>"))
        .file("feed.xml", feed)
        .file("sitemap.xml", sitemap)
        .file("data/schema/explainer.json", schema)
        .file("data/explainer.json", "{ \"title\": 1 }")
        .file("data/participants.json", people)
        .file("data/positions.csv", "issue,stance\r\n\"Quotas\",for\r\nfees\r\n")
        .file("data/events.ics", calendar);
    let run = look("published.mjs", project.path(), "https://example.org/fish/").exit(1);
    for finding in [
        "robots.txt: is missing",
        "feed.xml: line 1: element more: Relax-NG validity error",
        "feed.xml: its link to itself is `https://example.org/fish/`",
        "feed.xml: has no author",
        "feed.xml: the id `https://example.org/fish/#1` stands twice",
        "feed.xml: One: `/fish/` is no address in full",
        "feed.xml: an entry is newer than the feed",
        "'lately' is not a valid value of the union type",
        "index.html: is in no sitemap, and may be indexed",
        "`headline` is no property of it, but of CreativeWork",
        "`eventStatus`: schema.org has no `EventMaybe`",
        "`startDate`: `in May` is no date",
        "`organizer`: holds a Place, not a Organization or Person",
        "schema.org has no property `fish`",
        "data/events.ics: a line does not end in CRLF",
        "data/events.ics: 1: has no SUMMARY",
        "data/events.ics: 1: DTSTART is no VALUE=DATE",
        "data/positions.csv: row 3 has 1 cells instead of 2",
        "data/explainer.json: /title must be string",
        "must NOT have additional properties {\"additionalProperty\":\"birthdate\"}",
        "memberships: person_id `bob` is not in persons",
        "index.html: its policy allows 'unsafe-inline'",
        "index.html: a script inline (classic) that the policy does not name",
        "index.html: <p> has the attribute style",
        "index.html: <p> has the attribute onclick",
    ] {
        assert!(run.err.contains(finding), "{finding}\n\n{}", run.err);
    }
}
