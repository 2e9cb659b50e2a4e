//! Why a token has no viewer.

use crate::platform::{self, UnknownRole};

/// Why a token has no viewer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The platform does not know the token, or no longer.
    #[error("the token is not valid")]
    Unauthenticated,
    /// The token belongs to another organization than the one that this gateway serves.
    #[error("the token is not valid here")]
    Foreign,
    /// The token's OAuth scopes do not allow introspection.
    #[error(
        "the token cannot be introspected: it needs the OAuth scopes `users:readonly` and \
         `authorization:readonly`"
    )]
    Scope,
    /// A user's token without OAuth scopes, which the configuration refuses.
    #[error(
        "the token carries no OAuth scopes, and this gateway accepts only user tokens that do; authorize the \
         OAuth client `{0}` with scopes"
    )]
    Unscoped(String),
    /// The gateway alone enforces what the viewer may see, and does not know what a role grants.
    #[error(
        "the rights of the viewer are unknown: the platform sent the role {0} without its policies, \
         so the gateway, which alone enforces rights with identity `service`, cannot know what the \
         role grants; ask an administrator to run `journey-gateway check` with this token, and \
         remove the role from the viewer or serve with identity `passthrough`"
    )]
    RightsUnknown(Box<UnknownRole>),
    /// Introspection failed: the platform was not called, or did not respond.
    #[error(transparent)]
    Unknown(platform::Error),
}
