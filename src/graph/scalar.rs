//! The scalar `DateTime`, ids, and durations as the scalar `Float`.

use std::borrow::Cow;
use std::fmt;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, Description, ID, InputValueError, InputValueResult, OutputType,
    Positioned, Scalar, ScalarType, ServerResult, Value,
};
use chrono::{Datelike, SecondsFormat, Timelike, Utc};
use uuid::Uuid;

use crate::engine::ready_fields::WriteValue;
use crate::json;

/// The format of a `DateTime` in an argument, for error messages.
pub const DATE_TIME_FORMAT: &str = "a time in RFC 3339, for example `2026-11-20T09:50:31Z`";

const UUID_LENGTH: usize = uuid::fmt::Hyphenated::LENGTH;

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

impl DateTime {
    /// The text of most instants, several times as fast as with chrono's formatter.
    fn text(self) -> Option<[u8; 24]> {
        let (date, time) = (self.0.date_naive(), self.0.time());
        let year = u32::try_from(date.year()).ok()?;
        // A leap second has more than 1,000 ms.
        let milliseconds = time.nanosecond() / 1_000_000;
        if year > 9_999 || milliseconds > 999 {
            return None;
        }
        let mut text = *b"0000-00-00T00:00:00.000Z";
        for (mut number, place) in [
            (year, 0..4),
            (date.month(), 5..7),
            (date.day(), 8..10),
            (time.hour(), 11..13),
            (time.minute(), 14..16),
            (time.second(), 17..19),
            (milliseconds, 20..23),
        ] {
            for digit in text.get_mut(place)?.iter_mut().rev() {
                *digit += u8::try_from(number % 10).ok()?;
                number /= 10;
            }
        }
        Some(text)
    }
}

impl WriteValue for DateTime {
    fn write_value(&self, _: &Context<'_>, text: &mut Vec<u8>) -> bool {
        match self.text() {
            Some(usual) => {
                text.push(b'"');
                text.extend_from_slice(&usual);
                text.push(b'"');
            }
            None => json::write(&self.to_value(), text),
        }
        true
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(instant: chrono::DateTime<Utc>) -> Self {
        Self(instant)
    }
}

/// A UUID as the scalar `ID`. Unlike [`ID`], it is written without a text of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct UuidId(pub(super) Uuid);

impl fmt::Display for UuidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl OutputType for UuidId {
    fn type_name() -> Cow<'static, str> {
        <ID as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as OutputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        Ok(Value::String(self.to_string()))
    }
}

impl WriteValue for UuidId {
    fn write_value(&self, _: &Context<'_>, text: &mut Vec<u8>) -> bool {
        let mut quoted = [b'"'; UUID_LENGTH + 2];
        if let Some(place) = quoted.get_mut(1..=UUID_LENGTH) {
            self.0.hyphenated().encode_lower(place);
        }
        text.extend_from_slice(&quoted);
        true
    }
}

/// Converts milliseconds to a GraphQL `Float`: a 32-bit `Int` ends at 25 days.
pub(super) fn milliseconds(milliseconds: i64) -> f64 {
    // Exact up to 2^53 ms, which is 285,000 years.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let float = milliseconds as f64;
    float
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_fast_text_is_that_of_chrono(seconds in -62_167_219_200_i64..=253_402_300_799, nanos in 0_u32..1_000_000_000) {
            let instant = DateTime(chrono::DateTime::from_timestamp(seconds, nanos).unwrap());
            let text = instant.text().unwrap();
            prop_assert_eq!(Value::String(String::from_utf8(text.to_vec()).unwrap()), instant.to_value());
        }
    }

    #[test]
    fn other_instants_have_no_fast_text() {
        let leap = chrono::NaiveDate::from_ymd_opt(2016, 12, 31).unwrap();
        let leap = leap.and_hms_milli_opt(23, 59, 59, 1_500).unwrap().and_utc();
        for instant in [
            leap,
            chrono::DateTime::<Utc>::MIN_UTC,
            chrono::DateTime::<Utc>::MAX_UTC,
        ] {
            assert_eq!(DateTime(instant).text(), None, "{instant}");
        }
    }
}
