//! The identity of upstream calls, the served organization, and the cache scope that follows from them.

use std::sync::Arc;

use serde::Serialize;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::access::{Rights, Viewer};
use crate::config::{self, Config};
use crate::fleet::RedisTimeLimit;
use crate::graph::Cursors;
use crate::platform::{Client, Credential, Error, Login, Platform, Token, UpstreamCaller};

/// The identity of upstream calls.
#[derive(Debug)]
pub(super) enum UpstreamIdentity {
    /// The viewer's token.
    Passthrough {
        /// The organization whose tokens are accepted; any, if not configured.
        organization: Option<String>,
    },
    /// The gateway's own OAuth client.
    Service {
        login: Login,
        /// Configured, or introspected from the gateway's own token.
        organization: OnceCell<String>,
        whole_conversations: bool,
    },
}

/// The key of a cache scope. Keys are compared in full, not by hash.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(super) enum ScopeKey {
    /// Data that the gateway's own client has read; it is filtered for each viewer after the cache.
    Organization(Option<String>),
    /// Data that one subject has read. Other rights make another scope, so that data which a lost right had opened is
    /// not reachable.
    Subject {
        organization: Option<String>,
        subject: Arc<str>,
        rights: Arc<Rights>,
    },
}

impl ScopeKey {
    /// The organization whose data the scope contains.
    pub(super) fn organization(&self) -> Option<&str> {
        match self {
            Self::Organization(organization) | Self::Subject { organization, .. } => {
                organization.as_deref()
            }
        }
    }
}

impl UpstreamIdentity {
    pub(super) fn new(config: &Config, platform: &Platform) -> Self {
        let organization = config.organization.clone();
        match &config.identity {
            config::Identity::Passthrough => Self::Passthrough { organization },
            config::Identity::Service(service) => Self::Service {
                login: Login::new(platform.clone(), client(service)),
                organization: OnceCell::new_with(organization),
                whole_conversations: service.whole_conversations,
            },
        }
    }

    /// Whether the viewer belongs to the served organization.
    pub(super) async fn serves(
        &self,
        viewer: &Viewer,
        platform: &Platform,
        deadline: Instant,
        redis_limit: &Arc<RedisTimeLimit>,
    ) -> Result<bool, Error> {
        let served = match self {
            Self::Passthrough { organization } => organization.as_ref(),
            Self::Service {
                login,
                organization,
                ..
            } => {
                let introspect = || async {
                    let caller = UpstreamCaller::new(Credential::Service(login.clone()), deadline)
                        .with_redis_limit(redis_limit.clone());
                    let token = platform.token_me(&caller).await?;
                    token.organization.ok_or(Error::Invalid(None))
                };
                Some(match organization.get() {
                    Some(known) => known,
                    // Boxed, so that the future of a request stays small.
                    None => Box::pin(organization.get_or_try_init(introspect)).await?,
                })
            }
        };
        Ok(served.is_none_or(|served| viewer.organization.as_ref() == Some(served)))
    }

    /// The credential of upstream calls for the viewer with this token.
    pub(super) fn credential(&self, token: &Token) -> Credential {
        match self {
            Self::Passthrough { .. } => Credential::Viewer(token.clone()),
            Self::Service { login, .. } => Credential::Service(login.clone()),
        }
    }

    /// The login of the gateway's own client; `None` with identity `passthrough`.
    pub(super) fn login(&self) -> Option<&Login> {
        match self {
            Self::Passthrough { .. } => None,
            Self::Service { login, .. } => Some(login),
        }
    }

    /// The scope that caches data read for `viewer`.
    pub(super) fn scope_key(&self, viewer: &Viewer) -> ScopeKey {
        match self {
            Self::Passthrough { .. } => Self::own_key(viewer),
            Self::Service { .. } => ScopeKey::Organization(viewer.organization.clone()),
        }
    }

    /// The scope of what the viewer's own token reads with either identity. With `passthrough` it is the same scope.
    pub(super) fn own_key(viewer: &Viewer) -> ScopeKey {
        ScopeKey::Subject {
            organization: viewer.organization.clone(),
            subject: viewer.id.clone(),
            rights: viewer.rights.clone(),
        }
    }

    /// Whether viewers with access to events see whole conversations (`service.whole_conversations`).
    pub(super) fn shows_whole_conversations(&self) -> bool {
        matches!(self, Self::Service { whole_conversations, .. } if *whole_conversations)
    }
}

/// The encoding of cursors, see [`Cursors`].
pub(super) fn cursors(config: &Config) -> Result<Cursors, Error> {
    let config::Identity::Service(service) = &config.identity else {
        return Ok(Cursors::Open);
    };
    Cursors::sealed(service.cursor_secrets.to_vec()).map_err(|_| Error::Invalid(None))
}

fn client(service: &config::Service) -> Client {
    Client {
        id: service.client_id.clone(),
        secret: service.client_secret.clone(),
        login: service.login_url.clone(),
    }
}
