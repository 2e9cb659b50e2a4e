//! Frames of a notification channel.

use std::sync::Arc;

use super::topic::Topic;
use crate::model::id::{ConversationId, CustomerId};
use crate::model::session::Session;
use crate::platform::wire::Shape;
use crate::platform::wire::notification::{DialerEvent, Envelope, SystemMessage};
use crate::platform::wire::session::Session as WireSession;

/// A parsed frame.
#[derive(Debug, PartialEq)]
pub enum Frame {
    /// The new state of a session of this contact.
    Session(CustomerId, Arc<Session>),
    /// A change of a session of this contact that cannot be decoded.
    Unreadable(CustomerId),
    /// A change of the contact's record.
    Contact(CustomerId),
    /// A conversation of the user has changed.
    OwnConversation,
    /// A campaign made this call.
    CampaignCall(ConversationId),
    /// The platform will close the socket soon; a new one can be opened at the same URL.
    Closing,
    /// The channel no longer exists.
    Gone,
    /// The token that created the channel is revoked.
    TokenRevoked,
    /// A heartbeat, or a frame that the gateway does not use.
    Other,
}

impl Frame {
    /// Parses a frame. A frame that cannot be parsed is [`Frame::Other`].
    pub fn parse(text: &str) -> Self {
        let Some(envelope) = Envelope::read(text) else {
            return Self::Other;
        };
        match Topic::parse(envelope.topic) {
            Some(Topic::Sessions(customer)) => {
                let session: Option<WireSession> = envelope.body();
                match session.and_then(WireSession::into_model) {
                    Some(session) => Self::Session(customer, session),
                    None => Self::Unreadable(customer),
                }
            }
            Some(Topic::Contact(customer)) => Self::Contact(customer),
            Some(Topic::OwnConversations(_)) => Self::OwnConversation,
            Some(Topic::Dialer(conversation)) => {
                let event: Option<DialerEvent> = envelope.body();
                if event.is_some_and(DialerEvent::names_campaign) {
                    Self::CampaignCall(conversation)
                } else {
                    Self::Other
                }
            }
            None => system(&envelope),
        }
    }
}

fn system(envelope: &Envelope<'_>) -> Frame {
    if envelope
        .topic
        .eq_ignore_ascii_case("v2.system.socket_closing")
    {
        return Frame::Closing;
    }
    let message: Option<SystemMessage> = envelope.body();
    match message.and_then(|message| message.kind.0).as_deref() {
        Some("no_longer_subscribed") => Frame::Gone,
        Some("token_revoked") => Frame::TokenRevoked,
        _ => Frame::Other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const ID: &str = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001";

    fn read(topic: &str, body: &serde_json::Value) -> Frame {
        Frame::parse(&json!({"topicName": topic, "version": "2", "eventBody": body}).to_string())
    }

    #[test]
    fn each_kind_of_frame_is_recognized() {
        let sessions = Topic::Sessions(ID.parse().unwrap()).name();
        let body = json!({"id": ID, "type": "web", "createdDate": "2026-11-20T12:00:00Z"});
        let Frame::Session(customer, session) = read(&sessions, &body) else {
            panic!("a session");
        };
        assert_eq!(
            (customer.to_string(), session.id.to_string()),
            (ID.into(), ID.into())
        );
        for unreadable in [json!({"id": ID}), json!([ID]), json!(null), json!("x")] {
            let frame = read(&sessions, &unreadable);
            assert_eq!(
                frame,
                Frame::Unreadable(ID.parse().unwrap()),
                "{unreadable}"
            );
        }
        let contact = Topic::Contact(ID.parse().unwrap()).name();
        assert_eq!(
            read(&contact, &json!({})),
            Frame::Contact(ID.parse().unwrap())
        );
        let own = Topic::OwnConversations(ID.parse().unwrap()).name();
        assert_eq!(read(&own, &json!({"id": ID})), Frame::OwnConversation);
        let dialer = Topic::Dialer(ID.parse().unwrap()).name();
        for (body, frame) in [
            (
                json!({"outboundCampaignId": ID}),
                Frame::CampaignCall(ID.parse().unwrap()),
            ),
            (json!({"outboundCampaignId": null}), Frame::Other),
            (json!({"outboundCampaignId": ""}), Frame::Other),
            (json!([]), Frame::Other),
        ] {
            assert_eq!(read(&dialer, &body), frame, "{body}");
        }
        assert_eq!(read("v2.system.socket_closing", &json!({})), Frame::Closing);
        let system = |kind: &str| read("v2.system.messages", &json!({"systemTopicType": kind}));
        assert_eq!(system("no_longer_subscribed"), Frame::Gone);
        assert_eq!(system("token_revoked"), Frame::TokenRevoked);
        assert_eq!(system("subscription_changed"), Frame::Other);
        let heartbeat = json!({"message": "WebSocket Heartbeat"});
        assert_eq!(read("channel.metadata", &heartbeat), Frame::Other);
        assert_eq!(Frame::parse("not JSON"), Frame::Other);
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in any::<String>(), body in "[ -~]{0,40}") {
            Frame::parse(&text);
            let topic = Topic::Sessions(ID.parse().unwrap()).name();
            Frame::parse(&format!("{{\"topicName\":\"{topic}\",\"eventBody\":{body}}}"));
        }
    }
}
