//! The platform's operations that the gateway uses, with their names in metrics, logs and plans.

use std::fmt;

use reqwest::Method;
use serde::{Deserialize, Serialize};

/// An operation of the platform's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is documented by its path")]
pub enum Operation {
    BulkContacts,
    Contact,
    IdentifyContact,
    ContactIdentifiers,
    ContactSessions,
    ContactSegments,
    Session,
    SessionEvents,
    Segments,
    ConversationDetails,
    Conversation,
    Queues,
    QueueDivisionViews,
    WrapUpCodes,
    WrapUpCodeDivisionViews,
    Users,
    UserMe,
    SubjectMe,
    TokenMe,
    Role,
    CreateChannel,
    AddTopics,
    ReplaceTopics,
}

impl Operation {
    /// The name in metrics and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BulkContacts => "BulkContacts",
            Self::Contact => "Contact",
            Self::IdentifyContact => "IdentifyContact",
            Self::ContactIdentifiers => "ContactIdentifiers",
            Self::ContactSessions => "ContactSessions",
            Self::ContactSegments => "ContactSegments",
            Self::Session => "Session",
            Self::SessionEvents => "SessionEvents",
            Self::Segments => "Segments",
            Self::ConversationDetails => "ConversationDetails",
            Self::Conversation => "Conversation",
            Self::Queues => "Queues",
            Self::QueueDivisionViews => "QueueDivisionViews",
            Self::WrapUpCodes => "WrapUpCodes",
            Self::WrapUpCodeDivisionViews => "WrapUpCodeDivisionViews",
            Self::Users => "Users",
            Self::UserMe => "UserMe",
            Self::SubjectMe => "SubjectMe",
            Self::TokenMe => "TokenMe",
            Self::Role => "Role",
            Self::CreateChannel => "CreateChannel",
            Self::AddTopics => "AddTopics",
            Self::ReplaceTopics => "ReplaceTopics",
        }
    }

    /// Method and path template, as in the platform's documentation.
    pub fn template(self) -> (Method, &'static str) {
        match self {
            Self::BulkContacts => (Method::POST, "/api/v2/externalcontacts/bulk/contacts"),
            Self::Contact => (Method::GET, "/api/v2/externalcontacts/contacts/{id}"),
            Self::IdentifyContact => (
                Method::POST,
                "/api/v2/externalcontacts/identifierlookup/contacts",
            ),
            Self::ContactIdentifiers => (
                Method::GET,
                "/api/v2/externalcontacts/contacts/{id}/identifiers",
            ),
            Self::ContactSessions => (
                Method::GET,
                "/api/v2/externalcontacts/contacts/{id}/journey/sessions",
            ),
            Self::ContactSegments => (
                Method::GET,
                "/api/v2/externalcontacts/contacts/{id}/journey/segments",
            ),
            Self::Session => (Method::GET, "/api/v2/journey/sessions/{id}"),
            Self::SessionEvents => (Method::GET, "/api/v2/journey/sessions/{id}/events"),
            Self::Segments => (Method::GET, "/api/v2/journey/segments"),
            Self::ConversationDetails => (Method::GET, "/api/v2/analytics/conversations/details"),
            Self::Conversation => (Method::GET, "/api/v2/conversations/{id}"),
            Self::Queues => (Method::GET, "/api/v2/routing/queues"),
            Self::QueueDivisionViews => (Method::GET, "/api/v2/routing/queues/divisionviews"),
            Self::WrapUpCodes => (Method::GET, "/api/v2/routing/wrapupcodes"),
            Self::WrapUpCodeDivisionViews => {
                (Method::GET, "/api/v2/routing/wrapupcodes/divisionviews")
            }
            Self::Users => (Method::GET, "/api/v2/users"),
            Self::UserMe => (Method::GET, "/api/v2/users/me"),
            Self::SubjectMe => (Method::GET, "/api/v2/authorization/subjects/me"),
            Self::TokenMe => (Method::GET, "/api/v2/tokens/me"),
            Self::Role => (Method::GET, "/api/v2/authorization/roles/{id}"),
            Self::CreateChannel => (Method::POST, "/api/v2/notifications/channels"),
            Self::AddTopics => (
                Method::POST,
                "/api/v2/notifications/channels/{id}/subscriptions",
            ),
            Self::ReplaceTopics => (
                Method::PUT,
                "/api/v2/notifications/channels/{id}/subscriptions",
            ),
        }
    }

    /// Whether a retry is safe: the operation changes nothing.
    pub(super) fn is_safe(self) -> bool {
        let (method, _) = self.template();
        method == Method::GET || matches!(self, Self::BulkContacts | Self::IdentifyContact)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (method, path) = self.template();
        write!(f, "{method} {path}")
    }
}
