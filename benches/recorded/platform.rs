//! A platform with recorded responses, on a thread of its own: rows differ only in their ids and dates, so that benches of
//! different versions measure the same work. Its data are those of customers with visits only, and of customers whose
//! sessions are conversations too.

mod bodies;
mod query;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use bodies::{Bodies, CODE, QUEUE, USER};
pub(crate) use bodies::{MIXED, customer};
pub(crate) use query::{EVENTS, Query, SESSIONS};

/// The bearer token of the only viewer, who may see everything.
pub(crate) const TOKEN: &str = "recorded-viewer";

/// A running platform. Dropping it ends its thread.
pub(crate) struct Recorded {
    url: String,
    shared: Arc<Shared>,
    _running: oneshot::Sender<()>,
}

struct Shared {
    bodies: Bodies,
    /// Number of sessions of each customer.
    sessions: u64,
    latency_ms: AtomicU64,
    calls: AtomicU64,
}

impl Recorded {
    /// Starts the platform. Each customer has this many sessions, each visit this many events.
    pub(crate) fn start(sessions: u64, events: u64) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            bodies: Bodies::new(events),
            sessions,
            latency_ms: AtomicU64::new(0),
            calls: AtomicU64::new(0),
        });
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (running, dropped) = oneshot::channel();
        let state = shared.clone();
        thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    // Accepting ends only with an error, after which requests of the bench fail.
                    _ = accept(listener, state) => {}
                    _ = dropped => {}
                }
            });
        });
        Ok(Self {
            url,
            shared,
            _running: running,
        })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Sets the time that each later call takes.
    pub(crate) fn set_latency(&self, milliseconds: u64) {
        self.shared
            .latency_ms
            .store(milliseconds, Ordering::Relaxed);
    }

    /// Number of calls since the start.
    pub(crate) fn calls(&self) -> u64 {
        self.shared.calls.load(Ordering::Relaxed)
    }
}

async fn accept(listener: StdListener, shared: Arc<Shared>) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let shared = shared.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| respond(shared.clone(), request));
            // A connection ends with an error when the server under test closes it.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn respond(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    shared.calls.fetch_add(1, Ordering::Relaxed);
    let body = if request.method() == Method::POST {
        let body = request.into_body().collect().await;
        body.ok().and_then(|body| shared.contacts(&body.to_bytes()))
    } else {
        shared.get(
            request.uri().path(),
            request.uri().query().unwrap_or_default(),
        )
    };
    let latency = shared.latency_ms.load(Ordering::Relaxed);
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    let status = if body.is_some() {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    let mut response = Response::new(Full::from(body.unwrap_or_else(|| b"{}".to_vec())));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(response)
}

impl Shared {
    /// The body of a GET; `None` for a path that no bench requests.
    fn get(&self, path: &str, query: &str) -> Option<Vec<u8>> {
        let parts: Vec<_> = path.strip_prefix("/api/v2/")?.split('/').collect();
        match parts.as_slice() {
            ["users", "me"] => Some(bodies::USER_ME.into()),
            ["tokens", "me"] => Some(bodies::TOKEN_ME.into()),
            ["authorization", "subjects", "me"] => Some(bodies::SUBJECT_ME.into()),
            ["routing", "queues", ..] => Some(self.named(QUEUE, query)),
            ["routing", "wrapupcodes", ..] => Some(self.named(CODE, query)),
            ["users"] => Some(self.named(USER, query)),
            ["externalcontacts", "contacts", id] => {
                let mut contact = Vec::new();
                self.bodies
                    .contact(&mut contact, bodies::customer_number(id)?);
                Some(contact)
            }
            ["externalcontacts", "contacts", id, "journey", "sessions"] => {
                let customer = bodies::customer_number(id)?;
                let write =
                    |out: &mut Vec<u8>, position| self.bodies.session(out, customer, position);
                Some(page(path, query, self.sessions, write))
            }
            ["journey", "sessions", id, "events"] => {
                let session = bodies::session_number(id)?;
                let write = |out: &mut Vec<u8>, position| self.bodies.event(out, session, position);
                Some(page(path, query, self.bodies.events(), write))
            }
            _ => None,
        }
    }

    /// The entities that the query names.
    fn named(&self, kind: u32, query: &str) -> Vec<u8> {
        let ids = values(query, "id").flat_map(|ids| ids.split(','));
        let mut numbers: Vec<_> = ids.filter_map(|id| bodies::number(kind, id)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut numbers = numbers.into_iter();
        let count = numbers.len() as u64;
        let end = format!(",\"pageSize\":100,\"pageNumber\":1,\"total\":{count},\"pageCount\":1");
        bodies::list(count, &end, |out, _| {
            if let Some(number) = numbers.next() {
                self.bodies.named(out, kind, number);
            }
        })
    }

    /// The response to a request for several contacts.
    fn contacts(&self, request: &[u8]) -> Option<Vec<u8>> {
        let request: serde_json::Value = serde_json::from_slice(request).ok()?;
        let mut out = b"{\"results\":[".to_vec();
        for (position, entity) in request.get("entities")?.as_array()?.iter().enumerate() {
            let id = entity.get("id")?.as_str()?;
            if position > 0 {
                out.push(b',');
            }
            out.extend_from_slice(
                format!("{{\"id\":\"{id}\",\"success\":true,\"entity\":").as_bytes(),
            );
            self.bodies.contact(&mut out, bodies::customer_number(id)?);
            out.push(b'}');
        }
        out.extend_from_slice(b"],\"errorCount\":0,\"errorIndexes\":[]}");
        Some(out)
    }
}

/// One page of a list with cursors.
fn page(path: &str, query: &str, total: u64, write: impl Fn(&mut Vec<u8>, u64)) -> Vec<u8> {
    let number = |key| values(query, key).next()?.parse().ok();
    let size = number("pageSize").unwrap_or(25).clamp(1, 200);
    let from = number("after").unwrap_or(0).min(total);
    let to = (from + size).min(total);
    let next = if to < total {
        format!(",\"nextUri\":\"{path}?pageSize={size}&after={to}\"")
    } else {
        String::new()
    };
    let end = format!("{next},\"selfUri\":\"{path}?{query}\"");
    bodies::list(to - from, &end, |out, position| write(out, from + position))
}

/// The values of a parameter of a query string.
fn values<'a>(query: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .filter(move |(name, _)| *name == key)
        .map(|(_, value)| value)
}
