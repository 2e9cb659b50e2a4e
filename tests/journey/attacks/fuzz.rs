//! Random request bodies: every response is a JSON object and no server error.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use reqwest::Response;
use serde_json::{Value, json};

use super::super::harness::Harness;
use super::Target;

/// Random bytes, almost-JSON, or almost-GraphQL inside JSON.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let graphql =
        r##"([{}()\[\]:$@!="#.\\]|[a-c]|id |viewer|on |fragment |query |__schema|\PC){0,60}"##;
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        r#"[{}\[\]",:0-9a-z\\ ]{0,80}"#.prop_map(String::into_bytes),
        graphql.prop_map(|query| json!({"query": query}).to_string().into_bytes()),
        ("[a-z ]{0,12}", "[\\[\\]{}\"a-z0-9:,]{0,40}").prop_map(|(name, variables)| {
            format!(r#"{{"query":"query a{{viewer{{id}}}}","operationName":"{name}","variables":{variables}}}"#)
                .into_bytes()
        }),
    ]
}

async fn check_response(response: Response) -> Result<(), TestCaseError> {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    prop_assert!(status < 500, "{status} {text}");
    let parsed: Result<Value, _> = serde_json::from_str(&text);
    prop_assert!(parsed.is_ok_and(|parsed| parsed.is_object()), "{text}");
    Ok(())
}

#[test]
fn random_bodies_get_a_json_response_below_500() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let harness = runtime.block_on(Harness::start());
    let target = Target::new(&harness.url);
    let cases = std::env::var("JOURNEY_FUZZ").map_or(500, |cases| cases.parse().unwrap());
    let mut runner = TestRunner::new(ProptestConfig::with_cases(cases));
    let result = runner.run(&body(), |body| {
        runtime.block_on(async {
            let request = target.post().header("content-type", "application/json");
            check_response(request.body(body).send().await.unwrap()).await
        })
    });
    result.unwrap();
    runtime.block_on(target.assert_healthy("random bytes"));
}
