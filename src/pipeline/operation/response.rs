//! The body of a GraphQL response.

use std::collections::BTreeSet;

use async_graphql::{ErrorExtensionValues, PathSegment, Pos, Response, ServerError, Value};
use bytes::Bytes;
use serde::Serialize;

use super::upstream::Upstream;
use crate::config::ErrorPositions;
use crate::error::FieldErrors;
use crate::json;

/// Maximum length of an error message in bytes. Messages quote client input, which may be long.
const MAX_MESSAGE_BYTES: usize = 512;

/// Maximum number of errors of a response that reports each position.
const MAX_POSITIONS: usize = 2_000;

/// Response of the engine to one operation, before serialization.
#[derive(Debug)]
pub struct EngineResponse {
    data: Value,
    errors: Vec<ServerError>,
    is_executed: bool,
}

impl EngineResponse {
    /// Combines the engine's response with the field errors that resolvers recorded; keeps at most `max_errors`, or
    /// [`MAX_POSITIONS`] if each position is reported.
    pub fn new(
        response: Response,
        field_errors: &FieldErrors,
        positions: ErrorPositions,
        max_errors: usize,
    ) -> Self {
        let (field_errors, max_errors) = match positions {
            ErrorPositions::First => (field_errors.take_errors(), max_errors),
            ErrorPositions::Each => (field_errors.take_each(MAX_POSITIONS), MAX_POSITIONS),
        };
        let mut errors = response.errors;
        // An error without a path is a request error: the engine did not start execution.
        let is_executed =
            response.data != Value::Null || errors.iter().all(|error| !error.path.is_empty());
        for error in &mut errors {
            complete(error, is_executed);
        }
        errors.extend(field_errors);
        errors.sort_by_key(|error| {
            error
                .locations
                .first()
                .map(|position| (position.line, position.column))
        });
        errors.truncate(max_errors);
        Self {
            data: response.data,
            errors,
            is_executed,
        }
    }

    /// Whether the engine found the document valid and executed it.
    pub fn is_executed(&self) -> bool {
        self.is_executed
    }

    /// The errors, in the order of the document.
    pub fn errors(&self) -> &[ServerError] {
        &self.errors
    }

    /// The different codes of the errors.
    pub fn error_codes(&self) -> BTreeSet<String> {
        let codes = self.errors.iter().filter_map(|error| {
            match error.extensions.as_ref()?.get("code")? {
                Value::String(code) => Some(code.clone()),
                _ => None,
            }
        });
        codes.collect()
    }

    /// The errors, in the order of the document.
    pub fn into_errors(self) -> Vec<ServerError> {
        self.errors
    }

    /// Serializes the response.
    pub fn body(&self, extensions: Option<&JourneyExtensions>) -> Bytes {
        let data = self.is_executed.then_some(&self.data);
        serialize(data, &self.errors, extensions)
    }
}

/// Value of `extensions.journey`.
#[derive(Debug, Default, Serialize)]
pub struct JourneyExtensions {
    /// A part of the response is a stale cache entry, because the platform failed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stale: bool,
    /// The operation's name in logs, audit events and traces, if the client requested the explanation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The operation's maximum query cost, if the client requested the explanation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<usize>,
    /// The upstream calls, if the client requested the explanation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream: Option<Upstream>,
}

impl JourneyExtensions {
    /// `None` if there is nothing to report.
    pub fn non_empty(self) -> Option<Self> {
        let is_empty = !self.stale && self.cost.is_none() && self.upstream.is_none();
        (!is_empty).then_some(self)
    }
}

/// Serializes a response without data.
pub(super) fn error_body(errors: &[ServerError]) -> Bytes {
    serialize(None, errors, None)
}

/// Completes an error of the engine: the maximum length, and the code that every error has.
fn complete(error: &mut ServerError, is_executed: bool) {
    shorten(&mut error.message);
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        let code = if is_executed {
            "BAD_USER_INPUT"
        } else {
            "GRAPHQL_VALIDATION_FAILED"
        };
        extensions.set("code", code);
    }
}

/// An error with a code.
pub(super) fn error_with_code(mut message: String, position: Pos, code: &str) -> ServerError {
    shorten(&mut message);
    let mut error = ServerError::new(message, Some(position));
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", code);
    error
}

/// Shortens a message to the maximum length.
fn shorten(message: &mut String) {
    if message.len() > MAX_MESSAGE_BYTES {
        let end = message.floor_char_boundary(MAX_MESSAGE_BYTES);
        message.truncate(end);
        message.push('…');
    }
}

/// Writes errors before data, as the specification recommends for readers of long responses.
fn serialize(
    data: Option<&Value>,
    errors: &[ServerError],
    extensions: Option<&JourneyExtensions>,
) -> Bytes {
    let mut text = Vec::with_capacity(1024 + data.map_or(0, json::written_len));
    text.push(b'{');
    if !errors.is_empty() {
        text.extend_from_slice(b"\"errors\":");
        let errors: Vec<_> = errors.iter().map(SerializedError::from).collect();
        json::serialize(&errors, &mut text);
    }
    if let Some(data) = data {
        text.extend_from_slice(if errors.is_empty() { b"" } else { b"," });
        text.extend_from_slice(b"\"data\":");
        json::write(data, &mut text);
    }
    if let Some(extensions) = extensions {
        text.extend_from_slice(b",\"extensions\":{\"journey\":");
        json::serialize(extensions, &mut text);
        text.push(b'}');
    }
    text.push(b'}');
    // Responses are cached; a grown buffer may have twice the capacity that it needs.
    if text.capacity() > text.len() + text.len() / 4 {
        text.shrink_to_fit();
    }
    text.into()
}

/// Field order of a serialized error.
#[derive(Serialize)]
struct SerializedError<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    locations: &'a [Pos],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    path: &'a [PathSegment],
    extensions: Option<&'a ErrorExtensionValues>,
}

impl<'a> From<&'a ServerError> for SerializedError<'a> {
    fn from(error: &'a ServerError) -> Self {
        Self {
            message: &error.message,
            locations: &error.locations,
            path: &error.path,
            extensions: error.extensions.as_ref(),
        }
    }
}
