//! One look over a document's bytes before the parser sees it. The parser and all that comes after it
//! descend into brackets by recursion, where a stack that overflows ends the process, and take time by
//! the token. Strings, block strings and comments may hold any bytes.

use super::Rejection;
use super::limit::Limit;
use crate::config::Limits;

/// Refuses a document that is too long, has too many tokens, a name that is too long, or brackets
/// nested too deep.
pub(super) fn scan(document: &str, limits: &Limits) -> Result<(), Rejection> {
    Limit::Document.check(document.len(), limits)?;
    let mut rest = document.as_bytes();
    let mut depth = 0_usize;
    let mut tokens = 0_usize;
    while let Some((&byte, tail)) = rest.split_first() {
        let is_token = !matches!(byte, b' ' | b',' | b'\t' | b'\n' | b'\r' | b'#');
        tokens += usize::from(is_token);
        if tokens > limits.tokens {
            return Err(Limit::Tokens.exceeded(limits).into());
        }
        rest = match byte {
            b'{' | b'[' | b'(' => {
                depth += 1;
                if depth > limits.nesting {
                    return Err(Limit::Nesting.exceeded(limits).into());
                }
                tail
            }
            b'}' | b']' | b')' => {
                depth = depth.saturating_sub(1);
                tail
            }
            b'#' => after(tail, |byte| matches!(byte, b'\n' | b'\r')),
            b'"' if tail.starts_with(b"\"\"") => {
                // The parser would read `""` and go on in what GraphQL takes for a text, brackets and all.
                after_block(tail.get(2..).unwrap_or_default()).ok_or_else(endless)?
            }
            b'"' => after_string(tail),
            b'.' => tail.strip_prefix(b"..").unwrap_or(tail),
            b'-' | b'0'..=b'9' => after_all(tail, |byte| {
                is_word(byte) || matches!(byte, b'.' | b'+' | b'-')
            }),
            _ if is_word(byte) => {
                let end = after_all(tail, is_word);
                Limit::Name.check(rest.len() - end.len(), limits)?;
                end
            }
            _ => tail,
        };
    }
    Ok(())
}

/// What a name consists of.
fn is_word(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}

/// What follows the bytes that all `belong`.
fn after_all(bytes: &[u8], belong: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|byte| !belong(*byte));
    end.and_then(|end| bytes.get(end..)).unwrap_or_default()
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

/// What follows a block string, in which only `\"""` is an escape; `None` if it does not end.
fn after_block(mut bytes: &[u8]) -> Option<&[u8]> {
    while !bytes.is_empty() {
        if let Some(tail) = bytes.strip_prefix(b"\"\"\"") {
            return Some(tail);
        }
        let step = if bytes.starts_with(b"\\\"\"\"") { 4 } else { 1 };
        bytes = bytes.get(step..).unwrap_or_default();
    }
    None
}

fn endless() -> Rejection {
    Rejection::Syntax {
        message: "a block string does not end".to_owned(),
        position: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::tests::limits;
    use async_graphql::parser::parse_query;
    use async_graphql::parser::types::Selection;
    use async_graphql_value::Value;
    use proptest::prelude::*;

    fn refused(document: &str, limits: &Limits) -> Option<Limit> {
        match scan(document, limits) {
            Err(Rejection::Limit(excess)) => Some(excess.limit),
            _ => None,
        }
    }

    fn nesting(most: usize) -> Limits {
        Limits {
            nesting: most,
            ..limits()
        }
    }

    #[test]
    fn brackets_count_and_texts_do_not() {
        assert_eq!(refused("{ a(x: [1]) { b } }", &nesting(3)), None);
        assert_eq!(
            refused("{ a(x: [1]) { b } }", &nesting(2)),
            Some(Limit::Nesting)
        );
        for text in [
            r#"{ a(x: "[[[[") }"#,
            r#"{ a(x: "\"[[[[") }"#,
            "{ a # [[[[\n }",
            r#"{ a(x: """[[ \""" [[""") }"#,
        ] {
            assert_eq!(refused(text, &nesting(2)), None, "{text}");
        }
        assert_eq!(
            refused("{ a(x: \"[\n [[[[", &nesting(5)),
            Some(Limit::Nesting),
            "an unfinished string ends with its line"
        );
    }

    #[test]
    fn tokens_are_the_ones_of_graphql() {
        for (document, tokens) in [
            ("{ a }", 3),
            (",, # {{{{\n ,\t", 0),
            ("{a(x:-1.5e3,y:\"b c d\",z:\"\"\"e f\"\"\"){...F}}", 18),
            ("query A($b:[ID!]!=null)@c{d:e}", 21),
        ] {
            let at = |tokens| Limits { tokens, ..limits() };
            assert_eq!(refused(document, &at(tokens)), None, "{document}");
            if tokens > 0 {
                let tight = at(tokens - 1);
                assert_eq!(refused(document, &tight), Some(Limit::Tokens), "{document}");
            }
        }
    }

    #[test]
    fn length_and_names_are_bounded() {
        let limits = Limits {
            document_bytes: 40,
            name_bytes: 8,
            ..limits()
        };
        assert_eq!(refused("{ abcdefgh }", &limits), None);
        assert_eq!(refused("{ abcdefghi }", &limits), Some(Limit::Name));
        assert_eq!(refused("{ a(x: \"abcdefghi\") }", &limits), None);
        assert_eq!(refused(&",".repeat(40), &limits), None);
        assert_eq!(refused(&",".repeat(41), &limits), Some(Limit::Document));
    }

    /// How deep lists are within lists.
    fn lists(value: &Value) -> usize {
        match value {
            Value::List(items) => 1 + items.iter().map(lists).max().unwrap_or(0),
            _ => 0,
        }
    }

    #[test]
    fn a_block_string_ends() {
        for text in ["{ a(x: \"\"\" }", "{ a(x: [\"\"\"\" [[[[", "\"\"\"\\\"\"\""] {
            let rejection = scan(text, &limits()).unwrap_err();
            assert!(
                matches!(rejection, Rejection::Syntax { .. }),
                "{text}: {rejection}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn what_is_refused_stays_so_with_more_around_it(
            text in "[\\[\\](){} a1.\"#\n]{0,60}", most in 0..8_usize
        ) {
            let limits = Limits { nesting: most, tokens: 20, name_bytes: 5, ..limits() };
            if scan(&text, &limits).is_err() {
                let wrapped = format!("[{text}]");
                prop_assert!(scan(&wrapped, &limits).is_err());
            }
        }

        #[test]
        fn no_bracket_that_the_parser_sees_is_hidden_by_a_text(
            text in r#"(\[|\]|"|""|\\"|#|\n|\\|a| ){0,24}"#
        ) {
            let document = format!("{{a(x:[{text}])}}");
            let Ok(parsed) = parse_query(&document) else { return Ok(()) };
            let Some((_, operation)) = parsed.operations.iter().next() else { return Ok(()) };
            let Selection::Field(field) = &operation.node.selection_set.node.items[0].node else {
                return Ok(());
            };
            let deep = lists(&field.node.arguments[0].1.node) + 2;
            prop_assert!(scan(&document, &nesting(deep - 1)).is_err(), "{document}");
        }
    }
}
