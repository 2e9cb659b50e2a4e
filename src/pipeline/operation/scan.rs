//! One pass over a document's bytes before it is parsed. The parser and the engine recurse into brackets, where a
//! stack overflow aborts the process, and their time grows with the number of tokens. Strings, block strings and
//! comments may contain any bytes.

use async_graphql::Pos;

use super::error::RequestError;
use super::limit::Limit;
use crate::config::Limits;

/// Checks the document's length, number of tokens, length of names and nesting of brackets.
pub(super) fn scan(document: &str, limits: &Limits) -> Result<(), RequestError> {
    Limit::Document.check(document.len(), limits)?;
    let bytes = document.as_bytes();
    let mut rest = bytes;
    let mut depth = 0_usize;
    let mut tokens = 0_usize;
    while let Some((&byte, tail)) = rest.split_first() {
        let is_token = !matches!(byte, b' ' | b',' | b'\t' | b'\n' | b'\r' | b'#');
        tokens += usize::from(is_token);
        if tokens > limits.tokens {
            let exceeded = Limit::Tokens.exceeded(limits);
            return Err(exceeded.at(position_of(rest, bytes)).into());
        }
        rest = match byte {
            b'{' | b'[' | b'(' => {
                depth += 1;
                if depth > limits.nesting {
                    let exceeded = Limit::Nesting.exceeded(limits);
                    return Err(exceeded.at(position_of(rest, bytes)).into());
                }
                tail
            }
            b'}' | b']' | b')' => {
                depth = depth.saturating_sub(1);
                tail
            }
            b'#' => skip_past(tail, |byte| matches!(byte, b'\n' | b'\r')),
            b'"' if tail.starts_with(b"\"\"") => {
                skip_block_string(tail.get(2..).unwrap_or_default())
                    .ok_or_else(|| unterminated("block string", position_of(rest, bytes)))?
            }
            // The parser accepts some strings of several lines, in which it would see other brackets than this scan.
            b'"' => {
                skip_string(tail).ok_or_else(|| unterminated("string", position_of(rest, bytes)))?
            }
            b'.' => tail.strip_prefix(b"..").unwrap_or(tail),
            b'-' | b'0'..=b'9' => skip_while(tail, |byte| {
                is_name_byte(byte) || matches!(byte, b'.' | b'+' | b'-')
            }),
            _ if is_name_byte(byte) => {
                let end = skip_while(tail, is_name_byte);
                Limit::Name
                    .check(rest.len() - end.len(), limits)
                    .map_err(|exceeded| exceeded.at(position_of(rest, bytes)))?;
                end
            }
            _ => tail,
        };
    }
    Ok(())
}

/// The position of `rest`, the end of `document`, as the parser counts lines and columns.
fn position_of(rest: &[u8], document: &[u8]) -> Option<Pos> {
    let before = document.get(..document.len() - rest.len())?;
    let mut position = Pos { line: 1, column: 1 };
    for byte in before {
        match byte {
            b'\n' => {
                position.line += 1;
                position.column = 1;
            }
            b'\r' => position.column = 1,
            // A character in UTF-8 has one byte that does not continue another.
            byte if byte & 0xC0 != 0x80 => position.column += 1,
            _ => {}
        }
    }
    Some(position)
}

/// The document with a space for each comma outside strings and comments. Commas are white space, but the parser refuses
/// them in some places, such as before the colon of an alias.
pub(super) fn blank_commas(document: &str) -> String {
    let mut blanked = String::with_capacity(document.len());
    let mut rest = document;
    while let Some(next) = rest.find([',', '"', '#']) {
        let (before, from) = rest.split_at(next);
        blanked.push_str(before);
        let bytes = from.as_bytes();
        let tail = bytes.get(1..).unwrap_or_default();
        let after = match bytes.first() {
            Some(b',') => {
                blanked.push(' ');
                rest = from.get(1..).unwrap_or_default();
                continue;
            }
            Some(b'#') => skip_past(tail, |byte| matches!(byte, b'\n' | b'\r')),
            _ if tail.starts_with(b"\"\"") => {
                skip_block_string(tail.get(2..).unwrap_or_default()).unwrap_or_default()
            }
            _ => skip_string(tail).unwrap_or_default(),
        };
        let (skipped, next) = from.split_at(from.len() - after.len());
        blanked.push_str(skipped);
        rest = next;
    }
    blanked.push_str(rest);
    blanked
}

fn is_name_byte(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}

/// Skips all leading bytes that match.
fn skip_while(bytes: &[u8], matches: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|byte| !matches(*byte));
    end.and_then(|end| bytes.get(end..)).unwrap_or_default()
}

/// Skips everything up to and including the first byte that matches.
fn skip_past(bytes: &[u8], matches: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes
        .iter()
        .position(|byte| matches(*byte))
        .map_or(bytes.len(), |end| end + 1);
    bytes.get(end..).unwrap_or_default()
}

/// Skips a string; `None` if its line ends before it.
fn skip_string(mut bytes: &[u8]) -> Option<&[u8]> {
    while let Some((&byte, tail)) = bytes.split_first() {
        match (byte, tail) {
            (b'"', _) => return Some(tail),
            (b'\n' | b'\r', _) | (b'\\', [b'\n' | b'\r', ..]) => return None,
            (b'\\', [_, after @ ..]) => bytes = after,
            _ => bytes = tail,
        }
    }
    None
}

/// Skips a block string, in which `\"""` is the only escape; `None` if it is unterminated.
fn skip_block_string(mut bytes: &[u8]) -> Option<&[u8]> {
    while !bytes.is_empty() {
        if let Some(tail) = bytes.strip_prefix(b"\"\"\"") {
            return Some(tail);
        }
        let step = if bytes.starts_with(b"\\\"\"\"") { 4 } else { 1 };
        bytes = bytes.get(step..).unwrap_or_default();
    }
    None
}

fn unterminated(what: &str, position: Option<Pos>) -> RequestError {
    RequestError::Syntax {
        message: format!("syntax error: unterminated {what}"),
        position,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::operation::syntax;
    use crate::pipeline::operation::tests::limits;
    use async_graphql::parser::types::Selection;
    use async_graphql_value::Value;
    use proptest::prelude::*;

    fn exceeded(document: &str, limits: &Limits) -> Option<Limit> {
        match scan(document, limits) {
            Err(RequestError::Limit(exceeded)) => Some(exceeded.limit),
            _ => None,
        }
    }

    fn nesting(max: usize) -> Limits {
        Limits {
            nesting: max,
            ..limits()
        }
    }

    #[test]
    fn brackets_are_counted_outside_strings_and_comments() {
        assert_eq!(exceeded("{ a(x: [1]) { b } }", &nesting(3)), None);
        assert_eq!(
            exceeded("{ a(x: [1]) { b } }", &nesting(2)),
            Some(Limit::Nesting)
        );
        for text in [
            r#"{ a(x: "[[[[") }"#,
            r#"{ a(x: "\"[[[[") }"#,
            "{ a # [[[[\n }",
            r#"{ a(x: """[[ \""" [[""") }"#,
        ] {
            assert_eq!(exceeded(text, &nesting(2)), None, "{text}");
        }
    }

    #[test]
    fn tokens_are_counted_as_graphql_defines_them() {
        for (document, tokens) in [
            ("{ a }", 3),
            (",, # {{{{\n ,\t", 0),
            ("{a(x:-1.5e3,y:\"b c d\",z:\"\"\"e f\"\"\"){...F}}", 18),
            ("query A($b:[ID!]!=null)@c{d:e}", 21),
        ] {
            let at = |tokens| Limits { tokens, ..limits() };
            assert_eq!(exceeded(document, &at(tokens)), None, "{document}");
            if tokens > 0 {
                let tight = at(tokens - 1);
                assert_eq!(
                    exceeded(document, &tight),
                    Some(Limit::Tokens),
                    "{document}"
                );
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
        assert_eq!(exceeded("{ abcdefgh }", &limits), None);
        assert_eq!(exceeded("{ abcdefghi }", &limits), Some(Limit::Name));
        assert_eq!(exceeded("{ a(x: \"abcdefghi\") }", &limits), None);
        assert_eq!(exceeded(&",".repeat(40), &limits), None);
        assert_eq!(exceeded(&",".repeat(41), &limits), Some(Limit::Document));
    }

    #[test]
    fn commas_are_blanked_outside_strings_and_comments() {
        for (document, blanked) in [
            ("{a,,b}", "{a  b}"),
            ("{a(x:\"1,2\",y:3)}", "{a(x:\"1,2\" y:3)}"),
            (
                "{a(x:\"\"\"1,\\\"\"\",\"\"\",y:3)}",
                "{a(x:\"\"\"1,\\\"\"\",\"\"\" y:3)}",
            ),
            ("# a,b\n,c", "# a,b\n c"),
            ("{é(x:\"é,\"),é}", "{é(x:\"é,\") é}"),
            ("{a(x:\"1,\n,2", "{a(x:\"1,\n,2"),
        ] {
            assert_eq!(blank_commas(document), blanked);
        }
    }

    /// Nesting depth of lists.
    fn list_depth(value: &Value) -> usize {
        match value {
            Value::List(items) => 1 + items.iter().map(list_depth).max().unwrap_or(0),
            _ => 0,
        }
    }

    #[test]
    fn an_unterminated_string_is_a_syntax_error() {
        for text in [
            "{ a(x: \"\"\" }",
            "{ a(x: [\"\"\"\" [[[[",
            "\"\"\"\\\"\"\"",
            "{ a(x: \"b",
            "{ a(x: \"b\\",
            "{ a(x: \"b\n\") }",
            "{ a(x: \"b\\\n\") }",
            "{a(x:[\"\n\\\\\"[]])}",
        ] {
            let error = scan(text, &limits()).unwrap_err();
            assert!(
                matches!(error, RequestError::Syntax { .. }),
                "{text}: {error}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn a_rejected_document_is_rejected_within_brackets(
            text in "[\\[\\](){} a1.\"#\n]{0,60}", max in 0..8_usize
        ) {
            let limits = Limits { nesting: max, tokens: 20, name_bytes: 5, ..limits() };
            if scan(&text, &limits).is_err() {
                let wrapped = format!("[{text}]");
                prop_assert!(scan(&wrapped, &limits).is_err());
            }
        }

        #[test]
        fn every_bracket_that_the_parser_sees_is_counted(
            text in r#"(\[|\]|"|""|\\"|#|\n|\\|a| ){0,24}"#
        ) {
            let document = format!("{{a(x:[{text}])}}");
            let parsed = syntax::parse(&document, &limits());
            let Ok(parsed) = parsed.and_then(|parsed| parsed.engine_document()) else {
                return Ok(());
            };
            let Some((_, operation)) = parsed.operations.iter().next() else { return Ok(()) };
            let Selection::Field(field) = &operation.node.selection_set.node.items[0].node else {
                return Ok(());
            };
            let depth = list_depth(&field.node.arguments[0].1.node) + 2;
            prop_assert!(scan(&document, &nesting(depth - 1)).is_err(), "{document}");
        }
    }
}
