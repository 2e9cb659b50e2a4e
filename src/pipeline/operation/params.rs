//! The parameters of a GraphQL request, from a JSON body or a query string.

use serde_json::{Map, Value};

use super::document_id::DocumentId;
use super::error::RequestError;

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
        let body: Value =
            serde_json::from_slice(body).map_err(|error| RequestError::InvalidJson {
                line: error.line(),
                column: error.column(),
            })?;
        Self::from_value(body)
    }

    /// Converts a parsed JSON value.
    pub fn from_value(body: Value) -> Result<Self, RequestError> {
        match body {
            Value::Object(mut object) => {
                let mut take = |key| object.remove(key).unwrap_or(Value::Null);
                let id = match take("documentId") {
                    // Relay's documentation and many of its network layers send this name.
                    Value::Null => take("doc_id"),
                    id => id,
                };
                Self::from_parts(
                    take("query"),
                    id,
                    take("operationName"),
                    take("variables"),
                    &take("extensions"),
                )
            }
            Value::Array(_) => Err(RequestError::BatchNotSupported),
            _ => Err(RequestError::BodyNotObject),
        }
    }

    /// Parses the query string of a GET; `variables` and `extensions` are JSON.
    pub fn from_query_string(query: &str) -> Result<Self, RequestError> {
        let (mut document, mut id, mut name) = Default::default();
        let (mut variables, mut extensions) = Default::default();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "query" => document = Value::String(value.into_owned()),
                "documentId" | "doc_id" => id = Value::String(value.into_owned()),
                "operationName" => name = Value::String(value.into_owned()),
                "variables" => variables = json("variables", &value)?,
                "extensions" => extensions = json("extensions", &value)?,
                _ => {}
            }
        }
        Self::from_parts(document, id, name, variables, &extensions)
    }

    fn from_parts(
        query: Value,
        id: Value,
        name: Value,
        variables: Value,
        extensions: &Value,
    ) -> Result<Self, RequestError> {
        let invalid = |parameter, expected| {
            Err(RequestError::ParameterType {
                parameter,
                expected,
            })
        };
        if !matches!(extensions, Value::Null | Value::Object(_)) {
            return invalid("extensions", "an object");
        }
        let document_id = DocumentId::from_parts(id, extensions)?;
        Ok(Self {
            query: match query {
                Value::String(text) => text,
                Value::Null if document_id.is_some() => String::new(),
                Value::Null => return Err(RequestError::MissingQuery),
                _ => return invalid("query", "a string"),
            },
            document_id,
            operation_name: match name {
                Value::Null => None,
                Value::String(name) => Some(name).filter(|name| !name.is_empty()),
                _ => return invalid("operationName", "a string"),
            },
            variables: match variables {
                Value::Null => Map::new(),
                Value::Object(variables) => variables,
                _ => return invalid("variables", "an object"),
            },
        })
    }
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
