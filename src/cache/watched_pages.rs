//! The cached pages of watched customers, which frames update.

use std::collections::{HashMap, HashSet};

use ahash::RandomState;
use parking_lot::Mutex;

use crate::model::id::CustomerId;
use crate::model::session::SessionPageKey;

/// Pages of one customer that are kept current. Clients do not page further while sessions change; later pages get
/// the usual time to live.
const MAX_PAGES: usize = 32;

/// The keys of the pages that frames update, by customer.
#[derive(Debug, Default)]
pub(super) struct WatchedPages(Mutex<HashMap<CustomerId, HashSet<SessionPageKey>, RandomState>>);

impl WatchedPages {
    /// Adds a page. Returns whether it is now kept current; false if the customer has too many pages.
    pub(super) fn add(&self, key: &SessionPageKey) -> bool {
        let mut by_customer = self.0.lock();
        let pages = by_customer.entry(key.customer).or_default();
        let has_room = pages.len() < MAX_PAGES || pages.contains(key);
        if has_room {
            pages.insert(key.clone());
        }
        has_room
    }

    /// The pages of a customer.
    pub(super) fn of_customer(&self, customer: CustomerId) -> Vec<SessionPageKey> {
        let by_customer = self.0.lock();
        let pages = by_customer.get(&customer);
        pages.into_iter().flatten().cloned().collect()
    }

    /// A first page of a customer.
    pub(super) fn first_page(&self, customer: CustomerId) -> Option<SessionPageKey> {
        let by_customer = self.0.lock();
        let pages = by_customer.get(&customer)?;
        pages.iter().find(|key| key.after.is_none()).cloned()
    }

    /// Removes the pages of a customer.
    pub(super) fn remove(&self, customer: CustomerId) -> HashSet<SessionPageKey> {
        self.0.lock().remove(&customer).unwrap_or_default()
    }
}
