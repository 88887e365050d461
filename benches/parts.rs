//! Benchmarks of the parts of a build, each by itself: `cargo bench --bench parts`. A name after `--` selects some of them.
//!
//! The explainer is the one that `examples/synth` writes.

#[path = "../examples/synth/explainer.rs"]
mod explainer;
#[path = "../examples/synth/synthetic.rs"]
mod synthetic;

use std::fs;
use std::path::{Path, PathBuf};

use divan::{Bencher, black_box};
use mimalloc::MiMalloc;
use standpoint::content::{self, LoadOptions};
use standpoint::explainer::Explainer;
use standpoint::markdown::{Anchor, Document, Hooks, Word};
use standpoint::publish::{PublishOptions, publish};
use standpoint::render::Renderer;
use standpoint::snapshot;
use synthetic::{Size, Synthetic};
use tempfile::TempDir;

/// The allocator that the program uses.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    divan::main();
}

/// A synthetic explainer in a folder of its own, without search and cards.
struct Folder(TempDir);

impl Folder {
    fn new(participants: usize) -> Self {
        let folder = TempDir::new().expect("a folder");
        let size = Size { participants, issues: 100, positions: 6 };
        explainer::write(&Synthetic::new(&size, 1), folder.path()).expect("written");
        let settings = folder.path().join("content/site.yaml");
        let text = fs::read_to_string(&settings).expect("settings");
        fs::write(settings, text + "search: false\ncards: false\n").expect("written");
        Self(folder)
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn options(&self) -> LoadOptions {
        LoadOptions { root: self.root().to_owned(), ..LoadOptions::default() }
    }

    fn explainer(&self) -> Explainer {
        content::load(&self.options(), &mut content::Memo::default()).explainer.expect("no error")
    }

    fn renderer(&self) -> Renderer {
        snapshot::load(&self.options(), &mut snapshot::Memo::default()).renderer.expect("no error")
    }

    /// Returns the front matter and the text of a participant's page.
    fn participant(&self) -> (String, String) {
        let path = self.root().join("content/participants/person-0.md");
        let text = fs::read_to_string(path).expect("a file");
        let parts = text.trim_start_matches("---\n").split_once("---\n");
        let (front_matter, body) = parts.expect("front matter and a text");
        (front_matter.to_owned(), body.to_owned())
    }
}

/// Measures a first load: reading, parsing, resolving, deriving.
#[divan::bench(args = [100, 1000])]
fn load(bencher: Bencher, participants: usize) {
    let folder = Folder::new(participants);
    bencher.bench_local(|| content::load(&folder.options(), &mut content::Memo::default()));
}

/// Measures a load without any change since the previous one, as in `serve`.
#[divan::bench(args = [100, 1000])]
fn load_again(bencher: Bencher, participants: usize) {
    let folder = Folder::new(participants);
    let mut memo = content::Memo::default();
    content::load(&folder.options(), &mut memo);
    bencher.bench_local(|| content::load(&folder.options(), &mut memo));
}

/// Measures the derivation of the matrix, the ledger, mentions and routes.
#[divan::bench(args = [100, 1000])]
fn derive(bencher: Bencher, participants: usize) {
    let explainer = Folder::new(participants).explainer();
    bencher
        .with_inputs(|| explainer.records().clone())
        .bench_local_values(|records| Explainer::new(records, None));
}

/// Measures parsing a participant's front matter with the parser that a load uses, though into plain values.
#[divan::bench]
fn yaml(bencher: Bencher) {
    let (front_matter, _) = Folder::new(1).participant();
    bencher.bench_local(|| {
        serde_yaml::from_str::<serde_yaml::Value>(black_box(&front_matter)).expect("it is YAML")
    });
}

/// Measures parsing a participant's text: links, citations and headings.
#[divan::bench]
fn markdown_parse(bencher: Bencher) {
    let (_, body) = Folder::new(1).participant();
    bencher.bench_local(|| Document::parse(black_box(body.as_str())));
}

/// Measures rendering a participant's text as HTML.
#[divan::bench]
fn markdown_html(bencher: Bencher) {
    let document = Document::parse(Folder::new(1).participant().1);
    bencher.bench_local(|| black_box(&document).html(&mut Plain));
}

/// Hooks with the same destination for every link.
struct Plain;

impl Hooks for Plain {
    fn link(&self, _: usize) -> Option<Anchor> {
        Some(Anchor { attributes: "href=\"/\"".to_owned(), text: None })
    }

    fn image(&self, _: usize) -> String {
        String::new()
    }

    fn citation(&mut self, _: usize) -> String {
        "1".to_owned()
    }

    fn code(&self, _: &str, code: &str) -> String {
        code.to_owned()
    }

    fn word(&self, _: Word) -> String {
        String::new()
    }

    fn scope(&self) -> &'static str {
        ""
    }

    fn trusts_raw_html(&self) -> bool {
        false
    }
}

/// Measures rendering one page of each kind, and of the files for programs, at 1,000 participants.
#[divan::bench(args = [
    "index.html",
    "issues/index.html",
    "issues/issue-0/index.html",
    "positions/index.html",
    "compare/index.html",
    "participants/index.html",
    "participants/person-0/index.html",
    "parties/index.html",
    "parties/party-0/index.html",
    "timeline/index.html",
    "events/round/index.html",
    "sources/index.html",
    "sources/record/index.html",
    "about/index.html",
    "data/index.html",
    "data/explainer.json",
    "data/positions.json",
    "data/positions.csv",
    "embed/issue-0.html",
    "issues/issue-0/feed.xml",
    "feed.xml",
    "sitemap.xml",
])]
fn page(bencher: Bencher, file: &str) {
    let renderer = Folder::new(1000).renderer();
    let route = renderer.route_at(file).expect("it is published");
    bencher.bench_local(|| renderer.render(&route).expect("it renders"));
}

/// Measures a whole build into a new folder, including loading.
#[divan::bench(args = [100, 1000], sample_count = 10)]
fn build(bencher: Bencher, participants: usize) {
    let folder = Folder::new(participants);
    let mut builds = 0;
    let mut output = || -> PathBuf {
        builds += 1;
        folder.root().join(format!("public-{builds}"))
    };
    bencher
        .with_inputs(|| PublishOptions {
            output: output(),
            root: folder.root().to_owned(),
            force: false,
            state: None,
            compress: false,
        })
        .bench_local_values(|options| {
            publish(&folder.renderer(), &options, &|| ()).expect("published")
        });
}
