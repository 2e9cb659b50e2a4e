//! The protocol `graphql-transport-ws`: messages, limits and close codes.

use futures_util::SinkExt;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio_tungstenite::tungstenite::protocol::Message;

use super::*;

const VIEWER: &str = "{ viewer { id } }";

/// This viewer sees no visits, so the subscription to a customer who has nothing else sends no messages.
const CONVERSATIONS_ONLY: &str = "demo-conversations-only";

fn init(token: &str) -> Value {
    json!({"type": "connection_init", "payload": {"Authorization": format!("Bearer {token}")}})
}

fn subscribe(id: &str) -> Value {
    json!({"type": "subscribe", "id": id, "payload": {"query": VIEWER}})
}

#[tokio::test]
async fn each_protocol_error_has_its_close_code() {
    let scene = Scene::start().await;
    let good = init(SUPERVISOR);
    let watch = json!({
        "type": "subscribe", "id": "1",
        "payload": {"query": WATCH, "variables": {"id": scene.customer}},
    });
    let table = [
        (vec![json!("text")], 4400),
        (vec![json!([])], 4400),
        (vec![json!({"type": "start"})], 4400),
        (vec![json!({"type": "connection_init", "payload": 7})], 4400),
        (
            vec![
                good.clone(),
                json!({"type": "subscribe", "payload": {"query": VIEWER}}),
            ],
            4400,
        ),
        (
            vec![
                good.clone(),
                json!({"type": "subscribe", "id": "", "payload": {"query": VIEWER}}),
            ],
            4400,
        ),
        (
            vec![
                good.clone(),
                json!({"type": "subscribe", "id": "1", "payload": {"query": 7}}),
            ],
            4400,
        ),
        (
            vec![good.clone(), json!({"type": "subscribe", "id": "1"})],
            4400,
        ),
        (vec![good.clone(), json!({"type": "complete"})], 4400),
        (vec![subscribe("1")], 4401),
        (vec![json!({"type": "connection_init"})], 4401),
        (vec![init("unknown-token")], 4401),
        (
            vec![json!({"type": "connection_init", "payload": {"authorization": "Basic x"}})],
            4401,
        ),
        (vec![good.clone(), watch.clone(), watch], 4409),
        (vec![good.clone(), good], 4429),
    ];
    for (messages, code) in table {
        let mut client = Client::open(&scene.harness.url).await;
        for message in &messages {
            client.send(message.clone()).await;
        }
        assert_eq!(client.end().await, Some(code), "{messages:?}");
    }
}

#[tokio::test]
async fn a_socket_without_connection_init_is_closed() {
    let scene = Scene::with(&[("limits.socket_init_timeout", "100ms")]).await;
    let mut silent = Client::open(&scene.harness.url).await;
    assert_eq!(silent.end().await, Some(4408));
    let mut pinging = Client::open(&scene.harness.url).await;
    pinging.send(json!({"type": "ping"})).await;
    assert_eq!(pinging.receive().await["type"], "pong");
    assert_eq!(pinging.end().await, Some(4408));
}

#[tokio::test]
async fn messages_are_text_and_not_too_large() {
    let scene = Scene::with(&[("limits.socket_message_bytes", "1000")]).await;
    let mut client = Client::connect(&scene.harness.url, SUPERVISOR).await;
    client
        .socket
        .send(Message::binary(&b"{}"[..]))
        .await
        .unwrap();
    assert_eq!(client.end().await, Some(4400));
    let mut client = Client::connect(&scene.harness.url, SUPERVISOR).await;
    client
        .subscribe("1", &format!("{VIEWER} # {}", "x".repeat(1_000)), json!({}))
        .await;
    assert_eq!(client.end().await, Some(1009));
}

#[tokio::test]
async fn a_socket_needs_the_protocol_a_valid_header_and_a_permit() {
    let scene = Scene::with(&[("limits.silent_sockets", "1")]).await;
    let url = &scene.harness.url;
    let refused =
        async |headers: &[(&'static str, &str)]| Client::open_with(url, headers).await.err();
    assert_eq!(
        refused(&[("sec-websocket-protocol", "graphql-ws")]).await,
        Some(400)
    );
    assert_eq!(refused(&[("authorization", "Basic x")]).await, Some(401));
    let first = Client::open(url).await;
    assert_eq!(refused(&[]).await, Some(503));
    drop(first);
    // The permit is free after the gateway has noticed the disconnect.
    while refused(&[]).await == Some(503) {}
}

#[tokio::test]
async fn the_token_can_be_sent_in_the_header() {
    let scene = Scene::start().await;
    let bearer = format!("Bearer {SUPERVISOR}");
    let mut client = Client::open_with(&scene.harness.url, &[("authorization", &bearer)])
        .await
        .ok()
        .unwrap();
    client.send(json!({"type": "connection_init"})).await;
    assert_eq!(client.receive().await["type"], "connection_ack");
    client.subscribe("1", VIEWER, json!({})).await;
    let response = client.receive().await;
    assert!(
        response["payload"]["data"]["viewer"]["id"].is_string(),
        "{response}"
    );
    assert_eq!(
        client.receive().await,
        json!({"type": "complete", "id": "1"})
    );
}

#[tokio::test]
async fn queries_and_errors_are_served_over_the_socket() {
    let scene = Scene::start().await;
    let mut client = Client::connect(&scene.harness.url, SUPERVISOR).await;
    let code = |message: &Value| message["payload"][0]["extensions"]["code"].clone();
    for (query, expected) in [
        ("{ viewer { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ viewer", "GRAPHQL_PARSE_FAILED"),
        (
            "subscription { journeyChanged(customerId: \"x\") { at } }",
            "BAD_USER_INPUT",
        ),
        ("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "subscription { journeyChanged { at } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ] {
        // The id of a finished operation can be used again.
        client.subscribe("same", query, json!({})).await;
        let message = client.receive().await;
        assert_eq!(
            (&message["type"], code(&message)),
            (&json!("error"), json!(expected)),
            "{query}"
        );
    }
    let two = "subscription($id: ID!) { a: journeyChanged(customerId: $id) { at } b: journeyChanged(customerId: $id) { at } }";
    client
        .subscribe("two", two, json!({"id": scene.customer}))
        .await;
    assert_eq!(code(&client.receive().await), "GRAPHQL_VALIDATION_FAILED");
    client
        .subscribe("mutation", "mutation { x }", json!({}))
        .await;
    let message = client.receive().await;
    let errors = message["payload"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{message}");
    assert_eq!(errors[0]["locations"], json!([{"line": 1, "column": 1}]));
    // Nested too deep, as over HTTP.
    let deep = format!("{{ a{} }}", "(x: [".repeat(100));
    client.subscribe("deep", &deep, json!({})).await;
    assert_eq!(code(&client.receive().await), "NESTING_LIMIT");
}

#[tokio::test]
async fn subscriptions_are_limited_and_end_on_complete() {
    let scene = Scene::with(&[("limits.socket_subscriptions", "2")]).await;
    let mut client = Client::connect(&scene.harness.url, CONVERSATIONS_ONLY).await;
    let silent = scene.harness.fixtures.cookie_customer.clone();
    client.watch("1", &silent).await;
    client.watch("2", &silent).await;
    client.watch("3", &silent).await;
    let refused = client.receive().await;
    assert_eq!(refused["id"], "3");
    assert_eq!(refused["payload"][0]["extensions"]["code"], "STREAM_LIMIT");
    client.send(json!({"type": "complete", "id": "1"})).await;
    // The subscription sends nothing more, and its id can be used again.
    client.watch("1", &scene.customer).await;
    assert_eq!(client.receive().await["id"], "1");
}

/// Clients that change views fast: each operation is completed as soon as it was started.
#[tokio::test]
async fn completed_operations_make_room_for_new_ones() {
    let scene = Scene::with(&[("limits.socket_subscriptions", "2")]).await;
    let mut client = Client::connect(&scene.harness.url, CONVERSATIONS_ONLY).await;
    let silent = scene.harness.fixtures.cookie_customer.clone();
    for number in 0..2_000 {
        let id = number.to_string();
        client.watch(&id, &silent).await;
        client.send(json!({"type": "complete", "id": id})).await;
    }
    client.watch("last", &scene.customer).await;
    let first = client.receive().await;
    assert_eq!(
        (&first["type"], &first["id"]),
        (&json!("next"), &json!("last"))
    );
}

/// A text that is not a bearer token causes no upstream call, so that such texts neither load the platform nor look
/// like an outage.
#[tokio::test]
async fn an_invalid_bearer_token_causes_no_upstream_call() {
    let scene = Scene::start().await;
    let harness = &scene.harness;
    harness.warm_viewer(SUPERVISOR).await;
    let long = "t".repeat(5_000);
    let texts = ["line\nbreak", "nul\u{0}", "tökén", "two words", &long];
    for text in texts.iter().cycle().take(50) {
        let mut client = Client::open(&harness.url).await;
        client.send(init(text)).await;
        assert_eq!(client.end().await, Some(4401), "{text:?}");
    }
    for text in ["t\u{e4}", "a,b", "a=b", &long] {
        let request = harness.client.post(format!("{}/graphql", harness.url));
        let request = request.json(&json!({"query": VIEWER}));
        let value = reqwest::header::HeaderValue::from_bytes(format!("Bearer {text}").as_bytes());
        let response = request
            .header("authorization", value.unwrap())
            .send()
            .await
            .unwrap();
        assert_eq!(response.status().as_u16(), 401, "{text:?}");
    }
    assert!(harness.take_calls().is_empty());
    // Another viewer is served.
    harness
        .data("{ customers(ids: []) { id } viewer { id } }", json!({}))
        .await;
}

#[tokio::test]
async fn a_subscription_needs_a_stream() {
    let scene = Scene::start().await;
    let response = scene
        .harness
        .query(SUPERVISOR, WATCH, json!({"id": scene.customer}))
        .await;
    assert_eq!(response.status, 400);
    assert_eq!(
        response.body["errors"][0]["extensions"]["code"],
        "SUBSCRIPTION_TRANSPORT"
    );
}

#[test]
fn random_frames_and_bytes_cause_no_internal_error() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let scene = runtime.block_on(Scene::start());
    let mut runner = TestRunner::new(Config {
        cases: 200,
        ..Config::default()
    });
    let text = prop_oneof![
        any::<String>(),
        "\\{\"type\":\"(subscribe|complete|ping|pong|connection_init)\"[ -~]{0,60}\\}",
        "\\{\"type\":\"subscribe\",\"id\":\"[a-c]\",\"payload\":\\{\"query\":\"[ -!#-\\[\\]-~]{0,40}\"\\}\\}",
    ];
    let frames = prop::collection::vec(
        prop_oneof![
            3 => text.prop_map(Message::text),
            1 => prop::collection::vec(any::<u8>(), 0..60).prop_map(Message::binary),
            1 => prop::collection::vec(any::<u8>(), 0..60).prop_map(|bytes| Message::Ping(bytes.into())),
        ],
        1..6,
    );
    let run = runner.run(&(frames, any::<bool>()), |(frames, is_known)| {
        runtime.block_on(async {
            let mut client = if is_known {
                Client::connect(&scene.harness.url, SUPERVISOR).await
            } else {
                Client::open(&scene.harness.url).await
            };
            for frame in frames {
                // The socket may be closed already.
                let _ = client.socket.send(frame).await;
            }
            let _ = client.socket.close(None).await;
            let code = client.end().await;
            assert_ne!(code, Some(1011), "an internal error");
        });
        Ok(())
    });
    run.unwrap();
    // Raw bytes instead of frames.
    runtime.block_on(async {
        let mut client = Client::connect(&scene.harness.url, SUPERVISOR).await;
        let tokio_tungstenite::MaybeTlsStream::Plain(stream) = client.socket.get_mut() else {
            panic!("a plain stream");
        };
        tokio::io::AsyncWriteExt::write_all(stream, &[0xff; 64])
            .await
            .unwrap();
        client.end().await;
        let mut next = Client::connect(&scene.harness.url, SUPERVISOR).await;
        next.subscribe("1", VIEWER, json!({})).await;
        assert_eq!(next.receive().await["type"], "next");
    });
}
