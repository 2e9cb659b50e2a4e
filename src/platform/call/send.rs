//! The one place that sends.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use reqwest::{Response, header};
use tokio::time::{Instant, timeout_at};

use super::Arguments;
use super::judge::{Fault, judge};
use super::read::{decode, read};
use crate::platform::login::Granted;
use crate::platform::{Client, Error, Operation, Platform, Token};

/// What may stand unescaped in a path segment: neither a slash nor a dot, so that no id can climb.
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
    #[expect(clippy::disallowed_methods, reason = "the one place that sends")]
    pub(super) async fn send(
        &self,
        token: &Token,
        operation: Operation,
        arguments: &Arguments,
    ) -> Result<Response, Fault> {
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
        let mut request = self.http.request(method, url).bearer_auth(token.expose());
        if let Some(body) = &arguments.body {
            request = request
                .header(header::CONTENT_TYPE, "application/json")
                .body(body.clone());
        }
        request.send().await.map_err(|error| Fault::of(&error))
    }

    /// Whether the API answers at all, with whatever status.
    #[expect(
        clippy::disallowed_methods,
        reason = "no operation: the answer is not read"
    )]
    pub async fn is_reachable(&self) -> bool {
        let deadline = Instant::now() + self.settings.connect_timeout;
        let request = self.http.get(self.settings.api.clone()).send();
        matches!(timeout_at(deadline, request).await, Ok(Ok(_)))
    }

    /// Logs in with client credentials, which is no operation of the API: `POST /oauth/token` of the
    /// log-in host. Whatever it says against the client is [`Error::ServiceRefused`].
    #[expect(clippy::disallowed_methods, reason = "no operation of the API")]
    pub(in crate::platform) async fn log_in(
        &self,
        client: &Client,
        deadline: Instant,
    ) -> Result<Granted, Error> {
        let mut url = client.login.clone();
        url.set_path("/oauth/token");
        let request = self
            .http
            .post(url)
            .basic_auth(&client.id, Some(client.secret.expose()))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body("grant_type=client_credentials");
        let exchange = async {
            let response = request.send().await.map_err(|_| Fault::lost())?;
            read(judge(response).await?, self.settings.max_response_bytes).await
        };
        let deadline = deadline.min(Instant::now() + self.settings.timeout);
        let answer = timeout_at(deadline, exchange).await;
        let body = answer.unwrap_or(Err(Error::Timeout.into()));
        let body = body.map_err(|fault| match fault.error {
            Error::Unauthenticated
            | Error::Forbidden
            | Error::NotFound
            | Error::Rejected { .. } => Error::ServiceRefused,
            error => error,
        })?;
        decode(&body)
    }
}
