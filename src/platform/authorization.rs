//! Who a token belongs to, and what it may do where.

use super::call::Arguments;
use super::wire::authorization::{Policy, Subject as SubjectWire, TokenInfo, UserMe};
use super::wire::text;
use super::{Caller, Error, Operation, Platform};

/// Whose token it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The user's, or the OAuth client's id.
    pub id: String,
    /// For people.
    pub name: Option<String>,
    /// The organization's id, where the answer says it.
    pub organization: Option<String>,
    /// `domain:entity:action`; may hold `*`. Empty for an OAuth client.
    pub permissions: Vec<String>,
}

/// What a subject was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// One a role and division.
    pub grants: Vec<Grant>,
}

/// A role in a division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The division's id; `*` for all.
    pub division: String,
    /// The division's name.
    pub division_name: Option<String>,
    /// `domain:entity:action`; may hold `*`.
    pub permissions: Vec<String>,
}

impl Platform {
    /// The user behind a token, with permissions. Not for client credentials: those are
    /// [`Error::Rejected`].
    pub async fn user_me(&self, caller: &Caller) -> Result<Identity, Error> {
        let arguments = Arguments::default()
            .with("expand", "authorization")
            .with("expand", "organization");
        let user: UserMe = self.call(caller, Operation::UserMe, arguments).await?;
        Ok(Identity {
            id: text(user.id).ok_or(Error::Invalid)?,
            name: text(user.name),
            organization: user
                .organization
                .and_then(|organization| text(organization.id)),
            permissions: user.authorization.unwrap_or_default().permissions,
        })
    }

    /// The grants behind a token.
    pub async fn subject_me(&self, caller: &Caller) -> Result<Subject, Error> {
        let subject: SubjectWire = self
            .call(caller, Operation::SubjectMe, Arguments::default())
            .await?;
        let grants = subject.grants.into_iter().filter_map(|grant| {
            let division = grant.division?;
            Some(Grant {
                division: text(division.id)?,
                division_name: text(division.name),
                permissions: grant.role?.policies.iter().flat_map(permissions).collect(),
            })
        });
        Ok(Subject {
            grants: grants.collect(),
        })
    }

    /// The OAuth client behind a client-credentials token.
    pub async fn token_me(&self, caller: &Caller) -> Result<Identity, Error> {
        let arguments = Arguments::default().with("preserveIdleTTL", true);
        let token: TokenInfo = self.call(caller, Operation::TokenMe, arguments).await?;
        let client = token.client.ok_or(Error::Invalid)?;
        Ok(Identity {
            id: text(client.id).ok_or(Error::Invalid)?,
            name: text(client.name),
            organization: token
                .organization
                .and_then(|organization| text(organization.id)),
            permissions: Vec::new(),
        })
    }
}

fn permissions(policy: &Policy) -> Vec<String> {
    let domain = policy.domain.as_deref().unwrap_or("*");
    let entity = policy.entity_name.as_deref().unwrap_or("*");
    policy
        .actions
        .iter()
        .map(|action| format!("{domain}:{entity}:{action}"))
        .collect()
}
