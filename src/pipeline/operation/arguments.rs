//! The arguments of an operation's fields as numbers, by the operation's variables and their defaults.

use async_graphql::parser::types::OperationDefinition;
use async_graphql_value::{ConstValue, Name, Value as Input};
use serde_json::{Map, Value};

use crate::config::Limits;
use crate::graph::MAX_IDS;

/// Largest page. The resolver rejects a larger one.
const LARGEST_PAGE: u64 = 100;

/// A representation of `_entities` has itself, its type and its id.
const VALUES_PER_REPRESENTATION: usize = 3;

/// Resolves arguments to numbers by the operation's variables and their defaults.
pub(super) struct Arguments<'a> {
    operation: Option<&'a OperationDefinition>,
    variables: &'a Map<String, Value>,
    /// If set, every variable that is the size of a list has its highest value; this one is that of representations.
    most_representations: Option<u64>,
}

impl<'a> Arguments<'a> {
    pub(super) fn new(
        operation: Option<&'a OperationDefinition>,
        variables: &'a Map<String, Value>,
    ) -> Self {
        Self {
            operation,
            variables,
            most_representations: None,
        }
    }

    /// Arguments whose variables ask for the longest lists that the limits permit.
    pub(super) fn longest_lists(self, limits: &Limits) -> Self {
        let most = (limits.variables / VALUES_PER_REPRESENTATION) as u64;
        Self {
            most_representations: Some(most),
            ..self
        }
    }

    /// The number of representations in a variable whose value is unknown; `None` if it is known.
    pub(super) fn most_representations(&self) -> Option<u64> {
        self.most_representations
    }

    /// Whether the arguments belong to one operation, so that its variables are known.
    pub(super) fn has_operation(&self) -> bool {
        self.operation.is_some()
    }

    /// The value of a variable, if the request has one.
    pub(super) fn variable(&self, name: &Name) -> Option<&'a Value> {
        self.variables.get(name.as_str())
    }

    /// The size of a page. Validation reports a value that is not a number, so here it counts as `default`.
    pub(super) fn number(&self, argument: &Input, default: u64) -> u64 {
        let number = match argument {
            Input::Number(number) => number.as_u64(),
            Input::Variable(_) if self.most_representations.is_some() => Some(LARGEST_PAGE),
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

    /// The number of ids. A single id is coerced to a list of one.
    pub(super) fn ids(&self, argument: &Input) -> usize {
        match argument {
            Input::List(ids) => ids.len(),
            Input::Variable(_) if self.most_representations.is_some() => MAX_IDS,
            Input::Variable(name) => match self.variable(name) {
                Some(Value::Array(ids)) => ids.len(),
                Some(_) => 1,
                None => match self.default_of(name) {
                    Some(ConstValue::List(ids)) => ids.len(),
                    _ => 1,
                },
            },
            _ => 1,
        }
    }

    /// The default value of a variable.
    pub(super) fn default_of(&self, name: &Name) -> Option<&'a ConstValue> {
        let mut definitions = self.operation?.variable_definitions.iter();
        let definition = definitions.find(|definition| definition.node.name.node == *name)?;
        Some(&definition.node.default_value.as_ref()?.node)
    }
}
