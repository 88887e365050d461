//! The sites of the explainers in this repository, as they are published.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use crate::project::{Project, between, files_in, repository};

/// A published explainer.
pub(crate) struct Site {
    pub(crate) name: &'static str,
    /// The path of its `base_url`.
    pub(crate) base: &'static str,
    folder: TempDir,
}

/// The explainer of this repository, and one about something else entirely.
pub(crate) static SITES: LazyLock<Vec<Site>> = LazyLock::new(|| {
    let publish = |name, root: &str, base| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = repository().join(root);
        let output = folder.path().join("site");
        let build = format!("build --root {} --output {}", root.display(), output.display());
        Project::empty().run(&build).exit(0);
        Site { name, base, folder }
    };
    vec![
        publish("the Paris talks", "", "/paris-talks/"),
        publish("a trade negotiation", "tests/explainers/handel", "/gespraeche/"),
    ]
});

impl Site {
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// Every page, by its path in the folder; what is made for frames elsewhere is none.
    pub(crate) fn pages(&self) -> BTreeMap<String, String> {
        let files = files_in(&self.folder())
            .into_iter()
            .filter(|(path, _)| path.ends_with(".html") && !path.starts_with("embed/"));
        files
            .map(|(path, bytes)| (path, String::from_utf8(bytes).expect("pages are UTF-8")))
            .collect()
    }
}

/// The values of an attribute. Pages write all of them in double quotes, and escape double quotes in text.
fn attribute<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    page.split(start.as_str()).skip(1).filter_map(|after| after.split('"').next()).collect()
}

fn is_redirect(page: &str) -> bool {
    page.contains("http-equiv=\"refresh\"")
}

#[test]
fn every_link_and_anchor_leads_somewhere() {
    for site in SITES.iter() {
        let pages = site.pages();
        let files: BTreeSet<String> =
            files_in(&site.folder()).into_iter().map(|(path, _)| path).collect();
        let mut seen = 0;
        for (path, page) in &pages {
            for href in attribute(page, "href").into_iter().chain(attribute(page, "src")) {
                if href.starts_with("https://") || href.starts_with("mailto:") {
                    continue;
                }
                let (address, anchor) =
                    href.split_once('#').map_or((href, None), |(a, b)| (a, Some(b)));
                let address = address.split('?').next().unwrap_or_default();
                let file = match address.strip_prefix(site.base) {
                    _ if address.is_empty() => path.clone(),
                    Some(rest) if rest.is_empty() || rest.ends_with('/') => {
                        format!("{rest}index.html")
                    }
                    Some(rest) => rest.to_owned(),
                    None => panic!("{path}: `{href}` leaves the site"),
                };
                assert!(files.contains(&file), "{}: {path}: `{href}` leads nowhere", site.name);
                if let Some(anchor) = anchor {
                    let ids = attribute(&pages[&file], "id");
                    assert!(ids.contains(&anchor), "{}: {path}: `{href}` has no anchor", site.name);
                }
                seen += 1;
            }
        }
        assert!(seen > 300, "{}: only {seen} links", site.name);
    }
}

#[test]
fn every_page_has_one_first_heading_its_landmarks_and_ids_that_are_its_own() {
    for site in SITES.iter() {
        for (path, page) in site.pages().iter().filter(|(_, page)| !is_redirect(page)) {
            assert_eq!(page.matches("<h1").count(), 1, "{path}");
            for landmark in
                ["<header", "<main", "<nav", "<footer", "class=\"skip\"", "<html lang=\""]
            {
                assert!(page.contains(landmark), "{path} has no {landmark}");
            }
            let ids = attribute(page, "id");
            let unique: BTreeSet<_> = ids.iter().collect();
            assert_eq!(ids.len(), unique.len(), "{path}: an id stands twice");
            let scripts = page.matches("<script").count();
            let known = [
                "<script src=\"",
                "<script async src=\"",
                "<script type=\"module\" src=\"",
                "<script type=\"speculationrules\">",
                "<script type=\"application/ld+json\">",
            ];
            let files: usize = known.iter().map(|known| page.matches(known).count()).sum();
            assert_eq!(scripts, files, "{path}: a script inline");
            assert!(!page.contains("<style"), "{path}: a style inline");
            assert!(!page.contains("><h2 id=\"\""), "{path}");
        }
    }
}

#[test]
fn no_section_is_empty() {
    for site in SITES.iter() {
        for (path, page) in &site.pages() {
            for empty in [
                "<ul class=\"\">",
                "<ol></ol>",
                "<dd></dd>",
                "<p></p>",
                "<ul></ul>",
                "<tbody>\n</tbody>",
            ] {
                assert!(!page.contains(empty), "{}: {path} holds {empty}", site.name);
            }
        }
    }
}

#[test]
fn the_sitemap_lists_every_page_that_readers_should_find() {
    for site in SITES.iter() {
        let sitemap =
            std::fs::read_to_string(site.folder().join("sitemap.xml")).expect("sitemap.xml");
        for (path, page) in site.pages().iter().filter(|(_, page)| !page.contains("noindex")) {
            let canonical = page.split("<link rel=\"canonical\" href=\"").nth(1);
            let canonical =
                canonical.and_then(|rest| rest.split('"').next()).expect("a canonical address");
            assert!(sitemap.contains(&format!("<loc>{canonical}</loc>")), "{path}");
        }
        assert!(!sitemap.contains("404"));
    }
}

#[test]
fn the_first_explainer_is_complete() {
    let pages = SITES[0].pages();
    for name in [
        "Emmanuel Macron",
        "Marco Rubio",
        "Steve Witkoff",
        "Keith Kellogg",
        "Donald Trump",
        "Tammy Bruce",
        "Volodymyr Zelenskyy",
        "Andrii Yermak",
        "Andrii Sybiha",
        "Rustem Umerov",
        "David Lammy",
        "Vladimir Putin",
        "Sergey Lavrov",
        "Polyakova",
        "German Foreign Ministry",
        "senior French official",
    ] {
        assert!(pages["participants/index.html"].contains(name), "{name}");
    }
    let source = &pages["sources/ap-2025-04-17/index.html"];
    for passage in 1..=10 {
        assert!(source.contains(&format!("id=\"p{passage}\"")), "p{passage}");
    }
    assert!(!source.contains("class=\"empty\""), "every passage carries a claim");
    assert!(pages.len() > 60, "{} pages", pages.len());
    let matrix = &pages["positions/index.html"];
    assert!(matrix.contains("<th scope=\"col\"") && matrix.contains("<th scope=\"row\">"));
    assert!(matrix.contains("not stated"));
}

/// What a server sends, as most do: gzip at level 6.
fn sent(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it").len()
}

/// The style sheets of a page, by their paths in the folder.
fn sheets<'a>(site: &Site, page: &'a str) -> Vec<&'a str> {
    let links = page.split("<link rel=\"stylesheet\"").skip(1);
    let addresses = links.map(|link| between(link, "href=\"", "\""));
    addresses.map(|it| it.strip_prefix(site.base).expect("an address of the site")).collect()
}

/// What a new connection carries in its first round trip (ten packets) is all that a reader needs to read: a page and every style sheet that it
/// links. The whole matrix is the one page that may weigh more.
#[test]
fn a_page_with_its_styles_weighs_less_than_14_000_bytes() {
    const MOST: usize = 14_000;
    for site in SITES.iter() {
        let weight_of = |path: &str| {
            sent(&std::fs::read(site.folder().join(path)).expect("a file of the site"))
        };
        let heavy: Vec<_> = site
            .pages()
            .iter()
            .filter(|(path, page)| *path != "positions/index.html" && !is_redirect(page))
            .map(|(path, page)| {
                let sheets = sheets(site, page);
                assert!(!sheets.is_empty(), "{path} has no style sheet");
                let styles: usize = sheets.into_iter().map(weight_of).sum();
                (path, sent(page.as_bytes()), styles)
            })
            .filter(|(_, page, styles)| page + styles >= MOST)
            .map(|(path, page, styles)| format!("{path}: {page} + {styles} = {}", page + styles))
            .collect();
        assert!(heavy.is_empty(), "{}:\n{}", site.name, heavy.join("\n"));
    }
}

#[test]
#[ignore = "needs scripts/test"]
fn the_html_is_valid() {
    let jar = repository().join("tests/tools/node_modules/vnu-jar/build/dist/vnu.jar");
    assert!(jar.exists(), "the HTML checker is missing: run `scripts/test`, which installs it");
    let mut command = Command::new("java");
    command.arg("-jar").arg(jar).args(["--errors-only", "--skip-non-html"]);
    let output = command.args(SITES.iter().map(Site::folder)).output();
    let output = output.expect("java runs; `scripts/test` installs it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
