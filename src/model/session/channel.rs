//! The channels of a session, and the one on its card.

use std::sync::Arc;

use super::conversation::ConversationFacts;
use super::details::Details;
use super::entity::Session;
use crate::model::channel::{Channel, ChannelContext, Direction, Medium, MediumSet};
use crate::model::id::{ConversationId, WrapUpCodeId};

/// Prefix of the wrap-up codes that the platform itself assigns to campaign calls.
const CAMPAIGN_CODE_PREFIX: &str = "ININ-OUTBOUND-";

impl Session {
    /// The channel on the session's card. For a conversation with several channels it is the first supported
    /// one, else the first. An outbound conversation with a callback channel is a callback.
    pub fn channel(&self, supported: MediumSet) -> Channel {
        match &self.details {
            Details::Conversation(facts) => facts.channel(supported),
            Details::Web(_) => Channel::new(Medium::WebVisit, Direction::Inbound, supported),
            Details::App(_) => Channel::new(Medium::AppVisit, Direction::Inbound, supported),
            Details::Case(_) => Channel::new(Medium::Case, Direction::Unknown, supported),
            Details::Other(_) => Channel::new(Medium::Unknown, Direction::Unknown, supported),
        }
    }

    /// The conversation whose details decide whether this is a campaign call. `None` if that is known already
    /// or the session is no outbound call.
    pub fn campaign_call_candidate(&self) -> Option<ConversationId> {
        let Details::Conversation(facts) = &self.details else {
            return None;
        };
        let mut media = facts.media();
        let is_call = media.any(|medium| medium == Medium::OutboundCall);
        facts.conversation.filter(|_| is_call)
    }

    /// The session, marked as a campaign call.
    #[must_use]
    pub fn as_campaign_call(&self) -> Self {
        let mut session = self.clone();
        if let Details::Conversation(facts) = &mut session.details {
            Arc::make_mut(facts).is_campaign_call = true;
        }
        session
    }

    /// Whether the conversation has several channels. The channel on the card, and with it the status, then
    /// depends on whether the call is a campaign call.
    pub fn has_several_channels(&self) -> bool {
        matches!(&self.details, Details::Conversation(facts) if facts.channels.len() > 1)
    }
}

impl ConversationFacts {
    /// Every channel of the conversation, in the platform's order.
    pub fn channels(&self, supported: MediumSet) -> impl Iterator<Item = Channel> + Clone {
        self.media()
            .map(move |medium| Channel::new(medium, self.direction, supported))
    }

    fn media(&self) -> impl Iterator<Item = Medium> + Clone {
        let context = ChannelContext {
            direction: self.direction,
            authenticated: self.authenticated,
            agent_connected: self.last_agent.is_some(),
            campaign: self.is_campaign_call || self.has_campaign_code(),
        };
        self.channels
            .iter()
            .map(move |channel| channel.medium(context))
    }

    fn has_campaign_code(&self) -> bool {
        let code = self.last_wrap_up.as_ref().map(|last| &last.code);
        match code {
            Some(WrapUpCodeId::System(code) | WrapUpCodeId::Named(code)) => code
                .get(..CAMPAIGN_CODE_PREFIX.len())
                .is_some_and(|prefix| prefix.eq_ignore_ascii_case(CAMPAIGN_CODE_PREFIX)),
            Some(WrapUpCodeId::Code(_)) | None => false,
        }
    }

    fn channel(&self, supported: MediumSet) -> Channel {
        Channel::on_card(self.channels(supported), self.direction)
    }
}

#[cfg(test)]
mod tests;
