//! Permissions of the demo users: where null appears, which errors are reported, and that denied
//! fields cause no upstream calls.

use journey_simulator::Grant;
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR};
use super::pages::read_pages;

/// Expected `PERMISSION_DENIED` errors at these paths.
fn permission_denied(paths: &[&str]) -> Vec<(String, String)> {
    paths
        .iter()
        .map(|path| ("PERMISSION_DENIED".to_owned(), (*path).to_owned()))
        .collect()
}

#[tokio::test]
async fn a_denied_field_is_null_and_its_siblings_are_served() {
    let harness = Harness::start().await;
    harness.warm_viewer("demo-agent-no-queues").await;
    let query = "query($id: ID!) { customer(id: $id) {
        id displayName
        sessions { nodes { id ... on ConversationSession { queue { id name } agent { id } } } }
    } }";
    let response = harness
        .query(
            "demo-agent-no-queues",
            query,
            json!({"id": harness.fixtures.customer}),
        )
        .await;
    let nodes = response.body["data"]["customer"]["sessions"]["nodes"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(nodes.len(), 25);
    let conversations: Vec<_> = nodes
        .iter()
        .filter(|node| node.get("queue").is_some())
        .collect();
    assert_eq!(conversations.len(), 15);
    assert!(conversations.iter().all(|node| node["queue"].is_null()));
    assert!(conversations.iter().any(|node| !node["agent"].is_null()));
    // There is one error per field, not per row; its path is the first denied position.
    let first = nodes
        .iter()
        .position(|node| node.get("queue").is_some())
        .unwrap();
    assert_eq!(
        response.errors(),
        permission_denied(&[
            "customer.displayName",
            &format!("customer.sessions.nodes.{first}.queue")
        ])
    );
    let error = &response.body["errors"][1]["extensions"];
    assert_eq!(
        error["permission"],
        json!(["routing:queue:search", "routing:queue:view"])
    );
    assert_eq!(error["positions"], 15);
    let calls = harness.take_calls();
    assert_eq!(
        calls.into_keys().collect::<Vec<_>>(),
        ["externalcontacts/contacts/{contactId}/journey/sessions"]
    );
}

#[tokio::test]
async fn denied_fields_cause_one_error_each_and_no_upstream_calls() {
    let harness = Harness::start().await;
    harness.warm_viewer("demo-nobody").await;
    let fixtures = &harness.fixtures;
    let query = "query($customer: ID!, $session: ID!, $queue: ID!, $code: ID!, $phone: String!) {
        customer(id: $customer) { id displayName segments { segment { id } } sessions { nodes { id } } }
        customerByIdentifier(type: PHONE, value: $phone) { id }
        session(id: $session) { id } sessions(ids: [$session]) { id }
        queue(id: $queue) { id } queues(ids: [$queue]) { id }
        wrapUpCode(id: $code) { id } wrapUpCodes(ids: [$code]) { id }
    }";
    let variables = json!({
        "customer": fixtures.customer, "session": fixtures.full_visit, "queue": fixtures.queue.0,
        "code": fixtures.code.0, "phone": fixtures.customer_phone,
    });
    let response = harness.query("demo-nobody", query, variables).await;
    assert_eq!(
        response.body["data"],
        json!({
            "customer": {"id": fixtures.customer, "displayName": null, "segments": null, "sessions": null},
            "customerByIdentifier": null,
            "session": null, "sessions": [null], "queue": null, "queues": [null],
            "wrapUpCode": null, "wrapUpCodes": [null],
        })
    );
    let mut expected = permission_denied(&[
        "customer.displayName",
        "customer.segments",
        "customer.sessions",
    ]);
    expected.extend(permission_denied(&[
        "customerByIdentifier",
        "session",
        "sessions",
        "queue",
        "queues",
        "wrapUpCode",
        "wrapUpCodes",
    ]));
    assert_eq!(response.errors(), expected);
    assert!(harness.take_calls().is_empty());
}

#[tokio::test]
async fn session_type_permission_alone_shows_only_conversations() {
    let harness = Harness::start().await;
    let list = "query($id: ID!, $after: String) { customer(id: $id) {
        sessions(first: 4, after: $after) { nodes { id type } pageInfo { hasNextPage endCursor } } } }";
    let (token, path) = ("demo-conversations-only", ["customer", "sessions"]);
    let variables = json!({"id": harness.fixtures.customer});
    let pages = read_pages(&harness, token, list, variables, path, || {}).await;
    let mut listed = 0;
    for (number, page) in pages.iter().enumerate() {
        let nodes = page["nodes"].as_array().unwrap();
        assert!(nodes.iter().all(|node| node["type"] == "CONVERSATION"));
        let is_last = number + 1 == pages.len();
        assert!(is_last || nodes.len() == 4, "a page is filled up");
        listed += nodes.len();
    }
    assert_eq!(listed, 15);
    let by_id = "query($id: ID!) { session(id: $id) { id } }";
    let visit = json!({"id": harness.fixtures.full_visit});
    assert_eq!(
        harness
            .query("demo-conversations-only", by_id, visit)
            .await
            .data()["session"],
        json!(null)
    );
}

#[tokio::test]
async fn a_session_of_another_division_looks_nonexistent() {
    let harness = Harness::start().await;
    let by_id = "query($id: ID!) { session(id: $id) { id } }";
    let fixtures = &harness.fixtures;
    for (id, visible) in [
        (&fixtures.invisible_session, false),
        (&fixtures.unknown_id, false),
        (&fixtures.session_without_division, true),
    ] {
        let data = harness.query(AGENT, by_id, json!({"id": id})).await.data();
        assert_eq!(data["session"].is_object(), visible, "{id}");
        let supervisor_data = harness
            .query(SUPERVISOR, by_id, json!({"id": id}))
            .await
            .data();
        assert_eq!(
            supervisor_data["session"].is_object(),
            id != &fixtures.unknown_id
        );
    }
    let list = "query($id: ID!) { customer(id: $id) { sessions(first: 100) { nodes { id divisionIds } } } }";
    let data = harness
        .query(AGENT, list, json!({"id": fixtures.divided_customer}))
        .await
        .data();
    let europe = json!(fixtures.divisions["Europe"]);
    let nodes = data["customer"]["sessions"]["nodes"]
        .as_array()
        .unwrap()
        .clone();
    assert!(!nodes.is_empty());
    for node in nodes {
        let divisions = node["divisionIds"].as_array().unwrap();
        assert!(
            divisions.is_empty() || divisions.contains(&europe),
            "{node}"
        );
    }
}

#[tokio::test]
async fn a_permission_error_names_only_missing_permissions() {
    let harness = Harness::start().await;
    let query = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";
    let variables = json!({"id": harness.fixtures.customer});
    let tab = harness
        .query("demo-admin-tab", query, variables.clone())
        .await;
    let unprivileged = harness.query("demo-nobody", query, variables).await;
    let message =
        |response: &super::harness::QueryResponse| response.body["errors"][0]["message"].clone();
    let session_permissions = "journey:session:view or journey:sessiontype:view";
    let prefix = "you lack a permission that this field needs";
    assert_eq!(message(&tab), format!("{prefix}: {session_permissions}"));
    assert_eq!(
        message(&unprivileged),
        format!("{prefix}: externalContacts:session:view, and {session_permissions}")
    );
    let missing = &tab.body["errors"][0]["extensions"]["permission"];
    assert_eq!(
        *missing,
        json!(["journey:session:view", "journey:sessiontype:view"])
    );
}

#[tokio::test]
async fn event_details_require_the_event_type_permission() {
    let harness = Harness::start().await;
    harness.simulator.set_permissions(
        AGENT,
        &[
            "journey:session:view",
            "journey:event:view",
            "routing:queue:search",
        ],
    );
    let query = "query($id: ID!) { session(id: $id) { events { complete nodes {
        type createdAt ... on ConversationEvent { participant queue { id } agent { id } wrapUp { notes } disconnectType note } } } } }";
    let response = harness
        .query(
            AGENT,
            query,
            json!({"id": harness.fixtures.transferred_call}),
        )
        .await;
    let events = &response.body["data"]["session"]["events"];
    assert_eq!(events["complete"], false);
    let types: Vec<_> = events["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        types,
        [
            "conversation.started",
            "queue.entered",
            "agent.connected",
            "wrapup.added",
            "conversation.ended"
        ]
    );
    for node in events["nodes"].as_array().unwrap() {
        for field in [
            "participant",
            "queue",
            "agent",
            "wrapUp",
            "disconnectType",
            "note",
        ] {
            assert!(node[field].is_null(), "{field}");
        }
    }
    let path = |field| format!("session.events.nodes.0.{field}");
    let paths = [
        "participant",
        "queue",
        "agent",
        "wrapUp",
        "disconnectType",
        "note",
    ]
    .map(path);
    assert_eq!(
        response.errors(),
        permission_denied(&paths.each_ref().map(String::as_str))
    );
}

#[tokio::test]
async fn unauthenticated_requests_get_401_with_a_challenge() {
    let harness = Harness::start().await;
    let post = |token: Option<&str>| {
        let request = harness
            .client
            .post(format!("{}/graphql", harness.url))
            .json(&json!({"query": "{ viewer { id } }"}));
        match token {
            Some(token) => request.header("authorization", token.to_owned()),
            None => request,
        }
    };
    for (token, challenge) in [
        (None, "Bearer"),
        (Some("Basic ZGVtbw=="), "Bearer"),
        (Some("Bearer "), "Bearer"),
        (
            Some("Bearer unknown-token"),
            "Bearer error=\"invalid_token\"",
        ),
    ] {
        let response = post(token).send().await.unwrap();
        assert_eq!(response.status(), 401, "{token:?}");
        assert_eq!(response.headers()["www-authenticate"], challenge);
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert!(body.get("data").is_none());
    }
}

#[tokio::test]
async fn concurrent_requests_share_one_introspection() {
    let harness = Harness::start().await;
    let requests = (0..20).map(|_| harness.query(AGENT, "{ viewer { id } }", json!({})));
    futures_util::future::join_all(requests)
        .await
        .into_iter()
        .for_each(|response| drop(response.data()));
    let calls = harness.take_calls();
    let counts: Vec<_> = calls
        .iter()
        .map(|(operation, calls)| (*operation, calls.len()))
        .collect();
    let operations = ["authorization/subjects/me", "tokens/me", "users/me"];
    assert_eq!(counts, operations.map(|operation| (operation, 1)));
}

/// The platform has two lists of queues and of wrap-up codes; each list needs a different permission.
#[tokio::test]
async fn names_missing_from_one_list_are_read_from_the_other() {
    let harness = Harness::start().await;
    let grant = |permissions: &[&str], division: Option<&str>| Grant {
        permissions: permissions.iter().map(ToString::to_string).collect(),
        division: division.map(str::to_owned),
    };
    let (view, search) = ("routing:queue:view", "routing:queue:search");
    let grants = [
        grant(&[view, "routing:wrapupCode:search"], Some("Europe")),
        grant(&[search], Some("Americas")),
        grant(&[search], Some("Asia Pacific")),
        grant(&["routing:wrapupCode:view"], None),
    ];
    harness.simulator.add_user("mixed", &grants);
    let query = "query($ids: [ID!]!, $code: ID!) {
        queues(ids: $ids) { name description } wrapUpCode(id: $code) { name } }";
    let fixtures = &harness.fixtures;
    let (seen, other) = (&fixtures.queue, &fixtures.invisible_queue);
    let variables = json!({"ids": [seen.0, other], "code": fixtures.deleted_code.0});
    let data = harness.query("mixed", query, variables).await.data();
    assert_eq!(data["queues"][0]["name"], seen.1);
    assert!(data["queues"][0]["description"].is_string());
    assert!(data["queues"][1]["name"].is_string(), "{data}");
    assert_eq!(data["queues"][1]["description"], Value::Null);
    assert_eq!(data["wrapUpCode"]["name"], fixtures.deleted_code.1);
}
