//! The schema in the form that validation uses.

use std::sync::LazyLock;

use apollo_compiler::Schema;
use apollo_compiler::validation::Valid;

use crate::graph;

/// Introspection fields of the engine that `apollo-compiler` lacks.
const INTROSPECTION: &str = "extend type __Type { isOneOf: Boolean }";

/// The schema, read once for the process.
pub(in super::super) fn schema() -> &'static Valid<Schema> {
    static SCHEMA: LazyLock<Valid<Schema>> = LazyLock::new(|| {
        let text = format!("{}\n{INTROSPECTION}", graph::executed_sdl());
        Schema::parse_and_validate(text, "schema.graphql")
            // Invalid only if the engine printed an invalid schema; a test excludes that.
            .unwrap_or_else(|failed| Valid::assume_valid(failed.partial))
    });
    &SCHEMA
}

/// Builds the schema, which takes some milliseconds, unless it is built.
pub fn build_validation_schema() {
    schema();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_schema_is_valid() {
        let text = format!("{}\n{INTROSPECTION}", graph::executed_sdl());
        if let Err(failed) = Schema::parse_and_validate(text, "schema.graphql") {
            panic!("{}", failed.errors);
        }
    }
}
