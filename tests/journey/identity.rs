//! Identity `service`: how the gateway logs in, which tokens it accepts, and that a viewer gets the same responses as
//! with the viewer's own token.

use std::collections::BTreeSet;
use std::time::Duration;

use journey_simulator::{FaultKind, Grant, Options, TokenOptions};
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR, fixed_now};

const LIST: &str = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";
const LOGIN: &str = "POST /oauth/token";

/// Number of upstream calls of one operation.
fn calls(harness: &Harness, operation: &str) -> usize {
    let calls = harness.simulator.calls();
    calls
        .iter()
        .filter(|call| call.operation == operation)
        .count()
}

#[tokio::test]
async fn service_uses_the_clients_token_and_introspects_the_viewer_once() {
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
    let callers: BTreeSet<_> = harness
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
    assert_eq!(callers, BTreeSet::from(expected));
}

#[tokio::test]
async fn concurrent_requests_cause_one_log_in() {
    let options = Options {
        latency: Duration::from_millis(20),
        ..Options::default()
    };
    let harness = Harness::start_with_service_identity(options, &[]).await;
    let customers: Vec<_> = harness.simulator.ordinary_customers().take(20).collect();
    let requests = customers
        .iter()
        .map(|customer| harness.query(SUPERVISOR, LIST, json!({"id": customer.id})));
    for response in futures_util::future::join_all(requests).await {
        response.data();
    }
    assert_eq!(calls(&harness, LOGIN), 1);
}

#[tokio::test]
async fn the_clients_token_is_renewed_before_expiry_and_after_rejection() {
    // The gateway renews a token in the last tenth of its lifetime. With two seconds, that begins after the first use.
    let options = Options {
        client_token_life: Duration::from_secs(2),
        ..Options::default()
    };
    let harness = Harness::start_with_service_identity(options, &[("cache.open_ttl", "1ms")]).await;
    let id = json!({"id": harness.fixtures.customer});
    harness.query(SUPERVISOR, LIST, id.clone()).await.data();
    assert_eq!(calls(&harness, LOGIN), 1);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while calls(&harness, LOGIN) < 2 {
        assert!(
            tokio::time::Instant::now() < deadline,
            "the token was never renewed"
        );
        // The simulator's clock is frozen, so the old token stays valid: the gateway renews it ahead of expiry.
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
async fn requests_fail_when_the_client_cannot_log_in() {
    let wrong = [("service.client_secret", "wrong")];
    let harness = Harness::start_with_service_identity(Options::default(), &wrong).await;
    let id = json!({"id": harness.fixtures.customer});
    let response = harness.query(SUPERVISOR, LIST, id.clone()).await;
    assert_eq!(response.status, 503);
    assert_eq!(
        response.errors(),
        [("UPSTREAM_UNAVAILABLE".to_owned(), String::new())]
    );
    assert!(!response.body.to_string().contains("wrong"));
    // The gateway does not retry the log-in at every request.
    for _ in 0..20 {
        harness.query(SUPERVISOR, LIST, id.clone()).await;
    }
    assert!(calls(&harness, LOGIN) < 5, "{}", calls(&harness, LOGIN));
}

#[tokio::test]
async fn a_missing_permission_of_the_client_is_not_reported_as_the_viewers() {
    let harness = Harness::start_with_service_identity(Options::default(), &[]).await;
    harness
        .simulator
        .set_permissions("demo-gateway", &["externalContacts:session:view"]);
    let query =
        "query($id: ID!) { customer(id: $id) { displayName sessions(first: 1) { nodes { id } } } }";
    let id = json!({"id": harness.fixtures.customer});
    let response = harness.query(SUPERVISOR, query, id).await;
    let path = "customer.displayName".to_owned();
    assert_eq!(
        response.errors(),
        [("UPSTREAM_UNAVAILABLE".to_owned(), path)]
    );
    assert_eq!(
        response.body["data"]["customer"]["sessions"]["nodes"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_token_of_another_organization_is_rejected() {
    let all_permissions = Grant {
        permissions: vec!["*:*:*".to_owned()],
        division: None,
    };
    let harness = Harness::start_with_service_identity(Options::default(), &[]).await;
    harness
        .simulator
        .add_foreign_user("stranger", std::slice::from_ref(&all_permissions));
    let id = json!({"id": harness.fixtures.customer});
    // A viewer of this organization has filled the cache.
    harness.query(SUPERVISOR, LIST, id.clone()).await.data();
    let response = harness.query("stranger", LIST, id.clone()).await;
    assert_eq!(response.status, 401);
    assert_eq!(
        response.errors(),
        [("UNAUTHENTICATED".to_owned(), String::new())]
    );

    // With `passthrough` a token reads the data of its own organization, unless one is configured.
    let harness = Harness::start().await;
    harness
        .simulator
        .add_foreign_user("stranger", std::slice::from_ref(&all_permissions));
    let id = json!({"id": harness.fixtures.customer});
    let data = harness.query("stranger", LIST, id.clone()).await.data();
    assert_eq!(data["customer"], Value::Null);
    let harness = Harness::start_with(
        Options::default(),
        &[("organization", "another organization")],
    )
    .await;
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
    // Without `authorization:role:view` the client cannot read what its roles grant, so they grant nothing.
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
async fn oauth_scopes_restrict_granted_permissions() {
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
        let restricted = harness.query(&token, query, variables.clone()).await;
        assert_eq!(
            restricted.errors(),
            [("PERMISSION_DENIED".to_owned(), "queue".to_owned())]
        );
        assert_eq!(
            restricted.body["errors"][0]["extensions"]["scope"],
            json!(["routing:readonly"])
        );
        let viewer = &restricted.body["data"]["viewer"];
        assert_eq!(
            viewer["capabilities"],
            json!({"events": true, "queues": false})
        );
        let held = viewer["permissions"].to_string();
        assert!(
            held.contains("journey:*:*") && !held.contains("routing:"),
            "{held}"
        );
        assert!(restricted.body["data"]["customer"]["displayName"].is_string());

        // A token without the scopes that introspection needs.
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
async fn user_tokens_without_scopes_are_rejected_where_scopes_are_required() {
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
    assert_eq!(of_token.count(), 1, "the rejection is cached");
    let scoped = TokenOptions {
        scopes: ["users", "authorization", "journey"]
            .map(|api| format!("{api}:readonly"))
            .into(),
        ..TokenOptions::default()
    };
    let scoped = harness.simulator.issue_token(SUPERVISOR, scoped);
    // Tokens of the client-credentials grant never carry scopes.
    for token in [scoped, harness.client_credentials_token().await] {
        let response = harness.send_query(Some(&token), "{ viewer { id } }").await;
        assert_eq!(response.status(), 200);
    }
}

/// With `passthrough` the platform evaluates the conditions of a grant at each call. With `service` nothing evaluates
/// them for the viewer, so conditional grants do not count.
#[tokio::test]
async fn conditional_grants_count_only_with_passthrough() {
    for (harness, counts) in [
        (Harness::start().await, true),
        (
            Harness::start_with_service_identity(Options::default(), &[]).await,
            false,
        ),
    ] {
        harness.simulator.make_grants_conditional(SUPERVISOR);
        let query = "query($id: ID!) { viewer { permissions } customer(id: $id) { displayName } }";
        let id = json!({"id": harness.fixtures.customer});
        let response = harness.query(SUPERVISOR, query, id).await;
        let data = &response.body["data"];
        assert_eq!(data["customer"]["displayName"].is_string(), counts);
        assert_eq!(data["viewer"]["permissions"] != json!([]), counts);
        assert_eq!(response.errors().is_empty(), counts);
    }
}

#[tokio::test]
async fn repeated_rejections_of_the_clients_token_cause_one_log_in() {
    let harness =
        Harness::start_with_service_identity(Options::default(), &[("platform.retries", "0")])
            .await;
    harness.warm_viewer(SUPERVISOR).await;
    let operation = "GET /api/v2/externalcontacts/contacts/{contactId}/journey/sessions";
    harness
        .simulator
        .inject_fault(operation, FaultKind::Status(401), 1.0);
    let customers: Vec<_> = harness.simulator.ordinary_customers().take(10).collect();
    for customer in customers {
        let response = harness
            .query(SUPERVISOR, LIST, json!({"id": customer.id}))
            .await;
        assert_eq!(response.errors()[0].0, "UPSTREAM_UNAVAILABLE");
    }
    // The gateway logs in once more, after the first rejection.
    assert_eq!(calls(&harness, LOGIN), 1);
}
