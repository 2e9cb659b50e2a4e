//! Erases everything that is kept of one customer.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::PoisonError;

use super::kept::{Key, Value};
use super::{Scope, Scopes};
use crate::model::id::{ConversationId, CustomerId, SessionId};
use crate::model::session::{Details, Session};

/// What belongs to a customer beside the contact itself.
#[derive(Default)]
struct Belongings {
    sessions: HashSet<SessionId>,
    conversations: HashSet<ConversationId>,
}

impl Belongings {
    fn add(&mut self, session: &Session) {
        self.sessions.insert(session.id);
        if let Details::Conversation(facts) = &session.details {
            self.conversations.extend(facts.conversation);
        }
    }
}

impl<K: Hash + Eq + Clone> Scopes<K> {
    /// Erases everything that is kept of a customer, in all scopes; returns the number of entries.
    pub fn purge(&self, customer: CustomerId) -> usize {
        let by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let scopes: Vec<_> = by_key.values().map(|one| one.scope.clone()).collect();
        drop(by_key);
        scopes.iter().map(|scope| scope.purge(customer)).sum()
    }
}

impl Scope {
    /// Erases everything that is kept of a customer; returns the number of entries. Takes time in proportion to all
    /// entries.
    fn purge(&self, customer: CustomerId) -> usize {
        let mut belongings = Belongings::default();
        for (key, entry) in &self.entries {
            match (&*key, &entry.value) {
                (Key::SessionPage(page), value) => {
                    let sessions = value.page().into_iter().flat_map(|page| &page.sessions);
                    let is_own = page.customer == customer;
                    let own =
                        |one: &&std::sync::Arc<Session>| is_own || one.customer == Some(customer);
                    sessions.filter(own).for_each(|one| belongings.add(one));
                }
                (_, Value::HiddenSession(Some(hidden))) if hidden.0.customer == Some(customer) => {
                    belongings.add(&hidden.0);
                }
                (_, Value::Session(Some(session))) if session.customer == Some(customer) => {
                    belongings.add(session);
                }
                _ => {}
            }
        }
        let mut erased = 0;
        for (key, entry) in &self.entries {
            if belongs(&key, &entry.value, customer, &belongings) {
                self.entries.invalidate(&*key);
                entry.generation.end();
                erased += 1;
            }
        }
        erased
    }
}

fn belongs(key: &Key, value: &Value, customer: CustomerId, of: &Belongings) -> bool {
    match (key, value) {
        (Key::Contact(id), Value::Contact(Some(contact))) => {
            *id == customer || contact.id == customer || contact.merged_into == Some(customer)
        }
        (
            Key::Contact(id)
            | Key::Organization(id)
            | Key::Identifiers(id)
            | Key::SegmentAssignments(id),
            _,
        ) => *id == customer,
        (Key::SessionPage(page), value) => {
            let mut sessions = value.page().into_iter().flat_map(|page| &page.sessions);
            page.customer == customer || sessions.any(|one| of.sessions.contains(&one.id))
        }
        (Key::Session(id) | Key::HiddenSession(id), _) => of.sessions.contains(id),
        (Key::EventPage(page), _) => of.sessions.contains(&page.session),
        (Key::Conversation((_, id)) | Key::Dialed(id), _) => of.conversations.contains(id),
        (Key::Answer(_), Value::Answer(Some(answer))) => answer.customers.contains(&customer),
        _ => false,
    }
}
