//! JPEG: segments. After the end of a picture another one may follow (previews, gain maps), with its own metadata.

use super::Metadata;

/// The start marker of an image and the first byte of the marker after it.
pub(super) const SIGNATURE: &[u8] = b"\xff\xd8\xff";

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// The overflow of XMP that did not fit into one segment. A digest, a length and an offset (40 bytes) come before the text.
const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";

/// Finds the metadata of all pictures in the file.
pub(super) fn metadata(bytes: &[u8]) -> Vec<Metadata> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes.get(at..).and_then(|rest| find(rest, SIGNATURE)) {
        at = picture(bytes, at + start + 2, &mut found);
    }
    found
}

/// Walks through the segments of one picture from `at`. Returns the offset of its end.
fn picture(bytes: &[u8], mut at: usize, found: &mut Vec<Metadata>) -> usize {
    while let Some([0xff, marker]) = bytes.get(at..at + 2) {
        match marker {
            // A fill byte.
            0xff => at += 1,
            0xd9 => return at + 2,
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => {
                let Some(size) = bytes.get(at + 2..at + 4) else { return bytes.len() };
                let size = usize::from(u16::from_be_bytes([size[0], size[1]]));
                let end = (at + 2 + size.max(2)).min(bytes.len());
                if *marker == 0xe1 {
                    found.extend(segment(bytes, (at + 4).min(end), end));
                }
                at = if *marker == 0xda { end_of_scan(bytes, end) } else { end };
            }
        }
    }
    at
}

fn segment(bytes: &[u8], start: usize, end: usize) -> Option<Metadata> {
    let data = &bytes[start..end];
    if data.starts_with(EXIF) {
        Some(Metadata::Exif(start + EXIF.len()..end))
    } else if data.starts_with(XMP) {
        Some(Metadata::Xmp(start + XMP.len()..end))
    } else if data.starts_with(EXTENDED_XMP) {
        Some(Metadata::Xmp((start + EXTENDED_XMP.len() + 40).min(end)..end))
    } else {
        None
    }
}

/// Returns the offset of the marker after a scan. Within the scan, `ff` is followed by `00` or by a restart marker.
fn end_of_scan(bytes: &[u8], mut at: usize) -> usize {
    while let Some(next) = bytes.get(at..).and_then(|rest| find(rest, b"\xff")) {
        at += next;
        if !matches!(bytes.get(at + 1), Some(0 | 0xd0..=0xd7)) {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += bytes[at..].iter().position(|byte| *byte == what[0])?;
        if bytes[at..].starts_with(what) {
            return Some(at);
        }
        at += 1;
    }
}
