//! Channels, topics, and the envelope of notification frames.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::lenient::Text;
use super::{Shape, lenient, text};
use crate::platform::notifications::Topic;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Channel {
    pub(crate) id: Text,
    pub(crate) connect_uri: Text,
    #[serde(default, deserialize_with = "lenient::instant")]
    pub(crate) expires: Option<DateTime<Utc>>,
}

/// `ChannelTopic`
#[derive(Debug, Deserialize)]
pub(crate) struct TopicState {
    id: Text,
    state: Text,
}

impl Shape for TopicState {
    type Model = Topic;

    /// A channel has up to 1,000 topics.
    const MAX_ITEMS: usize = 1_000;

    /// The topic if it is permitted. A topic without a state is permitted.
    fn into_model(self) -> Option<Topic> {
        let rejected =
            text(self.state).is_some_and(|state| !state.eq_ignore_ascii_case("permitted"));
        if rejected {
            None
        } else {
            Topic::parse(&text(self.id)?)
        }
    }
}

/// An event of a campaign's dialer in a conversation.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DialerEvent {
    outbound_campaign_id: Text,
}

impl DialerEvent {
    pub(crate) fn names_campaign(self) -> bool {
        text(self.outbound_campaign_id).is_some()
    }
}

/// A frame.
pub(crate) struct Envelope<'a> {
    pub(crate) topic: &'a str,
    body: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw<'a> {
    #[serde(borrow)]
    topic_name: Option<&'a str>,
    #[serde(borrow)]
    event_body: Option<&'a RawValue>,
}

impl<'a> Envelope<'a> {
    /// Topic names contain no escapes; the gateway does not use a topic whose name has some.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let raw: Raw<'a> = serde_json::from_str(text).ok()?;
        Some(Self {
            topic: raw.topic_name?,
            body: raw.event_body,
        })
    }

    /// The body decoded as `T`. A list is rejected: serde would accept it as the fields of a struct in order.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Option<T> {
        let body = self.body?.get();
        if !body.starts_with('{') {
            return None;
        }
        serde_json::from_str(body).ok()
    }
}

/// A system message about the channel.
#[derive(Debug, Deserialize)]
pub(crate) struct SystemMessage {
    #[serde(rename = "systemTopicType")]
    pub(crate) kind: Text,
}
