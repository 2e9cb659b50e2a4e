//! How a call is processed: the same checks for all operations, in the platform's order.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use axum::routing::{MethodFilter, MethodRouter, get, on};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use uuid::Uuid;

use super::calls::{Call, Calls};
use super::clock::{Clock, Time};
use super::directory::{Directory, Holder};
use super::error::Refusal;
use super::faults::{FaultKind, Faults};
use super::limits::Standing;
use super::motion::Turn;
use super::notifications::{Notifications, socket};
use super::operations::{OPERATIONS, Operation};
use super::permission::Needs;
use super::sabotage;
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
    pub(crate) unsorted: bool,
    pub(crate) turn: Turn,
    pub(crate) notifications: Notifications,
}

/// A call that has passed the checks.
pub(crate) struct Ask<'a> {
    pub(crate) platform: &'a Platform,
    pub(crate) world: &'a World,
    /// `None` only if the operation needs no token.
    pub(crate) caller: Option<&'a Subject>,
    /// OAuth scopes of the token; empty for an unrestricted one.
    pub(crate) scopes: &'a [String],
    pub(crate) needs: Needs,
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
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Option<Value>,
    /// The requested ids in the body.
    pub(crate) asked: Vec<String>,
}

pub(crate) type Answered = Result<Answer, Refusal>;

impl From<Value> for Answer {
    fn from(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body: Some(body),
            asked: Vec::new(),
        }
    }
}

impl Ask<'_> {
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

    pub(crate) fn caller(&self) -> Result<&Subject, Refusal> {
        self.caller.ok_or_else(Refusal::no_token)
    }

    /// Whether the operation's permissions let the caller see an entity in these divisions.
    pub(crate) fn sees(&self, divisions: &[&'static Division]) -> bool {
        self.caller
            .is_some_and(|caller| caller.sees(self.needs, divisions))
    }

    /// The token that came with the call.
    pub(crate) fn token(&self) -> &str {
        bearer(self.headers).unwrap_or_default()
    }
}

/// The routes: every operation of the table, the notification sockets, and the platform's 404 for the rest.
pub(crate) fn router(platform: Arc<Platform>) -> Router {
    let mut router = Router::new();
    for operation in OPERATIONS {
        router = router.route(operation.path(), method(operation));
    }
    router
        .route(socket::PATH, get(socket::open))
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
    let answer = move |State(platform): State<Arc<Platform>>, request: Request| async move {
        serve(operation, &platform, request).await
    };
    on(filter, answer)
}

async fn unknown(State(platform): State<Arc<Platform>>, request: Request) -> Response<Body> {
    static NOWHERE: Operation = Operation {
        name: "* *",
        needs: Needs::Token,
        answer: |_| Err(Refusal::no_such_path()),
    };
    serve(&NOWHERE, &platform, request).await
}

/// Processes one call from the first byte to its record.
async fn serve(
    operation: &'static Operation,
    platform: &Platform,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let correlation = correlation(&parts.headers);
    let fault = platform.faults.strike(operation.name);
    let held_back = platform.latency + sabotage::delay(fault);
    if !held_back.is_zero() {
        // Even a sleep of zero would wait for the timer's next millisecond.
        tokio::time::sleep(held_back).await;
    }
    let holder = bearer(&parts.headers).map(|token| platform.directory.holder(token));
    let standing = holder
        .clone()
        .flatten()
        .map(|holder| holder.meter.count(platform.rate_limit));
    let read = to_bytes(body, BODY_LIMIT).await;
    let ids = path_ids(operation.path(), parts.uri.path());
    let result = match fault {
        Some(FaultKind::Status(status)) => Err(Refusal::injected(status)),
        _ => judge(
            operation,
            platform,
            &parts,
            holder.as_ref(),
            standing,
            read.ok(),
            &ids,
        ),
    };
    let asked = result
        .as_ref()
        .map(|answer| answer.asked.clone())
        .unwrap_or_default();
    let response = sabotage::apply(fault, respond(result, &correlation, standing));
    let subject = holder
        .flatten()
        .map(|holder| holder.subject.name.to_string())
        .unwrap_or_default();
    platform
        .calls
        .note(|| call(operation, &parts, ids, asked, subject, response.status()));
    response
}

/// Checks token, rate, size and permissions, and then runs the operation.
fn judge(
    operation: &'static Operation,
    platform: &Platform,
    parts: &Parts,
    holder: Option<&Option<Holder>>,
    standing: Option<Standing>,
    body: Option<Bytes>,
    ids: &[String],
) -> Answered {
    let caller = match (operation.needs, holder) {
        (Needs::Nothing, _) => None,
        (_, None) => return Err(Refusal::no_token()),
        (_, Some(None)) => return Err(Refusal::bad_token()),
        (_, Some(Some(holder))) if holder.is_expired(platform.clock.now()) => {
            return Err(Refusal::expired());
        }
        (_, Some(Some(holder))) => Some(holder),
    };
    if let Some(standing) = standing.filter(Standing::is_over) {
        return Err(Refusal::too_many_requests(standing.allowed));
    }
    let body = body.ok_or_else(Refusal::body_too_large)?;
    if let Some(holder) = caller {
        scope::check(operation.path(), &holder.scopes)?;
        operation.needs.check(&holder.subject)?;
        if holder.subject.is_foreign && !identity_of_caller(operation.path()) {
            return Err(Refusal::no_such_path());
        }
    }
    (operation.answer)(&Ask {
        platform,
        world: &platform.world,
        caller: caller.map(|holder| &*holder.subject),
        scopes: caller.map(|holder| &*holder.scopes).unwrap_or_default(),
        needs: operation.needs,
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
    result: Answered,
    correlation: &HeaderValue,
    standing: Option<Standing>,
) -> Response<Body> {
    let (status, body) = match result {
        Ok(answer) => (answer.status, answer.body),
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
    let standing = standing.unwrap_or(Standing {
        count: 0,
        allowed: 300,
        reset: 60,
    });
    headers.insert("inin-ratelimit-count", HeaderValue::from(standing.count));
    headers.insert(
        "inin-ratelimit-allowed",
        HeaderValue::from(standing.allowed),
    );
    headers.insert("inin-ratelimit-reset", HeaderValue::from(standing.reset));
    if status == StatusCode::TOO_MANY_REQUESTS {
        headers.insert(RETRY_AFTER, HeaderValue::from(standing.reset));
    }
    response
}

fn call(
    operation: &'static Operation,
    parts: &Parts,
    mut ids: Vec<String>,
    asked: Vec<String>,
    subject: String,
    status: StatusCode,
) -> Call {
    const ID_LISTS: [&str; 3] = ["id", "segmentIds", "actionMapIds"];
    ids.extend(asked);
    for (name, value) in query(parts) {
        if ID_LISTS.contains(&name.as_str()) {
            ids.extend(value.split(',').map(str::to_owned));
        }
    }
    let query = parts.uri.query().unwrap_or_default().to_owned();
    Call {
        operation: operation.name,
        ids,
        status: status.as_u16(),
        query,
        subject,
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
