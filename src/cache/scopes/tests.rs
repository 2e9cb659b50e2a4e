//! The memory bound over all scopes.

use std::time::Duration;

use chrono::TimeDelta;
use uuid::Uuid;

use super::{Freshness, Scopes, ScopesSettings};
use crate::fleet::Fleet;
use crate::model::id::AgentId;
use crate::model::reference::Agent;

const BOUND: u64 = 200_000;

fn scopes(max_scopes: usize) -> Scopes<u32> {
    let hour = Duration::from_hours(1);
    Scopes::new(
        ScopesSettings {
            scopes: max_scopes,
            idle: Duration::from_mins(1),
            bytes: BOUND,
            stale: Duration::ZERO,
            freshness: Freshness {
                reference: hour,
                contact: hour,
                ended: hour,
                open: hour,
                covered: hour,
                absent: hour,
                refresh_ahead: Duration::ZERO,
                wrap_up_grace: TimeDelta::zero(),
            },
        },
        Fleet::default(),
    )
}

fn agent(number: u128) -> Agent {
    Agent {
        id: AgentId(Uuid::from_u128(number)),
        name: Some("n".repeat(1_000)),
        email: None,
        title: None,
        active: None,
    }
}

fn fill(scopes: &Scopes<u32>, key: u32, agents: u128) {
    let scope = scopes.get_or_create(&key);
    for number in 0..agents {
        let agent = agent(number);
        let ttl = Duration::from_mins(1);
        scope.insert(&agent.id.clone(), Some(agent.into()), ttl);
    }
}

fn has(scopes: &Scopes<u32>, key: u32, number: u128) -> bool {
    let id = AgentId(Uuid::from_u128(number));
    scopes.get_or_create(&key).get::<Agent>(&id).is_some()
}

#[test]
fn a_single_scope_evicts_its_own_entries() {
    let scopes = scopes(100);
    // moka evicts during housekeeping, usually after a few hundred writes, later on a busy machine.
    let is_bounded = (0..50).any(|_| {
        fill(&scopes, 1, 1_000);
        scopes.bytes() < BOUND * 3
    });
    assert!(is_bounded, "{}", scopes.bytes());
    assert!(scopes.bytes() > BOUND / 2, "{}", scopes.bytes());
}

#[test]
fn the_least_recently_used_scope_is_dropped_beyond_the_bound() {
    let scopes = scopes(100);
    for key in 0..30 {
        fill(&scopes, key, 10);
        assert!(has(&scopes, key, 9));
    }
    scopes.get_or_create(&29);
    assert!(scopes.bytes() <= BOUND, "{}", scopes.bytes());
    assert!(has(&scopes, 29, 0));
    assert!(!has(&scopes, 0, 0));
}

#[test]
fn a_dropped_scope_returns_its_memory() {
    let scopes = scopes(1);
    fill(&scopes, 1, 10);
    assert!(scopes.bytes() > 10 * 1_000);
    scopes.get_or_create(&2);
    assert_eq!(scopes.bytes(), 0);
}
