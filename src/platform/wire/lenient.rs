//! Readers that do not fail on what the platform may send. What is read out of a text is read where the
//! text stands, without a copy.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use crate::model::id::{DivisionId, WrapUpCodeId};

/// A list; null is an empty one.
pub(crate) fn list<'de, D, L>(deserializer: D) -> Result<L, D::Error>
where
    D: Deserializer<'de>,
    L: Deserialize<'de> + Default,
{
    Ok(Option::<L>::deserialize(deserializer)?.unwrap_or_default())
}

/// What `read` makes of a text; nothing of null.
pub(crate) fn read<'de, D, T>(
    deserializer: D,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
{
    struct Text<F>(F);

    impl<'de, T, F: FnOnce(&str) -> Option<T>> Visitor<'de> for Text<F> {
        type Value = Option<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text or null")
        }

        fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
            Ok(None)
        }

        fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, text: D) -> Result<Option<T>, D::Error> {
            text.deserialize_str(self)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Option<T>, E> {
            Ok((self.0)(text))
        }
    }

    deserializer.deserialize_option(Text(read))
}

/// An id; what is none is absent.
pub(crate) fn id<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
{
    read(deserializer, |text| text.parse().ok())
}

/// An instant; what cannot be read is absent.
pub(crate) fn instant<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    read(deserializer, read_instant)
}

fn read_instant(text: &str) -> Option<DateTime<Utc>> {
    usual(text.as_bytes()).or_else(|| {
        let instant = DateTime::parse_from_rfc3339(text).ok()?;
        Some(instant.to_utc())
    })
}

/// An instant as the platform writes nearly all of them: `2026-11-20T09:50:00.000Z`. A general parser
/// takes several times as long, and one answer holds hundreds.
fn usual(text: &[u8]) -> Option<DateTime<Utc>> {
    let [
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b'T',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
        b'.',
        f1,
        f2,
        f3,
        b'Z',
    ] = *text
    else {
        return None;
    };
    let year = number([y1, y2, y3, y4])?.cast_signed();
    let date = NaiveDate::from_ymd_opt(year, number([m1, m2])?, number([d1, d2])?)?;
    let (hours, minutes) = (number([h1, h2])?, number([n1, n2])?);
    let (seconds, milliseconds) = (number([s1, s2])?, number([f1, f2, f3])?);
    let time = NaiveTime::from_hms_milli_opt(hours, minutes, seconds, milliseconds)?;
    Some(date.and_time(time).and_utc())
}

fn number<const N: usize>(digits: [u8; N]) -> Option<u32> {
    digits.into_iter().try_fold(0, |number, digit| {
        let digit = char::from(digit).to_digit(10)?;
        Some(number * 10 + digit)
    })
}

/// A wrap-up code; an empty text is none.
pub(crate) fn wrap_up_code<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<WrapUpCodeId>, D::Error> {
    read(deserializer, |text| {
        (!text.is_empty()).then(|| WrapUpCodeId::of_disposition(text))
    })
}

/// A list of divisions. None may get lost: what belongs to none is everybody's.
pub(crate) fn divisions<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<DivisionId>, D::Error> {
    #[derive(Deserialize)]
    struct Division(#[serde(deserialize_with = "id")] Option<DivisionId>);

    let divisions: Vec<Division> = list(deserializer)?;
    let divisions = divisions.into_iter();
    Ok(divisions
        .map(|Division(id)| id.unwrap_or(DivisionId::UNREADABLE))
        .collect())
}

/// A number of things; what is none is absent.
pub(crate) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let number = serde_json::Value::deserialize(deserializer)?.as_u64();
    Ok(number.map(|number| u32::try_from(number).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_chrono(text: &str) -> Option<DateTime<Utc>> {
        let instant = DateTime::parse_from_rfc3339(text).ok()?;
        Some(instant.to_utc())
    }

    #[test]
    fn instants_are_read_in_the_usual_spelling_and_in_others() {
        let usual_one = "2026-11-20T09:50:00.125Z";
        assert_eq!(usual(usual_one.as_bytes()), by_chrono(usual_one));
        for text in [
            usual_one,
            "2026-11-20T09:50:00Z",
            "2026-11-20T10:50:00.125+01:00",
            "2026-11-20 09:50:00.125Z",
            "2024-02-29T23:59:59.999Z",
            "2026-12-31T23:59:60.999Z",
        ] {
            assert!(read_instant(text).is_some(), "{text}");
            assert_eq!(read_instant(text), by_chrono(text), "{text}");
        }
        for text in [
            "",
            "soon",
            "2026-02-29T09:50:00.125Z",
            "2026-11-20T24:00:00.000Z",
            "2026-11-20T09:60:00.000Z",
            "2026-11-20T09:50:00.12:Z",
            "+026-11-20T09:50:00.125Z",
        ] {
            assert_eq!(read_instant(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn instants_are_what_the_general_parser_reads(
            text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\\.[0-9]{3}Z",
            at in 0..24_usize,
            other in "[ -~]",
        ) {
            prop_assert_eq!(read_instant(&text), by_chrono(&text));
            let mut odd = text;
            odd.replace_range(at..=at, &other);
            prop_assert_eq!(read_instant(&odd), by_chrono(&odd));
        }
    }
}
