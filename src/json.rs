//! Writes GraphQL values as JSON. Objects of large lists are serialized as soon as they are resolved, because building
//! a tree of values first and serializing it later is slower. A serialized object is a `Value::Binary` with its
//! JSON text; no scalar of the schema uses `Value::Binary`.

use async_graphql::Value;
use serde::Serialize;

/// Appends a value as JSON.
pub(crate) fn write(value: &Value, text: &mut Vec<u8>) {
    match value {
        Value::Null => text.extend_from_slice(b"null"),
        Value::Boolean(true) => text.extend_from_slice(b"true"),
        Value::Boolean(false) => text.extend_from_slice(b"false"),
        Value::Number(number) => serialize(number, text),
        Value::String(string) => write_string(string, text),
        Value::Enum(name) => write_unescaped(name, text),
        Value::Binary(written) => text.extend_from_slice(written),
        Value::List(items) => {
            text.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(b',');
                }
                write(item, text);
            }
            text.push(b']');
        }
        Value::Object(fields) => {
            text.push(b'{');
            for (index, (name, value)) in fields.iter().enumerate() {
                write_key(index == 0, name, text);
                write(value, text);
            }
            text.push(b'}');
        }
    }
}

/// The length of the parts of a value that are written already: nearly all of a long response.
pub(crate) fn written_len(value: &Value) -> usize {
    match value {
        Value::Binary(written) => written.len(),
        Value::List(items) => items.iter().map(written_len).sum(),
        Value::Object(fields) => fields.values().map(written_len).sum(),
        _ => 0,
    }
}

/// Appends a string as JSON. Most strings contain nothing that JSON escapes, and are copied.
pub(crate) fn write_string(string: &str, text: &mut Vec<u8>) {
    if needs_escape(string.as_bytes()) {
        serialize(string, text);
    } else {
        write_unescaped(string, text);
    }
}

/// Whether JSON escapes a byte of a string. Chunks of a fixed length are checked with a few vector instructions, the
/// rest as a chunk that overlaps the previous one.
fn needs_escape(bytes: &[u8]) -> bool {
    if let Some(last) = bytes.last_chunk::<16>() {
        let (chunks, _) = bytes.as_chunks::<16>();
        return chunks.iter().any(contains_escaped) || contains_escaped(last);
    }
    match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) => contains_escaped(first) || contains_escaped(last),
        _ => bytes.iter().copied().any(is_escaped),
    }
}

fn contains_escaped<const LENGTH: usize>(bytes: &[u8; LENGTH]) -> bool {
    // Without an early end, so that the compiler checks all bytes at once.
    bytes
        .iter()
        .fold(false, |found, byte| found | is_escaped(*byte))
}

fn is_escaped(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// Appends any serializable value as JSON.
pub(crate) fn serialize<T: Serialize + ?Sized>(value: &T, text: &mut Vec<u8>) {
    // Serializing strings and numbers to memory does not fail.
    let _ = serde_json::to_writer(text, value);
}

fn write_key(is_first: bool, name: &str, text: &mut Vec<u8>) {
    if !is_first {
        text.push(b',');
    }
    write_unescaped(name, text);
    text.push(b':');
}

/// Appends a string that contains nothing that JSON escapes, such as a GraphQL name.
pub(crate) fn write_unescaped(string: &str, text: &mut Vec<u8>) {
    text.reserve(string.len() + 3);
    text.push(b'"');
    text.extend_from_slice(string.as_bytes());
    text.push(b'"');
}

#[cfg(test)]
mod tests {
    use async_graphql::{Name, value};
    use proptest::prelude::*;

    use super::*;

    fn text(value: &Value) -> String {
        let mut text = Vec::new();
        write(value, &mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn values_are_written_as_serde_writes_them() {
        let value = value!({
            "null": null, "yes": true, "no": false, "whole": 3, "part": 0.5, "text": "\"\\\u{1}\u{e9}",
            "list": [[], {}, "x"], "object": {"a": {"b": [1, 2]}},
        });
        assert_eq!(text(&value), serde_json::to_string(&value).unwrap());
        assert_eq!(text(&Value::Enum(Name::new("LIVE"))), "\"LIVE\"");
    }

    #[test]
    fn written_text_is_not_written_once_more() {
        let written = Value::Binary(r#"{"name":"n"}"#.into());
        let list = Value::List(vec![written.clone(), Value::Null, written]);
        assert_eq!(text(&list), r#"[{"name":"n"},null,{"name":"n"}]"#);
    }

    proptest! {
        #[test]
        fn strings_are_written_as_serde_writes_them(string in "[a-z0-9\u{e9}\u{2028}\u{1f600}\\x7f ]{0,40}[\\PC\\x00-\\x1f\"\\\\]{0,3}[a-z0-9\u{e9}\u{2028}\u{1f600}\\x7f ]{0,40}") {
            let mut text = Vec::new();
            write_string(&string, &mut text);
            prop_assert_eq!(String::from_utf8(text).unwrap(), serde_json::to_string(&string).unwrap());
        }
    }
}
