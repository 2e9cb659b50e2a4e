//! The arguments of an operation.

use std::fmt::{self, Display, Write as _};
use std::ops::Range;

use bytes::Bytes;
use hyper::Uri;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde::Serialize;
use url::form_urlencoded;

use crate::platform::base_url::BaseUrl;
use crate::platform::error::Error;
use crate::platform::operation::Operation;

/// Characters that are escaped in a path segment. Slash and dot are among them, so that no id can change the path.
const PATH_SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'?')
    .add(b'\\')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'^')
    .add(b'[')
    .add(b']')
    .add(b';')
    .add(b':')
    .add(b'@')
    .add(b'&')
    .add(b'=')
    .add(b'+')
    .add(b'$')
    .add(b',')
    .add(b'.');

/// Bytes for the id and the query of most calls, in addition to the path's template.
const TARGET_BYTES: usize = 100;

/// An operation with its arguments. The path and the query are written into one text as the arguments are added.
#[derive(Debug, Clone)]
pub(in crate::platform) struct Arguments {
    operation: Operation,
    /// Path and query, percent-encoded.
    target: String,
    has_query: bool,
    /// Place of the id in `target`; empty if the path has none.
    id: Range<usize>,
    body: Bytes,
    ids: usize,
}

/// A request of an operation.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) operation: Operation,
    /// Absent if the arguments are too long for a URI.
    pub(super) uri: Option<Uri>,
    id: Range<usize>,
    /// JSON, or empty.
    pub(super) body: Bytes,
    /// Number of entities that the call requests by id.
    pub(super) ids: usize,
}

impl Arguments {
    /// An operation without an id in its path.
    pub(in crate::platform) fn new(operation: Operation) -> Self {
        let (_, path) = operation.template();
        Self::with_path(operation, path)
    }

    /// An operation with `{id}` in its path.
    pub(in crate::platform) fn for_id(operation: Operation, id: impl Display) -> Self {
        let (_, template) = operation.template();
        let (before, after) = template.split_once("{id}").unwrap_or((template, ""));
        let mut arguments = Self::with_path(operation, before);
        let start = arguments.target.len();
        // Writing to a text cannot fail.
        let _ = write!(PathSegment(&mut arguments.target), "{id}");
        arguments.id = start..arguments.target.len();
        arguments.target.push_str(after);
        arguments.ids = 1;
        arguments
    }

    fn with_path(operation: Operation, path: &str) -> Self {
        let mut target = String::with_capacity(path.len() + TARGET_BYTES);
        target.push_str(path);
        Self {
            operation,
            target,
            has_query: false,
            id: 0..0,
            body: Bytes::new(),
            ids: 0,
        }
    }

    /// Adds a query parameter. The key needs no escaping.
    pub(in crate::platform) fn with(mut self, key: &'static str, value: impl Display) -> Self {
        self.add(key, value);
        self
    }

    /// Adds `key` once per id: the platform's notation of a list.
    pub(in crate::platform) fn with_each<T: Display>(
        mut self,
        key: &'static str,
        ids: &[T],
    ) -> Self {
        self.ids += ids.len();
        for id in ids {
            self.add(key, id);
        }
        self
    }

    fn add(&mut self, key: &'static str, value: impl Display) {
        self.target.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
        self.target.push_str(key);
        self.target.push('=');
        let _ = write!(QueryValue(&mut self.target), "{value}");
    }

    /// Sets the JSON body, which requests `ids` entities.
    pub(in crate::platform) fn body(
        self,
        body: &impl Serialize,
        ids: usize,
    ) -> Result<Self, Error> {
        let body = serde_json::to_vec(body).map_err(|_| Error::Invalid(None))?;
        Ok(self.written_body(body, ids))
    }

    /// Sets a body that is JSON already.
    pub(in crate::platform) fn written_body(self, body: impl Into<Bytes>, ids: usize) -> Self {
        Self {
            body: body.into(),
            ids: self.ids + ids,
            ..self
        }
    }

    /// The request at this host.
    pub(super) fn into_request(self, base_url: &BaseUrl) -> Request {
        Request {
            operation: self.operation,
            uri: base_url.join(self.target),
            id: self.id,
            body: self.body,
            ids: self.ids,
        }
    }
}

impl Request {
    /// The id in the path, if the operation has one.
    pub(super) fn id(&self) -> Option<String> {
        let target = self.uri.as_ref()?.path_and_query()?.as_str();
        let id = target.get(self.id.clone()).filter(|id| !id.is_empty())?;
        Some(percent_decode_str(id).decode_utf8_lossy().into_owned())
    }
}

/// Writes a segment of a path, percent-encoded.
struct PathSegment<'a>(&'a mut String);

impl fmt::Write for PathSegment<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend(utf8_percent_encode(text, PATH_SEGMENT));
        Ok(())
    }
}

/// Writes a value of a query, percent-encoded.
struct QueryValue<'a>(&'a mut String);

impl fmt::Write for QueryValue<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0
            .extend(form_urlencoded::byte_serialize(text.as_bytes()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_characters_of_ids_and_values_are_escaped() {
        let base_url = BaseUrl::new(&"https://api.test:8443".parse().unwrap()).unwrap();
        let id = "../a/b?c=1&d#e;%2e\u{fc}";
        let arguments = Arguments::for_id(Operation::SessionEvents, id)
            .with("pageSize", 10)
            .with("after", "a b&c=+/\u{fc}")
            .with_each("id", &["1", "2"]);
        let request = arguments.into_request(&base_url);
        assert_eq!(
            request.uri.as_ref().unwrap(),
            "https://api.test:8443/api/v2/journey/sessions/%2E%2E%2Fa%2Fb%3Fc%3D1%26d%23e%3B%252e%C3%BC/events\
             ?pageSize=10&after=a+b%26c%3D%2B%2F%C3%BC&id=1&id=2"
        );
        assert_eq!(request.id().as_deref(), Some(id));
        assert_eq!(request.ids, 3);
        let without = Arguments::new(Operation::Users).into_request(&base_url);
        assert_eq!(
            without.uri.as_ref().unwrap(),
            "https://api.test:8443/api/v2/users"
        );
        assert_eq!(without.id(), None);
        let too_long = "a".repeat(70_000);
        let too_long = Arguments::for_id(Operation::Session, too_long).into_request(&base_url);
        assert!(too_long.uri.is_none());
    }
}
