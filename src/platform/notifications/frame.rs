//! One frame: what it says, as far as the gateway has a use for it.

use crate::model::id::{ConversationId, CustomerId};
use crate::model::session::Session;
use crate::platform::notifications::Topic;
use crate::platform::wire::Shape;
use crate::platform::wire::notification::{DialerEvent, Envelope, SystemMessage};
use crate::platform::wire::session::Session as WireSession;

/// What a frame says.
#[derive(Debug, PartialEq)]
pub enum Frame {
    /// A session of this contact is like this now.
    Session(CustomerId, Box<Session>),
    /// Something about a session of this contact that cannot be read.
    Unreadable(CustomerId),
    /// The contact's record has changed.
    Contact(CustomerId),
    /// A campaign made this call.
    Dialed(ConversationId),
    /// The socket will be closed soon; another one can be opened at the same address.
    Closing,
    /// The channel is gone.
    Gone,
    /// The token that the channel was made with works no more.
    TokenRevoked,
    /// A heartbeat, or something that is of no use.
    Other,
}

impl Frame {
    /// Reads a frame. What is not understood is of no use; it never fails.
    pub fn read(text: &str) -> Self {
        let Some(envelope) = Envelope::read(text) else {
            return Self::Other;
        };
        match Topic::read(envelope.topic) {
            Some(Topic::Sessions(customer)) => {
                let session: Option<WireSession> = envelope.body();
                match session.and_then(WireSession::into_model) {
                    Some(session) => Self::Session(customer, Box::new(session)),
                    None => Self::Unreadable(customer),
                }
            }
            Some(Topic::Contact(customer)) => Self::Contact(customer),
            Some(Topic::Dialer(conversation)) => {
                let event: Option<DialerEvent> = envelope.body();
                if event.is_some_and(DialerEvent::names_campaign) {
                    Self::Dialed(conversation)
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
        Frame::read(&json!({"topicName": topic, "version": "2", "eventBody": body}).to_string())
    }

    #[test]
    fn what_frames_say() {
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
        let dialer = Topic::Dialer(ID.parse().unwrap()).name();
        for (body, frame) in [
            (
                json!({"outboundCampaignId": ID}),
                Frame::Dialed(ID.parse().unwrap()),
            ),
            (json!({"outboundCampaignId": null}), Frame::Other),
            (json!({"outboundCampaignId": ""}), Frame::Other),
            (json!([]), Frame::Other),
        ] {
            assert_eq!(read(&dialer, &body), frame, "{body}");
        }
        assert_eq!(read("v2.system.socket_closing", &json!({})), Frame::Closing);
        let told = |kind: &str| read("v2.system.messages", &json!({"systemTopicType": kind}));
        assert_eq!(told("no_longer_subscribed"), Frame::Gone);
        assert_eq!(told("token_revoked"), Frame::TokenRevoked);
        assert_eq!(told("subscription_changed"), Frame::Other);
        let beat = json!({"message": "WebSocket Heartbeat"});
        assert_eq!(read("channel.metadata", &beat), Frame::Other);
        assert_eq!(Frame::read("not JSON"), Frame::Other);
    }

    proptest! {
        #[test]
        fn no_text_is_a_panic(text in any::<String>(), body in "[ -~]{0,40}") {
            Frame::read(&text);
            let topic = Topic::Sessions(ID.parse().unwrap()).name();
            Frame::read(&format!("{{\"topicName\":\"{topic}\",\"eventBody\":{body}}}"));
        }
    }
}
