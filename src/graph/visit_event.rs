//! The event types of website visits and app sessions.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use async_graphql::{Context, Description, Object};

use super::action::{Action, ActionMap};
use super::attribute::{ATTRIBUTES, Attribute};
use super::channel::Channel;
use super::content_offer;
use super::context::ContextExt;
use super::customer_details::Segment;
use super::declaration::Declared;
use super::scalar::{BorrowedId, DateTime, milliseconds};
use super::visit::{App, Device, Page};
use crate::engine::fast_path::FastPath;
use crate::engine::ready_fields::ready_fields;
use crate::model::event::{self as model, Event};
use crate::model::id::SegmentId;

/// An event of a kind that this version of the gateway does not know. Show its `type` and time, or skip it.
// The other event types contain one and flatten its fields.
#[derive(Description, Clone)]
pub(super) struct OtherEvent(pub(super) Arc<Event>);

#[Object(use_type_description)]
impl OtherEvent {
    /// The id of the event. Treat it as an opaque string; it is unique within its session.
    pub(super) async fn id(&self) -> BorrowedId<'_> {
        BorrowedId(&self.0.id)
    }

    /// The kind of the event in the platform's spelling, for example `WebEvent`. For a step of a conversation
    /// it is a name such as `queue.entered`. `__typename` has the GraphQL type.
    #[graphql(name = "type")]
    pub(super) async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// The time at which the event happened, RFC 3339 in UTC, for example `2026-11-20T09:50:45.125Z`.
    pub(super) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

macro_rules! event_type {
    ($($(#[$doc:meta])* $name:ident($facts:ty),)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Description)]
        pub(super) struct $name(OtherEvent, $facts);

        impl $name {
            /// The event with the facts of its payload.
            pub(super) fn new(event: Arc<Event>, facts: $facts) -> Self {
                Self(OtherEvent(event), facts)
            }
        }

        impl Deref for $name {
            type Target = OtherEvent;

            fn deref(&self) -> &OtherEvent {
                &self.0
            }
        }
    )+};
}

event_type! {
    /// An action of the visitor on a website, for example a page view, a search or a submitted form.
    WebEvent(Arc<model::WebEvent>),
    /// An action of the customer in an app, for example a viewed screen.
    AppEvent(Arc<model::AppEvent>),
    /// A step of an offer to a website visitor, for example that the offer was shown or accepted.
    WebActionEvent(Arc<model::ActionEvent>),
    /// The assignment of the customer to a segment. Assignments to segments that the platform hides from agents
    /// are omitted.
    SegmentAssignedEvent(SegmentId),
    /// An outcome that the customer achieved. The platform is removing outcomes: do not build on this type.
    OutcomeAchievedEvent(Option<Arc<str>>),
}

#[Object(use_type_description)]
impl WebEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// The name of the event, an object and an action in the past tense, for example `page_viewed`. Null if the
    /// platform does not send it.
    async fn event_name(&self) -> Option<&str> {
        self.1.name.as_deref()
    }

    /// The page on which the event happened. Null if the platform does not send it.
    async fn page(&self) -> Option<FastPath<Page<'_>>> {
        let page = self.1.page.as_ref();
        page.map(|page| FastPath(Page(Cow::Borrowed(page))))
    }

    /// The keywords that the visitor searched for on the website, for example `cancel order`. Null if the event
    /// is not a search.
    async fn search_query(&self) -> Option<&str> {
        self.1.search_query.as_deref()
    }

    /// The custom attributes of the event, sorted by name. Empty if the event has none.
    #[graphql(directive = Declared::apply(ATTRIBUTES))]
    async fn attributes(&self) -> Vec<Attribute> {
        self.1.attributes.get().iter().map(Into::into).collect()
    }

    /// The number of events of the customer in all visits, up to and including this event, for example `24`.
    /// Null if the platform does not send it.
    async fn total_event_count(&self) -> Option<i32> {
        self.1.total_event_count
    }

    /// The number of page views of the customer in all visits, up to and including this event, for example `9`.
    /// Null if the platform does not send it.
    async fn total_pageview_count(&self) -> Option<i32> {
        self.1.total_pageview_count
    }
}

#[Object(use_type_description)]
impl AppEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// The name of the event, an object and an action in the past tense, for example `screen_viewed`. Null if
    /// the platform does not send it.
    async fn event_name(&self) -> Option<&str> {
        self.1.name.as_deref()
    }

    /// The name of the app screen on which the event happened. Null if the platform does not send it.
    async fn screen_name(&self) -> Option<&str> {
        self.1.screen.as_deref()
    }

    /// The app in which the event happened. Null if the platform does not send it.
    async fn app(&self) -> Option<App<'_>> {
        self.1.app.as_ref().map(|app| App(Cow::Borrowed(app)))
    }

    /// The device on which the app runs. Null if the platform does not send it.
    async fn device(&self) -> Option<Device<'_>> {
        self.1
            .device
            .as_ref()
            .map(|device| Device(Cow::Borrowed(device)))
    }

    /// The keywords that the customer searched for in the app. Null if the event is not a search.
    async fn search_query(&self) -> Option<&str> {
        self.1.search_query.as_deref()
    }

    /// The custom attributes of the event, sorted by name. Empty if the event has none.
    #[graphql(directive = Declared::apply(ATTRIBUTES))]
    async fn attributes(&self) -> Vec<Attribute> {
        self.1.attributes.get().iter().map(Into::into).collect()
    }
}

#[Object(use_type_description)]
impl WebActionEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// The offer that the event belongs to, with the state that it reached with this event.
    async fn action(&self) -> Option<Action> {
        Some(Action::new(&self.1))
    }

    /// The action map that triggered the offer. Null if the platform does not send it.
    async fn action_map(&self) -> Option<ActionMap> {
        ActionMap::new(&self.1)
    }

    /// The time that the visitor took to decide, in milliseconds, for example `2150`. Null until the visitor
    /// has decided.
    async fn milliseconds_to_disposition(&self) -> Option<f64> {
        self.1.milliseconds_to_disposition.map(milliseconds)
    }

    /// The channel of a content offer, with the label to show. Null for other kinds of offers.
    async fn channel(&self, ctx: &Context<'_>) -> Option<FastPath<Channel>> {
        self.1
            .is_content_offer()
            .then(|| FastPath(Channel(content_offer::channel(ctx.journey().shown))))
    }
}

#[Object(use_type_description)]
impl SegmentAssignedEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// The segment to which the customer was assigned. Selecting more than its `id` costs one upstream call for
    /// all segments of the request together, cached.
    async fn segment(&self, ctx: &Context<'_>) -> Option<Segment> {
        Segment::from_id(ctx, self.1).await
    }
}

#[Object(use_type_description)]
impl OutcomeAchievedEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// The display name of the achieved outcome. Null if the platform does not send it.
    #[graphql(deprecation = "the platform is removing outcomes")]
    async fn outcome(&self) -> Option<&str> {
        self.1.as_deref()
    }
}

ready_fields!(OtherEvent { "id" => id, "type" => kind, "createdAt" => created_at });
ready_fields!(WebEvent {
    "eventName" => event_name,
    "page" => page,
    "searchQuery" => search_query,
    "totalEventCount" => total_event_count,
    "totalPageviewCount" => total_pageview_count,
} + 0);
ready_fields!(AppEvent {
    "eventName" => event_name,
    "screenName" => screen_name,
    "searchQuery" => search_query,
} + 0);
ready_fields!(WebActionEvent {} + 0);
ready_fields!(SegmentAssignedEvent {} + 0);
ready_fields!(OutcomeAchievedEvent { "outcome" => outcome } + 0);
