//! Compares a response with the expected one.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::graph::{ANY_VALUE, CURSOR};
use super::reference::{Error, Expected, response_keys};

/// The reference position of each cursor of the paged list. Lists that differ in their filters may share
/// a cursor.
#[derive(Default)]
pub(super) struct Comparison {
    pub(super) positions: HashMap<String, String>,
}

impl Comparison {
    /// Compares the data, and of each error the code, detail, place in the document, number of positions and first path.
    pub(super) fn compare(&mut self, response: &Value, expected: &Expected) -> Result<(), String> {
        if response["data"].is_null() {
            return Err(format!("rejected: {}", response["errors"]));
        }
        self.compare_values(&response["data"], &expected.data, "data")?;
        let mut found: BTreeMap<Error, &Value> = BTreeMap::new();
        for error in response["errors"].as_array().into_iter().flatten() {
            if found.insert(error_key(error), error).is_some() {
                return Err(format!("duplicate error: {error}"));
            }
        }
        if !found.keys().eq(expected.errors.keys()) {
            return Err(format!(
                "errors {found:#?}, expected {:#?}",
                expected.errors
            ));
        }
        for (expected, error) in expected.errors.values().zip(found.values()) {
            let position = &error["locations"][0];
            let (line, column) = expected.position;
            let is_equal = error["extensions"]["positions"] == expected.paths.len()
                && *position == json!({"line": line, "column": column})
                && is_first(error["path"].as_array().unwrap(), &expected.paths);
            if !is_equal {
                return Err(format!("{error}, expected {expected:?}"));
            }
        }
        Ok(())
    }

    fn compare_values(
        &mut self,
        actual: &Value,
        expected: &Value,
        path: &str,
    ) -> Result<(), String> {
        match (actual, expected) {
            (Value::Object(actual), Value::Object(expected)) if actual.len() == expected.len() => {
                for (key, value) in actual {
                    let path = format!("{path}.{key}");
                    let other = expected
                        .get(key)
                        .ok_or_else(|| format!("{path}: unexpected"))?;
                    self.compare_values(value, other, &path)?;
                }
                Ok(())
            }
            (Value::Array(actual), Value::Array(expected)) if actual.len() == expected.len() => {
                let pairs = actual.iter().zip(expected).enumerate();
                for (index, (value, other)) in pairs {
                    self.compare_values(value, other, &format!("{path}.{index}"))?;
                }
                Ok(())
            }
            (Value::String(cursor), Value::String(position)) if position.starts_with(CURSOR) => {
                if !path.contains(".list.edges.") && !path.contains(".list.page.") {
                    return Ok(());
                }
                let known = self
                    .positions
                    .entry(cursor.clone())
                    .or_insert_with(|| position.clone());
                if known == position {
                    return Ok(());
                }
                Err(format!(
                    "{path}: {cursor} has the positions {known} and {position}"
                ))
            }
            (actual, expected) if actual == expected => Ok(()),
            (actual, expected) if expected == ANY_VALUE && !actual.is_null() => Ok(()),
            (actual, expected) => Err(format!("{path}: {actual}, expected {expected}")),
        }
    }
}

/// The key by which errors are compared.
fn error_key(error: &Value) -> Error {
    let extensions = &error["extensions"];
    let names = |key: &str| {
        let names = extensions[key].as_array()?.iter().filter_map(Value::as_str);
        Some(names.collect::<Vec<_>>().join(" "))
    };
    let detail = match (names("any"), names("all")) {
        (Some(any), Some(all)) => format!("any {any} all {all}"),
        _ => extensions["argument"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    };
    let code = extensions["code"].as_str().unwrap_or_default().to_owned();
    let keys = response_keys(error["path"].as_array().unwrap());
    (keys, code, detail)
}

/// Whether `path` is the first of the paths, which have the same response keys.
fn is_first(path: &[Value], paths: &[Vec<Value>]) -> bool {
    let numbers = |path: &[Value]| path.iter().filter_map(Value::as_u64).collect::<Vec<_>>();
    paths.iter().map(|other| numbers(other)).min() == Some(numbers(path))
}
