//! One channel, for as long as it takes: made when a customer is watched, its socket kept
//! open, its topics kept up to date. Whatever ends the socket is a gap: nothing is covered until the
//! topics are confirmed again.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, sleep_until};

use super::Inner;
use crate::model::id::CustomerId;
use crate::platform::{Change, Channel, Error, Frame, Socket, Topic};

/// A channel lives for a day after its topics were last set.
const LIFE: TimeDelta = TimeDelta::hours(24);
/// So long before its end its topics are set again.
const AHEAD: TimeDelta = TimeDelta::hours(1);

/// How long topics that nobody waits for are gathered, so that many customers queried one after the
/// other cost one call.
const GATHER: Duration = Duration::from_millis(500);

/// After a socket that ended, and after each attempt in vain twice as long, up to the last.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Attempts at a channel that exists, before another one is made.
const ATTEMPTS: u32 = 5;

/// Why a socket ended.
enum End {
    /// Nobody is watched on it any more.
    Unneeded,
    /// It was announced: there is another one to be had at once.
    Closing,
    /// It broke, or could not be had.
    Broken,
    /// The channel is not there any more.
    Gone,
}

/// Keeps a channel for the records of `slot`, for ever.
pub(super) async fn run(inner: &Inner, slot: usize, wake: Arc<Notify>) {
    let mut channel = None;
    let mut failures = 0;
    loop {
        while inner.book().topics(slot).0.is_empty() {
            wake.notified().await;
        }
        let mut line = Line {
            inner,
            slot,
            wake: &wake,
            failures: &mut failures,
        };
        let end = line.hold(&mut channel).await;
        inner.book().lose(slot);
        match end {
            End::Unneeded => channel = None,
            End::Closing => {}
            End::Gone => {
                channel = None;
                failures += 1;
            }
            End::Broken => {
                failures += 1;
                if failures % ATTEMPTS == 0 {
                    channel = None;
                }
            }
        }
        if failures > 0 {
            tracing::warn!(slot, failures, "notifications are interrupted");
            sleep(pause(failures)).await;
        }
    }
}

/// Anything up to twice as long as the last time, so that many who lost the same do not come back at once.
fn pause(failures: u32) -> Duration {
    let longest = FIRST_PAUSE
        .saturating_mul(1 << failures.min(16))
        .min(LONGEST_PAUSE);
    let [.., a, b] = uuid::Uuid::new_v4().into_bytes();
    longest.mul_f64(f64::from(u16::from_be_bytes([a, b])) / f64::from(u16::MAX))
}

/// One socket of a channel.
struct Line<'a> {
    inner: &'a Inner,
    slot: usize,
    wake: &'a Notify,
    failures: &'a mut u32,
}

/// The topics of a call, and its result.
type Set = (Change, BTreeSet<Topic>, Result<Vec<Topic>, Error>);
/// A change of topics under way.
type Setting<'a> = Pin<Box<dyn Future<Output = Set> + Send + 'a>>;

impl Line<'_> {
    async fn hold(&mut self, channel: &mut Option<Channel>) -> End {
        let now = self.inner.now();
        if channel
            .as_ref()
            .is_some_and(|channel| channel.expires_at.is_some_and(|at| at <= now))
        {
            *channel = None;
        }
        let channel = match channel {
            Some(channel) => channel,
            None => match self
                .inner
                .platform
                .create_channel(&self.inner.caller())
                .await
            {
                Ok(created) => channel.insert(created),
                Err(_) => return End::Broken,
            },
        };
        // First the socket, then the topics: no frame from then on is lost.
        match self.inner.platform.listen(channel).await {
            Ok(socket) => self.listen(channel, socket).await,
            Err(Error::NotFound) => End::Gone,
            Err(_) => End::Broken,
        }
    }

    async fn listen(&mut self, channel: &mut Channel, mut socket: Socket) -> End {
        let inner = self.inner;
        let mut held = BTreeSet::new();
        let mut setting: Option<Setting<'_>> = None;
        let mut gathering: Option<Instant> = None;
        let mut is_first = true;
        loop {
            let (wanted, is_urgent) = inner.book().topics(self.slot);
            if wanted.is_empty() && setting.is_none() {
                return End::Unneeded;
            }
            if setting.is_none() && (is_first || !wanted.is_subset(&held)) {
                let since = *gathering.get_or_insert_with(Instant::now);
                if is_first || is_urgent || since.elapsed() >= GATHER {
                    gathering = None;
                    let (change, topics) = if is_first || !held.is_subset(&wanted) {
                        (Change::Replace, wanted)
                    } else {
                        (Change::Add, wanted.difference(&held).copied().collect())
                    };
                    is_first = false;
                    setting = Some(set(inner, channel.clone(), change, topics));
                }
            } else if setting.is_none() {
                // What was wanted is not wanted any more.
                gathering = None;
            }
            let gathered = gathering.map(|since| since + GATHER);
            tokio::select! {
                frame = socket.next() => match frame {
                    Some(frame) => if let Some(end) = inner.hear(frame) {
                        return end;
                    },
                    None => return End::Broken,
                },
                (change, topics, outcome) = settled(&mut setting) => {
                    setting = None;
                    match outcome {
                        Ok(permitted) => {
                            *self.failures = 0;
                            channel.expires_at = Some(inner.now() + LIFE);
                            if change == Change::Replace {
                                held.clear();
                            }
                            held.extend(topics.iter().copied());
                            inner.permitted(&topics, &permitted);
                        }
                        Err(Error::NotFound) => return End::Gone,
                        Err(Error::RateLimited { retry_after }) => {
                            sleep(retry_after.min(LONGEST_PAUSE)).await;
                            return End::Broken;
                        }
                        Err(_) => return End::Broken,
                    }
                }
                () = self.wake.notified() => {}
                () = until(gathered) => {}
                () = ahead(inner, channel.expires_at), if setting.is_none() => is_first = true,
            }
        }
    }
}

/// Sets or adds topics.
fn set(inner: &Inner, channel: Channel, change: Change, topics: BTreeSet<Topic>) -> Setting<'_> {
    Box::pin(async move {
        let caller = inner.caller();
        let outcome = inner
            .platform
            .change_topics(&caller, &channel, change, &topics)
            .await;
        (change, topics, outcome)
    })
}

async fn settled(setting: &mut Option<Setting<'_>>) -> Set {
    match setting {
        Some(setting) => setting.await,
        None => std::future::pending().await,
    }
}

async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

/// Until it is time to give the channel another day.
async fn ahead(inner: &Inner, expires_at: Option<DateTime<Utc>>) {
    match expires_at {
        Some(at) => inner.clock.reaches(at - AHEAD).await,
        None => std::future::pending().await,
    }
}

impl Inner {
    fn permitted(&self, wanted: &BTreeSet<Topic>, permitted: &[Topic]) {
        let mut covered: BTreeMap<CustomerId, (bool, bool)> = BTreeMap::new();
        for topic in permitted {
            match topic {
                Topic::Sessions(id) => covered.entry(*id).or_default().0 = true,
                Topic::Contact(id) => covered.entry(*id).or_default().1 = true,
                Topic::Dialer(_) => {}
            }
        }
        self.change(|book| {
            let confirmed = covered.iter().filter(|(_, (sessions, _))| *sessions);
            book.confirm(confirmed.map(|(id, (_, contact))| (*id, *contact)));
            for topic in wanted {
                if let Topic::Sessions(id) = topic
                    && !covered.get(id).is_some_and(|(sessions, _)| *sessions)
                {
                    book.reject(*id);
                }
            }
        });
    }

    /// Does what a frame asks for; tells whether the socket is over.
    fn hear(&self, frame: Frame) -> Option<End> {
        match frame {
            Frame::Session(record, session) => self.hear_session(record, &Arc::new(*session)),
            Frame::Unreadable(record) => self.change(|book| book.doubt(record)),
            Frame::Contact(record) => self.book().renew_contact(record),
            Frame::Dialed(call) => self.change(|book| book.apply_dialed(call, self.now())),
            Frame::Closing => return Some(End::Closing),
            Frame::Gone => return Some(End::Gone),
            Frame::TokenRevoked => {
                self.book().mailboxes().for_each(|one| one.recheck());
                return Some(End::Gone);
            }
            Frame::Other => {}
        }
        None
    }
}
