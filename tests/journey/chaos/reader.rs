//! Calls each operation of the platform client and returns the restrictions in its response.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use journey_gateway::model::customer::{Identifier, Organization as CustomerOrganization};
use journey_gateway::model::id::DivisionId;
use journey_gateway::platform::{
    ConditionalGrants, Credential, Error, Family, IdentifierType, Platform, Resource, Token,
    UpstreamCaller, Wanted,
};
use journey_simulator::Fixtures;
use tokio::time::Instant;

use super::super::harness::SUPERVISOR;

/// An operation of the platform client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Operation {
    Sessions,
    Session,
    ConversationDetails,
    Conversation,
    Queues,
    QueueDivisionViews,
    WrapUpCodes,
    WrapUpCodeDivisionViews,
    Token,
    User,
    Subject,
    SegmentAssignments,
    Events,
    Contacts,
    Identify,
    Organization,
    Identifiers,
    Users,
}

pub(super) const ALL: [Operation; 18] = [
    Operation::Sessions,
    Operation::Session,
    Operation::ConversationDetails,
    Operation::Conversation,
    Operation::Queues,
    Operation::QueueDivisionViews,
    Operation::WrapUpCodes,
    Operation::WrapUpCodeDivisionViews,
    Operation::Token,
    Operation::User,
    Operation::Subject,
    Operation::SegmentAssignments,
    Operation::Events,
    Operation::Contacts,
    Operation::Identify,
    Operation::Organization,
    Operation::Identifiers,
    Operation::Users,
];

/// Entities of a response, each with the divisions or scopes that restrict it.
pub(super) type Restrictions = BTreeMap<String, BTreeSet<String>>;

pub(super) struct Reader {
    pub(super) platform: Platform,
    pub(super) fixtures: Fixtures,
    /// A token with OAuth scopes.
    pub(super) token: String,
}

fn strings<T: ToString>(all: impl IntoIterator<Item = T>) -> BTreeSet<String> {
    all.into_iter().map(|entity| entity.to_string()).collect()
}

fn with_divisions(all: impl IntoIterator<Item = (String, Vec<DivisionId>)>) -> Restrictions {
    let all = all.into_iter();
    all.map(|(id, divisions)| (id, strings(divisions)))
        .collect()
}

/// Entities without restrictions.
fn unrestricted<T: ToString>(all: impl IntoIterator<Item = T>) -> Restrictions {
    let all = all.into_iter();
    all.map(|entity| (entity.to_string(), BTreeSet::new()))
        .collect()
}

impl Operation {
    /// Whether the response contains restrictions.
    pub(super) fn is_restricted(self) -> bool {
        self <= Self::Token
    }

    /// Whether its restrictions are division ids, which a mutation cannot invent.
    pub(super) fn has_divisions(self) -> bool {
        self < Self::Token
    }
}

impl Reader {
    fn caller(token: &str) -> UpstreamCaller {
        let deadline = Instant::now() + Duration::from_mins(1);
        UpstreamCaller::new(Credential::Viewer(Token::new(token)), deadline)
    }

    pub(super) async fn read(&self, operation: Operation) -> Result<Restrictions, Error> {
        if operation.has_divisions() {
            return self.read_with_divisions(operation).await;
        }
        let (platform, fixtures) = (&self.platform, &self.fixtures);
        let caller = &Self::caller(SUPERVISOR);
        let customer = fixtures.customer.parse().unwrap();
        Ok(match operation {
            Operation::Token => {
                let token = platform.token_me(&Self::caller(&self.token)).await?;
                Restrictions::from([("scopes".to_owned(), strings(token.scopes))])
            }
            // These responses contain permission names, and a mutated name is still valid.
            Operation::User => platform
                .user_me(caller)
                .await
                .map(|_| Restrictions::new())?,
            Operation::Subject => platform
                .subject_me(caller, ConditionalGrants::Accepted)
                .await
                .map(|_| Restrictions::new())?,
            Operation::Events => {
                let visit = fixtures.full_visit.parse().unwrap();
                let page = platform.events(caller, visit, 50, None).await;
                page.map(|_| Restrictions::new())?
            }
            Operation::SegmentAssignments => {
                let found = platform.segment_assignments(caller, customer).await?;
                // Assignments in an unreadable session are hidden from all viewers.
                let readable = found
                    .into_iter()
                    .filter(|entity| entity.divisions.is_empty());
                unrestricted(
                    readable.map(|entity| format!("{} {:?}", entity.segment, entity.session)),
                )
            }
            Operation::Contacts => {
                let found = platform.contacts(caller, &[customer]).await?;
                unrestricted(found.into_iter().map(|(id, _)| id))
            }
            Operation::Identify => {
                let email = &fixtures.customer_email;
                let found = platform.identify(caller, IdentifierType::Email, email, None);
                unrestricted(found.await?.map(|entity| entity.id))
            }
            Operation::Organization => {
                let found = CustomerOrganization::read(platform, caller, customer.0).await?;
                unrestricted(found.map(|_| "organization"))
            }
            Operation::Identifiers => {
                let found = Vec::<Identifier>::read(platform, caller, customer.0).await;
                found.map(|_| Restrictions::new())?
            }
            _ => {
                let found = platform
                    .users(caller, Wanted::Ids(&[fixtures.agent.0.parse().unwrap()]))
                    .await?;
                unrestricted(found.entities.into_iter().map(|entity| entity.id))
            }
        })
    }

    async fn read_with_divisions(&self, operation: Operation) -> Result<Restrictions, Error> {
        let (platform, fixtures) = (&self.platform, &self.fixtures);
        let caller = &Self::caller(SUPERVISOR);
        let conversation = fixtures.transferred_conversation.parse().unwrap();
        Ok(match operation {
            Operation::Sessions => {
                let customer = fixtures.divided_customer.parse().unwrap();
                let page = platform.sessions_of_contact(caller, customer, 20, None, true);
                let found = page.await?.sessions;
                let found = found.iter();
                with_divisions(
                    found.map(|entity| (entity.id.to_string(), entity.divisions.clone())),
                )
            }
            Operation::Session => {
                let id = fixtures.transferred_call.parse().unwrap();
                let found = platform.session(caller, id).await?;
                with_divisions(found.map(|entity| (entity.id.to_string(), entity.divisions)))
            }
            Operation::ConversationDetails => {
                let ids = [conversation];
                let found = platform.conversation_details(caller, &ids).await?;
                let found = found.into_iter();
                with_divisions(found.map(|entity| (entity.id.to_string(), entity.divisions)))
            }
            Operation::Conversation => {
                let found = platform.conversation(caller, conversation).await?;
                with_divisions(found.map(|entity| (entity.id.to_string(), entity.divisions)))
            }
            Operation::Queues | Operation::QueueDivisionViews => {
                let family = if operation == Operation::Queues {
                    Family::Plain
                } else {
                    Family::DivisionViews
                };
                let ids =
                    [&fixtures.queue.0, &fixtures.invisible_queue].map(|id| id.parse().unwrap());
                let found = platform
                    .queues(caller, family, Wanted::Ids(&ids))
                    .await?
                    .entities
                    .into_iter();
                with_divisions(
                    found.map(|entity| (entity.id.to_string(), Vec::from_iter(entity.division))),
                )
            }
            _ => {
                let family = if operation == Operation::WrapUpCodes {
                    Family::Plain
                } else {
                    Family::DivisionViews
                };
                let ids = [fixtures.code.0.parse().unwrap()];
                let found = platform
                    .wrap_up_codes(caller, family, Wanted::Ids(&ids))
                    .await?;
                let found = found.entities.into_iter();
                with_divisions(
                    found.map(|entity| (entity.id.to_string(), Vec::from_iter(entity.division))),
                )
            }
        })
    }
}
