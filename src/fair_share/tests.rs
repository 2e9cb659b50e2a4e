//! Tests of the semaphore through its public interface.

use std::collections::BTreeMap;
use std::pin::Pin;

use futures_util::FutureExt;
use proptest::prelude::*;

use super::*;

type Acquiring<'a> = Pin<Box<dyn Future<Output = Result<Permit<u8>, Full>> + 'a>>;

fn poll(acquiring: &mut Acquiring<'_>) -> Option<Result<Permit<u8>, Full>> {
    acquiring.as_mut().now_or_never()
}

/// Polls all waiters and moves the permits of served ones to `held`.
fn settle(waiting: &mut Vec<(u8, Acquiring<'_>)>, held: &mut BTreeMap<u8, Vec<Permit<u8>>>) {
    waiting.retain_mut(|(key, acquiring)| match poll(acquiring) {
        Some(permit) => {
            held.entry(*key).or_default().push(permit.unwrap());
            false
        }
        None => true,
    });
}

#[test]
fn a_second_key_acquires_without_waiting_after_a_greedy_first_key() {
    let share = FairShare::new(Bound::new(10), Bound::new(10));
    let mut first = Vec::new();
    while let Ok(permit) = share.try_acquire(&1, 1) {
        first.push(permit);
    }
    assert_eq!(first.len(), 8);
    assert!(
        share
            .acquire(&2)
            .now_or_never()
            .is_some_and(|permit| permit.is_ok())
    );
}

#[test]
fn one_key_cannot_fill_the_queue() {
    let share = FairShare::new(Bound::new(1), Bound::new(5));
    let _held = share.try_acquire(&0, 1).unwrap();
    let mut greedy: Vec<Acquiring<'_>> = (0..9).map(|_| Box::pin(share.acquire(&1)) as _).collect();
    let refused = greedy.iter_mut().filter_map(poll).count();
    assert_eq!(refused, 5, "one key gets four of five queue entries");
    let mut other: Acquiring<'_> = Box::pin(share.acquire(&2));
    assert!(
        poll(&mut other).is_none(),
        "the other key waits in the queue"
    );
}

#[test]
fn the_key_with_the_fewest_permits_is_served_first() {
    let share = FairShare::new(Bound::new(1), Bound::new(100));
    let held = share.try_acquire(&0, 1).unwrap();
    let mut greedy: Vec<Acquiring<'_>> =
        (0..20).map(|_| Box::pin(share.acquire(&1)) as _).collect();
    for acquiring in &mut greedy {
        assert!(poll(acquiring).is_none());
    }
    let mut late: Acquiring<'_> = Box::pin(share.acquire(&2));
    assert!(poll(&mut late).is_none());
    drop(held);
    // The first waiter is served, then the other key, although nineteen waiters were queued before it.
    let first = greedy.iter_mut().find_map(poll).unwrap().unwrap();
    drop(first);
    assert!(poll(&mut late).is_some_and(|permit| permit.is_ok()));
}

#[test]
fn a_dropped_waiter_releases_its_queue_entry_and_permit() {
    let share = FairShare::new(Bound::new(1), Bound::new(2));
    let held = share.try_acquire(&0, 1).unwrap();
    for _ in 0..10 {
        let mut leaving: Acquiring<'_> = Box::pin(share.acquire(&1));
        assert!(poll(&mut leaving).is_none());
    }
    let mut served: Acquiring<'_> = Box::pin(share.acquire(&1));
    assert!(poll(&mut served).is_none());
    drop(held);
    // The permit was sent, but its waiter is dropped before it receives it.
    drop(served);
    assert_eq!(share.free(), 1);
    let state = share.lock();
    assert_eq!((state.queued.free(), state.waiters.first()), (2, None));
}

#[test]
fn a_permit_grows_within_the_capacity() {
    let share = FairShare::without_queue(Bound::new(100));
    let mut permit = share.try_acquire(&1, 10).unwrap();
    assert_eq!(permit.grow(40), Ok(()));
    assert_eq!(permit.grow(60), Err(Full));
    assert_eq!(share.free(), 50);
    drop(permit);
    assert_eq!(share.free(), 100);
}

#[tokio::test]
async fn a_waiter_is_woken() {
    let share = FairShare::new(Bound::new(1), Bound::new(1));
    let held = share.try_acquire(&0, 1).unwrap();
    let waiting = tokio::spawn({
        let share = share.clone();
        async move { share.acquire(&1).await.is_ok() }
    });
    while share.lock().waiters.first().is_none() {
        tokio::task::yield_now().await;
    }
    drop(held);
    assert!(waiting.await.unwrap());
}

/// One action of a random client.
#[derive(Debug, Clone)]
enum Step {
    Acquire(u8),
    Release(u8),
    LeaveQueue(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..5_u8).prop_map(Step::Acquire),
        2 => (0..5_u8).prop_map(Step::Release),
        1 => any::<usize>().prop_map(Step::LeaveQueue),
    ];
    prop::collection::vec(step, 0..150)
}

proptest! {
    /// For any sequence of actions no permit is lost, no capacity is exceeded, and no waiter waits while it could
    /// acquire a free permit.
    #[test]
    fn no_permit_is_lost_or_left_idle(
        capacity in 1..20_usize,
        queue in 0..20_usize,
        steps in steps(),
    ) {
        let share = FairShare::new(Bound::new(capacity), Bound::new(queue));
        let keys: Vec<u8> = (0..5).collect();
        let mut held: BTreeMap<u8, Vec<Permit<u8>>> = BTreeMap::new();
        let mut waiting: Vec<(u8, Acquiring<'_>)> = Vec::new();
        for step in steps {
            match step {
                Step::Acquire(key) => {
                    let Some(key) = keys.get(usize::from(key)) else { continue };
                    let mut acquiring: Acquiring<'_> = Box::pin(share.acquire(key));
                    match poll(&mut acquiring) {
                        Some(Ok(permit)) => held.entry(*key).or_default().push(permit),
                        Some(Err(Full)) => {}
                        None => waiting.push((*key, acquiring)),
                    }
                }
                Step::Release(key) => drop(held.get_mut(&key).and_then(Vec::pop)),
                Step::LeaveQueue(index) if !waiting.is_empty() => {
                    drop(waiting.remove(index % waiting.len()));
                }
                Step::LeaveQueue(_) => {}
            }
            settle(&mut waiting, &mut held);
            let acquired: usize = held.values().map(Vec::len).sum();
            prop_assert_eq!(share.free() + acquired, capacity);
            prop_assert!(waiting.len() <= queue);
            let mut state = share.lock();
            prop_assert_eq!(state.queued.free() + waiting.len(), queue);
            for (key, _) in &waiting {
                let is_idle = state.held.acquire(key, 1).is_ok();
                prop_assert!(!is_idle, "{key} waits for a permit that is free");
            }
        }
        held.clear();
        settle(&mut waiting, &mut held);
        waiting.clear();
        held.clear();
        prop_assert_eq!(share.free(), capacity);
        prop_assert!(share.lock().waiters.first().is_none());
    }

    /// While all keys wait, a released permit never goes to a key that holds two more than another.
    #[test]
    fn waiting_keys_get_equal_shares(
        capacity in 1..30_usize,
        keys in 2..6_u8,
        ends in prop::collection::vec(any::<usize>(), 0..200),
    ) {
        let share = FairShare::new(Bound::new(capacity), Bound::new(100_000));
        let names: Vec<u8> = (0..keys).collect();
        let mut held: BTreeMap<u8, Vec<Permit<u8>>> = BTreeMap::new();
        let mut waiting: Vec<(u8, Acquiring<'_>)> = Vec::new();
        // The first key queues first and acquires as much as it can.
        for key in &names {
            for _ in 0..capacity + ends.len() {
                waiting.push((*key, Box::pin(share.acquire(key))));
            }
            settle(&mut waiting, &mut held);
        }
        for end in ends {
            let before: Vec<usize> = names.iter().map(|key| held.get(key).map_or(0, Vec::len)).collect();
            let holders: Vec<u8> = held.iter().filter(|(_, all)| !all.is_empty()).map(|(key, _)| *key).collect();
            let Some(key) = holders.get(end % holders.len().max(1)) else { break };
            drop(held.get_mut(key).and_then(Vec::pop));
            settle(&mut waiting, &mut held);
            for (key, before) in names.iter().zip(before) {
                let now = held.get(key).map_or(0, Vec::len);
                if now > before {
                    // No other waiting key holds fewer by more than one.
                    let least = names.iter().map(|key| held.get(key).map_or(0, Vec::len)).min();
                    prop_assert!(now <= least.unwrap_or_default() + 1, "{now} against {least:?}");
                }
            }
        }
    }
}
