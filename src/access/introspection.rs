//! Who a token belongs to and what it may do, asked of the platform with the token itself.

use futures_util::future::try_join_all;

use super::Viewer;
use super::viewer::Person;
use crate::platform::{Caller, Error, Grant, Platform, TokenInfo};

/// Introspects the caller's token: `tokens/me` says what it is, `users/me` and `subjects/me` whose.
/// The latter two are not for client credentials, whose roles are looked up one by one.
pub(super) async fn introspect(platform: &Platform, caller: &Caller) -> Result<Viewer, Error> {
    let (token, user, grants) = futures_util::join!(
        platform.token_me(caller),
        platform.user_me(caller),
        platform.subject_me(caller)
    );
    let token = token?;
    if token.is_client {
        let grants = grants_of_client(platform, caller, &token).await?;
        let person = Person {
            id: token.client,
            name: token.client_name,
            organization: token.organization,
        };
        // Scopes restrict tokens of people only; a client has its roles.
        return Ok(Viewer::new(person, Vec::new(), &grants, Vec::new()));
    }
    let user = user?;
    let person = Person {
        id: user.id,
        name: user.name,
        organization: token.organization,
    };
    Ok(Viewer::new(
        person,
        user.permissions,
        &grants?,
        token.scopes,
    ))
}

/// A role that the client may not look at grants it nothing here.
async fn grants_of_client(
    platform: &Platform,
    caller: &Caller,
    token: &TokenInfo,
) -> Result<Vec<Grant>, Error> {
    let grants = token.roles.iter().map(|granted| async {
        let permissions = match platform.role(caller, &granted.role).await {
            Err(Error::Forbidden | Error::NotFound) => {
                tracing::warn!(
                    client = token.client,
                    role = granted.role,
                    "an OAuth client may not look at its own role, so what it grants does not \
                     count; it needs authorization:role:view"
                );
                Vec::new()
            }
            answer => answer?,
        };
        Ok(Grant {
            division: granted.division.clone(),
            division_name: None,
            permissions,
        })
    });
    try_join_all(grants).await
}
