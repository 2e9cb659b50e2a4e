//! One upstream call. It passes, in this order, the call limit of the request, the rate budget of the credential, the
//! concurrency limit and the circuit breaker of the operation. Then it is sent; its status is checked, its body read
//! and decoded. All of it ends at the request's deadline. Failures that can pass are retried.

mod arguments;
mod attempt;
mod read;
mod send;
mod status;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::BytesMut;
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::breaker::Outcome;
use super::budget::{CallPermit, Standing};
use super::client::Platform;
use super::credential::{Credential, UpstreamCaller};
use super::error::Error;
use super::operation::Operation;
use super::record::CallRecord;
use super::token::Token;
use crate::fair_share::Full;
pub(super) use arguments::Arguments;
use attempt::FailedAttempt;
use read::{decode, read};
use status::{check_status, rate_limit_wait};

/// Shortest wait for the rate budget that metrics count. A call that need not wait takes microseconds.
const MIN_RATE_WAIT: Duration = Duration::from_millis(1);

impl Platform {
    /// Calls `operation` and decodes its response.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        caller: &UpstreamCaller,
        operation: Operation,
        arguments: Arguments,
    ) -> Result<T, Error> {
        let began = Instant::now();
        let is_sent = AtomicBool::new(false);
        let (body, retries) = self
            .call_with_retries(caller, operation, &arguments, &is_sent)
            .await;
        let response = body.and_then(|body| decode(&body));
        caller.record(&response, || CallRecord {
            operation,
            id: arguments.id.clone(),
            ids: arguments.ids,
            retries,
            error: response.as_ref().err().cloned(),
            began,
            ended: Instant::now(),
        });
        let outcome = response.as_ref().map_or_else(Error::name, |_| "ok");
        if is_sent.into_inner() {
            self.metrics
                .count_sent(operation.name(), outcome, began.elapsed());
            self.metrics.count_retries(operation.name(), retries);
            if operation.takes_many_ids() && arguments.ids > 0 {
                self.metrics.count_batch(operation.name(), arguments.ids);
            }
        } else {
            self.metrics.count_not_sent(operation.name(), outcome);
        }
        let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &response {
            Ok(_) => tracing::debug!(?operation, milliseconds, retries, "upstream call answered"),
            Err(Error::NotFound) => {
                tracing::debug!(?operation, milliseconds, "upstream entity not found");
            }
            // At warning level, one viewer with too many requests would fill the log; metrics count these.
            Err(Error::RateLimited { .. }) => {
                tracing::debug!(?operation, milliseconds, "upstream rate limit reached");
            }
            // The identity module logs refused tokens at a bounded rate.
            Err(Error::Unauthenticated) if operation == Operation::TokenMe => {
                tracing::debug!(?operation, milliseconds, "the platform refused a token");
            }
            Err(error) => {
                tracing::warn!(?operation, milliseconds, retries, %error, "upstream call failed");
            }
        }
        response
    }

    /// Makes the call with retries; also returns the number of retries. Sets `is_sent` when a request is sent: the
    /// budget or a breaker may refuse the call before.
    async fn call_with_retries(
        &self,
        caller: &UpstreamCaller,
        operation: Operation,
        arguments: &Arguments,
        is_sent: &AtomicBool,
    ) -> (Result<BytesMut, Error>, u32) {
        let mut retries = 0;
        loop {
            let failed = match self.attempt(caller, operation, arguments, is_sent).await {
                Ok(body) => return (Ok(body), retries),
                Err(failed) => failed,
            };
            let left = caller.deadline.saturating_duration_since(Instant::now());
            let delay = failed
                .retry_after
                .filter(|_| operation.is_safe() && !caller.is_exhausted())
                .and_then(|min| self.retries.next_backoff(retries, min, left));
            let Some(delay) = delay else {
                return (Err(failed.error), retries);
            };
            sleep(delay).await;
            retries += 1;
        }
    }

    /// Makes the call with the caller's credential.
    async fn attempt(
        &self,
        caller: &UpstreamCaller,
        operation: Operation,
        arguments: &Arguments,
        is_sent: &AtomicBool,
    ) -> Result<BytesMut, FailedAttempt> {
        let exchange = |token: Token| async move {
            self.exchange(caller, &token, operation, arguments, is_sent)
                .await
        };
        let login = match &caller.credential {
            Credential::Viewer(token) => return exchange(token.clone()).await,
            Credential::Service(login) => login,
        };
        let issued = login.token(caller.deadline).await?;
        let mut response = exchange(issued.token.clone()).await;
        let is_refused = matches!(&response, Err(failed) if failed.error == Error::Unauthenticated);
        if is_refused && login.discard(&issued) {
            // The platform revoked the token before it expired: retry once with a new one.
            let issued = login.token(caller.deadline).await?;
            response = exchange(issued.token).await;
        }
        response.map_err(|failed| match failed.error {
            Error::Unauthenticated => Error::ServiceRefused.into(),
            Error::Forbidden | Error::OutOfReach => Error::ServiceForbidden.into(),
            _ => failed,
        })
    }

    /// Passes the limits, sends the request, and updates the rate budget and the circuit breaker with the response.
    async fn exchange(
        &self,
        caller: &UpstreamCaller,
        token: &Token,
        operation: Operation,
        arguments: &Arguments,
        is_sent: &AtomicBool,
    ) -> Result<BytesMut, FailedAttempt> {
        caller.reserve_call()?;
        // Checked before the waits, so that a call that an open breaker refuses does not wait first.
        self.breakers.check(operation)?;
        let budget = caller.budget(&self.budgets);
        let started = Instant::now();
        let rate_permit = budget
            .acquire_in_fleet(
                operation,
                caller.viewer.as_ref(),
                caller.deadline,
                &caller.patience,
            )
            .await;
        let waited = started.elapsed();
        if waited >= MIN_RATE_WAIT {
            self.metrics.count_rate_wait(waited);
        }
        let rate_permit = rate_permit?;
        let permit = timeout_at(caller.deadline, self.concurrency.acquire(&caller.key)).await;
        let _permit = permit
            .map_err(|_| Error::Timeout)?
            .map_err(|Full| Error::Unavailable)?;
        // Admitted after the waits, so that the probe of an open breaker is sent at once.
        let admitted = self.breakers.admit(operation, caller.client)?;
        caller.count_sent();
        is_sent.store(true, Ordering::Relaxed);
        self.retries.deposit();
        let left = caller.deadline.saturating_duration_since(Instant::now());
        let call_timeout = left.min(self.settings.timeout);
        let fetch = self.fetch(token, operation, arguments, rate_permit);
        let response = timeout(call_timeout, fetch).await;
        // The timeout of a request with little time left does not show that the operation is slow, and a request that
        // could not be built does not show anything about the platform.
        let had_time = response.is_ok() || call_timeout >= self.settings.timeout / 2;
        let response = response.unwrap_or(Err(Error::Timeout.into()));
        let is_unsent = response.as_ref().is_err_and(|failed| failed.is_unsent);
        if had_time && !is_unsent {
            let outcome = response.as_ref().err().map(FailedAttempt::outcome);
            admitted.complete(outcome.unwrap_or(Outcome::Answered));
        }
        response
    }

    async fn fetch(
        &self,
        token: &Token,
        operation: Operation,
        arguments: &Arguments,
        rate_permit: CallPermit,
    ) -> Result<BytesMut, FailedAttempt> {
        let response = self.send(token, operation, arguments).await?;
        let is_limited = response.status() == StatusCode::TOO_MANY_REQUESTS;
        let wait = is_limited.then(|| rate_limit_wait(&response));
        rate_permit.record_response(Standing::from_headers(response.headers()), wait);
        let response = check_status(response).await?;
        read(response, self.settings.max_response_bytes).await
    }
}
