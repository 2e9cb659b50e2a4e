//! Runs every recipe of `docs/queries.md`.

use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SUPERVISOR};

pub(super) struct Recipe {
    pub(super) title: String,
    pub(super) query: String,
    pub(super) variables: Value,
}

/// The recipes with the ids of the harness's simulator.
pub(super) fn recipes(harness: &Harness) -> Vec<Recipe> {
    let fixtures = &harness.fixtures;
    let text = include_str!("../../docs/queries.md")
        .replace("WRAP_UP_CODE_ID", &fixtures.code.0)
        .replace("LIVE_CUSTOMER_ID", &fixtures.live_customer)
        .replace("CUSTOMER_ID", &fixtures.customer)
        .replace("CONVERSATION_ID", &fixtures.transferred_conversation)
        .replace("SESSION_ID", &fixtures.full_visit)
        .replace("QUEUE_ID", &fixtures.queue.0)
        .replace("AGENT_ID", &fixtures.agent.0)
        .replace("PHONE\"", &format!("{}\"", fixtures.customer_phone));
    let block = |section: &str, language: &str| {
        let (_, rest) = section.split_once(&format!("```{language}\n"))?;
        rest.split_once("```").map(|(block, _)| block.to_owned())
    };
    text.split("\n### ")
        .skip(1)
        .filter_map(|section| {
            Some(Recipe {
                title: section.lines().next()?.to_owned(),
                query: block(section, "graphql")?,
                variables: block(section, "json")
                    .map_or(json!({}), |json| serde_json::from_str(&json).unwrap()),
            })
        })
        .collect()
}

#[tokio::test]
async fn every_recipe_is_answered_without_an_error() {
    let harness = Harness::start().await;
    let recipes = recipes(&harness);
    assert!(recipes.len() >= 8);
    for recipe in recipes {
        if recipe.query.starts_with("subscription") {
            check_first_event(&harness, &recipe).await;
            continue;
        }
        let response = harness
            .query(SUPERVISOR, &recipe.query, recipe.variables)
            .await;
        assert_eq!(
            response.body["errors"],
            Value::Null,
            "{}: {:#}",
            recipe.title,
            response.body["errors"]
        );
        let data = response.body["data"].as_object().unwrap();
        assert!(
            data.values().all(|value| !value.is_null()),
            "{}: {data:?}",
            recipe.title
        );
    }
}

#[tokio::test]
async fn the_journey_tab_has_no_error_with_capabilities_as_variables() {
    let harness = Harness::start().await;
    let recipes = recipes(&harness);
    let find = |title: &str| recipes.iter().find(|recipe| recipe.title == title).unwrap();
    let who_am_i = find("Who am I and what may I show");
    let tab = find("The journey tab");
    let without_queues = "demo-agent-no-queues";
    for token in [SUPERVISOR, AGENT, without_queues, "demo-conversations-only"] {
        let viewer = harness
            .query(token, &who_am_i.query, json!({}))
            .await
            .data();
        let capabilities = viewer["viewer"]["capabilities"].as_object().unwrap();
        let mut variables = tab.variables.clone();
        variables
            .as_object_mut()
            .unwrap()
            .extend(capabilities.clone());
        let body = harness.query(token, &tab.query, variables).await.body;
        assert_eq!(body["errors"], Value::Null, "{token}: {:#}", body["errors"]);
        let cards = body["data"]["customer"]["sessions"]["nodes"].as_array();
        assert!(!cards.unwrap().is_empty(), "{token}");
    }
}

/// Subscribes with server-sent events and checks the first event.
async fn check_first_event(harness: &Harness, recipe: &Recipe) {
    let request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(SUPERVISOR)
        .header("accept", "text/event-stream")
        .json(&json!({"query": recipe.query, "variables": recipe.variables}));
    let mut response = request.send().await.unwrap();
    let mut text = String::new();
    while !text.contains("\n\n") {
        text += std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap();
    }
    let event = text.strip_prefix("event: next\ndata: ").unwrap();
    let result: Value = serde_json::from_str(event.lines().next().unwrap()).unwrap();
    assert_eq!(
        result["errors"],
        Value::Null,
        "{}: {result:#}",
        recipe.title
    );
    let field = result["data"].as_object().unwrap().values().next().unwrap();
    assert!(field["at"].is_string(), "{}: {result:#}", recipe.title);
}
