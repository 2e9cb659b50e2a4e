//! Parses the text of a document. The parser is the validator's; the engine gets its own form of the same tree, so that
//! both read a document in the same way.

mod engine_document;
mod gaps;
mod positions;
mod subscription_root;

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
    // The scan has checked both limits; the parser counts some tokens and levels more.
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
        let mut document = converted.map_err(|position| RequestError::Syntax {
            message: "unexpected or missing punctuation".to_owned(),
            position: Some(position),
        })?;
        subscription_root::flatten(&mut document);
        Ok(document)
    }
}
