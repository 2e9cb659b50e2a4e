//! Reports changed entities to Redis, which ends their values and publishes them to the other nodes in one step.

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

/// Sends changes. Never returns.
pub(super) async fn send(node: Arc<Node>) {
    loop {
        let changes = node.changes.next().await;
        let entities: Vec<_> = changes.iter().map(|change| change.entity).collect();
        let message = changes.iter().map(|change| (change.entity, change.reason));
        let message = node.seal_message(&Message::Changed(message.collect()));
        let command = change(&node, &entities)
            .argument(node.channel())
            .argument(message.unwrap_or_default());
        match timeout(TIMEOUT, node.connection.call(&command)).await {
            Ok(Ok(_)) => node.changes.remove(&changes),
            _ => sleep(RETRY).await,
        }
    }
}
