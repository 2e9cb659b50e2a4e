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
use apollo_compiler::diagnostic::{Diagnostic, ToCliReport};
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

/// Rules of `apollo-compiler` whose errors are replaced by those of [`values`], [`subscription`] and [`names`]. It has
/// no public names for its rules; a test fails if one of these is renamed.
const REPLACED: &[&str] = &[
    "DisallowedVariableUsage",
    "FloatCoercionError",
    "IntCoercionError",
    "MissingSubselection",
    "RequiredField",
    "SubscriptionUsesConditionalSelection",
    "SubscriptionUsesMultipleFields",
    "UndefinedArgument",
    "UndefinedEnumValue",
    "UndefinedField",
    "UndefinedInputValue",
    "UndefinedRootOperation",
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
    let mut invalid = Vec::new();
    let built = document.to_executable(schema());
    let is_built = built.is_ok();
    let (executable, ignored) = match built {
        Ok(executable) => (executable, [REPLACED, &[]]),
        Err(failed) => {
            invalid.extend(parts(&failed.errors, [REPLACED, &[]]));
            (failed.partial, [REPLACED, MISLED])
        }
    };
    invalid.extend(values::errors(&executable, suggestions));
    invalid.extend(subscription::errors(&executable));
    invalid.extend(lists::errors(document));
    let ruled = executable.validate(schema());
    if let Err(failed) = &ruled {
        invalid.extend(parts(&failed.errors, ignored));
    }
    if !is_built || ruled.is_err() {
        invalid.extend(names::errors(document, suggestions));
    }
    invalid
}

/// The errors, without those of the rules `ignored`.
fn parts(errors: &DiagnosticList, ignored: [&[&str]; 2]) -> Vec<Invalid> {
    let kept = errors.iter().filter(|error| {
        let rule = error.error.unstable_error_name();
        !rule.is_some_and(|rule| ignored.concat().contains(&rule))
    });
    kept.map(invalid_part).collect()
}

fn invalid_part(error: Diagnostic<'_, DiagnosticData>) -> Invalid {
    Invalid {
        offset: offset(error.error.location()),
        message: error.error.to_string(),
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
