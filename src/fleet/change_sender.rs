//! Reports changed entities: to Redis, which ends their values, and then to the other nodes.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::entries::change;
use super::message::Message;
use super::node::Node;

/// Maximum time of one command.
const TIMEOUT: Duration = Duration::from_secs(1);
/// Time until a failed command is repeated.
const RETRY: Duration = Duration::from_millis(250);

/// Sends changes to Redis, then sends them to the other nodes. Never returns.
pub(super) async fn send(node: Arc<Node>) {
    loop {
        let changes = node.changes.next().await;
        let entities: Vec<_> = changes.iter().map(|change| change.entity).collect();
        let command = change(&node, &entities);
        match timeout(TIMEOUT, node.connection.call(&command)).await {
            Ok(Ok(_)) => {
                node.changes.remove(&changes);
                let changes = changes.iter().map(|change| (change.entity, change.reason));
                node.send_message(&Message::Changed(changes.collect()));
            }
            _ => sleep(RETRY).await,
        }
    }
}
