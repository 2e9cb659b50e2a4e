//! How a call is processed: the same checks for all operations, in the platform's order.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use axum::middleware::map_response;
use axum::routing::{MethodFilter, MethodRouter, get, on};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use uuid::Uuid;

use super::calls::{Call, Calls};
use super::changes::ChangeLock;
use super::clock::{Clock, Time};
use super::control;
use super::directory::{Directory, TokenRecord};
use super::error::ApiError;
use super::fault_response;
use super::faults::{FaultKind, Faults};
use super::limits::RateStatus;
use super::notifications::{Notifications, socket};
use super::oauth::code::Codes;
use super::oauth::{self, authorize, cors};
use super::operations::{OPERATIONS, Operation};
use super::permission::Requirement;
use super::scope;
use super::subject::Subject;
use super::world::World;
use super::world::organization::Division;

/// Maximum size of a request body, in bytes.
const BODY_LIMIT: usize = 512_000;
static CORRELATION: HeaderName = HeaderName::from_static("inin-correlation-id");

/// The state of the simulator.
#[derive(Debug)]
pub(crate) struct Platform {
    pub(crate) world: World,
    pub(crate) clock: Clock,
    pub(crate) directory: Directory,
    pub(crate) faults: Faults,
    pub(crate) calls: Calls,
    pub(crate) rate_limit: Option<u32>,
    pub(crate) latency: Duration,
    pub(crate) client_token_life: Duration,
    pub(crate) user_token_life: Duration,
    pub(crate) codes: Codes,
    pub(crate) unsorted: bool,
    pub(crate) change_lock: ChangeLock,
    pub(crate) notifications: Notifications,
}

/// A call that has passed the checks.
pub(crate) struct ApiRequest<'a> {
    pub(crate) platform: &'a Platform,
    pub(crate) world: &'a World,
    /// `None` only if the operation needs no token.
    pub(crate) caller: Option<&'a Subject>,
    /// OAuth scopes of the token; empty for an unrestricted one.
    pub(crate) scopes: &'a [String],
    pub(crate) requirement: Requirement,
    pub(crate) now: Time,
    pub(crate) path: &'a str,
    /// The ids in the path, in order.
    pub(crate) ids: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: Bytes,
}

/// The response of an operation.
#[derive(Debug)]
pub(crate) struct ApiResponse {
    pub(crate) status: StatusCode,
    pub(crate) body: Option<Value>,
    /// The requested ids in the body.
    pub(crate) requested_ids: Vec<String>,
}

pub(crate) type ApiResult = Result<ApiResponse, ApiError>;

impl From<Value> for ApiResponse {
    fn from(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body: Some(body),
            requested_ids: Vec::new(),
        }
    }
}

impl ApiRequest<'_> {
    /// The id in the path, or the first of two.
    pub(crate) fn id(&self) -> &str {
        self.ids.first().map(String::as_str).unwrap_or_default()
    }

    /// The second id in the path.
    pub(crate) fn second_id(&self) -> &str {
        self.ids.get(1).map(String::as_str).unwrap_or_default()
    }

    /// The first value of a query parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The values of a list parameter: repeated (`id=a&id=b`), comma-separated (`id=a,b`) or both; SDKs send either.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        self.query
            .iter()
            .filter(|(key, _)| key == name)
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .collect()
    }

    pub(crate) fn caller(&self) -> Result<&Subject, ApiError> {
        self.caller.ok_or_else(ApiError::no_token)
    }

    /// Whether the operation's permissions let the caller see an entity in these divisions.
    pub(crate) fn sees(&self, divisions: &[&'static Division]) -> bool {
        self.caller
            .is_some_and(|caller| caller.sees(self.requirement, divisions))
    }

    /// The token that came with the call.
    pub(crate) fn token(&self) -> &str {
        bearer(self.headers).unwrap_or_default()
    }
}

/// The routes: every operation of the table, the log-in page, the notification sockets, the control endpoint, and the
/// platform's 404 for the rest.
pub(crate) fn router(platform: Arc<Platform>) -> Router {
    let mut router = Router::new();
    for operation in OPERATIONS {
        let mut route = method(operation);
        if operation.path() == oauth::TOKEN {
            let cors = map_response(cors::allow_any_origin);
            route = route.options(cors::preflight).layer(cors);
        }
        router = router.route(operation.path(), route);
    }
    router
        .route(authorize::PATH, get(authorize::show))
        .route(socket::PATH, get(socket::open))
        .merge(control::routes())
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .with_state(platform)
}

fn method(operation: &'static Operation) -> MethodRouter<Arc<Platform>> {
    let filter = match operation.method() {
        "POST" => MethodFilter::POST,
        "PUT" => MethodFilter::PUT,
        "DELETE" => MethodFilter::DELETE,
        "HEAD" => MethodFilter::HEAD,
        _ => MethodFilter::GET,
    };
    let handler = move |State(platform): State<Arc<Platform>>, http_request: Request| async move {
        serve(operation, &platform, http_request).await
    };
    on(filter, handler)
}

async fn unknown(State(platform): State<Arc<Platform>>, http_request: Request) -> Response<Body> {
    static UNKNOWN_OPERATION: Operation = Operation {
        name: "* *",
        requirement: Requirement::Token,
        handler: |_| Err(ApiError::no_such_path()),
    };
    serve(&UNKNOWN_OPERATION, &platform, http_request).await
}

/// Processes one call from the first byte to its record.
async fn serve(
    operation: &'static Operation,
    platform: &Platform,
    http_request: Request,
) -> Response<Body> {
    let (parts, body) = http_request.into_parts();
    let correlation = correlation(&parts.headers);
    let fault = platform.faults.draw(operation.name);
    let delay = platform.latency + fault_response::delay(fault);
    if !delay.is_zero() {
        // Even a sleep of zero would wait for the timer's next millisecond.
        tokio::time::sleep(delay).await;
    }
    let token_record = bearer(&parts.headers).map(|token| platform.directory.token_record(token));
    let rate_status = token_record
        .clone()
        .flatten()
        .map(|token_record| token_record.rate_window.count(platform.rate_limit));
    let read = to_bytes(body, BODY_LIMIT).await;
    let ids = path_ids(operation.path(), parts.uri.path());
    let result = match fault {
        Some(FaultKind::Status(status)) => Err(ApiError::injected(status)),
        _ => check_and_run(
            operation,
            platform,
            &parts,
            token_record.as_ref(),
            rate_status,
            read.ok(),
            &ids,
        ),
    };
    let requested_ids = result
        .as_ref()
        .map(|handler| handler.requested_ids.clone())
        .unwrap_or_default();
    let response = fault_response::apply(fault, respond(result, &correlation, rate_status));
    let subject = token_record
        .flatten()
        .map(|token_record| token_record.subject.name.to_string())
        .unwrap_or_default();
    platform.calls.add(|| {
        call(
            operation,
            &parts,
            ids,
            requested_ids,
            subject,
            response.status(),
            &correlation,
        )
    });
    response
}

/// Checks token, rate, size and permissions, and then runs the operation.
fn check_and_run(
    operation: &'static Operation,
    platform: &Platform,
    parts: &Parts,
    token_record: Option<&Option<TokenRecord>>,
    rate_status: Option<RateStatus>,
    body: Option<Bytes>,
    ids: &[String],
) -> ApiResult {
    let caller = match (operation.requirement, token_record) {
        (Requirement::Nothing, _) => None,
        (_, None) => return Err(ApiError::no_token()),
        (_, Some(None)) => return Err(ApiError::bad_token()),
        (_, Some(Some(token_record))) if token_record.is_expired(platform.clock.now()) => {
            return Err(ApiError::expired());
        }
        (_, Some(Some(token_record))) => Some(token_record),
    };
    if let Some(rate_status) = rate_status.filter(RateStatus::is_over) {
        return Err(ApiError::too_many_requests(rate_status.allowed));
    }
    let body = body.ok_or_else(ApiError::body_too_large)?;
    if let Some(token_record) = caller {
        scope::check(operation.path(), &token_record.scopes)?;
        operation.requirement.check(&token_record.subject)?;
        if token_record.subject.is_foreign && !identity_of_caller(operation.path()) {
            return Err(ApiError::no_such_path());
        }
    }
    (operation.handler)(&ApiRequest {
        platform,
        world: &platform.world,
        caller: caller.map(|token_record| &*token_record.subject),
        scopes: caller
            .map(|token_record| &*token_record.scopes)
            .unwrap_or_default(),
        requirement: operation.requirement,
        now: platform.clock.now(),
        path: parts.uri.path(),
        ids: ids.to_vec(),
        query: query(parts),
        headers: &parts.headers,
        body,
    })
}

/// Whether the path is about the caller. A token of another organization can call only these.
fn identity_of_caller(path: &str) -> bool {
    path.ends_with("/me")
}

fn respond(
    result: ApiResult,
    correlation: &HeaderValue,
    rate_status: Option<RateStatus>,
) -> Response<Body> {
    let (status, body) = match result {
        Ok(handler) => (handler.status, handler.body),
        Err(refusal) => {
            let status =
                StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (
                status,
                Some(refusal.body(correlation.to_str().unwrap_or_default())),
            )
        }
    };
    let bytes = body.map(|body| body.to_string()).unwrap_or_default();
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CORRELATION.clone(), correlation.clone());
    if status != StatusCode::NO_CONTENT {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    let rate_status = rate_status.unwrap_or(RateStatus {
        count: 0,
        allowed: 300,
        reset: 60,
    });
    headers.insert("inin-ratelimit-count", HeaderValue::from(rate_status.count));
    headers.insert(
        "inin-ratelimit-allowed",
        HeaderValue::from(rate_status.allowed),
    );
    headers.insert("inin-ratelimit-reset", HeaderValue::from(rate_status.reset));
    if status == StatusCode::TOO_MANY_REQUESTS {
        headers.insert(RETRY_AFTER, HeaderValue::from(rate_status.reset));
    }
    response
}

fn call(
    operation: &'static Operation,
    parts: &Parts,
    mut ids: Vec<String>,
    requested_ids: Vec<String>,
    subject: String,
    status: StatusCode,
    correlation: &HeaderValue,
) -> Call {
    const ID_LISTS: [&str; 3] = ["id", "segmentIds", "actionMapIds"];
    ids.extend(requested_ids);
    for (name, value) in query(parts) {
        if ID_LISTS.contains(&name.as_str()) {
            ids.extend(value.split(',').map(str::to_owned));
        }
    }
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let header = |name| Some(parts.headers.get(name)?.to_str().ok()?.to_owned());
    Call {
        operation: operation.name,
        ids,
        status: status.as_u16(),
        query,
        subject,
        correlation_id: correlation.to_str().unwrap_or_default().to_owned(),
        traceparent: header("traceparent"),
        tracestate: header("tracestate"),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn correlation(headers: &HeaderMap) -> HeaderValue {
    let fresh = || HeaderValue::from_str(&Uuid::new_v4().to_string()).ok();
    let sent = headers
        .get(&CORRELATION)
        .filter(|value| !value.is_empty())
        .cloned();
    sent.or_else(fresh)
        .unwrap_or(HeaderValue::from_static("none"))
}

fn query(parts: &Parts) -> Vec<(String, String)> {
    let raw = parts.uri.query().unwrap_or_default();
    url::form_urlencoded::parse(raw.as_bytes())
        .into_owned()
        .collect()
}

/// The parts of `path` at the placeholders of the template.
fn path_ids(template: &str, path: &str) -> Vec<String> {
    template
        .split('/')
        .zip(path.split('/'))
        .filter(|(part, _)| part.starts_with('{'))
        .map(|(_, value)| percent_decode_str(value).decode_utf8_lossy().into_owned())
        .collect()
}
