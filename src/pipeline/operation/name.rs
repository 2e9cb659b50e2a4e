//! The name of an operation in logs, audit events, explained responses and traces.

use async_graphql::Name;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};

use super::variables;

/// Maximum length of a name in bytes. A longer one is left out.
const MAX_BYTES: usize = 128;

/// The name of the executed operation: the requested name, or the name of the document's only operation.
pub fn operation_name<'a>(
    document: &'a ExecutableDocument,
    requested: Option<&'a str>,
) -> Option<&'a str> {
    let name = requested.or_else(|| match &document.operations {
        DocumentOperations::Multiple(named) if named.len() == 1 => {
            named.keys().next().map(Name::as_str)
        }
        _ => None,
    });
    valid_name(name)
}

/// The requested name, if it is a name as GraphQL defines it: the parameter can be any text.
pub fn valid_name(requested: Option<&str>) -> Option<&str> {
    requested.filter(|name| {
        let is_start = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
        name.len() <= MAX_BYTES
            && name.as_bytes().first().is_some_and(is_start)
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// The type of the executed operation; `None` if the document does not determine the operation.
pub fn operation_type(
    document: &ExecutableDocument,
    requested: Option<&str>,
) -> Option<&'static str> {
    let operation = variables::operation(document, requested)?;
    Some(match operation.ty {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
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

    #[test]
    fn a_text_that_is_no_name_is_left_out() {
        let document = parse_query("query Tab { a }").unwrap();
        let longest = "a".repeat(MAX_BYTES);
        for name in ["_", "Tab_2", &longest] {
            assert_eq!(operation_name(&document, Some(name)), Some(name));
        }
        let too_long = "a".repeat(MAX_BYTES + 1);
        for text in [
            "",
            "2a",
            "a b",
            "a\nb",
            "caf\u{e9}",
            "+49301234567",
            &too_long,
        ] {
            assert_eq!(operation_name(&document, Some(text)), None, "{text}");
        }
    }
}
