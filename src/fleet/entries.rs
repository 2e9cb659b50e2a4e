//! The second tier of the cache. A value is fetched by one node at a time, which holds a lease meanwhile. A change of an
//! entity begins a new generation of its values: values of an earlier one are not returned, also if they are written late.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::availability::Unavailable;
use super::command::{Command, Script, millis};
use super::feed::{Feed, watch_lease};
use super::message::ChangeReason;
use super::node::Node;
use super::reply::Reply;
use super::seal::{Name, Seal};
use super::time_limit::RedisTimeLimit;

/// Time to live of a lease. When a node stops, others wait this long for its fetches.
const LEASE: Duration = Duration::from_millis(1_500);
/// Interval at which a lease is renewed while the fetch is in progress.
const RENEW: Duration = Duration::from_millis(500);
/// Time to live of a generation: longer than that of any value.
const GENERATION: Duration = Duration::from_hours(48);
/// Maximum time to live of a value.
const LONGEST: Duration = Duration::from_hours(24);

/// The entries of one scope.
#[derive(Debug, Clone)]
pub(crate) struct Entries {
    node: Arc<Node>,
    seal: Arc<Seal>,
}

/// The keys of one entry in Redis.
#[derive(Debug, Clone)]
pub(crate) struct EntryKey {
    value: Vec<u8>,
    generation: Vec<u8>,
    lease: Vec<u8>,
    /// The lease of the customer whose watch may keep the value current.
    watch: Option<Vec<u8>>,
    /// The value and the generation by each former secret, under which another node may have stored the value.
    former: Vec<(Vec<u8>, Vec<u8>)>,
    entity: Uuid,
    /// A value that is fresh for less is fetched again.
    min_ttl: Duration,
}

impl EntryKey {
    /// The same entry, whose value is fetched again if it is fresh for less than `min_ttl`.
    #[must_use]
    pub(crate) fn with_min_ttl(self, min_ttl: Duration) -> Self {
        Self { min_ttl, ..self }
    }
}

/// What Redis knows about an entry.
#[derive(Debug)]
pub(crate) enum Acquired {
    /// The content, and how long it is fresh.
    Content(Vec<u8>, Duration),
    /// This node may fetch the value.
    Granted(Fetch),
    /// The value was sealed by a node with another secret.
    Unreadable,
    /// Another node is fetching the value.
    Held,
    /// Redis has no memory for a lease.
    Full,
}

/// The lease to fetch a value. Dropping it lets another node fetch the value.
#[derive(Debug)]
pub(crate) struct Fetch {
    entries: Entries,
    key: EntryKey,
    token: Arc<[u8]>,
    generation: Vec<u8>,
    granted: Instant,
    is_stored: bool,
}

impl Entries {
    pub(super) fn new(node: Arc<Node>, seal: Seal) -> Self {
        Self {
            node,
            seal: Arc::new(seal),
        }
    }

    /// The feed of the scope.
    pub(crate) fn feed(&self) -> Feed {
        Feed::new(self.node.clone(), self.seal.clone())
    }

    /// The entry of this kind with this key. A change of `entity` ends its values, and a new epoch of the fleet. The watch
    /// of `watched` may keep the value current.
    pub(crate) fn key(
        &self,
        kind: &str,
        key: &[u8],
        entity: Uuid,
        watched: Option<Uuid>,
    ) -> EntryKey {
        let epoch = self.node.erasures.epoch().to_be_bytes();
        let names = self.seal.names(kind, &[&epoch, key].concat());
        let values = names.iter().map(|name| self.key_of(b"v:", name));
        let mut pairs = values.zip(generations(&self.node, entity));
        let (value, generation) = pairs.next().unwrap_or_default();
        EntryKey {
            value,
            generation,
            former: pairs.collect(),
            watch: watched.map(|id| watch_lease(&self.node, &self.seal, id)),
            lease: names
                .first()
                .map(|name| self.key_of(b"l:", name))
                .unwrap_or_default(),
            entity,
            min_ttl: Duration::ZERO,
        }
    }

    fn key_of(&self, kind: &[u8], name: &Name) -> Vec<u8> {
        self.node.key(&[kind, name.as_slice()].concat())
    }

    /// Whether what Redis stores of the entry may be older than a change that this node knows of.
    pub(crate) fn is_changing(&self, key: &EntryKey) -> bool {
        self.node.changes.contains(key.entity)
    }

    /// Reports a change of these entities.
    pub(crate) fn changed(&self, entities: impl IntoIterator<Item = Uuid>, reason: ChangeReason) {
        self.node.changes.add(entities, reason);
    }

    /// The value of each entry, or the lease to fetch it. `None` if Redis does not answer in time.
    pub(crate) async fn acquire(
        &self,
        keys: &[EntryKey],
        redis_limit: &RedisTimeLimit,
    ) -> Option<Vec<Acquired>> {
        let token: Arc<[u8]> = fastrand::u128(..).to_be_bytes().into();
        let mut command = Command::new(Script::Acquire);
        // A secret that changes between the keys of one command adds a former one to the later keys only.
        let former = keys
            .iter()
            .map(|key| key.former.len())
            .min()
            .unwrap_or_default();
        for key in keys {
            command = command
                .key(key.value.as_slice())
                .key(key.generation.as_slice())
                .key(key.lease.as_slice())
                // Only a value that a watch keeps current refers to this key.
                .key(key.watch.as_ref().unwrap_or(&key.lease).as_slice());
            let former = key.former.iter().take(former);
            for (value, generation) in former {
                command = command.key(value.as_slice()).key(generation.as_slice());
            }
        }
        let command = command
            .argument(&*token)
            .number(millis(LEASE))
            .number(millis(GENERATION))
            .number(4 + 2 * former as u64)
            .argument(self.node.presence_of(&[]));
        let min_ttls = keys.iter().map(|key| millis(key.min_ttl));
        let command = min_ttls.fold(command, Command::number);
        let asked = Instant::now();
        let mut unanswered = Unanswered {
            node: &self.node,
            keys,
            token: &token,
            may_be_sent: true,
        };
        let answer = self.node.call(&command, redis_limit).await;
        unanswered.may_be_sent = matches!(answer, Err(Unavailable::Late));
        let answers = answer.ok()?.into_list();
        let acquired = keys.iter().zip(answers);
        let acquired = acquired.map(|(key, answer)| self.acquired(key, &token, asked, answer));
        Some(acquired.collect())
    }

    fn acquired(
        &self,
        key: &EntryKey,
        token: &Arc<[u8]>,
        asked: Instant,
        answer: Reply,
    ) -> Acquired {
        let mut parts = answer.into_list().into_iter();
        let generation = match parts.next().and_then(|kind| kind.number()) {
            Some(1) => return self.content(key, parts).unwrap_or(Acquired::Unreadable),
            Some(2) => parts.next().and_then(Reply::into_bytes),
            Some(4) => return Acquired::Full,
            _ => None,
        };
        let Some(generation) = generation else {
            return Acquired::Held;
        };
        Acquired::Granted(Fetch {
            entries: self.clone(),
            key: key.clone(),
            token: token.clone(),
            generation,
            granted: asked,
            is_stored: false,
        })
    }

    fn content(&self, key: &EntryKey, mut parts: impl Iterator<Item = Reply>) -> Option<Acquired> {
        let name = match usize::try_from(parts.next()?.number()?).ok()? {
            0 => &key.value,
            former => &key.former.get(former - 1)?.0,
        };
        let left = u64::try_from(parts.next()?.number()?).ok()?;
        let content = self.seal.open(name, &parts.next()?.into_bytes()?)?;
        Some(Acquired::Content(content, Duration::from_millis(left)))
    }

    /// Renews the leases of these fetches until the future is dropped.
    pub(crate) async fn renew(&self, fetches: &[&Fetch]) {
        let leases = fetches.iter();
        let leases = leases.map(|fetch| (&*fetch.token, fetch.key.lease.as_slice()));
        let renewals = renewals(leases);
        loop {
            sleep(RENEW).await;
            for renewal in &renewals {
                self.node.background.run(renewal.clone());
            }
        }
    }
}

/// The commands that renew these leases, each with its token: one for each token.
fn renewals<'a>(leases: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Vec<Command> {
    let mut by_token = HashMap::<&[u8], Command>::new();
    for (token, lease) in leases {
        let renew = by_token.remove(token);
        let renew = renew.unwrap_or_else(|| Command::new(Script::Renew));
        by_token.insert(token, renew.key(lease));
    }
    let renewals = by_token.into_iter();
    let renewals = renewals.map(|(token, renew)| renew.argument(token).number(millis(LEASE)));
    renewals.collect()
}

/// A command that takes leases. If its request ends before the answer, the leases are given up on the same connection, which
/// Redis does after it has run the command.
struct Unanswered<'a> {
    node: &'a Node,
    keys: &'a [EntryKey],
    token: &'a [u8],
    may_be_sent: bool,
}

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        if self.may_be_sent {
            let release = Command::new(Script::Release);
            let leases = self.keys.iter().map(|key| key.lease.as_slice());
            let release = leases.fold(release, Command::key).argument(self.token);
            self.node.background.run_urgent(move || Some(release));
        }
    }
}

impl Fetch {
    /// Stores the fetched value for `ttl` since the lease was granted, in the background, and ends the lease. If this node has the
    /// lease of the customer, the value is stored for `covered`, and can be used for `ttl` each time that a node looks it up.
    /// `encode` makes its content.
    pub(crate) fn store(
        mut self,
        ttl: Duration,
        covered: Option<Duration>,
        encode: impl FnOnce() -> Option<Vec<u8>> + Send + 'static,
    ) {
        self.is_stored = true;
        let (entries, key) = (self.entries.clone(), self.key.clone());
        let (token, generation) = (self.token.clone(), std::mem::take(&mut self.generation));
        let granted = self.granted;
        let background = &self.entries.node.background;
        background.run_made(move || {
            let store = Command::new(Script::Store)
                .key(key.value.as_slice())
                .key(key.generation)
                .key(key.lease.as_slice());
            let left = |ttl: Duration| millis(ttl.min(LONGEST).saturating_sub(granted.elapsed()));
            let (ttl, covered) = (left(ttl), covered.map_or(0, left));
            let watch = key.watch.filter(|_| covered > 0);
            let content = encode().filter(|_| ttl > 0 || watch.is_some());
            let sealed = content.and_then(|content| entries.seal.seal(&key.value, &content));
            match sealed {
                Some(sealed) => {
                    let store = watch.into_iter().fold(store, Command::key);
                    let store = store
                        .argument(&*token)
                        .argument(generation)
                        .number(ttl)
                        .argument(sealed);
                    let node = entries.node.id;
                    Some(store.argument(*node.as_bytes()).number(covered))
                }
                None => Some(release(key.lease, &token)),
            }
        });
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        if !self.is_stored {
            let release = release(self.key.lease.clone(), &self.token);
            self.entries.node.background.run(release);
        }
    }
}

/// Ends the values of all entries of these entities.
pub(super) fn change(node: &Node, entities: &[Uuid]) -> Command {
    let mut command = Command::new(Script::Change);
    for entity in entities {
        // Nodes that have not read a changed secret yet use the name by the former one.
        command = generations(node, *entity)
            .into_iter()
            .fold(command, Command::key);
    }
    command.number(millis(GENERATION))
}

fn release(lease: Vec<u8>, token: &[u8]) -> Command {
    Command::new(Script::Release).key(lease).argument(token)
}

/// The keys of an entity's generation, by the current secret and by each former one. All scopes share it: an entity changes for
/// all of them.
fn generations(node: &Node, entity: Uuid) -> Vec<Vec<u8>> {
    let names = node.seals.names("generation", entity.as_bytes());
    let keys = names.iter();
    keys.map(|name| node.key(&[b"g:", name.as_slice()].concat()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leases_with_one_token_are_renewed_by_one_command() {
        let leases: [(&[u8], &[u8]); 3] = [(b"a", b"1"), (b"b", b"2"), (b"a", b"3")];
        let mut renewals = renewals(leases.into_iter());
        renewals.sort_by_key(|renewal| renewal.arguments[0].clone());
        let keys: Vec<_> = renewals
            .iter()
            .map(|renewal| renewal.keys.clone())
            .collect();
        assert_eq!(
            keys,
            [vec![b"1".to_vec(), b"3".to_vec()], vec![b"2".to_vec()]]
        );
    }
}
