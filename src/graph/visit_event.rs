//! The events of websites and apps.

use std::ops::Deref;
use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object};

use super::action::{Action, ActionMap};
use super::attribute::{ATTRIBUTES, Attribute};
use super::channel::Channel;
use super::content_offer;
use super::context::ContextExt;
use super::customer_details::Segment;
use super::declaration::Declared;
use super::scalar::DateTime;
use super::visit::{App, Device, Page};
use crate::engine::fast_path::FastPath;
use crate::model::event::{self as model, Event};
use crate::model::id::SegmentId;

/// An event of a kind that this gateway does not know yet.
// The other kinds are made of one, and flatten its fields into themselves.
#[derive(Description, Clone)]
pub(super) struct OtherEvent(pub(super) Arc<Event>);

#[Object(use_type_description)]
impl OtherEvent {
    /// Opaque.
    pub(super) async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// The platform's name of the kind, such as `WebEvent`; for conversations such as `queue.entered`.
    #[graphql(name = "type")]
    pub(super) async fn kind(&self) -> String {
        self.0.kind.clone()
    }

    /// When.
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
    /// What a visitor did on a website: viewed a page, searched, sent a form …
    WebEvent(Arc<model::WebEvent>),
    /// What someone did in an app.
    AppEvent(Arc<model::AppEvent>),
    /// A step of an offer made to a visitor: offered, accepted, ignored …
    WebActionEvent(Arc<model::ActionEvent>),
    /// The visitor was put into a segment.
    SegmentAssignedEvent(SegmentId),
    /// An outcome was reached. The platform is removing outcomes.
    OutcomeAchievedEvent(Option<String>),
}

#[Object(use_type_description)]
impl WebEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// `object_action`, such as `page_viewed`.
    async fn event_name(&self) -> Option<&str> {
        self.1.name.as_deref()
    }

    /// Where.
    async fn page(&self) -> Option<FastPath<Page>> {
        self.1.page.clone().map(|page| FastPath(Page(page)))
    }

    /// What the visitor searched for.
    async fn search_query(&self) -> Option<&str> {
        self.1.search_query.as_deref()
    }

    /// Custom attributes of the event, sorted by name. Empty where it has none.
    #[graphql(directive = Declared::apply(ATTRIBUTES))]
    async fn attributes(&self) -> Vec<Attribute> {
        self.1.attributes.iter().map(Into::into).collect()
    }

    /// Number of events of the customer across all visits, up to and with this one. Null where the
    /// platform does not send it.
    async fn total_event_count(&self) -> Option<i32> {
        self.1.total_event_count
    }

    /// Number of page views of the customer across all visits, up to and with this event. Null where the
    /// platform does not send it.
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

    /// `object_action`, such as `screen_viewed`.
    async fn event_name(&self) -> Option<&str> {
        self.1.name.as_deref()
    }

    /// Where in the app.
    async fn screen_name(&self) -> Option<&str> {
        self.1.screen.as_deref()
    }

    /// The app.
    async fn app(&self) -> Option<App> {
        self.1.app.clone().map(App)
    }

    /// The device.
    async fn device(&self) -> Option<Device> {
        self.1.device.clone().map(Device)
    }

    /// What was searched for.
    async fn search_query(&self) -> Option<&str> {
        self.1.search_query.as_deref()
    }

    /// Custom attributes of the event, sorted by name. Empty where it has none.
    #[graphql(directive = Declared::apply(ATTRIBUTES))]
    async fn attributes(&self) -> Vec<Attribute> {
        self.1.attributes.iter().map(Into::into).collect()
    }
}

/// Milliseconds as a GraphQL `Float`, since `Int` ends at 25 days.
pub(super) fn milliseconds(milliseconds: i64) -> f64 {
    // Exact up to 2^53 ms, which is 285,000 years.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let float = milliseconds as f64;
    float
}

#[Object(use_type_description)]
impl WebActionEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// The offer.
    async fn action(&self) -> Option<Action> {
        Some(Action::new(&self.1))
    }

    /// What triggered it.
    async fn action_map(&self) -> Option<ActionMap> {
        ActionMap::new(&self.1)
    }

    /// How long the visitor took to decide.
    async fn milliseconds_to_disposition(&self) -> Option<f64> {
        self.1.milliseconds_to_disposition.map(milliseconds)
    }

    /// The channel of a content offer; null for other offers.
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

    /// The segment.
    async fn segment(&self, ctx: &Context<'_>) -> Option<Segment> {
        Segment::of(ctx, self.1).await
    }
}

#[Object(use_type_description)]
impl OutcomeAchievedEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// The outcome's name.
    async fn outcome(&self) -> Option<&str> {
        self.1.as_deref()
    }
}
