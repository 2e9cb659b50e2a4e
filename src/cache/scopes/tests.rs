//! The bound over all scopes, whoever fills them.

use std::time::Duration;

use uuid::Uuid;

use super::{Scopes, ScopesSettings};
use crate::model::id::AgentId;
use crate::model::reference::Agent;

const BOUND: u64 = 200_000;

fn scopes() -> Scopes<u32> {
    Scopes::new(ScopesSettings {
        scopes: 100,
        idle: Duration::from_mins(1),
        bytes: BOUND,
        stale: Duration::ZERO,
        ended: Duration::from_hours(1),
    })
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
    let scope = scopes.of(&key);
    for number in 0..agents {
        let agent = agent(number);
        let ttl = Duration::from_mins(1);
        scope.insert(&agent.id.clone(), Some(agent.into()), ttl);
    }
}

fn knows(scopes: &Scopes<u32>, key: u32, number: u128) -> bool {
    let id = AgentId(Uuid::from_u128(number));
    scopes.of(&key).get::<Agent>(&id).is_some()
}

#[test]
fn a_scope_alone_makes_room_within_itself() {
    let scopes = scopes();
    for _ in 0..5 {
        fill(&scopes, 1, 1_000);
    }
    assert!(scopes.bytes() > BOUND / 2, "{}", scopes.bytes());
    // What is to go is noticed at the next housekeeping, which is a matter of a few hundred writes.
    assert!(scopes.bytes() < BOUND * 3, "{}", scopes.bytes());
}

#[test]
fn beyond_the_bound_the_scope_that_was_idle_longest_goes_whole() {
    let scopes = scopes();
    for key in 0..30 {
        fill(&scopes, key, 10);
        assert!(knows(&scopes, key, 9));
    }
    scopes.of(&29);
    assert!(scopes.bytes() <= BOUND, "{}", scopes.bytes());
    assert!(knows(&scopes, 29, 0));
    assert!(!knows(&scopes, 0, 0));
}

#[test]
fn what_a_dropped_scope_held_no_longer_counts() {
    let scopes = Scopes::new(ScopesSettings {
        scopes: 1,
        idle: Duration::from_mins(1),
        bytes: BOUND,
        stale: Duration::ZERO,
        ended: Duration::from_hours(1),
    });
    fill(&scopes, 1, 10);
    assert!(scopes.bytes() > 10 * 1_000);
    scopes.of(&2);
    assert_eq!(scopes.bytes(), 0);
}
