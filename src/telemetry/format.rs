//! The text formats of the metrics.

use prometheus_client::encoding::{prometheus_text, text};
use prometheus_client::registry::Registry;

/// A text format of the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `OpenMetrics` 1.0.0.
    OpenMetrics,
    /// The older text format of Prometheus, for tools that read no other.
    Prometheus,
}

impl Format {
    /// The format for a client with this `Accept` header. `OpenMetrics`, unless the client accepts plain text only.
    pub fn negotiate(accept: &str) -> Self {
        let accepts = |media: &str| accept.contains(media);
        if accepts("text/plain") && !accepts("application/openmetrics-text") {
            Self::Prometheus
        } else {
            Self::OpenMetrics
        }
    }

    /// The media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::Prometheus => prometheus_text::CONTENT_TYPE,
        }
    }

    /// The metrics of all registries as one text.
    pub(super) fn encode(self, registries: &[&Registry]) -> String {
        let mut written = String::new();
        // Writing to a `String` does not fail.
        for registry in registries {
            let _ = match self {
                Self::OpenMetrics => text::encode_registry(&mut written, registry),
                Self::Prometheus => prometheus_text::encode(&mut written, registry),
            };
        }
        if self == Self::OpenMetrics {
            let _ = text::encode_eof(&mut written);
        }
        written
    }
}
