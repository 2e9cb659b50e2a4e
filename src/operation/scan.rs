//! One look over a document's bytes before the parser sees it: the parser descends into brackets by
//! recursion, and some 2,000 of them overflow its stack, which ends the process. Strings, block
//! strings and comments may hold any number.

/// Whether brackets of any kind are nested deeper than `limit` in `document`.
pub(super) fn too_deep(document: &str, limit: usize) -> bool {
    let mut rest = document.as_bytes();
    let mut depth = 0_usize;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = match byte {
            b'{' | b'[' | b'(' => {
                depth += 1;
                if depth > limit {
                    return true;
                }
                tail
            }
            b'}' | b']' | b')' => {
                depth = depth.saturating_sub(1);
                tail
            }
            b'#' => after(tail, |byte| matches!(byte, b'\n' | b'\r')),
            b'"' if tail.starts_with(b"\"\"") => after_block(tail.get(2..).unwrap_or_default()),
            b'"' => after_string(tail),
            _ => tail,
        };
    }
    false
}

/// What follows the first byte that `ends`.
fn after(bytes: &[u8], ends: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes
        .iter()
        .position(|byte| ends(*byte))
        .map_or(bytes.len(), |end| end + 1);
    bytes.get(end..).unwrap_or_default()
}

/// What follows a string that ends at a quote, or unfinished at the end of its line.
fn after_string(mut bytes: &[u8]) -> &[u8] {
    while let Some((&byte, tail)) = bytes.split_first() {
        match byte {
            b'"' | b'\n' | b'\r' => return tail,
            b'\\' => bytes = tail.get(1..).unwrap_or_default(),
            _ => bytes = tail,
        }
    }
    bytes
}

/// What follows a block string, in which only `\"""` is an escape.
fn after_block(mut bytes: &[u8]) -> &[u8] {
    while !bytes.is_empty() {
        if let Some(tail) = bytes.strip_prefix(b"\"\"\"") {
            return tail;
        }
        let step = if bytes.starts_with(b"\\\"\"\"") { 4 } else { 1 };
        bytes = bytes.get(step..).unwrap_or_default();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::too_deep;
    use proptest::prelude::*;

    #[test]
    fn brackets_count_and_texts_do_not() {
        assert!(!too_deep("{ a(x: [1]) { b } }", 3));
        assert!(too_deep("{ a(x: [1]) { b } }", 2));
        for text in [
            r#"{ a(x: "[[[[") }"#,
            r#"{ a(x: "\"[[[[") }"#,
            "{ a # [[[[\n }",
            r#"{ a(x: """[[ \""" [[""") }"#,
        ] {
            assert!(!too_deep(text, 2), "{text}");
        }
        assert!(
            too_deep("{ a(x: \"[\n [[[[", 5),
            "an unfinished string ends with its line"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in ".{0,200}", limit in 0..8_usize) {
            let _ = too_deep(&text, limit);
        }

        #[test]
        fn what_is_too_deep_stays_so_inside_more_brackets(text in "[\\[\\](){} a]{0,40}") {
            if too_deep(&text, 3) {
                let wrapped = format!("[{text}");
                prop_assert!(too_deep(&wrapped, 3));
            }
        }
    }
}
