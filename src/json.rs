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
        Value::String(string) => write_string(string, text),
        Value::Enum(name) => write_string(name, text),
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
    // Without an early end, so that the compiler checks many bytes at once.
    let bytes = string.as_bytes().iter();
    if bytes.fold(false, |found, byte| found | is_escaped(*byte)) {
        serialize(string, text);
        return;
    }
    text.reserve(string.len() + 2);
    text.push(b'"');
    text.extend_from_slice(string.as_bytes());
    text.push(b'"');
}

/// Whether JSON escapes a byte of a string.
fn is_escaped(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// Appends any serializable value as JSON.
pub(crate) fn serialize<T: Serialize + ?Sized>(value: &T, text: &mut Vec<u8>) {
    // Serializing strings and numbers to memory does not fail.
    let _ = serde_json::to_writer(text, value);
}

/// GraphQL names contain no characters that JSON escapes.
fn write_key(is_first: bool, name: &str, text: &mut Vec<u8>) {
    text.reserve(name.len() + 4);
    if !is_first {
        text.push(b',');
    }
    text.push(b'"');
    text.extend_from_slice(name.as_bytes());
    text.extend_from_slice(b"\":");
}

/// The field names of one object. If several fields have one name, the first is written.
#[derive(Default)]
pub(crate) struct Names<'v> {
    first: [Option<&'v Name>; 16],
    others: Vec<&'v Name>,
    len: usize,
    /// A Bloom filter of the names: names are compared only if their bit is set.
    seen: u64,
}

impl<'v> Names<'v> {
    /// Appends the name as the key of the next field, unless it is repeated; returns whether it was appended.
    pub(crate) fn write_key(&mut self, name: &'v Name, text: &mut Vec<u8>) -> bool {
        let is_first = self.len == 0;
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
        if self.seen & bit != 0 && self.contains(name) {
            return false;
        }
        match self.first.get_mut(self.len) {
            Some(place) => *place = Some(name),
            None => self.others.push(name),
        }
        self.seen |= bit;
        self.len += 1;
        true
    }

    fn contains(&self, name: &Name) -> bool {
        self.first.contains(&Some(name)) || self.others.contains(&name)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::value;
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
        fn strings_are_written_as_serde_writes_them(string in "[ -~\\PC\\x00-\\x1f\"]{0,20}") {
            let mut text = Vec::new();
            write_string(&string, &mut text);
            prop_assert_eq!(String::from_utf8(text).unwrap(), serde_json::to_string(&string).unwrap());
        }

        #[test]
        fn repeated_names_are_found(names in prop::collection::vec("[a-c]{1,3}", 0..60)) {
            let names: Vec<_> = names.into_iter().map(Name::new).collect();
            let (mut known, mut text) = (Names::default(), Vec::new());
            let written: Vec<_> = names.iter().filter(|name| known.write_key(name, &mut text)).collect();
            let distinct: Vec<_> = (0..names.len())
                .filter(|index| !names[..*index].contains(&names[*index]))
                .map(|index| &names[index])
                .collect();
            prop_assert_eq!(written, distinct);
        }
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
