//! Generates random valid queries from the schema. The generator uses every type, field, argument, enum and input, so a
//! new one is covered without a change here. A query is determined by a list of numbers, so that proptest shrinks a
//! failing case to a small query.

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

/// Settings under which no generated query is rejected for its size or times out on a busy machine.
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

/// A generated query with its variables.
#[derive(Debug, Clone)]
pub(super) struct GeneratedQuery {
    pub(super) text: String,
    pub(super) variables: Value,
}

/// The source of random decisions. When the numbers are used up, each decision is the simplest one.
pub(super) struct Choices<'a> {
    numbers: &'a [u16],
    next: usize,
}

impl<'a> Choices<'a> {
    pub(super) fn new(numbers: &'a [u16]) -> Self {
        Self { numbers, next: 0 }
    }

    /// A number below `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let number = self.numbers.get(self.next).copied().unwrap_or_default();
        self.next += 1;
        usize::from(number) % n.max(1)
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    pub(super) fn pick<'b, T>(&mut self, items: &'b [T]) -> &'b T {
        &items[self.below(items.len())]
    }
}

/// Generates a query.
pub(super) fn query(choices: &mut Choices, pool: &Pool) -> GeneratedQuery {
    let mut writer = Writer::new(choices, pool);
    let roots = writer.roots();
    writer.finish(&format!("{{ {roots} }}"))
}

/// Generates a query for one page of a customer's sessions or of a session's events. The page starts after the cursor
/// in the variable `after`; its cursors are in `list`, `page` and `edges`.
pub(super) fn page(choices: &mut Choices, pool: &Pool) -> GeneratedQuery {
    let mut writer = Writer::new(choices, pool);
    let list = writer.list();
    writer.finish(&list)
}

/// Fields whose values differ between gateways or requests whose responses are otherwise equal: cursors, and what is left
/// of the budget.
const VARYING: &[&str] = &[
    "cursor",
    "startCursor",
    "endCursor",
    "remaining",
    "resetsAt",
];

/// Replaces the values of the fields that vary.
pub(super) fn without_varying_values(mut response: Value) -> Value {
    fn replace(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(replace),
            Value::Object(fields) => {
                for (name, value) in fields {
                    if VARYING.contains(&name.as_str()) && !value.is_null() {
                        *value = json!("a value");
                    }
                    replace(value);
                }
            }
            _ => {}
        }
    }
    replace(&mut response);
    response
}
