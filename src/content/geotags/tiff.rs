//! TIFF, and with it EXIF: directories of entries, one of which points to a directory with the position.

use std::ops::Range;

use super::{LARGEST_PART, number, xmp};

/// The tag of the directory with the position (EXIF 3.0, section 4.6.3).
const GPS: u16 = 0x8825;
/// The tag of the directory with the other data that EXIF adds to TIFF.
const EXIF: u16 = 0x8769;
/// The tag of XMP within TIFF.
const XMP: u16 = 0x02bc;
/// The tags of a preview (a small JPEG): its offset and its length.
const PREVIEW: (u16, u16) = (0x0201, 0x0202);
/// The largest tag that EXIF defines for a directory with a position.
const LAST_GPS_TAG: u16 = 0x001f;
/// The maximum number of directories that are read, because they may form a cycle.
const DIRECTORIES: usize = 64;
/// The size of an entry in bytes.
const ENTRY: usize = 12;

pub(super) fn is_tiff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*")
}

/// Returns the ranges of the previews in the chain of directories.
pub(super) fn previews(bytes: &mut [u8]) -> Vec<Range<usize>> {
    if !is_tiff(bytes) {
        return Vec::new();
    }
    let tiff = Tiff { is_little_endian: bytes.starts_with(b"II"), bytes };
    let mut found = Vec::new();
    let mut directory = tiff.offset(4);
    for _ in 0..DIRECTORIES {
        let Some(at) = directory.filter(|at| *at != 0) else { break };
        let entries = tiff.entries(at);
        let value =
            |tag| entries.iter().find(|it| it.tag == tag).and_then(|it| tiff.offset(it.at + 8));
        if let (Some(start), Some(length)) = (value(PREVIEW.0), value(PREVIEW.1)) {
            found.push(start..start.saturating_add(length));
        }
        directory = tiff.offset(at + 2 + ENTRY * tiff.count(at));
    }
    found
}

/// Removes the directory with the position and the entry that points to it. Returns `true` if there was one.
pub(super) fn remove_position(bytes: &mut [u8]) -> bool {
    if !is_tiff(bytes) {
        return false;
    }
    let mut tiff = Tiff { is_little_endian: bytes.starts_with(b"II"), bytes };
    let mut queue = vec![tiff.offset(4)];
    let mut removed = false;
    let mut looked_at = 0;
    while let Some(directory) = queue.pop() {
        looked_at += 1;
        let Some(directory) = directory.filter(|_| looked_at <= DIRECTORIES) else { continue };
        for entry in tiff.entries(directory) {
            match entry.tag {
                EXIF => queue.push(tiff.offset(entry.at + 8)),
                XMP if entry.value.len() <= LARGEST_PART => {
                    removed |= tiff.bytes.get_mut(entry.value).is_some_and(xmp::remove_position);
                }
                _ => {}
            }
        }
        while let Some(entry) = tiff.entries(directory).into_iter().find(|it| it.tag == GPS) {
            let position = tiff.offset(entry.at + 8);
            tiff.remove(directory, entry.at);
            if let Some(position) = position {
                tiff.wipe(position);
            }
            removed = true;
        }
        let next = directory + 2 + ENTRY * tiff.count(directory);
        queue.push(tiff.offset(next).filter(|next| *next != 0));
    }
    removed
}

struct Tiff<'a> {
    bytes: &'a mut [u8],
    is_little_endian: bool,
}

struct Entry {
    at: usize,
    tag: u16,
    /// The range of its value.
    value: Range<usize>,
}

impl Tiff<'_> {
    fn number(&self, at: usize, size: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(size)?)?;
        usize::try_from(number(bytes, self.is_little_endian)).ok()
    }

    fn offset(&self, at: usize) -> Option<usize> {
        self.number(at, 4)
    }

    /// Returns the number of entries of the directory at `at`, or 0 if the directory does not lie within the file.
    fn count(&self, at: usize) -> usize {
        let count = self.number(at, 2).unwrap_or_default();
        let is_whole = at + 2 + ENTRY * count <= self.bytes.len();
        if is_whole { count } else { 0 }
    }

    fn entries(&self, directory: usize) -> Vec<Entry> {
        let places = (0..self.count(directory)).map(|n| directory + 2 + ENTRY * n);
        places.filter_map(|at| self.entry(at)).collect()
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        let size = match self.number(at + 2, 2)? {
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => 1,
        };
        let length = self.number(at + 4, 4)?.saturating_mul(size);
        let start = if length > 4 { self.offset(at + 8)? } else { at + 8 };
        let value = start..start.saturating_add(length);
        Some(Entry { at, tag: u16::try_from(self.number(at, 2)?).ok()?, value })
    }

    /// Overwrites the directory at `at` and all its values with zeros, if all its tags are those of a position.
    fn wipe(&mut self, at: usize) {
        let entries = self.entries(at);
        if entries.iter().any(|entry| entry.tag > LAST_GPS_TAG) {
            return;
        }
        let end = at + 2 + ENTRY * self.count(at);
        let values = entries.into_iter().map(|entry| entry.value);
        for range in values.chain(std::iter::once(at..end)) {
            if let Some(bytes) = self.bytes.get_mut(range) {
                bytes.fill(0);
            }
        }
    }

    /// Removes the entry at `entry` from a directory. The entries after it and the offset of the next directory move up.
    fn remove(&mut self, directory: usize, entry: usize) {
        let count = self.count(directory);
        let end = (directory + 2 + ENTRY * count + 4).min(self.bytes.len());
        self.bytes.copy_within(entry + ENTRY..end, entry);
        self.bytes[end - ENTRY..end].fill(0);
        let count = u16::try_from(count - 1).unwrap_or_default();
        let count = if self.is_little_endian { count.to_le_bytes() } else { count.to_be_bytes() };
        self.bytes[directory..directory + 2].copy_from_slice(&count);
    }
}
