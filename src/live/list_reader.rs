//! Reads the lists of watched customers: for the first subscriber, and once after each gap.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::{Instant, sleep_until};

use super::state::State;
use crate::model::id::CustomerId;
use crate::model::session::{SessionPage, SessionPageKey};
use crate::platform::Error;

/// Maximum number of lists that are read at the same time.
const MAX_CONCURRENT_READS: usize = 8;

/// Page size: the default of `Customer.sessions`, so that both use the same cache entry.
const PAGE_SIZE: u32 = 32;

/// Pause after a list could not be read.
const RETRY_PAUSE: Duration = Duration::from_secs(2);

/// Interval at which customers without recent queries are removed.
const REMOVE_IDLE_INTERVAL: Duration = Duration::from_secs(15);

/// Reads pending lists. Never returns.
pub(super) async fn run(state: &State) {
    let mut running = FuturesUnordered::new();
    let mut remove_idle_at = Instant::now() + REMOVE_IDLE_INTERVAL;
    loop {
        let room = MAX_CONCURRENT_READS - running.len();
        let (due, next) = state.registry().take_due_lists(room);
        running.extend(due.into_iter().map(|customer| read(state, customer)));
        let next = next.map_or(remove_idle_at, |next| next.min(remove_idle_at));
        tokio::select! {
            Some(()) = running.next() => {}
            () = state.list_requested.notified() => {}
            () = sleep_until(next) => {}
        }
        if remove_idle_at <= Instant::now() {
            remove_idle_at = Instant::now() + REMOVE_IDLE_INTERVAL;
            if let Some(before) = Instant::now().checked_sub(state.settings.linger) {
                state.change(|registry| registry.forget_idle(before));
            }
        }
    }
}

async fn read(state: &State, customer: CustomerId) {
    let caller = state.caller().await;
    let started = state.registry().position();
    let key = SessionPageKey {
        customer,
        include_merged: true,
        size: PAGE_SIZE,
        after: None,
    };
    let page = state
        .platform
        .sessions_of_contact(&caller, customer, PAGE_SIZE, None, true)
        .await;
    state.check_credential(&caller);
    match page {
        Ok(page) => {
            let page = SessionPage::in_order(page.sessions, page.next.map(Arc::from));
            state.session_page_read(&key, &Arc::new(page), started, true);
        }
        Err(Error::NotFound) => state.change(|registry| registry.end_absent(customer)),
        Err(error) => {
            let pause = match error {
                Error::RateLimited { retry_after, .. } => retry_after,
                _ => RETRY_PAUSE,
            };
            state.change(|registry| registry.postpone_list(customer, pause));
        }
    }
}
