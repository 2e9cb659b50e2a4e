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
use crate::engine::writer::FieldOutput;
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

/// The text of a number from 00 to 99.
fn two_digits(number: u32) -> Option<[u8; 2]> {
    let number = u8::try_from(number).ok().filter(|number| *number < 100)?;
    Some([b'0' + number / 10, b'0' + number % 10])
}

impl DateTime {
    /// The JSON text of most instants, several times as fast as with chrono's formatter.
    fn json(self) -> Option<[u8; 26]> {
        let utc = self.0.naive_utc();
        let (date, time) = (utc.date(), utc.time());
        let year = u32::try_from(date.year()).ok()?;
        // A leap second has 1,000 ms or more, for which `two_digits` returns `None`.
        let milliseconds = time.nanosecond() / 1_000_000;
        let [y1, y2] = two_digits(year / 100)?;
        let [y3, y4] = two_digits(year % 100)?;
        let [mo1, mo2] = two_digits(date.month())?;
        let [d1, d2] = two_digits(date.day())?;
        let [h1, h2] = two_digits(time.hour())?;
        let [mi1, mi2] = two_digits(time.minute())?;
        let [s1, s2] = two_digits(time.second())?;
        let [ms1, ms2] = two_digits(milliseconds / 10)?;
        let [_, ms3] = two_digits(milliseconds % 10)?;
        Some([
            b'"', y1, y2, y3, y4, b'-', mo1, mo2, b'-', d1, d2, b'T', h1, h2, b':', mi1, mi2, b':',
            s1, s2, b'.', ms1, ms2, ms3, b'Z', b'"',
        ])
    }
}

impl WriteValue for DateTime {
    fn write_value(&self, _: &Context<'_>, output: &mut FieldOutput<'_, '_>) -> bool {
        match self.json() {
            Some(json) => output.text().extend_from_slice(&json),
            None => json::write(&self.to_value(), output.text()),
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

impl WriteValue for UuidId {
    fn write_value(&self, _: &Context<'_>, output: &mut FieldOutput<'_, '_>) -> bool {
        let mut quoted = [b'"'; UUID_LENGTH + 2];
        if let Some(place) = quoted.get_mut(1..=UUID_LENGTH) {
            self.0.hyphenated().encode_lower(place);
        }
        output.text().extend_from_slice(&quoted);
        true
    }
}

/// A borrowed [`ID`]. As a ready field it is written without an allocation.
#[derive(Debug, Clone, Copy)]
pub(super) struct BorrowedId<'a>(pub(super) &'a str);

impl fmt::Display for BorrowedId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl WriteValue for BorrowedId<'_> {
    fn write_value(&self, _: &Context<'_>, output: &mut FieldOutput<'_, '_>) -> bool {
        json::write_string(self.0, output.text());
        true
    }
}

/// Lets types with a text be values of the scalar `ID`.
macro_rules! output_as_id {
    ($($id:ty),+) => {$(
        impl OutputType for $id {
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
    )+};
}

output_as_id!(UuidId, BorrowedId<'_>);

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
        fn the_fast_json_is_that_of_chrono(seconds in -62_167_219_200_i64..=253_402_300_799, nanos in 0_u32..1_000_000_000) {
            let instant = DateTime(chrono::DateTime::from_timestamp(seconds, nanos).unwrap());
            let json = String::from_utf8(instant.json().unwrap().to_vec()).unwrap();
            prop_assert_eq!(json, instant.to_value().to_string());
        }
    }

    #[test]
    fn other_instants_have_no_fast_json() {
        let leap = chrono::NaiveDate::from_ymd_opt(2016, 12, 31).unwrap();
        let leap = leap.and_hms_milli_opt(23, 59, 59, 1_500).unwrap().and_utc();
        for instant in [
            leap,
            chrono::DateTime::<Utc>::MIN_UTC,
            chrono::DateTime::<Utc>::MAX_UTC,
        ] {
            assert_eq!(DateTime(instant).json(), None, "{instant}");
        }
    }
}
