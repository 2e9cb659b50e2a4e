//! The leases of a scope's contacts in a fleet. The node that has the lease of a contact has the contact's topics on its
//! channels and sends the frames to the other nodes. Without Redis, each node has the topics of all of its contacts.

use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};
use uuid::Uuid;

use super::cache_events::Origin;
use super::registry::{Holders, MAX_CHANNELS, WatchRegistry};
use super::signal::Signal;
use super::state::State;
use crate::fleet::{Feed, Received};

/// Interval at which missing leases are requested again.
const INTERVAL: Duration = Duration::from_millis(500);
/// Interval at which all leases are requested, which renews them.
const RENEW: Duration = Duration::from_secs(30);
/// Channels that the platform allows for each user and application.
const SLOTS: usize = 20;

/// Divides the contacts among the nodes until it is dropped.
pub(super) async fn run(state: &State) {
    if let Some(feed) = &state.feed {
        tokio::join!(listen(state, feed), divide(state, feed));
    }
}

async fn listen(state: &State, feed: &Feed) {
    let mut listener = feed.listen();
    loop {
        match listener.next().await {
            Received::Content(from, content) => match serde_json::from_slice(&content) {
                Ok(signal) => apply(state, from, signal),
                Err(_) => state.change(|registry| registry.node_lost(from)),
            },
            Received::Lost(node) => state.change(|registry| registry.node_lost(node)),
            Received::Rejoined => state.change(WatchRegistry::rejoined),
        }
    }
}

fn apply(state: &State, from: Uuid, signal: Signal) {
    match signal {
        Signal::Wanted(contacts) => {
            let covered = state.change_topics(|registry| registry.share(&contacts));
            if !covered.is_empty() {
                state.publish(&Signal::Covered(covered));
            }
        }
        Signal::Covered(contacts) => {
            let unasked = state.change(|registry| registry.covered_by(from, &contacts));
            if !unasked.is_empty() {
                state.publish(&Signal::Wanted(unasked));
            }
        }
        Signal::Lost(contacts) => {
            state.change(|registry| registry.holder_lost(from, &contacts));
        }
        Signal::Rejected(contacts) => {
            let mut registry = state.registry();
            for contact in contacts {
                registry.reject(contact);
            }
        }
        Signal::Session(contact, session) => {
            if state.registry().has_contact(contact) {
                state.apply_frame(contact, &session, Origin::Node);
            }
        }
        Signal::Unreadable(contact) => {
            state.change_topics(|registry| registry.mark_gap(contact));
        }
        Signal::Contact(contact) => {
            let mut registry = state.registry();
            if registry.has_contact(contact) {
                registry.contact_changed(contact, Origin::Node);
            }
        }
        Signal::CampaignCall(call) => {
            let now = state.now();
            state.change_topics(|registry| registry.apply_campaign_call(call, now, Origin::Node));
        }
        Signal::TokenRejected => state.registry().recheck_viewers(),
    }
}

async fn divide(state: &State, feed: &Feed) {
    let mut ticks = interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut leases = Leases {
        state,
        feed,
        slots: 0,
        is_slot_refused: false,
    };
    let mut renewed = Instant::now();
    loop {
        let is_tick = tokio::select! {
            () = state.leases_changed.notified() => false,
            _ = ticks.tick() => true,
        };
        if renewed.elapsed() >= RENEW {
            renewed = Instant::now();
            state.registry().ask_all();
        }
        if leases.update(is_tick).await.is_none() {
            state.change_topics(WatchRegistry::continue_alone);
        }
    }
}

/// The leases of this node.
struct Leases<'a> {
    state: &'a State,
    feed: &'a Feed,
    /// Number of slots that this node has.
    slots: usize,
    /// Whether no slot was free when this node needed one more.
    is_slot_refused: bool,
}

impl Leases<'_> {
    /// Requests the leases that are due, and gives up those that are not needed. `None` if Redis does not answer.
    async fn update(&mut self, is_tick: bool) -> Option<()> {
        if !self.feed.is_up() {
            return None;
        }
        let must_ask_all = self.state.registry().join();
        self.take_slots(0, must_ask_all).await?;
        self.claim().await?;
        let lacks_room = self.state.registry().lacks_room();
        self.is_slot_refused &= lacks_room;
        // After a refusal only ticks try again, because each new customer of a full fleet lacks room.
        if lacks_room && (is_tick || !self.is_slot_refused) {
            let before = self.slots;
            self.take_slots(1, false).await?;
            self.is_slot_refused = self.slots <= before;
            self.claim().await?;
        }
        self.give_up();
        Some(())
    }

    /// Takes the slots of the channels in use, and `more`.
    async fn take_slots(&mut self, more: usize, must_ask: bool) -> Option<()> {
        let needed = self.state.registry().channels_in_use() + more;
        let needed = needed.min(MAX_CHANNELS);
        if must_ask || needed != self.slots {
            self.slots = self.feed.slots(SLOTS, needed).await?;
            let slots = self.slots;
            self.state.change_topics(|registry| registry.permit(slots));
        }
        Some(())
    }

    /// Requests the leases that are due.
    async fn claim(&self) -> Option<()> {
        let asked = self.state.registry().take_unheld();
        if asked.is_empty() {
            return Some(());
        }
        let ids: Vec<_> = asked.iter().map(|(id, may)| (id.0, *may)).collect();
        let holders = self.feed.claim(&ids).await?;
        let own = self.feed.node();
        let holders: Holders = asked.iter().map(|(id, _)| *id).zip(holders).collect();
        let wanted = self
            .state
            .change_topics(|registry| registry.set_holders(holders, own));
        if !wanted.is_empty() {
            self.state.publish(&Signal::Wanted(wanted));
        }
        Some(())
    }

    /// Gives up the leases of contacts that this node does not watch on its channels any more.
    fn give_up(&self) {
        let unneeded = self.state.registry().take_unneeded_leases();
        if !unneeded.is_empty() {
            self.state.give_up(unneeded);
        }
    }
}
