//! The demo serves loopback names only, because its tokens are public: a page of another site could reach it by DNS
//! rebinding.

use reqwest::header::HOST;

use super::Demo;
use crate::journey::live::client::Client;

const LOOPBACK: [&str; 7] = [
    "localhost",
    "LOCALHOST:4000",
    "desktop.localhost:4000",
    "127.0.0.1:1",
    "127.1.2.3",
    "[::1]",
    "[::1]:4000",
];

const OTHERS: [&str; 7] = [
    "rebinding.example:4000",
    "localhost.example",
    "notlocalhost",
    "127.0.0.1.example",
    "192.168.0.7:4000",
    "[::2]:4000",
    "",
];

async fn get(demo: &Demo, path: &str, host: &str) -> (u16, String) {
    let client = reqwest::Client::new();
    let request = client
        .get(format!("{}{path}", demo.url()))
        .header(HOST, host);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn requests_for_other_names_are_refused() {
    let demo = Demo::start(&[], &[]).await;
    for host in LOOPBACK {
        let (status, body) = get(&demo, "/graphiql/settings.json", host).await;
        assert_eq!(status, 200, "{host}: {body}");
        let opened = Client::open_with(demo.url(), &[("host", host)]).await;
        assert!(opened.is_ok(), "{host}: {:?}", opened.err());
    }
    for host in OTHERS {
        for path in ["/graphiql/settings.json", "/graphql", "/health/live"] {
            let (status, body) = get(&demo, path, host).await;
            assert_eq!(status, 421, "{host}: {body}");
            assert!(body.contains("loopback names only"), "{host}: {body}");
        }
        let opened = Client::open_with(demo.url(), &[("host", host)]).await;
        assert_eq!(opened.err(), Some(421), "{host}");
    }
}

#[tokio::test]
async fn an_absolute_target_and_http2_name_the_host_too() {
    let demo = Demo::start(&[], &[]).await;
    let client = reqwest::Client::builder()
        .http2_prior_knowledge()
        .build()
        .unwrap();
    let loopback = client.get(format!("{}/health/live", demo.url()));
    assert_eq!(loopback.send().await.unwrap().status(), 200);
    // The proxy is the demo: the client sends it the absolute target.
    let proxy = reqwest::Proxy::http(demo.url()).unwrap();
    let client = reqwest::Client::builder().proxy(proxy).build().unwrap();
    for (host, status) in [("localhost", 200), ("rebinding.example", 421)] {
        let request = client.get(format!("http://{host}/health/live"));
        assert_eq!(request.send().await.unwrap().status(), status, "{host}");
    }
    let rebound: std::net::SocketAddr = demo.url().trim_start_matches("http://").parse().unwrap();
    let client = reqwest::Client::builder()
        .http2_prior_knowledge()
        .resolve("rebinding.example", rebound)
        .build()
        .unwrap();
    let url = format!("http://rebinding.example:{}/health/live", rebound.port());
    assert_eq!(client.get(url).send().await.unwrap().status(), 421);
}

#[tokio::test]
async fn a_demo_for_other_computers_serves_every_name() {
    let listen = [("JOURNEY_GATEWAY_LISTEN", "0.0.0.0:0")];
    let demo = Demo::start(&[], &listen).await;
    let url = demo.url().replace("0.0.0.0", "127.0.0.1");
    let client = reqwest::Client::new();
    let request = client
        .get(format!("{url}/health/live"))
        .header(HOST, "demo.example");
    assert_eq!(request.send().await.unwrap().status(), 200);
}
