//! What a client gets: data with its errors, or, where nothing was executed, errors alone.

use std::sync::Arc;

use async_graphql::{ErrorExtensionValues, PathSegment, Response, ServerError, Value};
use bytes::Bytes;
use serde::Serialize;

use super::{Refusal, Rejection, Upstream};
use crate::cache::StoredResponse;
use crate::json;

/// Bytes of one message: what the engine says quotes what it was sent.
const LONGEST_MESSAGE: usize = 512;

/// The answer to one operation.
#[derive(Debug)]
pub struct Answer {
    content: Content,
    /// The code that says why nothing was executed.
    code: Option<String>,
    refusal: Option<Refusal>,
}

/// What there is to send.
#[derive(Debug, Clone)]
pub enum Content {
    /// The operation was executed.
    Executed(Arc<StoredResponse>),
    /// It was not; the errors tell why.
    Errors(Bytes),
}

impl Answer {
    /// There is nothing but an error to tell.
    pub fn error(error: &ServerError) -> Self {
        Self::errors(std::slice::from_ref(error))
    }

    /// There is nothing but errors to tell.
    pub fn errors(errors: &[ServerError]) -> Self {
        Self {
            content: Content::Errors(body(None, errors, None)),
            code: errors.first().and_then(code),
            refusal: None,
        }
    }

    /// The operation was not executed.
    pub fn rejected(rejection: Rejection) -> Self {
        Self {
            refusal: rejection.refusal(),
            ..Self::error(&rejection.into_error())
        }
    }

    /// The operation was executed.
    pub fn executed(finished: Arc<StoredResponse>) -> Self {
        Self {
            content: Content::Executed(finished),
            code: None,
            refusal: None,
        }
    }

    /// What is sent.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// Whether anything was executed.
    pub fn is_executed(&self) -> bool {
        matches!(self.content, Content::Executed(_))
    }

    /// The no that it is, if it is one.
    pub fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// The code that says why nothing was executed.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }
}

impl Content {
    /// As it is sent.
    pub fn body(&self) -> &Bytes {
        match self {
            Self::Executed(finished) => &finished.body,
            Self::Errors(body) => body,
        }
    }
}

/// What the engine made of an operation.
#[derive(Debug)]
pub struct Outcome {
    data: Value,
    errors: Vec<ServerError>,
    executed: bool,
}

impl Outcome {
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
            data: response.data,
            errors,
            executed,
        }
    }

    /// Whether it found the document valid and executed it.
    pub fn is_executed(&self) -> bool {
        self.executed
    }

    /// The errors.
    pub fn errors(&self) -> &[ServerError] {
        &self.errors
    }

    /// As it is sent, with what the gateway has to say of it.
    pub fn body(&self, remarks: Option<&Remarks>) -> Bytes {
        let data = self.executed.then_some(&self.data);
        body(data, &self.errors, remarks)
    }
}

/// `extensions.journey`
#[derive(Debug, Default, Serialize)]
pub struct Remarks {
    /// The platform gave no answer for a part of this one; what it said some time before stands there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stale: bool,
    /// How the answer came about, for whoever asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream: Option<Upstream>,
}

impl Remarks {
    /// Nothing where there is nothing to say.
    pub fn given(self) -> Option<Self> {
        (self.stale || self.upstream.is_some()).then_some(self)
    }
}

fn code(error: &ServerError) -> Option<String> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code.clone()),
        _ => None,
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

/// A response, in the order in which people read it.
fn body(data: Option<&Value>, errors: &[ServerError], remarks: Option<&Remarks>) -> Bytes {
    let mut text = Vec::with_capacity(4 * 1024);
    text.push(b'{');
    if !errors.is_empty() {
        text.extend_from_slice(b"\"errors\":");
        let errors: Vec<_> = errors.iter().map(ErrorShape::of).collect();
        json::serialize(&errors, &mut text);
    }
    if let Some(data) = data {
        text.extend_from_slice(if errors.is_empty() { b"" } else { b"," });
        text.extend_from_slice(b"\"data\":");
        json::write(data, &mut text);
    }
    if let Some(remarks) = remarks {
        text.extend_from_slice(b",\"extensions\":{\"journey\":");
        json::serialize(remarks, &mut text);
        text.push(b'}');
    }
    text.push(b'}');
    // Answers are kept, and a text that grew has room for as much again.
    text.shrink_to_fit();
    text.into()
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
