//! From keys to calls: what the cache knows is not asked for, the rest goes out in as few calls as
//! the platform takes, and a call refused for its size is halved and the size remembered.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{join, join_all};
use futures_util::stream;
use tokio::time::timeout_at;

use super::batch_size::BatchSize;
use super::{Loaded, Source};
use crate::cache::{Join, Kept, Lead, Turn};
use crate::platform::Error;

/// For so long at most the platform is not asked for what it gave no answer about: it may be well again.
const LONGEST_HOLD: Duration = Duration::from_secs(1);

/// Answers `keys` out of the scope, and what that does not know by `fetch`, whose findings are kept.
/// What another request is fetching already is waited for instead. Where the platform gives no answer,
/// what it said last stands in, if that is not too long ago.
pub(super) async fn through<V, F, Fut>(
    source: &Source,
    keys: &[V::Key],
    ttl: impl Fn(&V::Key, Option<&V>) -> Duration,
    fetch: F,
) -> HashMap<V::Key, Loaded<V>>
where
    V: Kept,
    F: Fn(Vec<V::Key>) -> Fut,
    Fut: Future<Output = HashMap<V::Key, Loaded<V>>>,
{
    let scope = &source.scope;
    let mut outcomes = HashMap::with_capacity(keys.len());
    let (mut missing, mut stale) = (Vec::new(), HashMap::new());
    for key in keys {
        match scope.look(key) {
            Some(known) if known.is_fresh() => {
                source.tally.count::<V>(|uses| uses.hits += 1);
                outcomes.insert(key.clone(), Ok(source.use_known(known)));
            }
            Some(known) if known.is_held() => {
                source.notes.stale();
                source.tally.count::<V>(|uses| uses.stale += 1);
                outcomes.insert(key.clone(), Ok(known.found));
            }
            known => {
                missing.push(key.clone());
                // That something was not there is no good answer for want of a better one.
                let found = known.and_then(|known| known.found);
                stale.extend(found.map(|found| (key.clone(), found)));
            }
        }
    }
    while !missing.is_empty() {
        let (mut leads, mut joins) = (Vec::new(), Vec::new());
        for key in std::mem::take(&mut missing) {
            match scope.turn::<V>(&key) {
                Turn::Join(join) => joins.push((key, join)),
                // It may have landed since it was looked for.
                Turn::Lead(lead) => match source.recall(&key) {
                    Some(found) => {
                        source.tally.count::<V>(|uses| uses.hits += 1);
                        outcomes.insert(key, Ok(found));
                    }
                    None => leads.push((key, lead)),
                },
            }
        }
        let (led, joined) = join(fly(source, leads, &ttl, &fetch), wait(source, joins)).await;
        outcomes.extend(led);
        for (key, landed) in joined {
            match landed {
                Some(outcome) => {
                    source.tally.count::<V>(|uses| uses.joined += 1);
                    outcomes.insert(key, outcome);
                }
                None => missing.push(key),
            }
        }
    }
    stand_in(source, stale, &ttl, &mut outcomes);
    outcomes
}

/// Where there was no answer, what was known before answers.
fn stand_in<V: Kept>(
    source: &Source,
    mut stale: HashMap<V::Key, Arc<V>>,
    ttl: impl Fn(&V::Key, Option<&V>) -> Duration,
    outcomes: &mut HashMap<V::Key, Loaded<V>>,
) {
    for (key, outcome) in outcomes {
        let Err(error) = outcome else { continue };
        match stale.remove(key) {
            Some(found) if error.is_outage() => {
                source.notes.stale();
                source.tally.count::<V>(|uses| uses.stale += 1);
                // An outage is no reason to ask more often than otherwise.
                let pause = ttl(key, Some(&found)).min(LONGEST_HOLD);
                source.scope.hold::<V>(key, pause);
                *outcome = Ok(Some(found));
            }
            _ => source.notes.unknown(),
        }
    }
}

/// Fetches what this request is to fetch, keeps it, and tells who waits for it.
async fn fly<V, F, Fut>(
    source: &Source,
    leads: Vec<(V::Key, Lead)>,
    ttl: impl Fn(&V::Key, Option<&V>) -> Duration,
    fetch: &F,
) -> HashMap<V::Key, Loaded<V>>
where
    V: Kept,
    F: Fn(Vec<V::Key>) -> Fut,
    Fut: Future<Output = HashMap<V::Key, Loaded<V>>>,
{
    if leads.is_empty() {
        return HashMap::new();
    }
    source.tally.count::<V>(|uses| uses.fetched += leads.len());
    let outcomes = fetch(leads.iter().map(|(key, _)| key.clone()).collect()).await;
    for (key, lead) in leads {
        if let Some(outcome) = outcomes.get(&key) {
            if let Ok(found) = outcome {
                let ttl = ttl(&key, found.as_deref());
                source.keep(&key, found.clone(), ttl);
            }
            // What this request may not fetch any more, whoever waits for it may.
            if !matches!(outcome, Err(Error::TooManyCalls)) {
                lead.land(outcome);
            }
        }
    }
    outcomes
}

/// Waits for what others fetch, no longer than the request itself may.
async fn wait<V: Kept>(
    source: &Source,
    joins: Vec<(V::Key, Join)>,
) -> Vec<(V::Key, Option<Loaded<V>>)> {
    let waits = joins.into_iter().map(|(key, join)| async move {
        let landed = timeout_at(source.caller.deadline, join.landed()).await;
        let landed = landed.unwrap_or(Some(Err(Error::Timeout)));
        if let Some(Ok(_)) = landed {
            match source.scope.get::<V>(&key) {
                Some(known) => drop(source.use_known(known)),
                None => source.notes.unknown(),
            }
        }
        (key, landed)
    });
    join_all(waits).await
}

/// What one call says of the keys that it answers for.
pub(super) type Answers<K, V> = Result<Vec<(K, Result<Option<V>, Error>)>, Error>;

/// Calls `call` for `keys` in chunks, all at once. Whatever it does not answer for is absent.
pub(super) async fn chunked<K, V, C, Fut>(
    size: &BatchSize,
    keys: &[K],
    call: C,
) -> HashMap<K, Loaded<V>>
where
    K: Hash + Eq + Clone + Send + Sync,
    V: Send + Sync,
    C: Fn(Vec<K>) -> Fut + Sync,
    Fut: Future<Output = Answers<K, V>> + Send,
{
    let chunks = keys
        .chunks(size.get())
        .map(|chunk| halving(size, chunk, &call));
    let chunks = join_all(chunks).await.into_iter();
    chunks.flat_map(|chunk| chunk.outcomes).collect()
}

/// What became of a chunk.
struct Chunk<K, V> {
    outcomes: Vec<(K, Loaded<V>)>,
    /// Whether one call answered for all of it.
    is_whole: bool,
}

/// One chunk; in halves if the platform refuses it for its size.
async fn halving<K, V, C, Fut>(size: &BatchSize, keys: &[K], call: &C) -> Chunk<K, V>
where
    K: Hash + Eq + Clone + Send + Sync,
    V: Send + Sync,
    C: Fn(Vec<K>) -> Fut + Sync,
    Fut: Future<Output = Answers<K, V>> + Send,
{
    let error = match whole(keys, call).await {
        Ok(outcomes) => {
            return Chunk {
                outcomes,
                is_whole: true,
            };
        }
        Err(error) => error,
    };
    let mut outcomes = Vec::with_capacity(keys.len());
    if !error.is_size() || keys.len() == 1 {
        fail(keys, &error, &mut outcomes);
        return Chunk {
            outcomes,
            is_whole: false,
        };
    }
    let (left, right) = keys.split_at(keys.len() / 2);
    let left = Box::pin(halving(size, left, call)).await;
    outcomes.extend(left.outcomes);
    // Where halving does not help on the left, the refusal was not about the size, or an id on the left is one
    // that no call accepts. Then one call is enough for the right: a platform that refuses everything is
    // asked twice for each halving and no more.
    let is_hopeless = !left.is_whole && outcomes.iter().all(|(_, outcome)| outcome.is_err());
    let is_whole = if is_hopeless {
        match whole(right, call).await {
            Ok(found) => outcomes.extend(found),
            Err(error) => fail(right, &error, &mut outcomes),
        }
        false
    } else {
        let right = Box::pin(halving(size, right, call)).await;
        outcomes.extend(right.outcomes);
        right.is_whole
    };
    // A half is believed only where it succeeds and the whole failed.
    if left.is_whole && is_whole {
        size.refused(keys.len(), keys.len().div_ceil(2));
    }
    Chunk {
        outcomes,
        is_whole: false,
    }
}

/// One call for all of `keys`.
async fn whole<K, V, C, Fut>(keys: &[K], call: &C) -> Result<Vec<(K, Loaded<V>)>, Error>
where
    K: Hash + Eq + Clone,
    C: Fn(Vec<K>) -> Fut,
    Fut: Future<Output = Answers<K, V>>,
{
    let mut answers: HashMap<_, _> = call(keys.to_vec()).await?.into_iter().collect();
    let outcomes = keys.iter().map(|key| {
        let outcome = answers.remove(key).unwrap_or(Ok(None));
        (key.clone(), outcome.map(|found| found.map(Arc::new)))
    });
    Ok(outcomes.collect())
}

fn fail<K: Clone, V>(keys: &[K], error: &Error, outcomes: &mut Vec<(K, Loaded<V>)>) {
    outcomes.extend(keys.iter().map(|key| (key.clone(), Err(error.clone()))));
}

/// Calls `call` once for each key, `concurrency` at a time.
pub(super) async fn each<K, V, C, Fut>(
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
        let answer = call(key.clone());
        async move { (key, answer.await.map(|found| found.map(Arc::new))) }
    });
    stream::iter(calls)
        .buffer_unordered(concurrency.max(1))
        .collect()
        .await
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// The sizes of the calls for ids from 0 to `ids`, of a platform that refuses those for which `refuses` holds;
    /// how many ids were answered.
    async fn sizes(size: &BatchSize, ids: u32, refuses: fn(&[u32]) -> bool) -> (Vec<usize>, usize) {
        let made = Mutex::new(Vec::new());
        let call = |ids: Vec<u32>| {
            made.lock().unwrap().push(ids.len());
            let answer: Answers<u32, u32> = if refuses(&ids) {
                Err(Error::Rejected { status: 400 })
            } else {
                Ok(ids.iter().map(|id| (*id, Ok(Some(*id)))).collect())
            };
            async move { answer }
        };
        let ids: Vec<_> = (0..ids).collect();
        let outcomes = chunked(size, &ids, call).await;
        let answered = outcomes.values().filter(|outcome| outcome.is_ok());
        let answered = answered.count();
        (made.into_inner().unwrap(), answered)
    }

    #[tokio::test]
    async fn a_size_that_the_platform_refuses_is_found_and_remembered() {
        let size = BatchSize::new(100);
        let refuses = |ids: &[u32]| ids.len() > 30;
        let (made, answered) = sizes(&size, 100, refuses).await;
        assert_eq!((made, answered), (vec![100, 50, 25, 25, 50, 25, 25], 100));
        let (made, answered) = sizes(&size, 100, refuses).await;
        assert_eq!((made, answered), (vec![25; 4], 100));
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
            let (made, answered) = sizes(&size, 8, refuses).await;
            assert_eq!((made.len(), answered), (7, 7), "{made:?}");
            assert_eq!(size.get(), 8);
        }
    }

    #[tokio::test]
    async fn a_refusal_of_every_size_ends_soon() {
        let size = BatchSize::new(64);
        let (made, answered) = sizes(&size, 64, |_| true).await;
        assert_eq!(made, [64, 32, 16, 8, 4, 2, 1, 1, 2, 4, 8, 16, 32]);
        assert_eq!((answered, size.get()), (0, 64));
    }
}
