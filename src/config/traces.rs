//! Settings of traces and of request logs.

use std::time::Duration;

use url::Url;

use super::reader::Reader;
use super::reader::values::placeholder_url;
use crate::trace::{self, Headers, IS_SUPPORTED, Protocol};

/// Which operations write a log line.
#[derive(Debug, Clone)]
pub struct RequestLog {
    /// The ones that are logged.
    pub logged: LoggedRequests,
    /// Time from which an operation counts as slow.
    pub slow: Duration,
}

/// Which operations write a log line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LoggedRequests {
    /// No operation.
    None,
    /// The slow, rejected and failed ones, and this share of the others.
    Slow(f64),
    /// Every operation.
    All,
}

impl Reader {
    /// The settings of exported traces; `None` if none are exported.
    pub(super) fn tracing(&mut self) -> Option<trace::Settings> {
        let expected = "`http/protobuf` or `grpc`";
        let protocol = self.parse(
            "tracing.protocol",
            expected,
            Protocol::Http,
            |text| match text {
                "http/protobuf" => Some(Protocol::Http),
                "grpc" => Some(Protocol::Grpc),
                _ => None,
            },
        );
        let expected = "a number from 0 to 1";
        let sample_ratio = self.parse("tracing.sample_ratio", expected, 0.0, ratio);
        let headers = self.headers();
        let service_name = self.optional_text("tracing.service_name");
        if !self.is_set("tracing.endpoint") {
            return None;
        }
        if !IS_SUPPORTED {
            let message = "this binary cannot export traces: build it with `--features otlp`";
            self.add_error("tracing.endpoint", message);
        }
        let endpoint = self.optional_text("tracing.endpoint").unwrap_or_default();
        let endpoint = endpoint.parse().ok().filter(|url: &Url| {
            let has_credentials = !url.username().is_empty() || url.password().is_some();
            matches!(url.scheme(), "http" | "https") && url.has_host() && !has_credentials
        });
        if endpoint.is_none() {
            // The error does not repeat the value, which may contain a password.
            let message = "expected a URL without credentials, such as `http://127.0.0.1:4318`; they \
                           belong in `tracing.headers`";
            self.add_error("tracing.endpoint", message);
        }
        Some(trace::Settings {
            endpoint: endpoint.unwrap_or_else(placeholder_url),
            protocol,
            headers,
            service_name: service_name.unwrap_or_default(),
            sample_ratio,
        })
    }

    /// The settings of request logs.
    pub(super) fn request_log(&mut self) -> RequestLog {
        let expected = "`none`, `slow`, `all` or a number from 0 to 1";
        RequestLog {
            logged: self.parse(
                "log.requests",
                expected,
                LoggedRequests::None,
                |text| match text {
                    "none" => Some(LoggedRequests::None),
                    "slow" => Some(LoggedRequests::Slow(0.0)),
                    "all" => Some(LoggedRequests::All),
                    text => ratio(text).map(LoggedRequests::Slow),
                },
            ),
            slow: self.duration_or_zero("log.slow_request"),
        }
    }

    /// Headers as `name=value`, separated by commas. The error does not repeat them, because they are secret.
    fn headers(&mut self) -> Headers {
        const KEY: &str = "tracing.headers";
        let Some(text) = self.fixed_secret(KEY, "tracing.headers_file") else {
            return Headers::default();
        };
        let header = |text: &str| {
            let (name, value) = text.split_once('=')?;
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            let is_name = axum::http::HeaderName::from_bytes(name.as_bytes()).is_ok();
            let is_value = axum::http::HeaderValue::from_str(value).is_ok();
            (is_name && is_value).then(|| (name, value.to_owned()))
        };
        let headers: Option<Vec<_>> = text.split(',').map(header).collect();
        if headers.is_none() {
            let message = "expected headers as `name=value`, separated by commas";
            self.add_error(KEY, message);
        }
        headers.map(Headers).unwrap_or_default()
    }
}

fn ratio(text: &str) -> Option<f64> {
    let ratio: f64 = text.parse().ok()?;
    (0.0..=1.0).contains(&ratio).then_some(ratio)
}
