//! One call: what it may cost, when it may be made, and what came of it. In this order: the
//! operation's cap, the credential's budget, a place, the operation's breaker; then it is sent, judged, read and
//! decoded. All of it ends at the request's deadline, and what passes by itself is tried again.

mod arguments;
mod judge;
mod read;
mod send;

use std::sync::atomic::{AtomicBool, Ordering};

use bytes::BytesMut;
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::breaker::Outcome;
use super::budget::{Share, Standing};
use super::record::Record;
use super::{Credential, Error, Operation, Platform, Token, UpstreamCaller};
use crate::fair_share::Full;
pub(super) use arguments::Arguments;
use judge::{Fault, judge};
use read::{decode, read};

impl Platform {
    /// Calls `operation` and decodes its answer.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        caller: &UpstreamCaller,
        operation: Operation,
        arguments: Arguments,
    ) -> Result<T, Error> {
        let began = Instant::now();
        let is_sent = AtomicBool::new(false);
        let (answer, retries) = self.answer(caller, operation, &arguments, &is_sent).await;
        let answer = answer.and_then(|body| decode(&body));
        caller.record(&answer, || Record {
            operation,
            id: arguments.id.clone(),
            ids: arguments.ids,
            retries,
            error: answer.as_ref().err().cloned(),
            began,
            ended: Instant::now(),
        });
        let outcome = answer.as_ref().map_or_else(Error::name, |_| "ok");
        if is_sent.into_inner() {
            self.counted
                .ended(operation.name(), outcome, began.elapsed());
        } else {
            self.counted.refused(operation.name(), outcome);
        }
        let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &answer {
            Ok(_) => tracing::debug!(?operation, milliseconds, retries, "upstream call answered"),
            Err(Error::NotFound) => {
                tracing::debug!(?operation, milliseconds, "upstream does not know it");
            }
            // One viewer that asks for too much would fill the log; metrics count these.
            Err(Error::RateLimited { .. }) => {
                tracing::debug!(?operation, milliseconds, "the rate limit is reached");
            }
            // Introspection logs refused tokens itself, at a bounded rate.
            Err(Error::Unauthenticated) if operation == Operation::TokenMe => {
                tracing::debug!(?operation, milliseconds, "the platform refused a token");
            }
            Err(error) => {
                tracing::warn!(?operation, milliseconds, retries, %error, "upstream call failed");
            }
        }
        answer
    }

    /// Makes the call, and makes it again as often as that is of use; with how often it was. Sets `is_sent` where
    /// anything is sent: the budget or a breaker may refuse the call.
    async fn answer(
        &self,
        caller: &UpstreamCaller,
        operation: Operation,
        arguments: &Arguments,
        is_sent: &AtomicBool,
    ) -> (Result<BytesMut, Error>, u32) {
        let mut retries = 0;
        loop {
            let fault = match self.attempt(caller, operation, arguments, is_sent).await {
                Ok(body) => return (Ok(body), retries),
                Err(fault) => fault,
            };
            let left = caller.deadline.saturating_duration_since(Instant::now());
            let pause = fault
                .passes
                .filter(|_| operation.is_repeatable() && !caller.is_exhausted())
                .and_then(|least| self.retries.again(retries, least, left, fastrand::f64()));
            let Some(pause) = pause else {
                return (Err(fault.error), retries);
            };
            sleep(pause).await;
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
    ) -> Result<BytesMut, Fault> {
        let exchange = |token: Token| async move {
            self.exchange(caller, &token, operation, arguments, is_sent)
                .await
        };
        let login = match &caller.credential {
            Credential::Viewer(token) => return exchange(token.clone()).await,
            Credential::Service(login) => login,
        };
        let issued = login.token(caller.deadline).await?;
        let mut answer = exchange(issued.token.clone()).await;
        let is_refused = matches!(&answer, Err(fault) if fault.error == Error::Unauthenticated);
        if is_refused && login.discard(&issued) {
            // Revoked before its time: one more try, with a new one.
            let issued = login.token(caller.deadline).await?;
            answer = exchange(issued.token).await;
        }
        answer.map_err(|fault| match fault.error {
            Error::Unauthenticated => Error::ServiceRefused.into(),
            Error::Forbidden | Error::OutOfReach => Error::ServiceForbidden.into(),
            _ => fault,
        })
    }

    /// Makes the call when it may be made, and takes in what its answer says of later ones.
    async fn exchange(
        &self,
        caller: &UpstreamCaller,
        token: &Token,
        operation: Operation,
        arguments: &Arguments,
        is_sent: &AtomicBool,
    ) -> Result<BytesMut, Fault> {
        caller.reserve_call()?;
        // An open breaker is no reason to wait for calls of the budget.
        self.breakers.check(operation)?;
        let budget = caller.budget(&self.budgets);
        let share = budget
            .take(operation, caller.viewer.as_ref(), caller.deadline)
            .await?;
        let permit = timeout_at(caller.deadline, self.calls.acquire(&caller.key)).await;
        let _permit = permit
            .map_err(|_| Error::Timeout)?
            .map_err(|Full| Error::Unavailable)?;
        // After the waits: a call that is about to be sent is the one that probes.
        let pass = self.breakers.pass(operation, caller.client)?;
        caller.count_sent();
        is_sent.store(true, Ordering::Relaxed);
        self.retries.earn();
        let left = caller.deadline.saturating_duration_since(Instant::now());
        let patience = left.min(self.settings.timeout);
        let answer = timeout(patience, self.fetch(token, operation, arguments, share)).await;
        let is_judged = answer.is_ok() || patience >= self.settings.timeout / 2;
        let answer = answer.unwrap_or(Err(Error::Timeout.into()));
        // A request that had little time left does not make the operation a slow one, and one that was
        // never sent says nothing of the platform.
        let is_judged = is_judged && !answer.as_ref().is_err_and(|fault| fault.is_unsent);
        if is_judged {
            let outcome = answer.as_ref().err().map(Fault::outcome);
            pass.settle(outcome.unwrap_or(Outcome::Answered));
        }
        answer
    }

    async fn fetch(
        &self,
        token: &Token,
        operation: Operation,
        arguments: &Arguments,
        share: Share,
    ) -> Result<BytesMut, Fault> {
        let response = self.send(token, operation, arguments).await?;
        let is_limited = response.status() == StatusCode::TOO_MANY_REQUESTS;
        let wait = is_limited.then(|| judge::wait(&response));
        share.answered(Standing::of(response.headers()), wait);
        read(judge(response).await?, self.settings.max_response_bytes).await
    }
}
