//! Checks of an operation before execution: scan, parse, count, validate, coerce, cost; and the body of its response.

mod arguments;
mod budget;
mod coercion;
mod conditions;
mod cost;
mod counts;
mod document;
mod document_cache;
mod document_id;
mod entities;
mod error;
mod ids;
mod known_costs;
mod limit;
mod limit_position;
mod name;
mod params;
mod plan;
pub mod response;
mod scan;
mod substitution;
mod syntax;
mod units;
mod upstream;
mod validation;
mod variables;

pub use budget::{BudgetExhausted, BudgetLeft, Budgets, WeakBudgets, whole_seconds};
pub use counts::Switches;
pub use document::{
    check_no_mutation, check_params, coerce, cost, cost_of_longest_lists, highest_cost,
    is_subscription,
};
pub use document_cache::{Document, DocumentCache};
pub use document_id::{DocumentHash, DocumentId, without_prefix};
pub use entities::OperationCost;
pub use error::RequestError;
pub use limit::{Limit, LimitExceeded};
pub use name::{operation_name, operation_type, valid_name};
pub use params::Params;
pub use plan::{Calls, NoSuchField, Plan, plan};
pub use upstream::Upstream;
pub use validation::{Suggestions, build_validation_schema};
pub use variables::canonical;

#[cfg(test)]
mod tests;
