//! Writes GraphQL values as JSON. Objects of large lists are serialized as soon as they are resolved, because building
//! a tree of values first and serializing it later is slower. A serialized object is a `Value::Binary` with its
//! JSON text; no scalar of the schema uses `Value::Binary`.

use async_graphql::{Name, Value};
use serde::Serialize;

/// Appends a value as JSON.
pub(crate) fn write(value: &Value, text: &mut Vec<u8>) {
    match value {
        Value::Null => text.extend_from_slice(b"null"),
        Value::Boolean(true) => text.extend_from_slice(b"true"),
        Value::Boolean(false) => text.extend_from_slice(b"false"),
        Value::Number(number) => serialize(number, text),
        Value::String(string) => serialize(string, text),
        Value::Enum(name) => serialize(name.as_str(), text),
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

/// Appends any serializable value as JSON.
pub(crate) fn serialize<T: Serialize + ?Sized>(value: &T, text: &mut Vec<u8>) {
    // Serializing strings and numbers to memory does not fail.
    let _ = serde_json::to_writer(text, value);
}

/// GraphQL names contain no characters that JSON escapes.
fn write_key(is_first: bool, name: &str, text: &mut Vec<u8>) {
    text.extend_from_slice(if is_first { b"\"" } else { b",\"" });
    text.extend_from_slice(name.as_bytes());
    text.extend_from_slice(b"\":");
}

/// The field names of one object. If several fields have one name, the first is written.
#[derive(Default)]
pub(crate) struct Names<'v> {
    all: Vec<&'v Name>,
    /// A Bloom filter of the names: names are compared only if their bit is set.
    seen: u64,
}

impl<'v> Names<'v> {
    /// Appends the name as the key of the next field, unless it is repeated; returns whether it was appended.
    pub(crate) fn write_key(&mut self, name: &'v Name, text: &mut Vec<u8>) -> bool {
        let is_first = self.all.is_empty();
        let is_new = self.add(name);
        if is_new {
            write_key(is_first, name, text);
        }
        is_new
    }

    /// Adds a name; returns whether it is new.
    fn add(&mut self, name: &'v Name) -> bool {
        let bytes = name.as_bytes();
        let ends = bytes.first().zip(bytes.last());
        let sum = ends.map_or(0, |(first, last)| {
            usize::from(*first) * 7 + usize::from(*last)
        });
        let bit = 1 << ((sum + bytes.len()) % 64);
        let is_known = self.seen & bit != 0 && self.all.contains(&name);
        if !is_known {
            self.seen |= bit;
            self.all.push(name);
        }
        !is_known
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::value;

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

    #[test]
    fn a_repeated_name_is_written_once() {
        let names = ["id", "type", "id", "kind", "ed", "type"].map(Name::new);
        let (mut known, mut text) = (Names::default(), Vec::new());
        let written = names
            .each_ref()
            .map(|name| known.write_key(name, &mut text));
        assert_eq!(written, [true, true, false, true, true, false]);
        assert_eq!(text, br#""id":,"type":,"kind":,"ed":"#);
    }
}
