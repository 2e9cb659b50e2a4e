//! `GET /oauth/authorize` of the login host: the page on which the user of a browser chooses a persona. The platform asks for a
//! password instead.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Json, response::AppendHeaders};
use url::form_urlencoded::Serializer;
use url::{Host, Url};

use super::code::{Granted, LIFE};
use super::parameters::Parameters;
use crate::error::ApiError;
use crate::personas::{Persona, TAB_CLIENT};
use crate::server::Platform;

pub(crate) const PATH: &str = "/oauth/authorize";

/// Length of a SHA-256 hash in Base64.
const CHALLENGE_LENGTH: usize = 43;

/// Shows the page, or redirects to the app: with a code if the query names a persona, else with an error.
pub(crate) async fn show(
    State(platform): State<Arc<Platform>>,
    RawQuery(query): RawQuery,
) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    // An error about the app must not redirect to it.
    let app = match app(&parameters) {
        Ok(app) => app,
        Err(error) => return (StatusCode::BAD_REQUEST, Json(error.body(""))).into_response(),
    };
    let state = parameters.get("state");
    let challenge = match challenge(&parameters) {
        Ok(challenge) => challenge,
        Err(error) => return redirect(app, &[("error", error)], state),
    };
    let Some(chosen) = parameters.get("persona") else {
        return page(&parameters, &platform.directory.personas());
    };
    let personas = platform.directory.personas();
    if !personas.iter().any(|persona| persona.name == chosen) {
        return redirect(app, &[("error", "access_denied")], state);
    }
    let code = platform.codes.issue(Granted {
        persona: chosen.to_owned(),
        // The app repeats the parameter as it is.
        redirect_uri: parameters
            .get("redirect_uri")
            .unwrap_or_default()
            .to_owned(),
        challenge: challenge.to_owned(),
        expires: platform.clock.now() + LIFE,
    });
    redirect(app, &[("code", &code)], state)
}

/// The URL of the app.
fn app(parameters: &Parameters) -> Result<Url, ApiError> {
    if parameters.get("client_id") != Some(TAB_CLIENT) {
        return Err(ApiError::oauth(400, "invalid_client", "client not found"));
    }
    let app = parameters.get("redirect_uri").map(str::parse::<Url>);
    match app {
        Some(Ok(app)) if is_on_loopback(&app) && app.fragment().is_none() => Ok(app),
        _ => Err(ApiError::oauth(
            400,
            "invalid_request",
            "redirect_uri is not registered: the client has those of loopback hosts",
        )),
    }
}

fn is_on_loopback(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}

/// The code challenge, which a client without a secret must send; otherwise the OAuth error.
fn challenge(parameters: &Parameters) -> Result<&str, &'static str> {
    if parameters.get("response_type") != Some("code") {
        return Err("unsupported_response_type");
    }
    let challenge = parameters.get("code_challenge").filter(|challenge| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        challenge.len() == CHALLENGE_LENGTH && challenge.bytes().all(is_letter)
    });
    let is_hash = parameters.get("code_challenge_method") == Some("S256");
    challenge.filter(|_| is_hash).ok_or("invalid_request")
}

fn redirect(mut app: Url, result: &[(&str, &str)], state: Option<&str>) -> Response {
    app.query_pairs_mut()
        .extend_pairs(result)
        .extend_pairs(state.map(|state| ("state", state)));
    (no_store(), Redirect::to(app.as_str())).into_response()
}

fn no_store() -> AppendHeaders<[(axum::http::HeaderName, HeaderValue); 2]> {
    AppendHeaders([
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ])
}

fn page(parameters: &Parameters, personas: &[Persona]) -> Response {
    let link = |persona: &str| {
        let mut query: Serializer<'_, String> = Serializer::new(String::new());
        query.extend_pairs(parameters.iter());
        query.append_pair("persona", persona);
        escaped(&format!("{PATH}?{}", query.finish()))
    };
    let row = |persona: &Persona| {
        let (name, about) = (escaped(&persona.name), escaped(persona.about));
        format!(
            "<li><a href=\"{}\">{name}</a> {about}</li>",
            link(&persona.name)
        )
    };
    let rows: String = personas.iter().map(row).collect();
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Log in</title>\
         <style>body{{font:16px/1.6 sans-serif;margin:2rem}}</style></head><body><main>\
         <h1>Log in to the simulated platform</h1><p>Choose a user:</p><ul>{rows}</ul>\
         <p><a href=\"{}\">Cancel</a></p></main></body></html>",
        link("")
    );
    let policy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
    let policy = [(CONTENT_SECURITY_POLICY, policy)];
    (no_store(), policy, Html(page)).into_response()
}

/// The text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
