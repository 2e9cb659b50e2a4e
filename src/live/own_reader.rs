//! Reads the own conversations of a scope's user.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, sleep_until};

use super::own_conversations::OwnList;
use super::state::State;
use crate::backoff::Backoff;
use crate::platform::Error;

/// Pause after a read. A transfer causes several notifications within a second, which one read answers.
const READ_PAUSE: Duration = Duration::from_millis(500);

/// Pauses after the list could not be read. `failures` is at least 1.
const RETRY: Backoff = Backoff {
    min: Duration::from_secs(1),
    first: Duration::from_secs(2),
    factor: 2,
    max: Duration::from_mins(1),
};

/// Reads the list when it is due. Never returns.
pub(super) async fn run(state: &State) {
    let mut failures = 0;
    loop {
        let due = state.registry().own.due();
        let wait = async {
            match due {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = wait => {
                let error = read(state).await.err();
                failures = error.as_ref().map_or(0, |_| failures + 1);
                sleep(pause_after(error.as_ref(), failures)).await;
            }
            () = state.own_requested.notified() => {}
        }
    }
}

/// Reads the list once. The subscriptions end if the platform refuses it for good.
async fn read(state: &State) -> Result<(), Error> {
    let caller = state.caller().await;
    state.registry().own.start_read();
    let found = state.platform.own_conversations(&caller).await;
    state.check_credential(&caller);
    match found {
        Ok(found) => {
            let list = OwnList {
                conversations: found.into_iter().map(Arc::new).collect(),
                at: state.now(),
            };
            state.registry().own.publish(list);
            Ok(())
        }
        // The platform requires a user: `Rejected` is its answer to the token of an OAuth client.
        Err(Error::Rejected { .. } | Error::Forbidden | Error::OutOfReach | Error::NotFound) => {
            state.registry().own.end(&Error::Forbidden);
            Ok(())
        }
        Err(error) => {
            state.registry().own.request();
            Err(error)
        }
    }
}

fn pause_after(error: Option<&Error>, failures: u32) -> Duration {
    match error {
        None => READ_PAUSE,
        Some(Error::RateLimited { retry_after, .. }) => RETRY.delay(failures).max(*retry_after),
        Some(_) => RETRY.delay(failures),
    }
}
