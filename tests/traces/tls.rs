//! Collectors with TLS: their certificate must be one of the system's authorities, with both protocols.

use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::collector::Collector;
use super::failures::query;
use crate::certificates::Authority;
use crate::harness::loopback;
use crate::program::{Served, simulator};

/// TLS in front of a collector. Returns its URL.
async fn serve_tls(authority: &Authority, collector: &Collector) -> String {
    let mut config = (*authority.issue(&["127.0.0.1"]).server_config()).clone();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let destination = collector.url.replace("http://", "");
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
    url
}

#[tokio::test]
async fn a_collector_with_a_trusted_certificate_receives_spans() {
    let (authority, simulator) = (Authority::new(), simulator().await);
    let trusted = authority.write_own();
    for protocol in ["http/protobuf", "grpc"] {
        let collector = Collector::start().await;
        let url = serve_tls(&authority, &collector).await;
        let environment = [
            ("JOURNEY_GATEWAY_TRACING_ENDPOINT", url.as_str()),
            ("JOURNEY_GATEWAY_TRACING_PROTOCOL", protocol),
            ("JOURNEY_GATEWAY_TRACING_SAMPLE_RATIO", "1"),
        ];
        let trusting = [&environment[..], &[("SSL_CERT_FILE", trusted.as_str())]].concat();
        let served = Served::start(simulator.url(), &trusting).await;
        query(&served, "one").await;
        collector.wait_for_request("one").await;
        drop(served);

        let served = Served::start(simulator.url(), &environment).await;
        query(&served, "refused").await;
        let log = served.stop().await.join("\n");
        let reason = match protocol {
            "grpc" => "the certificate of the collector is not trusted",
            _ => "no connection",
        };
        assert!(log.contains(reason), "{protocol}: {log}");
    }
}
