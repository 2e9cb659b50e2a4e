//! From text to document.

use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Pos, ServerError};

use super::scan;

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
        /// Line and column, from 1.
        position: Option<(usize, usize)>,
    },
}

impl Rejection {
    /// `extensions.code`
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooDeep { .. } => "NESTING_LIMIT",
            Self::Syntax { .. } => "GRAPHQL_PARSE_FAILED",
        }
    }

    /// As GraphQL tells it.
    pub fn into_error(self) -> ServerError {
        let position = match &self {
            Self::Syntax { position, .. } => position.map(|(line, column)| Pos { line, column }),
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

/// Parses `document`.
pub fn parse(document: &str, nesting: usize) -> Result<ExecutableDocument, Rejection> {
    if scan::too_deep(document, nesting) {
        return Err(Rejection::TooDeep { limit: nesting });
    }
    parse_query(document).map_err(|error| {
        let position = error
            .positions()
            .next()
            .map(|position| (position.line, position.column));
        // The parser draws the place with an arrow; the position says the same in less.
        let text = error.to_string();
        let message = text
            .lines()
            .last()
            .unwrap_or(&text)
            .trim()
            .trim_start_matches("= ")
            .to_owned();
        Rejection::Syntax { message, position }
    })
}
