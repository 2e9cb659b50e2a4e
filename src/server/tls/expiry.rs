//! When a certificate expires: the one value of X.509 that the gateway needs, so that no ASN.1 library is compiled for it.

use chrono::{NaiveDate, NaiveDateTime};

const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
/// The optional version of a certificate: `[0] EXPLICIT`.
const VERSION: u8 = 0xa0;

/// `notAfter` of a certificate in seconds since 1970; `None` if the bytes are not a certificate.
pub(super) fn not_after(certificate: &[u8]) -> Option<i64> {
    let (content, _) = element(certificate, SEQUENCE)?;
    let (mut fields, _) = element(content, SEQUENCE)?;
    if let Some((_, rest)) = element(fields, VERSION) {
        fields = rest;
    }
    // Serial number, algorithm, issuer.
    for tag in [INTEGER, SEQUENCE, SEQUENCE] {
        (_, fields) = element(fields, tag)?;
    }
    let (validity, _) = element(fields, SEQUENCE)?;
    let (_, not_after) = time(validity)?;
    let (not_after, _) = time(not_after)?;
    Some(not_after.and_utc().timestamp())
}

/// The content of the first element, which must have this tag, and the bytes after it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    if *first != tag {
        return None;
    }
    if *length < 0x80 {
        return rest.split_at_checked(usize::from(*length));
    }
    let digits = usize::from(*length & 0x7f);
    // Certificates are smaller than 16 MiB.
    let (digits, rest) = rest.split_at_checked(digits).filter(|_| digits <= 3)?;
    let length = digits
        .iter()
        .fold(0, |length, digit| length << 8 | usize::from(*digit));
    rest.split_at_checked(length)
}

/// The time at the start, and the bytes after it.
fn time(bytes: &[u8]) -> Option<(NaiveDateTime, &[u8])> {
    let utc = element(bytes, UTC_TIME);
    let has_century = utc.is_none();
    let (text, rest) = utc.or_else(|| element(bytes, GENERALIZED_TIME))?;
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (year, text) = text.split_at_checked(if has_century { 4 } else { 2 })?;
    let year: i32 = year.parse().ok()?;
    let year = match year {
        _ if has_century => year,
        // RFC 5280, section 4.1.2.5.1.
        50.. => 1900 + year,
        _ => 2000 + year,
    };
    let part = |at: usize| text.get(2 * at..2 * at + 2)?.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(year, part(0)?, part(1)?)?;
    Some((date.and_hms_opt(part(2)?, part(3)?, part(4)?)?, rest))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    #[test]
    fn the_expiry_is_read_from_both_forms_of_time() {
        for year in [2031, 2049, 2050, 2100] {
            let mut params = CertificateParams::new(vec!["a.test".to_owned()]).unwrap();
            params.not_after = date_time_ymd(year, 3, 4);
            let key = KeyPair::generate().unwrap();
            let certificate = params.self_signed(&key).unwrap();
            let expected = NaiveDate::from_ymd_opt(year, 3, 4).unwrap();
            let expected = expected.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp();
            assert_eq!(not_after(certificate.der()), Some(expected), "{year}");
            for end in 0..60 {
                assert_eq!(not_after(&certificate.der()[..end]), None);
            }
        }
    }
}
