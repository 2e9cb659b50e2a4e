//! What clients talk to. Every route and the order of what surrounds them stand here.

mod admin;
mod body;
mod compress;
mod explorer;
mod graphql;
mod media;
mod meter;
mod panic;
mod probe;
mod problem;
mod request_id;
mod sse;
mod websocket;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get};
use tower_http::cors::{AllowOrigin, CorsLayer};

pub use explorer::{Explorer, Persona, Variables};

use graphql::Graphql;
use probe::Readiness;
use websocket::Sockets;

use crate::pipeline::Gateway;
use crate::server::{Draining, Routes};

/// The service of one gateway, which is not ready any more once `draining` has begun.
pub fn routes(gateway: Gateway, explorer: Explorer, draining: Draining) -> Routes {
    // What each request holds is counted, not copied.
    let gateway = Arc::new(gateway);
    let config = gateway.config();
    let metrics = Arc::new(gateway.metrics().clone());
    let graphql = Arc::new(Graphql {
        sockets: Sockets::new(gateway.clone(), draining.clone()),
    });
    let cors = cors(&config.allowed_origins);
    let pages = if config.explorer {
        explorer::routes(explorer)
    } else {
        Router::new()
    };
    let schema = if config.introspection {
        Router::new().route("/schema.graphql", get(probe::schema))
    } else {
        Router::new()
    };
    let numbers = if config.metrics {
        let metrics = Router::new().route("/metrics", get(meter::show));
        metrics.with_state(gateway.clone())
    } else {
        Router::new()
    };
    let has_admin = config.admin_listen.is_some();
    let health = health(&gateway, draining);
    let most = config.connections.connections;
    let reserve = health
        .clone()
        .fallback(async move || problem::no_connection(most));
    let counted = from_fn_with_state(metrics.clone(), meter::count);
    // Within what is counted a panic is an answer as any other.
    let caught = from_fn_with_state(metrics.clone(), panic::catch);
    let graph = any(graphql::handle)
        .with_state(graphql)
        .layer(caught)
        .layer(counted);
    let public = Router::new()
        .route("/graphql", graph)
        .merge(schema)
        .with_state(gateway.clone())
        .merge(if has_admin {
            Router::new()
        } else {
            numbers.clone()
        })
        .merge(health.clone())
        .layer(cors)
        .merge(pages)
        .fallback(problem::not_found);
    let admin = health
        .merge(numbers)
        .merge(admin::routes(&gateway))
        .fallback(problem::not_found);
    let caught = |routes: Router| routes.layer(from_fn_with_state(metrics.clone(), panic::catch));
    Routes {
        public: caught(public),
        reserve: caught(reserve),
        admin: caught(admin),
    }
}

/// What orchestrators ask.
fn health(gateway: &Arc<Gateway>, draining: Draining) -> Router {
    let readiness = Arc::new(Readiness::new(gateway.clone(), draining));
    Router::new()
        .route("/health/live", get(probe::live))
        .route("/health/ready", get(probe::ready).with_state(readiness))
}

/// Pages of these origins may call. Credentials are bearer tokens, which a page must have: cookies
/// are never sent, so even `*` lends nobody anyone's rights.
fn cors(origins: &[HeaderValue]) -> CorsLayer {
    let allowed = match origins {
        [any] if any == "*" => AllowOrigin::any(),
        origins => AllowOrigin::list(origins.iter().cloned()),
    };
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            graphql::EXPLAIN,
            request_id::REQUEST_ID,
        ])
        .expose_headers([header::RETRY_AFTER, request_id::REQUEST_ID])
        .max_age(std::time::Duration::from_mins(10))
}
