//! Connections to the platform through a proxy and with a certificate authority of the configuration.

use std::sync::Arc;
use std::time::Duration;

use journey_simulator::{Action, Simulator};
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::certificates::{Authority, Issued};
use super::harness::{SUPERVISOR, loopback};
use super::live::client::Client;
use super::program::{Outcome, Served, run, simulator};

/// How long a test waits before it fails.
const DEADLINE: Duration = Duration::from_secs(30);

/// `user:pass word` in Basic.
const AUTHORIZATION: &str = "proxy-authorization: basic dxnlcjpwyxnzihdvcmq=";

/// An HTTP proxy that sends everything to one address, whatever the target.
struct TestProxy {
    url: String,
    /// The first line and all headers of each request, in lower case.
    requests: Arc<Mutex<Vec<String>>>,
}

impl TestProxy {
    async fn start(destination: &str) -> Self {
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let (seen, destination) = (requests.clone(), destination.to_owned());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(Self::serve(client, destination.clone(), seen.clone()));
            }
        });
        Self {
            url: format!("http://user:pass%20word@{address}"),
            requests,
        }
    }

    async fn serve(mut client: TcpStream, destination: String, seen: Arc<Mutex<Vec<String>>>) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match client.read_u8().await {
                Ok(byte) => head.push(byte),
                Err(_) => return,
            }
        }
        let text = String::from_utf8(head.clone()).unwrap().to_lowercase();
        seen.lock().push(text.clone());
        let mut server = TcpStream::connect(destination).await.unwrap();
        if text.starts_with("connect ") {
            client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        } else {
            server.write_all(&head).await.unwrap();
        }
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }

    /// Whether a request began with `line` and had the proxy's user and password.
    fn has_seen(&self, line: &str) -> bool {
        let requests = self.requests.lock();
        let mut requests = requests.iter();
        requests.any(|request| request.starts_with(line) && request.contains(AUTHORIZATION))
    }
}

/// TLS in front of the simulator. Returns its address.
async fn serve_tls(issued: &Issued, simulator: &Simulator) -> String {
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let acceptor = TlsAcceptor::from(issued.server_config());
    let destination = simulator.url().replace("http://", "");
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (acceptor, destination) = (acceptor.clone(), destination.clone());
            tokio::spawn(async move {
                let Ok(mut client) = acceptor.accept(client).await else {
                    return;
                };
                let mut server = TcpStream::connect(destination).await.unwrap();
                let _ = copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    address
}

async fn viewer(url: &str) -> Value {
    let request = reqwest::Client::new()
        .post(format!("{url}/graphql"))
        .bearer_auth(SUPERVISOR)
        .json(&json!({"query": "{ viewer { id } }"}));
    request.send().await.unwrap().json().await.unwrap()
}

async fn check(platform: &str, environment: &[(&str, &str)]) -> Outcome {
    run(platform, &["check", "--json"], environment, "").await
}

#[tokio::test]
async fn calls_and_log_in_are_tunneled_and_a_configured_authority_is_trusted() {
    let (authority, simulator) = (Authority::new(), simulator().await);
    let front = serve_tls(&authority.issue(&["platform.test"]), &simulator).await;
    let proxy = TestProxy::start(&front).await;
    let (ca_file, platform) = (authority.write_own(), "https://platform.test");
    let trusted = ("JOURNEY_GATEWAY_PLATFORM_CA_FILE", ca_file.as_str());
    let through = ("https_proxy", proxy.url.as_str());
    let patient = ("JOURNEY_GATEWAY_PLATFORM_CONNECT_TIMEOUT", "20s");
    let service = [
        ("JOURNEY_GATEWAY_IDENTITY", "service"),
        ("JOURNEY_GATEWAY_SERVICE_CLIENT_ID", "demo-gateway"),
        ("JOURNEY_GATEWAY_SERVICE_CLIENT_SECRET", "demo-secret"),
    ];
    let environment = [&service[..], &[trusted, through, ("RUST_LOG", "trace")]].concat();
    let served = Served::start(platform, &environment).await;
    let body = viewer(&served.url).await;
    assert!(body["data"]["viewer"]["id"].is_string(), "{body}");
    assert!(proxy.has_seen("connect platform.test:443 "));
    let log = served.end().await.join("\n");
    assert!(log.contains("\"proxy\":true"), "{log}");
    assert!(
        !log.contains("pass%20word") && !log.contains("pass word"),
        "{log}"
    );

    // `check` says what is wrong without the authority, without the proxy, and with a proxy that is down.
    let outcome = check(platform, &[&service[..], &[trusted, through]].concat()).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let outcome = check(platform, &[patient, through]).await;
    assert!(outcome.stdout.contains("unknown issuer"), "{outcome:?}");
    let excluded = ("NO_PROXY", "other.test,.test");
    let outcome = check(platform, &[patient, trusted, through, excluded]).await;
    assert!(outcome.stdout.contains("cannot be resolved"), "{outcome:?}");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "http://user:pass%20word@127.0.0.1:1\n").unwrap();
    let down = (
        "JOURNEY_GATEWAY_PLATFORM_PROXY_FILE",
        file.path().to_str().unwrap(),
    );
    let outcome = check(platform, &[patient, trusted, down]).await;
    assert!(
        outcome.stdout.contains("through the proxy failed"),
        "{outcome:?}"
    );
    assert!(!outcome.stdout.contains("pass%20word"), "{outcome:?}");
    let invalid = ("HTTPS_PROXY", "socks5://user:pass%20word@proxy.test");
    let outcome = check(platform, &[invalid]).await;
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("`HTTPS_PROXY`"), "{outcome:?}");
    assert!(!outcome.stderr.contains("pass%20word"), "{outcome:?}");
}

#[tokio::test]
async fn notifications_use_the_proxy_and_loopback_does_not() {
    let simulator = simulator().await;
    let proxy = TestProxy::start(&simulator.url().replace("http://", "")).await;
    let setting = ("JOURNEY_GATEWAY_PLATFORM_PROXY", proxy.url.as_str());
    let direct = Served::start(simulator.url(), &[setting]).await;
    let body = viewer(&direct.url).await;
    assert!(body["data"]["viewer"]["id"].is_string(), "{body}");
    assert!(proxy.requests.lock().is_empty());

    // Only the proxy knows this host.
    let served = Served::start("http://platform.test", &[setting]).await;
    let customer = simulator.fixtures().live_customer;
    let mut client = Client::connect(&served.url, SUPERVISOR).await;
    client.watch("1", &customer).await;
    let waiting = async {
        while !proxy.has_seen("connect platform.test:80 ") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(DEADLINE, waiting).await.expect("a tunnel");
    let seen = proxy.requests.lock().clone();
    assert!(
        proxy.has_seen("get http://platform.test/api/v2/"),
        "{seen:?}"
    );
    // A change arrives through the tunnel.
    let received = async {
        loop {
            simulator.perform(&customer, Action::WebEvent);
            if let Ok(message) = timeout(Duration::from_secs(1), client.receive()).await
                && message["payload"]["data"]["journeyChanged"]["kind"].is_string()
            {
                return message;
            }
        }
    };
    let message = timeout(DEADLINE, received).await.expect("a change");
    assert_eq!(message["type"], "next", "{message}");
}
