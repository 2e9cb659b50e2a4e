//! Test harness: starts a simulator and a gateway in front of it, each on a free port.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use journey_gateway::clock::{Clock, ClockSetter};
use journey_gateway::config::Config;
use journey_gateway::http::{self, Hosts, Pages};
use journey_gateway::pipeline::Gateway;
use journey_gateway::server::Server;
use journey_simulator::{Fixtures, Options, Simulator};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Token of a demo user who holds every permission in every division.
pub(super) const SUPERVISOR: &str = "demo-supervisor";
/// Token of a demo user who holds the seven permissions of the product page, in one division.
pub(super) const AGENT: &str = "demo-agent";

/// Settings with which the gateway calls the platform with the demo OAuth client's credentials.
pub(super) const SERVICE_IDENTITY: &[(&str, &str)] = &[
    ("identity", "service"),
    ("service.client_id", "demo-gateway"),
    ("service.client_secret", "demo-secret"),
    // Tests count upstream calls, and watching customers adds some. The `live` tests turn it on.
    ("live.cover_queries", "false"),
];

/// A running gateway and the simulator that it calls.
pub(super) struct Harness {
    pub(super) simulator: Simulator,
    pub(super) fixtures: Fixtures,
    pub(super) url: String,
    /// `Some` if the settings contain `admin.listen`.
    pub(super) admin_url: Option<String>,
    pub(super) client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
}

/// A gateway that serves until `stop` is dropped.
struct RunningGateway {
    url: String,
    admin_url: Option<String>,
    stop: oneshot::Sender<()>,
}

/// Starts a gateway with this clock on a free port.
async fn start_gateway(
    simulator: &Simulator,
    settings: &[(&'static str, &str)],
    clock: Clock,
) -> RunningGateway {
    let mut flags = vec![
        ("platform_url", simulator.url().to_owned()),
        ("login_url", simulator.url().to_owned()),
        // A test spends more cost in a minute than an agent's desktop does.
        ("limits.viewer_cost_per_minute", "1000000000".to_owned()),
        // A viewer must not be introspected again while a test counts calls.
        ("viewer.ttl", "10m".to_owned()),
        // Tests count upstream calls, and refreshes add some. The tests of `refresh` turn it on.
        ("cache.refresh_ahead", "0s".to_owned()),
    ];
    let overrides = settings.iter();
    flags.extend(overrides.map(|(key, value)| (*key, (*value).to_owned())));
    let config = Config::read(None, std::iter::empty(), flags).unwrap();
    let server = Server::new(&config.connections);
    let admin_address = config.admin_listen;
    let gateway = Arc::new(Gateway::new(config, clock).unwrap());
    let admin = match admin_address {
        Some(address) => Some(TcpListener::bind(address).await.unwrap()),
        None => None,
    };
    let admin_url = admin
        .as_ref()
        .map(|admin| format!("http://{}", admin.local_addr().unwrap()));
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let draining = server.draining();
    let routes = http::routes(gateway.clone(), Pages::default(), Hosts::Any, draining);
    let stopped = async move { drop(stopped.await) };
    tokio::spawn(async move {
        server.run(listener, admin, routes, stopped).await;
        gateway.leave_fleet().await;
    });
    RunningGateway {
        url,
        admin_url,
        stop,
    }
}

/// Starts another gateway in front of the same simulator. Returns its URL and a sender; dropping
/// the sender stops the gateway.
pub(super) async fn second_gateway(
    harness: &Harness,
    settings: &[(&'static str, &str)],
) -> (String, oneshot::Sender<()>) {
    let gateway = start_gateway(&harness.simulator, settings, Clock::from_fn(fixed_now)).await;
    (gateway.url, gateway.stop)
}

/// Like [`second_gateway`], with default settings and the caller's clock.
pub(super) async fn second_gateway_with_clock(
    harness: &Harness,
    clock: Clock,
) -> (String, oneshot::Sender<()>) {
    let gateway = start_gateway(&harness.simulator, &[], clock).await;
    (gateway.url, gateway.stop)
}

/// Status and JSON body of a GraphQL response.
#[derive(Debug)]
pub(super) struct QueryResponse {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// The constant time of simulator and gateway, unless a test sets their clocks.
pub(super) fn fixed_now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

pub(super) fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

impl Harness {
    /// Starts with default settings. The clocks do not advance.
    pub(super) async fn start() -> Self {
        Self::start_with(Options::default(), &[]).await
    }

    /// Starts with a gateway clock that the test sets. The simulator's clock is set separately.
    pub(super) async fn start_with_manual_clock(
        options: Options,
        settings: &[(&'static str, &str)],
    ) -> (Self, ClockSetter) {
        let (clock, setter) = Clock::manual(fixed_now());
        (
            Self::start_with_clock(options, settings, clock).await,
            setter,
        )
    }

    /// Starts with these simulator options and gateway settings. The clocks do not advance.
    pub(super) async fn start_with(options: Options, settings: &[(&'static str, &str)]) -> Self {
        Self::start_with_clock(options, settings, Clock::from_fn(fixed_now)).await
    }

    async fn start_with_clock(
        options: Options,
        settings: &[(&'static str, &str)],
        clock: Clock,
    ) -> Self {
        let simulator = Simulator::start(
            loopback(),
            Options {
                now: options.now.or_else(|| Some(fixed_now())),
                ..options
            },
        )
        .await
        .unwrap();
        let gateway = start_gateway(&simulator, settings, clock).await;
        let fixtures = simulator.fixtures();
        Self {
            simulator,
            fixtures,
            url: gateway.url,
            admin_url: gateway.admin_url,
            client: reqwest::Client::new(),
            stop: Some(gateway.stop),
        }
    }

    /// Starts with a gateway that calls the platform with its own credentials.
    pub(super) async fn start_with_service_identity(
        options: Options,
        settings: &[(&'static str, &str)],
    ) -> Self {
        let mut all = SERVICE_IDENTITY.to_vec();
        all.extend(settings);
        Self::start_with(options, &all).await
    }

    /// Signals the gateway to stop.
    pub(super) fn stop(&mut self) {
        self.stop = None;
    }

    /// Sends a query with `token`.
    pub(super) async fn query(&self, token: &str, query: &str, variables: Value) -> QueryResponse {
        self.query_at(&self.url, token, query, variables).await
    }

    /// Sends a query with `token` to another gateway.
    pub(super) async fn query_at(
        &self,
        url: &str,
        token: &str,
        query: &str,
        variables: Value,
    ) -> QueryResponse {
        let response = self
            .client
            .post(format!("{url}/graphql"))
            .bearer_auth(token)
            .json(&json!({"query": query, "variables": variables}))
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        QueryResponse {
            status,
            body: response.json().await.unwrap(),
        }
    }

    /// Sends a query without variables and returns the HTTP response.
    pub(super) async fn send_query(&self, token: Option<&str>, query: &str) -> reqwest::Response {
        let request = self
            .client
            .post(format!("{}/graphql", self.url))
            .json(&json!({"query": query}));
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        request.send().await.unwrap()
    }

    /// Requests an access token from the simulator with the demo OAuth client's credentials.
    pub(super) async fn client_credentials_token(&self) -> String {
        let (id, secret) = Simulator::client();
        let response = self
            .client
            .post(format!("{}/oauth/token", self.simulator.url()))
            .basic_auth(id, Some(secret))
            .form(&[("grant_type", "client_credentials")])
            .send();
        let body: Value = response.await.unwrap().json().await.unwrap();
        body["access_token"].as_str().unwrap().to_owned()
    }

    /// Sends a query as the supervisor, asserts that it has no errors, and returns its data.
    pub(super) async fn data(&self, query: &str, variables: Value) -> Value {
        self.query(SUPERVISOR, query, variables).await.data()
    }

    /// Sends a minimal query so that the gateway caches the viewer of `token`, and then resets the
    /// recorded upstream calls.
    pub(super) async fn warm_viewer(&self, token: &str) {
        self.query(token, "{ viewer { id } }", json!({}))
            .await
            .data();
        self.simulator.reset_calls();
    }

    /// Returns the upstream calls since the last reset, then resets them: for each operation the
    /// number of ids of each call, sorted.
    pub(super) fn take_calls(&self) -> BTreeMap<&'static str, Vec<usize>> {
        let mut calls: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for call in self.simulator.calls() {
            let operation = call.operation.split("/api/v2/").last().unwrap();
            calls.entry(operation).or_default().push(call.ids.len());
        }
        for numbers in calls.values_mut() {
            numbers.sort_unstable();
        }
        self.simulator.reset_calls();
        calls
    }
}

impl QueryResponse {
    /// Asserts that the response has no errors and returns its data.
    pub(super) fn data(mut self) -> Value {
        assert_eq!(self.body["errors"], Value::Null, "{:#}", self.body);
        assert_eq!(self.status, 200);
        self.body["data"].take()
    }

    /// Code and path of each error.
    pub(super) fn errors(&self) -> Vec<(String, String)> {
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        errors
            .iter()
            .map(|error| {
                let path = error["path"].as_array().cloned().unwrap_or_default();
                let path: Vec<_> = path
                    .iter()
                    .map(|part| part.to_string().replace('"', ""))
                    .collect();
                (text(&error["extensions"]["code"]), path.join("."))
            })
            .collect()
    }
}

/// Ids of a list of nodes.
pub(super) fn ids(nodes: &Value) -> Vec<String> {
    nodes
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["id"].as_str().unwrap().to_owned())
        .collect()
}
