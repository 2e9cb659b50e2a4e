//! The rate windows of one credential, which the nodes share: each call of any node is counted before it is sent, and
//! the headers of each response correct the count.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::availability::Unavailable;
use super::command::{Command, Script, millis};
use super::node::Node;
use super::time_limit::RedisTimeLimit;

/// Length of a window until a response reports its end. The platform counts in minutes.
const WINDOW: Duration = Duration::from_mins(1);
/// Maximum difference between the ends of one window in two responses: the headers are whole seconds.
const TOLERANCE: Duration = Duration::from_secs(2);
/// How long nodes that have had no response yet use the number of allowed calls that others have reported.
const ALLOWED: Duration = Duration::from_hours(1);
/// The headers of a response that waited longer than this to be sent to Redis are dropped: they may belong to an earlier window.
const LATEST: Duration = Duration::from_secs(1);

/// The rate windows of one credential.
#[derive(Debug)]
pub(crate) struct Rates {
    node: Arc<Node>,
    credential: Vec<u8>,
}

/// Why a call may not be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The platform requires a pause, which lasts this long.
    Blocked(Duration),
    /// The window with this number of allowed calls is used up for this long.
    Exhausted(u32, Duration),
}

impl Rates {
    pub(super) fn new(node: Arc<Node>, credential: &[u8]) -> Self {
        let credential = credential.to_vec();
        Self { node, credential }
    }

    /// Takes one call out of the window that allows `allowed` calls; if this node knows no window yet, out of the largest one
    /// that another node knows. Succeeds if Redis does not answer: then each node keeps to the headers of its own responses.
    /// If the request may not wait any longer, the call is counted nevertheless.
    pub(crate) async fn take(
        &self,
        allowed: Option<u32>,
        limit: &RedisTimeLimit,
    ) -> Result<(), Refused> {
        let take = Command::new(Script::Take)
            .key(self.name("blocked"))
            .key(self.name("allowed"))
            .key(self.beginning())
            .number(allowed.unwrap_or(0).into())
            .number(millis(WINDOW))
            .number(millis(WINDOW + TOLERANCE));
        match self.node.call(&take, limit).await {
            Ok(answer) => {
                let numbers = answer.into_list().into_iter();
                let numbers: Vec<_> = numbers.filter_map(|part| part.number()).collect();
                refused(&numbers).map_or(Ok(()), Err)
            }
            Err(Unavailable::NotSent) if self.node.is_up() => {
                self.node.background.run_urgent(move || Some(take));
                Ok(())
            }
            Err(_) => Ok(()),
        }
    }

    /// Applies the headers of a response: the calls in the window, how many it allows, and when it ends.
    pub(crate) fn correct(&self, count: u32, allowed: u32, ends_in: Duration) {
        let correct = Command::new(Script::Correct)
            .key(self.name(&allowed.to_string()))
            .key(self.name("allowed"))
            .number(count.into())
            .number(millis(ends_in.min(WINDOW + TOLERANCE)))
            .number(millis(TOLERANCE))
            .number(millis(WINDOW + TOLERANCE))
            .number(allowed.into())
            .number(millis(ALLOWED));
        let (node, received) = (self.node.clone(), Instant::now());
        self.node.background.run_urgent(move || {
            let is_current = node.is_up() && received.elapsed() < LATEST;
            is_current.then_some(correct)
        });
    }

    /// Blocks the calls of all nodes for this long.
    pub(crate) fn block(&self, during: Duration) {
        let block = Command::new(Script::Block).key(self.name("blocked"));
        let until = Instant::now() + during;
        self.node.background.run_urgent(move || {
            let left = until.saturating_duration_since(Instant::now());
            (!left.is_zero()).then(|| block.number(millis(left)))
        });
    }

    /// A key of the credential. Windows are distinguished by the calls that they allow: some operations have one of their own.
    fn name(&self, name: &str) -> Vec<u8> {
        [self.beginning().as_slice(), b":", name.as_bytes()].concat()
    }

    /// The beginning of the keys of the credential.
    fn beginning(&self) -> Vec<u8> {
        let credential = self.node.seals.name("rates", &self.credential);
        self.node.key(&[b"r:", credential.as_slice()].concat())
    }
}

/// What `take.lua` answers.
fn refused(answer: &[i64]) -> Option<Refused> {
    let duration = |millis: i64| Some(Duration::from_millis(u64::try_from(millis).ok()?));
    match *answer {
        [1, wait] => Some(Refused::Blocked(duration(wait)?)),
        [2, wait, allowed] => Some(Refused::Exhausted(
            u32::try_from(allowed).ok()?,
            duration(wait)?,
        )),
        _ => None,
    }
}
