//! Code shared by the fuzz targets: a valid explainer with some of its files replaced, and properties that hold for any Markdown.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use standpoint::content::{self, LoadOptions, Loaded, Memo};
use standpoint::diagnostic::Diagnostic;
use standpoint::markdown::{Anchor, Document, Hooks, Word};
use standpoint::render::{Renderer, Theme, ThemeMemo};

/// Returns the folder of the explainer in which files are replaced. It is one of the tests' explainers.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/explainers/handel"))
}

/// The theme of that explainer.
static THEME: LazyLock<Arc<Theme>> = LazyLock::new(|| {
    let options = LoadOptions { root: root(), ..LoadOptions::default() };
    let settings = content::load(&options, &mut Memo::default()).theme.expect("settings");
    let (language, place) = (&settings.language, &settings.language_place);
    let memo = &mut ThemeMemo::default();
    Theme::load(&root(), language, place, &settings.base_url, memo).0.expect("a theme")
});

thread_local! {
    static MEMO: RefCell<Memo> = RefCell::default();
}

/// Loads the explainer with these files (by path under `content/`) in place of its own, and checks properties that hold for any load.
pub fn load(files: impl IntoIterator<Item = (String, String)>) -> Loaded {
    let files = files.into_iter().map(|(path, text)| (path, Some(Arc::from(text))));
    let options =
        LoadOptions { root: root(), overlay: files.collect(), ..LoadOptions::default() };
    let loaded = MEMO.with_borrow_mut(|memo| content::load(&options, memo));
    loaded.diagnostics.iter().for_each(check);
    assert!(loaded.explainer.is_some() || !loaded.diagnostics.is_empty(), "nothing is said");
    loaded
}

/// Checks properties that hold for any diagnostic.
fn check(diagnostic: &Diagnostic) {
    let (line, column) = diagnostic.span.line_column();
    assert!(line >= 1 && column >= 1);
    assert!(!diagnostic.message.is_empty(), "{diagnostic:?}");
    // Panics if the span does not lie on character boundaries.
    let _ = diagnostic.span.text();
}

/// Renders every page and file of an explainer that was loaded without errors. Otherwise does not render any.
pub fn render(loaded: Loaded) {
    let Some(explainer) = loaded.explainer else { return };
    let renderer = Renderer::new(explainer, THEME.clone());
    for route in renderer.routes() {
        match renderer.drawing(route) {
            Some(drawing) => drop(drawing.expect("it is drawn")),
            None => drop(renderer.render(route).expect("it renders")),
        }
    }
}

/// Parses a text, checks that all ranges found lie within it, and renders it as HTML.
pub fn markdown(text: &str) -> Document {
    let document = Document::parse(text);
    let links = document.links.iter();
    let links = links.flat_map(|it| [Some(it.range.clone()), it.definition.clone()]).flatten();
    let citations = document.citations.iter();
    let citations = citations.flat_map(|mark| {
        mark.passages.iter().map(|it| it.range.clone()).chain([mark.range.clone()])
    });
    let headings = document.headings.iter().map(|it| it.range.clone());
    let others = document.raw_html.iter().chain(&document.too_deep).cloned();
    for range in links.chain(citations).chain(headings).chain(others) {
        assert!(text.get(range.clone()).is_some(), "{range:?} is no part of the text");
    }
    let mut anchors: Vec<_> = document.headings.iter().map(|it| it.anchor.as_str()).collect();
    anchors.sort_unstable();
    assert!(anchors.windows(2).all(|pair| pair[0] != pair[1]), "an anchor stands twice");
    let mut seen = Seen { document: &document, citations: 0 };
    let html = document.html(&mut seen);
    assert!(!html.contains("<script"), "{html}");
    document
}

/// Hooks that accept every link and image, and check that there are no more of them than were found.
struct Seen<'a> {
    document: &'a Document,
    citations: usize,
}

impl Hooks for Seen<'_> {
    fn trusts_raw_html(&self) -> bool {
        false
    }

    fn link(&self, at: usize) -> Option<Anchor> {
        assert!(at < self.document.links.len(), "a link that was not found");
        Some(Anchor { attributes: "href=\"/\"".to_owned(), text: None })
    }

    fn image(&self, at: usize) -> String {
        assert!(at < self.document.links.len(), "an image that was not found");
        "src=\"a.svg\"".to_owned()
    }

    fn citation(&mut self, at: usize) -> String {
        assert!(at < self.document.citations.len() && at >= self.citations, "citations in order");
        self.citations = at + 1;
        "1".to_owned()
    }

    fn code(&self, _: &str, code: &str) -> String {
        standpoint::markdown::escape(code)
    }

    fn word(&self, _: Word) -> String {
        "word".to_owned()
    }

    fn scope(&self) -> &str {
        ""
    }
}
