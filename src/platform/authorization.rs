//! The owner of a token, and the permissions it holds in each division.

use std::fmt;

use serde_json::Value;

use super::call::Arguments;
use super::client::Platform;
use super::credential::UpstreamCaller;
use super::error::Error;
use super::operation::Operation;
use super::wire::authorization::{Subject, TokenInfo as TokenInfoWire, UserMe, WholeRole};
use super::wire::text;

/// The division id that means all divisions.
pub const EVERY_DIVISION: &str = "*";

/// Description of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    /// The organization's id.
    pub organization: Option<String>,
    /// Id of the OAuth client that the token was issued to.
    pub client: String,
    /// The client's name.
    pub client_name: Option<String>,
    /// The token was issued to the client itself (client credentials), not to a user.
    pub is_client: bool,
    /// OAuth scopes; empty if the token is not restricted.
    pub scopes: Vec<String>,
    /// The client's own roles.
    pub roles: Vec<RoleGrant>,
}

/// A role of a client in one division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGrant {
    /// The role's id.
    pub role: String,
    /// The division's id; `*` for all.
    pub division: String,
}

/// A user of the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The user's id.
    pub id: String,
    /// Display name.
    pub name: Option<String>,
    /// Permissions as `domain:entity:action`, possibly with `*`. Absent if the platform does not list them.
    pub permissions: Option<Vec<String>>,
}

/// Grants of the user that a token belongs to.
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
    /// The id of the division in which the role is granted; `*` for all divisions, also if the
    /// platform does not name one.
    pub division: String,
}

/// Maximum characters of a role's name or id in a message: both are the platform's texts.
const MAX_NAME_CHARS: usize = 80;

impl fmt::Display for UnknownRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cut = |text: &str| text.chars().take(MAX_NAME_CHARS).collect::<String>();
        match (&self.name, &self.id) {
            (Some(name), Some(id)) => write!(f, "`{}` (id {})", cut(name), cut(id)),
            (Some(name), None) => write!(f, "`{}`", cut(name)),
            (None, Some(id)) => write!(f, "with id {}", cut(id)),
            (None, None) => f.write_str("without name and id"),
        }
    }
}

/// A role and its permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolePermissions {
    /// The role's name.
    pub name: Option<String>,
    /// `domain:entity:action`, possibly with `*`. Absent if the platform sent the role without policies.
    pub permissions: Option<Vec<String>>,
}

/// Permissions granted in one division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The division's id; `*` for all.
    pub division: String,
    /// The division's name.
    pub division_name: Option<String>,
    /// `domain:entity:action`, possibly with `*`.
    pub permissions: Vec<String>,
}

/// Whether permissions count that a policy grants only under a condition, such as for certain queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionalGrants {
    /// They count, because the platform checks the condition on each call.
    Accepted,
    /// They do not count, because nothing checks the condition.
    Ignored,
}

impl ConditionalGrants {
    fn counts(self, condition: &Value) -> bool {
        let is_unconditional = match condition {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Object(node) => node.is_empty(),
            _ => false,
        };
        is_unconditional || self == Self::Accepted
    }
}

impl Platform {
    /// Reads the description of the caller's token.
    pub async fn token_me(&self, caller: &UpstreamCaller) -> Result<TokenInfo, Error> {
        // Introspection must not extend the idle timeout of the token.
        let arguments = Arguments::new(Operation::TokenMe).with("preserveIdleTTL", true);
        let token: TokenInfoWire = self.call(caller, arguments).await?;
        let client = token.client.ok_or(Error::Invalid(None))?;
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
            client: text(client.id).ok_or(Error::Invalid(None))?,
            client_name: text(client.name),
            is_client: grant_type
                .replace('_', "-")
                .eq_ignore_ascii_case("client-credentials"),
            scopes: token.authorized_scope,
            roles: roles.collect(),
        })
    }

    /// Reads the user that the caller's token belongs to, with permissions. Tokens of client credentials get
    /// [`Error::Rejected`].
    pub async fn user_me(&self, caller: &UpstreamCaller) -> Result<User, Error> {
        let arguments = Arguments::new(Operation::UserMe).with("expand", "authorization");
        let user: UserMe = self.call(caller, arguments).await?;
        Ok(User {
            id: text(user.id).ok_or(Error::Invalid(None))?,
            name: text(user.name),
            permissions: user.authorization.unwrap_or_default().permissions,
        })
    }

    /// Reads the grants of the user that the caller's token belongs to.
    pub async fn subject_me(
        &self,
        caller: &UpstreamCaller,
        conditional: ConditionalGrants,
    ) -> Result<Grants, Error> {
        // Without the parameter the platform may send roles without their policies.
        let arguments = Arguments::new(Operation::SubjectMe).with("includeFullRoles", true);
        let subject: Subject = self.call(caller, arguments).await?;
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
                .filter(|policy| conditional.counts(&policy.condition));
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

    /// Reads a role with its permissions. Needs `authorization:role:view`.
    pub async fn role(
        &self,
        caller: &UpstreamCaller,
        id: &str,
        conditional: ConditionalGrants,
    ) -> Result<RolePermissions, Error> {
        let role: WholeRole = self
            .call(caller, Arguments::for_id(Operation::Role, id))
            .await?;
        // The platform sends some errors with status 200; they have no id.
        role.id.ok_or(Error::Invalid(None))?;
        let permissions = role.permission_policies.map(|policies| {
            let counted = policies
                .iter()
                .filter(|policy| conditional.counts(&policy.resource_condition_node));
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

/// The permissions of a policy. A policy without domain or entity grants nothing.
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
