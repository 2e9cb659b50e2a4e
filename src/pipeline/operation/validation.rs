//! Validates documents against the schema: every rule of the GraphQL specification, with the results of graphql-js 16.
//! `apollo-compiler` has the rules; [`values`], [`lists`] and [`subscription`] replace those that it applies differently,
//! and [`names`] reports unknown names with suggestions. The pipeline itself rejects mutations.

mod definitions;
mod invalid;
mod lists;
mod names;
mod schema;
mod similar;
mod subscription;
mod values;

use apollo_compiler::ast::Document;
use apollo_compiler::validation::DiagnosticList;

use super::error::RequestError;
use super::response::error_with_code;
use super::syntax::Parsed;

use invalid::Invalid;
pub use schema::build_validation_schema;
pub(super) use schema::schema;
pub use similar::Suggestions;

/// The code of the errors of this module.
const CODE: &str = "GRAPHQL_VALIDATION_FAILED";

/// Rules that report false errors once an unknown field is left out: a variable or fragment used only there looks unused.
const FALSE_AFTER_BUILD_ERROR: &[&str] = &["UnusedFragment", "UnusedVariable"];

/// Rules that reject valid documents.
const REJECT_VALID: &[&str] = &[
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
    "UndefinedVariable",
    "UnsupportedValueType",
];

/// Checks that no definition hides another one; reports at most `max_errors` errors.
pub(super) fn check_definitions(
    parsed: &Parsed<'_>,
    max_errors: usize,
) -> Result<(), RequestError> {
    reject(parsed, definitions::errors(&parsed.document), max_errors)
}

/// Validates a document; reports at most `max_errors` errors.
pub(super) fn validate(
    parsed: &Parsed<'_>,
    suggestions: Suggestions,
    max_errors: usize,
) -> Result<(), RequestError> {
    let invalid = errors(&parsed.document, suggestions, max_errors);
    reject(parsed, invalid, max_errors)
}

fn reject(
    parsed: &Parsed<'_>,
    mut invalid: Vec<Invalid>,
    max_errors: usize,
) -> Result<(), RequestError> {
    if invalid.is_empty() {
        return Ok(());
    }
    invalid.sort_by_key(|invalid| invalid.offset);
    invalid.dedup();
    let errors = invalid.into_iter().take(max_errors);
    let errors = errors.map(|invalid| {
        let position = parsed.positions.at(invalid.offset);
        error_with_code(invalid.message, position, CODE)
    });
    Err(RequestError::Invalid(errors.collect()))
}

fn errors(document: &Document, suggestions: Suggestions, max_errors: usize) -> Vec<Invalid> {
    let (executable, build_errors) = match document.to_executable(schema()) {
        Ok(executable) => (executable, None),
        Err(failed) => (failed.partial, Some(failed.errors)),
    };
    let mut invalid = names::errors(document, suggestions);
    invalid.extend(values::errors(&executable, suggestions));
    if invalid.len() >= max_errors {
        // `apollo-compiler` would report the errors of a fragment again for each operation that uses it.
        return invalid;
    }
    invalid.extend(subscription::errors(&executable));
    invalid.extend(lists::errors(document));
    let rule_errors = executable.validate(schema()).err();
    let rule_errors = rule_errors.map(|failed| failed.errors);
    if build_errors.is_none() && rule_errors.is_none() {
        return invalid;
    }
    let unreliable: &[&str] = match build_errors {
        Some(_) => FALSE_AFTER_BUILD_ERROR,
        None => &[],
    };
    let without = |rules: &[&[&str]]| {
        let errors = build_errors.iter().chain(&rule_errors);
        let errors = errors.flat_map(|errors| without_rules(errors, rules));
        errors.collect::<Vec<_>>()
    };
    invalid.extend(without(&[REJECT_VALID, REPLACED, unreliable]));
    if invalid.is_empty() {
        // Nothing replaces the errors of the ignored rules. An invalid document must never be executed.
        invalid.extend(without(&[REJECT_VALID]));
    }
    invalid
}

/// The errors, without those of `rules`.
fn without_rules(errors: &DiagnosticList, rules: &[&[&str]]) -> Vec<Invalid> {
    let kept = errors.iter().filter(|error| {
        let rule = error.error.unstable_error_name();
        !rule.is_some_and(|rule| rules.iter().any(|rules| rules.contains(&rule)))
    });
    kept.map(|error| Invalid::from_diagnostic(error.error))
        .collect()
}

#[cfg(test)]
mod tests;
