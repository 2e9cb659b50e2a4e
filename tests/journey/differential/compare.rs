//! Whether an answer is the one expected.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::graph::CURSOR;
use super::reference::{Error, Expected};

/// Which place of the reference's each cursor of the list that is paged stands for. One cursor may be
/// of several lists, which differ in their filters.
#[derive(Default)]
pub(super) struct Comparison {
    pub(super) places: HashMap<String, String>,
}

impl Comparison {
    /// The data exactly; each error with its code, what it is about, how often and where first.
    pub(super) fn agree(&mut self, answer: &Value, expected: &Expected) -> Result<(), String> {
        if answer["data"].is_null() {
            return Err(format!("refused: {}", answer["errors"]));
        }
        self.same(&answer["data"], &expected.data, "data")?;
        let mut told: BTreeMap<Error, (Value, Value)> = BTreeMap::new();
        for error in answer["errors"].as_array().into_iter().flatten() {
            let extensions = &error["extensions"];
            let positions = extensions["positions"].clone();
            let again = told.insert(about(error), (positions, error["path"].clone()));
            if again.is_some() {
                return Err(format!("told twice: {error}"));
            }
        }
        if !told.keys().eq(expected.errors.keys()) {
            return Err(format!("errors {told:#?}, expected {:#?}", expected.errors));
        }
        for ((about, paths), (positions, path)) in expected.errors.iter().zip(told.values()) {
            let path = path.as_array().unwrap();
            if *positions != paths.len() || !is_first(path, paths) {
                return Err(format!(
                    "{about:?} told for {positions} at {path:?}, expected {paths:?}"
                ));
            }
        }
        Ok(())
    }

    fn same(&mut self, told: &Value, expected: &Value, at: &str) -> Result<(), String> {
        match (told, expected) {
            (Value::Object(told), Value::Object(expected)) if told.len() == expected.len() => {
                for (key, value) in told {
                    let at = format!("{at}.{key}");
                    let other = expected
                        .get(key)
                        .ok_or_else(|| format!("{at}: unexpected"))?;
                    self.same(value, other, &at)?;
                }
                Ok(())
            }
            (Value::Array(told), Value::Array(expected)) if told.len() == expected.len() => {
                let pairs = told.iter().zip(expected).enumerate();
                for (index, (value, other)) in pairs {
                    self.same(value, other, &format!("{at}.{index}"))?;
                }
                Ok(())
            }
            (Value::String(cursor), Value::String(place)) if place.starts_with(CURSOR) => {
                if !at.contains(".list.edges.") && !at.contains(".list.page.") {
                    return Ok(());
                }
                let known = self
                    .places
                    .entry(cursor.clone())
                    .or_insert_with(|| place.clone());
                if known == place {
                    return Ok(());
                }
                Err(format!("{at}: {cursor} stands for {known} and for {place}"))
            }
            (told, expected) if told == expected => Ok(()),
            (told, expected) => Err(format!("{at}: {told}, expected {expected}")),
        }
    }
}

fn about(error: &Value) -> Error {
    let (position, extensions) = (&error["locations"][0], &error["extensions"]);
    let number = |name: &str| position[name].as_u64().unwrap_or_default();
    let detail = match &extensions["permission"] {
        Value::Array(names) => {
            let names = names.iter().filter_map(Value::as_str);
            names.collect::<Vec<_>>().join(" ")
        }
        _ => extensions["argument"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    };
    let code = extensions["code"].as_str().unwrap_or_default().to_owned();
    ((number("line"), number("column")), code, detail)
}

/// Of positions in one list of lists, the first one. A fragment that is spread at several places has
/// several firsts.
fn is_first(path: &[Value], paths: &[Vec<Value>]) -> bool {
    let names = |path: &[Value]| {
        let names = path.iter().filter(|part| part.is_string());
        names.cloned().collect::<Vec<_>>()
    };
    let numbers = |path: &[Value]| path.iter().filter_map(Value::as_u64).collect::<Vec<_>>();
    let alike = paths.iter().filter(|other| names(other) == names(path));
    alike.map(|other| numbers(other)).min() == Some(numbers(path))
}
