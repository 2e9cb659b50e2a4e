//! The parameters of a GraphQL request, as JSON or as a query string carry them.

use serde_json::{Map, Value};

/// What a client sends.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params {
    /// The document.
    pub query: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// Values of the operation's variables.
    pub variables: Map<String, Value>,
}

/// What is wrong with a request's parameters. The text holds nothing but names of parameters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The body is not JSON.
    #[error("the body is not valid JSON (line {line}, column {column})")]
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// An array.
    #[error("batches are not supported: send one operation a request")]
    Batch,
    /// Neither an object nor an array.
    #[error(
        "the body must be a JSON object with the keys query, operationName, variables, extensions"
    )]
    NotAnObject,
    /// There is no document.
    #[error("`query` is missing")]
    NoQuery,
    /// A parameter of the wrong type.
    #[error("`{parameter}` must be {expected}")]
    Type {
        /// Its name.
        parameter: &'static str,
        /// What it must be.
        expected: &'static str,
    },
}

impl Malformed {
    /// `extensions.code`
    pub fn code(&self) -> &'static str {
        match self {
            Self::Batch => "BATCHING_NOT_SUPPORTED",
            _ => "BAD_REQUEST",
        }
    }
}

impl Params {
    /// Reads the body of a POST.
    pub fn of_body(body: &[u8]) -> Result<Self, Malformed> {
        let body: Value = serde_json::from_slice(body).map_err(|error| Malformed::Json {
            line: error.line(),
            column: error.column(),
        })?;
        Self::of_value(body)
    }

    /// Reads what is JSON already.
    pub fn of_value(body: Value) -> Result<Self, Malformed> {
        match body {
            Value::Object(mut object) => {
                let mut take = |key| object.remove(key).unwrap_or(Value::Null);
                Self::of_parts(
                    take("query"),
                    take("operationName"),
                    take("variables"),
                    &take("extensions"),
                )
            }
            Value::Array(_) => Err(Malformed::Batch),
            _ => Err(Malformed::NotAnObject),
        }
    }

    /// Reads the query string of a GET; `variables` and `extensions` are JSON.
    pub fn of_query(query: &str) -> Result<Self, Malformed> {
        let (mut document, mut name, mut variables, mut extensions) = Default::default();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "query" => document = Value::String(value.into_owned()),
                "operationName" => name = Value::String(value.into_owned()),
                "variables" => variables = json("variables", &value)?,
                "extensions" => extensions = json("extensions", &value)?,
                _ => {}
            }
        }
        Self::of_parts(document, name, variables, &extensions)
    }

    fn of_parts(
        query: Value,
        name: Value,
        variables: Value,
        extensions: &Value,
    ) -> Result<Self, Malformed> {
        let wrong = |parameter, expected| {
            Err(Malformed::Type {
                parameter,
                expected,
            })
        };
        if !matches!(extensions, Value::Null | Value::Object(_)) {
            return wrong("extensions", "an object");
        }
        Ok(Self {
            query: match query {
                Value::String(text) => text,
                Value::Null => return Err(Malformed::NoQuery),
                _ => return wrong("query", "a string"),
            },
            operation_name: match name {
                Value::Null => None,
                Value::String(name) => Some(name).filter(|name| !name.is_empty()),
                _ => return wrong("operationName", "a string"),
            },
            variables: match variables {
                Value::Null => Map::new(),
                Value::Object(variables) => variables,
                _ => return wrong("variables", "an object"),
            },
        })
    }
}

fn json(parameter: &'static str, text: &str) -> Result<Value, Malformed> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).map_err(|_| Malformed::Type {
        parameter,
        expected: "a JSON object",
    })
}
