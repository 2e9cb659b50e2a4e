//! The HTTP interface: all routes. `service` has what every request passes before its route.

mod accept;
mod admin;
mod bearer;
mod body;
mod close;
mod compress;
mod embedded;
mod error;
mod explorer;
mod graphql;
mod host;
mod journey;
mod media;
mod metrics;
mod multipart;
mod observed;
mod pages;
mod panic;
mod persona;
mod probe;
mod rate_limit;
mod request_id;
mod request_log;
mod response_headers;
mod revalidation;
mod schema;
mod service;
mod sse;
mod state;
mod stream;
mod websocket;

use std::sync::Arc;

use axum::Router;
use axum::http::{Method, header};
use axum::response::Response;
use axum::routing::{any, get};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

pub use explorer::{Explorer, Variables};
pub use host::Hosts;
pub use journey::{DemoCustomer, Journey};
pub use pages::Pages;
pub use persona::Persona;
pub use service::HttpService;

use media::Media;
use metrics::MetricsPage;
use probe::Readiness;
use request_log::RequestLog;
use service::Graphql;
use state::HttpState;

use crate::admission::Overloaded;
use crate::config::AllowedOrigin;
use crate::pipeline::Gateway;
use crate::pipeline::RequestError;
use crate::server::{Draining, Routes};

/// The routes of a gateway for these hosts. The readiness probe fails once `draining` has begun. A gateway of a fleet needs a
/// Tokio runtime.
pub fn routes(
    gateway: impl Into<Arc<Gateway>>,
    pages: Pages,
    hosts: Hosts,
    draining: Draining,
) -> Routes<HttpService> {
    let gateway = gateway.into();
    gateway.follow_erasures();
    let config = gateway.config();
    let metrics = Arc::new(gateway.metrics().clone());
    let state = Arc::new(HttpState {
        gateway: gateway.clone(),
        draining: draining.clone(),
        request_log: RequestLog::new(config.request_log.clone()),
    });
    let pages = pages::routes(config, pages);
    let schema = if config.introspection {
        schema::routes()
    } else {
        Router::new()
    };
    let metrics_route = if config.metrics {
        let route = Router::new().route("/metrics", get(metrics::show));
        route.with_state(Arc::new(MetricsPage::new(gateway.clone())))
    } else {
        Router::new()
    };
    let has_admin = config.admin_listen.is_some();
    let health = health(&gateway, draining);
    let limit = config.connections.connections;
    let reserve = health
        .clone()
        .fallback(async move || too_many_connections(limit));
    let mut graphql = Graphql::Direct(state.clone());
    let mut public = Router::new()
        .merge(schema)
        .with_state(gateway.clone())
        .merge(if has_admin {
            Router::new()
        } else {
            metrics_route.clone()
        })
        .merge(health.clone());
    if let Some(cors) = cors(&config.allowed_origins) {
        let handler = any(graphql::handle).with_state(state);
        graphql = Graphql::Layered(Box::new(handler.layer(cors.clone())));
        public = public.layer(cors);
    }
    let public = public.merge(pages).fallback(not_found);
    let admin = health
        .merge(admin::routes(&gateway, metrics_route))
        .fallback(not_found);
    let service = |graphql, others| HttpService::new(hosts, metrics.clone(), graphql, others);
    Routes {
        public: service(Some(graphql), public),
        reserve: service(None, reserve),
        admin: service(None, admin),
    }
}

/// Routes of the liveness and readiness probes.
fn health(gateway: &Arc<Gateway>, draining: Draining) -> Router {
    let readiness = Arc::new(Readiness::new(gateway.clone(), draining));
    Router::new()
        .route("/health/live", get(probe::live))
        .route("/health/ready", get(probe::ready).with_state(readiness))
}

/// Handles paths without a route.
async fn not_found() -> Response {
    error::response(&RequestError::NotFound, Media::Json)
}

/// Rejects a request that is not a probe on a connection beyond `limits.connections`.
fn too_many_connections(limit: usize) -> Response {
    let overloaded = Overloaded {
        limit,
        resource: "connections",
    };
    error::response(&RequestError::Overloaded(overloaded), Media::Json)
}

/// CORS for pages of the configured origins. Requests carry bearer tokens and never cookies, so that `*` does not give a
/// page the rights of its user, and no request header gives a page any rights. `None` if no origin is allowed.
fn cors(origins: &[AllowedOrigin]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let allowed = if origins.contains(&AllowedOrigin::Any) {
        AllowOrigin::any()
    } else {
        let origins = origins.to_vec();
        AllowOrigin::predicate(move |origin, _| {
            let origin = origin.to_str().unwrap_or_default();
            origins.iter().any(|allowed| allowed.allows(origin))
        })
    };
    let layer = CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST])
        // Tracing and client libraries add headers of their own.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([
            header::RETRY_AFTER,
            request_id::REQUEST_ID,
            rate_limit::POLICY,
            rate_limit::LEFT,
        ])
        .max_age(std::time::Duration::from_mins(10));
    Some(layer)
}
