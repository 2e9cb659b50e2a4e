use futures_util::FutureExt;

use super::*;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn is_evicted(entry: &TableEntry) -> bool {
    entry.evicted().notified().now_or_never().is_some()
}

#[test]
fn idle_connections_without_a_request_are_evicted_first() {
    let table = Table::new(3, 0);
    let client = address("10.0.0.1");
    let served = table.insert(client).unwrap();
    served.mark_busy();
    served.mark_idle();
    let silent = table.insert(client).unwrap();
    let busy = table.insert(client).unwrap();
    busy.mark_busy();
    let next = table.insert(client).unwrap();
    assert!(is_evicted(&silent) && !is_evicted(&served));
    next.mark_busy();
    let last = table.insert(client).unwrap();
    assert!(is_evicted(&served) && !is_evicted(&busy));
    last.mark_busy();
    assert!(table.insert(client).is_none());
    // Dropping an evicted connection does not free its entry twice.
    drop((served, silent));
    assert!(table.insert(client).is_none());
    busy.mark_idle();
    assert!(table.insert(client).is_some());
}

#[test]
fn the_network_with_the_most_connections_is_evicted_first() {
    let table = Table::new(4, 1);
    let innocent = table.insert(address("10.0.0.1")).unwrap();
    let crowd: Vec<_> = (0..3)
        .map(|host| table.insert(address(&format!("2001:db8::{host}"))).unwrap())
        .collect();
    // The innocent connection is the oldest idle one, and stays.
    let more = table.insert(address("2001:db8::ffff")).unwrap();
    assert!(is_evicted(&crowd[0]) && !is_evicted(&innocent));
    for connection in crowd[1..].iter().chain([&more]) {
        connection.mark_busy();
    }
    // The crowd has no idle connection left and cannot evict one of a smaller network.
    let reserved = table.insert(address("2001:db8::1:1")).unwrap();
    assert_eq!(reserved.section(), Section::Reserve);
    assert!(!is_evicted(&innocent));
    crowd[1].mark_idle();
    let second = table.insert(address("10.0.0.1")).unwrap();
    assert_eq!(second.section(), Section::Table);
    assert!(is_evicted(&crowd[1]) && !is_evicted(&innocent));
}

#[test]
fn without_idle_connections_one_that_waits_for_its_client_is_evicted() {
    let table = Table::new(4, 0);
    let crowd: Vec<_> = (0..3)
        .map(|_| table.insert(address("10.0.0.9")).unwrap())
        .collect();
    let innocent = table.insert(address("10.0.0.1")).unwrap();
    for connection in crowd.iter().chain([&innocent]) {
        connection.mark_busy();
    }
    // Both connections wait for their clients, but one network holds more.
    crowd[1].activity().set_waiting(true);
    innocent.activity().set_waiting(true);
    assert!(
        table.insert(address("10.0.0.2")).is_none(),
        "not long enough"
    );
    std::thread::sleep(std::time::Duration::from_millis(110));
    crowd[2].activity().set_waiting(true);
    let next = table.insert(address("10.0.0.2")).unwrap();
    assert!(is_evicted(&crowd[1]) && !is_evicted(&innocent));
    next.mark_busy();
    // A connection that no longer waits is not evicted.
    innocent.activity().set_waiting(false);
    crowd[2].activity().set_waiting(false);
    assert!(table.insert(address("10.0.0.3")).is_none());
}

#[test]
fn ipv6_addresses_are_counted_by_64_bits_and_mapped_ones_as_ipv4() {
    for (one, other, same) in [
        ("10.0.0.1", "10.0.0.2", false),
        ("10.0.0.1", "::ffff:10.0.0.1", true),
        ("2001:db8::1", "2001:db8::ffff:1", true),
        ("2001:db8::1", "2001:db8:0:1::1", false),
    ] {
        assert_eq!(
            network(address(one)) == network(address(other)),
            same,
            "{one}"
        );
    }
}
