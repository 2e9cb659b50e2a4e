//! The type `CustomerSummary`: figures about a customer's newest sessions.

use std::cmp::Reverse;
use std::sync::Arc;

use async_graphql::resolver_utils::EnumType;
use async_graphql::{Context, Description, Object, SimpleObject};
use chrono::TimeDelta;

use super::channel::ChannelGroup;
use super::context::{ContextExt, Served};
use super::declaration::{Declaration, Declared, ListSize, OPEN};
use super::scalar::DateTime;
use super::session::Session;
use super::session_fields::Visits;
use super::session_filter::SessionFilter;
use super::summary_page;
use super::wrap_up::WrapUp;
use crate::engine::fast_path::FastPath;
use crate::live::status::Activity;
use crate::model::id::CustomerId;
use crate::model::session::{ConversationFacts, Details, Session as Model};

/// Maximum number of wrap-ups.
const MAX_WRAP_UPS: usize = 3;

const WEEK: TimeDelta = TimeDelta::days(7);
const MONTH: TimeDelta = TimeDelta::days(30);

const CONTACTS: Declaration = OPEN.list(ListSize::Assumed(3));
const WRAP_UPS: Declaration = OPEN.list(ListSize::Assumed(3));

/// Figures about a customer's newest sessions. All of them together cost the upstream call of `Customer.summary`.
#[derive(Description)]
pub(super) struct CustomerSummary {
    /// The counted sessions, newest first, each with the activity of the customer's visits.
    sessions: Vec<(Arc<Model>, Activity)>,
    has_older: bool,
}

/// The number of a customer's contacts on the channels of one group.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct ChannelGroupContacts {
    /// The group of the channels, for example `VOICE`.
    group: ChannelGroup,
    /// The number of conversations that began within the last 7 days, for example `2`.
    last7_days: i32,
    /// The number of conversations that began within the last 30 days, for example `5`. Those of the last 7 days are
    /// included.
    last30_days: i32,
}

impl CustomerSummary {
    /// Reads the customer's sessions; `None` for an unknown customer.
    pub(super) async fn find(ctx: &Context<'_>, customer: CustomerId) -> Option<Self> {
        let journey = ctx.journey();
        let loaders = &journey.loaders;
        let page = loaders
            .sessions_page(&summary_page::request(customer), |_, _| true)
            .await;
        let page = page.served(ctx)??;
        let (sessions, visits): (Vec<_>, Vec<_>) = page
            .sessions
            .into_iter()
            .map(|(session, _, visits)| (session, visits))
            .unzip();
        let sessions = loaders.with_verdicts(sessions).await;
        let filter = SessionFilter::default();
        let mut sessions: Vec<_> = sessions.into_iter().zip(visits).collect();
        sessions.retain(|(session, visits)| filter.matches(session, *visits, journey));
        // The platform does not document the order of its pages.
        sessions.sort_by_key(|(session, _)| Reverse((session.started_at, session.id)));
        Some(Self {
            sessions,
            has_older: page.has_next,
        })
    }

    /// The conversations, newest first.
    fn conversations(&self) -> impl Iterator<Item = (&Arc<Model>, &ConversationFacts)> {
        let sessions = self.sessions.iter();
        sessions.filter_map(|(session, _)| match &session.details {
            Details::Conversation(facts) => Some((session, &**facts)),
            _ => None,
        })
    }
}

/// Whether a session began within the last `window`. The response expires when it no longer did.
fn is_within(session: &Model, window: TimeDelta, ctx: &Context<'_>) -> bool {
    let journey = ctx.journey();
    let is_within = journey.now.signed_duration_since(session.started_at) < window;
    if is_within && let Some(leaves_at) = session.started_at.checked_add_signed(window) {
        journey.next_status_change.record(leaves_at);
    }
    is_within
}

#[Object(use_type_description)]
impl CustomerSummary {
    /// The number of sessions that the summary counts, for example `25`: those with a supported channel among the newest
    /// 200 sessions that the viewer may see.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn session_count(&self) -> i32 {
        count(self.sessions.len())
    }

    /// The time at which the oldest counted session began, RFC 3339 in UTC, for example `2026-11-20T09:50:45.125Z`.
    /// Null if no session is counted.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn oldest_at(&self) -> Option<DateTime> {
        let (oldest, _) = self.sessions.last()?;
        Some(DateTime(oldest.started_at))
    }

    /// Whether the summary is about all of the customer's sessions. False if the customer may have older ones: then
    /// sessions before `oldestAt` are not counted.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn complete(&self) -> bool {
        !self.has_older
    }

    /// The number of sessions that have not ended, for example `1`: those whose `endedAt` is null, visits included.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn open_now(&self) -> i32 {
        let sessions = self.sessions.iter();
        count(
            sessions
                .filter(|(session, _)| session.ended_at.is_none())
                .count(),
        )
    }

    /// The newest contact: the conversation that began last, open or not. Null if no conversation is counted. Visits
    /// are no contacts. Its fields cost as much as in `Customer.sessions`.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn last_contact(&self) -> Option<FastPath<Session>> {
        let mut sessions = self.sessions.iter();
        let (session, visits) = sessions.find(|(session, _)| session.is_conversation())?;
        Some(FastPath(Session::new(session, Visits::Read(*visits))))
    }

    /// The number of contacts of the last 7 and 30 days for each group of channels with at least one contact in 30
    /// days, in the order of `ChannelGroup`. A contact is a conversation, not a visit; it counts from its start. Empty
    /// if there are none. The numbers can be too low if `complete` is false and `oldestAt` is within the 30 days.
    #[graphql(directive = Declared::apply(CONTACTS))]
    async fn contacts_by_group(&self, ctx: &Context<'_>) -> Vec<ChannelGroupContacts> {
        let contacts = self.conversations().map(|(session, _)| session);
        let contacts: Vec<_> = contacts
            .filter(|session| is_within(session, MONTH, ctx))
            .collect();
        let shown = ctx.journey().shown;
        let groups = ChannelGroup::items().iter().map(|item| {
            let group = item.value;
            let contacts = contacts.iter();
            let contacts =
                contacts.filter(|session| group == session.channel(shown).medium.group().into());
            let last_week = contacts
                .clone()
                .filter(|session| is_within(session, WEEK, ctx));
            ChannelGroupContacts {
                group,
                last7_days: count(last_week.count()),
                last30_days: count(contacts.count()),
            }
        });
        groups.filter(|group| group.last30_days > 0).collect()
    }

    /// Whether the conversation that ended last ended in a transfer: the last agent's `disconnectType` is a kind of
    /// `Transfer`. Null if no conversation has ended, no agent was disconnected from it, or the platform does not send
    /// the type.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn last_ended_in_transfer(&self) -> Option<bool> {
        let ended = self
            .conversations()
            .filter_map(|(session, facts)| Some((session.ended_at?, session.id, facts)));
        let (_, _, last) = ended.max_by_key(|(ended_at, id, _)| (*ended_at, *id))?;
        last.is_disconnected().then(|| last.is_transferred())
    }

    /// Whether this is a repeat contact: at least two conversations began within the last 7 days.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn repeat_contact(&self, ctx: &Context<'_>) -> bool {
        let second = self.conversations().nth(1);
        second.is_some_and(|(session, _)| is_within(session, WEEK, ctx))
    }

    /// The last wrap-up of each of the newest conversations that have one, newest conversation first, at most 3. Empty
    /// if there are none. Their `at` is null. No upstream call; a code's `name` and an agent's `name` cost as much as
    /// elsewhere.
    #[graphql(directive = Declared::apply(WRAP_UPS))]
    async fn last_wrap_ups(&self) -> Vec<FastPath<WrapUp>> {
        let wrap_ups = self
            .conversations()
            .filter_map(|(_, facts)| Option::from(facts));
        wrap_ups
            .map(|wrap_up| FastPath(WrapUp(wrap_up)))
            .take(MAX_WRAP_UPS)
            .collect()
    }
}

/// A number of sessions, at most 200.
fn count(sessions: usize) -> i32 {
    i32::try_from(sessions).unwrap_or(i32::MAX)
}
