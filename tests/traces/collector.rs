//! An OpenTelemetry collector: it receives spans over HTTP and gRPC on one port.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, Uri};
use http_body_util::{BodyExt, Full};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value};
use prost::Message;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::harness::loopback;

/// Deadline of a condition, ten times as long as it usually takes.
const DEADLINE: Duration = Duration::from_secs(30);

/// The bytes before a message of gRPC: no compression, and the length.
const GRPC_PREFIX: usize = 5;

/// A received span.
#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) name: String,
    pub(super) kind: i32,
    pub(super) trace_id: String,
    pub(super) span_id: String,
    pub(super) parent_id: String,
    pub(super) milliseconds: u64,
    /// Integers and numbers as text.
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) resource: BTreeMap<String, String>,
}

pub(super) const INTERNAL: i32 = 1;
pub(super) const SERVER: i32 = 2;
pub(super) const CLIENT: i32 = 3;

/// The spans and the headers of the exports so far.
#[derive(Debug, Default)]
struct Exports {
    spans: Vec<Received>,
    requests: Vec<(String, HeaderMap)>,
}

/// A running collector.
pub(super) struct Collector {
    pub(super) url: String,
    exports: watch::Receiver<Exports>,
}

impl Collector {
    pub(super) async fn start() -> Self {
        let (sender, exports) = watch::channel(Exports::default());
        let routes = Router::new().fallback(receive).with_state(Arc::new(sender));
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { url, exports }
    }

    /// Waits until the span of a request is received; returns all spans so far.
    pub(super) async fn wait_for_request(&self, request_id: &str) -> Vec<Received> {
        let is_it = |span: &Received| {
            span.kind == SERVER && span.attributes["journey.request_id"] == request_id
        };
        self.wait(|spans| spans.iter().any(is_it)).await
    }

    /// Waits until the spans fulfill `condition`; returns all spans so far.
    pub(super) async fn wait(&self, condition: impl Fn(&[Received]) -> bool) -> Vec<Received> {
        let mut exports = self.exports.clone();
        let found = exports.wait_for(|exports| condition(&exports.spans));
        let found = timeout(DEADLINE, found).await;
        let Ok(exports) = found else {
            panic!("{:#?}", self.exports.borrow().spans);
        };
        exports.unwrap().spans.clone()
    }

    /// The paths and headers of the exports so far.
    pub(super) fn requests(&self) -> Vec<(String, HeaderMap)> {
        self.exports.borrow().requests.clone()
    }
}

async fn receive(
    State(sender): State<Arc<watch::Sender<Exports>>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let content_type = headers["content-type"].to_str().unwrap().to_owned();
    let is_grpc = content_type == "application/grpc";
    let message = if is_grpc {
        body.slice(GRPC_PREFIX..)
    } else {
        assert_eq!(content_type, "application/x-protobuf");
        body
    };
    let request = ExportTraceServiceRequest::decode(message).unwrap();
    sender.send_modify(|exports| {
        exports.requests.push((uri.path().to_owned(), headers));
        exports.spans.extend(spans(request));
    });
    let builder = Response::builder().header("content-type", content_type);
    if !is_grpc {
        return builder.body(Body::empty()).unwrap();
    }
    let trailers = HeaderMap::from_iter([("grpc-status".parse().unwrap(), 0.into())]);
    let body = Full::new(Bytes::from_static(&[0; GRPC_PREFIX]));
    let body = body.with_trailers(async { Some(Ok(trailers)) });
    builder.body(Body::new(body)).unwrap()
}

fn spans(request: ExportTraceServiceRequest) -> Vec<Received> {
    let mut received = Vec::new();
    for resource_spans in request.resource_spans {
        let resource = attributes(resource_spans.resource.unwrap().attributes);
        let scopes = resource_spans.scope_spans.into_iter();
        for span in scopes.flat_map(|scope| scope.spans) {
            assert!(span.events.is_empty() && span.links.is_empty());
            assert!(span.trace_state.is_empty());
            let nanoseconds = span.end_time_unix_nano - span.start_time_unix_nano;
            received.push(Received {
                name: span.name,
                kind: span.kind,
                trace_id: hexadecimal(&span.trace_id),
                span_id: hexadecimal(&span.span_id),
                parent_id: hexadecimal(&span.parent_span_id),
                milliseconds: nanoseconds / 1_000_000,
                attributes: attributes(span.attributes),
                resource: resource.clone(),
            });
        }
    }
    received
}

fn hexadecimal(id: &[u8]) -> String {
    id.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn attributes(attributes: Vec<KeyValue>) -> BTreeMap<String, String> {
    let attributes = attributes.into_iter().map(|attribute| {
        let value = match attribute.value.unwrap().value.unwrap() {
            any_value::Value::StringValue(text) => text,
            any_value::Value::IntValue(number) => number.to_string(),
            any_value::Value::DoubleValue(number) => number.to_string(),
            other => panic!("{other:?}"),
        };
        (attribute.key, value)
    });
    attributes.collect()
}
