//! Topics of notifications.

use crate::model::id::{AgentId, ConversationId, CustomerId};

const CONTACTS: &str = "v2.externalcontacts.contacts.";
const SESSIONS: &str = ".journey.sessions";
const CONVERSATIONS: &str = "v2.detail.events.conversation.";
const DIALER: &str = ".outbound";
const USERS: &str = "v2.users.";
const CONVERSATIONS_SUFFIX: &str = ".conversations";

/// A topic of notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Changes of the contact's sessions.
    Sessions(CustomerId),
    /// Changes of the contact's own record.
    Contact(CustomerId),
    /// Events of a campaign's dialer in a conversation.
    Dialer(ConversationId),
    /// Changes of the conversations in which the user takes or took part.
    OwnConversations(AgentId),
}

impl Topic {
    /// The platform's name of the topic.
    pub fn name(self) -> String {
        match self {
            Self::Sessions(id) => format!("{CONTACTS}{id}{SESSIONS}"),
            Self::Contact(id) => format!("{CONTACTS}{id}"),
            Self::Dialer(id) => format!("{CONVERSATIONS}{id}{DIALER}"),
            Self::OwnConversations(id) => format!("{USERS}{id}{CONVERSATIONS_SUFFIX}"),
        }
    }

    /// Parses the platform's name of a topic, ignoring case.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        if let Some(rest) = name.strip_prefix(CONVERSATIONS) {
            let id = rest.strip_suffix(DIALER)?.parse().ok()?;
            return Some(Self::Dialer(id));
        }
        if let Some(rest) = name.strip_prefix(USERS) {
            let id = rest.strip_suffix(CONVERSATIONS_SUFFIX)?.parse().ok()?;
            return Some(Self::OwnConversations(id));
        }
        let rest = name.strip_prefix(CONTACTS)?;
        match rest.strip_suffix(SESSIONS) {
            Some(id) => id.parse().ok().map(Self::Sessions),
            None => rest.parse().ok().map(Self::Contact),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_parse_from_their_names() {
        let id: CustomerId = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001".parse().unwrap();
        let call = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c3001".parse().unwrap();
        let user = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c4001".parse().unwrap();
        for topic in [
            Topic::Sessions(id),
            Topic::Contact(id),
            Topic::Dialer(call),
            Topic::OwnConversations(user),
        ] {
            assert_eq!(Topic::parse(&topic.name()), Some(topic));
            assert_eq!(Topic::parse(&topic.name().to_uppercase()), Some(topic));
        }
        for other in [
            "",
            "channel.metadata",
            "v2.externalcontacts.contacts.x",
            "v2.users.x.conversations",
            "v2.users.3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c4001.presence",
            "v2.externalcontacts.contacts.3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001.journey.segments",
        ] {
            assert_eq!(Topic::parse(other), None, "{other}");
        }
    }
}
