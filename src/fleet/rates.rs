//! The rate windows of one credential, which the nodes share: each call of any node is counted before it is sent, and
//! the headers of each response correct the count.

use std::sync::Arc;
use std::time::Duration;

use super::command::{Command, Script, millis};
use super::node::Node;
use super::patience::Patience;

/// Length of a window until a response reports its end.
const WINDOW: Duration = Duration::from_mins(1);
/// Maximum difference between the ends of one window in two responses: the headers are whole seconds.
const TOLERANCE: Duration = Duration::from_secs(2);

/// The rate windows of one credential.
#[derive(Debug)]
pub(crate) struct Rates {
    node: Arc<Node>,
    credential: Vec<u8>,
}

impl Rates {
    pub(super) fn new(node: Arc<Node>, credential: &[u8]) -> Self {
        let credential = credential.to_vec();
        Self { node, credential }
    }

    /// Takes one call out of the window that allows `allowed` calls. The error is the time until a call may be sent. Succeeds
    /// if Redis does not answer: then each node keeps to the headers of its own responses.
    pub(crate) async fn take(&self, allowed: u32, patience: &Patience) -> Result<(), Duration> {
        let take = Command::new(Script::Take)
            .key(self.blocked())
            .key(self.window(allowed))
            .number(allowed.into())
            .number(millis(WINDOW));
        let answer = self.node.call(&take, patience).await.ok();
        let wait = answer.and_then(|wait| u64::try_from(wait.number()?).ok());
        match wait {
            None | Some(0) => Ok(()),
            Some(wait) => Err(Duration::from_millis(wait)),
        }
    }

    /// Applies the headers of a response: the calls in the window, how many it allows, and when it ends.
    pub(crate) fn correct(&self, count: u32, allowed: u32, ends_in: Duration) {
        let correct = Command::new(Script::Correct)
            .key(self.window(allowed))
            .number(count.into())
            .number(millis(ends_in))
            .number(millis(TOLERANCE));
        self.node.background.run(correct);
    }

    /// Blocks the calls of all nodes for this long.
    pub(crate) fn block(&self, during: Duration) {
        let block = Command::new(Script::Block).key(self.blocked());
        self.node.background.run(block.number(millis(during)));
    }

    fn blocked(&self) -> Vec<u8> {
        self.key(b":blocked")
    }

    /// Windows are distinguished by the calls that they allow: some operations have one of their own.
    fn window(&self, allowed: u32) -> Vec<u8> {
        let allowed = format!(":{allowed}");
        self.key(allowed.as_bytes())
    }

    fn key(&self, end: &[u8]) -> Vec<u8> {
        let name = self.node.seals.name("rates", &self.credential);
        self.node.key(&[b"r:", name.as_slice(), end].concat())
    }
}
