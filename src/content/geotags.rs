//! Removes the position at which a photo was taken from its metadata. Published unchanged, it could reveal a home address or a reporter's
//! source.
//!
//! Only the position is removed. Pixels, orientation, color profile, credit and all other data stay byte for byte, and nothing moves,
//! because parts of some files (a second picture in a JPEG, all of HEIC and TIFF) are located by their offsets.

mod bmff;
mod jpeg;
mod png;
mod tiff;
mod xmp;

use std::ops::Range;

/// The largest metadata part that is searched, in bytes, to bound the time for a file. XMP and previews are far smaller.
const LARGEST_PART: usize = 16 * 1024 * 1024;

/// A part of a file that holds metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Metadata {
    /// EXIF: a TIFF file within the file.
    Exif(Range<usize>),
    /// XMP: RDF as XML.
    Xmp(Range<usize>),
}

/// Returns the bytes of a file without the position in its metadata. Files that are not images of a known kind are returned unchanged.
pub(super) fn without_position(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(png::SIGNATURE) {
        return png::without_position(bytes);
    }
    for part in metadata(&bytes) {
        remove_position(&mut bytes, part);
    }
    bytes
}

/// Finds the metadata of an image, whose format is detected from its first bytes.
fn metadata(bytes: &[u8]) -> Vec<Metadata> {
    if bytes.starts_with(jpeg::SIGNATURE) {
        jpeg::metadata(bytes)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        webp(bytes)
    } else if tiff::is_tiff(bytes) {
        vec![Metadata::Exif(0..bytes.len())]
    } else if bmff::is_bmff(bytes) {
        bmff::metadata(bytes)
    } else {
        Vec::new()
    }
}

/// Removes the position from one part. Returns `true` if there was one.
fn remove_position(bytes: &mut [u8], part: Metadata) -> bool {
    match part {
        Metadata::Exif(range) => {
            let Some(tiff) = bytes.get_mut(range) else { return false };
            let previews = tiff::previews(tiff);
            let removed = tiff::remove_position(tiff);
            previews.into_iter().fold(removed, |removed, range| {
                tiff.get_mut(range).is_some_and(remove_from_preview) || removed
            })
        }
        Metadata::Xmp(range) => {
            let is_bounded = range.len() <= LARGEST_PART;
            is_bounded && bytes.get_mut(range).is_some_and(xmp::remove_position)
        }
    }
}

/// Removes the position from a preview (a small JPEG within the metadata). Previews within previews are not searched. Returns `true` if
/// there was one.
fn remove_from_preview(bytes: &mut [u8]) -> bool {
    let parts = if bytes.len() <= LARGEST_PART { jpeg::metadata(bytes) } else { Vec::new() };
    parts.into_iter().fold(false, |removed, part| match part {
        Metadata::Exif(range) => bytes.get_mut(range).is_some_and(tiff::remove_position) || removed,
        Metadata::Xmp(range) => bytes.get_mut(range).is_some_and(xmp::remove_position) || removed,
    })
}

/// Returns the EXIF data in `range`, without the six bytes that only JPEG needs before it and that some programs write in other formats
/// too.
fn exif(bytes: &[u8], range: Range<usize>) -> Metadata {
    let marked = bytes.get(range.clone()).is_some_and(|it| it.starts_with(b"Exif\0\0"));
    Metadata::Exif(range.start + if marked { 6 } else { 0 }..range.end)
}

fn webp(bytes: &[u8]) -> Vec<Metadata> {
    let mut found = Vec::new();
    let mut at = 12;
    while let (Some(kind), Some(size)) = (bytes.get(at..at + 4), bytes.get(at + 4..at + 8)) {
        let size = usize::try_from(number(size, true)).unwrap_or(usize::MAX);
        let data = at + 8..(at + 8).saturating_add(size).min(bytes.len());
        match kind {
            b"EXIF" => found.push(exif(bytes, data.clone())),
            b"XMP " => found.push(Metadata::Xmp(data.clone())),
            _ => {}
        }
        // Chunks begin at even offsets.
        at = data.end + data.end % 2;
    }
    found
}

/// Reads an unsigned number of at most eight bytes.
fn number(bytes: &[u8], is_little_endian: bool) -> u64 {
    let push = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
    if is_little_endian { bytes.iter().rev().fold(0, push) } else { bytes.iter().fold(0, push) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::without_position;

    /// A small EXIF block: an orientation, and a position of two entries.
    fn exif() -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0".to_vec();
        let entry = |tag: u16, kind: u16, count: u32, value: u32| {
            let numbers = [tag.to_le_bytes(), kind.to_le_bytes()].concat();
            [numbers, count.to_le_bytes().to_vec(), value.to_le_bytes().to_vec()].concat()
        };
        tiff.extend(2u16.to_le_bytes());
        tiff.extend(entry(0x0112, 3, 1, 6));
        tiff.extend(entry(0x8825, 4, 1, 38));
        tiff.extend([0; 4]);
        tiff.extend(2u16.to_le_bytes());
        tiff.extend(entry(1, 2, 2, u32::from(b'N')));
        tiff.extend(entry(2, 5, 3, 68));
        tiff.extend([0; 4]);
        for (number, of) in [(52, 1), (31, 1), (1203, 100)] {
            tiff.extend(u32::to_le_bytes(number).into_iter().chain(u32::to_le_bytes(of)));
        }
        tiff
    }

    fn jpeg(exif: &[u8]) -> Vec<u8> {
        let size = u16::try_from(exif.len() + 8).unwrap().to_be_bytes();
        [b"\xff\xd8\xff\xe1", &size[..], b"Exif\0\0", exif, b"\xff\xda\0\x02\xff\0ab\xff\xd9"]
            .concat()
    }

    #[test]
    fn the_position_goes_and_the_orientation_stays() {
        let jpeg = jpeg(&exif());
        let without = without_position(jpeg.clone());
        assert_eq!(without.len(), jpeg.len());
        let exif = &without[12..];
        assert_eq!(exif[8..22], *b"\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
        // All bytes before the ten that `jpeg` appends.
        assert!(exif[22..exif.len() - 10].iter().all(|byte| *byte == 0), "{exif:?}");
        assert_eq!(without_position(without.clone()), without);
    }

    #[test]
    fn a_second_picture_in_the_file_loses_its_position_too() {
        let one = jpeg(&exif());
        let two = [&one[..], b"padding", &one].concat();
        let once = without_position(one);
        assert_eq!(without_position(two), [&once[..], b"padding", &once].concat());
    }

    #[test]
    fn what_is_no_image_stays_as_it_is() {
        for bytes in [
            &b"%PDF-1.7 exif:GPSLatitude=\"1\""[..],
            b"",
            b"\xff\xd8\xff",
            b"II*\0",
            b"\x89PNG\r\n\x1a\n",
        ] {
            assert_eq!(without_position(bytes.to_vec()), bytes);
        }
    }

    const STARTS: [&[u8]; 6] = [
        b"\xff\xd8\xff\xe1\0\x40Exif\0\0II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0",
        b"\x89PNG\r\n\x1a\n\0\0\0\x20eXIfMM\0*\0\0\0\x08\0\x02",
        b"RIFF\x40\0\0\0WEBPEXIF\x30\0\0\0II*\0\x08\0\0\0\x02\0",
        b"II*\0\x08\0\0\0\x03\0\x25\x88\x04\0\x01\0\0\0\x08\0\0\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0",
        b"\0\0\0\x0cftypavif\0\0\0\x40meta\0\0\0\0\0\0\0\x18iinf\0\0\0\0\0\x01",
        b"\0\0\0\x0cftypheic\0\0\0\x40meta\0\0\0\0\0\0\0\x18iloc\x01\0\0\0\x44\0\0\x01",
    ];

    proptest! {
        #[test]
        fn no_file_is_too_broken(
            start in proptest::sample::select(&STARTS[..]),
            rest in proptest::collection::vec(prop_oneof![0u8..12, any::<u8>()], 0..120),
        ) {
            let bytes = [start, &rest].concat();
            let is_png = bytes.starts_with(b"\x89PNG");
            let size = bytes.len();
            let without = without_position(bytes);
            prop_assert!(without.len() == size || is_png);
        }
    }
}
