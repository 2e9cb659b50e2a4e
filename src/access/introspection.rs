//! Who a token belongs to and what it may do, asked of the platform with the token itself.

use futures_util::future::try_join_all;

use super::Viewer;
use super::permission::matches;
use super::viewer::Person;
use crate::platform::{Caller, Conditions, Error, Grant, Platform, RoleGrant, TokenInfo};

/// Introspects the caller's token: `tokens/me` says what it is, then `users/me` and `subjects/me` whose.
/// The latter two are not for client credentials, whose roles are looked up one by one.
pub(super) async fn introspect(
    platform: &Platform,
    caller: &Caller,
    conditions: Conditions,
) -> Result<Viewer, Error> {
    // Alone first: a guessed token costs the platform one call, not three.
    let token = platform.token_me(caller).await?;
    if token.is_client {
        return Ok(client(platform, caller, token, conditions).await?.viewer);
    }
    let (user, grants) = futures_util::join!(
        platform.user_me(caller),
        platform.subject_me(caller, conditions)
    );
    let (user, grants) = (user?, grants?);
    let mut listed = user.permissions;
    if conditions == Conditions::NotJudged {
        // This list does not tell what holds under conditions only; grants do.
        listed.retain(|permission| is_granted(permission, &grants));
    }
    let person = Person {
        id: user.id,
        name: user.name,
        organization: token.organization,
    };
    Ok(Viewer::new(person, listed, &grants, token.scopes))
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
    pub unknown_roles: usize,
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
    let grants = try_join_all(roles).await?;
    let known: Vec<_> = grants.iter().flatten().cloned().collect();
    let unknown_roles = grants.len() - known.len();
    if unknown_roles > 0 {
        tracing::warn!(
            client = token.client,
            roles = unknown_roles,
            "an OAuth client may not look at its own roles, so what they grant does not count; it \
             needs authorization:role:view"
        );
    }
    let person = Person {
        id: token.client,
        name: token.client_name,
        organization: token.organization,
    };
    // Scopes restrict tokens of people only; a client has its roles.
    let viewer = Viewer::new(person, Vec::new(), &known, Vec::new());
    Ok(OAuthClient {
        viewer,
        unknown_roles,
    })
}

/// What a role grants; nothing where the client may not look at it.
async fn grant(
    platform: &Platform,
    caller: &Caller,
    granted: &RoleGrant,
    conditions: Conditions,
) -> Result<Option<Grant>, Error> {
    let permissions = match platform.role(caller, &granted.role, conditions).await {
        Err(Error::Forbidden | Error::OutOfReach | Error::ServiceForbidden | Error::NotFound) => {
            return Ok(None);
        }
        answer => answer?,
    };
    Ok(Some(Grant {
        division: granted.division.clone(),
        division_name: None,
        permissions,
    }))
}
