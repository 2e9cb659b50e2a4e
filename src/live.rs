//! What depends on the present: the status of a session, and, for customers who are watched, what
//! becomes of their sessions from one moment to the next.
//!
//! # Layout
//! - [`status`]: the badge, a pure function of a session's dates and the present.
//! - `book`, `watched`: what is known in one scope and of one customer; pure bookkeeping. `wheel` holds
//!   the instants at which statuses turn, `mailbox` what a subscriber has not been told yet.
//! - `sent`: the web messaging statuses that a subscriber was sent, which depend on the visits it can see.
//! - `channel`: one channel of the platform's notifications, for as long as it takes.
//! - `reader`: lists that are read, at the beginning and after a gap.
//! - `feeds`: the one of each scope.
//! - `coverage`: what requests have to do with it.
//!
//! The tasks of a scope are one: [`Live`] spawns it, and it ends with it.

mod book;
mod channel;
mod coverage;
mod feeds;
mod mailbox;
mod reader;
mod sent;
pub mod status;
mod watched;
mod wheel;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::cache::Scope;
use crate::clock::Clock;
use crate::model::channel::Shown;
use crate::model::id::CustomerId;
use crate::platform::{Credential, Platform, UpstreamCaller};
use book::{Book, Full};
use mailbox::Mailbox;

pub use book::Mark;
pub use feeds::Feeds;
pub use mailbox::{Change, ChangeKind, Post};
pub use sent::SentStatuses;

/// How the customers of a scope are watched.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Customers at once; of those whom nobody has subscribed to, the least recently used go first.
    pub customers: usize,
    /// A customer to whom nobody has subscribed is watched for so long after the last request.
    pub linger: Duration,
    /// Whether customers are watched whose journey is queried.
    pub cover_queries: bool,
    /// How long is kept what frames keep true.
    pub covered_ttl: Duration,
    /// How long sessions and lists are kept otherwise.
    pub open_ttl: Duration,
    /// How long what never changes is kept.
    pub ended_ttl: Duration,
    /// How long an answered call without a wrap-up stays live after its end.
    pub wrap_up_grace: TimeDelta,
    /// Which channels are shown.
    pub shown: Shown,
    /// For one call of the platform, retries included.
    pub patience: Duration,
}

/// The watch over the customers of one scope. Ends with the last of its holders.
pub struct Live {
    inner: Arc<Inner>,
    task: AbortHandle,
}

struct Inner {
    platform: Platform,
    scope: Arc<Scope>,
    clock: Clock,
    settings: Settings,
    /// What the platform is asked with: what whoever came last brought along.
    credential: Mutex<Credential>,
    book: Mutex<Book>,
    /// A channel has another record, or there is another channel.
    topics: Notify,
    /// A list is wanted.
    lists: Notify,
    /// A status turns at another instant than was expected.
    turns: Notify,
}

impl Live {
    /// Nothing is called until somebody is watched.
    pub fn new(
        platform: Platform,
        scope: Arc<Scope>,
        clock: Clock,
        settings: Settings,
        credential: Credential,
    ) -> Self {
        let book = Book::new(scope.clone(), &settings);
        let inner = Arc::new(Inner {
            platform,
            scope,
            clock,
            settings,
            credential: Mutex::new(credential),
            book: Mutex::new(book),
            topics: Notify::new(),
            lists: Notify::new(),
            turns: Notify::new(),
        });
        let task = tokio::spawn(run(inner.clone())).abort_handle();
        Self { inner, task }
    }

    /// From now on the platform is asked with this.
    pub fn renew(&self, credential: Credential) {
        let mut held = self.inner.credential.lock();
        *held
            .as_deref_mut()
            .unwrap_or_else(|poisoned| poisoned.get_mut()) = credential;
    }

    /// Subscribes `viewer` to the sessions of a customer; nothing where no more customers can be watched for it.
    pub fn subscribe(
        self: &Arc<Self>,
        customer: CustomerId,
        viewer: &Arc<str>,
    ) -> Option<Subscription> {
        let mailbox = Arc::new(Mailbox::default());
        let now = self.inner.clock.now();
        self.inner
            .change(|book| {
                book.watch(customer, viewer)?;
                book.pin(customer, viewer)?;
                book.subscribe(customer, &mailbox, now);
                Ok::<_, Full>(())
            })
            .ok()?;
        Some(Subscription {
            live: self.clone(),
            customer,
            mailbox,
        })
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Live")
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One subscriber's place, until it is dropped.
#[derive(Debug)]
pub struct Subscription {
    live: Arc<Live>,
    customer: CustomerId,
    mailbox: Arc<Mailbox>,
}

impl Subscription {
    /// Waits for something to tell. May be dropped and called again.
    pub async fn next(&self) -> Post {
        self.mailbox.next().await
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.live
            .inner
            .change(|book| book.unsubscribe(self.customer, &self.mailbox));
    }
}

impl Inner {
    /// Nothing under this lock waits or calls.
    fn book(&self) -> MutexGuard<'_, Book> {
        // A poisoned lock means that a panic came between two lines of bookkeeping; the notes stand.
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the book, and wakes whoever has something to do because of it.
    fn change<T>(&self, change: impl FnOnce(&mut Book) -> T) -> T {
        let mut book = self.book();
        let changed = change(&mut book);
        drop(book);
        self.topics.notify_one();
        self.lists.notify_one();
        self.turns.notify_one();
        changed
    }

    fn caller(&self) -> UpstreamCaller {
        let credential = self
            .credential
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        UpstreamCaller::new(credential.clone(), Instant::now() + self.settings.patience)
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// Everything that a scope's watch does, until it is dropped.
async fn run(inner: Arc<Inner>) {
    tokio::join!(channels(&inner), reader::run(&inner), turns(&inner));
}

/// One future a channel; as many as there are slots in the book.
async fn channels(inner: &Inner) {
    let mut running = FuturesUnordered::new();
    let wakes = std::cell::RefCell::new(Vec::<Arc<Notify>>::new());
    loop {
        let slots = inner.book().slots.len();
        while running.len() < slots {
            let wake = Arc::new(Notify::new());
            wakes.borrow_mut().push(wake.clone());
            running.push(channel::run(inner, running.len(), wake));
        }
        tokio::select! {
            () = inner.topics.notified() => {
                wakes.borrow().iter().for_each(|wake| wake.notify_one());
            }
            // They never end.
            Some(()) = running.next() => {}
        }
    }
}

/// Tells of statuses when they turn.
async fn turns(inner: &Inner) {
    loop {
        let next = inner.book().wheel.next();
        let due = async {
            match next {
                Some(at) => inner.clock.reaches(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = due => inner.book().turn(inner.now()),
            () = inner.turns.notified() => {}
        }
    }
}
