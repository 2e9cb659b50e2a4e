//! With whose rights the platform is asked, which organization is served, and what may be kept
//! together.

use std::sync::Arc;

use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::access::{Rights, Viewer};
use crate::config::{self, Config};
use crate::graph::Cursors;
use crate::platform::{Client, Credential, Error, Login, Platform, Token, UpstreamCaller};

/// With whose rights the platform is asked.
#[derive(Debug)]
pub(super) enum Identity {
    /// The viewer's.
    Passthrough {
        /// Whose tokens are let in; everybody's, where it is not said.
        organization: Option<String>,
    },
    /// The gateway's own.
    Service {
        login: Login,
        /// Configured, or learned with the gateway's own token.
        organization: OnceCell<String>,
        whole_conversations: bool,
    },
}

/// What tells a scope from all others. It is compared in full.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum ScopeKey {
    /// What the gateway's own client was shown: every viewer's answer is cut out of it.
    Organization(Option<String>),
    /// What one subject was shown. With other rights it is another scope: what a right had opened
    /// goes with it.
    Subject {
        organization: Option<String>,
        subject: Arc<str>,
        rights: Arc<Rights>,
    },
}

impl Identity {
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

    /// Whether a viewer's token is one of the organization that is served.
    pub(super) async fn lets_in(
        &self,
        viewer: &Viewer,
        platform: &Platform,
        deadline: Instant,
    ) -> Result<bool, Error> {
        let served = match self {
            Self::Passthrough { organization } => organization.as_ref(),
            Self::Service {
                login,
                organization,
                ..
            } => {
                let caller = UpstreamCaller::new(Credential::Service(login.clone()), deadline);
                let learn = || async {
                    let token = platform.token_me(&caller).await?;
                    token.organization.ok_or(Error::Invalid)
                };
                Some(organization.get_or_try_init(learn).await?)
            }
        };
        Ok(served.is_none_or(|served| viewer.organization.as_ref() == Some(served)))
    }

    /// What the platform is asked with on behalf of the viewer with this token.
    pub(super) fn credential(&self, token: &Token) -> Credential {
        match self {
            Self::Passthrough { .. } => Credential::Viewer(token.clone()),
            Self::Service { login, .. } => Credential::Service(login.clone()),
        }
    }

    /// The gateway's own log-in, where there is one.
    pub(super) fn login(&self) -> Option<&Login> {
        match self {
            Self::Passthrough { .. } => None,
            Self::Service { login, .. } => Some(login),
        }
    }

    /// Where what is read for `viewer` is kept.
    pub(super) fn scope(&self, viewer: &Viewer) -> ScopeKey {
        match self {
            Self::Passthrough { .. } => ScopeKey::Subject {
                organization: viewer.organization.clone(),
                subject: viewer.id.clone(),
                rights: viewer.rights.clone(),
            },
            Self::Service { .. } => ScopeKey::Organization(viewer.organization.clone()),
        }
    }

    /// Whether whoever may see events is shown whole conversations.
    pub(super) fn tells_whole_conversations(&self) -> bool {
        matches!(self, Self::Service { whole_conversations, .. } if *whole_conversations)
    }
}

/// How positions in lists are written: see [`Cursors`].
pub(super) fn cursors(config: &Config) -> Result<Cursors, Error> {
    let config::Identity::Service(service) = &config.identity else {
        return Ok(Cursors::Open);
    };
    let key = |secret: &Token| secret.derive("cursors");
    let previous = service.previous_cursor_secret.as_ref().map(key);
    Cursors::sealed(&key(&service.cursor_secret), previous.as_ref()).map_err(|_| Error::Invalid)
}

fn client(service: &config::Service) -> Client {
    Client {
        id: service.client_id.clone(),
        secret: service.client_secret.clone(),
        login: service.login_url.clone(),
    }
}
