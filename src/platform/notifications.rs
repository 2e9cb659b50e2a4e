//! Notifications: channels and their topics (`NotificationsApi` of the platform's SDKs), and the socket
//! on which a channel's frames come.

mod frame;
mod socket;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::json;
use url::Url;

use super::call::Arguments;
use super::wire::Listing;
use super::wire::notification::{Channel as WireChannel, TopicState};
use super::{Error, Operation, Platform, UpstreamCaller};
use crate::model::id::{ConversationId, CustomerId};

pub use frame::Frame;
pub use socket::Socket;

/// The topics that one channel takes.
pub const CHANNEL_TOPICS: usize = 1_000;

const CONTACTS: &str = "v2.externalcontacts.contacts.";
const SESSIONS: &str = ".journey.sessions";
const CONVERSATIONS: &str = "v2.detail.events.conversation.";
const DIALER: &str = ".outbound";

/// What a channel can be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Every change of a session of this contact.
    Sessions(CustomerId),
    /// Changes of the contact's own record.
    Contact(CustomerId),
    /// What a campaign's dialer did in a conversation.
    Dialer(ConversationId),
}

impl Topic {
    /// As the platform names it.
    pub fn name(self) -> String {
        match self {
            Self::Sessions(id) => format!("{CONTACTS}{id}{SESSIONS}"),
            Self::Contact(id) => format!("{CONTACTS}{id}"),
            Self::Dialer(id) => format!("{CONVERSATIONS}{id}{DIALER}"),
        }
    }

    /// Reads the platform's name, which is compared without case.
    pub fn read(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        if let Some(rest) = name.strip_prefix(CONVERSATIONS) {
            let id = rest.strip_suffix(DIALER)?.parse().ok()?;
            return Some(Self::Dialer(id));
        }
        let rest = name.strip_prefix(CONTACTS)?;
        match rest.strip_suffix(SESSIONS) {
            Some(id) => id.parse().ok().map(Self::Sessions),
            None => rest.parse().ok().map(Self::Contact),
        }
    }
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its id. Whoever knows it can listen, so it is told to nobody.
    pub id: String,
    /// Where its frames come; the platform says.
    address: Url,
    /// When it goes, unless its topics are set again before.
    pub expires_at: Option<DateTime<Utc>>,
}

/// How a channel's topics are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// These too.
    Add,
    /// These and no others.
    Replace,
}

impl Platform {
    /// A new channel. The platform keeps 20 for a user and app; the 21st takes the oldest one's place.
    pub async fn create_channel(&self, caller: &UpstreamCaller) -> Result<Channel, Error> {
        let channel: WireChannel = self
            .call(caller, Operation::CreateChannel, Arguments::default())
            .await?;
        let address = channel.connect_uri.0.and_then(|uri| Url::parse(&uri).ok());
        let address = address.filter(|address| may_connect(&self.settings.api, address));
        match (channel.id.0, address) {
            (Some(id), Some(address)) => Ok(Channel {
                id,
                address,
                expires_at: channel.expires,
            }),
            _ => Err(Error::Invalid),
        }
    }

    /// Changes a channel's topics, which gives it another day, and returns those that are permitted.
    pub async fn change_topics(
        &self,
        caller: &UpstreamCaller,
        channel: &Channel,
        change: Change,
        topics: &BTreeSet<Topic>,
    ) -> Result<Vec<Topic>, Error> {
        let operation = match change {
            Change::Add => Operation::AddTopics,
            Change::Replace => Operation::ReplaceTopics,
        };
        let names: Vec<_> = topics
            .iter()
            .map(|topic| json!({"id": topic.name()}))
            .collect();
        let arguments = Arguments::of(&channel.id)
            .with("ignoreErrors", true)
            .body(&names, names.len())?;
        let listing: Listing<TopicState> = self.call(caller, operation, arguments).await?;
        Ok(listing.entities.0)
    }

    /// Opens a channel's socket. The address itself is the secret: no token is sent.
    pub async fn listen(&self, channel: &Channel) -> Result<Socket, Error> {
        Socket::connect(&channel.address, self.settings.timeout).await
    }
}

/// Whether it is an address of a socket, no less safe than the API's own. That of a region's API,
/// `api.mypurecloud.de`, must be of the same region: whatever else a response names is not connected to.
fn may_connect(api: &Url, address: &Url) -> bool {
    let Some(host) = address.host_str() else {
        return false;
    };
    let region = api.host_str().and_then(|api| api.strip_prefix("api."));
    let is_of_region = region.is_none_or(|region| {
        host.strip_suffix(region)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    let is_safe = match address.scheme() {
        "wss" => true,
        "ws" => api.scheme() != "https",
        _ => false,
    };
    is_of_region && is_safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_as_it_is_named() {
        let id: CustomerId = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001".parse().unwrap();
        let call = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c3001".parse().unwrap();
        for topic in [Topic::Sessions(id), Topic::Contact(id), Topic::Dialer(call)] {
            assert_eq!(Topic::read(&topic.name()), Some(topic));
            assert_eq!(Topic::read(&topic.name().to_uppercase()), Some(topic));
        }
        for other in [
            "",
            "channel.metadata",
            "v2.externalcontacts.contacts.x",
            "v2.externalcontacts.contacts.3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001.journey.segments",
        ] {
            assert_eq!(Topic::read(other), None, "{other}");
        }
    }

    #[test]
    fn sockets_are_as_safe_as_the_api() {
        let may = |api: &str, address: &str| {
            may_connect(&api.parse().unwrap(), &address.parse().unwrap())
        };
        assert!(may("https://a.test", "wss://b.test/x"));
        assert!(may("http://a.test", "ws://b.test/x"));
        assert!(!may("https://a.test", "ws://b.test/x"));
        let region = "https://api.mypurecloud.de";
        assert!(may(region, "wss://streaming.mypurecloud.de/channels/a"));
        for host in [
            "streaming.mypurecloud.de.b.test",
            "b-mypurecloud.de",
            "b.test",
            "10.0.0.1",
        ] {
            assert!(!may(region, &format!("wss://{host}/x")), "{host}");
        }
        for address in ["http://b.test", "https://b.test", "file:///etc/passwd"] {
            assert!(!may("http://a.test", address), "{address}");
        }
    }
}
