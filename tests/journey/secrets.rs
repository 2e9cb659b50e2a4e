//! No token or secret appears in the logs or responses of the program, at the most verbose log level and with every kind
//! of failure.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use journey_simulator::{FaultKind, Options, Simulator, TokenOptions};
use serde_json::json;

use super::harness::loopback;
use super::live::client::Client;
use super::program::Served;

const TAB: &str = "query Tab($id: ID!) { viewer { id permissions } customer(id: $id) { displayName
    sessions(first: 5) { nodes { id events { nodes { id } } ... on ConversationSession { queue { name } wrapUps { code { name } } } }
    pageInfo { endCursor } } } }";

/// The secrets in the output: known ones, and text that has the form of a token that the simulator issues.
fn leaks(output: &str, secrets: &[String]) -> Vec<String> {
    let mut found: Vec<_> = secrets
        .iter()
        .filter(|secret| output.contains(secret.as_str()))
        .cloned()
        .collect();
    for prefix in ["client-", "user-"] {
        for (index, _) in output.match_indices(prefix) {
            let rest = &output.as_bytes()[index + prefix.len()..];
            if rest.len() >= 32 && rest[..32].iter().all(u8::is_ascii_hexdigit) {
                found.push(output[index..index + prefix.len() + 32].to_owned());
            }
        }
    }
    found
}

/// Runs the program through valid requests, invalid requests and upstream failures; returns its output and the secrets
/// that were used.
async fn collect_output(simulator: &Simulator, identity: &str) -> (String, Vec<String>) {
    let (client_id, secret) = Simulator::client();
    let environment = [
        ("RUST_LOG", "trace"),
        ("JOURNEY_GATEWAY_AUDIT", "true"),
        ("JOURNEY_GATEWAY_IDENTITY", identity),
        ("JOURNEY_GATEWAY_SERVICE_CLIENT_ID", client_id),
        ("JOURNEY_GATEWAY_SERVICE_CLIENT_SECRET", secret),
        ("JOURNEY_GATEWAY_CACHE_OPEN_TTL", "1ms"),
    ];
    let served = Served::start(simulator.url(), &environment).await;
    let url = served.url.clone();
    let mut output = String::new();

    let fixtures = simulator.fixtures();
    let token = |scopes: &[&str]| {
        let scopes = scopes.iter().map(ToString::to_string).collect();
        let options = TokenOptions {
            scopes,
            expires: None,
        };
        simulator.issue_token("demo-supervisor", options)
    };
    let (unrestricted, restricted) = (token(&[]), token(&["journey"]));
    let unknown = format!("user-{}", uuid::Uuid::new_v4().simple());
    let http = reqwest::Client::new();
    let mut send_query = async |token: &str, query: &str| {
        let request = http
            .post(format!("{url}/graphql"))
            .bearer_auth(token)
            .json(&json!({"query": query, "variables": {"id": fixtures.customer}}));
        let response = request.send().await.unwrap();
        let _ = write!(output, "{:?}", response.headers());
        output.push_str(&response.text().await.unwrap());
    };
    for token in [
        &unrestricted,
        &restricted,
        &unknown,
        &format!("{unrestricted} {unrestricted}"),
    ] {
        for query in [TAB, "{ nonsense }", "{ viewer { id } } #", "mutation { x }"] {
            send_query(token, query).await;
        }
    }
    for fault in [
        FaultKind::Status(401),
        FaultKind::Status(403),
        FaultKind::Status(500),
        FaultKind::Malformed,
        FaultKind::Reset,
        FaultKind::Truncated,
    ] {
        simulator.inject_fault("*", fault, 0.5);
        for _ in 0..4 {
            send_query(&unrestricted, TAB).await;
        }
        simulator.clear_faults();
    }
    // The libraries would log the messages of this socket.
    let mut socket = Client::connect(&served.url, &unrestricted).await;
    socket.watch("1", &fixtures.live_customer).await;
    simulator.revoke(&unrestricted);
    send_query(&unrestricted, TAB).await;
    output.push_str(&served.end().await.join("\n"));
    let basic = STANDARD.encode(format!("{client_id}:{secret}"));
    (
        output,
        vec![unrestricted, restricted, unknown, secret.to_owned(), basic],
    )
}

#[tokio::test]
async fn the_output_contains_no_token_or_secret() {
    for identity in ["passthrough", "service"] {
        let options = Options::default();
        let simulator = Simulator::start(loopback(), options).await.unwrap();
        let (output, secrets) = collect_output(&simulator, identity).await;
        // Make sure that the run logged upstream calls and requests, and that `leaks` finds tokens.
        assert!(output.contains("upstream call failed") && output.contains("operation answered"));
        assert!(output.contains("hyper"), "the libraries logged nothing");
        assert_eq!(leaks(&secrets.join(" "), &[]).len(), 3);
        assert_eq!(leaks(&output, &secrets), Vec::<String>::new());
    }
}
