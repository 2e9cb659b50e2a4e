//! Who sees what: the personas, the level at which null appears, and that nothing is asked for what
//! is denied.

use journey_simulator::Grant;
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR};

fn denied(paths: &[&str]) -> Vec<(String, String)> {
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
    let answer = harness
        .query(
            "demo-agent-no-queues",
            query,
            json!({"id": harness.fixtures.customer}),
        )
        .await;
    let nodes = answer.body["data"]["customer"]["sessions"]["nodes"]
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
    // One error a field, not one a row, at the first of its positions.
    let first = nodes
        .iter()
        .position(|node| node.get("queue").is_some())
        .unwrap();
    assert_eq!(
        answer.errors(),
        denied(&[
            "customer.displayName",
            &format!("customer.sessions.nodes.{first}.queue")
        ])
    );
    let error = &answer.body["errors"][1]["extensions"];
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
async fn without_the_permission_nothing_is_asked_and_everything_denied_is_told() {
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
    let answer = harness.query("demo-nobody", query, variables).await;
    assert_eq!(
        answer.body["data"],
        json!({
            "customer": {"id": fixtures.customer, "displayName": null, "segments": null, "sessions": null},
            "customerByIdentifier": null,
            "session": null, "sessions": [null], "queue": null, "queues": [null],
            "wrapUpCode": null, "wrapUpCodes": [null],
        })
    );
    let mut expected = denied(&[
        "customer.displayName",
        "customer.segments",
        "customer.sessions",
    ]);
    expected.extend(denied(&[
        "customerByIdentifier",
        "session",
        "sessions",
        "queue",
        "queues",
        "wrapUpCode",
        "wrapUpCodes",
    ]));
    assert_eq!(answer.errors(), expected);
    assert!(harness.take_calls().is_empty());
}

#[tokio::test]
async fn session_type_view_alone_opens_conversations_only() {
    let harness = Harness::start().await;
    let list = "query($id: ID!, $after: String) { customer(id: $id) {
        sessions(first: 4, after: $after) { nodes { id type } pageInfo { hasNextPage endCursor } } } }";
    let (mut seen, mut after) = (0, Value::Null);
    loop {
        let variables = json!({"id": harness.fixtures.customer, "after": after});
        let data = harness
            .query("demo-conversations-only", list, variables)
            .await
            .data();
        let page = &data["customer"]["sessions"];
        let nodes = page["nodes"].as_array().unwrap();
        assert!(nodes.iter().all(|node| node["type"] == "CONVERSATION"));
        seen += nodes.len();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        assert_eq!(nodes.len(), 4, "a page is filled up");
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, 15);
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
async fn a_session_of_another_division_is_as_absent_as_one_that_does_not_exist() {
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
        let everything = harness
            .query(SUPERVISOR, by_id, json!({"id": id}))
            .await
            .data();
        assert_eq!(
            everything["session"].is_object(),
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
async fn an_error_names_what_is_missing_and_not_what_is_held() {
    let harness = Harness::start().await;
    let query = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";
    let variables = json!({"id": harness.fixtures.customer});
    let tab = harness
        .query("demo-admin-tab", query, variables.clone())
        .await;
    let nobody = harness.query("demo-nobody", query, variables).await;
    let message =
        |answer: &super::harness::QueryResponse| answer.body["errors"][0]["message"].clone();
    let any = "journey:session:view or journey:sessiontype:view";
    let lack = "you lack a permission that this field needs";
    assert_eq!(message(&tab), format!("{lack}: {any}"));
    assert_eq!(
        message(&nobody),
        format!("{lack}: externalContacts:session:view, and {any}")
    );
    let missing = &tab.body["errors"][0]["extensions"]["permission"];
    assert_eq!(
        *missing,
        json!(["journey:session:view", "journey:sessiontype:view"])
    );
}

#[tokio::test]
async fn what_an_event_says_takes_event_type_view() {
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
    let answer = harness
        .query(
            AGENT,
            query,
            json!({"id": harness.fixtures.transferred_call}),
        )
        .await;
    let events = &answer.body["data"]["session"]["events"];
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
        answer.errors(),
        denied(&paths.each_ref().map(String::as_str))
    );
}

#[tokio::test]
async fn whoever_is_not_known_gets_401_and_is_told_how_to_ask() {
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
            Some("Bearer nobody-knows-me"),
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
async fn introspection_is_remembered_and_joined() {
    let harness = Harness::start().await;
    let asks = (0..20).map(|_| harness.query(AGENT, "{ viewer { id } }", json!({})));
    futures_util::future::join_all(asks)
        .await
        .into_iter()
        .for_each(|answer| drop(answer.data()));
    let calls = harness.take_calls();
    let counts: Vec<_> = calls
        .iter()
        .map(|(operation, calls)| (*operation, calls.len()))
        .collect();
    let each = ["authorization/subjects/me", "tokens/me", "users/me"];
    assert_eq!(counts, each.map(|operation| (operation, 1)));
}

/// The platform has two lists of queues and of wrap-up codes, each with a permission of its own.
#[tokio::test]
async fn what_one_permission_does_not_show_another_may() {
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
    harness.simulator.add_person("mixed", &grants);
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
