//! Arguments that the type system cannot check: ids, ranges, identifiers.

use std::str::FromStr;

use async_graphql::ID;
use uuid::Uuid;

use super::declaration::Declaration;
use crate::error::FieldError;
use crate::platform::IdentifierType;

/// The most that one page holds.
pub(super) const LARGEST_PAGE: usize = 100;
/// The most ids that one field takes.
pub(super) const MAX_IDS: usize = 100;

/// Reads an id.
pub(super) fn id<T: FromStr>(argument: &'static str, id: &ID) -> Result<T, FieldError> {
    id.parse().map_err(|_| FieldError::Argument {
        argument,
        expected: "must be a UUID such as 3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001".to_owned(),
    })
}

/// Checks how many ids there are.
pub(super) fn ids(argument: &'static str, ids: &[ID]) -> Result<(), FieldError> {
    if ids.len() <= MAX_IDS {
        return Ok(());
    }
    Err(FieldError::Argument {
        argument,
        expected: format!("takes {MAX_IDS} ids at most, not {}", ids.len()),
    })
}

/// Reads the argument `first` of a connection. Null means the default.
pub(super) fn first(first: Option<i32>, connection: &Declaration) -> Result<usize, FieldError> {
    let Some(first) = first else {
        return Ok(connection.page_size() as usize);
    };
    usize::try_from(first)
        .ok()
        .filter(|first| (1..=LARGEST_PAGE).contains(first))
        .ok_or_else(|| FieldError::Argument {
            argument: "first",
            expected: format!("must be from 1 to {LARGEST_PAGE}, not {first}"),
        })
}

/// Reads the external source, which only external ids have.
pub(super) fn external_source(
    kind: IdentifierType,
    source: Option<&ID>,
) -> Result<Option<Uuid>, FieldError> {
    match source {
        Some(_) if kind != IdentifierType::ExternalId => Err(FieldError::Argument {
            argument: "externalSource",
            expected: "can be given with `type: EXTERNAL_ID` only".to_owned(),
        }),
        Some(source) => id("externalSource", source).map(Some),
        None => Ok(None),
    }
}

/// Checks what a customer is looked up by.
pub(super) fn identifier(kind: IdentifierType, value: String) -> Result<String, FieldError> {
    const LONGEST: usize = 512;
    let expected = if value.is_empty() || value.len() > LONGEST {
        format!("must have from 1 to {LONGEST} bytes")
    } else if kind == IdentifierType::Phone && !is_e164(&value) {
        "must be a phone number with country code and leading +, such as +18035550123".to_owned()
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
