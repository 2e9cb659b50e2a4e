//! GraphQL over HTTP: methods, media types, status codes, body limit and CORS.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use super::harness::{Harness, SUPERVISOR};

const RESPONSE: &str = "application/graphql-response+json";

impl Harness {
    fn request(&self, method: Method) -> RequestBuilder {
        self.client
            .request(method, format!("{}/graphql", self.url))
            .bearer_auth(SUPERVISOR)
    }

    fn post(&self, body: &Value) -> RequestBuilder {
        self.request(Method::POST).json(body)
    }
}

/// The status and error code of a response without data.
async fn code(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    assert!(body.get("data").is_none(), "{body}");
    (
        status,
        body["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap()
            .to_owned(),
    )
}

#[tokio::test]
async fn the_status_of_an_invalid_query_depends_on_the_media_type() {
    let harness = Harness::start().await;
    for (query, executed) in [
        ("{ viewer { id } }", true),
        ("{ nope }", false),
        ("{", false),
    ] {
        for (accept, status) in [
            (RESPONSE, if executed { 200 } else { 400 }),
            ("application/json", 200),
            ("*/*", 200),
        ] {
            let response = harness
                .post(&json!({"query": query}))
                .header("accept", accept)
                .send()
                .await
                .unwrap();
            assert_eq!(response.status(), status, "{accept} {query}");
            let expected = if accept == RESPONSE {
                RESPONSE
            } else {
                "application/json"
            };
            assert_eq!(
                response.headers()["content-type"],
                format!("{expected}; charset=utf-8")
            );
            assert_eq!(response.headers()["cache-control"], "private, no-store");
            let body: Value = response.json().await.unwrap();
            assert_eq!(body.get("data").is_some(), executed);
        }
    }
    let response = harness
        .post(&json!({"query": "{ viewer { id } }"}))
        .header("accept", "text/html")
        .send()
        .await
        .unwrap();
    assert_eq!(code(response).await, (406, "NOT_ACCEPTABLE".to_owned()));
}

#[tokio::test]
async fn get_accepts_every_parameter() {
    let harness = Harness::start().await;
    let document = "query A { viewer { id } } query B($id: ID!) { agent(id: $id) { id } }";
    let variables = json!({"id": harness.fixtures.agent.0}).to_string();
    let parameters = [
        ("query", document),
        ("operationName", "B"),
        ("variables", &variables),
        ("extensions", "{}"),
    ];
    let response = harness
        .request(Method::GET)
        .query(&parameters)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["data"]["agent"]["id"], json!(harness.fixtures.agent.0));
    let unnamed = harness
        .request(Method::GET)
        .query(&[("query", document)])
        .send()
        .await
        .unwrap();
    assert_eq!(code(unnamed).await.1, "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn a_mutation_over_get_is_not_allowed() {
    let harness = Harness::start().await;
    let get = async |accept: &str, parameters: &[(&str, &str)]| {
        let request = harness.request(Method::GET).header("accept", accept);
        request.query(parameters).send().await.unwrap()
    };
    let query = get(RESPONSE, &[("query", "{ viewer { id } }")]).await;
    assert_eq!(query.status(), 200);
    let mutation = ("query", "query A { viewer { id } } mutation B { x }");
    for accept in [RESPONSE, "application/json", "text/event-stream"] {
        let response = get(accept, &[mutation, ("operationName", "B")]).await;
        assert_eq!(response.headers()["allow"], "POST", "{accept}");
        let error = (405, "METHOD_NOT_ALLOWED".to_owned());
        assert_eq!(code(response).await, error, "{accept}");
    }
    let post = harness.post(&json!({"query": "mutation { x }"}));
    let post = post.header("accept", RESPONSE).send().await.unwrap();
    let error = (400, "GRAPHQL_VALIDATION_FAILED".to_owned());
    assert_eq!(code(post).await, error);
}

#[tokio::test]
async fn an_invalid_request_gets_a_specific_error_code() {
    let harness = Harness::start().await;
    let raw = |content_type: &'static str, body: &'static str| {
        harness
            .request(Method::POST)
            .header("content-type", content_type)
            .body(body)
            .send()
    };
    let json = "application/json";
    for (content_type, body, expected) in [
        (json, "{", (400, "BAD_REQUEST")),
        (json, "3", (400, "BAD_REQUEST")),
        (json, "{}", (400, "BAD_REQUEST")),
        (json, "{\"query\": 3}", (400, "BAD_REQUEST")),
        (
            json,
            "{\"query\": \"{ viewer { id } }\", \"variables\": []}",
            (400, "BAD_REQUEST"),
        ),
        (
            json,
            "{\"query\": \"{ viewer { id } }\", \"operationName\": {}}",
            (400, "BAD_REQUEST"),
        ),
        (
            json,
            "{\"query\": \"{ viewer { id } }\", \"extensions\": 1}",
            (400, "BAD_REQUEST"),
        ),
        (
            json,
            "[{\"query\": \"{ viewer { id } }\"}]",
            (400, "BATCHING_NOT_SUPPORTED"),
        ),
        (
            "text/plain",
            "{\"query\": \"{ viewer { id } }\"}",
            (415, "UNSUPPORTED_MEDIA_TYPE"),
        ),
        (
            "application/x-www-form-urlencoded",
            "query={viewer{id}}",
            (415, "UNSUPPORTED_MEDIA_TYPE"),
        ),
        (
            "application/json; charset=latin1",
            "{}",
            (415, "UNSUPPORTED_MEDIA_TYPE"),
        ),
    ] {
        let (status, found) = code(raw(content_type, body).await.unwrap()).await;
        assert_eq!((status, found.as_str()), expected, "{content_type} {body}");
    }
    let response = harness.request(Method::DELETE).send().await.unwrap();
    assert_eq!(response.headers()["allow"], "GET, POST");
    assert_eq!(code(response).await, (405, "METHOD_NOT_ALLOWED".to_owned()));
    let unknown_path = harness
        .client
        .get(format!("{}/nowhere", harness.url))
        .send()
        .await
        .unwrap();
    assert_eq!(code(unknown_path).await, (404, "NOT_FOUND".to_owned()));
}

#[tokio::test]
async fn a_body_over_the_limit_is_rejected() {
    let harness = Harness::start().await;
    let body = |bytes: usize| {
        let query = "{ viewer { id } }";
        json!({"query": query, "extensions": {"padding": " ".repeat(bytes)}})
    };
    let fits = harness.post(&body(200_000)).send().await.unwrap();
    assert_eq!(fits.status(), 200);
    let response = harness.post(&body(300_000)).send().await.unwrap();
    assert_eq!(code(response).await, (413, "PAYLOAD_TOO_LARGE".to_owned()));
}

#[tokio::test]
async fn a_gzip_body_is_read_under_the_limit() {
    let harness = Harness::start().await;
    let gzip = |body: &Value| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(body.to_string().as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let send = async |coding: &str, body: Vec<u8>| {
        let request = harness.request(Method::POST).body(body);
        let request = request.header("content-type", "application/json");
        let request = request.header("content-encoding", coding);
        request.send().await.unwrap()
    };
    let body = |bytes: usize| {
        let padding = " ".repeat(bytes);
        gzip(&json!({"query": "{ viewer { id } }", "extensions": {"padding": padding}}))
    };
    for coding in ["gzip", "GZIP", "x-gzip"] {
        let response = send(coding, body(200_000)).await;
        let response: Value = response.json().await.unwrap();
        assert!(response["data"]["viewer"]["id"].is_string(), "{response}");
    }
    let too_large = code(send("gzip", body(300_000)).await).await;
    assert_eq!(too_large, (413, "PAYLOAD_TOO_LARGE".to_owned()));
    let invalid = code(send("gzip", b"{}".to_vec()).await).await;
    assert_eq!(invalid, (400, "BAD_REQUEST".to_owned()));
    for coding in ["br", "deflate", "gzip, gzip"] {
        let response = send(coding, body(1)).await;
        assert_eq!(response.headers()["accept-encoding"], "gzip", "{coding}");
        let error = (415, "UNSUPPORTED_MEDIA_TYPE".to_owned());
        assert_eq!(code(response).await, error, "{coding}");
    }
}

#[tokio::test]
async fn fields_are_returned_in_selection_order() {
    let harness = Harness::start().await;
    let query = json!({"query": "{ viewer { name id capabilities { queues events } permissions } agent(id: \"x\") { id } __typename }"});
    let text = harness
        .post(&query)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let positions: Vec<_> = [
        "\"errors\"",
        "\"data\"",
        "\"viewer\"",
        "\"name\"",
        "\"capabilities\"",
        "\"queues\"",
        "\"events\"",
        "\"permissions\"",
        "\"agent\"",
        "\"__typename\"",
    ]
    .iter()
    .map(|key| text.rfind(key).unwrap())
    .collect();
    assert!(positions.is_sorted(), "{text}");
}

#[tokio::test]
async fn every_response_has_nosniff_and_cache_control() {
    let settings = [
        ("allowed_origins", "https://desktop.example.com"),
        ("admin.listen", "127.0.0.1:0"),
    ];
    let harness = Harness::start_with(journey_simulator::Options::default(), &settings).await;
    let admin = harness.admin_url.clone().unwrap();
    let public = harness.url.clone();
    for (method, url, status, caching) in [
        (
            Method::GET,
            format!("{public}/graphql?query={{viewer{{id}}}}"),
            401,
            "private, no-store",
        ),
        (
            Method::OPTIONS,
            format!("{public}/graphql"),
            200,
            "no-store",
        ),
        (
            Method::GET,
            format!("{public}/health/live"),
            200,
            "no-store",
        ),
        (
            Method::POST,
            format!("{public}/health/live"),
            405,
            "no-store",
        ),
        (
            Method::GET,
            format!("{public}/schema.graphql"),
            200,
            "no-cache",
        ),
        (Method::GET, format!("{public}/graphiql"), 200, "no-cache"),
        (
            Method::GET,
            format!("{public}/nowhere"),
            404,
            "private, no-store",
        ),
        (Method::GET, format!("{admin}/metrics"), 200, "no-store"),
        (
            Method::GET,
            format!("{admin}/health/ready"),
            200,
            "no-store",
        ),
    ] {
        let request = harness.client.request(method.clone(), &url);
        let request = request
            .header("origin", "https://desktop.example.com")
            .header("access-control-request-method", "POST");
        let response = request.send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap();
        let found = (response.status().as_u16(), header("cache-control"));
        assert_eq!(found, (status, caching), "{method} {url}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{url}");
    }
}

#[tokio::test]
async fn a_final_slash_and_a_byte_order_mark_are_accepted() {
    let harness = Harness::start().await;
    let post = async |url: String, body: &str| {
        let request = harness.client.post(url).bearer_auth(SUPERVISOR);
        let request = request.header("content-type", "application/json");
        let response = request.body(body.to_owned()).send().await.unwrap();
        response.json::<Value>().await.unwrap()["data"]["viewer"]["id"].is_string()
    };
    let query = "{\"query\": \"{ viewer { id } }\"}";
    assert!(post(format!("{}/graphql/", harness.url), query).await);
    let marked = format!("\u{feff}{query}");
    assert!(post(format!("{}/graphql", harness.url), &marked).await);
}

#[tokio::test]
async fn only_configured_origins_get_cors_headers() {
    let settings = [("allowed_origins", "https://desktop.example.com")];
    let harness = Harness::start_with(journey_simulator::Options::default(), &settings).await;
    for (origin, allowed) in [
        ("https://desktop.example.com", true),
        ("https://elsewhere.example", false),
    ] {
        let preflight = harness
            .client
            .request(Method::OPTIONS, format!("{}/graphql", harness.url))
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "authorization,traceparent,apollographql-client-name",
            )
            .send()
            .await
            .unwrap();
        let granted = preflight.headers().get("access-control-allow-origin");
        assert_eq!(
            granted.map(|value| value.to_str().unwrap()),
            allowed.then_some(origin)
        );
        let headers = &preflight.headers()["access-control-allow-headers"];
        assert_eq!(
            headers,
            "authorization,traceparent,apollographql-client-name"
        );
        let credentials = preflight.headers().get("access-control-allow-credentials");
        assert_eq!(credentials, None);
    }
}
