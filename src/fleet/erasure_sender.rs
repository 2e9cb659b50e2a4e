//! Sends erasures to all nodes, and notices those that this node has missed.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::command::{Command, Script};
use super::message::{Erasure, Event, Message};
use super::node::Node;

/// Maximum time of one command.
const TIMEOUT: Duration = Duration::from_secs(1);
/// Time until a failed command is repeated.
const RETRY: Duration = Duration::from_millis(250);
/// Interval at which a node compares its epoch with that of the fleet. A node that has missed an erasure serves what it has
/// cached for this long.
const CHECK: Duration = Duration::from_secs(5);

/// Sends and checks. Never returns.
pub(super) async fn run(node: Arc<Node>) {
    tokio::join!(send(&node), check(&node));
}

/// Sends erasures, each until Redis has it.
async fn send(node: &Node) {
    loop {
        let erasures = node.erasures.take().await;
        while !begin_epoch(node, &erasures).await {
            erase_missed(node).await;
            sleep(RETRY).await;
        }
    }
}

/// Begins an epoch of the fleet. Returns false if Redis does not answer, or if another node has begun it first.
async fn begin_epoch(node: &Node, erasures: &[Erasure]) -> bool {
    let epoch = node.erasures.epoch() + 1;
    let message = Message::Erased(epoch, erasures.to_vec());
    let Some(message) = node.seal_message(&message) else {
        return false;
    };
    let command = Command::new(Script::Erase)
        .key(node.epoch_key())
        .number(epoch)
        .argument(node.channel())
        .argument(message);
    let has_begun = call(node, &command).await == Some(1);
    if has_begun {
        // Requests of this node may have found values of the earlier epoch meanwhile.
        node.erased(node.erasures.begun(epoch, erasures.to_vec()));
    }
    has_begun
}

async fn check(node: &Node) {
    let mut events = node.events();
    let mut ticks = interval(CHECK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            event = events.recv() => match event {
                Ok(Event::Missed) | Err(RecvError::Lagged(_)) => {}
                Ok(_) => continue,
                Err(RecvError::Closed) => return,
            },
        }
        erase_missed(node).await;
    }
}

/// Erases everything if the fleet has an epoch that this node does not know.
async fn erase_missed(node: &Node) {
    let command = Command::new(Script::Epoch)
        .key(node.epoch_key())
        .number(node.erasures.epoch());
    if let Some(epoch) = call(node, &command).await
        && node.erasures.raise(epoch) > 0
    {
        node.erased(vec![Erasure::All]);
    }
}

async fn call(node: &Node, command: &Command) -> Option<u64> {
    let answer = timeout(TIMEOUT, node.connection.call(command)).await;
    u64::try_from(answer.ok()?.ok()?.number()?).ok()
}
