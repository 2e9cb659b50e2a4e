//! The identifier of a persisted document in a request.

use std::fmt;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::error::RequestError;

/// The version of `extensions.persistedQuery`.
const VERSION: u64 = 1;

/// Prefix of an identifier that is the SHA-256 hash of the document, as the appendix of GraphQL over HTTP defines it.
const SHA256: &str = "sha256:";

/// The SHA-256 hash of a document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocumentHash([u8; 32]);

/// The identifier of a persisted document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentId {
    /// `documentId`, or `doc_id` of Relay.
    Id(String),
    /// `extensions.persistedQuery.sha256Hash` of Apollo.
    Hash(String),
    /// `extensions.persistedQuery` of another version than 1.
    UnsupportedVersion,
}

impl DocumentId {
    /// The identifier in the parameters of a request. `documentId` precedes the other forms.
    pub fn from_parts(id: Value, extensions: &Value) -> Result<Option<Self>, RequestError> {
        match id {
            Value::Null => {}
            Value::String(id) => return Ok(Some(Self::Id(id))),
            _ => return Err(invalid("documentId", "a string")),
        }
        match extensions.get("persistedQuery") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(query)) => Self::from_extension(query).map(Some),
            Some(_) => Err(invalid("extensions.persistedQuery", "an object")),
        }
    }

    fn from_extension(query: &Map<String, Value>) -> Result<Self, RequestError> {
        if query.get("version").and_then(Value::as_u64) != Some(VERSION) {
            return Ok(Self::UnsupportedVersion);
        }
        match query.get("sha256Hash") {
            Some(Value::String(hash)) => Ok(Self::Hash(hash.clone())),
            _ => Err(invalid("extensions.persistedQuery.sha256Hash", "a string")),
        }
    }
}

impl DocumentHash {
    /// The hash of `text`.
    pub fn from_text(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// The 32 bytes of the hash.
    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Parses 64 hexadecimal digits.
    pub fn parse(digits: &str) -> Option<Self> {
        let (pairs, []) = digits.as_bytes().as_chunks::<2>() else {
            return None;
        };
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let bytes = pairs.iter().map(|[high, low]| {
            let byte = digit(*high)? * 16 + digit(*low)?;
            u8::try_from(byte).ok()
        });
        let bytes: Vec<_> = bytes.collect::<Option<_>>()?;
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// An identifier without the prefix `sha256:`. Clients and manifests write both forms.
pub fn without_prefix(id: &str) -> &str {
    id.strip_prefix(SHA256).unwrap_or(id)
}

fn invalid(parameter: &'static str, expected: &'static str) -> RequestError {
    RequestError::ParameterType {
        parameter,
        expected,
    }
}
