//! The HTTP client of the platform: redirects, compressed bodies, connections that the platform closes, and HTTP/2.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, LOCATION};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use h2::Reason;
use journey_simulator::Options;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use super::certificates::Authority;
use super::harness::{Harness, SUPERVISOR, loopback};

const NO_RETRIES: (&str, &str) = ("platform.retries", "0");

const VIEWER: &str = "{ viewer { id } }";
const CUSTOMER: &str = "query($id: ID!) { customer(id: $id) { displayName } }";

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

/// A gateway whose platform is at `url`.
async fn start(url: &str, settings: &[(&'static str, &str)]) -> Harness {
    let mut all = vec![("platform_url", url)];
    all.extend(settings);
    Harness::start_with(Options::default(), &all).await
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = std::net::TcpListener::bind(loopback()).unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let target = format!("http://{}/api/v2/users/me", elsewhere.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let count = requests.clone();
    let redirect = move || async move {
        count.fetch_add(1, Ordering::Relaxed);
        (StatusCode::FOUND, [(LOCATION, target)])
    };
    let (listener, url) = listen().await;
    let routes = Router::new().fallback(redirect);
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let harness = start(&url, &[NO_RETRIES]).await;
    let response = harness.query(SUPERVISOR, VIEWER, json!({})).await;
    assert!(response.body["errors"].is_array(), "{:?}", response.body);
    assert!(requests.load(Ordering::Relaxed) > 0);
    // The gateway has responded, so that a connection would be here.
    let accepted = elsewhere.accept();
    assert_eq!(accepted.unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

/// A platform that compresses each body of the simulator, with spaces before its end.
async fn compressing(padding: usize) -> (String, watch::Sender<String>) {
    let (send, simulator) = watch::channel(String::new());
    let client = reqwest::Client::new();
    let forward = move |request: Request<Body>| async move {
        let (head, body) = request.into_parts();
        let target = format!("{}{}", *simulator.borrow(), head.uri);
        let mut headers = head.headers;
        assert_eq!(headers.remove("accept-encoding").unwrap(), "gzip");
        headers.remove("host");
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        let request = client.request(head.method, target).headers(headers);
        let response = request.body(body).send().await.unwrap();
        let status = response.status();
        let mut body = response.bytes().await.unwrap().to_vec();
        body.resize(body.len() + padding, b' ');
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&body).unwrap();
        let body = Body::from(encoder.finish().unwrap());
        let mut response: Response = (status, body).into_response();
        let gzip = "gzip".parse().unwrap();
        response.headers_mut().insert(CONTENT_ENCODING, gzip);
        response
    };
    let (listener, url) = listen().await;
    let routes = Router::new().fallback(forward);
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (url, send)
}

#[tokio::test]
async fn a_compressed_body_is_cut_at_the_limit() {
    const LIMIT: (&str, &str) = ("platform.max_response_bytes", "1000000");
    for (padding, is_read) in [(0, true), (900_000, true), (5_000_000, false)] {
        let (url, simulator) = compressing(padding).await;
        let harness = start(&url, &[LIMIT]).await;
        simulator.send_replace(harness.simulator.url().to_owned());
        let response = harness.query(SUPERVISOR, VIEWER, json!({})).await;
        let id = &response.body["data"]["viewer"]["id"];
        assert_eq!(id.is_string(), is_read, "{padding} {:?}", response.body);
    }
}

/// A TCP proxy that ends connections.
struct Ending {
    url: String,
    destination: watch::Sender<String>,
    /// Ends the connections that are open when it changes.
    end: watch::Sender<()>,
    /// Ends the connection of the next request instead of passing it on.
    end_next: Arc<AtomicBool>,
    connections: Arc<AtomicUsize>,
}

impl Ending {
    async fn start() -> Self {
        let (listener, url) = listen().await;
        let (destination, target) = watch::channel(String::new());
        let (end, ended) = watch::channel(());
        let end_next = Arc::new(AtomicBool::new(false));
        let connections = Arc::new(AtomicUsize::new(0));
        let (count, next) = (connections.clone(), end_next.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let server = TcpStream::connect(target.borrow().clone());
                let mut ended = ended.clone();
                ended.mark_unchanged();
                tokio::spawn(Self::forward(
                    client,
                    server.await.unwrap(),
                    ended,
                    next.clone(),
                ));
            }
        });
        Self {
            url,
            destination,
            end,
            end_next,
            connections,
        }
    }

    async fn forward(
        mut client: TcpStream,
        mut server: TcpStream,
        mut ended: watch::Receiver<()>,
        end_next: Arc<AtomicBool>,
    ) {
        let (mut from_client, mut from_server) = ([0; 4096], [0; 4096]);
        loop {
            tokio::select! {
                biased;
                _ = ended.changed() => return,
                read = client.read(&mut from_client) => {
                    let read = read.unwrap_or(0);
                    if read == 0 || end_next.swap(false, Ordering::Relaxed) {
                        return;
                    }
                    server.write_all(&from_client[..read]).await.unwrap();
                }
                read = server.read(&mut from_server) => match read {
                    Ok(read @ 1..) => client.write_all(&from_server[..read]).await.unwrap(),
                    _ => return,
                },
            }
        }
    }

    /// Connects to the simulator of a gateway whose platform is this proxy, and lets the gateway open connections.
    async fn warm(&self, harness: &Harness) {
        let address = harness.simulator.url().replace("http://", "");
        self.destination.send_replace(address);
        harness.warm_viewer(SUPERVISOR).await;
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

#[tokio::test]
async fn an_idle_connection_that_the_platform_closed_is_replaced() {
    let proxy = Ending::start().await;
    let harness = start(&proxy.url, &[NO_RETRIES]).await;
    proxy.warm(&harness).await;
    for customer in harness.simulator.ordinary_customers().take(20) {
        let before = proxy.connections();
        // The gateway may learn of it before, while or after it takes the connection for the call.
        proxy.end.send_replace(());
        harness.data(CUSTOMER, json!({"id": customer.id})).await;
        assert_eq!(proxy.connections(), before + 1);
    }
}

#[tokio::test]
async fn a_call_on_a_connection_that_ends_is_retried_once() {
    let proxy = Ending::start().await;
    let settings = [
        ("platform.retries", "1"),
        ("platform.retry_percent", "100"),
        ("explain", "true"),
    ];
    let harness = start(&proxy.url, &settings).await;
    proxy.warm(&harness).await;
    proxy.end_next.store(true, Ordering::Relaxed);
    let id = json!({"id": harness.fixtures.customer});
    let request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(SUPERVISOR)
        .header("x-journey-explain", "1")
        .json(&json!({"query": CUSTOMER, "variables": id}));
    let body: Value = request.send().await.unwrap().json().await.unwrap();
    assert!(body["errors"].is_null(), "{body}");
    let upstream = &body["extensions"]["journey"]["upstream"];
    let retries = &upstream["operations"][0]["calls"][0]["retries"];
    // Both attempts count as calls.
    assert_eq!((&upstream["calls"], retries), (&json!(2), &json!(1)));
}

/// A platform with TLS and HTTP/2 that refuses the first streams. It has one user.
async fn refusing(authority: &Authority, refused: usize) -> (String, Arc<Mutex<Vec<String>>>) {
    let issued = authority.issue(&["localhost"]);
    let mut config = ServerConfig::clone(&issued.server_config());
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let (listener, url) = listen().await;
    let paths = Arc::<Mutex<Vec<String>>>::default();
    let seen = paths.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, seen) = (acceptor.clone(), seen.clone());
            tokio::spawn(async move {
                let stream = acceptor.accept(stream).await.unwrap();
                let mut connection = h2::server::handshake(stream).await.unwrap();
                while let Some(Ok((request, mut respond))) = connection.accept().await {
                    seen.lock().push(request.uri().path().to_owned());
                    if seen.lock().len() <= refused {
                        respond.send_reset(Reason::REFUSED_STREAM);
                        continue;
                    }
                    let response = axum::http::Response::new(());
                    let mut body = respond.send_response(response, false).unwrap();
                    body.send_data(Bytes::from_static(b"{}"), true).unwrap();
                }
            });
        }
    });
    let port = url.rsplit(':').next().unwrap();
    (format!("https://localhost:{port}"), paths)
}

#[tokio::test]
async fn a_refused_stream_of_http_2_is_sent_again() {
    let authority = Authority::new();
    let ca_file = authority.write_own();
    for (refused, sent) in [(0, 1), (2, 3), (9, 3)] {
        let (url, paths) = refusing(&authority, refused).await;
        let harness = start(&url, &[NO_RETRIES, ("platform.ca_file", &ca_file)]).await;
        // The response lacks what an introspection needs.
        let response = harness.query(SUPERVISOR, VIEWER, json!({})).await;
        assert!(response.body["errors"].is_array(), "{:?}", response.body);
        let paths = paths.lock();
        let first = paths.iter().filter(|path| *path == &paths[0]).count();
        assert_eq!(first, sent, "{paths:?}");
    }
}
