//! Coerces the variables of an operation: `CoerceVariableValues` of the GraphQL specification. The result has only
//! declared variables, defaults are filled in, and each value has its type.

use apollo_compiler::Name;
use apollo_compiler::ast::{self, Type};
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use async_graphql::parser::types::{self as engine, BaseType, OperationDefinition};
use async_graphql::{Pos, ServerError};
use serde_json::{Map, Number, Value};

use super::error::RequestError;
use super::response::error_with_code;
use super::validation::{Suggestions, schema};
use crate::graph::{DATE_TIME_FORMAT, is_date_time};

/// The code of a variable with an invalid value.
const CODE: &str = "BAD_USER_INPUT";

/// Coerces `given`; reports at most `max_errors` errors.
pub(super) fn coerce(
    operation: &OperationDefinition,
    given: &Map<String, Value>,
    suggestions: Suggestions,
    max_errors: usize,
) -> Result<Map<String, Value>, RequestError> {
    let mut coercion = Coercion {
        suggestions,
        position: Pos::default(),
        errors: Vec::new(),
    };
    let mut coerced = Map::new();
    for definition in &operation.variable_definitions {
        coercion.position = definition.pos;
        let variable = &definition.node;
        let name = variable.name.node.as_str();
        let ty = to_type(&variable.var_type.node);
        let default = || variable.default_value.clone()?.node.into_json().ok();
        match given.get(name).cloned().or_else(default) {
            Some(value) => {
                if let Some(value) = coercion.value(value, &ty, &Path::Variable(name)) {
                    coerced.insert(name.to_owned(), value);
                }
            }
            None if ty.is_non_null() => {
                coercion.add(format!("variable `${name}` of type `{ty}` is required"));
            }
            None => {}
        }
    }
    if coercion.errors.is_empty() {
        return Ok(coerced);
    }
    coercion.errors.truncate(max_errors);
    Err(RequestError::Invalid(coercion.errors))
}

struct Coercion {
    suggestions: Suggestions,
    /// Position of the variable's definition.
    position: Pos,
    errors: Vec<ServerError>,
}

/// Where a value is within a variable.
enum Path<'p> {
    Variable(&'p str),
    Field(&'p Path<'p>, &'p str),
    Item(&'p Path<'p>, usize),
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "${name}"),
            Self::Field(object, name) => write!(f, "{object}.{name}"),
            Self::Item(list, index) => write!(f, "{list}[{index}]"),
        }
    }
}

impl Coercion {
    /// The coerced value; `None` if it is invalid.
    fn value(&mut self, value: Value, ty: &Type, path: &Path<'_>) -> Option<Value> {
        match (value, ty) {
            (Value::Null, ty) if ty.is_non_null() => {
                self.add(format!("variable `{path}` of type `{ty}` must not be null"));
                None
            }
            (Value::Null, _) => Some(Value::Null),
            (Value::Array(items), Type::List(item) | Type::NonNullList(item)) => {
                let items = items.into_iter().enumerate();
                // Every item is coerced, so that all errors are reported.
                let items: Vec<_> = items
                    .map(|(index, value)| self.value(value, item, &Path::Item(path, index)))
                    .collect();
                items.into_iter().collect::<Option<_>>().map(Value::Array)
            }
            // A single value stands for a list of one.
            (value, Type::List(item) | Type::NonNullList(item)) => {
                Some(Value::Array(vec![self.value(value, item, path)?]))
            }
            (value, Type::Named(name) | Type::NonNullNamed(name)) => self.named(value, name, path),
        }
    }

    fn named(&mut self, value: Value, name: &Name, path: &Path<'_>) -> Option<Value> {
        match schema().types.get(name)? {
            ExtendedType::Enum(declared) => {
                let given = value.as_str().unwrap_or_default();
                if declared.values.contains_key(given) {
                    return Some(value);
                }
                if !value.is_string() {
                    self.add(mismatch(&value, name, path));
                    return None;
                }
                let known = declared.values.keys().map(Name::as_str);
                let similar = self.suggestions.similar(given, known);
                self.add(format!(
                    "variable `{path}`: enum `{name}` has no value `{given}`{similar}"
                ));
                None
            }
            ExtendedType::InputObject(declared) => match value {
                Value::Object(fields) => self.object(fields, declared, path),
                value => {
                    self.add(mismatch(&value, name, path));
                    None
                }
            },
            _ => match scalar(&value, name) {
                None => {
                    self.add(mismatch(&value, name, path));
                    None
                }
                coerced => coerced,
            },
        }
    }

    fn object(
        &mut self,
        mut given: Map<String, Value>,
        declared: &InputObjectType,
        path: &Path<'_>,
    ) -> Option<Value> {
        let errors = self.errors.len();
        let mut coerced = Map::new();
        for (name, field) in &declared.fields {
            let default = || field.default_value.as_deref().map(literal);
            match given.remove(name.as_str()).or_else(default) {
                Some(value) => {
                    if let Some(value) = self.value(value, &field.ty, &Path::Field(path, name)) {
                        coerced.insert(name.to_string(), value);
                    }
                }
                None if field.is_required() => {
                    self.add(format!(
                        "variable `{path}.{name}` of type `{}` is required",
                        field.ty
                    ));
                }
                None => {}
            }
        }
        for unknown in given.keys() {
            let known = declared.fields.keys().map(Name::as_str);
            let similar = self.suggestions.similar(unknown, known);
            self.add(format!(
                "variable `{path}`: input type `{}` has no field `{unknown}`{similar}",
                declared.name
            ));
        }
        (self.errors.len() == errors).then_some(Value::Object(coerced))
    }

    fn add(&mut self, message: String) {
        let error = error_with_code(message, self.position, CODE);
        self.errors.push(error);
    }
}

/// The value of a scalar type; `None` if it is invalid.
fn scalar(value: &Value, name: &str) -> Option<Value> {
    match (name, value) {
        ("Int", Value::Number(number)) => i32::try_from(integer(number)?).ok().map(Value::from),
        ("Float", Value::Number(_))
        | ("String" | "ID", Value::String(_))
        | ("Boolean", Value::Bool(_))
        // The resolver checks representations, since each fails alone.
        | ("_Any", _) => Some(value.clone()),
        ("ID", Value::Number(number)) => integer(number).map(|id| Value::from(id.to_string())),
        ("DateTime", Value::String(text)) => is_date_time(text).then(|| value.clone()),
        _ => None,
    }
}

/// The value of a number without a fraction. JSON has one type for all numbers, so `1.0` is an integer.
fn integer(number: &Number) -> Option<i128> {
    if let Some(integer) = number.as_i64() {
        return Some(integer.into());
    }
    if let Some(integer) = number.as_u64() {
        return Some(integer.into());
    }
    // The cast is exact: the number has no fraction, and numbers that `i128` does not hold are excluded.
    #[expect(clippy::cast_possible_truncation, reason = "see above")]
    let integer =
        |float: f64| (float.fract() == 0.0 && float.abs() < 1e38).then_some(float as i128);
    number.as_f64().and_then(integer)
}

fn mismatch(value: &Value, ty: &str, path: &Path<'_>) -> String {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a Boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let expected = match (ty, value) {
        ("DateTime", _) => format!("`DateTime`, {DATE_TIME_FORMAT}"),
        ("Int", Value::Number(_)) => "`Int`, a 32-bit integer".to_owned(),
        _ => format!("`{ty}`"),
    };
    format!("variable `{path}`: expected {expected}, found {found}")
}

/// A default value of the schema.
fn literal(value: &ast::Value) -> Value {
    match value {
        ast::Value::Null | ast::Value::Variable(_) => Value::Null,
        ast::Value::Enum(name) => Value::from(name.as_str()),
        ast::Value::String(text) => Value::from(text.as_str()),
        ast::Value::Boolean(boolean) => Value::Bool(*boolean),
        ast::Value::Int(_) | ast::Value::Float(_) => {
            value.to_f64().map_or(Value::Null, Value::from)
        }
        ast::Value::List(items) => items.iter().map(|item| literal(item)).collect(),
        ast::Value::Object(fields) => {
            let fields = fields.iter();
            fields
                .map(|(name, value)| (name.to_string(), literal(value)))
                .collect()
        }
    }
}

fn to_type(ty: &engine::Type) -> Type {
    let to = match &ty.base {
        BaseType::Named(name) => Type::Named(Name::new_unchecked(name)),
        BaseType::List(item) => Type::List(Box::new(to_type(item))),
    };
    if ty.nullable { to } else { to.non_null() }
}
