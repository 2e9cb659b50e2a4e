//! By which name an operation is known.

use async_graphql::Name;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument};

/// The name of the operation that is executed: the one that was asked for, or that of the only one.
pub fn name<'a>(document: &'a ExecutableDocument, asked: Option<&'a str>) -> Option<&'a str> {
    asked.or_else(|| match &document.operations {
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
    fn asked_for_or_the_only_one() {
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
        for (text, asked, expected) in cases {
            let document = parse_query(text).unwrap();
            assert_eq!(name(&document, asked), expected, "{text}");
        }
    }
}
