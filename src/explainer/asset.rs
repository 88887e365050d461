//! Files whose published names contain a hash of their bytes.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::PathBuf;
use std::sync::Arc;

use any_ascii::any_ascii;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// An image or other file that a body links to.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The published path, from the site's root: `assets/<name>.<hash>.<ext>`.
    pub published_as: Arc<str>,
    /// The published bytes.
    pub contents: Contents,
}

/// The bytes of a linked file.
#[derive(Debug, Clone)]
pub enum Contents {
    /// Held in memory.
    Bytes(Bytes),
    /// On the disk; copied in pieces when they are needed.
    Disk(Arc<FileOnDisk>),
}

/// A file on the disk, as it was when it was hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOnDisk {
    /// The path of the file.
    pub place: PathBuf,
    /// The length in bytes.
    pub length: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
}

impl FileOnDisk {
    /// Writes the file's bytes to `to`. Returns an error if they are no longer the bytes that were hashed.
    pub fn copy(&self, to: impl Write) -> io::Result<()> {
        let from = File::open(&self.place)?;
        let (_, hash) = copy_hashed(from.take(self.length + 1), to)?;
        if hash == self.hash { Ok(()) } else { Err(changed()) }
    }

    /// Opens the file. Returns an error if its bytes are no longer those that were hashed.
    pub fn open(&self) -> io::Result<File> {
        let mut file = File::open(&self.place)?;
        let (_, hash) = copy_hashed((&mut file).take(self.length + 1), io::sink())?;
        file.rewind()?;
        if hash == self.hash { Ok(file) } else { Err(changed()) }
    }
}

fn changed() -> io::Error {
    io::Error::other("it changed since it was read")
}

impl Asset {
    /// Creates an asset with these bytes; `path` gives its name and extension.
    pub fn new(path: &str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { published_as: fingerprint(path, &bytes).into(), contents: Contents::Bytes(bytes) }
    }

    /// Creates an asset whose bytes stay on the disk; `path` gives its name and extension.
    pub fn on_disk(path: &str, file: FileOnDisk) -> Self {
        let published_as = named(path, &file.hash).into();
        Self { published_as, contents: Contents::Disk(file.into()) }
    }
}

/// The folder of assets. Their names change with their bytes, so browsers may cache them for good.
pub const ASSETS: &str = "assets/";

/// Returns `assets/<name>.<hash>.<ext>` for a file at `path` with these `bytes`. The hash is the first 64 bits of SHA-256, in hexadecimal.
///
/// The name keeps letters, digits, `-` and `_`; other scripts are transliterated to Latin letters, and long names are cut to what file systems
/// allow. The same bytes under the same name give the same address on any machine.
pub fn fingerprint(path: &str, bytes: &[u8]) -> String {
    named(path, &sha256_hex(bytes))
}

/// Returns the same as [`fingerprint`] for bytes with this SHA-256, in hexadecimal.
fn named(path: &str, hash: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem: String = in_latin(stem)
        .chars()
        .take(100)
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' })
        .collect();
    let hash = &hash[..16];
    let extension = extension(path);
    if extension.is_empty() {
        format!("assets/{stem}.{hash}")
    } else {
        format!("assets/{stem}.{hash}.{extension}")
    }
}

/// Transliterates a name to Latin letters; composed and decomposed accents give the same result.
fn in_latin(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return name.into();
    }
    any_ascii(&name.nfc().collect::<String>()).into()
}

/// Returns the published extension of a file at `path`: its ASCII letters and digits, at most 20. Empty if there is none.
pub fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.chars().filter(char::is_ascii_alphanumeric).take(20).collect()
}

/// Returns the SHA-256 of `bytes`, in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Copies all bytes, piece by piece. Returns their number and their SHA-256, in hexadecimal.
pub fn copy_hashed(mut from: impl Read, mut to: impl Write) -> io::Result<(u64, String)> {
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    let mut length = 0;
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok((length, hexadecimal(&hash.finalize()))),
            Ok(count) => {
                hash.update(&piece[..count]);
                to.write_all(&piece[..count])?;
                length += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
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
