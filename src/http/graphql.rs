//! `/graphql`: GraphQL over HTTP. No handler checks the origin of a request, because no browser adds a bearer token to a
//! request of a foreign page.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};

use super::bearer::bearer_token;
use super::body::{self, Coding};
use super::compress;
use super::error::{self, CACHE_CONTROL, RejectionCode, VARY};
use super::media::{self, Accepted, Media, StreamMedia};
use super::observed::ObservedRequest;
use super::state::HttpState;
use super::{multipart, rate_limit, revalidation, sse, stream, websocket};
use crate::admission::ViewerKey;
use crate::config::ErrorPositions;
use crate::origin::Origin;
use crate::pipeline::{
    self, Credentials, Delivery, Handled, Params, ReadParams, Reply, RequestError, StoredResponse,
};

/// Request header: with `1` the response reports its cost and its upstream calls.
const EXPLAIN: HeaderName = HeaderName::from_static("x-journey-explain");

/// `first` or `each`: how often the error of a field is reported.
const ERROR_POSITIONS: HeaderName = HeaderName::from_static("x-journey-error-positions");

const EVENT_STREAM: Media = Media::Stream(StreamMedia::EventStream);

/// Handles a GET, a POST or a WebSocket upgrade.
pub(super) async fn handle(State(state): State<Arc<HttpState>>, request: Request) -> Response {
    let metrics = &state.gateway.metrics().requests;
    let in_progress = metrics.begin();
    let (parts, body) = request.into_parts();
    let is_upgrade = websocket::is_upgrade(&parts.headers);
    let observed = ObservedRequest::begin(&state, &parts, is_upgrade);
    let origin = observed.origin.clone();
    let response = if is_upgrade {
        let opened = websocket::open(&state, parts, origin.clone()).await;
        opened.unwrap_or_else(|error| error::response(&error, Media::Json))
    } else {
        respond(&state, &parts, body, &origin).await
    };
    if let Some(RejectionCode(code)) = response.extensions().get() {
        origin.facts.add(|facts| facts.add_error(code));
        metrics.count_rejected(code);
    }
    let status = response.status().as_u16();
    observed.finish(status);
    in_progress.finish(status);
    response
}

async fn respond(
    state: &Arc<HttpState>,
    parts: &Parts,
    body: Body,
    origin: &Arc<Origin>,
) -> Response {
    let Accepted { media, stream } = Accepted::from_headers(&parts.headers);
    let Some(media) = media else {
        return error::response(&RequestError::NotAcceptable, Media::Json);
    };
    let delivery = stream.map_or(Delivery::Single, |_| Delivery::Stream);
    let handled = run(state, parts, body, origin, delivery).await;
    let Handled { reply, budget } = handled.unwrap_or_else(Handled::unidentified);
    let result = match reply {
        Ok(Reply::Response(response)) if media == EVENT_STREAM => Ok(sse::single(&response.body)),
        Ok(Reply::Response(response)) => {
            let config = state.gateway.config();
            let gzip = config.compression && compress::accepts_gzip(&parts.headers);
            Ok(if revalidation::applies(parts) {
                revalidated(&response, media, gzip, &parts.headers).await
            } else {
                executed(&response, media, gzip).await
            })
        }
        Ok(Reply::Stream(events)) => {
            let format = match stream {
                Some(StreamMedia::Multipart) => &multipart::FORMAT,
                Some(StreamMedia::EventStream) | None => &sse::FORMAT,
            };
            stream::subscription(state, *events, format)
        }
        Err(error) => Err(error),
    };
    let mut response = result.unwrap_or_else(|error| rejected(&error, media, parts.version));
    if let Some(budget) = budget {
        rate_limit::add(&budget, response.headers_mut());
    }
    response
}

/// Runs the operation of a GET or a POST.
async fn run(
    state: &HttpState,
    parts: &Parts,
    body: Body,
    origin: &Arc<Origin>,
    delivery: Delivery,
) -> Result<Handled, RequestError> {
    let gateway = &state.gateway;
    let token = bearer_token(&parts.headers)?;
    match parts.method {
        Method::GET => {}
        Method::POST if media::is_json(&parts.headers) => {}
        Method::POST => return Err(RequestError::UnsupportedMediaType),
        _ => return Err(RequestError::MethodNotAllowed),
    }
    let coding = Coding::from_headers(&parts.headers);
    let coding = coding.ok_or(RequestError::UnsupportedContentCoding)?;
    let mut body = Some(body);
    let request = pipeline::Request {
        credentials: Credentials {
            token,
            origin,
            is_verified: false,
        },
        params: HttpParams {
            state,
            parts,
            coding,
            body: &mut body,
        },
        delivery,
        explain: gateway.config().explain && requests_explanation(&parts.headers),
        error_positions: error_positions(&parts.headers)?,
    };
    let mut handled = gateway.handle(request).await;
    if let Some(unread) = body {
        body::discard(unread, &state.limits()).await;
    }
    // GET is safe and cached, so GraphQL over HTTP requires 405 for a mutation.
    if parts.method == Method::GET && matches!(handled.reply, Err(RequestError::Mutation { .. })) {
        handled.reply = Err(RequestError::MutationMethod);
    }
    Ok(handled)
}

/// The parameters of an HTTP request: its query string or its body, which is read when the viewer is identified.
struct HttpParams<'a> {
    state: &'a HttpState,
    parts: &'a Parts,
    coding: Coding,
    body: &'a mut Option<Body>,
}

impl ReadParams for HttpParams<'_> {
    async fn read(self, viewer: &ViewerKey) -> Result<Params, RequestError> {
        let body = self.body.take().unwrap_or_default();
        if self.parts.method == Method::GET {
            return Params::from_query_string(self.parts.uri.query().unwrap_or_default());
        }
        let admission = self.state.gateway.admission();
        let limits = self.state.limits();
        let body = body::read(body, self.coding, &limits, admission, viewer).await?;
        Params::from_body(&body.bytes)
    }
}

fn requests_explanation(headers: &HeaderMap) -> bool {
    headers.get(EXPLAIN).is_some_and(|value| value == "1")
}

/// The requested error positions; `None` if the header is absent.
fn error_positions(headers: &HeaderMap) -> Result<Option<ErrorPositions>, RequestError> {
    let Some(value) = headers.get(ERROR_POSITIONS) else {
        return Ok(None);
    };
    let positions = value.to_str().ok().and_then(|text| text.parse().ok());
    positions
        .map(Some)
        .ok_or(RequestError::InvalidErrorPositions)
}

/// Initial capacity of the map of a response's headers: usually ten, twelve with CORS. More of them take another allocation.
const RESPONSE_HEADERS: usize = 12;

/// The response to an executed operation.
async fn executed(response: &Arc<StoredResponse>, media: Media, gzip: bool) -> Response {
    let compressed = if gzip {
        compress::gzip(response).await
    } else {
        None
    };
    let mut headers = HeaderMap::with_capacity(RESPONSE_HEADERS);
    for (name, value) in [
        (header::CONTENT_TYPE, media.content_type()),
        (header::CACHE_CONTROL, CACHE_CONTROL),
        (header::VARY, VARY),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if compressed.is_some() {
        let gzip = HeaderValue::from_static("gzip");
        headers.insert(header::CONTENT_ENCODING, gzip);
    }
    let body = compressed.unwrap_or_else(|| response.body.clone());
    let mut response = Response::new(Body::from(body));
    *response.headers_mut() = headers;
    response
}

/// The response to an executed operation that the client may keep: without a body if the client has it.
async fn revalidated(
    response: &Arc<StoredResponse>,
    media: Media,
    gzip: bool,
    headers: &HeaderMap,
) -> Response {
    let Some(tag) = revalidation::tag(response) else {
        return executed(response, media, gzip).await;
    };
    let mut sent = if revalidation::is_known(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        executed(response, media, gzip).await
    };
    let headers = sent.headers_mut();
    headers.insert(header::ETAG, tag);
    for (name, value) in [
        (header::CACHE_CONTROL, revalidation::CACHE_CONTROL),
        (header::VARY, revalidation::VARY),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    sent
}

/// The response to a request that was not executed.
fn rejected(error: &RequestError, media: Media, version: Version) -> Response {
    if media == EVENT_STREAM && error::is_about_operation(error) {
        return sse::single(&error.body());
    }
    let mut response = error::response(error, media);
    if error::leaves_body(error) && version < Version::HTTP_2 {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}
