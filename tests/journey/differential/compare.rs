//! Compares a response with the expected one.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::graph::{ANY_VALUE, CURSOR};
use super::reference::{Error, Expected};

/// The reference position of each cursor of the paged list. Lists that differ in their filters may share
/// a cursor.
#[derive(Default)]
pub(super) struct Comparison {
    pub(super) positions: HashMap<String, String>,
}

impl Comparison {
    /// Compares the data, and of each error the code, detail, number of positions and first path.
    pub(super) fn compare(&mut self, response: &Value, expected: &Expected) -> Result<(), String> {
        if response["data"].is_null() {
            return Err(format!("rejected: {}", response["errors"]));
        }
        self.compare_values(&response["data"], &expected.data, "data")?;
        let mut found: BTreeMap<Error, (Value, Value)> = BTreeMap::new();
        for error in response["errors"].as_array().into_iter().flatten() {
            let extensions = &error["extensions"];
            let positions = extensions["positions"].clone();
            let duplicate = found.insert(error_key(error), (positions, error["path"].clone()));
            if duplicate.is_some() {
                return Err(format!("duplicate error: {error}"));
            }
        }
        if !found.keys().eq(expected.errors.keys()) {
            return Err(format!(
                "errors {found:#?}, expected {:#?}",
                expected.errors
            ));
        }
        for ((key, paths), (positions, path)) in expected.errors.iter().zip(found.values()) {
            let path = path.as_array().unwrap();
            if *positions != paths.len() || !is_first(path, paths) {
                return Err(format!(
                    "{key:?} has {positions} positions and path {path:?}, expected {paths:?}"
                ));
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
    let (position, extensions) = (&error["locations"][0], &error["extensions"]);
    let number = |name: &str| position[name].as_u64().unwrap_or_default();
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
    ((number("line"), number("column")), code, detail)
}

/// Whether `path` is the first of the paths with the same names. A fragment with several spreads has
/// several first paths.
fn is_first(path: &[Value], paths: &[Vec<Value>]) -> bool {
    let names = |path: &[Value]| {
        let names = path.iter().filter(|part| part.is_string());
        names.cloned().collect::<Vec<_>>()
    };
    let numbers = |path: &[Value]| path.iter().filter_map(Value::as_u64).collect::<Vec<_>>();
    let alike = paths.iter().filter(|other| names(other) == names(path));
    alike.map(|other| numbers(other)).min() == Some(numbers(path))
}
