//! Every operation of the platform's client, and what of its answer guards something.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use journey_gateway::model::id::DivisionId;
use journey_gateway::platform::{
    ConditionalGrants, Credential, Error, Family, IdentifierType, Platform, Token, UpstreamCaller,
    Wanted,
};
use journey_simulator::Fixtures;
use tokio::time::Instant;

use super::super::harness::SUPERVISOR;

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Read {
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

pub(super) const ALL: [Read; 18] = [
    Read::Sessions,
    Read::Session,
    Read::ConversationDetails,
    Read::Conversation,
    Read::Queues,
    Read::QueueDivisionViews,
    Read::WrapUpCodes,
    Read::WrapUpCodeDivisionViews,
    Read::Token,
    Read::User,
    Read::Subject,
    Read::SegmentAssignments,
    Read::Events,
    Read::Contacts,
    Read::Identify,
    Read::Organization,
    Read::Identifiers,
    Read::Users,
];

/// What was read: each thing with what restricts it, its divisions or scopes.
pub(super) type Told = BTreeMap<String, BTreeSet<String>>;

pub(super) struct Reader {
    pub(super) platform: Platform,
    pub(super) fixtures: Fixtures,
    /// A token that is restricted by scopes.
    pub(super) token: String,
}

fn texts<T: ToString>(all: impl IntoIterator<Item = T>) -> BTreeSet<String> {
    all.into_iter().map(|one| one.to_string()).collect()
}

fn divided(all: impl IntoIterator<Item = (String, Vec<DivisionId>)>) -> Told {
    let all = all.into_iter();
    all.map(|(id, divisions)| (id, texts(divisions))).collect()
}

/// Things that nothing restricts.
fn open<T: ToString>(all: impl IntoIterator<Item = T>) -> Told {
    let all = all.into_iter();
    all.map(|one| (one.to_string(), BTreeSet::new())).collect()
}

impl Read {
    /// Whether the answer says what restricts it.
    pub(super) fn is_restricted(self) -> bool {
        self <= Self::Token
    }

    /// Whether what restricts it are ids, which cannot be made up by chance.
    pub(super) fn is_divided(self) -> bool {
        self < Self::Token
    }
}

impl Reader {
    fn caller(token: &str) -> UpstreamCaller {
        let far = Instant::now() + Duration::from_mins(1);
        UpstreamCaller::new(Credential::Viewer(Token::new(token)), far)
    }

    pub(super) async fn read(&self, what: Read) -> Result<Told, Error> {
        if what.is_divided() {
            return self.divided(what).await;
        }
        let (platform, at) = (&self.platform, &self.fixtures);
        let caller = &Self::caller(SUPERVISOR);
        let customer = at.customer.parse().unwrap();
        Ok(match what {
            Read::Token => {
                let token = platform.token_me(&Self::caller(&self.token)).await?;
                Told::from([("scopes".to_owned(), texts(token.scopes))])
            }
            // What these say is text that grants something; any text is as good as another.
            Read::User => platform.user_me(caller).await.map(|_| Told::new())?,
            Read::Subject => platform
                .subject_me(caller, ConditionalGrants::Accepted)
                .await
                .map(|_| Told::new())?,
            Read::Events => {
                let visit = at.full_visit.parse().unwrap();
                let page = platform.events(caller, visit, 50, None).await;
                page.map(|_| Told::new())?
            }
            Read::SegmentAssignments => {
                let found = platform.segment_assignments(caller, customer).await?;
                // What was made in a session that cannot be read is nobody's.
                let readable = found.into_iter().filter(|one| one.divisions.is_empty());
                open(readable.map(|one| format!("{} {:?}", one.segment, one.session)))
            }
            Read::Contacts => {
                let found = platform.contacts(caller, &[customer]).await?;
                open(found.into_iter().map(|(id, _)| id))
            }
            Read::Identify => {
                let email = &at.customer_email;
                let found = platform.identify(caller, IdentifierType::Email, email, None);
                open(found.await?.map(|one| one.id))
            }
            Read::Organization => {
                let found = platform.organization(caller, customer).await?;
                open(found.map(|_| "organization"))
            }
            Read::Identifiers => {
                let found = platform.identifiers(caller, customer).await;
                found.map(|_| Told::new())?
            }
            _ => {
                let found = platform
                    .users(caller, Wanted::Ids(&[at.agent.0.parse().unwrap()]))
                    .await?;
                open(found.entities.into_iter().map(|one| one.id))
            }
        })
    }

    async fn divided(&self, what: Read) -> Result<Told, Error> {
        let (platform, at) = (&self.platform, &self.fixtures);
        let caller = &Self::caller(SUPERVISOR);
        let conversation = at.transferred_conversation.parse().unwrap();
        Ok(match what {
            Read::Sessions => {
                let customer = at.divided_customer.parse().unwrap();
                let page = platform.sessions_of_contact(caller, customer, 20, None, true);
                let found = page.await?.sessions.into_iter();
                divided(found.map(|one| (one.id.to_string(), one.divisions)))
            }
            Read::Session => {
                let id = at.transferred_call.parse().unwrap();
                let found = platform.session(caller, id).await?;
                divided(found.map(|one| (one.id.to_string(), one.divisions)))
            }
            Read::ConversationDetails => {
                let ids = [conversation];
                let found = platform.conversation_details(caller, &ids).await?;
                let found = found.into_iter();
                divided(found.map(|one| (one.id.to_string(), one.divisions)))
            }
            Read::Conversation => {
                let found = platform.conversation(caller, conversation).await?;
                divided(found.map(|one| (one.id.to_string(), one.divisions)))
            }
            Read::Queues | Read::QueueDivisionViews => {
                let family = if what == Read::Queues {
                    Family::Plain
                } else {
                    Family::DivisionViews
                };
                let ids = [&at.queue.0, &at.invisible_queue].map(|id| id.parse().unwrap());
                let found = platform
                    .queues(caller, family, Wanted::Ids(&ids))
                    .await?
                    .entities
                    .into_iter();
                divided(found.map(|one| (one.id.to_string(), Vec::from_iter(one.division))))
            }
            _ => {
                let family = if what == Read::WrapUpCodes {
                    Family::Plain
                } else {
                    Family::DivisionViews
                };
                let ids = [at.code.0.parse().unwrap()];
                let found = platform
                    .wrap_up_codes(caller, family, Wanted::Ids(&ids))
                    .await?;
                let found = found.entities.into_iter();
                divided(found.map(|one| (one.id.to_string(), Vec::from_iter(one.division))))
            }
        })
    }
}
