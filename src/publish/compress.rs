//! Compressed copies of files, for servers that send them instead.

use std::io::Write;
use std::path::Path;

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Smallest size in bytes that is worth compressing: below it, the headers of a response outweigh the savings.
const SMALLEST: u64 = 256;

/// Largest size in bytes that is compressed: above it, compressing takes too long, as the strongest level manages about half a megabyte a
/// second.
const LARGEST: u64 = 10_000_000;

/// A compression format.
pub(super) struct Encoding {
    /// The extension of the compressed copy: `br` for `index.html.br`.
    pub(super) extension: &'static str,
    /// The encoder and its level. It must change if the same bytes would be compressed differently.
    pub(super) version: &'static str,
    pub(super) compress: fn(&[u8]) -> Vec<u8>,
}

/// All formats, each at its strongest level: a file is compressed once and sent often.
pub(super) const ENCODINGS: [Encoding; 3] = [
    Encoding { extension: "gz", version: "gzip 9 of zlib-rs", compress: gzip },
    Encoding { extension: "br", version: "brotli 11", compress: brotli },
    Encoding { extension: "zst", version: "zstd 19", compress: zstd },
];

/// Returns `true` if a file with this name and length in bytes is worth compressing: only texts are, since images, fonts and the search
/// index are compressed already.
pub(super) fn is_worthwhile(path: &str, length: u64) -> bool {
    const TEXT: [&str; 12] = [
        "html",
        "css",
        "js",
        "mjs",
        "json",
        "svg",
        "xml",
        "txt",
        "csv",
        "ics",
        "webmanifest",
        "wasm",
    ];
    let extension = Path::new(path).extension().and_then(|it| it.to_str()).unwrap_or_default();
    (SMALLEST..=LARGEST).contains(&length) && TEXT.contains(&extension)
}

// Writing to memory cannot fail.

fn gzip(bytes: &[u8]) -> Vec<u8> {
    // The header's time and name stay empty, so that the same bytes give the same file.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::new();
    let strongest =
        BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    let _ = brotli::BrotliCompress(&mut &*bytes, &mut compressed, &strongest);
    compressed
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 19).unwrap_or_default()
}
