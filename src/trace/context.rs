//! The W3C trace context of a request: the headers `traceparent` and `tracestate`
//! (<https://www.w3.org/TR/trace-context/>).

use std::fmt;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::state;

/// Header with the trace, the parent span and the flags.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Length of `traceparent` in version 00. A later version may be longer.
const LENGTH: usize = 55;

/// The flags of version 00: sampled, and random trace id. A sender must set all others to zero.
const KNOWN_FLAGS: u8 = 0b11;

const SAMPLED: u8 = 0b01;

/// A trace and a span within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceContext {
    pub(super) trace_id: u128,
    pub(super) span_id: u64,
    pub(super) flags: u8,
    pub(super) state: Option<HeaderValue>,
}

impl TraceContext {
    /// The trace context of a request's headers; `None` if there is none or it is invalid. An invalid `tracestate` is
    /// dropped and does not invalidate `traceparent`.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let mut parents = headers.get_all(TRACEPARENT).iter();
        let parent = parents.next()?;
        if parents.next().is_some() {
            return None;
        }
        let context = Self::parse(parent.as_bytes())?;
        Some(Self {
            state: state::from_headers(headers),
            ..context
        })
    }

    /// A new trace, not sampled.
    pub fn random() -> Self {
        Self {
            trace_id: fastrand::u128(1..),
            span_id: random_span_id(),
            flags: 0,
            state: None,
        }
    }

    /// Whether the caller records the trace.
    pub fn is_sampled(&self) -> bool {
        self.flags & SAMPLED != 0
    }

    /// The context with the sampled flag set or cleared.
    #[must_use]
    pub(super) fn with_sampled(self, is_sampled: bool) -> Self {
        let flags = self.flags & !SAMPLED | if is_sampled { SAMPLED } else { 0 };
        Self { flags, ..self }
    }

    /// The trace's id in logs.
    pub fn trace_id(&self) -> TraceId {
        TraceId(self.trace_id)
    }

    /// The value of `traceparent`.
    pub fn traceparent(&self) -> HeaderValue {
        let Self {
            trace_id,
            span_id,
            flags,
            ..
        } = self;
        // Each upstream call needs one, and `format!` takes four times as long.
        let mut text = Vec::with_capacity(LENGTH);
        text.extend_from_slice(b"00-");
        push_hexadecimal(&mut text, &trace_id.to_be_bytes());
        text.push(b'-');
        push_hexadecimal(&mut text, &span_id.to_be_bytes());
        text.push(b'-');
        push_hexadecimal(&mut text, &[*flags]);
        // Hexadecimal digits and hyphens are valid in a header, so this does not fail.
        HeaderValue::from_maybe_shared(Bytes::from(text))
            .unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// The value of `tracestate`, if the client sent one.
    pub fn tracestate(&self) -> Option<&HeaderValue> {
        self.state.as_ref()
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let version = u8::try_from(hexadecimal(text.get(..2)?)?).ok()?;
        let is_length_valid = match version {
            0 => text.len() == LENGTH,
            0xff => false,
            _ => text.len() == LENGTH || text.get(LENGTH) == Some(&b'-'),
        };
        let has_separators = [2, 35, 52].iter().all(|at| text.get(*at) == Some(&b'-'));
        if !is_length_valid || !has_separators {
            return None;
        }
        let trace_id = hexadecimal(text.get(3..35)?)?;
        let span_id = u64::try_from(hexadecimal(text.get(36..52)?)?).ok()?;
        let flags = u8::try_from(hexadecimal(text.get(53..55)?)?).ok()?;
        (trace_id != 0 && span_id != 0).then_some(Self {
            trace_id,
            span_id,
            flags: flags & KNOWN_FLAGS,
            state: None,
        })
    }
}

/// The id of a trace, in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceId(u128);

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

pub(super) fn random_span_id() -> u64 {
    fastrand::u64(1..)
}

/// Writes the hexadecimal digits of `bytes`, in lower case.
fn push_hexadecimal(text: &mut Vec<u8>, bytes: &[u8]) {
    let digit = |value: u8| value + if value < 10 { b'0' } else { b'a' - 10 };
    for byte in bytes {
        text.extend_from_slice(&[digit(byte >> 4), digit(byte & 0xf)]);
    }
}

/// Parses lower-case hexadecimal digits, the only ones that the specification allows.
fn hexadecimal(digits: &[u8]) -> Option<u128> {
    digits.iter().try_fold(0, |value: u128, digit| {
        let digit = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        Some(value << 4 | u128::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALID: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn parse(values: &[&str]) -> Option<TraceContext> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(TRACEPARENT, HeaderValue::from_str(value).unwrap());
        }
        TraceContext::from_headers(&headers)
    }

    #[test]
    fn a_valid_parent_is_written_as_it_was_read() {
        let context = parse(&[VALID]).unwrap();
        assert_eq!(context.traceparent(), VALID);
        assert!(context.is_sampled());
        assert_eq!(
            context.trace_id().to_string(),
            "0af7651916cd43dd8448eb211c80319c"
        );
        let new = TraceContext::random();
        assert_eq!(parse(&[new.traceparent().to_str().unwrap()]), Some(new));
    }

    #[test]
    fn unknown_flags_are_cleared_and_later_versions_are_read_as_version_00() {
        let flags = VALID.replace("-01", "-ff");
        assert!(
            parse(&[&flags])
                .unwrap()
                .traceparent()
                .as_bytes()
                .ends_with(b"-03")
        );
        let later = VALID.replacen("00", "cc", 1);
        assert_eq!(parse(&[&later]).unwrap().traceparent(), VALID);
        let longer = format!("{later}-what-the-future-will-be-like");
        assert_eq!(parse(&[&longer]).unwrap().traceparent(), VALID);
    }

    #[test]
    fn an_invalid_parent_is_ignored() {
        let zero_trace = VALID.replace("0af7651916cd43dd8448eb211c80319c", &"0".repeat(32));
        let zero_parent = VALID.replace("b7ad6b7169203331", &"0".repeat(16));
        let later = VALID.replacen("00", "cc", 1);
        for invalid in [
            "",
            "00",
            &VALID.to_ascii_uppercase(),
            &VALID[..54],
            &format!("{VALID}-"),
            &format!("{VALID}0"),
            &format!("{later}0"),
            &VALID.replacen("00", "ff", 1),
            &VALID.replace('-', "_"),
            &VALID.replace("b7ad", "g7ad"),
            &VALID.replace("-01", "-.1"),
            &zero_trace,
            &zero_parent,
        ] {
            assert_eq!(parse(&[invalid]), None, "{invalid}");
        }
        assert_eq!(parse(&[VALID, VALID]), None);
        assert_eq!(parse(&[]), None);
    }
}
