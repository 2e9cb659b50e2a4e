//! `GatewayExecutor`: the pipeline mounted with `async-graphql-axum` in a server of its own.

use async_graphql::Executor;
use async_graphql_axum::{GraphQLRequest, GraphQLResponse};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::routing::post;
use futures_util::StreamExt;
use journey_gateway::clock::Clock;
use journey_gateway::config::Config;
use journey_gateway::pipeline::{BearerToken, Gateway, GatewayExecutor};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpListener;

use super::harness::{Harness, SUPERVISOR, fixed_now, loopback};

const SESSIONS: &str = "query($id: ID!) { viewer { id } customer(id: $id) { displayName sessions(first: 3) { nodes { id status } } } }";

fn executor(harness: &Harness) -> GatewayExecutor {
    let flags = vec![("platform_url", harness.simulator.url().to_owned())];
    let config = Config::read(None, std::iter::empty(), flags).unwrap();
    let gateway = Gateway::new(config, Clock::from_fn(fixed_now)).unwrap();
    GatewayExecutor::new(Arc::new(gateway))
}

/// The handler of an application: it passes the client's token to the executor.
async fn handle(
    State(executor): State<GatewayExecutor>,
    headers: HeaderMap,
    request: GraphQLRequest,
) -> GraphQLResponse {
    let mut request = request.into_inner();
    let authorization = headers.get(header::AUTHORIZATION);
    if let Some(token) =
        authorization.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
    {
        request = request.data(BearerToken(token.to_owned()));
    }
    executor.execute(request).await.into()
}

async fn mount(harness: &Harness) -> String {
    let routes = Router::new()
        .route("/", post(handle))
        .with_state(executor(harness));
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, routes).await.unwrap() });
    url
}

#[tokio::test]
async fn a_query_is_answered_as_by_the_gateway() {
    let harness = Harness::start().await;
    let url = mount(&harness).await;
    let variables = json!({"id": harness.fixtures.customer});
    let body = json!({"query": SESSIONS, "variables": variables});
    let request = harness
        .client
        .post(&url)
        .bearer_auth(SUPERVISOR)
        .json(&body);
    let mounted: Value = request.send().await.unwrap().json().await.unwrap();
    let own = harness.query(SUPERVISOR, SESSIONS, variables).await;
    assert_eq!(own.status, 200);
    assert_eq!(mounted, own.body);
    assert!(mounted["data"]["customer"]["sessions"]["nodes"][0]["id"].is_string());
}

#[tokio::test]
async fn errors_carry_their_codes() {
    let harness = Harness::start().await;
    let url = mount(&harness).await;
    for (token, query, code) in [
        ("", "{ viewer { id } }", "UNAUTHENTICATED"),
        ("unknown", "{ viewer { id } }", "UNAUTHENTICATED"),
        (SUPERVISOR, "{ viewer", "GRAPHQL_PARSE_FAILED"),
        (SUPERVISOR, "{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
    ] {
        let mut request = harness.client.post(&url).json(&json!({"query": query}));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        let body: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(body["errors"][0]["extensions"]["code"], code, "{body}");
    }
}

#[tokio::test]
async fn automatic_persisted_queries_are_served() {
    let harness = Harness::start().await;
    let url = mount(&harness).await;
    // The SHA-256 hash of `{ __typename }`.
    let hash = "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b";
    let persisted = json!({"persistedQuery": {"version": 1, "sha256Hash": hash}});
    for (query, expected) in [
        ("", "PersistedQueryNotFound"),
        ("{ __typename }", "Query"),
        ("", "Query"),
    ] {
        let body = json!({"query": query, "extensions": persisted});
        let request = harness.client.post(&url).bearer_auth(SUPERVISOR);
        let body: Value = request
            .json(&body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert!(body.to_string().contains(expected), "{body}");
    }
}

#[tokio::test]
async fn a_subscription_is_a_stream_of_responses() {
    let harness = Harness::start().await;
    let field = format!(
        "journeyChanged(customerId: \"{}\")",
        harness.fixtures.customer
    );
    for query in [
        format!("subscription {{ {field} {{ session {{ id }} }} }}"),
        // The engine itself neither looks into fragments nor merges root fields.
        format!(
            "subscription($no: Boolean = false) {{ ...F ... on Subscription {{ {field} {{ kind }} }} }}
             fragment F on Subscription {{ {field} @skip(if: $no) {{ session {{ id }} }} }}"
        ),
    ] {
        let request = async_graphql::Request::new(&query).data(BearerToken(SUPERVISOR.to_owned()));
        let mut events = executor(&harness).execute_stream(request, None);
        let first = events.next().await.unwrap();
        assert_eq!(first.errors, [], "{query}");
        let data = first.data.into_json().unwrap();
        let session = &data["journeyChanged"]["session"];
        assert!(session["id"].is_string(), "{query}: {data}");
    }
}
