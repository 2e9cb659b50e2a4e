use futures_util::FutureExt;

use super::*;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn is_evicted(place: &Place) -> bool {
    place.evicted().notified().now_or_never().is_some()
}

#[test]
fn the_oldest_idle_connection_goes_those_without_a_request_first() {
    let table = Table::new(3, 0);
    let one = address("10.0.0.1");
    let asked = table.enter(one).unwrap();
    asked.busy();
    asked.idle();
    let silent = table.enter(one).unwrap();
    let busy = table.enter(one).unwrap();
    busy.busy();
    let next = table.enter(one).unwrap();
    assert!(is_evicted(&silent) && !is_evicted(&asked));
    next.busy();
    let last = table.enter(one).unwrap();
    assert!(is_evicted(&asked) && !is_evicted(&busy));
    last.busy();
    assert!(table.enter(one).is_none());
    // An evicted connection that ends later frees nothing twice.
    drop((asked, silent));
    assert!(table.enter(one).is_none());
    busy.idle();
    assert!(table.enter(one).is_some());
}

#[test]
fn the_network_that_holds_most_makes_room() {
    let table = Table::new(4, 1);
    let innocent = table.enter(address("10.0.0.1")).unwrap();
    let crowd: Vec<_> = (0..3)
        .map(|host| table.enter(address(&format!("2001:db8::{host}"))).unwrap())
        .collect();
    // The innocent connection is the oldest idle one, and stays.
    let more = table.enter(address("2001:db8::ffff")).unwrap();
    assert!(is_evicted(&crowd[0]) && !is_evicted(&innocent));
    for one in crowd[1..].iter().chain([&more]) {
        one.busy();
    }
    // The crowd has no idle connection any more and takes none of a smaller network.
    let reserved = table.enter(address("2001:db8::1:1")).unwrap();
    assert_eq!(reserved.part(), Part::Reserve);
    assert!(!is_evicted(&innocent));
    crowd[1].idle();
    let second = table.enter(address("10.0.0.1")).unwrap();
    assert_eq!(second.part(), Part::Table);
    assert!(is_evicted(&crowd[1]) && !is_evicted(&innocent));
}

#[test]
fn without_an_idle_connection_one_that_waits_for_its_client_goes() {
    let table = Table::new(4, 0);
    let crowd: Vec<_> = (0..3)
        .map(|_| table.enter(address("10.0.0.9")).unwrap())
        .collect();
    let innocent = table.enter(address("10.0.0.1")).unwrap();
    for one in crowd.iter().chain([&innocent]) {
        one.busy();
    }
    // Both wait for their clients, but one network holds more.
    crowd[1].activity().set_waiting(true);
    innocent.activity().set_waiting(true);
    assert!(
        table.enter(address("10.0.0.2")).is_none(),
        "not long enough"
    );
    std::thread::sleep(std::time::Duration::from_millis(110));
    crowd[2].activity().set_waiting(true);
    let next = table.enter(address("10.0.0.2")).unwrap();
    assert!(is_evicted(&crowd[1]) && !is_evicted(&innocent));
    next.busy();
    // A client that went on is not one to evict.
    innocent.activity().set_waiting(false);
    crowd[2].activity().set_waiting(false);
    assert!(table.enter(address("10.0.0.3")).is_none());
}

#[test]
fn ipv6_counts_by_64_bits_and_mapped_addresses_as_ipv4() {
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
