//! CORS of the login host's token endpoint: pages of every origin may redeem their codes.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

/// The response to a preflight request.
pub(crate) async fn preflight() -> (StatusCode, [(HeaderName, &'static str); 2]) {
    let allowed = [
        (ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
    ];
    (StatusCode::NO_CONTENT, allowed)
}

/// Lets pages of every origin read the response.
pub(crate) async fn allow_any_origin(mut response: Response) -> Response {
    let any = HeaderValue::from_static("*");
    response
        .headers_mut()
        .insert(ACCESS_CONTROL_ALLOW_ORIGIN, any);
    response
}
