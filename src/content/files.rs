//! Linked files: the kinds that are published, and the form in which they are.
//!
//! Somebody who can add a file to `content/` must not be able to run code at the site's address. So only listed kinds, which no browser
//! runs, are published, drawings are sanitized (`content/svg.rs`), and any other kind has to be allowed in `site.yaml`.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::geotags::without_position;
use super::svg::{self, BadDrawing};
use crate::diagnostic::{
    self, Code, Diagnostic, LARGEST_FILE, LARGEST_TEXT, SourceFile, Span, shown, too_large,
};
use crate::explainer::{Asset, FileOnDisk, copy_hashed, extension, sha256_hex};

/// Extensions of files that are published unchanged. Browsers display or download them and never run them, and servers know their types.
const PUBLISHED: [&str; 49] = [
    // Pictures.
    "apng", "avif", "bmp", "gif", "heic", "ico", "jpeg", "jpg", "png", "tif", "tiff", "webp",
    // Sound, film and their captions.
    "aac", "flac", "m4a", "m4v", "mov", "mp3", "mp4", "oga", "ogg", "ogv", "opus", "srt", "vtt",
    "wav", "weba", "webm", // Documents.
    "docx", "epub", "odp", "ods", "odt", "pdf", "pptx", "rtf", "xlsx",
    // Data and texts.
    "bib", "csv", "geojson", "ics", "json", "ris", "tsv", "txt", "yaml", "yml",
    // Archives.
    "7z", "zip",
];

/// Extensions of pictures, whose metadata may hold a position.
const PICTURES: [&str; 12] =
    ["apng", "avif", "bmp", "gif", "heic", "ico", "jpeg", "jpg", "png", "tif", "tiff", "webp"];

/// Extensions of files that a browser or a server may run, or that may contain such a file.
const ACTIVE: [&str; 40] = [
    "asp",
    "aspx",
    "cgi",
    "cjs",
    "css",
    "gz",
    "hta",
    "htaccess",
    "htc",
    "htm",
    "html",
    "js",
    "jsp",
    "mht",
    "mhtml",
    "mjs",
    "phar",
    "php",
    "php5",
    "phtml",
    "pl",
    "py",
    "rb",
    "sh",
    "shtm",
    "shtml",
    "svgz",
    "swf",
    "wasm",
    "xhtm",
    "xhtml",
    "xht",
    "xml",
    "xsl",
    "xslt",
    "vml",
    "xbl",
    "xul",
    "mathml",
    "webmanifest",
];

/// The extension of drawings, which are sanitized.
const DRAWING: &str = "svg";

/// The number of bytes from which browsers guess a file's type.
const LOOKED_AT: u64 = 2048;

/// A linked file in its published form, with warnings about what was left out of it.
#[derive(Debug, Clone)]
pub(super) struct LinkedFile {
    pub(super) asset: Asset,
    pub(super) warnings: Vec<Diagnostic>,
}

/// The kinds of files that are published in addition to `PUBLISHED`: `files` in `site.yaml`. `None` if they could not all be read: any kind
/// may then be one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FurtherKinds(Option<BTreeSet<String>>);

impl FurtherKinds {
    /// Returns the kinds in `files`. Each may be written with a leading period; entries that name no kind are ignored.
    pub(super) fn new(files: Option<&[&str]>) -> Self {
        Self(files.map(|files| files.iter().filter_map(|it| kind(it)).collect()))
    }

    fn has(&self, path: &str) -> bool {
        self.0.as_ref().is_none_or(|kinds| kinds.contains(&extension(path).to_ascii_lowercase()))
    }

    /// Returns the message and the help for a file name that may not be published. `None` if its kind is published.
    pub(super) fn refusal(&self, path: &str) -> Option<(String, String)> {
        let kind = extension(path).to_ascii_lowercase();
        if kind == DRAWING || PUBLISHED.contains(&&*kind) || self.has(path) {
            return None;
        }
        if kind.is_empty() {
            let message = "a file without an extension is not published".to_owned();
            let help = "give it the extension of its kind, such as `.txt` or `.pdf`: servers and browsers would guess otherwise";
            return Some((message, help.to_owned()));
        }
        let message = format!("files of the kind `.{kind}` are not published");
        let allow = format!("`files: [{kind}]` in `site.yaml` publishes the kind all the same");
        let help = if ACTIVE.contains(&&*kind) {
            format!(
                "link to it where it can be read elsewhere: a browser or a server may run what it holds, with the rights of the site; {allow}"
            )
        } else {
            format!(
                "save it as a kind that is published, such as `.pdf`, `.csv` or `.zip`; {allow}"
            )
        };
        Some((message, help))
    }

    /// Reads the file at `place`, whose path under `content/` is `path`. Returns a diagnostic if it cannot be read or published.
    pub(super) fn read(
        &self,
        root: &Path,
        path: &str,
        place: &Path,
    ) -> Result<LinkedFile, Box<Diagnostic>> {
        let shown = shown(root, &format!("content/{path}"));
        if extension(path).eq_ignore_ascii_case(DRAWING) && !self.has(path) {
            return drawing(path, &shown, place);
        }
        let (file, beginning) = fingerprinted(place).map_err(|error| unreadable(&shown, &error))?;
        if !self.has(path) && looks_like_a_page(&beginning) {
            return Err(Box::new(disguised(&shown)));
        }
        let asset =
            match stripped(path, place, &file).map_err(|error| unreadable(&shown, &error))? {
                Some(bytes) => Asset::new(path, bytes),
                None => Asset::on_disk(path, file),
            };
        Ok(LinkedFile { asset, warnings: Vec::new() })
    }
}

/// Returns the kind that an entry of `files` names, in lower case. `None` if it is not a valid extension.
pub(super) fn kind(text: &str) -> Option<String> {
    let kind = text.trim().trim_start_matches('.').to_ascii_lowercase();
    let is_kind =
        !kind.is_empty() && kind.len() <= 20 && kind.bytes().all(|b| b.is_ascii_alphanumeric());
    is_kind.then_some(kind)
}

/// Hashes a file in pieces, because it may be too large to hold in memory. Also returns its first bytes, at most [`LOOKED_AT`].
fn fingerprinted(place: &Path) -> io::Result<(FileOnDisk, Vec<u8>)> {
    let mut file = File::open(place)?;
    let length = file.metadata()?.len();
    if length > LARGEST_FILE {
        return Err(too_large(Some(length), LARGEST_FILE));
    }
    let mut beginning = Vec::new();
    (&mut file).take(LOOKED_AT).read_to_end(&mut beginning)?;
    let rest = file.take(LARGEST_FILE + 1);
    let (length, hash) = copy_hashed((&*beginning).chain(rest), io::sink())?;
    if length > LARGEST_FILE {
        return Err(too_large(None, LARGEST_FILE));
    }
    Ok((FileOnDisk { place: place.to_owned(), length, hash }, beginning))
}

/// Returns the bytes of a picture without the position where it was taken. `None` if they equal those of the file.
fn stripped(path: &str, place: &Path, file: &FileOnDisk) -> io::Result<Option<Vec<u8>>> {
    let kind = extension(path).to_ascii_lowercase();
    if !PICTURES.contains(&&*kind) {
        return Ok(None);
    }
    let bytes = without_position(diagnostic::read(place, LARGEST_FILE)?);
    Ok((sha256_hex(&bytes) != file.hash).then_some(bytes))
}

/// Returns `true` if a browser that is not given the file's type would take it for HTML or XML
/// (<https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type>).
fn looks_like_a_page(beginning: &[u8]) -> bool {
    const TAGS: [&[u8]; 17] = [
        b"<!doctype html",
        b"<html",
        b"<head",
        b"<script",
        b"<iframe",
        b"<h1",
        b"<div",
        b"<font",
        b"<table",
        b"<a",
        b"<style",
        b"<title",
        b"<b",
        b"<body",
        b"<br",
        b"<p",
        b"<svg",
    ];
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning);
    let start = text.iter().position(|b| !matches!(b, b'\t' | b'\n' | 0x0c | b'\r' | b' '));
    let text = &text[start.unwrap_or(text.len())..];
    let begins = |tag: &[u8]| text.get(..tag.len()).is_some_and(|it| it.eq_ignore_ascii_case(tag));
    let ends = |tag: &[u8]| text.get(tag.len()).is_none_or(|b| !b.is_ascii_alphanumeric());
    begins(b"<!--") || begins(b"<?xml") || TAGS.iter().any(|tag| begins(tag) && ends(tag))
}

/// Returns the diagnostic for a file of a harmless kind that contains a web page.
fn disguised(shown: &str) -> Diagnostic {
    let message = format!("`{shown}` begins like a web page, whatever its name says");
    let span = Span::start_of(SourceFile::new(shown, ""));
    Diagnostic::new(Code::FileKind, span, message)
        .help("put a file of that kind in its place: where a server does not say what it is, a browser would run what it holds")
}

/// Reads and sanitizes a drawing. Each removed part becomes a warning.
fn drawing(path: &str, shown: &str, place: &Path) -> Result<LinkedFile, Box<Diagnostic>> {
    let bytes = diagnostic::read(place, LARGEST_TEXT);
    let file = SourceFile::from_bytes(shown, bytes.map_err(|error| unreadable(shown, &error))?)?;
    let drawn = svg::sanitize(file.text()).map_err(|bad| Box::new(bad_drawing(&file, &bad)))?;
    let warning = |(what, range)| {
        let message = format!("{what} is not published in a drawing");
        Diagnostic::new(Code::DrawingContent, Span::new(file.clone(), range), message)
            .help("remove it: a drawing holds nothing that runs or is fetched; `files: [svg]` in `site.yaml` publishes drawings as they are written")
    };
    let warnings = drawn.removed.into_iter().map(warning).collect();
    Ok(LinkedFile { asset: Asset::new(path, drawn.svg), warnings })
}

fn bad_drawing(file: &SourceFile, bad: &BadDrawing) -> Diagnostic {
    let at = bad.place.map_or(0, |(line, column)| file.byte_at(line, column));
    let span = Span::new(file.clone(), at..at + usize::from(bad.place.is_some()));
    let (code, help) = if bad.is_too_much {
        (
            Code::FileTooLarge,
            "simplify it in the program that drew it, or publish it as a picture (`.png`)",
        )
    } else {
        (Code::BadDrawing, "save it anew as plain SVG, or as a picture (`.png`)")
    };
    let message = format!("`{}` cannot be published as a drawing: {}", file.path(), bad.message);
    Diagnostic::new(code, span, message).help(help)
}

/// Returns the diagnostic for a linked file that cannot be read.
fn unreadable(shown: &str, error: &io::Error) -> Box<Diagnostic> {
    let unreadable = Diagnostic::unreadable(shown, error);
    if unreadable.code == Code::FileTooLarge {
        return Box::new(
            unreadable.help("make it smaller, or publish it elsewhere and link to it there"),
        );
    }
    Box::new(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A5: the tables for users and reviewers match the lists above.
    #[test]
    fn the_documentation_names_every_kind() {
        let read = |path: &str| {
            let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            std::fs::read_to_string(place).expect(path)
        };
        for path in ["docs/reference.md", "docs/security.md"] {
            let text = read(path);
            let table = text.split("| what becomes of it |").nth(1).expect("a table");
            let rows: Vec<_> =
                table.lines().skip(2).take_while(|row| row.starts_with('|')).collect();
            let kinds = |row: &str| -> BTreeSet<String> {
                let cell = row.split(" | ").next().unwrap_or_default();
                cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
            };
            let listed = |what: &str| -> BTreeSet<String> {
                let rows = rows.iter().filter(|row| row.contains(what));
                rows.flat_map(|row| kinds(row)).collect()
            };
            let expected =
                |kinds: &[&str]| kinds.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<_>>();
            assert_eq!(listed("published as it is"), expected(&PUBLISHED), "{path}");
            assert_eq!(listed("sanitised"), expected(&[DRAWING]), "{path}");
            assert_eq!(listed("refused"), expected(&ACTIVE), "{path}");
        }
    }

    #[test]
    fn kinds_are_told_by_the_extension_that_is_published() {
        let none = FurtherKinds::new(Some(&[]));
        for good in ["a.png", "a/b.JPG", "a.tar.zip", "a.svg", "Übersicht 2.pdf"] {
            assert_eq!(none.refusal(good), None, "{good}");
        }
        for bad in [
            "a.html",
            "a.XHTML",
            "a.ht ml",
            "a.html ",
            "a.php.",
            "a.png.js",
            "a",
            "a.svgz",
            "a.xyz",
            "a.pdf.exe",
        ] {
            assert!(none.refusal(bad).is_some(), "{bad}");
        }
        let some = FurtherKinds::new(Some(&[".HTML", "dwg", "a/b"]));
        assert_eq!((some.refusal("a.html"), some.refusal("b.dwg")), (None, None));
        assert!(some.refusal("a.htm").is_some());
    }

    #[test]
    fn a_page_is_known_by_how_it_begins() {
        for page in [
            "<!DOCTYPE HTML>",
            " \n<html>",
            "\u{feff}<script>",
            "<?xml version='1.0'?>",
            "<!-- a -->",
            "<B>",
            "<svg\n",
        ] {
            assert!(looks_like_a_page(page.as_bytes()), "{page}");
        }
        for other in
            ["", "GIF89a<script>", "<bla", "a <script>", "<5 %", "%PDF-1.7", "{\"a\": \"<b>\"}"]
        {
            assert!(!looks_like_a_page(other.as_bytes()), "{other}");
        }
    }
}
