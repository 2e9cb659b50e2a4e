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

/// Serializes an object. If several fields have one name, the first is used.
pub(crate) fn written<'v>(fields: impl Iterator<Item = (&'v Name, &'v Value)>) -> Value {
    let mut text = Vec::with_capacity(512);
    let mut names = Names::default();
    text.push(b'{');
    for (name, value) in fields {
        let is_first = names.all.is_empty();
        if names.add(name) {
            write_key(is_first, name, &mut text);
            write(value, &mut text);
        }
    }
    text.push(b'}');
    Value::Binary(text.into())
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

/// The field names of one object.
#[derive(Default)]
struct Names<'v> {
    all: Vec<&'v Name>,
    /// A Bloom filter of the names: names are compared only if their bit is set.
    seen: u64,
}

impl<'v> Names<'v> {
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
    use bytes::Bytes;

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
    fn a_serialized_object_equals_the_unserialized_one_in_lists() {
        let value = value!({"id": "1", "nodes": [{"name": "n"}, null], "none": {}});
        let Value::Object(fields) = &value else {
            panic!("an object");
        };
        let whole = written(fields.iter());
        assert_eq!(text(&whole), text(&value));
        let within = Value::List(vec![whole.clone(), Value::Null, whole]);
        let twice = text(&value);
        assert_eq!(text(&within), format!("[{twice},null,{twice}]"));
    }

    #[test]
    fn a_repeated_name_is_written_once() {
        let names = ["id", "type", "id", "kind", "ed", "type"].map(Name::new);
        let values: Vec<_> = (0..6).map(Value::from).collect();
        let object = written(names.iter().zip(&values));
        let expected = Bytes::from_static(br#"{"id":0,"type":1,"kind":3,"ed":4}"#);
        assert_eq!(object, Value::Binary(expected));
    }
}
