//! What happens to an operation before it is executed: scanned, so that no text can harm the parser;
//! parsed; counted, so that no document can harm the engine.

pub mod answer;
mod budget;
mod cost;
mod counts;
mod document;
mod documents;
mod limit;
mod name;
mod params;
mod plan;
mod scan;
mod upstream;
mod variables;

pub use budget::{Budgets, Overspent};
pub use document::{
    Refusal, Rejection, check_params, cost, has_plain_variables, highest_cost, is_subscription,
    whole_seconds,
};
pub use documents::{Document, Documents};
pub use limit::{Excess, Limit};
pub use name::name;
pub use params::{Malformed, Params};
pub use plan::{Calls, NoSuchField, Plan, plan};
pub use upstream::Upstream;
pub use variables::canonical;

#[cfg(test)]
mod tests;
