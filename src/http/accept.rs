//! Weighted lists of `Accept` and `Accept-Encoding` (RFC 9110, section 12.4.2).

use axum::http::{HeaderMap, HeaderName, header};

/// One element of a weighted list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Preference<'a> {
    pub(super) value: &'a str,
    /// The text after the value: parameters, each after a semicolon.
    parameters: &'a str,
    /// From 0 (not acceptable) to 1.
    pub(super) weight: f32,
}

/// The elements of all headers with this name, in the order of the client. An invalid weight counts as 0.
pub(super) fn preferences(
    headers: &HeaderMap,
    name: HeaderName,
) -> impl Iterator<Item = Preference<'_>> {
    let values = headers.get_all(name).into_iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(preference)
}

impl<'a> Preference<'a> {
    /// The value of the parameter `name`, without quotes.
    pub(super) fn parameter(&self, name: &str) -> Option<&'a str> {
        parameter(self.parameters, name)
    }
}

fn preference(element: &str) -> Option<Preference<'_>> {
    let (value, parameters) = element.split_once(';').unwrap_or((element, ""));
    let value = Some(value.trim()).filter(|value| !value.is_empty())?;
    Some(Preference {
        value,
        parameters,
        weight: parameter(parameters, "q").map_or(1.0, parse_weight),
    })
}

fn parameter<'a>(parameters: &'a str, name: &str) -> Option<&'a str> {
    parameters.split(';').find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        let is_named = key.trim().eq_ignore_ascii_case(name);
        is_named.then(|| value.trim().trim_matches('"'))
    })
}

fn parse_weight(text: &str) -> f32 {
    let weight = text.parse().unwrap_or(0.0);
    if (0.0..=1.0).contains(&weight) {
        weight
    } else {
        0.0
    }
}

/// Whether the client accepts a content coding. `names` are the coding's names; `*` stands for any coding that is not
/// listed.
pub(super) fn accepts_encoding(headers: &HeaderMap, names: &[&str]) -> bool {
    let (mut listed, mut wildcard) = (None, None);
    for Preference { value, weight, .. } in preferences(headers, header::ACCEPT_ENCODING) {
        if names.iter().any(|name| value.eq_ignore_ascii_case(name)) {
            listed = Some(weight > 0.0);
        } else if value == "*" {
            wildcard = Some(weight > 0.0);
        }
    }
    listed.or(wildcard).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(name: &HeaderName, values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn weights_are_parsed_and_invalid_ones_count_as_zero() {
        let table: [(&str, &[(&str, f32)]); 10] = [
            ("", &[]),
            (" , ,", &[]),
            ("a", &[("a", 1.0)]),
            ("a;q=0.5, b", &[("a", 0.5), ("b", 1.0)]),
            ("a;v=1;Q=0.25;x", &[("a", 0.25)]),
            ("a; q = 0.5", &[("a", 0.5)]),
            ("a;q=0", &[("a", 0.0)]),
            ("a;q=0.000", &[("a", 0.0)]),
            (
                "a;q=x, b;q=, c;q=NaN",
                &[("a", 0.0), ("b", 0.0), ("c", 0.0)],
            ),
            (
                "a;q=2, b;q=-1, c;q=inf",
                &[("a", 0.0), ("b", 0.0), ("c", 0.0)],
            ),
        ];
        for (value, expected) in table {
            let headers = headers(&header::ACCEPT, &[value]);
            let parsed: Vec<_> = preferences(&headers, header::ACCEPT)
                .map(|preference| (preference.value, preference.weight))
                .collect();
            assert_eq!(parsed, expected, "{value}");
        }
    }

    #[test]
    fn parameters_are_found_by_name_without_quotes() {
        let value = "a; Spec = \"1.0\" ;boundary=graphql;q=0.5, b";
        let headers = headers(&header::ACCEPT, &[value]);
        let parameters = |name| {
            let preferences = preferences(&headers, header::ACCEPT);
            preferences
                .map(|preference| preference.parameter(name))
                .collect::<Vec<_>>()
        };
        assert_eq!(parameters("spec"), [Some("1.0"), None]);
        assert_eq!(parameters("boundary"), [Some("graphql"), None]);
        assert_eq!(parameters("other"), [None, None]);
    }

    #[test]
    fn several_headers_are_one_list() {
        let headers = headers(&header::ACCEPT, &["a, b;q=0.5", "c"]);
        let values: Vec<_> = preferences(&headers, header::ACCEPT)
            .map(|preference| preference.value)
            .collect();
        assert_eq!(values, ["a", "b", "c"]);
    }

    #[test]
    fn a_coding_is_accepted_by_name_or_by_wildcard() {
        let table = [
            ("gzip", true, false),
            ("x-gzip", true, false),
            ("br, GZIP;q=0.5", true, true),
            ("*", true, true),
            ("identity", false, false),
            ("", false, false),
            ("gzip;q=0", false, false),
            ("*, gzip;q=0.0", false, true),
            ("gzip;q=1, *;q=0", true, false),
            ("gzip;q=x", false, false),
            ("br;q=0.0", false, false),
            ("br;q=0.001", false, true),
            ("br ; q=0", false, false),
        ];
        for (accepted, gzip, brotli) in table {
            let headers = headers(&header::ACCEPT_ENCODING, &[accepted]);
            let accepts = |names: &[&str]| accepts_encoding(&headers, names);
            assert_eq!(accepts(&["gzip", "x-gzip"]), gzip, "{accepted}");
            assert_eq!(accepts(&["br"]), brotli, "{accepted}");
        }
        assert!(!accepts_encoding(&HeaderMap::new(), &["gzip"]));
    }
}
