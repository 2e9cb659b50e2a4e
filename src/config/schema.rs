//! The JSON Schema of the configuration file, generated from the declarations of the settings.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::settings::{REGIONS, Setting, settings};

/// A table of the configuration file.
#[derive(Default)]
struct Table {
    settings: Map<String, Value>,
    tables: BTreeMap<&'static str, Self>,
}

impl Table {
    fn into_schema(self) -> Value {
        let mut properties = self.settings;
        let tables = self.tables.into_iter();
        properties.extend(tables.map(|(name, table)| (name.to_owned(), table.into_schema())));
        json!({"type": "object", "properties": properties, "additionalProperties": false})
    }
}

/// The JSON Schema of the configuration file. It is stricter than the gateway, which also reads numbers and booleans from
/// strings.
pub fn json_schema() -> Value {
    let mut root = Table::default();
    for setting in settings() {
        let mut table = &mut root;
        let mut name = setting.key;
        while let Some((first, rest)) = name.split_once('.') {
            table = table.tables.entry(first).or_default();
            name = rest;
        }
        table.settings.insert(name.to_owned(), property(setting));
    }
    let about = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Journey Gateway",
        "description": "Configuration file of `journey-gateway serve`.",
    });
    merge(root.into_schema(), about)
}

fn property(setting: &Setting) -> Value {
    let Setting {
        default,
        unit,
        meaning,
        effect,
        ..
    } = setting;
    let separator = if effect.is_empty() { "" } else { " " };
    let kind = kind(setting);
    let about = json!({"description": format!("{meaning}{separator}{effect} ({unit})")});
    let with_default = if default.is_empty() {
        about
    } else {
        // Numbers and booleans have the same form in TOML and in JSON.
        let typed = serde_json::from_str::<Value>(default).ok();
        let typed = typed.filter(|_| kind.get("type").is_none_or(|kind| kind != "string"));
        merge(
            about,
            json!({"default": typed.unwrap_or_else(|| (*default).into())}),
        )
    };
    merge(kind, with_default)
}

/// The members of two objects.
fn merge(first: Value, second: Value) -> Value {
    let members = [first, second].into_iter().filter_map(|value| match value {
        Value::Object(members) => Some(members),
        _ => None,
    });
    Value::Object(members.flatten().collect())
}

/// The type of a setting, which follows from its unit and its default.
fn kind(setting: &Setting) -> Value {
    let Setting { default, unit, .. } = setting;
    let options: Vec<_> = options(unit).collect();
    if setting.key == "region" {
        json!({"type": "string", "enum": REGIONS})
    } else if *unit == "true or false" {
        json!({"type": "boolean"})
    } else if options.contains(&"auto") {
        json!({"enum": [true, false, "auto"]})
    } else if options.len() > 1 {
        json!({"type": "string", "enum": options})
    } else if unit.starts_with("duration") {
        json!({"type": "string", "pattern": r"^\s*(\d+\s*[a-zµ]+\s*)+$"})
    } else if unit.starts_with("bytes") {
        let size = r"^\d+ *(KiB|MiB|GiB|kB|MB|GB)?$";
        json!({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": size}]})
    } else if unit.starts_with('%') {
        json!({"type": "integer", "minimum": 0, "maximum": 100})
    } else if default.parse::<u64>().is_ok() {
        json!({"type": "integer", "minimum": 0})
    } else if unit.ends_with("separated by commas") {
        json!({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
    } else {
        json!({"type": "string"})
    }
}

/// The values that a unit such as `` `a`, `b` or `c` `` or `first or each` lists; one or none for other units.
fn options(unit: &str) -> impl Iterator<Item = &str> {
    let is_list = unit.starts_with('`') && unit.ends_with('`') || unit == "first or each";
    let words = unit.split([' ', ',', '`']);
    words.filter(move |word| is_list && !word.is_empty() && *word != "or")
}
