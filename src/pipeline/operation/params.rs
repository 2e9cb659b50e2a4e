//! The parameters of a GraphQL request, from a JSON body or a query string.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::document_id::DocumentId;
use super::error::RequestError;
use fields::Fields;

mod fields;

/// The byte order mark of UTF-8. Some editors and Windows programs write it before a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The parameters of a GraphQL request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params {
    /// Text of the document; empty if the request only has its identifier.
    pub query: String,
    /// Identifier of a persisted document.
    pub document_id: Option<DocumentId>,
    /// Name of the operation to execute.
    pub operation_name: Option<String>,
    /// Values of the operation's variables.
    pub variables: Map<String, Value>,
}

impl Params {
    /// Parses the body of a POST. Skips a byte order mark, as RFC 8259 allows.
    pub fn from_body(body: &[u8]) -> Result<Self, RequestError> {
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let error = match body.trim_ascii_start().first() {
            Some(b'{') => return Self::from_fields(parse(body)?),
            Some(b'[') => RequestError::BatchNotSupported,
            _ => RequestError::BodyNotObject,
        };
        parse::<Value>(body)?;
        Err(error)
    }

    /// Converts a parsed JSON value.
    pub fn from_value(body: Value) -> Result<Self, RequestError> {
        match body {
            Value::Object(object) => Self::from_fields(object.into()),
            Value::Array(_) => Err(RequestError::BatchNotSupported),
            _ => Err(RequestError::BodyNotObject),
        }
    }

    /// Parses the query string of a GET; `variables` and `extensions` are JSON.
    pub fn from_query_string(query: &str) -> Result<Self, RequestError> {
        let mut fields = Fields::default();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "query" => fields.query = Value::String(value.into_owned()),
                "documentId" | "doc_id" => fields.document_id = Value::String(value.into_owned()),
                "operationName" => fields.operation_name = Value::String(value.into_owned()),
                "variables" => fields.variables = json("variables", &value)?,
                "extensions" => fields.extensions = json("extensions", &value)?,
                _ => {}
            }
        }
        Self::from_fields(fields)
    }

    fn from_fields(fields: Fields) -> Result<Self, RequestError> {
        let invalid = |parameter, expected| {
            Err(RequestError::ParameterType {
                parameter,
                expected,
            })
        };
        if !matches!(fields.extensions, Value::Null | Value::Object(_)) {
            return invalid("extensions", "an object");
        }
        let id = match fields.document_id {
            Value::Null => fields.doc_id,
            id => id,
        };
        let document_id = DocumentId::from_parts(id, &fields.extensions)?;
        Ok(Self {
            query: match fields.query {
                Value::String(text) => text,
                Value::Null if document_id.is_some() => String::new(),
                Value::Null => return Err(RequestError::MissingQuery),
                _ => return invalid("query", "a string"),
            },
            document_id,
            operation_name: match fields.operation_name {
                Value::Null => None,
                Value::String(name) => Some(name).filter(|name| !name.is_empty()),
                _ => return invalid("operationName", "a string"),
            },
            variables: match fields.variables {
                Value::Null => Map::new(),
                Value::Object(variables) => variables,
                _ => return invalid("variables", "an object"),
            },
        })
    }
}

fn parse<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, RequestError> {
    serde_json::from_slice(body).map_err(|error| RequestError::InvalidJson {
        line: error.line(),
        column: error.column(),
    })
}

fn json(parameter: &'static str, text: &str) -> Result<Value, RequestError> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).map_err(|_| RequestError::ParameterType {
        parameter,
        expected: "a JSON object",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_read_like_its_value() {
        for body in [
            r#"{"query":"{ a }"}"#,
            "\t\r\n {\"query\":\"{ \\\"a\\\\u00e4\\\" }\"} ",
            r#"{"query":"{ a }","operationName":"A","variables":{"b":[1,{"c":null}]},"extensions":{}}"#,
            r#"{"query":"{ a }","operationName":"","variables":null,"extensions":null}"#,
            r#"{"documentId":"sha256:00","query":null}"#,
            r#"{"documentId":null,"doc_id":"sha256:00"}"#,
            r#"{"documentId":1}"#,
            r#"{"query":"first","query":"last"}"#,
            r#"{"qu\u0065ry":"{ a }"}"#,
            r#"{"Query":"{ a }","other":[[{"query":1}]],"":{},"id":1.5e3}"#,
            r#"{"query":1}"#,
            r#"{"query":"{ a }","operationName":{}}"#,
            r#"{"query":"{ a }","variables":[]}"#,
            r#"{"query":"{ a }","extensions":"b"}"#,
            "{}",
            "[]",
            " [{\"query\":\"{ a }\"}]",
            "\"query\"",
            "null",
            "1",
        ] {
            let value: Value = serde_json::from_str(body).unwrap();
            let expected = format!("{:?}", Params::from_value(value));
            let read = Params::from_body(body.as_bytes());
            assert_eq!(format!("{read:?}"), expected, "{body}");
        }
    }

    #[test]
    fn a_body_that_is_not_json_is_invalid_wherever_the_error_is() {
        for body in [
            "{\"other\":\"\\ud800\"}",
            "{\"other\":1e999}",
            "[\"\\ud800\"]",
            "[1e999]",
            "",
            " ",
            "{",
            "[",
            "[1",
            "nul",
            "{}x",
            "[]]",
            "{\"query\":}",
            "{\"query\":\"{ a }\",}",
            "{\"other\":tru}",
            "{query:1}",
            "\u{c}{}",
            "{\"query\":\"\u{1}\"}",
        ] {
            let read = Params::from_body(body.as_bytes());
            assert!(
                matches!(read, Err(RequestError::InvalidJson { .. })),
                "{body:?}: {read:?}"
            );
        }
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        for body in [deep.clone(), format!("{{\"other\":{deep}}}")] {
            let read = Params::from_body(body.as_bytes());
            assert!(matches!(read, Err(RequestError::InvalidJson { .. })));
        }
        let read = Params::from_body(b"{\"other\":\"\xff\"}");
        assert!(matches!(read, Err(RequestError::InvalidJson { .. })));
    }

    #[test]
    fn the_last_identifier_of_a_query_string_counts() {
        let id = |query| Params::from_query_string(query).unwrap().document_id;
        let (first, last) = (id("documentId=a"), id("doc_id=b"));
        assert!(first.is_some() && last.is_some() && first != last);
        assert_eq!(id("documentId=a&doc_id=b"), last);
        assert_eq!(id("doc_id=b&documentId=a"), first);
    }
}
