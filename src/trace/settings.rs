//! Settings of the exported traces.

use url::Url;

/// Whether this binary can export traces.
pub const IS_SUPPORTED: bool = cfg!(feature = "otlp");

/// Settings of the exported traces.
#[derive(Debug, Clone)]
pub struct Settings {
    /// URL of the collector.
    pub endpoint: Url,
    /// Transport of the collector.
    pub protocol: Protocol,
    /// Names and values of headers that the collector needs. The values are secret.
    pub headers: Headers,
    /// The value of `service.name`.
    pub service_name: String,
    /// Share of the traces without a sampled parent that are recorded, from 0 to 1.
    pub sample_ratio: f64,
}

/// Transport of OTLP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP with protobuf bodies.
    Http,
    /// gRPC.
    Grpc,
}

/// Names and values of headers.
#[derive(Clone, Default)]
pub struct Headers(pub Vec<(String, String)>);

impl std::fmt::Debug for Headers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.0.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}
