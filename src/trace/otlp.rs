//! Exports spans over OTLP in a task of its own: in batches, each within a time limit. A collector that fails or does not
//! respond costs the spans, which are counted, and one log line per minute.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use opentelemetry::trace::{
    SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState,
};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_otlp::tonic_types::metadata::MetadataMap;
use opentelemetry_otlp::tonic_types::transport::ClientTlsConfig;
use opentelemetry_otlp::{
    ExporterBuildError, RetryPolicy, SpanExporter, WithExportConfig, WithHttpConfig,
    WithTonicConfig,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanExporter as _, SpanLinks};
use tokio::sync::mpsc;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep_until, timeout};
use url::Url;
use uuid::Uuid;

use super::ended_span::{EndedSpan, Kind, Value};
use super::error::TracerError;
use super::queue::{Message, Queue};
use super::settings::{Protocol, Settings};

/// Spans of one export at most; further ones wait for the next.
const BATCH: usize = 512;

/// Longest time that a span waits for others, so that a trace is visible soon after its request.
const DELAY: Duration = Duration::from_secs(1);

/// Maximum time of one export. A collector in the same cluster responds within milliseconds.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Shortest time between two log lines about failed exports.
const LOG_INTERVAL: Duration = Duration::from_mins(1);

/// Starts the exporter of the spans that `receiver` yields. Makes no connection; needs a Tokio runtime.
pub(super) fn export(
    settings: &Settings,
    queue: &Arc<Queue>,
    receiver: mpsc::UnboundedReceiver<Message>,
) -> Result<(), TracerError> {
    let mut client = build(settings)?;
    let resource = Resource::builder_empty()
        .with_service_name(settings.service_name.clone())
        .with_attributes([
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", Uuid::new_v4().to_string()),
        ])
        .build();
    client.set_resource(&resource);
    let exporter = Exporter {
        client,
        // A strong reference would keep the channel open when the tracer is dropped.
        queue: Arc::downgrade(queue),
        scope: InstrumentationScope::builder("journey-gateway")
            .with_version(env!("CARGO_PKG_VERSION"))
            .build(),
        pending: Vec::new(),
        failed: 0,
        last_logged: None,
    };
    tokio::spawn(exporter.run(receiver));
    Ok(())
}

fn build(settings: &Settings) -> Result<SpanExporter, TracerError> {
    let headers = &settings.headers.0;
    let builder = SpanExporter::builder();
    let built = match settings.protocol {
        Protocol::Http => {
            let client = reqwest::Client::builder()
                .timeout(TIMEOUT)
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .build()
                .map_err(|error| TracerError(error.to_string()))?;
            builder
                .with_http()
                .with_http_client(client)
                .with_endpoint(http_endpoint(&settings.endpoint))
                .with_headers(headers.iter().cloned().collect())
                .with_timeout(TIMEOUT)
                .with_retry_policy(RetryPolicy::disabled())
                .build()
        }
        Protocol::Grpc => {
            let headers: HashMap<String, String> = headers.iter().cloned().collect();
            let headers = axum::http::HeaderMap::try_from(&headers)
                .map_err(|error: axum::http::Error| TracerError(error.to_string()))?;
            let builder = builder.with_tonic();
            let builder = if settings.endpoint.scheme() == "https" {
                // Without it, the library trusts no certificate authority.
                builder.with_tls_config(ClientTlsConfig::new().with_enabled_roots())
            } else {
                builder
            };
            builder
                .with_endpoint(settings.endpoint.as_str())
                .with_metadata(MetadataMap::from_headers(headers))
                .with_timeout(TIMEOUT)
                .with_retry_policy(RetryPolicy::disabled())
                .build()
        }
    };
    built.map_err(|error: ExporterBuildError| TracerError(error.to_string()))
}

/// The URL of the traces: `/v1/traces` of a collector, unless the endpoint has a path.
fn http_endpoint(endpoint: &Url) -> String {
    let mut endpoint = endpoint.clone();
    if endpoint.path() == "/" {
        endpoint.set_path("/v1/traces");
    }
    endpoint.into()
}

struct Exporter {
    client: SpanExporter,
    queue: Weak<Queue>,
    scope: InstrumentationScope,
    /// Spans that wait for the next export.
    pending: Vec<SpanData>,
    /// Spans that were lost since the last log line.
    failed: usize,
    last_logged: Option<Instant>,
}

impl Exporter {
    async fn run(mut self, mut receiver: mpsc::UnboundedReceiver<Message>) {
        let mut due = Instant::now();
        loop {
            let message = tokio::select! {
                message = receiver.recv() => message,
                () = sleep_until(due), if !self.pending.is_empty() => {
                    self.export_all().await;
                    continue;
                }
            };
            match message {
                Some(Message::Spans(spans)) => {
                    if self.pending.is_empty() {
                        due = Instant::now() + DELAY;
                    }
                    let spans = spans.into_iter().map(|span| convert(span, &self.scope));
                    self.pending.extend(spans);
                    if self.pending.len() >= BATCH {
                        self.export_all().await;
                    }
                }
                Some(Message::Flush(done)) => {
                    self.export_all().await;
                    // The shutdown has given up waiting.
                    let _ = done.send(());
                }
                None => return self.export_all().await,
            }
        }
    }

    async fn export_all(&mut self) {
        while !self.pending.is_empty() {
            let batch: Vec<_> = self
                .pending
                .drain(..self.pending.len().min(BATCH))
                .collect();
            let count = batch.len();
            let exported = timeout(TIMEOUT, self.client.export(batch)).await;
            let failure = failure(exported);
            if let Some(queue) = self.queue.upgrade() {
                queue.finish(count, failure.is_none());
            }
            if let Some(reason) = failure {
                self.log_failure(count, &reason);
            }
        }
    }

    /// Logs that spans were lost.
    fn log_failure(&mut self, spans: usize, reason: &str) {
        self.failed += spans;
        let is_due = self
            .last_logged
            .is_none_or(|logged| logged.elapsed() >= LOG_INTERVAL);
        if is_due {
            let spans = std::mem::take(&mut self.failed);
            tracing::warn!(spans, reason, "the trace collector did not accept spans");
            self.last_logged = Some(Instant::now());
        }
    }
}

/// Why an export failed, `None` if it did not. Only a status is taken from the error, whose text may contain what the
/// collector responded.
fn failure(exported: Result<OTelSdkResult, Elapsed>) -> Option<String> {
    let message = match exported {
        Ok(Ok(())) => return None,
        Ok(Err(OTelSdkError::InternalFailure(message))) => message,
        Ok(Err(OTelSdkError::Timeout(_))) | Err(_) => return Some("timeout".to_owned()),
        Ok(Err(OTelSdkError::AlreadyShutdown)) => return Some("shutdown".to_owned()),
    };
    if message.contains("invalid peer certificate") {
        return Some("the certificate of the collector is not trusted".to_owned());
    }
    let status = ["status code: ", "gRPC code: "].iter().find_map(|prefix| {
        let (_, rest) = message.split_once(prefix)?;
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric());
        Some(rest.get(..end.unwrap_or(rest.len()))?.to_owned())
    });
    Some(match status {
        // The library reports a failed connection as this status.
        Some(status) if status == "Unavailable" => {
            "no connection, or status Unavailable".to_owned()
        }
        Some(status) => format!("status {status}"),
        None => "no connection".to_owned(),
    })
}

fn convert(span: EndedSpan, scope: &InstrumentationScope) -> SpanData {
    let context = &span.context;
    let attributes = span.attributes.into_iter().map(|(key, value)| match value {
        Value::Text(text) => KeyValue::new(key, text),
        Value::Integer(number) => KeyValue::new(key, number),
        Value::Milliseconds(milliseconds) => KeyValue::new(key, milliseconds),
    });
    SpanData {
        span_context: SpanContext::new(
            TraceId::from_bytes(context.trace_id.to_be_bytes()),
            SpanId::from_bytes(context.span_id.to_be_bytes()),
            TraceFlags::new(context.flags),
            false,
            // The client's state may contain anything; it is forwarded to the platform only.
            TraceState::NONE,
        ),
        parent_span_id: SpanId::from_bytes(span.parent_id.to_be_bytes()),
        parent_span_is_remote: span.is_parent_remote,
        span_kind: match span.kind {
            Kind::Server => SpanKind::Server,
            Kind::Client => SpanKind::Client,
            Kind::Internal => SpanKind::Internal,
        },
        name: span.name,
        start_time: span.start,
        end_time: span.start + span.duration,
        attributes: attributes.collect(),
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: if span.is_error {
            Status::error("")
        } else {
            Status::Unset
        },
        instrumentation_scope: scope.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_has_a_reason_without_the_response() {
        let failed =
            |message: &str| failure(Ok(Err(OTelSdkError::InternalFailure(message.into()))));
        for (message, reason) in [
            ("HTTP export failed with status code: 401", "status 401"),
            ("HTTP export failed: network error", "no connection"),
            (
                "TonicTracesClient export failed with gRPC code: Unauthenticated: secret",
                "status Unauthenticated",
            ),
            (
                "export failed with gRPC code: Unavailable: invalid peer certificate: UnknownIssuer",
                "the certificate of the collector is not trusted",
            ),
        ] {
            assert_eq!(failed(message).as_deref(), Some(reason));
        }
        assert_eq!(failure(Ok(Ok(()))), None);
    }

    #[test]
    fn the_path_of_the_traces_is_added_unless_the_endpoint_has_one() {
        for (endpoint, url) in [
            ("http://collector:4318", "http://collector:4318/v1/traces"),
            (
                "https://traces.example.com/",
                "https://traces.example.com/v1/traces",
            ),
            (
                "https://example.com/otlp/v1/traces",
                "https://example.com/otlp/v1/traces",
            ),
        ] {
            assert_eq!(http_endpoint(&endpoint.parse().unwrap()), url);
        }
    }
}
