//! The topics of one connected channel, and the calls that change them.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::Duration;

use tokio::time::Instant;

use super::state::State;
use crate::platform::{Change, Channel, Error, Topic};

/// How long topics without a waiting subscriber are collected. Many customers that are queried one after the other
/// then cost one call. It is multiplied by the number of nodes, because each node has its own channels: a fleet makes as many
/// of these calls as one node.
const COLLECT_TOPICS: Duration = Duration::from_millis(500);
/// The longest of these times: until its topics are confirmed, a customer is not covered.
const COLLECT_TOPICS_AT_MOST: Duration = Duration::from_secs(5);

/// A running call that changes topics.
pub(super) type TopicCall<'a> = Pin<Box<dyn Future<Output = TopicOutcome> + Send + 'a>>;
/// The kind of change, the requested topics, and the topics that the platform accepted.
pub(super) type TopicOutcome = (Change, BTreeSet<Topic>, Result<Vec<Topic>, Error>);

/// The topics of a connection, and the call that is changing them.
pub(super) struct Topics<'a> {
    /// The topics that the channel has.
    pub(super) current: BTreeSet<Topic>,
    pub(super) call: Option<TopicCall<'a>>,
    /// When the collection of missing topics began.
    collecting_since: Option<Instant>,
    /// Whether the next call must set all topics again.
    pub(super) must_replace: bool,
}

impl<'a> Topics<'a> {
    /// The topics of a connection that has just been made: the channel may have others than the gateway wants.
    pub(super) fn new() -> Self {
        Self {
            current: BTreeSet::new(),
            call: None,
            collecting_since: None,
            must_replace: true,
        }
    }

    /// Starts a call if topics are missing and a subscriber waits for them or they were collected long enough.
    /// Topics that are not needed any more are removed with the next call.
    pub(super) fn start_call(
        &mut self,
        state: &'a State,
        channel: &Channel,
        wanted: BTreeSet<Topic>,
        is_urgent: bool,
    ) {
        if !self.must_replace && wanted.is_subset(&self.current) {
            self.collecting_since = None;
            return;
        }
        let since = *self.collecting_since.get_or_insert_with(Instant::now);
        if !self.must_replace && !is_urgent && since.elapsed() < collection_time(state) {
            return;
        }
        self.collecting_since = None;
        let (change, topics) = if self.must_replace || !self.current.is_subset(&wanted) {
            (Change::Replace, wanted)
        } else {
            (
                Change::Add,
                wanted.difference(&self.current).copied().collect(),
            )
        };
        self.must_replace = false;
        self.call = Some(change_topics(state, channel.clone(), change, topics));
    }

    /// When the missing topics have been collected long enough; `None` if none are missing.
    pub(super) fn collected_at(&self, state: &State) -> Option<Instant> {
        self.collecting_since
            .map(|since| since + collection_time(state))
    }
}

fn collection_time(state: &State) -> Duration {
    let nodes = u32::try_from(state.node_count()).unwrap_or(u32::MAX);
    COLLECT_TOPICS
        .saturating_mul(nodes)
        .min(COLLECT_TOPICS_AT_MOST)
}

fn change_topics(
    state: &State,
    channel: Channel,
    change: Change,
    topics: BTreeSet<Topic>,
) -> TopicCall<'_> {
    Box::pin(async move {
        let caller = state.caller().await;
        let outcome = state
            .platform
            .change_topics(&caller, &channel, change, &topics)
            .await;
        state.check_credential(&caller);
        (change, topics, outcome)
    })
}

/// The outcome of the call. Never resolves without one.
pub(super) async fn finished(call: &mut Option<TopicCall<'_>>) -> TopicOutcome {
    match call {
        Some(call) => call.await,
        None => std::future::pending().await,
    }
}
