//! Calls of campaigns, as the dialer's topic reports them while they last. The gateway subscribes to the
//! topic for open outbound calls that a subscriber is sent and that have no verdict yet: analytics may not
//! have them, or the viewer may not read it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::Book;
use crate::cache::Sessions as Page;
use crate::model::conversation::Dialed;
use crate::model::id::{ConversationId, CustomerId};
use crate::model::session::Session;

impl Book {
    /// The open calls of these contacts that a campaign may have made, the newest `most`. Those of contacts
    /// whose sessions no subscriber is sent do not count.
    pub(super) fn undecided_calls<'a>(
        &self,
        records: impl Iterator<Item = &'a CustomerId>,
        most: usize,
    ) -> Vec<ConversationId> {
        let customers = records.filter_map(|id| self.records.get(id));
        let customers: BTreeSet<_> = customers.flat_map(|record| &record.customers).collect();
        let subscribed = customers
            .into_iter()
            .filter_map(|id| self.customers.get(id))
            .filter(|customer| !customer.mailboxes.is_empty());
        let sessions = subscribed.flat_map(|customer| customer.sessions.iter());
        let open = sessions.filter(|session| session.ended_at.is_none());
        let calls = open.filter_map(|session| Some((session.started_at, session.maybe_dialed()?)));
        let undecided = calls.filter(|(_, id)| self.scope.look::<Dialed>(id).is_none());
        let mut undecided: Vec<_> = undecided.collect();
        undecided.sort_unstable_by(|a, b| b.cmp(a));
        undecided.truncate(most);
        undecided.into_iter().map(|(_, id)| id).collect()
    }

    /// The dialer has reported a call: a campaign made it. What was derived from the session is out of date,
    /// and subscribers are sent it once more.
    pub(in crate::live) fn apply_dialed(&mut self, call: ConversationId, now: DateTime<Utc>) {
        let known = self
            .scope
            .look::<Dialed>(&call)
            .and_then(|known| known.found);
        if known.is_some_and(|verdict| verdict.0) {
            return;
        }
        let verdict = Some(Arc::new(Dialed(true)));
        self.scope.insert(&call, verdict, self.ended_ttl);
        let is_call = |session: &&Arc<Session>| session.maybe_dialed() == Some(call);
        for customer in self.customers.values() {
            let Some(session) = customer.sessions.iter().find(is_call) else {
                continue;
            };
            // Cached responses depend on the entries of their pages: a new version ends them.
            for key in &customer.pages {
                if let Some(known) = self.scope.get::<Page>(key) {
                    let left = known.until.saturating_duration_since(Instant::now());
                    self.scope.insert(key, known.found, left);
                }
            }
            if let Some(known) = self.scope.get::<Session>(&session.id) {
                let left = known.until.saturating_duration_since(Instant::now());
                self.scope.insert(&session.id, known.found, left);
            }
            let change = customer.sessions.updated(session, now);
            for mailbox in &customer.mailboxes {
                mailbox.push(&change);
            }
        }
    }
}
