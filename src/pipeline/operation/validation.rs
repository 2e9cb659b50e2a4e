//! Validates documents against the schema: every rule of the GraphQL specification, with the results of graphql-js 16.
//! `apollo-compiler` has the rules; [`values`], [`lists`] and [`subscription`] replace those that it applies differently,
//! and [`names`] reports unknown names with suggestions. The pipeline itself rejects mutations.

mod invalid;
mod lists;
mod names;
mod schema;
mod similar;
mod subscription;
mod values;

use apollo_compiler::ast::Document;
use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::validation::{DiagnosticData, DiagnosticList};
use async_graphql::{Pos, ServerError};

use super::error::RequestError;
use super::response::shorten;
use super::syntax::Parsed;

use invalid::{Invalid, offset};
pub(super) use schema::schema;
pub use similar::Suggestions;

/// The code of the errors of this module.
const CODE: &str = "GRAPHQL_VALIDATION_FAILED";

/// Rules that fail without reason in a document whose unknown fields were left out.
const MISLED: &[&str] = &["UnusedFragment", "UnusedVariable"];

/// Rules that reject valid documents.
const WRONG: &[&str] = &[
    "SubscriptionUsesConditionalSelection",
    "SubscriptionUsesMultipleFields",
    "UndefinedRootOperation",
];

/// Rules of `apollo-compiler` whose errors are replaced by those of [`values`] and [`names`]. It has no public names for
/// its rules; a test fails if one of these is renamed.
const REPLACED: &[&str] = &[
    "DisallowedVariableUsage",
    "FloatCoercionError",
    "IntCoercionError",
    "MissingSubselection",
    "RequiredField",
    "UndefinedArgument",
    "UndefinedEnumValue",
    "UndefinedField",
    "UndefinedInputValue",
    "UnsupportedValueType",
];

/// Validates a document; reports at most `max_errors` errors.
pub(super) fn validate(
    parsed: &Parsed<'_>,
    suggestions: Suggestions,
    max_errors: usize,
) -> Result<(), RequestError> {
    let mut invalid = errors(&parsed.document, suggestions);
    if invalid.is_empty() {
        return Ok(());
    }
    invalid.sort_by_key(|invalid| invalid.offset);
    invalid.dedup();
    let errors = invalid.into_iter().take(max_errors);
    let errors = errors.map(|invalid| error(invalid.message, parsed.positions.at(invalid.offset)));
    Err(RequestError::Invalid(errors.collect()))
}

fn errors(document: &Document, suggestions: Suggestions) -> Vec<Invalid> {
    let (executable, built) = match document.to_executable(schema()) {
        Ok(executable) => (executable, None),
        Err(failed) => (failed.partial, Some(failed.errors)),
    };
    let mut invalid = values::errors(&executable, suggestions);
    invalid.extend(subscription::errors(&executable));
    invalid.extend(lists::errors(document));
    let ruled = executable.validate(schema()).err();
    let ruled = ruled.map(|failed| failed.errors);
    if built.is_none() && ruled.is_none() {
        return invalid;
    }
    invalid.extend(names::errors(document, suggestions));
    let misled: &[&str] = if built.is_some() { MISLED } else { &[] };
    let failed = || built.iter().chain(&ruled);
    invalid.extend(failed().flat_map(|errors| parts(errors, &[WRONG, REPLACED, misled])));
    if invalid.is_empty() {
        // Nothing replaces the errors of the ignored rules. An invalid document must never be executed.
        invalid.extend(failed().flat_map(|errors| parts(errors, &[WRONG])));
    }
    invalid
}

/// The errors, without those of the rules `ignored`.
fn parts(errors: &DiagnosticList, ignored: &[&[&str]]) -> Vec<Invalid> {
    let kept = errors.iter().filter(|error| {
        let rule = error.error.unstable_error_name();
        !rule.is_some_and(|rule| ignored.iter().any(|rules| rules.contains(&rule)))
    });
    kept.map(|error| invalid_part(error.error)).collect()
}

fn invalid_part(error: &DiagnosticData) -> Invalid {
    Invalid {
        offset: offset(error.location()),
        message: error.to_string(),
    }
}

fn error(mut message: String, position: Pos) -> ServerError {
    shorten(&mut message);
    let mut error = ServerError::new(message, Some(position));
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", CODE);
    error
}

#[cfg(test)]
mod tests;
