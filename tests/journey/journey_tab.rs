//! The pages of the journey tab: who may embed them, whom they may call, and what they offer.

use journey_gateway::config::Config;
use journey_simulator::Options;
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, redirect};
use serde_json::{Value, json};

use super::harness::Harness;

const PAGES: [&str; 6] = [
    "/journey",
    "/journey/",
    "/journey/8f4b5c1e-0000-4000-8000-000000000001",
    "/journey/8f4b5c1e-0000-4000-8000-000000000001/",
    "/journey?conversationId=8f4b5c1e-0000-4000-8000-000000000002",
    "/customer-journey.js",
];
const SETTINGS: &str = "/journey/settings.json";

async fn with(settings: &[(&'static str, &str)]) -> Harness {
    let enabled = ("journey_tab.enabled", "true");
    let settings: Vec<_> = settings.iter().copied().chain([enabled]).collect();
    Harness::start_with(Options::default(), &settings).await
}

async fn get(harness: &Harness, path: &str) -> reqwest::Response {
    let url = format!("{}{path}", harness.url);
    harness.client.get(url).send().await.unwrap()
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers
        .get(name)
        .map(|value| value.to_str().unwrap())
        .unwrap_or_default()
}

/// The directives of a response's Content Security Policy.
async fn policy(harness: &Harness, path: &str) -> Vec<String> {
    let response = get(harness, path).await;
    let policy = header(response.headers(), "content-security-policy").to_owned();
    policy.split("; ").map(str::to_owned).collect()
}

#[tokio::test]
async fn the_tab_is_absent_unless_it_is_enabled() {
    let harness = Harness::start().await;
    for path in PAGES.into_iter().chain([SETTINGS]) {
        assert_eq!(get(&harness, path).await.status(), 404, "{path}");
    }
    let harness = with(&[("explorer", "false")]).await;
    for path in PAGES.into_iter().chain([SETTINGS]) {
        assert_eq!(get(&harness, path).await.status(), 200, "{path}");
    }
    assert_eq!(get(&harness, "/graphiql").await.status(), 404);
}

#[tokio::test]
async fn the_start_page_is_the_tab_if_it_is_enabled_else_graphiql() {
    let client = reqwest::Client::builder().redirect(redirect::Policy::none());
    let client = client.build().unwrap();
    for (harness, home) in [
        (Harness::start().await, "/graphiql"),
        (with(&[]).await, "/journey"),
    ] {
        let response = client.get(&harness.url).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(header(response.headers(), "location"), home);
    }
}

#[tokio::test]
async fn the_page_calls_only_the_gateway_and_the_log_in_and_is_in_no_frame_by_default() {
    let harness = with(&[]).await;
    let of_page = policy(&harness, "/journey").await;
    for directive in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(of_page.iter().any(|own| own == directive), "{of_page:?}");
    }
    let harness = with(&[
        ("journey_tab.client_id", "tab"),
        ("login_url", "https://login.example.com"),
        (
            "journey_tab.frame_ancestors",
            "https://apps.example.com, https://*.example.org",
        ),
    ])
    .await;
    for page in &PAGES[..3] {
        let of_page = policy(&harness, page).await;
        for directive in [
            "connect-src 'self' https://login.example.com",
            "frame-ancestors https://apps.example.com https://*.example.org",
        ] {
            assert!(of_page.iter().any(|own| own == directive), "{of_page:?}");
        }
        let response = get(&harness, page).await;
        let headers = response.headers();
        assert_eq!(header(headers, "content-type"), "text/html; charset=utf-8");
        assert_eq!(header(headers, "cache-control"), "no-cache");
        assert_eq!(header(headers, "referrer-policy"), "no-referrer");
        assert_eq!(header(headers, "x-content-type-options"), "nosniff");
        assert_eq!(header(headers, "access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn every_origin_may_load_the_element_and_an_unchanged_file_gets_304() {
    let harness = with(&[]).await;
    for (path, kind) in [
        ("/journey", "text/html; charset=utf-8"),
        ("/customer-journey.js", "text/javascript; charset=utf-8"),
    ] {
        let first = get(&harness, path).await;
        assert_eq!(header(first.headers(), "content-type"), kind);
        let tag = header(first.headers(), "etag").to_owned();
        for (known, status) in [
            (tag.clone(), StatusCode::NOT_MODIFIED),
            (format!("\"other\", {tag}"), StatusCode::NOT_MODIFIED),
            ("\"other\"".to_owned(), StatusCode::OK),
        ] {
            let request = harness.client.get(format!("{}{path}", harness.url));
            let response = request.header("if-none-match", known).send().await.unwrap();
            assert_eq!(response.status(), status, "{path}");
            let origin = header(response.headers(), "access-control-allow-origin");
            let is_module = path == "/customer-journey.js";
            assert_eq!(origin, if is_module { "*" } else { "" }, "{path}");
        }
    }
}

#[tokio::test]
async fn the_settings_name_the_log_in_and_offer_no_token_outside_the_demo() {
    let settings = async |harness: Harness| -> Value {
        let response = get(&harness, SETTINGS).await;
        assert_eq!(header(response.headers(), "cache-control"), "no-store");
        response.json().await.unwrap()
    };
    assert_eq!(
        settings(with(&[("explorer", "false")]).await).await,
        json!({
            "endpoint": "/graphql", "explorer": false, "login": null, "personas": [], "token": null, "customers": [],
        })
    );
    let login = with(&[
        ("journey_tab.client_id", "tab"),
        ("login_url", "https://login.example.com"),
    ]);
    let settings = settings(login.await).await;
    assert_eq!(settings["explorer"], true);
    assert_eq!(
        settings["login"],
        json!({ "url": "https://login.example.com", "clientId": "tab" })
    );
}

/// The login URL that follows from these settings, or the errors.
fn login(settings: &[(&'static str, &str)]) -> Result<Option<String>, String> {
    let enabled = ("journey_tab.enabled", "true");
    let settings = settings.iter().copied().chain([enabled]);
    let settings = settings.map(|(key, value)| (key, value.to_owned()));
    let config = Config::read(None, std::iter::empty(), settings.collect());
    let config = config.map_err(|errors| errors.to_string())?;
    let login = config.journey_tab.login;
    Ok(login.map(|login| login.url.origin().ascii_serialization()))
}

#[test]
fn the_log_in_is_that_of_the_region_unless_it_is_set() {
    let region = ("region", "mypurecloud.de");
    let client = ("journey_tab.client_id", "tab");
    assert_eq!(login(&[region]), Ok(None));
    assert_eq!(
        login(&[region, client]),
        Ok(Some("https://login.mypurecloud.de".to_owned()))
    );
    let own = ("login_url", "https://login.example.com");
    assert_eq!(
        login(&[region, client, own]),
        Ok(Some("https://login.example.com".to_owned()))
    );
    let error = login(&[("platform_url", "https://api.example.com"), client]).unwrap_err();
    let expected =
        "`login_url`: missing; required with `journey_tab.client_id` unless `region` is set";
    assert!(error.contains(expected), "{error}");
}

#[test]
fn invalid_frame_ancestors_are_errors_that_say_why() {
    for (text, expected) in [
        ("*", "`*` would let every site embed the tab"),
        (
            "https://apps.example.com, *",
            "`*` would let every site embed the tab",
        ),
        ("apps.example.com", "expected origins such as"),
        ("https://apps.example.com/tab", "expected origins such as"),
        ("https://*.com", "expected origins such as"),
        (
            "https://a.example; script-src *",
            "expected origins such as",
        ),
    ] {
        let region = ("region", "mypurecloud.de");
        let error = login(&[region, ("journey_tab.frame_ancestors", text)]).unwrap_err();
        let of_key = "`journey_tab.frame_ancestors` (flag";
        assert!(
            error.contains(of_key) && error.contains(expected),
            "{error}"
        );
    }
}
