//! Other gateways: `_entities` and `_service` for routers of Apollo Federation, `fetch__…` for Relay, one error for each
//! position.

mod cost;
mod positions;

use journey_simulator::Options;
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR, second_gateway};

/// A query field for several ids, the types of its objects, fields of each type, and ids.
struct Plural {
    field: &'static str,
    types: &'static [&'static str],
    selection: &'static str,
    ids: Vec<String>,
}

fn plurals(harness: &Harness) -> Vec<Plural> {
    let fixtures = &harness.fixtures;
    let unknown = &fixtures.unknown_id;
    let ids = |ids: &[&String]| {
        let ids = ids.iter().copied().chain([unknown]);
        ids.cloned().collect::<Vec<_>>()
    };
    let mut sessions: Vec<_> = fixtures.session_by_channel.values().collect();
    sessions.push(&fixtures.invisible_session);
    let types = &[
        "ConversationSession",
        "WebSession",
        "AppSession",
        "CaseSession",
        "OtherSession",
    ];
    let plural = |field, types, selection, ids| Plural {
        field,
        types,
        selection,
        ids,
    };
    vec![
        plural(
            "customers",
            &["Customer"],
            "id displayName sessions(first: 2) { nodes { id status events(first: 2) { nodes { id } } } }",
            ids(&[
                &fixtures.customer,
                &fixtures.divided_customer,
                &fixtures.customer,
            ]),
        ),
        plural(
            "sessions",
            types,
            "id startedAt customer { displayName } events(first: 2) { nodes { id } }",
            ids(&sessions),
        ),
        plural(
            "queues",
            &["Queue"],
            "id name",
            ids(&[&fixtures.queue.0, &fixtures.invisible_queue]),
        ),
        plural(
            "agents",
            &["Agent"],
            "id name",
            ids(&[&fixtures.agent.0, &fixtures.former_agent.0]),
        ),
        plural(
            "wrapUpCodes",
            &["WrapUpCode"],
            "id name",
            ids(&[
                &fixtures.code.0,
                &fixtures.system_code.to_owned(),
                &fixtures.deleted_code.0,
            ]),
        ),
    ]
}

fn representations(type_name: &str, ids: &[String]) -> Value {
    let representation = |id| json!({"__typename": type_name, "id": id});
    ids.iter().map(representation).collect()
}

fn entities(selection: &str) -> String {
    format!("query($r: [_Any!]!) {{ _entities(representations: $r) {{ __typename {selection} }} }}")
}

/// For every demo user: the same objects, the same denials, the same upstream calls, in the order of the
/// representations, which may repeat.
#[tokio::test]
async fn entities_equal_the_plural_fields() {
    let harness = Harness::start().await;
    let mut nulls = 0;
    for persona in harness.simulator.personas() {
        let token = &persona.token;
        for plural in plurals(&harness) {
            let Plural {
                field,
                types,
                selection,
                ids,
            } = &plural;
            let query = format!(
                "query($ids: [ID!]!) {{ found: {field}(ids: $ids) {{ __typename {selection} }} }}"
            );
            // Gateways without cached data, so that the calls can be compared.
            let (plural_url, _running) = second_gateway(&harness, &[]).await;
            let (entities_url, _also_running) = second_gateway(&harness, &[]).await;
            harness.take_calls();
            let variables = json!({"ids": ids});
            let expected = harness
                .query_at(&plural_url, token, &query, variables)
                .await;
            let calls = harness.take_calls();
            for ty in *types {
                let query = entities(&format!("... on {ty} {{ {selection} }}"));
                let variables = json!({"r": representations(ty, ids)});
                let response = harness
                    .query_at(&entities_url, token, &query, variables)
                    .await;
                let expected_of_type = expected.body["data"]["found"].as_array().unwrap();
                let expected_of_type: Vec<_> = expected_of_type
                    .iter()
                    .map(|object| {
                        if object["__typename"] == **ty {
                            object
                        } else {
                            &Value::Null
                        }
                    })
                    .collect();
                let context = format!("{token} {ty}: {:#}", response.body);
                let found = response.body["data"]["_entities"].as_array().unwrap();
                assert_eq!(
                    found.iter().collect::<Vec<_>>(),
                    expected_of_type,
                    "{context}"
                );
                nulls += found.iter().filter(|entity| entity.is_null()).count();
                if types.len() == 1 {
                    let codes = |body: &Value| {
                        let errors = body["errors"].as_array().cloned().unwrap_or_default();
                        let extensions = errors.into_iter().map(|mut error| {
                            // A plural field is denied as a whole.
                            error["extensions"]["positions"].take();
                            error["extensions"].take()
                        });
                        extensions.collect::<Vec<_>>()
                    };
                    assert_eq!(codes(&response.body), codes(&expected.body), "{context}");
                }
            }
            if types.len() == 1 {
                assert_eq!(harness.take_calls(), calls, "{token} {field}");
            }
        }
    }
    assert!(nulls > 50, "{nulls}");
}

#[tokio::test]
async fn an_invalid_representation_fails_alone() {
    let harness = Harness::start().await;
    let id = &harness.fixtures.customer;
    let customer = json!({"__typename": "Customer", "id": id});
    for (invalid, message) in [
        (json!({"id": id}), "`__typename`"),
        (json!({"__typename": "Customer"}), "`id`"),
        (json!({"__typename": "Customer", "id": null}), "`id`"),
        (json!({"__typename": "Customer", "id": {"id": id}}), "`id`"),
        (json!({"__typename": "Customer", "id": "x"}), "a UUID"),
        (json!({"__typename": "Customer", "id": 1}), "a UUID"),
        (json!({"__typename": "Nothing", "id": id}), "`@key`"),
        (json!({"__typename": "Session", "id": id}), "`@key`"),
        (json!({"__typename": "Query", "id": id}), "`@key`"),
        (json!({"__typename": 1, "id": id}), "`__typename`"),
        (json!([customer]), "objects"),
        (json!("Customer"), "objects"),
    ] {
        let variables = json!({"r": [customer, invalid, customer]});
        let query = entities("... on Customer { id }");
        let response = harness.query(SUPERVISOR, &query, variables).await;
        let found = &response.body["data"]["_entities"];
        let context = format!("{invalid}: {:#}", response.body);
        assert_eq!(found[0]["id"], **id, "{context}");
        assert_eq!(found[1], Value::Null, "{context}");
        assert_eq!(found[2]["id"], **id, "{context}");
        let errors = response.body["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{context}");
        assert_eq!(errors[0]["path"], json!(["_entities", 1]), "{context}");
        assert_eq!(
            errors[0]["extensions"]["code"], "BAD_USER_INPUT",
            "{context}"
        );
        assert!(
            errors[0]["message"].as_str().unwrap().contains(message),
            "{context}"
        );
    }
    // A null representation has the wrong type for the whole request.
    let response = harness
        .query(SUPERVISOR, &entities("__typename"), json!({"r": [null]}))
        .await;
    assert_eq!(response.errors()[0].0, "BAD_USER_INPUT");
}

#[tokio::test]
async fn entities_may_have_several_types_and_other_fields() {
    let harness = Harness::start().await;
    let fixtures = &harness.fixtures;
    let query = "query($queue: _Any!, $id: ID!) { _entities(representations: [
        $queue, {__typename: \"Customer\", id: $id, accountTier: {name: \"gold\"}}]) {
        ... on Customer { name: displayName } ... on Queue { name } ... on Session { id } } }";
    let queue = json!({"__typename": "Queue", "id": fixtures.queue.0, "load": [1, 2]});
    let variables = json!({"queue": queue, "id": fixtures.customer});
    let data = harness.data(query, variables.clone()).await;
    assert_eq!(data["_entities"][0]["name"], fixtures.queue.1, "{data}");
    assert!(data["_entities"][1]["name"].is_string(), "{data}");
    let on_union = query.replace("]) {", "]) { ... on _Entity {") + " }";
    assert_eq!(harness.data(&on_union, variables).await, data);
    // A session is found by its own type only.
    let visit = &fixtures.full_visit;
    for (ty, found) in [("WebSession", true), ("ConversationSession", false)] {
        let variables = json!({"r": representations(ty, std::slice::from_ref(visit))});
        let data = harness
            .data(&entities("... on Session { id }"), variables)
            .await;
        assert_eq!(data["_entities"][0]["id"] == **visit, found, "{ty}: {data}");
    }
}

#[tokio::test]
async fn the_subgraph_has_a_key_for_each_entity() {
    let harness = Harness::start().await;
    let data = harness.data("{ _service { sdl } }", json!({})).await;
    let sdl = data["_service"]["sdl"].as_str().unwrap();
    let keyed = sdl
        .lines()
        .filter(|line| line.contains("@key(fields: \"id\")"));
    let mut keyed: Vec<_> = keyed.filter_map(|line| line.split(' ').nth(1)).collect();
    keyed.sort_unstable();
    assert_eq!(
        keyed,
        [
            "Agent",
            "AppSession",
            "CaseSession",
            "ConversationSession",
            "Customer",
            "OtherSession",
            "Queue",
            "WebSession",
            "WrapUpCode"
        ]
    );
    for absent in ["_entities", "_service", "_Any", "_Entity", "_Service"] {
        assert!(!sdl.contains(absent), "{absent}");
    }
    for present in [
        "type PageInfo @shareable",
        "@composeDirective(name: \"@requiresPermission\")",
        "https://specs.apollo.dev/federation/v2",
    ] {
        assert!(sdl.contains(present), "{present}");
    }
}

#[tokio::test]
async fn federation_and_introspection_can_be_switched_off() {
    let id = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001";
    let representation = format!("{{__typename: \"Agent\", id: \"{id}\"}}");
    let entities = format!("{{ _entities(representations: [{representation}]) {{ __typename }} }}");
    for (setting, service, entities_code) in [
        ("federation", "FEDERATION_DISABLED", "FEDERATION_DISABLED"),
        ("introspection", "INTROSPECTION_DISABLED", ""),
    ] {
        let harness = Harness::start_with(Options::default(), &[(setting, "false")]).await;
        for (query, code) in [
            ("{ _service { sdl } }", service),
            (
                "{ ...F } fragment F on Query { s: _service { sdl } }",
                service,
            ),
            (&*entities, entities_code),
        ] {
            let response = harness.query(AGENT, query, json!({})).await;
            let errors = response.errors();
            let found = errors.first().map_or("", |(code, _)| code);
            assert_eq!(found, code, "{setting} {query}: {:#}", response.body);
        }
    }
}

/// The fields for Relay are the singular fields under another name, for every demo user.
#[tokio::test]
async fn fetch_fields_equal_the_singular_fields() {
    let harness = Harness::start().await;
    for persona in harness.simulator.personas() {
        for (plural, (field, fetch)) in plurals(&harness).iter().zip([
            ("customer", "fetch__Customer"),
            ("session", "fetch__Session"),
            ("queue", "fetch__Queue"),
            ("agent", "fetch__Agent"),
            ("wrapUpCode", "fetch__WrapUpCode"),
        ]) {
            let query = |field| {
                let selection = plural.selection;
                format!("query($id: ID!) {{ found: {field}(id: $id) {{ {selection} }} }}")
            };
            for id in plural.ids.iter().map(String::as_str).chain(["x"]) {
                let variables = json!({"id": id});
                let token = &persona.token;
                let mut expected = harness.query(token, &query(field), variables.clone()).await;
                let mut found = harness.query(token, &query(fetch), variables).await;
                for response in [&mut expected.body, &mut found.body] {
                    for error in response["errors"].as_array_mut().into_iter().flatten() {
                        error["locations"].take();
                    }
                }
                assert_eq!(found.body, expected.body, "{token} {fetch} {id}");
            }
        }
    }
}

/// The files for tools are what introspection returns. Both lack the fields for routers.
#[tokio::test]
async fn the_schema_files_equal_introspection() {
    let harness = Harness::start().await;
    let file = async |name: &str| {
        let response = harness.client.get(format!("{}/{name}", harness.url));
        response
            .send()
            .await
            .unwrap()
            .json::<Value>()
            .await
            .unwrap()
    };
    let query = include_str!("../../src/pipeline/introspection.graphql");
    let introspected = harness.data(query, json!({})).await;
    assert_eq!(file("schema.introspection.json").await, introspected);
    for hidden in [
        "\"_service\"",
        "\"_entities\"",
        "\"_Any\"",
        "\"_Entity\"",
        "\"_Service\"",
    ] {
        assert!(!introspected.to_string().contains(hidden), "{hidden}");
    }
    let types = introspected["__schema"]["types"].as_array().unwrap();
    let abstract_types = types.iter().filter(|ty| !ty["possibleTypes"].is_null());
    let expected = abstract_types.map(|ty| {
        let names = ty["possibleTypes"].as_array().unwrap().iter();
        let mut names: Vec<_> = names.map(|ty| ty["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        (ty["name"].as_str().unwrap().to_owned(), json!(names))
    });
    let expected: serde_json::Map<_, _> = expected.collect();
    assert!(expected.contains_key("Session") && expected.contains_key("Event"));
    assert_eq!(file("possibleTypes.json").await, Value::Object(expected));
}
