//! Server-sent events, and the end of streams when the gateway stops.

use futures_util::StreamExt;
use journey_simulator::Action;

use super::*;

/// A stream of events, as text.
struct Events {
    body: futures_util::stream::BoxStream<'static, String>,
    text: String,
}

impl Events {
    /// The name and the data of the next event. Comments are skipped.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
                let Some(name) = line("event: ") else {
                    continue;
                };
                let data = line("data: ").unwrap_or("null");
                return Some((name.to_owned(), serde_json::from_str(data).unwrap()));
            }
            let chunk = tokio::time::timeout(TEST_TIMEOUT, self.body.next()).await;
            self.text += &chunk.expect("an event in time")?;
        }
    }
}

async fn events(scene: &Scene, query: &str, variables: Value, is_post: bool) -> Events {
    let response = respond(scene, "text/event-stream", query, variables, is_post).await;
    let content_type = response.headers()["content-type"].to_str().unwrap();
    assert!(
        content_type.starts_with("text/event-stream"),
        "{content_type}"
    );
    let body = futures_util::stream::unfold(response, |mut response| async move {
        let chunk = response.chunk().await.ok()??;
        Some((String::from_utf8(chunk.to_vec()).unwrap(), response))
    });
    Events {
        body: body.boxed(),
        text: String::new(),
    }
}

async fn respond(
    scene: &Scene,
    accept: &str,
    query: &str,
    variables: Value,
    is_post: bool,
) -> reqwest::Response {
    let url = format!("{}/graphql", scene.harness.url);
    let request = if is_post {
        let body = json!({"query": query, "variables": variables});
        scene.harness.client.post(url).json(&body)
    } else {
        let variables = variables.to_string();
        let query = [("query", query), ("variables", &variables)];
        scene.harness.client.get(url).query(&query)
    };
    let request = request.bearer_auth(SUPERVISOR).header("accept", accept);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    response
}

#[tokio::test]
async fn a_query_sends_one_next_event_and_then_complete() {
    let scene = Scene::start().await;
    for is_post in [true, false] {
        let mut events = events(&scene, "{ viewer { id } }", json!({}), is_post).await;
        let (name, data) = events.next().await.unwrap();
        assert_eq!(name, "next");
        assert!(data["data"]["viewer"]["id"].is_string(), "{data}");
        assert_eq!(
            events.next().await,
            Some(("complete".to_owned(), Value::Null))
        );
        assert_eq!(events.next().await, None);
    }
}

#[tokio::test]
async fn a_subscription_sends_one_event_per_change() {
    let scene = Scene::start().await;
    let listed = scene.queried().await.len();
    for is_post in [true, false] {
        let mut events = events(&scene, WATCH, json!({"id": scene.customer}), is_post).await;
        for _ in 0..listed {
            let (name, data) = events.next().await.unwrap();
            assert_eq!((name.as_str(), &data["errors"]), ("next", &Value::Null));
        }
        scene.advance(1);
        let id = scene
            .harness
            .simulator
            .perform(&scene.customer, Action::WebEvent)
            .unwrap();
        let (_, data) = events.next().await.unwrap();
        assert_eq!(data["data"]["journeyChanged"]["session"]["id"], id);
    }
}

#[tokio::test]
async fn a_client_that_accepts_json_and_events_gets_the_one_that_fits() {
    let scene = Scene::start().await;
    for accept in [
        "application/json, text/event-stream",
        "text/event-stream, application/json",
        "application/graphql-response+json, application/json;q=0.9, text/event-stream;q=0.5",
    ] {
        let content_type = async |query: &str| {
            let variables = json!({"id": scene.customer});
            let response = respond(&scene, accept, query, variables, true).await;
            let content_type = response.headers()["content-type"].to_str().unwrap();
            content_type.split_once(';').unwrap().0.to_owned()
        };
        assert_eq!(content_type(WATCH).await, "text/event-stream", "{accept}");
        let query = content_type("{ viewer { id } }").await;
        assert!(query.ends_with("json"), "{accept}: {query}");
    }
}

#[tokio::test]
async fn an_invalid_subscription_is_reported_in_the_stream() {
    let scene = Scene::start().await;
    let mut events = events(&scene, "subscription { nothing }", json!({}), true).await;
    let (name, data) = events.next().await.unwrap();
    assert_eq!(name, "next");
    assert_eq!(
        data["errors"][0]["extensions"]["code"],
        "GRAPHQL_VALIDATION_FAILED"
    );
    assert_eq!(events.next().await.unwrap().0, "complete");
}

#[tokio::test]
async fn a_gateway_that_stops_completes_its_streams() {
    let mut scene = Scene::start().await;
    let mut sockets = Vec::new();
    for _ in 0..10 {
        let mut client = Client::connect(&scene.harness.url, SUPERVISOR).await;
        client.watch("1", &scene.customer).await;
        client.receive().await;
        sockets.push(client);
    }
    let mut events = events(&scene, WATCH, json!({"id": scene.customer}), true).await;
    events.next().await.unwrap();
    scene.harness.stop();
    for client in &mut sockets {
        let mut last = client.receive().await;
        while last["type"] == "next" {
            last = client.receive().await;
        }
        assert_eq!(last, json!({"type": "complete", "id": "1"}));
        assert_eq!(client.next().await, Err(Some(1001)));
    }
    let mut last = events.next().await.unwrap();
    while last.0 == "next" {
        last = events.next().await.unwrap();
    }
    assert_eq!(last.0, "complete");
    assert_eq!(events.next().await, None);
}
