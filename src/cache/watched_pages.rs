//! The cached pages of watched customers, which frames update.

use std::collections::HashMap;

use ahash::RandomState;
use parking_lot::Mutex;

use crate::model::id::CustomerId;
use crate::model::session::SessionPageKey;

/// Pages of one customer that are kept current. Clients do not page further while sessions change; later pages get
/// the usual time to live.
const MAX_PAGES: usize = 32;

/// The keys of the pages that frames update, by customer.
#[derive(Debug, Default)]
pub(super) struct WatchedPages(Mutex<HashMap<CustomerId, Pages, RandomState>>);

/// Pages of one customer, each with whether every change since its read was reported.
type Pages = HashMap<SessionPageKey, bool>;

impl WatchedPages {
    /// Adds a page. Returns whether it is now kept current; false if the customer has too many pages.
    pub(super) fn add(&self, key: &SessionPageKey, is_covered: bool) -> bool {
        let mut by_customer = self.0.lock();
        let pages = by_customer.entry(key.customer).or_default();
        let has_room = pages.len() < MAX_PAGES || pages.contains_key(key);
        if has_room {
            pages.insert(key.clone(), is_covered);
        }
        has_room
    }

    /// Whether every change of the page since its read was reported.
    pub(super) fn is_covered(&self, key: &SessionPageKey) -> bool {
        let by_customer = self.0.lock();
        let pages = by_customer.get(&key.customer);
        pages.and_then(|pages| pages.get(key)) == Some(&true)
    }

    /// Whether every change of a page of the customer since its read was reported.
    pub(super) fn has_covered(&self, customer: CustomerId) -> bool {
        let by_customer = self.0.lock();
        let pages = by_customer.get(&customer);
        pages.is_some_and(|pages| pages.values().any(|is_covered| *is_covered))
    }

    /// The pages of a customer.
    pub(super) fn of_customer(&self, customer: CustomerId) -> Vec<SessionPageKey> {
        let by_customer = self.0.lock();
        let pages = by_customer.get(&customer);
        pages.into_iter().flat_map(HashMap::keys).cloned().collect()
    }

    /// A first page of a customer.
    pub(super) fn first_page(&self, customer: CustomerId) -> Option<SessionPageKey> {
        let by_customer = self.0.lock();
        let pages = by_customer.get(&customer)?;
        pages.keys().find(|key| key.after.is_none()).cloned()
    }

    /// Removes the pages of a customer.
    pub(super) fn remove(&self, customer: CustomerId) -> Vec<SessionPageKey> {
        let removed = self.0.lock().remove(&customer);
        removed.unwrap_or_default().into_keys().collect()
    }
}
