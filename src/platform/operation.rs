//! The platform's operations that the gateway uses, with their names in metrics, logs and plans.

use std::fmt;

use hyper::Method;
use serde::{Deserialize, Serialize};

macro_rules! operations {
    ($($name:ident = $method:ident $path:literal;)+) => {
        /// An operation of the platform's API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "each is documented by its path")]
        pub enum Operation {
            $($name,)+
        }

        impl Operation {
            /// The name in metrics and logs.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                }
            }

            /// Method and path template, as in the platform's documentation.
            pub fn template(self) -> (Method, &'static str) {
                match self {
                    $(Self::$name => (Method::$method, $path),)+
                }
            }
        }
    };
}

operations! {
    BulkContacts = POST "/api/v2/externalcontacts/bulk/contacts";
    Contact = GET "/api/v2/externalcontacts/contacts/{id}";
    IdentifyContact = POST "/api/v2/externalcontacts/identifierlookup/contacts";
    ContactIdentifiers = GET "/api/v2/externalcontacts/contacts/{id}/identifiers";
    ContactSessions = GET "/api/v2/externalcontacts/contacts/{id}/journey/sessions";
    ContactSegments = GET "/api/v2/externalcontacts/contacts/{id}/journey/segments";
    Session = GET "/api/v2/journey/sessions/{id}";
    SessionEvents = GET "/api/v2/journey/sessions/{id}/events";
    Segments = GET "/api/v2/journey/segments";
    ConversationDetails = GET "/api/v2/analytics/conversations/details";
    Conversation = GET "/api/v2/conversations/{id}";
    OwnConversations = GET "/api/v2/conversations";
    OwnCall = GET "/api/v2/conversations/calls/{id}";
    OwnCallback = GET "/api/v2/conversations/callbacks/{id}";
    OwnEmail = GET "/api/v2/conversations/emails/{id}";
    OwnMessage = GET "/api/v2/conversations/messages/{id}";
    Queues = GET "/api/v2/routing/queues";
    QueueDivisionViews = GET "/api/v2/routing/queues/divisionviews";
    WrapUpCodes = GET "/api/v2/routing/wrapupcodes";
    WrapUpCodeDivisionViews = GET "/api/v2/routing/wrapupcodes/divisionviews";
    Users = GET "/api/v2/users";
    UserMe = GET "/api/v2/users/me";
    SubjectMe = GET "/api/v2/authorization/subjects/me";
    TokenMe = GET "/api/v2/tokens/me";
    Role = GET "/api/v2/authorization/roles/{id}";
    CreateChannel = POST "/api/v2/notifications/channels";
    AddTopics = POST "/api/v2/notifications/channels/{id}/subscriptions";
    ReplaceTopics = PUT "/api/v2/notifications/channels/{id}/subscriptions";
}

impl Operation {
    /// Whether a retry is safe: the operation changes nothing.
    pub(super) fn is_safe(self) -> bool {
        let (method, _) = self.template();
        method == Method::GET || matches!(self, Self::BulkContacts | Self::IdentifyContact)
    }

    /// Whether one call takes many ids, so that the gateway batches them.
    pub(super) fn takes_many_ids(self) -> bool {
        matches!(
            self,
            Self::BulkContacts
                | Self::Segments
                | Self::ConversationDetails
                | Self::Queues
                | Self::QueueDivisionViews
                | Self::WrapUpCodes
                | Self::WrapUpCodeDivisionViews
                | Self::Users
        )
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (method, path) = self.template();
        write!(f, "{method} {path}")
    }
}
