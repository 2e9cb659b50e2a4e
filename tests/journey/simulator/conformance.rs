//! Validates every response against the platform's published schemas, if they are available.

use std::collections::BTreeSet;
use std::path::PathBuf;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

mod every_operation;
pub(super) mod validator;

use super::{Platform, SUPERVISOR, sessions_path, text};
use validator::SchemaValidator;

/// The description of the platform's API, if it is next to the project.
pub(super) fn description() -> Option<Value> {
    let file =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/platform-api/openapi.json");
    if let Ok(text) = std::fs::read_to_string(&file) {
        return Some(serde_json::from_str(&text).expect("openapi.json is JSON"));
    }
    assert!(
        std::env::var_os("JOURNEY_REQUIRE_OPENAPI").is_none(),
        "openapi.json is required but not there"
    );
    eprintln!(
        "SKIPPED: no ../shared/platform-api/openapi.json, nothing to compare the simulator with"
    );
    None
}

#[tokio::test]
async fn every_response_matches_the_published_schemas() {
    let Some(description) = description() else {
        return;
    };
    let mut validator = SchemaValidator::new(description);
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let customers = platform.simulator.showcase();
    for customer in &customers {
        let open = customer.id == fixtures.every_channel_customer;
        check_customer_responses(&platform, &mut validator, &customer.id, open).await;
    }
    check_customer_responses(
        &platform,
        &mut validator,
        &fixtures.ordinary_customer,
        false,
    )
    .await;
    check_other_responses(&platform, &mut validator).await;
    check_error_responses(&platform, &mut validator).await;
    let answered: BTreeSet<String> = super::access::templates(&validator.description)
        .into_iter()
        .filter(|operation| {
            platform
                .simulator
                .calls()
                .iter()
                .any(|call| call.operation == operation && call.status == 200)
        })
        .collect();
    let unchecked: Vec<_> = answered
        .difference(&validator.seen)
        .filter(|name| !name.starts_with("HEAD"))
        .collect();
    assert!(
        unchecked.is_empty(),
        "answered but not compared: {unchecked:?}"
    );
    assert!(
        validator.seen.len() >= 37,
        "only {} operations were compared",
        validator.seen.len()
    );
}

/// All responses about one customer.
async fn check_customer_responses(
    platform: &Platform,
    validator: &mut SchemaValidator,
    customer: &str,
    open: bool,
) {
    const CONTACT: &str = "GET /api/v2/externalcontacts/contacts/{contactId}";
    let base = format!("/api/v2/externalcontacts/contacts/{customer}");
    let expand = "expand=externalOrganization&expand=externalDataSources&expand=identifiers&expand=externalSources";
    for (name, path) in [
        (CONTACT.to_owned(), format!("{base}?{expand}")),
        (
            format!("{CONTACT}/unresolved"),
            format!("{base}/unresolved?{expand}"),
        ),
        (
            format!("{CONTACT}/identifiers"),
            format!("{base}/identifiers"),
        ),
        (
            format!("{CONTACT}/journey/segments"),
            format!("{base}/journey/segments?limit=500"),
        ),
        (
            format!("{CONTACT}/journey/sessions"),
            sessions_path(customer, "pageSize=200"),
        ),
    ] {
        validator.check(
            &name,
            StatusCode::OK,
            &platform.get_ok(SUPERVISOR, &path).await,
            open,
        );
    }
    for session in platform
        .sessions(SUPERVISOR, customer)
        .await
        .iter()
        .take(40)
    {
        check_session_responses(platform, validator, session, open).await;
    }
}

async fn check_session_responses(
    platform: &Platform,
    validator: &mut SchemaValidator,
    session: &Value,
    open: bool,
) {
    let base = format!("/api/v2/journey/sessions/{}", text(session, "id"));
    let one = platform.get_ok(SUPERVISOR, &base).await;
    validator.check(
        "GET /api/v2/journey/sessions/{sessionId}",
        StatusCode::OK,
        &one,
        open,
    );
    let events = platform
        .get_ok(SUPERVISOR, &format!("{base}/events?pageSize=200"))
        .await;
    validator.check(
        "GET /api/v2/journey/sessions/{sessionId}/events",
        StatusCode::OK,
        &events,
        open,
    );
    let Some(conversation) = session["conversation"]["id"].as_str() else {
        return;
    };
    for (operation, path) in [
        (
            "GET /api/v2/conversations/{conversationId}",
            format!("/api/v2/conversations/{conversation}"),
        ),
        (
            "GET /api/v2/analytics/conversations/{conversationId}/details",
            format!("/api/v2/analytics/conversations/{conversation}/details"),
        ),
        (
            "GET /api/v2/analytics/conversations/details",
            format!("/api/v2/analytics/conversations/details?id={conversation}"),
        ),
    ] {
        validator.check(
            operation,
            StatusCode::OK,
            &platform.get_ok(SUPERVISOR, &path).await,
            open,
        );
    }
}

/// All responses that do not depend on a customer.
async fn check_other_responses(platform: &Platform, validator: &mut SchemaValidator) {
    let fixtures = platform.simulator.fixtures();
    let me = platform
        .get_ok(SUPERVISOR, "/api/v2/users/me?expand=authorization")
        .await;
    validator.check("GET /api/v2/users/me", StatusCode::OK, &me, false);
    let role = text(&me["authorization"]["roles"][0], "id").to_owned();
    let subject = text(&me, "id").to_owned();
    for (operation, id) in [
        ("GET /api/v2/users", ""),
        ("GET /api/v2/users/{userId}", &*fixtures.agent.0),
        ("GET /api/v2/tokens/me", ""),
        ("GET /api/v2/authorization/subjects/me", ""),
        ("GET /api/v2/authorization/subjects/{subjectId}", &*subject),
        ("GET /api/v2/authorization/roles/{roleId}", &*role),
        ("GET /api/v2/authorization/divisions", ""),
        ("GET /api/v2/authorization/divisions/home", ""),
        (
            "GET /api/v2/authorization/divisions/{divisionId}",
            &*fixtures.divisions["Europe"],
        ),
        (
            "GET /api/v2/authorization/divisionspermitted/paged/me?permission=journey:event:view",
            "",
        ),
        ("GET /api/v2/authorization/permissions", ""),
        ("GET /api/v2/journey/segments", ""),
        ("GET /api/v2/journey/actionmaps", ""),
        ("GET /api/v2/routing/queues", ""),
        ("GET /api/v2/routing/queues/{queueId}", &*fixtures.queue.0),
        ("GET /api/v2/routing/queues/divisionviews", ""),
        ("GET /api/v2/routing/queues/divisionviews/all", ""),
        ("GET /api/v2/routing/wrapupcodes", ""),
        (
            "GET /api/v2/routing/wrapupcodes/{codeId}",
            &*fixtures.code.0,
        ),
        (
            "GET /api/v2/routing/wrapupcodes/divisionviews?includeState=ActiveAndDeleted",
            "",
        ),
        (
            "GET /api/v2/routing/wrapupcodes/divisionviews/{codeId}",
            &*fixtures.deleted_code.0,
        ),
        (
            "GET /api/v2/organizations/limits/namespaces/{namespaceName}",
            "platform.api",
        ),
    ] {
        let name = operation.split('?').next().expect("a name");
        let path = operation.trim_start_matches("GET ");
        let path = match (path.find('{'), path.find('}')) {
            (Some(open), Some(close)) => format!("{}{id}{}", &path[..open], &path[close + 1..]),
            _ => path.to_owned(),
        };
        validator.check(
            name,
            StatusCode::OK,
            &platform.get_ok(SUPERVISOR, &path).await,
            false,
        );
    }
    let bulk = json!({ "entities": [{ "id": fixtures.customer }, { "id": fixtures.unknown_id }] });
    for end in ["", "/unresolved", "/divisionviews"] {
        let path = format!("/api/v2/externalcontacts/bulk/contacts{end}");
        let (status, body) = platform.post(SUPERVISOR, &path, &bulk).await;
        validator.check(&format!("POST {path}"), status, &body, false);
    }
    let path = "/api/v2/externalcontacts/identifierlookup/contacts";
    let phone = json!({ "type": "Phone", "value": fixtures.customer_phone });
    let (status, body) = platform.post(SUPERVISOR, path, &phone).await;
    validator.check(&format!("POST {path}"), status, &body, false);
    let token = platform
        .http
        .post(format!("{}/oauth/token", platform.simulator.url()));
    let token = token
        .basic_auth("demo-gateway", Some("demo-secret"))
        .form(&[("grant_type", "client_credentials")]);
    let token: Value = token
        .send()
        .await
        .expect("a response")
        .json()
        .await
        .expect("JSON");
    validator.check("POST /oauth/token", StatusCode::OK, &token, false);
    let client = platform
        .get_ok(text(&token, "access_token"), "/api/v2/tokens/me")
        .await;
    validator.check("GET /api/v2/tokens/me", StatusCode::OK, &client, false);
}

async fn check_error_responses(platform: &Platform, validator: &mut SchemaValidator) {
    let fixtures = platform.simulator.fixtures();
    let queues = "GET /api/v2/routing/queues";
    for (token, status) in [("unknown-token", 401), ("demo-nobody", 403)] {
        let (answered, body) = platform.get(token, "/api/v2/routing/queues").await;
        assert_eq!(answered, status);
        validator.check(queues, answered, &body, false);
    }
    let path = format!("/api/v2/journey/sessions/{}", fixtures.unknown_id);
    let (status, body) = platform.get(SUPERVISOR, &path).await;
    assert_eq!(status, 404);
    validator.check(
        "GET /api/v2/journey/sessions/{sessionId}",
        status,
        &body,
        false,
    );
    let wrong = platform
        .http
        .post(format!("{}/oauth/token", platform.simulator.url()));
    let wrong = wrong
        .basic_auth("demo-gateway", Some("wrong"))
        .form(&[("grant_type", "client_credentials")]);
    let wrong = wrong.send().await.expect("a response");
    let status = wrong.status();
    let body: Value = wrong.json().await.expect("JSON");
    assert_eq!(body["error"], "invalid_client");
    validator.check("POST /oauth/token", status, &body, false);
    let gone = platform
        .request(Method::DELETE, "demo-admin-tab", "/api/v2/tokens/me")
        .send()
        .await
        .expect("a response");
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
}
