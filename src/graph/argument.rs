//! Validation of arguments beyond their GraphQL types: ids, ranges, identifiers.

use std::str::FromStr;

use async_graphql::ID;
use uuid::Uuid;

use super::declaration::Declaration;
use crate::error::FieldError;
use crate::platform::IdentifierType;

/// Maximum number of items on a page.
pub(super) const MAX_PAGE_SIZE: usize = 100;
/// Maximum number of ids in one argument. The pipeline rejects an operation with more before it is executed.
pub const MAX_IDS: usize = 100;

/// Parses an id.
pub(super) fn id<T: FromStr>(argument: &'static str, id: &ID) -> Result<T, FieldError> {
    id.parse().map_err(|_| FieldError::Argument {
        argument,
        expected: "must be a UUID, for example `3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001`".to_owned(),
    })
}

/// Checks the argument `first` of a connection. Null means the default.
pub(super) fn first(first: Option<i32>, connection: &Declaration) -> Result<usize, FieldError> {
    let Some(first) = first else {
        return Ok(connection.page_size() as usize);
    };
    usize::try_from(first)
        .ok()
        .filter(|first| (1..=MAX_PAGE_SIZE).contains(first))
        .ok_or_else(|| FieldError::Argument {
            argument: "first",
            expected: format!("must be between 1 and {MAX_PAGE_SIZE}, got {first}"),
        })
}

/// Parses the external source. Only external ids have one.
pub(super) fn external_source(
    kind: IdentifierType,
    source: Option<&ID>,
) -> Result<Option<Uuid>, FieldError> {
    match source {
        Some(_) if kind != IdentifierType::ExternalId => Err(FieldError::Argument {
            argument: "externalSource",
            expected: "is allowed only with `type: EXTERNAL_ID`".to_owned(),
        }),
        Some(source) => id("externalSource", source).map(Some),
        None => Ok(None),
    }
}

/// Checks the identifier that a customer is looked up by.
pub(super) fn identifier(kind: IdentifierType, value: String) -> Result<String, FieldError> {
    const MAX_BYTES: usize = 512;
    let expected = if value.is_empty() || value.len() > MAX_BYTES {
        format!(
            "must have between 1 and {MAX_BYTES} bytes, got {}",
            value.len()
        )
    } else if kind == IdentifierType::Phone && !is_e164(&value) {
        "must be a phone number with country code and leading `+`, for example `+18035550123`"
            .to_owned()
    } else {
        return Ok(value);
    };
    Err(FieldError::Argument {
        argument: "value",
        expected,
    })
}

fn is_e164(value: &str) -> bool {
    value.strip_prefix('+').is_some_and(|digits| {
        (3..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
