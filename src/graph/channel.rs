//! `Channel` and its enums.

use async_graphql::{Description, Enum, Object};

use crate::engine::fast_path::resolve_on_fast_path;
use crate::model::channel as model;

/// Who began the interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Direction")]
pub(super) enum Direction {
    /// The customer.
    Inbound,
    /// Our side.
    Outbound,
    /// Not said.
    Unknown,
}

/// The groups in which the product page lists the channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Group")]
pub(super) enum ChannelGroup {
    /// Calls.
    Voice,
    /// Web messaging and web chat.
    Messaging,
    /// E-mail, SMS and agentless notifications.
    Digital,
    /// WhatsApp, LINE, Twitter, Facebook Messenger.
    Social,
    /// Website visits and content offers.
    Website,
    /// Everything else.
    Other,
}

macro_rules! graphql_enum {
    ($($(#[$doc:meta])* $medium:ident($($row:tt)*),)+) => {
        /// The kind of a channel. Those after `CONTENT_OFFER` are not on the product page's list of available
        /// channels: lists exclude them unless `includeUnsupportedChannels` is set or the gateway's setting
        /// `channels.also_shown` names them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
        #[graphql(remote = "model::Medium")]
        pub(super) enum ChannelMedium { $($(#[$doc])* $medium,)+ }
    };
}

model::media! { graphql_enum }

/// How an interaction came about.
#[derive(Description, Debug, Clone, Copy)]
pub(super) struct Channel(pub(super) model::Channel);

#[Object(use_type_description)]
impl Channel {
    /// The product page's group.
    async fn group(&self) -> ChannelGroup {
        self.0.medium.group().into()
    }

    /// What it is.
    async fn medium(&self) -> ChannelMedium {
        self.0.medium.into()
    }

    /// Who began it.
    async fn direction(&self) -> Direction {
        self.0.direction.into()
    }

    /// Whether lists show this channel by default: true for the product page's channels, for those that
    /// the gateway's setting `channels.also_shown` adds, and for the card of a conversation that has no
    /// channels at all (medium `UNKNOWN`). False for every other channel, such as `COBROWSE`, and for
    /// one that has a name which this gateway does not know. Costs no upstream call.
    async fn supported(&self) -> bool {
        self.0.supported
    }

    /// For people: "Inbound call", "Web messaging", "WhatsApp notification" …
    async fn label(&self) -> &'static str {
        self.0.medium.label()
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::resolver_utils::EnumType;

    use super::*;

    #[test]
    fn media_have_the_names_that_the_configuration_takes() {
        let items = ChannelMedium::items().iter();
        let media: Vec<model::Medium> = items.clone().map(|item| item.value.into()).collect();
        assert_eq!(media, model::Medium::ALL);
        let names = media.into_iter().map(model::Medium::name);
        assert!(items.map(|item| item.name).eq(names));
    }
}

resolve_on_fast_path!(Channel);
