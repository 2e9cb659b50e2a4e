//! Who a token belongs to and what it may do, asked of the platform with the token itself.

use futures_util::future::try_join_all;

use super::Viewer;
use super::permission::matches;
use super::viewer::{Granted, Person};
use crate::platform::{
    Caller, Conditions, Error, Grant, Grants, Platform, RoleGrant, TokenInfo, UnknownRole, User,
};

/// Why introspection has no viewer.
#[derive(Debug)]
pub(super) enum NotIntrospected {
    /// The platform did not answer, or refused.
    Platform(Error),
    /// The gateway alone would enforce rights that it does not know.
    UnknownRole(UnknownRole),
    /// A user's token of this OAuth client carries no scopes, and the configuration requires them.
    Unscoped(String),
}

impl From<Error> for NotIntrospected {
    fn from(error: Error) -> Self {
        Self::Platform(error)
    }
}

/// Introspects the caller's token: `tokens/me` says what it is, then `users/me` and `subjects/me` whose.
/// The latter two are not for client credentials, whose roles are looked up one by one.
///
/// A role without policies is no error where the platform judges each call
/// ([`Conditions::JudgedByPlatform`]): its own filter decides what the role opens.
pub(super) async fn introspect(
    platform: &Platform,
    caller: &Caller,
    conditions: Conditions,
    requires_scopes: bool,
) -> Result<Viewer, NotIntrospected> {
    // Alone first: a guessed token costs the platform one call, not three.
    let token = platform.token_me(caller).await?;
    if requires_scopes && let Some(client) = unscoped_client(&token) {
        return Err(NotIntrospected::Unscoped(client));
    }
    let viewer = if token.is_client {
        client(platform, caller, token, conditions).await?.viewer
    } else {
        let (user, grants) = futures_util::join!(
            platform.user_me(caller),
            platform.subject_me(caller, conditions)
        );
        person(token, user?, grants?, conditions)
    };
    match viewer.unknown_roles.first() {
        Some(role) if conditions == Conditions::NotJudged => {
            Err(NotIntrospected::UnknownRole(role.clone()))
        }
        _ => Ok(viewer),
    }
}

/// Characters of a client's name that a message holds: it is the platform's text.
const SHOWN: usize = 80;

/// The OAuth client of a user's token without scopes. Tokens of client credentials never carry any.
fn unscoped_client(token: &TokenInfo) -> Option<String> {
    let name = || {
        let name = token.client_name.as_ref().unwrap_or(&token.client);
        name.chars().take(SHOWN).collect()
    };
    (!token.is_client && token.scopes.is_empty()).then(name)
}

fn person(token: TokenInfo, user: User, grants: Grants, conditions: Conditions) -> Viewer {
    let mut listed = user.permissions;
    if conditions == Conditions::NotJudged {
        // This list does not tell what holds under conditions only; grants do.
        let listed = listed.get_or_insert_default();
        listed.retain(|permission| is_granted(permission, &grants.known));
    }
    let person = Person {
        id: user.id,
        name: user.name,
        unscoped_client: unscoped_client(&token),
        organization: token.organization,
    };
    let granted = Granted {
        listed,
        grants,
        scopes: token.scopes,
    };
    Viewer::new(person, granted)
}

fn is_granted(permission: &str, grants: &[Grant]) -> bool {
    let mut granted = grants.iter().flat_map(|grant| &grant.permissions);
    granted.any(|pattern| matches(pattern, permission))
}

/// An OAuth client, as its own token tells.
#[derive(Debug)]
pub struct OAuthClient {
    /// What it holds where, as a viewer.
    pub viewer: Viewer,
    /// Roles that it may not look at: what they grant is not counted.
    pub unreadable_roles: usize,
}

/// Introspects the gateway's own token.
pub async fn introspect_client(platform: &Platform, caller: &Caller) -> Result<OAuthClient, Error> {
    let token = platform.token_me(caller).await?;
    client(platform, caller, token, Conditions::NotJudged).await
}

async fn client(
    platform: &Platform,
    caller: &Caller,
    token: TokenInfo,
    conditions: Conditions,
) -> Result<OAuthClient, Error> {
    let roles = token
        .roles
        .iter()
        .map(|granted| grant(platform, caller, granted, conditions));
    let roles = try_join_all(roles).await?;
    let (mut grants, mut unreadable) = (Grants::default(), 0);
    for role in roles {
        match role {
            Role::Known(grant) => grants.known.push(grant),
            Role::Unknown(role) => grants.unknown.push(role),
            Role::Unreadable => unreadable += 1,
        }
    }
    if unreadable > 0 {
        tracing::warn!(
            client = token.client,
            roles = unreadable,
            "an OAuth client may not look at its own roles, so what they grant does not count; it \
             needs authorization:role:view"
        );
    }
    let person = Person {
        id: token.client,
        name: token.client_name,
        organization: token.organization,
        unscoped_client: None,
    };
    let granted = Granted {
        // No operation lists what a client holds.
        listed: None,
        grants,
        // Scopes restrict tokens of people only; a client has its roles.
        scopes: Vec::new(),
    };
    Ok(OAuthClient {
        viewer: Viewer::new(person, granted),
        unreadable_roles: unreadable,
    })
}

/// What a look at a client's role reveals.
enum Role {
    Known(Grant),
    Unknown(UnknownRole),
    /// The client may not look at it.
    Unreadable,
}

async fn grant(
    platform: &Platform,
    caller: &Caller,
    granted: &RoleGrant,
    conditions: Conditions,
) -> Result<Role, Error> {
    let role = match platform.role(caller, &granted.role, conditions).await {
        Err(Error::Forbidden | Error::OutOfReach | Error::ServiceForbidden | Error::NotFound) => {
            return Ok(Role::Unreadable);
        }
        answer => answer?,
    };
    let division = granted.division.clone();
    Ok(match role.permissions {
        Some(permissions) => Role::Known(Grant {
            division,
            division_name: None,
            permissions,
        }),
        None => Role::Unknown(UnknownRole {
            id: Some(granted.role.clone()),
            name: role.name,
            division,
        }),
    })
}
