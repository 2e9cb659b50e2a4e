//! What clients talk to. Every route and the order of what surrounds them stand here.

mod admit;
mod body;
mod compress;
mod explorer;
mod graphql;
mod media;
mod panic;
mod probe;
mod problem;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::from_fn;
use axum::routing::{any, get};
use tower_http::cors::{AllowOrigin, CorsLayer};

pub use explorer::{Explorer, Persona, Variables};

use admit::Admission;
use body::Bodies;
use graphql::Graphql;

use crate::gateway::Gateway;
use crate::server::Draining;

/// The service of one gateway, which is not ready any more once `draining` has begun.
pub fn routes(gateway: Gateway, explorer: Explorer, draining: Draining) -> Router {
    let config = gateway.config();
    let graphql = Graphql {
        gateway: gateway.clone(),
        bodies: Bodies::new(&config.limits),
        admission: Admission::new(&config.limits),
    };
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
    Router::new()
        .route("/graphql", any(graphql::handle).with_state(graphql))
        .merge(schema)
        .route("/health/live", get(probe::live))
        .route(
            "/health/ready",
            get(probe::ready).with_state((gateway.clone(), draining)),
        )
        .with_state(gateway)
        .layer(cors)
        .merge(pages)
        .fallback(problem::not_found)
        .layer(from_fn(panic::catch))
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
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT])
        .expose_headers([HeaderName::from_static("retry-after")])
        .max_age(std::time::Duration::from_mins(10))
}
