//! What is said about an operation before it is executed.

use std::time::Duration;

use async_graphql::parser::types::{OperationDefinition, OperationType};
use async_graphql::{Pos, ServerError};
use serde_json::{Map, Value};

use super::cost::Arguments;
use super::counts::Counter;
use super::limit::{Excess, Limit};
use super::{Document, Overspent, Params, variables};
use crate::config::Limits;

/// Why a document is not executed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Too much of something.
    #[error(transparent)]
    Limit(#[from] Excess),
    /// Too much of it in too short a time.
    #[error(transparent)]
    Overspent(#[from] Overspent),
    /// A fragment that is a part of itself.
    #[error("fragment `{fragment}` spreads itself")]
    Circle {
        /// Its name.
        fragment: String,
        /// Where it is spread, or stands.
        position: Pos,
    },
    /// The schema is not told.
    #[error("introspection is switched off")]
    Introspection,
    /// A subscription, where there is one answer only.
    #[error("subscriptions are told over WebSocket (graphql-transport-ws) or as text/event-stream")]
    Subscription,
    /// A subscription of none or of several things.
    #[error("a subscription selects one field, directly")]
    OneField,
    /// Not GraphQL.
    #[error("{message}")]
    Syntax {
        /// What the parser says.
        message: String,
        /// Where.
        position: Option<Pos>,
    },
    /// Too many other operations want a processor, of which so many may wait.
    #[error("the gateway is busy: more operations have come than the {0} that may wait; try again")]
    Busy(u32),
    /// Too many customers are watched for subscriptions.
    #[error("the gateway watches {0} customers for subscriptions, which is the limit; try again")]
    Watched(usize),
    /// A variable that the operation requires is missing or null.
    #[error("variable `${name}` is required")]
    Variable {
        /// Its name.
        name: String,
        /// Where it is declared.
        position: Pos,
    },
}

/// A no to what may be well-formed GraphQL. Its status is its own in every media type, while mistakes
/// are told as the media type has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The same operation is refused whenever it comes.
    Ever,
    /// Its viewer has asked for too much; it may be let through after this time.
    Overspent(Duration),
    /// Everybody has asked for too much.
    Busy,
}

impl Rejection {
    /// `extensions.code`
    pub fn code(&self) -> &'static str {
        match self {
            Self::Limit(excess) => excess.limit.code(),
            Self::Overspent(_) => "RATE_LIMITED",
            Self::Busy(_) | Self::Watched(_) => "OVERLOADED",
            Self::Subscription => "SUBSCRIPTION_TRANSPORT",
            Self::Circle { .. } | Self::OneField => "GRAPHQL_VALIDATION_FAILED",
            Self::Introspection => "INTROSPECTION_DISABLED",
            Self::Syntax { .. } => "GRAPHQL_PARSE_FAILED",
            Self::Variable { .. } => "BAD_USER_INPUT",
        }
    }

    /// The no that it says to what may be well-formed GraphQL; nothing where it tells of a mistake.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Limit(_)
            | Self::Circle { .. }
            | Self::Introspection
            | Self::Subscription
            | Self::OneField => Some(Refusal::Ever),
            Self::Overspent(overspent) => Some(Refusal::Overspent(overspent.retry_after)),
            Self::Busy(_) | Self::Watched(_) => Some(Refusal::Busy),
            Self::Syntax { .. } | Self::Variable { .. } => None,
        }
    }

    /// As GraphQL tells it.
    pub fn into_error(self) -> ServerError {
        let position = match &self {
            Self::Syntax { position, .. } => *position,
            Self::Variable { position, .. } | Self::Circle { position, .. } => Some(*position),
            _ => None,
        };
        let mut error = ServerError::new(self.to_string(), position);
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("code", self.code());
        match &self {
            Self::Limit(excess) => {
                extensions.set("limit", excess.most);
                if let Some(found) = excess.found {
                    extensions.set("found", found);
                }
            }
            Self::Overspent(overspent) => {
                extensions.set("limit", overspent.limit);
                extensions.set("retryAfterSeconds", whole_seconds(overspent.retry_after));
            }
            _ => {}
        }
        error
    }
}

/// Sees to it that what is sent beside the document keeps within the limits. Comes first: the rest
/// takes as long as there are values.
pub fn check_params(params: &Params, limits: &Limits) -> Result<(), Rejection> {
    let name = params.operation_name.as_deref();
    Limit::Name.check(name.map_or(0, str::len), limits)?;
    Limit::Variables.check(variables::size(params.variables.values()), limits)?;
    Ok(())
}

/// What the operation that is executed may cost with these variables, which must be there.
pub fn cost(
    document: &Document,
    params: &Params,
    limits: &Limits,
    introspection: bool,
) -> Result<usize, Rejection> {
    let parsed = &document.parsed;
    let Some(operation) = variables::operation(parsed, params.operation_name.as_deref()) else {
        return Ok(0);
    };
    let arguments = Arguments::new(Some(operation), &params.variables);
    let mut counter = Counter::new(parsed, arguments, limits);
    if !introspection && counter.introspects(operation)? {
        return Err(Rejection::Introspection);
    }
    let cost = counter.check_cost(operation)?;
    variables::check(operation, &params.variables)?;
    Ok(cost)
}

/// What an operation may cost at most, also where variables are missing.
pub fn highest_cost(
    document: &Document,
    operation: &OperationDefinition,
    variables: &Map<String, Value>,
    limits: &Limits,
) -> Result<usize, Rejection> {
    let arguments = Arguments::new(Some(operation), variables);
    Counter::new(&document.parsed, arguments, limits).check_cost(operation)
}

/// Whether every variable's value is of its type, as far as that can be told without the schema: then
/// the engine has nothing to say against the values that it has not said before.
pub fn has_plain_variables(document: &Document, params: &Params) -> bool {
    let operation = variables::operation(&document.parsed, params.operation_name.as_deref());
    operation.is_some_and(|operation| variables::are_plain(operation, &params.variables))
}

/// Whether the operation that is executed is a subscription.
pub fn is_subscription(document: &Document, params: &Params) -> bool {
    let operation = variables::operation(&document.parsed, params.operation_name.as_deref());
    operation.is_some_and(|operation| operation.ty == OperationType::Subscription)
}

/// As a client is told to wait: never too short.
pub fn whole_seconds(time: Duration) -> u64 {
    let begun = u64::from(time.subsec_nanos() > 0);
    time.as_secs().saturating_add(begun).max(1)
}

pub(super) fn syntax(error: &async_graphql::parser::Error) -> Rejection {
    // The parser draws the place with an arrow; the position says the same in less.
    let text = error.to_string();
    let message = text
        .lines()
        .last()
        .unwrap_or(&text)
        .trim()
        .trim_start_matches("= ")
        .to_owned();
    Rejection::Syntax {
        message,
        position: error.positions().next(),
    }
}
