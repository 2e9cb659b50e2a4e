//! One call: wait for a place, send, judge the status, read under a cap, decode; all within a
//! deadline.

use std::fmt::Display;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use reqwest::{Response, StatusCode, header};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout_at};

use super::login::Granted;
use super::{Caller, Client, Credential, Error, Operation, Platform, Token};

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

/// The platform's rate window, for a 429 that does not say how long to wait.
const RATE_WINDOW: Duration = Duration::from_mins(1);

/// The longest wait that a 429 is believed.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// Bytes of a 403 that are looked at.
const LARGEST_REFUSAL: usize = 16_384;

/// What goes with an operation.
#[derive(Debug, Clone, Default)]
pub(super) struct Arguments {
    /// For `{id}` in the path.
    pub(super) id: Option<String>,
    /// In order; a key may repeat.
    pub(super) query: Vec<(&'static str, String)>,
    body: Option<Bytes>,
}

impl Arguments {
    /// Of an operation with `{id}` in its path.
    pub(super) fn of(id: impl Display) -> Self {
        Self {
            id: Some(id.to_string()),
            ..Self::default()
        }
    }

    /// Adds a query parameter.
    pub(super) fn with(mut self, key: &'static str, value: impl Display) -> Self {
        self.query.push((key, value.to_string()));
        self
    }

    /// Adds `key` once for each value, which is how the platform takes lists.
    pub(super) fn with_each<T: ToString>(mut self, key: &'static str, values: &[T]) -> Self {
        self.query
            .extend(values.iter().map(|value| (key, value.to_string())));
        self
    }

    /// Sets the JSON body.
    pub(super) fn body(mut self, body: &impl Serialize) -> Result<Self, Error> {
        self.body = Some(serde_json::to_vec(body).map_err(|_| Error::Invalid)?.into());
        Ok(self)
    }
}

impl Platform {
    /// Calls `operation` and decodes its answer.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        operation: Operation,
        arguments: Arguments,
    ) -> Result<T, Error> {
        let started = Instant::now();
        let deadline = caller.deadline.min(started + self.settings.timeout);
        let answer = timeout_at(deadline, self.answer(caller, operation, arguments)).await;
        let answer = answer
            .unwrap_or(Err(Error::Timeout))
            .and_then(|body| decode(&body));
        caller.count(&answer);
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &answer {
            Ok(_) => tracing::debug!(?operation, milliseconds, "upstream call answered"),
            Err(Error::NotFound) => {
                tracing::debug!(?operation, milliseconds, "upstream does not know it");
            }
            Err(error) => tracing::warn!(?operation, milliseconds, %error, "upstream call failed"),
        }
        answer
    }

    async fn answer(
        &self,
        caller: &Caller,
        operation: Operation,
        arguments: Arguments,
    ) -> Result<BytesMut, Error> {
        let login = match &caller.credential {
            Credential::Viewer(token) => return self.exchange(token, operation, arguments).await,
            Credential::Service(login) => login,
        };
        let issued = login.token(caller.deadline).await?;
        let mut answer = self
            .exchange(&issued.token, operation, arguments.clone())
            .await;
        if answer == Err(Error::Unauthenticated) {
            // Revoked before its time: one more try, with a new one.
            login.discard(&issued);
            let issued = login.token(caller.deadline).await?;
            answer = self.exchange(&issued.token, operation, arguments).await;
        }
        answer.map_err(|error| match error {
            Error::Unauthenticated => Error::ServiceRefused,
            Error::Forbidden | Error::OutOfReach => Error::ServiceForbidden,
            error => error,
        })
    }

    async fn exchange(
        &self,
        token: &Token,
        operation: Operation,
        arguments: Arguments,
    ) -> Result<BytesMut, Error> {
        // The semaphore is never closed; were it, nothing could be called any more.
        let _place = self.calls.acquire().await.map_err(|_| Error::Unavailable)?;
        let response = self.send(token, operation, arguments).await?;
        match judge(&response) {
            Err(Error::Forbidden) => Err(refusal(response).await),
            judged => {
                judged?;
                read(response, self.settings.max_response_bytes).await
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that sends")]
    async fn send(
        &self,
        token: &Token,
        operation: Operation,
        arguments: Arguments,
    ) -> Result<Response, Error> {
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
        if let Some(body) = arguments.body {
            request = request
                .header(header::CONTENT_TYPE, "application/json")
                .body(body);
        }
        request.send().await.map_err(|error| {
            if error.is_timeout() {
                Error::Timeout
            } else {
                Error::Unavailable
            }
        })
    }
}

fn judge(response: &Response) -> Result<(), Error> {
    let status = response.status();
    match status {
        StatusCode::UNAUTHORIZED => Err(Error::Unauthenticated),
        StatusCode::FORBIDDEN => Err(Error::Forbidden),
        StatusCode::NOT_FOUND => Err(Error::NotFound),
        StatusCode::TOO_MANY_REQUESTS => Err(Error::RateLimited {
            retry_after: retry_after(response),
        }),
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Err(Error::Timeout),
        _ if status.is_success() => Ok(()),
        _ if status.is_server_error() => Err(Error::Unavailable),
        _ if status.is_client_error() => Err(Error::Rejected {
            status: status.as_u16(),
        }),
        // A redirect: the contract knows none.
        _ => Err(Error::Invalid),
    }
}

/// Which 403 it is, by the code in its body (facts, section 12).
async fn refusal(response: Response) -> Error {
    #[derive(Deserialize)]
    struct Body {
        code: Option<String>,
    }
    let body = read(response, LARGEST_REFUSAL).await.ok();
    let body = body.and_then(|body| serde_json::from_slice(&body).ok());
    match body {
        Some(Body { code: Some(code) }) if code == "missing.division.permission" => {
            Error::OutOfReach
        }
        _ => Error::Forbidden,
    }
}

fn retry_after(response: &Response) -> Duration {
    response
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map_or(RATE_WINDOW, Duration::from_secs)
        .min(LONGEST_WAIT)
}

async fn read(mut response: Response, cap: usize) -> Result<BytesMut, Error> {
    let length = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    let mut body = BytesMut::with_capacity(length.unwrap_or(0).min(cap));
    while let Some(chunk) = response.chunk().await.map_err(|_| Error::Unavailable)? {
        if body.len() + chunk.len() > cap {
            return Err(Error::Invalid);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    // Every answer is an object. A list would be read as an object's fields in their order.
    if body.trim_ascii_start().first() != Some(&b'{') {
        tracing::warn!("upstream answer is no object");
        return Err(Error::Invalid);
    }
    serde_json::from_slice(body).map_err(|error| {
        // The position is ours to know; the text around it is the customer's.
        tracing::warn!(
            line = error.line(),
            column = error.column(),
            "upstream answer could not be decoded"
        );
        Error::Invalid
    })
}

impl Platform {
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
    pub(super) async fn log_in(
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
            let response = request.send().await.map_err(|_| Error::Unavailable)?;
            judge(&response)?;
            read(response, self.settings.max_response_bytes).await
        };
        let deadline = deadline.min(Instant::now() + self.settings.timeout);
        let answer = timeout_at(deadline, exchange).await;
        let body = answer.unwrap_or(Err(Error::Timeout));
        let body = body.map_err(|error| match error {
            Error::Unauthenticated
            | Error::Forbidden
            | Error::NotFound
            | Error::Rejected { .. } => Error::ServiceRefused,
            error => error,
        })?;
        decode(&body)
    }
}
