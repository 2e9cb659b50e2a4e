//! The name of an operation in logs and audit events.

use async_graphql::Name;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument};

/// The name of the executed operation: the requested name, or the name of the document's only operation.
pub fn operation_name<'a>(
    document: &'a ExecutableDocument,
    requested: Option<&'a str>,
) -> Option<&'a str> {
    requested.or_else(|| match &document.operations {
        DocumentOperations::Multiple(named) if named.len() == 1 => {
            named.keys().next().map(Name::as_str)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;

    #[test]
    fn the_requested_name_precedes_the_name_of_the_only_operation() {
        let cases = [
            ("query Tab { a }", None, Some("Tab")),
            ("query Tab { a }", Some("Tab"), Some("Tab")),
            (
                "query Tab { a } query List { a }",
                Some("List"),
                Some("List"),
            ),
            ("query Tab { a } query List { a }", None, None),
            (
                "query Tab { ...F } fragment F on Query { a }",
                None,
                Some("Tab"),
            ),
            ("query { a }", None, None),
            ("{ a }", None, None),
        ];
        for (text, requested, expected) in cases {
            let document = parse_query(text).unwrap();
            assert_eq!(operation_name(&document, requested), expected, "{text}");
        }
    }
}
