//! The spans of a request and their parents.

use std::collections::BTreeSet;
use std::time::Duration;

use journey_simulator::{FaultKind, Options};
use serde_json::{Value, json};

use super::collector::{CLIENT, Collector, INTERNAL, Received, SERVER};
use crate::harness::{Harness, SUPERVISOR};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const PARENT_ID: &str = "b7ad6b7169203331";

const TAB: &str = "query Tab($id: ID!) { customer(id: $id) { displayName
    sessions(first: 25) { nodes { id ... on WebSession { events { nodes { id } } }
        ... on ConversationSession { queue { name } agent { name } wrapUps { notes } } } } } }";

/// Starts a gateway that exports to `collector`.
async fn start(collector: &Collector, settings: &[(&'static str, &str)]) -> Harness {
    let endpoint = ("tracing.endpoint", collector.url.as_str());
    let mut all = vec![endpoint, ("tracing.sample_ratio", "0")];
    all.extend(settings);
    Harness::start_with(Options::default(), &all).await
}

/// Sends a query with a request id and a parent.
async fn send(harness: &Harness, id: &str, parent: Option<&str>) -> Value {
    let customer = json!({"id": harness.fixtures.customer});
    let mut request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(SUPERVISOR)
        .header("x-request-id", id)
        .json(&json!({"query": TAB, "variables": customer}));
    if let Some(parent) = parent {
        request = request.header("traceparent", parent);
    }
    request.send().await.unwrap().json().await.unwrap()
}

fn find<'s>(spans: &'s [Received], id: &str) -> &'s Received {
    let span = spans.iter().find(|span| span.span_id == id);
    span.unwrap_or_else(|| panic!("{id} in {spans:#?}"))
}

fn number(span: &Received, key: &str) -> u64 {
    span.attributes[key].parse().unwrap()
}

fn headers_file() -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "x-tenant=contact-center, x-key=k=1").unwrap();
    file
}

async fn check_trace_of_a_request(protocol: &str) {
    let collector = Collector::start().await;
    let file = headers_file();
    let settings = [
        ("tracing.protocol", protocol),
        ("tracing.headers_file", file.path().to_str().unwrap()),
        ("tracing.service_name", "gateway-of-the-test"),
    ];
    let harness = start(&collector, &settings).await;
    let response = send(&harness, "one", Some(PARENT)).await;
    assert_eq!(response["errors"], Value::Null);
    let spans = collector.wait_for_request("one").await;
    assert!(spans.iter().all(|span| span.trace_id == TRACE));
    for span in &spans {
        assert_eq!(span.resource["service.name"], "gateway-of-the-test");
    }

    let servers: Vec<_> = spans.iter().filter(|span| span.kind == SERVER).collect();
    assert_eq!(servers.len(), 1);
    let server = servers[0];
    assert_eq!(server.name, "POST /graphql");
    assert_eq!(server.parent_id, PARENT_ID);
    assert_eq!(server.attributes["http.request.method"], "POST");
    assert_eq!(server.attributes["http.route"], "/graphql");
    assert_eq!(server.attributes["url.scheme"], "http");
    assert_eq!(number(server, "http.response.status_code"), 200);

    let is_operation = |span: &&Received| span.attributes.contains_key("graphql.operation.type");
    let operations: Vec<_> = spans.iter().filter(is_operation).collect();
    assert_eq!(operations.len(), 1);
    let operation = operations[0];
    assert_eq!(
        (operation.name.as_str(), operation.kind),
        ("query", INTERNAL)
    );
    assert_eq!(operation.parent_id, server.span_id);
    assert_eq!(operation.attributes["graphql.operation.name"], "Tab");
    assert_eq!(operation.attributes["journey.document.sha256"].len(), 64);
    assert_eq!(operation.attributes["journey.cache.result"], "miss");

    let batches: Vec<_> = spans.iter().filter(|span| span.name == "load").collect();
    let loaders: BTreeSet<_> = batches
        .iter()
        .map(|span| span.attributes["journey.loader"].as_str())
        .collect();
    assert!(
        loaders.contains("Contact") && loaders.len() > 3,
        "{loaders:?}"
    );
    for batch in &batches {
        let parent = find(&spans, &batch.parent_id);
        assert!(parent.name == "load" || parent.span_id == operation.span_id);
        let counts = ["hits", "stale", "joined", "fetched"]
            .map(|count| number(batch, &format!("journey.cache.{count}")));
        assert_eq!(
            counts.iter().sum::<u64>(),
            number(batch, "journey.batch.ids")
        );
        assert!(batch.attributes.contains_key("journey.upstream.wait_ms"));
    }

    // Each upstream call has a span, and the platform received that span as the parent.
    let sent = harness.simulator.calls();
    let calls: Vec<_> = spans.iter().filter(|span| span.kind == CLIENT).collect();
    let mut described: Vec<_> = calls
        .iter()
        .map(|span| {
            let parent = format!("00-{TRACE}-{}-01", span.span_id);
            let id = span.attributes["journey.upstream.correlation_id"].clone();
            (Some(parent), id, number(span, "http.response.status_code"))
        })
        .collect();
    let mut expected: Vec<_> = sent
        .into_iter()
        .map(|call| (call.traceparent, call.correlation_id, call.status.into()))
        .collect();
    described.sort();
    expected.sort();
    assert!(expected.len() > 6, "{expected:?}");
    assert_eq!(described, expected);
    for call in &calls {
        // Introspection of the viewer precedes the operation.
        let parent = find(&spans, &call.parent_id);
        assert!(parent.name == "load" || parent.span_id == server.span_id);
        let attributes = &call.attributes;
        let (method, template) = call.name.split_once(' ').unwrap();
        assert_eq!(attributes["http.request.method"], method);
        assert_eq!(attributes["url.template"], template);
        assert_eq!(attributes["server.address"], "127.0.0.1");
        assert!(attributes.contains_key("journey.upstream.wait_ms"));
        assert!(call.milliseconds <= server.milliseconds);
    }
    let made = number(operation, "journey.upstream.calls");
    let of_operation = calls.iter().filter(|call| call.parent_id != server.span_id);
    assert_eq!(made, of_operation.count() as u64);

    let paths = collector.requests().into_iter().map(|(path, headers)| {
        assert_eq!(headers["x-tenant"], "contact-center");
        assert_eq!(headers["x-key"], "k=1");
        path
    });
    let path = match protocol {
        "grpc" => "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        _ => "/v1/traces",
    };
    assert_eq!(paths.collect::<BTreeSet<_>>(), [path.to_owned()].into());
}

#[tokio::test]
async fn a_request_is_one_trace_over_http() {
    check_trace_of_a_request("http/protobuf").await;
}

#[tokio::test]
async fn a_request_is_one_trace_over_grpc() {
    check_trace_of_a_request("grpc").await;
}

#[tokio::test]
async fn only_sampled_requests_are_exported() {
    let collector = Collector::start().await;
    let harness = start(&collector, &[]).await;
    send(&harness, "root", None).await;
    send(&harness, "unsampled", Some(&PARENT.replace("-01", "-00"))).await;
    send(&harness, "sampled", Some(PARENT)).await;
    let spans = collector.wait_for_request("sampled").await;
    let servers: Vec<_> = spans.iter().filter(|span| span.kind == SERVER).collect();
    assert_eq!(servers.len(), 1, "{spans:#?}");
    // The client's decision is forwarded.
    let calls = harness.simulator.calls();
    let parents: BTreeSet<_> = calls
        .into_iter()
        .map(|call| call.traceparent.unwrap())
        .collect();
    assert!(
        parents.iter().all(|parent| parent.ends_with("-00")),
        "{parents:?}"
    );
}

#[tokio::test]
async fn a_trace_without_a_parent_begins_at_the_request() {
    let collector = Collector::start().await;
    let harness = start(&collector, &[("tracing.sample_ratio", "1")]).await;
    for id in ["one", "two"] {
        send(&harness, id, None).await;
    }
    let spans = collector.wait_for_request("two").await;
    let roots = spans.iter().filter(|span| span.parent_id.is_empty());
    let traces: BTreeSet<_> = roots.map(|root| (root.kind, &root.trace_id)).collect();
    assert_eq!(traces.len(), 2);
    assert!(traces.iter().all(|(kind, _)| *kind == SERVER));
    // The second response was cached.
    let hit = spans.iter().filter(|span| {
        span.attributes
            .get("journey.cache.result")
            .is_some_and(|result| result == "hit")
    });
    assert_eq!(hit.count(), 1);
}

#[tokio::test]
async fn the_spans_of_a_client_that_disconnects_are_canceled() {
    let collector = Collector::start().await;
    let harness = start(&collector, &[]).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness.simulator.inject_fault("*", FaultKind::Slow, 1.0);
    let calls = "journey_gateway_admission_in_use{gate=\"upstream_calls\"} ";
    let a_call_is_sent = async {
        loop {
            let page = harness.client.get(format!("{}/metrics", harness.url));
            let page = page.send().await.unwrap().text().await.unwrap();
            let count = page.lines().find_map(|line| line.strip_prefix(calls));
            if count.unwrap() != "0" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        response = send(&harness, "left", Some(PARENT)) => panic!("{response}"),
        () = a_call_is_sent => {}
    }
    let spans = collector.wait_for_request("left").await;
    let operation = spans.iter().find(|span| span.name == "query");
    let server = spans.iter().find(|span| span.kind == SERVER);
    for span in [operation.unwrap(), server.unwrap()] {
        assert_eq!(span.attributes["error.type"], "canceled", "{spans:#?}");
    }
}

#[tokio::test]
async fn each_attempt_of_a_call_has_a_span() {
    let collector = Collector::start().await;
    let settings = [
        ("platform.retry_percent", "100"),
        ("cache.contact_ttl", "1ms"),
        ("cache.stale_if_error", "0s"),
    ];
    let harness = start(&collector, &settings).await;
    // Each call deposits into the budget of retries.
    send(&harness, "first", None).await;
    harness.simulator.reset_calls();
    let contacts = "POST /api/v2/externalcontacts/bulk/contacts";
    let fault = FaultKind::Status(503);
    harness.simulator.inject_fault(contacts, fault, 1.0);
    let query = "query Name($id: ID!) { customer(id: $id) { displayName } }";
    let request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(SUPERVISOR)
        .header("x-request-id", "failed")
        .header("traceparent", PARENT)
        .json(&json!({"query": query, "variables": {"id": harness.fixtures.customer}}));
    let response: Value = request.send().await.unwrap().json().await.unwrap();
    let spans = collector.wait_for_request("failed").await;
    let mut calls: Vec<_> = spans.iter().filter(|span| span.kind == CLIENT).collect();
    calls.sort_by_key(|call| call.attributes.get("http.request.resend_count"));
    let sent = harness.simulator.calls();
    assert_eq!((calls.len(), sent.len()), (3, 3), "{sent:#?}");
    for (resent, call) in calls.iter().enumerate() {
        let count = call.attributes.get("http.request.resend_count");
        assert_eq!(count.map_or(0, |count| count.parse().unwrap()), resent);
        assert_eq!(call.attributes["error.type"], "unavailable");
    }
    // The error has the id of the last attempt.
    let last = &calls[2].attributes["journey.upstream.correlation_id"];
    assert_eq!(response["errors"][0]["extensions"]["correlationId"], **last);
    let operation = spans.iter().find(|span| span.name == "query").unwrap();
    assert_eq!(
        operation.attributes["journey.error_codes"],
        "UPSTREAM_UNAVAILABLE"
    );
}
