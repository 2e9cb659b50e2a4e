//! The leases that a node requests and gives up.

use tokio::time::advance;

use super::*;
use crate::live::registry::fixtures::{customer, registry};

const OWN: Uuid = Uuid::from_u128(1_000);
const OTHER: Uuid = Uuid::from_u128(2_000);

/// A divided registry that watches the first customer, and has this number of channels.
fn watching(channels: usize) -> WatchRegistry {
    let mut registry = registry(10, true);
    registry.permit(channels);
    assert!(registry.take_unheld().is_empty());
    registry.watch(customer(1), &"viewer".into()).unwrap();
    registry
}

#[test]
fn a_contact_without_room_is_requested_when_there_is_room() {
    let mut registry = watching(0);
    assert_eq!(registry.take_unheld(), [(customer(1), false)]);
    registry.set_holders(vec![(customer(1), None)], OWN);
    assert!(registry.lacks_room());
    assert!(registry.take_unheld().is_empty());
    registry.permit(1);
    assert_eq!(registry.take_unheld(), [(customer(1), true)]);
    registry.set_holders(vec![(customer(1), Some(OWN))], OWN);
    assert!(registry.is_on_channel(customer(1)));
    assert!(!registry.lacks_room());
    assert!(registry.take_unheld().is_empty());
}

#[test]
fn a_contact_without_room_is_requested_with_all_others() {
    let mut registry = watching(0);
    registry.take_unheld();
    registry.set_holders(vec![(customer(1), None)], OWN);
    registry.ask_all();
    assert_eq!(registry.take_unheld(), [(customer(1), false)]);
}

#[tokio::test(start_paused = true)]
async fn a_contact_of_another_node_is_requested_until_that_node_reports_it() {
    let mut registry = watching(0);
    for _ in 0..3 {
        assert_eq!(registry.take_unheld(), [(customer(1), false)]);
        let wanted = registry.set_holders(vec![(customer(1), Some(OTHER))], OWN);
        assert_eq!(wanted, [customer(1)]);
        assert!(registry.take_unheld().is_empty());
        advance(Duration::from_millis(500)).await;
    }
    let unasked = registry.covered_by(OTHER, &[(customer(1), true)]);
    assert!(unasked.is_empty());
    assert!(registry.take_unheld().is_empty());
    registry.holder_lost(OTHER, &[customer(1)]);
    assert_eq!(registry.take_unheld(), [(customer(1), false)]);
}

#[test]
fn a_node_asks_for_the_changes_of_a_contact_for_which_it_had_no_room() {
    let mut registry = watching(0);
    registry.take_unheld();
    registry.set_holders(vec![(customer(1), None)], OWN);
    let unasked = registry.covered_by(OTHER, &[(customer(1), true)]);
    assert_eq!(unasked, [customer(1)]);
    assert!(!registry.lacks_room());
}

#[test]
fn the_lease_of_a_customer_that_is_not_watched_any_more_is_given_up() {
    let mut registry = watching(1);
    registry.take_unheld();
    registry.set_holders(vec![(customer(1), Some(OWN))], OWN);
    assert!(registry.take_unneeded_leases().is_empty());
    registry.end_absent(customer(1));
    assert_eq!(registry.take_unneeded_leases(), [customer(1)]);
    // The answer of a request comes after the end of the watch.
    registry.set_holders(vec![(customer(1), Some(OWN))], OWN);
    assert_eq!(registry.take_unneeded_leases(), [customer(1)]);
    assert!(registry.take_unneeded_leases().is_empty());
}
