//! Checks of an operation that depend on its parameters.

use async_graphql::parser::types::{OperationDefinition, OperationType};
use serde_json::{Map, Value};

use super::arguments::Arguments;
use super::counts::{Counter, Switches};
use super::document_cache::Document;
use super::entities::OperationCost;
use super::error::RequestError;
use super::limit::Limit;
use super::params::Params;
use super::validation::Suggestions;
use super::{coercion, conditions, variables};
use crate::config::Limits;

/// Checks the parameters other than the document. Runs first, since the time of later checks grows with the number of
/// values.
pub fn check_params(params: &Params, limits: &Limits) -> Result<(), RequestError> {
    let name = params.operation_name.as_deref();
    Limit::Name.check(name.map_or(0, str::len), limits)?;
    Limit::Variables.check(variables::count(params.variables.values()), limits)?;
    Ok(())
}

/// Maximum query cost of the operation to execute.
pub fn cost(
    document: &Document,
    params: &Params,
    limits: &Limits,
    switches: Switches,
) -> Result<OperationCost, RequestError> {
    let parsed = &document.parsed;
    let Some(operation) = variables::operation(parsed, params.operation_name.as_deref()) else {
        return Ok(OperationCost::default());
    };
    let variables = &params.variables;
    if let Some(cost) = document.known_costs.get(operation, variables) {
        return Ok(cost);
    }
    let arguments = Arguments::new(Some(operation), variables);
    let mut counter = Counter::new(parsed, arguments, limits);
    counter.check_switches(operation, switches)?;
    let cost = counter.check_cost(operation)?;
    if parsed.operations.iter().count() == 1 {
        document.known_costs.add(operation, variables, cost);
    }
    Ok(cost)
}

/// Maximum query cost of an operation whose required variables may be missing.
pub fn highest_cost(
    document: &Document,
    operation: &OperationDefinition,
    variables: &Map<String, Value>,
    limits: &Limits,
) -> Result<usize, RequestError> {
    let arguments = Arguments::new(Some(operation), variables);
    let cost = Counter::new(&document.parsed, arguments, limits).check_cost(operation)?;
    Ok(cost.cost)
}

/// Maximum query cost of an operation with the variables that make it most costly, without a limit.
pub fn cost_of_longest_lists(
    document: &Document,
    operation: &OperationDefinition,
    limits: &Limits,
) -> Result<usize, RequestError> {
    let variables = Map::new();
    let arguments = Arguments::new(Some(operation), &variables).longest_lists(limits);
    let limits = Limits {
        cost: usize::MAX,
        introspection_cost: usize::MAX,
        ..limits.clone()
    };
    let cost = Counter::new(&document.parsed, arguments, &limits).check_cost(operation)?;
    Ok(cost.cost)
}

/// The parameters with coerced variables.
pub fn coerce(
    document: &Document,
    params: &Params,
    suggestions: Suggestions,
    max_errors: usize,
) -> Result<Params, RequestError> {
    let name = params.operation_name.as_deref();
    let operation = variables::operation(&document.parsed, name);
    let operation = operation.ok_or_else(|| RequestError::Operation {
        name: params.operation_name.clone(),
    })?;
    let variables = coercion::coerce(operation, &params.variables, suggestions, max_errors)?;
    conditions::check(&document.parsed, operation, &variables)?;
    Ok(Params {
        variables,
        ..params.clone()
    })
}

/// Whether the executed operation is a subscription.
pub fn is_subscription(document: &Document, params: &Params) -> bool {
    let operation = variables::operation(&document.parsed, params.operation_name.as_deref());
    operation.is_some_and(|operation| operation.ty == OperationType::Subscription)
}

/// Fails if the operation to execute is a mutation. The engine would report the missing mutation type once for the
/// operation and once for its fields.
pub fn check_no_mutation(document: &Document, params: &Params) -> Result<(), RequestError> {
    let name = params.operation_name.as_deref();
    match variables::positioned_operation(&document.parsed, name) {
        Some(operation) if operation.node.ty == OperationType::Mutation => {
            Err(RequestError::Mutation {
                position: operation.pos,
            })
        }
        _ => Ok(()),
    }
}
