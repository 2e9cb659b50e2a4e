//! The known costs of a document's only operation. It is counted once for each combination of the sizes of its variables, on which
//! its cost depends, unless a variable has values within objects.

use async_graphql::parser::types::OperationDefinition;
use parking_lot::RwLock;
use serde_json::{Map, Value};

use super::entities::OperationCost;

/// Maximum number of known costs: a front end uses one page size or a few. Bounds the memory and the time of a search.
const MAX: usize = 8;

/// The costs by the sizes of the variables.
#[derive(Debug, Default)]
pub(crate) struct KnownCosts(RwLock<Vec<(Box<[Size]>, OperationCost)>>);

/// What the cost depends on in the value of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    /// The default value applies.
    Absent,
    /// The size of a page, if it is not negative.
    Number(Option<u64>),
    /// The number of scalars in a list, such as ids.
    List(usize),
    /// Another scalar.
    Scalar,
    /// The cost depends on the values within, such as the types of entities.
    Structure,
}

impl Size {
    fn of(value: Option<&Value>) -> Self {
        match value {
            None => Self::Absent,
            Some(Value::Number(number)) => Self::Number(number.as_u64()),
            Some(Value::Array(items)) if items.iter().all(is_scalar) => Self::List(items.len()),
            Some(value) if is_scalar(value) => Self::Scalar,
            Some(_) => Self::Structure,
        }
    }
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

fn sizes(
    operation: &OperationDefinition,
    variables: &Map<String, Value>,
) -> impl Iterator<Item = Size> {
    let definitions = operation.variable_definitions.iter();
    definitions.map(|definition| Size::of(variables.get(definition.node.name.node.as_str())))
}

impl KnownCosts {
    /// The cost of the operation with these variables, if it is known.
    pub(super) fn get(
        &self,
        operation: &OperationDefinition,
        variables: &Map<String, Value>,
    ) -> Option<OperationCost> {
        let known = self.0.read();
        let same = |known: &[Size]| sizes(operation, variables).eq(known.iter().copied());
        let found = known.iter().find(|(sizes, _)| same(sizes));
        found.map(|(_, cost)| *cost)
    }

    /// Adds the cost with these variables, unless it depends on more than their sizes.
    pub(super) fn add(
        &self,
        operation: &OperationDefinition,
        variables: &Map<String, Value>,
        cost: OperationCost,
    ) {
        let sizes: Box<[_]> = sizes(operation, variables).collect();
        let mut known = self.0.write();
        let is_known = known.iter().any(|(other, _)| *other == sizes);
        if known.len() < MAX && !is_known && !sizes.contains(&Size::Structure) {
            known.push((sizes, cost));
        }
    }
}
