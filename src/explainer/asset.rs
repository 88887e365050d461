//! Files that are published under names that change with their bytes.

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
    /// Where it is published, from the site's root: `assets/<name>.<hash>.<ext>`.
    pub published_as: Arc<str>,
    /// What is published there.
    pub contents: Contents,
}

/// The bytes of a linked file.
#[derive(Debug, Clone)]
pub enum Contents {
    /// Held in memory.
    Bytes(Bytes),
    /// On the disk, from where they are copied piece by piece.
    Disk(Arc<FileOnDisk>),
}

/// A file on the disk, as it was when it was hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOnDisk {
    /// Where it lies.
    pub place: PathBuf,
    /// How many bytes it has.
    pub length: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
}

impl FileOnDisk {
    /// Copies its bytes; an error when they are not those that were hashed any more.
    pub fn copy(&self, to: impl Write) -> io::Result<()> {
        let from = File::open(&self.place)?;
        let (_, hash) = copy_hashed(from.take(self.length + 1), to)?;
        if hash == self.hash { Ok(()) } else { Err(changed()) }
    }

    /// Opens it; an error when its bytes are not those that were hashed any more.
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
    /// The file at `path` (for its name and extension) with these bytes.
    pub fn new(path: &str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { published_as: fingerprint(path, &bytes).into(), contents: Contents::Bytes(bytes) }
    }

    /// The file at `path` (for its name and extension), whose bytes stay on the disk.
    pub fn on_disk(path: &str, file: FileOnDisk) -> Self {
        let published_as = named(path, &file.hash).into();
        Self { published_as, contents: Contents::Disk(file.into()) }
    }
}

/// The folder of files whose names change with their bytes, and which browsers may therefore keep for good.
pub const ASSETS: &str = "assets/";

/// `assets/<name>.<hash>.<ext>` for a file at `path` that holds `bytes`: the hash is the first 64 bits of SHA-256, in hexadecimal.
///
/// The name keeps letters, digits, `-` and `_` of the original, other scripts in Latin letters, and no more than file systems hold; the same
/// bytes under the same name give the same address on any machine.
pub fn fingerprint(path: &str, bytes: &[u8]) -> String {
    named(path, &sha256_hex(bytes))
}

/// The same for bytes with this SHA-256, in hexadecimal.
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

/// Writes a name in Latin letters, whatever the form of its accents.
fn in_latin(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return name.into();
    }
    any_ascii(&name.nfc().collect::<String>()).into()
}

/// The extension under which a file at `path` is published: letters and digits, and no more than 20 of them.
pub fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.chars().filter(char::is_ascii_alphanumeric).take(20).collect()
}

/// SHA-256 of `bytes`, in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Copies everything, a piece at a time. Returns the number of bytes and their SHA-256, in hexadecimal.
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
