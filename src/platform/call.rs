//! One upstream call. It passes, in this order, the call limit of the request, the rate budget of the credential, the
//! concurrency limit, the circuit breaker of the operation and the rate budget of the fleet. Then it is sent; its status is checked, its body read
//! and decoded. All of it ends at the request's deadline. Failures that can pass are retried.

mod arguments;
mod attempt;
mod body;
mod decode;
mod gzip;
mod log;
mod progress;
mod send;
mod span;
mod status;

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use hyper::StatusCode;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout_at};

use super::breaker::{AdmittedCall, Outcome};
use super::budget::{CallPermit, Standing};
use super::call_key::CallKey;
use super::client::Platform;
use super::credential::{Credential, UpstreamCaller};
use super::error::Error;
use super::operation::Operation;
use super::record::CallRecord;
use crate::fair_share::{Full, Permit};
use crate::secret::Token;
use crate::trace::{Scope, TraceContext};
pub(super) use arguments::Arguments;
use arguments::Request;
use attempt::FailedAttempt;
use body::read;
use decode::decode;
use log::log;
use progress::Progress;
use status::{check_status, rate_limit_wait};

/// Shortest wait for the rate budget that metrics count. A call that need not wait takes microseconds.
const MIN_RATE_WAIT: Duration = Duration::from_millis(1);

/// A call that has passed all limits and is sent at once.
struct Passed {
    rate_permit: CallPermit,
    _concurrency: Permit<CallKey>,
    admitted: AdmittedCall,
}

impl Platform {
    /// Calls an operation and decodes its response.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        caller: &UpstreamCaller,
        arguments: Arguments,
    ) -> Result<T, Error> {
        let began = Instant::now();
        let progress = Progress::begin();
        let request = arguments.into_request(&self.base_url);
        let operation = request.operation;
        let body = self.call_with_retries(caller, &request, &progress).await;
        let correlation_id = progress.correlation_id();
        let response = body
            .and_then(|body| decode(&body))
            .map_err(|error| error.with_correlation_id(correlation_id.clone()));
        caller.record(&response, || CallRecord {
            operation,
            id: request.id(),
            ids: request.ids,
            retries: progress.retries(),
            correlation_id,
            error: response.as_ref().err().cloned(),
            began,
            ended: Instant::now(),
        });
        let outcome = response.as_ref().map_or_else(Error::name, |_| "ok");
        let took = began.elapsed();
        if progress.is_sent() {
            self.metrics.count_sent(operation.name(), outcome, took);
            self.metrics
                .count_retries(operation.name(), progress.retries());
            if operation.takes_many_ids() && request.ids > 0 {
                self.metrics.count_batch(operation.name(), request.ids);
            }
        } else {
            self.metrics.count_not_sent(operation.name(), outcome);
        }
        log(operation, &response, &progress, took, &self.failures);
        response
    }

    /// Makes the call with retries.
    async fn call_with_retries(
        &self,
        caller: &UpstreamCaller,
        request: &Request,
        progress: &Progress,
    ) -> Result<Bytes, Error> {
        loop {
            let failed = match self.attempt(caller, request, progress).await {
                Ok(body) => return Ok(body),
                Err(failed) => failed,
            };
            let left = caller.deadline.saturating_duration_since(Instant::now());
            let delay = failed
                .retry_after
                .filter(|_| request.operation.is_safe() && !caller.is_exhausted())
                .and_then(|min| self.retries.next_backoff(progress.retries(), min, left));
            let Some(delay) = delay else {
                return Err(failed.error);
            };
            sleep(delay).await;
            progress.count_retry();
        }
    }

    /// Makes the call with the caller's credential.
    async fn attempt(
        &self,
        caller: &UpstreamCaller,
        request: &Request,
        progress: &Progress,
    ) -> Result<Bytes, FailedAttempt> {
        let exchange =
            |token: Token| async move { self.exchange(caller, &token, request, progress).await };
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
            Error::Unauthenticated => Error::ServiceRefused(None).into(),
            Error::Forbidden | Error::OutOfReach => Error::ServiceForbidden(None).into(),
            _ => failed,
        })
    }

    /// Passes the limits, sends the request, and updates the rate budget and the circuit breaker with the response.
    async fn exchange(
        &self,
        caller: &UpstreamCaller,
        token: &Token,
        request: &Request,
        progress: &Progress,
    ) -> Result<Bytes, FailedAttempt> {
        progress.begin_attempt();
        let (operation, ids) = (request.operation, request.ids);
        let waiting = Instant::now();
        let passed = self.pass_limits(caller, operation).await;
        let now = Instant::now();
        let (api, waited) = (&self.settings.api, now.saturating_duration_since(waiting));
        let span = span::start(progress, operation, ids, api, waited, passed.is_ok());
        let exchanged = async {
            let Passed {
                rate_permit,
                _concurrency,
                admitted,
            } = passed?;
            caller.count_sent();
            progress.set_sent();
            self.retries.deposit();
            let left = caller.deadline.saturating_duration_since(now);
            let call_timeout = left.min(self.settings.timeout);
            let parent = span.scope().or(progress.scope.as_ref());
            let parent = parent.map(Scope::context);
            // Pinned, so that this future stores it once.
            let fetch = pin!(self.fetch(token, request, rate_permit, parent, progress));
            let response = timeout_at(now + call_timeout, fetch).await;
            // The timeout of a request with little time left does not show that the operation is slow, and a request that
            // could not be built does not show anything about the platform.
            let had_time = response.is_ok() || call_timeout >= self.settings.timeout / 2;
            let response = response.unwrap_or(Err(Error::Timeout(None).into()));
            let is_unsent = response.as_ref().is_err_and(|failed| failed.is_unsent);
            if had_time && !is_unsent {
                let outcome = response.as_ref().err().map(FailedAttempt::outcome);
                admitted.complete(outcome.unwrap_or(Outcome::Answered));
            }
            response
        }
        .await;
        span::finish(span, progress, &exchanged);
        exchanged
    }

    /// Passes the limits of the request, the rate budget, the concurrent calls and the circuit breaker.
    async fn pass_limits(
        &self,
        caller: &UpstreamCaller,
        operation: Operation,
    ) -> Result<Passed, Error> {
        caller.reserve_call()?;
        let (budget, viewer) = (caller.budget(&self.budgets), caller.viewer.as_ref());
        budget.record_demand(viewer);
        loop {
            // Checked before the waits, so that a call that an open breaker refuses does not wait first.
            self.breakers.check(operation)?;
            let started = Instant::now();
            let rate_permit = budget.acquire(operation, viewer, caller.deadline).await;
            let waited = started.elapsed();
            if waited >= MIN_RATE_WAIT {
                self.metrics.count_rate_wait(waited);
            }
            let rate_permit = rate_permit?;
            let permit = timeout_at(caller.deadline, self.concurrency.acquire(&caller.key)).await;
            let permit = permit
                .map_err(|_| Error::Timeout(None))?
                .map_err(|Full| Error::Unavailable(None))?;
            // Admitted after the waits, so that the probe of an open breaker is sent at once.
            let admitted = self.breakers.admit(operation, caller.client)?;
            // Counted last, because the other nodes do without this call even if it is not sent.
            if rate_permit.take_in_fleet(viewer, &caller.redis_limit).await {
                return Ok(Passed {
                    rate_permit,
                    _concurrency: permit,
                    admitted,
                });
            }
        }
    }

    async fn fetch(
        &self,
        token: &Token,
        request: &Request,
        rate_permit: CallPermit,
        parent: Option<&TraceContext>,
        progress: &Progress,
    ) -> Result<Bytes, FailedAttempt> {
        let response = self.send(token, request, parent).await?;
        progress.set_response(&response);
        let is_limited = response.status() == StatusCode::TOO_MANY_REQUESTS;
        let wait = is_limited.then(|| rate_limit_wait(&response));
        rate_permit.record_response(Standing::from_headers(response.headers()), wait);
        let response = check_status(response).await?;
        read(response, self.settings.max_response_bytes).await
    }
}
