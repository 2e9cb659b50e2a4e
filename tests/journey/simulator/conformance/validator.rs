//! Validation against the platform's schemas, translated to JSON Schema.

use std::collections::{BTreeSet, HashMap};

use jsonschema::Validator;
use reqwest::StatusCode;
use serde_json::{Map, Value, json};

/// Validates responses against the schemas of one API description.
pub(in crate::journey::simulator) struct SchemaValidator {
    pub(in crate::journey::simulator) description: Value,
    definitions: Value,
    grown: Value,
    compiled: HashMap<(String, StatusCode, bool), (Validator, Value)>,
    components: HashMap<String, Validator>,
    pub(in crate::journey::simulator) seen: BTreeSet<String>,
}

impl SchemaValidator {
    pub(in crate::journey::simulator) fn new(description: Value) -> Self {
        let definitions = translated(&description["components"]["schemas"], false);
        let grown = without_enums(&definitions);
        Self {
            description,
            definitions,
            grown,
            compiled: HashMap::new(),
            components: HashMap::new(),
            seen: BTreeSet::new(),
        }
    }

    /// Panics unless `body` is valid for `operation` and `status`. With `open`, enums can have new values.
    pub(in crate::journey::simulator) fn check(
        &mut self,
        operation: &str,
        status: StatusCode,
        body: &Value,
        open: bool,
    ) {
        let key = (operation.to_owned(), status, open);
        if !self.compiled.contains_key(&key) {
            let compiled = self.compile(operation, status, open);
            self.compiled.insert(key.clone(), compiled);
        }
        let (validator, schema) = &self.compiled[&key];
        let errors: Vec<String> = validator
            .iter_errors(body)
            .take(5)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(
            errors.is_empty(),
            "{operation} {status}: {errors:#?}\n{body:#}"
        );
        unknown_fields(&self.definitions, schema, body, operation);
        self.seen.insert(operation.to_owned());
    }

    /// Panics unless `body` is valid for the component of this name.
    pub(in crate::journey::simulator) fn check_component(&mut self, name: &str, body: &Value) {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        let compile = || {
            let mut whole = schema.clone();
            whole["components"] = json!({ "schemas": self.definitions });
            jsonschema::draft202012::new(&whole).expect("a schema")
        };
        let validator = self
            .components
            .entry(name.to_owned())
            .or_insert_with(compile);
        let errors: Vec<String> = validator
            .iter_errors(body)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}\n{body:#}");
        unknown_fields(&self.definitions, &schema, body, name);
    }

    fn compile(&self, operation: &str, status: StatusCode, open: bool) -> (Validator, Value) {
        let (method, template) = operation.split_once(' ').expect("method and template");
        let described = &self.description["paths"][template][method.to_lowercase()];
        assert!(described.is_object(), "{operation} is not described");
        let response = &described["responses"][status.as_str()];
        let shared = response["$ref"]
            .as_str()
            .and_then(|path| self.description.pointer(&path[1..]));
        let response = shared.unwrap_or(response);
        let schema = &response["content"]["application/json"]["schema"];
        assert!(
            schema.is_object(),
            "{operation} describes no {status}: {response}"
        );
        let schema = translated(schema, false);
        let mut whole = schema.clone();
        let definitions = if open { &self.grown } else { &self.definitions };
        whole["components"] = json!({ "schemas": definitions });
        (
            jsonschema::draft202012::new(&whole).expect("a schema"),
            schema,
        )
    }
}

/// Translates OpenAPI 3.0 to JSON Schema: `nullable`, and null for optional fields ("may also arrive as JSON null").
fn translated(schema: &Value, nullable: bool) -> Value {
    match schema {
        Value::Object(fields) => {
            let required: Vec<&str> = fields
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let mut out = Map::new();
            for (name, value) in fields {
                let value = match (name.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        let property = |(key, schema): (&String, &Value)| {
                            (
                                key.clone(),
                                translated(schema, !required.contains(&key.as_str())),
                            )
                        };
                        Value::Object(properties.iter().map(property).collect())
                    }
                    ("required" | "enum" | "example" | "default", value) => value.clone(),
                    (_, value) => translated(value, false),
                };
                out.insert(name.clone(), value);
            }
            let describes =
                out.contains_key("type") || out.contains_key("$ref") || out.contains_key("allOf");
            if describes && (nullable || fields.get("nullable") == Some(&json!(true))) {
                json!({ "anyOf": [Value::Object(out), { "type": "null" }] })
            } else {
                Value::Object(out)
            }
        }
        Value::Array(items) => items.iter().map(|item| translated(item, false)).collect(),
        other => other.clone(),
    }
}

fn without_enums(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let kept = fields
                .iter()
                .filter(|(name, value)| *name != "enum" || !value.is_array());
            Value::Object(
                kept.map(|(name, value)| (name.clone(), without_enums(value)))
                    .collect(),
            )
        }
        Value::Array(items) => items.iter().map(without_enums).collect(),
        other => other.clone(),
    }
}

/// Fails on fields that no schema names: the platform sends only published fields.
fn unknown_fields(definitions: &Value, schema: &Value, body: &Value, at: &str) {
    let schema = resolved(definitions, schema);
    match body {
        Value::Object(fields) => {
            let Some(properties) = schema["properties"].as_object() else {
                return;
            };
            for (name, value) in fields {
                let property = properties.get(name);
                assert!(property.is_some(), "{at}: the platform has no field {name}");
                unknown_fields(
                    definitions,
                    property.expect("checked"),
                    value,
                    &format!("{at}.{name}"),
                );
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| unknown_fields(definitions, &schema["items"], item, at)),
        _ => {}
    }
}

fn resolved<'a>(definitions: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return resolved(
            definitions,
            &definitions[reference.trim_start_matches("#/components/schemas/")],
        );
    }
    for wrapper in ["anyOf", "allOf"] {
        if let Some(first) = schema[wrapper].get(0) {
            return resolved(definitions, first);
        }
    }
    schema
}
