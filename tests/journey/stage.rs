//! A stage: a simulator and a gateway before it, each at a free port.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use journey_gateway::clock::{Clock, Hand};
use journey_gateway::config::Config;
use journey_gateway::http::{self, Explorer};
use journey_gateway::pipeline::Gateway;
use journey_gateway::server::Server;
use journey_gateway::simulator::{Fixtures, Options, Simulator};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Sees everything.
pub(super) const SUPERVISOR: &str = "demo-supervisor";
/// Holds the product page's seven permissions, in one division.
pub(super) const AGENT: &str = "demo-agent";

/// Settings with which the gateway asks the platform as the demo's client.
pub(super) const SERVICE: &[(&str, &str)] = &[
    ("identity", "service"),
    ("service.client_id", "demo-gateway"),
    ("service.client_secret", "demo-secret"),
    // Tests count calls; `live` watches.
    ("live.cover_queries", "false"),
];

/// A running gateway with its platform.
pub(super) struct Stage {
    pub(super) simulator: Simulator,
    pub(super) fixtures: Fixtures,
    pub(super) url: String,
    /// With `admin.listen`.
    pub(super) admin_url: Option<String>,
    pub(super) client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
}

/// A gateway that is being served, until `stop` is dropped.
struct Serving {
    url: String,
    admin_url: Option<String>,
    stop: oneshot::Sender<()>,
}

/// A gateway that goes by this clock, at a free port.
async fn serve(simulator: &Simulator, settings: &[(&'static str, &str)], clock: Clock) -> Serving {
    let mut flags = vec![
        ("platform_url", simulator.url().to_owned()),
        ("login_url", simulator.url().to_owned()),
        // Tests ask more in a minute than anybody at a desktop.
        ("limits.viewer_cost_per_minute", "1000000000".to_owned()),
        // Nobody is asked about anew while a test counts calls.
        ("viewer.ttl", "10m".to_owned()),
    ];
    let given = settings.iter();
    flags.extend(given.map(|(key, value)| (*key, (*value).to_owned())));
    let config = Config::read(None, std::iter::empty(), flags).unwrap();
    let server = Server::new(&config.connections);
    let config_admin = config.admin_listen;
    let gateway = Gateway::new(config, clock).unwrap();
    let admin = match config_admin {
        Some(address) => Some(TcpListener::bind(address).await.unwrap()),
        None => None,
    };
    let admin_url = admin
        .as_ref()
        .map(|admin| format!("http://{}", admin.local_addr().unwrap()));
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let routes = http::routes(gateway, Explorer::default(), server.draining());
    let stopped = async move { drop(stopped.await) };
    tokio::spawn(server.run(listener, admin, routes, stopped));
    Serving {
        url,
        admin_url,
        stop,
    }
}

/// Another gateway before the same platform: its address, and what ends it.
pub(super) async fn second_gateway(
    stage: &Stage,
    settings: &[(&'static str, &str)],
) -> (String, oneshot::Sender<()>) {
    let serving = serve(&stage.simulator, settings, Clock::from_fn(instant)).await;
    (serving.url, serving.stop)
}

/// Another gateway before the same platform that goes by a clock of the caller's.
pub(super) async fn gateway_by(stage: &Stage, clock: Clock) -> (String, oneshot::Sender<()>) {
    let serving = serve(&stage.simulator, &[], clock).await;
    (serving.url, serving.stop)
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// The instant at which the worlds of these tests stand still.
pub(super) fn instant() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

pub(super) fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

impl Stage {
    /// With the gateway's defaults.
    pub(super) async fn start() -> Self {
        Self::with(Options::default(), &[]).await
    }

    /// With a clock of the gateway's that the caller sets, as the simulator's.
    pub(super) async fn with_hand(
        options: Options,
        settings: &[(&'static str, &str)],
    ) -> (Self, Hand) {
        let (clock, hand) = Clock::by_hand(instant());
        (Self::with_clock(options, settings, clock).await, hand)
    }

    /// With a platform and settings of the caller's making. Time stands still.
    pub(super) async fn with(options: Options, settings: &[(&'static str, &str)]) -> Self {
        Self::with_clock(options, settings, Clock::from_fn(instant)).await
    }

    async fn with_clock(options: Options, settings: &[(&'static str, &str)], clock: Clock) -> Self {
        let simulator = Simulator::start(
            loopback(),
            Options {
                now: options.now.or_else(|| Some(instant())),
                ..options
            },
        )
        .await
        .unwrap();
        let serving = serve(&simulator, settings, clock).await;
        let fixtures = simulator.fixtures();
        Self {
            simulator,
            fixtures,
            url: serving.url,
            admin_url: serving.admin_url,
            client: reqwest::Client::new(),
            stop: Some(serving.stop),
        }
    }

    /// With a gateway that asks the platform with its own credentials.
    pub(super) async fn service(options: Options, settings: &[(&'static str, &str)]) -> Self {
        let mut all = SERVICE.to_vec();
        all.extend(settings);
        Self::with(options, &all).await
    }

    /// Tells the gateway to stop.
    pub(super) fn stop(&mut self) {
        self.stop = None;
    }

    /// Sends a query as `token`.
    pub(super) async fn ask(&self, token: &str, query: &str, variables: Value) -> Answer {
        self.ask_at(&self.url, token, query, variables).await
    }

    /// Sends a query as `token` to another gateway.
    pub(super) async fn ask_at(
        &self,
        url: &str,
        token: &str,
        query: &str,
        variables: Value,
    ) -> Answer {
        let response = self
            .client
            .post(format!("{url}/graphql"))
            .bearer_auth(token)
            .json(&json!({"query": query, "variables": variables}))
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        Answer {
            status,
            body: response.json().await.unwrap(),
        }
    }

    /// Sends a query without variables and gives the whole response.
    pub(super) async fn ask_raw(&self, token: Option<&str>, query: &str) -> reqwest::Response {
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

    /// A token that the platform issued to the demo's client.
    pub(super) async fn client_token(&self) -> String {
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

    /// Sends a query as the supervisor and expects nothing to fail.
    pub(super) async fn data(&self, query: &str, variables: Value) -> Value {
        self.ask(SUPERVISOR, query, variables).await.data()
    }

    /// Lets the gateway get to know `token`, and forgets the calls that this takes.
    pub(super) async fn introduce(&self, token: &str) {
        self.ask(token, "{ viewer { id } }", json!({})).await.data();
        self.simulator.reset_calls();
    }

    /// The upstream calls since the last look: for each operation the sorted numbers of ids.
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

impl Answer {
    /// The data; there must not be an error.
    pub(super) fn data(mut self) -> Value {
        assert_eq!(self.body["errors"], Value::Null, "{:#}", self.body);
        assert_eq!(self.status, 200);
        self.body["data"].take()
    }

    /// Of each error: its code and its path.
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

/// The ids of a list of nodes.
pub(super) fn ids(nodes: &Value) -> Vec<String> {
    nodes
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["id"].as_str().unwrap().to_owned())
        .collect()
}
