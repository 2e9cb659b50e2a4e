//! Sends requests; the only module that does.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use reqwest::{RequestBuilder, Response, header};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::arguments::Arguments;
use super::attempt::FailedAttempt;
use super::read::{decode, read};
use super::status::check_status;
use crate::platform::client::Platform;
use crate::platform::correlation_id::CorrelationId;
use crate::platform::error::Error;
use crate::platform::login::Client;
use crate::platform::login::TokenResponse;
use crate::platform::operation::Operation;
use crate::platform::unreachable::Unreachable;
use crate::secret::Token;
use crate::trace::{Kind, Scope, Span, TRACEPARENT, TRACESTATE, TraceContext};

/// Characters that are escaped in a path segment. Slash and dot are among them, so that no id can change the path.
const PATH_SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'?')
    .add(b'\\')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'^')
    .add(b'[')
    .add(b']')
    .add(b';')
    .add(b':')
    .add(b'@')
    .add(b'&')
    .add(b'=')
    .add(b'+')
    .add(b'$')
    .add(b',')
    .add(b'.');

impl Platform {
    #[expect(
        clippy::disallowed_methods,
        reason = "the only function that sends operations"
    )]
    pub(super) async fn send(
        &self,
        token: &Token,
        operation: Operation,
        arguments: &Arguments,
        parent: Option<&TraceContext>,
    ) -> Result<Response, FailedAttempt> {
        let (method, template) = operation.template();
        let mut url = self.settings.api.clone();
        match &arguments.id {
            Some(id) => url.set_path(
                &template.replace("{id}", &utf8_percent_encode(id, PATH_SEGMENT).to_string()),
            ),
            None => url.set_path(template),
        }
        if !arguments.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&arguments.query);
        }
        let request = self.http.request(method, url).bearer_auth(token.expose());
        let mut request = with_trace(request, parent);
        if let Some(body) = &arguments.body {
            request = request
                .header(header::CONTENT_TYPE, "application/json")
                .body(body.clone());
        }
        request
            .send()
            .await
            .map_err(|error| FailedAttempt::from_reqwest(&error))
    }

    /// Sends a request to `url`, a host of the platform. Any status is a response.
    #[expect(
        clippy::disallowed_methods,
        reason = "not an operation: the response is not read"
    )]
    pub async fn reach(&self, url: &Url) -> Result<(), Unreachable> {
        let max_wait = self.settings.connect_timeout;
        let is_proxied = self.settings.outbound.is_proxied(url);
        match timeout(max_wait, self.http.get(url.clone()).send()).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => {
                Err(Unreachable::diagnose(url, Some(&error), max_wait, is_proxied).await)
            }
            Err(_) => Err(Unreachable::diagnose(url, None, max_wait, is_proxied).await),
        }
    }

    /// Logs in with client credentials at `POST /oauth/token` of the log-in host. If the host refuses the client, the
    /// error is [`Error::ServiceRefused`].
    #[expect(clippy::disallowed_methods, reason = "not an operation of the API")]
    pub(in crate::platform) async fn log_in(
        &self,
        client: &Client,
        deadline: Instant,
    ) -> Result<TokenResponse, Error> {
        let mut url = client.login.clone();
        url.set_path("/oauth/token");
        let scope = Scope::current();
        let mut span = match &scope {
            Some(scope) => Span::start(scope, "POST /oauth/token", Kind::Client),
            None => Span::default(),
        };
        span.set("http.request.method", "POST");
        span.set("url.template", "/oauth/token");
        let parent = span.scope().or(scope.as_ref());
        let parent = parent.map(Scope::context);
        let request = with_trace(self.http.post(url), parent)
            .basic_auth(&client.id, Some(client.secret.current().expose()))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body("grant_type=client_credentials");
        let exchange = async {
            let response = request.send().await;
            let response = response.map_err(|_| FailedAttempt::connection_lost())?;
            let id = CorrelationId::from_headers(response.headers());
            let body = async {
                let response = check_status(response).await?;
                read(response, self.settings.max_response_bytes).await
            };
            body.await.map_err(|failed: FailedAttempt| FailedAttempt {
                error: failed.error.with_correlation_id(id),
                ..failed
            })
        };
        let deadline = deadline.min(Instant::now() + self.settings.timeout);
        let body = timeout_at(deadline, exchange).await;
        let body = body.unwrap_or(Err(Error::Timeout(None).into()));
        let body = body.map_err(|failed| match failed.error {
            Error::Unauthenticated | Error::Forbidden | Error::NotFound => {
                Error::ServiceRefused(None)
            }
            Error::Rejected { correlation_id, .. } => Error::ServiceRefused(correlation_id),
            error => error,
        });
        if let Err(error) = &body {
            span.fail(error.name());
        }
        span.end();
        let body = body?;
        decode(&body)
    }
}

/// Adds the headers of the trace.
fn with_trace(request: RequestBuilder, parent: Option<&TraceContext>) -> RequestBuilder {
    let Some(parent) = parent else {
        return request;
    };
    let request = request.header(TRACEPARENT, parent.traceparent());
    match parent.tracestate() {
        Some(state) => request.header(TRACESTATE, state),
        None => request,
    }
}
