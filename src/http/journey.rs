//! The journey tab: the page, its settings, and the custom element that other pages embed.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use super::embedded::{self, REVALIDATED};
use super::persona::Persona;
use crate::config::{Config, JourneyTab, TabLogin};

/// Content Security Policy of the element's module, which is no page.
const MODULE_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Data of the demo that the tab offers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Journey {
    /// The token selected at the start.
    pub token: Option<String>,
    /// Customers to choose from.
    pub customers: Vec<DemoCustomer>,
}

/// A customer of the demo.
#[derive(Debug, Clone, Serialize)]
pub struct DemoCustomer {
    /// The customer's id.
    pub id: String,
    /// What the customer demonstrates.
    pub shows: &'static str,
}

/// The response to a request for the settings.
#[derive(Serialize)]
struct Settings {
    endpoint: &'static str,
    /// Whether GraphiQL is served.
    explorer: bool,
    login: Option<Login>,
    personas: Vec<Persona>,
    #[serde(flatten)]
    journey: Journey,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Login {
    url: String,
    client_id: String,
}

struct Tab {
    settings: Settings,
    policy: HeaderValue,
}

pub(super) fn routes(config: &Config, journey: Journey, personas: Vec<Persona>) -> Router {
    let login = config.journey_tab.login.as_ref();
    let tab = Tab {
        policy: policy(&config.journey_tab),
        settings: Settings {
            endpoint: "/graphql",
            explorer: config.explorer,
            login: login.map(|login| Login {
                url: origin(login),
                client_id: login.client_id.clone(),
            }),
            personas,
            journey,
        },
    };
    Router::new()
        .route("/journey", get(page))
        .route("/journey/", get(page))
        .route("/journey/{customerId}", get(page))
        .route("/journey/{customerId}/", get(page))
        .route("/journey/settings.json", get(settings))
        .route("/customer-journey.js", get(module))
        .with_state(Arc::new(tab))
}

async fn page(State(tab): State<Arc<Tab>>, headers: HeaderMap) -> Response {
    let policy = tab.policy.clone();
    embedded::serve("journey/index.html", REVALIDATED, policy, &headers)
}

async fn settings(State(tab): State<Arc<Tab>>) -> Response {
    // The settings contain tokens of the demo.
    let caching = [(header::CACHE_CONTROL, "no-store")];
    (caching, Json(&tab.settings)).into_response()
}

/// Pages of other origins load the module, too. It contains no data.
async fn module(headers: HeaderMap) -> Response {
    let policy = HeaderValue::from_static(MODULE_POLICY);
    let path = "journey/customer-journey.js";
    let mut response = embedded::serve(path, REVALIDATED, policy, &headers);
    let any = HeaderValue::from_static("*");
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    response
}

/// Content Security Policy of the page: only resources of this origin, and calls to the log-in.
fn policy(tab: &JourneyTab) -> HeaderValue {
    let login = tab.login.as_ref();
    let login = login.map_or_else(String::new, |login| format!(" {}", origin(login)));
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'{login}; base-uri 'none'; form-action 'none'; frame-ancestors {}",
        tab.frame_ancestors
    );
    // Cannot fail: origins are ASCII. The fallback allows nothing.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(MODULE_POLICY))
}

fn origin(login: &TabLogin) -> String {
    login.url.origin().ascii_serialization()
}
