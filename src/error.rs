//! Errors of fields. The field is null, the rest of the response is served, and one error with a stable code
//! reports it. The codes of field errors are defined here and nowhere else.
//!
//! A field that fails in 100 rows is reported once: errors are recorded by response field and message, with the
//! path of the first position and the number of positions.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use async_graphql::{Context, PathSegment, Pos, ServerError, Value};
use parking_lot::Mutex;

use crate::access::{Denied, Permission};
use crate::platform::Error;

/// Why a field is null.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// The viewer lacks a permission.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The value of an argument is invalid.
    #[error("argument `{argument}` {expected}")]
    Argument {
        /// The argument's name.
        argument: &'static str,
        /// The rest of the message "argument `x` …", for example "must be a UUID".
        expected: String,
    },
    /// The entries of a list cost more than the limit of the operation. Some of them are served.
    #[error(
        "with all `{argument}` the operation costs {cost}, and the limit is {limit}; the first ones that fit were served: \
         request fewer at once, smaller pages or fewer fields"
    )]
    Cost {
        /// The argument with an object for each entry.
        argument: &'static str,
        /// The cost of the operation with all entries.
        cost: usize,
        /// The limit.
        limit: usize,
    },
    /// A call of the platform failed.
    #[error(transparent)]
    Platform(#[from] Error),
    /// A cursor could not be written.
    #[error("the cursor could not be written; retry the request")]
    Cursor,
}

impl FieldError {
    /// The error's code in the response: `extensions.code`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Denied(_) | Self::Platform(Error::Forbidden | Error::OutOfReach) => {
                "PERMISSION_DENIED"
            }
            Self::Argument { .. } => "BAD_USER_INPUT",
            Self::Cost { .. } => "COST_LIMIT",
            Self::Cursor => "INTERNAL",
            Self::Platform(error) => match error {
                Error::Timeout(_) => "UPSTREAM_TIMEOUT",
                Error::RateLimited { .. } => "RATE_LIMITED",
                Error::TooManyCalls => "REQUEST_LIMIT_EXCEEDED",
                Error::Unauthenticated => "UNAUTHENTICATED",
                Error::NotFound => "NOT_FOUND",
                Error::Rejected { .. } | Error::Invalid(_) => "UPSTREAM_INVALID",
                _ => "UPSTREAM_UNAVAILABLE",
            },
        }
    }

    /// Converts to an error of the whole operation, without path and position.
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
                extensions.set("any", names(denied.any.iter().copied()));
                extensions.set("all", names(denied.all.iter().copied()));
                // Deprecated: clients cannot see whether one or all of the permissions are needed.
                let missing = denied.all.iter().chain(&denied.any);
                extensions.set("permission", names(missing.copied()));
                if !denied.scopes.is_empty() {
                    let scopes = denied.scopes.iter().copied().map(Into::into).collect();
                    extensions.set("scope", Value::List(scopes));
                }
            }
            Self::Argument { argument, .. } => extensions.set("argument", *argument),
            Self::Cost { cost, limit, .. } => {
                extensions.set("cost", *cost);
                extensions.set("limit", *limit);
            }
            Self::Platform(error) => {
                if let Error::RateLimited { retry_after, .. } = error {
                    extensions.set("retryAfterSeconds", retry_after.as_secs());
                }
                if let Some(id) = error.correlation_id() {
                    extensions.set("correlationId", id.as_str());
                }
            }
            Self::Cursor => {}
        }
        extensions.set("positions", positions);
        error
    }
}

fn names(permissions: impl Iterator<Item = Permission>) -> Value {
    let names = permissions.map(|permission| permission.as_str().into());
    Value::List(names.collect())
}

/// The errors of one response.
#[derive(Debug, Default)]
pub struct FieldErrors(Mutex<BTreeMap<Key, Entry>>);

/// Path of the field without the positions in lists, and the error's message. A field that is selected twice is one
/// field of the response.
type Key = (Vec<String>, String);

#[derive(Debug)]
struct Entry {
    error: FieldError,
    /// Where the field is selected; the selection that is resolved first if there are several.
    position: Pos,
    /// Path of the first position in the response.
    path: Vec<PathSegment>,
    /// The positions in the response, by their indices in lists.
    positions: HashSet<Box<[usize]>>,
}

impl FieldErrors {
    /// Records that the field that is being resolved is null.
    pub fn record(&self, ctx: &Context<'_>, error: FieldError) {
        let position = ctx.item.pos;
        let path = ctx
            .set_error_path(ServerError::new(String::new(), None))
            .path;
        let mut errors = self.0.lock();
        let entry = errors
            .entry((keys(&path), error.to_string()))
            .or_insert_with(|| Entry {
                error,
                position,
                path: path.clone(),
                positions: HashSet::new(),
            });
        entry.positions.insert(indices(&path));
        if indices(&path) < indices(&entry.path) {
            entry.path = path;
        }
    }

    /// The missing permissions, sorted, each once.
    pub fn denied(&self) -> BTreeSet<&'static str> {
        let errors = self.0.lock();
        let denied = errors.values().filter_map(|entry| match &entry.error {
            FieldError::Denied(denied) => Some(denied.permissions()),
            _ => None,
        });
        denied.flatten().collect()
    }

    /// Whether a field failed because the platform did not respond.
    pub fn has_outage(&self) -> bool {
        let errors = self.0.lock();
        let mut causes = errors.values().map(|entry| &entry.error);
        causes.any(|error| matches!(error, FieldError::Platform(error) if error.is_outage()))
    }

    /// Whether no field failed.
    pub fn is_empty(&self) -> bool {
        self.0.lock().is_empty()
    }

    /// Takes the errors: one for each field and cause, in the order of the document.
    #[must_use]
    pub fn take_errors(&self) -> Vec<ServerError> {
        let entries = self.take_entries().into_iter().map(|entry| {
            let positions = entry.positions.len();
            entry
                .error
                .into_error(entry.position, positions, entry.path)
        });
        entries.collect()
    }

    /// Takes the errors: one for each position of each field and cause, at most `max`, in the order of the document.
    /// Every field and cause has its first position at least; that error counts the positions that are left out.
    #[must_use]
    pub fn take_each(&self, max: usize) -> Vec<ServerError> {
        let entries = self.take_entries();
        let mut left = max.saturating_sub(entries.len());
        let errors = entries.into_iter().take(max).flat_map(|entry| {
            let mut positions: Vec<_> = entry.positions.into_iter().collect();
            positions.sort();
            let further = left.min(positions.len().saturating_sub(1));
            left -= further;
            let omitted = positions.len().saturating_sub(1 + further);
            let (error, path) = (entry.error, entry.path);
            let positions = positions.into_iter().take(1 + further).enumerate();
            positions.map(move |(number, position)| {
                let counted = if number == 0 { 1 + omitted } else { 1 };
                let path = with_indices(&path, &position);
                error.clone().into_error(entry.position, counted, path)
            })
        });
        errors.collect()
    }

    fn take_entries(&self) -> Vec<Entry> {
        let errors = std::mem::take(&mut *self.0.lock());
        let mut entries: Vec<_> = errors.into_values().collect();
        entries.sort_by_key(|entry| entry.position);
        entries
    }
}

/// A path with other positions in lists.
fn with_indices(path: &[PathSegment], indices: &[usize]) -> Vec<PathSegment> {
    let mut indices = indices.iter();
    let segments = path.iter().map(|segment| match segment {
        PathSegment::Index(index) => PathSegment::Index(indices.next().copied().unwrap_or(*index)),
        PathSegment::Field(_) => segment.clone(),
    });
    segments.collect()
}

/// The response keys of a path.
fn keys(path: &[PathSegment]) -> Vec<String> {
    let keys = path.iter().filter_map(|segment| match segment {
        PathSegment::Field(key) => Some(key.clone()),
        PathSegment::Index(_) => None,
    });
    keys.collect()
}

/// The positions in lists of a path.
fn indices(path: &[PathSegment]) -> Box<[usize]> {
    let indices = path.iter().filter_map(|segment| match segment {
        PathSegment::Index(index) => Some(*index),
        PathSegment::Field(_) => None,
    });
    indices.collect()
}
