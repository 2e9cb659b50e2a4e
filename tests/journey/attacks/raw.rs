//! Attacks through body bytes, methods, media types and headers.

use reqwest::Method;
use serde_json::json;

use super::{Target, check_response};

const JSON: &str = "application/json";

/// Sends these attacks one after another and checks their responses.
pub(super) async fn run_attacks(target: &Target) {
    for (name, content_type, body, expected) in bodies() {
        let request = target.post().header("content-type", content_type);
        let response = request.body(body).send().await;
        check_response(name, expected, response).await;
        target.assert_healthy(name).await;
    }
    for (name, query, expected) in gets() {
        let request = target.client.get(&target.graphql).query(&query);
        let request = request.bearer_auth(super::SUPERVISOR);
        let response = request.header("accept", "*/*").send().await;
        check_response(name, expected, response).await;
        target.assert_healthy(name).await;
    }
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
        let request = target.client.request(method, &target.graphql);
        let response = request.bearer_auth(super::SUPERVISOR).send().await;
        check_response("a method", "405 METHOD_NOT_ALLOWED", response).await;
    }
    send_forged_headers(target).await;
}

/// Name, content type, body, expected response.
fn bodies() -> Vec<(&'static str, &'static str, Vec<u8>, &'static str)> {
    let good = r#"{"query":"{viewer{id}}"}"#;
    let batch = |count: usize| format!("[{}]", vec![good; count].join(","));
    let variables = |value: &str| {
        format!(
            r#"{{"query":"query($a:ID!){{customer(id:$a){{id}}}}","variables":{{"a":{value}}}}}"#
        )
    };
    let nested = |open: &str, close: &str, depth: usize| {
        variables(&format!("{}{}", open.repeat(depth), close.repeat(depth)))
    };
    let filter = |value: &str| {
        variables("\"x\"")
            .replace("$a:ID!", "$a:ID!,$f:SessionFilter")
            .replace("{id}", "{sessions(filter:$f){nodes{id}}}")
            .replace("{\"a\"", &format!("{{\"f\":{value},\"a\""))
    };
    let long = "x".repeat(100_000);
    let table: Vec<(&str, &str, Vec<u8>, &str)> = vec![
        ("batch of 1", JSON, batch(1).into(), "400 BATCHING_NOT_SUPPORTED"),
        ("batch of 10", JSON, batch(10).into(), "400 BATCHING_NOT_SUPPORTED"),
        ("batch of 10,000", JSON, batch(10_000).into(), "400 BATCHING_NOT_SUPPORTED"),
        ("text/plain", "text/plain", good.into(), "415 UNSUPPORTED_MEDIA_TYPE"),
        (
            "a form",
            "application/x-www-form-urlencoded",
            "query=%7Bviewer%7Bid%7D%7D".into(),
            "415 UNSUPPORTED_MEDIA_TYPE",
        ),
        ("multipart", "multipart/form-data; boundary=x", good.into(), "415 UNSUPPORTED_MEDIA_TYPE"),
        ("another charset", "application/json; charset=utf-16", good.into(), "415 UNSUPPORTED_MEDIA_TYPE"),
        ("an empty body", JSON, Vec::new(), "400 BAD_REQUEST"),
        ("half a document", JSON, good[..12].into(), "400 BAD_REQUEST"),
        ("two documents", JSON, good.repeat(2).into(), "400 BAD_REQUEST"),
        ("invalid UTF-8", JSON, b"{\"query\":\"{viewer{id}}\xff\xfe\"}".to_vec(), "400 BAD_REQUEST"),
        ("two byte order marks", JSON, format!("\u{feff}\u{feff}{good}").into(), "400 BAD_REQUEST"),
        ("zeros", JSON, vec![0; 100_000], "400 BAD_REQUEST"),
        ("10 MB", JSON, vec![b' '; 10_000_000], "413 PAYLOAD_TOO_LARGE"),
        (
            "a document of 1 MB",
            JSON,
            json!({"query": " ".repeat(1_000_000)}).to_string().into(),
            "413 PAYLOAD_TOO_LARGE",
        ),
        (
            "a document of 200 kB",
            JSON,
            json!({"query": " ".repeat(200_000)}).to_string().into(),
            "400 DOCUMENT_TOO_LARGE",
        ),
        ("a document that is a list", JSON, r#"{"query":["{viewer{id}}"]}"#.into(), "400 BAD_REQUEST"),
        (
            "a long operation name",
            JSON,
            json!({"query": "{viewer{id}}", "operationName": long}).to_string().into(),
            "400 NAME_LIMIT",
        ),
        (
            "an unknown operation name",
            JSON,
            json!({"query": "{viewer{id}}", "operationName": "<script>"}).to_string().into(),
            "400 GRAPHQL_VALIDATION_FAILED",
        ),
        ("128 lists as a variable", JSON, nested("[", "]", 128).into(), "400 BAD_REQUEST"),
        ("100,000 lists as a variable", JSON, nested("[", "]", 100_000).into(), "400 BAD_REQUEST"),
        ("100 lists as a variable", JSON, nested("[", "]", 100).into(), "400 BAD_USER_INPUT"),
        ("128 objects as a variable", JSON, nested("{\"a\":", "}", 128).into(), "400 BAD_REQUEST"),
        ("a large number", JSON, variables("1e400").into(), "400 BAD_REQUEST"),
        ("a lone surrogate", JSON, variables(r#""\ud800""#).into(), "400 BAD_REQUEST"),
        ("null", JSON, variables("null").into(), "400 BAD_USER_INPUT"),
        ("a boolean as an id", JSON, variables("true").into(), "400 BAD_USER_INPUT"),
        ("a long input field", JSON, filter(&format!("{{\"{long}\":1}}")).into(), "400 BAD_USER_INPUT"),
        ("a null character", JSON, variables(r#""\u0000""#).into(), "200 BAD_USER_INPUT"),
        ("a long id", JSON, variables(&format!("\"{long}\"")).into(), "200 BAD_USER_INPUT"),
        (
            "five thousand values",
            JSON,
            variables(&format!("[{{\"a\":[{}]}}]", vec!["1"; 4_998].join(","))).into(),
            "400 VARIABLE_LIMIT",
        ),
        (
            "a long enum",
            JSON,
            json!({
                "query": "query($a: IdentifierType!) { customerByIdentifier(type: $a, value: \"\") { id } }",
                "variables": {"a": long},
            })
            .to_string()
            .into(),
            "400 BAD_USER_INPUT",
        ),
        (
            "a null character in a document",
            JSON,
            json!({"query": "{ viewer { id\u{0} } }"}).to_string().into(),
            "400 GRAPHQL_PARSE_FAILED",
        ),
    ];
    table
}

type Parameters = Vec<(&'static str, String)>;

/// Name, parameters, expected response. These requests accept any media type, so a GraphQL error has
/// status 200.
fn gets() -> Vec<(&'static str, Parameters, &'static str)> {
    let query = |document: &str| vec![("query", document.to_owned())];
    let with = |parameter: &'static str, value: &str| {
        vec![
            ("query", "{viewer{id}}".to_owned()),
            (parameter, value.to_owned()),
        ]
    };
    vec![
        (
            "GET of a mutation",
            query("mutation { delete }"),
            "405 METHOD_NOT_ALLOWED",
        ),
        ("GET of nothing", Vec::new(), "400 BAD_REQUEST"),
        (
            "GET of brackets",
            query(&"[".repeat(2_000)),
            "400 NESTING_LIMIT",
        ),
        (
            "GET with wrong variables",
            with("variables", "{"),
            "400 BAD_REQUEST",
        ),
        (
            "GET with nested variables",
            with("variables", &"[".repeat(2_000)),
            "400 BAD_REQUEST",
        ),
        (
            "GET with a long name",
            with("operationName", &"a".repeat(2_000)),
            "400 NAME_LIMIT",
        ),
    ]
}

/// The gateway ignores headers about the client and rejects a second token.
async fn send_forged_headers(target: &Target) {
    let body = json!({"query": "{ viewer { id } }"});
    let twice = target.post().header("authorization", "Bearer demo-nobody");
    let response = twice.json(&body).send().await;
    check_response("two tokens", "401 UNAUTHENTICATED", response).await;
    let forged = [
        ("x-forwarded-for", "10.0.0.1"),
        ("x-forwarded-host", "elsewhere.example"),
        ("forwarded", "for=10.0.0.1;host=elsewhere.example"),
        ("x-http-method-override", "DELETE"),
        ("x-original-url", "/health/live"),
        ("te", "trailers"),
        ("host", "elsewhere.example"),
    ];
    for (name, value) in forged {
        let response = target.post().header(name, value).json(&body).send().await;
        check_response(name, "200", response).await;
    }
}
