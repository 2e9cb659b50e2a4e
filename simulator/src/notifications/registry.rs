//! All channels and their subscriptions.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::channel::{Channel, GOING_AWAY, LIFE, NOTICE, Outgoing, POLICY, SocketSender, TOPICS};
use super::frame;
use super::frame_faults::{Delivery, FrameFaults};
use super::socket::QUEUE;
use super::topic::Template;
use crate::clock::Time;
use crate::directory::Directory;
use crate::error::ApiError;
use crate::world::organization::Division;

/// Maximum number of channels of one user in one app.
const CHANNELS: usize = 20;

/// Every channel, by its id.
#[derive(Debug, Default)]
pub(super) struct Registry {
    channels: HashMap<String, Channel>,
    /// Channel ids by topic, so that a frame without subscribers costs nothing.
    subscribers: HashMap<String, BTreeSet<String>>,
    /// Counts uses, to find the least recent one, and sockets.
    uses: u64,
}

/// The socket's end of its connection to a channel.
#[derive(Debug)]
pub(super) struct SocketReceiver {
    pub(super) number: u64,
    pub(super) queue: mpsc::Receiver<Outgoing>,
    pub(super) cut: oneshot::Receiver<()>,
}

/// How subscriptions are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    Add,
    Replace,
}

impl Registry {
    /// Creates a channel. The 21st of an owner replaces the least recently used one, if possible one without a socket.
    pub(super) fn create(&mut self, owner: &Arc<str>, token: &str, now: Time) -> &Channel {
        let own = self
            .channels
            .values()
            .filter(|channel| channel.owner == *owner && channel.expires > now);
        if own.clone().count() >= CHANNELS
            && let Some(oldest) = own.min_by_key(|channel| (channel.sender.is_some(), channel.used))
        {
            let id = oldest.id.clone();
            self.remove(&id, |channel| {
                channel.send(frame::no_longer_subscribed(&channel.id), Delivery::Plain);
                channel.close(GOING_AWAY);
            });
        }
        self.uses += 1;
        let id = format!("streaming-0-{}", Uuid::new_v4().simple());
        let channel = Channel {
            id: id.clone(),
            owner: Arc::clone(owner),
            token: token.to_owned(),
            expires: now + LIFE,
            used: self.uses,
            topics: BTreeSet::new(),
            sender: None,
        };
        self.channels.entry(id).or_insert(channel)
    }

    /// The channels of an owner, least recently used first.
    pub(super) fn owned_by(&self, owner: &str, now: Time) -> Vec<&Channel> {
        let mut own: Vec<&Channel> = self
            .channels
            .values()
            .filter(|channel| *channel.owner == *owner && channel.expires > now)
            .collect();
        own.sort_by_key(|channel| channel.used);
        own
    }

    /// A channel of the owner. Channels of others are reported as absent.
    pub(super) fn used_by(
        &mut self,
        owner: &str,
        id: &str,
        now: Time,
    ) -> Result<&mut Channel, ApiError> {
        self.uses += 1;
        let channel = self
            .channels
            .get_mut(id)
            .filter(|channel| *channel.owner == *owner && channel.expires > now)
            .ok_or_else(|| ApiError::not_found("channel", id))?;
        channel.used = self.uses;
        Ok(channel)
    }

    /// Changes the topics of a channel that [`Registry::used_by`] has found, and extends its lifetime.
    pub(super) fn subscribe(
        &mut self,
        id: &str,
        token: &str,
        names: &BTreeSet<String>,
        edit: Edit,
        now: Time,
    ) -> Result<(), ApiError> {
        let Some(channel) = self.channels.get_mut(id) else {
            return Err(ApiError::not_found("channel", id));
        };
        let wanted: BTreeSet<String> = match edit {
            Edit::Add => channel.topics.union(names).cloned().collect(),
            Edit::Replace => names.clone(),
        };
        if wanted.len() > TOPICS {
            return Err(ApiError::bad_request(format!(
                "A channel takes at most {TOPICS} topics."
            )));
        }
        token.clone_into(&mut channel.token);
        channel.renew(now);
        if wanted == channel.topics {
            return Ok(());
        }
        for gone in channel.topics.difference(&wanted) {
            unsubscribe(&mut self.subscribers, gone, id);
        }
        for new in wanted.difference(&channel.topics) {
            self.subscribers
                .entry(new.clone())
                .or_default()
                .insert(id.to_owned());
        }
        channel.topics = wanted;
        channel.send(frame::subscription_changed(id), Delivery::Plain);
        Ok(())
    }

    /// Connects a new socket to the channel and closes the earlier one.
    pub(super) fn connect(&mut self, id: &str) -> Result<SocketReceiver, ApiError> {
        self.uses += 1;
        let number = self.uses;
        let channel = self
            .channels
            .get_mut(id)
            .ok_or_else(|| ApiError::not_found("channel", id))?;
        channel.close(POLICY);
        channel.used = number;
        let (queue, outgoing) = mpsc::channel(QUEUE);
        let (cut, is_cut) = oneshot::channel();
        channel.sender = Some(SocketSender {
            number,
            closing: None,
            queue,
            cut,
        });
        Ok(SocketReceiver {
            number,
            queue: outgoing,
            cut: is_cut,
        })
    }

    /// Disconnects a socket that ended by itself, unless another one has replaced it.
    pub(super) fn disconnect(&mut self, id: &str, number: u64) {
        if let Some(channel) = self.channels.get_mut(id)
            && channel
                .sender
                .as_ref()
                .is_some_and(|sender| sender.number == number)
        {
            channel.sender = None;
        }
    }

    /// Whether there are no subscriptions at all.
    pub(super) fn has_no_subscriptions(&self) -> bool {
        self.subscribers.is_empty()
    }

    /// Sends one frame to every subscriber of the topic who may see it now.
    pub(super) fn publish(
        &mut self,
        directory: &Directory,
        frame_faults: &FrameFaults,
        (template, topic): (&Template, &str),
        divisions: &[&'static Division],
        frame: impl FnOnce() -> Option<Utf8Bytes>,
    ) {
        let Some(subscribers) = self.subscribers.get(topic) else {
            return;
        };
        let Some(text) = frame() else {
            return;
        };
        for id in subscribers {
            let Some(channel) = self.channels.get_mut(id) else {
                continue;
            };
            let receives = channel.sender.is_some()
                && directory
                    .token_record(&channel.token)
                    .is_some_and(|token_record| template.can_see(&token_record.subject, divisions));
            if !receives {
                continue;
            }
            for delivery in frame_faults.deliveries() {
                channel.send(text.clone(), delivery);
            }
        }
    }

    pub(super) fn drop_sockets(&mut self, only: Option<&str>) {
        for channel in self.channels.values_mut() {
            if only.is_none_or(|id| id == channel.id) {
                channel.cut();
            }
        }
    }

    pub(super) fn announce_closing(&mut self, now: Time) {
        for channel in self.channels.values_mut() {
            channel.announce(now + NOTICE);
        }
    }

    /// Applies what is due by now.
    pub(super) fn expire(&mut self, directory: &Directory, now: Time) {
        let mut over = Vec::new();
        for channel in self.channels.values_mut() {
            if directory.token_record(&channel.token).is_none() {
                channel.send(frame::token_revoked(&channel.id), Delivery::Plain);
                channel.close(POLICY);
                over.push(channel.id.clone());
                continue;
            }
            if now >= channel.expires - NOTICE {
                channel.announce(channel.expires);
            }
            let closing = channel.sender.as_ref().and_then(|sender| sender.closing);
            if closing.is_some_and(|closing| closing <= now) {
                channel.close(GOING_AWAY);
            }
            if channel.expires <= now {
                over.push(channel.id.clone());
            }
        }
        for id in over {
            self.remove(&id, |channel| channel.close(GOING_AWAY));
        }
    }

    fn remove(&mut self, id: &str, before_removal: impl FnOnce(&mut Channel)) {
        let Some(mut channel) = self.channels.remove(id) else {
            return;
        };
        before_removal(&mut channel);
        for topic in &channel.topics {
            unsubscribe(&mut self.subscribers, topic, id);
        }
    }
}

fn unsubscribe(subscribers: &mut HashMap<String, BTreeSet<String>>, topic: &str, id: &str) {
    if let Some(ids) = subscribers.get_mut(topic) {
        ids.remove(id);
        if ids.is_empty() {
            subscribers.remove(topic);
        }
    }
}
