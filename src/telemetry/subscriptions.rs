//! Running subscriptions, their events and their ends.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::labels::ByLabel;

labels! {
    /// The root field of a subscription.
    pub enum Root("root") {
        /// Changes of a customer's sessions.
        Journey = "journeyChanged",
        /// Changes of the viewer's own conversations.
        OwnConversations = "myConversationsChanged",
    }
}

/// Metrics of subscriptions.
#[derive(Debug, Clone)]
pub struct Subscriptions {
    active: ByLabel<Root, Gauge>,
    events: ByLabel<Root, Counter>,
    ended: Family<Ended, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    reason: String,
}

/// A running subscription, until this is dropped.
#[derive(Debug)]
pub struct ActiveSubscription {
    active: Option<Gauge>,
    events: Option<Counter>,
}

impl Subscriptions {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let active = ByLabel::new(
            registry,
            "subscriptions_active",
            "Number of running subscriptions by root field",
        );
        let events = ByLabel::new(
            registry,
            "subscription_events",
            "Number of events sent to subscribers by root field",
        );
        let ended = Family::default();
        registry.register(
            "subscriptions_ended",
            "Number of ended subscriptions by reason",
            ended.clone(),
        );
        Self {
            active,
            events,
            ended,
        }
    }

    /// Counts a subscription that has started.
    pub fn begin(&self, root: Root) -> ActiveSubscription {
        let active = self.active.get(root).cloned();
        if let Some(active) = &active {
            active.inc();
        }
        ActiveSubscription {
            active,
            events: self.events.get(root).cloned(),
        }
    }

    /// Counts a subscription that has ended. `reason` is one of the gateway's error codes, or a fixed name.
    pub fn count_ended(&self, reason: &str) {
        let reason = reason.to_owned();
        self.ended.get_or_create(&Ended { reason }).inc();
    }
}

impl ActiveSubscription {
    /// Counts an event that is sent.
    pub fn count_event(&self) {
        if let Some(events) = &self.events {
            events.inc();
        }
    }
}

impl Drop for ActiveSubscription {
    fn drop(&mut self) {
        if let Some(active) = &self.active {
            active.dec();
        }
    }
}
