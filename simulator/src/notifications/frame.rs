//! Frames: the messages on a socket.

use axum::extract::ws::Utf8Bytes;
use serde_json::{Value, json};
use uuid::Uuid;

/// The version of all topics.
const VERSION: &str = "2";

/// A frame of a topic.
pub(super) fn topic_frame(topic: &str, correlation: &str, body: &Value) -> Utf8Bytes {
    json!({
        "topicName": topic,
        "version": VERSION,
        "eventBody": body,
        "metadata": { "CorrelationId": correlation },
    })
    .to_string()
    .into()
}

/// A frame that every socket receives without a subscription.
fn unsubscribed(topic: &str, body: &Value) -> Utf8Bytes {
    topic_frame(topic, &Uuid::new_v4().to_string(), body)
}

fn metadata(message: &str) -> Utf8Bytes {
    unsubscribed("channel.metadata", &json!({ "message": message }))
}

pub(super) fn heartbeat() -> Utf8Bytes {
    metadata("WebSocket Heartbeat")
}

/// The response to a client's ping.
pub(super) fn pong() -> Utf8Bytes {
    metadata("pong")
}

/// The socket will close; the client can reconnect to the same address.
pub(super) fn socket_closing(channel: &str) -> Utf8Bytes {
    let body = json!({
        "channelId": channel,
        "message": "This socket will be closed in about one minute. Reconnect to the same URI.",
    });
    unsubscribed("v2.system.socket_closing", &body)
}

/// The channel was removed in favor of another one.
pub(super) fn no_longer_subscribed(channel: &str) -> Utf8Bytes {
    system(
        channel,
        "no_longer_subscribed",
        Some("another_channel_subscribed"),
    )
}

/// The channel's topics were changed over REST.
pub(super) fn subscription_changed(channel: &str) -> Utf8Bytes {
    system(channel, "subscription_changed", None)
}

/// The token of the channel is no longer valid.
pub(super) fn token_revoked(channel: &str) -> Utf8Bytes {
    system(channel, "token_revoked", Some("user_tokens_revoked"))
}

/// A `SystemMessage`. Its topic ends in the channel's id, as does the only published name of the three, in the
/// platform's own streaming client. Clients should rely on `systemTopicType`.
fn system(channel: &str, kind: &str, reason: Option<&str>) -> Utf8Bytes {
    let mut body = json!({ "channelId": channel, "systemTopicType": kind });
    if let (Some(reason), Some(fields)) = (reason, body.as_object_mut()) {
        fields.insert("reason".to_owned(), json!(reason));
    }
    unsubscribed(&format!("v2.system.{kind}.{channel}"), &body)
}
