//! Lists of sessions that are read for the watch: when somebody begins to watch a customer, and once
//! after each gap.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::{Instant, sleep_until};

use super::Inner;
use crate::cache::{Sessions, SessionsKey};
use crate::model::id::CustomerId;
use crate::platform::Error;

/// Lists being read at once.
const AT_ONCE: usize = 8;

/// Sessions of the page that is read: what `Customer.sessions` asks for where it is not said how many,
/// so that both are one entry of the cache.
const PAGE: u32 = 32;

/// Until a list that could not be read is tried again.
const PAUSE: Duration = Duration::from_secs(2);

/// How often it is looked whom nobody has asked for lately.
const SWEEP: Duration = Duration::from_secs(15);

/// Reads what is wanted, for ever.
pub(super) async fn run(inner: &Inner) {
    let mut running = FuturesUnordered::new();
    let mut sweep = Instant::now() + SWEEP;
    loop {
        let (due, next) = inner.book().due(AT_ONCE - running.len());
        running.extend(due.into_iter().map(|customer| read(inner, customer)));
        let next = next.map_or(sweep, |next| next.min(sweep));
        tokio::select! {
            Some(()) = running.next() => {}
            () = inner.lists.notified() => {}
            () = sleep_until(next) => {}
        }
        if sweep <= Instant::now() {
            sweep = Instant::now() + SWEEP;
            if let Some(before) = Instant::now().checked_sub(inner.settings.linger) {
                inner.change(|book| book.sweep(before));
            }
        }
    }
}

async fn read(inner: &Inner, customer: CustomerId) {
    let mark = inner.book().mark();
    let key = SessionsKey {
        customer,
        include_merged: true,
        size: PAGE,
        after: None,
    };
    let page = inner
        .platform
        .sessions_of_contact(&inner.caller(), customer, PAGE, None, true)
        .await;
    let page = match page {
        Ok(page) => page,
        // Nobody of this id: there is nothing to tell, and maybe never will be.
        Err(Error::NotFound) => {
            let nothing = Sessions::in_order(Vec::new(), None);
            let now = inner.now();
            inner.change(|book| book.read(&key, &nothing, mark, now));
            return;
        }
        Err(error) => {
            let pause = match error {
                Error::RateLimited { retry_after } => retry_after,
                _ => PAUSE,
            };
            inner.change(|book| book.put_off(customer, pause));
            return;
        }
    };
    let sessions = page.sessions.into_iter().map(Arc::new).collect();
    let page = Sessions::in_order(sessions, page.next.map(Arc::from));
    inner.keep(&key, page, mark);
}
