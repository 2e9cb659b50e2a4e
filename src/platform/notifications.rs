//! Notifications: channels and their topics (`NotificationsApi` of the platform's SDKs), and the WebSocket that
//! receives a channel's frames.

mod frame;
mod socket;
mod topic;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::json;
use url::Url;

use super::call::Arguments;
use super::client::Platform;
use super::credential::UpstreamCaller;
use super::error::Error;
use super::operation::Operation;
use super::wire::Listing;
use super::wire::notification::{Channel as WireChannel, TopicState};

pub use frame::Frame;
pub use socket::Socket;
pub use topic::Topic;

/// Maximum number of topics per channel.
pub const CHANNEL_TOPICS: usize = 1_000;

/// A notification channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// The channel's id. It is a secret: any client that knows it can read the channel's frames.
    pub id: String,
    /// URL of the channel's WebSocket, from the platform.
    address: Url,
    /// When the channel expires. Setting topics extends it by a day.
    pub expires_at: Option<DateTime<Utc>>,
}

/// How a call changes a channel's topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Adds the topics to the existing ones.
    Add,
    /// Replaces the existing topics.
    Replace,
}

impl Platform {
    /// Creates a channel. The platform keeps 20 per user and app; the 21st replaces the oldest one.
    pub async fn create_channel(&self, caller: &UpstreamCaller) -> Result<Channel, Error> {
        let channel: WireChannel = self
            .call(caller, Arguments::new(Operation::CreateChannel))
            .await?;
        let address = channel.connect_uri.0.and_then(|uri| Url::parse(&uri).ok());
        let address = address.filter(|address| may_connect(&self.settings.api, address));
        match (channel.id.0, address) {
            (Some(id), Some(address)) => Ok(Channel {
                id,
                address,
                expires_at: channel.expires,
            }),
            _ => Err(Error::Invalid(None)),
        }
    }

    /// Changes a channel's topics, which extends its life by a day, and returns the permitted topics.
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
        let arguments = Arguments::for_id(operation, &channel.id)
            .with("ignoreErrors", true)
            .body(&names, names.len())?;
        let listing: Listing<TopicState> = self.call(caller, arguments).await?;
        Ok(listing.entities.0)
    }

    /// Opens a channel's WebSocket. It sends no token: the URL is the secret.
    pub async fn listen(&self, channel: &Channel) -> Result<Socket, Error> {
        let (outbound, max_wait) = (&self.settings.outbound, self.settings.timeout);
        Socket::connect(&channel.address, outbound, max_wait).await
    }
}

/// Whether the gateway may connect to a WebSocket URL from a response: it must use TLS if the API does, and for a region's
/// API such as `api.mypurecloud.de`, it must belong to the same region.
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
    fn sockets_require_the_security_and_region_of_the_api() {
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
