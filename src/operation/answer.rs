//! What a client gets: data with its errors, or, where nothing was executed, errors alone.

use std::time::Duration;

use async_graphql::{ErrorExtensionValues, PathSegment, Response, ServerError, Value};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::Rejection;

/// Bytes of one message: what the engine says quotes what it was sent.
const LONGEST_MESSAGE: usize = 512;

/// The answer to one operation.
#[derive(Debug)]
pub struct Answer {
    /// `None`: the operation was not executed.
    data: Option<Value>,
    errors: Vec<ServerError>,
    /// See [`Rejection::is_refusal`].
    is_refused: bool,
    /// See [`Rejection::retry_after`].
    retry_after: Option<Duration>,
}

impl Answer {
    /// There is nothing but an error to tell.
    pub fn error(error: ServerError) -> Self {
        Self {
            data: None,
            errors: vec![error],
            is_refused: false,
            retry_after: None,
        }
    }

    /// The operation was not executed.
    pub fn rejected(rejection: Rejection) -> Self {
        Self {
            is_refused: rejection.is_refusal(),
            retry_after: rejection.retry_after(),
            ..Self::error(rejection.into_error())
        }
    }

    /// What the engine gave, with the failures that were noted beside it, `most` errors in all.
    pub fn of(response: Response, failures: Vec<ServerError>, most: usize) -> Self {
        let mut errors = response.errors;
        // An error without a path is about the request: the engine had not begun to execute.
        let executed =
            response.data != Value::Null || errors.iter().all(|error| !error.path.is_empty());
        for error in &mut errors {
            complete(error, executed);
        }
        errors.extend(failures);
        errors.sort_by_key(|error| {
            error
                .locations
                .first()
                .map(|position| (position.line, position.column))
        });
        errors.truncate(most);
        Self {
            data: executed.then_some(response.data),
            errors,
            is_refused: false,
            retry_after: None,
        }
    }

    /// How many errors it tells.
    pub fn errors(&self) -> usize {
        self.errors.len()
    }

    /// As it is sent.
    pub fn to_json(&self) -> Vec<u8> {
        // Values, texts and numbers into memory: neither can fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Whether anything was executed.
    pub fn is_executed(&self) -> bool {
        self.data.is_some()
    }

    /// Whether the document was refused as such: see [`Rejection::is_refusal`].
    pub fn is_refused(&self) -> bool {
        self.is_refused
    }

    /// The code that says why nothing was executed.
    pub fn refusal(&self) -> Option<String> {
        let error = self.errors.first().filter(|_| !self.is_executed())?;
        match error.extensions.as_ref()?.get("code")? {
            Value::String(code) => Some(code.clone()),
            _ => None,
        }
    }

    /// When the same operation may be let through, if it was refused because of others.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

/// What the engine itself has to say gets a code as everything else.
fn complete(error: &mut ServerError, executed: bool) {
    if error.message.len() > LONGEST_MESSAGE {
        let end = error.message.floor_char_boundary(LONGEST_MESSAGE);
        error.message.truncate(end);
        error.message.push('…');
    }
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        extensions.set(
            "code",
            if executed {
                "BAD_USER_INPUT"
            } else {
                "GRAPHQL_VALIDATION_FAILED"
            },
        );
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.errors.is_empty() {
            let errors: Vec<_> = self.errors.iter().map(ErrorShape::of).collect();
            map.serialize_entry("errors", &errors)?;
        }
        if let Some(data) = &self.data {
            map.serialize_entry("data", data)?;
        }
        map.end()
    }
}

/// An error in the order in which people read it.
#[derive(Serialize)]
struct ErrorShape<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    locations: &'a [async_graphql::Pos],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    path: &'a [PathSegment],
    extensions: Option<&'a ErrorExtensionValues>,
}

impl<'a> ErrorShape<'a> {
    fn of(error: &'a ServerError) -> Self {
        Self {
            message: &error.message,
            locations: &error.locations,
            path: &error.path,
            extensions: error.extensions.as_ref(),
        }
    }
}
