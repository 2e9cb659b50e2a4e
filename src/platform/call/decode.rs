//! Decodes the body of a response.

use serde::de::DeserializeOwned;

use crate::platform::error::Error;
use crate::throttle::Throttle;

/// Limit of log lines about responses that cannot be read. Each viewer can cause them.
static UNREADABLE: Throttle = Throttle::new();

pub(super) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    // Every response of the platform is an object. serde would accept a list as the fields of a struct in order.
    if body.trim_ascii_start().first() != Some(&b'{') {
        if let Some(suppressed) = UNREADABLE.admit() {
            tracing::warn!(suppressed, "upstream response is not an object");
        }
        return Err(Error::Invalid(None));
    }
    // Validating the whole body once is faster than string by string. A body with invalid UTF-8 is still decoded,
    // because the invalid bytes may be in fields that the gateway skips.
    let decoded = match str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    };
    decoded.map_err(|error| {
        if let Some(suppressed) = UNREADABLE.admit() {
            // Logs the position only: the text around it is a customer's data.
            tracing::warn!(
                line = error.line(),
                column = error.column(),
                suppressed,
                "upstream response could not be decoded"
            );
        }
        Error::Invalid(None)
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Named {
        name: Option<String>,
    }

    fn name(body: &[u8]) -> Result<Option<String>, Error> {
        decode::<Named>(body).map(|named| named.name)
    }

    #[test]
    fn a_body_must_be_an_object_with_valid_text_in_decoded_fields() {
        let expected = Ok(Some("Kr\u{fc}ger".to_owned()));
        assert_eq!(name("\n{\"name\": \"Kr\u{fc}ger\"}".as_bytes()), expected);
        assert_eq!(name(br#"{"name": "Kr\u00fcger"}"#), expected);
        assert_eq!(name(b"{\"skipped\": \"\xff\"}"), Ok(None));
        for unreadable in [
            &b"{\"name\": \"\xff\"}"[..],
            br#"{"name": "\ud800"}"#,
            br#"["Kr"]"#,
            br#"{"name": "Kr"} more"#,
            br#"{"name": "Kr""#,
            b"",
        ] {
            assert_eq!(name(unreadable), Err(Error::Invalid(None)));
        }
    }
}
