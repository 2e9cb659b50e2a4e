//! GraphiQL: the page and its assets come from this host alone, with caching headers and a strict
//! content security policy.

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue};

use super::harness::Harness;

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).map(HeaderValue::to_str).unwrap().unwrap()
}

#[tokio::test]
async fn the_page_and_its_assets_are_served() {
    let harness = Harness::start().await;
    let get = |path: &str| harness.client.get(format!("{}{path}", harness.url)).send();
    let page = get("/graphiql").await.unwrap();
    assert_eq!(page.status(), 200);
    assert_eq!(
        header(page.headers(), "content-type"),
        "text/html; charset=utf-8"
    );
    let policy = header(page.headers(), "content-security-policy").to_owned();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self';"),
        "{policy}"
    );
    let html = page.text().await.unwrap();
    assert!(!html.contains("://"), "no other host is named");
    let mut assets = 0;
    for path in html.split('"').filter(|text| text.starts_with("/assets/")) {
        let asset = get(path).await.unwrap();
        assert_eq!(asset.status(), 200, "{path}");
        assert_eq!(
            header(asset.headers(), "cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_ne!(
            header(asset.headers(), "content-type"),
            "application/octet-stream",
            "{path}"
        );
        assets += 1;
    }
    assert!(assets > 2);
    assert_eq!(
        get("/assets/../graphiql/index.html")
            .await
            .unwrap()
            .status(),
        404
    );
    assert_eq!(
        get("/assets/%2e%2e%2fgraphiql%2findex.html")
            .await
            .unwrap()
            .status(),
        404
    );
}

#[tokio::test]
async fn an_unchanged_page_gets_304() {
    let harness = Harness::start().await;
    let url = format!("{}/graphiql", harness.url);
    let first = harness.client.get(&url).send().await.unwrap();
    let etag = first.headers()["etag"].clone();
    let again = harness
        .client
        .get(&url)
        .header("if-none-match", etag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let other = harness
        .client
        .get(&url)
        .header("if-none-match", "\"other\"")
        .send()
        .await
        .unwrap();
    assert_eq!(other.status(), StatusCode::OK);
}

#[tokio::test]
async fn settings_are_empty_outside_the_demo_and_the_page_can_be_disabled() {
    let harness = Harness::start().await;
    let settings: serde_json::Value = harness
        .client
        .get(format!("{}/graphiql/settings.json", harness.url))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        settings,
        serde_json::json!({"endpoint": "/graphql", "token": null, "persona": null, "personas": [], "variables": {}})
    );
    let disabled = Harness::start_with(
        journey_simulator::Options::default(),
        &[("explorer", "false")],
    )
    .await;
    for path in ["/graphiql", "/graphiql/settings.json", "/"] {
        assert_eq!(
            disabled
                .client
                .get(format!("{}{path}", disabled.url))
                .send()
                .await
                .unwrap()
                .status(),
            404
        );
    }
}
