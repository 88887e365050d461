//! PNG: chunks, each with a checksum, and no offsets. Metadata that is compressed or hex-encoded is removed as a whole if it holds a
//! position.

use std::io::Read;
use std::ops::Range;

use flate2::Crc;
use flate2::read::ZlibDecoder;

use super::{Metadata, exif, number, remove_position};

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The maximum size of all compressed metadata of a file, unpacked, in bytes. Chunks beyond it are removed unread.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Returns the file without the position in its metadata.
pub(super) fn without_position(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut removed = Vec::new();
    let mut budget = LARGEST;
    let mut at = SIGNATURE.len();
    while let Some(size) = bytes.get(at..at + 4) {
        let size = usize::try_from(number(size, false)).unwrap_or(usize::MAX);
        let end = (at + 8).saturating_add(size);
        let next = end.saturating_add(4);
        if bytes.len() < next {
            break;
        }
        match edit(&mut bytes, at + 4..end, &mut budget) {
            Edit::None => {}
            Edit::InPlace => {
                let mut checksum = Crc::new();
                checksum.update(&bytes[at + 4..end]);
                bytes[end..next].copy_from_slice(&checksum.sum().to_be_bytes());
            }
            Edit::Remove => removed.push(at..next),
        }
        at = next;
    }
    without(bytes, &removed)
}

/// Returns all bytes except those in `removed`, which must be sorted.
fn without(bytes: Vec<u8>, removed: &[Range<usize>]) -> Vec<u8> {
    if removed.is_empty() {
        return bytes;
    }
    let ends = removed.iter().map(|it| it.end);
    let starts = removed.iter().map(|it| it.start).chain([bytes.len()]);
    let kept = std::iter::once(0).chain(ends).zip(starts);
    kept.flat_map(|(start, end)| &bytes[start..end]).copied().collect()
}

enum Edit {
    None,
    InPlace,
    Remove,
}

/// Removes the position from a chunk (its name and its data), or returns [`Edit::Remove`] if the whole chunk has to go.
fn edit(bytes: &mut [u8], chunk: Range<usize>, budget: &mut u64) -> Edit {
    let data = chunk.start + 4;
    let part = match &bytes[chunk.start..data] {
        b"eXIf" => exif(bytes, data..chunk.end),
        kind @ (b"iTXt" | b"tEXt" | b"zTXt") => match text(kind, &bytes[data..chunk.end], budget) {
            Some(Text::Plain(start)) => Metadata::Xmp(data + start..chunk.end),
            Some(Text::Packed(mut unpacked, part)) => {
                return if remove_position(&mut unpacked, part) {
                    Edit::Remove
                } else {
                    Edit::None
                };
            }
            Some(Text::Unseen) => return Edit::Remove,
            None => return Edit::None,
        },
        _ => return Edit::None,
    };
    if remove_position(bytes, part) { Edit::InPlace } else { Edit::None }
}

enum Text {
    /// Uncompressed XMP that begins at this offset.
    Plain(usize),
    /// Metadata that was compressed or hex-encoded, unpacked.
    Packed(Vec<u8>, Metadata),
    /// Metadata that cannot be unpacked, or would be too large.
    Unseen,
}

/// Reads a text chunk. `None` if the text is not metadata.
fn text(kind: &[u8], data: &[u8], budget: &mut u64) -> Option<Text> {
    let keyword = data.iter().position(|byte| *byte == 0)?;
    let (keyword, rest) = (&data[..keyword], &data[keyword + 1..]);
    if keyword == b"XML:com.adobe.xmp" && kind == b"iTXt" {
        let mut ends = rest.iter().enumerate().skip(2).filter(|(_, byte)| **byte == 0);
        let start = ends.nth(1)?.0 + 1;
        if rest[0] == 0 {
            return Some(Text::Plain(keyword.len() + 1 + start));
        }
        let Some(unpacked) = inflated(&rest[start..], budget) else { return Some(Text::Unseen) };
        let all = 0..unpacked.len();
        return Some(Text::Packed(unpacked, Metadata::Xmp(all)));
    }
    let profile = keyword.strip_prefix(b"Raw profile type ")?;
    if !matches!(profile, b"xmp" | b"exif" | b"APP1") {
        return None;
    }
    let spelt = match kind {
        b"zTXt" => inflated(rest.get(1..)?, budget),
        _ => Some(rest.to_vec()),
    };
    let Some(spelt) = spelt else { return Some(Text::Unseen) };
    let unpacked = unspelt(&spelt)?;
    let all = 0..unpacked.len();
    let part = match profile {
        b"xmp" => Metadata::Xmp(all),
        // ImageMagick uses this name for both EXIF and XMP.
        b"APP1" if !unpacked.starts_with(b"Exif") => Metadata::Xmp(all),
        _ => exif(&unpacked, all),
    };
    Some(Text::Packed(unpacked, part))
}

/// Inflates `bytes`. `None` if they are invalid, or if the result would exceed the rest of the budget.
fn inflated(bytes: &[u8], budget: &mut u64) -> Option<Vec<u8>> {
    let mut inflated = Vec::new();
    let size = ZlibDecoder::new(bytes).take(*budget).read_to_end(&mut inflated).ok()?;
    *budget = budget.saturating_sub(size as u64);
    (*budget > 0).then_some(inflated)
}

/// Decodes hexadecimal text that follows a line with a name and a line with a length. `None` if it is not hexadecimal.
fn unspelt(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?.trim_start();
    let digits = text.lines().skip(2).flat_map(str::bytes);
    let digits: Option<Vec<_>> = digits.map(|digit| char::from(digit).to_digit(16)).collect();
    digits?.chunks_exact(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect()
}
