//! Subscriptions as `multipart/mixed`, as Apollo's clients request and read them.

use journey_simulator::Action;
use reqwest::Response;

use super::*;

/// The header `Accept` of Apollo Client 3 and 4, that of Apollo's documentation, and one with quotes.
const ACCEPT: [&str; 4] = [
    "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json",
    "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9",
    "multipart/mixed;subscriptionSpec=1.0, application/json",
    "multipart/mixed; boundary=\"graphql\"; subscriptionSpec=\"1.0\", application/json",
];

const CONTENT_TYPE: &str = "multipart/mixed;boundary=\"graphql\";subscriptionSpec=1.0";

impl Scene {
    async fn request(&self, accept: &str, query: &str) -> Response {
        let variables = json!({"id": self.customer});
        let request = self
            .harness
            .client
            .post(format!("{}/graphql", self.harness.url))
            .bearer_auth(SUPERVISOR)
            .header("accept", accept)
            .json(&json!({"query": query, "variables": variables}));
        request.send().await.unwrap()
    }

    async fn parts(&self, accept: &str) -> Parts {
        let response = self.request(accept, WATCH).await;
        assert_eq!(response.status(), 200, "{accept}");
        assert_eq!(response.headers()["content-type"], CONTENT_TYPE, "{accept}");
        Parts {
            response,
            // The first delimiter needs no line break before it.
            text: "\r\n".to_owned(),
            is_open: false,
        }
    }
}

/// The parts of a response.
struct Parts {
    response: Response,
    text: String,
    is_open: bool,
}

impl Parts {
    /// The text up to the next delimiter. Like Apollo's clients, it reads a part only when the delimiter after it is there.
    async fn until_delimiter(&mut self) -> String {
        loop {
            if let Some((part, rest)) = self.text.split_once("\r\n--graphql") {
                let (part, rest) = (part.to_owned(), rest.to_owned());
                self.text = rest;
                return part;
            }
            let chunk = tokio::time::timeout(TEST_TIMEOUT, self.response.chunk()).await;
            let chunk = chunk.expect("a part in time").unwrap().expect("a part");
            self.text += std::str::from_utf8(&chunk).unwrap();
        }
    }

    /// The body of the next part; `None` after the last one, when the response must end.
    async fn next(&mut self) -> Option<Value> {
        if !self.is_open {
            assert_eq!(self.until_delimiter().await, "");
            self.is_open = true;
        }
        while self.text.len() < 2 {
            let chunk = self.response.chunk().await.unwrap().expect("a delimiter");
            self.text += std::str::from_utf8(&chunk).unwrap();
        }
        if self.text.starts_with("--") {
            assert_eq!(self.text, "--\r\n");
            assert_eq!(self.response.chunk().await.unwrap(), None);
            return None;
        }
        let part = self.until_delimiter().await;
        let (head, body) = part.split_once("\r\n\r\n").unwrap();
        assert_eq!(head, "\r\nContent-Type: application/json");
        Some(serde_json::from_str(body).unwrap())
    }

    /// The session of the next part, which must be a change.
    async fn session(&mut self) -> Value {
        let mut part = self.next().await.unwrap();
        assert_eq!(part["payload"]["errors"], Value::Null, "{part}");
        part["payload"]["data"]["journeyChanged"]["session"].take()
    }
}

#[tokio::test]
async fn a_subscription_sends_one_part_per_change() {
    let scene = Scene::start().await;
    let listed = scene.queried().await.len();
    for accept in ACCEPT {
        let mut parts = scene.parts(accept).await;
        for _ in 0..listed {
            assert!(parts.session().await["id"].is_string());
        }
        scene.advance(1);
        let simulator = &scene.harness.simulator;
        let id = simulator.perform(&scene.customer, Action::WebEvent);
        assert_eq!(parts.session().await["id"], id.unwrap());
    }
}

#[tokio::test]
async fn a_query_is_answered_with_json() {
    let scene = Scene::start().await;
    let alone = "multipart/mixed;subscriptionSpec=1.0";
    for accept in ACCEPT.iter().chain([&alone]) {
        let response = scene.request(accept, LIST).await;
        let media = content_type(&response);
        assert!(media.contains("json;"), "{accept}: {media}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["errors"], Value::Null);
        assert!(body["data"]["customer"].is_object(), "{body}");
    }
}

#[tokio::test]
async fn an_error_before_the_start_is_an_ordinary_response() {
    let scene = Scene::start().await;
    for (accept, status, media) in [
        (ACCEPT[0], 200, "application/json; charset=utf-8"),
        (
            ACCEPT[1],
            400,
            "application/graphql-response+json; charset=utf-8",
        ),
    ] {
        let response = scene.request(accept, "subscription { nothing }").await;
        assert_eq!(response.status(), status, "{accept}");
        assert_eq!(content_type(&response), media);
        let body: Value = response.json().await.unwrap();
        let code = &body["errors"][0]["extensions"]["code"];
        assert_eq!(code, "GRAPHQL_VALIDATION_FAILED", "{body}");
    }
}

#[tokio::test]
async fn an_error_that_ends_the_subscription_is_beside_an_empty_payload() {
    let scene = Scene::with(&[("viewer.ttl", "50ms")]).await;
    let mut parts = scene.parts(ACCEPT[0]).await;
    parts.session().await;
    scene.harness.simulator.revoke(SUPERVISOR);
    let mut last = parts.next().await.unwrap();
    while last["payload"].is_object() {
        last = parts.next().await.unwrap();
    }
    assert_eq!(last["payload"], Value::Null);
    assert_eq!(last.as_object().unwrap().len(), 2, "{last}");
    let code = &last["errors"][0]["extensions"]["code"];
    assert_eq!(code, "UNAUTHENTICATED", "{last}");
    assert_eq!(parts.next().await, None);
}

#[tokio::test]
async fn a_gateway_that_stops_ends_the_parts() {
    let mut scene = Scene::start().await;
    let mut parts = scene.parts(ACCEPT[0]).await;
    parts.session().await;
    scene.harness.stop();
    while parts.next().await.is_some() {}
}

/// The errors of clients that accept no stream name the media type.
#[tokio::test]
async fn clients_that_accept_no_stream_are_informed() {
    let scene = Scene::start().await;
    let name = "`multipart/mixed;subscriptionSpec=1.0`";
    for (accept, code) in [
        ("multipart/mixed", "NOT_ACCEPTABLE"),
        ("application/json", "SUBSCRIPTION_TRANSPORT"),
        (
            "multipart/mixed;deferSpec=20220824,application/json",
            "SUBSCRIPTION_TRANSPORT",
        ),
    ] {
        let response = scene.request(accept, WATCH).await;
        let error = response.json::<Value>().await.unwrap()["errors"][0].take();
        assert_eq!(error["extensions"]["code"], code, "{error}");
        let message = error["message"].as_str().unwrap().replace("Accept: ", "");
        assert!(message.contains(name), "{message}");
    }
}

fn content_type(response: &Response) -> String {
    let value = &response.headers()["content-type"];
    value.to_str().unwrap().to_owned()
}
