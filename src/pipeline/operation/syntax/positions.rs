//! Positions in a document: line and column, from 1. Columns count UTF-16 code units, as editors and graphql-js do.

use apollo_compiler::parser::SourceSpan;
use async_graphql::Pos;

/// Converts byte offsets of a text to positions.
pub(in super::super) struct Positions<'t> {
    text: &'t str,
    /// The offset at which each line starts.
    lines: Vec<usize>,
    is_ascii: bool,
}

impl<'t> Positions<'t> {
    /// A line ends with a line feed, a carriage return, or both.
    pub(super) fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter_map(|(offset, byte)| {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(offset + 1) != Some(&b'\n'),
                _ => false,
            };
            ends.then_some(offset + 1)
        });
        Self {
            text,
            lines: std::iter::once(0).chain(ends).collect(),
            is_ascii: text.is_ascii(),
        }
    }

    /// The position of a byte.
    pub(in super::super) fn at(&self, offset: usize) -> Pos {
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|line| self.lines.get(line));
        let start = start.copied().unwrap_or_default();
        let before = if self.is_ascii {
            offset - start
        } else {
            let before = self.text.get(start..offset).unwrap_or_default();
            before.chars().map(char::len_utf16).sum()
        };
        Pos {
            line,
            column: before + 1,
        }
    }

    /// The position at which a node starts.
    pub(in super::super) fn of(&self, location: Option<SourceSpan>) -> Pos {
        location.map_or_else(Pos::default, |location| self.at(location.offset()))
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_from_1() {
        let positions = Positions::new("a\nbc\r\nd\re\u{1F600}f");
        let at = |offset| {
            let Pos { line, column } = positions.at(offset);
            (line, column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(2), (2, 1));
        assert_eq!(at(3), (2, 2));
        assert_eq!(at(6), (3, 1));
        assert_eq!(at(8), (4, 1));
        // The emoji has four bytes and two UTF-16 code units.
        assert_eq!(at(13), (4, 4));
    }
}
