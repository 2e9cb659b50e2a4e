//! The type `Channel` and its enums.

use async_graphql::{Description, Enum, Object};

use crate::engine::on_fast_path::resolve_on_fast_path;
use crate::engine::ready_fields::{ready_fields, write_enums};
use crate::model::channel as model;

/// The party that began the interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Direction")]
pub(super) enum Direction {
    /// The customer began the interaction, for example with a call.
    Inbound,
    /// The contact center began the interaction, for example with a notification.
    Outbound,
    /// The platform does not send the direction, or this version of the gateway does not know the value.
    Unknown,
}

/// The group of a channel. Use it for icons and filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Group")]
pub(super) enum ChannelGroup {
    /// Calls, callbacks and campaign calls.
    Voice,
    /// Web messaging, web chat and open messaging.
    Messaging,
    /// Email and SMS, also notifications that no agent sent.
    Digital,
    /// WhatsApp, LINE, Twitter, Facebook Messenger and Instagram.
    Social,
    /// Website visits and content offers.
    Website,
    /// All other channels, for example video calls, app sessions and cases.
    Other,
}

macro_rules! graphql_enum {
    ($($(#[$doc:meta])* $medium:ident($($row:tt)*),)+) => {
        /// The medium of a channel. The values up to `CONTENT_OFFER` are shown by default. Lists exclude the
        /// other ones unless the filter sets `includeUnsupportedChannels` or the gateway's setting
        /// `channels.also_shown` names them. `Channel.supported` has the result, `Channel.label` a text to
        /// show.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
        #[graphql(remote = "model::Medium")]
        pub(super) enum ChannelMedium { $($(#[$doc])* $medium,)+ }
    };
}

model::media! { graphql_enum }

/// The channel of an interaction: its medium, its direction and a label to show.
#[derive(Description, Debug, Clone, Copy)]
pub(super) struct Channel(pub(super) model::Channel);

#[Object(use_type_description)]
impl Channel {
    /// The group of the channel, for example `VOICE`.
    async fn group(&self) -> ChannelGroup {
        self.0.medium.group().into()
    }

    /// The medium of the channel, for example `INBOUND_CALL`.
    async fn medium(&self) -> ChannelMedium {
        self.0.medium.into()
    }

    /// The party that began the interaction, for example `INBOUND` for the customer.
    async fn direction(&self) -> Direction {
        self.0.direction.into()
    }

    /// Whether lists show this channel by default: true for the media up to `CONTENT_OFFER`, for the media of
    /// the gateway's setting `channels.also_shown`, and for a conversation without channels (medium `UNKNOWN`).
    /// False for every other medium, such as `COBROWSE`, and for a channel whose name this version of the
    /// gateway does not know. No upstream call. If a live update sets it to false, remove the card.
    async fn supported(&self) -> bool {
        self.0.supported
    }

    /// The display name of the channel in English, for example `Inbound call`, `Web messaging` or
    /// `WhatsApp notification`.
    async fn label(&self) -> &'static str {
        self.0.medium.label()
    }
}

resolve_on_fast_path!(Channel);
write_enums!(Direction, ChannelGroup, ChannelMedium);

ready_fields!(Channel {
    "group" => group,
    "medium" => medium,
    "direction" => direction,
    "supported" => supported,
    "label" => label,
});

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
