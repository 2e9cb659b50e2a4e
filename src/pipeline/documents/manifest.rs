//! The formats of a manifest: a map from ids to texts, as Relay and GraphQL Code Generator write it, and Apollo's list of
//! operations.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Maximum number of documents. Each has several time series in the metrics.
pub(super) const MAX_DOCUMENTS: usize = 5_000;

/// Maximum length of an id in bytes. Ids are hashes or names.
const MAX_ID_BYTES: usize = 200;

/// The format of Apollo's list.
const APOLLO: &str = "apollo-persisted-query-manifest";

/// A document of the manifest, not validated.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: String,
    /// Name of its operation, if the manifest has it.
    pub(super) name: Option<String>,
    pub(super) text: String,
}

#[derive(Deserialize)]
struct Operation {
    id: String,
    name: Option<String>,
    body: String,
}

/// The fields of a JSON object in their order, also those whose name is repeated.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// Parses a manifest; returns its valid entries and all problems of the others.
pub(super) fn parse(bytes: &[u8]) -> (Vec<Entry>, Vec<String>) {
    let entries = match entries(bytes) {
        Ok(entries) => entries,
        Err(problem) => return (Vec::new(), vec![problem]),
    };
    let (mut valid, mut problems) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry.and_then(check_id) {
            Ok(entry) => valid.push(entry),
            Err(problem) => problems.push(problem),
        }
    }
    (valid, problems)
}

fn entries(bytes: &[u8]) -> Result<Vec<Result<Entry, String>>, String> {
    let Fields(object) = match serde_json::from_slice(bytes) {
        Ok(fields) => fields,
        Err(error) if error.is_data() => return Err("expected a JSON object".to_owned()),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            return Err(format!("invalid JSON (line {line}, column {column})"));
        }
    };
    let found = list(&object).map_or(object.len(), Vec::len);
    if found > MAX_DOCUMENTS {
        return Err(format!(
            "has {found} documents, the maximum is {MAX_DOCUMENTS}"
        ));
    }
    if let Some(operations) = list(&object) {
        check_format(&object)?;
        Ok(operations.iter().enumerate().map(operation).collect())
    } else {
        Ok(object.into_iter().map(text).collect())
    }
}

/// The operations of Apollo's format. In the other format, every value is a text.
fn list(object: &[(String, Value)]) -> Option<&Vec<Value>> {
    get(object, "operations")?.as_array()
}

fn get<'a>(object: &'a [(String, Value)], name: &str) -> Option<&'a Value> {
    let mut fields = object.iter();
    fields.find_map(|(field, value)| (field == name).then_some(value))
}

fn check_format(object: &[(String, Value)]) -> Result<(), String> {
    let is_known = get(object, "format").and_then(Value::as_str) == Some(APOLLO)
        && get(object, "version").and_then(Value::as_u64) == Some(1);
    if is_known {
        Ok(())
    } else {
        Err(format!("expected `format` \"{APOLLO}\" with `version` 1"))
    }
}

fn operation((index, value): (usize, &Value)) -> Result<Entry, String> {
    let operation = Operation::deserialize(value);
    let operation = operation.map_err(|_| {
        format!("`operations[{index}]`: expected an object with the strings `id` and `body`")
    })?;
    Ok(Entry {
        id: operation.id,
        name: operation.name,
        text: operation.body,
    })
}

fn text((id, value): (String, Value)) -> Result<Entry, String> {
    match value {
        Value::String(text) => Ok(Entry {
            id,
            name: None,
            text,
        }),
        _ => Err(format!("`{id}`: expected the text of a document")),
    }
}

fn check_id(entry: Entry) -> Result<Entry, String> {
    let id = &entry.id;
    let is_valid =
        (1..=MAX_ID_BYTES).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    if is_valid {
        Ok(entry)
    } else {
        Err(format!(
            "`{}`: an id must have 1 to {MAX_ID_BYTES} visible ASCII characters",
            id.escape_debug()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, name: Option<&str>, text: &str) -> Entry {
        Entry {
            id: id.to_owned(),
            name: name.map(str::to_owned),
            text: text.to_owned(),
        }
    }

    #[test]
    fn both_formats_are_read() {
        let map = br#"{"b": "{ a }", "a": "query A { a }"}"#;
        let entries = vec![entry("b", None, "{ a }"), entry("a", None, "query A { a }")];
        assert_eq!(parse(map), (entries, vec![]));
        let list = br#"{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [
            {"id": "a", "name": "A", "type": "query", "body": "query A { a }", "clientName": "web"}]}"#;
        let entries = vec![entry("a", Some("A"), "query A { a }")];
        assert_eq!(parse(list), (entries, vec![]));
        assert_eq!(parse(b"{}"), (vec![], vec![]));
        // A repeated id is not lost, so that it can be reported.
        let repeated = br#"{"a": "{ a }", "a": "{ b }"}"#;
        let entries = vec![entry("a", None, "{ a }"), entry("a", None, "{ b }")];
        assert_eq!(parse(repeated), (entries, vec![]));
    }

    #[test]
    fn all_problems_are_reported() {
        for (text, problems) in [
            ("{", vec!["invalid JSON (line 1, column 1)"]),
            ("[]", vec!["expected a JSON object"]),
            (
                r#"{"a": 1, "b c": "{ a }", "d": "{ a }"}"#,
                vec![
                    "`a`: expected the text of a document",
                    "`b c`: an id must have 1 to 200 visible ASCII characters",
                ],
            ),
            (
                r#"{"format": "other", "version": 1, "operations": []}"#,
                vec!["expected `format` \"apollo-persisted-query-manifest\" with `version` 1"],
            ),
            (
                r#"{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "a"}, 3]}"#,
                vec![
                    "`operations[0]`: expected an object with the strings `id` and `body`",
                    "`operations[1]`: expected an object with the strings `id` and `body`",
                ],
            ),
        ] {
            assert_eq!(parse(text.as_bytes()).1, problems, "{text}");
        }
        let many: serde_json::Map<_, _> = (0..=MAX_DOCUMENTS)
            .map(|id| (id.to_string(), "{ a }".into()))
            .collect();
        let (_, problems) = parse(Value::Object(many).to_string().as_bytes());
        assert_eq!(problems, ["has 5001 documents, the maximum is 5000"]);
    }
}
