//! A proxy in front of the simulator that edits the JSON of its responses, so that a test controls what the gateway
//! reads.

use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, HOST, TRANSFER_ENCODING,
};
use axum::response::{IntoResponse, Response};
use journey_simulator::{Options, Simulator};
use serde_json::Value;
use tokio::net::TcpListener;

use super::harness::{Harness, loopback};

/// Edits a response: the request's token, its method and path with query, such as
/// `GET /api/v2/journey/sessions/{id}`, and the body.
type Edit = dyn Fn(&str, &str, &mut Value) + Send + Sync;

struct Proxy {
    upstream: String,
    client: reqwest::Client,
    edit: Arc<Edit>,
}

impl Harness {
    /// Starts a harness whose platform responses pass through `edit`. Notification sockets are not proxied.
    pub(super) async fn rewriting(
        options: Options,
        settings: &[(&'static str, &str)],
        edit: impl Fn(&str, &mut Value) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mut all = vec![("platform_url", address.as_str())];
        all.extend(settings);
        let harness = Self::start_with(options, &all).await;
        serve(listener, harness.simulator.url(), move |_, name, body| {
            edit(name, body);
        });
        harness
    }
}

/// Starts a proxy in front of `simulator` that passes responses through `edit`; returns its URL.
pub(super) async fn rewriting(
    simulator: &Simulator,
    edit: impl Fn(&str, &mut Value) + Send + Sync + 'static,
) -> String {
    rewriting_by_token(simulator, move |_, name, body| edit(name, body)).await
}

/// Like [`rewriting`]; `edit` also receives the token of the request.
pub(super) async fn rewriting_by_token(
    simulator: &Simulator,
    edit: impl Fn(&str, &str, &mut Value) + Send + Sync + 'static,
) -> String {
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    serve(listener, simulator.url(), edit);
    address
}

fn serve(
    listener: TcpListener,
    upstream: &str,
    edit: impl Fn(&str, &str, &mut Value) + Send + Sync + 'static,
) {
    let proxy = Arc::new(Proxy {
        upstream: upstream.to_owned(),
        client: reqwest::Client::builder().no_gzip().build().unwrap(),
        edit: Arc::new(edit),
    });
    let routes = Router::new().fallback(forward).with_state(proxy);
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
}

async fn forward(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let target = format!("{}{}", proxy.upstream, head.uri);
    let name = format!("{} {}", head.method, head.uri);
    let mut headers = head.headers;
    let authorization = headers.get(AUTHORIZATION).cloned();
    headers.remove(HOST);
    headers.remove(CONTENT_LENGTH);
    headers.insert("accept-encoding", "identity".parse().unwrap());
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let sent = proxy
        .client
        .request(head.method, target)
        .headers(headers)
        .body(body)
        .send();
    let Ok(response) = sent.await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let (mut status, mut headers) = (response.status(), response.headers().clone());
    let mut body: Bytes = response.bytes().await.unwrap();
    if let Ok(original) = serde_json::from_slice::<Value>(&body) {
        let mut value = original.clone();
        let token = authorization.as_ref().and_then(|value| value.to_str().ok());
        let token = token.and_then(|value| value.strip_prefix("Bearer "));
        (proxy.edit)(token.unwrap_or_default(), &name, &mut value);
        // The simulator may have rejected a request whose response the test replaces.
        if value != original {
            status = StatusCode::OK;
            body = serde_json::to_vec(&value).unwrap().into();
        }
    }
    for name in [CONTENT_LENGTH, CONTENT_ENCODING, TRANSFER_ENCODING] {
        headers.remove(name);
    }
    (status, headers, body).into_response()
}

#[tokio::test]
async fn edited_responses_reach_the_client() {
    let harness = Harness::rewriting(Options::default(), &[], |name, body| {
        if name.starts_with("GET /api/v2/users/me") {
            body["name"] = "Edited".into();
        }
    })
    .await;
    let data = harness
        .data("{ viewer { name } }", serde_json::json!({}))
        .await;
    assert_eq!(data["viewer"]["name"], "Edited");
}
