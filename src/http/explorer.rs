//! GraphiQL: the bundle of `web/`, embedded in the binary in compressed form.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use rust_embed_for_web::{EmbedableFile, RustEmbed};
use serde::Serialize;

use super::accept::accepts_encoding;
use super::error;
use super::media::Media;
use crate::pipeline::RequestError;

/// Content Security Policy: only resources of this origin. The editor sets styles from scripts, hence `unsafe-inline`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `Cache-Control` of assets, whose names contain a hash of their content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[gzip = false]
struct Bundle;

/// Initial settings of the page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Explorer {
    /// The token selected at the start.
    pub token: Option<String>,
    /// Name of the persona that the token belongs to.
    pub persona: Option<String>,
    /// Tokens to choose from.
    pub personas: Vec<Persona>,
    /// Values of the placeholders in the recipes.
    pub variables: Variables,
}

/// A token to choose in the page.
#[derive(Debug, Clone, Serialize)]
pub struct Persona {
    /// Display name.
    pub name: String,
    /// The bearer token.
    pub token: String,
    /// What this persona demonstrates.
    pub about: String,
}

/// Ids of demo data for the recipes.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each field is named after its variable")]
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
    // A debug build reads the bundle from disk, where `..` would leave the folder.
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return error::response(&RequestError::NotFound, Media::Json);
    }
    serve(&format!("assets/{name}"), IMMUTABLE, &headers)
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
    // The settings contain tokens of the demo.
    ([(header::CACHE_CONTROL, "no-store")], settings).into_response()
}

fn serve(path: &str, caching: &'static str, request: &HeaderMap) -> Response {
    let Some(file) = Bundle::get(path) else {
        return error::response(&RequestError::NotFound, Media::Json);
    };
    let etag = AsRef::<str>::as_ref(&file.etag()).to_owned();
    let fixed = [
        (header::CACHE_CONTROL, caching),
        (header::CONTENT_SECURITY_POLICY, POLICY),
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
    match file
        .data_br()
        .filter(|_| accepts_encoding(request, &["br"]))
    {
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

/// Browsers run module workers only with the correct type.
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
