//! GraphiQL: the page and its settings.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use super::embedded::{self, REVALIDATED};
use super::persona::Persona;

/// Content Security Policy: only resources of this origin. The editor sets styles from scripts, hence `unsafe-inline`.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Initial settings of the page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Explorer {
    /// The token selected at the start.
    pub token: Option<String>,
    /// Name of the persona that the token belongs to.
    pub persona: Option<String>,
    /// Values of the placeholders in the recipes.
    pub variables: Variables,
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
    pub conversation_id: Option<String>,
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

/// The response to a request for the settings.
#[derive(Serialize)]
struct Settings {
    endpoint: &'static str,
    personas: Vec<Persona>,
    #[serde(flatten)]
    explorer: Explorer,
}

pub(super) fn routes(explorer: Explorer, personas: Vec<Persona>) -> Router {
    let settings = Settings {
        endpoint: "/graphql",
        personas,
        explorer,
    };
    Router::new()
        .route("/graphiql", get(page))
        .route("/graphiql/settings.json", get(show_settings))
        .with_state(Arc::new(settings))
}

async fn page(headers: HeaderMap) -> Response {
    let policy = HeaderValue::from_static(POLICY);
    embedded::serve("graphiql/index.html", REVALIDATED, policy, &headers)
}

async fn show_settings(State(settings): State<Arc<Settings>>) -> impl IntoResponse {
    // The settings contain tokens of the demo.
    ([(header::CACHE_CONTROL, "no-store")], Json(settings)).into_response()
}
