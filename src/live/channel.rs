//! One notification channel: it is created when its first contact is watched, its WebSocket is kept open, and its
//! topics follow the registry. When the WebSocket ends, coverage is lost until the topics are confirmed again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, sleep_until};

use super::cache_events::Origin;
use super::channel_state::ChannelState;
use super::channel_topics::{Topics, finished};
use super::signal::Signal;
use super::state::State;
use crate::backoff::Backoff;
use crate::model::id::CustomerId;
use crate::platform::{Channel, Error, Frame, Socket, Topic};
use crate::telemetry::{FrameType, LostChannel};

/// The platform deletes a channel this long after its topics were last set.
const CHANNEL_LIFETIME: TimeDelta = TimeDelta::hours(24);
/// How long before a channel's expiry its topics are set again.
const RENEW_BEFORE: TimeDelta = TimeDelta::hours(1);

/// Delays between attempts to reconnect. `failures` is at least 1, so the first ceiling is 200 ms.
const RECONNECT: Backoff = Backoff {
    min: Duration::ZERO,
    first: Duration::from_millis(100),
    factor: 2,
    max: Duration::from_secs(30),
};

/// Failures after which a new channel replaces one that exists.
const FAILURES_BEFORE_NEW_CHANNEL: u32 = 5;

/// Why a connection ended.
enum Disconnect {
    /// The channel has no topics any more.
    NoTopics,
    /// The platform announced the end and accepts a new connection at once.
    Announced,
    /// The connection broke or could not be made.
    Broken,
    /// The channel does not exist any more.
    ChannelGone,
}

/// Keeps the channel with this index connected. Never returns.
pub(super) async fn run(state: &State, index: usize, wake: Arc<Notify>) {
    let mut channel = None;
    let mut failures = 0;
    loop {
        // The topics may be gone until there is a usable credential, so this is the first wait.
        state.credentials.usable().await;
        while !state.registry().needs_topics(index) {
            wake.notified().await;
        }
        let replacements = state.credentials.replacements();
        state.set_channel_state(index, ChannelState::Connecting);
        let mut connection = Connection {
            state,
            index,
            wake: &wake,
            failures: &mut failures,
        };
        let reason = connection.run(&mut channel).await;
        let lost = state.change(|registry| registry.channel_lost(index));
        if !lost.is_empty() {
            state.publish(&Signal::Lost(lost));
        }
        state.set_channel_state(index, reason.channel_state());
        if let Some(reason) = reason.lost() {
            state.settings.metrics.count_lost(reason);
        }
        match reason {
            Disconnect::NoTopics => channel = None,
            Disconnect::Announced => {}
            Disconnect::ChannelGone => {
                channel = None;
                failures += 1;
            }
            Disconnect::Broken => {
                failures += 1;
                if failures % FAILURES_BEFORE_NEW_CHANNEL == 0 {
                    channel = None;
                }
            }
        }
        if failures > 0 {
            tracing::warn!(
                channel = index,
                failures,
                "notification channel is disconnected"
            );
            tokio::select! {
                () = sleep(RECONNECT.delay(failures)) => {}
                () = state.credentials.replaced(replacements) => {}
            }
        }
    }
}

impl Disconnect {
    /// The state of the channel until it connects again.
    fn channel_state(&self) -> ChannelState {
        match self {
            Self::NoTopics => ChannelState::Idle,
            Self::Announced => ChannelState::Connecting,
            Self::Broken | Self::ChannelGone => ChannelState::Disconnected,
        }
    }

    /// The reason in metrics; `None` if the gateway ended the connection.
    fn lost(&self) -> Option<LostChannel> {
        match self {
            Self::NoTopics => None,
            Self::Announced => Some(LostChannel::Announced),
            Self::Broken => Some(LostChannel::Broken),
            Self::ChannelGone => Some(LostChannel::Gone),
        }
    }
}

/// One WebSocket of a channel.
struct Connection<'a> {
    state: &'a State,
    index: usize,
    wake: &'a Notify,
    failures: &'a mut u32,
}

impl Connection<'_> {
    async fn run(&mut self, channel: &mut Option<Channel>) -> Disconnect {
        let state = self.state;
        let now = state.now();
        let has_expired = |channel: &Channel| channel.expires_at.is_some_and(|at| at <= now);
        if channel.as_ref().is_some_and(has_expired) {
            *channel = None;
        }
        let channel = if let Some(channel) = channel {
            channel
        } else {
            let caller = state.caller().await;
            let created = state.platform.create_channel(&caller).await;
            state.check_credential(&caller);
            let Ok(created) = created else {
                return Disconnect::Broken;
            };
            channel.insert(created)
        };
        // The WebSocket is opened before the topics are set, so that no frame after the confirmation is lost.
        match state.platform.listen(channel).await {
            Ok(socket) => self.listen(channel, socket).await,
            Err(Error::NotFound) => Disconnect::ChannelGone,
            Err(_) => Disconnect::Broken,
        }
    }

    async fn listen(&mut self, channel: &mut Channel, mut socket: Socket) -> Disconnect {
        let state = self.state;
        let mut topics = Topics::new();
        loop {
            if topics.call.is_none() {
                if !topics.update(state, self.index) {
                    return Disconnect::NoTopics;
                }
                topics.start_call(state, channel);
            }
            let collected_at = topics.collected_at();
            tokio::select! {
                frame = socket.next() => match frame {
                    Some(frame) => if let Some(reason) = apply(state, frame) {
                        return reason;
                    },
                    None => return Disconnect::Broken,
                },
                (change, requested, outcome) = finished(&mut topics.call) => {
                    topics.call = None;
                    match outcome {
                        Ok(accepted) => {
                            *self.failures = 0;
                            state.set_channel_state(self.index, ChannelState::Connected);
                            channel.expires_at = Some(state.now() + CHANNEL_LIFETIME);
                            topics.apply_change(change, &requested);
                            confirm(state, &requested, &accepted);
                        }
                        Err(Error::NotFound) => return Disconnect::ChannelGone,
                        Err(Error::RateLimited { retry_after, .. }) => {
                            sleep(retry_after.min(RECONNECT.max)).await;
                            return Disconnect::Broken;
                        }
                        Err(_) => return Disconnect::Broken,
                    }
                }
                () = self.wake.notified() => {}
                () = until(collected_at) => {}
                () = renewal_due(state, channel.expires_at), if topics.call.is_none() => {
                    topics.must_replace = true;
                }
            }
        }
    }
}

async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

async fn renewal_due(state: &State, expires_at: Option<DateTime<Utc>>) {
    match expires_at {
        Some(at) => state.clock.wait_until(at - RENEW_BEFORE).await,
        None => std::future::pending().await,
    }
}

/// Reports to the registry which contacts the accepted topics cover.
fn confirm(state: &State, requested: &BTreeSet<Topic>, accepted: &[Topic]) {
    let mut confirmed: BTreeMap<CustomerId, (bool, bool)> = BTreeMap::new();
    for topic in accepted {
        match topic {
            Topic::Sessions(id) => confirmed.entry(*id).or_default().0 = true,
            Topic::Contact(id) => confirmed.entry(*id).or_default().1 = true,
            Topic::Dialer(_) | Topic::OwnConversations(_) => {}
        }
    }
    let with_sessions = confirmed.iter().filter(|(_, (sessions, _))| *sessions);
    let with_sessions: Vec<_> = with_sessions
        .map(|(id, (_, contact))| (*id, *contact))
        .collect();
    let mut rejected = Vec::new();
    let covered = state.change_topics(|registry| {
        // A call that replaces all topics confirms most contacts again. The other nodes know these already.
        let newly_confirmed = registry.confirm(with_sessions);
        for topic in requested {
            if let Topic::OwnConversations(_) = topic {
                if accepted.contains(topic) {
                    registry.own.confirm();
                } else {
                    registry.own.end(&Error::Forbidden);
                }
            }
            if let Topic::Sessions(id) = topic
                && !confirmed.get(id).is_some_and(|(sessions, _)| *sessions)
            {
                registry.reject(*id);
                rejected.push(*id);
            }
        }
        registry.reported(&newly_confirmed)
    });
    if !covered.is_empty() {
        state.publish(&Signal::Covered(covered));
    }
    if !rejected.is_empty() {
        state.publish(&Signal::Rejected(rejected));
    }
}

/// Applies a frame. Returns a reason if the connection is over.
fn apply(state: &State, frame: Frame) -> Option<Disconnect> {
    state.settings.metrics.count_frame(frame_type(&frame));
    if let Some(signal) = Signal::of_frame(&frame) {
        state.publish(&signal);
    }
    match frame {
        Frame::Session(contact, session) => {
            state.apply_frame(contact, &session, Origin::Channel);
        }
        Frame::Unreadable(contact) => state.change_topics(|registry| registry.mark_gap(contact)),
        Frame::Contact(contact) => {
            let mut registry = state.registry();
            registry.contact_changed(contact, Origin::Channel);
        }
        Frame::OwnConversation => state.change_topics(|registry| registry.own.request()),
        Frame::CampaignCall(call) => {
            let now = state.now();
            state.change_topics(|registry| {
                registry.apply_campaign_call(call, now, Origin::Channel);
            });
        }
        Frame::Closing => return Some(Disconnect::Announced),
        Frame::Gone => return Some(Disconnect::ChannelGone),
        Frame::TokenRevoked => {
            state.recheck_viewers();
            return Some(Disconnect::ChannelGone);
        }
        Frame::Other => {}
    }
    None
}

fn frame_type(frame: &Frame) -> FrameType {
    match frame {
        Frame::Session(..) => FrameType::Session,
        Frame::Unreadable(_) => FrameType::Unreadable,
        Frame::Contact(_) => FrameType::Contact,
        Frame::OwnConversation => FrameType::OwnConversation,
        Frame::CampaignCall(_) => FrameType::CampaignCall,
        Frame::Closing | Frame::Gone | Frame::TokenRevoked => FrameType::Ending,
        Frame::Other => FrameType::Other,
    }
}
