//! HEIC, AVIF and JPEG XL: nested boxes (ISO 14496-12). One box lists the items, another their locations.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Metadata, exif, number};

/// The maximum number of metadata items that are read, to bound the time for a file.
const ITEMS: usize = 16;

pub(super) fn is_bmff(bytes: &[u8]) -> bool {
    matches!(bytes.get(4..8), Some(b"ftyp" | b"JXL "))
}

/// Finds the metadata of the file.
pub(super) fn metadata(bytes: &[u8]) -> Vec<Metadata> {
    let mut found = Vec::new();
    for (kind, data) in boxes(bytes, 0..bytes.len()) {
        match &kind {
            b"meta" => found.extend(items(bytes, data)),
            // The boxes of JPEG XL.
            b"Exif" => found.extend(after_offset(bytes, data)),
            b"xml " => found.push(Metadata::Xmp(data)),
            _ => {}
        }
    }
    found
}

/// Lists the boxes in a part of the file: the kind of each, and the range of its data.
fn boxes(bytes: &[u8], within: Range<usize>) -> Vec<([u8; 4], Range<usize>)> {
    let mut found = Vec::new();
    let mut reader = Reader { bytes, at: within.start, end: within.end };
    while reader.at < within.end {
        let start = reader.at;
        let (Some(size), Some(kind)) = (reader.number(4), reader.kind()) else { break };
        let size = match size {
            0 => within.end - start,
            1 => reader.number(8).unwrap_or_default(),
            size => size,
        };
        let end = start.saturating_add(size);
        if end < reader.at || end > within.end {
            break;
        }
        found.push((kind, reader.at..end));
        reader.at = end;
    }
    found
}

/// Finds EXIF and XMP among the items of a `meta` box.
fn items(bytes: &[u8], meta: Range<usize>) -> Vec<Metadata> {
    // The version and the flags come first.
    let parts = boxes(bytes, (meta.start + 4).min(meta.end)..meta.end);
    let part =
        |kind: &[u8; 4]| parts.iter().find(|(it, _)| it == kind).map(|(_, data)| data.clone());
    let kinds = part(b"iinf").map_or_else(BTreeMap::new, |it| kinds(bytes, it));
    let idat = part(b"idat").map_or(0, |it| it.start);
    let places = part(b"iloc").and_then(|it| places(bytes, it, idat)).unwrap_or_default();
    let found = places.into_iter().filter_map(|(id, place)| match kinds.get(&id)? {
        b"Exif" => after_offset(bytes, place),
        // XMP is the only kind of text in images.
        b"mime" => Some(Metadata::Xmp(place)),
        _ => None,
    });
    found.take(ITEMS).collect()
}

/// Reads the kinds of all items, by item id.
fn kinds(bytes: &[u8], iinf: Range<usize>) -> BTreeMap<usize, [u8; 4]> {
    let mut reader = Reader { bytes, at: iinf.start, end: iinf.end };
    let version = reader.number(4).unwrap_or_default() >> 24;
    reader.number(if version == 0 { 2 } else { 4 });
    let entries = boxes(bytes, reader.at..iinf.end).into_iter();
    let entries = entries.filter_map(|(_, data)| {
        let mut reader = Reader { bytes, at: data.start, end: data.end };
        let version = reader.number(4)? >> 24;
        let id = reader.number(if version == 3 { 4 } else { 2 })?;
        reader.number(2)?;
        Some((id, reader.kind()?))
    });
    entries.collect()
}

/// Reads the locations of the items. An item may consist of several pieces. `None` if the box is cut off.
fn places(bytes: &[u8], iloc: Range<usize>, idat: usize) -> Option<Vec<(usize, Range<usize>)>> {
    let mut reader = Reader { bytes, at: iloc.start, end: iloc.end };
    let version = reader.number(4)? >> 24;
    let sizes = reader.number(2)?;
    let size = |shift: usize| sizes >> shift & 0xf;
    let wide = if version < 2 { 2 } else { 4 };
    let mut places = Vec::new();
    for _ in 0..reader.number(wide)? {
        let id = reader.number(wide)?;
        let method = if version == 0 { 0 } else { reader.number(2)? & 0xf };
        reader.number(2)?;
        let base = reader.number(size(4))?.saturating_add(if method == 1 { idat } else { 0 });
        for _ in 0..reader.number(2)? {
            if version > 0 {
                reader.number(size(0))?;
            }
            let start = base.saturating_add(reader.number(size(12))?);
            let length = reader.number(size(8))?;
            places.push((id, start..start.saturating_add(length).min(bytes.len())));
        }
    }
    Some(places)
}

/// Returns the EXIF data in a part whose first four bytes give their offset. `None` if the offset is outside the part.
fn after_offset(bytes: &[u8], part: Range<usize>) -> Option<Metadata> {
    let mut reader = Reader { bytes, at: part.start, end: part.end };
    let offset = reader.number(4)?;
    let start = reader.at.checked_add(offset).filter(|start| *start < part.end)?;
    Some(exif(bytes, start..part.end))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
}

impl Reader<'_> {
    fn take(&mut self, size: usize) -> Option<&[u8]> {
        let end = self.at.checked_add(size).filter(|end| *end <= self.end)?;
        let bytes = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(bytes)
    }

    fn number(&mut self, size: usize) -> Option<usize> {
        usize::try_from(number(self.take(size)?, false)).ok()
    }

    fn kind(&mut self) -> Option<[u8; 4]> {
        self.take(4)?.try_into().ok()
    }
}
