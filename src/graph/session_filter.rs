//! The input type `SessionFilter`.

use async_graphql::InputObject;

use super::channel::ChannelGroup;
use super::context::Journey;
use super::scalar::DateTime;
use super::session_status::SessionStatus;
use super::session_type::SessionType;
use crate::live::status::Activity;
use crate::model::session::Session;

/// The sessions to list. A condition that is not given does not restrict; all given conditions must hold. A
/// selective filter can need several pages of the platform, one upstream call each. Recipe:
/// `docs/queries.md#only-some-of-the-cards`.
#[derive(Debug, Default, InputObject)]
pub(super) struct SessionFilter {
    /// Lists only sessions of these kinds, for example `[CONVERSATION]`.
    types: Option<Vec<SessionType>>,
    /// Lists only sessions whose channel belongs to one of these groups, for example `[VOICE, MESSAGING]`.
    channel_groups: Option<Vec<ChannelGroup>>,
    /// Lists only sessions that have one of these statuses at the time of the response, for example
    /// `[LIVE, IDLE]`.
    statuses: Option<Vec<SessionStatus>>,
    /// Lists only sessions that began at this time or later, RFC 3339, for example `2026-11-20T00:00:00Z`.
    started_after: Option<DateTime>,
    /// Lists only sessions that began before this time, RFC 3339, for example `2026-11-21T00:00:00Z`.
    started_before: Option<DateTime>,
    /// Whether to list sessions whose `channel` is not `supported`, too: co-browse, callbacks, campaign calls,
    /// Instagram, app sessions, cases and others.
    #[graphql(default_with = "Some(false)")]
    include_unsupported_channels: Option<bool>,
}

impl SessionFilter {
    /// Whether the filter can exclude many sessions, so that large pages are read.
    pub(super) fn is_selective(&self) -> bool {
        self.types.is_some()
            || self.channel_groups.is_some()
            || self.statuses.is_some()
            || self.started_after.is_some()
            || self.started_before.is_some()
    }

    /// Whether `session` matches. `visits` is the activity of the customer's visits.
    pub(super) fn matches(&self, session: &Session, visits: Activity, journey: &Journey) -> bool {
        let channel = session.channel(journey.shown);
        (channel.supported || self.include_unsupported_channels == Some(true))
            && allows(self.types.as_deref(), || SessionType::new(session))
            && allows(self.channel_groups.as_deref(), || {
                channel.medium.group().into()
            })
            && allows(self.statuses.as_deref(), || {
                journey.status(session, visits).status.into()
            })
            && self
                .started_after
                .is_none_or(|DateTime(from)| session.started_at >= from)
            && self
                .started_before
                .is_none_or(|DateTime(until)| session.started_at < until)
    }
}

/// Whether a condition is absent or contains the value.
fn allows<T: PartialEq>(accepted: Option<&[T]>, value: impl FnOnce() -> T) -> bool {
    accepted.is_none_or(|accepted| accepted.contains(&value()))
}
