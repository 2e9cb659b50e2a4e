//! `SessionFilter`

use async_graphql::{Context, InputObject};

use super::channel::ChannelGroup;
use super::context::ContextExt;
use super::scalar::DateTime;
use super::session_fields::{SessionFields, SessionStatus, SessionType};
use crate::live::status::Activity;
use crate::model::session::Session;

/// Which sessions to list. What is not given does not restrict.
#[derive(Debug, Default, InputObject)]
pub(super) struct SessionFilter {
    /// Only these kinds.
    types: Option<Vec<SessionType>>,
    /// Only these groups of channels.
    channel_groups: Option<Vec<ChannelGroup>>,
    /// Only these statuses, as they are at the moment of the answer.
    statuses: Option<Vec<SessionStatus>>,
    /// Only what began at this instant or later.
    started_after: Option<DateTime>,
    /// Only what began before this instant.
    started_before: Option<DateTime>,
    /// Whether sessions are listed, too, whose `channel` is not `supported`: co-browse, callbacks,
    /// campaign calls, Instagram …, app sessions and cases.
    #[graphql(default_with = "Some(false)")]
    include_unsupported_channels: Option<bool>,
}

impl SessionFilter {
    /// Whether it may leave out much.
    pub(super) fn is_selective(&self) -> bool {
        self.types.is_some()
            || self.channel_groups.is_some()
            || self.statuses.is_some()
            || self.started_after.is_some()
            || self.started_before.is_some()
    }

    /// Whether `session` is to be listed, with the activity of the customer's visits.
    pub(super) fn keeps(&self, session: &Session, visits: Activity, ctx: &Context<'_>) -> bool {
        let channel = session.channel(ctx.journey().shown);
        (channel.supported || self.include_unsupported_channels == Some(true))
            && allows(self.types.as_deref(), || SessionFields::type_of(session))
            && allows(self.channel_groups.as_deref(), || {
                channel.medium.group().into()
            })
            && allows(self.statuses.as_deref(), || {
                ctx.status(session, visits).status.into()
            })
            && self
                .started_after
                .is_none_or(|DateTime(from)| session.started_at >= from)
            && self
                .started_before
                .is_none_or(|DateTime(until)| session.started_at < until)
    }
}

fn allows<T: PartialEq>(wanted: Option<&[T]>, value: impl FnOnce() -> T) -> bool {
    wanted.is_none_or(|wanted| wanted.contains(&value()))
}
