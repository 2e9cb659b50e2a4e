//! GraphiQL: the bundle of `web/`, compressed into the binary.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use rust_embed_for_web::{EmbedableFile, RustEmbed};
use serde::Serialize;

use super::media::Media;
use super::problem::{self, Problem};

/// Nothing but what the page itself brings. Styles are set from scripts by the editor.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Names of assets hold a hash of what is in them.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[gzip = false]
struct Bundle;

/// What the page starts with.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Explorer {
    /// A token to begin with.
    pub token: Option<String>,
    /// Whose it is.
    pub persona: Option<String>,
    /// Tokens to choose from.
    pub personas: Vec<Persona>,
    /// What stands in the recipes for their placeholders.
    pub variables: Variables,
}

/// A token to choose.
#[derive(Debug, Clone, Serialize)]
pub struct Persona {
    /// For people.
    pub name: String,
    /// Sent as the bearer token.
    pub token: String,
    /// What this persona shows.
    pub about: String,
}

/// Ids that show something.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names say it")]
pub struct Variables {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live_customer_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrap_up_code_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

pub(super) fn routes(explorer: Explorer) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/graphiql") }))
        .route("/graphiql", get(page))
        .route("/graphiql/settings.json", get(settings))
        .route("/assets/{name}", get(asset))
        .with_state(Arc::new(explorer))
}

async fn page(headers: HeaderMap) -> Response {
    serve("graphiql/index.html", "no-cache", &headers)
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    // In a debug build the bundle is read from disk, where `..` would lead out of it.
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return problem::not_found().await;
    }
    serve(&format!("assets/{name}"), FOR_EVER, &headers)
}

async fn settings(State(explorer): State<Arc<Explorer>>) -> impl IntoResponse {
    #[derive(Serialize)]
    struct Settings<'a> {
        endpoint: &'static str,
        #[serde(flatten)]
        explorer: &'a Explorer,
    }
    let settings = Json(Settings {
        endpoint: "/graphql",
        explorer: &explorer,
    });
    // Tokens of the demo are in it.
    ([(header::CACHE_CONTROL, "no-store")], settings).into_response()
}

fn serve(path: &str, caching: &'static str, request: &HeaderMap) -> Response {
    let Some(file) = Bundle::get(path) else {
        return Problem::NotFound.into_response(Media::Json);
    };
    let etag = AsRef::<str>::as_ref(&file.etag()).to_owned();
    let fixed = [
        (header::CACHE_CONTROL, caching),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::VARY, "accept-encoding"),
    ];
    if request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes())
    {
        return (StatusCode::NOT_MODIFIED, fixed, [(header::ETAG, etag)]).into_response();
    }
    let content_type = content_type(path);
    let own = [
        (header::ETAG, etag),
        (header::CONTENT_TYPE, content_type.to_owned()),
    ];
    match file.data_br().filter(|_| takes_brotli(request)) {
        Some(data) => (
            fixed,
            own,
            [(header::CONTENT_ENCODING, "br")],
            Bytes::from_owner(data),
        )
            .into_response(),
        None => (fixed, own, Bytes::from_owner(file.data())).into_response(),
    }
}

fn takes_brotli(request: &HeaderMap) -> bool {
    let accepted = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br") && parts.next() != Some("q=0")
    })
}

/// Workers are modules: browsers run them with the right type only.
fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "ttf" => "font/ttf",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
