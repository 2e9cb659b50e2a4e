//! `check` reports why the platform or the log-in cannot be reached.
//!
//! The certificates in `certificates/` are self-signed with `key.der`, which protects nothing: `other-name.pem` for
//! another host, and `expired.pem` for `localhost` until 2021.

use std::sync::Arc;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, pem::PemObject};

use crate::journey::harness::loopback;
use crate::journey::program::{SERVICE_IDENTITY, run, simulator};

const CERTIFICATES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/journey/check/certificates"
);

/// Long enough for a handshake on a busy machine, and for a resolver without a network.
const PATIENT: (&str, &str) = ("JOURNEY_GATEWAY_PLATFORM_CONNECT_TIMEOUT", "20s");

/// Runs the check against `url` and returns its error.
async fn error(url: &str, environment: &[(&str, &str)]) -> String {
    let environment = [&[PATIENT], environment].concat();
    let outcome = run(url, &["check", "--json"], &environment, "").await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(report["errors"].as_array().unwrap().len(), 1, "{report}");
    report["errors"][0].as_str().unwrap().to_owned()
}

fn unreachable(url: &str, reason: &str) -> String {
    format!("the platform cannot be reached at {url}: {reason}")
}

/// A server that handles each connection with `handle`. Returns its port.
async fn serve<F: Future<Output = ()> + Send + 'static>(
    handle: impl Fn(TcpStream) -> F + Send + 'static,
) -> u16 {
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(handle(stream));
        }
    });
    port
}

/// A TLS server with this certificate. Returns its URL.
async fn serve_tls(certificate: &str) -> String {
    let path = format!("{CERTIFICATES}/{certificate}");
    let certificate = CertificateDer::from_pem_file(path).unwrap();
    let key = PrivatePkcs8KeyDer::from(include_bytes!("certificates/key.der").as_slice());
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let port = serve(move |stream| {
        let handshake = acceptor.accept(stream);
        async move { drop(handshake.await) }
    })
    .await;
    format!("https://localhost:{port}")
}

#[tokio::test]
async fn a_name_that_cannot_be_resolved_is_reported() {
    let url = "https://api.mypurecloud.invalid";
    let reason =
        "the host name cannot be resolved: check its spelling and the DNS of this computer";
    assert_eq!(error(url, &[]).await, unreachable(url, reason));
}

#[tokio::test]
async fn a_refused_connection_is_reported_for_the_platform_and_the_log_in() {
    // The port was free a moment ago.
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let reason = "the connection was refused: check the port and the firewalls";
    assert_eq!(error(&url, &[]).await, unreachable(&url, reason));

    let simulator = simulator().await;
    let login = [SERVICE_IDENTITY, &[("JOURNEY_GATEWAY_LOGIN_URL", &url)]].concat();
    assert_eq!(
        error(simulator.url(), &login).await,
        format!("the log-in cannot be reached at {url}: {reason}")
    );
}

#[tokio::test]
async fn each_error_of_a_certificate_is_reported() {
    let (other_name, expired) = (
        serve_tls("other-name.pem").await,
        serve_tls("expired.pem").await,
    );
    let trusting = |certificate| format!("{CERTIFICATES}/{certificate}");
    let (trusts_other, trusts_expired) = (trusting("other-name.pem"), trusting("expired.pem"));
    for (url, trusted, reason) in [
        (
            &other_name,
            &trusts_expired,
            "TLS: the certificate has an unknown issuer: it is self-signed, or its authority is not trusted by this \
             computer",
        ),
        (
            &other_name,
            &trusts_other,
            "TLS: the certificate is not valid for this host name",
        ),
        (
            &expired,
            &trusts_expired,
            "TLS: the certificate has expired or is not valid yet: check the clock of this computer",
        ),
    ] {
        let reported = error(url, &[("SSL_CERT_FILE", trusted)]).await;
        assert_eq!(reported, unreachable(url, reason));
    }
}

#[tokio::test]
async fn a_server_without_tls_or_http_is_reported() {
    let talkative = |mut stream: TcpStream| async move {
        let _ = stream.write_all(b"220 secret.example ESMTP\r\n").await;
        // The client decides when the connection ends.
        let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
    };
    let talkative = serve(talkative).await;
    let closing = serve(|stream| async move { drop(stream) }).await;
    for port in [talkative, closing] {
        let url = format!("https://localhost:{port}");
        let reason = "TLS: the handshake failed; the server may not use TLS at this port";
        assert_eq!(error(&url, &[]).await, unreachable(&url, reason));
    }
    let url = format!("http://localhost:{talkative}");
    let reason = "the response is not HTTP; check the scheme and the port";
    assert_eq!(error(&url, &[]).await, unreachable(&url, reason));
}

#[tokio::test]
async fn a_platform_that_does_not_respond_is_reported() {
    // This listener never accepts, so connections stay in its backlog.
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let timeout = ("JOURNEY_GATEWAY_PLATFORM_CONNECT_TIMEOUT", "50ms");
    let reason = "no response within 50ms (`platform.connect_timeout`)";
    assert_eq!(error(&url, &[timeout]).await, unreachable(&url, reason));
}
