//! The channels of a session, and the one on its card.

use super::{Conversation, Details, Session};
use crate::model::channel::{Channel, Circumstances, Direction, Medium, Shown, of_conversation};
use crate::model::id::{ConversationId, WrapUpCodeId};

/// What the wrap-up codes begin with that the platform itself gives to campaign calls.
const CAMPAIGN_CODES: &str = "ININ-OUTBOUND-";

impl Session {
    /// The channel on the session's card. Of a conversation that used several, it is the first that is
    /// shown, else the first; an outbound one with a callback is a callback.
    pub fn channel(&self, shown: Shown) -> Channel {
        match &self.details {
            Details::Conversation(facts) => facts.channel(shown),
            Details::Web(_) => Channel::new(Medium::WebVisit, Direction::Inbound, shown),
            Details::App(_) => Channel::new(Medium::AppVisit, Direction::Inbound, shown),
            Details::Case(_) => Channel::new(Medium::Case, Direction::Unknown, shown),
            Details::Other(_) => Channel::new(Medium::Unknown, Direction::Unknown, shown),
        }
    }

    /// The conversation whose details decide whether this is a campaign call. Nothing where that is
    /// known already, and where it makes no difference.
    pub fn maybe_dialed(&self) -> Option<ConversationId> {
        let Details::Conversation(facts) = &self.details else {
            return None;
        };
        let mut media = facts.media();
        let is_call = media.any(|medium| medium == Medium::OutboundCall);
        facts.conversation.filter(|_| is_call)
    }

    /// The same session as a campaign call.
    #[must_use]
    pub fn as_dialed(&self) -> Self {
        let mut session = self.clone();
        if let Details::Conversation(facts) = &mut session.details {
            facts.dialed = true;
        }
        session
    }

    /// Whether another channel than the call may be on the card, so that the status depends on whether
    /// this is a campaign call.
    pub fn has_other_channels(&self) -> bool {
        matches!(&self.details, Details::Conversation(facts) if facts.channels.len() > 1)
    }
}

impl Conversation {
    /// Every channel of the conversation, in the platform's order.
    pub fn channels(&self, shown: Shown) -> impl Iterator<Item = Channel> {
        self.media()
            .map(move |medium| Channel::new(medium, self.direction, shown))
    }

    fn media(&self) -> impl Iterator<Item = Medium> {
        let circumstances = Circumstances {
            direction: self.direction,
            authenticated: self.authenticated,
            agent_connected: self.last_agent.is_some(),
            campaign: self.dialed || self.has_campaign_code(),
        };
        self.channels
            .iter()
            .map(move |channel| of_conversation(channel, circumstances))
    }

    fn has_campaign_code(&self) -> bool {
        let code = self.last_wrap_up.as_ref().map(|last| &last.code);
        match code {
            Some(WrapUpCodeId::System(code) | WrapUpCodeId::Named(code)) => code
                .get(..CAMPAIGN_CODES.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(CAMPAIGN_CODES)),
            Some(WrapUpCodeId::Code(_)) | None => false,
        }
    }

    fn channel(&self, shown: Shown) -> Channel {
        let called_back = || {
            let is_callback = |channel: &Channel| channel.medium == Medium::Callback;
            let mut outbound = self
                .channels(shown)
                .filter(|_| self.direction == Direction::Outbound);
            outbound.find(is_callback)
        };
        called_back()
            .or_else(|| self.channels(shown).find(|channel| channel.supported))
            .or_else(|| self.channels(shown).next())
            .unwrap_or(Channel {
                medium: Medium::Unknown,
                direction: self.direction,
                // Nothing says that it is something that the product does not show.
                supported: true,
            })
    }
}

#[cfg(test)]
mod tests;
