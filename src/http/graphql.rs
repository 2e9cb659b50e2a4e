//! `/graphql`: GraphQL over HTTP, as its specification has it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};

use tokio::time::{Instant, timeout_at};

use super::body;
use super::compress;
use super::media::{self, Media};
use super::meter::Refused;
use super::problem::{COME_AGAIN, Problem, seconds};
use super::request_id::{REQUEST_ID, origin};
use super::sse;
use super::websocket::{self, Sockets};
use crate::admission::ViewerKey;
use crate::operation::answer::Answer;
use crate::operation::{Params, Refusal};
use crate::origin::Origin;
use crate::pipeline::{Changes, RequestContext};

/// Personal data: no cache but the client's own memory may keep it.
const CACHE_CONTROL: &str = "private, no-store";

/// With `1` the client wants to be told how the answer came about.
pub(super) const EXPLAIN: HeaderName = HeaderName::from_static("x-journey-explain");

/// What answers.
pub(super) struct Graphql {
    pub(super) sockets: Sockets,
}

/// One request, from the first header to the last byte. Nothing guards against cross-site requests
/// but the token: no browser adds a bearer token to a request by itself.
pub(super) async fn handle(State(graphql): State<Arc<Graphql>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let origin = origin(&graphql.sockets.gateway, &parts);
    let id = origin.request_id.clone();
    let mut response = if websocket::is_wanted(&parts.headers) {
        let opened = websocket::open(&graphql.sockets, parts, origin).await;
        opened.unwrap_or_else(|problem| problem.into_response(Media::Json))
    } else {
        respond_to(&graphql, parts, body, origin).await
    };
    response.headers_mut().insert(REQUEST_ID, id.header());
    response
}

async fn respond_to(graphql: &Graphql, parts: Parts, body: Body, origin: Arc<Origin>) -> Response {
    let Some(media) = Media::negotiate(&parts.headers) else {
        return Problem::NotAcceptable.into_response(Media::Json);
    };
    let version = parts.version;
    let gateway = &graphql.sockets.gateway;
    let takes_gzip = gateway.config().compression && compress::takes_gzip(&parts.headers);
    let response = match reply(graphql, parts, body, origin, media).await {
        Ok(Reply::Answer(answer)) if media == Media::EventStream => Ok(sse::answer(&answer)),
        Ok(Reply::Answer(answer)) => Ok(respond(&answer, media, takes_gzip).await),
        Ok(Reply::Changes(changes, viewer)) => sse::changes(&graphql.sockets, *changes, &viewer),
        Err(problem) => Err(problem),
    };
    match response {
        Ok(response) => response,
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

/// What there is to send.
enum Reply {
    Answer(Answer),
    Changes(Box<Changes>, ViewerKey),
}

async fn reply(
    graphql: &Graphql,
    parts: Parts,
    body: Body,
    origin: Arc<Origin>,
    media: Media,
) -> Result<Reply, Problem> {
    let Graphql { sockets } = graphql;
    let (gateway, limits) = (&sockets.gateway, sockets.limits());
    let admission = gateway.admission();
    let token = token(&parts.headers)?.to_owned();
    let is_explained = gateway.config().explain && wants_explanation(&parts.headers);
    match parts.method {
        Method::GET => {}
        Method::POST if media::is_json(&parts.headers) => {}
        Method::POST => return Err(Problem::ContentType),
        _ => return Err(Problem::Method),
    }
    // The token comes before the body: a client that is not known holds no memory with one.
    let context = match identify(sockets, &origin, &token).await {
        Ok(context) => context,
        Err(problem) => {
            body::discard(body, limits).await;
            return Err(problem);
        }
    };
    let viewer = context.key();
    let params = match parts.method {
        Method::GET => Params::of_query(parts.uri.query().unwrap_or_default())?,
        _ => Params::of_body(&body::read(body, limits, admission, &viewer).await?.bytes)?,
    };
    let began = Instant::now();
    let upstream = began + limits.upstream_timeout();
    let work = async {
        let _place = admission.acquire_request(&viewer).await?;
        let mut context = context.until(upstream);
        if is_explained {
            context = context.explained();
        }
        if media != Media::EventStream || !gateway.is_subscription(&params) {
            return Ok(Reply::Answer(gateway.answer(params, context).await));
        }
        let changes = gateway.subscribe(params, context).await;
        Ok(match changes {
            Ok(changes) => Reply::Changes(Box::new(changes), viewer.clone()),
            Err(answer) => Reply::Answer(answer),
        })
    };
    timeout_at(began + limits.request_timeout, work)
        .await
        .unwrap_or(Err(Problem::Late(limits.request_timeout)))
}

/// Identifies the viewer of a request. A known token needs neither a call nor a permit.
async fn identify(
    sockets: &Sockets,
    origin: &Arc<Origin>,
    token: &str,
) -> Result<RequestContext, Problem> {
    let (gateway, limits) = (&sockets.gateway, sockets.limits());
    let began = Instant::now();
    let identified = gateway.identify(token, origin, began + limits.upstream_timeout());
    let identified = match timeout_at(began + limits.request_timeout, identified).await {
        Ok(identified) => identified.map_err(Problem::Refused),
        Err(_) => Err(Problem::Late(limits.request_timeout)),
    };
    if let Err(problem) = &identified
        && problem.refuses_token()
    {
        gateway.audit().token_rejected(origin, problem.code());
    }
    identified
}

fn wants_explanation(headers: &HeaderMap) -> bool {
    headers.get(EXPLAIN).is_some_and(|value| value == "1")
}

pub(super) fn token(headers: &HeaderMap) -> Result<&str, Problem> {
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
    let (status, retry_after) = match answer.refusal() {
        Some(Refusal::Ever) => (StatusCode::BAD_REQUEST, None),
        Some(Refusal::Overspent(time)) => (StatusCode::TOO_MANY_REQUESTS, Some(time)),
        Some(Refusal::Busy) => (StatusCode::SERVICE_UNAVAILABLE, Some(COME_AGAIN)),
        None if media == Media::Response && !answer.is_executed() => {
            (StatusCode::BAD_REQUEST, None)
        }
        None => (StatusCode::OK, None),
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
    if let Some(code) = answer.code() {
        let refused = Refused(code.to_owned());
        response.extensions_mut().insert(refused);
    }
    if let Some(time) = retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds(time));
    }
    response
}
