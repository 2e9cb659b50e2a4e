//! `/graphql`: GraphQL over HTTP, as its specification has it.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};

use tokio::time::{Instant, timeout_at};

use super::admit::Admission;
use super::body::Bodies;
use super::compress;
use super::media::{self, Media};
use super::problem::{Problem, seconds};
use crate::gateway::Gateway;
use crate::operation::Params;
use crate::operation::answer::Answer;

/// Personal data: no cache but the client's own memory may keep it.
const CACHE_CONTROL: &str = "private, no-store";

/// What answers.
#[derive(Clone)]
pub(super) struct Graphql {
    pub(super) gateway: Gateway,
    pub(super) bodies: Bodies,
    pub(super) admission: Admission,
}

/// One request, from the first header to the last byte. Nothing guards against cross-site requests
/// but the token: no browser adds a bearer token to a request by itself.
pub(super) async fn handle(State(graphql): State<Graphql>, request: Request) -> Response {
    let Some(media) = Media::negotiate(request.headers()) else {
        return Problem::NotAcceptable.into_response(Media::Json);
    };
    let version = request.version();
    let takes_gzip =
        graphql.gateway.config().compression && compress::takes_gzip(request.headers());
    match answer(&graphql, request).await {
        Ok(answer) => respond(&answer, media, takes_gzip).await,
        Err(problem) => {
            let leaves_body = problem.leaves_body();
            let mut response = problem.into_response(media);
            if leaves_body && version < Version::HTTP_2 {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            response
        }
    }
}

async fn answer(graphql: &Graphql, request: Request) -> Result<Answer, Problem> {
    let Graphql {
        gateway,
        bodies,
        admission,
    } = graphql;
    let limits = &gateway.config().limits;
    let (parts, body) = request.into_parts();
    let token = token(&parts.headers)?.to_owned();
    let params = match parts.method {
        Method::GET => Params::of_query(parts.uri.query().unwrap_or_default())?,
        Method::POST if !media::is_json(&parts.headers) => return Err(Problem::ContentType),
        Method::POST => Params::of_body(&bodies.read(body, limits).await?.bytes)?,
        _ => return Err(Problem::Method),
    };
    let began = Instant::now();
    // The last part is for telling what came until then.
    let upstream = began + limits.request_timeout / 20 * 19;
    let work = async {
        let _place = admission.enter().await?;
        let asker = gateway.identify(&token, upstream).await?;
        Ok(gateway.answer(params, asker).await)
    };
    timeout_at(began + limits.request_timeout, work)
        .await
        .unwrap_or(Err(Problem::Late(limits.request_timeout)))
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

async fn respond(answer: &Answer, media: Media, takes_gzip: bool) -> Response {
    let status = match media {
        _ if answer.retry_after().is_some() => StatusCode::TOO_MANY_REQUESTS,
        _ if answer.is_refused() => StatusCode::BAD_REQUEST,
        Media::Response if !answer.is_executed() => StatusCode::BAD_REQUEST,
        Media::Response | Media::Json => StatusCode::OK,
    };
    let headers = [
        (header::CONTENT_TYPE, media.content_type()),
        (header::CACHE_CONTROL, CACHE_CONTROL),
        (header::VARY, "accept, accept-encoding"),
    ];
    let content = answer.content();
    let gzip = if takes_gzip {
        compress::gzip(content).await
    } else {
        None
    };
    let mut response = match gzip {
        Some(body) => {
            let encoding = [(header::CONTENT_ENCODING, "gzip")];
            (status, headers, encoding, body).into_response()
        }
        None => (status, headers, content.body().clone()).into_response(),
    };
    if let Some(time) = answer.retry_after() {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds(time));
    }
    response
}
