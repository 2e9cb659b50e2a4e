//! Who a token belongs to, and what it may do where.

use std::fmt;

use serde_json::Value;

use super::call::Arguments;
use super::wire::authorization::{Subject, TokenInfo as TokenInfoWire, UserMe, WholeRole};
use super::wire::text;
use super::{Caller, Error, Operation, Platform};

/// The division id that stands for all divisions.
pub const EVERY_DIVISION: &str = "*";

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
    /// `domain:entity:action`; may hold `*`. Absent where the platform does not list them.
    pub permissions: Option<Vec<String>>,
}

/// What was granted to the user behind a token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// Permissions by division.
    pub known: Vec<Grant>,
    /// Roles without policies.
    pub unknown: Vec<UnknownRole>,
}

/// A granted role that the platform sent without its policies, so its permissions are unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRole {
    /// The role's id.
    pub id: Option<String>,
    /// The role's name.
    pub name: Option<String>,
    /// The id of the division in which the role was granted; `*` for all divisions, also where the
    /// platform does not name one.
    pub division: String,
}

/// Characters of a role's name or id that a message holds: both are the platform's texts.
const SHOWN: usize = 80;

impl fmt::Display for UnknownRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cut = |text: &str| text.chars().take(SHOWN).collect::<String>();
        match (&self.name, &self.id) {
            (Some(name), Some(id)) => write!(f, "`{}` (id {})", cut(name), cut(id)),
            (Some(name), None) => write!(f, "`{}`", cut(name)),
            (None, Some(id)) => write!(f, "with the id {}", cut(id)),
            (None, None) => f.write_str("without a name and an id"),
        }
    }
}

/// A role and its permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolePermissions {
    /// The role's name.
    pub name: Option<String>,
    /// `domain:entity:action`; may hold `*`. Absent where the platform sent the role without policies.
    pub permissions: Option<Vec<String>>,
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
    ) -> Result<Grants, Error> {
        // Without the parameter the platform may send roles without their policies.
        let arguments = Arguments::default().with("includeFullRoles", true);
        let subject: Subject = self.call(caller, Operation::SubjectMe, arguments).await?;
        let mut grants = Grants::default();
        for grant in subject.grants {
            let (division, division_name) = grant.division.map_or((None, None), |division| {
                (text(division.id), text(division.name))
            });
            let (id, name, policies) = grant.role.map_or((None, None, None), |role| {
                (text(role.id), text(role.name), role.policies)
            });
            let Some(policies) = policies else {
                let division = division.unwrap_or_else(|| EVERY_DIVISION.to_owned());
                grants.unknown.push(UnknownRole { id, name, division });
                continue;
            };
            let Some(division) = division else { continue };
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
            grants.known.push(Grant {
                division,
                division_name,
                permissions: permissions.collect(),
            });
        }
        Ok(grants)
    }

    /// A role with its permissions. Needs `authorization:role:view`.
    pub async fn role(
        &self,
        caller: &Caller,
        id: &str,
        conditions: Conditions,
    ) -> Result<RolePermissions, Error> {
        let role: WholeRole = self
            .call(caller, Operation::Role, Arguments::of(id))
            .await?;
        // An error that came with status 200 is no role.
        role.id.ok_or(Error::Invalid)?;
        let permissions = role.permission_policies.map(|policies| {
            let counted = policies
                .iter()
                .filter(|policy| conditions.count(&policy.resource_condition_node));
            let permissions = counted.flat_map(|policy| {
                permissions(
                    policy.domain.as_deref(),
                    policy.entity_name.as_deref(),
                    &policy.action_set,
                )
            });
            permissions.collect()
        });
        Ok(RolePermissions {
            name: text(role.name),
            permissions,
        })
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
