//! XMP: RDF as XML. A position is an attribute or an element named `exif:GPSLatitude`, or similar in a vendor's namespace.

use std::ops::Range;

/// Overwrites every attribute and element whose local name begins with `GPS`, in any letter case, with spaces. Returns `true` if there was
/// one.
pub(super) fn remove_position(text: &mut [u8]) -> bool {
    let mut removed = false;
    let mut at = 0;
    while let Some(colon) = text[at..].iter().position(|byte| *byte == b':') {
        at += colon + 1;
        let is_position = text[at..].get(..3).is_some_and(|it| it.eq_ignore_ascii_case(b"gps"));
        if let Some(range) = is_position.then(|| statement(text, at - 1)).flatten() {
            at = range.end;
            text[range].fill(b' ');
            removed = true;
        }
    }
    removed
}

/// Returns the range of the attribute or element whose name has its colon at `colon`. `None` for other text.
fn statement(text: &[u8], colon: usize) -> Option<Range<usize>> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let start = text[..colon].iter().rposition(|byte| !is_name(byte))? + 1;
    let rest = &text[colon + 1..];
    let end = colon + 1 + rest.iter().position(|byte| !is_name(byte)).unwrap_or(rest.len());
    let length = match text[start - 1] {
        b'<' => return Some(start - 1..element(text, start, end)),
        byte if byte.is_ascii_whitespace() => attribute(&text[end..])?,
        _ => return None,
    };
    Some(start..end + length)
}

/// Returns the length of ` = "…"` at the beginning of `text`. `None` if `text` does not begin with it. An unclosed value extends to the end
/// of the text.
fn attribute(text: &[u8]) -> Option<usize> {
    let skip = |from: usize| text[from..].iter().take_while(|it| it.is_ascii_whitespace()).count();
    let equals = skip(0);
    (text.get(equals) == Some(&b'=')).then_some(())?;
    let open = equals + 1 + skip(equals + 1);
    let quote = text.get(open).filter(|byte| matches!(byte, b'"' | b'\''))?;
    let close = text[open + 1..].iter().position(|byte| byte == quote);
    Some(close.map_or(text.len(), |close| open + 1 + close + 1))
}

/// Returns the end of the element whose name is at `start..end`. A long text is split into segments, so an element without an end extends
/// to the end of this one.
fn element(text: &[u8], start: usize, end: usize) -> usize {
    let Some(close) = text[end..].iter().position(|byte| *byte == b'>') else { return text.len() };
    let close = end + close;
    if text[close - 1] == b'/' {
        return close + 1;
    }
    let tag = [b"</", &text[start..end], b">"].concat();
    let found = text[close..].windows(tag.len()).position(|window| window == tag);
    found.map_or(text.len(), |found| close + found + tag.len())
}

#[cfg(test)]
mod tests {
    use super::remove_position;

    #[test]
    fn only_the_position_is_written_over() {
        let xmp = r#"<r:D e:GPSLatitude="52,30N" dc:title="near 52:gps" d:GpsLongitude = '1'>
            <e:GPSAltitude>34/1</e:GPSAltitude><e:GPSDop/><dc:creator>Ann</dc:creator></r:D>"#;
        let mut bytes = xmp.as_bytes().to_vec();
        assert!(remove_position(&mut bytes));
        let left = String::from_utf8(bytes).unwrap();
        assert_eq!(left.len(), xmp.len());
        let words = left.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words, r#"<r:D dc:title="near 52:gps" > <dc:creator>Ann</dc:creator></r:D>"#);
        assert!(!remove_position(&mut left.into_bytes()));
    }

    #[test]
    fn a_text_that_is_cut_loses_its_end() {
        for cut in ["<e:GPSLatitude>52,3", "<r:D e:GPSLatitude=\"52,3", "<e:GPSLatitude"] {
            let mut bytes = cut.as_bytes().to_vec();
            assert!(remove_position(&mut bytes), "{cut}");
            assert!(!String::from_utf8(bytes).unwrap().contains("GPS"), "{cut}");
        }
    }
}
