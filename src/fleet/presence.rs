//! The presence of this node: the key in Redis that makes its leases valid, and its batches of messages, at least one
//! every half second, which show the other nodes that it lives.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::command::{Command, Script, millis};
use super::message::{Batch, Message, Part};
use super::node::Node;

/// How long a node that does not renew its presence is present. Then others can take its leases.
pub(super) const PRESENCE: Duration = Duration::from_secs(2);
/// Interval of renewals and of batches without parts.
const BEAT: Duration = Duration::from_millis(500);
/// Maximum time of one call.
const TIMEOUT: Duration = Duration::from_millis(500);
/// Number of parts of one batch.
const PARTS: usize = 128;

/// Keeps this node present, and sends its batches. Never returns.
pub(super) async fn run(node: Arc<Node>, parts: mpsc::Receiver<Part>) {
    tokio::join!(renew(&node), send(&node, parts));
}

async fn renew(node: &Node) {
    let mut beats = interval(BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut renewed = Instant::now();
    loop {
        beats.tick().await;
        let now = Instant::now();
        let renew = Command::new(Script::Put)
            .key(node.presence())
            .number(millis(PRESENCE))
            .argument(*b"1");
        if matches!(
            timeout(TIMEOUT, node.connection.call(&renew)).await,
            Ok(Ok(_))
        ) {
            if now.duration_since(renewed) >= PRESENCE {
                // Other nodes may have taken the leases meanwhile.
                node.inboxes.rejoin();
            }
            renewed = now;
        }
        node.inboxes.drop_silent();
    }
}

async fn send(node: &Node, mut outgoing: mpsc::Receiver<Part>) {
    let mut beats = interval(BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut number = 0;
    loop {
        let mut parts = Vec::new();
        tokio::select! {
            _ = outgoing.recv_many(&mut parts, PARTS) => {}
            _ = beats.tick() => {}
        }
        // A batch that is not sent has a number too, so that the other nodes notice.
        number += 1 + u64::from(node.outbox.take_dropped());
        let batch = Batch {
            number,
            parts,
            is_last: false,
        };
        publish(node, batch).await;
    }
}

/// Ends the presence, so that other nodes take the leases of this one at once.
pub(super) async fn leave(node: &Node) {
    let leave = Command::new(Script::Leave).key(node.presence());
    // Without an answer the presence ends by itself.
    let _ = timeout(TIMEOUT, node.connection.call(&leave)).await;
    let batch = Batch {
        number: 0,
        parts: Vec::new(),
        is_last: true,
    };
    publish(node, batch).await;
}

async fn publish(node: &Node, batch: Batch) {
    let sealed = node.seal_message(&Message::Watches(batch));
    if let Some(sealed) = sealed.filter(|_| node.is_up()) {
        let publish = node.connection.publish(node.channel(), sealed);
        // The other nodes notice a missing number.
        let _ = timeout(TIMEOUT, publish).await;
    }
}
