//! `Session` and `Event`

use async_graphql::{ComplexObject, Context, Enum, ID, Interface, Result, SimpleObject};
use serde::Deserialize;

use super::loaders::{Loaders, Named};
use super::rest::{Caller, Page};
use super::{EVENT_TYPE_PREFIX, VISIT_LABEL, VISIT_MEDIUM};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RestSession {
    id: ID,
    r#type: String,
    created_date: String,
    ended_date: Option<String>,
    last_connected_queue: Option<Reference>,
    last_connected_user: Option<Reference>,
    last_user_disposition: Option<Disposition>,
}

#[derive(Deserialize)]
struct Reference {
    id: String,
}

#[derive(Deserialize)]
struct Disposition {
    code: String,
}

#[derive(Clone, SimpleObject)]
struct Channel {
    medium: String,
    direction: String,
    label: String,
}

#[derive(SimpleObject)]
struct WrapUp {
    code: Option<Named>,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum SessionType {
    Conversation,
    Web,
}

#[derive(Interface)]
#[graphql(
    field(name = "id", ty = "&ID"),
    field(name = "type", method = "kind", ty = "&SessionType"),
    field(name = "channel", ty = "&Option<Channel>"),
    field(name = "started_at", ty = "&String"),
    field(name = "ended_at", ty = "&Option<String>"),
    field(
        name = "events",
        ty = "EventConnection",
        arg(name = "first", ty = "u32")
    )
)]
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
    channel: Option<Channel>,
    started_at: String,
    ended_at: Option<String>,
    #[graphql(skip)]
    rest: RestSession,
}

#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct WebSession {
    id: ID,
    #[graphql(name = "type")]
    kind: SessionType,
    channel: Option<Channel>,
    started_at: String,
    ended_at: Option<String>,
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
        let Some(last) = &self.rest.last_user_disposition else {
            return Ok(None);
        };
        let codes = &ctx.data_unchecked::<Loaders>().codes;
        let code = codes.load_one(last.code.clone()).await?;
        Ok(Some(WrapUp { code }))
    }

    async fn events(&self, ctx: &Context<'_>, first: u32) -> Result<EventConnection> {
        EventConnection::load(ctx, &self.id, first).await
    }
}

#[ComplexObject]
impl WebSession {
    async fn events(&self, ctx: &Context<'_>, first: u32) -> Result<EventConnection> {
        EventConnection::load(ctx, &self.id, first).await
    }
}

impl From<RestSession> for Session {
    fn from(rest: RestSession) -> Self {
        let (id, started_at, ended_at) = (
            rest.id.clone(),
            rest.created_date.clone(),
            rest.ended_date.clone(),
        );
        if rest.r#type != "web" {
            return Self::Conversation(ConversationSession {
                id,
                kind: SessionType::Conversation,
                channel: None,
                started_at,
                ended_at,
                rest,
            });
        }
        Self::Web(WebSession {
            id,
            kind: SessionType::Web,
            channel: Some(Channel {
                medium: VISIT_MEDIUM.to_owned(),
                direction: "INBOUND".to_owned(),
                label: VISIT_LABEL.to_owned(),
            }),
            started_at,
            ended_at,
        })
    }
}

#[derive(SimpleObject)]
struct EventConnection {
    nodes: Vec<Event>,
}

impl EventConnection {
    async fn load(ctx: &Context<'_>, session: &ID, first: u32) -> Result<Self> {
        let path = format!(
            "/api/v2/journey/sessions/{}/events?pageSize={first}",
            **session
        );
        let page: Page<RestEvent> = ctx.data_unchecked::<Caller>().get(&path).await?;
        Ok(Self {
            nodes: page.entities.into_iter().map(Event::from).collect(),
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RestEvent {
    id: ID,
    event_type: String,
    created_date: String,
    web_event: Option<RestWebEvent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RestWebEvent {
    event_name: Option<String>,
    page: Option<WebPage>,
}

#[derive(Clone, Deserialize, SimpleObject)]
struct WebPage {
    url: Option<String>,
    title: Option<String>,
}

/// A time in the format of the REST API.
type Instant = String;

#[derive(Interface)]
#[graphql(
    field(name = "id", ty = "&ID"),
    field(name = "type", method = "kind", ty = "&String"),
    field(name = "created_at", ty = "&Instant")
)]
enum Event {
    Web(WebEvent),
    Other(OtherEvent),
}

#[derive(SimpleObject)]
struct WebEvent {
    id: ID,
    #[graphql(name = "type")]
    kind: String,
    created_at: String,
    event_name: Option<String>,
    page: Option<WebPage>,
}

#[derive(SimpleObject)]
struct OtherEvent {
    id: ID,
    #[graphql(name = "type")]
    kind: String,
    created_at: String,
}

impl From<RestEvent> for Event {
    fn from(event: RestEvent) -> Self {
        let kind = event.event_type.as_str();
        let kind = kind
            .strip_prefix(EVENT_TYPE_PREFIX)
            .unwrap_or(kind)
            .to_owned();
        let (id, created_at) = (event.id, event.created_date);
        match event.web_event {
            Some(web) => Self::Web(WebEvent {
                id,
                kind,
                created_at,
                event_name: web.event_name,
                page: web.page,
            }),
            None => Self::Other(OtherEvent {
                id,
                kind,
                created_at,
            }),
        }
    }
}
