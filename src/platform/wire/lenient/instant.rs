//! Timestamps in the platform's formats.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// Parses an RFC 3339 timestamp; `None` for any other text.
pub(super) fn read_instant(text: &str) -> Option<DateTime<Utc>> {
    usual(text.as_bytes()).or_else(|| {
        let instant = DateTime::parse_from_rfc3339(text).ok()?;
        Some(instant.to_utc())
    })
}

/// Parses the platform's usual format, `2026-11-20T09:50:00.000Z`. A general parser
/// takes several times as long, and one response has hundreds of timestamps.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_chrono(text: &str) -> Option<DateTime<Utc>> {
        let instant = DateTime::parse_from_rfc3339(text).ok()?;
        Some(instant.to_utc())
    }

    #[test]
    fn timestamps_parse_in_the_usual_format_and_in_others() {
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
        fn timestamps_parse_as_with_the_general_parser(
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
