//! Channels, topics, and the envelope of frames.

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
    const MOST: usize = 1_000;

    /// The topic, if it is permitted. It is, where nothing is said.
    fn into_model(self) -> Option<Topic> {
        let rejected =
            text(self.state).is_some_and(|state| !state.eq_ignore_ascii_case("permitted"));
        if rejected {
            None
        } else {
            Topic::read(&text(self.id)?)
        }
    }
}

/// What a campaign's dialer reports of a conversation.
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
    /// Names of topics need no escapes; what has some is none that is of use.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let raw: Raw<'a> = serde_json::from_str(text).ok()?;
        Some(Self {
            topic: raw.topic_name?,
            body: raw.event_body,
        })
    }

    /// The body, where it can be read as `T`. A list would be read as an object's fields in order.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Option<T> {
        let body = self.body?.get();
        if !body.starts_with('{') {
            return None;
        }
        serde_json::from_str(body).ok()
    }
}

/// What the platform says of a channel itself.
#[derive(Debug, Deserialize)]
pub(crate) struct SystemMessage {
    #[serde(rename = "systemTopicType")]
    pub(crate) kind: Text,
}
