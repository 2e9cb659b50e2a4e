//! The connection table: how many connections are open, and which one is closed for a new one.
//!
//! A full table closes an idle connection: one of the network that holds the most, those without any
//! request first, then the one that has been idle longest. Without any, it closes one that waits for its client.
//! A network never takes a place from one that holds fewer. Where that leaves no place, a connection enters the
//! reserve, which serves probes only.

use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::activity::Activity;

/// The connections of one listener.
#[derive(Debug, Clone)]
pub(super) struct Table {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    next: u64,
    table: Area,
    reserve: Area,
}

/// Connections that share one capacity.
#[derive(Debug)]
struct Area {
    capacity: usize,
    entries: HashMap<u64, Entry>,
    networks: HashMap<IpAddr, Network>,
}

#[derive(Debug)]
struct Entry {
    network: IpAddr,
    idle: Option<Idle>,
    activity: Activity,
    evict: Arc<Notify>,
}

/// Order of eviction: connections without a request first, then by the time since they are idle.
type Idle = (bool, u64);

#[derive(Debug, Default)]
struct Network {
    held: usize,
    idle: BTreeSet<(Idle, u64)>,
}

/// Which area a connection is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The table: every route is served.
    Table,
    /// The reserve: probes only.
    Reserve,
}

/// A connection's entry, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    table: Table,
    part: Part,
    id: u64,
    activity: Activity,
    evict: Arc<Notify>,
}

impl Table {
    pub(super) fn new(capacity: usize, reserve: usize) -> Self {
        let area = |capacity| Area {
            capacity,
            entries: HashMap::new(),
            networks: HashMap::new(),
        };
        let state = State {
            next: 0,
            table: area(capacity),
            reserve: area(reserve),
        };
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Enters a connection that is idle so far, and evicts another one where that is needed. `None`
    /// means that neither the table nor the reserve has a place for this address.
    pub(super) fn enter(&self, address: IpAddr) -> Option<Place> {
        let network = network(address);
        let mut state = self.state();
        state.next += 1;
        let id = state.next;
        let (evict, activity) = (Arc::new(Notify::new()), Activity::default());
        for part in [Part::Table, Part::Reserve] {
            let area = state.area(part);
            if area.make_room(network) {
                area.insert(id, network, activity.clone(), evict.clone());
                return Some(Place {
                    table: self.clone(),
                    part,
                    id,
                    activity,
                    evict,
                });
            }
        }
        None
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic under the lock leaves at worst an entry that is never idle.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    pub(super) fn part(&self) -> Part {
        self.part
    }

    /// Where the connection takes note that it waits for its client.
    pub(super) fn activity(&self) -> &Activity {
        &self.activity
    }

    /// Signaled when the connection is to close for another one.
    pub(super) fn evicted(&self) -> Arc<Notify> {
        self.evict.clone()
    }

    /// A request begins.
    pub(super) fn busy(&self) {
        let mut state = self.table.state();
        state.area(self.part).set_idle(self.id, None);
    }

    /// The last request in progress has ended.
    pub(super) fn idle(&self) {
        let mut state = self.table.state();
        state.next += 1;
        let since = state.next;
        state.area(self.part).set_idle(self.id, Some((true, since)));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.table.state().area(self.part).remove(self.id);
    }
}

impl State {
    fn area(&mut self, part: Part) -> &mut Area {
        match part {
            Part::Table => &mut self.table,
            Part::Reserve => &mut self.reserve,
        }
    }
}

impl Area {
    /// Whether a connection of `network` fits, after one was evicted where that is needed.
    fn make_room(&mut self, network: IpAddr) -> bool {
        if self.entries.len() < self.capacity {
            return true;
        }
        let own = self.networks.get(&network).map_or(0, |one| one.held);
        let victim = self
            .networks
            .values()
            .filter(|one| one.held >= own)
            .filter_map(|one| Some((one.held, one.idle.first()?)))
            .max_by_key(|(held, idle)| (*held, std::cmp::Reverse(*idle)))
            .map(|(_, (_, id))| *id)
            .or_else(|| self.overdue(own));
        let Some(evicted) = victim.and_then(|id| self.remove(id)) else {
            return false;
        };
        evicted.evict.notify_one();
        true
    }

    /// A connection that has waited for its client long enough: of the network that holds most, the one that has
    /// waited longest.
    fn overdue(&self, own: usize) -> Option<u64> {
        let overdue = self.entries.iter().filter_map(|(id, entry)| {
            let held = self.networks.get(&entry.network)?.held;
            let since = entry.activity.overdue_since()?;
            (held >= own).then_some((held, std::cmp::Reverse(since), *id))
        });
        let (_, _, id) = overdue.max()?;
        self.entries.get(&id)?.activity.cut();
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
        // An evicted connection has no entry any more.
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

/// The network that an address counts for: an IPv4 address itself, or the /64 of an IPv6 address.
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
