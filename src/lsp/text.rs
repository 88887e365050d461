//! Positions as editors count them, and incremental changes of a text.

use std::ops::Range;

use lsp_types::{Position, PositionEncodingKind, TextDocumentContentChangeEvent};

/// The unit in which columns are counted (Language Server Protocol 3.17, "Position").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, which every client supports.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// Returns the cheapest of the offered encodings, or UTF-16 if neither UTF-8 nor UTF-32 is offered.
    pub(super) fn of(offered: &[PositionEncodingKind]) -> Self {
        let offers = |kind| offered.contains(&kind);
        if offers(PositionEncodingKind::UTF8) {
            Self::Utf8
        } else if offers(PositionEncodingKind::UTF32) {
            Self::Utf32
        } else {
            Self::Utf16
        }
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// A text with the byte offsets of its lines.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { text, starts, encoding }
    }

    /// Returns the position of a byte offset.
    pub(super) fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= byte) - 1;
        let before = self.text[self.starts[line]..].char_indices();
        let before = before.take_while(|(at, _)| self.starts[line] + at < byte);
        let column: usize = before.map(|(_, c)| self.encoding.width(c)).sum();
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        Position::new(number(line), number(column))
    }

    /// Returns the byte offset of a position: the end of the line if the column is past it, the end of the text if there is no such line.
    pub(super) fn byte(&self, position: Position) -> usize {
        let Some(start) = self.starts.get(position.line as usize) else { return self.text.len() };
        let mut left = position.character as usize;
        for (at, c) in self.text[*start..].char_indices() {
            if matches!(c, '\n' | '\r') || left < self.encoding.width(c) {
                return start + at;
            }
            left -= self.encoding.width(c);
        }
        self.text.len()
    }

    pub(super) fn range(&self, range: &Range<usize>) -> lsp_types::Range {
        lsp_types::Range::new(self.position(range.start), self.position(range.end))
    }
}

/// Applies a change that an editor has sent.
pub(super) fn change(
    text: &mut String,
    change: &TextDocumentContentChangeEvent,
    encoding: Encoding,
) {
    let Some(range) = change.range else {
        text.clone_from(&change.text);
        return;
    };
    let lines = Lines::new(text, encoding);
    let (start, end) = (lines.byte(range.start), lines.byte(range.end));
    text.replace_range(start..end.max(start), &change.text);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Latin, Cyrillic, Arabic, a surrogate pair, and an emoji of several joined by zero-width joiners.
    const TEXT: &str = "a: б\r\nسلام 👍x\n👨‍👩‍👧y\n";

    #[test]
    fn positions_count_what_the_client_counts() {
        let x = TEXT.find('x').expect("an x");
        let column = |encoding| Lines::new(TEXT, encoding).position(x);
        assert_eq!(column(Encoding::Utf16), Position::new(1, 7));
        assert_eq!(column(Encoding::Utf32), Position::new(1, 6));
        assert_eq!(column(Encoding::Utf8), Position::new(1, 13));
    }

    #[test]
    fn every_character_is_found_again() {
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let lines = Lines::new(TEXT, encoding);
            let inside = TEXT.char_indices().filter(|(_, c)| *c != '\n');
            for (at, c) in inside.chain([(TEXT.len(), 'x')]) {
                assert_eq!(lines.byte(lines.position(at)), at, "{c:?} in {encoding:?}");
            }
        }
    }

    #[test]
    fn what_lies_beyond_a_line_is_its_end() {
        let lines = Lines::new(TEXT, Encoding::Utf16);
        assert_eq!(lines.byte(Position::new(0, 99)), "a: б".len());
        assert_eq!(lines.byte(Position::new(99, 0)), TEXT.len());
        // A position within a surrogate pair means the position before it.
        assert_eq!(lines.byte(Position::new(1, 6)), TEXT.find('👍').expect("a thumb"));
    }

    #[test]
    fn changes_are_carried_out_in_their_place() {
        let mut text = TEXT.to_owned();
        let range = lsp_types::Range::new(Position::new(1, 5), Position::new(1, 7));
        let part = |range, text: &str| TextDocumentContentChangeEvent {
            range,
            range_length: None,
            text: text.to_owned(),
        };
        change(&mut text, &part(Some(range), "мир"), Encoding::Utf16);
        assert_eq!(text, "a: б\r\nسلام мирx\n👨‍👩‍👧y\n");
        change(&mut text, &part(None, "b"), Encoding::Utf16);
        assert_eq!(text, "b");
    }
}
