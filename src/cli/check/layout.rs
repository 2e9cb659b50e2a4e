//! Text in columns, for terminals.

/// What a line holds at most.
pub(super) const WIDTH: usize = 100;

/// Blanks between columns.
const GAP: usize = 2;

/// Lays `cells` out side by side, each broken into lines within its column. The last column takes
/// what is left of the line.
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

/// Breaks `text` at blanks, and words that are too long anywhere. What a terminal would take for a
/// command is left out: some of the words are the platform's.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let word: Vec<char> = word.chars().filter(|one| !one.is_control()).collect();
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
    fn columns_stand_beside_each_other() {
        let lines = row(["one two three", "x", "rest"], &[7, 3]);
        assert_eq!(lines, ["one two  x    rest", "three"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_nothing_visible_is_lost(text in "[a-zÄ\u{1b}\n ]{0,300}", width in 1..120_usize) {
            let lines = wrap(&text, width);
            let visible = |text: &str| -> String {
                text.chars().filter(|one| !one.is_whitespace() && !one.is_control()).collect()
            };
            prop_assert_eq!(visible(&lines.concat()), visible(&text));
            for line in &lines {
                prop_assert!(line.chars().count() <= width);
                prop_assert!(!line.chars().any(char::is_control));
            }
        }
    }
}
