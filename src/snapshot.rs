//! Loading an explainer's folder: the explainer and its theme, ready to be rendered, with all problems of both.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::content::{self, LoadOptions, Survey, ThemeSettings};
use crate::diagnostic::{self, Diagnostic};
use crate::render::{Renderer, Theme, ThemeMemo};

/// The result of loading an explainer's folder.
pub struct Snapshot {
    /// The explainer with its theme. `None` if there is an error in either.
    pub renderer: Option<Renderer>,
    /// Every problem found, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Time spent on reading and checking the content.
    pub content_took: Duration,
    /// Time spent on reading the theme.
    pub theme_took: Duration,
}

/// A cache for loading one folder again: only what has changed is computed again. Initially empty.
#[derive(Default)]
pub struct Memo {
    content: content::Memo,
    theme: ThemeMemo,
}

/// Loads the explainer and the theme in `options.root`. Problems of one do not hide problems of the other.
pub fn load(options: &LoadOptions, memo: &mut Memo) -> Snapshot {
    let started = Instant::now();
    let content::Loaded { explainer, theme, mut diagnostics } =
        content::load(options, &mut memo.content);
    let content_took = started.elapsed();
    let theme = theme.and_then(|settings| {
        let (theme, found) = self::theme(options, &settings, memo);
        diagnostics.extend(found);
        theme
    });
    let renderer = explainer.zip(theme).map(|(explainer, theme)| Renderer::new(explainer, theme));
    diagnostic::sort(&mut diagnostics);
    let theme_took = started.elapsed().saturating_sub(content_took);
    Snapshot { renderer, diagnostics, content_took, theme_took }
}

/// Loads the explainer as it is while it is being edited, with all problems of it and of its theme.
pub fn survey(options: &LoadOptions, memo: &mut Memo) -> (Survey, Vec<Diagnostic>) {
    let survey = content::survey(options, &mut memo.content);
    let mut diagnostics = survey.diagnostics.clone();
    if let Some(settings) = &survey.theme {
        diagnostics.extend(theme(options, settings, memo).1);
    }
    diagnostic::sort(&mut diagnostics);
    (survey, diagnostics)
}

/// Loads the theme in `options.root`, with its problems. The theme is `None` if it has errors.
fn theme(
    options: &LoadOptions,
    settings: &ThemeSettings,
    memo: &mut Memo,
) -> (Option<Arc<Theme>>, Vec<Diagnostic>) {
    let ThemeSettings { language, language_place, base_url } = settings;
    Theme::load(&options.root, language, language_place, base_url, &mut memo.theme)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    /// A change to an explainer's folder.
    #[derive(Debug, Clone)]
    enum Edit {
        /// Replaces a word in some file.
        Replace(Index, usize),
        /// Removes a file, or restores it if it was removed.
        Toggle(Index),
        /// Cuts a file off, as if it were half saved.
        Cut(Index, Index),
        /// Restores every file.
        Restore,
        /// Waits until the last changes count as settled.
        Wait,
    }

    /// Words of the explainer, each with its replacement: text, a name, a heading, references of all kinds, keys, settings.
    const WORDS: [(&str, &str); 12] = [
        ("Bericht", "Brief"),
        ("name: ", "name: Neu "),
        ("## ", "## Neu "),
        ("issue: fischereirechte", "issue: datenschutz"),
        ("stance: ", "stance: kein-"),
        ("bericht b1", "bericht b99"),
        ("kommunique#", "bote#"),
        ("title: ", "titel: "),
        ("../issues/", "../parties/"),
        ("summary: ", "draft: true\nsummary: "),
        ("aliases:", "alias:"),
        ("karte.svg", "plan.svg"),
    ];

    fn edits() -> impl Strategy<Value = Vec<Edit>> {
        let edit = prop_oneof![
            4 => (any::<Index>(), 0..WORDS.len()).prop_map(|(file, word)| Edit::Replace(file, word)),
            1 => any::<Index>().prop_map(Edit::Toggle),
            1 => (any::<Index>(), any::<Index>()).prop_map(|(file, at)| Edit::Cut(file, at)),
            1 => Just(Edit::Restore),
            2 => Just(Edit::Wait),
        ];
        proptest::collection::vec(edit, 1..12)
    }

    /// Returns the files of the tests' second explainer, with their texts.
    fn files() -> Vec<(String, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explainers/handel");
        let walk = walkdir::WalkDir::new(root.join("content")).sort_by_file_name();
        let files = walk.into_iter().filter_map(Result::ok).filter(|it| it.file_type().is_file());
        let texts = files.map(|file| {
            let path = file.path().strip_prefix(&root).expect("below").to_string_lossy();
            (path.into_owned(), fs::read_to_string(file.path()).expect("text"))
        });
        texts.collect()
    }

    fn write(root: &Path, path: &str, text: &str) {
        let place = root.join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("made");
        fs::write(place, text).expect("written");
    }

    fn apply(root: &Path, files: &[(String, String)], edit: &Edit) {
        match edit {
            Edit::Replace(file, word) => {
                let (path, _) = file.get(files);
                let (old, new) = WORDS[*word];
                if let Ok(text) = fs::read_to_string(root.join(path)) {
                    write(root, path, &text.replacen(old, new, 1));
                }
            }
            Edit::Toggle(file) => {
                let (path, text) = file.get(files);
                if fs::remove_file(root.join(path)).is_err() {
                    write(root, path, text);
                }
            }
            Edit::Cut(file, at) => {
                let (path, text) = file.get(files);
                let ends: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
                write(root, path, &text[..*at.get(&ends)]);
            }
            Edit::Restore => files.iter().for_each(|(path, text)| write(root, path, text)),
            Edit::Wait => std::thread::sleep(Duration::from_millis(50)),
        }
    }

    /// Returns the routes of a snapshot with a digest of the bytes of each; for a picture, of the drawing that it is made from.
    fn site(snapshot: &Snapshot) -> Option<Vec<(String, String)>> {
        let renderer = snapshot.renderer.as_ref()?;
        let bytes = renderer.routes().into_iter().map(|route| {
            let drawing = renderer.drawing(route).map(|it| it.expect("it is drawn").into_bytes());
            let bytes =
                drawing.unwrap_or_else(|| renderer.render(route).expect("it renders").to_vec());
            (route.file(), crate::explainer::sha256_hex(&bytes))
        });
        Some(bytes.collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn after_any_edits_a_snapshot_is_what_a_first_load_makes(edits in edits()) {
            let folder = tempfile::tempdir().expect("a folder");
            let files = files();
            apply(folder.path(), &files, &Edit::Restore);
            let options = LoadOptions { root: folder.path().to_owned(), ..LoadOptions::default() };
            let mut memo = Memo::default();
            for edit in &edits {
                apply(folder.path(), &files, edit);
                let kept = load(&options, &mut memo);
                let first = load(&options, &mut Memo::default());
                prop_assert_eq!(&kept.diagnostics, &first.diagnostics);
                prop_assert_eq!(kept.renderer.is_some(), first.renderer.is_some());
            }
            prop_assert_eq!(
                site(&load(&options, &mut memo)),
                site(&load(&options, &mut Memo::default()))
            );
        }
    }
}
