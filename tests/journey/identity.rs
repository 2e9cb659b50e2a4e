//! The gateway's own credentials: how it logs in, whom it lets in, and that its answers are those
//! that the viewer's own token would bring.

use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use journey_simulator::{FaultKind, Grant, Options, TokenOptions};
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR, fixed_now};

const LIST: &str = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";
const LOGIN: &str = "POST /oauth/token";

fn calls(harness: &Harness, operation: &str) -> usize {
    let calls = harness.simulator.calls();
    calls
        .iter()
        .filter(|call| call.operation == operation)
        .count()
}

#[tokio::test]
async fn the_platform_sees_the_client_and_the_viewer_is_asked_for_once() {
    let harness = Harness::start_with_service_identity(Options::default(), &[]).await;
    let id = json!({"id": harness.fixtures.customer});
    let data = harness.query(AGENT, LIST, id).await.data();
    assert_eq!(
        data["customer"]["sessions"]["nodes"]
            .as_array()
            .unwrap()
            .len(),
        25
    );
    let by: BTreeSet<_> = harness
        .simulator
        .calls()
        .into_iter()
        .map(|call| {
            (
                call.operation.split("/api/v2/").last().unwrap(),
                call.subject,
            )
        })
        .collect();
    let expected = [
        ("POST /oauth/token", ""),
        ("analytics/conversations/details", "demo-gateway"),
        ("authorization/subjects/me", AGENT),
        (
            "externalcontacts/contacts/{contactId}/journey/sessions",
            "demo-gateway",
        ),
        ("tokens/me", AGENT),
        ("tokens/me", "demo-gateway"),
        ("users/me", AGENT),
    ];
    let expected = expected.map(|(operation, subject)| (operation, subject.to_owned()));
    assert_eq!(by, BTreeSet::from(expected));
}

#[tokio::test]
async fn many_who_wait_cause_one_log_in() {
    let options = Options {
        latency: Duration::from_millis(20),
        ..Options::default()
    };
    let harness = Harness::start_with_service_identity(options, &[]).await;
    let customers: Vec<_> = harness.simulator.ordinary_customers().take(20).collect();
    let asks = customers
        .iter()
        .map(|customer| harness.query(SUPERVISOR, LIST, json!({"id": customer.id})));
    for answer in futures_util::future::join_all(asks).await {
        answer.data();
    }
    assert_eq!(calls(&harness, LOGIN), 1);
}

#[tokio::test]
async fn a_token_is_renewed_ahead_of_its_end_and_when_it_is_not_accepted() {
    // A life of which the last tenth has not begun when it is first used, and then has.
    let options = Options {
        client_token_life: Duration::from_secs(2),
        ..Options::default()
    };
    let harness = Harness::start_with_service_identity(options, &[("cache.open_ttl", "1ms")]).await;
    let id = json!({"id": harness.fixtures.customer});
    harness.query(SUPERVISOR, LIST, id.clone()).await.data();
    assert_eq!(calls(&harness, LOGIN), 1);
    let until = tokio::time::Instant::now() + Duration::from_secs(10);
    while calls(&harness, LOGIN) < 2 {
        assert!(tokio::time::Instant::now() < until, "it was never renewed");
        // The platform's time stands still, so the old token works: it is renewed without need.
        harness.query(SUPERVISOR, LIST, id.clone()).await.data();
    }

    let harness =
        Harness::start_with_service_identity(Options::default(), &[("cache.open_ttl", "1ms")])
            .await;
    let id = json!({"id": harness.fixtures.customer});
    harness.query(SUPERVISOR, LIST, id.clone()).await.data();
    harness.simulator.revoke_client_tokens();
    harness.query(SUPERVISOR, LIST, id).await.data();
    assert_eq!(calls(&harness, LOGIN), 2);
}

#[tokio::test]
async fn without_the_log_in_nothing_is_answered_and_nobody_gets_in() {
    let wrong = [("service.client_secret", "wrong")];
    let harness = Harness::start_with_service_identity(Options::default(), &wrong).await;
    let id = json!({"id": harness.fixtures.customer});
    let answer = harness.query(SUPERVISOR, LIST, id.clone()).await;
    assert_eq!(answer.status, 503);
    assert_eq!(
        answer.errors(),
        [("UPSTREAM_UNAVAILABLE".to_owned(), String::new())]
    );
    assert!(!answer.body.to_string().contains("wrong"));
    // Nor does it try at every request.
    for _ in 0..20 {
        harness.query(SUPERVISOR, LIST, id.clone()).await;
    }
    assert!(calls(&harness, LOGIN) < 5, "{}", calls(&harness, LOGIN));
}

#[tokio::test]
async fn what_the_client_may_not_do_is_its_fault_and_not_the_viewers() {
    let harness = Harness::start_with_service_identity(Options::default(), &[]).await;
    harness
        .simulator
        .set_permissions("demo-gateway", &["externalContacts:session:view"]);
    let query =
        "query($id: ID!) { customer(id: $id) { displayName sessions(first: 1) { nodes { id } } } }";
    let id = json!({"id": harness.fixtures.customer});
    let answer = harness.query(SUPERVISOR, query, id).await;
    let path = "customer.displayName".to_owned();
    assert_eq!(answer.errors(), [("UPSTREAM_UNAVAILABLE".to_owned(), path)]);
    assert_eq!(
        answer.body["data"]["customer"]["sessions"]["nodes"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_token_of_another_organization_is_not_valid_here() {
    let everything = Grant {
        permissions: vec!["*:*:*".to_owned()],
        division: None,
    };
    let harness = Harness::start_with_service_identity(Options::default(), &[]).await;
    harness
        .simulator
        .add_stranger("stranger", std::slice::from_ref(&everything));
    let id = json!({"id": harness.fixtures.customer});
    // Whoever belongs here has filled the cache.
    harness.query(SUPERVISOR, LIST, id.clone()).await.data();
    let answer = harness.query("stranger", LIST, id.clone()).await;
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.errors(),
        [("UNAUTHENTICATED".to_owned(), String::new())]
    );

    // In passthrough a token brings what its own organization has, unless one is configured.
    let harness = Harness::start().await;
    harness
        .simulator
        .add_stranger("stranger", std::slice::from_ref(&everything));
    let id = json!({"id": harness.fixtures.customer});
    let data = harness.query("stranger", LIST, id.clone()).await.data();
    assert_eq!(data["customer"], Value::Null);
    let harness =
        Harness::start_with(Options::default(), &[("organization", "none of these")]).await;
    assert_eq!(harness.query(SUPERVISOR, LIST, id).await.status, 401);
}

#[tokio::test]
async fn a_client_credentials_token_is_a_viewer_with_the_roles_of_its_client() {
    let harness = Harness::start().await;
    let token = harness.client_credentials_token().await;
    let query = "{ viewer { id permissionsEverywhere capabilities { sessions customerDetails } } }";
    let viewer = harness.query(&token, query, json!({})).await.data()["viewer"].clone();
    assert_eq!(
        viewer["capabilities"],
        json!({"sessions": true, "customerDetails": true})
    );
    assert!(
        viewer["permissionsEverywhere"]
            .as_array()
            .unwrap()
            .contains(&json!("journey:*:*"))
    );
    let id = json!({"id": harness.fixtures.customer});
    let data = harness.query(&token, LIST, id).await.data();
    assert_eq!(
        data["customer"]["sessions"]["nodes"]
            .as_array()
            .unwrap()
            .len(),
        25
    );
    // Without `authorization:role:view` it cannot be told what the roles grant, so they grant nothing.
    let harness = Harness::start().await;
    harness
        .simulator
        .set_permissions("demo-gateway", &["journey:*:*", "externalContacts:*:*"]);
    let token = harness.client_credentials_token().await;
    let viewer = harness.query(&token, query, json!({})).await.data()["viewer"].clone();
    assert_eq!(
        viewer["capabilities"],
        json!({"sessions": false, "customerDetails": false})
    );
}

#[tokio::test]
async fn oauth_scopes_take_away_what_was_granted() {
    let query = "query($id: ID!, $queue: ID!) {
        viewer { permissions capabilities { events queues } }
        queue(id: $queue) { name }
        customer(id: $id) { displayName sessions(first: 1) { nodes { id events { nodes { id } } } } } }";
    let scopes = |names: &[&str]| TokenOptions {
        scopes: names.iter().map(ToString::to_string).collect(),
        expires: None,
    };
    let me = ["users:readonly", "authorization:readonly"];
    for harness in [
        Harness::start().await,
        Harness::start_with_service_identity(Options::default(), &[]).await,
    ] {
        let all = [&me[..], &["journey", "external-contacts:readonly"]].concat();
        let token = harness.simulator.issue_token(SUPERVISOR, scopes(&all));
        let variables = json!({"id": harness.fixtures.customer, "queue": harness.fixtures.queue.0});
        let answer = harness.query(&token, query, variables.clone()).await;
        assert_eq!(
            answer.errors(),
            [("PERMISSION_DENIED".to_owned(), "queue".to_owned())]
        );
        assert_eq!(
            answer.body["errors"][0]["extensions"]["scope"],
            json!(["routing:readonly"])
        );
        let viewer = &answer.body["data"]["viewer"];
        assert_eq!(
            viewer["capabilities"],
            json!({"events": true, "queues": false})
        );
        let held = viewer["permissions"].to_string();
        assert!(
            held.contains("journey:*:*") && !held.contains("routing:"),
            "{held}"
        );
        assert!(answer.body["data"]["customer"]["displayName"].is_string());

        // A token that cannot say whose it is.
        let token = harness
            .simulator
            .issue_token(SUPERVISOR, scopes(&["journey"]));
        let response = harness.send_query(Some(&token), "{ viewer { id } }").await;
        assert_eq!(response.status(), 403);
        let challenge = response.headers()["www-authenticate"].to_str().unwrap();
        assert!(challenge.contains("insufficient_scope"), "{challenge}");

        let expired = TokenOptions {
            expires: Some(fixed_now()),
            ..TokenOptions::default()
        };
        let token = harness.simulator.issue_token(SUPERVISOR, expired);
        assert_eq!(
            harness
                .send_query(Some(&token), "{ viewer { id } }")
                .await
                .status(),
            401
        );
    }
}

#[tokio::test]
async fn user_tokens_without_scopes_are_refused_where_scopes_are_required() {
    let settings = [("service.require_scopes", "true")];
    let harness = Harness::start_with_service_identity(Options::default(), &settings).await;
    for _ in 0..3 {
        let response = harness
            .send_query(Some(SUPERVISOR), "{ viewer { id } }")
            .await;
        assert_eq!(response.status(), 403);
        let body: Value = response.json().await.unwrap();
        let error = &body["errors"][0];
        assert_eq!(error["extensions"]["code"], "PERMISSION_DENIED");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("carries no OAuth scopes"), "{message}");
    }
    let calls = harness.simulator.calls();
    let of_token = calls.iter().filter(|call| call.subject == SUPERVISOR);
    assert_eq!(of_token.count(), 1, "the refusal is remembered");
    let scoped = TokenOptions {
        scopes: ["users", "authorization", "journey"]
            .map(|one| format!("{one}:readonly"))
            .into(),
        ..TokenOptions::default()
    };
    let scoped = harness.simulator.issue_token(SUPERVISOR, scoped);
    // Tokens of client credentials never carry scopes.
    for token in [scoped, harness.client_credentials_token().await] {
        let response = harness.send_query(Some(&token), "{ viewer { id } }").await;
        assert_eq!(response.status(), 200);
    }
}

/// With the gateway's own credentials the platform's cursor may have been made of a session that the
/// viewer may not see.
#[tokio::test]
async fn a_cursor_tells_nothing_of_what_the_client_was_shown() {
    let query =
        "query($id: ID!, $after: String) { customer(id: $id) { sessions(first: 2, after: $after) {
        nodes { id } edges { cursor } pageInfo { startCursor endCursor hasNextPage } } } }";
    let harness = Harness::start_with_service_identity(Options::default(), &[]).await;
    let (mut after, mut seen) = (Value::Null, Vec::new());
    for _ in 0..4 {
        let variables = json!({"id": harness.fixtures.divided_customer, "after": after});
        let data = harness.query(AGENT, query, variables).await.data();
        let page = &data["customer"]["sessions"];
        seen.extend(super::harness::ids(&page["nodes"]));
        let edges = page["edges"].as_array().unwrap().iter();
        let info = &page["pageInfo"];
        let cursors = edges.map(|edge| &edge["cursor"]);
        for cursor in cursors.chain([&info["startCursor"], &info["endCursor"]]) {
            let bytes = URL_SAFE_NO_PAD.decode(cursor.as_str().unwrap()).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(serde_json::from_slice::<Value>(&bytes).is_err(), "{text}");
        }
        if info["hasNextPage"] == false {
            break;
        }
        after = info["endCursor"].clone();
    }
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert!(
        count > 2 && seen.len() == count,
        "each session once: {seen:?}"
    );
}

/// The platform judges conditions at each call with the viewer's own token. Nobody does with the
/// gateway's own, so there what holds under conditions only does not hold.
#[tokio::test]
async fn what_is_granted_under_conditions_counts_only_where_somebody_judges_them() {
    for (harness, told) in [
        (Harness::start().await, true),
        (
            Harness::start_with_service_identity(Options::default(), &[]).await,
            false,
        ),
    ] {
        harness.simulator.set_conditional(SUPERVISOR);
        let query = "query($id: ID!) { viewer { permissions } customer(id: $id) { displayName } }";
        let id = json!({"id": harness.fixtures.customer});
        let answer = harness.query(SUPERVISOR, query, id).await;
        let data = &answer.body["data"];
        assert_eq!(data["customer"]["displayName"].is_string(), told);
        assert_eq!(data["viewer"]["permissions"] != json!([]), told);
        assert_eq!(answer.errors().is_empty(), told);
    }
}

#[tokio::test]
async fn a_token_that_is_refused_again_and_again_causes_no_log_in_each_time() {
    let harness =
        Harness::start_with_service_identity(Options::default(), &[("platform.retries", "0")])
            .await;
    harness.warm_viewer(SUPERVISOR).await;
    let operation = "GET /api/v2/externalcontacts/contacts/{contactId}/journey/sessions";
    harness
        .simulator
        .inject(operation, FaultKind::Status(401), 1.0);
    let customers: Vec<_> = harness.simulator.ordinary_customers().take(10).collect();
    for customer in customers {
        let answer = harness
            .query(SUPERVISOR, LIST, json!({"id": customer.id}))
            .await;
        assert_eq!(answer.errors()[0].0, "UPSTREAM_UNAVAILABLE");
    }
    // One more try for the first of them.
    assert_eq!(calls(&harness, LOGIN), 1);
}
