//! The number of values of a field's arguments with the values of variables in their places. The engine copies a variable
//! at each use, so that one large variable within a list could take any amount of memory.

use async_graphql::parser::types::Field;
use async_graphql_value::{ConstValue, Value as Input};
use serde_json::Value;

use super::arguments::Arguments;

/// Counts the values of a field's arguments; stops soon after `max`.
pub(super) fn count(field: &Field, arguments: &Arguments<'_>, max: usize) -> usize {
    let mut counter = Counter { count: 0, max };
    for (_, argument) in &field.arguments {
        counter.input(&argument.node, arguments);
    }
    counter.count
}

struct Counter {
    count: usize,
    max: usize,
}

impl Counter {
    /// Counts one value; false if there are too many.
    fn add(&mut self) -> bool {
        self.count = self.count.saturating_add(1);
        self.count <= self.max
    }

    fn input(&mut self, value: &Input, arguments: &Arguments<'_>) -> bool {
        match value {
            Input::Variable(name) => match arguments.variable(name) {
                Some(value) => self.json(value),
                None => arguments
                    .default_of(name)
                    .is_none_or(|default| self.literal(default)),
            },
            Input::List(items) => {
                self.add() && items.iter().all(|item| self.input(item, arguments))
            }
            Input::Object(fields) => {
                self.add() && fields.values().all(|field| self.input(field, arguments))
            }
            _ => self.add(),
        }
    }

    fn json(&mut self, value: &Value) -> bool {
        match value {
            Value::Array(items) => self.add() && items.iter().all(|item| self.json(item)),
            Value::Object(fields) => self.add() && fields.values().all(|field| self.json(field)),
            _ => self.add(),
        }
    }

    fn literal(&mut self, value: &ConstValue) -> bool {
        match value {
            ConstValue::List(items) => self.add() && items.iter().all(|item| self.literal(item)),
            ConstValue::Object(fields) => {
                self.add() && fields.values().all(|field| self.literal(field))
            }
            _ => self.add(),
        }
    }
}
