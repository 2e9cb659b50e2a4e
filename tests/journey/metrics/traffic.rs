//! Two gateways that have served queries, subscriptions and failures, so that their metrics have all series.

use journey_simulator::{Action, FaultKind, Options};
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::text::Scrape;
use super::{assert_line, scrape, wait_for_line};
use crate::journey::harness::{AGENT, Harness, SUPERVISOR, second_gateway};
use crate::journey::live::client::Client;
use crate::journey::recipes::recipes;

const SESSIONS: &str = "GET /api/v2/externalcontacts/contacts/{contactId}/journey/sessions";

const QUEUES: &str = "GET /api/v2/routing/queues/divisionviews";

const OWN_CONVERSATIONS: &str = "subscription { myConversationsChanged { at } }";

/// Settings with which the platform's failures soon have every effect.
const FAILING: &[(&str, &str)] = &[
    ("platform.retry_percent", "100"),
    ("platform.breaker_calls", "4"),
    ("platform.breaker_pause", "1h"),
];

/// The gateways, and what is open at them.
pub(super) struct Traffic {
    pub(super) harness: Harness,
    /// The gateway with identity `service` that is healthy, and one with `passthrough` whose platform has failed.
    pub(super) urls: [String; 2],
    _stop: oneshot::Sender<()>,
    _sockets: [Client; 2],
    _streams: [reqwest::Response; 2],
    _manifest: TempDir,
}

impl Traffic {
    pub(super) async fn start() -> Self {
        // Boxed, because the future is large.
        Box::pin(Self::prepare()).await
    }

    async fn prepare() -> Self {
        let manifest = TempDir::new().unwrap();
        let file = manifest.path().join("manifest.json");
        let documents = json!({"viewer": "query Viewer { viewer { id } }"});
        std::fs::write(&file, documents.to_string()).unwrap();
        let settings = [
            ("documents.mode", "prefer"),
            ("documents.manifest", file.to_str().unwrap()),
            ("live.cover_queries", "true"),
        ];
        let options = Options {
            rate_limit: Some(300),
            ..Options::default()
        };
        let harness = Harness::start_with_service_identity(options, &settings).await;
        let (other, stop) = second_gateway(&harness, FAILING).await;
        let urls = [harness.url.clone(), other];
        Self {
            _sockets: serve(&harness).await,
            _streams: [
                open_stream(&harness, "text/event-stream").await,
                open_stream(&harness, "multipart/mixed;subscriptionSpec=1.0").await,
            ],
            harness,
            urls,
            _stop: stop,
            _manifest: manifest,
        }
        .with_failures()
        .await
    }

    /// The platform fails for the second gateway until a circuit breaker opens.
    async fn with_failures(self) -> Self {
        let harness = &self.harness;
        let url = &self.urls[1];
        let customers: Vec<_> = harness.simulator.ordinary_customers().take(40).collect();
        let query =
            "query($id: ID!) { customer(id: $id) { sessions(first: 100) { nodes { id } } } }";
        let ask = async |token, id: &str| {
            let response = harness.query_at(url, token, query, json!({"id": id})).await;
            assert_eq!(response.status, 200);
        };
        for customer in &customers[..20] {
            ask(SUPERVISOR, &customer.id).await;
        }
        harness
            .simulator
            .inject_fault(SESSIONS, FaultKind::Status(503), 1.0);
        for customer in &customers[20..] {
            // A breaker opens only if calls of several viewers fail.
            ask(SUPERVISOR, &customer.id).await;
            ask(AGENT, &customer.id).await;
        }
        harness.simulator.clear_faults();
        harness
            .simulator
            .inject_fault(QUEUES, FaultKind::Status(429), 1.0);
        // The first call gets a 429, after which the gateway sends none.
        for _ in 0..2 {
            let query = format!("{{ queue(id: \"{}\") {{ id }} }}", harness.fixtures.queue.0);
            let response = harness.query_at(url, AGENT, &query, json!({})).await;
            assert_eq!(response.errors()[0].0, "RATE_LIMITED");
        }
        harness.simulator.clear_faults();
        self
    }

    /// The metrics of both gateways.
    pub(super) async fn scrape(&self) -> Scrape {
        let mut all = Scrape::default();
        for url in &self.urls {
            all.add(&scrape(&self.harness, url).await);
        }
        all
    }
}

/// Queries, rejected requests and subscriptions; two sockets stay open.
async fn serve(harness: &Harness) -> [Client; 2] {
    let customer = &harness.fixtures.customer;
    for recipe in recipes(harness) {
        if recipe.query.starts_with("subscription") {
            continue;
        }
        // The second response is cached.
        for _ in 0..2 {
            let variables = recipe.variables.clone();
            harness.query(SUPERVISOR, &recipe.query, variables).await;
        }
    }
    let url = format!("{}/graphql", harness.url);
    let trusted = harness.client.post(url).bearer_auth(SUPERVISOR);
    let trusted = trusted.json(&json!({"documentId": "viewer"})).send().await;
    assert_eq!(trusted.unwrap().status(), 200);
    harness.query(AGENT, "{ nothing }", json!({})).await;
    harness
        .query("unknown-token", "{ viewer { id } }", json!({}))
        .await;
    let mut watching = Client::connect(&harness.url, SUPERVISOR).await;
    watching.watch("1", customer).await;
    watching.change().await;
    let perform = |action| harness.simulator.perform(customer, action).unwrap();
    perform(Action::StartCall);
    watching.change().await;
    let mut own = Client::connect(&harness.url, AGENT).await;
    own.subscribe("1", OWN_CONVERSATIONS, json!({})).await;
    assert_eq!(own.receive().await["type"], "next");
    own.watch("2", customer).await;
    own.receive().await;
    own.send(json!({"type": "complete", "id": "2"})).await;
    // The pong says that the subscription has ended.
    own.send(json!({"type": "ping"})).await;
    while own.receive().await["type"] != "pong" {}
    [watching, own]
}

/// Opens a stream over HTTP.
async fn open_stream(harness: &Harness, accept: &str) -> reqwest::Response {
    let query = "subscription($id: ID!) { journeyChanged(customerId: $id) { kind } }";
    let variables = json!({"id": harness.fixtures.customer});
    let request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(SUPERVISOR)
        .header("accept", accept)
        .json(&json!({"query": query, "variables": variables}));
    let mut response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    response.chunk().await.unwrap().unwrap();
    response
}

#[tokio::test]
async fn traffic_is_counted_by_kind_state_and_outcome() {
    let traffic = Traffic::start().await;
    let [healthy, failing] = &traffic.urls;
    // A channel connects, and a subscription ends, a moment after the client is served.
    for line in [
        "streams_open{transport=\"websocket\"} 2",
        "streams_open{transport=\"sse\"} 1",
        "streams_open{transport=\"multipart\"} 1",
        "subscriptions_active{root=\"journeyChanged\"} 3",
        "subscriptions_active{root=\"myConversationsChanged\"} 1",
        "subscriptions_ended_total{reason=\"client\"} 1",
        "live_channels{state=\"connected\"} 2",
        "live_channels{state=\"disconnected\"} 0",
        "live_watches 2",
        "admission_in_use{gate=\"sockets\"} 4",
        "admission_waiting{gate=\"cpu\"} 0",
        "admission_limit{gate=\"requests\"} 512",
        "operations_total{outcome=\"degraded\"} 0",
        "operations_total{outcome=\"subscribed\"} 5",
        "upstream_rate_limit{credential=\"service\"} 300",
        "upstream_rate_exhausted{credential=\"service\"} 0",
        "upstream_breaker_state{operation=\"BulkContacts\",state=\"closed\"} 1",
        "upstream_breaker_opened_total{operation=\"ContactSessions\"} 0",
        "manifest_documents 1",
        "manifest_last_reload_successful 1",
    ] {
        wait_for_line(&traffic.harness, healthy, line).await;
    }
    let text = scrape(&traffic.harness, failing).await;
    for line in [
        "upstream_breaker_state{operation=\"ContactSessions\",state=\"open\"} 1",
        "upstream_breaker_state{operation=\"ContactSessions\",state=\"closed\"} 0",
        "upstream_breaker_opened_total{operation=\"ContactSessions\"} 1",
        "operations_total{outcome=\"ok\"} 20",
        "operations_total{outcome=\"degraded\"} 42",
        "cache_lookups_total{kind=\"Response\",tier=\"memory\",result=\"miss\"} 62",
        "cache_lookups_total{kind=\"SessionPage\",tier=\"memory\",result=\"miss\"} 60",
        "upstream_calls_total{operation=\"QueueDivisionViews\",outcome=\"rate_limited\"} 1",
        "upstream_calls_refused_total{operation=\"QueueDivisionViews\",outcome=\"rate_limited\"} 1",
        "upstream_rate_limit{credential=\"viewer\"} 300",
        "upstream_rate_left{credential=\"viewer\"} 0",
        "upstream_rate_exhausted{credential=\"viewer\"} 1",
        "live_watches 0",
    ] {
        assert_line(&text, line);
    }
}
