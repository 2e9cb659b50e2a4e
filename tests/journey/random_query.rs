//! Valid queries at random, out of the schema: every type, field, argument, enum and input of it, so
//! that what is new there is asked for by itself. What is drawn is a list of choices, so that a
//! failing case shrinks to a small query.

mod arguments;
mod exhaustive;
mod pool;
mod writer;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use async_graphql::parser::types::TypeDefinition;
use serde_json::{Value, json};

use super::schema::types;
pub(super) use exhaustive::exhaustive_queries;
pub(super) use pool::{Pool, early_start, screaming_snake_case};
use writer::Writer;

/// Settings that refuse nothing for its size, and nothing for being slow on a busy machine.
pub(super) const UNLIMITED: &[(&str, &str)] = &[
    ("limits.aliases", "10000"),
    ("limits.cost", "1000000000"),
    ("limits.depth", "50"),
    ("limits.document_bytes", "200000"),
    ("limits.errors", "1000"),
    ("limits.fields", "10000"),
    ("limits.request_timeout", "2m"),
    ("limits.tokens", "100000"),
    ("limits.viewer_cost_per_minute", "1000000000"),
    ("platform.timeout", "1m"),
];

/// The schema's types by name.
pub(super) static TYPES: LazyLock<BTreeMap<String, TypeDefinition>> =
    LazyLock::new(|| types(include_str!("../../schema.graphql")));

/// A query, and what its variables are.
#[derive(Debug, Clone)]
pub(super) struct GeneratedQuery {
    pub(super) text: String,
    pub(super) variables: Value,
}

/// Numbers to draw from; when they are used up, everything is the simplest.
pub(super) struct Choices<'a> {
    numbers: &'a [u16],
    at: usize,
}

impl<'a> Choices<'a> {
    pub(super) fn new(numbers: &'a [u16]) -> Self {
        Self { numbers, at: 0 }
    }

    /// A number below `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        usize::from(number) % n.max(1)
    }

    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    pub(super) fn pick<'b, T>(&mut self, items: &'b [T]) -> &'b T {
        &items[self.below(items.len())]
    }
}

/// Draws a query.
pub(super) fn query(choices: &mut Choices, pool: &Pool) -> GeneratedQuery {
    let mut writer = Writer::new(choices, pool);
    let roots = writer.roots();
    writer.finish(&format!("{{ {roots} }}"))
}

/// Draws a query of one page of a customer's sessions or of a session's events. It goes on from the
/// variable `after`, and tells the page's cursors under `list`, `page` and `edges`.
pub(super) fn page(choices: &mut Choices, pool: &Pool) -> GeneratedQuery {
    let mut writer = Writer::new(choices, pool);
    let list = writer.list();
    writer.finish(&list)
}

/// An answer without what may differ between two gateways that say the same: what a cursor looks
/// like.
pub(super) fn without_cursors(mut answer: Value) -> Value {
    fn blank(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(blank),
            Value::Object(fields) => {
                for (name, value) in fields {
                    let is_cursor = ["cursor", "startCursor", "endCursor"].contains(&name.as_str());
                    if is_cursor && value.is_string() {
                        *value = json!("a cursor");
                    }
                    blank(value);
                }
            }
            _ => {}
        }
    }
    blank(&mut answer);
    answer
}
