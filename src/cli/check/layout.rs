//! Text in columns, for terminals.

/// Maximum width of a line in characters.
pub(super) const WIDTH: usize = 100;

/// Spaces between columns.
const GAP: usize = 2;

/// Lays `cells` out side by side, each wrapped within its column. The last column takes the rest of the line.
pub(super) fn row<const N: usize>(cells: [&str; N], widths: &[usize]) -> Vec<String> {
    let taken: usize = widths.iter().map(|width| width + GAP).sum();
    let last = WIDTH.saturating_sub(taken).max(1);
    let widths = widths.iter().copied().chain([last]);
    let columns: Vec<_> = cells
        .into_iter()
        .zip(widths)
        .map(|(cell, width)| (wrap(cell, width), width))
        .collect();
    let height = columns.iter().map(|(lines, _)| lines.len()).max();
    (0..height.unwrap_or(0))
        .map(|index| {
            let cells = columns.iter().map(|(lines, width)| {
                let line = lines.get(index).map_or("", String::as_str);
                format!("{line:<width$}")
            });
            let gap = " ".repeat(GAP);
            let line = cells.collect::<Vec<_>>().join(&gap);
            line.trim_end().to_owned()
        })
        .collect()
}

/// Wraps `text` at spaces, and longer words at any character. Removes control characters: some texts come from the
/// platform, and a terminal would interpret them.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let word: Vec<char> = word.chars().filter(|char| !char.is_control()).collect();
        for part in word.chunks(width) {
            let used = line.chars().count();
            if used > 0 && used + 1 + part.len() > width {
                lines.push(std::mem::take(&mut line));
            } else if used > 0 {
                line.push(' ');
            }
            line.extend(part);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_wrap_within_their_columns() {
        let lines = row(["one two three", "x", "rest"], &[7, 3]);
        assert_eq!(lines, ["one two  x    rest", "three"]);
    }

    proptest! {
        #[test]
        fn lines_fit_the_width_and_keep_all_visible_text(text in "[a-zÄ\u{1b}\n ]{0,300}", width in 1..120_usize) {
            let lines = wrap(&text, width);
            let visible = |text: &str| -> String {
                text.chars().filter(|char| !char.is_whitespace() && !char.is_control()).collect()
            };
            prop_assert_eq!(visible(&lines.concat()), visible(&text));
            for line in &lines {
                prop_assert!(line.chars().count() <= width);
                prop_assert!(!line.chars().any(char::is_control));
            }
        }
    }
}
