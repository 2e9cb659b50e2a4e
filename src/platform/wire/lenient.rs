//! Readers that do not fail on what the platform may send.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};

use crate::model::id::DivisionId;

/// A list; null is an empty one.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

/// An instant; what cannot be read is absent.
pub(crate) fn instant<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    let text = Option::<std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    Ok(text
        .and_then(|text| DateTime::parse_from_rfc3339(&text).ok())
        .map(|instant| instant.to_utc()))
}

/// An id; what is none is absent.
pub(crate) fn id<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
{
    let text = Option::<std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// A list of divisions. None may get lost: what belongs to none is everybody's.
pub(crate) fn divisions<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<DivisionId>, D::Error> {
    let texts = Option::<Vec<Option<String>>>::deserialize(deserializer)?.unwrap_or_default();
    Ok(texts.into_iter().map(division).collect())
}

/// A division's id; what cannot be read is a division all the same.
pub(crate) fn division(id: Option<String>) -> DivisionId {
    id.and_then(|id| id.parse().ok())
        .unwrap_or(DivisionId::UNREADABLE)
}

/// A number of things; what is none is absent.
pub(crate) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let number = serde_json::Value::deserialize(deserializer)?.as_u64();
    Ok(number.map(|number| u32::try_from(number).unwrap_or(u32::MAX)))
}
