//! From text to document.

use std::time::Duration;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Pos, ServerError};

use super::cost::Arguments;
use super::counts::Counter;
use super::limit::{Excess, Limit};
use super::{Overspent, Params, scan, variables};
use crate::config::Limits;

/// A document that keeps within the limits.
#[derive(Debug)]
pub struct Operation {
    /// As it was parsed.
    pub document: ExecutableDocument,
    /// What the operation of it that is executed may cost.
    pub cost: usize,
}

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
    /// Not GraphQL.
    #[error("{message}")]
    Syntax {
        /// What the parser says.
        message: String,
        /// Where.
        position: Option<Pos>,
    },
    /// A variable that the operation requires is missing or null.
    #[error("variable `${name}` is required")]
    Variable {
        /// Its name.
        name: String,
        /// Where it is declared.
        position: Pos,
    },
}

impl Rejection {
    /// `extensions.code`
    pub fn code(&self) -> &'static str {
        match self {
            Self::Limit(excess) => excess.limit.code(),
            Self::Overspent(_) => "RATE_LIMITED",
            Self::Circle { .. } => "GRAPHQL_VALIDATION_FAILED",
            Self::Introspection => "INTROSPECTION_DISABLED",
            Self::Syntax { .. } => "GRAPHQL_PARSE_FAILED",
            Self::Variable { .. } => "BAD_USER_INPUT",
        }
    }

    /// Whether it says no to what may be well-formed GraphQL: such a request is a bad one in every
    /// media type, while mistakes are told as the media type has it.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Limit(_) | Self::Overspent(_) | Self::Circle { .. } | Self::Introspection
        )
    }

    /// When the same operation may be let through.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Overspent(overspent) => Some(overspent.retry_after),
            _ => None,
        }
    }

    /// As GraphQL tells it.
    pub fn into_error(self) -> ServerError {
        let position = match &self {
            Self::Syntax { position, .. } => *position,
            Self::Variable { position, .. } | Self::Circle { position, .. } => Some(*position),
            Self::Limit(_) | Self::Overspent(_) | Self::Introspection => None,
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

/// Parses the document and sees to it that it keeps within the limits and that its variables are
/// there. Each step bounds what the next one takes.
pub fn parse(
    params: &Params,
    limits: &Limits,
    introspection: bool,
) -> Result<Operation, Rejection> {
    let name = params.operation_name.as_deref();
    Limit::Name.check(name.map_or(0, str::len), limits)?;
    Limit::Variables.check(variables::size(params.variables.values()), limits)?;
    scan::scan(&params.query, limits)?;
    let document = parse_query(&params.query).map_err(|error| syntax(&error))?;
    let operation = variables::operation(&document, name);
    let arguments = Arguments::new(operation, &params.variables);
    let mut counter = Counter::new(&document, arguments, limits);
    counter.check()?;
    let mut cost = 0;
    if let Some(operation) = operation {
        if !introspection && counter.introspects(operation)? {
            return Err(Rejection::Introspection);
        }
        cost = counter.check_cost(operation)?;
        variables::check(operation, &params.variables)?;
    }
    Ok(Operation { document, cost })
}

/// As a client is told to wait: never too short.
pub fn whole_seconds(time: Duration) -> u64 {
    let begun = u64::from(time.subsec_nanos() > 0);
    time.as_secs().saturating_add(begun).max(1)
}

fn syntax(error: &async_graphql::parser::Error) -> Rejection {
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
