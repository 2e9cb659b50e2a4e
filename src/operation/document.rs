//! From text to document.

use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Pos, ServerError};

use super::{Params, scan, variables};

/// Why a document is not executed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Brackets within brackets within …
    #[error("the document nests brackets deeper than {limit} levels")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
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
            Self::TooDeep { .. } => "NESTING_LIMIT",
            Self::Syntax { .. } => "GRAPHQL_PARSE_FAILED",
            Self::Variable { .. } => "BAD_USER_INPUT",
        }
    }

    /// As GraphQL tells it.
    pub fn into_error(self) -> ServerError {
        let position = match &self {
            Self::Syntax { position, .. } => *position,
            Self::Variable { position, .. } => Some(*position),
            Self::TooDeep { .. } => None,
        };
        let mut error = ServerError::new(self.to_string(), position);
        error
            .extensions
            .get_or_insert_default()
            .set("code", self.code());
        error
    }
}

/// Parses the document and sees to it that its variables are there.
pub fn parse(params: &Params, nesting: usize) -> Result<ExecutableDocument, Rejection> {
    if scan::too_deep(&params.query, nesting) {
        return Err(Rejection::TooDeep { limit: nesting });
    }
    let document = parse_query(&params.query).map_err(|error| {
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
    })?;
    match variables::missing(
        &document,
        params.operation_name.as_deref(),
        &params.variables,
    ) {
        Some((name, position)) => Err(Rejection::Variable { name, position }),
        None => Ok(document),
    }
}
