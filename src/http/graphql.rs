//! `/graphql`: GraphQL over HTTP, as its specification has it.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use http_body_util::LengthLimitError;

use super::media::{self, Media};
use super::problem::Problem;
use crate::gateway::Gateway;
use crate::operation::Params;
use crate::operation::answer::Answer;

/// Personal data: no cache but the client's own memory may keep it.
const CACHE_CONTROL: &str = "private, no-store";

/// One request, from the first header to the last byte. Nothing guards against cross-site requests
/// but the token: no browser adds a bearer token to a request by itself.
pub(super) async fn handle(State(gateway): State<Gateway>, request: Request) -> Response {
    let Some(media) = Media::negotiate(request.headers()) else {
        return Problem::NotAcceptable.into_response(Media::Json);
    };
    match answer(&gateway, request).await {
        Ok(answer) => respond(&answer, media),
        Err(problem) => problem.into_response(media),
    }
}

async fn answer(gateway: &Gateway, request: Request) -> Result<Answer, Problem> {
    let (parts, body) = request.into_parts();
    let token = token(&parts.headers)?.to_owned();
    let params = match parts.method {
        Method::GET => Params::of_query(parts.uri.query().unwrap_or_default())?,
        Method::POST if !media::is_json(&parts.headers) => return Err(Problem::ContentType),
        Method::POST => Params::of_body(&read(body, gateway.config().limits.body_bytes).await?)?,
        _ => return Err(Problem::Method),
    };
    let asker = gateway.identify(&token).await?;
    Ok(gateway.answer(params, asker).await)
}

fn token(headers: &HeaderMap) -> Result<&str, Problem> {
    // Of two, another server on the way may believe the other one.
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    };
    let token = value.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    token
        .filter(|token| !token.is_empty())
        .ok_or(Problem::NoToken)
}

async fn read(body: Body, limit: usize) -> Result<Bytes, Problem> {
    to_bytes(body, limit)
        .await
        .map_err(|error| match std::error::Error::source(&error) {
            Some(cause) if cause.is::<LengthLimitError>() => Problem::TooLarge(limit),
            _ => Problem::Body,
        })
}

fn respond(answer: &Answer, media: Media) -> Response {
    let status = match media {
        _ if answer.is_refused() => StatusCode::BAD_REQUEST,
        Media::Response if !answer.is_executed() => StatusCode::BAD_REQUEST,
        Media::Response | Media::Json => StatusCode::OK,
    };
    let headers = [
        (header::CONTENT_TYPE, media.content_type()),
        (header::CACHE_CONTROL, CACHE_CONTROL),
        (header::VARY, "accept"),
    ];
    (status, headers, answer.to_json()).into_response()
}
