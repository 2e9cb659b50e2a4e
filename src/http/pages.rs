//! The pages: GraphiQL, the journey tab, and the assets that they load.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{Redirect, Response};
use axum::routing::get;

use super::explorer::{self, Explorer};
use super::journey::{self, Journey};
use super::persona::Persona;
use super::{embedded, error, media::Media};
use crate::config::Config;
use crate::pipeline::RequestError;

/// `Cache-Control` of assets, whose names contain a hash of their content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Initial settings of the pages. Outside of the demo they are empty.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each field is named after its page")]
pub struct Pages {
    /// Tokens to choose from, in all pages.
    pub personas: Vec<Persona>,
    pub explorer: Explorer,
    pub journey: Journey,
}

/// The routes of the enabled pages.
pub(super) fn routes(config: &Config, pages: Pages) -> Router {
    let Pages {
        personas,
        explorer,
        journey,
    } = pages;
    let (has_explorer, has_journey) = (config.explorer, config.journey_tab.enabled);
    let mut router = Router::new();
    if has_journey {
        router = router.merge(journey::routes(config, journey, personas.clone()));
    }
    if has_explorer {
        router = router.merge(explorer::routes(explorer, personas));
    }
    if has_explorer || has_journey {
        let home = if has_journey { "/journey" } else { "/graphiql" };
        router = router
            .route("/", get(move || async move { Redirect::temporary(home) }))
            .route("/assets/{name}", get(asset));
    }
    router
}

/// An asset has the policy of GraphiQL, which applies to its workers. For other assets, the policy of the page applies.
async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    // A debug build reads the bundle from disk, where `..` would leave the folder.
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return error::response(&RequestError::NotFound, Media::Json);
    }
    let policy = HeaderValue::from_static(explorer::POLICY);
    embedded::serve(&format!("assets/{name}"), IMMUTABLE, policy, &headers)
}
