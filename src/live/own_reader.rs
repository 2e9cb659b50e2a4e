//! Reads the own conversations of a scope's user.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, sleep_until};

use super::own_conversations::OwnList;
use super::state::State;
use crate::platform::Error;

/// Pause after a read. A transfer causes several notifications within a second, which one read answers.
const READ_PAUSE: Duration = Duration::from_millis(500);

/// Pause after the list could not be read.
const RETRY_PAUSE: Duration = Duration::from_secs(2);

/// Reads the list when it is due. Never returns.
pub(super) async fn run(state: &State) {
    loop {
        let due = state.registry().own.due();
        let wait = async {
            match due {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = wait => read(state).await,
            () = state.own_requested.notified() => {}
        }
    }
}

async fn read(state: &State) {
    let caller = state.caller().await;
    state.registry().own.start_read();
    let found = state.platform.own_conversations(&caller).await;
    state.check_credential(&caller);
    let pause = match found {
        Ok(found) => {
            let list = OwnList {
                conversations: found.into_iter().map(Arc::new).collect(),
                at: state.now(),
            };
            state.registry().own.publish(list);
            READ_PAUSE
        }
        // The platform requires a user, and this is the token of an OAuth client.
        Err(Error::Rejected { status: 400 }) => {
            state.registry().own.end(&Error::Forbidden);
            RETRY_PAUSE
        }
        Err(error) => {
            state.registry().own.request();
            match error {
                Error::RateLimited { retry_after } => retry_after,
                _ => RETRY_PAUSE,
            }
        }
    };
    sleep(pause).await;
}
