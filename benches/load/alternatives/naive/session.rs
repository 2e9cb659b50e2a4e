//! `Session`

use async_graphql::{ComplexObject, Context, Enum, ID, Interface, Result, SimpleObject};
use serde::Deserialize;

use super::event::Event;
use super::labels;
use super::loaders::Loaders;

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RestSession {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created_date: String,
    ended_date: Option<String>,
    duration_in_seconds: Option<i32>,
    event_count: Option<u32>,
    authenticated: Option<bool>,
    conversation: Option<Reference>,
    conversation_channels: Option<Vec<RestChannel>>,
    originating_direction: Option<String>,
    last_connected_queue: Option<Reference>,
    last_connected_user: Option<Reference>,
    last_user_disposition: Option<Disposition>,
    pageview_count: Option<i32>,
    browser: Option<Browser>,
    last_page: Option<Page>,
}

#[derive(Clone, Deserialize)]
struct Reference {
    id: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RestChannel {
    #[serde(rename = "type")]
    kind: String,
    message_type: Option<String>,
}

#[derive(Clone, Deserialize)]
struct Disposition {
    code: String,
    notes: Option<String>,
}

#[derive(Clone, Deserialize, SimpleObject)]
struct Browser {
    family: Option<String>,
    version: Option<String>,
}

#[derive(Clone, Deserialize, SimpleObject)]
pub(super) struct Page {
    title: Option<String>,
    url: Option<String>,
}

/// A queue, an agent or a wrap-up code.
#[derive(Clone, Deserialize, SimpleObject)]
pub(super) struct Named {
    pub(super) id: ID,
    name: Option<String>,
}

#[derive(Clone, SimpleObject)]
struct Channel {
    label: String,
}

#[derive(Clone, SimpleObject)]
struct WrapUp {
    code: Option<Named>,
    notes: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum SessionType {
    Conversation,
    Web,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum SessionStatus {
    Live,
    Ended,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum Direction {
    Inbound,
    Outbound,
    Unknown,
}

#[derive(SimpleObject)]
struct EventConnection {
    nodes: Vec<Event>,
}

#[derive(Interface)]
#[graphql(
    field(name = "id", ty = "&ID"),
    field(name = "type", method = "kind", ty = "&SessionType"),
    field(name = "channel", ty = "&Channel"),
    field(name = "status", ty = "&SessionStatus"),
    field(name = "started_at", ty = "&String"),
    field(name = "ended_at", ty = "&Option<String>"),
    field(name = "duration_seconds", ty = "&Option<i32>"),
    field(name = "event_count", ty = "&u32")
)]
#[expect(clippy::large_enum_variant, reason = "as a team would write it")]
pub(super) enum Session {
    Conversation(ConversationSession),
    Web(WebSession),
}

#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct ConversationSession {
    id: ID,
    #[graphql(name = "type")]
    kind: SessionType,
    channel: Channel,
    status: SessionStatus,
    started_at: String,
    ended_at: Option<String>,
    duration_seconds: Option<i32>,
    event_count: u32,
    conversation_id: Option<ID>,
    direction: Direction,
    #[graphql(skip)]
    rest: RestSession,
}

#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct WebSession {
    id: ID,
    #[graphql(name = "type")]
    kind: SessionType,
    channel: Channel,
    status: SessionStatus,
    started_at: String,
    ended_at: Option<String>,
    duration_seconds: Option<i32>,
    event_count: u32,
    pageview_count: Option<i32>,
    browser: Option<Browser>,
    last_page: Option<Page>,
}

#[ComplexObject]
impl ConversationSession {
    async fn queue(&self, ctx: &Context<'_>) -> Result<Option<Named>> {
        let Some(queue) = &self.rest.last_connected_queue else {
            return Ok(None);
        };
        let queues = &ctx.data_unchecked::<Loaders>().queues;
        Ok(queues.load_one(queue.id.clone()).await?)
    }

    async fn agent(&self, ctx: &Context<'_>) -> Result<Option<Named>> {
        let Some(user) = &self.rest.last_connected_user else {
            return Ok(None);
        };
        let users = &ctx.data_unchecked::<Loaders>().users;
        Ok(users.load_one(user.id.clone()).await?)
    }

    async fn wrap_up(&self, ctx: &Context<'_>) -> Result<Option<WrapUp>> {
        let Some(Disposition { code, notes }) = self.rest.last_user_disposition.clone() else {
            return Ok(None);
        };
        // System codes are names, not ids, and need no look-up.
        let code = if code.len() == 36 {
            let codes = &ctx.data_unchecked::<Loaders>().codes;
            codes.load_one(code).await?
        } else {
            Some(Named {
                id: ID(code.clone()),
                name: Some(code),
            })
        };
        Ok(Some(WrapUp { code, notes }))
    }

    async fn events(&self, ctx: &Context<'_>, first: usize) -> Result<EventConnection> {
        let conversations = &ctx.data_unchecked::<Loaders>().conversations;
        let steps = match &self.rest.conversation {
            Some(conversation) => conversations.load_one(conversation.id.clone()).await?,
            None => None,
        };
        let steps = steps
            .unwrap_or_default()
            .into_iter()
            .enumerate()
            .take(first);
        let events = steps.map(|(position, step)| step.with_id(&self.rest.id, position).into());
        Ok(EventConnection {
            nodes: events.collect(),
        })
    }
}

#[ComplexObject]
impl WebSession {
    async fn events(&self, ctx: &Context<'_>, first: usize) -> Result<EventConnection> {
        let mut events = Vec::new();
        if self.event_count > 0 {
            let visits = &ctx.data_unchecked::<Loaders>().visits;
            let found = visits
                .load_one((self.id.to_string(), self.event_count))
                .await?;
            events = found.unwrap_or_default();
        }
        events.truncate(first);
        Ok(EventConnection { nodes: events })
    }
}

impl RestSession {
    pub(super) fn order(&self) -> (&str, &str) {
        (&self.created_date, &self.id)
    }

    /// An open session counts as live. This is enough here, because all measured sessions have ended.
    fn status(&self) -> SessionStatus {
        match self.ended_date {
            Some(_) => SessionStatus::Ended,
            None => SessionStatus::Live,
        }
    }
}

impl Session {
    /// Converts a session; `None` if the tab does not show its channel.
    pub(super) fn shown(rest: RestSession) -> Option<Self> {
        match rest.kind.as_str() {
            "web" => Some(Self::Web(WebSession {
                id: ID(rest.id.clone()),
                kind: SessionType::Web,
                channel: Channel {
                    label: labels::visit().to_owned(),
                },
                status: rest.status(),
                started_at: rest.created_date,
                ended_at: rest.ended_date,
                duration_seconds: rest.duration_in_seconds,
                event_count: rest.event_count.unwrap_or_default(),
                pageview_count: rest.pageview_count,
                browser: rest.browser,
                last_page: rest.last_page,
            })),
            "conversation" => {
                let channel = rest.conversation_channels.as_ref()?.first()?;
                let direction = rest.originating_direction.as_deref().unwrap_or_default();
                let label = labels::conversation(
                    &channel.kind,
                    channel.message_type.as_deref(),
                    direction,
                    rest.authenticated.unwrap_or_default(),
                    rest.last_connected_user.is_some(),
                )?;
                Some(Self::Conversation(ConversationSession {
                    id: ID(rest.id.clone()),
                    kind: SessionType::Conversation,
                    channel: Channel {
                        label: label.to_owned(),
                    },
                    status: rest.status(),
                    started_at: rest.created_date.clone(),
                    ended_at: rest.ended_date.clone(),
                    duration_seconds: rest.duration_in_seconds,
                    event_count: rest.event_count.unwrap_or_default(),
                    conversation_id: rest
                        .conversation
                        .as_ref()
                        .map(|conversation| ID(conversation.id.clone())),
                    direction: match direction {
                        "Inbound" => Direction::Inbound,
                        "Outbound" => Direction::Outbound,
                        _ => Direction::Unknown,
                    },
                    rest,
                }))
            }
            _ => None,
        }
    }
}
