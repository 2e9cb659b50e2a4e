//! What goes wrong with a part of an answer: the part is null, the rest is served, and one error
//! with a stable code tells of it. This is the one place where codes are given.
//!
//! A query of 100 rows that fails in one field fails once: errors are kept by selected field and
//! cause, at the path of the first position, with the number of positions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use async_graphql::{Context, PathSegment, Pos, ServerError, Value};

use crate::access::Denied;
use crate::platform::Error;

/// Why a field is null.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The viewer may not see it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// An argument's value cannot be used.
    #[error("argument `{argument}` {expected}")]
    Argument {
        /// The argument's name.
        argument: &'static str,
        /// What is expected, as the end of the sentence "argument `x` …".
        expected: String,
    },
    /// The platform gave no answer.
    #[error(transparent)]
    Platform(#[from] Error),
}

impl Failure {
    /// `extensions.code`
    pub fn code(&self) -> &'static str {
        match self {
            Self::Denied(_) | Self::Platform(Error::Forbidden | Error::OutOfReach) => {
                "PERMISSION_DENIED"
            }
            Self::Argument { .. } => "BAD_USER_INPUT",
            Self::Platform(error) => match error {
                Error::Timeout => "UPSTREAM_TIMEOUT",
                Error::RateLimited { .. } => "RATE_LIMITED",
                Error::TooManyCalls => "REQUEST_LIMIT_EXCEEDED",
                Error::Unauthenticated => "UNAUTHENTICATED",
                Error::NotFound => "NOT_FOUND",
                Error::Rejected { .. } | Error::Invalid => "UPSTREAM_INVALID",
                _ => "UPSTREAM_UNAVAILABLE",
            },
        }
    }

    /// As an error of an operation as a whole.
    pub fn into_plain_error(self) -> ServerError {
        let mut error = self.into_error(Pos::default(), 1, Vec::new());
        error.locations = Vec::new();
        error
    }

    fn into_error(self, position: Pos, positions: usize, path: Vec<PathSegment>) -> ServerError {
        let mut error = ServerError::new(self.to_string(), Some(position)).with_path(path);
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("code", self.code());
        match &self {
            Self::Denied(denied) => {
                let names = denied.permissions().map(Into::into).collect();
                extensions.set("permission", Value::List(names));
                if !denied.scopes.is_empty() {
                    let scopes = denied.scopes.iter().copied().map(Into::into).collect();
                    extensions.set("scope", Value::List(scopes));
                }
            }
            Self::Argument { argument, .. } => extensions.set("argument", *argument),
            Self::Platform(Error::RateLimited { retry_after }) => {
                extensions.set("retryAfterSeconds", retry_after.as_secs());
            }
            Self::Platform(_) => {}
        }
        extensions.set("positions", positions);
        error
    }
}

/// What went wrong in one answer.
#[derive(Debug, Default)]
pub struct Failures(Mutex<BTreeMap<Key, Entry>>);

/// Line and column of the selected field, and the failure's text.
type Key = (usize, usize, String);

#[derive(Debug)]
struct Entry {
    failure: Failure,
    /// Of the first position, in the answer's order.
    path: Vec<PathSegment>,
    positions: usize,
}

impl Failures {
    /// Notes that the field being resolved is null, and why.
    pub fn note(&self, ctx: &Context<'_>, failure: Failure) {
        let Pos { line, column } = ctx.item.pos;
        let path = ctx
            .set_error_path(ServerError::new(String::new(), None))
            .path;
        // A poisoned lock means that a panic came between two lines of bookkeeping; the notes stand.
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = noted
            .entry((line, column, failure.to_string()))
            .or_insert_with(|| Entry {
                failure,
                path: path.clone(),
                positions: 0,
            });
        entry.positions += 1;
        if precedes(&path, &entry.path) {
            entry.path = path;
        }
    }

    /// The permissions that were missing, sorted, without repeats.
    pub fn denied(&self) -> BTreeSet<&'static str> {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let denied = noted.values().filter_map(|entry| match &entry.failure {
            Failure::Denied(denied) => Some(denied.permissions()),
            _ => None,
        });
        denied.flatten().collect()
    }

    /// One error for each field and cause, in the order of the document.
    #[must_use]
    pub fn take_errors(&self) -> Vec<ServerError> {
        let noted = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let errors = noted.into_iter().map(|((line, column, _), entry)| {
            entry
                .failure
                .into_error(Pos { line, column }, entry.positions, entry.path)
        });
        errors.collect()
    }
}

/// Whether `a` comes before `b` in an answer: lists are compared by index.
fn precedes(a: &[PathSegment], b: &[PathSegment]) -> bool {
    let first_difference = a.iter().zip(b).find_map(|pair| match pair {
        (PathSegment::Index(a), PathSegment::Index(b)) if a != b => Some(a < b),
        _ => None,
    });
    first_difference.unwrap_or(false)
}
