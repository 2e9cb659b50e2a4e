//! Values of the graph as JSON. An object of which an answer holds hundreds is written as soon as it is
//! resolved, instead of being put into a tree of values that is written and taken down later. It then
//! stands among the values as the bytes of its text: `Value::Binary`, which no scalar of ours is.

use async_graphql::{Name, Value};
use serde::Serialize;

/// Writes a value behind what is there.
pub fn write(value: &Value, text: &mut Vec<u8>) {
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
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(b',');
                }
                write(item, text);
            }
            text.push(b']');
        }
        Value::Object(fields) => {
            text.push(b'{');
            for (place, (name, value)) in fields.iter().enumerate() {
                member(place == 0, name, text);
                write(value, text);
            }
            text.push(b'}');
        }
    }
}

/// An object as a value that is written already. Of fields with one name the first counts.
pub fn written<'v>(fields: impl Iterator<Item = (&'v Name, &'v Value)>) -> Value {
    let mut text = Vec::with_capacity(512);
    let mut names = Names::default();
    text.push(b'{');
    for (name, value) in fields {
        let is_first = names.all.is_empty();
        if names.add(name) {
            member(is_first, name, &mut text);
            write(value, &mut text);
        }
    }
    text.push(b'}');
    Value::Binary(text.into())
}

/// Anything else that can be said in JSON.
pub fn serialize<T: Serialize + ?Sized>(value: &T, text: &mut Vec<u8>) {
    // Texts and numbers into memory: neither can fail.
    let _ = serde_json::to_writer(text, value);
}

/// The names of GraphQL have nothing in them that JSON would escape.
fn member(is_first: bool, name: &str, text: &mut Vec<u8>) {
    text.extend_from_slice(if is_first { b"\"" } else { b",\"" });
    text.extend_from_slice(name.as_bytes());
    text.extend_from_slice(b"\":");
}

/// The names of one object.
#[derive(Default)]
struct Names<'v> {
    all: Vec<&'v Name>,
    /// A bit for some of what tells names apart: only where it is set are they compared.
    seen: u64,
}

impl<'v> Names<'v> {
    /// Whether it is new.
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
    fn every_value_is_written_as_serde_does() {
        let value = value!({
            "null": null, "yes": true, "no": false, "whole": 3, "part": 0.5, "text": "\"\\\u{1}\u{e9}",
            "list": [[], {}, "x"], "object": {"a": {"b": [1, 2]}},
        });
        assert_eq!(text(&value), serde_json::to_string(&value).unwrap());
        assert_eq!(text(&Value::Enum(Name::new("LIVE"))), "\"LIVE\"");
    }

    #[test]
    fn what_is_written_stands_among_values_as_it_would_unwritten() {
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
    fn a_name_that_comes_again_is_written_once() {
        let names = ["id", "type", "id", "kind", "ed", "type"].map(Name::new);
        let values: Vec<_> = (0..6).map(Value::from).collect();
        let object = written(names.iter().zip(&values));
        let expected = Bytes::from_static(br#"{"id":0,"type":1,"kind":3,"ed":4}"#);
        assert_eq!(object, Value::Binary(expected));
    }
}
