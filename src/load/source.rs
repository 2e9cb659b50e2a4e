//! State that all loaders of one request share.

use std::sync::Arc;

use super::batch_size::BatchSizes;
use super::key_stats::KeyStats;
use crate::access::{Permission, Viewer};
use crate::cache::{Found, RequestCache};
use crate::clock::Clock;
use crate::model::channel::MediumSet;
use crate::model::id::SessionId;
use crate::model::session::Session;
use crate::platform::{Credential, Detail, Error, Platform, Token, UpstreamCaller};

/// The result for one key. `None` if the entity is unknown or hidden from the viewer. An error concerns this key only, not
/// the other keys of its batch.
pub(super) type Loaded<V> = Result<Option<Arc<V>>, Error>;

/// State that all loaders of one request share.
#[derive(Debug)]
pub struct Source {
    /// The platform.
    pub platform: Arc<Platform>,
    /// The credential, the deadline and the call budget of the request.
    pub caller: UpstreamCaller,
    /// The viewer's own token.
    pub token: Token,
    /// The cache.
    pub cache: RequestCache,
    /// Maximum number of ids per call.
    pub sizes: Arc<BatchSizes>,
    /// Maximum number of concurrent calls of one loader, for operations that take one id.
    pub concurrency: usize,
    /// The current time.
    pub clock: Clock,
    /// The viewer who sees the results.
    pub viewer: Arc<Viewer>,
    /// The channels that lists show.
    pub shown: MediumSet,
    /// Whether the permission for events also grants whole conversations (`service.whole_conversations`).
    pub whole_conversations: bool,
    /// How the request's keys were loaded.
    pub stats: KeyStats,
}

impl Source {
    /// Whether calls use the gateway's own credential, so that the platform does not filter results by viewer.
    pub(super) fn is_service(&self) -> bool {
        matches!(self.caller.credential, Credential::Service(_))
    }

    /// The caller with the viewer's own token, for data that only this token opens.
    pub(super) fn viewer_caller(&self) -> UpstreamCaller {
        let token = Credential::Viewer(self.token.clone());
        self.caller.with_credential(token)
    }

    /// Whether the scopes of the viewer's token cover the viewer's own conversations.
    pub(super) fn may_read_own(&self) -> bool {
        self.viewer.permit_own_conversations().is_ok()
    }

    /// Whether the bulk operation for contacts is permitted. With a viewer's own token it needs
    /// `externalContacts:contact:view`; a single contact can also be read with `relate:contact:view`.
    pub(super) fn reads_contacts_in_bulk(&self) -> bool {
        let rights = &self.viewer.rights;
        self.is_service() || rights.holds(Permission::ExternalContactsContact)
    }

    /// A cached session, by its own entry or as part of a page.
    pub(super) fn cached_session(&self, id: SessionId) -> Option<Found<Session>> {
        let now = self.clock.now();
        let freshness = self.cache.freshness();
        self.cache
            .session(id, |session| freshness.had_ended(session, now))
    }

    /// Whether the viewer may see the session by its id.
    pub(super) fn can_read_by_id(&self, session: &Session) -> bool {
        self.viewer.rights.can_read_by_id(session)
    }

    /// The source from which the viewer may read a session's conversation; `None` if the viewer may not read it.
    pub(super) fn conversation_source(&self, session: &Session) -> Option<Detail> {
        let rights = &self.viewer.rights;
        rights.detail_in(&session.divisions).or_else(|| {
            let is_open = self.whole_conversations
                && rights.holds_in(Permission::JourneyEvent, &session.divisions);
            is_open.then_some(Detail::Analytics)
        })
    }
}
