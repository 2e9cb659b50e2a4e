//! What an operation may cost at most, told before it is executed.
//!
//! An object costs 1, ten plain values cost 1, and an upstream call costs 10. Everything below a list
//! counts once a row: a page has `first` rows, a list by `ids` has as many as there are ids, other
//! lists have what [`rows`] guesses. Calls count where each object needs its own; those that serve 50
//! or 100 objects together (customers, queues, agents, wrap-up codes, conversations) vanish in the
//! objects. `@skip` and `@include` change nothing.

use async_graphql::parser::types::{Field, OperationDefinition};
use async_graphql_value::{ConstValue, Name, Value as Input};
use serde_json::{Map, Value};

/// Tenths, since ten values are the unit.
const VALUE: u64 = 1;
const OBJECT: u64 = 10;
const CALL: u64 = 100;

/// No page has more rows and no field takes more ids: the field refuses the rest by itself.
const LARGEST_PAGE: u64 = 100;

/// A cost. What a connection's `nodes` and `edges` hold is kept apart until the page's size is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cost {
    once: u64,
    a_row: u64,
}

impl Cost {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            once: self.once.saturating_add(other.once),
            a_row: self.a_row.saturating_add(other.a_row),
        }
    }

    /// Of a field, below which `self` is selected.
    pub(super) fn below(self, field: &Field, arguments: &Arguments<'_>) -> Self {
        let once = |once| Self { once, a_row: 0 };
        if field.selection_set.node.items.is_empty() {
            return once(VALUE);
        }
        let name = field.name.node.as_str();
        let objects = |rows: u64, each: u64| {
            let each = each.saturating_add(OBJECT).saturating_add(calls(name));
            each.saturating_mul(rows)
        };
        if matches!(name, "nodes" | "edges") {
            return Self {
                once: 0,
                a_row: objects(1, self.once.saturating_add(self.a_row)),
            };
        }
        if let Some(ids) = field.get_argument("ids") {
            let each = self.once.saturating_add(self.a_row);
            let each = each.saturating_add(calls_by_id(name));
            return once(objects(arguments.length(&ids.node), each));
        }
        if let Some(default) = page(name) {
            let first = field.get_argument("first");
            let size = first.map_or(default, |first| arguments.number(&first.node, default));
            return once(objects(
                1,
                self.once.saturating_add(self.a_row.saturating_mul(size)),
            ));
        }
        let each = self.once.saturating_add(self.a_row);
        once(objects(rows(name), each.saturating_add(calls_by_id(name))))
    }

    /// In the unit of the limit, rounded up.
    pub(super) fn total(self) -> usize {
        let tenths = self.once.saturating_add(self.a_row);
        usize::try_from(tenths.div_ceil(OBJECT)).unwrap_or(usize::MAX)
    }
}

/// The default of `first` of a connection.
pub(super) fn page(field: &str) -> Option<u64> {
    match field {
        "sessions" => Some(25),
        "events" => Some(50),
        _ => None,
    }
}

/// How many objects a field holds that is neither a connection nor a list by ids: more than is usual.
pub(super) fn rows(field: &str) -> u64 {
    match field {
        "attributeLists" | "attributes" | "contentOffers" | "identifiers" | "offers"
        | "segments" => 10,
        "segmentAssignments" | "steps" | "wrapUps" => 3,
        "channels" | "flows" | "outcomes" => 2,
        // Of the schema as a whole, then of one type.
        "types" => 70,
        "enumValues" | "fields" | "inputFields" | "possibleTypes" => 8,
        "directives" | "divisions" | "phones" => 5,
        _ => 1,
    }
}

/// Upstream calls that each object of a field needs for itself.
fn calls(field: &str) -> u64 {
    match field {
        "contentOffers"
        | "customerByIdentifier"
        | "events"
        | "identifiers"
        | "offers"
        | "organization"
        | "segments"
        | "session"
        | "sessions" => CALL,
        _ => 0,
    }
}

/// Upstream calls that each object needs beyond those where it is found by its id: the status of a session
/// may take its customer's list.
fn calls_by_id(field: &str) -> u64 {
    match field {
        "session" | "sessions" => CALL,
        _ => 0,
    }
}

/// What the variables of an operation hold.
pub(super) struct Arguments<'a> {
    operation: Option<&'a OperationDefinition>,
    variables: &'a Map<String, Value>,
}

impl<'a> Arguments<'a> {
    pub(super) fn new(
        operation: Option<&'a OperationDefinition>,
        variables: &'a Map<String, Value>,
    ) -> Self {
        Self {
            operation,
            variables,
        }
    }

    /// A page's size. What is no number will be an error of its own.
    pub(super) fn number(&self, argument: &Input, default: u64) -> u64 {
        let number = match argument {
            Input::Number(number) => number.as_u64(),
            Input::Variable(name) => match self.variables.get(name.as_str()) {
                Some(value) => value.as_u64(),
                None => self.default_of(name).and_then(|value| match value {
                    ConstValue::Number(number) => number.as_u64(),
                    _ => None,
                }),
            },
            _ => None,
        };
        number.map_or(default, |number| number.min(LARGEST_PAGE))
    }

    /// How many ids there are; one that stands for itself is a list of one.
    pub(super) fn length(&self, argument: &Input) -> u64 {
        let length = match argument {
            Input::List(ids) => ids.len(),
            Input::Variable(name) => match self.variables.get(name.as_str()) {
                Some(Value::Array(ids)) => ids.len(),
                Some(_) => 1,
                None => match self.default_of(name) {
                    Some(ConstValue::List(ids)) => ids.len(),
                    _ => 1,
                },
            },
            _ => 1,
        };
        u64::try_from(length).map_or(LARGEST_PAGE, |length| length.min(LARGEST_PAGE))
    }

    fn default_of(&self, name: &Name) -> Option<&'a ConstValue> {
        let mut definitions = self.operation?.variable_definitions.iter();
        let definition = definitions.find(|definition| definition.node.name.node == *name)?;
        Some(&definition.node.default_value.as_ref()?.node)
    }
}
