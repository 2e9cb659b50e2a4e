//! The semaphore as its users see it.

use std::collections::BTreeMap;
use std::pin::Pin;

use futures_util::FutureExt;
use proptest::prelude::*;

use super::*;

type Taking<'a> = Pin<Box<dyn Future<Output = Result<Permit<u8>, Full>> + 'a>>;

fn poll(taking: &mut Taking<'_>) -> Option<Result<Permit<u8>, Full>> {
    taking.as_mut().now_or_never()
}

/// Polls all; those that got a permit hold it.
fn settle(waiting: &mut Vec<(u8, Taking<'_>)>, held: &mut BTreeMap<u8, Vec<Permit<u8>>>) {
    waiting.retain_mut(|(key, taking)| match poll(taking) {
        Some(permit) => {
            held.entry(*key).or_default().push(permit.unwrap());
            false
        }
        None => true,
    });
}

#[test]
fn a_second_key_gets_a_permit_at_once_though_the_first_took_all_it_could() {
    let share = FairShare::new(Bound::new(10), Bound::new(10));
    let mut first = Vec::new();
    while let Ok(permit) = share.try_take(&1, 1) {
        first.push(permit);
    }
    assert_eq!(first.len(), 8);
    assert!(
        share
            .take(&2)
            .now_or_never()
            .is_some_and(|permit| permit.is_ok())
    );
}

#[test]
fn one_key_cannot_fill_the_queue() {
    let share = FairShare::new(Bound::new(1), Bound::new(5));
    let _held = share.try_take(&0, 1).unwrap();
    let mut greedy: Vec<Taking<'_>> = (0..9).map(|_| Box::pin(share.take(&1)) as _).collect();
    let refused = greedy.iter_mut().filter_map(poll).count();
    assert_eq!(refused, 5, "four of five places are for one key");
    let mut other: Taking<'_> = Box::pin(share.take(&2));
    assert!(poll(&mut other).is_none(), "it waits");
}

#[test]
fn the_key_that_holds_least_is_served_first() {
    let share = FairShare::new(Bound::new(1), Bound::new(100));
    let held = share.try_take(&0, 1).unwrap();
    let mut greedy: Vec<Taking<'_>> = (0..20).map(|_| Box::pin(share.take(&1)) as _).collect();
    for taking in &mut greedy {
        assert!(poll(taking).is_none());
    }
    let mut late: Taking<'_> = Box::pin(share.take(&2));
    assert!(poll(&mut late).is_none());
    drop(held);
    // The one that came first is served, then the other key although nineteen came before it.
    let first = greedy.iter_mut().find_map(poll).unwrap().unwrap();
    drop(first);
    assert!(poll(&mut late).is_some_and(|permit| permit.is_ok()));
}

#[test]
fn a_waiter_that_leaves_gives_everything_back() {
    let share = FairShare::new(Bound::new(1), Bound::new(2));
    let held = share.try_take(&0, 1).unwrap();
    for _ in 0..10 {
        let mut leaving: Taking<'_> = Box::pin(share.take(&1));
        assert!(poll(&mut leaving).is_none());
    }
    let mut served: Taking<'_> = Box::pin(share.take(&1));
    assert!(poll(&mut served).is_none());
    drop(held);
    // A permit is on its way, and its waiter leaves.
    drop(served);
    assert_eq!(share.free(), 1);
    let state = share.lock();
    assert_eq!((state.queued.free(), state.waiters.first()), (2, None));
}

#[test]
fn a_permit_grows_within_the_bound() {
    let share = FairShare::without_queue(Bound::new(100));
    let mut permit = share.try_take(&1, 10).unwrap();
    assert_eq!(permit.grow(40), Ok(()));
    assert_eq!(permit.grow(60), Err(Full));
    assert_eq!(share.free(), 50);
    drop(permit);
    assert_eq!(share.free(), 100);
}

#[tokio::test]
async fn a_waiter_is_woken() {
    let share = FairShare::new(Bound::new(1), Bound::new(1));
    let held = share.try_take(&0, 1).unwrap();
    let waiting = tokio::spawn({
        let share = share.clone();
        async move { share.take(&1).await.is_ok() }
    });
    while share.lock().waiters.first().is_none() {
        tokio::task::yield_now().await;
    }
    drop(held);
    assert!(waiting.await.unwrap());
}

/// What a client may do.
#[derive(Debug, Clone)]
enum Step {
    Ask(u8),
    /// Gives a permit back.
    End(u8),
    /// Leaves the queue.
    Leave(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..5_u8).prop_map(Step::Ask),
        2 => (0..5_u8).prop_map(Step::End),
        1 => any::<usize>().prop_map(Step::Leave),
    ];
    prop::collection::vec(step, 0..150)
}

proptest! {
    /// Whatever clients do, nothing is lost, no bound is exceeded, and no permit is idle that the next
    /// waiter may have.
    #[test]
    fn nothing_is_lost_and_nothing_is_idle(
        capacity in 1..20_usize,
        queue in 0..20_usize,
        steps in steps(),
    ) {
        let share = FairShare::new(Bound::new(capacity), Bound::new(queue));
        let keys: Vec<u8> = (0..5).collect();
        let mut held: BTreeMap<u8, Vec<Permit<u8>>> = BTreeMap::new();
        let mut waiting: Vec<(u8, Taking<'_>)> = Vec::new();
        for step in steps {
            match step {
                Step::Ask(key) => {
                    let Some(key) = keys.get(usize::from(key)) else { continue };
                    let mut taking: Taking<'_> = Box::pin(share.take(key));
                    match poll(&mut taking) {
                        Some(Ok(permit)) => held.entry(*key).or_default().push(permit),
                        Some(Err(Full)) => {}
                        None => waiting.push((*key, taking)),
                    }
                }
                Step::End(key) => drop(held.get_mut(&key).and_then(Vec::pop)),
                Step::Leave(one) if !waiting.is_empty() => {
                    drop(waiting.remove(one % waiting.len()));
                }
                Step::Leave(_) => {}
            }
            settle(&mut waiting, &mut held);
            let taken: usize = held.values().map(Vec::len).sum();
            prop_assert_eq!(share.free() + taken, capacity);
            prop_assert!(waiting.len() <= queue);
            let mut state = share.lock();
            prop_assert_eq!(state.queued.free() + waiting.len(), queue);
            for (key, _) in &waiting {
                let is_idle = state.held.take(key, 1).is_ok();
                prop_assert!(!is_idle, "{key} waits for a permit that it may have");
            }
        }
        held.clear();
        settle(&mut waiting, &mut held);
        waiting.clear();
        held.clear();
        prop_assert_eq!(share.free(), capacity);
        prop_assert!(share.lock().waiters.first().is_none());
    }

    /// As long as all want more than there is, no key has more than one permit above another.
    #[test]
    fn keys_that_wait_get_equal_shares(
        capacity in 1..30_usize,
        keys in 2..6_u8,
        ends in prop::collection::vec(any::<usize>(), 0..200),
    ) {
        let share = FairShare::new(Bound::new(capacity), Bound::new(100_000));
        let names: Vec<u8> = (0..keys).collect();
        let mut held: BTreeMap<u8, Vec<Permit<u8>>> = BTreeMap::new();
        let mut waiting: Vec<(u8, Taking<'_>)> = Vec::new();
        // The first key comes first and asks for everything.
        for key in &names {
            for _ in 0..capacity + ends.len() {
                waiting.push((*key, Box::pin(share.take(key))));
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
                    // Whatever it gained, no other key that waits holds less by more than one.
                    let least = names.iter().map(|key| held.get(key).map_or(0, Vec::len)).min();
                    prop_assert!(now <= least.unwrap_or_default() + 1, "{now} against {least:?}");
                }
            }
        }
    }
}
