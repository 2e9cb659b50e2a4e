//! `docs/queries.md`: every recipe works as it stands.

use serde_json::{Value, json};

use super::stage::Stage;

pub(super) struct Recipe {
    pub(super) title: String,
    pub(super) query: String,
    pub(super) variables: Value,
}

pub(super) fn recipes(stage: &Stage) -> Vec<Recipe> {
    let fixtures = &stage.fixtures;
    let text = include_str!("../../docs/queries.md")
        .replace("WRAP_UP_CODE_ID", &fixtures.code.0)
        .replace("CUSTOMER_ID", &fixtures.customer)
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
async fn every_recipe_answers_without_an_error() {
    let stage = Stage::start().await;
    let recipes = recipes(&stage);
    assert!(recipes.len() >= 8);
    for recipe in recipes {
        let answer = stage
            .ask(super::stage::SUPERVISOR, &recipe.query, recipe.variables)
            .await;
        assert_eq!(
            answer.body["errors"],
            Value::Null,
            "{}: {:#}",
            recipe.title,
            answer.body["errors"]
        );
        let data = answer.body["data"].as_object().unwrap();
        assert!(
            data.values().all(|value| !value.is_null()),
            "{}: {data:?}",
            recipe.title
        );
    }
}
