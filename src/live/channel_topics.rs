//! The topics of one connected channel, and the calls that change them.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::Duration;

use tokio::time::Instant;

use super::registry::WantedTopics;
use super::state::State;
use crate::platform::{Change, Channel, Error, Topic};

/// How long topics are collected. Many customers that are queried one after the other then cost one call.
const COLLECTION_TIME: Duration = Duration::from_millis(500);
/// Maximum collection time in a fleet. A customer is not covered until its topics are confirmed, so a longer time would cause
/// more reads.
const MAX_COLLECTION_TIME: Duration = Duration::from_secs(5);

/// A running call that changes topics.
pub(super) type TopicCall<'a> = Pin<Box<dyn Future<Output = TopicOutcome> + Send + 'a>>;
/// The kind of change, the requested topics, and the topics that the platform accepted.
pub(super) type TopicOutcome = (Change, BTreeSet<Topic>, Result<Vec<Topic>, Error>);

/// The topics of a connection, and the call that is changing them.
pub(super) struct Topics<'a> {
    /// The topics that the channel has.
    current: BTreeSet<Topic>,
    /// The topics that it needs.
    wanted: WantedTopics,
    /// The topics that it needs and does not have.
    missing: BTreeSet<Topic>,
    pub(super) call: Option<TopicCall<'a>>,
    /// When the collection of missing topics began and when it ends; `None` if none are missing.
    collection: Option<(Instant, Instant)>,
    /// Whether the next call must set all topics again.
    pub(super) must_replace: bool,
}

impl<'a> Topics<'a> {
    /// The topics of a connection that has just been made: the channel may have others than the gateway wants.
    pub(super) fn new() -> Self {
        Self {
            current: BTreeSet::new(),
            wanted: WantedTopics::default(),
            missing: BTreeSet::new(),
            call: None,
            collection: None,
            must_replace: true,
        }
    }

    /// Updates the topics that the channel needs. Returns whether there are any.
    pub(super) fn update(&mut self, state: &State, index: usize) -> bool {
        if state.registry().update_topics(index, &mut self.wanted) {
            self.find_missing();
        }
        !self.wanted.topics.is_empty()
    }

    /// The platform has added these topics, or replaced all topics by them.
    pub(super) fn apply_change(&mut self, change: Change, topics: &BTreeSet<Topic>) {
        if change == Change::Replace {
            self.current.clear();
        }
        self.current.extend(topics.iter().copied());
        self.find_missing();
    }

    fn find_missing(&mut self) {
        let missing = self.wanted.topics.difference(&self.current);
        self.missing = missing.copied().collect();
    }

    /// Starts a call if topics are missing and a subscriber waits for them or they were collected long enough.
    /// Topics that are not needed any more are removed with the next call.
    pub(super) fn start_call(&mut self, state: &'a State, channel: &Channel) {
        if !self.must_replace && self.missing.is_empty() {
            self.collection = None;
            return;
        }
        let now = Instant::now();
        let began = self.collection.map_or(now, |(began, _)| began);
        let end = began + collection_time(&self.missing, state.node_count());
        self.collection = Some((began, end));
        if !self.must_replace && !self.wanted.is_urgent && now < end {
            return;
        }
        self.collection = None;
        let (change, topics) = self.next_change();
        self.must_replace = false;
        self.call = Some(change_topics(state, channel.clone(), change, topics));
    }

    /// The change after which the channel has the topics that it needs.
    fn next_change(&self) -> (Change, BTreeSet<Topic>) {
        if self.must_replace || !self.current.is_subset(&self.wanted.topics) {
            (Change::Replace, self.wanted.topics.clone())
        } else {
            (Change::Add, self.missing.clone())
        }
    }

    /// When the missing topics have been collected long enough; `None` if none are missing.
    pub(super) fn collected_at(&self) -> Option<Instant> {
        self.collection.map(|(_, end)| end)
    }
}

/// How long these topics are collected. The topics of customers without subscribers are collected longer the more nodes there
/// are, because each node has channels of its own: up to ten nodes then make as many calls as one. Subscribers wait for what
/// the topic of a call reports.
fn collection_time(missing: &BTreeSet<Topic>, nodes: usize) -> Duration {
    let is_of_call = |topic: &Topic| matches!(topic, Topic::Dialer(_));
    if missing.iter().any(is_of_call) {
        return COLLECTION_TIME;
    }
    let nodes = u32::try_from(nodes).unwrap_or(u32::MAX);
    COLLECTION_TIME
        .saturating_mul(nodes)
        .min(MAX_COLLECTION_TIME)
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::id::{ConversationId, CustomerId};

    #[test]
    fn more_nodes_collect_longer_but_not_what_a_subscriber_waits_for() {
        let customer = Topic::Sessions(CustomerId(Uuid::from_u128(1)));
        let call = Topic::Dialer(ConversationId(Uuid::from_u128(2)));
        let millis = |topics: &[Topic], nodes| {
            let topics = topics.iter().copied().collect();
            collection_time(&topics, nodes).as_millis()
        };
        for (nodes, expected) in [(1, 500), (3, 1_500), (10, 5_000), (40, 5_000)] {
            assert_eq!(millis(&[customer], nodes), expected, "{nodes} nodes");
            assert_eq!(millis(&[customer, call], nodes), 500, "{nodes} nodes");
        }
    }
}
