//! Parses the text of a document for validation, and converts the syntax tree for the engine, so that both see the same
//! document.

mod engine_document;
mod gaps;
mod positions;

use apollo_compiler::ast::Document;
use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::parser::Parser;
use async_graphql::parser::types::ExecutableDocument;

use super::error::RequestError;
use super::scan::blank_commas;
use crate::config::Limits;

pub(super) use positions::Positions;

/// A document as the validator reads it.
pub(super) struct Parsed<'t> {
    pub(super) document: Document,
    pub(super) positions: Positions<'t>,
}

/// Parses `text`, whose tokens and nesting are within the limits.
pub(super) fn parse<'t>(text: &'t str, limits: &Limits) -> Result<Parsed<'t>, RequestError> {
    let positions = Positions::new(text);
    // The scan has checked both limits. The parser counts each level up to three times, and white space as tokens.
    let mut parser = Parser::new()
        .recursion_limit(limits.nesting.saturating_mul(4))
        .token_limit(text.len().saturating_add(1));
    let document = parser.parse_ast(blank_commas(text), "").map_err(|errors| {
        let first = errors.errors.iter().next();
        let offset = first.as_ref().and_then(|error| error.error.location());
        RequestError::Syntax {
            message: first.map_or_else(String::new, |error| error.error.to_string()),
            position: offset.map(|location| positions.at(location.offset())),
        }
    })?;
    Ok(Parsed {
        document,
        positions,
    })
}

impl Parsed<'_> {
    /// The document in the form of the engine.
    pub(super) fn engine_document(&self) -> Result<ExecutableDocument, RequestError> {
        let converted = engine_document::convert(&self.document, &self.positions);
        converted.map_err(|left_out| RequestError::Syntax {
            message: match left_out.expected {
                Some(expected) => format!("syntax error: expected `{expected}`"),
                None => "syntax error: unexpected text".to_owned(),
            },
            position: Some(self.positions.at(left_out.offset)),
        })
    }
}
