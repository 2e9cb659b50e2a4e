//! Validation of `tracestate`: an invalid one is dropped, so that it reaches no other system.

use std::collections::HashSet;

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Header with data of tracing systems, which is forwarded as it came.
pub const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// Maximum length in bytes. The specification requires that at least 512 are forwarded.
const MAX_LENGTH: usize = 512;

const MAX_MEMBERS: usize = 32;

/// Maximum length of a key or a value in bytes.
const MAX_TEXT: usize = 256;

/// Maximum length of the parts of a key `tenant@system` in bytes.
const MAX_TENANT: usize = 241;
const MAX_SYSTEM: usize = 14;

/// The combined `tracestate` of a request; `None` if it is absent, empty or invalid.
pub(super) fn from_headers(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut values = headers.get_all(TRACESTATE).iter();
    let first = values.next()?;
    let combined = match values.next() {
        None => first.clone(),
        Some(second) => {
            let all = [first, second].into_iter().chain(values);
            let all: Vec<_> = all.map(HeaderValue::as_bytes).collect();
            HeaderValue::from_bytes(&all.join(&b',')).ok()?
        }
    };
    is_valid(combined.as_bytes()).then_some(combined)
}

fn is_valid(text: &[u8]) -> bool {
    if text.len() > MAX_LENGTH {
        return false;
    }
    let mut keys = HashSet::new();
    for member in text.split(|byte| *byte == b',') {
        let member = member.trim_ascii();
        // A list may have empty members.
        if member.is_empty() {
            continue;
        }
        let Some(end) = member.iter().position(|byte| *byte == b'=') else {
            return false;
        };
        let (key, value) = member.split_at(end);
        let is_member = is_key(key) && is_value(value.get(1..).unwrap_or_default());
        if !is_member || !keys.insert(key) || keys.len() > MAX_MEMBERS {
            return false;
        }
    }
    !keys.is_empty()
}

fn is_key(key: &[u8]) -> bool {
    let is_valid = |part: &[u8], max| {
        let is_start = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let is_character = |byte: &u8| is_start(byte) || b"_-*/".contains(byte);
        part.len() <= max && part.first().is_some_and(is_start) && part.iter().all(is_character)
    };
    match key.iter().position(|byte| *byte == b'@') {
        None => is_valid(key, MAX_TEXT),
        Some(at) => {
            let (tenant, system) = key.split_at(at);
            is_valid(tenant, MAX_TENANT)
                && is_valid(system.get(1..).unwrap_or_default(), MAX_SYSTEM)
        }
    }
}

fn is_value(value: &[u8]) -> bool {
    let is_character = |byte: &u8| matches!(byte, b' '..=b'~') && !b",=".contains(byte);
    !value.is_empty() && value.len() <= MAX_TEXT && value.iter().all(is_character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(TRACESTATE, HeaderValue::from_str(value).unwrap());
        }
        let state = from_headers(&headers)?;
        Some(state.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_valid_state_is_forwarded_as_it_came() {
        let members: Vec<_> = (0..MAX_MEMBERS)
            .map(|member| format!("k{member}=v"))
            .collect();
        for valid in [
            "rojo=00f067aa0ba902b7",
            "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
            "tenant@system=a b~!,2=x",
            "a_-*/0=1 , b=2,,",
            &members.join(","),
        ] {
            assert_eq!(forwarded(&[valid]).as_deref(), Some(valid));
        }
        assert_eq!(
            forwarded(&["a=1", "b=2", "c=3"]).as_deref(),
            Some("a=1,b=2,c=3")
        );
    }

    #[test]
    fn an_invalid_state_is_dropped() {
        let members: Vec<_> = (0..=MAX_MEMBERS)
            .map(|member| format!("k{member}=v"))
            .collect();
        for invalid in [
            "",
            ",",
            "a",
            "=1",
            "a=",
            "A=1",
            "a=1=2",
            "a=1,a=2",
            "a b=1",
            "_a=1",
            "@a=1",
            "a@=1",
            "a@b@c=1",
            "tenant@systemsystemsys=1",
            "a=\t",
            &members.join(","),
            &format!("a={}", "b".repeat(MAX_TEXT + 1)),
            &format!("a={},b={}", "b".repeat(MAX_TEXT), "b".repeat(MAX_TEXT)),
        ] {
            assert_eq!(forwarded(&[invalid]), None, "{invalid}");
        }
    }
}
