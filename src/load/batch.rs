//! Groups keys into calls, as many keys per call as the platform accepts. If the platform rejects a call for its size, the
//! call is halved, and later calls use the size that succeeded.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream;

use super::batch_size::BatchSize;
use super::source::Loaded;
use crate::platform::Error;

/// The results of one call by key.
pub(super) type CallResults<K, V> = Result<Vec<(K, Result<Option<V>, Error>)>, Error>;

/// Calls `call` for batches of `keys` concurrently. A key without a result is an absent entity.
pub(super) async fn batched<K, V, C, Fut>(
    size: &BatchSize,
    keys: &[K],
    call: C,
) -> HashMap<K, Loaded<V>>
where
    K: Hash + Eq + Clone + Send + Sync,
    V: Send + Sync,
    C: Fn(Vec<K>) -> Fut + Sync,
    Fut: Future<Output = CallResults<K, V>> + Send,
{
    let batches = keys
        .chunks(size.get())
        .map(|batch| call_or_halve(size, batch, &call));
    let batches = join_all(batches).await.into_iter();
    batches.flat_map(|batch| batch.outcomes).collect()
}

/// The results of a batch.
struct Batch<K, V> {
    outcomes: Vec<(K, Loaded<V>)>,
    /// Whether a single call succeeded for the whole batch.
    is_whole: bool,
}

/// Makes one call for a batch; if the platform rejects its size, one for each half.
async fn call_or_halve<K, V, C, Fut>(size: &BatchSize, keys: &[K], call: &C) -> Batch<K, V>
where
    K: Hash + Eq + Clone + Send + Sync,
    V: Send + Sync,
    C: Fn(Vec<K>) -> Fut + Sync,
    Fut: Future<Output = CallResults<K, V>> + Send,
{
    let error = match call_once(keys, call).await {
        Ok(outcomes) => {
            return Batch {
                outcomes,
                is_whole: true,
            };
        }
        Err(error) => error,
    };
    let mut outcomes = Vec::with_capacity(keys.len());
    if !error.is_size() || keys.len() == 1 {
        fail_all(keys, &error, &mut outcomes);
        return Batch {
            outcomes,
            is_whole: false,
        };
    }
    let (left, right) = keys.split_at(keys.len() / 2);
    let left = Box::pin(call_or_halve(size, left, call)).await;
    outcomes.extend(left.outcomes);
    // If all of the left half fails, the size was not the cause, or the platform rejects one of its ids. Then the right
    // half is not halved, so that a platform that rejects everything costs two calls per halving.
    let all_failed = !left.is_whole && outcomes.iter().all(|(_, outcome)| outcome.is_err());
    let is_right_whole = if all_failed {
        match call_once(right, call).await {
            Ok(found) => outcomes.extend(found),
            Err(error) => fail_all(right, &error, &mut outcomes),
        }
        false
    } else {
        let right = Box::pin(call_or_halve(size, right, call)).await;
        outcomes.extend(right.outcomes);
        right.is_whole
    };
    // Only if both halves of a rejected batch succeed, the size was the cause.
    if left.is_whole && is_right_whole {
        size.reduce(keys.len(), keys.len().div_ceil(2));
    }
    Batch {
        outcomes,
        is_whole: false,
    }
}

/// One call for all of `keys`.
async fn call_once<K, V, C, Fut>(keys: &[K], call: &C) -> Result<Vec<(K, Loaded<V>)>, Error>
where
    K: Hash + Eq + Clone,
    C: Fn(Vec<K>) -> Fut,
    Fut: Future<Output = CallResults<K, V>>,
{
    let mut results: HashMap<_, _> = call(keys.to_vec()).await?.into_iter().collect();
    let outcomes = keys.iter().map(|key| {
        let result = results.remove(key).unwrap_or(Ok(None));
        (key.clone(), result.map(|found| found.map(Arc::new)))
    });
    Ok(outcomes.collect())
}

fn fail_all<K: Clone, V>(keys: &[K], error: &Error, outcomes: &mut Vec<(K, Loaded<V>)>) {
    outcomes.extend(keys.iter().map(|key| (key.clone(), Err(error.clone()))));
}

/// Calls `call` once for each key, at most `concurrency` calls at a time.
pub(super) async fn one_call_per_key<K, V, C, Fut>(
    concurrency: usize,
    keys: Vec<K>,
    call: C,
) -> HashMap<K, Loaded<V>>
where
    K: Hash + Eq + Clone,
    C: Fn(K) -> Fut,
    Fut: Future<Output = Result<Option<V>, Error>>,
{
    let calls = keys.into_iter().map(|key| {
        let result = call(key.clone());
        async move { (key, result.await.map(|found| found.map(Arc::new))) }
    });
    stream::iter(calls)
        .buffer_unordered(concurrency.max(1))
        .collect()
        .await
}

#[cfg(test)]
mod tests {
    use parking_lot::Mutex;

    use super::*;

    /// Loads ids from 0 to `ids` from a platform that rejects the calls that match `rejects`. Returns the sizes of the
    /// calls and the number of ids that were loaded.
    async fn load(size: &BatchSize, ids: u32, refuses: fn(&[u32]) -> bool) -> (Vec<usize>, usize) {
        let calls = Mutex::new(Vec::new());
        let call = |ids: Vec<u32>| {
            calls.lock().push(ids.len());
            let results: CallResults<u32, u32> = if refuses(&ids) {
                Err(Error::Rejected {
                    status: 400,
                    correlation_id: None,
                })
            } else {
                Ok(ids.iter().map(|id| (*id, Ok(Some(*id)))).collect())
            };
            async move { results }
        };
        let ids: Vec<_> = (0..ids).collect();
        let outcomes = batched(size, &ids, call).await;
        let loaded = outcomes.values().filter(|outcome| outcome.is_ok());
        let loaded = loaded.count();
        (calls.into_inner(), loaded)
    }

    #[tokio::test]
    async fn a_refused_size_is_halved_and_the_smaller_one_remembered() {
        let size = BatchSize::new(100);
        let refuses = |ids: &[u32]| ids.len() > 30;
        let (calls, loaded) = load(&size, 100, refuses).await;
        assert_eq!((calls, loaded), (vec![100, 50, 25, 25, 50, 25, 25], 100));
        let (calls, loaded) = load(&size, 100, refuses).await;
        assert_eq!((calls, loaded), (vec![25; 4], 100));
    }

    #[tokio::test]
    async fn an_id_that_no_call_accepts_does_not_reduce_the_size() {
        let refusals: [fn(&[u32]) -> bool; 3] = [
            |ids| ids.contains(&0),
            |ids| ids.contains(&5),
            |ids| ids.contains(&7),
        ];
        for refuses in refusals {
            let size = BatchSize::new(8);
            let (calls, loaded) = load(&size, 8, refuses).await;
            assert_eq!((calls.len(), loaded), (7, 7), "{calls:?}");
            assert_eq!(size.get(), 8);
        }
    }

    #[tokio::test]
    async fn a_platform_that_refuses_every_size_costs_two_calls_per_halving() {
        let size = BatchSize::new(64);
        let (calls, loaded) = load(&size, 64, |_| true).await;
        assert_eq!(calls, [64, 32, 16, 8, 4, 2, 1, 1, 2, 4, 8, 16, 32]);
        assert_eq!((loaded, size.get()), (0, 64));
    }
}
