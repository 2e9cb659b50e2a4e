//! Roles that the platform sends without their policies: the viewer's permissions are unknown. The gateway must report
//! this and not return an empty journey.

use journey_simulator::Options;
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, QueryResponse, SERVICE_IDENTITY, SUPERVISOR};
use super::live::WATCH;
use super::live::client::Client;
use super::program;
use super::rewriting_proxy::rewriting;

const SUBJECT: &str = "GET /api/v2/authorization/subjects/me";
const ROLE: &str = "GET /api/v2/authorization/roles/";

const JOURNEY: &str = "query($id: ID!) { customer(id: $id) { sessions(first: 50) { nodes {
    id divisionIds events(first: 5) { nodes { id } }
    ... on ConversationSession { queue { name } wrapUp { code { name } } } } } } }";

/// Edits that remove the policies from a role.
const REMOVE_POLICIES: [fn(&mut Value); 2] = [
    |role| drop(role.as_object_mut().unwrap().remove("policies")),
    |role| role["policies"] = Value::Null,
];

/// Edits every role in a subject's grants.
fn edit_roles(name: &str, body: &mut Value, edit: impl Fn(&mut Value)) {
    if name.starts_with(SUBJECT)
        && let Some(grants) = body["grants"].as_array_mut()
    {
        for grant in grants {
            edit(&mut grant["role"]);
        }
    }
}

async fn journey(harness: &Harness, token: &str) -> QueryResponse {
    let id = json!({"id": harness.fixtures.divided_customer});
    harness.query(token, JOURNEY, id).await
}

#[tokio::test]
async fn full_roles_are_requested() {
    let harness = Harness::rewriting(Options::default(), SERVICE_IDENTITY, |name, body| {
        if !name.contains("includeFullRoles=true") {
            edit_roles(name, body, REMOVE_POLICIES[0]);
        }
    })
    .await;
    journey(&harness, AGENT).await.data();
}

#[tokio::test]
async fn passthrough_relies_on_the_platforms_filter() {
    let plain = Harness::start().await;
    let expected = journey(&plain, AGENT).await.data();
    let sessions = expected["customer"]["sessions"]["nodes"]
        .as_array()
        .unwrap();
    assert!(!sessions.is_empty());
    let all = journey(&plain, SUPERVISOR).await.data();
    assert_ne!(
        all, expected,
        "the agent sees the sessions of every division"
    );
    for remove in REMOVE_POLICIES {
        let harness = Harness::rewriting(Options::default(), &[], move |name, body| {
            edit_roles(name, body, remove);
        })
        .await;
        assert_eq!(journey(&harness, AGENT).await.data(), expected);
        assert_eq!(journey(&harness, SUPERVISOR).await.data(), all);
        // A permission that the viewer holds in no division is missing from the flat list of permissions.
        let denied = journey(&harness, "demo-nobody").await.errors();
        let path = "customer.sessions".to_owned();
        assert_eq!(denied, [("PERMISSION_DENIED".to_owned(), path)]);
    }
}

#[tokio::test]
async fn an_empty_list_of_policies_grants_nothing() {
    for settings in [&[][..], SERVICE_IDENTITY] {
        let harness = Harness::rewriting(Options::default(), settings, |name, body| {
            edit_roles(name, body, |role| role["policies"] = json!([]));
        })
        .await;
        let response = journey(&harness, AGENT).await;
        assert_eq!(response.status, 200);
        // Sessions without a division are visible to viewers who hold the permission in any division.
        let nodes = &response.body["data"]["customer"]["sessions"]["nodes"];
        let nodes = nodes.as_array().cloned().unwrap_or_default();
        assert!(nodes.iter().all(|node| node["divisionIds"] == json!([])));
    }
}

#[tokio::test]
async fn service_rejects_the_whole_request() {
    // One such role is enough, even if all other roles have policies.
    for remove in REMOVE_POLICIES {
        let harness =
            Harness::rewriting(Options::default(), SERVICE_IDENTITY, move |name, body| {
                let Some(grants) = body["grants"].as_array_mut() else {
                    return;
                };
                let mut grant = grants[0].clone();
                grant["role"] = json!({"id": "role-7", "name": "Night shift", "policies": []});
                remove(&mut grant["role"]);
                if name.starts_with(SUBJECT) {
                    grants.push(grant);
                }
            })
            .await;
        let response = journey(&harness, SUPERVISOR).await;
        assert_eq!(response.status, 403);
        let expected = ("VIEWER_RIGHTS_UNKNOWN".to_owned(), String::new());
        assert_eq!(response.errors(), [expected]);
        assert_eq!(response.body["data"], Value::Null);
        let message = response.body["errors"][0]["message"].as_str().unwrap();
        for part in [
            "`Night shift` (id role-7)",
            "without its policies",
            "journey-gateway check",
        ] {
            assert!(message.contains(part), "{message}");
        }

        let mut socket = Client::open(&harness.url).await;
        let payload = json!({"Authorization": format!("Bearer {SUPERVISOR}")});
        socket
            .send(json!({"type": "connection_init", "payload": payload}))
            .await;
        assert_eq!(
            socket.closing().await,
            Some((4403, "VIEWER_RIGHTS_UNKNOWN".to_owned()))
        );

        let events = harness
            .client
            .post(format!("{}/graphql", harness.url))
            .bearer_auth(SUPERVISOR)
            .header("accept", "text/event-stream")
            .json(&json!({"query": WATCH, "variables": {"id": harness.fixtures.customer}}))
            .send()
            .await
            .unwrap();
        assert_eq!(events.status(), 403);
        assert!(
            events
                .text()
                .await
                .unwrap()
                .contains("VIEWER_RIGHTS_UNKNOWN")
        );
    }
}

#[tokio::test]
async fn service_rejects_a_client_whose_role_has_no_policies() {
    let without = |name: &str, body: &mut Value| {
        if name.starts_with(ROLE) {
            body.as_object_mut().unwrap().remove("permissionPolicies");
        }
    };
    let harness = Harness::rewriting(Options::default(), &[], without).await;
    let token = harness.client_credentials_token().await;
    let response = journey(&harness, &token).await.data();
    let sessions = &response["customer"]["sessions"]["nodes"];
    assert!(!sessions.as_array().unwrap().is_empty());

    let harness = Harness::rewriting(Options::default(), SERVICE_IDENTITY, without).await;
    let token = harness.client_credentials_token().await;
    let response = journey(&harness, &token).await;
    let expected = ("VIEWER_RIGHTS_UNKNOWN".to_owned(), String::new());
    assert_eq!((response.status, response.errors()), (403, vec![expected]));
}

#[tokio::test]
async fn check_reports_a_role_without_policies() {
    let simulator = program::simulator().await;
    let url = rewriting(&simulator, |name, body| {
        edit_roles(name, body, REMOVE_POLICIES[0]);
    })
    .await;
    let arguments = ["check", "--token-file", "-"];
    let outcome = program::run(&url, &arguments, &[], AGENT).await;
    assert_eq!(outcome.code, Some(1), "{}", outcome.stdout);
    let report = outcome
        .stdout
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let error = "error the platform sent the role `Role of demo-agent` (id ";
    assert!(report.contains(error), "{}", outcome.stdout);
    assert!(
        report.contains("journey:event:view unknown Session.events"),
        "{}",
        outcome.stdout
    );

    let outcome = program::run(&url, &arguments, program::SERVICE_IDENTITY, AGENT).await;
    assert_eq!(outcome.code, Some(1), "{}", outcome.stdout);
    assert!(
        outcome
            .stdout
            .contains("the rights of the viewer are unknown"),
        "{}",
        outcome.stdout
    );
}
