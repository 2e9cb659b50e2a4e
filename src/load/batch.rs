//! From keys to calls: what the cache knows is not asked for, the rest goes out in as few calls as
//! the platform takes, and a call refused for its size is halved and the size remembered.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{join, join_all};
use futures_util::stream;
use tokio::time::timeout_at;

use super::{Loaded, Source};
use crate::cache::{Join, Kept, Lead, Turn};
use crate::platform::Error;

/// How many ids one call of an operation takes.
#[derive(Debug)]
pub struct BatchSize(AtomicUsize);

impl BatchSize {
    /// Starts with what is documented or configured.
    pub fn new(size: usize) -> Self {
        Self(AtomicUsize::new(size.max(1)))
    }

    fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn refused(&self, size: usize) {
        self.0.fetch_min((size / 2).max(1), Ordering::Relaxed);
    }
}

/// Of every operation that takes many ids.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after what it loads")]
pub struct BatchSizes {
    pub contacts: BatchSize,
    pub conversations: BatchSize,
    pub queues: BatchSize,
    pub wrap_up_codes: BatchSize,
    pub agents: BatchSize,
    pub segments: BatchSize,
}

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
    join_all(chunks).await.into_iter().flatten().collect()
}

/// One chunk; in halves if the platform refuses it for its size.
async fn halving<K, V, C, Fut>(size: &BatchSize, keys: &[K], call: &C) -> Vec<(K, Loaded<V>)>
where
    K: Hash + Eq + Clone + Send + Sync,
    V: Send + Sync,
    C: Fn(Vec<K>) -> Fut + Sync,
    Fut: Future<Output = Answers<K, V>> + Send,
{
    let failed = |error: Error| {
        keys.iter()
            .map(|key| (key.clone(), Err(error.clone())))
            .collect()
    };
    match call(keys.to_vec()).await {
        Ok(answers) => {
            let mut answers: HashMap<K, Result<Option<V>, Error>> = answers.into_iter().collect();
            let outcome = |key| {
                answers
                    .remove(key)
                    .unwrap_or(Ok(None))
                    .map(|found| found.map(Arc::new))
            };
            keys.iter().cloned().zip(keys.iter().map(outcome)).collect()
        }
        Err(error) if error.is_size() && keys.len() > 1 => {
            let (left, right) = keys.split_at(keys.len() / 2);
            let mut outcomes = Box::pin(halving(size, left, call)).await;
            // A refusal that halving does not cure was not about the size.
            if outcomes.iter().all(|(_, outcome)| outcome.is_err()) {
                return failed(error);
            }
            size.refused(keys.len());
            outcomes.extend(Box::pin(halving(size, right, call)).await);
            outcomes
        }
        Err(error) => failed(error),
    }
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
