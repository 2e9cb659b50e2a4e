//! TLS of the listeners: protocols, client certificates, changed certificates, and the limits of connections.

use std::time::Duration;

use reqwest::{Identity, StatusCode, Version};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::CertificateDer;

use super::certificates::Authority;
use super::harness::SUPERVISOR;
use super::program::{Served, run, simulator};

/// How long a test waits before it fails.
const DEADLINE: Duration = Duration::from_secs(30);

/// A gateway with a certificate for 127.0.0.1 and these settings.
async fn serve(authority: &Authority, platform: &str, environment: &[(&str, &str)]) -> Served {
    let (certificate, key) = authority.write_issued("own", &authority.issue(&["127.0.0.1"]));
    let tls = [
        ("JOURNEY_GATEWAY_TLS_CERTIFICATE", certificate.as_str()),
        ("JOURNEY_GATEWAY_TLS_KEY", key.as_str()),
    ];
    Served::start(platform, &[&tls, environment].concat()).await
}

fn client(authority: &Authority) -> reqwest::ClientBuilder {
    reqwest::Client::builder().tls_certs_only([authority.for_reqwest()])
}

async fn viewer(client: &reqwest::Client, url: &str) -> reqwest::Result<(Version, Value)> {
    let request = client
        .post(format!("{url}/graphql"))
        .bearer_auth(SUPERVISOR)
        .json(&json!({"query": "{ viewer { id } }"}));
    let response = request.send().await?;
    let version = response.version();
    Ok((version, response.json().await?))
}

/// The certificate that a new connection gets.
async fn certificate(authority: &Authority, url: &str) -> CertificateDer<'static> {
    let address = url.strip_prefix("https://").unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    let name = "127.0.0.1".try_into().unwrap();
    let connector = TlsConnector::from(authority.client_config());
    let stream = connector.connect(name, stream).await.unwrap();
    let (_, session) = stream.get_ref();
    session.peer_certificates().unwrap()[0].clone().into_owned()
}

async fn metric(client: &reqwest::Client, url: &str, name: &str) -> Option<String> {
    let text = client.get(format!("{url}/metrics")).send().await.unwrap();
    let text = text.text().await.unwrap();
    let mut lines = text.lines();
    lines.find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()))
}

async fn wait_for_metric(client: &reqwest::Client, url: &str, name: &str, value: &str) {
    let waiting = async {
        while metric(client, url, name).await.as_deref() != Some(value) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(DEADLINE, waiting).await.expect(name);
}

#[tokio::test]
async fn tls_serves_http_2_and_1_and_follows_its_files() {
    let (authority, simulator) = (Authority::new(), simulator().await);
    let served = serve(&authority, simulator.url(), &[]).await;
    let url = &served.url;
    assert!(url.starts_with("https://"), "{url}");
    let (http_2, http_1) = (client(&authority), client(&authority).http1_only());
    for (client, expected) in [(http_2, Version::HTTP_2), (http_1, Version::HTTP_11)] {
        let (version, body) = viewer(&client.build().unwrap(), url).await.unwrap();
        assert_eq!(version, expected);
        assert!(body["data"]["viewer"]["id"].is_string(), "{body}");
    }
    // A client that does not speak TLS, and one that does not trust the certificate.
    assert!(reqwest::get(url.replace("https", "http")).await.is_err());
    assert!(reqwest::get(url.as_str()).await.is_err());

    let client = client(&authority).build().unwrap();
    let expiry = "journey_gateway_tls_certificate_expiry_seconds{listener=\"public\"}";
    let expiry: i64 = metric(&client, url, expiry).await.unwrap().parse().unwrap();
    assert!(expiry > chrono::Utc::now().timestamp());

    let renewed = authority.issue(&["127.0.0.1"]);
    assert_ne!(certificate(&authority, url).await, renewed.der());
    // Between the two writes, key and certificate do not fit, which keeps the previous certificate.
    authority.write_issued("own", &renewed);
    let waiting = async {
        while certificate(&authority, url).await != renewed.der() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(DEADLINE, waiting).await.expect("a new certificate");

    let refused = "journey_gateway_tls_reloads_total{listener=\"public\",outcome=\"refused\"}";
    let before: u32 = metric(&client, url, refused)
        .await
        .unwrap()
        .parse()
        .unwrap();
    authority.write("own.pem", "no certificate");
    wait_for_metric(&client, url, refused, &(before + 1).to_string()).await;
    assert_eq!(certificate(&authority, url).await, renewed.der());
    let log = served.stop().await.join("\n");
    assert!(log.contains("the changed TLS files are invalid"), "{log}");
    assert!(log.contains("`tls.certificate`"), "{log}");
}

#[tokio::test]
async fn invalid_tls_files_prevent_the_start() {
    let authority = Authority::new();
    let (certificate, _) = authority.write_issued("own", &authority.issue(&["127.0.0.1"]));
    let (_, other_key) = authority.write_issued("other", &authority.issue(&["127.0.0.1"]));
    let settings = |certificate, key| {
        [
            ("JOURNEY_GATEWAY_LISTEN", "127.0.0.1:0"),
            ("JOURNEY_GATEWAY_TLS_CERTIFICATE", certificate),
            ("JOURNEY_GATEWAY_TLS_KEY", key),
        ]
    };
    let missing = authority.path("missing");
    for (settings, expected) in [
        (settings(&certificate, &other_key), "does not fit `tls.key`"),
        (
            settings(missing.to_str().unwrap(), &other_key),
            "`tls.certificate`",
        ),
        (settings(&certificate, &certificate), "`tls.key`"),
        (
            settings(&certificate, ""),
            "missing; TLS needs `tls.certificate`",
        ),
    ] {
        for command in ["serve", "check"] {
            let outcome = run("http://127.0.0.1:1", &[command], &settings, "").await;
            assert_eq!(outcome.code, Some(2), "{outcome:?}");
            assert!(outcome.stderr.contains(expected), "{outcome:?}");
        }
    }
}

#[tokio::test]
async fn mutual_tls_refuses_clients_without_a_certificate_of_the_authority() {
    let (authority, other, simulator) = (Authority::new(), Authority::new(), simulator().await);
    let clients = authority.write_own();
    let environment = [("JOURNEY_GATEWAY_TLS_CLIENT_CA", clients.as_str())];
    let served = serve(&authority, simulator.url(), &environment).await;
    let with = |issuer: &Authority| {
        let issued = issuer.issue(&["client.test"]);
        let pem = format!("{}{}", issued.certificate, issued.key);
        client(&authority).identity(Identity::from_pem(pem.as_bytes()).unwrap())
    };
    let accepted = with(&authority).build().unwrap();
    let (_, body) = viewer(&accepted, &served.url).await.unwrap();
    assert!(body["data"]["viewer"]["id"].is_string(), "{body}");
    for refused in [client(&authority), with(&other)] {
        let refused = viewer(&refused.build().unwrap(), &served.url).await;
        assert!(refused.is_err(), "{refused:?}");
    }
    let failures = "journey_gateway_tls_handshake_failures_total{listener=\"public\"}";
    let failures = metric(&accepted, &served.url, failures).await.unwrap();
    assert!(failures.parse::<u32>().unwrap() >= 2, "{failures}");
}

#[tokio::test]
async fn a_changed_authority_refuses_clients_of_the_former_one() {
    let (former, next, simulator) = (Authority::new(), Authority::new(), simulator().await);
    let clients = former.write_own();
    let environment = [("JOURNEY_GATEWAY_TLS_CLIENT_CA", clients.as_str())];
    let served = serve(&former, simulator.url(), &environment).await;
    // Each client opens its own connection, because one that is open keeps the former authority.
    let open = async |issuer: &Authority| {
        let issued = issuer.issue(&["client.test"]);
        let pem = format!("{}{}", issued.certificate, issued.key);
        let identity = Identity::from_pem(pem.as_bytes()).unwrap();
        let client = client(&former).identity(identity).build().unwrap();
        viewer(&client, &served.url).await
    };
    assert!(open(&former).await.is_ok());
    assert!(open(&next).await.is_err());
    let own = std::fs::read_to_string(next.write_own()).unwrap();
    former.write("authority.pem", &own);
    let waiting = async {
        while open(&next).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(DEADLINE, waiting)
        .await
        .expect("the next authority");
    assert!(open(&former).await.is_err());
}

#[tokio::test]
async fn the_admin_listener_has_tls_of_its_own() {
    let (public, admin, simulator) = (Authority::new(), Authority::new(), simulator().await);
    let (certificate, key) = admin.write_issued("own", &admin.issue(&["127.0.0.1"]));
    let environment = [
        ("JOURNEY_GATEWAY_ADMIN_LISTEN", "127.0.0.1:0"),
        ("JOURNEY_GATEWAY_ADMIN_TLS_CERTIFICATE", &certificate),
        ("JOURNEY_GATEWAY_ADMIN_TLS_KEY", &key),
    ];
    let served = serve(&public, simulator.url(), &environment).await;
    let address = served.admin.clone().unwrap();
    let url = format!("https://{address}");
    let trusting = client(&admin).build().unwrap();
    let reloads = "journey_gateway_tls_reloads_total{listener=\"admin\",outcome=\"ok\"}";
    assert_eq!(metric(&trusting, &url, reloads).await.as_deref(), Some("0"));
    for refused in [
        reqwest::get(format!("http://{address}/health/live")).await,
        client(&public).build().unwrap().get(&url).send().await,
    ] {
        assert!(refused.is_err(), "{refused:?}");
    }
    // SIGHUP reads the files again, changed or not.
    #[cfg(unix)]
    {
        served.signal("HUP").await;
        wait_for_metric(&trusting, &url, reloads, "1").await;
    }
}

#[tokio::test]
async fn handshakes_are_bounded_in_time_and_number() {
    let (authority, simulator) = (Authority::new(), simulator().await);
    let environment = [
        ("JOURNEY_GATEWAY_LIMITS_CONNECTIONS", "5"),
        ("JOURNEY_GATEWAY_LIMITS_HEADER_TIMEOUT", "2s"),
    ];
    let served = serve(&authority, simulator.url(), &environment).await;
    let address = served.url.strip_prefix("https://").unwrap();
    // A whole ClientHello never arrives.
    let mut incomplete = Vec::new();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(&[0x16, 0x03, 0x01, 0x02]).await.unwrap();
        incomplete.push(stream);
    }
    let client = client(&authority).build().unwrap();
    let (_, body) = timeout(DEADLINE, viewer(&client, &served.url))
        .await
        .unwrap()
        .unwrap();
    assert!(body["data"]["viewer"]["id"].is_string(), "{body}");
    // They replaced each other, or timed out. The gateway sends at most an alert.
    for mut stream in incomplete {
        let mut rest = Vec::new();
        let closed = timeout(DEADLINE, stream.read_to_end(&mut rest)).await;
        assert!(closed.is_ok(), "the connection is still open");
    }
}

#[tokio::test]
async fn a_gateway_with_tls_drains_and_reports_its_health() {
    let (authority, simulator) = (Authority::new(), simulator().await);
    let served = serve(&authority, simulator.url(), &[]).await;
    let address = served.url.strip_prefix("https://").unwrap().to_owned();
    let (certificate, key) = (authority.path("own.pem"), authority.path("own.key"));
    let own = [
        ("JOURNEY_GATEWAY_LISTEN", address.as_str()),
        (
            "JOURNEY_GATEWAY_TLS_CERTIFICATE",
            certificate.to_str().unwrap(),
        ),
        ("JOURNEY_GATEWAY_TLS_KEY", key.to_str().unwrap()),
    ];
    for arguments in [&["health"][..], &["health", "--ready"]] {
        let outcome = run(simulator.url(), arguments, &own, "").await;
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
    }
    // Given as a URL, the certificate must be trusted.
    let arguments = ["health", "--url", &served.url];
    let outcome = run(simulator.url(), &arguments, &own, "").await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");

    // Both clients keep their connections open.
    let clients = [
        client(&authority).build().unwrap(),
        client(&authority).http1_only().build().unwrap(),
    ];
    for client in &clients {
        let health = client.get(format!("{}/health/live", served.url)).send();
        assert_eq!(health.await.unwrap().status(), StatusCode::OK);
    }
    let began = Instant::now();
    served.stop().await;
    // `drain_timeout` is 30 s.
    assert!(began.elapsed() < Duration::from_secs(20));
    let outcome = run(simulator.url(), &["health"], &own, "").await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains(&address), "{outcome:?}");
}
