//! Erases the entries of one customer.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use super::entry::{Key, Value, parts_of_customer, parts_of_session};
use super::scope::Scope;
use super::scopes::Scopes;
use crate::fleet::ChangeReason;
use crate::model::id::{ConversationId, CustomerId, SessionId};
use crate::model::session::{Details, Session};

/// The sessions and conversations of a customer.
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
    /// Erases the entries of a customer in all scopes. Returns the number of entries.
    pub(crate) fn purge(&self, customer: CustomerId) -> usize {
        let scopes = self.all();
        scopes.iter().map(|scope| scope.purge(customer)).sum()
    }
}

impl<K: Hash + Eq + Clone> Scopes<K> {
    /// Erases all entries of the scopes whose key is selected. Returns the number of entries.
    pub(crate) fn purge_scopes(&self, is_selected: impl Fn(&K) -> bool) -> usize {
        self.changed.add_all();
        let scopes = self.select(is_selected);
        scopes.iter().map(|scope| scope.purge_all()).sum()
    }
}

impl Scope {
    /// Erases all entries. Returns their number.
    fn purge_all(&self) -> usize {
        let mut erased = 0;
        for (key, entry) in &self.entries {
            self.entries.invalidate(&*key);
            entry.version.end();
            erased += 1;
        }
        erased
    }

    /// Erases the entries of a customer. Returns the number of entries. The time grows with the number of entries
    /// in the scope.
    fn purge(&self, customer: CustomerId) -> usize {
        let belongings = self.belongings(customer);
        let sessions = belongings.sessions.iter();
        let changed = sessions.flat_map(|session| parts_of_session(*session));
        let conversations = belongings.conversations.iter().map(|call| call.0);
        self.report(changed.chain(conversations), ChangeReason::Erased);
        // Not reported: each node finds the sessions of the customer by the lists, before it erases them.
        self.count_as_changed(&parts_of_customer(customer), ChangeReason::Erased);
        let mut erased = 0;
        for (key, entry) in &self.entries {
            if belongs(&key, &entry.value, customer, &belongings) {
                self.entries.invalidate(&*key);
                entry.version.end();
                erased += 1;
            }
        }
        erased
    }

    fn belongings(&self, customer: CustomerId) -> Belongings {
        let mut belongings = Belongings::default();
        for (key, entry) in &self.entries {
            match (&*key, &entry.value) {
                (Key::SessionPage(page), value) => {
                    let sessions = value
                        .session_page()
                        .into_iter()
                        .flat_map(|page| &page.sessions);
                    let is_own_list = page.customer == customer;
                    let is_own =
                        |session: &&Arc<Session>| is_own_list || session.customer == Some(customer);
                    sessions
                        .filter(is_own)
                        .for_each(|session| belongings.add(session));
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
        belongings
    }
}

fn belongs(key: &Key, value: &Value, customer: CustomerId, belongings: &Belongings) -> bool {
    match (key, value) {
        (Key::Contact(id), Value::Contact(Some(contact))) => {
            *id == customer || contact.id == customer || contact.merged_into == Some(customer)
        }
        (Key::Contact(id) | Key::SegmentAssignments(id), _) => *id == customer,
        // Ids are unique over all types, so the id of another resource never equals it.
        (Key::Resource(_, id), _) => *id == customer.0,
        (Key::SessionPage(page), value) => {
            let mut sessions = value
                .session_page()
                .into_iter()
                .flat_map(|page| &page.sessions);
            page.customer == customer
                || sessions.any(|session| belongings.sessions.contains(&session.id))
        }
        (Key::Session(id) | Key::HiddenSession(id), _) => belongings.sessions.contains(id),
        (Key::EventPage(page), _) => belongings.sessions.contains(&page.session),
        (Key::Conversation((_, id)) | Key::CampaignVerdict(id), _) => {
            belongings.conversations.contains(id)
        }
        (Key::Response(_), Value::Response(Some(response))) => {
            response.customers.contains(&customer)
        }
        _ => false,
    }
}
