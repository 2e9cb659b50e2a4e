//! The fields that every kind of session has. The five session types flatten them into themselves;
//! the interface takes them from there.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object};

use super::argument;
use super::channel::Channel;
use super::connection::EventConnection;
use super::context::ContextExt;
use super::customer::Customer;
use super::direct::Direct;
use super::permit::permit_in;
use super::scalar::DateTime;
use crate::access::rule;
use crate::live::status::Status;
use crate::model::session::{Details, Session as Model};

/// The kinds of session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum SessionType {
    /// A call, a chat, a message thread, an e-mail thread: `ConversationSession`.
    Conversation,
    /// A visit of a website: `WebSession`.
    Web,
    /// The use of an app: `AppSession`.
    App,
    /// A case: `CaseSession`.
    Case,
    /// A kind that this gateway does not know yet: `OtherSession`.
    Other,
}

/// The badge of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(super) enum SessionStatus {
    /// Green: going on.
    Live,
    /// Yellow: nothing has happened for 45 seconds.
    Idle,
    /// Open, but nothing has happened for a minute, or the call was wrapped up.
    Inactive,
    /// Over. A card shows the date it occurred.
    Ended,
}

/// A session of any kind.
#[derive(Description, Debug, Clone)]
pub(super) struct SessionFields(pub(super) Arc<Model>);

impl SessionFields {
    /// Its kind.
    pub(super) fn type_of(model: &Model) -> SessionType {
        match model.details {
            Details::Conversation(_) => SessionType::Conversation,
            Details::Web(_) => SessionType::Web,
            Details::App(_) => SessionType::App,
            Details::Case(_) => SessionType::Case,
            Details::Other(_) => SessionType::Other,
        }
    }
}

#[Object(use_type_description)]
impl SessionFields {
    /// Its id.
    #[graphql(directive = rule::Open::apply())]
    pub(super) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Which kind of session it is; there is one GraphQL type a kind.
    #[graphql(name = "type", directive = rule::Open::apply())]
    pub(super) async fn kind(&self) -> SessionType {
        Self::type_of(&self.0)
    }

    /// How it came about. Of a conversation that used several channels, the first.
    #[graphql(directive = rule::Open::apply())]
    pub(super) async fn channel(&self) -> Direct<Channel> {
        Direct(Channel(self.0.channel()))
    }

    /// The badge, at the moment of the answer.
    #[graphql(directive = rule::Open::apply())]
    pub(super) async fn status(&self, ctx: &Context<'_>) -> SessionStatus {
        ctx.status(&self.0).status.into()
    }

    /// When the status will next turn by itself if nothing happens; null if it will not.
    #[graphql(directive = rule::Open::apply())]
    pub(super) async fn status_changes_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        ctx.status(&self.0).changes_at.map(DateTime)
    }

    /// When it began.
    #[graphql(directive = rule::Open::apply())]
    pub(super) async fn started_at(&self) -> DateTime {
        DateTime(self.0.started_at)
    }

    /// When it ended; null while it is open.
    #[graphql(directive = rule::Open::apply())]
    pub(super) async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// When something last happened.
    #[graphql(directive = rule::Open::apply())]
    pub(super) async fn last_activity_at(&self) -> Option<DateTime> {
        self.0.last_activity_at.map(DateTime)
    }

    /// How long it took, as the platform counts it: of a visit, up to its last event.
    #[graphql(directive = rule::Open::apply())]
    pub(super) async fn duration_seconds(&self) -> Option<i32> {
        self.0.duration_seconds
    }

    /// Whose session it is. For a merged customer this may be the record that was merged away.
    #[graphql(directive = rule::Open::apply())]
    pub(super) async fn customer(&self) -> Option<Customer> {
        self.0.customer.map(Customer::reference)
    }

    /// The divisions it belongs to; the viewer is permitted in one of them at least.
    #[graphql(directive = rule::Open::apply())]
    pub(super) async fn division_ids(&self) -> Vec<ID> {
        self.0
            .divisions
            .iter()
            .map(|division| ID(division.to_string()))
            .collect()
    }

    /// How many events there are.
    #[graphql(directive = rule::Open::apply())]
    pub(super) async fn event_count(&self) -> i32 {
        i32::try_from(self.0.event_count).unwrap_or(i32::MAX)
    }

    /// What happened, oldest first. For a conversation: its timeline. `first` is from 1 to 100.
    #[graphql(directive = rule::Events::apply())]
    pub(super) async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "Some(50)", desc = "How many, from 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> Option<EventConnection> {
        if !permit_in::<rule::Events>(ctx, &self.0.divisions) {
            return None;
        }
        let first = match argument::first(first, 50) {
            Ok(first) => first,
            Err(failure) => {
                ctx.note(failure);
                return None;
            }
        };
        match &self.0.details {
            Details::Conversation(facts) => {
                super::conversation_event::timeline(ctx, &self.0, facts, first, after.as_deref())
                    .await
            }
            _ => super::event::events(ctx, &self.0, first, after.as_deref()).await,
        }
    }
}
