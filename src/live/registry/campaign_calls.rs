//! Calls that a campaign may have made. The dialer's topic reports campaign calls while they last. The gateway subscribes
//! to it for each subscriber's open outbound calls without a verdict: analytics may not have the call yet, or the viewer
//! may not read analytics.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::WatchRegistry;
use crate::live::cache_events::{CacheEvent, Origin};
use crate::model::id::{ConversationId, CustomerId};
use crate::model::session::Session;

impl WatchRegistry {
    /// Open calls of these contacts without a verdict, the newest `max`. Contacts without subscribers, on this node or another,
    /// do not count.
    pub(super) fn calls_without_verdict<'a>(
        &self,
        contacts: impl Iterator<Item = &'a CustomerId>,
        max: usize,
    ) -> Vec<ConversationId> {
        let topics = contacts.filter_map(|contact| self.contacts.get(contact));
        let customers: BTreeSet<_> = topics
            .flat_map(|topics| topics.customers.iter().map(|id| (*id, topics.is_shared)))
            .collect();
        let subscribed = customers.into_iter().filter_map(|(id, is_shared)| {
            let customer = self.customers.get(&id)?;
            (is_shared || !customer.subscribers.is_empty()).then_some(customer)
        });
        let sessions = subscribed.flat_map(|customer| customer.sessions.iter());
        let open = sessions.filter(|session| session.ended_at.is_none());
        let calls = open
            .filter_map(|session| Some((session.started_at, session.campaign_call_candidate()?)));
        let mut calls: Vec<_> = calls
            .filter(|(_, call)| self.cache.campaign_verdict(*call).is_none())
            .collect();
        calls.sort_unstable_by(|a, b| b.cmp(a));
        calls.dedup();
        calls.truncate(max);
        calls.into_iter().map(|(_, call)| call).collect()
    }

    /// Applies the dialer's report that a campaign made a call: subscribers receive the session again.
    pub(in crate::live) fn apply_campaign_call(
        &mut self,
        call: ConversationId,
        now: DateTime<Utc>,
        origin: Origin,
    ) {
        if self.cache.campaign_verdict(call) == Some(true) {
            return;
        }
        let is_call = |session: &&Arc<Session>| session.campaign_call_candidate() == Some(call);
        let customers = self.customers.iter().filter_map(|(id, customer)| {
            let session = customer.sessions.iter().find(is_call)?;
            Some((*id, customer, session))
        });
        let customers: Vec<_> = customers.collect();
        let sessions: Vec<_> = customers
            .iter()
            .map(|(id, _, session)| (*id, session.id))
            .collect();
        self.cache.apply(CacheEvent::CampaignCall {
            call,
            sessions: &sessions,
            origin,
        });
        for (_, customer, session) in customers {
            let change = customer.sessions.updated(session, now);
            for subscriber in &customer.subscribers {
                subscriber.push(&change);
            }
        }
        for (id, _) in sessions {
            self.change_topics_versions(id);
        }
    }
}
