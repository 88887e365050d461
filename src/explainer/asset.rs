//! Files that are published as they are, under names that change with their bytes.

use std::borrow::Cow;
use std::sync::Arc;

use any_ascii::any_ascii;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// An image or other file that a body links to.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Where it is published, from the site's root: `assets/<name>.<hash>.<ext>`.
    pub published_as: Arc<str>,
    /// Its bytes.
    pub bytes: Bytes,
}

impl Asset {
    /// The file at `path` (for its name and extension) with these bytes.
    pub fn new(path: &str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { published_as: fingerprint(path, &bytes).into(), bytes }
    }
}

/// The folder of files whose names change with their bytes, and which browsers may therefore keep for good.
pub const ASSETS: &str = "assets/";

/// `assets/<name>.<hash>.<ext>` for a file at `path` that holds `bytes`: the hash is the first 64 bits of SHA-256, in hexadecimal.
///
/// The name keeps letters, digits, `-` and `_` of the original, other scripts in Latin letters, and no more than file systems hold; the same
/// bytes under the same name give the same address on any machine.
pub fn fingerprint(path: &str, bytes: &[u8]) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem: String = in_latin(stem)
        .chars()
        .take(100)
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' })
        .collect();
    let hash = &sha256_hex(bytes)[..16];
    let extension: String =
        extension.chars().filter(char::is_ascii_alphanumeric).take(20).collect();
    if extension.is_empty() {
        format!("assets/{stem}.{hash}")
    } else {
        format!("assets/{stem}.{hash}.{extension}")
    }
}

/// Writes a name in Latin letters, whatever the form of its accents.
fn in_latin(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return name.into();
    }
    any_ascii(&name.nfc().collect::<String>()).into()
}

/// SHA-256 of `bytes`, in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn names_change_with_the_bytes_and_stay_plain() {
        assert_eq!(fingerprint("images/A map.svg", b"x"), "assets/A-map.2d711642b726b044.svg");
        assert_ne!(fingerprint("a.svg", b"x"), fingerprint("a.svg", b"y"));
        for name in ["документ.pdf", "dokument.pdf"] {
            assert_eq!(fingerprint(name, b"x"), "assets/dokument.2d711642b726b044.pdf", "{name}");
        }
        assert_eq!(fingerprint("Café.pdf", b"x"), fingerprint("Cafe\u{301}.pdf", b"x"));
        assert_eq!(fingerprint("LICENSE", b"x"), "assets/LICENSE.2d711642b726b044");
        let long = fingerprint(&format!("{}.{}", "x".repeat(200), "y".repeat(54)), b"x");
        assert!(long.len() < 200, "{long}");
    }
}
