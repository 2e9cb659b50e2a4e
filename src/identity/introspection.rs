//! Introspection of a token: its owner and permissions, read from the platform with the token itself.

use futures_util::future::try_join_all;

use crate::access::permission::matches;
use crate::access::{GrantedPermissions, Viewer, ViewerProfile};
use crate::platform::{
    ConditionalGrants, Error, Grant, Grants, Platform, RoleGrant, TokenInfo, UnknownRole,
    UpstreamCaller, User,
};

/// Why an introspection returned no viewer.
#[derive(Debug)]
pub(super) enum IntrospectionError {
    /// A call failed, or the platform refused it.
    Platform(Error),
    /// The gateway alone would enforce rights that it does not know.
    UnknownRole(UnknownRole),
    /// A user's token of this OAuth client carries no scopes, and the configuration requires them.
    Unscoped(String),
}

impl From<Error> for IntrospectionError {
    fn from(error: Error) -> Self {
        Self::Platform(error)
    }
}

/// Introspects the caller's token: `tokens/me` describes the token, then `users/me` and `subjects/me` its
/// user. Tokens of client credentials have no user, so their roles are read one by one.
///
/// A role without policies is no error where the platform checks each call
/// ([`ConditionalGrants::Accepted`]): the platform's own filter decides what the role grants.
pub(super) async fn introspect(
    platform: &Platform,
    caller: &UpstreamCaller,
    conditional: ConditionalGrants,
    requires_scopes: bool,
) -> Result<Viewer, IntrospectionError> {
    // `tokens/me` runs alone first, so that a guessed token costs one upstream call instead of three.
    let token = platform.token_me(caller).await?;
    if requires_scopes && let Some(client) = unscoped_client(&token) {
        return Err(IntrospectionError::Unscoped(client));
    }
    let viewer = if token.is_client {
        client_viewer(platform, caller, token, conditional)
            .await?
            .viewer
    } else {
        let (user, grants) = futures_util::join!(
            platform.user_me(caller),
            platform.subject_me(caller, conditional)
        );
        user_viewer(token, user?, grants?, conditional)
    };
    match viewer.unknown_roles.first() {
        Some(role) if conditional == ConditionalGrants::Ignored => {
            Err(IntrospectionError::UnknownRole(role.clone()))
        }
        _ => Ok(viewer),
    }
}

/// Maximum characters of a client's name in a message: the name is the platform's text.
const MAX_NAME_CHARS: usize = 80;

/// The OAuth client of a user's token without scopes. Tokens of client credentials never carry scopes.
fn unscoped_client(token: &TokenInfo) -> Option<String> {
    let name = || {
        let name = token.client_name.as_ref().unwrap_or(&token.client);
        name.chars().take(MAX_NAME_CHARS).collect()
    };
    (!token.is_client && token.scopes.is_empty()).then(name)
}

fn user_viewer(
    token: TokenInfo,
    user: User,
    grants: Grants,
    conditional: ConditionalGrants,
) -> Viewer {
    let mut listed = user.permissions;
    if conditional == ConditionalGrants::Ignored {
        // The user's list does not mark permissions that are granted under conditions only; the grants do.
        let listed = listed.get_or_insert_default();
        listed.retain(|permission| is_granted(permission, &grants.known));
    }
    let profile = ViewerProfile {
        id: user.id,
        name: user.name,
        unscoped_client: unscoped_client(&token),
        organization: token.organization,
    };
    let granted = GrantedPermissions {
        listed,
        grants,
        scopes: token.scopes,
    };
    Viewer::new(profile, granted)
}

fn is_granted(permission: &str, grants: &[Grant]) -> bool {
    let mut granted = grants.iter().flat_map(|grant| &grant.permissions);
    granted.any(|pattern| matches(pattern, permission))
}

/// The OAuth client that a token of client credentials belongs to.
#[derive(Debug)]
pub struct OAuthClient {
    /// The client with its permissions, as a viewer.
    pub viewer: Viewer,
    /// Number of roles that the client may not read. Their permissions do not count.
    pub unreadable_roles: usize,
}

/// Introspects the gateway's own token.
pub async fn introspect_client(
    platform: &Platform,
    caller: &UpstreamCaller,
) -> Result<OAuthClient, Error> {
    let token = platform.token_me(caller).await?;
    client_viewer(platform, caller, token, ConditionalGrants::Ignored).await
}

async fn client_viewer(
    platform: &Platform,
    caller: &UpstreamCaller,
    token: TokenInfo,
    conditional: ConditionalGrants,
) -> Result<OAuthClient, Error> {
    let roles = token
        .roles
        .iter()
        .map(|granted| read_role(platform, caller, granted, conditional));
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
            "an OAuth client may not read its own roles, so their permissions do not count; grant it \
             `authorization:role:view`"
        );
    }
    let profile = ViewerProfile {
        id: token.client,
        name: token.client_name,
        organization: token.organization,
        unscoped_client: None,
    };
    let granted = GrantedPermissions {
        // No operation of the platform lists a client's permissions.
        listed: None,
        grants,
        // Scopes restrict tokens of users only; a client is restricted by its roles.
        scopes: Vec::new(),
    };
    Ok(OAuthClient {
        viewer: Viewer::new(profile, granted),
        unreadable_roles: unreadable,
    })
}

/// Result of reading one role of a client.
enum Role {
    Known(Grant),
    /// The platform sent the role without its policies.
    Unknown(UnknownRole),
    /// The client may not read the role.
    Unreadable,
}

async fn read_role(
    platform: &Platform,
    caller: &UpstreamCaller,
    granted: &RoleGrant,
    conditional: ConditionalGrants,
) -> Result<Role, Error> {
    let role = match platform.role(caller, &granted.role, conditional).await {
        Err(
            Error::Forbidden | Error::OutOfReach | Error::ServiceForbidden(_) | Error::NotFound,
        ) => {
            return Ok(Role::Unreadable);
        }
        response => response?,
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
