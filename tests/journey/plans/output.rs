//! `explain` prints where a document is invalid or exceeds a limit, one column unless the page size matters, and the calls of a
//! subscription by message.

use serde_json::{Map, Value, json};

use super::{explain, plan_query, without_placeholder_names};
use crate::journey::harness::{Harness, SUPERVISOR};
use crate::journey::live::client::Client;

/// More nested fields than `limits.depth` allows; the first of them is in column 135.
fn too_deep() -> String {
    format!("{}id{}", "{ customer ".repeat(13), " }".repeat(13))
}

#[test]
fn errors_begin_with_the_position() {
    let fields = format!("{{ viewer {{ {}}} }}", "id ".repeat(501));
    let aliases = format!("{{ viewer {{\n {}}} }}", "a: id ".repeat(31));
    let roots = format!(
        "query A {{ viewer {{ id }} }}\nquery B {{ {}}}",
        "viewer { id } ".repeat(21)
    );
    let directives = format!("{{ viewer {{ id {}}} }}", "@a ".repeat(11));
    let in_fragments = format!(
        "{{ viewer {{ ...A }} }}\nfragment A on Viewer {{ ...B }}\nfragment B on Viewer {{ id {}}}",
        "@a ".repeat(11)
    );
    let nested = format!("{{\n é: viewer(a: {}", "[".repeat(63));
    let introspection = format!(
        "{{ __schema {}name{}",
        "{ ofType ".repeat(15),
        " }".repeat(16)
    );
    let name = format!("{{\n viewer {{ {} }} }}", "a".repeat(129));
    for (document, position, message) in [
        ("{ viewer { id", "1:14", "expected"),
        ("{\r\n a(x: \"\"\" }", "2:7", "unterminated block string"),
        (
            "{ viewer {\n nope } }",
            "2:2",
            "type `Viewer` has no field `nope`",
        ),
        (
            "subscription { viewer { id } }",
            "1:16",
            "type `Subscription` has no field `viewer`",
        ),
        (" mutation { x }", "1:2", "the schema has no mutations"),
        (
            "{ ...A }\nfragment A on Query { ...A }",
            "2:23",
            "spreads itself",
        ),
        (&too_deep(), "1:135", "deeper than 12 levels"),
        (
            &introspection,
            "1:140",
            "introspection nests fields deeper than 15 levels",
        ),
        (&fields, "1:1509", "more than 500 fields"),
        (&aliases, "2:182", "more than 30 aliases"),
        (&roots, "2:1", "more than 20 root fields"),
        (&directives, "1:45", "more than 10 directives"),
        (&in_fragments, "3:57", "more than 10 directives"),
        (&nested, "2:77", "deeper than 64 levels"),
        (&name, "2:11", "a name is longer than 128 bytes"),
    ] {
        let error = String::from_utf8(explain(&[], document).stderr).unwrap();
        let expected = format!("journey-gateway: -:{position}: ");
        assert!(error.starts_with(&expected), "{document}: {error}");
        assert!(error.contains(message), "{document}: {error}");
    }
}

#[test]
fn exceeded_limits_of_an_operation_have_its_position() {
    let document = "query Good { viewer { id } }\n query Bad { customer(id: 1) { sessions(first: 100) { \
                    nodes { customer { sessions(first: 100) { nodes { events(first: 10) { nodes { id } } } } } } } } }";
    let output = explain(&["--json"], document);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(error, "journey-gateway: limits are exceeded by Bad (2:2)\n");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let bad = &report["operations"][1];
    assert_eq!(bad["position"], json!({"line": 2, "column": 2}));
    // The document sets the sizes of the pages, so they are not repeated for each size.
    let exceeded = bad["breaks"].as_array().unwrap();
    assert_eq!(exceeded.len(), 2, "{exceeded:?}");
    for text in exceeded {
        assert!(text.as_str().unwrap().starts_with("2:2: "), "{text}");
    }
    let ids = format!("{{\n agents(ids: [{}]) {{ id }} }}", "1 ".repeat(101));
    let output = explain(&["--json"], &ids);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let exceeded = report["operations"][0]["breaks"][0].as_str().unwrap();
    assert!(exceeded.starts_with("2:9: argument `ids` "), "{exceeded}");
}

#[tokio::test]
async fn a_client_gets_the_position_of_an_exceeded_limit() {
    let harness = Harness::start().await;
    let response = harness.query(SUPERVISOR, &too_deep(), json!({})).await;
    let error = &response.body["errors"][0];
    assert_eq!(error["extensions"]["code"], "DEPTH_LIMIT");
    assert_eq!(error["locations"], json!([{"line": 1, "column": 135}]));
}

#[test]
fn calls_have_one_column_unless_the_page_size_matters() {
    let text = |document| String::from_utf8(explain(&[], document).stdout).unwrap();
    insta::assert_snapshot!(text("{ agents(ids: [1]) { name } }"), @"
    (no name): cost 2 of 25000

      Maximum number of calls
      wave   calls  operation
         1       2  GET /api/v2/users
                 2  total

      Permissions
    ");
    insta::assert_snapshot!(
        text("{ customer(id: 1) { sessions { nodes { ... on WebSession { events { nodes { id } } } } } } }"), @"
    (no name): cost 1687 of 25000

      Maximum number of calls, by page size where the document sets none
      wave      10      25     100  operation
         1      10      10      10  GET /api/v2/externalcontacts/contacts/{id}/journey/sessions
         2      10      10      10  GET /api/v2/analytics/conversations/details
         2       2       8     101  GET /api/v2/journey/segments
         2      20      50     200  GET /api/v2/journey/sessions/{id}/events
                42      78     321  total

      Permissions
      `externalContacts:session:view`, and `journey:session:view` or `journey:sessiontype:view`
          Customer.sessions
      `journey:event:view`
          WebSession.events

      Exceeds a limit: 1:1: with pages of 100: up to 321 calls, `limits.upstream_calls` is 200
    "
    );
}

const WATCH: &str = "subscription Watch($id: ID!) { journeyChanged(customerId: $id) { kind session { id status \
                     customer { displayName } ... on ConversationSession { queue { name } agent { name } \
                     wrapUps { code { name } } } } } }";

#[test]
fn a_subscription_is_explained_by_message() {
    let output = explain(&[], WATCH);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap(), @"
    Watch: cost 12 of 25000

      Maximum number of calls for each message
      wave   calls  operation
         1       1  GET /api/v2/externalcontacts/contacts/{id}/journey/sessions
         2       1  GET /api/v2/analytics/conversations/details
         2       2  GET /api/v2/routing/queues or GET /api/v2/routing/queues/divisionviews
         2       2  GET /api/v2/users
         2       1  POST /api/v2/externalcontacts/bulk/contacts or GET /api/v2/externalcontacts/contacts/{id} for each
         3       2  GET /api/v2/routing/wrapupcodes/divisionviews or GET /api/v2/routing/wrapupcodes
                 9  total

      The list of sessions is read when the first viewer starts to watch the customer, not for each message

      Permissions
      `externalContacts:contact:view` or `relate:contact:view`
          Customer.displayName
      `externalContacts:session:view`, and `journey:session:view` or `journey:sessiontype:view`
          Subscription.journeyChanged
      `routing:queue:search` or `routing:queue:view`
          ConversationSession.queue
      `routing:wrapupCode:view`
          WrapUp.code
    ");
}

#[tokio::test]
async fn a_subscription_makes_planned_calls_only() {
    /// Maximum number of sessions that are sent at the start.
    const MESSAGES: u64 = 25;
    let harness = Harness::start().await;
    harness.warm_viewer(SUPERVISOR).await;
    let mut client = Client::connect(&harness.url, SUPERVISOR).await;
    let id = &harness.fixtures.customer;
    client.subscribe("1", WATCH, json!({ "id": id })).await;
    for _ in 0..5 {
        let message = client.receive().await;
        assert_eq!(message["type"], "next", "{message}");
    }
    let plan = plan_query(WATCH, &Map::new());
    let planned = |operation: &str| -> u64 {
        let planned = plan.calls.values().filter(|calls| {
            let mut operations = [Some(calls.operation), calls.alternative]
                .into_iter()
                .flatten();
            operations.any(|other| without_placeholder_names(&other.to_string()) == operation)
        });
        planned.map(|calls| calls.at_most).sum()
    };
    let calls = harness.simulator.calls().into_iter();
    let calls = calls.map(|call| without_placeholder_names(call.operation));
    let calls: Vec<_> = calls
        .filter(|call| !call.contains("/notifications/"))
        .collect();
    assert!(calls.len() > 3, "{calls:?}");
    for operation in &calls {
        let made = calls.iter().filter(|other| *other == operation).count() as u64;
        assert!(
            made <= MESSAGES * planned(operation),
            "{operation}: {made} calls"
        );
    }
}
