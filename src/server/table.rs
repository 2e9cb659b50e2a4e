//! The connection table: it limits open connections and selects the one to close for a new one.
//!
//! A full table evicts an idle connection of the network that holds the most: first one that never sent a request, then
//! the one that has been idle the longest. If none is idle, it evicts a connection that waits for its client. A network never evicts a
//! connection of a network that holds fewer. A connection that gets no entry there goes to the reserve, which serves
//! only probes.

use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use ahash::RandomState;
use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;

use super::activity::Activity;

/// Capacity of the reserve: connections beyond `limits.connections` for probes. Each is answered and closed at once, so a
/// few serve every orchestrator; more would only use file descriptors.
pub(super) const RESERVE: usize = 64;

/// The connections of one listener. Clones share the state.
#[derive(Debug, Clone)]
pub(super) struct Table {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    /// Last number given to a connection or to an idle period.
    last: u64,
    table: Connections,
    reserve: Connections,
}

/// The connections of one section.
#[derive(Debug)]
struct Connections {
    capacity: usize,
    entries: HashMap<u64, Entry, RandomState>,
    networks: HashMap<IpAddr, Network, RandomState>,
}

#[derive(Debug)]
struct Entry {
    network: IpAddr,
    idle: Option<Idle>,
    activity: Activity,
    evict: Arc<Notify>,
}

/// Order of eviction: whether the connection has sent a request, then when it became idle.
type Idle = (bool, u64);

#[derive(Debug, Default)]
struct Network {
    held: usize,
    idle: BTreeSet<(Idle, u64)>,
}

/// Section of the table that a connection is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// The main section: all routes are served.
    Table,
    /// The reserve: only probes are served.
    Reserve,
}

/// A connection's entry; dropping it removes the entry.
#[derive(Debug)]
pub(super) struct TableEntry {
    table: Table,
    section: Section,
    id: u64,
    activity: Activity,
    evict: Arc<Notify>,
}

impl Table {
    pub(super) fn new(capacity: usize, reserve: usize) -> Self {
        let section = |capacity| Connections {
            capacity,
            entries: HashMap::default(),
            networks: HashMap::default(),
        };
        let state = State {
            last: 0,
            table: section(capacity),
            reserve: section(reserve),
        };
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Adds a connection, which is idle until its first request; evicts another one if necessary. `None` if neither the
    /// table nor the reserve has an entry for this address.
    pub(super) fn insert(&self, address: IpAddr) -> Option<TableEntry> {
        let network = network(address);
        let mut state = self.state();
        state.last += 1;
        let id = state.last;
        let (evict, activity) = (Arc::new(Notify::new()), Activity::default());
        for section in [Section::Table, Section::Reserve] {
            let connections = state.section(section);
            if connections.make_room(network) {
                connections.insert(id, network, activity.clone(), evict.clone());
                return Some(TableEntry {
                    table: self.clone(),
                    section,
                    id,
                    activity,
                    evict,
                });
            }
        }
        None
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

impl TableEntry {
    pub(super) fn section(&self) -> Section {
        self.section
    }

    /// The record of whether the connection waits for its client.
    pub(super) fn activity(&self) -> &Activity {
        &self.activity
    }

    /// Notified when the connection is evicted.
    pub(super) fn evicted(&self) -> Arc<Notify> {
        self.evict.clone()
    }

    /// Marks the connection as busy: a request begins.
    pub(super) fn mark_busy(&self) {
        let mut state = self.table.state();
        state.section(self.section).set_idle(self.id, None);
    }

    /// Marks the connection as idle: its last request has ended.
    pub(super) fn mark_idle(&self) {
        let mut state = self.table.state();
        state.last += 1;
        let since = state.last;
        state
            .section(self.section)
            .set_idle(self.id, Some((true, since)));
    }
}

impl Drop for TableEntry {
    fn drop(&mut self) {
        self.table.state().section(self.section).remove(self.id);
    }
}

impl State {
    fn section(&mut self, section: Section) -> &mut Connections {
        match section {
            Section::Table => &mut self.table,
            Section::Reserve => &mut self.reserve,
        }
    }
}

impl Connections {
    /// Whether a connection of `network` fits; evicts another one if necessary.
    fn make_room(&mut self, network: IpAddr) -> bool {
        if self.entries.len() < self.capacity {
            return true;
        }
        let own = self
            .networks
            .get(&network)
            .map_or(0, |network| network.held);
        let victim = self
            .networks
            .values()
            .filter(|network| network.held >= own)
            .filter_map(|network| Some((network.held, network.idle.first()?)))
            .max_by_key(|(held, idle)| (*held, std::cmp::Reverse(*idle)))
            .map(|(_, (_, id))| *id)
            .or_else(|| self.overdue(own));
        let Some(evicted) = victim.and_then(|id| self.remove(id)) else {
            return false;
        };
        evicted.evict.notify_one();
        true
    }

    /// The connection that has waited for its client the longest, of the network that holds the most.
    fn overdue(&self, own: usize) -> Option<u64> {
        let overdue = self.entries.iter().filter_map(|(id, entry)| {
            let held = self.networks.get(&entry.network)?.held;
            let since = entry.activity.overdue_since()?;
            (held >= own).then_some((held, std::cmp::Reverse(since), *id))
        });
        let (_, _, id) = overdue.max()?;
        self.entries.get(&id)?.activity.abort();
        Some(id)
    }

    fn insert(&mut self, id: u64, network: IpAddr, activity: Activity, evict: Arc<Notify>) {
        let idle = (false, id);
        let held = self.networks.entry(network).or_default();
        held.held += 1;
        held.idle.insert((idle, id));
        let entry = Entry {
            network,
            idle: Some(idle),
            activity,
            evict,
        };
        self.entries.insert(id, entry);
    }

    fn set_idle(&mut self, id: u64, idle: Option<Idle>) {
        // An evicted connection has no entry.
        let Some(entry) = self.entries.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut entry.idle, idle);
        if let Some(network) = self.networks.get_mut(&entry.network) {
            if let Some(before) = before {
                network.idle.remove(&(before, id));
            }
            if let Some(idle) = idle {
                network.idle.insert((idle, id));
            }
        }
    }

    fn remove(&mut self, id: u64) -> Option<Entry> {
        let entry = self.entries.remove(&id)?;
        if let Some(network) = self.networks.get_mut(&entry.network) {
            network.held -= 1;
            if let Some(idle) = entry.idle {
                network.idle.remove(&(idle, id));
            }
            if network.held == 0 {
                self.networks.remove(&entry.network);
            }
        }
        Some(entry)
    }
}

/// The network of an address: an IPv4 address itself, or the /64 of an IPv6 address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let prefix = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(prefix))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests;
