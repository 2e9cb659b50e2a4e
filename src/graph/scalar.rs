//! The scalar `DateTime`, and durations as the scalar `Float`.

use async_graphql::{Description, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{SecondsFormat, Utc};

/// The format of a `DateTime` in an argument, for error messages.
pub const DATE_TIME_FORMAT: &str = "a time in RFC 3339, for example `2026-11-20T09:50:31Z`";

/// Whether a text is a `DateTime` as an argument.
pub fn is_date_time(text: &str) -> bool {
    // The parser also accepts the minus sign U+2212.
    text.is_ascii() && chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

/// A point in time, RFC 3339 in UTC with milliseconds, for example `2026-11-20T09:50:31.000Z`. Arguments may
/// have any UTC offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Description)]
pub(super) struct DateTime(pub(super) chrono::DateTime<Utc>);

#[Scalar(use_type_description)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        chrono::DateTime::parse_from_rfc3339(text)
            .map(|instant| Self(instant.to_utc()))
            .map_err(|_| InputValueError::custom(format!("expected {DATE_TIME_FORMAT}")))
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(text) if is_date_time(text))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(instant: chrono::DateTime<Utc>) -> Self {
        Self(instant)
    }
}

/// Converts milliseconds to a GraphQL `Float`: a 32-bit `Int` ends at 25 days.
pub(super) fn milliseconds(milliseconds: i64) -> f64 {
    // Exact up to 2^53 ms, which is 285,000 years.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let float = milliseconds as f64;
    float
}
