//! The simulator implements every operation of the description.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::description;
use super::validator::SchemaValidator;
use crate::journey::simulator::{AGENT, Platform, text};

const EVERYTHING: [&str; 7] = [
    "analytics:*:*",
    "authorization:*:*",
    "conversation:*:*",
    "externalContacts:*:*",
    "journey:*:*",
    "relate:*:*",
    "routing:*:*",
];

/// Values for path parameters: existing ids by parameter name.
async fn ids(platform: &Platform) -> BTreeMap<&'static str, String> {
    let fixtures = platform.simulator.fixtures();
    let me = platform
        .get_ok(AGENT, "/api/v2/users/me?expand=authorization")
        .await;
    let own = platform.get_ok(AGENT, "/api/v2/conversations").await;
    let own = &own["entities"][0];
    let agent = own["participants"].as_array().expect("participants");
    let agent = agent.iter().find(|one| one["purpose"] == "agent");
    let first = async |path: &str| {
        let page = platform.get_ok(AGENT, &format!("/api/v2/{path}")).await;
        text(&page["entities"][0], "id").to_owned()
    };
    let channel = platform
        .post(AGENT, "/api/v2/notifications/channels", &json!({}))
        .await;
    BTreeMap::from([
        ("contactId", fixtures.customer.clone()),
        ("sessionId", fixtures.full_visit.clone()),
        ("conversationId", text(own, "id").to_owned()),
        (
            "participantId",
            text(agent.expect("an agent"), "id").to_owned(),
        ),
        ("userId", text(&me, "id").to_owned()),
        ("subjectId", text(&me, "id").to_owned()),
        (
            "roleId",
            text(&me["authorization"]["roles"][0], "id").to_owned(),
        ),
        ("divisionId", fixtures.divisions["Europe"].clone()),
        ("queueId", fixtures.queue.0.clone()),
        ("codeId", fixtures.code.0.clone()),
        ("segmentId", first("journey/segments").await),
        ("actionMapId", first("journey/actionmaps").await),
        ("actionTemplateId", first("journey/actiontemplates").await),
        ("outcomeId", first("journey/outcomes").await),
        ("channelId", text(&channel.1, "id").to_owned()),
        ("namespaceName", "journey".to_owned()),
        ("deploymentId", fixtures.unknown_id.clone()),
        ("customerCookieId", fixtures.customer_cookie.clone()),
    ])
}

/// The request body of an operation that needs one.
fn body(platform: &Platform, operation: &str) -> Option<Value> {
    let fixtures = platform.simulator.fixtures();
    let end = operation.split_once("/api/v2/")?.1;
    let topic = format!("v2.externalcontacts.contacts.{}", fixtures.customer);
    Some(match end {
        "externalcontacts/identifierlookup" | "externalcontacts/identifierlookup/contacts" => {
            json!({ "type": "Email", "value": fixtures.customer_email })
        }
        "externalcontacts/contacts/search" => {
            let search = json!({ "query": fixtures.customer_email });
            json!({ "pageSize": 5, "operation": { "simpleSearch": search } })
        }
        "analytics/conversations/details/query" => {
            let contact = json!({ "dimension": "externalContactId", "value": fixtures.customer });
            json!({
                "interval": "2020-01-01T00:00:00.000Z/2030-01-01T00:00:00.000Z",
                "segmentFilters": [{ "type": "and", "predicates": [contact] }],
            })
        }
        "journey/deployments/{deploymentId}/webevents" => json!({
            "customerCookieId": fixtures.customer_cookie,
            "eventName": "page_viewed",
            "page": { "url": "https://www.example.com/pricing", "title": "Pricing" },
            "createdDate": platform.simulator.now(),
        }),
        "journey/deployments/{deploymentId}/actionevent" => json!({
            "sessionId": fixtures.full_visit,
            "actionId": fixtures.unknown_id,
            "actionState": "accepted",
        }),
        _ if end.starts_with("externalcontacts/bulk") => {
            json!({ "entities": [{ "id": fixtures.customer }] })
        }
        _ if end.ends_with("/subscriptions") => json!([{ "id": topic }]),
        _ => json!({}),
    })
}

#[tokio::test]
async fn every_operation_of_the_description_exists() {
    let Some(description) = description() else {
        return;
    };
    let mut validator = SchemaValidator::new(description);
    let platform = Platform::start().await;
    platform.simulator.set_permissions(AGENT, &EVERYTHING);
    let ids = ids(&platform).await;
    let mut operations = super::super::access::templates(&validator.description);
    // Operations that revoke the token or remove subscriptions run last.
    operations.sort_by_key(|operation| (operation.starts_with("DELETE"), operation.clone()));
    assert_eq!(operations.len(), 68);
    let mut answered = BTreeSet::new();
    for operation in operations {
        let (method, template) = operation.split_once(' ').expect("method and template");
        let method: Method = method.parse().expect("a method");
        let mut path = template.to_owned();
        for (name, id) in &ids {
            path = path.replace(&format!("{{{name}}}"), id);
        }
        assert!(!path.contains('{'), "no id for {operation}");
        if template.contains("divisionspermitted") {
            path.push_str("?permission=journey:event:view");
        }
        let mut request = platform.request(method.clone(), AGENT, &path);
        if template == "/oauth/token" {
            let url = format!("{}{path}", platform.simulator.url());
            request = platform
                .http
                .post(url)
                .basic_auth("demo-gateway", Some("demo-secret"))
                .form(&[("grant_type", "client_credentials")]);
        } else if matches!(method, Method::POST | Method::PUT) {
            request = request.json(&body(&platform, &operation));
        }
        let response = request.send().await.expect("a response");
        let status = response.status();
        let bytes = response.bytes().await.expect("a body");
        assert!(
            matches!(status, StatusCode::OK | StatusCode::NO_CONTENT),
            "{operation} {status}: {bytes:?}"
        );
        let described = &validator.description["paths"][template][method.as_str().to_lowercase()];
        let described = &described["responses"][status.as_str()];
        assert!(described.is_object(), "{operation} describes no {status}");
        if bytes.is_empty() {
            let is_empty = described["content"].is_null() || method == Method::HEAD;
            assert!(is_empty, "{operation} has no body");
        } else {
            let found = serde_json::from_slice(&bytes).expect("JSON");
            validator.check(&operation, status, &found, false);
        }
        answered.insert(operation);
    }
    assert_eq!(answered.len(), 68);
}

#[tokio::test]
async fn undocumented_operations_are_absent() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let session = &fixtures.full_visit;
    for path in [
        format!("journey/sessions/{session}/segments"),
        format!(
            "journey/customers/cookie/{}/sessions",
            fixtures.customer_cookie
        ),
        "journey/sessions/web/recent".to_owned(),
        "journey/eventtypes".to_owned(),
        format!("conversations/chats/{}", fixtures.transferred_conversation),
    ] {
        let (status, _) = platform.get(AGENT, &format!("/api/v2/{path}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}
