//! Who a token belongs to, and what it may do where.

use serde_json::Value;

use super::call::Arguments;
use super::wire::authorization::{Subject, TokenInfo as TokenInfoWire, UserMe, WholeRole};
use super::wire::text;
use super::{Caller, Error, Operation, Platform};

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    /// The organization's id.
    pub organization: Option<String>,
    /// The OAuth client that it was issued to.
    pub client: String,
    /// The client's name.
    pub client_name: Option<String>,
    /// It was issued to the client itself, not to a person.
    pub is_client: bool,
    /// What it was authorized for; empty where it is not restricted.
    pub scopes: Vec<String>,
    /// A client's own roles.
    pub roles: Vec<RoleGrant>,
}

/// A role of a client, and where it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGrant {
    /// The role's id.
    pub role: String,
    /// The division's id; `*` for all.
    pub division: String,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The user's id.
    pub id: String,
    /// For people.
    pub name: Option<String>,
    /// `domain:entity:action`; may hold `*`.
    pub permissions: Vec<String>,
}

/// Permissions in a division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The division's id; `*` for all.
    pub division: String,
    /// The division's name.
    pub division_name: Option<String>,
    /// `domain:entity:action`; may hold `*`.
    pub permissions: Vec<String>,
}

/// What counts of what is granted only under conditions, such as for certain queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conditions {
    /// It counts: the platform judges the conditions at each call.
    JudgedByPlatform,
    /// It does not: nobody judges them, so they are taken not to hold.
    NotJudged,
}

impl Conditions {
    fn count(self, condition: &Value) -> bool {
        let none = match condition {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Object(node) => node.is_empty(),
            _ => false,
        };
        none || self == Self::JudgedByPlatform
    }
}

impl Platform {
    /// What the caller's token is.
    pub async fn token_me(&self, caller: &Caller) -> Result<TokenInfo, Error> {
        // Looking at a token is not using it: its idle time goes on.
        let arguments = Arguments::default().with("preserveIdleTTL", true);
        let token: TokenInfoWire = self.call(caller, Operation::TokenMe, arguments).await?;
        let client = token.client.ok_or(Error::Invalid)?;
        let grant_type = client.authorized_grant_type.unwrap_or_default();
        let roles = client.role_divisions.into_iter().filter_map(|role| {
            Some(RoleGrant {
                role: text(role.role_id)?,
                division: text(role.division_id)?,
            })
        });
        Ok(TokenInfo {
            organization: token
                .organization
                .and_then(|organization| text(organization.id)),
            client: text(client.id).ok_or(Error::Invalid)?,
            client_name: text(client.name),
            is_client: grant_type
                .replace('_', "-")
                .eq_ignore_ascii_case("client-credentials"),
            scopes: token.authorized_scope,
            roles: roles.collect(),
        })
    }

    /// The person behind a token, with permissions. Not for client credentials: those are
    /// [`Error::Rejected`].
    pub async fn user_me(&self, caller: &Caller) -> Result<User, Error> {
        let arguments = Arguments::default().with("expand", "authorization");
        let user: UserMe = self.call(caller, Operation::UserMe, arguments).await?;
        Ok(User {
            id: text(user.id).ok_or(Error::Invalid)?,
            name: text(user.name),
            permissions: user.authorization.unwrap_or_default().permissions,
        })
    }

    /// The grants of the person behind a token.
    pub async fn subject_me(
        &self,
        caller: &Caller,
        conditions: Conditions,
    ) -> Result<Vec<Grant>, Error> {
        let subject: Subject = self
            .call(
                caller,
                Operation::SubjectMe,
                Arguments::default().with("includeFullRoles", true),
            )
            .await?;
        let grants = subject.grants.into_iter().filter_map(|grant| {
            let division = grant.division?;
            let policies = grant.role?.policies;
            let counted = policies
                .iter()
                .filter(|policy| conditions.count(&policy.condition));
            let permissions = counted.flat_map(|policy| {
                permissions(
                    policy.domain.as_deref(),
                    policy.entity_name.as_deref(),
                    &policy.actions,
                )
            });
            Some(Grant {
                division: text(division.id)?,
                division_name: text(division.name),
                permissions: permissions.collect(),
            })
        });
        Ok(grants.collect())
    }

    /// The permissions of a role. Needs `authorization:role:view`.
    pub async fn role(
        &self,
        caller: &Caller,
        id: &str,
        conditions: Conditions,
    ) -> Result<Vec<String>, Error> {
        let role: WholeRole = self
            .call(caller, Operation::Role, Arguments::of(id))
            .await?;
        let counted = role
            .permission_policies
            .iter()
            .filter(|policy| conditions.count(&policy.resource_condition_node));
        let permissions = counted.flat_map(|policy| {
            permissions(
                policy.domain.as_deref(),
                policy.entity_name.as_deref(),
                &policy.action_set,
            )
        });
        Ok(permissions.collect())
    }
}

/// The permissions of a policy. What a policy leaves out it does not grant.
fn permissions<'a>(
    domain: Option<&'a str>,
    entity: Option<&'a str>,
    actions: &'a [String],
) -> impl Iterator<Item = String> + 'a {
    let named = domain.zip(entity);
    actions.iter().filter_map(move |action| {
        named.map(|(domain, entity)| format!("{domain}:{entity}:{action}"))
    })
}
