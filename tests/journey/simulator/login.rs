//! The log-in of users: the authorization code grant with PKCE.

use std::time::Duration;

use journey_simulator::Options;
use reqwest::{StatusCode, Url, redirect};
use serde_json::Value;

use super::{Platform, text};

const APP: &str = "http://127.0.0.1:4000/journey";
/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The parameters of a request, with one replaced; an empty value leaves it out.
fn with<'a>(
    parameters: &[(&'a str, &'a str)],
    (name, value): (&'a str, &'a str),
) -> Vec<(&'a str, &'a str)> {
    let mut parameters = parameters.to_vec();
    parameters.retain(|(own, _)| *own != name);
    if !value.is_empty() {
        parameters.push((name, value));
    }
    parameters
}

const AUTHORIZATION: [(&str, &str); 7] = [
    ("response_type", "code"),
    ("client_id", "demo-journey-tab"),
    ("redirect_uri", APP),
    ("state", "a state & more"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
    ("persona", "demo-agent"),
];

/// A platform with a fixed time, and a client that follows no redirect.
async fn platform() -> Platform {
    let mut platform = Platform::with(Options {
        now: Some("2026-11-20T12:00:00Z".parse().expect("a date")),
        ..Options::default()
    })
    .await;
    let client = reqwest::Client::builder().redirect(redirect::Policy::none());
    platform.http = client.build().expect("a client");
    platform
}

async fn authorize(platform: &Platform, parameters: &[(&str, &str)]) -> reqwest::Response {
    let url = format!("{}/oauth/authorize", platform.simulator.url());
    let request = platform.http.get(url).query(parameters);
    request.send().await.expect("a response")
}

/// The parameters of the redirect to the app.
fn redirected(response: &reqwest::Response) -> Vec<(String, String)> {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let location = response.headers()["location"].to_str().expect("a URL");
    let url = Url::parse(location).expect("a URL");
    assert_eq!(
        format!("{}{}", url.origin().ascii_serialization(), url.path()),
        APP
    );
    url.query_pairs().into_owned().collect()
}

async fn code(platform: &Platform) -> String {
    let parameters = redirected(&authorize(platform, &AUTHORIZATION).await);
    let [(name, code), state] = parameters.as_slice() else {
        panic!("{parameters:?}");
    };
    assert_eq!(name, "code");
    assert_eq!(*state, ("state".to_owned(), "a state & more".to_owned()));
    code.clone()
}

async fn redeem(platform: &Platform, form: &[(&str, &str)]) -> (StatusCode, Value) {
    let url = format!("{}/oauth/token", platform.simulator.url());
    let request = platform.http.post(url).form(form);
    let response = request.send().await.expect("a response");
    let origin = &response.headers()["access-control-allow-origin"];
    assert_eq!(origin, "*", "pages of other origins read the response");
    (response.status(), response.json().await.expect("JSON"))
}

fn redemption(code: &str) -> [(&str, &str); 5] {
    [
        ("grant_type", "authorization_code"),
        ("client_id", "demo-journey-tab"),
        ("redirect_uri", APP),
        ("code", code),
        ("code_verifier", VERIFIER),
    ]
}

#[tokio::test]
async fn a_user_logs_in_for_a_day() {
    let platform = platform().await;
    let code = code(&platform).await;
    let (status, body) = redeem(&platform, &redemption(&code)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(text(&body, "token_type"), "bearer");
    assert_eq!(body["expires_in"], 86_400);
    let token = text(&body, "access_token");
    let me = platform.get_ok(token, "/api/v2/users/me").await;
    assert_eq!(text(&me, "name"), "demo-agent");
    // Revoking the client's tokens does not affect users.
    platform.simulator.revoke_client_tokens();
    platform.simulator.advance(Duration::from_hours(23));
    platform.get_ok(token, "/api/v2/users/me").await;
    platform.simulator.advance(Duration::from_hours(1));
    let expired = platform.send(token, "/api/v2/users/me").await;
    assert_eq!(expired.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_page_has_a_link_for_each_persona() {
    let platform = platform().await;
    let choice = with(&AUTHORIZATION, ("persona", ""));
    let response = authorize(&platform, &choice).await;
    assert_eq!(response.status(), StatusCode::OK);
    let page = response.text().await.expect("a page");
    let links: Vec<_> = page.split("href=\"").skip(1).collect();
    assert_eq!(links.len(), platform.simulator.personas().len() + 1);
    let mut names = Vec::new();
    for link in links {
        let path = link
            .split('"')
            .next()
            .expect("a link")
            .replace("&amp;", "&");
        let url = format!("{}{path}", platform.simulator.url());
        let response = platform.http.get(url).send().await.expect("a response");
        let [(name, value), state] = redirected(&response).try_into().expect("two parameters");
        assert_eq!(state.1, "a state & more");
        if name == "error" {
            assert_eq!(value, "access_denied", "the last link cancels");
            names.push("cancelled".to_owned());
            continue;
        }
        let (_, body) = redeem(&platform, &redemption(&value)).await;
        let me = platform.get_ok(text(&body, "access_token"), "/api/v2/users/me");
        names.push(text(&me.await, "name").to_owned());
    }
    let personas = platform.simulator.personas().into_iter();
    let expected: Vec<_> = personas.map(|persona| persona.name).collect();
    assert_eq!(names[..expected.len()], expected);
}

#[tokio::test]
async fn an_invalid_app_gets_no_redirect_and_a_request_without_a_challenge_no_code() {
    let platform = platform().await;
    for (replaced, error) in [
        (("client_id", "demo-gateway"), "invalid_client"),
        (("client_id", ""), "invalid_client"),
        (
            ("redirect_uri", "https://example.com/journey"),
            "invalid_request",
        ),
        (
            ("redirect_uri", "http://localhost.example.com/"),
            "invalid_request",
        ),
        (
            ("redirect_uri", "http://127.0.0.1/#part"),
            "invalid_request",
        ),
        (("redirect_uri", "javascript:alert(1)"), "invalid_request"),
        (("redirect_uri", ""), "invalid_request"),
    ] {
        let response = authorize(&platform, &with(&AUTHORIZATION, replaced)).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{replaced:?}");
        let body: Value = response.json().await.expect("JSON");
        assert_eq!(text(&body, "error"), error, "{replaced:?}");
    }
    for (replaced, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("persona", "someone-else"), "access_denied"),
    ] {
        let response = authorize(&platform, &with(&AUTHORIZATION, replaced)).await;
        let [(name, value), state] = redirected(&response).try_into().expect("two parameters");
        assert_eq!((&*name, &*value), ("error", error), "{replaced:?}");
        assert_eq!(state.1, "a state & more");
    }
}

#[tokio::test]
async fn an_app_may_be_at_any_url_of_a_loopback_host() {
    let platform = platform().await;
    for app in ["http://localhost:5173/journey", "http://[::1]:3000"] {
        let request = with(&AUTHORIZATION, ("redirect_uri", app));
        let response = authorize(&platform, &request).await;
        let location = response.headers()["location"].to_str().expect("a URL");
        assert!(location.starts_with(app), "{location}");
        let code = Url::parse(location).expect("a URL");
        let code = code.query_pairs().next().expect("a code").1;
        let form = redemption(&code);
        let (status, body) = redeem(&platform, &with(&form, ("redirect_uri", app))).await;
        assert_eq!(status, StatusCode::OK, "{app}: {body}");
    }
}

#[tokio::test]
async fn a_code_is_redeemed_once_within_a_minute_by_the_app_that_asked_for_it() {
    let platform = platform().await;
    for (replaced, status, error) in [
        (("client_id", "another"), 401, "invalid_client"),
        (("client_id", ""), 401, "invalid_client"),
        (("code_verifier", ""), 400, "invalid_request"),
        (("code", ""), 400, "invalid_request"),
        (("redirect_uri", ""), 400, "invalid_request"),
        (("code_verifier", "another"), 400, "invalid_grant"),
        (
            ("redirect_uri", "http://127.0.0.1:4001/"),
            400,
            "invalid_grant",
        ),
        (("code", "another"), 400, "invalid_grant"),
        (("grant_type", "password"), 401, "invalid_client"),
    ] {
        let code = code(&platform).await;
        let form = redemption(&code);
        let refused = redeem(&platform, &with(&form, replaced)).await;
        assert_eq!(refused.0.as_u16(), status, "{replaced:?}");
        assert_eq!(text(&refused.1, "error"), error, "{replaced:?}");
    }
    let used = code(&platform).await;
    assert_eq!(
        redeem(&platform, &redemption(&used)).await.0,
        StatusCode::OK
    );
    let guessed = code(&platform).await;
    let form = redemption(&guessed);
    redeem(&platform, &with(&form, ("code_verifier", "a guess"))).await;
    for code in [used, guessed] {
        let (status, body) = redeem(&platform, &redemption(&code)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(text(&body, "error"), "invalid_grant");
    }
    let old = code(&platform).await;
    platform.simulator.advance(Duration::from_mins(1));
    let (status, body) = redeem(&platform, &redemption(&old)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(text(&body, "error"), "invalid_grant");
}

#[tokio::test]
async fn a_browser_may_send_a_preflight_request() {
    let platform = platform().await;
    let url = format!("{}/oauth/token", platform.simulator.url());
    let request = platform.http.request(reqwest::Method::OPTIONS, url);
    let response = request.send().await.expect("a response");
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "POST"),
        ("access-control-allow-headers", "content-type"),
    ] {
        assert_eq!(response.headers()[name], value);
    }
}
